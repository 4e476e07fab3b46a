// Runs every story by the wasm that shoppers load, from outside and in as few of its files as can read the rules, and
// compares what it shows and tells, instant by instant, with the native engine: `node tests/scenarios/shopper/run.mjs`.

import { readFileSync } from "node:fs";
import { join } from "node:path";

import { LATER, unpacker } from "../../../src/build/build.mjs";
import { unpacked } from "../../../src/build/streams.mjs";
import { dist } from "../../../src/build/tools.mjs";
import { createGlue } from "../../../src/js/glue.js";
import { matcherOf } from "../../../src/js/matcher.js";
import { read } from "../run.mjs";
import { drive } from "./drive.mjs";
import { span } from "./words.mjs";

const compiled = (name) => new WebAssembly.Module(unpacked(readFileSync(join(dist, `${name}.wasm`)), readFileSync(unpacker)));
const first = compiled("opportune");
const later = LATER.map(compiled);

const matcher = matcherOf(new WebAssembly.Instance(compiled("matches")));

/** By how many of the later files, and what was taken. A trap while rules are read asks for the next file; any other is a fault. */
async function told(rules, given) {
  // Before other rules the scripts fetch all of it.
  const swaps = given.events.some((one) => "rules" in one);
  for (let files = swaps ? later.length : 0; ; files += 1) {
    let isReading = true;
    const create = async () => {
      const glue = await createGlue(first);
      await glue.complete(later.slice(0, files));
      return { ...glue, attach: (host) => glue.attach({ ...host, take(...parts) {
        // The first that is ever sent is that the rules were opened.
        isReading = false;
        host.take(...parts);
      } }) };
    };
    try {
      return { files, world: await drive(create, rules, given, matcher) };
    } catch (why) {
      if (!isReading || files === later.length || !(why instanceof WebAssembly.RuntimeError)) throw why;
    }
  }
}

/** What a trace tells the engine and a page's scripts do not. */
const BEYOND = {
  "flow/when-the-store-answers/an-absence-that-the-sessions-end-took-stays-gone": "a pointer that leaves without having come",
  "triggers/exit-intent/high-sensitivity-but-downward": "a pointer that moves down and out at the top",
  "updates/arming/depth-reached-is-depth-reached": "how far the page was scrolled before any rule asked for it",
};
const isBeyond = (id, { claim, events, recorded }) =>
  id in BEYOND || recorded || JSON.stringify([claim, events.map((one) => one.claim)]).includes('"refused"');

const isClockSet = ({ events }) => events.some((one) => "clock" in one);

const { stories, golden } = await read();
const counts = [first, ...later].map(() => 0);
let beyond = 0;
const differences = [];
for (const [id, { rules, given }] of stories) {
  if (isBeyond(id, given)) {
    beyond += 1;
    continue;
  }
  const at = (instant) => (isClockSet(given) ? 0 : instant);
  const ours = [];
  try {
    const got = await told(rules, given);
    counts[got.files] += 1;
    const { begin, taken } = got.world;
    for (const [now, what, parts] of taken) {
      if (what === "show") ours.push(["show", at(now), parts[1], parts[3], parts[4], parts[6]]);
      if (what !== "report") continue;
      const [rule, name, meta, reason, seq, pageView, when, button, answer] = parts;
      ours.push([name, at(when - begin), rule, reason, seq, pageView, meta, button, answer]);
    }
  } catch (why) {
    ours.push(["fault", why.stack.split("\n").slice(0, 6)]);
  }
  const { decisions, events } = golden[id];
  const theirs = [
    ...decisions.filter(({ did }) => did === "shown").map((one) => ["show", at(span(one.at)), one.rule, one.surface, one.anchor ?? null, one.view]),
    ...events.map(({ name, at: when, rule = "", reason = "", seq, pageView, meta = null, button = null, answer = null }) =>
      [name, at(span(when)), rule, reason, seq, pageView, meta, button, answer]),
  ];
  const inOrder = (all) => [all.filter(([what]) => what === "show"), all.filter(([what]) => what !== "show")].map((part) => JSON.stringify(part)).join("\n    ");
  if (inOrder(ours) !== inOrder(theirs)) differences.push(`${id}.json\n  ours:\n    ${inOrder(ours)}\n  golden:\n    ${inOrder(theirs)}`);
}
differences.slice(0, Number(process.env.FAILURES ?? 10)).forEach((one) => console.error(one));
const by = counts.map((count, later) => `${count} by ${later + 1} of its files`).join(", ");
console.log(`the shopper's wasm: ${by}, ${beyond} beyond what a page can tell, ${differences.length} differences`);
if (differences.length > 0 || counts.some((count) => count < 50) || beyond > 20) process.exitCode = 1;
