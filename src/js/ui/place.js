//! Places an anchored widget without CSS anchors: beside its anchor, elsewhere around it where there is no room, never
//! beyond the edges. As it comes, in browsers that lack them, and where they miss (Firefox and shadow roots of others).

import { page, rectOf } from "./dom.js";

const ACROSS = { __proto__: null, top: "bottom", bottom: "top", left: "right", right: "left" };
const clamp = (at, most) => Math.max(0, Math.min(at, most));
const isUpright = (side) => side === "top" || side === "bottom";

/** From outside: the sheet's values must not be important. */
export function put(node, style) {
  for (const name of Object.keys(style)) node.style.setProperty(name, style[name]);
}

/**
 * Where it stands over or under its anchor if it has the room, said before anybody knows how large it is: what is
 * written before the browser lays it out costs nothing, and where it turns out otherwise `place` moves it.
 */
export function guess(side, a) {
  if (!isUpright(side)) return STILL;
  // As far to the left of the anchor's middle as to the right: in there its margins keep it in the middle.
  const off = 2 * a.left + a.width - page().clientWidth;
  const inset = `auto max(0px, ${-off}px) auto max(0px, ${off}px)`;
  return { inset, margin: "0 auto", [ACROSS[side]]: `${side === "top" ? innerHeight - a.top : a.bottom}px` };
}

/** No place of its own: the browser has one for it, or `place`. */
export const STILL = { inset: "auto", margin: "0" };

/**
 * @param {string} area The side it is wanted on.
 * @returns {{ side: string, left: number, top: number, width: number, height: number } | undefined} where it stands
 * then; nothing if there is no room for it anywhere around its anchor
 */
export function place(w, area) {
  const { node, anchor } = w;
  const a = rectOf(anchor);
  const r = rectOf(node);
  const { width, height } = r;
  const [across, down] = [page().clientWidth, innerHeight];
  const room = { __proto__: null, top: a.top, bottom: down - a.bottom, left: a.left, right: across - a.right };
  const side = [area, ACROSS[area], "top", "bottom"].find((one) => room[one] >= (isUpright(one) ? height : width));
  if (!side) return undefined;
  const before = { __proto__: null, top: a.top - height, left: a.left - width };
  const at = before[side] ?? a[side];
  const left = isUpright(side) ? clamp(a.left + (a.width - width) / 2, across - width) : at;
  const top = isUpright(side) ? at : clamp(a.top + (a.height - height) / 2, down - height);
  // To the fraction, as the browser itself would: nothing moves when it takes over.
  if (Math.abs(r.left - left) + Math.abs(r.top - top) > 0.1) put(node, { inset: `${top}px auto auto ${left}px`, margin: "0" });
  return { side, left, top, width, height };
}

/** Whether the two touch, as they do where the browser placed one at the other. */
export const isBeside = (a, r) => r.left <= a.right + 2 && r.right >= a.left - 2 && r.top <= a.bottom + 2 && r.bottom >= a.top - 2;
