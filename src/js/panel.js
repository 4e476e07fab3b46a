//! What `?opportune-debug` opens: each rule's state, why, what it lacks and when that can change; and the session as a
//! trace to copy. For whoever builds the shop: loaded on demand, gone with the runtime. It only asks.

import css from "./panel.css";
import { el, hear, housed } from "./tool.js";

/** Soonest look after the last. */
const REST = 100;
/** Whatever may have changed something. */
const NEWS = ["click", "focusin", "input", "keydown", "pointerover", "popstate", "scroll", "visibilitychange", "wheel"];
const { document } = globalThis;

const data = (value) => (typeof value === "string" ? value : JSON.stringify(value) ?? "nothing");
const span = (time) => (time < 1000 ? `${Math.round(time)} ms` : time < 60_000 ? `${(time / 1000).toFixed(1)} s` : `${Math.round(time / 60_000)} min`);
const wake = (next, now) => next && `in ${span(Math.max(0, next.at - now))} (${next.reason})`;

/** What a rule lacks, said in pairs. */
function* lines(rule, now) {
  if (rule.did) yield ["last", rule.reason ? `${rule.did}: ${rule.reason}` : rule.did];
  for (const { trigger, fired, have, need, paused } of rule.progress ?? []) {
    const far = typeof need === "number" ? `${span(have)} of ${span(need)}` : need === undefined ? "" : data(need);
    const clock = trigger === "dwell" || trigger === "idle" ? far : typeof need === "number" ? `${Math.round(have * 100) / 100} of ${need}` : far;
    yield [trigger, [fired ? "fired" : clock || "waiting", paused && `paused: ${paused}`].filter(Boolean).join(", ")];
  }
  const { miss } = rule;
  if (miss && rule.state !== "shown") {
    yield ["nearest", miss.progress === undefined ? `${miss.stage}: ${miss.reason}` : `${miss.reason}: ${Math.round(miss.progress * 100)} %`];
  }
  // What would have to be otherwise: when it came closest, or now if it did not come that far.
  const failing = (rule.conditions ?? []).filter(({ verdict }) => verdict !== true).map((one) => ({ ...one, pointer: one.at }));
  for (const { pointer, had, need, reason } of miss?.failing?.length && rule.state !== "shown" ? miss.failing : failing) {
    yield [pointer, `${reason ? `${reason}: ` : ""}had ${data(had)}, needs ${need?.map(data).join(", ")}`];
  }
  for (const { limit, have, most, until } of rule.limits ?? []) {
    if (have >= most || until) yield [limit, until ? `until ${new Date(until).toLocaleString()}` : `${have} of ${most}`];
  }
  const next = wake(rule.next, now);
  if (next) yield ["next", next];
}

/** @param {{ handle: import("./index.js").Handle, signal: AbortSignal }} run */
export function panel({ handle, signal }) {
  const copy = el("button", "Copy trace", { type: "button" });
  const shut = el("button", "\u00d7", { type: "button" });
  shut.setAttribute("aria-label", "Close");
  const head = el("header");
  const state = el("p", "", { className: "state" });
  const list = el("ol");
  const items = new Map();
  head.append(el("h2", "Opportune"), copy, shut);
  const { host, box } = housed("opportune-panel", css, "Opportune", head, state, list);
  // No signal from it, nothing over it.
  host.setAttribute("data-opportune", "off");

  function draw(rule, now) {
    if (!items.has(rule.rule)) {
      const [item, more, top, rest] = [el("li"), el("details"), el("summary"), el("dl")];
      const [name, what] = [el("b", rule.rule), el("span")];
      top.append(name, what);
      more.append(top, rest);
      item.append(more);
      items.set(rule.rule, { item, what, rest });
    }
    const { item, what, rest } = items.get(rule.rule);
    const why = rule.state !== "shown" && rule.reason ? `${rule.state} \u00b7 ${rule.reason}` : rule.state;
    if (what.textContent !== why) what.textContent = why;
    what.className = rule.state;
    const text = [...lines(rule, now)];
    if (rest.dataset.text !== JSON.stringify(text)) {
      rest.dataset.text = JSON.stringify(text);
      rest.replaceChildren(...text.flatMap(([key, value]) => [el("dt", key), el("dd", value)]));
    }
    return item;
  }
  let timer = 0;
  const soon = (time) => {
    clearTimeout(timer);
    timer = setTimeout(look, Math.max(REST, Math.min(time, 2 ** 31 - 1)));
  };
  async function look() {
    if (document.visibilityState === "hidden") return;
    const all = await handle.explain();
    if (ends.signal.aborted) return;
    if (all.next) soon(all.next.at - all.now + 1);
    const about = [all.path, all.device, all.storage && `storage ${all.storage}`, wake(all.next, all.now)].filter(Boolean);
    state.textContent = all.state === "running" ? about.join(" \u00b7 ") : `${all.state}: ${all.reason ?? ""}`;
    const wanted = (all.rules ?? []).map((rule) => draw(rule, all.now));
    // Moved only if need be: whoever reads with the keyboard stays where they are.
    if (wanted.length !== list.children.length || wanted.some((item, i) => list.children[i] !== item)) list.replaceChildren(...wanted);
  }
  const ends = new AbortController();
  const gone = () => {
    clearTimeout(timer);
    ends.abort();
    host.remove();
  };
  // At the next instant at which anything can change by itself, and after whatever happens in the page.
  for (const name of NEWS) {
    hear(window, name, () => soon(REST), ends.signal);
  }
  copy.addEventListener("click", async () => {
    const text = JSON.stringify(await handle.record());
    const done = await navigator.clipboard.writeText(text).then(() => true, () => false);
    copy.textContent = done ? "Copied" : "Not allowed";
    setTimeout(() => (copy.textContent = "Copy trace"), 2000);
  });
  shut.addEventListener("click", gone);
  box.addEventListener("keydown", (event) => event.key === "Escape" && gone());
  signal.addEventListener("abort", gone);
  look();
  document.documentElement.append(host);
}
