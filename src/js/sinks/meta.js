//! Meta Pixel: `fbq("trackCustom")`, which its snippet queues; `eventID` is what it takes doubles out by.

import { vendor } from "./vendor.js";

export default /* @__PURE__ */ vendor("meta", {
  global: "fbq",
  send: (fbq, name, fields, { id }) => fbq("trackCustom", name, fields, { eventID: id }),
});
