//! Mixpanel: `mixpanel.track`, which its snippet queues until the script has come.

import { vendor } from "./vendor.js";

export default /* @__PURE__ */ vendor("mixpanel", {
  global: "mixpanel",
  method: "track",
  send: (mixpanel, name, fields, { at, id }) => mixpanel.track(name, { ...fields, time: at / 1000, $insert_id: id }),
});
