// A page without the package: a stand-in for its handle, and a log of what the page itself notices.

const said = [];
const clock = () => ({ mono: performance.now(), wall: Date.now() });
globalThis.page = { said, began: clock(), clock };
globalThis.page.tick = (delay, name) => setTimeout(() => said.push([name, performance.now() - globalThis.page.began.mono]), delay);

for (const type of ["visibilitychange", "mouseout", "scroll"]) {
  document.addEventListener(type, (event) => {
    if (type === "mouseout" && (event.relatedTarget !== null || event.clientY >= 0)) return;
    said.push([type, type === "visibilitychange" ? document.visibilityState : type === "scroll" ? scrollY : event.clientY]);
  }, true);
}
document.addEventListener("mouseover", (event) => event.target.id && said.push(["over", event.target.id]));

const handle = {
  ready: Promise.resolve({ state: "running", problems: [] }),
  facts: null,
  consent: null,
  setFacts: (patch) => { handle.facts = patch; },
  setConsent: (patch) => { handle.consent = patch; },
  explain: (id) => (id ? { id, state: "idle", facts: handle.facts, consent: handle.consent } : { state: "running", rules: [{ rule: "x" }] }),
};
(globalThis[Symbol.for("opportune")] ??= new Map()).set("opportune", handle);
setTimeout(() => {
  document.dispatchEvent(new CustomEvent("opportune:impression", { detail: { name: "opportune_impression", rule: "x" } }));
  const host = document.createElement("div");
  host.dataset.opportuneRule = "x";
  host.textContent = "Here";
  document.body.prepend(host);
}, 10_000);
