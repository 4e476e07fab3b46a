//! In words what is kept in a browser, as a cookie policy wants it: by the name of each record.

export const FOREVER = "until it is erased: by forget(), when consent is withdrawn, or with the site's data";

export const KEPT = {
  __proto__: null,
  ledger: {
    purpose: "functional",
    content: "how often rules were shown, when they were closed and clicked, the session, and as far as the rules ask for it earlier visits, a random id, countdowns, touched forms, steps of triggers, goals, funnels, and arms of experiments",
    retention: FOREVER,
  },
  rules: { purpose: "functional", content: "the last rules that came from the server", retention: "used for 24 hours, replaced by newer ones" },
  left: {
    purpose: "functional",
    content: "what a page could not write any more as it was left: the ledger once more, and random numbers of up to 9 page loads",
    retention: "until the next page of the tab takes it, or the tab is closed",
  },
  outbox: {
    purpose: "analytics",
    content: "events of pages with other sinks that were not delivered yet, how often delivery failed, and how many events were dropped",
    retention: "until the collector has them, or a page with that sink finds them too old",
  },
  preview: { purpose: "functional", content: "which rule somebody previews who followed a preview link", retention: "until the preview or the tab is left" },
};
