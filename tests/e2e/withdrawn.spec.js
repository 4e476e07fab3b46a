// What is said of consent while a page loads, and by whom: the first page view decides on nothing that was erased, another
// tab's no is heard before the engine is there, and what was granted meanwhile takes over what the page before left.

import assert from "node:assert/strict";
import { test } from "node:test";

import { keys, setting, visit } from "./support.mjs";

const here = setting();
/** A goal is counted by a later file of the wasm: the store is asked while that comes. */
const set = {
  version: 1,
  goals: { bought: { when: { event: "bought" }, count: "each" } },
  rules: [
    { id: "known", when: { pageView: true }, if: { did: { event: "bought" } }, do: [{ emit: "known" }], limit: { perPage: "any" } },
    { id: "ask", when: { event: "ask" }, if: { did: { event: "bought" } }, do: [{ emit: "known" }], limit: { perPage: "any" } },
  ],
};
const start = { consent: "granted", rules: set };
const stored = (page) => page.evaluate(() => globalThis.shop.stored().then((all) => all[0]?.value ?? ""));
async function until(what, holds) {
  for (let tries = 0; tries < 200; tries++) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  assert.fail(`never: ${what}`);
}
const isBought = (text) => / e:bought [^0]/.test(text);
const shown = async ({ o }) => (await o.events("opportune_impression")).map(({ rule }) => rule);
const consent = (page) => page.evaluate(async () => Object.values((await globalThis.shop.explain()).consent ?? {}).map(([letter]) => letter).join(""));

/** Somebody who bought, and whose page was stored. */
async function buyer(t) {
  const tab = await visit(t, here, { start });
  await tab.page.evaluate(() => globalThis.shop.track("bought"));
  await until("stored", async () => isBought(await stored(tab.page)));
  return tab;
}

/** The next page: its engine waits for a file of it until `go()` is called. `file`: which. */
async function loading(tab, file, { given = "granted", init } = {}) {
  let go;
  let asked;
  const held = new Promise((resolve) => { go = resolve; });
  const isAsked = new Promise((resolve) => { asked = resolve; });
  await tab.page.route(`**/${file}`, async (route) => {
    asked();
    await held;
    await route.continue();
  });
  await tab.page.addInitScript((word) => { globalThis.given.consent = word; }, given);
  await tab.page.addInitScript(() => {
    const { get } = IDBObjectStore.prototype;
    globalThis.reads = 0;
    IDBObjectStore.prototype.get = function (...args) {
      const request = get.apply(this, args);
      request.addEventListener("success", () => { globalThis.reads += 1; });
      return request;
    };
  });
  if (init) await tab.page.addInitScript(init);
  await tab.page.goto(here.server.url + "/t/plain.html?again");
  await isAsked;
  await tab.page.waitForFunction(() => globalThis.shop, null, { polling: 50 });
  return async () => {
    go();
    await tab.o.ready();
    await tab.o.advance("1s");
  };
}
const wasRead = (page) => until("the store was read", () => page.evaluate(() => globalThis.reads > 0));
const says = (page, ...words) => page.evaluate((all) => all.forEach((word) => globalThis.shop.setConsent(word)), words);

test("who bought is known to the first page view of the next page", { timeout: 60_000 }, async (t) => {
  const tab = await buyer(t);
  const go = await loading(tab, "trial.wasm");
  await wasRead(tab.page);
  await go();
  assert.deepEqual(await shown(tab), ["known"]);
});

for (const [name, ...words] of [["a no and a yes in one breath", "denied", "granted"], ["a no, a yes, a no and a yes", "denied", "granted", { functional: "denied" }, { functional: "granted" }]]) {
  test(`${name} while it loads: the first page view knows nothing of what was erased`, { timeout: 60_000 }, async (t) => {
    const tab = await buyer(t);
    const go = await loading(tab, "trial.wasm");
    await wasRead(tab.page);
    await says(tab.page, ...words);
    await go();
    assert.deepEqual(await shown(tab), []);
    await until("somebody new is stored", async () => {
      const text = await stored(tab.page);
      return text && !isBought(text);
    });
  });
}

