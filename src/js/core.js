//! `start(options)`: checks what it was given, registers one handle per namespace, loads, and runs. It returns at once
//! and throws nothing but a TypeError; what goes wrong later is a reason in `ready`. Inert without a document.

import { CONSENT, PURPOSES, SOURCES } from "./codes.js";
import { addressOf, loadMatcher, loadModule, loadMore, loadRest, loadRules, milliseconds, packRules, sourcesOf } from "./load.js";
import { isMap, unpack } from "./plain.js";
import { createRuntime } from "./runtime.js";
import { callSlip, oddities, optionSlip, tellAgain, tellEnd, tellNothing, unknownOption } from "./slips.js";
import { eachZone, isZone } from "./zone.js";

const REGISTRY = Symbol.for("opportune");
/** When what need not be there at once is loaded, in milliseconds. */
const LATER = 1000;
/** How long is waited at most before the script of the sinks is asked for again. */
const LONGEST = 100_000;
const METHODS = ["track", "setFacts", "setConsent", "trigger", "dismiss", "mute"];
const isName = (value) => typeof value === "string";
const isMaybe = (value) => value === undefined || isName(value);
const is = (type) => (value) => typeof value === type;
const isAddress = (value) => typeof value === "string" || value instanceof URL;
const isRules = (value) => isAddress(value) || (typeof value === "object" && value !== null);
const isConsent = (value) =>
  CONSENT.includes(value) ||
  (isMap(value) && Object.entries(value).every(([purpose, state]) => PURPOSES.includes(purpose) && CONSENT.includes(state)));

/** Who is asked for it, instead of the page's own word. */
const isSource = (value) =>
  SOURCES.includes(value) || (isMap(value) && (SOURCES.includes(value.source) || typeof value.source === "function"));

/** What the first argument of each method must be: a page's slip must not wipe its facts or close its widgets. */
const TAKES = {
  __proto__: null,
  track: isName, setFacts: isMap, setConsent: isConsent, trigger: isName, dismiss: isMaybe, mute: isMaybe,
};

/** Looking at it may run the page's own code. */
const takes = (name, value) => {
  try {
    return TAKES[name](value);
  } catch {
    return false;
  }
};

/** The rules that each handle was given. */
const begunWith = OPPORTUNE_DEV && new WeakMap();
const isLink = (value) => value === "link" || typeof value === "boolean";
const isAsked = (name) => new URLSearchParams(location.search).has(`opportune-${name}`);

/** What a link, or this tab since a link, previews; empty: to be chosen. */
function previewing(option) {
  if (!option) return undefined;
  let asked;
  try {
    asked = new URLSearchParams(location.search).get("opportune-preview") ?? sessionStorage.getItem("opportune:preview");
  } catch {
    // No storage, no preview since a link.
  }
  return asked ?? (option === true ? "" : undefined);
}

const slip = OPPORTUNE_DEV
  ? (name, value) => console.warn(`opportune: ${name}() does not take that, and did nothing${callSlip(name, value)}`)
  : (name) => console.warn(`opportune: ${name}() does not take that, and did nothing`);

/** What each option must be. */
const OPTIONS = {
  __proto__: null,
  rules: isRules, facts: isMap, namespace: is("string"), consent: (value) => [value].flat().every((one) => isConsent(one) || isSource(one)), visitorId: is("string"),
  sinks: Array.isArray, onEvent: is("function"), onEffect: is("function"), functions: isMap, allow: isMap, theme: (value) => isMap(value) || typeof value === "string", locale: is("string"),
  now: (value) => !Number.isNaN(+value), strict: is("boolean"), quiet: is("boolean"), enabled: is("boolean"),
  debug: isLink, preview: isLink,
  wasm: (value) => isAddress(value) || typeof value === "object", signal: (value) => value instanceof AbortSignal,
};

/** @returns the names of options that this version does not know */
function check(options) {
  if (!isMap(options)) throw new TypeError("opportune: start() takes an object of options");
  const unknown = [];
  for (const [name, value] of Object.entries(options)) {
    if (!OPTIONS[name]) unknown.push(name);
    else if (value !== undefined && !OPTIONS[name](value)) throw new TypeError(`opportune: option "${name}" has the wrong type${OPPORTUNE_DEV ? optionSlip(name, value) : ""}`);
  }
  if (options.rules === undefined) throw new TypeError('opportune: option "rules" is missing');
  return unknown;
}

