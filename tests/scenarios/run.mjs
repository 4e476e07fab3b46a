// Runs every scenario through a build of the engine and compares its decisions, byte for byte, with those of the native
// engine in decisions.golden.json. From the command line (`node tests/scenarios/run.mjs [path/to/engine.js]`), or with
// any object that has `simulate(rules, trace)`: a page in a browser may import `compare` and hand in what was read.

/** What a run is judged by: the same parts as in the golden file. */
function kept({ problems, decisions, events }) {
  // How it reads is Node's own to write: the native engine knows no languages.
  const plain = decisions.map(({ says, ...one }) => one);
  return JSON.stringify({ problems, decisions: plain, events });
}

/**
 * @param {{ simulate(rules: unknown, trace: unknown): object }} engine
 * @param {Array<[string, { rules: unknown, given: unknown }]>} stories by the paths of their files, without `.json`
 * @param {Record<string, object>} golden the native engine's decisions by the same
 * @returns {{ count: number, differences: Array<{ id: string, ours: string, golden: string }> }}
 */
export function compare(engine, stories, golden) {
  const differences = [];
  const seen = new Set();
  for (const [id, { rules, given }] of stories) {
    const ours = kept(engine.simulate(rules, given));
    const theirs = id in golden ? JSON.stringify(golden[id]) : "missing";
    seen.add(id);
    if (ours !== theirs) differences.push({ id, ours, golden: theirs });
  }
  for (const id of Object.keys(golden)) {
    if (!seen.has(id)) differences.push({ id, ours: "missing", golden: JSON.stringify(golden[id]) });
  }
  return { count: seen.size, differences };
}

/** Reads all stories and the golden file from this folder (Node). */
export async function read() {
  const { readdir, readFile } = await import("node:fs/promises");
  const root = new URL("./", import.meta.url);
  const load = async (name) => JSON.parse(await readFile(new URL(name, root), "utf8"));
  const names = (await readdir(root, { recursive: true }))
    .map((name) => name.replaceAll("\\", "/"))
    .filter((name) => name.endsWith(".json") && name !== "decisions.golden.json")
    .sort();
  const stories = await Promise.all(names.map(async (name) => [name.slice(0, -".json".length), await load(name)]));
  return { stories, golden: await load("decisions.golden.json") };
}

async function main(path) {
  const { resolve } = await import("node:path");
  const { pathToFileURL } = await import("node:url");
  const { loadEngine } = await import(path ? pathToFileURL(resolve(path)).href : "opportune/engine");
  const { stories, golden } = await read();
  const { count, differences } = compare(await loadEngine(), stories, golden);
  for (const { id, ours, golden: theirs } of differences) {
    console.error(`${id}.json\n  ours:   ${ours}\n  golden: ${theirs}`);
  }
  console.log(`${count} scenarios, ${differences.length} differences`);
  process.exitCode = differences.length > 0 ? 1 : 0;
}

if (typeof process !== "undefined" && process.argv?.[1] && import.meta.url.endsWith("/run.mjs")) {
  const { pathToFileURL } = await import("node:url");
  if (pathToFileURL(process.argv[1]).href === import.meta.url) await main(process.argv[2]);
}
