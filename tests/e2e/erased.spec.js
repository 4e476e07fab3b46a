// A tab that hears nothing of the others while one of them forgets: it brings nothing back of what was erased, and the
// visitor is to it who they are to any new page.

import assert from "node:assert/strict";
import { test } from "node:test";

import { keys, setting, visit } from "./support.mjs";

const here = setting();
const rules = [
  { id: "offer", when: { event: "go" }, do: [{ emit: "offered" }], limit: { perVisitor: 1, perPage: "any" } },
  { id: "thanks", when: { event: "ask" }, if: { did: { event: "bought" } }, do: [{ emit: "thanked" }], limit: { perPage: "any" } },
];
const deaf = () => {
  delete globalThis.BroadcastChannel;
};

const say = (page, name) => page.evaluate((what) => globalThis.shop.track(what), name);
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