for (const file of ["opportune.wasm", "trial.wasm"]) {
  for (const [name, act, letters] of [["no", () => globalThis.shop.setConsent("denied"), "ddd"], ["forget()", () => globalThis.shop.forget(), "pgg"]]) {
    test(`another tab's ${name} is heard by a page that waits for ${file}`, { timeout: 60_000 }, async (t) => {
      const tab = await buyer(t);
      const other = await visit(t, here, { start, page: tab.page });
      const go = await loading(tab, file);
      if (file === "trial.wasm") await wasRead(tab.page);
      await other.page.evaluate(act);
      await until("erased", async () => !(await keys(other.page)).length);
      await go();
      assert.deepEqual(await shown(tab), []);
      assert.equal(await consent(tab.page), letters);
      await tab.page.evaluate(() => globalThis.shop.track("ask"));
      await tab.o.advance("3s");
      assert.deepEqual(await shown(tab), []);
      assert.deepEqual(await keys(tab.page), []);
    });
  }
}

test("where tabs cannot talk: what another one erases while a page loads is not decided on, nor brought back", { timeout: 60_000 }, async (t) => {
  const tab = await buyer(t);
  const other = await visit(t, here, { start, page: tab.page });
  const go = await loading(tab, "trial.wasm", { init: () => { delete globalThis.BroadcastChannel; } });
  await wasRead(tab.page);
  await other.page.evaluate(() => globalThis.shop.setConsent("denied"));
  await until("erased", async () => !(await keys(other.page)).length);
  await go();
  assert.deepEqual(await shown(tab), []);
  assert.equal(await consent(tab.page), "ppp");
  assert.deepEqual(await keys(tab.page), []);
});

test("a yes while it loads takes over what the page before left, and the first page view knows it", { timeout: 60_000 }, async (t) => {
  // Before ours, and too late for the store.
  const init = () => addEventListener("pagehide", () => globalThis.shop.track("bought"), { capture: true, once: true });
  const tab = await visit(t, here, { start, init });
  await until("a ledger", () => stored(tab.page));
  const go = await loading(tab, "trial.wasm", { given: "pending" });
  await says(tab.page, "granted");
  await go();
  assert.deepEqual(await shown(tab), ["known"]);
  await until("what the page before had no time to write", async () => isBought(await stored(tab.page)));
});

test("stopped while it waits for the store, it asks no more of it", { timeout: 60_000 }, async (t) => {
  const tab = await visit(t, here, { start });
  await until("a ledger", () => stored(tab.page));
  await tab.page.addInitScript(() => {
    const { open } = IDBFactory.prototype;
    const said = (globalThis.said = []);
    IDBFactory.prototype.open = function (...given) {
      said.push("open");
      const request = open.apply(this, given);
      const slow = {};
      request.onupgradeneeded = () => slow.onupgradeneeded?.({});
      request.onsuccess = () => (globalThis.goOn = () => {
        slow.result = request.result;
        slow.onsuccess({});
      });
      return slow;
    };
  });
  await tab.page.reload();
  await until("it is asked", () => tab.page.evaluate(() => !!globalThis.goOn));
  await tab.page.evaluate(() => globalThis.shop.stop());
  await tab.page.evaluate(() => globalThis.goOn());
  await new Promise((resolve) => { setTimeout(resolve, 1000); });
  assert.deepEqual(await tab.page.evaluate(() => globalThis.said), ["open"]);
});

