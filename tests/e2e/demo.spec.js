// The demo shop and its rules, as a visitor and with the keyboard alone, and axe over every page with each widget open.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";

import { at } from "../../src/build/tools.mjs";
import { mustNotShow, mustShow, setting, visit } from "./support.mjs";

const here = setting();
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const ids = JSON.parse(readFileSync(at("rules/shop.json"), "utf8")).rules.map(({ id }) => id);
const PAGES = ["/", "/collection.html", "/product.html?id=harbour-coat", "/cart.html", "/checkout.html",
  "/spa/", "/spa/collection", "/spa/product/harbour-coat", "/spa/cart", "/spa/checkout"];
const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

/** What the shop remembers of a visitor with something in the cart, who allowed that, but not to be counted: no experiment. */
const shopper = (line, { name, choice = "partly" } = {}) => `
  if (${JSON.stringify(choice)} !== "open") localStorage.setItem("mizzle:choices", ${JSON.stringify(choice)});
  if (${JSON.stringify(name ?? null)}) localStorage.setItem("mizzle:customer", ${JSON.stringify(name ?? "")});
  if (${JSON.stringify(line ?? null)} && !sessionStorage.getItem("mizzle:cart")) sessionStorage.setItem("mizzle:cart", JSON.stringify({
    lines: [{ id: ${JSON.stringify(line ?? "")}, color: ${JSON.stringify(line === "harbour-coat" ? "yellow" : "petrol")}, size: "M", quantity: 1 }], coupon: null }));`;
const UMBRELLA = "steady-umbrella";
const COAT = "harbour-coat";

const open = (t, path, line, more = {}) => {
  const { name, choice, ...rest } = more;
  return visit(t, here, { path, init: shopper(line, { name, choice }), ...rest });
};

