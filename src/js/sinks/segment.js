//! Segment's Analytics.js: `analytics.track`, which its snippet queues until the script has come.

import { vendor } from "./vendor.js";

export default /* @__PURE__ */ vendor("segment", {
  global: "analytics",
  method: "track",
  send: (analytics, name, fields, { at, id }) => analytics.track(name, fields, { timestamp: new Date(at), messageId: id }),
});
