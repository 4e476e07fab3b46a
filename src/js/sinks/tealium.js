//! Tealium iQ: `utag.link`.

import { vendor } from "./vendor.js";

export default /* @__PURE__ */ vendor("tealium", {
  global: "utag",
  method: "link",
  send: (utag, name, fields) => utag.link({ tealium_event: name, ...fields }),
});
