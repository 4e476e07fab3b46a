// The wasm comes in two files, and the second one only where reading the rules asks for it. So whatever rules can be read
// by the first file must run by it, whatever happens in the page. Here the author's build is split by the same list, and
// runs every story on its first half: `node tests/scenarios/halves.mjs`.

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { bound } from "../../src/build/build.mjs";
import { at, cache, dist, run } from "../../src/build/tools.mjs";
import { read } from "./run.mjs";

/** The first half of the author's build. What the scripts fetch the second file for by themselves is in it here. */
async function firstHalf() {
  const folder = join(cache, "halves");
  mkdirSync(folder, { recursive: true });
  const gates = join(folder, "later.list");
  const list = readFileSync(at("src/build/later.txt"), "utf8").split("\n");
  writeFileSync(gates, list.filter((line) => !/::(explain|adopt)$/.test(line)).join("\n"));
  await run("cargo", ["run", "--quiet", "-p", "opportune-bindgen", "--", "split", bound("dev"), gates, folder]);
  return readFileSync(join(folder, "first.wasm"));
}

const { loadEngine } = await import(join(dist, "engine.js"));
const wasm = new WebAssembly.Module(await firstHalf());
const { files } = await read();
let engine = await loadEngine({ wasm });
let alone = 0;
let rare = 0;
const failures = [];
for (const [file, { rules: shared, scenarios }] of files) {
  for (const { name, rules = shared, given } of scenarios) {
    try {
      engine.simulate(rules, given);
      alone += 1;
    } catch (why) {
      // Names of functions: while rules are read the code that is missing may be asked for.
      if (/opportune\[?\w*\]?::ruleset::/.test(why.stack)) rare += 1;
      else failures.push(`${file}: ${name}\n${why.stack.split("\n").slice(0, 8).join("\n")}`);
      engine = await loadEngine({ wasm });
    }
  }
}
failures.slice(0, Number(process.env.FAILURES ?? 10)).forEach((one) => console.error(one));
console.log(`${alone} stories run by the first file, ${rare} need the second to be read, ${failures.length} asked for it later`);
process.exitCode = failures.length > 0 || alone < 100 || rare < 100 ? 1 : 0;
