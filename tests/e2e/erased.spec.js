// What was erased stays erased, and what came after stays: for a tab that hears nothing of the others, or late, for what the
// store was asked before, and for a page that still loads.

import assert from "node:assert/strict";
import { test } from "node:test";

import { asleep, keys, setting, visit } from "./support.mjs";

const here = setting();
const rules = [
  { id: "offer", when: { event: "go" }, do: [{ emit: "offered" }], limit: { perVisitor: 1, perPage: "any" } },
  { id: "thanks", when: { event: "ask" }, if: { did: { event: "bought" } }, do: [{ emit: "thanked" }], limit: { perPage: "any" } },
];
const deaf = () => {
  delete globalThis.BroadcastChannel;
};

const say = (page, name) => page.evaluate((what) => globalThis.shop.track(what), name);
const consents = (page, word) => page.evaluate((said) => globalThis.shop.setConsent(said), word);
const route = (page) => page.evaluate(() => history.pushState(null, "", "/t/next"));
const stored = (page) => page.evaluate(() => globalThis.shop.stored().then((all) => all[0]?.value ?? ""));
const count = async ({ page, o }, name, many) => {
  for (let tries = 0; tries < 60; tries++) {
    await o.advance("100ms");
    const found = (await o.events("opportune_impression")).filter(({ rule }) => rule === name).length;
    if (found === many && tries > 5) return;
    await page.waitForTimeout(50);
  }
  assert.equal((await o.events("opportune_impression")).filter(({ rule }) => rule === name).length, many, name);
};
/** What lies there, once it is that. */
async function lies(page, holds, message) {
  for (let tries = 0; tries < 100; tries++) {
    if (holds(await stored(page), await keys(page))) return;
    await page.waitForTimeout(50);
  }
  assert.fail(`${message}: ${await stored(page)}`);
}

for (const [name, isStored] of [["nobody stored since", false], ["another page stored since", true]]) {
  test(`a tab that missed an erasure brings nothing back: ${name}`, async (t) => {
    const start = { start: { consent: "granted", rules: { version: 1, rules } } };
    const tab = await visit(t, here, { ...start, init: deaf });
    await say(tab.page, "bought");
    await say(tab.page, "go");
    await count(tab, "offer", 1);
    await say(tab.page, "ask");
    await count(tab, "thanks", 1);
    await say(tab.page, "go");
    await count(tab, "offer", 1);
    await lies(tab.page, (text) => / offer 1 /.test(text), "counted");

    const other = await visit(t, here, { ...start, page: tab.page });
    await other.page.evaluate(() => globalThis.shop.forget());
    await lies(other.page, (text, all) => !all.includes("database:opportune:default"), "erased");
    if (isStored) {
      await other.o.advance("10s");
      await route(other.page);
      await lies(other.page, (text) => text, "another ledger");
    }

    await route(tab.page);
    if (!isStored) {
      // Whoever erased it may have said no, for all that this page knows.
      await tab.o.advance("1s");
      await lies(tab.page, (text, all) => !all.length, "nothing, until it is said again");
      await consents(tab.page, "granted");
    }
    await lies(tab.page, (text) => text && !/ offer | e:bought [^0]/.test(text), "a new visitor's");
    await say(tab.page, "go");
    await count(tab, "offer", 2);
    await lies(tab.page, (text) => / offer 1 /.test(text), "as if it was the first time");
    await say(tab.page, "go");
    await say(tab.page, "ask");
    await count(tab, "offer", 2);
    await count(tab, "thanks", 1);
  });
}

test("consent that comes late takes over what the page before left", async (t) => {
  // Before ours, and too late for the store.
  const buysAsItGoes = () => addEventListener("pagehide", () => globalThis.shop.track("bought"), { capture: true, once: true });
  const tab = await visit(t, here, { start: { rules: { version: 1, rules }, consent: "granted" }, init: buysAsItGoes });
  await lies(tab.page, (text) => text, "a ledger");
  await tab.page.addInitScript(() => { delete globalThis.given.consent; });
  await tab.page.reload();
  await tab.o.ready();
  await say(tab.page, "ask");
  await count(tab, "thanks", 0);
  await tab.page.evaluate(() => globalThis.shop.setConsent("granted"));
  await lies(tab.page, (text) => / e:bought [^0]/.test(text), "what the page before had no time to write");
  await say(tab.page, "ask");
  await count(tab, "thanks", 1);
});