/** axe's violations, one line each. */
async function violations(page) {
  // Entry animations end first: a half faded text has no contrast yet.
  await page.evaluate(() => Promise.all(document.getAnimations().map(({ finished }) => finished.catch(() => {}))));
  await page.waitForTimeout(250);
  await page.evaluate(axe);
  return page.evaluate(async () => {
    const result = await globalThis.axe.run(document, { resultTypes: ["violations"] });
    return result.violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id}: ${target.flat().join(" > ")}: ${failureSummary}`));
  });
}

const act = (page, name, ...args) => page.evaluate(([method, all]) => {
  const shop = [...globalThis[Symbol.for("opportune")].values()].at(-1);
  shop[method](...all);
}, [name, args]);

for (const [device, context] of [["desktop", {}], ["phone", PHONE]]) {
  for (const path of PAGES) {
    test(`axe finds nothing on ${path} with each widget open (${device})`, { timeout: 120_000 }, async (t) => {
      const { o, page } = await open(t, path, UMBRELLA, { context: { ...context, reducedMotion: "reduce" } });
      await o.advance("3s");
      assert.deepEqual(await violations(page), [], "before any widget");
      let seen = 0;
      for (const id of ids) {
        await act(page, "trigger", id, { force: true });
        if (!(await o.shown(id))) continue;
        seen += 1;
        assert.deepEqual(await violations(page), [], `with ${id}`);
        await act(page, "dismiss", id);
        await o.advance("1s");
      }
      assert.equal(seen > 0, true, "no widget came at all");
    });
  }
}

test("the coupon hint comes after ten seconds at the till, and its button puts the code in", async (t) => {
  const { o, page } = await open(t, "/checkout.html", UMBRELLA);
  await o.advance("9999ms");
  await mustNotShow(o, "coupon-hint");
  await o.advance("51ms");
  await mustShow(o, "coupon-hint");
  // The keyboard alone: from the field, the hint's controls are next.
  await page.focus("#coupon");
  await page.keyboard.press("Tab");
  const inside = () => page.evaluate(() => document.activeElement?.closest("[data-opportune-rule]")?.dataset.opportuneRule ?? null);
  assert.equal(await inside(), "coupon-hint", "Tab goes from the field into its hint");
  for (let tabs = 0; tabs < 6; tabs += 1) {
    const text = await page.evaluate(() => document.activeElement?.shadowRoot?.activeElement?.textContent ?? "");
    if (/apply|use/i.test(text)) break;
    await page.keyboard.press("Tab");
  }
  await page.keyboard.press("Enter");
  await o.advance("100ms");
  assert.equal(await page.inputValue("#coupon"), "WELCOME10");
});

test("the same on the routed variant, whose path changes without a load", async (t) => {
  const { o, page } = await open(t, "/spa/", UMBRELLA);
  await o.advance("8s");
  await page.click("#cart-link");
  await o.advance("3s");
  assert.match(page.url(), /cart/);
  await page.goto(`${here.server.url}/spa/checkout`);
  await o.ready();
  await o.advance("9s");
  await mustNotShow(o, "coupon-hint");
  await o.advance("1s");
  await mustShow(o, "coupon-hint");
});

test("half a page read: the letter; Escape closes it and focus goes back", async (t) => {
  const { o, page } = await open(t, "/collection.html");
  await o.advance("3s");
  await page.focus(".logo");
  await o.scroll("40%");
  await mustNotShow(o, "newsletter");
  await o.scroll("55%");
  await mustShow(o, "newsletter");
  const host = () => page.evaluate(() => document.activeElement?.closest("[data-opportune-rule]")?.dataset.opportuneRule ?? null);
  assert.equal(await host(), "newsletter", "focus is in the popup");
  for (let tabs = 0; tabs < 8; tabs += 1) {
    await page.keyboard.press("Tab");
    assert.equal([null, "newsletter"].includes(await host()), true, "Tab reached the page behind");
  }
  await page.keyboard.press("Escape");
  await mustNotShow(o, "newsletter");
  assert.equal(await page.evaluate(() => document.activeElement?.className), "logo");
});

test("the size guide's advice: by pointer and by keyboard", async (t) => {
  const { o, page } = await open(t, "/product.html?id=harbour-coat");
  await o.advance("3s");
  await o.hover("#size-guide");
  await o.advance("350ms");
  await mustShow(o, "size-advice");
  await o.hover([5, 300]);
  await o.advance("1s");
  await mustNotShow(o, "size-advice");
  await page.evaluate(() => {
    const links = [...document.querySelectorAll("a[href], button, input, select")];
    links[links.indexOf(document.querySelector("#size-guide")) - 1].focus();
  });
  for (let tabs = 0; tabs < 4 && await page.evaluate(() => document.activeElement.id) !== "size-guide"; tabs += 1) await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.id), "size-guide");
  await o.advance("350ms");
  await mustShow(o, "size-advice");
  await page.keyboard.press("Escape");
  await mustNotShow(o, "size-advice");
});

test("leaving the cart brings the offer; the keyboard takes it", async (t) => {
  const { o, page } = await open(t, "/cart.html", UMBRELLA);
  await o.advance("5s");
  await o.exit();
  await mustShow(o, "exit-offer");
  for (let tabs = 0; tabs < 8; tabs += 1) {
    const text = await page.evaluate(() => document.activeElement?.shadowRoot?.activeElement?.textContent ?? "");
    if (/take/i.test(text)) break;
    await page.keyboard.press("Tab");
  }
  await page.keyboard.press("Enter");
  await mustNotShow(o, "exit-offer");
  assert.equal((await o.events("click")).length, 1);
});

test("the shop's rule panel can be pressed over a popup, and Escape closes it alone", async (t) => {
  const { o, page } = await open(t, "/cart.html", UMBRELLA);
  await page.click(".rules-tab");
  const rule = page.locator(".panel-rule summary", { hasText: "coupon-hint" });
  await rule.waitFor();
  // Nothing interrupts whoever is in the panel.
  await page.click("h1");
  await o.advance("5s");
  await o.exit();
  await mustShow(o, "exit-offer");
  await rule.click({ timeout: 5000 });
  await mustShow(o, "exit-offer");
  await page.keyboard.press("Escape");
  await page.locator(".panel").waitFor({ state: "hidden" });
  await mustShow(o, "exit-offer");
  // Back in the page with it, and opened there again.
  await page.keyboard.press("Escape");
  await mustNotShow(o, "exit-offer");
  await page.click(".rules-tab");
  await rule.click({ timeout: 5000 });
});

test("an empty cart is not worth an offer", async (t) => {
  const { o } = await open(t, "/cart.html");
  await o.advance("5s");
  await o.exit();
  await mustNotShow(o, "exit-offer");
});

test("the second visit is greeted by name, and the words go with the page", async (t) => {
  const { o, page } = await open(t, "/", null, { name: "Ann" });
  await mustNotShow(o, "welcome-back");
  const before = await page.textContent("#hero-cta");
  await o.away("31m");
  await page.reload();
  await o.ready();
  await o.advance("100ms");
  await mustShow(o, "welcome-back");
  assert.equal(await page.textContent("#hero-cta"), "Welcome back, Ann");
  await act(page, "stop");
  assert.equal(await page.textContent("#hero-cta"), before);
});

test("the bar follows the cart", async (t) => {
  const { o, page } = await open(t, "/product.html?id=steady-umbrella", UMBRELLA);
  await o.advance("1s");
  await mustShow(o, "free-delivery");
  await act(page, "setFacts", { cart: { value: 95 } });
  await o.advance("1s");
  await mustNotShow(o, "free-delivery");
  await mustShow(o, "free-delivery-reached");
  await o.advance("9s");
  await mustNotShow(o, "free-delivery-reached");
});

test("nothing of ours is stored while the choice is open", async (t) => {
  const { o, page, keys } = await open(t, "/checkout.html", COAT, { choice: "open" });
  await o.advance("20s");
  await mustShow(o, "coupon-hint");
  await page.keyboard.press("Escape");
  await o.advance("1m");
  assert.deepEqual((await keys()).filter((key) => !key.includes("mizzle:")), []);
});

test("a till with nothing to pay for asks for no coupon", async (t) => {
  const { page } = await open(t, "/checkout.html");
  await page.locator("h1", { hasText: "Checkout" }).waitFor();
  await page.locator(".empty a").waitFor();
  assert.deepEqual(await page.locator("main input, main button, main dl").count(), 0);
});

for (const width of [320, 375, 390, 1280]) {
  test(`on the month's page no figure is torn apart, at ${width} px`, async (t) => {
    const { page } = await open(t, "/report.html", null, { wait: false, context: { viewport: { width, height: 800 } } });
    await page.locator(".report h2").first().waitFor();
    const torn = await page.evaluate(() => {
      const found = [];
      const walker = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
      while (walker.nextNode()) {
        for (const { 0: figure, index } of walker.currentNode.data.matchAll(/p\s[=≈]\s\S*\d|\d \s*%|±\s[\d.]*\d/g)) {
          const range = document.createRange();
          range.setStart(walker.currentNode, index);
          range.setEnd(walker.currentNode, index + figure.length);
          const lines = new Set([...range.getClientRects()].map(({ top }) => Math.round(top)));
          if (lines.size > 1) found.push(figure);
        }
      }
      return found;
    });
    assert.deepEqual(torn, []);
  });
}
