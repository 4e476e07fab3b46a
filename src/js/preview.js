//! What `?opportune-preview=<rule>` shows: that rule, past its trigger, condition, limits and schedule, under a badge that
//! says so. For whoever builds the shop: loaded on demand. Nothing is stored but which rule it is, for this tab; nothing is
//! sent, and no function of the page is called. The rules are rewritten before they are opened; the engine knows no previews.

import { TOLD } from "./codes.js";
import { merge } from "./merge.js";
import { isMap, own } from "./plain.js";
import css from "./preview.css";
import { el, hear, housed, reachable } from "./tool.js";

const NAME = "opportune-preview";
const KEY = "opportune:preview";
/** Soonest look after the last, and when the page has usually settled. */
const REST = 100;
const NEWS = ["click", "focusin", "input", "keydown", "scroll", "visibilitychange"];
/** What says when and how often, and not what. */
const DROPPED = ["enabled", "when", "delay", "wait", "cancelOn", "schedule", "rollout", "experiment", "limit", "tags"];
const WORDS = {
  __proto__: null,
  consent_pending: "it needs consent", dialog: "a dialog of the page is open", early: "in a moment", hidden: "the tab is hidden",
  missing_value: "a value that its text names is missing", not_found: "its anchor is not on this page",
  not_visible: "its anchor is not visible here", payment: "focus is in a payment field", quiet_zone: "focus is in a quiet zone, or one fills the screen",
  slot: "its place is taken", typing: "somebody types", covers_off: "it would lie over what is off", contested: "the page takes it back",
};
const { document } = globalThis;

const without = (rule, names) => Object.fromEntries(Object.entries(rule).filter(([name]) => !names.includes(name)));
const rulesOf = (set) => (Array.isArray(set?.rules) ? set.rules : []);

/** The rule as it is previewed: off its trigger and limits, waiting for the screen alone. On other devices, too. */
function bare(rule) {
  const { on } = rule;
  const kept = { ...without(rule, DROPPED), when: { manual: true }, wait: "page" };
  if (isMap(on)) {
    kept.on = Object.fromEntries(Object.entries(on).map(([device, patch]) => [device, isMap(patch) ? without(patch, DROPPED) : patch]));
  }
  return kept;
}

/** The ids of rules that it starts, and that those start. */
function follows(set, id) {
  const found = new Set([id]);
  const walk = (value) => {
    if (Array.isArray(value)) return value.forEach(walk);
    if (!isMap(value)) return undefined;
    for (const [key, part] of Object.entries(value)) {
      if (key === "next" && typeof part === "string" && !found.has(part)) {
        found.add(part);
        walk(rulesOf(set).find((rule) => rule?.id === part));
      } else walk(part);
    }
    return undefined;
  };
  walk(rulesOf(set).find((rule) => rule?.id === id));
  return found;
}

/** The experiment of a rule: its own, or the one that it names. */
const experimentOf = (set, rule) => (typeof rule?.experiment === "string" ? set.experiments?.[rule.experiment] : rule?.experiment);
const variantsOf = (set, rule) => {
  const variants = experimentOf(set, rule)?.variants;
  return Array.isArray(variants) ? variants.filter((one) => typeof one?.id === "string") : [];
};

/** Which rule is meant, and which variant of it, or why none is. */
export function meant(set, asked) {
  if (!asked) return {};
  const rules = rulesOf(set);
  if (rules.some((rule) => rule?.id === asked)) return { id: asked };
  const [, id, name] = /^(.*):([^:]*)$/.exec(asked) ?? [];
  const rule = rules.find((one) => one?.id === id);
  if (!rule) return { problem: `there is no rule "${asked}"` };
  const variant = variantsOf(set, rule).find((one) => one.id === name);
  if (!variant) return { problem: `rule "${id}" has no variant "${name}"` };
  if (variant.control === true) return { problem: `variant "${name}" of rule "${id}" is the control: it shows nothing` };
  return { id, variant };
}

