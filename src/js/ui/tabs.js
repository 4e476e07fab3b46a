//! Focus and widgets that nobody asked for: they are the next stop of Tab after their anchor, and step aside for what has
//! focus beneath them and for what the page keeps to itself.

import { modal, outwards, watch } from "./anchor.js";
import { focused, isRendered, on, page, rectOf } from "./dom.js";

const TABBABLE = "a[href],button,input,select,textarea,summary,iframe,[contenteditable],[tabindex]";
const WIDGET = "opportune-widget";

const isStop = (node) =>
  node.matches(TABBABLE) && node.tabIndex >= 0 && !node.disabled && isRendered(node) && !isSilent(node);
// Of radio buttons the checked one stands for its group.
const isSilent = (node) =>
  node.type === "radio" && !node.checked && node.name && [...(node.form?.elements ?? [])].some((one) => one.name === node.name && one.checked);

/** What Tab stops at within, the node itself included. */
export const tabbables = (scope) => [scope, ...scope.querySelectorAll("*")].filter((node) => node.matches && isStop(node));

/** Children as they are laid out: a host's are those of its shadow root, a slot's those put into it. */
function childrenOf(node) {
  if (node.shadowRoot) return node.shadowRoot.children;
  const given = node.localName === "slot" ? node.assignedElements() : [];
  return given.length ? given : node.children;
}

/** The stops up to the end of that element, and those after it. */
export function stopsAround(anchor) {
  const [before, after] = [[], []];
  let side = before;
  const visit = (node) => {
    if (node.localName === WIDGET || node.inert) return;
    if (isStop(node)) side.push(node);
    for (const child of childrenOf(node)) visit(child);
    if (node === anchor) side = after;
  };
  visit(modal() ?? page());
  return [before, after];
}

/** Makes a widget the next stop of Tab after its anchor, wherever it lies in the document. */
export function takeTabs(w) {
  // Who comes by the end of the page, where it lies, leaves by there: nobody goes in circles.
  let isByEnd = false;
  on(w.node, "pointerdown", () => (isByEnd = false), w.signal, true);
  on(document, "keydown", (event) => {
    if (event.key !== "Tab" || event.ctrlKey || event.altKey || event.metaKey) return;
    const inside = tabbables(w.root);
    if (!inside.length) return;
    const way = event.shiftKey ? 1 : 0;
    const doors = [inside[0], inside[inside.length - 1]];
    const isIn = focused() === w.node;
    if (isIn && (isByEnd || w.root.activeElement !== doors[1 - way])) return;
    const [before, after] = stopsAround(w.anchor);
    const ends = [before.pop(), after[0]];
    const target = isIn ? ends[1 - way] : w.host.active() === ends[way] && doors[way];
    if (!isIn) isByEnd = !target;
    if (!target) return;
    event.preventDefault();
    target.focus();
  }, w.signal, true);
}

// Whole sections that have focus show around it, and so does what the anchor is a part of.
const FIELDS = "input,select,textarea,[contenteditable]";

const overlap = (a, b) =>
  Math.min(a.right, b.right) > Math.max(a.left, b.left) && Math.min(a.bottom, b.bottom) > Math.max(a.top, b.top);

/**
 * What the visitor works on stays visible, and nothing lies over what the page keeps to itself: the widget steps aside
 * while it would cover what has focus, or an element that is off.
 */
export function keepOff(w) {
  let frame = 0;
  let isOver = false;
  const isAround = (target) => w.anchor && outwards(w.anchor).some((at) => target.contains(at));
  const { active, kept } = w.host;
  const check = () => {
    frame = 0;
    const target = active();
    const isTheirs = target && target !== document.body && !outwards(target).includes(w.node);
    const a = isTheirs && rectOf(target);
    const hides = a && overlap(a, rectOf(w.box)) && (target.matches(FIELDS) || (a.height < innerHeight / 2 && !isAround(target)));
    isOver = kept().some((node) => isRendered(node) && overlap(rectOf(node), rectOf(w.box)));
    // There Tab has no business either.
    if (w.node.inert !== isOver) w.node.inert = isOver;
    if (!w.node.toggleAttribute("data-aside", hides || isOver)) w.report?.();
  };
  const later = () => (frame ||= requestAnimationFrame(check));
  on(document, "focusin", check, w.signal, true);
  for (const name of ["focusout", "scroll"]) on(document, name, later, w.signal, true);
  on(window, "resize", later, w.signal);
  // The on-screen keyboard.
  for (const name of globalThis.visualViewport ? ["resize", "scroll"] : []) on(visualViewport, name, later, w.signal);
  watch(w, () => (isOver || kept().length) && check());
  on(w.signal, "abort", () => cancelAnimationFrame(frame));
  w.keepOff = check;
}
