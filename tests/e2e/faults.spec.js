// Whatever fails to load, the page works: `ready` says why, and nothing is uncaught.

import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";

import { build } from "esbuild";

import { cache, dist } from "../../src/build/tools.mjs";
import { setting, STRICT, tip, visit } from "./support.mjs";

const here = setting();
const rules = [tip("hint", { dwell: "1s" })];
const WASM = "/opportune/opportune.wasm";

/** Opens a page that is going to fail, and gives what `ready` said. */
async function broken(t, given, faults = {}) {
  for (const [path, fault] of Object.entries(faults)) here.server.faults.set(path, fault);
  t.after(() => here.server.faults.clear());
  const visited = await visit(t, here, { rules, settle: false, ...given });
  await visited.o.advance("10s");
  assert.deepEqual(await visited.page.evaluate(() => globalThis.uncaught), [], "uncaught");
  assert.deepEqual(visited.faults.filter((one) => one.startsWith("uncaught")), []);
  // The page's own things work.
  await visited.page.click("#guide");
  return visited;
}

for (const fault of ["missing", "error", "truncated", "html", "reset"]) {
  test(`wasm ${fault}`, async (t) => {
    const { ready, o } = await broken(t, {}, { [WASM]: fault });
    assert.equal(ready.state, "disabled");
    assert.equal(typeof ready.reason, "string");
    assert.notEqual(ready.reason, "");
    assert.equal(await o.shown("hint"), false);
  });
}

test("wasm slow: it runs when it comes", async (t) => {
  here.server.faults.set(WASM, 1500);
  t.after(() => here.server.faults.clear());
  const { ready } = await visit(t, here, { rules });
  assert.equal(ready.state, "running");
});

test("the wasm handed over: an address, bytes, a compiled module, one in one piece, and what is none of ours", async (t) => {
  const { page } = await visit(t, here, { rules });
  await page.route("**/whole.wasm", (route) => route.fulfill({ path: join(cache, "whole.wasm"), contentType: "application/wasm" }));
  const said = await page.evaluate(async (rules) => {
    const { start } = await import("/opportune/index.js");
    const bytes = async (path) => (await fetch(path)).arrayBuffer();
    const packed = await bytes("/opportune/opportune.wasm");
    const kinds = {
      address: "/opportune/opportune.wasm", bytes: packed, view: new Uint8Array(packed), module: await WebAssembly.compile(packed),
      whole: await bytes("/whole.wasm"), cut: packed.slice(0, 5000), stripped: packed.slice(0, 8), text: await bytes("/t/rules.json"),
    };
    const states = {};
    for (const [kind, wasm] of Object.entries(kinds)) {
      const { state, reason } = await start({ rules: { rules }, wasm, namespace: kind, quiet: true }).ready;
      states[kind] = reason ?? state;
    }
    return states;
  }, rules);
  assert.deepEqual(said, {
    address: "running", bytes: "running", view: "running", module: "running", whole: "running", cut: "wasm_failed", stripped: "wasm_failed",
    text: "wasm_failed",
  });
});

test("a bundle that the page reads in another encoding", async (t) => {
  const { outputFiles: [{ text }] } = await build({
    entryPoints: [join(dist, "index.js")], bundle: true, minify: true, format: "iife", globalName: "bundle", charset: "utf8",
    external: ["*/ui.js"], define: { "import.meta.url": "document.baseURI" }, write: false, logLevel: "error",
  });
  const { page } = await visit(t, here, { rules });
  await page.route("**/opportune/old.html", (route) => route.fulfill({
    body: "<!doctype html><title>\xe9</title><script src=old.js></script>", contentType: "text/html; charset=windows-1252",
  }));
  await page.route("**/opportune/old.js", (route) => route.fulfill({ body: text, contentType: "text/javascript" }));
  await page.goto(`${here.server.url}/opportune/old.html`);
  const ready = await page.evaluate((rules) => bundle.start({ rules: { rules }, quiet: true }).ready, rules);
  assert.equal(ready.state, "running", ready.reason);
});

