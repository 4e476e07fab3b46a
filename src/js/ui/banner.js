//! Banner: floats at an edge of the page, beside what the shop has fixed there, and never shifts the page.

import { attr, elementsAt, own, page, rectOf } from "./dom.js";
import { wordsOf } from "./text.js";

export function banner(w) {
  const edge = w.view.edge === "top" ? "top" : "bottom";
  w.open("region");
  attr(w.node, "data-edge", edge);
  w.float(() => w.node.style.setProperty("--clear", `${own(taken(edge, w.node))}px`));
  w.say(wordsOf(w));
  w.drawn();
}

/** How far the page's own bars reach in from that edge. */
export function taken(edge, node) {
  const y = edge === "top" ? 8 : innerHeight - 8;
  let reach = 0;
  for (const x of [0.1, 0.5, 0.9]) {
    for (let at of elementsAt(document, page().clientWidth * x, y)) {
      // Toasts stand on what is there, and nothing stands on them.
      for (; at && at !== node && attr(at, "data-kind") !== "toast"; at = at.parentElement) {
        const isBar = /fixed|sticky/.test(getComputedStyle(at).position) || (edge === "top" && at.localName === "header");
        const r = isBar && rectOf(at);
        const depth = r && (edge === "top" ? r.bottom : innerHeight - r.top);
        if (depth < innerHeight * 0.4) reach = Math.max(reach, depth);
      }
    }
  }
  return reach;
}
