//! Draws widgets and tells what happens to them; decides nothing. Loaded when the first widget is due.

import { layerOf } from "./anchor.js";
import { anchored } from "./anchored.js";
import { badge } from "./badge.js";
import { banner } from "./banner.js";
import { closeOf, contentOf, isMore, labelOf, muteOf, press } from "./blocks.js";
import { contrast, paint } from "./color.js";
import { cta } from "./cta.js";
import { append, attach, attr, baseOf, body, el, focus, focused, morph, on, own, page, query } from "./dom.js";
import { isRightToLeft, langOf, localeFor } from "./format.js";
import { hand } from "./hands.js";
import { highlight } from "./highlight.js";
import { inline } from "./inline.js";
import { popup } from "./popup.js";
import { dress } from "./sheets.js";
import { keepOff, stopsAround } from "./tabs.js";
import { numberOf, textOf, worded, wordsOf } from "./text.js";
import { toast } from "./toast.js";

const KINDS = { __proto__: null, tooltip: anchored, popup, banner, cta, toast, inline, badge, highlight };
KINDS.enable = (w) => w.ask.hold(w, anchored);
/** What asks and counts comes with the first widget that does. */
let ask;

/**
 * @typedef {object} Host
 * @property {(key: string, what: "drawn" | "not_drawn" | "click" | "dismiss" | "copy" | "apply", detail?: string | number) => void} report
 * @property {(css: string) => Element[]} query
 * @property {(node: Element) => boolean} isOff Whether the page keeps it to itself.
 * @property {() => Element | null} active The innermost element that has focus.
 * @property {() => Element[]} kept What nothing may lie over.
 * @property {string} [locale]
 * @property {string} [currency]
 * @property {object | string | Array<object | string | undefined>} [theme] Several: each over those before it.
 * @property {string[]} [hosts] Hosts that links may lead to besides the page's own.
 */

/** @param {Host} host */
export function createUi(host) {
  const shown = new Map();
  /** What is over and still fades, or keeps its room: how to end it now. */
  const fading = new Map();

  function remove(key, now) {
    const w = shown.get(key);
    if (!w) return;
    shown.delete(key);
    fading.get(key)?.();
    const end = leave(w, now, () => fading.delete(key));
    if (end) fading.set(key, end);
  }

  return {
    /** Draws an effect; reports `drawn` once it is on screen, or `not_drawn` and why. */
    show(effect) {
      remove(effect.key, true);
      fading.get(effect.key)?.();
      const w = widget(host, effect, remove);
      shown.set(effect.key, w);
      const needs = effect.kind === "enable" || effect.view.content?.some(isMore);
      const draw = () => {
        if (w.signal.aborted) return;
        if (needs) w.ask = ask;
        try {
          KINDS[effect.kind](w);
        } catch {
          w.fail("not_visible");
        }
      };
      if (!needs || ask) draw();
      else loadAsk().then(draw, () => w.fail("not_visible"));
    },
    /** New contents for a widget that is shown. */
    update(key, view) {
      const w = shown.get(key);
      if (!w) return;
      w.view = view;
      if (w.redo) return w.redo();
      // It is not there yet; it will be drawn as it is then.
      if (!w.inner) return;
      const draw = () => morph(w.inner, contentOf(w));
      dress(w);
      if (w.renew) w.renew(draw);
      else draw();
      frameOf(w).forEach((node, i) => morph(w.frame[i], node));
      w.look();
      w.describe?.();
    },
    /** Takes it away and gives back what it borrowed: focus, attributes, edits. */
    hide(key) {
      remove(key, false);
    },
    /** Types into a field of the page, or moves focus there. */
    hand(what, css, text, asked) {
      hand(what, find(host, css), textOf(text, host), asked);
    },
    /** Removes everything at once. */
    stop() {
      for (const key of [...shown.keys()]) remove(key, true);
      for (const end of [...fading.values()]) end();
    },
  };
}

/** Elements of the page that we may use. */
function find(host, selector) {
  try {
    return host.query(selector).filter((node) => !host.isOff(node));
  } catch {
    return [];
  }
}

