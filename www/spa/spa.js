/** @file The routed variant: the same pages under /spa, one document, a router of a few lines. */

import { frame } from "/js/frame.js";
import { announce } from "/js/dom.js";
import { visit } from "/js/visit.js";

const main = document.querySelector("#main");
const parts = () => location.pathname.replace(/^\/spa\/?/, "").split("/");
let shown = "";

/** What a redraw depends on: a product's query only picks its variant, which the page itself keeps. */
const place = () => (parts()[0] === "product" ? location.pathname : location.pathname + location.search);

function draw() {
  const [page, id] = parts();
  const { title, nodes } = visit(page || "home", id ?? null, new URLSearchParams(location.search), { whole: true });
  shown = place();
  document.title = title;
  main.replaceChildren(...nodes);
}

/** @param {string} address */
function go(address) {
  history.pushState(null, "", address);
  draw();
  window.scrollTo({ top: 0, behavior: "instant" });
  main.focus({ preventScroll: true });
  announce(document.title);
}

document.addEventListener("click", (event) => {
  // The path, not the target: links inside a widget's shadow root are the shop's links too.
  const link = event.composedPath().find((node) => node instanceof HTMLAnchorElement && node.hasAttribute("href"));
  const plain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
  if (!link || !plain || event.defaultPrevented || link.target || link.origin !== location.origin) return;
  if (!link.pathname.startsWith("/spa") || link.getAttribute("href").startsWith("#")) return;
  event.preventDefault();
  go(link.href);
});

document.querySelector(".search").addEventListener("submit", (event) => {
  event.preventDefault();
  go(`/spa/collection?q=${encodeURIComponent(new FormData(event.target).get("q"))}`);
});

window.addEventListener("popstate", () => {
  if (shown !== place()) draw();
});

draw();
frame();
