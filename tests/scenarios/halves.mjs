// The wasm comes in several files, and the later ones only where reading the rules asks for them. So whatever rules can be
// read without a file must run without it, whatever happens in the page. Here the author's build is split by the same
// list, and runs every story by its first file, then by that and what counts: `node tests/scenarios/halves.mjs`.

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { bound, LATER } from "../../src/build/build.mjs";
import { at, cache, dist, run } from "../../src/build/tools.mjs";
import { read } from "./run.mjs";

const list = readFileSync(at("src/build/later.txt"), "utf8");

/** The author's build without those files. What the scripts fetch them for by themselves is in it here. */
async function without(names) {
  const folder = join(cache, "halves");
  mkdirSync(folder, { recursive: true });
  const gates = join(folder, "later.list");
  const sections = list.split(/^(?=\[)/m).filter((section) => names.includes(/^\[(\w+)/.exec(section)?.[1]));
  // What is not split off is nobody's need.
  const lines = sections.join("").replace(/^\[(\w+): (\w+)\]/gm, (whole, name, other) => (names.includes(other) ? whole : `[${name}]`)).split("\n");
  writeFileSync(gates, lines.filter((line) => !/::(explain|adopt)$/.test(line)).join("\n"));
  await run("cargo", ["run", "--quiet", "-p", "opportune-bindgen", "--", "split", bound("dev"), gates, folder]);
  return new WebAssembly.Module(readFileSync(join(folder, "first.wasm")));
}

const { loadEngine } = await import(join(dist, "engine.js"));
const { stories } = await read();

/** Runs every story without those files. */
async function runs(...names) {
  const wasm = await without(names);
  let engine = await loadEngine({ wasm });
  let alone = 0;
  let others = 0;
  const failures = [];
  for (const [id, { rules, given }] of stories) {
    try {
      engine.simulate(rules, given);
      alone += 1;
    } catch (why) {
      // Names of functions: while rules are read the code that is missing may be asked for.
      if (/opportune\[?\w*\]?::ruleset::/.test(why.stack)) others += 1;
      else failures.push(`${id}.json\n${why.stack.split("\n").slice(0, 8).join("\n")}`);
      engine = await loadEngine({ wasm });
    }
  }
  failures.slice(0, Number(process.env.FAILURES ?? 10)).forEach((one) => console.error(one));
  console.log(`without ${names.join(" and ")}: ${alone} stories run, ${others} need it to be read, ${failures.length} asked for it later`);
  if (failures.length > 0 || alone < 100 || others < 100) process.exitCode = 1;
}

for (let from = 0; from < LATER.length; from += 1) await runs(...LATER.slice(from));
