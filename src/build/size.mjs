// `npm run size`: what a shopper's browser really downloads on the demo shop, and what each module of it costs.
// Twice: as the shop is, which counts what its rules do (an experiment, goals, sinks), and as a shop that only shows.
// Fails above the budgets in package.json. `--write` puts the tables into README.md.

import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

import { chromium } from "./browser.mjs";
import { optimize } from "./build.mjs";
import { serve } from "./serve.mjs";
import { at, cache, dist, manifest } from "./tools.mjs";
import { bodiesOf, Bytes, importedFunctions, SECTION, sectionsOf } from "./wasm.mjs";

const DEMO = ["/", "/collection.html", "/product.html?id=harbour-coat", "/cart.html", "/checkout.html", "/spa/"];
const brotli = (bytes) => brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } }).length;

/** A file's sizes. */
function weigh(path) {
  const bytes = readFileSync(path);
  return { raw: bytes.length, gzip: gzipSync(bytes, { level: 9 }).length, brotli: brotli(bytes) };
}

/** Every path of the package that a page asked for, and the bytes that came over the wire. */
async function record(page, found) {
  const session = await page.context().newCDPSession(page);
  const open = new Map();
  await session.send("Network.enable");
  session.on("Network.responseReceived", ({ requestId, response }) => open.set(requestId, response));
  session.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    const response = open.get(requestId);
    const path = response && new URL(response.url).pathname;
    if (!path || !/^\/(opportune|rules)\//.test(path) || found.has(path)) return;
    const head = response.encodedDataLength > 0 ? Math.min(response.encodedDataLength, encodedDataLength) : 0;
    found.set(path, encodedDataLength - head);
  });
}

/** What any rules by URL load a second after they are armed: listed, but not in the sums, which are of what rules need. */
const FRESH = "/opportune/live.js";

/** What only a shop that counts has: of its rules, and of what they load. */
const COUNTS = ["goals", "funnels", "experiments"];
const isForSinks = (path) => /^\/opportune\/(hub\.js|sinks\/)/.test(path);

function showing(rules) {
  for (const key of COUNTS) delete rules[key];
  for (const rule of rules.rules) delete rule.experiment;
  return rules;
}

/** Loads the demo shop in Chromium: what came until rules were armed, and what its rules ever load. */
async function measure(counts) {
  const server = await serve();
  const browser = await chromium();
  const page = await browser.newPage({ viewport: { width: 1200, height: 800 } });
  const found = new Map();
  await record(page, found);
  const rules = JSON.parse(readFileSync(at("rules/shop.json"), "utf8"));
  if (!counts) await page.route("**/rules/shop.json", (route) => route.fulfill({ json: showing(rules) }));
  const armed = () => page.evaluate(async () => {
    const key = Symbol.for("opportune");
    for (let tries = 0; !globalThis[key]?.size; tries += 1) {
      if (tries > 500) throw new Error("the demo started no runtime");
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    return [...globalThis[key].values()].at(-1).ready.then(({ state, reason }) => ({ state, reason, at: performance.now() }));
  });
  let ready;
  // A shop waits five seconds for its rules: on a machine that is busier than that it is visited again.
  for (let tries = 0; tries < 5 && ready?.state !== "running"; tries += 1) {
    await page.goto(server.url, { waitUntil: "load" });
    ready = await armed();
  }
  if (ready.state !== "running") throw new Error(`the demo is ${ready.state}: ${ready.reason}`);
  const early = [...found.keys()];
  const ids = rules.rules.map(({ id }) => id);
  for (const path of DEMO) {
    await page.goto(server.url + path, { waitUntil: "load" });
    await armed();
    for (const id of ids) await page.evaluate((one) => [...globalThis[Symbol.for("opportune")].values()].at(-1).trigger(one, { force: true }), id);
    await page.waitForTimeout(300);
  }
  // It comes at its own time, so that it must be waited for to be listed.
  for (let tries = 0; !found.has(FRESH) && tries < 500; tries += 1) await page.waitForTimeout(20);
  await browser.close();
  await server.close();
  const ours = (paths) => paths.filter((path) => path.startsWith("/opportune/") && path !== FRESH && (counts || !isForSinks(path))).sort();
  // What sinks need no rule waits for, nor does it wait for rules: it counts as early, however slow the machine was.
  const before = [...found.keys()].filter((path) => early.includes(path) || isForSinks(path));
  return { armed: ours(before), everything: ours([...found.keys()]), wire: found };
}

/** The size of each function of a wasm file with a name section, by name, and of its data. */
function functions(bytes) {
  const sections = sectionsOf(bytes);
  const find = (wanted) => sections.find(({ id }) => id === wanted)?.body ?? Buffer.of(0);
  const names = namesOf(sections.filter(({ id }) => id === SECTION.custom).map(({ body }) => body));
  const imported = importedFunctions(find(SECTION.imports));
  const list = bodiesOf(find(SECTION.code)).map(({ length }, index) => ({ size: length, name: names.get(index + imported) ?? "?" }));
  return { data: find(SECTION.data).length, list };
}

/** The names of functions by their numbers, from the custom section that has them. */
function namesOf(sections) {
  const names = new Map();
  for (const section of sections) {
    const from = new Bytes(section);
    const text = () => from.part(from.number()).toString();
    if (text() !== "name") continue;
    while (from.at < section.length) {
      const id = from.byte();
      const part = new Bytes(from.part(from.number()));
      if (id === 1) part.list(() => names.set(part.number(), part.part(part.number()).toString()));
    }
  }
  return names;
}

/** Which module a function belongs to: two steps into our crate, the crate otherwise. */
function moduleOf(name) {
  const path = name.match(/[A-Za-z_]\w*(?:::[A-Za-z_]\w*)+/g) ?? [];
  const own = path.find((one) => one.startsWith("opportune::"));
  if (own) return own.split("::").slice(0, 3).filter((part) => /^[a-z_]/.test(part)).join("::");
  return path.length > 0 ? path[0].split("::")[0] : "glue and others";
}

/** What each module of the shopper's wasm costs, from a build that kept its names. */
async function modules() {
  const named = join(cache, "named.wasm");
  await optimize("shop", named, "-g");
  const { list, data } = functions(readFileSync(named));
  const sums = new Map([["(data)", data]]);
  for (const { name, size } of list) sums.set(moduleOf(name), (sums.get(moduleOf(name)) ?? 0) + size);
  return [...sums].sort((a, b) => b[1] - a[1]);
}

const count = (bytes) => bytes.toLocaleString("en");

/** A table in Markdown, its columns padded so that a terminal shows it well too. */
function table(head, rows) {
  const all = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...all.map((row) => String(row[column]).length)));
  const line = (row) => `| ${row.map((cell, column) => (column === 0 ? String(cell).padEnd(widths[column]) : String(cell).padStart(widths[column]))).join(" | ")} |`;
  const rule = `|${widths.map((width, column) => (column === 0 ? "-".repeat(width + 2) : `${"-".repeat(width + 1)}:`)).join("|")}|`;
  return [line(head), rule, ...rows.map(line)].join("\n");
}

