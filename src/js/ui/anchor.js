//! The element of the page that a widget belongs to: which of those that match, whether it still is, and which one took
//! its place. Every kind with an anchor uses this; how it stands there is the kind's own.

import { closest, focused, isInView, isRendered, on, query, rectOf } from "./dom.js";

/** How long an anchor may be gone, in ms: pages draw things anew by way of a blank. */
const GRACE = 500;
const ALL = { __proto__: null, subtree: true, childList: true, attributes: true, characterData: true };

/** The element, or the host whose shadow root it is in, and so on outwards. */
export function outwards(node) {
  const path = [];
  // A link that is in no document has a host too: a name.
  const hostOf = (root) => (root.nodeType === 11 ? root.host : null);
  for (let at = node; at; at = hostOf(at.getRootNode())) path.push(at);
  return path;
}

/** The modal dialog of the page that everything else is inert behind. */
export function modal() {
  const open = [...query(document, "dialog:modal")];
  const at = focused();
  return open.filter((one) => one.contains(at)).pop() ?? open.pop();
}

/** What of the page's top layer a widget must be inside of, to be above it and not inert. */
export const layerOf = (anchor) => (anchor ? outwards(anchor).map((at) => closest(at, "dialog:modal,[aria-modal=true],[popover]")).find(Boolean) : modal());

const isReachable = (node) => {
  const dialog = modal();
  return isRendered(node) && (!dialog || outwards(node).some((at) => dialog.contains(at)));
};

/** Of several: where pointer or focus is (the innermost), else the only one on the screen. */
function choose(nodes) {
  for (const where of [":hover", ":focus-within"]) {
    const here = nodes.filter((node) => node.matches(where));
    if (here.length) return here.pop();
  }
  const inView = nodes.filter((node) => isInView(rectOf(node)));
  return inView.length === 1 ? inView[0] : undefined;
}

/** The first moment of rest after load: until then a framework may be taking its server's markup over. */
let isAtRest = false;
const rest = new Promise((resolve) => {
  const frames = (work) => requestAnimationFrame(() => requestAnimationFrame(work));
  const calm = globalThis.requestIdleCallback ?? frames;
  const begin = () => calm(() => resolve((isAtRest = true)), { __proto__: null, timeout: 1000 });
  if (document.readyState === "complete") begin();
  else on(window, "load", begin, new AbortController().signal);
});

/** Does what touches the page itself, now or in its first moment of rest. */
export function atRest(w, work) {
  if (isAtRest) work();
  else rest.then(() => w.signal.aborted || work());
}

/**
 * Sets `w.anchor` to the element that matches now, and that `w.takes` says it can be; the one that it has stays while it will do.
 * @returns {string | undefined} why there is none
 */
export function pick(w) {
  const found = w.find(w.effect.anchor).filter((node) => node !== w.node && (!w.takes || w.takes(node)));
  const seen = found.filter((node) => w.isHeld?.(node) || isReachable(node));
  if (seen.includes(w.anchor)) return undefined;
  const node = seen.length > 1 ? choose(seen) : seen[0];
  if (node) w.anchor = node;
  if (node) return undefined;
  return seen.length ? "many" : found.length ? "not_visible" : "not_found";
}

/**
 * Calls `look` in the frame after something changed around the anchor, so at most once per frame, until the widget ends.
 * However many ask for it, a widget watches once.
 * @returns a function that has all of them called without a change
 */
export function watch(w, look) {
  if (w.looks) {
    w.looks.push(look);
    return w.soon;
  }
  w.looks = [look];
  const seen = new Set();
  let frame = 0;
  w.soon = () => (frame ||= requestAnimationFrame(() => {
    frame = 0;
    attend();
    for (const one of w.looks) w.signal.aborted || one();
  }));
  const observer = new MutationObserver((records) => {
    if (records.some(({ target }) => target.localName !== "opportune-widget")) w.soon();
  });
  // What happens in a shadow root is told in there alone.
  const attend = () => {
    for (const node of [document, ...(w.anchor ? outwards(w.anchor) : [])]) {
      const root = node.getRootNode();
      if (!seen.has(root)) observer.observe(root, ALL);
      seen.add(root);
    }
  };
  attend();
  on(w.signal, "abort", () => {
    cancelAnimationFrame(frame);
    observer.disconnect();
  });
  return w.soon;
}

/**
 * Keeps a widget with its anchor through everything that the page does: `gone` is called when the anchor is, `moved`
 * when it is back or another element took its place, `same` where nothing of that happened. Nobody there for long: the widget ends.
 */
export function stay(w, { gone, moved, same }) {
  let timer = 0;
  on(w.signal, "abort", () => clearTimeout(timer));
  return watch(w, () => {
    const before = w.anchor;
    const why = pick(w);
    if (why && !timer) {
      gone();
      timer = setTimeout(() => w.fail(why), GRACE);
    }
    if (why) return;
    if (before === w.anchor && !timer) return same?.();
    clearTimeout(timer);
    timer = 0;
    moved();
  });
}

