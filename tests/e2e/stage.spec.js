// `opportune/testing` itself, in three engines, on a page that only pretends to run the package.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { chromium, chromiumDriven, firefox, webkit } from "../../src/build/browser.mjs";
import { serve } from "../../src/build/serve.mjs";
import { at } from "../../src/build/tools.mjs";
import { duration, opportune, webdriver } from "../../dist/testing.js";

const ENGINES = {
  async Chromium() {
    const browser = await chromium();
    const page = await browser.newPage({ viewport: { width: 1200, height: 800 } });
    return { page, evaluate: (work, argument) => page.evaluate(work, argument), go: (url) => page.goto(url), close: () => browser.close() };
  },
  async Firefox() {
    const browser = await firefox();
    if (!browser) return null;
    const page = await browser.newPage();
    await page.setViewport({ width: 1200, height: 800 });
    return { page, evaluate: (work, argument) => page.evaluate(work, argument), go: (url) => page.goto(url), close: () => browser.close() };
  },
  async "Chromium, by WebDriver"() {
    const session = await chromiumDriven();
    if (!session) return null;
    const page = webdriver(session.url, session.id);
    return { page, evaluate: page.evaluate, go: (url) => session.call("POST", "/url", { url }), close: () => session.close() };
  },
  async WebKitGTK() {
    const session = await webkit();
    if (!session) return null;
    const page = webdriver(session.url, session.id);
    return { late: true, page, evaluate: page.evaluate, go: (url) => session.call("POST", "/url", { url }), close: () => session.close() };
  },
};

let server;

before(async () => {
  server = await serve({ mounts: { "/t/": at("tests/e2e/pages") } });
});

after(() => server?.close());

test("durations are those of the rules", () => {
  assert.deepEqual(["300ms", "10s", "1m30s", "2h", "30d", 250].map(duration), [300, 10_000, 90_000, 7_200_000, 2_592_000_000, 250]);
  for (const wrong of ["10", "s", "", "10 s", -1]) assert.throws(() => duration(wrong), TypeError);
});

test("an option that is none is refused, before a test is about another visitor than it says", () => {
  const page = { evaluate() {}, addInitScript() {}, evaluateOnNewDocument() {}, mouse: { move() {}, wheel() {} } };
  assert.throws(() => opportune(page, { consnt: "granted" }), /there is no option "consnt"; there are now, consent/);
});

for (const [name, launch] of Object.entries(ENGINES)) {
  test(`the stage in ${name}`, { timeout: 120_000 }, async (t) => {
    const engine = await launch();
    if (!engine) return t.skip(`${name} is not installed`);
    t.after(() => engine.close());
    const { evaluate } = engine;
    const o = await opportune(engine.page, { now: "2026-11-21T10:00:00Z", facts: { cart: { value: 1 } }, consent: "granted" });
    await engine.go(`${server.url}/t/clock.html`);
    assert.equal((await o.ready()).state, "running");
    assert.deepEqual((await o.why("x")).facts, { cart: { value: 1 } });
    assert.equal((await o.why("x")).consent.functional, "granted");

    // Time stands still, then passes exactly, timer by timer.
    const first = await evaluate(() => globalThis.page.clock());
    await new Promise((resolve) => setTimeout(resolve, 60));
    assert.deepEqual(await evaluate(() => globalThis.page.clock()), first);
    if (!engine.late) assert.equal(first.wall, Date.parse("2026-11-21T10:00:00Z"));
    await evaluate(() => {
      globalThis.page.from = performance.now();
      for (const [delay, label] of [[3000, "c"], [1000, "a"], [1000, "b"]]) {
        setTimeout(() => globalThis.page.said.push([label, performance.now() - globalThis.page.from]), delay);
      }
    });
    await o.advance("999ms");
    const labels = () => evaluate(() => globalThis.page.said.filter(([one]) => one.length === 1));
    assert.deepEqual(await labels(), []);
    await o.advance("5s");
    assert.deepEqual(await labels(), [["a", 1000], ["b", 1000], ["c", 3000]]);
    const later = await evaluate(() => globalThis.page.clock());
    assert.deepEqual([later.mono - first.mono, later.wall - first.wall], [5999, 5999]);
    if (!engine.late) {
      await o.advance("4s");
      assert.equal(await o.shown("x"), false);
      await o.advance("1ms");
      assert.equal(await o.shown("x"), true);
      assert.deepEqual(await o.events("impression"), [{ name: "opportune_impression", rule: "x" }]);
      // What a rule emits is no outcome, and goes by its own name.
      await evaluate(() => void document.dispatchEvent(new CustomEvent("opportune:read_to_the_end", { detail: { page: "guide" } })));
      assert.deepEqual(await o.events("opportune:read_to_the_end"), [{ name: "opportune:read_to_the_end", detail: { page: "guide" } }]);
      assert.deepEqual((await o.events()).map(({ name: one }) => one), ["opportune_impression"]);
    }

    await o.hide();
    await o.show();
    assert.deepEqual(await evaluate(() => globalThis.page.said.filter(([one]) => one === "visibilitychange").map(([, state]) => state)), ["hidden", "visible"]);

    // A slip of the pen is an error with words, not a wait for what never comes.
    if (!engine.late) await assert.rejects(o.shown("y"), /no rule "y" runs on this page; there are "x"/);
    await assert.rejects(o.scroll("60 percent"), /"60 percent" is neither a CSS selector nor a way to scroll, such as "50%"/);
    await assert.rejects(o.hover("#a)"), /"#a\)" is neither a CSS selector/);

    await o.hover("#guide");
    assert.deepEqual(await evaluate(() => globalThis.page.said.filter(([one]) => one === "over").at(-1)), ["over", "guide"]);
    await o.scroll("50%");
    const share = () => evaluate(() => scrollY / (document.scrollingElement.scrollHeight - innerHeight));
    assert.equal(Math.abs(await share() - 0.5) < 0.01, true, String(await share()));
    await o.scroll("300px");
    assert.equal(Math.abs(await evaluate(() => scrollY) - 300) <= 1, true);
    await o.exit();
    assert.equal(await evaluate(() => globalThis.page.said.filter(([one]) => one === "mouseout").length), 1);

    // A new document goes on where the last one stopped.
    const now = o.now.getTime();
    await engine.go(`${server.url}/t/clock.html`);
    await o.ready();
    assert.equal(await evaluate(() => Date.now()), now);
  });
}