/** The page's root, whatever markup stands in front of it. */
const html = () => Object.getOwnPropertyDescriptor(Document.prototype, "documentElement").get.call(document);
const isOff = () => Element.prototype.getAttribute.call(html(), "data-opportune") === "off";

/** Why not to run on this page at all. */
function refusal(options) {
  if (options.enabled === false) return "enabled";
  try {
    if (localStorage.getItem("opportune:off") !== null) return "off";
  } catch {
    // No storage, no switch.
  }
  const root = Document.prototype;
  if (!globalThis.WebAssembly || !("adoptedStyleSheets" in root) || !globalThis.HTMLDialogElement) return "browser";
  if (isOff()) return "html_off";
  return isFramed(options.allow?.frames ?? []) ? "framed" : undefined;
}

/** In a frame of another origin that host code did not allow. */
function isFramed(allowed) {
  if (window.top === window) return false;
  try {
    // Reading it throws where the origins differ.
    return !top.location.href;
  } catch {
    const parents = [...(location.ancestorOrigins ?? [])];
    if (!parents.length && document.referrer) parents.push(new URL(document.referrer).origin);
    return !parents.length || !parents.every((origin) => allowed.includes(origin));
  }
}

const told = ({ message, code, path, rule, found }) =>
  message ?? [path, code, rule && `in rule "${rule}"`, found && `found ${found}`].filter(Boolean).join(" ");

const activated = (signal) =>
  new Promise((resolve) => {
    if (!document.prerendering) return resolve();
    EventTarget.prototype.addEventListener.call(document, "prerenderingchange", resolve, { __proto__: null, once: true, signal });
  });

/** A handle where there is no page. */
const inert = () => {
  const ready = Promise.resolve({ state: "disabled", reason: "browser", problems: [] });
  const handle = { ready, update: () => ready, record: async () => undefined, stored: async () => [], forget: async () => {}, explain: async () => ({ state: "disabled", reason: "browser" }), state: "disabled", stop() {} };
  for (const name of METHODS) handle[name] = () => {};
  return handle;
};

/**
 * @param {() => unknown} defaultWasm Where the wasm is unless an option says so.
 * @returns {(options: import("./index.js").Options) => import("./index.js").Handle}
 */
