//! Amplitude: `amplitude.track`, which its snippet queues until the script has come.

import { vendor } from "./vendor.js";

export default /* @__PURE__ */ vendor("amplitude", {
  global: "amplitude",
  method: "track",
  send: (amplitude, name, fields, { at, id }) => amplitude.track(name, fields, { time: at, insert_id: id }),
});
