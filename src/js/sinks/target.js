//! Adobe Target: `adobe.target.trackEvent` of at.js, or the Web SDK (`alloy`), whichever the page has.

import { under, vendor } from "./vendor.js";

const texts = (fields) => Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, String(value)]));

export default /* @__PURE__ */ vendor("target", {
  global: "alloy",
  client(at) {
    const target = under("adobe.target");
    if (typeof target?.trackEvent === "function") return (mbox, params) => target.trackEvent({ mbox, params });
    const alloy = globalThis[at];
    return typeof alloy === "function" && ((scope, params, event) => alloy("sendEvent", {
      xdm: {
        _id: event.id,
        timestamp: new Date(event.at).toISOString(),
        eventType: "decisioning.propositionDisplay",
        _experience: { decisioning: { propositions: [{ scope }], propositionEventType: { display: 1 } } },
      },
      data: { __adobe: { target: params } },
    }));
  },
  send: (tell, name, fields, event) => tell(name, texts(fields), event),
});
