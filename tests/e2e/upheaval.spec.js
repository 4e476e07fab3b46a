// Pages that pull the ground away: a dialog that closes, a body that is replaced, a route that nobody tells of.

import assert from "node:assert/strict";
import { test } from "node:test";

import { setting, visit } from "./support.mjs";

const here = setting();
const rules = [{ id: "bar", show: { banner: { text: "Free delivery from 90" } } }];
const state = (page) => page.evaluate(() => globalThis.shop.explain("bar").then((why) => why.state));

test("what is shown in a dialog of the page goes on when it closes", async (t) => {
  const init = () => addEventListener("DOMContentLoaded", () => {
    const dialog = document.body.appendChild(document.createElement("dialog"));
    dialog.id = "cookies";
    dialog.append("We use cookies.");
    dialog.showModal();
  });
  const { page, o } = await visit(t, here, { rules, start: { consent: "granted" }, init });
  await o.advance("1s");
  assert.equal(await page.locator("#cookies opportune-widget").count(), 1);
  await page.evaluate(() => document.querySelector("#cookies").close());
  await o.advance("1s");
  assert.equal(await page.locator("body > opportune-widget").count(), 1);
  assert.equal(await page.locator("opportune-widget").evaluate((node) => node.matches(":popover-open")), true);
  assert.equal(await state(page), "shown");
});

test("a page that replaces its body gets its banner again", async (t) => {
  const { page, o } = await visit(t, here, { rules, start: { consent: "granted" } });
  await o.advance("1s");
  await page.evaluate(() => {
    const body = document.createElement("body");
    body.append("Another page, the same document.");
    document.documentElement.replaceChild(body, document.body);
  });
  await o.advance("1s");
  assert.equal(await page.locator("opportune-widget").count(), 1);
  assert.equal(await state(page), "shown");
});

test("without the Navigation API a new route is seen at the next thing that happens", async (t) => {
  const init = () => Object.defineProperty(globalThis, "navigation", { __proto__: null, value: undefined });
  const { page, o } = await visit(t, here, { rules, start: { consent: "granted" }, init });
  await page.evaluate(() => history.pushState({}, "", "/t/another"));
  await page.evaluate(() => globalThis.shop.track("looked"));
  await o.advance("1s");
  assert.equal(await page.evaluate(() => globalThis.shop.explain().then(({ path }) => path)), "/t/another");
});

test("whoever is in a tooltip whose anchor goes for good is left beside where that was", async (t) => {
  const rules = [{ id: "tip", when: { event: "asked" }, show: { tooltip: { anchor: "#guide", text: "Mind the size.", buttons: ["Fine"] } } }];
  const { page, o } = await visit(t, here, { rules, start: { consent: "granted" } });
  await page.evaluate(() => globalThis.shop.track("asked"));
  await page.locator("opportune-widget").waitFor();
  await page.focus("#guide");
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.localName), "opportune-widget");
  await page.evaluate(() => document.querySelector("#guide").remove());
  await page.waitForFunction(() => document.querySelector("opportune-widget").hasAttribute("data-away"));
  await o.advance("1s");
  await page.waitForFunction(() => !document.querySelector("opportune-widget"));
  assert.equal(await page.evaluate(() => document.activeElement.id), "cta");
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.id), "coupon");
});
