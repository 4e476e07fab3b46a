// `stored()` and `check --storage` say all that the browser holds, and nothing that it does not: after a walk through the
// demo shop with everything on, asked of the browser itself. After `forget()` nothing of ours is left.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { loadEngine } from "../../dist/engine.js";
import { at } from "../../src/build/tools.mjs";
import { holdings } from "./holdings.mjs";
import { setting, shopAt } from "./support.mjs";

const here = setting();
const engine = await loadEngine();
const rules = JSON.parse(readFileSync(at("rules/shop.json"), "utf8"));
const inventory = engine.check(rules, { storage: true }).storage;

async function until(what, holds) {
  for (const end = Date.now() + 30_000; Date.now() < end;) {
    const value = await holds();
    if (value) return value;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  return assert.fail(`waited in vain: ${typeof what === "string" ? what : JSON.stringify(await what())}`);
}

/** The shop's own: who knows its names knows that they are not ours. */
const isShops = (item) => / mizzle:/.test(item);
const ours = async (page) => {
  const { items } = await holdings(page);
  return items.filter((item) => !isShops(item));
};
/** A record as `stored()` calls it: one for each of the ledger's, one for an outbox. */
const named = (item) => item.replace(/^(IndexedDB opportune:[^/]*:outbox\/outbox)\/.*/, "$1").replace(/^(IndexedDB [^/]+)\/ledger\/string:/, "$1/");
const unique = (list) => [...new Set(list)].sort();
const handle = (page, ask) => page.evaluate((text) => new Function("shop", `return ${text}`)([...globalThis[Symbol.for("opportune")].values()].at(-1)), ask);
const listed = async (page) => (await handle(page, "shop.stored()")).map(({ kind, key }) => `${kind} ${key}`).sort();

/** Both ways: what lies there is what is said. */
async function mustAgree(page, what) {
  const state = async () => ({ holds: unique((await ours(page)).map(named)), says: await listed(page) });
  await until(async () => [what, await state()], async () => {
    const { holds, says } = await state();
    return JSON.stringify(holds) === JSON.stringify(says);
  });
  return (await state()).says;
}

const go = (page, path) => shopAt(page, here.server.url + path);

test("a walk through the shop with all on: what lies there is what is said, and forget() leaves nothing", { timeout: 120_000 }, async (t) => {
  const context = await here.browser.newContext({ viewport: { width: 1280, height: 900 }, reducedMotion: "reduce" });
  t.after(() => context.close());
  // What is told of waits: the shop's collector is not there.
  await context.route("**/collect", (route) => route.abort());
  const page = await context.newPage();
  const seen = new Set();
  const note = (all) => all.forEach((one) => seen.add(one));

  await go(page, "/product.html?id=steady-umbrella");
  await handle(page, "shop.track('looked')");
  assert.deepEqual(await ours(page), [], "before there is consent");
  await page.click("#choices-yes");
  await page.click("#add");
  note(await mustAgree(page, "after agreeing"));

  // Between two pages, where no runtime is: a page of the same origin that has none.
  await until("the ledger is written", async () => (await ours(page)).some((one) => one.includes("/ledger/string:ledger")));
  await page.goto(`${here.server.url}/favicon.svg`);
  const between = (await ours(page)).map(named);
  assert.ok(between.includes("sessionStorage opportune:default:left"), between.join("; "));
  note(between);

  await go(page, "/checkout.html");
  await page.focus("#coupon");
  await page.locator('[data-opportune-rule="coupon-hint"]').waitFor({ timeout: 30_000 });
  note(await mustAgree(page, "at the till"));
  await page.keyboard.press("Escape");
  await until("the rules are kept", async () => (await ours(page)).some((one) => one.endsWith("string:rules")));
  note(await mustAgree(page, "after closing"));
  for (const one of await handle(page, "shop.stored()")) {
    assert.ok(one.purpose && one.content && one.retention && one.bytes > 0 && one.value !== undefined, one.key);
  }

  // A second tab, by a link that previews.
  const other = await context.newPage();
  await go(other, "/cart.html?opportune-preview=exit-offer");
  note(await listed(other));
  assert.ok((await ours(other)).includes("sessionStorage opportune:preview"));

  // Everything that was said beforehand, and nothing else, has lain there.
  const beforehand = unique(inventory.map(({ kind, key }) => `${kind} ${key.replace("<namespace>", "default")}`));
  assert.deepEqual(unique([...seen]), beforehand);
  const { usage } = await holdings(page);
  assert.deepEqual(Object.keys(usage).filter((kind) => kind !== "indexeddb"), [], "other kinds of storage");

  const third = await context.newPage();
  await go(third, "/");
  await handle(page, "shop.forget()");
  await handle(other, "shop.forget()");
  for (const one of [page, other, third]) await until(async () => ["forgotten", await ours(one)], async () => !(await ours(one)).length);
  assert.deepEqual(await listed(page), []);
  await page.goto(`${here.server.url}/favicon.svg`);
  await third.goto(`${here.server.url}/favicon.svg`);
  for (const one of [page, third]) {
    assert.deepEqual(await ours(one), [], "after the pages were left");
    assert.deepEqual((await holdings(one)).locks, []);
  }
  // The shop's own is not ours to erase.
  assert.ok((await holdings(page)).items.some(isShops));
});

test("what the ledger holds of the demo's rules is what check lists", () => {
  const names = inventory.filter(({ key }) => key === "opportune:<namespace>/ledger").map(({ name }) => name);
  for (const { id } of rules.rules) assert.ok(names.includes(id), id);
  for (const goal of Object.keys(rules.goals)) assert.ok(names.includes(goal), goal);
  for (const part of ["session", "visits", "interruptions", "mute", "order", "tabs", "visitor", "funnels", "exposures"]) assert.ok(names.includes(part), part);
});

test("two runtimes on a page, each with its own: forgetting one leaves the other's", { timeout: 60_000 }, async (t) => {
  const context = await here.browser.newContext();
  t.after(() => context.close());
  await context.route("**/collect", (route) => route.abort());
  const page = await context.newPage();
  await page.addInitScript(() => { globalThis.given = { later: true }; });
  await page.goto(`${here.server.url}/t/plain.html`);
  await page.waitForFunction(() => globalThis.begin);
  await page.evaluate(async () => {
    const set = { version: 1, rules: [{ id: "offer", when: { event: "go" }, limit: { perVisitor: 3 }, show: { banner: "x" } }] };
    globalThis.both = {};
    for (const namespace of ["one", "two"]) {
      const shop = await globalThis.begin({ namespace, rules: set, consent: "granted", quiet: true, sinks: [{ beacon: { url: "/collect", batch: { wait: "10ms" } } }] });
      globalThis.both[namespace] = shop;
      await shop.ready;
      shop.track("go");
    }
  });
  const says = () => page.evaluate(async () => (await Promise.all(Object.values(globalThis.both).map((shop) => shop.stored()))).flat().map(({ kind, key }) => `${kind} ${key}`).sort());
  const wanted = ["one", "two"].flatMap((name) => [`IndexedDB opportune:${name}/ledger`, `IndexedDB opportune:${name}:outbox/outbox`]).sort();
  await until(async () => [await says(), await ours(page)], async () => JSON.stringify(await says()) === JSON.stringify(wanted) && JSON.stringify(unique((await ours(page)).map(named))) === JSON.stringify(wanted));
  await page.evaluate(() => globalThis.both.one.forget());
  await until(async () => [await says(), await ours(page)], async () => (await says()).every((one) => one.includes("opportune:two")) && (await ours(page)).length && (await ours(page)).every((one) => one.includes("opportune:two")));
  // Stopped, it can still be told to forget.
  await page.evaluate(() => globalThis.both.two.stop());
  await page.evaluate(() => globalThis.both.two.forget());
  await until(async () => ["forgotten once stopped", await ours(page)], async () => !(await ours(page)).length);
});
