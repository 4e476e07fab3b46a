//! Google Analytics 4 by `gtag`: what was seen and clicked are promotions, the rest custom events. Where the script has
//! not come yet, its arguments lie in `dataLayer`, as Google's own snippet does it.

import { mark, vendor } from "./vendor.js";

const LETTERS = 100;
const PROMOTIONS = { opportune_impression: "view_promotion", opportune_click: "select_promotion" };
/** Google has sessions and an order of its own. */
const OMITTED = ["session", "seq", "at"];

/** The parameters of a promotion; `meta` may name them. */
const promotion = ({ rule, variant, meta }) => ({
  promotion_id: rule,
  promotion_name: meta?.promotion_name ?? meta?.name ?? rule,
  creative_name: meta?.creative_name ?? variant,
  creative_slot: meta?.creative_slot ?? meta?.slot,
});
const shorten = (fields) => {
  const pairs = Object.entries(fields).filter(([key, value]) => value !== undefined && !OMITTED.includes(key));
  return Object.fromEntries(pairs.map(([key, value]) => [key, typeof value === "string" ? value.slice(0, LETTERS) : value]));
};

export default /* @__PURE__ */ vendor("ga4", {
  global: "gtag",
  names: PROMOTIONS,
  client: (at) => (typeof globalThis[at] === "function" ? globalThis[at] : function gtag() {
    (globalThis.dataLayer ??= []).push(arguments);
  }),
  send(gtag, name, fields, event) {
    const shown = PROMOTIONS[event.name] && shorten(promotion(event));
    // Required there: its reports of promotions read them.
    gtag("event", name, mark({ ...shorten(fields), ...shown, ...(shown && { items: [shown] }) }));
  },
});
