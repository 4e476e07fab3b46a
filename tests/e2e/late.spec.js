// What comes late, goes early or is replaced: scripts of sinks that do not come at once, a data layer in place of another,
// and what happens after the visitor asked to be forgotten.

import assert from "node:assert/strict";
import { test } from "node:test";

import { setting, visit } from "./support.mjs";

const here = setting();
const rules = [
  { id: "bar", when: { event: "go" }, show: { banner: { text: "Hello" } }, limit: { perPage: "any" } },
  { id: "heard", when: { count: { of: { event: "paid" }, times: 2 } }, show: { banner: { edge: "bottom", text: "Thank you" } } },
];
const goals = { went: { when: { event: "go" }, count: "each" } };
const beacon = [{ beacon: { url: "/collect" } }];

async function until(what, holds) {
  for (const end = Date.now() + 30_000; Date.now() < end;) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  assert.fail(`never: ${what}`);
}
const go = (page, times = 1) => page.evaluate((many) => {
  for (let i = 0; i < many; i += 1) globalThis.shop.track("go");
}, times);
const collected = (name) => [...here.server.collected.values()].filter((one) => one.name === name);
const asked = (path) => here.server.requests.filter((one) => one === path).length;
const fails = (t, path, fault = "missing") => {
  here.server.collected.clear();
  here.server.faults.set(path, fault);
  t.after(() => here.server.faults.clear());
};

for (const [what, path] of [["all sinks", "/opportune/hub.js"], ["one of them", "/opportune/sinks/t.js"]]) {
  test(`the script of ${what} does not come: what happens meanwhile waits, and goes once it does`, async (t) => {
    fails(t, path);
    const before = asked(path);
    const { page, o } = await visit(t, here, { rules: { goals, rules }, start: { sinks: beacon, consent: "granted", quiet: true } });
    await go(page, 3);
    await o.advance("1s");
    await until("it was asked for again", () => asked(path) === before + 2);
    await go(page, 2);
    here.server.faults.clear();
    await o.advance("4s");
    await until("it was asked for once more", () => asked(path) === before + 3);
    await until("all five arrive", async () => {
      await o.advance("1s");
      return collected("opportune_goal").length === 5;
    });
    // In the order in which they happened, by the visitor's own count.
    assert.deepEqual(collected("opportune_goal").map(({ count }) => count), [1, 2, 3, 4, 5]);
    const { sinks, unsent } = await page.evaluate(() => globalThis.shop.explain());
    assert.deepEqual([sinks[0].state, sinks[0].dropped, unsent.dropped], ["on", 0, 0]);
  });
}

test("where it never comes, what waits is bounded, it is asked for a few times, and again at a page view", async (t) => {
  const path = "/opportune/hub.js";
  fails(t, path);
  const before = asked(path);
  const { page, o } = await visit(t, here, { rules: { goals, rules }, start: { sinks: beacon, consent: "granted", quiet: true } });
  await go(page, 700);
  for (const wait of ["1s", "4s", "16s", "64s", "300s"]) {
    const had = asked(path);
    await o.advance(wait);
    if (wait.length < 4) await until(`asked for after ${wait}`, () => asked(path) === had + 1);
  }
  assert.equal(asked(path) - before, 5);
  here.server.faults.clear();
  // A page view asks again. The outbox has room for 64 KiB of it.
  await page.evaluate(() => history.pushState(null, "", "/t/next"));
  await until("what waited arrives", async () => {
    await o.advance("1s");
    return here.server.collected.size > 200;
  });
  const { unsent } = await page.evaluate(() => globalThis.shop.explain());
  assert.ok(unsent.dropped > 200, JSON.stringify(unsent));
});

test("what was forgotten before the script of the sinks came reaches none", async (t) => {
  fails(t, "/opportune/hub.js");
  const { page, o } = await visit(t, here, { rules: { goals, rules }, start: { sinks: beacon, consent: "granted", quiet: true } });
  await go(page, 3);
  await page.evaluate(() => globalThis.shop.forget());
  here.server.faults.clear();
  await o.advance("1s");
  await until("it is there", async () => {
    await o.advance("4s");
    return (await page.evaluate(() => globalThis.shop.explain())).sinks?.[0].state === "on";
  });
  await page.evaluate(() => history.pushState(null, "", "/t/next"));
  await go(page);
  await until("what follows arrives", async () => {
    await o.advance("3s");
    return collected("opportune_goal").length > 0;
  });
  assert.deepEqual(collected("opportune_goal").map(({ count }) => count), [1]);
});

