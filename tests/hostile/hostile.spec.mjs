// Abusive rule sets end in problems or in a run, in time, and never in a trap. `npm test` runs a share with fixed seeds,
// `npm run prove` ten thousand (HOSTILE).

import assert from "node:assert/strict";
import { test } from "node:test";

import { loadEngine } from "../../dist/engine.js";
import { abuse, trace } from "./rules.mjs";

const COUNT = Number(process.env.HOSTILE ?? 600);
/** Milliseconds that refusing or running one may take; the best of some tries. */
const PATIENCE = 50;

/** Whether a pointer leads somewhere, or to a field that is missing where it should be. */
function leads(set, pointer) {
  const steps = pointer.split("/").slice(1).map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));
  let at = set;
  return steps.every((step, index) => {
    if (typeof at !== "object" || at === null) return false;
    const is = Object.hasOwn(at, step);
    at = is ? at[step] : undefined;
    return is || index === steps.length - 1;
  });
}

test(`${COUNT} abusive rule sets`, async () => {
  const engine = await loadEngine({ wasm: new URL("../../dist/opportune_dev.wasm", import.meta.url) });
  const counts = { refused: 0, ran: 0, problems: 0 };
  const slow = [];
  for (let number = 1; number <= COUNT; number += 1) {
    const set = abuse(number);
    const measure = () => {
      const began = performance.now();
      const problems = engine.check(set);
      const checked = performance.now();
      engine.simulate(set, trace);
      return { problems, time: Math.max(checked - began, performance.now() - checked) };
    };
    let one;
    try {
      one = measure();
      // A machine with other things to do is no fault of ours.
      for (let again = 0; one.time > PATIENCE && again < 9; again += 1) one = measure();
    } catch (why) {
      assert.fail(`set ${number}: ${why.stack}`);
    }
    if (one.time > PATIENCE) slow.push([number, Math.round(one.time)]);
    assert.ok(Array.isArray(one.problems), `set ${number}: no list of problems`);
    for (const { code, path, message } of one.problems) {
      assert.ok(code && message, `set ${number}: a problem without words`);
      assert.ok(path === "" || leads(set, path), `set ${number}: ${path} leads nowhere (${message})`);
    }
    counts.problems += one.problems.length;
    counts[one.problems.length > 0 ? "refused" : "ran"] += 1;
    assert.equal({}.polluted, undefined, `set ${number} reached a prototype`);
  }
  console.log(JSON.stringify(counts));
  assert.deepEqual(slow, [], `slower than ${PATIENCE} ms`);
});
