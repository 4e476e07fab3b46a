// Events through everything that ends pages: tabs closed, navigations, offline spells, a collector that fails, and the
// browser killed at any instant. Each that the browser had written arrives. `EVENTS` says how many (`npm run prove`: 20,000).

import assert from "node:assert/strict";
import { test } from "node:test";

import { collector } from "../support/collector.mjs";
import { killable } from "./killable.mjs";
import { setting } from "./support.mjs";

const here = setting();
const EVENTS = Number(process.env.EVENTS ?? 300);
const BURST = 15;
/** How many may wait where nothing can be sent: fewer than the outbox holds, so that none is dropped. */
const MOST = 105;

let seed = Number(process.env.SEED ?? 7);
const below = (most) => {
  seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
  return Math.floor((seed / 2 ** 32) * most);
};
const pause = (time) => new Promise((resolve) => setTimeout(resolve, time));

test(`${EVENTS} events, the browser killed again and again: what was written arrives`, { timeout: 3_600_000 }, async (t) => {
  const there = await collector((request) => (request % 17 === 0 ? "failing" : request % 11 === 0 ? "deaf" : "well"));
  const machine = await killable();
  t.after(async () => {
    await machine.close();
    await there.close();
  });
  const url = `${here.server.url}/t/outbox.html?${new URLSearchParams({ url: there.url, wait: "20ms" })}`;
  /** Captured; and of these the ones that the browser said it has. */
  const captured = [];
  const written = new Set();
  const seen = { bursts: 0, navigations: 0, closed: 0, offline: 0, kills: 0, racing: 0 };
  let pages = [];
  let next = 0;

  const open = async () => {
    const page = await machine.context.newPage();
    await page.goto(url);
    await page.waitForFunction(() => globalThis.capture);
    pages.push(page);
    return page;
  };
  const burst = async (page) => {
    const ids = Array.from({ length: BURST }, () => `event-${next++}`);
    captured.push(...ids);
    seen.bursts++;
    await page.evaluate((all) => globalThis.capture(all, 40), ids);
    return ids;
  };
  /** Until little waits: a collector that is slow to fail holds up what comes, and what finds no room is dropped. */
  const quiet = async (page) => {
    // Somebody comes back to it, and it looks for what closed tabs left. (Here every tab is always visible.)
    await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
    for (const end = Date.now() + 120_000; Date.now() < end;) {
      if ((await page.evaluate(() => globalThis.kept())).length < 60) return;
      await pause(50);
    }
    const all = [];
    for (const one of pages) all.push(await one.evaluate(async () => ({ ...await globalThis.state(), ...await navigator.locks.query() })));
    assert.fail(`it is not sent: ${JSON.stringify({ ...seen, requests: there.requests.length, all })}`);
  };
  /** Until the browser says that it has them, or the collector does. */
  const settled = async (page, ids) => {
    for (const end = Date.now() + 60_000; Date.now() < end;) {
      const kept = new Set(await page.evaluate(() => globalThis.kept()));
      if (ids.every((id) => kept.has(id) || there.arrived.has(id))) {
        for (const id of ids) written.add(id);
        return;
      }
      await pause(5);
    }
    const state = await page.evaluate(() => globalThis.state());
    assert.fail(`it is not written, and nobody ended it: ${JSON.stringify({ ...seen, ...state, arrived: there.arrived.size })}`);
  };
  const offline = async (page) => {
    seen.offline++;
    await machine.context.setOffline(true);
    for (let i = 0; i < MOST / BURST - 1; i++) await settled(page, await burst(page));
    // What cannot be sent goes with its page, or waits for the line.
    if (below(2)) await kill();
    await machine.context.setOffline(false);
  };
  const kill = async () => {
    seen.kills++;
    pages = [];
    await machine.kill();
    await machine.start();
  };
  const leave = async (page) => {
    await page.close();
    pages = pages.filter((one) => one !== page);
  };

  while (captured.length < EVENTS) {
    while (pages.length < 1 + below(3)) await open();
    const page = pages[below(pages.length)];
    await quiet(page);
    const ids = await burst(page);
    const what = below(100);
    if (what < 5) {
      // At any instant of writing and sending.
      seen.racing += BURST;
      await pause(below(40));
      await kill();
    } else if (what < 20) {
      seen.racing += BURST;
      seen.navigations++;
      await page.goto(url);
      await page.waitForFunction(() => globalThis.capture);
    } else if (what < 30) {
      seen.racing += BURST;
      seen.closed++;
      await leave(page);
    } else {
      await settled(page, ids);
      if (what < 33) await offline(page);
      else if (what < 40) await kill();
    }
  }
  there.mood = () => "well";
  const page = await open();
  for (const end = Date.now() + 120_000; Date.now() < end;) {
    if ([...written].every((id) => there.arrived.has(id)) && !(await page.evaluate(() => globalThis.kept())).length) break;
    await pause(20);
  }
  const lost = [...written].filter((id) => !there.arrived.has(id));
  const unwritten = captured.filter((id) => !there.arrived.has(id) && !written.has(id));
  const again = captured.reduce((sum, id) => sum + Math.max(0, (there.arrived.get(id) ?? 1) - 1), 0);
  console.log(`kills: ${JSON.stringify({ captured: captured.length, arrived: there.arrived.size, lost: lost.length, neverWritten: unwritten.length, cameAgain: again, dropped: there.told(), ...seen })}`);
  assert.equal(there.fault, null);
  assert.deepEqual(lost, [], "written, and lost");
  assert.equal(there.told(), 0);
  assert.equal(there.arrived.size + unwritten.length, captured.length);
  // Only what raced with its end may be missing.
  assert.ok(unwritten.length <= seen.racing);
});
