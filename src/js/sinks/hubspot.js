//! HubSpot: custom behavioral events through its queue. With `portal` names are those that HubSpot gives: `pe<portal>_<name>`.

import { vendor } from "./vendor.js";

export default /* @__PURE__ */ vendor("hubspot", {
  global: "_hsq",
  client: (at) => (globalThis[at] ??= []),
  send: (queue, name, properties, event, { portal }) =>
    queue.push(["trackCustomBehavioralEvent", { name: portal ? `pe${portal}_${name}` : name, properties }]),
});
