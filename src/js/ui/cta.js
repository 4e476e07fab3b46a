//! CTA: rewrites an element of the page and undoes it exactly. Touches values of existing text nodes and
//! attributes only; never adds or removes a node.

import { isSafe } from "./color.js";
import { attr, closest, page, walk } from "./dom.js";
import { attributeEdits, classEdits, keep, styleEdits } from "./edits.js";
import { isRightToLeft } from "./format.js";
import { linkOf, textOf } from "./text.js";
import { tokensOf } from "./themes.js";

export function cta(w) {
  let words, address;
  // Words that promise another way need something that leads there.
  w.takes = (node) => (w.view.href == null || address != null) && canTake(node, words, address);
  const read = () => {
    const { text, href } = w.view;
    words = text == null ? null : textOf(text, w.host, true);
    address = href == null ? null : linkOf(textOf(href, w.host), w.host);
  };
  read();
  keep(w, "cta", () => {
    read();
    const node = w.anchor;
    w.edits = [...(words == null ? [] : textEdits(node, words)), ...attributes(w, node, words, address), ...tokens(w, node)];
  });
}

const isField = (node) => node.localName === "input";

/** A link for an address; for words, texts, or a button's value that no form sends along. */
function canTake(node, words, address) {
  if (address != null && node.localName !== "a") return false;
  if (words == null) return true;
  if (isField(node)) return /^(submit|button|reset)$/.test(node.type) && !(attr(node, "name") && node.type === "submit");
  return textsOf(node).length > 0;
}

function textsOf(node) {
  const walker = walk(document, node, NodeFilter.SHOW_TEXT);
  const texts = [];
  while (walker.nextNode()) {
    const text = walker.currentNode;
    if (text.data.trim() && !closest(text.parentElement, "svg,style,script")) texts.push(text);
  }
  return texts;
}

// The first text node with words takes the new text, in the blanks it had; others fall silent.
function textEdits(node, words) {
  const texts = textsOf(node);
  // Words that the page adds beside ours undo them as well.
  const all = { read: () => textsOf(node).length, write() {}, before: 0, after: 0 };
  return [...texts.map((text, i) => ({
    node: text,
    read: () => text.data,
    write: (value) => (text.data = value),
    before: text.data,
    after: i ? "" : text.data.replace(/\S[^]*\S|\S/, () => words),
  })), all];
}

function attributes(w, node, words, address) {
  const wanted = [["data-opportune-rule", w.rule]];
  if (address != null) wanted.push(["href", address]);
  // Words of another language than the page's say so, and read from their own side.
  if (w.lang && w.lang !== page().lang) wanted.push(["lang", w.lang], ["dir", isRightToLeft(w.lang) ? "rtl" : "ltr"]);
  if (words != null) {
    if (isField(node)) wanted.push(["value", words]);
    // What is heard is what is seen.
    if (attr(node, "aria-label") !== null) wanted.push(["aria-label", words]);
    if (attr(node, "aria-labelledby") !== null) wanted.push(["aria-labelledby", null]);
  }
  return [...classEdits(node, w.view.class ?? ""), ...attributeEdits(node, wanted)];
}

const STYLES = { __proto__: null, accent: "border-color", surface: "background-color", text: "color", radius: "border-radius", font: "font-family" };

// Tokens become styles of the element itself; the decoder and `isSafe` let nothing through that could load or hide.
const tokens = (w, node) =>
  styleEdits(node, Object.entries(tokensOf(w.view.theme ?? []))
    .filter(([name, value]) => STYLES[name] && isSafe(value))
    .map(([name, value]) => [STYLES[name], value]));
