//! Highlight: makes an element of the page stand out by its own outline and shadow, which take no room. No node, no focus.

import { accentOf, isSafe } from "./color.js";
import { body, on } from "./dom.js";
import { keep, styleEdits } from "./edits.js";
import { tokensOf } from "./themes.js";

export function highlight(w) {
  keep(w, "highlight", () => {
    w.edits = isFocused(w.anchor) ? [] : styleEdits(w.anchor, look(w, w.anchor));
  });
  // The page's own mark of focus goes first.
  for (const type of ["focusin", "focusout"]) on(document, type, () => w.anchor && isFocused(w.anchor) === w.edits.length > 0 && w.redo(), w.signal);
}

const isFocused = (node) => node.matches(":focus-visible");

function look(w, node) {
  const given = tokensOf(w.host.theme, w.view.theme).accent;
  const color = isSafe(given) && CSS.supports("color", given) ? given : (accentOf(getComputedStyle(body())) ?? "currentcolor");
  const shade = getComputedStyle(node).boxShadow;
  const over = (more) => ["box-shadow", shade === "none" ? more : `${more}, ${shade}`];
  const line = (width, ink, offset) => [["outline-style", "solid"], ["outline-width", width], ["outline-color", ink], ["outline-offset", offset]];
  const part = (share) => `color-mix(in srgb, ${color} ${share}%, transparent)`;
  // In forced colors shadows are gone and a transparent outline is seen.
  if (w.view.effect === "glow") return [...line("1px", color, "0px"), over(`0 0 0 4px ${part(30)}, 0 0 24px 4px ${part(45)}`)];
  if (w.view.effect === "tint") return [...line("2px", "transparent", "2px"), over(`inset 0 0 0 100vmax ${part(14)}`)];
  return line("3px", color, "3px");
}
