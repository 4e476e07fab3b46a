//! One page as one runtime sees it: the object that the Rust shell calls (`shell/host.rs`) and what it listens to
//! itself: visibility, leaving and coming back, navigation. It decides nothing. No method throws.

import { FIELD, MEASURED, NEED, OUT, TOLD, USE } from "./codes.js";
import { pack, unpack } from "./plain.js";
import { observers } from "./watch.js";

const FRAMES = "iframe,frame,object,embed";
/** What is told by the elements it happened at. */
const ACTS = { __proto__: null, click: [TOLD.click, USE.click], copy: [TOLD.copy, USE.copy] };
/** What is so, rather than happens: rules must know it when they decide. */
const SURROUNDINGS = NEED.viewport | NEED.environment;
/** What crosses from element to element, and so stays within a shadow root if both are in there. */
const CROSSINGS = { __proto__: null, pointerover: 1, focusin: 1 };

/**
 * @param {object} run
 * @param {(name: string, ...args: unknown[]) => unknown} run.enter Calls an export, traps caught.
 * @param {ReturnType<import("./dom.js").createDom>} run.dom
 * @param {(name: string, parts: unknown[]) => void} run.carryOut
 * @param {(name: string, props: unknown, source: number) => void} run.event
 * @param {(on: number, top: number) => void} run.scrolled Tells how far what scrolled is from its top.
 * @param {<T>(tag: string, value: T) => T} run.said Notes what the engine was answered.
 * @param {(comes?: boolean) => void} run.merge Reads what other tabs stored; if the page comes back, also what pages left.
 * @param {() => void} run.leave Notes that this page was left.
 * @param {number} run.skew
 */
