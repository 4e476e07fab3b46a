// The sink `beacon` in a browser: written first, sent then, erased once the collector has it.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { collector } from "../support/collector.mjs";
import { keys, setting, visit } from "./support.mjs";

const here = setting();
let there;
before(async () => {
  there = await collector();
});
after(() => there.close());

let count = 0;
const ids = (many) => Array.from({ length: many }, () => `event-${count++}`);

/** Until it holds, or a minute has passed. */
async function until(what, holds) {
  for (const end = Date.now() + 60_000; Date.now() < end;) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  assert.fail(`never: ${what}`);
}
const arrived = (all) => all.every((id) => there.arrived.has(id));

/** A browser context, a page of it, and what goes wrong there. */
async function open(t, { options = {}, more = {}, init, context } = {}) {
  const own = context ?? await here.browser.newContext();
  const page = await own.newPage();
  const faults = [];
  page.on("pageerror", ({ message }) => faults.push(message));
  if (init) await page.addInitScript(init);
  const query = new URLSearchParams({ url: there.url, options: JSON.stringify(options), ...more });
  const url = `${here.server.url}/t/outbox.html?${query}`;
  await page.goto(url);
  await page.waitForFunction(() => globalThis.capture);
  t.after(async () => {
    if (!context) await own.close();
    there.mood = () => "well";
    assert.deepEqual(faults, []);
    assert.equal(there.fault, null);
  });
  return { page, context: own, url };
}
const capture = (page, all, size) => page.evaluate(([list, bytes]) => globalThis.capture(list, bytes), [all, size]);
const isEmpty = (page) => page.evaluate(async () => !(await globalThis.kept()).length);

test("events go in batches, once, as plain text, and leave the store", async (t) => {
  const { page } = await open(t);
  const before = there.requests.length;
  const all = ids(30);
  await capture(page, all);
  await until("arrived", () => arrived(all));
  await until("empty", () => isEmpty(page));
  assert.ok(there.requests.length - before <= 3, `${there.requests.length - before} requests`);
  assert.ok(all.every((id) => there.arrived.get(id) === 1));
  assert.deepEqual([...there.types], ["text/plain;charset=UTF-8"]);
  const { version, batch, sentAt, events } = JSON.parse(there.requests.at(-1));
  assert.ok(version === 1 && /^[0-9a-f]{16}$/.test(batch) && sentAt > 1e12 && events.length);
});

test("it is written before it is sent, and what one page left the next one sends", async (t) => {
  const { page, url } = await open(t, { more: { wait: "1h" } });
  const all = ids(5);
  await capture(page, all);
  await until("written", async () => (await page.evaluate(() => globalThis.kept())).length === 5);
  assert.ok(!all.some((id) => there.arrived.has(id)));
  // Without its flush: as if the browser were gone.
  await page.evaluate(() => { globalThis.sink.flush = () => {}; });
  await page.goto(url.replace("wait=1h", "wait=50ms"));
  await until("arrived", () => arrived(all));
  await until("empty", () => isEmpty(page));
});

test("what a closed tab could not send, the tab sends that the visitor comes back to", async (t) => {
  const { page: stays, context } = await open(t);
  const { page: closed } = await open(t, { context });
  there.mood = () => "failing";
  const all = ids(5);
  const before = there.requests.length;
  await capture(closed, all);
  await until("written", async () => (await stays.evaluate(() => globalThis.kept())).length === 5);
  await until("tried", () => there.requests.length > before);
  // As if it crashed: what a tab hands over as it is closed might still arrive.
  await closed.evaluate(() => { globalThis.sink.flush = () => {}; });
  await closed.close();
  there.mood = () => "well";
  await stays.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
  await until("arrived", () => arrived(all));
  await until("empty", () => isEmpty(stays));
});

test("a page that is left sends what it has at once", async (t) => {
  const { page } = await open(t, { more: { wait: "1h" } });
  const all = ids(12);
  await capture(page, all);
  await page.goto("about:blank");
  await until("arrived", () => arrived(all));
});

test("a browser without keepalive hands over as its page is left, and says nothing of it: the next page sends it again", async (t) => {
  const init = () => delete Request.prototype.keepalive;
  const { page, url } = await open(t, { init, more: { wait: "1h" } });
  const all = ids(4);
  await capture(page, all);
  await page.goto("about:blank");
  await until("arrived", () => arrived(all));
  await page.goto(url.replace("wait=1h", "wait=50ms"));
  await until("arrived again", () => all.every((id) => there.arrived.get(id) === 2));
  await until("empty", () => isEmpty(page));
});