const loadAsk = () =>
  import("./ask.js").then(({ createAsk }) => {
    ask ??= createAsk({ attr, baseOf, el, focus, focused, numberOf, on, press, textOf, worded });
  });

/** What the kinds share: one effect being shown, from its first node to its last. */
function widget(host, effect, remove) {
  const { key, rule, kind, view } = effect;
  const life = new AbortController();
  const w = { effect, rule, kind, view, life, signal: life.signal, timers: [] };
  w.lang = langOf(view);
  w.locale = localeFor(w.lang, host.locale || page().lang || navigator.language);
  // Settings that change later are seen through it.
  w.host = w.lang ? { __proto__: host, locale: w.locale } : host;
  const end = (what, detail) => {
    if (w.signal.aborted) return;
    // Gone before it is told: the answer may be to show it again.
    if (what === "not_drawn") remove(key, false);
    host.report(key, what, detail);
    if (what !== "not_drawn") remove(key, false);
  };
  const pressed = (what) => (detail) => {
    w.isPressed = true;
    end(what, detail);
  };
  w.click = pressed("click");
  w.dismiss = pressed("dismiss");
  w.fail = (why) => end("not_drawn", why);
  w.taken = (how) => host.report(key, how);
  w.find = (selector) => find(host, selector);
  w.drawn = () => {
    // Where it stands now; a tooltip has looked itself, before it was pointed.
    if (w.inner && !w.tip) fit(w);
    if (w.isDrawn) return void w.keepOff?.();
    const report = () => {
      if (w.isDrawn || document.visibilityState === "hidden" || w.node?.hasAttribute("data-aside")) return;
      w.isDrawn = true;
      host.report(key, "drawn");
    };
    w.report = report;
    w.keepOff?.();
    report();
    if (!w.isDrawn) on(document, "visibilitychange", report, w.signal);
  };
  w.say = (text) => say(w, text);
  w.fit = () => fit(w);
  w.open = (boxRole) => open(w, boxRole);
  return w;
}

/** The page's dialog closed: what was shown in it goes on outside. */
function outOf(w) {
  w.settle();
  if (attr(w.node, "popover") !== null) w.node.showPopover();
}

/** What stands around the contents: the ways out. */
const frameOf = (w) => [...(w.effect.answers ? [] : closeOf(w)), ...muteOf(w)];

/** Builds host element, shadow root and box; the kind puts `w.node` into the page with `w.mount`. */
function open(w, role) {
  const node = (w.node = el("opportune-widget"));
  attr(node, "data-opportune-rule", w.rule);
  attr(node, "data-kind", w.kind);
  if (w.lang) attr(node, "dir", isRightToLeft(w.lang) ? "rtl" : "ltr");
  // Where the page does not say, we do: words are read, and broken, by it.
  if (w.lang || !page().lang) attr(node, "lang", w.lang ?? w.locale);
  // While a popup is open nothing else can be pressed: what comes then stays beneath it, as the page does.
  w.canRise = node.showPopover && !query(document, "[data-kind=popup]:not([data-off])").length;
  w.root = attach(node, { __proto__: null, mode: "open" });
  dress(w);
  w.ask?.dress(w);
  w.look = () => {
    paint(w);
    contrast(w);
    fit(w);
  };
  on(matchMedia("(prefers-color-scheme: dark)"), "change", w.look, w.signal);
  paint(w);
  w.inner = contentOf(w);
  w.frame = frameOf(w);
  w.box = el("div", `box ${w.kind}`, w.inner, ...w.frame);
  // What describes its anchor is read with that.
  if (!w.effect.answers) status(w);
  if (role) {
    const label = labelOf(w.view);
    attr(w.box, "role", role);
    attr(w.box, label ? "aria-labelledby" : "aria-label", label ?? (wordsOf(w) || w.rule));
  }
  w.colors = () => contrast(w);
  w.mount = (child) => {
    if (child) w.root.append(child);
    // A page that replaces its body, or clears it, takes us along: say so, and give the place back.
    let tries = 0;
    const watcher = new MutationObserver(() => {
      if (!node.isConnected) w.fail("not_visible");
      // What the page hides behind its own dialog does not lie behind it.
      if (w.kind === "popup" && HIDES.some((name) => attr(node, name) !== null) && ++tries < 9) HIDES.forEach((name) => attr(node, name, null));
    });
    on(w.signal, "abort", () => watcher.disconnect());
    w.settle = () => {
      // A modal dialog of the page makes everything outside of it inert.
      const layer = layerOf(w.anchor);
      const home = layer ?? (body().inert ? page() : body());
      if (node.parentNode !== home) append(home, node);
      watcher.disconnect();
      watcher.observe(node, { __proto__: null, attributeFilter: HIDES });
      for (let at = node.parentNode; at; at = at.parentNode ?? (at.nodeType === 11 && at.host)) watcher.observe(at, { __proto__: null, childList: true });
      if (layer && !w.anchor) on(layer, "close", () => (w.kind === "popup" ? w.fail("not_visible") : outOf(w)), w.signal);
    };
    w.settle();
    if (w.kind !== "popup") keepOff(w);
    on(window, "resize", () => fit(w), w.signal);
  };
  /** Above the page, in the browser's top layer where there is one. */
  w.float = (place) => {
    // Before it is there: asking what is where makes the browser take note of where it stands, and count it as moved then.
    place();
    if (w.canRise) attr(node, "popover", "manual");
    w.mount(w.box);
    if (w.canRise) node.showPopover();
    w.colors();
    on(window, "resize", place, w.signal);
    on(node, "keydown", (event) => event.key === "Escape" && w.dismiss("escape"), w.signal);
  };
  on(node, "focusin", (event) => {
    const from = event.relatedTarget;
    if (!from || from === node) return;
    // Where it is gone when the widget goes, the nearest that is left.
    const [before, after] = stopsAround(from);
    w.way = [from, w.anchor, ...before.reverse(), ...after];
  }, w.signal);
}

