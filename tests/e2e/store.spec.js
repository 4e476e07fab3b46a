// A store that is full or fails while it is written: nothing is drawn whose counter it did not take, and nothing throws.

import assert from "node:assert/strict";
import { test } from "node:test";

import { setting, visit } from "./support.mjs";

const here = setting();
const rules = [{
  id: "offer", when: { event: "go" }, wait: "page",
  show: { popup: { title: "Ten percent", text: "On your first order" } }, limit: { perVisitor: 1 },
}];

const STORES = {
  "a full store": () => {
    IDBObjectStore.prototype.put = () => {
      throw new DOMException("full", "QuotaExceededError");
    };
  },
  "a store that aborts": () => {
    const { put } = IDBObjectStore.prototype;
    IDBObjectStore.prototype.put = function (...args) {
      const request = put.apply(this, args);
      this.transaction.abort();
      return request;
    };
  },
};

const nodes = (page) => page.locator("opportune-widget").count();

for (const [name, init] of Object.entries(STORES)) {
  test(`${name}: a capped popup stays away, and says why`, async (t) => {
    const { page, o } = await visit(t, here, { rules, start: { consent: "granted" }, init });
    await o.advance("3s");
    await page.evaluate(() => globalThis.shop.track("go"));
    await o.advance("2s");
    assert.equal(await nodes(page), 0);
    assert.equal((await o.why("offer")).reason, "no_storage");
  });
}

test("a store that works: the same popup shows, once the counter is written", async (t) => {
  const init = () => {
    globalThis.order = [];
    const { put } = IDBObjectStore.prototype;
    IDBObjectStore.prototype.put = function (...args) {
      this.transaction.addEventListener("complete", () => globalThis.order.push("written"));
      return put.apply(this, args);
    };
    addEventListener("opportune:impression", () => globalThis.order.push("drawn"));
  };
  const { page, o } = await visit(t, here, { rules, start: { consent: "granted" }, init });
  await o.advance("3s");
  await page.evaluate(() => globalThis.order.splice(0));
  await page.evaluate(() => globalThis.shop.track("go"));
  await o.advance("2s");
  // The store takes its time, and that is real.
  for (let tries = 0; tries < 100 && await nodes(page) === 0; tries += 1) await page.waitForTimeout(50);
  assert.equal(await nodes(page), 1);
  assert.deepEqual((await page.evaluate(() => globalThis.order)).slice(0, 2), ["written", "drawn"]);
});

test("a widget script that did not come is asked for again by the next widget", async (t) => {
  const bar = (id) => ({ id, when: { event: id }, show: { banner: { text: "Hello" } } });
  const { page, o } = await visit(t, here, { rules: [bar("first"), bar("second")], start: { consent: "granted" } });
  let tries = 0;
  await page.route("**/ui.js", (route) => (tries++ ? route.continue() : route.abort()));
  await page.evaluate(() => globalThis.shop.track("first"));
  await o.advance("1s");
  assert.equal(await nodes(page), 0);
  await page.evaluate(() => globalThis.shop.track("second"));
  await o.advance("1s");
  assert.equal(await nodes(page), 1);
});

test("facts that are none change nothing", async (t) => {
  const bar = { id: "bar", if: { cart: { value: { above: 1 } } }, show: { banner: { text: "Hello" } } };
  const { page, o } = await visit(t, here, { rules: [bar], start: { consent: "granted", facts: { cart: { value: 5 } } } });
  await o.advance("1s");
  assert.equal(await nodes(page), 1);
  await page.evaluate(() => [undefined, "x", [1]].forEach((slip) => globalThis.shop.setFacts(slip)));
  await o.advance("1s");
  assert.equal(await nodes(page), 1);
});

test("who says yes and no in one breath costs one erasure, and so does forget()", async (t) => {
  const init = () => {
    globalThis.erased = [];
    const { deleteDatabase } = IDBFactory.prototype;
    IDBFactory.prototype.deleteDatabase = function (name) {
      globalThis.erased.push(name);
      return deleteDatabase.call(this, name);
    };
  };
  const { page, o } = await visit(t, here, { rules, init, start: { consent: "granted", sinks: [{ beacon: { url: "/collect", batch: { wait: "1h" } } }] } });
  const both = ["opportune:default", "opportune:default:outbox"];
  const look = () => page.evaluate(async () => ({ lie: (await indexedDB.databases()).map(({ name }) => name).sort(), erased: [...globalThis.erased].sort() }));
  const until = async (what, holds) => {
    for (let tries = 0; tries < 200; tries += 1) {
      const seen = await look();
      if (holds(seen)) return seen;
      await page.waitForTimeout(50);
    }
    return assert.fail(`${what}: ${JSON.stringify(await look())}`);
  };
  await page.evaluate(() => globalThis.shop.track("go"));
  await o.advance("3s");
  await until("all is kept", ({ lie }) => lie.length === 2);
  const flips = async (first, last) => {
    await page.evaluate((words) => {
      globalThis.erased.length = 0;
      for (let i = 0; i < 20; i += 1) globalThis.shop.setConsent(words[i % 2]);
    }, [first, last]);
    await until(`erased by ${last}`, ({ lie, erased }) => erased.length >= 2 && lie.includes("opportune:default") === (last === "granted"));
    await o.advance("1s");
    return (await look()).erased;
  };
  assert.deepEqual(await flips("denied", "granted"), both);
  assert.deepEqual(await flips("granted", "denied"), both);
  assert.deepEqual((await look()).lie, []);
  await page.evaluate(() => {
    globalThis.shop.setConsent("granted");
    globalThis.shop.track("go");
  });
  await until("kept again", ({ lie }) => lie.length > 0);
  await page.evaluate(async () => {
    globalThis.erased.length = 0;
    await globalThis.shop.forget();
  });
  assert.deepEqual((await look()).erased, both);
});
