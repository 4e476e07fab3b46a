// Texts on a page: the language of the page or of start(), a clock that goes on, and facts that words follow in place.

import assert from "node:assert/strict";
import { test } from "node:test";

import { mustShow, setting, visit } from "./support.mjs";

const here = setting();
const text = (page, css = ".text") => page.evaluate((css) => document.querySelector("opportune-widget").shadowRoot.querySelector(css).textContent, css);
const rules = [{
  id: "hello", when: { dwell: "1s" },
  show: { banner: { text: { en: "Hello, {{ n | number: 1 }}", de: "Hallo, {{ n | number: 1 }}" }, buttons: [{ text: { en: "Take {{ n }}", de: "{{ n }} nehmen" } }], close: "Close" } },
}];

test("texts are those of the page's language, numbers too", async (t) => {
  const { page, o } = await visit(t, here, { rules, start: { facts: { n: 1.5 } }, init: () => addEventListener("readystatechange", () => { document.documentElement.lang = "de-AT"; }, true) });
  await o.advance("2s");
  await mustShow(o, "hello");
  assert.equal(await text(page), "Hallo, 1,5");
  assert.equal(await page.getByRole("button", { name: "Schließen" }).count(), 1);
});

test("start({ locale }) comes before the page's language, and the widget says which it is", async (t) => {
  const { page, o } = await visit(t, here, { rules, start: { facts: { n: 1.5 }, locale: "de" } });
  await o.advance("2s");
  await mustShow(o, "hello");
  assert.equal(await text(page), "Hallo, 1,5");
  assert.equal(await page.locator("opportune-widget").getAttribute("lang"), "de");
});

test("words follow their facts where they stand: focus stays", async (t) => {
  const { page, o } = await visit(t, here, { rules, start: { facts: { n: 2 }, locale: "en" } });
  await o.advance("2s");
  await mustShow(o, "hello");
  await page.getByRole("button", { name: "Take 2" }).focus();
  await page.evaluate(() => globalThis.shop.setFacts({ n: 3 }));
  assert.equal(await text(page), "Hello, 3.0");
  const focused = await page.evaluate(() => document.activeElement.shadowRoot.activeElement.textContent);
  assert.equal(focused, "Take 3");
});

test("a moment from now comes nearer while it is shown", async (t) => {
  const near = [{ id: "sale", when: { dwell: "1s" }, show: { banner: "The sale ends {{ ends | relative }}" } }];
  const { page, o } = await visit(t, here, { rules: near, now: "2026-11-27T10:00:00Z", start: { facts: { ends: "2026-11-27T10:03:30Z" }, locale: "en" } });
  await o.advance("2s");
  assert.equal(await text(page), "The sale ends in 3 minutes");
  await o.advance("1m");
  assert.equal(await text(page), "The sale ends in 2 minutes");
  await o.advance("2m");
  assert.equal(await text(page), "The sale ends now");
});
