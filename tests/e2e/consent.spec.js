// Consent, from every source and in every order: before it is given not one byte is stored or sent, and after it is taken
// back nothing is left. Everything that is written or leaves is watched, and so is what lies in the browser.

import assert from "node:assert/strict";
import { test } from "node:test";

import { keys, PAGE, setting } from "./support.mjs";
import { opportune } from "../../dist/testing.js";
import { world } from "./consenting.mjs";
import { TIMELINES } from "./timelines.mjs";

const here = setting();
/** How many run at once, each in a browser profile of its own. Alone (`LANES=1`) they run in the order in which they stand. */
const LANES = Number(process.env.LANES ?? 3);

/** What the package fetches of itself, and the page. */
const isOwn = (url) => /^\/(opportune|t)\//.test(new URL(url).pathname);

class Lane {
  tabs = [];
  faults = [];
  sent = [];
  /** What the page was seen to send, and was allowed to; the browser tells of requests when it pleases. */
  beacons = 0;

  async open() {
    this.context = await here.browser.newContext({ viewport: { width: 1200, height: 800 } });
    this.context.on("request", (request) => {
      if (!isOwn(request.url())) this.sent.push({ url: request.url(), body: request.postData() ?? "" });
    });
    await this.context.route((url) => !isOwn(url.href), (route) => route.fulfill({ status: 204 }));
    return this.tab(0);
  }

  async tab(number) {
    this.now = number;
    if (this.tabs[number]) return;
    const page = await this.context.newPage();
    this.tabs[number] = page;
    page.on("pageerror", (error) => this.faults.push(`uncaught: ${error.message}`));
    page.on("console", (message) => message.type() === "error" && this.faults.push(message.text()));
    await page.addInitScript(world);
    await page.addInitScript(() => { globalThis.given = { later: true }; });
    await opportune(page);
    await this.load();
  }

  get page() {
    return this.tabs[this.now];
  }

  async load() {
    await this.page.goto(here.server.url + PAGE);
    await this.page.evaluate((name) => { globalThis.namespace = name; }, this.name);
  }

  /** What lies there, once it is what it is to be, or after three seconds whatever it is. */
  async lies(isRight) {
    for (let tries = 0; ; tries++) {
      const found = await keys(this.page);
      if (isRight(found) || tries > 60) return found;
      await this.page.waitForTimeout(50);
    }
  }

  /** What consent is, once it is that, and all that was written until then: what another tab says takes its time. */
  async looked(letters) {
    const written = [];
    for (let tries = 0; ; tries++) {
      const seen = await this.page.evaluate(() => globalThis.acts.look());
      written.push(...seen.written);
      if (seen.letters === letters || tries > 100) return { letters: seen.letters, written };
      await this.page.waitForTimeout(50);
    }
  }

  async check(letters, before) {
    const about = `${this.name}, looking for ${letters}`;
    const { letters: found, written } = await this.looked(letters);
    assert.equal(found, letters, about);
    const isKept = letters[0] === "g";
    const isSent = (one) => one.startsWith("beacon ");
    // What lies between may have been allowed, and taken back.
    if (!isKept && before[0] !== "g") assert.deepEqual(written.filter((one) => !isSent(one)), [], `${about}: written`);
    if (letters[1] !== "g" && before[1] !== "g") assert.deepEqual(written.filter(isSent), [], `${about}: sent`);
    const mine = `database:opportune:${this.name}`;
    const lying = await this.lies((all) => (isKept ? all.includes(mine) : !all.length));
    assert.deepEqual(lying, isKept ? [mine] : [], `${about}: lies in the browser`);
    this.beacons += written.filter(isSent).length;
  }

  async run(name, steps) {
    this.name = name;
    // A timeline before may have gone on to another address: going there again would be no page view.
    if (new URL(this.page.url()).pathname !== PAGE) await this.load();
    await this.page.evaluate((given) => {
      globalThis.namespace = given;
      globalThis.written.length = 0;
    }, name);
    // Each tab's last known state; nothing is allowed to begin with.
    const before = [];
    for (const step of steps) {
      if (typeof step === "string") {
        await this.check(step, before[this.now] ?? "ppp");
        before[this.now] = step;
        continue;
      }
      const [act, ...args] = step;
      if (act === "tab") await this.tab(args[0]);
      else if (act === "maybe") before[this.now] = "ggg";
      else if (act === "reload") await this.load();
      else if (act === "states") assert.equal((await this.looked(args[0])).letters, args[0]);
      else if (act === "empty") assert.deepEqual(await this.lies((all) => !all.length), []);
      else if (act === "kept") assert.ok((await this.lies((all) => all.length)).includes(`database:opportune:${name}`), "what was granted before lies there unread");
      else if (act === "counted") assert.match((await this.page.evaluate(() => globalThis.shop.stored()))[0]?.value, / bar 1 /, `${name}: what was shown before counts`);
      else {
        if (act === "begin") before[this.now] = "ppp";
        const result = await this.page.evaluate(([what, all]) => globalThis.acts[what](...all), [act, args]);
        if (act === "begin") assert.equal(result, "running", name);
      }
    }
    for (const tab of this.tabs) await tab.evaluate(() => globalThis.shop?.forget());
    await this.lies((all) => !all.length);
    for (const tab of this.tabs) await tab.evaluate(() => globalThis.acts.reset());
    for (const extra of this.tabs.splice(1)) await extra.close();
    this.now = 0;
    assert.deepEqual(this.faults.splice(0), [], `${name}: faults in the page`);
  }
}

test(`${Object.keys(TIMELINES).length} timelines of consent`, async (t) => {
  assert.ok(Object.keys(TIMELINES).length >= 40);
  const waiting = Object.entries(TIMELINES).filter(([name]) => name.includes(process.env.TIMELINE ?? ""));
  const failures = [];
  let beacons = 0;
  const work = async () => {
    let lane;
    for (let next; (next = waiting.shift());) {
      if (!lane) await (lane = new Lane()).open();
      if (process.env.TIMELINE) process.stderr.write(`${next[0]}\n`);
      try {
        await lane.run(...next);
      } catch (why) {
        failures.push(`${next[0]}: ${why.message}`);
        if (process.env.TIMELINE) process.stderr.write(`${failures.at(-1)}\n`);
        await lane.context.close();
        lane = undefined;
      }
    }
    if (!lane) return;
    beacons += lane.beacons;
    const strange = lane.sent.filter(({ url }) => new URL(url).pathname !== "/collect");
    if (strange.length) failures.push(`requests that nobody asked for: ${JSON.stringify(strange)}`);
    await lane.context.close();
  };
  const began = performance.now();
  await Promise.all(Array.from({ length: LANES }, work));
  t.diagnostic(`${((performance.now() - began) / 1000).toFixed(1)} s`);
  assert.deepEqual(failures, []);
  assert.ok(beacons > 0, "what is allowed is sent");
});
