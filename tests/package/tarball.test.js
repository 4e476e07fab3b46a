// The packed tarball, as a customer gets it: linted, imported in Node, built into a fresh Vite app, loaded by a script tag.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { chromium } from "../../src/build/browser.mjs";
import { at, manifest } from "../../src/build/tools.mjs";
import { MAIN, PAGE, host, install, packed, rules, runs } from "./app.mjs";

const bin = (name) => at("node_modules", ".bin", name);

let place;
let tarball;
let app;
let browser;
const shows = (url) => runs(browser, url);

before(async () => {
  place = mkdtempSync(join(tmpdir(), "opportune-package-"));
  tarball = packed(place);
  app = install(place, "app", { vite: manifest().devDependencies.vite });
  browser = await chromium();
});

after(async () => {
  await browser?.close();
  if (place) rmSync(place, { recursive: true, force: true });
});

test("the tarball holds the package and nothing else", () => {
  const inside = execFileSync("tar", ["-tzf", tarball], { encoding: "utf8" }).trim().split("\n").map((one) => one.replace(/^package\//, ""));
  for (const name of ["package.json", "README.md", "LICENSE-MIT", "LICENSE-APACHE", "schema.json", "src/docs/rules.md", "src/docs/api.md", "dist/index.js", "dist/opportune.wasm"]) {
    assert.equal(inside.includes(name), true, `${name} is missing`);
  }
  const strangers = inside.filter((one) => !/^(dist\/(sinks\/[a-z]\.js|[\w.-]+)|package\.json|README\.md|CHANGELOG\.md|LICENSE[\w-]*|schema\.json|rules\/shop\.json|src\/docs\/\w+\.md)$/.test(one));
  assert.deepEqual(strangers, []);
  assert.equal(existsSync(at("schema.json")), false, "packing left a file behind");
  // What lists of ad blockers look for in addresses of scripts: vendors, and what scripts of theirs are called.
  const listed = /analytic|track|beacon|pixel|metric|telemetry|stats?\b|tag-?manager|\bads?\b|advert|banner|popup|gtm|gtag|ga4|segment|mixpanel|amplitude|posthog|hotjar|crazyegg|optimizely|vwo|target|tealium|hubspot|marketo|campaign|facebook|meta\b|linkedin|shopify/i;
  assert.deepEqual(inside.filter((one) => /\.(js|wasm)$/.test(one) && listed.test(one)), []);
});

test("who installed it can read the documentation where README.md says that it is", () => {
  const readme = readFileSync(join(app, "node_modules", "opportune", "README.md"), "utf8");
  const links = [...readme.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, link]) => link).filter((link) => !link.startsWith("www/"));
  assert.ok(links.length > 5, `${links.length} links`);
  assert.deepEqual(links.filter((link) => !existsSync(join(app, "node_modules", "opportune", link))), []);
});

test("no script runs at install and nothing is depended on", () => {
  const { scripts, dependencies, optionalDependencies } = manifest();
  for (const name of ["preinstall", "install", "postinstall", "prepare"]) assert.equal(scripts[name], undefined);
  assert.equal(dependencies, undefined);
  assert.equal(optionalDependencies, undefined);
  assert.deepEqual(readdirSync(join(app, "node_modules", "opportune", "dist")).filter((one) => one.endsWith(".map")), []);
});

test("publint finds nothing", () => {
  const text = execFileSync(bin("publint"), ["run", tarball, "--strict"], { encoding: "utf8" });
  assert.match(text, /All good!/);
});

test("the types resolve everywhere (attw, ESM only)", () => {
  execFileSync(bin("attw"), [tarball, "--profile", "esm-only", "--no-color"], { encoding: "utf8" });
});

test("every entry is inert in Node", () => {
  const script = `
    const before = Object.keys(globalThis).join();
    const names = ["", "/inline", "/testing", "/adapters", "/engine", "/auto", "/auto-inline"];
    for (const name of names) await import("opportune" + name);
    const { start } = await import("opportune");
    const handle = start({ rules: ${JSON.stringify(rules)} });
    const ready = await handle.ready;
    handle.track("x"); handle.setFacts({}); handle.setConsent({ functional: "granted" }); handle.explain(); handle.stop();
    console.log(JSON.stringify({ state: ready.state, same: Object.keys(globalThis).join() === before }));`;
  const out = execFileSync(process.execPath, ["--input-type=module", "-e", script], { cwd: app, encoding: "utf8" });
  assert.deepEqual(JSON.parse(out), { state: "disabled", same: true });
});

const ENGINE = `
  const { loadEngine } = await import("opportune/engine");
  const engine = await loadEngine();
  const rules = { rules: [{ id: "x", when: { dwell: "10s" }, show: { banner: "Hi" }, experiment: { variants: [{ id: "a" }, { id: "b" }] } }] };
  const trace = { events: [{ at: "0s", pageView: "https://shop.test/" }, { at: "60s", end: {} }] };
  const said = [
    engine.check({ version: 1, rules: [{ id: "x", when: { dwel: "10s" } }] }).map(({ nearest }) => nearest).find(Boolean),
    engine.simulate(rules, trace).decisions.map(({ at, rule, did }) => [at, rule, did].join(" ")),
    engine.explain(rules, trace, { rule: "x", at: "4s" }).state.progress[0].have,
    engine.test({ rules, given: trace, expect: [{ at: "10s", shows: "x" }] }).ok,
    engine.bucket(rules, "x", ["v1"])[0].variant,
  ];`;
