//! CTA: rewrites an element of the page and undoes it exactly. Touches values of existing text nodes and
//! attributes only; never adds or removes a node.

import { isSafe } from "./color.js";
import { attr, closest, isRendered, on, page, walk } from "./dom.js";
import { isRightToLeft } from "./format.js";
import { linkOf, textOf } from "./text.js";
import { tokensOf } from "./themes.js";

const PATIENCE = 5;

export function cta(w) {
  let tries = 0;
  let frame = 0;
  const begin = () => {
    const why = rewrite(w);
    if (why) w.fail(why);
    return !why;
  };
  const again = () => {
    frame = 0;
    if (isIntact(w)) return;
    restore(w);
    if (++tries > PATIENCE) w.fail("contested");
    else begin();
  };
  const watcher = new MutationObserver(() => {
    if (!frame && !isIntact(w)) frame = requestAnimationFrame(again);
  });
  w.edits = [];
  w.redo = () => {
    restore(w);
    begin();
  };
  w.undo = () => {
    watcher.disconnect();
    cancelAnimationFrame(frame);
    restore(w);
  };
  if (!begin()) return;
  const changes = { __proto__: null, subtree: true, childList: true, characterData: true };
  changes.attributeFilter = ["href", "class", "data-opportune-rule"];
  watcher.observe(page(), changes);
  w.drawn();
}

/** @returns {string | undefined} why it cannot be done */
function rewrite(w) {
  const matches = w.find(w.effect.anchor);
  if (!matches.length) return "not_found";
  const node = (w.anchor = matches.find(isRendered));
  if (!node) return "not_visible";
  const texts = textEdits(w, node);
  if (!texts) return "not_found";
  w.edits = [...texts, ...attributeEdits(w, node), ...styleEdits(w, node)];
  for (const edit of w.edits) {
    edit.write(edit.after);
    // Styles read back as the browser spells them.
    edit.after = edit.read();
  }
  w.clicks = new AbortController();
  on(node, "click", () => w.host.report(w.effect.key, "click", 0), w.clicks.signal);
}

const isIntact = (w) => w.anchor.isConnected && w.edits.every(({ read, after }) => read() === after);

// What the page has written over since is the page's own.
function restore(w) {
  w.clicks?.abort();
  for (const { read, write, before, after } of w.edits.reverse()) if (read() === after) write(before);
  w.edits = [];
}

// The first text node with words takes the new text, in the blanks it had; others fall silent.
function textEdits(w, node) {
  if (w.view.text == null) return [];
  const walker = walk(document, node, NodeFilter.SHOW_TEXT);
  const texts = [];
  while (walker.nextNode()) {
    const text = walker.currentNode;
    if (text.data.trim() && !closest(text.parentElement, "svg,style,script")) texts.push(text);
  }
  if (!texts.length) return null;
  const words = textOf(w.view.text, w.host, true);
  return texts.map((text, i) => ({
    read: () => (text.isConnected ? text.data : null),
    write: (value) => (text.data = value),
    before: text.data,
    after: i ? "" : text.data.replace(/\S[^]*\S|\S/, () => words),
  }));
}

function attributeEdits(w, node) {
  const { href, class: name } = w.view;
  const wanted = [["data-opportune-rule", w.rule]];
  const address = href != null && linkOf(textOf(href, w.host), w.host);
  if (address && node.localName === "a") wanted.push(["href", address]);
  // Words of another language than the page's say so, and read from their own side.
  if (w.lang && w.lang !== page().lang) wanted.push(["lang", w.lang], ["dir", isRightToLeft(w.lang) ? "rtl" : "ltr"]);
  const classes = attr(node, "class");
  if (name) wanted.push(["class", classes ? `${classes} ${name}` : name]);
  return wanted.map(([attribute, after]) => ({
    read: () => attr(node, attribute),
    write: (value) => attr(node, attribute, value),
    before: attr(node, attribute),
    after,
  }));
}

const STYLES = { __proto__: null, accent: "border-color", surface: "background-color", text: "color", radius: "border-radius", font: "font-family" };

// Tokens become styles of the element itself; the decoder and `isSafe` let nothing through that could load or hide.
function styleEdits(w, node) {
  const { style } = node;
  const tokens = Object.entries(tokensOf(w.view.theme ?? [])).filter(([name, value]) => STYLES[name] && isSafe(value));
  if (!tokens.length) return [];
  const whole = attr(node, "style");
  // Undone last: an element that had no style attribute has none again.
  const last = { read: () => 0, write: (value) => value === null && !style.length && attr(node, "style", null), before: whole, after: 0 };
  return [last, ...tokens.map(([name, after]) => {
    const property = STYLES[name];
    return {
      read: () => style.getPropertyValue(property),
      write: (value) => style.setProperty(property, value),
      before: style.getPropertyValue(property),
      after,
    };
  })];
}
