// `npm run bench`: cost per scroll event in Chromium, ours beside json-rules-engine, json-logic-js and a plain loop, in
// one run. Fails if our cost at 10,000 rules is more than `benchRatio` (package.json) times that at 10.

import { build } from "esbuild";
import { mkdirSync, copyFileSync } from "node:fs";
import { join } from "node:path";

import { chromium } from "../../src/build/browser.mjs";
import { serve } from "../../src/build/serve.mjs";
import { at, cache, manifest } from "../../src/build/tools.mjs";

const COUNTS = [10, 100, 1_000, 10_000];
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 9);
const SPAN = 40;

const folder = join(cache, "bench");
mkdirSync(folder, { recursive: true });
copyFileSync(at("tests/bench/index.html"), join(folder, "index.html"));
await build({
  entryPoints: [at("tests/bench/page.js")],
  outfile: join(folder, "page.js"),
  bundle: true,
  format: "esm",
  define: { global: "globalThis" },
  logLevel: "error",
  plugins: [{
    name: "ours",
    setup: (one) => one.onResolve({ filter: /^opportune-under-test$/ }, () => ({ path: "/opportune/index.js", external: true })),
  }],
});

const server = await serve({ mounts: { "/bench/": folder } });
const browser = await chromium();
try {
  const page = await browser.newPage();
  page.on("pageerror", (error) => console.error(error.message));
  await page.goto(`${server.url}/bench/index.html`);
  await page.waitForFunction(() => globalThis.bench);
  const result = await page.evaluate(([counts, rounds, span]) => globalThis.bench(counts, rounds, span), [COUNTS, ROUNDS, SPAN]);
  report(result);
} finally {
  await browser.close();
  await server.close();
}

function report(result) {
  const cell = (text) => String(text).padStart(16);
  const micro = (value) => `${value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0)} µs`;
  console.log(`Cost per scroll event, none of the rules due (median of ${ROUNDS} interleaved rounds, ${browser.version()})`);
  console.log(["rules".padEnd(18), ...COUNTS.map((count) => cell(count.toLocaleString("en"))), cell("10,000 : 10")].join(""));
  for (const [name, costs] of Object.entries(result)) {
    const ratio = costs[10_000] / costs[10];
    console.log([name.padEnd(18), ...COUNTS.map((count) => cell(micro(costs[count]))), cell(`${ratio.toFixed(1)} x`)].join(""));
  }
  const ratio = result.opportune[10_000] / result.opportune[10];
  const bar = manifest().opportune.benchRatio;
  console.log(`opportune at 10,000 rules costs ${ratio.toFixed(1)} times what it costs at 10; the bar is ${bar}.`);
  if (!(ratio <= bar)) process.exitCode = 1;
}