/** A rule as it is in a variant: of objects with one key another key is another thing, as `ruleset/arm.rs` has it. */
function inVariant(rule, variant) {
  let out = rule;
  for (const key of ["show", "do", "hideOn", "meta"]) {
    const patch = own(variant, key);
    if (patch === undefined) continue;
    const other = { show: "do", do: "show" }[key];
    if (other && own(variant, other) === undefined) out = without(out, [other]);
    const is = own(out, key);
    const isOther = key !== "meta" && isMap(is) && isMap(patch) && !Object.keys(is).some((name) => name !== "$comment" && Object.hasOwn(patch, name));
    out = merge(isOther ? without(out, [key]) : out, { [key]: patch });
  }
  return out;
}

/** The rule set of a preview. */
export function previewed(set, id, variant) {
  const all = id === undefined ? new Set() : follows(set, id);
  // Everybody is in that variant: what texts and conditions see is as it will be.
  const other = variant?.id === "other" ? "another" : "other";
  const everybody = variant && { variants: [{ id: variant.id }, { id: other, weight: 0 }] };
  const name = rulesOf(set).find((rule) => rule?.id === id)?.experiment;
  return {
    ...set,
    // Whoever looks is nobody's holdout.
    ...(isMap(set?.settings) && { settings: without(set.settings, ["holdout"]) }),
    ...(everybody && typeof name === "string" && { experiments: { ...set.experiments, [name]: everybody } }),
    rules: rulesOf(set).map((rule) => {
      if (!isMap(rule)) return rule;
      if (!all.has(rule.id)) return { ...without(rule, ["on"]), enabled: false };
      const shown = rule.id === id && variant ? { ...inVariant(bare(rule), variant), experiment: typeof name === "string" ? name : everybody } : bare(rule);
      // What another rule starts is asked for its condition, unlike what is asked for here.
      return rule.id === id ? shown : without(shown, ["if"]);
    }),
  };
}


function remember(asked) {
  try {
    if (asked) sessionStorage.setItem(KEY, asked);
    else sessionStorage.removeItem(KEY);
  } catch {
    // The address says it as well.
  }
}

/** To another rule, or with none out of the preview. */
function go(asked) {
  remember(asked);
  const url = new URL(location.href);
  if (asked) url.searchParams.set(NAME, asked);
  else url.searchParams.delete(NAME);
  if (url.href === location.href) location.reload();
  else location.assign(url);
}

/**
 * @param {object} run
 * @param {string} run.asked `<rule>[:<variant>]`; empty: nothing yet.
 * @param {object} run.settings Of the runtime, which is not there yet.
 * @param {object} run.runtime
 * @param {{ explain: (rule?: string) => any }} run.handle
 * @param {AbortSignal} run.signal
 */
export function createPreview({ asked, settings, runtime, handle, signal }) {
  const nothing = () => {};
  const { onEffect } = settings;
  let id;
  let problem;
  let badge;
  let here = location.href;
  let timer = 0;
  const soon = (time = REST) => {
    clearTimeout(timer);
    if (badge && !signal.aborted) timer = setTimeout(() => badge.look(), Math.max(REST, Math.min(time, 2 ** 31 - 1)));
  };
  Object.assign(settings, {
    onEvent: undefined,
    onEffect: (effect) => {
      soon();
      return onEffect?.(effect);
    },
    instead: { __proto__: null, report: () => badge?.rise(), emit: nothing, dataLayer: nothing, call: nothing, erase: nothing },
  });

  /** As if nobody had seen or closed anything yet. */
  const again = () => {
    if (id === undefined) return;
    // Denied and granted: what was counted is gone. Nothing of it is stored.
    for (const state of [2, 1]) runtime.life()?.page.tell(TOLD.consent, state, state, state);
    runtime.trigger(id, true);
    soon();
  };

  return {
    /** What runs instead of these rules. */
    rules(set) {
      let variant;
      ({ id, variant, problem } = meant(set, asked));
      badge?.list(set);
      const own = rulesOf(set).find((rule) => rule?.id === id)?.experiment;
      settings.forced = variant && { [typeof own === "string" ? own : id]: variant.id };
      return previewed(set, id, variant);
    },
    /** Other rules are about to run. */
    swapped: () => setTimeout(again, 0),
    /** Perhaps a page view: it shows in each. */
    turned() {
      if (here !== location.href) setTimeout(again, 0);
      here = location.href;
    },
    begin(set) {
      remember(asked);
      if (problem) console.warn(`opportune: preview: ${problem}`);
      badge = createBadge({ handle, signal, again, soon, asked, get id() { return id; }, get problem() { return problem; } });
      badge.list(set);
      again();
      badge.look();
    },
  };
}

