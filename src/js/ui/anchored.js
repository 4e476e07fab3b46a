//! Tooltip: the host element is the popover. `place.js` places it as it comes, CSS anchors keep it there from then on, or
//! again `place.js` where they are missing or miss. Where there is no room around its anchor (tiny screens, 400 % zoom) it
//! is a card at the edge, with the same events.

import { atRest, layerOf, pick, stay } from "./anchor.js";
import { attr, body, el, focused, isInView, isRendered, on, own, rectOf } from "./dom.js";
import { STILL, guess, isUpright, place, put } from "./place.js";
import { tabbables, takeTabs } from "./tabs.js";
import { wordsOf } from "./text.js";

const NARROW = 640;
let names = 0;

export function anchored(w) {
  const { answers } = w.effect;
  const why = pick(w);
  if (why) return w.fail(why);
  w.open(answers ? null : "dialog");
  w.tip = el("i", "tip");
  w.box.append(w.tip);
  if (w.canRise) attr(w.node, "popover", "manual");
  // They read the page, so before anything is written.
  if (answers) describe(w);
  aim(w);
  w.room = () => roomOf(w);
  w.mount(w.box);
  if (!answers) takeTabs(w);
  on(document, "keydown", (event) => {
    if (event.key === "Escape" && (answers || [w.node, w.anchor].includes(focused()))) w.dismiss("escape");
  }, w.signal, true);
  stand(w);
  w.colors();
  w.fit();
  follow(w);
}

/** How tall its words may be: beside an anchor there is as much room as on its larger side. */
function roomOf(w) {
  const { anchor, node } = w;
  const a = rectOf(anchor);
  // A field is read with the label over it: above the field means above both.
  const label = anchor.labels?.[0];
  const over = label && isRendered(label) ? a.top - rectOf(label).top : 0;
  const above = over > 0 && over < 64 ? over : 0;
  // Written only where it changes something: what is written here the browser lays out again.
  if ((w.above ?? 0) !== above) node.style.setProperty("--above", `${own((w.above = above))}px`);
  return Math.max(160, own(Math.max(a.top - above, innerHeight - a.bottom)) - 56);
}

/** Where it is wanted: `w.area` is the side, `w.at` what has it there. Reads the page. */
function aim(w) {
  // Over a field would be over its label.
  w.area = w.view.side ?? (w.anchor.matches("input,select,textarea") ? "bottom" : "top");
  if (innerWidth < NARROW && w.area !== "bottom") w.area = "top";
  w.at = guess(w.area, rectOf(w.anchor));
  return w;
}

/** Opens the popover there; `w.isCss` says whether the browser keeps it at its anchor. */
function stand(w) {
  const { node, area } = w;
  w.isCard = false;
  attr(node, "data-side", area);
  // Where it will most likely be; `point` looks whether it is.
  attr(node, "data-at", area);
  // Not in the sheet: the page's own rules for `*` would win there, and `!important` would forbid flipping.
  put(node, w.at);
  // All of it is written: opening makes the browser lay it out.
  w.canHold = lift(w) && "positionArea" in node.style;
  w.isCss = false;
}

/**
 * From here on the browser keeps it at its anchor. Not before something moves or it has come: that lays out the page
 * twice as often, and the first frame is what the visitor waits for.
 */
function hold(w) {
  if (!w.canHold || w.isCard || w.isCss) return;
  w.isCss = true;
  // Another list each time: with the same one, Chromium goes back to the side it was driven to.
  const sides = `flip-block, flip-inline, top, bottom${(w.isAgain = !w.isAgain) ? ", top" : ""}`;
  put(w.node, { ...STILL, "position-area": w.area, "position-try-fallbacks": sides });
}

/** From here on `place.js` does, until something moves again. */
function release(w) {
  w.isCss = false;
  put(w.node, { "position-area": "none", "position-try-fallbacks": "none" });
}

/** Into the top layer, with the anchor as its source; false if this browser knows no sources. */
function lift({ node, anchor, canRise }) {
  if (!canRise) return false;
  if (node.matches(":popover-open")) node.hidePopover();
  // Older browsers have popovers without `source`: they never read it.
  let isRead = false;
  const options = {
    __proto__: null,
    get source() {
      isRead = true;
      return anchor;
    },
  };
  try {
    node.showPopover(options);
  } catch {
    isRead = false;
    node.showPopover();
  }
  return isRead;
}

