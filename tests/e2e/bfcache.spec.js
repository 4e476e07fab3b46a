// Pages that go into the browser's back/forward cache with a batch under way, and come back: nothing is lost, and what comes
// twice has its id. Real pages, real time; whether the browser keeps such a page is its own affair. `BFCACHE=all` tries every
// story with another tab and without (`npm run prove`), else two of them.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { chromium } from "../../src/build/browser.mjs";
import { serve } from "../../src/build/serve.mjs";
import { at } from "../../src/build/tools.mjs";
import { collector } from "../support/collector.mjs";

let server;
let browser;
let there;
before(async () => {
  server = await serve({ mounts: { "/t/": at("tests/e2e/pages") } });
  browser = await chromium({ ignoreDefaultArgs: ["--disable-back-forward-cache"] });
  there = await collector();
});
after(async () => {
  await browser?.close();
  await server?.close();
  await there?.close();
});

let count = 0;
const ids = (many) => Array.from({ length: many }, () => `event-${count++}`);
const pause = (time) => new Promise((resolve) => setTimeout(resolve, time));
async function until(what, holds) {
  for (const end = Date.now() + 60_000; Date.now() < end;) {
    if (await holds()) return;
    await pause(20);
  }
  assert.fail(`never: ${what}`);
}
const arrived = (all) => all.every((id) => there.arrived.has(id));
const url = (options) => `${server.url}/t/outbox.html?${new URLSearchParams({ url: there.url, wait: "20ms", options: JSON.stringify(options) })}`;

async function open(context, options = {}) {
  const page = await context.newPage();
  await page.goto(url(options));
  await page.waitForFunction(() => globalThis.capture);
  return page;
}
const capture = (page, all) => page.evaluate((list) => globalThis.capture(list), all);
const away = (page) => page.goto(`${server.url}/favicon.svg`);
/** Back again: from the cache, if the browser kept it, else loaded anew. */
async function back(page) {
  // A page from the cache is not loaded, so the driver would wait in vain.
  await page.evaluate(() => history.back()).catch(() => {});
  await until("back", () => page.evaluate(() => !!globalThis.capture).catch(() => false));
}
const isKept = (page) => page.evaluate(() => globalThis.before === true);
const isEmpty = (page) => page.evaluate(async () => !(await globalThis.kept()).length);

/** What the collector does with what is under way as the page is left; and whether the batch is sent under the lock. */
const STORIES = {
  "answered after the return": { mood: "hanging", options: { timeout: "500ms" }, whole: () => {} },
  "answered while it is away": { mood: "hanging", options: { timeout: "500ms" }, whole: () => { there.mood = () => "well"; } },
  "the answer is lost": { mood: "deaf", options: {}, whole: () => {} },
  "it fails": { mood: "failing", options: {}, whole: () => {} },
  "nothing is under way": { mood: "well", options: {}, whole: () => {} },
};

for (const [name, { mood, options, whole }] of Object.entries(STORIES)) {
  for (const others of [0, 1]) {
    if (process.env.BFCACHE !== "all" && `${name} ${others}` !== "the answer is lost 1" && `${name} ${others}` !== "nothing is under way 0") continue;
    test(`a page that goes with a batch under way and returns: ${name}${others ? ", with another tab" : ""}`, { timeout: 90_000 }, async (t) => {
      const context = await browser.newContext();
      t.after(() => context.close());
      const faults = [];
      const page = await open(context, options);
      page.on("pageerror", ({ message }) => faults.push(message));
      const other = others ? await open(context, options) : undefined;
      await page.evaluate(() => { globalThis.before = true; });
      there.mood = () => mood;
      const asked = there.requests.length;
      const first = ids(6);
      await capture(page, first.slice(0, 3));
      await until("under way", () => there.requests.length > asked);
      await capture(page, first.slice(3));
      // What goes with the page may come again; here nothing does.
      if (mood === "well") await until("nothing waits", () => isEmpty(page));
      await away(page);
      const during = ids(2);
      if (other) await capture(other, during);
      whole();
      await back(page);
      there.mood = () => "well";
      const next = ids(3);
      await capture(page, next);
      const all = [...first, ...next, ...(other ? during : [])];
      await until(`all of it, ${JSON.stringify(all.filter((id) => !there.arrived.has(id)))} missing`, () => arrived(all));
      await until("nothing waits", () => isEmpty(page));
      t.diagnostic(`${await isKept(page) ? "from the cache" : "loaded anew"}; ${all.filter((id) => there.arrived.get(id) > 1).length} came again`);
      if (mood === "well") assert.ok(all.every((id) => there.arrived.get(id) === 1), "once each");
      assert.equal(there.fault, null);
      assert.equal(there.told(), 0);
      assert.deepEqual(faults, []);
    });
  }
}
