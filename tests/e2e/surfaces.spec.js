// The surfaces that stand in the page itself, and toasts, through the whole runtime: what shows, counts, pauses, ends.

import assert from "node:assert/strict";
import { test } from "node:test";

import { mustNotShow, mustShow, setting, visit } from "./support.mjs";

const here = setting();

test("a toast waits for who reads it, and goes with the rest of its time", async (t) => {
  const { page, o } = await visit(t, here, { rules: [{ id: "saved", when: { event: "saved" }, show: { toast: "Saved for later" } }] });
  await page.evaluate(() => globalThis.shop.track("saved"));
  await mustShow(o, "saved");
  await o.advance("7s");
  await page.locator('[data-opportune-rule="saved"] .box').hover();
  await o.advance("1m");
  await mustShow(o, "saved", "it went while the pointer was in it");
  await page.mouse.move(5, 5);
  await o.advance("900ms");
  await mustShow(o, "saved");
  await o.advance("200ms");
  await mustNotShow(o, "saved");
});

test("inline words, badges and highlights show, follow facts, and are undone", async (t) => {
  const rules = [
    { id: "line", if: { fact: { "sale.percent": { above: 0 } } }, show: { inline: { anchor: "#deep", place: "before", text: "-{{ sale.percent }} % today" } } },
    { id: "mark", if: { fact: { "sale.percent": { above: 0 } } }, show: { badge: { anchor: "#cta", text: "-{{ sale.percent }} %" } } },
    { id: "ring", when: { event: "look" }, show: { highlight: { anchor: "#coupon", hideAfter: "5s" } } },
  ];
  const { page, o, count } = await visit(t, here, { rules, start: { facts: { sale: { percent: 20 } } } });
  await mustShow(o, "mark");
  const words = (id) => page.locator(`[data-opportune-rule="${id}"] .text`).textContent();
  await page.waitForFunction(() => document.querySelector('[data-opportune-rule="line"]'));
  assert.deepEqual([await words("line"), await words("mark")], ["-20 % today", "-20 %"]);
  await page.evaluate(() => globalThis.shop.setFacts({ sale: { percent: 30 } }));
  assert.deepEqual([await words("line"), await words("mark")], ["-30 % today", "-30 %"]);
  await page.evaluate(() => globalThis.shop.track("look"));
  assert.equal(await page.locator("#coupon").evaluate((node) => node.style.outlineStyle), "solid");
  await o.advance("6s");
  assert.equal(await page.locator("#coupon").getAttribute("style"), null);
  await page.evaluate(() => globalThis.shop.setFacts({ sale: null }));
  await page.waitForFunction(() => !document.querySelector("opportune-widget"));
  assert.doesNotMatch(await page.evaluate(() => document.querySelector("main").outerHTML), /opportune/);
  assert.equal(await count("opportune_impression") >= 2, true);
});
