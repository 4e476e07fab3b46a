//! The style sheets: made once for all widgets of a page, and each widget adopts those it needs.

import banner from "./banner.css";
import content from "./content.css";
import popup from "./popup.css";
import base from "./style.css";
import surfaces from "./surfaces.css";
import tooltip from "./tooltip.css";

const KINDS = { __proto__: null, banner, popup, tooltip };
const made = new Map();

function sheet(css) {
  if (!made.has(css)) {
    made.set(css, new CSSStyleSheet());
    made.get(css).replaceSync(css);
  }
  return made.get(css);
}

/** Adopts what the widget's kind and contents need, in their order; what else it has stays after them. */
export function dress({ root, kind, view }) {
  const has = root.adoptedStyleSheets;
  const needs = [base, ...(view.content || view.image ? [content] : []), KINDS[kind] ?? surfaces].map(sheet);
  if (needs.some((one) => !has.includes(one))) root.adoptedStyleSheets = [...needs, ...[...has].filter((one) => !needs.includes(one))];
}