test("no 'wasm-unsafe-eval' in the policy", async (t) => {
  here.policy = STRICT.replace(" 'wasm-unsafe-eval'", "");
  t.after(() => { here.policy = null; });
  const { ready, page } = await broken(t, {});
  assert.equal(ready.state, "disabled");
  assert.equal((await page.evaluate(() => globalThis.violations)).length <= 1, true, "one report at most");
});

test("no connection allowed: the inline entry runs", async (t) => {
  here.policy = STRICT.replace("connect-src 'self'", "connect-src 'none'");
  t.after(() => { here.policy = null; });
  const { ready } = await visit(t, here, { rules, start: { entry: "inline" } });
  assert.equal(ready.state, "running");
});

for (const fault of ["missing", "error", "html", "truncated", "reset"]) {
  test(`rules ${fault}`, async (t) => {
    const { ready } = await broken(t, { rules: undefined, start: { rules: "/t/rules.json" } }, { "/t/rules.json": fault });
    assert.equal(ready.state, "disabled");
    assert.match(ready.reason, /rules/);
  });
}

test("rules that never come: disabled once the time is up", async (t) => {
  here.server.faults.set("/t/rules.json", "hang");
  t.after(() => here.server.faults.clear());
  const { page, o } = await visit(t, here, {
    wait: false, settle: false, start: { rules: { url: "/t/rules.json", timeout: "1s" } },
  });
  await page.waitForTimeout(300);
  await page.waitForFunction(() => globalThis.shop);
  await o.advance("2s");
  const ready = await o.ready();
  assert.equal(ready.state, "disabled");
  assert.match(ready.reason, /rules/);
  assert.deepEqual(await page.evaluate(() => globalThis.uncaught), []);
});

test("rules from the server run", async (t) => {
  const { ready } = await visit(t, here, { start: { rules: "/t/rules.json" } });
  assert.equal(ready.state, "running");
});

test("the widgets' script is missing: nothing shows, nothing breaks", async (t) => {
  const { ready, o } = await broken(t, {}, { "/opportune/ui.js": "missing" });
  assert.equal(ready.state, "running");
  assert.equal(await o.shown("hint"), false);
});

test("refused storage: the page-scoped rules run", async (t) => {
  const { o, page } = await visit(t, here, {
    rules,
    consent: "granted",
    init: () => {
      IDBFactory.prototype.open = () => {
        throw new DOMException("denied", "SecurityError");
      };
      for (const name of ["localStorage", "sessionStorage"]) {
        Object.defineProperty(globalThis, name, { get: () => { throw new DOMException("denied", "SecurityError"); } });
      }
    },
  });
  await o.advance("2s");
  assert.equal(await o.shown("hint"), true);
  assert.deepEqual(await page.evaluate(() => globalThis.uncaught), []);
});

test("a switched-off browser stays off", async (t) => {
  const { ready } = await visit(t, here, {
    rules, settle: false, init: () => localStorage.setItem("opportune:off", "1"),
  });
  assert.equal(ready.state, "disabled");
  assert.equal(ready.reason, "off");
});

test("a bad rule is left out, told once, and the rest runs", async (t) => {
  const { ready, o } = await visit(t, here, { flawed: true, rules: [{ id: "bad", wen: { dwell: "1s" }, show: {} }, ...rules] });
  assert.equal(ready.state, "running");
  assert.equal(ready.problems.length > 0, true);
  assert.equal(ready.problems.every(({ path }) => path.startsWith("/rules/0")), true);
  await o.advance("1s");
  assert.equal(await o.shown("hint"), true);
});

test("`strict` refuses a set with a problem", async (t) => {
  const { ready } = await visit(t, here, {
    settle: false, rules: [{ id: "bad", wen: { dwell: "1s" }, show: {} }, ...rules], start: { strict: true },
  });
  assert.equal(ready.state, "disabled");
  assert.equal(ready.reason, "rules");
});
