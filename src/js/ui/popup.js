//! Modal popup: a native `<dialog>` in the shadow root gives the focus trap, the inert page and the top layer.

import { attr, el, focus, on, own } from "./dom.js";
import { labelOf } from "./blocks.js";
import { wordsOf } from "./text.js";

export function popup(w) {
  w.open();
  const stage = el("div", "stage", w.box);
  const dialog = el("dialog", "", stage);
  const { text } = w.view;
  if (labelOf(w.view) === "t") attr(dialog, "aria-labelledby", "t");
  else (w.describe = () => attr(dialog, "aria-label", wordsOf(w) || w.inner.querySelector("label, .go")?.textContent || w.rule))();
  if (text) attr(dialog, "aria-describedby", "d");
  if (w.view.size) attr(w.node, "data-size", w.view.size);
  // What scrolls is no stop of Tab by itself; what is in it is.
  dialog.tabIndex = w.box.tabIndex = -1;
  w.mount(dialog);
  dialog.showModal();
  w.colors();
  // The title, so that a screen reader starts there; the close button where there is none.
  focus(w.root.querySelector("h2") ?? w.root.querySelector(".x, button, a, input, select, textarea"));

  const isOutside = (event) => event.target === dialog || event.target === stage;
  let pressedOutside = false;
  on(dialog, "pointerdown", (event) => (pressedOutside = isOutside(event)), w.signal);
  on(dialog, "click", (event) => pressedOutside && isOutside(event) && w.dismiss("outside"), w.signal);
  on(dialog, "cancel", (event) => {
    event.preventDefault();
    w.dismiss("escape");
  }, w.signal);
  on(dialog, "close", () => w.dismiss("escape"), w.signal);
  // The keyboard of a phone covers the page without making it shorter: the sheet stands on it.
  const screen = window.visualViewport;
  const keys = () => {
    const height = screen.scale > 1.01 ? 0 : Math.max(innerHeight - screen.height - screen.offsetTop, 0);
    w.node.style.setProperty("--keys", `${own(height)}px`);
    if (height) w.root.activeElement?.scrollIntoView({ __proto__: null, block: "nearest" });
  };
  if (screen) for (const type of ["resize", "scroll"]) on(screen, type, keys, w.signal);
  // Closing natively gives focus back to the opener without scrolling.
  w.undo = () => dialog.close();
  w.drawn();
}
