// How many signals a second `simulate` runs on 100 rules, natively and in Node, best of several runs of one session.
// Part of `npm run bench`; fails below the rates in package.json.

import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { loadEngine } from "../../dist/engine.js";
import { at, cache, manifest, root } from "../../src/build/tools.mjs";
import { rules, trace } from "./session.mjs";

const RUNS = 60;
const folder = join(cache, "bench");
const files = { RULES: join(folder, "rules.json"), TRACE: join(folder, "trace.json") };
const given = { RULES: rules(100), TRACE: trace() };

mkdirSync(folder, { recursive: true });
for (const [name, file] of Object.entries(files)) writeFileSync(file, JSON.stringify(given[name]));

async function inNode() {
  const { simulate } = await loadEngine({ wasm: new URL(`file://${at("dist/opportune_dev.wasm")}`) });
  let best = 0;
  for (let run = 0; run < RUNS; run += 1) {
    const began = performance.now();
    const { error, decisions } = simulate(given.RULES, given.TRACE);
    const seconds = (performance.now() - began) / 1000;
    if (error || decisions.length === 0) throw new Error("the session must be one, and show something");
    best = Math.max(best, given.TRACE.events.length / seconds);
  }
  return best;
}

function natively() {
  const args = ["bench", "--quiet", "--features", "dev", "--bench", "simulate"];
  return Number(execFileSync("cargo", args, { cwd: root, env: { ...process.env, ...files }, encoding: "utf8" }).trim());
}

const rates = { natively: natively(), node: await inNode() };
for (const [where, least] of Object.entries(manifest().opportune.simulateRates)) {
  const rate = Math.round(rates[where]);
  console.log(`simulate, 100 rules, ${where}: ${rate.toLocaleString("en")} signals a second; the bar is ${least.toLocaleString("en")}.`);
  if (!(rate >= least)) process.exitCode = 1;
}
