// Thousands of rules are opened slice by slice: the page has its turns in between, and may change its mind.

import assert from "node:assert/strict";
import { test } from "node:test";

import { PAGE, setting } from "./support.mjs";

const here = setting();

/** A page that only has the package at hand, by the browser's own clock. */
async function visit(t) {
  const page = await here.browser.newPage();
  const faults = [];
  page.on("pageerror", (error) => faults.push(error.message));
  t.after(async () => {
    await page.close();
    assert.deepEqual(faults, []);
  });
  // The page's own runtime stays out of it.
  await page.addInitScript(() => { globalThis.given = { rules: {}, enabled: false, namespace: "own" }; });
  await page.goto(here.server.url + PAGE);
  await page.evaluate(() => {
    globalThis.rules = (count, cart = 1) => ({
      version: 1,
      rules: Array.from({ length: count }, (_, n) => ({
        id: `r${n}`,
        when: { any: [{ scroll: `${1 + n % 99}%` }, { event: `e${n}` }] },
        if: { path: "/t/*", cart: { value: { atLeast: cart } }, url: { contains: `${n % 7}` } },
        show: { tooltip: { anchor: `#a${n % 50}`, text: "{{ cart.value | default: 'Hello' }}" } },
      })),
    });
    /** Counts the page's turns while something is awaited. */
    globalThis.turns = async (coming) => {
      let count = 0;
      let isOver = false;
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        count += 1;
        if (!isOver) port2.postMessage(0);
      };
      port2.postMessage(0);
      const result = await coming;
      isOver = true;
      port1.close();
      return { count, result };
    };
    /** Long before the rules, there is the wasm. */
    globalThis.warm = async () => {
      const { start } = await import("/opportune/index.js");
      const shop = start({ rules: { version: 1, rules: [{ id: "a", when: { manual: true }, do: [{ emit: "a" }] }] }, namespace: "warm", quiet: true });
      await shop.ready;
      shop.stop();
      return start;
    };
  });
  return page;
}

test("the page has its turns while thousands of rules are opened", async (t) => {
  const page = await visit(t);
  const { count, result, explained } = await page.evaluate(async () => {
    const start = await warm();
    const shop = start({ rules: rules(6_000), quiet: true });
    // Said at once, heard in order.
    shop.setFacts({ cart: { value: 5, currency: "EUR" } });
    shop.trigger("r5999");
    const answer = await turns(shop.ready);
    const explained = await shop.explain("r5999");
    shop.stop();
    return { ...answer, explained };
  });
  assert.equal(result.state, "running", JSON.stringify(result).slice(0, 500));
  assert.deepEqual(result.problems, []);
  assert.ok(count > 10, `${count} turns`);
  assert.equal(explained.rule, "r5999");
});

test("a runtime that is stopped while it opens rules leaves no trace, and another one runs", async (t) => {
  const page = await visit(t);
  const { first, second } = await page.evaluate(async () => {
    const start = await warm();
    const shop = start({ rules: rules(6_000), quiet: true });
    await new Promise((resolve) => setTimeout(resolve));
    await new Promise((resolve) => setTimeout(resolve));
    shop.stop();
    const first = await shop.ready;
    const next = start({ rules: rules(3), quiet: true });
    const second = [await next.ready, (await next.explain()).rules.length];
    next.stop();
    return { first, second };
  });
  assert.deepEqual([first.state, first.reason], ["disabled", "stopped"]);
  assert.equal(second[0].state, "running");
  assert.equal(second[1], 3);
});

test("rules that come later are opened in slices too, while the others run", async (t) => {
  const page = await visit(t);
  const { count, result, during, after } = await page.evaluate(async () => {
    const start = await warm();
    const emitted = [];
    const shop = start({
      rules: { version: 1, rules: [{ id: "old", when: { event: "ping" }, do: [{ emit: "pong" }], limit: { perPage: "any" } }] },
      quiet: true,
      onEffect: ({ type }) => emitted.push(type),
    });
    await shop.ready;
    const pings = setInterval(() => shop.track("ping"));
    const answer = await turns(shop.update(rules(6_000)));
    clearInterval(pings);
    const during = emitted.length;
    const after = (await shop.explain()).rules.length;
    shop.stop();
    return { ...answer, during, after };
  });
  assert.equal(result.state, "running", JSON.stringify(result).slice(0, 500));
  assert.ok(count > 10, `${count} turns`);
  assert.ok(during > 2, `${during} firings meanwhile`);
  assert.equal(after, 6_000);
});
