// A bench page in Chromium: its script bundled with the peers, ours loaded as a shop would load it.

import { build } from "esbuild";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { chromium } from "../../src/build/browser.mjs";
import { serve } from "../../src/build/serve.mjs";
import { at, cache } from "../../src/build/tools.mjs";

const folder = join(cache, "bench");

/** Bundles tests/bench/<script> and the page that runs it. */
export async function bundle(script) {
  mkdirSync(folder, { recursive: true });
  const page = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Bench</title><link rel="icon" href="data:,">
<script type="module" src="/bench/${script}"></script><div id="tall"></div></html>`;
  writeFileSync(join(folder, script.replace(".js", ".html")), page);
  await build({
    entryPoints: [at("tests/bench", script)],
    outfile: join(folder, script),
    bundle: true,
    format: "esm",
    define: { global: "globalThis" },
    logLevel: "error",
    plugins: [{
      name: "ours",
      setup: (one) => one.onResolve({ filter: /^opportune-under-test$/ }, () => ({ path: "/opportune/index.js", external: true })),
    }],
  });
}

/** Calls a function that the page put into the global scope. */
export async function inPage(html, name, args) {
  const server = await serve({ mounts: { "/bench/": folder } });
  const browser = await chromium();
  try {
    const page = await browser.newPage();
    page.on("pageerror", (error) => console.error(error.message));
    await page.goto(`${server.url}/bench/${html}`);
    await page.waitForFunction((wanted) => globalThis[wanted], name);
    const result = await page.evaluate(([wanted, given]) => globalThis[wanted](...given), [name, args]);
    return { result, version: browser.version() };
  } finally {
    await browser.close();
    await server.close();
  }
}

const micro = (value) => `${value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0)} µs`;
const cell = (text) => String(text).padStart(16);

/** Prints { name: { count: microseconds } }. */
export function table(counts, result) {
  const ends = [counts[0], counts.at(-1)].map((count) => count.toLocaleString("en"));
  console.log(["rules".padEnd(18), ...counts.map((count) => cell(count.toLocaleString("en"))), cell(ends.reverse().join(" : "))].join(""));
  for (const [name, costs] of Object.entries(result)) {
    const ratio = costs[counts.at(-1)] / costs[counts[0]];
    console.log([name.padEnd(18), ...counts.map((count) => cell(micro(costs[count]))), cell(`${ratio.toFixed(1)} x`)].join(""));
  }
}
