// Real input becomes the signals of rules.md: scroll, hover, click, idle, events, and the ways a page hears of them.

import assert from "node:assert/strict";
import { test } from "node:test";

import { mustNotShow, mustShow, setting, tip, visit } from "./support.mjs";

const here = setting();

test("scroll counts from the visitor's first input, in both measures", async (t) => {
  const { o, page } = await visit(t, here, { rules: [
    tip("half", { scroll: "50%" }),
    { id: "px", when: { scroll: "400px" }, show: { banner: { text: "400" } } },
  ] });
  await page.evaluate(() => scrollTo(0, 1500));
  await o.advance("1s");
  await mustNotShow(o, "half", "the page scrolled by itself");
  await page.evaluate(() => scrollTo(0, 0));
  await o.scroll("45%");
  await mustShow(o, "px");
  await mustNotShow(o, "half");
  await o.scroll("50%");
  await mustShow(o, "half");
});

test("a container has its own depth", async (t) => {
  const { o, page } = await visit(t, here, { rules: [tip("box", { scroll: { depth: "50%", container: "#box" } })] });
  await o.hover("#box");
  await page.mouse.wheel(0, 300);
  await o.advance("100ms");
  await mustNotShow(o, "box");
  await page.mouse.wheel(0, 300);
  await o.advance("100ms");
  await mustShow(o, "box");
});

test("hover rests for its time; leaving cancels; a child belongs to it", async (t) => {
  const { o } = await visit(t, here, { rules: [
    { id: "guide", when: { hover: { on: "#guide" } }, show: { tooltip: { anchor: "#guide", text: "In cm." } } },
  ] });
  await o.hover("#guide");
  await o.advance("200ms");
  await o.hover([600, 600]);
  await o.advance("1s");
  await mustNotShow(o, "guide");
  await o.hover("#guide-inner");
  await o.advance("299ms");
  await mustNotShow(o, "guide");
  await o.advance("51ms");
  await mustShow(o, "guide");
  await o.hover([600, 600]);
  await o.advance("1s");
  await mustNotShow(o, "guide", "a tooltip that answers hover stays after leaving");
});

test("focus from the keyboard stands for hover", async (t) => {
  const { o, page } = await visit(t, here, { rules: [
    { id: "guide", when: { hover: { on: "#guide" } }, show: { tooltip: { anchor: "#guide", text: "In cm." } } },
  ] });
  await page.locator("#cta").focus();
  await page.keyboard.press("Tab");
  await o.advance("300ms");
  await mustShow(o, "guide");
  await page.keyboard.press("Escape");
  await mustNotShow(o, "guide");
});

test("touch never hovers", async (t) => {
  const { o, page } = await visit(t, here, {
    context: { hasTouch: true, isMobile: true, viewport: { width: 390, height: 844 } },
    rules: [{ id: "guide", when: { hover: { on: "#guide" } }, show: { tooltip: { anchor: "#guide", text: "In cm." } } }],
  });
  await page.tap("#guide");
  await o.advance("2s");
  await mustNotShow(o, "guide");
});

test("clicks are delegated and survive re-rendering", async (t) => {
  const { o, page } = await visit(t, here, { rules: [tip("clicked", { click: { on: "#guide" } })] });
  await page.evaluate(() => {
    const old = document.querySelector("#guide");
    old.replaceWith(old.cloneNode(true));
  });
  await page.click("#guide-inner");
  await o.advance("50ms");
  await mustShow(o, "clicked");
});

test("idle is silence while visible, and activity ends the wait", async (t) => {
  const { o, page } = await visit(t, here, { rules: [tip("idle", { idle: "20s" })] });
  await o.advance("19s");
  await page.keyboard.press("Shift");
  await o.advance("19s");
  await mustNotShow(o, "idle");
  await o.advance("1s");
  await mustShow(o, "idle");
});

test("events come from track(), CustomEvents and dataLayer, those before load included", async (t) => {
  const { o, page } = await visit(t, here, {
    init: () => {
      globalThis.dataLayer = [{ event: "before_load" }];
    },
    rules: ["before_load", "pushed", "tracked"].map((name) => (
      { id: name, when: { event: name }, do: [{ call: { name: "note", args: { name } } }] }
    )).concat([{ id: "dom", when: { event: { name: "shop:added", source: "dom" } }, do: [{ call: { name: "note", args: { name: "dom" } } }] }]),
  });
  await page.evaluate(() => {
    globalThis.dataLayer.push({ event: "pushed" });
    globalThis.shop.track("tracked");
    document.dispatchEvent(new CustomEvent("shop:added", { detail: { id: 1 } }));
  });
  await o.advance("100ms");
  const called = await page.evaluate(() => globalThis.heard.filter(({ name }) => name === "called").map(({ args }) => args.name));
  assert.deepEqual(called.sort(), ["before_load", "dom", "pushed", "tracked"]);
});

test("manual rules answer trigger(), which obeys targeting unless forced", async (t) => {
  const { o, page } = await visit(t, here, { rules: [tip("hand", { manual: true }, { if: { path: "/nowhere" } })] });
  await page.evaluate(() => globalThis.shop.trigger("hand"));
  await mustNotShow(o, "hand");
  await page.evaluate(() => globalThis.shop.trigger("hand", { force: true }));
  await mustShow(o, "hand");
});

test("a stateful bar follows its condition and an edited CTA is undone", async (t) => {
  const { o, page } = await visit(t, here, { consent: "granted", rules: [
    { id: "bar", if: { cart: { value: { below: 90 } } }, show: { banner: { text: "Nearly" } } },
    { id: "cta", if: { customer: { firstName: { exists: true } } }, show: { cta: { anchor: "#cta", text: "Hello {{ customer.firstName }}" } } },
  ] });
  await page.evaluate(() => globalThis.shop.setFacts({ cart: { value: 60, currency: "EUR" }, customer: { firstName: "<b>Ann</b>" } }));
  await mustShow(o, "bar");
  assert.equal(await page.textContent("#cta"), "Hello <b>Ann</b>");
  await page.evaluate(() => globalThis.shop.setFacts({ cart: { value: 95 }, customer: null }));
  await mustNotShow(o, "bar");
  await o.advance("50ms");
  assert.equal(await page.textContent("#cta"), "Buy now");
});
