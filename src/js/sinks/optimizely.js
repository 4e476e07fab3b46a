//! Optimizely Web: events through its queue. `revenue` is in hundredths, as it wants it.

import { vendor } from "./vendor.js";

export default /* @__PURE__ */ vendor("optimizely", {
  global: "optimizely",
  client: (at) => (globalThis[at] ??= []),
  send(queue, eventName, fields) {
    const revenue = fields.value === undefined ? undefined : { revenue: Math.round(fields.value * 100) };
    queue.push({ type: "event", eventName, tags: { ...fields, ...revenue } });
  },
});
