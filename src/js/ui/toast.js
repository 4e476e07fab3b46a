//! Toast: a note in a corner. Two share it, the later one beyond the earlier; what the page has fixed there stays free.

import { taken } from "./banner.js";
import { attr, own, query, rectOf } from "./dom.js";
import { wordsOf } from "./text.js";

const GAP = 8;
const PHONE = "(max-width: 520px)";

export function toast(w) {
  const corner = w.view.corner ?? "bottom-end";
  const edge = corner.startsWith("top") ? "top" : "bottom";
  w.open("region");
  attr(w.node, "data-corner", corner);
  const clear = taken(edge);
  w.node.style.setProperty("--clear", `${own(clear)}px`);
  // From there on it moves by `translate`: nothing is laid out by that, and nothing counts as shifted.
  const place = () => {
    const lift = taken(edge, w.node) - clear + beneath(w, edge);
    w.node.style.setProperty("--lift", `${own(edge === "top" ? lift : -lift)}px`);
  };
  w.float(place);
  // Others come and go beside it, and grow.
  const around = new MutationObserver(place);
  around.observe(w.node.parentNode, { __proto__: null, childList: true, subtree: false });
  const size = new ResizeObserver(place);
  for (const other of others(w, edge)) size.observe(other.shadowRoot.querySelector(".box"));
  w.undo = () => {
    around.disconnect();
    size.disconnect();
  };
  w.say(wordsOf(w));
  w.drawn();
}

/** Our other widgets that stood at that edge before. */
function others(w, edge) {
  const all = [...query(document, "opportune-widget[data-kind=toast],opportune-widget[data-kind=banner]")];
  const before = all.slice(0, [...all, w.node].indexOf(w.node)).filter((node) => attr(node, "data-off") === null);
  const corner = matchMedia(PHONE).matches ? edge : attr(w.node, "data-corner");
  return before.filter((node) => attr(node, "data-edge") === edge || attr(node, "data-corner")?.startsWith(corner));
}

/** How much room they take. On a phone corners are one edge. */
function beneath(w, edge) {
  let sum = 0;
  for (const node of others(w, edge)) sum += rectOf(node.shadowRoot.querySelector(".box")).height + GAP;
  return sum;
}
