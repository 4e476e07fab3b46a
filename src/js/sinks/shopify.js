//! Shopify: custom customer events for the shop's pixels, prefixed as Shopify asks for: `opportune:impression`.

import { short, vendor } from "./vendor.js";

export default /* @__PURE__ */ vendor("shopify", {
  global: "Shopify.analytics",
  method: "publish",
  send: (analytics, name, fields, event) => analytics.publish(name === event.name ? `opportune:${short(name)}` : name, fields),
});
