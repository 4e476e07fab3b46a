//! Where outcomes leave the page: loaded only when `sinks` is configured. It waits for consent to analytics, hands each
//! sink a copy of what may leave (`sinks/guard.js`), and answers for what sinks do: one that throws, hangs while it
//! loads or never comes costs nobody else anything.

import { CONSENT, PURPOSES } from "./codes.js";
import { guard } from "./sinks/guard.js";
import { short } from "./sinks/vendor.js";

/** How many outcomes wait for consent, for a sink that is not there yet, and are remembered as sent. */
const [HELD, QUEUED, RECENT] = [500, 500, 20];
/** When a sink's script that did not come is asked for again, in milliseconds: the first time, four times as late each time. */
const [FIRST, LAST] = [1000, 64_000];

/** The ready ones. Their files have letters for names: `src/build/build.mjs` says why. */
const READY = {
  __proto__: null,
  activecampaign: () => import("./sinks/activecampaign.js"),
  amplitude: () => import("./sinks/amplitude.js"),
  beacon: () => import("./sinks/beacon.js"),
  crazyegg: () => import("./sinks/crazyegg.js"),
  customEvent: () => import("./sinks/custom-event.js"),
  ga4: () => import("./sinks/ga4.js"),
  gtm: () => import("./sinks/gtm.js"),
  hotjar: () => import("./sinks/hotjar.js"),
  hubspot: () => import("./sinks/hubspot.js"),
  linkedin: () => import("./sinks/linkedin.js"),
  marketo: () => import("./sinks/marketo.js"),
  meta: () => import("./sinks/meta.js"),
  mixpanel: () => import("./sinks/mixpanel.js"),
  optimizely: () => import("./sinks/optimizely.js"),
  posthog: () => import("./sinks/posthog.js"),
  segment: () => import("./sinks/segment.js"),
  shopify: () => import("./sinks/shopify.js"),
  target: () => import("./sinks/target.js"),
  tealium: () => import("./sinks/tealium.js"),
  vwo: () => import("./sinks/vwo.js"),
};

const isSink = (given) => typeof given?.send === "function";

/** What was given, as a name and what brings the sink. */
function read(given) {
  if (typeof given === "function") return ["callback", { name: "callback", send: given }];
  if (isSink(given)) return [String(given.name ?? "sink"), given];
  const [name, options] = typeof given === "string" ? [given] : Object.entries(given ?? {})[0] ?? [];
  if (name === "callback" && typeof options === "function") return read(options);
  return [String(name), undefined, options];
}

/**
 * @param {object} run
 * @param {unknown[]} run.sinks As given to `start`.
 * @param {unknown[]} run.told What was told so far, outcomes and (as lists of places in `CONSENT`, the first of them to
 *   begin with) states of consent; what comes goes there, too.
 * @param {AbortSignal} run.signal
 * @param {string} run.namespace
 * @param {boolean} [run.quiet]
 */
