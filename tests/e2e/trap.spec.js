// A trap inside the wasm costs one restart from the last saved ledger; the second one ends the runtime. The page goes on.

import assert from "node:assert/strict";
import { test } from "node:test";

import { mustNotShow, mustShow, setting, tip, visit } from "./support.mjs";

const here = setting();

/** Each way into an instance of ours can be made to run into a trap: a real one, of a module that does nothing else. */
const traps = () => {
  const bytes = [0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 7, 5, 1, 1, 116, 0, 0, 10, 5, 1, 3, 0, 0, 11];
  const { t: trap } = new WebAssembly.Instance(new WebAssembly.Module(new Uint8Array(bytes))).exports;
  const { instantiate } = WebAssembly;
  globalThis.trapped = 0;
  WebAssembly.instantiate = async (module, imports) => {
    const instance = await instantiate.call(WebAssembly, module, imports);
    if (!instance.exports?.told) return instance;
    const exports = { __proto__: null };
    let isBroken = false;
    for (const [name, one] of Object.entries(instance.exports)) {
      exports[name] = typeof one !== "function" ? one : (...args) => {
        if (globalThis.trapNext && !isBroken) {
          globalThis.trapNext = false;
          globalThis.trapped += 1;
          isBroken = true;
        }
        // What trapped once is never whole again.
        return isBroken ? trap() : one(...args);
      };
    }
    return { exports };
  };
};

const rules = [
  tip("hint", { dwell: "10s" }, { limit: { perSession: 1 } }),
  { id: "bar", if: { cart: { value: { below: 90 } } }, show: { banner: { edge: "bottom", text: "{{ cart.value }} of 90" } } },
  { id: "cta", if: { path: "/t/*" }, show: { cta: { anchor: "#cta", text: "Changed" } } },
  { id: "asked", when: { event: "asked" }, limit: { perPage: "any" }, do: [{ call: { name: "note", args: { asked: true } } }] },
];
const facts = { cart: { value: 60, currency: "EUR" } };
const widgets = (page) => page.evaluate(() => [...document.querySelectorAll("opportune-widget")].map((host) => host.dataset.opportuneRule).sort());
const state = (page) => page.evaluate(() => globalThis.shop.explain().then((all) => [all.state, all.reason ?? null]));
const notes = (page) => page.evaluate(() => globalThis.heard.filter(({ name }) => name === "called").length);

/** The next thing that the runtime is told runs into a trap. */
async function fall(page) {
  await page.evaluate(() => {
    globalThis.trapNext = true;
    globalThis.shop.track("asked");
  });
  await page.waitForFunction(() => !globalThis.trapNext);
}

test("one trap: what was saved is known, what was shown comes back once; the next one ends it; the page never hears of either", async (t) => {
  const { o, page, faults } = await visit(t, here, { rules, consent: "granted", start: { facts }, init: traps, settle: false });
  await o.advance("10s");
  await mustShow(o, "hint");
  assert.deepEqual(await widgets(page), ["bar", "hint"]);
  assert.equal(await page.textContent("#cta"), "Changed");

  await fall(page);
  await page.waitForFunction(() => globalThis.shop.explain().then(({ state: now }) => now === "running"));
  await o.advance("1s");
  assert.deepEqual([await state(page), await widgets(page), await page.textContent("#cta")], [["running", null], ["bar"], "Changed"]);
  // Its impression is in the ledger that was saved before it was drawn.
  await o.advance("1m");
  await mustNotShow(o, "hint", "a restart forgot a limit");
  assert.equal((await o.why("hint")).reason, "limit");
  await page.evaluate(() => globalThis.shop.track("asked"));
  await o.advance("1s");
  assert.equal(await notes(page), 1);
  const ids = (await o.events()).map(({ id }) => id);
  assert.equal(new Set(ids).size, ids.length, "an id came twice");

  await fall(page);
  await page.waitForFunction(() => globalThis.shop.explain().then(({ state: now }) => now === "disabled"));
  await o.advance("1m");
  assert.deepEqual([await state(page), await widgets(page), await page.textContent("#cta")], [["disabled", "fault"], [], "Buy now"]);
  await page.evaluate(() => {
    globalThis.shop.track("asked");
    globalThis.shop.setFacts({ cart: { value: 10 } });
    globalThis.shop.stop();
  });
  await page.click("#guide");
  assert.deepEqual([await notes(page), await page.evaluate(() => [globalThis.trapped, globalThis.uncaught])], [1, [2, []]]);
  assert.deepEqual(faults.filter((one) => !one.includes("opportune: fault")), []);
  assert.equal(faults.length, 2, "each is told in the console, once");
});