const SAID = ["dwell", ["10s x shown"], 4000, true, "a"];

test("the engine checks, simulates, explains, tests and deals in Node", () => {
  const out = execFileSync(process.execPath, ["--input-type=module", "-e", `${ENGINE} console.log(JSON.stringify(said));`], { cwd: app, encoding: "utf8" });
  assert.deepEqual(JSON.parse(out), SAID);
});

test("so it does in a worker", () => {
  writeFileSync(join(app, "worker.mjs"), `import { parentPort } from "node:worker_threads";\n${ENGINE}\nparentPort.postMessage(said);\n`);
  const script = 'import { Worker } from "node:worker_threads"; new Worker("./worker.mjs", { execArgv: [] }).on("message", (said) => console.log(JSON.stringify(said)));';
  const out = execFileSync(process.execPath, ["--input-type=module", "-e", script], { cwd: app, encoding: "utf8" });
  assert.deepEqual(JSON.parse(out), SAID);
});

test("the wasm and the schemas have entries of their own", () => {
  const script = `
    import { readFile } from "node:fs/promises";
    const read = (name) => readFile(new URL(import.meta.resolve("opportune/" + name)));
    const json = async (name) => (await import("opportune/" + name, { with: { type: "json" } })).default;
    const [packed] = WebAssembly.Module.customSections(await WebAssembly.compile(await read("wasm")), "packed");
    console.log(JSON.stringify([packed.byteLength > 0, (await json("schema.json")).$schema, Object.keys((await json("events.json")).properties).includes("exposures"), (await json("package.json")).name]));`;
  const out = execFileSync(process.execPath, ["--input-type=module", "-e", script], { cwd: app, encoding: "utf8" });
  assert.deepEqual(JSON.parse(out), [true, "http://json-schema.org/draft-07/schema#", true, "opportune"]);
});

test("the command line is installed and works", () => {
  const tool = join(app, "node_modules", ".bin", "opportune");
  execFileSync(tool, ["init", "started"], { cwd: app });
  const out = execFileSync(tool, ["test", "started", "--json"], { cwd: app, encoding: "utf8" });
  assert.equal(JSON.parse(out).ok, true);
});

test("the schema is where rules name it", async () => {
  const schema = JSON.parse(await readFile(join(app, "node_modules", "opportune", "schema.json"), "utf8"));
  assert.match(schema.$schema, /draft-07/);
});

test("a fresh Vite app builds it and it runs", async () => {
  writeFileSync(join(app, "index.html"), PAGE);
  writeFileSync(join(app, "main.js"), MAIN);
  execFileSync(process.execPath, [join(app, "node_modules", "vite", "bin", "vite.js"), "build", "--logLevel", "warn"], { cwd: app });
  const names = readdirSync(join(app, "dist", "assets"));
  const modules = names.filter((one) => one.endsWith(".wasm")).map((one) => one.replace(/-.*/, ""));
  assert.deepEqual(modules.sort(), ["matches", "more", "opportune", "trial"], names.join());
  const server = await host(join(app, "dist"));
  await shows(`${server.url}/`).finally(server.close);
});

test("esbuild needs the wasm copied beside what it writes", async () => {
  const out = join(place, "esbuild");
  const options = ["--bundle", "--format=esm", "--log-level=warning", `--outfile=${join(out, "main.js")}`];
  execFileSync(bin("esbuild"), [join(app, "main.js"), ...options], { cwd: app });
  const dist = join(app, "node_modules", "opportune", "dist");
  for (const one of readdirSync(dist).filter((name) => name.endsWith(".wasm"))) cpSync(join(dist, one), join(out, one));
  writeFileSync(join(out, "index.html"), PAGE);
  const server = await host(out);
  await shows(`${server.url}/`).finally(server.close);
});

for (const [name, tag] of [
  ["auto", "<script type=module src=/package/auto.js data-opportune></script>"],
  ["auto-inline", "<script type=module src=/package/auto-inline.js data-opportune></script>"],
  ["inline", `<script type=module>import { start } from "/package/inline.js"; start({ rules: ${JSON.stringify(rules)} });</script>`],
]) {
  test(`a plain page with one script tag runs it (${name})`, async () => {
    const folder = join(place, name);
    mkdirSync(folder);
    cpSync(join(app, "node_modules", "opportune", "dist"), join(folder, "package"), { recursive: true });
    if (name !== "auto") {
      // One file, as in a theme: nothing else is there.
      for (const other of readdirSync(join(folder, "package"))) if (other !== `${name}.js`) rmSync(join(folder, "package", other), { recursive: true });
    }
    writeFileSync(join(folder, "index.html"), `<!doctype html><html lang=en><title>Shop</title>${tag}
      <script type="application/json" data-opportune-rules>${JSON.stringify(rules)}</script><p>Hello</p>`);
    const server = await host(folder);
    await shows(`${server.url}/`).finally(server.close);
  });
}
