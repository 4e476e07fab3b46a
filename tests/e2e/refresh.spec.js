// Rules that come from a server: asked for again, swapped whole, kept for the day on which the server fails.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { FAILURES, faulty } from "./faulty.mjs";
import { mustNotShow, mustShow, setting, visit } from "./support.mjs";

const here = setting();
let shop;
before(async () => {
  shop = await faulty();
});
after(() => shop?.close());

const bar = (id, edge = "bottom", text = id) => ({ id, show: { banner: { edge, text } } });
const rules = (...list) => ({ version: 1, rules: list });
const source = (more = {}) => ({ url: `${shop.url}/rules.json`, refresh: "1m", ...more });

/** Real time for what really goes over the wire. */
const settle = (page, time = 150) => page.waitForTimeout(time);

async function until(page, what, message) {
  for (let tries = 0; tries < 60; tries += 1) {
    if (await what()) return;
    await page.waitForTimeout(25);
  }
  assert.fail(message);
}

const says = async (page, id, text) =>
  assert.ok(await page.locator(`[data-opportune-rule=${id}]`).getByText(text, { exact: true }).count(), `${id} does not say ${text}`);

/** A visit to a page whose rules come from the shop; it ends without a look at the console, which browsers fill. */
async function live(t, given = {}) {
  shop.failure = null;
  const visited = await visit(t, here, { settle: false, consent: "granted", start: { rules: source(), quiet: true }, ...given });
  await visited.o.advance("1s");
  await settle(visited.page);
  return visited;
}

/** The visitor comes back when `refresh` has passed. */
async function comeBack({ page, o }) {
  const before = shop.asked.length;
  await o.away("61s");
  await until(page, () => shop.asked.length > before, "nobody asked again");
  // Whatever patience there is runs out.
  await settle(page);
  await o.advance("4s");
  await settle(page, 60);
}

test("a rule that the server withdraws leaves the screen of an open tab", async (t) => {
  shop.rules = rules(bar("one"), bar("two", "top"));
  const visited = await live(t);
  await mustShow(visited.o, "one");
  shop.rules = rules(bar("two", "top"));
  await comeBack(visited);
  await mustNotShow(visited.o, "one");
  await mustShow(visited.o, "two");
  assert.equal(await visited.o.why("one"), null);
});

test("in time: `refresh` and a second after a page view, not sooner", async (t) => {
  shop.rules = rules(bar("one"));
  const visited = await live(t);
  const { page, o } = visited;
  await o.advance("10s");
  shop.rules = rules({ ...bar("one"), enabled: false });
  const asked = shop.asked.length;
  await page.evaluate(() => history.pushState({}, "", "?p=2#x"));
  await o.advance("40s");
  assert.equal(shop.asked.length, asked, "asked before its time");
  await mustShow(o, "one");
  await o.advance("10s");
  await until(page, () => shop.asked.length > asked, "a page view asks once its time has come");
  await settle(page);
  await o.advance("1s");
  await mustNotShow(o, "one");
});

test("no page view and no return: nobody asks", async (t) => {
  shop.rules = rules(bar("one"));
  const { page, o } = await live(t);
  const asked = shop.asked.length;
  await o.advance("30m");
  await settle(page);
  assert.equal(shop.asked.length, asked);
});

test("what did not change stays: the widget is the same node", async (t) => {
  shop.rules = rules(bar("one"), bar("two", "top", "before"));
  const visited = await live(t);
  await visited.page.evaluate(() => {
    globalThis.kept = document.querySelector("[data-opportune-rule=one]");
  });
  shop.rules = rules(bar("two", "top", "after"), bar("one"));
  await comeBack(visited);
  assert.equal(await visited.page.evaluate(() => globalThis.kept === document.querySelector("[data-opportune-rule=one]")), true);
  await says(visited.page, "two", "after");
  assert.equal(await visited.count("impression"), 2, "drawn anew is not seen anew");
});

test("`enabled: false` at the top stops all, and the next file goes on", async (t) => {
  shop.rules = rules(bar("one"));
  const visited = await live(t);
  shop.rules = { ...rules(bar("one")), enabled: false };
  await comeBack(visited);
  await mustNotShow(visited.o, "one");
  shop.rules = rules(bar("one"));
  await comeBack(visited);
  await mustShow(visited.o, "one");
});

test("every open tab hears of it at once", async (t) => {
  shop.rules = rules(bar("one"));
  const first = await live(t);
  const second = await live(t, { page: first.page });
  await second.o.hide();
  await mustShow(second.o, "one");
  shop.rules = rules();
  await comeBack(first);
  await mustNotShow(first.o, "one");
  await until(second.page, async () => !(await second.o.shown("one")), "the other tab still shows it");
});

test("revalidation: the same file costs a 304, and changes nothing", async (t) => {
  shop.rules = rules(bar("one"));
  const visited = await live(t);
  const before = shop.revalidated;
  await comeBack(visited);
  assert.equal(shop.revalidated, before + 1);
  await mustShow(visited.o, "one");
});