test("after forget() nothing goes to a sink until the next page view, and what goes then has nothing in common with before", async (t) => {
  here.server.collected.clear();
  const { page, o, keys } = await visit(t, here, { rules: { goals, rules }, start: { sinks: beacon, consent: "granted", quiet: true } });
  await go(page);
  await until("the first arrives", async () => {
    await o.advance("3s");
    return collected("opportune_goal").length === 1;
  });
  const before = [...here.server.collected.values()];
  await page.evaluate(() => globalThis.shop.forget());
  await go(page, 2);
  await page.evaluate(() => globalThis.shop.trigger("bar", { force: true }));
  await o.advance("30s");
  assert.deepEqual(await page.evaluate(() => globalThis.shop.stored()), []);
  assert.deepEqual(await keys(), []);
  assert.equal(here.server.collected.size, before.length, "sent after forget()");
  await page.evaluate(() => history.pushState(null, "", "/t/next"));
  await o.advance("1s");
  await go(page);
  await until("the next page view's arrive", async () => {
    await o.advance("3s");
    return collected("opportune_impression").length > 0 || collected("opportune_goal").length > 1;
  });
  const after = [...here.server.collected.values()].slice(before.length);
  const of = (list, read) => new Set(list.map(read));
  const load = ({ id }) => id.split("-")[0];
  for (const read of [load, ({ session }) => session]) {
    assert.deepEqual([...of(after, read)].filter((one) => of(before, read).has(one)), [], "the same as before");
  }
});

test("another data layer in place of the page's: what is in it and what is pushed to it is heard, once", async (t) => {
  const { page, o } = await visit(t, here, { rules, init: () => { globalThis.dataLayer = [{ event: "begun" }]; } });
  await page.evaluate(() => globalThis.dataLayer.push({ event: "paid", order: 1 }));
  await o.advance("1s");
  // As tag managers are set up anew: a copy of what there was, and what came in between.
  await page.evaluate(() => { globalThis.dataLayer = [...globalThis.dataLayer, { event: "other" }]; });
  await page.click("#prose");
  await o.advance("1s");
  assert.equal(await o.shown("heard"), false, "what was copied is heard once");
  await page.evaluate(() => {
    globalThis.old = globalThis.dataLayer;
    globalThis.dataLayer = [{ event: "paid", order: 2 }];
    // A script of another's is loaded, and has run.
    const script = document.createElement("script");
    script.src = "/t/nothing.js";
    document.head.append(script);
    return new Promise((resolve) => { script.onload = resolve; });
  });
  await until("it is heard", async () => {
    await o.advance("100ms");
    return o.shown("heard");
  });
  // At the end the page has its own functions back, in the old list and in the new one.
  assert.deepEqual(await page.evaluate(() => {
    globalThis.shop.stop();
    return [globalThis.old, globalThis.dataLayer].map((one) => Object.hasOwn(one, "push"));
  }), [false, false]);
});

test("a data layer that nobody can look at for a while costs its own events, and throws nothing into the page", async (t) => {
  const { page, o } = await visit(t, here, { rules });
  await page.evaluate(() => {
    globalThis.isShut = true;
    Object.defineProperty(globalThis, "dataLayer", {
      configurable: true,
      get() {
        if (globalThis.isShut) throw new Error("on purpose");
        return globalThis.list;
      },
    });
    globalThis.list = [{ event: "paid" }, { event: "paid" }];
  });
  await page.click("#prose");
  await o.advance("1s");
  assert.equal(await o.shown("heard"), false);
  await page.evaluate(() => { globalThis.isShut = false; });
  await page.click("#prose");
  await until("it is heard", async () => {
    await o.advance("100ms");
    return o.shown("heard");
  });
});

test("a refusal in a data layer that took the place of another is heard by Google's consent mode", async (t) => {
  const { page, o } = await visit(t, here, { rules, start: { consent: "google", quiet: true }, init: () => {
    globalThis.gtag = function gtag() { (globalThis.dataLayer ??= []).push(arguments); };
    globalThis.gtag("consent", "update", { analytics_storage: "granted", functionality_storage: "granted", personalization_storage: "granted" });
  } });
  const states = () => page.evaluate(() => globalThis.shop.explain().then(({ consent }) => Object.values(consent).join(" ")));
  await until("granted", async () => (await states()) === "granted granted granted");
  await page.evaluate(() => {
    globalThis.dataLayer = [];
    globalThis.gtag("consent", "update", { analytics_storage: "denied", functionality_storage: "denied", personalization_storage: "denied" });
  });
  await page.click("#prose");
  await o.advance("100ms");
  await until("denied", async () => (await states()) === "denied denied denied");
});