export function createPage(run) {
  const { enter, dom, said } = run;
  const ends = new AbortController();
  /** Until all ends, or what is named. */
  const listen = (target, name, handler, { signal } = ends) => dom.listen(target, name, handler, { __proto__: null, capture: true, passive: true, signal });
  const functions = [];
  // The event that the engine is hearing of.
  let event;
  let timer;
  const last = [];
  const places = new Map();
  let plan;
  let watched;
  let wanted = 0;
  let looks = false;
  let url;
  let latest;
  let inside = new AbortController();

  const tell = (kind, ...parts) => {
    if (looks && kind !== TOLD.url && kind !== TOLD.pageView) moved();
    enter("told", kind, ...pack(parts));
  };
  /** The same of what is packed already. */
  const send = (kind, packed) => {
    if (looks) moved();
    enter("told", kind, ...packed);
  };
  const measure = (kind, on = 0, a = 0, b = 0) => enter("measured", kind, on, a, b);
  const wake = () => measure(MEASURED.wake);

  /** Watched selectors with that use that the node is within. */
  const selectorsAt = (node, use) => {
    const found = [];
    plan.selectors.forEach(([css, uses], index) => {
      if (uses & use && dom.within(node, css)) found.push(index);
    });
    return found;
  };
  /** Tells what is at the node, if that is news: a word about it, our widget, selectors. */
  const tellSet = (kind, use, word, node) => {
    const rule = node && dom.widget(node);
    const place = places.get(rule) ?? -1;
    const on = !node || rule !== undefined || dom.isOff(node) ? [] : selectorsAt(node, use);
    const now = [!!word, place + 1, on.length, ...on];
    const key = now.join();
    if (last[kind] === key) return;
    last[kind] = key;
    tell(kind, ...now);
  };
  const origin = () => {
    // Only inside an open shadow root is the path worth its array.
    const { target } = event;
    return dom.isElement(target) && dom.shadow(target) ? event.composedPath()[0] : target;
  };
  const elementAt = () => {
    const node = origin();
    return dom.isElement(node) ? node : null;
  };
  const tellFocus = (node) => tellSet(TOLD.focus, USE.focus, node && dom.is(node, ":focus-visible"), node);
  const isTouch = () => event.pointerType === "touch";

  function met() {
    const node = elementAt();
    const { type } = event;
    if (type === "focusin") tellFocus(node);
    else if (type === "focusout") event.relatedTarget || tellFocus(null);
    else if (type in FIELD) tellField(node);
    else if (!ACTS[type]) tellSet(TOLD.pointer, USE.pointer, isTouch(), type === "pointerout" ? null : node);
    else if (node && dom.widget(node) === undefined) {
      const [kind, use] = ACTS[type];
      const on = selectorsAt(node, use);
      const more = type === "click" ? [event.clientX, event.clientY, watched.clicked(event, node)] : [];
      tell(kind, ...more, on.length, ...on);
    }
  }

  /** What happened to a field or form, never what is in it. What a script fills in is nobody's input. */
  function tellField(node) {
    const { isTrusted, type } = event;
    if (!node || dom.widget(node) !== undefined || (type === "input" && !isTrusted)) return;
    const on = [...new Set(dom.parts(node).flatMap((one) => selectorsAt(one, USE.field)))];
    const isNamed = (index) => dom.isItself(node, plan.selectors[index][0]);
    const length = type === "input" && on.some(isNamed) ? dom.lengthOf(node) : null;
    tell(TOLD.field, FIELD[type], length, on.length, ...on);
  }

  /** An event that is not told to the engine first. */
  const heard = (one) => {
    if (one === latest) return;
    const outer = event;
    event = latest = one;
    if (!host.off()) met();
    event = outer;
  };

  /** Listens inside the open shadow roots that an event came from, too: what goes on in there alone is told nowhere else. */
  const dig = (event, handler) => {
    const { target, type } = event;
    if (!CROSSINGS[type] || !dom.isElement(target) || !dom.shadow(target)) return;
    for (const root of event.composedPath()) {
      // Listening twice is listening once.
      if (root instanceof ShadowRoot) listen(root, type, handler, inside);
    }
  };

  function sample(guards, elements) {
    const answers = elements.map((index) => [index, dom.read(...plan.elements[index])]).filter(([, answer]) => answer !== undefined);
    tell(TOLD.sampled, guards ? dom.guards(plan) : 0, answers.length, ...answers.flat());
  }

  /** What is heard most says all by itself: nothing is asked back. Before the first page view it says nothing. */
  const scrolled = ({ target }) => {
    if (!url) return;
    if (looks) moved();
    const on = watched.scroller(target);
    if (on > -2) run.scrolled(on, on < 0 ? scrollY : watched.top(on));
  };

  const host = {
    alarm(delay) {
      clearTimeout(timer);
      if (delay >= 0) timer = setTimeout(wake, delay);
    },
    listen(kind, name, on) {
      functions[kind] ??= name === "scroll" ? scrolled : function handler(one) {
        if (one === latest) return;
        latest = one;
        dig(one, handler);
        if (looks) moved();
        const outer = event;
        event = one;
        enter("heard", kind, isTouch(), one.clientY, one.timeStamp, one.buttons, name);
        event = outer;
      };
      (on ? listen : dom.unlisten)(window, name, functions[kind], on ? ends : true);
    },
    met,
    mono: () => said("m", performance.now()),
    native: () => said("n", dom.isNative(elementAt())),
    off: () => dom.isOff(elementAt()),
    parses: (css) => (css[0] === "\0" ? !!run.matcher?.add(css.slice(1)) : dom.parses(css)),
    matches: (pattern, text) => run.matcher.test(plan.patterns[pattern], text),
    wall: () => said("w", Date.now() + run.skew),
    watch(needs) {
      wanted = needs;
      if (!(needs & (NEED.pointer | NEED.focus | NEED.activity))) {
        inside.abort();
        inside = new AbortController();
      }
      if (url) watched.set(needs);
    },
    into() {
      const to = event.relatedTarget;
      return said("i", to ? (dom.isElement(to) && dom.is(to, FRAMES) ? 2 : 0) : 1);
    },
    take(kind, numbers, texts) {
      const parts = unpack(numbers, texts);
      const name = OUT[kind];
      if (name === "sample") return sample(...parts);
      if (name === "show") {
        places.set(parts[1], parts[2]);
        run.note(["place", parts[2], parts[1]]);
      }
      run.carryOut(name, parts);
    },
  };

  const isVisible = () => dom.ofDocument("visibilityState") !== "hidden";
  /** What a page view is decided by is told before it, and anew: nobody told a page that lay in the browser's cache. */
  const view = (restored) => {
    const others = restored ? wanted & ~SURROUNDINGS : 0;
    watched.set(others);
    watched.set(others | (wanted & SURROUNDINGS));
    tell(TOLD.pageView, (url = location.href), dom.ofDocument("referrer"), isVisible(), restored);
    watched.anew();
  };
  const moved = () => {
    if (location.href === url) return;
    url = location.href;
    tell(TOLD.url, url);
    watched.anew();
    run.merge();
  };

  function follow() {
    listen(window, "visibilitychange", () => {
      // First what fell due meanwhile.
      if (isVisible()) wake();
      measure(MEASURED.visibility, +isVisible());
      if (isVisible()) run.merge();
    });
    listen(window, "pagehide", () => {
      measure(MEASURED.end);
      run.leave();
    });
    listen(window, "pageshow", (event) => {
      if (!event.persisted) return;
      view(true);
      run.merge(true);
    });
    if (globalThis.navigation?.addEventListener) return listen(navigation, "currententrychange", moved);
    // Nobody tells of a route that changed: look at whatever happens, and after clicks and keys.
    looks = true;
    for (const name of ["popstate", "hashchange"]) listen(window, name, moved);
    for (const name of ["click", "keydown"]) listen(window, name, () => [0, 250].forEach((delay) => setTimeout(moved, delay)));
  }

  return {
    host,
    tell,
    send,
    /** What the rules ask to be observed. */
    plan(given) {
      watched?.set(0);
      watched = observers({ ...run, heard, listen, measure, plan: given, selectorsAt, tell, focus: () => tellFocus(dom.active()) });
      // Before other rules decide. Until then those that are there may ask, by their own numbers.
      if (url) watched.set(SURROUNDINGS);
      plan = given;
      last.length = 0;
    },
    /** The first page view. What happens is not observed before it: what the page pushed earlier belongs to it too. */
    begin() {
      follow();
      view(false);
      watched.set(wanted);
    },
    /** Removes every listener and observer, with or without the engine's help. */
    stop() {
      ends.abort();
      host.alarm(-1);
      inside.abort();
      watched?.set(0);
    },
  };
}