for (const [name, erase, isHeld] of [
  ["forget()", () => globalThis.shop.forget(), true],
  ["a no, and a yes after it", () => {
    globalThis.shop.setConsent("denied");
    globalThis.shop.setConsent("granted");
  }, false],
]) {
  test(`a tab that slept hears late what was said, and leaves what was stored since: ${name}`, { timeout: 60_000 }, async (t) => {
    const start = { start: { consent: "granted", rules: { version: 1, rules } } };
    const tab = await visit(t, here, { ...start, init: asleep });
    await say(tab.page, "bought");
    await lies(tab.page, (text) => / e:bought [^0]/.test(text), "counted");

    const other = await visit(t, here, { ...start, page: tab.page });
    await other.page.evaluate(erase);
    await route(other.page);
    await say(other.page, "go");
    await count(other, "offer", 1);
    await lies(other.page, (text) => / offer 1 /.test(text), "stored since");

    await tab.o.advance("1m");
    await tab.page.evaluate(() => globalThis.wake());
    await say(tab.page, "ask");
    await count(tab, "thanks", 0);
    await lies(other.page, (text) => / offer 1 /.test(text), "it is still there");
    await say(other.page, "go");
    await count(other, "offer", 1);
    // Its own visitor is forgotten; whoever forgot goes on from what lies there, and a no holds.
    await route(tab.page);
    await say(tab.page, "go");
    await count(tab, "offer", isHeld ? 0 : 1);
    await lies(other.page, (text) => / offer 1 /.test(text) && !/ e:bought [^0]/.test(text), "as it was");
  });
}

test("a page that missed a no keeps and sends nothing once it finds the store gone, until it is said again", { timeout: 60_000 }, async (t) => {
  const start = { consent: "granted", rules: { version: 1, rules }, sinks: ["customEvent"] };
  const tab = await visit(t, here, { start, init: deaf });
  await tab.page.evaluate(() => { globalThis.sent = []; });
  await tab.page.evaluate(() => addEventListener("opportune", ({ detail }) => globalThis.sent.push(detail.name)));
  await say(tab.page, "bought");
  await say(tab.page, "go");
  await count(tab, "offer", 1);
  assert.ok((await tab.page.evaluate(() => globalThis.sent.splice(0))).length);
  await lies(tab.page, (text) => / e:bought [^0]/.test(text), "counted");
  const other = await visit(t, here, { start, page: tab.page });
  await consents(other.page, "denied");
  await lies(other.page, (text, all) => !all.length, "erased");

  await route(tab.page);
  await lies(tab.page, (text, all) => !all.length, "found gone");
  await tab.o.advance("1s");
  await tab.page.evaluate(() => globalThis.sent.splice(0));
  await say(tab.page, "bought");
  await say(tab.page, "ask");
  await tab.o.advance("3s");
  await lies(tab.page, (text, all) => !all.length, "nothing");
  assert.deepEqual((await tab.page.evaluate(() => globalThis.shop.explain())).consent, { functional: "pending", analytics: "pending", personalization: "pending" });
  assert.deepEqual(await tab.page.evaluate(() => globalThis.sent.splice(0)), []);
  await consents(tab.page, "granted");
  await lies(tab.page, (text) => text, "somebody new");
});

test("what the store was asked before it was erased is no answer", { timeout: 60_000 }, async (t) => {
  const goals = { bought: { when: { event: "bought" }, count: "each" } };
  const tab = await visit(t, here, { start: { consent: "granted", rules: { version: 1, rules, goals } } });
  const counts = async () => (await tab.o.events("opportune_goal")).map(({ count: many }) => many);
  const until = async (wanted) => {
    for (let tries = 0; tries < 60 && (await counts()).length < wanted.length; tries++) await tab.o.advance("100ms");
    assert.deepEqual(await counts(), wanted);
  };
  await say(tab.page, "bought");
  await say(tab.page, "bought");
  await until([1, 2]);
  await lies(tab.page, (text) => / e:bought 2 /.test(text), "counted");
  await tab.page.evaluate(async () => {
    history.pushState(null, "", "/t/next");
    // By then the store is asked; it answers in a task of its own.
    for (let i = 0; i < 9; i++) await null;
    globalThis.shop.setConsent("denied");
    globalThis.shop.setConsent("granted");
    globalThis.shop.track("bought");
  });
  await until([1, 2, 1]);
});

