/** @file The panel's editor: the rules as JSON, checked as one types, problems in place, applied by stop and start. */

import { h } from "./dom.js";
import { locate } from "./locate.js";
import { runtime } from "./runtime.js";

const ENGINE = "/opportune/engine.js";
const PAUSE = 400;

let engine = null;

/** The checker with its words is only fetched when somebody edits. */
function loadChecker() {
  engine ??= import(ENGINE).then(({ loadEngine }) => loadEngine());
  return engine;
}

export function editor() {
  const area = h("textarea", { id: "panel-source", spellcheck: "false", autocapitalize: "off", autocomplete: "off", "aria-describedby": "panel-note" });
  const problems = h("ul", { class: "problems", "aria-label": "Problems" });
  const note = h("p", { id: "panel-note", role: "status" }, "");
  const view = { area, problems, note, source: "", timer: 0 };
  area.addEventListener("input", () => {
    clearTimeout(view.timer);
    view.timer = setTimeout(() => examine(view), PAUSE);
  });
  area.addEventListener("keydown", (event) => {
    if (event.key === "Escape") event.stopPropagation();
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) apply(view);
  });
  load(view);
  return h("div", { class: "panel-edit" }, h("label", { for: "panel-source" }, "rules/shop.json, for this page only"), area, problems,
    h("div", { class: "panel-actions" }, note,
      h("button", { type: "button", onclick: () => apply(view) }, "Apply"),
      h("button", { type: "button", onclick: () => load(view, true) }, "Reset")));
}

async function load(view, again = false) {
  try {
    view.source = view.source || (await (await fetch("/rules/shop.json")).text());
    view.area.value = view.source;
    if (again) await apply(view);
    else await examine(view);
  } catch {
    view.note.textContent = "The rules could not be fetched.";
  }
}

function parse(view) {
  try {
    return { rules: JSON.parse(view.area.value) };
  } catch (error) {
    return { error: String(error.message) };
  }
}

async function examine(view) {
  const { rules, error } = parse(view);
  if (error) {
    list(view, [{ path: "", message: error, start: offsetIn(error), code: "json" }]);
    return true;
  }
  try {
    const found = (await loadChecker()).check(rules);
    list(view, found.problems ?? found);
    return true;
  } catch {
    view.note.textContent = "Checked when applied.";
    return false;
  }
}

async function apply(view) {
  const { rules, error } = parse(view);
  if (error) return examine(view);
  const worded = await examine(view);
  const ready = await runtime.restart(rules);
  // Without the words of the checker, the runtime's own codes and pointers.
  if (!worded) list(view, ready.problems);
  view.note.textContent = ready.state === "running" ? `${(await runtime.handle.explain()).rules?.length ?? 0} rules running` : `disabled: ${ready.reason}`;
}

function list(view, problems) {
  view.note.textContent = problems.length === 0 ? "No problems." : problems.length === 1 ? "1 problem" : `${problems.length} problems`;
  view.problems.replaceChildren(...problems.map((problem) => {
    const [start, end] = problem.start === undefined ? locate(view.area.value, problem.path) : [problem.start, problem.start + 1];
    const line = view.area.value.slice(0, start).split("\n").length;
    const go = () => {
      view.area.focus();
      view.area.setSelectionRange(start, end);
      view.area.scrollTop = (line - 4) * 18;
    };
    return h("li", null, h("button", { type: "button", onclick: go }, h("b", null, `${line}`), ` ${problem.message ?? problem.code} `, h("span", null, problem.path)));
  }));
}

const offsetIn = (message) => Number(/position (\d+)/.exec(message)?.[1] ?? 0);