for (const [name, news, letters] of [["forget()", "forget", "pgg"], ["no", { functional: "denied" }, "dgg"]]) {
  test(`a ${name} of a tab with an older version, which does not say when it was, is heard`, { timeout: 60_000 }, async (t) => {
    const tab = await buyer(t);
    await tab.page.evaluate((said) => new BroadcastChannel("opportune:default").postMessage(said), news);
    await until("heard", async () => await consent(tab.page) === letters);
    await until("erased", async () => !(await keys(tab.page)).length);
    // What no version says is nothing.
    for (const said of [null, 7, [], [[]], {}, ["forget?"]]) await tab.page.evaluate((one) => new BroadcastChannel("opportune:default").postMessage(one), said);
    await tab.o.advance("1s");
    assert.equal(await consent(tab.page), letters);
  });
}

/** The page goes into the back/forward cache, or comes out of it. */
const turns = (page, name) => page.evaluate((type) => dispatchEvent(new PageTransitionEvent(type, { persisted: true })), name);
const counting = () => {
  const Channel = globalThis.BroadcastChannel;
  globalThis.channels = new Set();
  globalThis.BroadcastChannel = class extends Channel {
    constructor(name) {
      super(name);
      globalThis.channels.add(this);
    }

    close() {
      super.close();
      globalThis.channels.delete(this);
    }
  };
};
const open = (page) => page.evaluate(() => [...globalThis.channels].map(({ name }) => name));

test("a page that is left while it loads hears nobody, and once it is back decides on nothing that was erased meanwhile", { timeout: 60_000 }, async (t) => {
  const tab = await buyer(t);
  const other = await visit(t, here, { start, page: tab.page });
  const go = await loading(tab, "trial.wasm", { init: counting });
  await wasRead(tab.page);
  assert.deepEqual(await open(tab.page), ["opportune:default"]);
  await turns(tab.page, "pagehide");
  assert.deepEqual(await open(tab.page), []);
  await says(other.page, "denied");
  await until("erased", async () => !(await keys(other.page)).length);
  await turns(tab.page, "pageshow");
  assert.deepEqual(await open(tab.page), ["opportune:default"]);
  await go();
  assert.deepEqual(await shown(tab), []);
  assert.equal(await consent(tab.page), "ppp");
  assert.deepEqual(await keys(tab.page), []);
  await tab.page.evaluate(() => globalThis.shop.stop());
  await turns(tab.page, "pageshow");
  assert.deepEqual(await open(tab.page), []);
});

test("what is said after forget() while it loads erases nothing of what others stored since", { timeout: 60_000 }, async (t) => {
  const tab = await buyer(t);
  const other = await visit(t, here, { start, page: tab.page });
  const go = await loading(tab, "opportune.wasm");
  await tab.page.evaluate(() => globalThis.shop.forget());
  await until("erased", async () => !(await keys(other.page)).length);
  await other.page.evaluate(() => history.pushState(null, "", "/t/next"));
  await until("somebody new", () => stored(other.page));
  const text = await stored(other.page);
  await says(tab.page, { analytics: "granted" }, { personalization: "denied" });
  await other.page.waitForTimeout(500);
  assert.equal((await stored(other.page)).slice(0, 30), text.slice(0, 30));
  await go();
});

test("a page that begins with a no erases what earlier pages stored, though its wasm never comes", { timeout: 60_000 }, async (t) => {
  const tab = await buyer(t);
  await loading(tab, "opportune.wasm", { given: "denied" });
  await until("erased", async () => !(await keys(tab.page)).length);
});

test("a page that begins with a no erases once: what others store before its wasm comes is theirs", { timeout: 60_000 }, async (t) => {
  const tab = await buyer(t);
  const other = await visit(t, here, { start, page: tab.page });
  const go = await loading(tab, "opportune.wasm", { given: { functional: "denied" } });
  await until("heard", async () => /^d/.test(await consent(other.page)));
  await until("erased", async () => !(await keys(other.page)).length);
  await says(other.page, "granted");
  await until("somebody new", () => stored(other.page));
  await says(tab.page, { analytics: "denied" });
  await go();
  await other.page.waitForTimeout(500);
  assert.ok(await stored(other.page));
});
