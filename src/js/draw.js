//! Between effects and widgets: loads the drawing script when the first widget is due, keeps order until it is there,
//! and lets the page draw what it wants to draw itself. It decides nothing.

import { OUTCOME, TOLD } from "./codes.js";

/**
 * @param {object} run
 * @param {(kind: number, ...parts: unknown[]) => void} run.tell
 * @param {ReturnType<import("./dom.js").createDom>} run.dom
 * @param {(effect: object) => unknown} run.onEffect
 */
export function createDrawing({ tell, dom, onEffect }) {
  const theirs = new Set();
  let ui;
  let loading;
  let stopped = false;

  /** What was typed into a survey, until its answer is told of. */
  const texts = new Map();
  const ruleOf = (key) => key.slice(0, key.lastIndexOf("#"));
  const report = (key, what, detail, text) => {
    if (text !== undefined) texts.set(ruleOf(key), text);
    if (!stopped && what in OUTCOME) tell(TOLD.outcome, key, OUTCOME[what], detail ?? 0);
  };
  const host = {
    __proto__: null,
    query: dom.query,
    isOff: dom.isOff,
    kept: dom.kept,
    active: dom.active,
    report,
  };
  /** A CustomEvent from the rule's widget, or the document. */
  const signal = (rule, name, detail) => {
    // Nobody drew anything: nobody to look for.
    const nodes = !ui ? [] : dom.query("[data-opportune-rule]").filter((node) => dom.attribute(node, "data-opportune-rule") === rule);
    // All there is to say, so that no prototype says it; browsers are slower to read what has none.
    const init = { bubbles: true, cancelable: false, composed: true, detail };
    dom.dispatch(nodes[0] ?? document, new CustomEvent(`opportune:${name}`, init));
  };
  const load = () =>
    (loading ??= import("./ui/index.js").then(({ createUi }) => {
      if (!stopped) ui = createUi(host);
    }).catch((why) => {
      // A hiccup of the network: the next widget asks again.
      loading = undefined;
      throw why;
    }));
  /** Now, or in order once the script is there. */
  const draw = (work, failed) => {
    if (ui) return work(ui);
    load().then(() => ui && work(ui)).catch(() => failed?.());
  };

  return {
    signal,
    /** Widgets are told something else from here on. `ahead`: load what draws before it is due, when there may be no network. */
    set(settings, ahead) {
      Object.assign(host, settings);
      if (ahead) load().catch(() => {});
    },
    show([key, rule, place, kind, anchor, answers, view]) {
      const effect = { type: "show", key, rule, place, kind, anchor, answers, view };
      // What was not drawn is nobody's any more: there will be no `hide` for it.
      const own = { ...effect, report: (what, detail, text) => (what === "not_drawn" ? theirs.delete(key) : theirs.has(key)) && report(key, what, detail, text) };
      theirs.add(key);
      if (onEffect(own) === true) return;
      theirs.delete(key);
      draw((at) => at.show(effect), () => report(key, "not_drawn", "not_visible"));
    },
    update([key, view]) {
      onEffect({ type: "update", key, view });
      if (!theirs.has(key)) draw((at) => at.update(key, view));
    },
    hide([key, why]) {
      onEffect({ type: "hide", key, why });
      if (!theirs.delete(key)) draw((at) => at.hide(key, why));
    },
    hand([rule, what, text, on, asked]) {
      if (onEffect({ type: what, rule, on, text, asked }) !== true) draw((at) => at.hand(what, on, text, asked));
    },
    /** What was typed into a rule's survey; once. */
    said(rule) {
      const text = texts.get(rule) ?? null;
      texts.delete(rule);
      return text;
    },
    stop() {
      stopped = true;
      ui?.stop();
      // Whoever stops from within a callback finds more of the same decision on its way.
      ui = undefined;
      for (const key of theirs) onEffect({ type: "hide", key, why: "stop" });
      theirs.clear();
    },
  };
}
