/** @file Pieces that several pages share: a product card, the rain ruler, stars. */

import { h, money, s } from "../dom.js";
import { pictureOf, RAIN } from "../data.js";
import { to } from "../routes.js";

/** @param {any} product @param {{ lazy?: boolean }} [options] */
export function card(product, { lazy = true } = {}) {
  return h("li", { class: "good" },
    h("div", { class: "tile" }, picture(product, product.colors[0], { lazy, alt: "" })),
    h("div", { class: "name" },
      h("h3", null, h("a", { href: to.product(product.id) }, product.name)),
      h("span", { class: "num" }, money(product.price))),
    h("p", { class: "line small quiet" }, product.line),
    rainOf(product));
}

export function picture(product, color, { lazy = true, alt, id } = {}) {
  return h("img", { src: pictureOf(product, color), width: 480, height: 600, alt: alt ?? product.name, id, loading: lazy ? "lazy" : null, decoding: "async" });
}

/** A little ruler: how much rain the thing is made for. */
export function rainOf(product) {
  if (!product.rain) return h("p", { class: "rating" }, product.picture === "wax" ? "For coats" : "For indoors");
  return h("p", { class: "rating num" }, ruler(product.rain), `${product.rain} mm/h`);
}

function ruler(rain) {
  const ticks = Array.from({ length: 11 }, (_, i) => s("rect", { x: i * 6, y: i % 5 ? 4 : 0, width: 1, height: i % 5 ? 3 : 7, fill: "currentColor" }));
  return s("svg", { class: "ruler", viewBox: "0 0 62 10", "aria-hidden": "true" }, ...ticks,
    s("rect", { class: "water", x: 0, y: 7, width: Math.max(4, (rain / 20) * 61), height: 3 }));
}

export function stars(value, text) {
  return h("span", { class: "stars num" },
    s("svg", { viewBox: "0 0 16 16", "aria-hidden": "true" }, s("path", { fill: "currentColor", d: "m8 .8 2.200 4.700 5 .7-3.700 3.600.9 5.100L8 12.500l-4.400 2.400.9-5.100L.8 6.200l5-.7z" })),
    text ?? `${value} of 5`);
}

export function review(item) {
  return h("div", { class: "review" },
    stars(item.stars),
    h("blockquote", { class: "voice" }, item.text),
    h("p", { class: "small quiet" }, `${item.by}, ${item.where}`));
}

/** Strokes of rain: more of them, more rain. @param {number} level 0 to 2 */
export function weather(level) {
  const strokes = [[[30, 24], [48, 40]], [[22, 18], [40, 30], [56, 20], [30, 46], [50, 50]], [[18, 14], [30, 26], [42, 12], [54, 24], [22, 42], [34, 52], [46, 40], [58, 50]]][level];
  return s("svg", { viewBox: "0 0 72 72", "aria-hidden": "true" },
    s("circle", { cx: 36, cy: 36, r: 35, fill: "none", stroke: "currentColor", "stroke-opacity": ".3" }),
    s("path", { d: strokes.map(([x, y]) => `M${x} ${y}l-3 ${9 + level * 2}`).join(""), stroke: "currentColor", "stroke-width": 2 + level * .6, "stroke-linecap": "round", fill: "none" }));
}

export const levels = () => h("ul", { class: "levels" }, RAIN.map((level, i) =>
  h("li", null, h("a", { href: to.collection({ rain: level.id }) }, weather(i),
    h("div", null, h("h3", null, level.name), h("p", { class: "small quiet" }, level.text))))));

export const check = () => s("svg", { viewBox: "0 0 16 24", "aria-hidden": "true" }, s("path", { d: "M2 12.500l4 4 8-9", fill: "none", stroke: "currentColor", "stroke-width": 2, "stroke-linecap": "round", "stroke-linejoin": "round" }));
