//! Crazy Egg: a user variable (`CE2.set`, of five) that recordings and snapshots can be chosen by, through its queue.

import { short, subject, vendor } from "./vendor.js";

export default /* @__PURE__ */ vendor("crazyegg", {
  global: "CE_API",
  client: (at) => (globalThis[at] ??= []),
  send(queue, name, fields, event, { variable = 1 }) {
    const value = [short(name), subject(event), event.variant].filter(Boolean).join(":");
    queue.push(() => globalThis.CE2?.set?.(variable, value));
  },
});
