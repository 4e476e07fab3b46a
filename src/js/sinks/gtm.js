//! Google Tag Manager: one push for each outcome, its fields under `opportune`. The push before it clears what the last
//! one left, as Google's documentation does for `ecommerce`.

import { mark, vendor } from "./vendor.js";

export default /* @__PURE__ */ vendor("gtm", {
  global: "dataLayer",
  client: (at) => (globalThis[at] ??= []),
  send(layer, event, fields) {
    layer.push(mark({ opportune: null }));
    layer.push(mark({ event, opportune: fields }));
  },
});