test("`refresh: false` asks once", async (t) => {
  shop.rules = rules(bar("one"));
  const { page, o } = await live(t, { start: { rules: source({ refresh: false }), quiet: true } });
  const asked = shop.asked.length;
  await o.away("1h");
  await settle(page);
  assert.equal(shop.asked.length, asked);
});

test("a server that fails leaves the last good rules running, and is believed again", async (t) => {
  let version = 0;
  shop.rules = rules(bar("v0"));
  const visited = await live(t);
  await visited.page.evaluate(() => {
    globalThis.kept = document.querySelector("opportune-widget");
  });
  assert.ok(Object.keys(FAILURES).length >= 20);
  for (const failure of Object.keys(FAILURES)) {
    await t.test(failure, async () => {
      shop.failure = failure;
      shop.rules = rules(bar("evil"));
      await comeBack(visited);
      await mustShow(visited.o, `v${version}`);
      assert.equal(await visited.o.why("evil"), null, "what came instead runs");
      assert.equal(await visited.page.evaluate(() => globalThis.kept.isConnected), true, "the widget was drawn anew");
      shop.failure = null;
    });
  }
  version += 1;
  shop.rules = rules(bar(`v${version}`));
  await comeBack(visited);
  await mustShow(visited.o, "v1");
  await mustNotShow(visited.o, "v0");
});

test("a page that opens while the server fails runs on what was kept", async (t) => {
  shop.rules = rules(bar("kept"));
  const { page: old, context } = await live(t);
  for (const failure of Object.keys(FAILURES)) {
    await t.test(failure, async (inner) => {
      // A page of its own for each, in the same browser profile.
      const again = await (async () => {
        shop.failure = failure;
        const visited = await visit(inner, here, {
          settle: false, wait: false, page: old, consent: "granted", start: { rules: source({ timeout: "500ms" }), quiet: true },
        });
        inner.after(() => visited.page.close());
        await visited.page.waitForFunction(() => globalThis.shop);
        await settle(visited.page, 100);
        await visited.o.advance("1s");
        return visited;
      })();
      const ready = await again.o.ready();
      assert.equal(ready.state, "running", JSON.stringify(ready));
      await mustShow(again.o, "kept");
    });
  }
  shop.failure = null;
  await context.close();
});

const opening = async (t, given) => {
  const visited = await visit(t, here, { settle: false, wait: false, consent: "granted", ...given, start: { rules: source({ timeout: "500ms" }), quiet: true, ...given.start } });
  await visited.page.waitForFunction(() => globalThis.shop);
  await settle(visited.page);
  await visited.o.advance("1s");
  return visited.o.ready();
};

test("what was kept serves for a day, and does not grow younger by being used", async (t) => {
  shop.rules = rules(bar("kept"));
  const { page } = await live(t, { now: "2026-11-21T10:00:00Z" });
  shop.failure = "500";
  const state = async (now) => (await opening(t, { page, now })).state;
  assert.equal(await state("2026-11-21T20:00:00Z"), "running");
  assert.equal(await state("2026-11-22T09:59:00Z"), "running");
  assert.equal(await state("2026-11-22T10:01:00Z"), "disabled");
  // A clock set back makes nothing of the future good.
  assert.equal(await state("2026-11-20T10:00:00Z"), "disabled");
  shop.failure = null;
});

test("without consent nothing is kept", async (t) => {
  shop.rules = rules(bar("kept"));
  const { page, keys } = await live(t, { consent: "pending" });
  await settle(page);
  assert.deepEqual(await keys(), []);
  shop.failure = "404";
  assert.deepEqual(await opening(t, { page }), { state: "disabled", reason: "rules_http", problems: [] });
  shop.failure = null;
});

test("denied consent erases what was kept", async (t) => {
  shop.rules = rules(bar("kept"));
  const { page, o, keys } = await live(t);
  assert.deepEqual(await keys(), ["database:opportune:default"]);
  await page.evaluate(() => globalThis.shop.setConsent({ functional: "denied" }));
  await o.advance("1s");
  await until(page, async () => (await keys()).length === 0, "something is left");
});

test("a list of files merges: rules by id, null removes, the rest by key", async (t) => {
  shop.rules = { ...rules(bar("one"), bar("two", "top")), settings: { locale: "de" } };
  shop.more = { version: 1, settings: { currency: "EUR" }, rules: [{ id: "one", show: { banner: { text: "patched" } } }] };
  const { page, o } = await live(t, {
    start: { quiet: true, rules: [source(), source({ url: `${shop.url}/more.json` }), { rules: [{ id: "two", enabled: false }] }] },
  });
  await says(page, "one", "patched");
  await mustNotShow(o, "two");
  shop.more = { version: 1, rules: [{ id: "one", show: { banner: { text: "patched again" } } }] };
  await comeBack({ page, o });
  await says(page, "one", "patched again");
  delete shop.more;
});

