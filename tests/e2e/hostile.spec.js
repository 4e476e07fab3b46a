// Pages that get in the way: frameworks that replaced built-ins, styles for everything, callbacks that stop or fail, a
// locked `dataLayer`, a queue full of nonsense. They cost at most what they touch, and never the page.

import assert from "node:assert/strict";
import { test } from "node:test";

import { setting, visit } from "./support.mjs";

const here = setting();
const bar = { id: "bar", show: { banner: { text: "Free delivery from 90" } } };
const tip = { id: "tip", show: { tooltip: { anchor: "#coupon", text: "Codes go here" } } };
const start = { consent: "granted" };
const widgets = (page) => page.evaluate(() => [...document.querySelectorAll("opportune-widget")]
  .map((node) => `${node.dataset.opportuneRule} ${node.checkVisibility({ visibilityProperty: true, opacityProperty: true })}`).sort());
const uncaught = (page) => page.evaluate(() => globalThis.uncaught);

test("old frameworks of shops put their own `Array.from` in place: every rule runs", async (t) => {
  // As MooTools and Prototype have it: what it is to map with is no matter to them.
  const init = () => {
    Array.from = (item) => (item === null || item === undefined ? [] : typeof item === "object" && "length" in item ? [].slice.call(item) : [item]);
  };
  const never = [...Array(80)].map((_, i) => ({ id: `never-${i}`, when: { event: `never-${i}` }, show: bar.show }));
  const seen = { id: "seen", when: { visible: { on: "#coupon", for: "100ms" } }, do: [{ emit: "seen" }] };
  const { page, o, ready, count } = await visit(t, here, { rules: [...never, bar, seen], start, init });
  assert.deepEqual(ready.problems, []);
  await o.advance("3s");
  assert.deepEqual(await widgets(page), ["bar true"]);
  assert.equal((await o.why("seen")).did, "ran", JSON.stringify(await o.why("seen")));
  assert.equal(await count("error"), 0);
});

test("a page that hides what is not defined yet does not hide widgets", async (t) => {
  const init = () => addEventListener("DOMContentLoaded", () => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(":not(:defined) { visibility: hidden; opacity: 0; display: none }");
    document.adoptedStyleSheets = [sheet];
  });
  const { page, o } = await visit(t, here, { rules: [bar, tip], start, init });
  await o.advance("3s");
  assert.deepEqual(await widgets(page), ["bar true", "tip true"]);
});

test("stopped from within a callback, nothing stays and nothing comes", async (t) => {
  const { page, o } = await visit(t, here, { rules: [bar, tip], start: { ...start, later: true }, wait: false });
  for (const callback of ["onEvent", "onEffect"]) {
    const told = await page.evaluate(async (name) => {
      const told = [];
      const shop = await globalThis.begin({ [name]: ({ type, name: event }) => {
        told.push(type ?? event);
        shop.stop();
        return true;
      } });
      await shop.ready;
      return told;
    }, callback);
    await o.advance("5s");
    assert.deepEqual(await widgets(page), [], callback);
    // What the page drew itself it was told to take away.
    assert.deepEqual(await page.evaluate(() => globalThis.shop.state), "disabled");
    assert.ok(told.filter((one) => one === "show").length === told.filter((one) => one === "hide").length, `${callback}: ${told}`);
  }
});

test("promises that callbacks break are told in the console, not to the page's own handler", async (t) => {
  const { page, o, faults } = await visit(t, here, { rules: [bar], start: { ...start, later: true }, wait: false, settle: false });
  await page.evaluate(() => globalThis.begin({ onEvent: () => Promise.reject(new Error("mine")), onEffect: async () => globalThis.nowhere.at }));
  await o.advance("3s");
  assert.deepEqual(await widgets(page), ["bar true"]);
  assert.deepEqual(await uncaught(page), []);
  assert.ok(faults.some((one) => /opportune: onEvent.*mine/s.test(one)) && faults.some((one) => /opportune: onEffect/.test(one)), `${faults}`);
});

test("a locked `dataLayer` is read as it is, and costs nothing else", async (t) => {
  const init = () => {
    globalThis.dataLayer = Object.freeze([{ event: "hit" }]);
  };
  const hit = { id: "hit", when: { event: { name: "hit", source: "dataLayer" } }, do: [{ emit: "hit" }] };
  const { page, o } = await visit(t, here, { rules: [bar, hit], start, init });
  await o.advance("3s");
  assert.deepEqual(await widgets(page), ["bar true"]);
  assert.equal((await o.why("hit")).did, "ran");
  assert.deepEqual(await uncaught(page), []);
});

test("nonsense in the queue costs neither the page nor the calls after it", async (t) => {
  const init = () => {
    globalThis.opportune = { q: [null, ["ready"], ["state"], {}, "track", ["nothing"], ["record", null], ["track", 5], ["trigger", "asked"]] };
    globalThis.uncaught = [];
    addEventListener("error", (event) => globalThis.uncaught.push(event.message));
    addEventListener("unhandledrejection", (event) => globalThis.uncaught.push(`${event.reason}`));
  };
  const { page } = await visit(t, here, { path: "/t/nothing.html", init, start: { entry: "none" }, wait: false });
  await page.evaluate(async (rules) => {
    const tag = Object.assign(document.createElement("script"), { type: "application/json", textContent: JSON.stringify({ version: 1, rules }) });
    tag.dataset.opportuneRules = "";
    const script = Object.assign(document.createElement("script"), { type: "module", src: "/opportune/auto.js" });
    Object.assign(script.dataset, { opportune: "", consent: "granted" });
    await new Promise((resolve) => {
      script.onload = resolve;
      document.head.append(tag, script);
    });
    globalThis.opportune.q.push(null, ["mute", {}]);
    await globalThis.opportune.ready;
  }, [{ id: "asked", when: { event: "never" }, show: bar.show }]);
  await page.waitForFunction(async () => ["shown", "ran"].includes((await globalThis.opportune.explain("asked")).did));
  assert.deepEqual(await uncaught(page), []);
});

test("no rules at all are said to be none", async (t) => {
  const { ready } = await visit(t, here, { start: { ...start, rules: [] }, settle: false });
  assert.deepEqual([ready.state, ready.reason], ["disabled", "rules"]);
});
