/** @file Small helpers to build the page. Text only: nothing here ever parses markup. */

import { CURRENCY } from "./data.js";

const SVG = "http://www.w3.org/2000/svg";

/**
 * Builds an element. `on*` keys add listeners, `true` sets an empty attribute, `false`, null and undefined set none.
 * @param {string} tag @param {Record<string, unknown> | null} [attrs] @param {...unknown} children
 * @returns {any}
 */
export function h(tag, attrs, ...children) {
  return build(document.createElement(tag), attrs, children);
}

/** The same for SVG. @param {string} tag @param {Record<string, unknown> | null} [attrs] @param {...unknown} children @returns {any} */
export function s(tag, attrs, ...children) {
  return build(document.createElementNS(SVG, tag), attrs, children);
}

function build(node, attrs, children) {
  for (const [name, value] of Object.entries(attrs ?? {})) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value === true) node.setAttribute(name, "");
    else if (value !== false && value != null) node.setAttribute(name, String(value));
  }
  node.append(...children.flat(3).filter((child) => child != null && child !== false).map((child) => (child instanceof Node ? child : String(child))));
  return node;
}

const format = new Intl.NumberFormat("en-IE", { style: "currency", currency: CURRENCY });

/** As the rules' filter `money` writes it, to the cent. @param {number} amount */
export const money = (amount) => format.format(amount);

/** Says something to screen readers. @param {string} text */
export function announce(text) {
  const status = document.querySelector("#status");
  if (status) status.textContent = text;
}