test("a page that is left with much sends what browsers let it, and the next one the rest", async (t) => {
  const { page, url } = await open(t, { options: { batch: { events: 500, wait: "1h" } } });
  const all = ids(44);
  const before = there.requests.length;
  await capture(page, all, 1200);
  await until("written", async () => (await page.evaluate(() => globalThis.kept())).length > 35);
  const held = await page.evaluate(() => globalThis.kept());
  await page.goto("about:blank");
  await until("arrived", () => there.requests.length > before);
  assert.ok(there.sizes.slice(before).every((size) => size < 61_440), there.sizes.slice(before).join());
  await page.goto(url.replace(/options=[^&]*/, "options={}"));
  await until("all of it", () => arrived(held));
});

test("answers that get lost or never come: it comes again, under the same ids", async (t) => {
  const { page } = await open(t, { options: { timeout: "300ms" } });
  const first = there.requests.length;
  there.mood = (request) => ["hanging", "deaf", "well"][Math.min(request - first - 1, 2)];
  const all = ids(3);
  await capture(page, all);
  await until("arrived", () => arrived(all));
  await until("empty", () => isEmpty(page));
  assert.ok(there.requests.length - first >= 3);
});

test("a collector that will have nothing: dropped, counted, and told with the next batch", async (t) => {
  const { page } = await open(t);
  const told = there.told();
  there.mood = () => "gone";
  await capture(page, ids(7));
  await until("dropped", async () => await isEmpty(page) && (await page.evaluate(() => globalThis.sink.state().dropped)) === 7);
  there.mood = () => "well";
  const next = ids(1);
  await capture(page, next);
  await until("arrived", () => arrived(next));
  assert.equal(there.told() - told, 7);
});

test("10,000 events against a blocked collector: at most 64 KiB, and it is let alone", async (t) => {
  const { page, context } = await open(t, { options: { tries: 2 } });
  let tries = 0;
  await context.route("**/collect", (route) => {
    tries++;
    return route.abort("blockedbyclient");
  });
  for (let i = 0; i < 20; i++) {
    await capture(page, ids(500), 250);
    assert.ok(await page.evaluate(() => globalThis.bytes()) <= 65_536);
  }
  await until("counted", async () => {
    const [dropped, kept] = await page.evaluate(async () => [globalThis.sink.state().dropped, (await globalThis.kept()).length]);
    return dropped + kept === 10_000 && kept > 100;
  });
  await until("given up", () => tries === 2);
  const bytes = await page.evaluate(() => globalThis.bytes());
  console.log(`blocked: ${bytes} bytes are stored, ${tries} tries`);
  assert.ok(bytes <= 65_536 && bytes > 60_000);
});

test("four tabs: one sends at a time, each event comes once", async (t) => {
  const { page, context } = await open(t);
  const others = [];
  for (let i = 0; i < 3; i++) others.push((await open(t, { context })).page);
  const all = [page, ...others].map(() => ids(40));
  await Promise.all([page, ...others].map((one, i) => capture(one, all[i])));
  await until("arrived", () => arrived(all.flat()));
  await until("empty", () => isEmpty(page));
  assert.ok(all.flat().every((id) => there.arrived.get(id) === 1));
});

test("without locks a lease in the store stands for one", async (t) => {
  const init = () => Object.defineProperty(navigator, "locks", { value: undefined });
  const { page, context } = await open(t, { init });
  const other = (await open(t, { context, init })).page;
  const [mine, its] = [ids(60), ids(60)];
  await Promise.all([capture(page, mine), capture(other, its)]);
  await until("arrived", () => arrived([...mine, ...its]));
  await until("empty", () => isEmpty(page));
});

test("without a database, memory does while the page lasts", async (t) => {
  const init = () => { IDBFactory.prototype.open = () => { throw new DOMException("no", "SecurityError"); }; };
  const { page } = await open(t, { init });
  const first = there.requests.length;
  there.mood = (request) => (request === first + 1 ? "failing" : "well");
  const all = ids(4);
  await capture(page, all);
  await until("arrived", () => arrived(all));
});

