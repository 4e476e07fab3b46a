// Part of `npm run bench`: two journeys in Chromium, ours beside json-rules-engine, json-logic-js and a plain loop, in
// one run. Fails where a ratio misses its bar (package.json).

import { bundle, inPage, table } from "./page.mjs";
import { manifest } from "../../src/build/tools.mjs";

const COUNTS = (process.env.BENCH_COUNTS ?? "10,100,1000,10000").split(",").map(Number);
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 5);
const SPAN = 40;

await bundle("journeys.js");
const { result, version } = await inPage("journeys.html", "journeys", [COUNTS, ROUNDS, SPAN]);
const bars = manifest().opportune.journeyRatios;

// "floor": a listener that reads the clock and calls an empty function in wasm.
for (const [title, costs] of Object.entries(result)) {
  console.log(`Cost per event, journey "${title}" (median of ${ROUNDS} interleaved rounds, Chromium ${version})`);
  table(COUNTS, costs);
}
const hold = (what, ratio, bar, more) => {
  console.log(`${what}: ${ratio.toFixed(1)} x; the bar is ${more ? "at least" : "at most"} ${bar.toLocaleString("en")}.`);
  if (!(more ? ratio >= bar : ratio <= bar)) process.exitCode = 1;
};
const { session, jump } = result;
hold("session, 10,000 rules against 10", session.opportune[10_000] / session.opportune[10], bars.growth, false);
for (const [name, bar] of Object.entries(bars.session)) hold(`session, 1,000 rules, ${name} against ours`, session[name][1_000] / session.opportune[1_000], bar, true);
for (const [name, bar] of Object.entries(bars.jump)) hold(`everything new, 1,000 rules, ${name} against ours`, jump[name][1_000] / jump.opportune[1_000], bar, true);
