//! The numbers that the scripts and the wasm agree on; the Rust side of each is named beside it.

/** Kinds of `told` in `api.rs`. */
export const TOLD = {
  pageView: 0, url: 1, facts: 2, event: 3, consent: 4, trigger: 5, dismiss: 6, outcome: 7, synced: 8, merge: 9,
  sampled: 10, pointer: 11, focus: 12, click: 13, environment: 14, copy: 15, mute: 16, field: 17, forget: 18, left: 19,
  // Orders; the last four of the author's build.
  open: 100, begin: 101, explain: 102, more: 106, read: 107, check: 103, simulate: 104, test: 105, bucket: 108,
};

/** Kinds of `measured` in `api.rs`. */
export const MEASURED = {
  viewport: 0, height: 1, seen: 2, passed: 3, visibility: 4, end: 5, dom: 6, appears: 7, media: 8, scrolled: 9,
  // Orders.
  wake: 100, ledger: 101, close: 102,
};

/** Bits of `Selector` in `ruleset/model/mod.rs`. */
export const USE = {
  pointer: 1, focus: 2, view: 4, click: 8, passed: 16, container: 32, copy: 128, appears: 256, media: 512, each: 1024,
  field: 2048, form: 4096,
};

/** Bits of `Need` in `engine/effect.rs`, those that the scripts observe. */
export const NEED = {
  pointer: 1, focus: 2, view: 4, container: 32, passed: 64, activity: 256, dom: 1024, height: 2048, dataLayer: 4096,
  domEvents: 8192, viewport: 16384, appears: 65536, media: 131072, submit: 1 << 19, invalid: 1 << 20, answer: 1 << 21, environment: 1 << 24,
};

/** A bit of `environment` in the plan: by the place in `RuleSet::SURROUNDINGS`. */
export const ONLINE = 16;

/** What happens to fields: kinds of `Parts::field` in `api.rs`. */
export const FIELD = { __proto__: null, input: 0, submit: 1, invalid: 2 };

/** `Out` in `shell/write.rs`, in its order. */
export const OUT = [
  "opened", "explained", "ledger", "sample", "sync", "erase", "show", "update", "hide", "dataLayer", "call", "emit", "report", "hand",
];

/** Where a named event came from: `Source` in `ruleset/model/when.rs`. */
export const SOURCE = { track: 0, dom: 1, dataLayer: 2 };

/** States of consent, and its purposes in the order of `Consent` in `engine/input.rs`. */
export const CONSENT = ["pending", "granted", "denied"];
export const PURPOSES = ["functional", "analytics", "personalization"];
/** Who else can be asked for it: `consent/sources.js`. */
export const SOURCES = ["google", "tcf", "shopify", "gpc", "dnt"];

/** Kinds of `Outcome` in `engine/input.rs`. */
export const OUTCOME = { drawn: 0, not_drawn: 1, click: 2, dismiss: 3, answer: 4, copy: 5, apply: 6 };
