//! CTA: rewrites an element of the page and undoes it exactly. Touches values of existing text nodes and
//! attributes only; never adds or removes a node.

import { isSafe } from "./color.js";
import { attr, closest, isRendered, page, walk } from "./dom.js";
import { attributeEdits, keep, styleEdits } from "./edits.js";
import { isRightToLeft } from "./format.js";
import { linkOf, textOf } from "./text.js";
import { tokensOf } from "./themes.js";

export function cta(w) {
  if (keep(w, "cta", () => plan(w))) w.drawn();
}

/** @returns {string | undefined} why it cannot be done */
function plan(w) {
  const { text, href } = w.view;
  const words = text == null ? null : textOf(text, w.host, true);
  const address = href == null ? null : linkOf(textOf(href, w.host), w.host);
  // Words that promise another way need something that leads there.
  if (href != null && address == null) return "not_found";
  const matches = w.find(w.effect.anchor).filter((node) => canTake(node, words, address));
  if (!matches.length) return "not_found";
  const node = matches.find(isRendered);
  if (!node) return "not_visible";
  w.anchor = node;
  w.edits = [...(words == null ? [] : textEdits(node, words)), ...attributes(w, node, words, address), ...tokens(w, node)];
  return undefined;
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
const textEdits = (node, words) =>
  textsOf(node).map((text, i) => ({
    read: () => (text.isConnected ? text.data : null),
    write: (value) => (text.data = value),
    before: text.data,
    after: i ? "" : text.data.replace(/\S[^]*\S|\S/, () => words),
  }));

function attributes(w, node, words, address) {
  const wanted = [["data-opportune-rule", w.rule]];
  if (address != null) wanted.push(["href", address]);
  // Words of another language than the page's say so, and read from their own side.
  if (w.lang && w.lang !== page().lang) wanted.push(["lang", w.lang], ["dir", isRightToLeft(w.lang) ? "rtl" : "ltr"]);
  const { class: name } = w.view;
  const classes = attr(node, "class");
  if (name) wanted.push(["class", classes ? `${classes} ${name}` : name]);
  if (words != null) {
    if (isField(node)) wanted.push(["value", words]);
    // What is heard is what is seen.
    if (attr(node, "aria-label") !== null) wanted.push(["aria-label", words]);
    if (attr(node, "aria-labelledby") !== null) wanted.push(["aria-labelledby", null]);
  }
  return attributeEdits(node, wanted);
}

const STYLES = { __proto__: null, accent: "border-color", surface: "background-color", text: "color", radius: "border-radius", font: "font-family" };

// Tokens become styles of the element itself; the decoder and `isSafe` let nothing through that could load or hide.
const tokens = (w, node) =>
  styleEdits(node, Object.entries(tokensOf(w.view.theme ?? []))
    .filter(([name, value]) => STYLES[name] && isSafe(value))
    .map(([name, value]) => [STYLES[name], value]));
