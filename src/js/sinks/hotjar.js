//! Hotjar's Events API: names only, of few characters. The queue is that of its snippet.

import { subject, vendor } from "./vendor.js";

const LETTERS = 250;

export default /* @__PURE__ */ vendor("hotjar", {
  global: "hj",
  client(at) {
    const queue = (...args) => (globalThis[at].q ??= []).push(args);
    return (globalThis[at] ??= queue);
  },
  send(hj, name, fields, event) {
    const parts = [name, subject(event), event.variant].filter(Boolean);
    hj("event", parts.join(":").replace(/[^\w .:/-]/g, "_").slice(0, LETTERS));
  },
});
