// `npm run prove`: the long proofs, run before a release: every property over many generated cases, with fresh seeds,
// caps across racing tabs over many rounds, and what people smuggle into texts. `npm test` runs a small share of each.

import { readFileSync } from "node:fs";
import { join } from "node:path";

import { setup } from "./setup.mjs";
import { PROGRAM } from "./shoppers.mjs";
import { at, cache, run, stage } from "./tools.mjs";

await setup("build");
// Each prints its seed; `SEED` and `CASES` run it again.
const tried = (tests, env) =>
  run("cargo", ["test", "--features", "dev", ...tests.flatMap((name) => ["--test", name]), "--", "--nocapture"], { env: { ...process.env, ...env } });
await stage("properties, updates, and tabs that share a store, 100,000 cases each", () => tried(["properties", "updates", "shared"], { PROVE: "1" }));
await stage("trigger patterns against the naive interpreter, 100,000 cases each", () => tried(["patterns"], { PROVE: "1" }));
await stage("static analysis and schema over 4,000 generated rule sets each", () => tried(["analysis_holds", "schema_holds"], { CASES: "4000" }));
await stage("the outbox: a million events through faults", () =>
  run("cargo", ["test", "--features", "dev", "--test", "outbox", "--", "--nocapture"], { env: { ...process.env, PROVE: "1" } }));
const shoppers = (...args) => run("cargo", [...PROGRAM, ...args]);
await stage("effects told without bias: 1,000 months for each kind of arms", () => shoppers("--bias", "1000"));
await stage("the month of www/report.html, lived again", async () => {
  const again = join(cache, "month.json");
  await shoppers("--report", again);
  if (readFileSync(again, "utf8") !== readFileSync(at("www/month.json"), "utf8")) throw new Error("www/month.json is of other rules or another engine: npm run shoppers");
});

await setup("browser");
await (await import("./build.mjs")).build();
await stage("uniformity and independence, 100,000 visitors each", () =>
  run("cargo", ["test", "--features", "dev", "--test", "bucketing"], { env: { ...process.env, PROVE: "1" } }));
await stage("a million visitors, dealt as GrowthBook deals them", () =>
  run(process.execPath, ["--test", "--test-reporter=spec", "tests/cli/growthbook.test.js"], { env: { ...process.env, IDS: "1000000" } }));
await stage("400 walks through small shops, by hand and as traces", () =>
  run(process.execPath, ["--test", "--test-reporter=spec", "tests/e2e/alike.spec.js"], { env: { ...process.env, WALKS: "400", SEED: String(Date.now() % 1e6) } }));
await stage("200 walks that do anything, recorded and replayed", () =>
  run(process.execPath, ["--test", "--test-reporter=spec", "tests/e2e/wild.spec.js"], { env: { ...process.env, WALKS: "200", SEED: String(Date.now() % 1e6) } }));
await stage("eight tabs, 500 rounds", () =>
  run(process.execPath, ["--test", "--test-reporter=spec", "tests/e2e/tabs.spec.js"], { env: { ...process.env, ROUNDS: "500" } }));
await stage("20,000 events, the browser killed again and again", () =>
  run(process.execPath, ["--test", "--test-reporter=spec", "tests/e2e/kills.spec.js"], { env: { ...process.env, EVENTS: "20000" } }));
await stage("pages that go with a batch under way, and come back", () =>
  run(process.execPath, ["--test", "--test-reporter=spec", "tests/e2e/bfcache.spec.js"], { env: { ...process.env, BFCACHE: "all" } }));
await stage("ten thousand abusive rule sets", () =>
  run(process.execPath, ["--test", "--test-reporter=spec", "tests/hostile/hostile.spec.mjs"], { env: { ...process.env, HOSTILE: "10000" } }));
await stage("all strings that break layouts", () =>
  run(process.execPath, ["--test", "--test-reporter=spec", "tests/ui/torture.spec.mjs"], { env: { ...process.env, TORTURE: "all" } }));
await stage("two thousand strings that would be scripts, in every text", () =>
  run(process.execPath, ["--test", "--test-reporter=spec", "tests/ui/sinks.spec.mjs", "tests/e2e/sinks.spec.js"], { env: { ...process.env, SINKS: "2000" } }));
await stage("every widget on the smallest screens, at 400 % zoom and at 200 % text", () =>
  run(process.execPath, ["--test", "--test-reporter=spec", "tests/ui/small.spec.mjs"], { env: { ...process.env, SMALL: "all" } }));
const pages = (env) => run(process.execPath, ["--test", "--test-reporter=spec", "tests/ui/frameworks.spec.mjs"], { env: { ...process.env, ...env } });
await stage("pages of React, Vue and web components: 600 changes as fast as frames come, three times", () => pages({ STEPS: "600" }));
await stage("the same pages: a minute of ten changes a second", () => pages({ STEPS: "600", PACE: "100" }));
await stage("fresh apps of webpack, Rollup, Parcel, Next, SvelteKit, Astro, Nuxt and Angular", () => run(process.execPath, ["--test", "--test-reporter=spec", "tests/package/bundlers.mjs"]));
