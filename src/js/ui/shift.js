//! Changes of the page's layout that nobody sees happen: made at once where nothing in view moves by it, else when the
//! visitor has just pressed something, or when the place is out of sight. What moves then is what moved by their doing.

import { elementsAt, isInView, on, page, rectOf } from "./dom.js";

/** Browsers take what moves within half a second of a press for its answer. */
const ANSWER = 300;
const MOST = 60;

/**
 * Makes `change` as soon as it moves nothing in view. `change()` makes it and answers a function that takes it back.
 * @param {object} at
 * @param {() => Element} at.place An element where it happens, in the page.
 * @param {() => (() => void)} at.change
 * @param {() => void} [at.done]
 * @param {AbortSignal} signal Ends the wait.
 * @returns a function that ends it, too
 */
export function settle({ place, change, done }, signal) {
  const over = new AbortController();
  on(signal, "abort", () => over.abort(), over.signal);
  const attempt = (isAnswer) => {
    if (over.signal.aborted || !place().isConnected) return;
    const before = sights(place());
    const back = change();
    if (!isAnswer && before.some(hasMoved)) return back();
    over.abort();
    done?.();
  };
  attempt(false);
  const end = () => over.abort();
  if (over.signal.aborted) return end;
  let pressed = 0;
  on(document, "pointerdown", (event) => (pressed = event.timeStamp), over.signal, true);
  on(document, "click", ({ isTrusted, timeStamp, detail }) => {
    if (isTrusted && (!detail || timeStamp - pressed < ANSWER)) queueMicrotask(() => attempt(true));
  }, over.signal, true);
  const sight = new IntersectionObserver((entries) => entries.some((entry) => !entry.isIntersecting) && attempt(false));
  sight.observe(place());
  on(over.signal, "abort", () => sight.disconnect());
  return end;
}

/** What is in view around a place, and where it is. */
function sights(place) {
  const seen = new Map();
  const look = (node) => {
    const rect = spotOf(node);
    if (rect.width && rect.height) seen.set(node, rect);
  };
  for (let at = place; at; at = at.parentNode ?? at.host) {
    const nodes = [...(at.parentNode?.childNodes ?? [])];
    const from = Math.max(0, nodes.indexOf(at) - MOST);
    nodes.slice(from, from + 2 * MOST).forEach(look);
  }
  place.childNodes.forEach(look);
  // And what is deeper inside of those.
  for (let x = 1; x < 6; x++) {
    for (let y = 1; y < 8; y++) elementsAt(document, (page().clientWidth * x) / 6, (innerHeight * y) / 8).slice(0, 2).forEach(look);
  }
  return [...seen];
}

function spotOf(node) {
  if (node.nodeType === 1) return rectOf(node);
  const range = new Range();
  range.selectNode(node);
  return node.nodeType === 3 && node.data.trim() ? range.getBoundingClientRect() : { width: 0 };
}

/** Seen before or after, and elsewhere. What is hidden now did not move. */
function hasMoved([node, before]) {
  const now = spotOf(node);
  const far = Math.abs(now.left - before.left) + Math.abs(now.top - before.top) > 0.5;
  return far && node.isConnected && !!now.width && (isInView(before) || isInView(now));
}

