//! Badge: a small mark at an element's corner. It stands next to its element in the page, takes no room, scrolls and is
//! clipped with it, and is read after it.

import { describe } from "./anchored.js";
import { attr, closest, isRendered, on, page, rectOf } from "./dom.js";
import { styleEdits } from "./edits.js";
import { inPage } from "./inpage.js";
import { clamp } from "./place.js";

/** Elements whose children are of certain kinds only. */
const STRICT = "ul,ol,dl,table,thead,tbody,tfoot,tr,select,optgroup,picture,video,audio,menu";
/** From that size on it stands within the corner, else upon it. */
const LARGE = 96;
const INSET = 8;

export function badge(w) {
  w.open();
  w.root.append(w.box);
  let held = [];
  const around = new ResizeObserver(() => place(w));
  const take = () => {
    around.disconnect();
    w.forget?.();
    w.node.remove();
    for (const { read, write, before, after } of held.splice(0).reverse()) if (read() === after) write(before);
  };
  on(window, "resize", () => place(w), w.signal);
  inPage(w, {
    isSo: () => w.node.isConnected,
    put(done) {
      const mark = closest(w.anchor, "svg") ?? w.anchor;
      if (mark.parentElement?.matches(STRICT) && !mark.matches(STRICT)) mark.append(w.node);
      else mark.after(w.node);
      if (!isRendered(w.node)) return w.fail("not_visible");
      held = hold(w.node);
      held.forEach((edit) => edit.write(edit.after));
      place(w);
      around.observe(w.box);
      around.observe(w.anchor);
      if (w.anchor.parentElement) around.observe(w.anchor.parentElement);
      describe(w, "note");
      done();
    },
    take,
  });
}

/** A box that scrolls takes along only what it is a reference for. */
function hold(node) {
  const edits = [];
  for (let at = node.parentElement; at && at !== node.offsetParent && at !== document.body; at = at.parentElement) {
    const { overflow, position } = getComputedStyle(at);
    if (position === "static" && !/^(visible|clip)$/.test(overflow)) edits.push(...styleEdits(at, [["position", "relative"]]));
  }
  return edits;
}

function place(w) {
  const a = rectOf(w.anchor);
  attr(w.node, "data-away", a.width && a.height ? null : "");
  const box = rectOf(w.box);
  const { style } = w.node;
  const [, dx = 0, dy = 0] = /(-?[\d.]+)px (-?[\d.]+)px/.exec(style.getPropertyValue("--at")) ?? [];
  const corner = w.view.corner ?? "top-end";
  const isLeft = (getComputedStyle(w.anchor).direction === "rtl") !== corner.endsWith("start");
  const isTop = corner.startsWith("top");
  const isLarge = Math.min(a.width, a.height) >= LARGE;
  const x = isLarge ? INSET : -box.width * 0.6;
  const y = isLarge ? INSET : -box.height * 0.6;
  const wide = page().clientWidth;
  let left = isLeft ? a.left + x : a.right - x - box.width;
  // Never past the page's edge, which would make it scroll sideways.
  if (a.left >= 0 && a.right <= wide) left = clamp(left, wide - box.width);
  const top = isTop ? a.top + y : a.bottom - y - box.height;
  // Where the page is zoomed or scaled, lengths of its own are others than the screen's.
  const scale = +(box.width / parseFloat(getComputedStyle(w.box).width)).toFixed(3) || 1;
  style.setProperty("--at", `${(left - box.left) / scale + +dx}px ${(top - box.top) / scale + +dy}px`);
}