export const createStart = (defaultWasm) => (options) => {
  const unknown = check(options);
  if (typeof document === "undefined") return inert();
  const namespace = options.namespace ?? "default";
  const registry = (globalThis[REGISTRY] ??= new Map());
  const existing = registry.get(namespace);
  if (existing && existing.state !== "disabled") {
    if (OPPORTUNE_DEV && !options.quiet) tellAgain(namespace, options.rules, begunWith.get(existing));
    return existing;
  }

  const { consent: given, quiet } = options;
  const asked = previewing(options.preview);
  const settings = { ...options, namespace, now: options.now === undefined ? undefined : +options.now, preview: asked !== undefined };
  const asks = !settings.preview && (Array.isArray(given) || isSource(given));
  // Who is still to be asked has not said yes.
  const consent = PURPOSES.map((purpose) => settings.preview ? 1 : Math.max(0, asks ? 0 : CONSENT.indexOf(isMap(given) ? given[purpose] : given)));
  // What sinks are to be told begins with the states of consent.
  if (options.sinks?.length && !settings.preview) settings.told = [[...consent]];
  const problems = unknown.map((found) => (OPPORTUNE_DEV ? { code: "unknown_option", path: "", found, message: unknownOption(found) } : { code: "unknown_option", path: "", found }));
  const known = problems.length;
  const ends = new AbortController();
  let now = { state: "starting" };
  let settle;
  let switched;

  const end = (reason, why) => {
    if (now.state === "disabled") return;
    now = { state: "disabled", reason };
    ends.abort();
    clearTimeout(retry);
    switched?.disconnect();
    options.signal?.removeEventListener("abort", handle.stop);
    runtime.stop();
    settle({ ...now, problems });
    if (OPPORTUNE_DEV && !quiet) tellEnd(reason, why?.from ? [why.from] : sourcesOf(options.rules).map(addressOf).filter(Boolean), options.wasm ?? defaultWasm(), why?.why);
  };
  const runtime = createRuntime({
    options: settings,
    consent, signal: ends.signal,
    onEnd: end,
    onHeard(news, isHeard) {
      if (news === "forget") forget(isHeard);
      else if (isConsent(news)) (agents || runtime.setConsent)(news, isHeard);
    },
    onTurn() {
      if (settings.told && !hub) reach();
      sources?.turned();
      live?.turned();
      preview?.turned();
    },
    onOpened(plan, isFirst) {
      if (isFirst && now.state === "running") return undefined;
      if (!isFirst) preview?.swapped();
      const found = [...plan.problems];
      plan.zones.forEach((name) => {
        if (isZone(name)) return;
        // Of its places the first is told.
        let path;
        eachZone(opened, (zone, at) => (path ??= zone === name ? at : path));
        found.push({ code: "unknown_value", path: path ?? "", found: name });
      });
      problems.splice(known, Infinity, ...found);
      if (problems.length && !quiet) {
        console.warn(`opportune: problems in the rules (${problems.length})\n${problems.map((one) => `- ${told(one)}`).join("\n")}`);
      }
      if (isFirst && plan.disabled) return "enabled";
      return found.length && (options.strict || !plan.count) ? "rules" : undefined;
    },
  });
  let live;
  let preview;
  let hub;
  let retry;
  let coming;
  let sources;
  // Where they cannot be asked, nobody says yes.
  const asking = asks && import("./consent/assent.js").then(({ createConsent }) => {
    sources = createConsent({ given, set: runtime.setConsent, signal: ends.signal });
  }).catch(() => {});
  /** What was said here, or heard in another tab. */
  const agents = asks && ((said, isHeard) => asking.then(() => sources?.[isHeard ? "heard" : "say"](said, isHeard)));
  /** Erases it, and what is in memory of it. `isHeard`: another tab asked for it, and every tab has its own to erase. */
  const forget = async (isHeard) => {
    const all = [runtime.forget(isHeard), Promise.resolve(hub).then((sinks) => sinks?.forget?.(isHeard))];
    try {
      sessionStorage.removeItem("opportune:preview");
    } catch {
      // No storage, nothing in it.
    }
    // Whoever waits for it is answered, whatever a sink of the page does.
    await Promise.race([Promise.allSettled(all), new Promise((resolve) => setTimeout(resolve, 2000))]);
  };
  /** What only servers and updates need: loaded once the rules are armed, or when they did not come. */
  const later = () =>
    (coming ??= import("./live.js").then(({ createLive }) => (live ??= createLive({
      sources: options.rules, loaded: () => loaded, runtime, namespace, problems, signal: ends.signal,
      addressOf, loadMatcher, loadRest, loadRules, milliseconds, packed, sourcesOf, unpack,
    }))).catch((why) => {
      coming = undefined;
      throw why;
    }));
  /** What sinks need. Where it does not come outcomes wait, and it is asked for again: some times, and whenever somebody comes back. */
  const reach = (wait = 1000) => {
    clearTimeout(retry);
    hub = import("./hub.js").then(({ createHub }) => createHub({ ...settings, signal: ends.signal })).catch((why) => {
      hub = undefined;
      if (!quiet && !retry) console.warn("opportune: sinks", why);
      if (now.state !== "disabled" && wait < LONGEST) retry = setTimeout(reach, wait, wait * 4);
    });
  };
  const isRemote = sourcesOf(options.rules).some(addressOf);
  let loaded;
  let size;
  let opened;
  /** For the wasm, with what says on which device they run: as it is now, until the next load. */
  const packed = (set) => packRules((opened = preview ? preview.rules(set) : set), (size ??= [innerWidth, matchMedia("(pointer: coarse)").matches]));

  async function boot() {
    const module = loadModule(options.wasm ?? defaultWasm());
    // Whichever fails first is the reason; the other one must not be left unhandled.
    module.catch(() => {});
    const saved = (url, why) => later().catch(() => Promise.reject(why)).then((that) => that.saved(url, why));
    let got = await loadRules(options.rules, ends.signal, saved);
    const attempt = async () => {
      const rules = await packed(got.set);
      const more = loadMore(rules);
      more?.catch(() => {});
      return runtime.run({ rules, matcher: await loadMatcher(rules), module: await module, more });
    };
    if (settings.preview) preview = (await import("./preview.js")).createPreview({ asked, settings, runtime, handle, signal: ends.signal });
    await module;
    await asking;
    await activated(ends.signal);
    if (now.state !== "starting") return undefined;
    let why = await attempt();
    if (why === "rules" && isRemote) {
      // What came is no good; perhaps what came last time is.
      got = await loadRules(options.rules, ends.signal, saved, why);
      why = await attempt();
    }
    if (why) return end(why);
    loaded = got;
    if (now.state !== "starting") return undefined;
    now = { state: "running" };
    settle({ ...now, problems });
    preview?.begin(got.set);
    if (options.debug === true || (options.debug && isAsked("debug"))) {
      import("./panel.js").then(({ panel }) => panel({ handle, signal: ends.signal })).catch(() => {});
    }
    if (isRemote) setTimeout(() => now.state === "running" && later().catch(() => {}), LATER);
    return undefined;
  }

  const handle = {
    ready: new Promise((resolve) => (settle = resolve)),
    get state() {
      return now.state;
    },
    /** Why a rule does or does not show, as data. */
    async explain(rule) {
      // Asked for once; from then on the answer is of this very instant.
      if (now.state === "running" && !runtime.isWhole()) {
        const failed = await runtime.complete().catch((why) => why);
        if (failed) return { ...now, reason: failed.reason ?? "wasm_failed" };
      }
      if (now.state !== "running") return { ...now };
      const value = runtime.explain(rule === undefined ? rule : String(rule));
      return rule === undefined ? { ...now, ...value, ...(await hub)?.status() } : value;
    },
    /** Other rules from here on. */
    async update(rules) {
      const isUsable = isRules(rules);
      if (!isUsable && OPPORTUNE_DEV) slip("update", rules);
      else if (!isUsable) slip("update");
      await handle.ready;
      const next = isUsable && now.state === "running" && (await later().catch(() => {}));
      return next ? next.update(rules) : { reason: isUsable ? "rules_http" : "rules", ...now, problems };
    },
    /** What happened so far, as a trace. */
    async record(how) {
      const redact = how?.redact ?? true;
      // A preview's rules are not those that were given.
      const from = !preview && runtime.life()?.recorded();
      return from ? (await import("./record.js")).trace({ ...from, redact }) : undefined;
    },
    /** What lies in this browser. */
    stored: async () => (await import("./stored.js")).stored({ namespace, hub }),
    /** Erases it, in every tab, and drops what was not sent. */
    forget: () => forget(),
    stop() {
      end("stopped");
      if (registry.get(namespace) === handle) registry.delete(namespace);
    },
  };
  for (const name of METHODS) {
    handle[name] = (what, more) => {
      if (!takes(name, what)) return OPPORTUNE_DEV ? slip(name, what) : slip(name);
      if (OPPORTUNE_DEV && !quiet) handle.ready.then(({ state }) => state === "running" && tellNothing(name, what, opened.rules));
      const isAnswer = name === "setConsent";
      // A preview has consent to all it needs, and stores and sends nothing.
      if (isAnswer && settings.preview) return undefined;
      if (now.state !== "disabled") (isAnswer && agents || runtime[name])(what, isAnswer ? undefined : more);
      // What was kept while it ran goes all the same.
      else if (isAnswer) runtime.setConsent(what);
      return undefined;
    };
  }
  const { trigger } = handle;
  handle.trigger = (rule, force) => trigger(rule, !!force?.force);

  if (given === undefined && !quiet && !settings.preview) {
    console.info('opportune: consent is pending, so nothing is stored or sent; see setConsent(), or start({ consent: "granted" })');
  }
  if (options.facts) runtime.setFacts(options.facts);
  registry.set(namespace, handle);
  if (OPPORTUNE_DEV) {
    begunWith.set(handle, options.rules);
    if (!quiet) oddities(sourcesOf(options.rules));
  }
  const why = options.signal?.aborted ? "stopped" : refusal(options);
  if (why) end(why);
  else {
    options.signal?.addEventListener("abort", handle.stop);
    // The page may switch us off at any time.
    switched = new MutationObserver(() => isOff() && end("html_off"));
    switched.observe(html(), { __proto__: null, attributes: true, attributeFilter: ["data-opportune"] });
    if (settings.told) reach();
    boot().catch((failure) => end(failure.reason ?? "fault", OPPORTUNE_DEV && failure));
  }
  return handle;
};