/** Listens only while it is shown: points the arrow, steps aside while the anchor is out of sight, ends with it. */
function follow(w) {
  const { node } = w;
  let frame = 0;
  const later = () => {
    hold(w);
    frame ||= requestAnimationFrame(() => {
      frame = 0;
      point(w);
    });
  };
  w.later = later;
  // Both tell at once of what is observed anew: there nothing changed.
  const size = new ResizeObserver(() => w.sizes !== sizes(rectOf(w.anchor), rectOf(node)) && later());
  const sight = new IntersectionObserver((entries) => {
    const { target, isIntersecting } = entries[entries.length - 1];
    if (target !== w.anchor) return;
    // Hidden without a change of the document, by a media query perhaps.
    if (!isIntersecting) look();
    const wasAway = attr(node, "data-away") !== null;
    node.toggleAttribute("data-away", !isIntersecting);
    if (!isIntersecting || (w.isDrawn && !wasAway)) return;
    w.fit();
    // Browsers remember the side it was driven to: back in sight it is where the rule wants it.
    if (wasAway) {
      if (w.isCard) stand(aim(w));
      if (w.isCss) release(w);
      point(w);
    }
    appear(w);
  });
  const attend = () => {
    size.disconnect();
    sight.disconnect();
    for (const one of [node, w.anchor]) size.observe(one);
    sight.observe(w.anchor);
  };
  const look = stay(w, {
    gone: () => attr(node, "data-away", ""),
    moved() {
      w.describe?.();
      attr(node, "data-moved", "");
      w.settle();
      stand(aim(w));
      w.fit();
      hold(w);
      point(w);
      attend();
    },
    same: () => hold(w),
  });
  // By then it has come, unless a theme takes its time.
  const timer = setTimeout(later, 200);
  w.undo = () => {
    clearTimeout(timer);
    cancelAnimationFrame(frame);
    size.disconnect();
    sight.disconnect();
    w.forget?.();
  };
  // Asked for before anything is written: one layout serves both.
  const isSeen = isInView(rectOf(w.anchor));
  if (!isSeen) hold(w);
  point(w);
  on(document, "scroll", later, w.signal, true);
  on(window, "resize", () => {
    if (w.isCard) stand(aim(w));
    later();
  }, w.signal);
  attend();
  if (isSeen) appear(w);
  else attr(node, "data-away", "");
}

function appear(w) {
  if (!w.isDrawn && !w.effect.answers) w.say(wordsOf(w));
  w.drawn();
}

const sizes = (...rects) => rects.map(({ width, height }) => `${width} ${height}`).join();

/** Which side it is on now, and where the anchor's middle is from there. */
function point(w, isAgain) {
  const { node } = w;
  if (w.isCard || !w.anchor.isConnected) return;
  const a = rectOf(w.anchor);
  let r = rectOf(node);
  w.sizes = sizes(a, r);
  const isSeen = isInView(a);
  const gaps = { top: a.top - r.bottom, bottom: r.top - a.bottom, left: a.left - r.right, right: r.left - a.right };
  let at = Object.keys(gaps).find((side) => gaps[side] > -1);
  // The browser lost it: in Firefox, anchors in shadow roots of others. Or it has no room, and put it over its anchor.
  // Where the page has just been scrolled, Chromium is a frame late.
  const misses = w.isCss && isSeen && !(at && Math.max(...Object.values(gaps)) < 2);
  if (misses && !w.isDoubted) return w.later((w.isDoubted = true));
  w.isDoubted = false;
  if (misses) {
    release(w);
    w.canHold = false;
  }
  if (!w.isCss) {
    at = place(w, w.area);
    r = rectOf(node);
  }
  if (isSeen && !(at && r.top > -1 && r.bottom < innerHeight + 1)) return card(w);
  if (!at) return;
  const isElsewhere = attr(node, "data-at") !== at;
  if (isElsewhere) attr(node, "data-at", at);
  // On the other side of a field it keeps off the label, or needs to no longer.
  if (isElsewhere && w.above && !isAgain) return point(w, true);
  const [middle, from, length] = isUpright(at) ? [a.left + a.width / 2, r.left, r.width] : [a.top + a.height / 2, r.top, r.height];
  // In its own middle by itself.
  const off = Math.min(Math.max(middle - from, 28), length - 28) - length / 2;
  const tip = Math.abs(off) < 1 ? "" : `${isUpright(at) ? "" : "0 "}${Math.round(own(off))}px`;
  if (w.to !== tip) w.tip.style.setProperty("--tip", (w.to = tip));
}

/** There is no room around the anchor: to the edge of the screen with it. The sheet does the rest. */
function card(w) {
  w.isCard = true;
  release(w);
  for (const name of ["data-side", "data-at"]) attr(w.node, name, null);
}

/** Names the tooltip as its anchor's description. References do not cross shadow roots, so the host carries the words. */
export function describe(w, role = "tooltip") {
  const { node } = w;
  node.id ||= `opportune-${++names}`;
  attr(node, "role", role);
  if (role === "tooltip") attr(node, "aria-live", "polite");
  const link = () => {
    w.forget?.();
    const target = tabbables(w.anchor).shift() ?? w.anchor;
    // Where it is, or will be.
    const home = w.tip ? (layerOf(w.anchor) ?? body()) : node;
    const isSameTree = target.getRootNode() === home.getRootNode();
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
  w.describe = () => {
    attr(node, "aria-label", wordsOf(w));
    atRest(w, link);
  };
  w.describe();
}
