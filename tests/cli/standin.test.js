// The name that a recording has in place of a given visitor's: another one, whom the rules deal alike.

import assert from "node:assert/strict";
import { test } from "node:test";

import { loadEngine } from "../../dist/engine.js";
import { standIn } from "../../src/js/standin.js";

const rules = {
  settings: { holdout: "7%" },
  experiments: {
    tone: { version: 2, coverage: "60%", namespace: { name: "basket", range: ["10%", "70%"] }, variants: [{ id: "calm" }, { id: "bold", weight: 3 }] },
  },
  rules: [
    { id: "own", when: { pageView: true }, experiment: { seed: "s", variants: [{ id: "a" }, { id: "b", weight: 0.5 }, { id: "c" }] }, show: { banner: "x" } },
    { id: "some", when: { pageView: true }, rollout: "30%", do: [{ emit: "some" }] },
    { id: "shared", when: { pageView: true }, experiment: "tone", show: { banner: "y" } },
  ],
};
const events = [{ at: "0s", pageView: "https://shop.test/" }, { at: "9s", end: {} }];

test("300 visitors and who stands in for them are dealt alike", async () => {
  const engine = await loadEngine();
  assert.deepEqual(engine.check(rules), []);
  const dealt = (who) => ["own", "tone"].map((name) => engine.bucket(rules, name, [who])[0]).map(({ variant, why }) => [variant, why]);
  const did = (id) => engine.simulate(rules, { visitor: { id }, consent: "granted", events }).decisions.map(({ rule, did: what, reason }) => [rule, what, reason]);
  const kinds = new Set();
  for (let number = 0; number < 300; number += 1) {
    const name = [`customer-${number}`, `käufer😀${number}`, `jane.${number}@shop.test`][number % 3];
    const other = standIn(name, [rules]);
    assert.ok(/^[0-9a-z]{8,14}$/.test(other), other);
    assert.deepEqual(dealt(other), dealt(name), name);
    kinds.add(JSON.stringify(dealt(name)));
    if (number < 60) assert.deepEqual(did(other), did(name), name);
  }
  assert.ok(kinds.size > 8, `${kinds.size} ways of being dealt`);
});

test("rules that ask for no name give any, and broken ones harm nobody", () => {
  for (const set of [{}, { rules: [] }, { rules: "no" }, { rules: [null, { id: 1, rollout: 5, experiment: { variants: "x" } }], experiments: [1], settings: 7 }]) {
    assert.notEqual(standIn("jane@shop.test", [set]), "jane@shop.test");
  }
});
