//! A page that draws effects itself, in React: the same lifecycle, and it hears of the end, also of the runtime's.
import assert from "node:assert/strict";
import { test } from "node:test";
import { createElement as h } from "react";
import { renderToString } from "react-dom/server";
import { createDrawing } from "../../src/js/draw.js";
import { wordsIn } from "../../src/js/ui/own.js";
import { ownWords } from "../../src/js/ui/text.js";

test("what a page draws itself it updates, answers for and takes away, at stop() too", () => {
  const told = [];
  const shown = new Map();
  // As a shop's component would keep its state.
  const onEffect = ({ type, key, view, report }) => {
    if (type === "show") report("drawn");
    if (type === "hide") shown.delete(key);
    else shown.set(key, { view, report: report ?? shown.get(key)?.report });
    return type === "show";
  };
  const page = () => renderToString(h("div", null, [...shown].map(([key, { view }]) => h("p", { key }, view.text))));
  const drawing = createDrawing({ tell: (kind, ...parts) => told.push(parts), dom: {}, onEffect });
  drawing.show(["a#0", "a", 0, "banner", null, false, { text: "Hello" }]);
  drawing.show(["b#0", "b", 1, "popup", null, false, { text: "There" }]);
  assert.equal(page(), "<div><p>Hello</p><p>There</p></div>");
  drawing.update(["a#0", { text: "Hello, Ada" }]);
  assert.equal(page(), "<div><p>Hello, Ada</p><p>There</p></div>");
  shown.get("b#0").report("dismiss", "close");
  drawing.hide(["b#0", "dismiss"]);
  assert.equal(page(), "<div><p>Hello, Ada</p></div>");
  assert.deepEqual(told.map(([key, what]) => [key, what]), [["a#0", 0], ["b#0", 0], ["b#0", 3]]);
  drawing.stop();
  assert.equal(page(), "<div></div>");
});

test("our own words: each language that has some has all of them, and they are its own", () => {
  const [english, forms] = [ownWords("en"), wordsIn("en")];
  for (const locale of ["de", "fr", "es", "it", "nl", "pt", "pl", "ar", "he", "th", "ja"]) {
    const own = ownWords(locale);
    assert.equal(own.filter(Boolean).length, english.length, locale);
    assert.notDeepEqual(own, english, locale);
    const words = wordsIn(`${locale}-XX`);
    assert.deepEqual(Object.keys(words).filter((key) => words[key]), Object.keys(forms), locale);
    assert.notEqual(words.needed, forms.needed, `${locale} has no words for what asks`);
    assert.equal(words.of.split("#").length, 3, `${locale}: which of how many`);
  }
  assert.deepEqual(ownWords("fi"), english);
});
