// The signals of a trace, each as a page's scripts tell it to the wasm.

import { FIELD, MEASURED, NEED, OUTCOME, SOURCE, TOLD } from "../../../src/js/codes.js";
import { date, list, span, states, texts } from "./words.mjs";

const GUARDS = { dialog: 1, payment: 2, quietZone: 4 };
const ACTIVITY = { pointer: "pointerdown", key: "keydown", touch: "touchstart", wheel: "wheel" };
const PLAYS = ["playing", "paused", "ended"];

/** How claims are answered. */
export const claimOf = (value) => ({ is: "granted", ...(typeof value === "string" ? { is: value } : value) });

/** What is known of elements, of the document, and of what stands in the way. */
export function sample(world, one) {
  Object.assign(world.elements, one?.elements);
  if (one && "title" in one) world.values.title = one.title;
  for (const name of ["meta", "cookie", "storage"]) if (one?.[name]) world.values[name] = { ...world.values[name], ...one[name] };
  if (one?.guards) world.guards = list(one.guards).reduce((bits, name) => bits | GUARDS[name], 0);
}

/** What happened to a field or form. */
const field = (kind) => (page, to) => {
  const on = page.at(texts(to));
  if (kind === "input") ["keydown", "beforeinput"].forEach((name) => page.hear(name));
  page.hear(kind, () => page.tell(TOLD.field, FIELD[kind], (typeof to === "object" && to.length) || null, on.length, ...on));
};

/** Each with the page, what the trace says of it, and the world. */
export const SIGNALS = {
  restore(page, _, world) {
    page.isOpen = true;
    page.tell(TOLD.pageView, world.url, "", true, true);
    page.merge();
  },
  url(page, to, world) {
    world.url = to;
    page.tell(TOLD.url, to);
  },
  pageEnd(page, _, world) {
    page.measure(MEASURED.end);
    if (world.consent[0] === 1) page.measure(MEASURED.ledger);
    page.measure(MEASURED.visibility, 0);
    page.isOpen = false;
  },
  visibility(page, to) {
    const isVisible = to !== "hidden";
    if (isVisible) page.measure(MEASURED.wake);
    page.measure(MEASURED.visibility, +isVisible);
    if (isVisible) page.merge();
  },
  viewport(page, to, world) {
    world.viewport = to.size ?? to;
    page.measure(MEASURED.viewport, +world.touch, ...world.viewport);
  },
  environment(page, patch, world) {
    world.environment = { ...world.environment, ...patch };
    page.tell(TOLD.environment, world.environment);
  },
  height(page, to, world) {
    const { container, height = to, loading, view = loading ? -1 : 0 } = to;
    if (!container) world.tall = height;
    for (const ix of container ? page.at(container) : [-1]) page.measure(MEASURED.height, ix, height, view);
  },
  activity: (page, kind) => page.hear(ACTIVITY[kind]),
  pointer(page, { over, widget, type }, world) {
    const on = page.at(over);
    world.touch = type === "touch";
    page.hear("pointerover", () => page.tell(TOLD.pointer, world.touch, widget ? page.placeOf(widget) + 1 : 0, on.length, ...on));
  },
  focus(page, to) {
    const isByKey = to?.keyboard !== false;
    if (isByKey) page.hear("keydown");
    page.tellFocus = () => {
      const on = page.at(texts(to));
      page.tell(TOLD.focus, isByKey, to?.widget ? page.placeOf(to.widget) + 1 : 0, on.length, ...on);
    };
    page.hear("focusin", () => page.tellFocus());
  },
  seen(page, { on, element = 1, ratio = 1 }) {
    for (const ix of page.at(on)) page.see(ix, element, ratio);
  },
  appears(page, to) {
    for (const ix of page.at(texts(to))) page.measure(MEASURED.appears, ix);
  },
  media(page, { on, state = "playing", progress = state === "ended" ? 1 : 0 }) {
    for (const ix of page.at(on)) page.measure(MEASURED.media, ix, progress, PLAYS.indexOf(state) + 1);
  },
  scroll(page, to, world) {
    const { container, top = to, by } = to;
    if (by !== "script") page.hear("wheel");
    if (!container) world.top = top;
    for (const ix of container ? page.at(container) : [-1]) page.measure(MEASURED.scrolled, ix, top, page.clock());
  },
  passed(page, { on, share = 1 }) {
    for (const ix of page.at(on)) page.measure(MEASURED.passed, ix, share);
  },
  exit(page, to, world) {
    const { y = -1, buttons = 0, speed = 1, sinceEnter = "1m", sincePress, type } = to;
    world.touch = type === "touch";
    world.leaving = to;
    world.back = span(sincePress);
    if (sincePress) page.hear("pointerdown");
    // Speed is what the hand did between two events.
    world.back = span(sinceEnter);
    page.hear("pointerover", undefined, { y: Math.round(y + speed * 100), before: 100 });
    world.back = 0;
    page.hear("mouseout", undefined, { y, buttons });
    world.leaving = {};
    if (page.has(NEED.pointer)) page.hear("pointerout", () => page.tell(TOLD.pointer, world.touch, 0, 0));
  },
  click(page, to) {
    const on = page.at(texts(to));
    const [x, y] = Array.isArray(to?.at) ? to.at : [0, 0];
    page.hear("pointerdown");
    page.hear("click", () => page.tell(TOLD.click, x, y, (to?.field ? 1 : 0) | (to?.answered ? 2 : 0), on.length, ...on));
  },
  copy(page, to) {
    const on = page.at(texts(to));
    page.hear("keydown");
    page.hear("copy", () => page.tell(TOLD.copy, on.length, ...on));
  },
  typing(page, to) {
    for (const name of ["keydown", to?.composing ? "compositionstart" : "compositionend", "beforeinput"]) page.hear(name);
  },
  input: field("input"),
  submit: field("submit"),
  invalid: field("invalid"),
  facts: (page, patch) => page.tell(TOLD.facts, patch),
  event: (page, event) => page.tell(TOLD.event, event.name ?? event, event.props ?? {}, SOURCE[event.source ?? "track"]),
  consent(page, to, world) {
    world.consent = states(world.consent, to);
    page.tell(TOLD.consent, ...world.consent);
    page.merge();
  },
  sample: (_, to, world) => sample(world, to),
  claim(_, to, world) {
    world.claim = claimOf(to);
  },
  dom: (page) => page.measure(MEASURED.dom),
  merge: (page, to) => page.tell(TOLD.merge, to?.text ?? null),
  trigger: (page, to) => page.tell(TOLD.trigger, to.rule ?? to, !!to.force),
  dismiss: (page, rule) => page.tell(TOLD.dismiss, rule === true ? null : rule),
  mute: (page, time) => page.tell(TOLD.mute, time === true ? null : time),
  outcome(page, { rule, is, button = 0, choice = 0, how = "close", action }, world) {
    if (is in OUTCOME) world.undrawable.delete(rule);
    else world.undrawable.set(rule, is);
    const key = page.keyOf(rule, action);
    if (!key) return;
    const rest = { click: [button], answer: [choice], dismiss: [how], drawn: [], copy: [], apply: [] };
    page.hear("pointerdown");
    page.tell(TOLD.outcome, key, OUTCOME[is] ?? OUTCOME.not_drawn, ...(rest[is] ?? [is]));
  },
  rules(page, to, world) {
    const before = world.source;
    world.source = to;
    if (!page.swap(before)) world.source = before;
  },
  clock(_, to, world) {
    world.skew = date(to) - world.begin - world.now;
  },
  end() {},
};
