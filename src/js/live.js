//! Rules that live: asked for again at a page view or return, swapped whole, kept for the day on which the server
//! fails, told to the other tabs. Loaded after the rules are armed, or when they did not come. It decides nothing about
//! rules: the engine says what is wrong with them, and swaps them.

import { turns } from "./load.js";

/** How old a kept copy may be and how much text it may hold. */
const DAY = 86_400_000;
const MOST = 1 << 20;
const FORMAT = 1;
const KEY = "rules";
const STORE = "ledger";
/** How long the store may take, and how long a swap waits between looks for a claim's end. */
const PATIENCE = 500;
const PAUSE = 50;
const REFRESH = 300_000;
const TRIGGERS = ["when", "cancelOn", "hideOn", "on"];
/** Swaps leave blanks behind: after so many a page keeps what it has until it is loaded again. */
const MOST_SWAPS = 200;

const isMap = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
const pause = (time) => new Promise((resolve) => setTimeout(resolve, time));

/** The same data, whatever the order of its keys. */
export function isSame(one, other) {
  if (Array.isArray(one)) return Array.isArray(other) && one.length === other.length && one.every((item, i) => isSame(item, other[i]));
  if (!isMap(one) || !isMap(other)) return one === other;
  const keys = Object.keys(one);
  return keys.length === Object.keys(other).length && keys.every((key) => Object.hasOwn(other, key) && isSame(one[key], other[key]));
}

/** The rule set that was laid out: as it was then, whatever the page has done since to what it gave. */
async function setOf(unpack, [[, ...first], ...more]) {
  const [set] = unpack(...first);
  if (!more.length) return set;
  const turn = turns();
  const rules = [];
  for (const [, ...some] of more) {
    await turn();
    rules.push(...unpack(...some));
  }
  return { ...set, rules };
}

/** How much of each rule, then of each goal, is as before: `NewRules::kept` in `engine/input.rs`. */
export function kept(before, after) {
  const rules = (set) => (Array.isArray(set?.rules) ? set.rules : []);
  const known = new Map();
  for (const rule of rules(before)) if (!known.has(rule?.id)) known.set(rule?.id, rule);
  const goals = (set) => (isMap(set?.goals) ? set.goals : {});
  const same = Object.entries(goals(after)).map(([name, goal]) => (Object.hasOwn(goals(before), name) && isSame(goals(before)[name], goal) ? 2 : 0));
  return rules(after).map((rule) => {
    const other = rule?.id === undefined ? undefined : known.get(rule.id);
    if (!other) return 0;
    return isSame(other, rule) ? 2 : +TRIGGERS.every((part) => isSame(other[part] ?? null, rule[part] ?? null));
  }).concat(same);
}

/**
 * @param {object} run
 * @param {unknown} run.sources As given to `start`.
 * @param {() => { set: object, texts: Record<string, string> } | undefined} run.loaded What `start` got, once it did.
 * @param {ReturnType<import("./runtime.js").createRuntime>} run.runtime
 * @param {AbortSignal} run.signal Aborted when the runtime ends.
 */
