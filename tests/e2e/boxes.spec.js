// Outboxes are the visitor's matter, not that of the page that has the sink: a no and forget() erase them from pages that send
// nothing themselves, `stored()` lists them there, and a tab that hears late erases nothing of what was stored since.

import assert from "node:assert/strict";
import { test } from "node:test";

import { asleep, keys, setting, visit } from "./support.mjs";

const here = setting();
const rules = { version: 1, rules: [{ id: "hint", when: { event: "go" }, do: [{ emit: "hinted" }], limit: { perPage: "any" } }] };
const sinks = [{ beacon: { url: "/collect", batch: { wait: "10ms" } } }, { beacon: { url: "/other", name: "second", batch: { wait: "10ms" } } }];
const all = ["opportune:default:outbox", "opportune:default:outbox:second"];

async function until(what, holds) {
  for (let tries = 0; tries < 200; tries++) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  assert.fail(`never: ${what}`);
}
/** Each outbox of the browser. */
const boxes = async (page) => (await keys(page)).filter((key) => key.includes(":outbox")).map((key) => key.slice("database:".length)).sort();
const holds = async (page, wanted) => JSON.stringify(await boxes(page)) === JSON.stringify(wanted);
/** How many outcomes wait in the first of them. */
const waiting = (page) => page.evaluate((name) => new Promise((resolve) => {
  const request = indexedDB.open(name);
  request.onupgradeneeded = () => request.transaction.abort();
  request.onerror = () => resolve(0);
  request.onsuccess = () => {
    const { result } = request;
    result.transaction("outbox").objectStore("outbox").getAllKeys().onsuccess = ({ target }) => {
      result.close();
      resolve(target.result.filter((key) => typeof key === "number").length);
    };
  };
}), all[0]);
const go = (page) => page.evaluate(() => globalThis.shop.track("go"));
const says = (page, word) => page.evaluate((said) => globalThis.shop.setConsent(said), word);

/** A page that sends to collectors which are not there. */
async function sender(t, more = {}) {
  const { start, ...options } = more;
  const tab = await visit(t, here, { start: { consent: "granted", rules, sinks, quiet: true, ...start }, ...options });
  for (const path of ["collect", "other"]) await tab.context.route(`**/${path}`, (route) => route.abort());
  await go(tab.page);
  await until("they wait", () => holds(tab.page, all));
  return tab;
}
const silent = (page, consent, more) => ({ page, start: { consent, rules, quiet: true, ...more } });

for (const [what, consent, act, left] of [
  ["a no to analytics", "granted", () => globalThis.shop.setConsent({ analytics: "denied" }), ["database:opportune:default"]],
  ["a no to all", "granted", () => globalThis.shop.setConsent("denied"), []],
  ["a no where nobody was asked yet", "pending", () => globalThis.shop.setConsent("denied"), []],
  ["a no that a source has", "gpc", () => {}, ["database:opportune:default"]],
  ["a no at the start", "denied", () => {}, []],
  ["forget()", "granted", () => globalThis.shop.forget(), []],
  ["forget() once it is stopped", "granted", () => {
    globalThis.shop.stop();
    globalThis.shop.forget();
  }, []],
  ["a no to analytics once it is stopped", "granted", () => {
    globalThis.shop.stop();
    globalThis.shop.setConsent({ analytics: "denied" });
  }, ["database:opportune:default"]],
]) {
  test(`${what} erases outboxes from a page that has none`, { timeout: 60_000 }, async (t) => {
    const tab = await sender(t);
    if (consent === "gpc") await tab.context.addInitScript(() => Object.defineProperty(navigator, "globalPrivacyControl", { value: true }));
    // Nobody else is there.
    await tab.page.goto(`${here.server.url}/t/dot.svg`);
    const { page } = await visit(t, here, silent(tab.page, consent));
    await page.evaluate(act);
    await until("erased", () => holds(page, []));
    await page.waitForTimeout(200);
    assert.deepEqual((await keys(page)).filter((key) => !key.startsWith("session:")), left);
  });
}

test("forget() erases outboxes of other pages also where the next page view comes before it finds them", { timeout: 60_000 }, async (t) => {
  const tab = await sender(t);
  await tab.page.goto(`${here.server.url}/t/dot.svg`);
  const { page } = await visit(t, here, silent(tab.page, "granted"));
  await page.evaluate(() => {
    globalThis.shop.forget();
    history.pushState(null, "", "/t/next");
  });
  await until("erased", () => holds(page, []));
});

for (const [what, act] of [["a no", () => globalThis.shop.setConsent("denied")], ["forget()", () => globalThis.shop.forget()]]) {
  test(`${what} where the runtime is switched off erases the outboxes of its own sinks`, { timeout: 60_000 }, async (t) => {
    const tab = await sender(t);
    await tab.page.goto(`${here.server.url}/t/dot.svg`);
    const { page } = await visit(t, here, { page: tab.page, settle: false, start: { consent: "granted", rules, sinks, quiet: true, enabled: false } });
    assert.deepEqual(await boxes(page), all);
    await page.evaluate(act);
    await until("erased", () => holds(page, []));
  });
}

test("a no and a yes after it erase nothing of what is stored since", { timeout: 60_000 }, async (t) => {
  const { page } = await sender(t);
  await page.evaluate(() => {
    globalThis.shop.setConsent({ analytics: "denied" });
    globalThis.shop.setConsent({ analytics: "granted" });
    globalThis.shop.track("go");
  });
  await until("one of before, one since", () => holds(page, all));
  await page.waitForTimeout(500);
  assert.equal(await waiting(page), 1);
});

test("what waits in an outbox of another page is listed, and asking makes none", { timeout: 60_000 }, async (t) => {
  const tab = await sender(t);
  const { page } = await visit(t, here, silent(tab.page, "granted"));
  const listed = () => page.evaluate(async () => (await globalThis.shop.stored()).filter(({ key }) => key.includes(":outbox")));
  const found = await listed();
  assert.deepEqual(found.map(({ key }) => key).sort(), all.map((name) => `${name}/outbox`));
  for (const one of found) assert.ok(one.purpose === "analytics" && one.kind === "IndexedDB" && one.bytes > 0 && one.content && one.retention, JSON.stringify(one));
  await page.evaluate(() => globalThis.shop.forget());
  await until("erased", () => holds(page, []));
  assert.deepEqual(await listed(), []);
  assert.deepEqual(await boxes(page), []);
});

const isNext = (page) => page.evaluate(() => history.pushState(null, "", "/t/next"));

for (const [what, act] of [
  ["a no, and a yes after it", () => {
    globalThis.shop.setConsent("denied");
    globalThis.shop.setConsent("granted");
  }],
  ["forget()", () => globalThis.shop.forget()],
]) {
  test(`a tab that slept hears late and leaves alone what others have in the outbox since: ${what}`, { timeout: 60_000 }, async (t) => {
    const tab = await sender(t, { init: asleep });
    const other = await sender(t, { page: tab.page });
    await other.page.evaluate(act);
    await until("erased", async () => !await waiting(other.page));
    await isNext(other.page);
    await go(other.page);
    await until("another one waits", async () => await waiting(other.page) === 1);
    await tab.o.advance("1m");
    await tab.page.evaluate(() => globalThis.wake());
    await other.page.waitForTimeout(500);
    assert.equal(await waiting(other.page), 1);
    // What it had itself is gone.
    await tab.page.goto(`${here.server.url}/t/dot.svg`);
    assert.equal(await waiting(other.page), 1);
  });
}
