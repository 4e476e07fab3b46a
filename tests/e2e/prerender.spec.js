// A page that is rendered before anybody sees it: the page view begins when it is activated, and until then nothing does.

import assert from "node:assert/strict";
import { test } from "node:test";

import { mustNotShow, mustShow, setting, tip, visit } from "./support.mjs";

const here = setting();
const rules = [
  tip("hint", { dwell: "10s" }),
  { id: "bar", if: { path: "/t/*" }, show: { banner: { edge: "bottom", text: "Free returns" } } },
  { id: "early", when: { event: "early" }, do: [{ call: { name: "note", args: { early: true } } }] },
];

/** What a browser says of a page that it renders in advance; `activate()` is the moment in which it is looked at. */
const prerendered = () => {
  let isHidden = true;
  const counted = (globalThis.listening = new Set());
  const { addEventListener: add } = EventTarget.prototype;
  EventTarget.prototype.addEventListener = function (type, work, options) {
    if (type === "prerenderingchange") {
      counted.add(work);
      options?.signal?.addEventListener("abort", () => counted.delete(work));
    }
    return add.call(this ?? globalThis, type, work, options);
  };
  Object.defineProperty(Document.prototype, "prerendering", { configurable: true, get: () => isHidden });
  Object.defineProperty(Document.prototype, "visibilityState", { configurable: true, get: () => (isHidden ? "hidden" : "visible") });
  globalThis.activate = () => {
    isHidden = false;
    document.dispatchEvent(new Event("prerenderingchange"));
    document.dispatchEvent(new Event("visibilitychange", { bubbles: true }));
  };
};

test("the page view begins with the activation, and so do its clocks; calls from before are kept", async (t) => {
  const { o, page } = await visit(t, here, { rules, init: prerendered, wait: false });
  await page.waitForFunction(() => globalThis.shop);
  await page.evaluate(() => globalThis.shop.track("early"));
  await o.advance("1m");
  const state = () => page.evaluate(() => Promise.race([globalThis.shop.ready.then((ready) => ready.state), new Promise((resolve) => setTimeout(resolve, 0, "waits"))]));
  const waiting = state();
  await o.advance("1s");
  assert.equal(await waiting, "waits");
  assert.deepEqual(await page.evaluate(() => [globalThis.heard.length, document.querySelectorAll("opportune-widget").length]), [0, 0]);

  await page.evaluate(() => globalThis.activate());
  assert.equal((await o.ready()).state, "running");
  await o.advance("9s");
  await mustShow(o, "bar");
  await mustNotShow(o, "hint", "it counted what nobody saw");
  await o.advance("1100ms");
  await mustShow(o, "hint");
  const shown = (await o.events("impression")).filter(({ rule }) => rule !== "early");
  assert.deepEqual(shown.map(({ rule, pageView }) => [rule, pageView]), [["bar", 1], ["hint", 1]]);
  assert.equal(await page.evaluate(() => globalThis.heard.filter(({ name }) => name === "called").length), 1);
});

test("stopped before anybody saw it, it leaves nothing and never begins", async (t) => {
  const { o, page } = await visit(t, here, { rules, init: prerendered, wait: false });
  await page.waitForFunction(() => globalThis.shop && globalThis.listening.size > 0);
  await page.evaluate(() => globalThis.shop.stop());
  assert.equal(await page.evaluate(() => globalThis.listening.size), 0);
  await page.evaluate(() => globalThis.activate());
  await o.advance("20s");
  assert.deepEqual(await page.evaluate(() => globalThis.shop.ready.then(({ state, reason }) => [state, reason])), ["disabled", "stopped"]);
  assert.deepEqual(await page.evaluate(() => [globalThis.heard.length, document.querySelectorAll("opportune-widget").length]), [0, 0]);
});
