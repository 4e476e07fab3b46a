// `npm run bench`: cost per scroll event in Chromium, ours beside json-rules-engine, json-logic-js and a plain loop, in
// one run. Fails if our cost at 10,000 rules is more than `benchRatio` (package.json) times that at 10.

import { manifest } from "../../src/build/tools.mjs";
import { bundle, inPage, table } from "./page.mjs";

const COUNTS = [10, 100, 1_000, 10_000];
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 9);
const SPAN = 40;

await bundle("page.js");
const { result, version } = await inPage("page.html", "bench", [COUNTS, ROUNDS, SPAN]);
console.log(`Cost per scroll event, none of the rules due (median of ${ROUNDS} interleaved rounds, Chromium ${version})`);
table(COUNTS, result);
const ratio = result.opportune[10_000] / result.opportune[10];
const bar = manifest().opportune.benchRatio;
console.log(`opportune at 10,000 rules costs ${ratio.toFixed(1)} times what it costs at 10; the bar is ${bar}.`);
if (!(ratio <= bar)) process.exitCode = 1;