/** What is taller than the screen scrolls inside, by keyboard too. A popup's box does so by itself. */
function fit(w) {
  if (/popup|inline|badge/.test(w.kind)) return;
  const most = Math.min(w.room?.() ?? Infinity, own(innerHeight) - 96);
  const isLong = w.inner.scrollHeight > most;
  // Written only where it changes something: what is written here the browser lays out again.
  if (isLong) w.box.style.setProperty("--most", `${Math.round(most)}px`);
  if (w.box.toggleAttribute("data-long", isLong) !== (attr(w.inner, "tabindex") !== null)) attr(w.inner, "tabindex", isLong ? "0" : null);
}

const HIDES = ["inert", "aria-hidden"];

/** The live region. */
function status(w) {
  if (w.status) return;
  w.box.append((w.status = el("div", "status")));
  attr(w.status, "role", "status");
}

/** Said once, politely; the region is emptied again, so that nobody reads it twice. */
function say(w, text) {
  w.timers.forEach(clearTimeout);
  status(w);
  const write = (words) => () => (w.status.textContent = words);
  w.timers = [setTimeout(write(text), 150), setTimeout(write(""), 2000)];
}

/** @returns how to end at once what takes its time */
function leave(w, now, gone) {
  const hadFocus = w.node && focused() === w.node;
  w.life.abort();
  w.timers.forEach(clearTimeout);
  w.undo?.();
  const node = w.node;
  if (!node) return undefined;
  // A popup gives it back by itself, unless where it was is gone or hidden: then to the nearest that can have it.
  if (hadFocus && [w.node, body()].includes(focused())) (w.way ?? [w.anchor]).some((at) => at?.isConnected && (focus(at), at.getRootNode().activeElement === at));
  let isOver = false;
  const end = () => {
    if (isOver) return;
    isOver = true;
    w.take?.();
    node.remove();
    gone();
  };
  if (now || document.visibilityState === "hidden") return void end();
  dropNames(node);
  const running = w.root?.getAnimations?.() ?? [];
  const faded = Promise.all(running.map((animation) => animation.finished)).catch(() => {});
  if (w.away && !w.isPressed) return w.away(faded, end);
  faded.then(end);
  return end;
}

function dropNames(node) {
  for (const name of ["aria-label", "id", "role", "data-opportune-rule"]) attr(node, name, null);
  for (const name of ["inert", "data-off"]) attr(node, name, "");
}
