/**
 * @file The rule panel: what each rule waits for, what was decided and why, and the rules themselves to try changes on.
 * Does nothing while closed; open, it redraws on outcomes and once a second. Remembers nothing.
 */

import { h, s } from "./dom.js";
import { editor } from "./panel-edit.js";
import { reach } from "./panel-reach.js";
import { readAll, readEvent } from "./panel-read.js";
import { chips, follow, stamp, summary } from "./panel-sent.js";
import { tries } from "./panel-try.js";
import { runtime } from "./runtime.js";

const TICK = 1000;
const TABS = [["rules", "Rules"], ["log", "Events"], ["edit", "Edit"]];

let panel = null;
let door = null;
let timer = 0;
let unsubscribe = null;
let leave = null;

/** @param {HTMLElement} from the button that was pressed */
export async function toggle(from) {
  if (panel && !panel.host.hidden) return close();
  door = from;
  panel ??= build(await style());
  open();
}

/** In a shadow root, where it looks the same in a dialog of a widget as in the page. */
async function style() {
  const sheet = new CSSStyleSheet();
  // Without it the panel is plain, and there.
  await fetch("/css/panel.css").then((answer) => answer.text()).then((text) => sheet.replace(text)).catch(() => {});
  return sheet;
}

function open() {
  panel.host.hidden = false;
  leave = reach(panel.host, panel.body);
  door.setAttribute("aria-expanded", "true");
  unsubscribe = runtime.subscribe(draw);
  timer = setInterval(draw, TICK);
  draw();
  panel.root.querySelector("[aria-selected=true]").focus();
}

function close() {
  panel.host.hidden = true;
  leave();
  clearInterval(timer);
  unsubscribe();
  door.setAttribute("aria-expanded", "false");
  door.focus();
}

/** @param {KeyboardEvent} event */
function escape(event) {
  if (event.key !== "Escape") return;
  // Of the panel alone, and not of the dialog that it is in.
  event.preventDefault();
  close();
}

function build(sheet) {
  const body = h("div", { class: "panel-body", id: "panel-body", role: "tabpanel", tabindex: "0" });
  const clock = h("p", null);
  const tabs = h("div", { class: "panel-tabs", role: "tablist", "aria-label": "Rule panel", onkeydown: arrows },
    TABS.map(([id, name], i) => h("button", { type: "button", role: "tab", id: `panel-${id}`, "aria-controls": "panel-body", "aria-selected": String(i === 0), tabindex: i === 0 ? 0 : -1, onclick: () => choose(id) }, name)));
  const root = h("aside", { class: "panel", "aria-label": "Rule panel", "data-opportune": "off", onkeydown: escape },
    h("div", { class: "panel-bar" }, h("h2", null, "opportune"), clock,
      h("button", { type: "button", class: "panel-close", "aria-label": "Close the rule panel", onclick: close },
        s("svg", { viewBox: "0 0 14 14", "aria-hidden": "true" }, s("path", { d: "M1 1l12 12M13 1L1 13", stroke: "currentColor", "stroke-width": 1.5 })))),
    tabs, body);
  const host = h("shop-rules", { hidden: true });
  const shadow = host.attachShadow({ mode: "open" });
  shadow.adoptedStyleSheets = [sheet];
  shadow.append(root);
  return { host, root, body, clock, tab: "rules", rows: new Map(), edit: null };
}

function arrows(event) {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step) return;
  const names = TABS.map(([id]) => id);
  const next = names[(names.indexOf(panel.tab) + step + names.length) % names.length];
  choose(next);
  panel.root.querySelector(`#panel-${next}`).focus();
}

function choose(tab) {
  panel.tab = tab;
  for (const button of panel.root.querySelectorAll("[role=tab]")) {
    const here = button.id === `panel-${tab}`;
    button.setAttribute("aria-selected", String(here));
    button.tabIndex = here ? 0 : -1;
  }
  panel.body.setAttribute("aria-labelledby", `panel-${tab}`);
  panel.body.replaceChildren();
  panel.rows.clear();
  draw();
}

async function draw() {
  const { body, tab } = panel;
  const read = runtime.handle ? await readAll(runtime.handle) : null;
  // Closed or turned to another page meanwhile: that has been drawn since.
  if (panel.tab !== tab || panel.body !== body) return;
  panel.clock.textContent = read?.clock ?? "not running";
  if (tab === "edit") {
    panel.edit ??= editor();
    if (!panel.edit.isConnected) body.replaceChildren(panel.edit);
  } else if (!read) {
    body.replaceChildren(h("p", null, runtime.failure ? `The package did not arrive: ${runtime.failure}` : "Waiting for the package."));
  } else if (tab === "rules") drawRules(read);
  else {
    follow(read.whole);
    drawLog(read);
  }
}

function drawRules({ rules, note }) {
  if (!rules.length) return panel.body.replaceChildren(h("p", null, note || "No rules are running."));
  for (const [id] of panel.rows) {
    if (!rules.some((rule) => rule.id === id)) panel.rows.clear();
  }
  if (!panel.rows.size) panel.body.replaceChildren();
  for (const rule of rules) {
    if (!panel.rows.has(rule.id)) {
      panel.rows.set(rule.id, row(rule));
      panel.body.append(panel.rows.get(rule.id).root);
    }
    update(panel.rows.get(rule.id), rule);
  }
}

function row(rule) {
  const parts = { state: h("span", { class: "state" }), why: h("span", { class: "why" }), bar: s("rect", { height: 4, width: 0 }), detail: h("pre", null), rule };
  parts.meter = s("svg", { class: "panel-meter", viewBox: "0 0 100 4", preserveAspectRatio: "none", "aria-hidden": "true" }, s("rect", { width: 100, height: 4 }), parts.bar);
  parts.root = h("details", { class: "panel-rule", ontoggle: () => unfold(parts) },
    h("summary", null, h("strong", null, rule.id), parts.state, parts.meter, parts.why), parts.detail);
  return parts;
}

async function unfold(parts) {
  update(parts, parts.rule);
  if (!parts.root.open || parts.tries) return;
  parts.tries = await tries(parts.rule.id);
  parts.detail.before(parts.tries);
}

function update(parts, rule) {
  parts.rule = rule;
  write(parts.state, rule.state);
  parts.state.dataset.state = rule.state;
  write(parts.why, rule.why);
  parts.meter.classList.toggle("sr", rule.share === null);
  parts.bar.setAttribute("width", String((rule.share ?? 0) * 100));
  if (parts.root.open) write(parts.detail, JSON.stringify(rule.whole, null, 2));
}

/** Writes only what changed, so that a selection survives the tick. */
function write(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

function drawLog({ whole }) {
  const key = `${runtime.events.length}:${runtime.events.at(-1)?.id ?? ""}:${stamp(whole)}`;
  if (panel.body.dataset.key === key && panel.body.firstElementChild) return;
  panel.body.dataset.key = key;
  const log = runtime.events.length ? h("ol", { class: "panel-log" }, runtime.events.toReversed().map((event) => line(event, whole))) : h("p", null, "Nothing was decided yet.");
  panel.body.replaceChildren(summary(whole), log);
}

function line(event, whole) {
  const { at, what, did, why } = readEvent(event);
  return h("li", null, h("time", null, at), h("b", null, `${what} ${did}`), why ? h("span", null, why) : null, chips(event, whole));
}
