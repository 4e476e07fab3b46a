//! What is done at the page's own fields as the visitor's hands would: typed into, focused. Never a field that holds
//! a secret or pays for something.

import { attr, focus, focused, query, typeInto } from "./dom.js";

const PLAIN = /^(text|search|)$/;
const TYPED = /^(text|search|email|tel|url|number|)$/;
const FOCUSABLE = "a[href],button,input,select,textarea,summary,[tabindex]";
const SECRET = /\b(cc-|one-time-code|otp|card.?num|cvv|cvc|iban|password|passwd|pin\b)/i;

/** A field of text among these that may be typed into. */
export const fieldOf = (nodes, types = PLAIN) =>
  nodes.find((node) => {
    const isText = node.localName === "textarea" || (node.localName === "input" && types.test(node.type));
    const purpose = `${attr(node, "autocomplete")} ${attr(node, "name")} ${attr(node, "id")}`;
    return isText && !node.disabled && !node.readOnly && !SECRET.test(purpose);
  });

/** Types it, so that whoever listens to the field notices. */
export function write(field, text) {
  typeInto(field, text);
  const options = { __proto__: null, bubbles: true, composed: true, data: text, inputType: "insertText" };
  field.dispatchEvent(new InputEvent("input", options));
  field.dispatchEvent(new Event("change", { __proto__: null, bubbles: true }));
}

const isBusy = () => {
  const at = focused();
  return at?.matches("input,textarea,select,iframe,[contenteditable]") || query(document, "dialog[open],[aria-modal=true]").length > 0;
};

/** `fill` and `focus`. What nobody pressed a button for takes nothing from the visitor: no text, no place. */
export function hand(what, nodes, text, asked) {
  if (what === "focus") {
    const node = nodes[0];
    if (!node || (!asked && isBusy())) return;
    node.scrollIntoView?.({ __proto__: null, block: "nearest" });
    return focus(node.tabIndex >= 0 ? node : node.querySelector(FOCUSABLE));
  }
  const field = fieldOf(nodes, TYPED);
  if (field && (asked || !field.value) && field.value !== text) write(field, text);
}
