// The coupon hint's instants, its limits, and facts that come late: on a page with nothing else on it.

import assert from "node:assert/strict";
import { test } from "node:test";

import { close, keys, mustNotShow, mustShow, setting, tip, visit } from "./support.mjs";

const here = setting();
const hint = tip("hint", { dwell: "10s" }, { limit: { perSession: 1, afterDismiss: "30d" } });
const granted = { rules: [hint], consent: "granted" };

test("the hint comes when its page was visible for 10 s, not before, and at most 50 ms late", async (t) => {
  const { o } = await visit(t, here, granted);
  await o.advance("9999ms");
  await mustNotShow(o, "hint", "shown before 10 s");
  await o.advance("51ms");
  await mustShow(o, "hint");
  const [impression] = await o.events("impression");
  assert.equal(impression.rule, "hint");
});

test("4 s visible, 20 s hidden and 6 s visible are 10 s", async (t) => {
  const { o } = await visit(t, here, granted);
  await o.advance("4s");
  await o.away("20s");
  await o.advance("5999ms");
  await mustNotShow(o, "hint");
  await o.advance("51ms");
  await mustShow(o, "hint");
});

test("a laptop that sleeps does not count as a visit", async (t) => {
  const { o } = await visit(t, here, granted);
  await o.advance("4s");
  await o.away("9h");
  await o.advance("5s");
  await mustNotShow(o, "hint");
});

test("once per session, over reloads", async (t) => {
  const { o, page } = await visit(t, here, granted);
  await o.advance("10s");
  await mustShow(o, "hint");
  await page.reload();
  await o.ready();
  await o.advance("1m");
  await mustNotShow(o, "hint", "shown twice in one session");
  // The next session, half an hour of silence later, may have it again: nobody dismissed it.
  await o.away("31m");
  await page.reload();
  await o.ready();
  await o.advance("11s");
  await mustShow(o, "hint", "not shown in the next session");
});

test("not again for 30 days after it was dismissed, over reloads", async (t) => {
  const { o, page } = await visit(t, here, granted);
  await o.advance("10s");
  await mustShow(o, "hint");
  await close(page, "hint");
  await mustNotShow(o, "hint");
  for (const [later, shows] of [["1d", false], ["14d", false], ["14d", false], ["2d", true]]) {
    await o.away(later);
    await page.reload();
    await o.ready();
    await o.advance("11s");
    assert.equal(await o.shown("hint"), shows, `after ${later} more: ${JSON.stringify(await o.why("hint"))}`);
  }
});

test("a dismissal by Escape counts as one", async (t) => {
  const { o, page } = await visit(t, here, granted);
  await o.advance("10s");
  await mustShow(o, "hint");
  await page.focus("#coupon");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Escape");
  await mustNotShow(o, "hint");
  assert.equal((await o.events("dismiss")).length, 1);
  await o.away("1d");
  await page.reload();
  await o.ready();
  await o.advance("11s");
  await mustNotShow(o, "hint");
});

test("facts set 2 s after load show what facts given at the start show", async (t) => {
  const rules = [
    tip("rich", { dwell: "1s" }, { if: { cart: { value: { atLeast: 50 } } } }),
    { id: "bar", if: { cart: { value: { below: 90 } } }, show: { banner: { text: "{{ cart.value }} of 90" } } },
    { id: "poor", if: { cart: { value: { below: 50 } } }, show: { banner: { edge: "bottom", text: "More" } } },
  ];
  const facts = { cart: { value: 60, currency: "EUR" } };
  const seen = [];
  for (const late of [false, true]) {
    const { o, page } = await visit(t, here, { rules, start: late ? {} : { facts } });
    await o.advance("2s");
    if (late) await page.evaluate((all) => globalThis.shop.setFacts(all), facts);
    await o.advance("1s");
    seen.push(await Promise.all(["rich", "bar", "poor"].map((id) => o.shown(id))));
  }
  assert.deepEqual(seen[0], [true, true, false]);
  assert.deepEqual(seen[1], seen[0]);
});

test("nothing is stored before functional consent, and the ledger is once it is given", async (t) => {
  const { o, page, keys } = await visit(t, here, { rules: [hint] });
  await o.advance("10s");
  await mustShow(o, "hint");
  await close(page, "hint");
  await o.advance("1s");
  assert.deepEqual(await keys(), []);
  await page.evaluate(() => globalThis.shop.setConsent({ functional: "granted" }));
  await o.advance("1s");
  const after = await keys();
  assert.equal(after.length > 0 && after.every((key) => key.includes("opportune")), true, after.join());
  await page.evaluate(() => globalThis.shop.setConsent({ functional: "denied" }));
  await o.advance("1s");
  assert.deepEqual(await keys(), [], "denial left something behind");
});

test("what a page leaves for the next is taken by it; not once it was erased, not over the word of another tab", async (t) => {
  const dwell = { id: "long", when: { dwell: { for: "1h", scope: "session" } }, do: [{ emit: "late" }] };
  const first = await visit(t, here, { rules: [dwell], consent: "granted" });
  const have = async ({ o }) => (await o.why("long")).progress[0].have;
  const left = async ({ page }) => (await keys(page)).filter((key) => key.startsWith("session:"));
  const leave = ({ page }) => page.evaluate(() => dispatchEvent(new PageTransitionEvent("pagehide")));
  const again = async ({ page, o }) => {
    await page.reload();
    await o.ready();
  };
  await first.o.advance("7s");
  await again(first);
  assert.equal(await have(first), 7_000);
  assert.deepEqual(await left(first), []);

  await first.o.advance("5s");
  const second = await visit(t, here, { rules: [dwell], consent: "granted", page: first.page });
  await second.o.advance("1s");
  await again(first);
  assert.equal(await have(first), 7_000, "it went over what the other tab wrote");

  await leave(first);
  assert.equal((await left(first)).length, 1);
  await first.page.evaluate(() => globalThis.shop.setConsent({ functional: "denied" }));
  await first.o.advance("1s");
  assert.deepEqual(await left(first), [], "denial left it behind");
});

test("a variant picker that rewrites the query 20 times changes no clock and no cap", async (t) => {
  const { o, page } = await visit(t, here, { ...granted, rules: [hint, tip("once", { scroll: "10%" })] });
  for (let variant = 0; variant < 20; variant += 1) {
    await o.advance("400ms");
    await page.evaluate((one) => history.replaceState(null, "", `?variant=${one}`), variant);
  }
  await o.advance("1999ms");
  await mustNotShow(o, "hint");
  await o.advance("51ms");
  await mustShow(o, "hint");
  await close(page, "hint");
  for (let variant = 0; variant < 20; variant += 1) {
    await page.evaluate((one) => history.pushState(null, "", `?variant=${one}`), variant);
    await o.advance("1s");
  }
  assert.equal((await o.events("impression")).filter(({ rule }) => rule === "hint").length, 1);
});

test("a new path is a new page view: clocks begin again", async (t) => {
  const { o, page } = await visit(t, here, { rules: [tip("hint", { dwell: "10s" }, { limit: { perPage: 1 } })] });
  await o.advance("9s");
  await page.evaluate(() => history.pushState(null, "", "/t/other"));
  await o.advance("9s");
  await mustNotShow(o, "hint");
  await o.advance("1s");
  await mustShow(o, "hint");
});

test("a page restored from the back/forward cache is a new page view", async (t) => {
  const { o } = await visit(t, here, { rules: [tip("hint", { dwell: "10s" })] });
  await o.advance("8s");
  await o.back("5m");
  await o.advance("9s");
  await mustNotShow(o, "hint");
  await o.advance("1s");
  await mustShow(o, "hint");
});
