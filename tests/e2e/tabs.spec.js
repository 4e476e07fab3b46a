// Tabs that race for the same caps. Eight fire in the same instant, round after round, each round with a store and a cap
// of its own. A cap is never overshot, whether tabs are fresh, reloaded or duplicated. `ROUNDS` says how many rounds
// (`npm run prove`: 500).

import assert from "node:assert/strict";
import { test } from "node:test";

import { PAGE, setting } from "./support.mjs";

const here = setting();
const TABS = 8;
const ROUNDS = Number(process.env.ROUNDS ?? 20);

/** A capped rule that draws, or one that only acts; what cannot be counted stays away. */
const rulesOf = (round, cap) => ({
  version: 1,
  settings: { withoutStorage: "hide" },
  rules: [{
    id: "offer", when: { event: "go" }, limit: { perVisitor: cap, perPage: "any" },
    ...(round % 2 ? { show: { banner: { text: "Ten percent", hideAfter: "1s" } } } : { do: [{ emit: "offered" }] }),
  }],
});

async function open(context) {
  const page = await context.newPage();
  await page.addInitScript(() => { globalThis.given = { later: true }; });
  await page.goto(here.server.url + PAGE);
  await page.waitForFunction(() => globalThis.begin);
  return page;
}

/** A runtime on that store, which fires when the starting shot is heard and then knows what became of it. */
const arm = (page, namespace, rules) => page.evaluate(async ([name, set]) => {
  globalThis.shop?.stop();
  const shop = await globalThis.begin({ namespace: name, rules: set, consent: "granted", quiet: true, onEvent: (event) => globalThis.told(event) });
  const { state } = await shop.ready;
  if (state !== "running") throw new Error(state);
  globalThis.result = new Promise((resolve) => {
    globalThis.told = ({ name: is, reason }) => {
      if (is === "opportune_impression" || is === "opportune_blocked") resolve(is === "opportune_blocked" ? reason : "shown");
    };
  });
  globalThis.shots ??= Object.assign(new BroadcastChannel("shots"), { onmessage: () => globalThis.shop.track("go") });
}, [namespace, rules]);

/** They fire, several of them by one shot; what became of each. */
async function fire(pages) {
  await pages[0].evaluate((alone) => {
    if (!alone) globalThis.shots.postMessage("go");
    globalThis.shop.track("go");
  }, pages.length === 1);
  return Promise.all(pages.map((page) => page.evaluate(() => globalThis.result)));
}

const count = (results, what) => results.filter((one) => one === what).length;

test(`${TABS} tabs, ${ROUNDS} rounds, caps 1 to 5: no cap is overshot`, { timeout: 900_000 }, async () => {
  const context = await here.browser.newContext();
  const pages = await Promise.all(Array.from({ length: TABS }, () => open(context)));
  const seen = { rounds: 0, shown: 0, over: 0, short: 0, late: 0 };
  for (let round = 0; round < ROUNDS; round++) {
    const cap = 1 + (round % 5);
    await Promise.all(pages.map((page) => arm(page, `round-${round}`, rulesOf(round, cap))));
    const results = await fire(pages);
    const shown = count(results, "shown");
    seen.rounds++;
    seen.shown += shown;
    seen.late += count(results, "no_storage");
    seen.over += shown > cap;
    seen.short += shown < cap;
    assert.equal(shown + count(results, "limit") + count(results, "no_storage"), TABS, results.join());
    await pages[0].evaluate((name) => indexedDB.deleteDatabase(`opportune:${name}`), `round-${round - 1}`);
  }
  console.log(`tabs: ${JSON.stringify(seen)}`);
  await context.close();
  assert.equal(seen.over, 0, "caps overshot");
  // A tab whose store did not answer within half a second shows nothing; that is the only way to stay below a cap.
  assert.ok(seen.short <= seen.late, "caps not used up");
});

test("a duplicated tab counts as a tab, and so does a reloaded one", async () => {
  const context = await here.browser.newContext();
  const first = await open(context);
  await first.evaluate(() => sessionStorage.setItem("mine", "copied"));
  // What "duplicate tab" does: another top-level page with a copy of the session's storage.
  const [second] = await Promise.all([context.waitForEvent("page"), first.evaluate(() => void open(location.href, "_blank", ""))]);
  await second.waitForLoadState();
  await second.evaluate(() => { globalThis.given = { later: true }; });
  assert.equal(await second.evaluate(() => sessionStorage.getItem("mine")), "copied");
  await second.evaluate(() => globalThis.shop?.stop());
  const rules = rulesOf(0, 1);
  await Promise.all([first, second].map((page) => arm(page, "twins", rules)));
  assert.deepEqual((await fire([first, second])).sort(), ["limit", "shown"]);

  await second.reload();
  await second.waitForFunction(() => globalThis.begin);
  await arm(second, "twins", rules);
  assert.deepEqual(await fire([second]), ["limit"]);
  await context.close();
});

test("the session is that of all tabs, and edited rules keep their counts", async () => {
  const context = await here.browser.newContext();
  const [first, second] = await Promise.all([open(context), open(context)]);
  const session = (page) => page.evaluate(() => globalThis.shop.explain().then(({ session: id }) => id));
  const rule = (text, more) => ({ version: 1, rules: [{ id: "offer", when: { event: "go" }, limit: { perVisitor: 1, perPage: "any" }, do: [{ emit: text }], ...more }] });
  await arm(first, "shared", rule("one"));
  await arm(second, "shared", rule("one"));
  assert.equal(await session(first), await session(second));
  assert.deepEqual((await fire([first])), ["shown"]);

  // Another text, another trigger, a higher cap: the id is the same, and so is its count.
  await arm(second, "shared", rule("two", { when: { any: [{ event: "go" }, { manual: true }] } }));
  assert.deepEqual(await fire([second]), ["limit"]);
  await arm(first, "shared", rule("two", { limit: { perVisitor: 2, perPage: "any" } }));
  assert.deepEqual(await fire([first]), ["shown"]);
  assert.equal(await first.evaluate(() => globalThis.shop.explain("offer").then(({ limits }) => limits.find(({ limit }) => limit === "perVisitor").have)), 2);
  await context.close();
});
