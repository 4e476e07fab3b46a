//! Places an anchored widget without CSS anchors: beside its anchor, elsewhere around it where there is no room, never
//! beyond the edges. For browsers that lack them, and where they miss (Firefox and shadow roots of others).

import { page, rectOf } from "./dom.js";

const ACROSS = { __proto__: null, top: "bottom", bottom: "top", left: "right", right: "left" };
const clamp = (at, most) => Math.max(0, Math.min(at, most));
const isUpright = (side) => side === "top" || side === "bottom";

/**
 * @param {string} area The side it is wanted on.
 * @returns {{ side: string, left: number, top: number, width: number, height: number } | undefined} where it stands
 * then; nothing if there is no room for it anywhere around its anchor
 */
export function place(w, area) {
  const { node, anchor } = w;
  const a = rectOf(anchor);
  const { width, height } = rectOf(node);
  const [across, down] = [page().clientWidth, innerHeight];
  const room = { __proto__: null, top: a.top, bottom: down - a.bottom, left: a.left, right: across - a.right };
  const side = [area, ACROSS[area], "top", "bottom"].find((one) => room[one] >= (isUpright(one) ? height : width));
  if (!side) return undefined;
  const before = { __proto__: null, top: a.top - height, left: a.left - width };
  const at = before[side] ?? a[side];
  const left = isUpright(side) ? clamp(a.left + (a.width - width) / 2, across - width) : at;
  const top = isUpright(side) ? at : clamp(a.top + (a.height - height) / 2, down - height);
  // To the fraction, as the browser itself would: nothing moves when it takes over.
  node.style.setProperty("left", `${left}px`);
  node.style.setProperty("top", `${top}px`);
  return { side, left, top, width, height };
}

/** Whether the two touch, as they do where the browser placed one at the other. */
export const isBeside = (a, r) => r.left <= a.right + 2 && r.right >= a.left - 2 && r.top <= a.bottom + 2 && r.bottom >= a.top - 2;
