//! Marketo's Munchkin: a visit of a page that is not there, the fields as its parameters.

import { short, subject, vendor } from "./vendor.js";

export default /* @__PURE__ */ vendor("marketo", {
  global: "Munchkin",
  method: "munchkinFunction",
  send(munchkin, name, fields, event) {
    const path = ["opportune", short(name), subject(event), event.variant].filter(Boolean).map(encodeURIComponent);
    munchkin.munchkinFunction("visitWebPage", { url: `/${path.join("/")}`, params: String(new URLSearchParams(fields)) });
  },
});
