// Runs a trace through the shopper's wasm as a page's scripts would, call by call: what `src/trace/driver.rs` does within
// the author's build. It decides nothing.

import { FIELD, MEASURED, NEED, OUT, SOURCE, TOLD, USE } from "../../src/js/codes.js";
import { kept } from "../../src/js/live.js";
import { pack, unpack } from "../../src/js/plain.js";
import { duration } from "../../src/js/testing.js";

const CONSENT = { pending: 0, granted: 1, denied: 2 };
const PURPOSES = ["functional", "analytics", "personalization"];
const OUTCOMES = { drawn: 0, click: 2, dismiss: 3, answer: 4 };
const GUARDS = { dialog: 1, payment: 2, quietZone: 4 };
/** Places in the table of `src/shell/listen.rs`. */
const HEARD = { beforeinput: 0, click: 1, compositionend: 2, compositionstart: 3, contextmenu: 4, copy: 5, focusin: 6, focusout: 7, input: 8, invalid: 9,
  keydown: 10, mouseout: 11, pointerdown: 12, pointerout: 13, pointerover: 14, scroll: 15, submit: 16, touchstart: 17, wheel: 18 };
const MOST = 10_000;
/** A page has been there for a while before anything happens. */
const START = 100_000;

/** When a trace begins that does not say it. */
const BEGIN = Date.parse("2026-01-05T09:00:00Z");

const list = (value) => (value === undefined || value === null || typeof value === "boolean" ? [] : [value].flat());
const texts = (value) => list(typeof value === "object" && !Array.isArray(value) ? value?.on : value);
const span = (at) => (typeof at === "number" ? at : at === undefined ? 0 : at.startsWith("-") ? 0 : duration(at));
const date = (value) => (value === undefined ? BEGIN : typeof value === "number" ? value : Date.parse(value));

/** Of an element, in the order of `ElementWhat`; then of the document, by what a trace calls it. */
const OF_DOCUMENT = ["title", "meta", "cookie", "storage"];
const ENVIRONMENT = { saveData: false, reducedMotion: false, colorScheme: "light", online: true };

/**
 * Runs one trace; answers the instant, name and parts of everything that the wasm ordered.
 * @param {() => Promise<object>} create A fresh instance, as `createGlue` answers.
 * @param {object} rules
 * @param {object} given The trace.
 * @param {{ add(key: string): boolean, test(key: string, text: string): boolean }} [matcher] What answers `matches`.
 */
