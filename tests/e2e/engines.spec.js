// The same smoke journey in Chromium, Firefox (WebDriver BiDi) and WebKitGTK (plain WebDriver), each as installed here.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { chromium, firefox, webkit } from "../../src/build/browser.mjs";
import { serve } from "../../src/build/serve.mjs";
import { at } from "../../src/build/tools.mjs";
import { opportune, webdriver } from "../../dist/testing.js";

const rules = [
  { id: "hint", when: { dwell: "10s" }, show: { tooltip: { anchor: "#coupon", text: "Try RAIN10" } } },
  { id: "half", when: { scroll: "50%" }, show: { banner: { text: "Half way" } } },
  { id: "guide", when: { hover: { on: "#guide" } }, show: { tooltip: { anchor: "#guide", text: "In cm" } } },
  { id: "leave", when: { exitIntent: true }, show: { popup: { title: "Wait", text: "Ten percent" } } },
  { id: "cta", if: { customer: { firstName: { exists: true } } }, show: { cta: { anchor: "#cta", text: "Hello {{ customer.firstName }}" } } },
];
const PAGE = `/t/plain.html?given=${encodeURIComponent(JSON.stringify({ rules: { version: 1, rules } }))}`;

const ENGINES = {
  async Chromium() {
    const browser = await chromium();
    const page = await browser.newPage({ viewport: { width: 1200, height: 800 } });
    return {
      page,
      go: (url) => page.goto(url),
      press: (key) => page.keyboard.press(key),
      text: (selector) => page.textContent(selector),
      close: () => browser.close(),
    };
  },
  async Firefox() {
    const browser = await firefox();
    if (!browser) return null;
    const page = await browser.newPage();
    await page.setViewport({ width: 1200, height: 800 });
    return {
      page,
      go: (url) => page.goto(url),
      press: (key) => page.keyboard.press(key),
      text: (selector) => page.$eval(selector, (node) => node.textContent),
      close: () => browser.close(),
    };
  },
  async WebKitGTK() {
    const session = await webkit();
    if (!session) return null;
    const page = webdriver(session.url, session.id);
    return {
      page,
      go: (url) => session.call("POST", "/url", { url }),
      press: (key) => session.call("POST", "/actions", { actions: [{ type: "key", id: "key", actions: [
        { type: "keyDown", value: key === "Escape" ? "\uE00C" : key }, { type: "keyUp", value: key === "Escape" ? "\uE00C" : key },
      ] }] }),
      text: (selector) => page.evaluate((one) => document.querySelector(one).textContent, selector),
      close: () => session.close(),
    };
  },
};

let server;

before(async () => {
  server = await serve({ mounts: { "/t/": at("tests/e2e/pages") } });
});

after(() => server?.close());

for (const [name, launch] of Object.entries(ENGINES)) {
  test(`the smoke journey in ${name}`, { timeout: 120_000 }, async (t) => {
    const engine = await launch();
    if (!engine) return t.skip(`${name} is not installed`);
    t.after(() => engine.close());
    const o = await opportune(engine.page, { consent: "granted", facts: { customer: { firstName: "Ann" } } });
    await engine.go(server.url + PAGE);
    assert.equal((await o.ready()).state, "running");
    const why = async (id) => JSON.stringify(await o.why(id));

    assert.equal(await o.shown("cta"), true, await why("cta"));
    assert.equal(await engine.text("#cta"), "Hello Ann");

    await o.hover("#guide");
    await o.advance("350ms");
    assert.equal(await o.shown("guide"), true, await why("guide"));
    await engine.press("Escape");
    assert.equal(await o.shown("guide"), false, "Escape closes it");
    await o.hover([600, 400]);

    await o.advance("2s");
    await o.hide();
    await o.advance("20s");
    await o.show();
    assert.equal(await o.shown("hint"), false, "hidden time does not count");
    await o.advance("10s");
    assert.equal(await o.shown("hint"), true, await why("hint"));

    await o.scroll("60%");
    assert.equal(await o.shown("half"), true, await why("half"));

    await o.advance("20s");
    await o.exit();
    assert.equal(await o.shown("leave"), true, await why("leave"));
    await engine.press("Escape");
    assert.equal(await o.shown("leave"), false, "Escape closes the popup");
    assert.equal((await o.events("dismiss")).length >= 1, true);
  });
}