test("offline: nothing is tried, nothing is lost; the line is back: it goes", async (t) => {
  const { page, context } = await open(t);
  await context.setOffline(true);
  const all = ids(25);
  await capture(page, all);
  await until("written", async () => (await page.evaluate(() => globalThis.kept())).length === 25);
  assert.ok(!all.some((id) => there.arrived.has(id)));
  await context.setOffline(false);
  await until("arrived", () => arrived(all));
});

test("no consent, no trace; a denial erases what waits in every tab, and nothing is sent again", async (t) => {
  const { page, context } = await open(t, { more: { consent: "pending" } });
  await capture(page, ids(3));
  assert.deepEqual(await keys(page), []);
  there.mood = () => "failing";
  await page.evaluate(() => globalThis.sink.consent({ analytics: "granted" }));
  const other = (await open(t, { context, more: { wait: "1h" } })).page;
  const lost = ids(6);
  await capture(page, lost.slice(0, 3));
  await capture(other, lost.slice(3));
  await until("written", async () => (await page.evaluate(() => globalThis.kept())).length === 6);
  await page.evaluate(() => globalThis.sink.consent({ analytics: "denied" }));
  await until("erased", async () => !(await keys(page)).length);
  there.mood = () => "well";
  assert.equal(await other.evaluate(() => globalThis.sink.state().waiting), 0);
  // The other tab may go on: what it captures now arrives, and nothing of before.
  const next = ids(1);
  await other.evaluate((list) => { globalThis.capture(list); globalThis.sink.flush(); }, next);
  await until("arrived", () => arrived(next));
  assert.ok(!lost.some((id) => there.arrived.has(id)));
});

test("at rest and after stop() there is no timer, no listener and no open database", async (t) => {
  const init = () => {
    const [set, clear] = [globalThis.setTimeout, globalThis.clearTimeout];
    const timers = globalThis.timers = new Set();
    globalThis.setTimeout = (work, time, ...args) => {
      const id = set(() => { timers.delete(id); work(...args); }, time);
      timers.add(id);
      return id;
    };
    globalThis.clearTimeout = (id) => { timers.delete(id); clear(id); };
    const { addEventListener: add, removeEventListener: remove } = EventTarget.prototype;
    globalThis.online = 0;
    EventTarget.prototype.addEventListener = function (name, ...args) { globalThis.online += name === "online"; return add.call(this, name, ...args); };
    EventTarget.prototype.removeEventListener = function (name, ...args) { globalThis.online -= name === "online"; return remove.call(this, name, ...args); };
  };
  const { page, context } = await open(t, { init });
  const all = ids(3);
  await capture(page, all);
  await until("arrived", () => arrived(all));
  await until("at rest", () => page.evaluate(() => !globalThis.timers.size && !globalThis.online));
  await context.setOffline(true);
  await capture(page, ids(2));
  await until("one timer, one listener", () => page.evaluate(() => globalThis.timers.size === 1 && globalThis.online === 1));
  await page.evaluate(() => globalThis.sink.stop());
  await until("stopped", () => page.evaluate(() => !globalThis.timers.size && !globalThis.online));
  // It can be deleted at once only where nobody has it open.
  const blocked = await page.evaluate(() => new Promise((resolve) => {
    const request = indexedDB.deleteDatabase("opportune:default:outbox");
    request.onblocked = () => resolve(true);
    request.onsuccess = () => resolve(false);
  }));
  assert.equal(blocked, false);
});

test("the runtime hands outcomes on, after consent, and says what became of them", async (t) => {
  const { page, o } = await visit(t, here, {
    rules: [{ id: "hint", when: { event: "go" }, show: { banner: { text: "Free delivery" } } }],
    start: { consent: { functional: "granted" }, sinks: [{ beacon: { url: there.url, batch: { wait: "10ms" } } }] },
    consent: undefined,
  });
  const before = there.requests.length;
  await page.evaluate(() => globalThis.shop.track("go"));
  await until("shown", () => o.shown("hint"));
  assert.ok(!(await keys(page)).includes("database:opportune:default:outbox"));
  await page.evaluate(() => globalThis.shop.setConsent({ analytics: "granted" }));
  await until("loaded", () => page.evaluate(async () => (await globalThis.shop.explain()).sinks?.[0]?.state === "on"));
  // Time is virtual on this page: what waits for company goes as it passes.
  await until("arrived", async () => {
    await o.advance("50ms");
    return there.requests.slice(before).some((text) => JSON.parse(text).events.some(({ name, rule }) => name === "opportune_impression" && rule === "hint"));
  });
});