export function createLive(run) {
  const { runtime, signal, problems } = run;
  const { store } = runtime;
  let { sources } = run;
  let mine;
  let asked = performance.now();
  let timer = 0;
  let asking = false;
  let swaps = 0;
  let isKept = false;
  let isStale = false;
  let copy;
  let channel;
  let last = Promise.resolve();

  const loaded = () => (mine ??= run.loaded());
  const remote = () => run.sourcesOf(sources).filter(run.addressOf);
  /** The shortest of what the sources ask for. */
  const refresh = () =>
    Math.min(...remote().map((one) => (one.refresh === false ? Infinity : run.milliseconds(one.refresh, REFRESH))));

  async function inStore(mode, use) {
    const database = await store.open();
    return new Promise((resolve, reject) => {
      const transaction = database.transaction(STORE, mode);
      const request = use(transaction.objectStore(STORE));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onabort = transaction.onerror = reject;
    });
  }

  /** The texts of the last good rules, if the visitor lets us keep any and they are of today. */
  function recall() {
    if (!runtime.isStoring()) return undefined;
    const read = inStore("readonly", (all) => all.get(KEY)).catch(() => {});
    return Promise.race([read, pause(PATIENCE)]).then((found) => {
      // Of a day ahead, too: clocks are set, and nothing may be good for ever.
      const age = isMap(found) && found.format === FORMAT ? Math.abs(Date.now() - found.at) : NaN;
      return age < DAY && isMap(found.texts) ? found.texts : undefined;
    });
  }

  /** Keeps what runs: these are the last good rules. */
  function keep() {
    const texts = { ...loaded()?.texts };
    const size = Object.values(texts).reduce((sum, text) => sum + text.length, 0);
    isKept &&= runtime.isStoring();
    if (isKept || isStale || !size || size > MOST || !runtime.isStoring()) return;
    isKept = true;
    inStore("readwrite", (all) => all.put({ format: FORMAT, at: Date.now(), texts }, KEY)).catch(() => {
      // Kept by nobody; the next good answer tries again.
    });
  }

  const answer = (reason) => ({ state: "running", ...(reason && { reason }), problems: [...problems] });

  async function swapped(next, done) {
    while (runtime.life()?.isClaiming()) await pause(PAUSE);
    const life = runtime.life();
    if (!life || signal.aborted) return answer("stopped");
    const rules = await run.packed(next.set);
    if (await life.complete(run.loadRest()).catch((why) => why)) return answer("wasm_failed");
    const order = kept(await setOf(run.unpack, life.rules()), await setOf(run.unpack, rules));
    const plan = await life.open(rules, await run.loadMatcher(rules));
    if (life !== runtime.life() || life.isClaiming()) return swapped(next, done);
    if (swaps++ >= MOST_SWAPS) return answer("rules");
    const reason = life.adopt(rules, plan, order);
    if (reason) return answer(reason);
    mine = next;
    done();
    return answer();
  }
  /** One swap after the other, and none while the engine waits for a claim. */
  const swap = (next, done) => {
    const result = last.then(() => swapped(next, done));
    last = result.catch(() => {});
    return result;
  };

  const good = () => {
    asked = performance.now();
    isKept = isStale = false;
    keep();
  };

  async function ask() {
    if (asking || signal.aborted) return;
    asking = true;
    const from = sources;
    try {
      const next = await run.loadRules(from, signal);
      if (from !== sources) return;
      if (isSame(next.texts, loaded()?.texts)) good();
      else await swap(next, () => {
        good();
        channel?.postMessage(next.texts);
      });
    } catch {
      // The last good rules go on.
    } finally {
      asked = performance.now();
      asking = false;
    }
  }

  /** Another tab has newer rules than this one. */
  function heard({ data }) {
    const urls = remote().map(run.addressOf);
    if (!isMap(data) || !urls.length || !urls.every((url) => typeof data[url] === "string") || isSame(data, loaded()?.texts)) return;
    const texts = { __proto__: null };
    for (const url of urls) texts[url] = data[url];
    run.loadRules(sources, signal, async (url) => texts[url], "stale")
      .then((next) => swap(next, () => (asked = performance.now())))
      .catch(() => {});
  }

  /** Open only while the page is: a channel must not keep it out of the back/forward cache. */
  function listen() {
    if (!globalThis.BroadcastChannel || channel || signal.aborted) return;
    channel = new BroadcastChannel(`opportune:${run.namespace}:rules`);
    channel.onmessage = heard;
  }
  const hush = () => {
    channel?.close();
    channel = undefined;
  };

  const on = (name, handler) => EventTarget.prototype.addEventListener.call(window, name, handler, { __proto__: null, signal });
  on("pageshow", listen);
  on("pagehide", hush);
  EventTarget.prototype.addEventListener.call(signal, "abort", () => {
    clearTimeout(timer);
    hush();
  });
  if (remote().length) listen();
  keep();

  return {
    rules: loaded,
    /** The last good text of an address, or the failure that made somebody ask. */
    async saved(url, why) {
      copy ??= recall();
      const text = (await copy)?.[url];
      if (typeof text !== "string") throw why;
      // It is as old as it is: running it makes it no younger.
      isStale = true;
      return text;
    },
    /** A page view or return: rules are asked for again once `refresh` has passed, and that once. */
    turned() {
      keep();
      clearTimeout(timer);
      const rest = asked + refresh() - performance.now();
      if (rest <= 0) ask();
      else if (rest < 2 ** 31) timer = setTimeout(ask, rest);
    },
    /** `update()`: other sources from here on, if their rules can be used. */
    async update(given) {
      try {
        const next = await run.loadRules(given, signal);
        return await swap(next, () => {
          sources = given;
          listen();
          good();
        });
      } catch (why) {
        return { state: "running", reason: why.reason ?? "rules", problems: [] };
      }
    },
  };
}
