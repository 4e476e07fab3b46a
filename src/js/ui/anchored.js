//! Tooltip: the host element is the popover and CSS anchors place it. Where either is missing it stands
//! at the bottom (phone) or in a corner (desktop), with the same events.

import { attr, el, focused, isInView, isRendered, on, query, rectOf } from "./dom.js";
import { wordsOf } from "./text.js";

const AREAS = { __proto__: null, top: "top", bottom: "bottom", left: "left", right: "right" };
AREAS.start = "inline-start";
AREAS.end = "inline-end";
const TABBABLE = "a[href],button,input,select,textarea,summary,iframe,[contenteditable],[tabindex]";
const NARROW = 640;
let names = 0;

export function anchored(w) {
  const { anchor, answers } = w.effect;
  const found = anchor ? w.find(anchor) : [];
  w.anchor = found.find(isRendered);
  if (anchor && !w.anchor) return w.fail(found.length ? "not_visible" : "not_found");
  w.open(answers ? null : "dialog");
  w.tip = el("i", "tip");
  w.box.append(w.tip);
  w.mount(w.box);
  if (answers) describe(w);
  else if (w.anchor) takeTabs(w);
  on(document, "keydown", (event) => {
    if (event.key === "Escape" && (answers || [w.node, w.anchor].includes(focused()))) w.dismiss("escape");
  }, w.signal, true);
  if (float(w)) follow(w);
  else appear(w);
}

/** Opens the popover at its anchor; false if this browser cannot. */
function float(w) {
  const { node } = w;
  if (!node.showPopover) return false;
  attr(node, "popover", "manual");
  // Older browsers have popovers without `source`: they never read it.
  let isPlaced = false;
  const options = {
    __proto__: null,
    get source() {
      isPlaced = true;
      return w.anchor;
    },
  };
  try {
    node.showPopover(options);
  } catch {
    node.showPopover();
    return false;
  }
  if (!isPlaced || !w.anchor || !CSS.supports("position-area", "top")) return false;
  // Over a field would be over its label.
  let side = AREAS[w.view.side] ?? (w.anchor.matches("input,select,textarea") ? "bottom" : "top");
  if (innerWidth < NARROW && side !== "bottom") side = "top";
  attr(node, "data-side", side);
  // Not in the sheet: the page's own rules for `*` would win there, and `!important` would forbid flipping.
  const style = { inset: "auto", margin: "0", "position-area": side, "position-try-fallbacks": "flip-block, flip-inline" };
  for (const name of Object.keys(style)) node.style.setProperty(name, style[name]);
  return true;
}

/** Listens only while it is shown: points the arrow, steps aside while the anchor is out of sight, ends with it. */
function follow(w) {
  let frame = 0;
  const later = () => (frame ||= requestAnimationFrame(() => {
    frame = 0;
    point(w);
  }));
  const size = new ResizeObserver(later);
  const sight = new IntersectionObserver((entries) => {
    if (!isRendered(w.anchor) && !moveOn(w)) return w.fail("not_visible");
    const { target, isIntersecting } = entries[entries.length - 1];
    if (target !== w.anchor) {
      sight.disconnect();
      return sight.observe(w.anchor);
    }
    w.node.toggleAttribute("data-away", !isIntersecting);
    if (isIntersecting) appear(w);
  });
  w.undo = () => {
    cancelAnimationFrame(frame);
    size.disconnect();
    sight.disconnect();
    w.forget?.();
  };
  point(w);
  on(document, "scroll", later, w.signal, true);
  on(window, "resize", later, w.signal);
  size.observe(w.node);
  sight.observe(w.anchor);
  if (isInView(rectOf(w.anchor))) appear(w);
  else attr(w.node, "data-away", "");
}

/** The page drew its element anew: stand at the new one. */
function moveOn(w) {
  const next = w.find(w.effect.anchor).find(isRendered);
  if (!next) return false;
  w.anchor = next;
  w.describe?.();
  w.node.hidePopover();
  float(w);
  point(w);
  return true;
}

function appear(w) {
  if (!w.isDrawn && !w.effect.answers) w.say(wordsOf(w));
  w.drawn();
}

/** Which side the browser chose, and where the anchor's middle is from there. */
function point(w) {
  const a = rectOf(w.anchor);
  const r = rectOf(w.node);
  const at = r.bottom <= a.top + 1 ? "top" : r.top >= a.bottom - 1 ? "bottom" : r.right <= a.left + 1 ? "left" : "right";
  const isUpright = at === "top" || at === "bottom";
  const [middle, from, length] = isUpright ? [a.left + a.width / 2, r.left, r.width] : [a.top + a.height / 2, r.top, r.height];
  attr(w.node, "data-at", at);
  w.node.style.setProperty("--tip", `${Math.round(Math.min(Math.max(middle - from, 28), length - 28))}px`);
}

/** Names the tooltip as its anchor's description. References do not cross shadow roots, so the host carries the words. */
export function describe(w, role = "tooltip") {
  const { node } = w;
  node.id ||= `opportune-${++names}`;
  attr(node, "role", role);
  if (role === "tooltip") attr(node, "aria-live", "polite");
  w.describe = () => {
    attr(node, "aria-label", wordsOf(w));
    w.forget?.();
    const target = tabbables(w.anchor).shift() ?? w.anchor;
    const isSameTree = target.getRootNode() === node.getRootNode();
    const name = isSameTree ? "aria-describedby" : "aria-description";
    const before = attr(target, name);
    const after = isSameTree ? [before, node.id].filter(Boolean).join(" ") : wordsOf(w);
    attr(target, name, after);
    w.forget = () => {
      const now = attr(target, name);
      if (now === after) attr(target, name, before);
      else if (now && isSameTree) attr(target, name, now.split(" ").filter((id) => id !== node.id).join(" "));
    };
  };
  w.describe();
}

const tabbables = (scope) =>
  [scope, ...scope.querySelectorAll(TABBABLE)].filter(
    (node) => node.matches?.(TABBABLE) && node.tabIndex >= 0 && !node.disabled && isRendered(node),
  );

/** Makes an uninvited widget the next stop of Tab after its anchor, wherever it lies in the document. */
function takeTabs(w) {
  on(document, "keydown", (event) => {
    const inside = event.key === "Tab" ? tabbables(w.root) : [];
    if (!inside.length) return;
    let anchor = w.anchor;
    for (let root; (root = anchor.getRootNode()).host; ) anchor = root.host;
    const all = [...query(document, TABBABLE)].filter((node) => node.tabIndex >= 0 && !node.disabled && isRendered(node));
    // Following the anchor, and not contained in it.
    const next = all.findIndex((node) => (anchor.compareDocumentPosition(node) & 20) === 4);
    const ends = [all[(next < 0 ? all.length : next) - 1], all[next]];
    const doors = [inside[0], inside[inside.length - 1]];
    const way = event.shiftKey ? 1 : 0;
    const isLeaving = w.root.activeElement === doors[1 - way];
    const target = focused() === w.node ? isLeaving && ends[1 - way] : focused() === ends[way] && doors[way];
    if (!target) return;
    event.preventDefault();
    target.focus();
  }, w.signal, true);
}