test("update(): other rules at once, or the reason why not", async (t) => {
  const { page, o } = await visit(t, here, { settle: false, rules: [bar("one")], start: { quiet: true } });
  await o.advance("1s");
  const update = (next) => page.evaluate((given) => globalThis.shop.update(given), next);
  assert.deepEqual(await update(rules(bar("two"))), { state: "running", problems: [] });
  await o.advance("1s");
  await mustShow(o, "two");
  await mustNotShow(o, "one");
  const bad = await update({ version: 2, rules: [] });
  assert.equal(bad.reason, "rules");
  assert.equal(bad.problems[0].code, "newer_version");
  await mustShow(o, "two");
  shop.failure = "404";
  assert.equal((await update(`${shop.url}/rules.json`)).reason, "rules_http");
  shop.failure = null;
  shop.rules = rules(bar("three"));
  assert.equal((await update([`${shop.url}/rules.json`])).reason, undefined);
  await o.advance("1s");
  await mustShow(o, "three");
});

test("update(): what the page changed in its own object is changed", async (t) => {
  const { page, o } = await visit(t, here, { settle: false, rules: [bar("one")], start: { quiet: true } });
  await o.advance("1s");
  await page.evaluate(async (own) => {
    await globalThis.shop.update(own);
    own.rules[0].show.banner.text = "after";
    await globalThis.shop.update(own);
  }, rules(bar("two", "top", "before")));
  await o.advance("1s");
  await says(page, "two", "after");
});

test("progress goes on through a swap, in a page too", async (t) => {
  const hint = { id: "hint", when: { dwell: "30s" }, show: { banner: { edge: "top", text: "hint" } } };
  const { page, o } = await visit(t, here, { settle: false, rules: [hint], start: { quiet: true } });
  await o.advance("20s");
  await page.evaluate((given) => globalThis.shop.update(given), rules(bar("one"), hint));
  await o.advance("9s");
  await mustNotShow(o, "hint");
  await o.advance("1s");
  await mustShow(o, "hint");
});

test("a swap while a claim is being written waits for it", async (t) => {
  const capped = { id: "capped", when: { event: "go" }, show: { banner: { edge: "top", text: "capped" } }, limit: { perSession: 1 } };
  const { page, o } = await visit(t, here, { settle: false, rules: [capped], start: { quiet: true }, consent: "granted" });
  await o.advance("3s");
  await page.evaluate((given) => {
    globalThis.shop.track("go");
    globalThis.done = globalThis.shop.update(given);
  }, rules(bar("one"), capped));
  for (let i = 0; i < 5; i += 1) {
    await o.advance("100ms");
    await settle(page, 30);
  }
  assert.deepEqual(await page.evaluate(() => globalThis.done), { state: "running", problems: [] });
  await mustShow(o, "capped");
  await mustShow(o, "one");
});

test("stop() ends it: nobody asks, nobody listens", async (t) => {
  shop.rules = rules(bar("one"));
  const { page } = await live(t);
  const asked = shop.asked.length;
  await page.evaluate(() => globalThis.shop.stop());
  await page.evaluate(() => globalThis.dispatchEvent(new Event("visibilitychange")));
  await settle(page);
  assert.equal(shop.asked.length, asked);
  assert.equal(await page.locator("opportune-widget").count(), 0);
});

test("many rules are compared with those before piece by piece: the page has its turn between", { timeout: 60_000 }, async (t) => {
  const context = await here.browser.newContext();
  t.after(() => context.close());
  const page = await context.newPage();
  await page.addInitScript(() => { globalThis.given = { later: true }; });
  await page.goto(`${here.server.url}/t/plain.html`);
  await page.waitForFunction(() => globalThis.begin);
  const [slices, turns] = await page.evaluate(async () => {
    const many = (text) => ({ version: 1, rules: Array.from({ length: 3200 }, (_, i) => ({ id: `r${i}`, when: { event: "go" }, do: [{ emit: text }] })) });
    const shop = await globalThis.begin({ rules: many("one"), consent: "granted", quiet: true });
    await shop.ready;
    // However fast this machine is: each look at the clock finds that the page has waited long enough.
    const { now } = performance;
    let looks = 0;
    performance.now = () => now.call(performance) + 10 * ++looks;
    const { MessageChannel } = globalThis;
    let turns = 0;
    globalThis.MessageChannel = class extends MessageChannel {
      constructor() {
        super();
        turns += 1;
      }
    };
    const { problems } = await shop.update(many("two"));
    if (problems.length) throw new Error(JSON.stringify(problems));
    return [3200 / 64, turns];
  });
  // Five for each slice go by until the engine has read them; then there are both sets to compare.
  assert.ok(turns >= 7 * slices, `${turns} turns for ${slices} slices`);
});
