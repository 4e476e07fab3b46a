//! Who can be asked for a visitor's consent. Each source tells what it knows of each of its own names (`granted`, `denied`
//! or `pending`; `null`: no word on it); what it does not name is pending. It may come late, and it may throw: whoever
//! calls catches.

import { layers } from "../facts.js";

const TYPES = [
  "ad_storage", "ad_user_data", "ad_personalization", "analytics_storage", "functionality_storage",
  "personalization_storage", "security_storage",
];
const STATES = ["granted", "denied"];
const word = (isAllowed) => (isAllowed ? "granted" : "denied");

/**
 * Google's consent mode v2: commands in the data layer, and the state that Google's own scripts keep of them. `denied` as
 * a default is a visitor who was not asked yet; only an update is an answer.
 */
function google(tell, { spec, on, arrives, attempt, signal }) {
  const name = spec.dataLayer ?? "dataLayer";
  const defaults = {};
  const updates = {};
  const seen = {};
  let until = 0;
  let timer;

  const answer = () => {
    const rest = until - performance.now();
    clearTimeout(timer);
    if (rest > 0) timer = setTimeout(answer, rest);
    const states = {};
    for (const type of TYPES) {
      const first = defaults[type] === "granted" && rest <= 0 ? "granted" : undefined;
      states[type] = updates[type] ?? first ?? "pending";
    }
    tell(states);
  };
  const command = (data, item) => {
    // Google reads no lists: a command is the `arguments` of gtag().
    if (Array.isArray(item) || data[0] !== "consent") return;
    const { 1: kind, 2: states } = data;
    // For whom a default of some regions is, Google's script knows: it says so below.
    const to = kind === "update" ? updates : kind === "default" && !states?.region ? defaults : undefined;
    if (!to || typeof states !== "object" || !states) return;
    for (const type of TYPES) if (STATES.includes(states[type])) to[type] = states[type];
    if (to === defaults && states.wait_for_update > 0) until = Math.max(until, performance.now() + Math.min(states.wait_for_update, 60_000));
  };
  /** What Google's script holds, as far as that is news: a command is in the list before it is carried out. */
  const look = () => {
    const entries = globalThis.google_tag_data?.ics?.entries;
    for (const type of TYPES) {
      for (const [field, to] of [["default", defaults], ["update", updates]]) {
        const value = entries?.[type]?.[field];
        if (typeof value !== "boolean" || seen[type + field] === value) continue;
        seen[type + field] = value;
        to[type] = word(value);
      }
    }
  };
  const hook = layers(name, (data, item) => attempt(() => {
    command(data, item);
    look();
    answer();
  }), (target, names, handler) => names.forEach((type) => on(target, type, handler)));
  look();
  answer();
  arrives(() => globalThis.google_tag_data?.ics, (ics) => {
    look();
    answer();
    ics.addListener?.(TYPES, () => signal.aborted || attempt(() => {
      look();
      answer();
    }));
  });
  signal.addEventListener("abort", () => {
    clearTimeout(timer);
    hook(true);
  });
  return () => {
    hook();
    look();
    answer();
  };
}

const ASKED = ["tcloaded", "useractioncomplete"];
/** The purposes of the TCF. */
const NUMBERS = [...Array(11)].map((_, i) => i + 1);

/** IAB's Transparency and Consent Framework, 2.2: what the visitor said to purposes, whoever the vendor. */
function tcf(tell, { arrives, attempt, signal }) {
  arrives(() => typeof globalThis.__tcfapi === "function" && globalThis.__tcfapi, (api) => {
    let listener;
    signal.addEventListener("abort", () => attempt(() => listener === undefined || api("removeEventListener", 2, () => {}, listener)));
    api("addEventListener", 2, (data, isGood) => attempt(() => {
      if (signal.aborted || !isGood || !data) return;
      listener = data.listenerId;
      const isFree = data.gdprApplies === false;
      // While the banner is up (`cmpuishown`) what was said before stands: nothing, or the last answer.
      if (!isFree && !ASKED.includes(data.eventStatus)) return;
      const consents = data.purpose?.consents;
      tell(Object.fromEntries(NUMBERS.map((number) => [number, word(isFree || consents?.[number] === true)])));
    }));
  });
}

/** Shopify's Customer Privacy API. Where its settings ask for no consent, what is allowed is granted. */
function shopify(tell, { arrives, attempt, on }) {
  const METHODS = {
    preferences: "preferencesProcessingAllowed", analytics: "analyticsProcessingAllowed", marketing: "marketingAllowed",
    sale_of_data: "saleOfDataAllowed",
  };
  const privacy = () => globalThis.Shopify?.customerPrivacy;
  const read = () => attempt(() => {
    const api = privacy();
    const said = api?.currentVisitorConsent?.();
    tell(Object.fromEntries(Object.entries(METHODS).map(([name, method]) => {
      // "yes", "no", and an empty string or null for who was not asked.
      if (said?.[name] === "no" || said?.[name] === false) return [name, "denied"];
      const isAllowed = typeof api?.[method] === "function" ? api[method]() === true : said?.[name] === "yes";
      return [name, isAllowed ? "granted" : "pending"];
    })));
  });
  on(document, "visitorConsentCollected", read);
  arrives(privacy, read);
  if (!privacy()) globalThis.Shopify?.loadFeatures?.([{ name: "consent-tracking-api", version: "0.1" }], (failed) => failed || read());
  return read;
}

/** A setting of the browser that can only object. */
const signal = (name, isOn) => (tell) => {
  const read = () => tell({ [name]: isOn() ? "denied" : null });
  read();
  return read;
};

/** Each source: how to listen, and which of its names must all be granted for each of our purposes. */
export const SOURCES = {
  __proto__: null,
  google: {
    listen: google,
    map: { functional: ["functionality_storage"], analytics: ["analytics_storage"], personalization: ["personalization_storage"] },
  },
  tcf: { listen: tcf, map: { functional: ["1"], analytics: ["1", "8", "9"], personalization: ["1", "5", "6"] } },
  shopify: { listen: shopify, map: { functional: ["preferences"], analytics: ["analytics"], personalization: ["marketing"] } },
  gpc: {
    listen: signal("gpc", () => navigator.globalPrivacyControl === true),
    map: { analytics: ["gpc"], personalization: ["gpc"] },
  },
  dnt: {
    listen: signal("dnt", () => (navigator.doNotTrack ?? globalThis.doNotTrack) === "1"),
    map: { analytics: ["dnt"] },
  },
};
