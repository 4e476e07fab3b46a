//! VWO: custom events through its queue, as its snippet has it.

import { vendor } from "./vendor.js";

export default /* @__PURE__ */ vendor("vwo", {
  global: "VWO",
  client(at) {
    const queue = (globalThis[at] ??= []);
    queue.event ??= (...args) => queue.push(["event", ...args]);
    return queue;
  },
  send: (queue, name, fields) => queue.event(name, fields),
});