function write(name, text) {
  const path = at("README.md");
  const readme = existsSync(path) ? readFileSync(path, "utf8") : "";
  const pattern = new RegExp(`(<!-- ${name} -->\\n)[\\s\\S]*?(<!-- /${name} -->)`);
  if (!pattern.test(readme)) return console.log(`README.md has no <!-- ${name} --> markers`);
  return writeFileSync(path, readme.replace(pattern, (_, before, after) => `${before}${text}\n${after}`));
}

const shows = await measure(false);
const counts = await measure(true);
const weights = new Map([...shows.everything, ...counts.everything, FRESH].map((path) => [path, weigh(join(dist, path.slice("/opportune/".length)))]));
const sum = (paths, unit) => paths.reduce((total, path) => total + weights.get(path)[unit], 0);
const row = (name, paths) => [name, ...["raw", "gzip", "brotli"].map((unit) => count(sum(paths, unit)))];

/** When a file comes, and for whom. */
function when(path) {
  if (path === FRESH) return " (a second later, for rules by URL; not in the sums)";
  if (!shows.everything.includes(path)) return " (to count)";
  return shows.armed.includes(path) ? "" : " (when the first widget is due)";
}

const files = table(["file", "raw", "gzip", "brotli"], [
  ...[...weights.keys()].sort().map((path) => [
    `\`${path.slice("/opportune/".length)}\`${when(path)}`,
    ...["raw", "gzip", "brotli"].map((unit) => count(weights.get(path)[unit])),
  ]),
  row("**to show: until rules are armed**", shows.armed),
  row("**to show: everything the demo's rules ever load**", shows.everything),
  row("**to show and count: until rules are armed**", counts.armed),
  row("**to show and count: everything**", counts.everything),
]);
const costs = table(["module", "bytes"], (await modules()).filter(([, bytes]) => bytes >= 200).map(([name, bytes]) => [`\`${name}\``, count(bytes)]));
console.log(`${files}\n\nOver the wire in Chromium, bodies only: ${[...counts.wire].map(([path, bytes]) => `${path} ${count(bytes)}`).join(", ")}\n\n${costs}`);
if (process.argv.includes("--write")) {
  write("sizes", files);
  write("modules", costs);
}

// The budgets are what the package must come down to; `npm run size` fails above them. The ceilings are where it is, so
// that nothing makes it worse unnoticed: `npm test` fails above those. Lower them with every gain, never raise them.
const { budgets, ceilings } = manifest().opportune;
const bounds = process.argv.includes("--ceilings") ? ceilings : budgets;
const measured = { armed: shows.armed, everything: shows.everything, armedToCount: counts.armed, everythingToCount: counts.everything };
for (const [name, paths] of Object.entries(measured)) {
  const bytes = sum(paths, "brotli");
  console.log(`${name}: ${count(bytes)} bytes; budget ${count(budgets[name])}, ceiling ${count(ceilings[name])}`);
  if (bytes > bounds[name]) {
    console.error(`${name} is over its ${bounds === budgets ? "budget" : "ceiling"} by ${count(bytes - bounds[name])} bytes.`);
    process.exitCode = 1;
  }
}