export async function drive(create, rules, given, matcher) {
  const taken = [];
  const origin = date(given.now);
  let claim = claimOf(given.claim);
  let environment = { ...ENVIRONMENT, ...(given.timeZone && { timeZone: given.timeZone }) };
  const values = {};
  const undrawable = new Map();
  let skew = 0;
  let now = 0;
  let page;
  let stored = given.stored?.text ?? null;
  let consent = states([0, 0, 0], given.consent ?? "granted");
  let viewport = [1280, 800];
  let touch = false;
  let loads = 0;
  let source = rules;
  const elements = {};
  let guards = 0;
  let steps = 0;
  let leaving = {};
  let back = 0;
  let url;
  let tall;
  let top = 0;

  function states(before, change) {
    return before.map((state, i) => CONSENT[change?.[PURPOSES[i]] ?? (typeof change === "string" ? change : undefined)] ?? state);
  }
  function claimOf(value) {
    return typeof value === "string" ? { is: value, times: 1 } : { is: "granted", times: 1, ...value };
  }
  function sample(one) {
    Object.assign(elements, one?.elements);
    for (const name of OF_DOCUMENT) if (one && name in one) values[name] = name === "title" ? one.title : { ...values[name], ...one[name] };
    if (one?.guards) guards = list(one.guards).reduce((bits, name) => bits | GUARDS[name], 0);
  }
  sample(given.sample);

  async function open(view) {
    const inbox = [];
    let glue;
    let opened;
    let alarm;
    let isOpen = true;
    let needs = 0;
    let observed = 0;
    let isBegun = false;
    let happening = () => {};
    const shown = new Map();
    const call = (name, ...args) => {
      if (++steps > MOST) throw new Error("an instant without end");
      glue[name](...args);
    };
    const tell = (kind, ...parts) => call("told", kind, ...pack(parts));
    const measure = (kind, on = 0, a = 0, b = 0) => call("measured", kind, on, a, b);
    const settle = () => {
      while (inbox.length) inbox.shift()();
    };
    const read = (css, what) => {
      if (what > 4) return what === 5 ? values.title : values[OF_DOCUMENT[what - 5]]?.[css];
      const says = elements[css];
      if (says === undefined || says === null) return undefined;
      const is = typeof says === "boolean" ? { exists: says } : says;
      const exists = is.exists !== false;
      return [exists, is.visible ?? exists, is.text, is.value, is.count ?? +exists][what];
    };
    const takes = {
      opened(parts) {
        opened = parts;
      },
      ledger([text]) {
        stored = text;
      },
      sample([asks, wanted]) {
        const answers = wanted.map((ix) => [ix, read(opened[4][ix * 2], opened[4][ix * 2 + 1])]).filter(([, answer]) => answer !== undefined);
        tell(TOLD.sampled, asks ? guards : 0, answers.length, ...answers.flat());
      },
      sync() {
        inbox.push(() => {
          tell(TOLD.synced, claim.is === "unavailable" || consent[0] !== 1 ? false : stored);
          if (consent[0] === 1) measure(MEASURED.ledger);
        });
      },
      erase() {
        stored = null;
      },
      show([key, rule, place, , anchor]) {
        shown.set(key, { rule, place });
        const gone = anchor && (read(anchor, 0) === false ? "not_found" : read(anchor, 1) === false && "not_visible");
        const why = undrawable.get(rule) || gone;
        inbox.push(() => tell(TOLD.outcome, key, ...(why ? [1, why] : [OUTCOMES.drawn])));
      },
      hide([key]) {
        shown.delete(key);
      },
    };
    const host = {
      listen() {},
      alarm(delay) {
        alarm = delay < 0 ? undefined : now + delay;
      },
      mono: () => START + now - back,
      wall: () => origin + skew + now,
      watch(wanted) {
        needs = wanted;
        if (isBegun) inbox.push(look);
      },
      met: () => happening(),
      off: () => false,
      into: () => (leaving.related ? 2 : 1),
      native: () => !!leaving.native,
      parses: (css) => (css[0] === "\0" ? !!matcher?.add(css.slice(1)) : true),
      matches: (pattern, text) => matcher.test(opened[15][pattern], text),
      take(kind, numbers, joined) {
        const parts = unpack(numbers, joined);
        taken.push([now, OUT[kind], parts]);
        takes[OUT[kind]]?.(parts);
      },
    };
    glue = await create();
    glue.attach(host);
    const [width] = viewport;
    const isTouch = touch;
    /** What is newly asked for is told at once. */
    function look() {
      const fresh = needs & ~observed;
      observed = needs;
      if (fresh & NEED.viewport) measure(MEASURED.viewport, +touch, ...viewport);
      if (fresh & NEED.environment) tell(TOLD.environment, environment);
      if (fresh & NEED.height) {
        measure(MEASURED.height, -1, tall, 0);
        if (top) measure(MEASURED.scrolled, -1, top, START + now);
      }
    }
    const readRules = () => {
      opened = undefined;
      call("told", TOLD.open, ...pack([source, width, isTouch]));
      for (let slices = 0; !opened && slices < 1000; slices++) tell(TOLD.read, 64);
    };
    const zonesOf = () => opened[13].flatMap((name, place) => {
      const isOwn = place === 0 || name === "visitor" || name === given.timeZone;
      const own = typeof given.now === "string" ? [[0, /([+-]\d\d:\d\d)$/.exec(given.now)?.[1] ?? 0]] : [[0, 0]];
      const pairs = given.zones?.[name] ?? (isOwn ? given.zones?.[given.timeZone] ?? given.zone ?? own : []);
      return [pairs.length, ...pairs.flatMap(([from, offset]) => [date(from), offsetOf(offset)])];
    });
    readRules();
    const zones = zonesOf();
    const forced = Object.entries(given.variants ?? {});
    const { visitor, language = "en-US" } = given;
    const isNamed = typeof visitor === "string" || visitor?.named !== false;
    const left = loads ? [loads] : [];
    loads += 1;
    environment = { ...environment, ...view.environment };
    tall = view.height ?? 2400;
    top = 0;
    tell(TOLD.begin, language, given.locale ?? language, visitor?.id ?? visitor ?? "visitor", !!visitor && isNamed, loads, ...zones, left.length, ...left, forced.length, ...forced.flat());
    tell(TOLD.consent, ...consent);
    if (consent[0] === 1) tell(TOLD.merge, known());
    const facts = view.facts ?? (loads === 1 ? given.facts : undefined);
    if (facts) tell(TOLD.facts, facts);
    tell(TOLD.pageView, (url = view.url ?? view), view.referrer ?? "", view.visible ?? true, false);
    isBegun = true;
    look();
    settle();
    const at = (css) => list(css).map((one) => opened[3].findIndex((known, i) => i % 2 === 0 && known === one) / 2).filter((ix) => ix >= 0).sort((a, b) => a - b);
    const hear = (name, work = () => {}, { y = 300, buttons = 0, before = 0 } = {}) => {
      happening = work;
      call("heard", HEARD[name], touch, y, START + now - before, buttons, name);
      happening = () => {};
    };
    return {
      get isOpen() { return isOpen; },
      set isOpen(is) { isOpen = is; },
      due: () => (isOpen ? alarm : undefined),
      tell, measure, settle, at, hear, shown, seen: new Map(),
      isEach: (ix) => opened[3][ix * 2 + 1] & USE.each,
      has: (bits) => needs & bits,
      place: (rule) => [...shown.values()].find((one) => one.rule === rule)?.place ?? -1,
      swap(before) {
        readRules();
        if (!opened[2] && opened[0].length) return false;
        tell(TOLD.begin, "", "", "", false, 0, ...zonesOf(), 0, 0, ...kept(before, source));
        return true;
      },
      wake() {
        alarm = undefined;
        measure(MEASURED.wake);
        settle();
      },
    };
  }

  const offsetOf = (offset) => {
    if (typeof offset === "number") return offset;
    const [, sign, hours, minutes] = /^([+-])(\d\d):(\d\d)$/.exec(offset) ?? [];
    return sign ? (sign === "-" ? -1 : 1) * (hours * 60 + +minutes) * 60_000 : 0;
  };

  /** What other tabs stored, as far as a page may know. */
  const known = () => (claim.is === "unavailable" ? false : stored);
  const merge = () => consent[0] === 1 && page.tell(TOLD.merge, known());

  const signals = {
    restore() {
      page.isOpen = true;
      page.tell(TOLD.pageView, url, "", true, true);
      merge();
    },
    url(to) {
      url = to;
      page.tell(TOLD.url, to);
    },
    pageEnd() {
      page.measure(MEASURED.end);
      if (consent[0] === 1) page.measure(MEASURED.ledger);
      page.measure(MEASURED.visibility, 0);
      page.isOpen = false;
    },
    visibility(to) {
      const isVisible = to !== "hidden";
      if (isVisible) page.measure(MEASURED.wake);
      page.measure(MEASURED.visibility, +isVisible);
      if (isVisible) merge();
    },
    viewport(to) {
      viewport = to.size ?? to;
      page.measure(MEASURED.viewport, +touch, ...viewport);
    },
    environment(patch) {
      environment = { ...environment, ...patch };
      page.tell(TOLD.environment, environment);
    },
    height(to) {
      const { container, height = to, loading, view = loading ? -1 : 0 } = to;
      if (!container) tall = height;
      (container ? page.at(container) : [-1]).forEach((ix) => page.measure(MEASURED.height, ix, height, view));
    },
    activity: (kind) => page.hear({ pointer: "pointerdown", key: "keydown", touch: "touchstart", wheel: "wheel" }[kind]),
    pointer({ over, widget, type }) {
      const on = page.at(over);
      touch = type === "touch";
      page.hear("pointerover", () => page.tell(TOLD.pointer, touch, widget ? page.place(widget) + 1 : 0, on.length, ...on));
    },
    focus(to) {
      const on = page.at(texts(to));
      if (to?.keyboard !== false) page.hear("keydown");
      page.hear("focusin", () => page.tell(TOLD.focus, to?.keyboard !== false, to?.widget ? page.place(to.widget) + 1 : 0, on.length, ...on));
    },
    seen({ on, element = 1, ratio = 1 }) {
      for (const ix of page.at(on)) {
        page.seen.set(`${ix} ${element}`, ratio);
        const most = Math.max(...[...page.seen].filter(([key]) => key.startsWith(`${ix} `)).map(([, share]) => share));
        page.measure(MEASURED.seen, ix, most, 0);
        if (page.isEach(ix)) page.measure(MEASURED.seen, ix, ratio, element);
      }
    },
    appears: (to) => page.at(texts(to)).forEach((ix) => page.measure(MEASURED.appears, ix)),
    media: ({ on, state = "playing", progress = state === "ended" ? 1 : 0 }) => page.at(on).forEach((ix) => page.measure(MEASURED.media, ix, progress, ["playing", "paused", "ended"].indexOf(state) + 1)),
    scroll(to) {
      if (to.by !== "script") page.hear("wheel");
      const on = to.container ? page.at(to.container) : [-1];
      if (!to.container) top = to.top ?? to;
      on.forEach((ix) => page.measure(MEASURED.scrolled, ix, to.top ?? to, START + now));
    },
    passed: ({ on, share = 1 }) => page.at(on).forEach((ix) => page.measure(MEASURED.passed, ix, share)),
    exit(to) {
      const { y = -1, buttons = 0, speed = 1, sinceEnter = "1m", sincePress, type } = to;
      touch = type === "touch";
      leaving = to;
      back = span(sincePress);
      if (sincePress) page.hear("pointerdown");
      // Speed is what the hand did between two events.
      back = span(sinceEnter);
      page.hear("pointerover", undefined, { y: Math.round(y + speed * 100), before: 100 });
      back = 0;
      page.hear("mouseout", undefined, { y, buttons });
      leaving = {};
      if (page.has(NEED.pointer)) page.hear("pointerout", () => page.tell(TOLD.pointer, touch, 0, 0));
    },
    click(to) {
      const on = page.at(texts(to));
      const [x, y] = Array.isArray(to?.at) ? to.at : [0, 0];
      page.hear("pointerdown");
      page.hear("click", () => page.tell(TOLD.click, x, y, (to?.field ? 1 : 0) | (to?.answered ? 2 : 0), on.length, ...on));
    },
    copy(to) {
      const on = page.at(texts(to));
      page.hear("keydown");
      page.hear("copy", () => page.tell(TOLD.copy, on.length, ...on));
    },
    typing(to) {
      page.hear("keydown");
      page.hear(to?.composing ? "compositionstart" : "compositionend");
      page.hear("beforeinput");
    },
    facts: (patch) => page.tell(TOLD.facts, patch),
    event: (event) => page.tell(TOLD.event, event.name ?? event, event.props ?? {}, SOURCE[event.source ?? "track"]),
    consent(to) {
      consent = states(consent, to);
      page.tell(TOLD.consent, ...consent);
      merge();
    },
    sample,
    claim(to) {
      claim = claimOf(to);
    },
    dom: () => page.measure(MEASURED.dom),
    merge: (to) => page.tell(TOLD.merge, to?.text ?? null),
    trigger: (to) => page.tell(TOLD.trigger, to.rule ?? to, !!to.force),
    dismiss: (rule) => page.tell(TOLD.dismiss, rule === true ? null : rule),
    mute: (time) => page.tell(TOLD.mute, time === true ? null : time),
    outcome({ rule, is, button, choice, how, action }) {
      if (is in OUTCOMES) undrawable.delete(rule);
      else undrawable.set(rule, is);
      const key = [...page.shown].find(([key, one]) => (action === undefined ? one.rule === rule : key === `${rule}#${action}`))?.[0];
      if (!key) return;
      const kind = OUTCOMES[is] ?? 1;
      page.hear("pointerdown");
      const rest = { click: [button ?? 0], answer: [choice ?? 0], dismiss: [how ?? "close"], drawn: [] };
      page.tell(TOLD.outcome, key, kind, ...(rest[is] ?? [is]));
    },
    rules(to) {
      const before = source;
      source = to;
      if (!page.swap(before)) source = before;
    },
    clock(to) {
      skew = date(to) - origin - now;
    },
  };
  for (const kind of ["input", "submit", "invalid"]) {
    signals[kind] = (to) => {
      const on = page.at(texts(to));
      if (kind === "input") ["keydown", "beforeinput"].forEach((name) => page.hear(name));
      page.hear(kind, () => page.tell(TOLD.field, FIELD[kind], (typeof to === "object" && to.length) || null, on.length, ...on));
    };
  }

  for (const { at, ...signal } of given.events) {
    const until = span(at);
    for (let due = page?.due(); due !== undefined && due <= until; due = page.due()) {
      now = Math.max(now, due);
      page.wake();
    }
    if (until > now) steps = 0;
    now = Math.max(now, until);
    const [[name, to]] = Object.entries(signal);
    if (name === "pageView") {
      if (page?.isOpen) signals.pageEnd();
      page?.settle?.();
      viewport = to.viewport ?? viewport;
      touch = to.touch ?? touch;
      page = await open(to);
    } else if (page?.tell) {
      signals[name]?.(to);
      page.settle();
    }
  }
  return Object.assign(taken, { start: origin });
}
