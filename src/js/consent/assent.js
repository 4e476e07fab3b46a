//! Consent from others than `setConsent`: Google's consent mode, IAB's TCF, Shopify, signals of the browser, the page's own
//! code. Loaded only where `consent` names a source. Every source says what it knows of each purpose; what nobody says
//! is pending, and of several words the strictest holds. Less is allowed at once, more in a moment. Nothing is thrown.

import { CONSENT, PURPOSES } from "../codes.js";
import { isMap } from "../plain.js";
import { SOURCES } from "./sources.js";

/** From what allows most to what allows least. */
const STRICT = ["granted", "pending", "denied"];
const rank = (state) => STRICT.indexOf(state);
const isState = (state) => CONSENT.includes(state);
/** Looks for a source that is not there yet: so soon after the start, then twice as long, and so on until then. */
const FIRST_LOOK = 50;
const LAST_LOOK = 26_000;
/** Who takes back what was granted that often within that time is believed again after so long a silence. */
const MOST_FLIPS = 3;
const CALM = 1000;
/** A function of the page speaks of our purposes by their own names. */
const OWN = { functional: ["functional"], analytics: ["analytics"], personalization: ["personalization"] };

/** The word on a purpose of names that must all be granted. */
function together(names, states) {
  const known = names.map((name) => (states[name] === null ? null : isState(states[name]) ? states[name] : "pending")).filter(Boolean);
  return known.length ? STRICT[Math.max(...known.map(rank))] : undefined;
}

/**
 * @param {object} run
 * @param {unknown} run.given The option `consent`.
 * @param {(change: object, isHeard?: number) => void} run.set Tells the runtime; whether another tab said it, as `tabs.js` has it.
 * @param {AbortSignal} run.signal Aborted when the runtime ends.
 */
