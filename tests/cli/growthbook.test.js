// Bucketing is that of GrowthBook, to the last visitor: the same ids through its npm package and through ours, for both
// versions of its hash, ranges, weights, coverage and namespaces. `IDS=1000000` takes a million (`npm run prove`).

import assert from "node:assert/strict";
import { test } from "node:test";

import { GrowthBook } from "@growthbook/growthbook";
import { loadEngine } from "../../dist/engine.js";

const IDS = Number(process.env.IDS ?? 20_000);
const BATCH = 20_000;

/** Variants by weight; coverage in percent; a namespace with its ends in percent. */
const SHAPES = [
  { weights: [1, 1] },
  { weights: [1, 1, 1] },
  { weights: [1, 1, 1, 1, 1, 1, 1] },
  { weights: [9, 1] },
  { weights: [2, 3, 5], coverage: 20 },
  { weights: [1, 2, 3, 4, 0], coverage: 33.3 },
  { weights: [0.1, 0.7, 0.2], coverage: 99.99 },
  { weights: [1, 1], coverage: 0 },
  { weights: [1, 1], namespace: ["checkout", 0, 40] },
  { weights: [3, 2], namespace: ["checkout", 40, 100], coverage: 50 },
  { weights: [1, 1], namespace: ["namespace2", 12.3, 45.6] },
];

/** Ids as pages have them. */
const id = (number) => [
  `${number}`, `v${number}`, `${(number * 2_654_435_761) % 2 ** 32}-${(number * 40_503) % 2 ** 32}`, `GA1.2.${number}.1700000000`,
  `käufer-${number}`, `😀${number}`, `${number}@shop`,
][number % 7];

const ours = ({ weights, coverage = 100, namespace }) => ({
  coverage: `${coverage}%`,
  variants: weights.map((weight, arm) => ({ id: `a${arm}`, weight })),
  ...(namespace && { namespace: { name: namespace[0], range: [`${namespace[1]}%`, `${namespace[2]}%`] } }),
});

function theirs(shape, seed) {
  const { weights, coverage = 100, namespace } = shape;
  const sum = weights.reduce((all, weight) => all + weight, 0);
  const growthbook = new GrowthBook({ trackingCallback: () => {} });
  const experiment = {
    key: seed, seed, hashVersion: 2, hashAttribute: "id", variations: weights.map((_, arm) => `a${arm}`),
    weights: weights.map((weight) => weight / sum), coverage: Math.round(coverage * 100) / 10_000,
    ...(namespace && { namespace: [namespace[0], Math.round(namespace[1] * 100) / 10_000, Math.round(namespace[2] * 100) / 10_000] }),
  };
  return (one) => {
    growthbook.setAttributes({ id: one });
    const found = growthbook.run(experiment);
    return { variant: found.inExperiment ? found.value : null, bucket: found.bucket };
  };
}

test(`${IDS} visitors are in the arms that GrowthBook puts them in`, async () => {
  const engine = await loadEngine();
  let compared = 0;
  const perShape = Math.ceil(IDS / SHAPES.length);
  for (const [place, shape] of SHAPES.entries()) {
    const seed = `seed-${place}`;
    const rules = { rules: [], experiments: { one: { ...ours(shape), seed } } };
    assert.deepEqual(engine.check(rules), []);
    const theirOwn = theirs(shape, seed);
    for (let from = 0; from < perShape; from += BATCH) {
      const ids = Array.from({ length: Math.min(BATCH, perShape - from) }, (_, at) => id(place * perShape + from + at));
      for (const [at, one] of engine.bucket(rules, "one", ids).entries()) {
        const { variant, bucket } = theirOwn(ids[at]);
        if (one.variant !== variant || (bucket !== undefined && one.bucket !== Math.round(bucket * 10_000))) {
          assert.fail(`${ids[at]} in ${JSON.stringify(shape)}: ours ${JSON.stringify(one)}, theirs ${variant} (${bucket})`);
        }
        compared += 1;
      }
    }
  }
  console.log(`${compared} visitors compared`);
  assert.ok(compared >= IDS);
});

test("an experiment that is not there is null", async () => {
  const engine = await loadEngine();
  assert.equal(engine.bucket({ rules: [] }, "none", ["a"]), null);
});