test("what is on its way into the store while it is erased is gone, and the next page view stores anew", { timeout: 60_000 }, async (t) => {
  const init = () => {
    const { put } = IDBObjectStore.prototype;
    IDBObjectStore.prototype.put = function (...args) {
      globalThis.onPut?.();
      return put.apply(this, args);
    };
  };
  const tab = await visit(t, here, { start: { consent: "granted", rules: { version: 1, rules } }, init });
  await lies(tab.page, (text) => text, "a ledger");
  await tab.page.evaluate(() => new Promise((resolve) => {
    globalThis.onPut = () => {
      globalThis.onPut = undefined;
      Promise.resolve().then(() => resolve(globalThis.shop.forget()));
    };
    globalThis.shop.track("bought");
  }));
  await lies(tab.page, (text, all) => !all.length, "erased");
  await route(tab.page);
  await lies(tab.page, (text) => text && !/ e:bought [^0]/.test(text), "somebody new");
});

for (const [name, how] of [["the wasm comes late", "hold"], ["the wasm never comes", "abort"], ["the page is left before", "leave"]]) {
  test(`a yes and then a no while it loads erases what earlier pages stored: ${name}`, { timeout: 60_000 }, async (t) => {
    const tab = await visit(t, here, { start: { consent: "granted", rules: { version: 1, rules } } });
    await say(tab.page, "bought");
    await lies(tab.page, (text) => text, "a ledger");
    let go;
    const held = new Promise((resolve) => {
      go = resolve;
    });
    await tab.page.route("**/opportune.wasm", async (route) => {
      await held;
      return how === "abort" ? route.abort() : route.continue();
    });
    await tab.page.addInitScript(() => { globalThis.given.consent = "pending"; });
    await tab.page.goto(here.server.url + "/t/plain.html?again");
    await tab.page.waitForFunction(() => globalThis.shop);
    await consents(tab.page, "granted");
    await consents(tab.page, "denied");
    if (how === "leave") await tab.page.goto(here.server.url + "/t/dot.svg");
    else await lies(tab.page, (text, all) => !all.length, "erased at once");
    go();
    await tab.page.waitForTimeout(1000);
    assert.deepEqual(await keys(tab.page), []);
  });
}

test("forget() answers whatever a sink of the page does, and leaves no preview behind", { timeout: 60_000 }, async (t) => {
  const tab = await visit(t, here, { start: { later: true, consent: "granted", rules: { version: 1, rules } }, wait: false });
  await tab.page.evaluate(() => {
    sessionStorage.setItem("opportune:preview", '"offer"');
    const sink = { name: "own", send() {}, forget: () => new Promise(() => {}) };
    return globalThis.begin({ sinks: [sink] }).then((shop) => shop.ready);
  });
  await tab.page.evaluate(() => {
    globalThis.shop.forget().then(() => (globalThis.isAnswered = true));
  });
  for (let i = 0; i < 40; i++) await tab.o.advance("100ms");
  await tab.page.waitForFunction(() => globalThis.isAnswered, null, { timeout: 10_000, polling: 100 });
  assert.equal(await tab.page.evaluate(() => sessionStorage.getItem("opportune:preview")), null);
});

test("forget() settles where a tab that sleeps does not let go of the database", async (t) => {
  const { page, o } = await visit(t, here, {
    start: { consent: "granted", rules: { version: 1, rules } },
    init: () => {
      IDBFactory.prototype.deleteDatabase = () => new EventTarget();
    },
  });
  await page.evaluate(() => {
    globalThis.shop.forget().then(() => {
      globalThis.isForgotten = true;
    });
  });
  for (let tries = 0; tries < 60 && !(await page.evaluate(() => globalThis.isForgotten)); tries++) await o.advance("250ms");
  assert.ok(await page.evaluate(() => globalThis.isForgotten));
});