export function createConsent({ given, set, signal }) {
  /** Who said what of which purposes. */
  const words = new Map();
  const looks = [];
  const complained = new Set();
  let now = { functional: "pending", analytics: "pending", personalization: "pending" };
  let timer;
  let isDue = false;
  let isHearing;
  let losses = [];

  const attempt = (work, name = "consent") => {
    try {
      return work();
    } catch (why) {
      if (!complained.has(name)) console.warn(`opportune: consent: ${name} failed, and says nothing`, why);
      complained.add(name);
      return undefined;
    }
  };
  const on = (target, name, handler) =>
    EventTarget.prototype.addEventListener.call(target, name, handler, { __proto__: null, capture: true, passive: true, signal });

  const wanted = () => {
    const next = {};
    for (const purpose of PURPOSES) {
      const ranks = [...words.values()].map((word) => rank(word[purpose])).filter((one) => one >= 0);
      next[purpose] = ranks.length ? STRICT[Math.max(...ranks)] : "pending";
    }
    return next;
  };
  const apply = (next) => {
    const change = {};
    for (const purpose of PURPOSES) if (next[purpose] !== now[purpose]) change[purpose] = next[purpose];
    now = next;
    if (!signal.aborted && Object.keys(change).length) set(change, isHearing);
  };
  /** What is allowed beyond what is: once nobody takes it back any more. */
  const loosen = () => {
    isDue = false;
    clearTimeout(timer);
    const rest = losses.length >= MOST_FLIPS ? losses.at(-1) + CALM - performance.now() : 0;
    if (rest > 0) timer = setTimeout(loosen, rest);
    else apply(wanted());
  };
  function settle() {
    const next = wanted();
    const less = { ...now };
    let isLess = false;
    let isMore = false;
    for (const purpose of PURPOSES) {
      if (rank(next[purpose]) > rank(now[purpose])) {
        less[purpose] = next[purpose];
        isLess = true;
      } else isMore ||= next[purpose] !== now[purpose];
    }
    if (isLess) {
      const time = performance.now();
      if (PURPOSES.some((purpose) => now[purpose] === "granted" && less[purpose] !== "granted")) {
        losses = [...losses.filter((one) => one > time - CALM * 10), time].slice(-MOST_FLIPS);
      }
      apply(less);
    }
    if (!isMore || isDue) return;
    isDue = true;
    queueMicrotask(loosen);
  }

  /** Notes what somebody says; what another tab heard holds until somebody here has news. */
  const note = (who, word) => {
    const old = words.get(who);
    if (old && PURPOSES.every((purpose) => old[purpose] === word[purpose])) return;
    words.set(who, word);
    if (old && who !== "page") words.delete("tab");
    settle();
  };

  /** Waits for what another script brings: looks after each that is loaded, and now and then for a while. */
  function arrives(find, then, name) {
    const ends = new AbortController();
    const stop = () => {
      clearTimeout(waiting);
      ends.abort();
      signal.removeEventListener("abort", stop);
    };
    let waiting;
    const look = () => {
      if (ends.signal.aborted) return;
      const found = attempt(find, name);
      if (!found) return;
      stop();
      attempt(() => then(found), name);
    };
    const again = (wait) => {
      look();
      if (!ends.signal.aborted && wait <= LAST_LOOK) waiting = setTimeout(again, wait, wait * 2);
    };
    signal.addEventListener("abort", stop);
    // Of what is loaded, windows hear nothing.
    EventTarget.prototype.addEventListener.call(document, "load", look, { __proto__: null, capture: true, passive: true, signal: ends.signal });
    looks.push(look);
    again(FIRST_LOOK);
  }

  /** What host code says outright: a state for all purposes, or for each. */
  const stated = (said) => {
    const word = {};
    for (const purpose of PURPOSES) {
      const state = isMap(said) ? said[purpose] : said;
      if (isState(state)) word[purpose] = state;
    }
    return word;
  };
  /** The page's own word; `pending` takes it back. Of what it speaks of, what another tab heard is over. */
  const say = (said) => {
    const word = stated(said);
    const all = Object.entries({ ...words.get("page"), ...word });
    words.set("tab", Object.fromEntries(Object.entries(words.get("tab") ?? {}).filter(([purpose]) => !word[purpose])));
    note("page", Object.fromEntries(all.filter(([, state]) => state !== "pending")));
    settle();
  };

  function listen(spec, place) {
    const { source } = spec;
    const own = typeof source === "function";
    const name = own ? "the page's own source" : source;
    const { listen: hear, map } = own ? { map: OWN } : SOURCES[source];
    const states = {};
    const tell = (news) => {
      if (signal.aborted) return;
      if (!own) for (const key of Object.keys(states)) delete states[key];
      Object.assign(states, own ? stated(news) : news);
      const word = {};
      for (const purpose of PURPOSES) {
        const names = spec[purpose] ?? map[purpose] ?? [];
        word[purpose] = isState(names) ? names : together([names].flat(), states);
      }
      note(place, word);
    };
    // Until it says otherwise, nothing is granted by it.
    if (source !== "gpc" && source !== "dnt") attempt(() => tell({}), name);
    const run = {
      spec, on, signal,
      attempt: (work) => attempt(work, name),
      arrives: (find, then) => arrives(find, then, name),
    };
    const more = attempt(() => (own ? source((news) => attempt(() => tell(news), name)) : hear(tell, run)), name);
    if (typeof more !== "function") return;
    // Ours look once more; the page's own ends.
    if (own) signal.addEventListener("abort", () => attempt(more, name));
    else looks.push(() => attempt(more, name));
  }

  [given].flat().forEach((one, place) => {
    if (SOURCES[one]) listen({ source: one }, place);
    else if (isMap(one) && one.source !== undefined) listen(one, place);
    else say(one);
  });
  signal.addEventListener("abort", () => clearTimeout(timer));

  return {
    say,
    /** Another tab heard a visitor say no. */
    heard(said, isHeard) {
      const before = words.get("tab");
      const word = { ...before, ...stated(said) };
      // What was denied there is no less so where the store is gone.
      for (const purpose in before) if (before[purpose] === "denied") word[purpose] = "denied";
      words.set("tab", word);
      // It is not said again: who said no there may have said yes since.
      isHearing = isHeard;
      settle();
      isHearing = undefined;
    },
    /** A page view, or the visitor is back: what no source announces is looked at. */
    turned: () => looks.forEach((look) => look()),
  };
}
