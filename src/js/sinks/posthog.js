//! PostHog: `posthog.capture`, which its snippet queues until the script has come.

import { vendor } from "./vendor.js";

export default /* @__PURE__ */ vendor("posthog", {
  global: "posthog",
  method: "capture",
  send: (posthog, name, fields, { at }) => posthog.capture(name, fields, { timestamp: new Date(at) }),
});