function createBadge(run) {
  const { handle, signal, again, soon } = run;
  const select = el("select");
  select.setAttribute("aria-label", "Rule");
  const state = el("p", "", { role: "status" });
  const once = el("button", "Show again", { type: "button" });
  const out = el("button", "Leave", { type: "button" });
  // One of our own widgets: no signal comes from it.
  const { host, box } = housed("opportune-widget", css, "Preview", el("b", "Preview"), select, state, once, out);
  host.setAttribute("data-kind", "preview");
  const on = (target, name, handler) => hear(target, name, handler, signal);
  on(select, "change", () => select.value && go(select.value));
  on(once, "click", again);
  on(out, "click", () => go(""));
  for (const name of NEWS) on(window, name, () => soon());
  signal.addEventListener("abort", () => host.remove());

  const about = async () => {
    if (run.problem) return run.problem;
    if (run.id === undefined) return "choose a rule";
    const one = await handle.explain(run.id);
    if (!one?.rule) return "the rule has problems; see the console";
    const why = one.reason && one.state !== "shown" ? WORDS[one.reason] ?? one.reason : "";
    if (one.next) soon(one.next.at - Date.now() + 1);
    const does = one.did === "ran" ? "done" : { shown: "shown", waiting: "waits", armed: "closed" }[one.state] ?? one.state;
    const cond = one.if === true ? "" : "its condition does not hold here";
    const words = [[does, one.state === "armed" && one.did !== "blocked" ? "" : why].filter(Boolean).join(": "), cond].filter(Boolean).join("; ");
    return words[0].toUpperCase() + words.slice(1);
  };
  reachable(host, signal, { isAloft: true });

  /**
   * To the edge where it covers none of what it is to show, and rather below, above what stands there: out from under it
   * one can scroll, but not at the top of a page. Not so far up that it would float.
   */
  const settle = () => {
    if (signal.aborted || host.matches(":focus-within")) return;
    const rectOf = (node) => node.getBoundingClientRect();
    const widgets = document.querySelectorAll("opportune-widget:not([data-kind=preview])");
    const boxes = Array.from(widgets, (node) => node.shadowRoot?.querySelector(".box")).filter(Boolean).map(rectOf);
    const up = innerHeight - Math.min(innerHeight, ...boxes.filter(({ width, top }) => width > 0 && top > innerHeight / 2).map(({ top }) => top));
    host.style.setProperty("--up", `${up}px`);
    const covered = (low, rects) => {
      host.toggleAttribute("data-low", low);
      const r = rectOf(box);
      return rects.filter((a) => a.width > 0 && a.left < r.right && a.right > r.left && a.top < r.bottom && a.bottom > r.top).length;
    };
    const page = Array.from(document.querySelectorAll("a[href], button, input, select, textarea, p"), rectOf);
    const [below, above] = [covered(true, boxes), covered(false, boxes)];
    host.toggleAttribute("data-low", below === above ? up < 160 && covered(false, page) > 0 : below < above);
  };
  const rise = () => {
    // Once it stands still, and once somebody has looked.
    setTimeout(settle, 300);
    // Off the page it is only while the dialog that it was in has just gone: it comes back by itself.
    if (!host.showPopover || !host.isConnected || signal.aborted) return soon();
    // Once more, and so above what came meanwhile.
    if (host.matches(":popover-open") && !host.matches(":focus-within")) host.hidePopover();
    if (!host.matches(":popover-open")) host.showPopover();
    return soon();
  };
  return {
    rise,
    list(set) {
      const ids = rulesOf(set).filter((rule) => typeof rule?.id === "string").flatMap((rule) =>
        [rule.id, ...variantsOf(set, rule).filter(({ control }) => control !== true).map((one) => `${rule.id}:${one.id}`)]);
      const none = el("option", "\u2013", { value: "" });
      select.replaceChildren(...(run.id === undefined ? [none] : []), ...ids.map((one) => el("option", one, { value: one })));
      select.value = run.id === undefined ? "" : ids.includes(run.asked) ? run.asked : run.id;
      once.hidden = run.id === undefined;
      settle();
    },
    async look() {
      if (document.visibilityState === "hidden" || signal.aborted) return;
      const text = await about();
      if (state.textContent !== text) state.textContent = text;
    },
  };
}
