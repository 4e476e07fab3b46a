//! What `?opportune-debug` opens: each rule's state, why, what it lacks and when that can change; and the session as a
//! trace to copy. For whoever builds the shop: loaded on demand, gone with the runtime. It only asks.

import css from "./panel.css";
import { el, hear, housed, reachable } from "./tool.js";

/** Soonest look after the last, and the latest: clocks run on, and a script may tell anything at any time. */
const REST = 100;
const PACE = 1000;
/** Whatever may have changed something. */
const NEWS = ["click", "focusin", "input", "keydown", "pointerover", "popstate", "scroll", "visibilitychange", "wheel"];
const { document } = globalThis;

const data = (value) => (typeof value === "string" ? value : JSON.stringify(value) ?? "nothing");
/** Units, and from how many of the one before. */
const UNITS = [["ms", 1, 0], ["s", 1000, 1], ["min", 60, 2], ["h", 60, 2], ["days", 24, 2]];
function span(time) {
  let [words, rest] = ["", time];
  for (const [unit, times, least] of UNITS) {
    if (rest / times < least) break;
    rest /= times;
    words = `${unit === "s" ? rest.toFixed(1) : Math.round(rest)} ${unit}`;
  }
  return words;
}
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

/** Rules that do not run, and other parts of the file, with what is wrong with them. */
function leftOut(problems, rules) {
  const parts = new Map();
  for (const { rule, path = "", code, message } of problems) {
    if (rules.some((one) => one.rule === rule)) continue;
    const name = rule ?? (path.split("/").slice(1, 3).join(".") || "the rule set");
    parts.set(name, [...(parts.get(name) ?? []), [code, message ?? path]]);
  }
  return [...parts];
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

  function item(id) {
    if (!items.has(id)) {
      const [node, more, top, rest] = [el("li"), el("details"), el("summary"), el("dl")];
      const [name, what] = [el("b", id), el("span")];
      top.append(name, what);
      more.append(top, rest);
      node.append(more);
      items.set(id, { node, what, rest });
    }
    return items.get(id);
  }
  function write(id, why, kind, text) {
    const { node, what, rest } = item(id);
    if (what.textContent !== why) what.textContent = why;
    what.className = kind;
    if (rest.dataset.text !== JSON.stringify(text)) {
      rest.dataset.text = JSON.stringify(text);
      rest.replaceChildren(...text.flatMap(([key, value]) => [el("dt", key), el("dd", value)]));
    }
    return node;
  }
  function draw(rule, now) {
    const why = rule.state !== "shown" && rule.reason ? `${rule.state} \u00b7 ${rule.reason}` : rule.state;
    return write(rule.rule, why, rule.state, [...lines(rule, now)]);
  }
  let timer = 0;
  const soon = (time) => {
    clearTimeout(timer);
    timer = setTimeout(look, Math.max(REST, Math.min(time, PACE)));
  };
  async function look() {
    if (document.visibilityState === "hidden") return;
    const [all, { problems }] = await Promise.all([handle.explain(), handle.ready]);
    if (ends.signal.aborted) return;
    soon(all.next ? all.next.at - all.now + 1 : PACE);
    const about = [all.path, all.device, all.storage && `storage ${all.storage}`, wake(all.next, all.now)].filter(Boolean);
    state.textContent = all.state === "running" ? about.join(" \u00b7 ") : `${all.state}: ${all.reason ?? ""}`;
    const rules = all.rules ?? [];
    const wanted = rules.map((rule) => draw(rule, all.now));
    for (const [name, wrong] of leftOut(problems, rules)) wanted.push(write(name, "left out", "left", wrong));
    // Moved only if need be: whoever reads with the keyboard stays where they are.
    if (wanted.length !== list.children.length || wanted.some((item, i) => list.children[i] !== item)) list.replaceChildren(...wanted);
  }
  const ends = new AbortController();
  const gone = () => {
    clearTimeout(timer);
    ends.abort();
    host.remove();
  };
  // At the next instant at which anything can change by itself, after whatever happens in the page, and each second.
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
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    // Of the panel alone, and not of the dialog that it is in.
    event.preventDefault();
    gone();
  });
  signal.addEventListener("abort", gone);
  reachable(host, ends.signal, { list });
  look();
}
