//! Places an anchored widget without CSS anchors: beside its anchor, elsewhere around it where there is no room, never
//! beyond the edges. As it comes, in browsers that lack them, and where they miss (Firefox and shadow roots of others).

import { own, page, rectOf } from "./dom.js";

export const clamp = (at, most) => Math.max(0, Math.min(at, most));
export const isUpright = (side) => side === "top" || side === "bottom";

/** From outside: what is important in the sheet nobody could move, and here only what the browser may not try otherwise. */
export function put(node, style) {
  for (const name of Object.keys(style)) node.style.setProperty(name, style[name], name[0] === "p" ? "" : "important");
}

/**
 * Where it stands over or under its anchor if it has the room, said before anybody knows how large it is: what is
 * written before the browser lays it out costs nothing, and where it turns out otherwise `place` moves it.
 */
export function guess(side, a) {
  if (!isUpright(side)) return STILL;
  // As far to the left of the anchor's middle as to the right: in there its margins keep it in the middle.
  const off = own(2 * a.left + a.width - page().clientWidth);
  const edge = `${own(side === "top" ? innerHeight - a.top : a.bottom)}px`;
  const [top, bottom] = side === "top" ? ["auto", edge] : [edge, "auto"];
  return { inset: `${top} max(0px, ${-off}px) ${bottom} max(0px, ${off}px)`, margin: "0 auto" };
}

/** No place of its own: the browser has one for it, or `place`. */
export const STILL = { inset: "auto", margin: "0" };

/**
 * @param {string} area The side it is wanted on.
 * @returns {string | undefined} the side it stands on then; nothing if there is no room for it anywhere around its anchor
 */
export function place(w, area) {
  const { node, anchor } = w;
  const a = rectOf(anchor);
  const r = rectOf(node);
  const { width, height } = r;
  const [across, down] = [page().clientWidth, innerHeight];
  const room = { __proto__: null, top: a.top, bottom: down - a.bottom, left: a.left, right: across - a.right };
  const beside = isUpright(area) ? [] : ["left", "right"];
  const side = [area, ...beside, "top", "bottom"].find((one) => room[one] >= (isUpright(one) ? height : width));
  if (!side) return undefined;
  const before = { __proto__: null, top: a.top - height, left: a.left - width };
  const at = before[side] ?? a[side];
  const left = isUpright(side) ? clamp(a.left + (a.width - width) / 2, across - width) : at;
  const top = isUpright(side) ? at : clamp(a.top + (a.height - height) / 2, down - height);
  // To the fraction, as the browser itself would: nothing moves when it takes over.
  if (Math.abs(r.left - left) + Math.abs(r.top - top) > 0.1) put(node, { inset: `${own(top)}px auto auto ${own(left)}px`, margin: "0" });
  return side;
}
