//! ActiveCampaign's event tracking, which has no queue: a form by `fetch`, for a contact that the page names. Without
//! one (`email()` says nothing) there is nobody to put it down to, and nothing is sent.

import { subject, vendor } from "./vendor.js";

const LETTERS = 32;

export default /* @__PURE__ */ vendor("activecampaign", {
  client: () => fetch,
  send(post, name, fields, event, { account, key, email }) {
    const address = typeof email === "function" ? email() : email;
    if (!address) return;
    const eventdata = [subject(event), event.variant, event.value].filter((one) => one !== undefined && one !== "").join(":");
    const body = new URLSearchParams({ actid: account, key, event: name.slice(0, LETTERS), eventdata, visit: JSON.stringify({ email: address }) });
    // There is no answer to read: refused or not, the page goes on.
    post("https://trackcmp.net/event", { method: "POST", mode: "no-cors", keepalive: true, credentials: "omit", body }).catch(() => {});
  },
});