test("two for one collector: the second is refused in words, and each event goes once", { timeout: 120_000 }, async (t) => {
  const rules = { version: 1, rules: [{ id: "hint", when: { event: "go" }, do: [{ emit: "hinted" }] }] };
  const beacon = { beacon: { url: there.url, batch: { wait: "10ms" } } };
  const tab = await visit(t, here, { rules, start: { later: true, consent: "granted", sinks: [beacon, beacon] }, wait: false });
  const told = [];
  tab.page.on("console", (message) => told.push(message.text()));
  const before = there.requests.length;
  await tab.page.evaluate(() => globalThis.begin().then((shop) => shop.ready));
  await until("both are there", () => tab.page.evaluate(async () => (await globalThis.shop.explain()).sinks?.every(({ state }) => state === "on")));
  await tab.page.evaluate(() => globalThis.shop.track("go"));
  const sent = () => there.requests.slice(before).flatMap((text) => JSON.parse(text).events).filter(({ name }) => name === "opportune_impression").map(({ id }) => id);
  await until("arrived", async () => {
    await tab.o.advance("50ms");
    return sent().length;
  });
  for (let i = 0; i < 20; i++) await tab.o.advance("50ms");
  assert.equal(sent().length, 1, "sent once");
  const [first, second] = await tab.page.evaluate(async () => (await globalThis.shop.explain()).sinks);
  assert.deepEqual([first.sent > 0, first.failed, second.sent], [true, 0, 0]);
  assert.ok(second.failed);
  assert.equal(told.filter((text) => /needs a "name" of its own/.test(text)).length, 1, told.join("; "));
  assert.equal((await tab.page.evaluate(() => globalThis.shop.stored())).filter(({ key }) => key.endsWith("/outbox")).length, 1);

  // Once the first is gone, there is room.
  await tab.page.evaluate(() => globalThis.shop.stop());
  await tab.page.evaluate((sinks) => globalThis.begin({ sinks }).then((shop) => shop.ready), [beacon]);
  await tab.page.evaluate(() => globalThis.shop.track("go"));
  await until("arrived", async () => {
    await tab.o.advance("50ms");
    return sent().length > 1;
  });
});

test("a second one that was refused erases nothing of the first, which erases its own", { timeout: 60_000 }, async (t) => {
  const { page } = await open(t, { more: { wait: "1h" } });
  const all = ids(3);
  await capture(page, all);
  await until("written", async () => (await page.evaluate(() => globalThis.kept())).length === 3);
  const refusal = await page.evaluate(async (url) => {
    const { default: beacon } = await import("/opportune/sinks/t.js");
    globalThis.second = beacon({ url });
    try {
      return void globalThis.second.consent({ analytics: "granted" });
    } catch (why) {
      return why.message;
    }
  }, there.url);
  assert.match(refusal, /needs a "name" of its own/);
  await page.evaluate(() => globalThis.second.forget());
  assert.deepEqual(await page.evaluate(() => globalThis.kept()), all);
  await page.evaluate(() => globalThis.sink.forget());
  await until("erased", async () => !(await keys(page)).length);
});

for (const [when, spoil] of [
  ["its wasm does not come", () => { WebAssembly.compile = () => Promise.reject(new Error("no")); }],
  ["it was stopped before its wasm came", () => { globalThis.isStopping = true; }],
]) {
  test(`what earlier pages left is erased on request, also where ${when}`, { timeout: 60_000 }, async (t) => {
    const { page, url } = await open(t, { more: { wait: "1h" } });
    await capture(page, ids(3));
    await until("written", async () => (await page.evaluate(() => globalThis.kept())).length === 3);
    await page.evaluate(() => { globalThis.sink.flush = () => {}; });
    // Some file of the shop, without any script.
    await page.goto(new URL("/t/outbox.js", url).href);
    assert.ok((await keys(page)).length, "it lies there");
    await page.evaluate(spoil);
    await page.evaluate(async (url) => {
      const { default: beacon } = await import("/opportune/sinks/t.js");
      const sink = beacon({ url });
      if (globalThis.isStopping) sink.stop();
      await sink.forget();
    }, there.url);
    assert.deepEqual(await keys(page), []);
  });
}