export function createHub({ sinks, told, signal, namespace, quiet }) {
  const held = [];
  // What found no room before this came.
  let dropped = told.lost ?? 0;
  /** The state of each purpose, as a place in `CONSENT`, and whether another tab said it long ago. */
  let states = [];
  // What was told until now, but for what was taken back since.
  let before = [];
  for (const one of told.splice(0)) {
    if (Array.isArray(one)) {
      const [, was] = states;
      states = one;
      if (was !== one[1] && (was || one[1] > 1)) before = [];
    } else before.push(one);
  }

  /** Once for each sink; the rest is counted. */
  const failed = (one, why) => {
    one.failed += 1;
    if (one.failed === 1 && !quiet) console.warn(`opportune: sink "${one.name}"`, why);
  };
  /** Calls a sink, which may throw or promise something. */
  const call = (one, method, ...args) => {
    try {
      const result = one.sink?.[method]?.(...args);
      if (typeof result?.then === "function") result.then(undefined, (why) => failed(one, why));
      return result;
    } catch (why) {
      failed(one, why);
      return undefined;
    }
  };
  const tell = (one) => call(one, "consent", Object.fromEntries(PURPOSES.map((purpose, i) => [purpose, CONSENT[states[i]]])), states[3]);
  const push = (list, most, item) => (list.push(item) > most ? list.shift() : undefined);

  const isWanted = ({ only }, { name }) => !only || [only].flat().some((one) => one === name || one === short(name));
  function send(one, event) {
    if (one.sink && !isWanted(one.sink, event)) return;
    if (!one.sink) {
      if (one.isOver || push(one.queue, QUEUED, event)) one.dropped += 1;
      return;
    }
    const before = one.failed;
    call(one, "send", guard(event));
    if (one.failed !== before) return;
    one.sent += 1;
    push(one.recent, RECENT, event.id);
  }

  /** It is there: what waited for it goes first. */
  function attach(one, sink) {
    if (signal.aborted) return;
    if (!isSink(sink)) throw new TypeError("no sink: it has no send()");
    one.sink = sink;
    one.state = "on";
    tell(one);
    for (const event of one.queue.splice(0)) send(one, event);
  }
  /** A script that does not come is asked for again, some times, while its outcomes wait. */
  const bring = (one, wait = FIRST) =>
    READY[one.name]().catch((why) => {
      one.state = "failed";
      if (wait > LAST || signal.aborted) throw why;
      if (wait === FIRST) failed(one, why);
      return new Promise((resolve) => {
        const timer = setTimeout(resolve, wait);
        EventTarget.prototype.addEventListener.call(signal, "abort", () => clearTimeout(timer), { __proto__: null, once: true });
      }).then(() => bring(one, wait * 4));
    });
  async function load(one, options) {
    try {
      if (!READY[one.name]) throw new TypeError("there is no such sink");
      const before = turns[one.name];
      const { default: create } = await bring(one);
      await before;
      attach(one, create({ namespace, ...options }));
    } catch (why) {
      one.state = "failed";
      one.isOver = true;
      one.dropped += one.queue.splice(0).length;
      failed(one, why);
    }
  }
  // Of several of a name the first in the list comes first, whichever's script the browser answers for first.
  const turns = { __proto__: null };
  const all = sinks.map((given) => {
    const one = { name: "sink", state: "loading", queue: [], recent: [], sent: 0, dropped: 0, failed: 0, isOver: false };
    try {
      const [name, sink, options] = read(given);
      one.name = name;
      if (sink) attach(one, sink);
      else turns[name] = load(one, options);
    } catch (why) {
      one.state = "failed";
      one.isOver = true;
      failed(one, why);
    }
    return one;
  });
  const each = (method, ...args) => all.map((one) => call(one, method, ...args));

  function consented(next) {
    states = next;
    const [, analytics] = next;
    if (analytics !== 1) for (const one of all) one.queue.length = 0;
    if (analytics > 1) held.length = 0;
    all.forEach(tell);
    if (analytics === 1) for (const event of held.splice(0)) for (const one of all) send(one, event);
  }
  function take(one) {
    if (Array.isArray(one)) return consented(one);
    // A copy: the page has the outcome itself, and may change it while it waits.
    const event = guard(one);
    if (!event || states[1] > 1) return undefined;
    if (!states[1]) {
      if (push(held, HELD, event)) dropped += 1;
    } else for (const sink of all) send(sink, event);
    return undefined;
  }

  const flush = () => each("flush");
  const on = (name, handler) => EventTarget.prototype.addEventListener.call(window, name, handler, { __proto__: null, capture: true, signal });
  // What is told as the page goes is told before: the runtime listened first.
  on("pagehide", flush);
  on("visibilitychange", () => (document.visibilityState === "hidden" ? flush() : each("resume")));
  EventTarget.prototype.addEventListener.call(signal, "abort", () => {
    // What was kept while it ran goes all the same.
    told.push = (one) => one[1] > 1 && each("forget");
    flush();
    each("stop");
    held.length = 0;
    for (const one of all) one.queue.length = 0;
  });
  before.forEach(take);
  told.push = (...items) => {
    items.forEach(take);
    return 0;
  };

  return {
    /** What became of what was told: for `explain()` and the panel. */
    status: () => ({
      sinks: all.map(({ name, state, sink, sent, queue, dropped: lost, failed: faults, recent }) => {
        // Asked again and again; what it does wrong it was told of at its first event, or never sent one.
        const own = sink && call({ sink, name, failed: 1 }, "state");
        return { name, state, sent, failed: faults, waiting: queue.length + (own?.waiting ?? 0), dropped: lost + (own?.dropped ?? 0), recent: [...recent] };
      }),
      unsent: { held: held.length, dropped },
    }),
    /** Drops what was not sent, here and in each sink. `isHeard`: another tab asked for it. */
    async forget(isHeard) {
      held.length = 0;
      for (const one of all) one.queue.length = 0;
      await Promise.allSettled(each("forget", isHeard > 1));
    },
    /** What sinks keep in the browser. */
    async stored() {
      const kept = await Promise.allSettled(each("stored"));
      return kept.flatMap(({ value }) => value ?? []);
    },
  };
}
