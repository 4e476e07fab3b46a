// The README, followed to the letter: each of its snippets runs as it stands there, in a page under its own policy, in Node
// and on the command line. Only names of packages and hosts are put in place of each other, as installing them would.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { test } from "node:test";

import { at } from "../../src/build/tools.mjs";
import { opportune } from "../../dist/testing.js";
import { setting } from "./support.mjs";

const here = setting();
const README = readFileSync(at("README.md"), "utf8");

/** The code below a heading, in the order in which it stands there. */
function below(heading) {
  const [, section] = README.split(`\n${heading}\n`);
  assert.ok(section, `README.md has "${heading}"`);
  const end = section.search(/\n##+ /);
  const found = [...section.slice(0, end < 0 ? undefined : end).matchAll(/^```.*\n([\s\S]*?)^```$/gm)].map(([, code]) => code);
  assert.ok(found.length, `no code below "${heading}"`);
  return found;
}
const [FIRST] = below("## Your first rule");
const [, POLICY] = /Content-Security-Policy: (.*)/.exec(README);
const FIELD = '<main><label>Coupon <input id="coupon"></label></main>';

/** A checkout with that in its head, and what goes wrong there. */
async function checkout(t, head, { scripts = {}, stage = {} } = {}) {
  const context = await here.browser.newContext();
  const page = await context.newPage();
  const faults = [];
  page.on("pageerror", ({ message }) => faults.push(message));
  page.on("console", (line) => line.type() === "error" && faults.push(line.text()));
  t.after(async () => {
    await context.close();
    assert.deepEqual(faults, []);
  });
  const serve = (path, contentType, body, headers) => page.route(`${here.server.url}${path}`, (route) => route.fulfill({ contentType, body, headers }));
  await serve("/checkout", "text/html", `<!doctype html><html lang="en"><title>Checkout</title>${head}${FIELD}`, { "content-security-policy": POLICY });
  await serve("/rules.json", "application/json", FIRST);
  await serve("/favicon.ico", "image/png", "");
  await serve("/collect", "text/plain", "");
  await serve("/early.js?later", "text/javascript", scripts["/early.js"] ?? "");
  for (const [path, code] of Object.entries(scripts)) await serve(path, "text/javascript", code);
  return { page, o: stage && await opportune(page, stage) };
}

/** The hint comes after ten seconds, and its button puts the code in. */
async function hinted({ page, o }) {
  await page.goto(`${here.server.url}/checkout`);
  assert.equal((await o.ready()).state, "running");
  await o.advance("9.9s");
  assert.equal(await o.shown("coupon-hint"), false);
  await o.advance("100ms");
  assert.equal(await o.shown("coupon-hint"), true, JSON.stringify(await o.why("coupon-hint")));
  await page.getByRole("button", { name: "Apply" }).click();
  assert.equal(await page.inputValue("#coupon"), "WELCOME10");
}
const installed = (code) => code.replace('"opportune"', '"/opportune/index.js"');

test("npm", async (t) => {
  const [, code] = below("### npm");
  await hinted(await checkout(t, '<script type="module" src="/app.js"></script>', { scripts: { "/app.js": installed(code) } }));
});

test("a script tag, and the queue before and after it is there", async (t) => {
  const [html] = below("### A script tag");
  const [, queue] = /`(window\.opportune \?\?= .*?)`/.exec(README);
  const there = await checkout(t, `<script src="/early.js"></script>${html}`, { scripts: { "/early.js": queue } });
  await hinted(there);
  // Later on, a script of the page's does the same.
  await there.page.evaluate(() => import("/early.js?later"));
  assert.equal(await there.page.evaluate(() => globalThis.opportune.explain().then(({ state }) => state)), "running");
});

test("a Shopify theme", async (t) => {
  const [liquid] = below("### A Shopify theme");
  const shop = {
    "cart.total_price | divided_by: 100.0 | json": "80.0", "cart.currency.iso_code | json": '"EUR"', "cart.item_count | json": "2",
    "customer.first_name | json": "null", "customer.orders_count | json": "null", "'auto-inline.js' | asset_url": "/opportune/auto-inline.js",
  };
  const asked = new Set();
  const html = liquid.replace(/\{\{ (.*?) \}\}/g, (_, name) => asked.add(name) && shop[name]).replace('{ "version": 1, "rules": [] }', () => FIRST);
  assert.deepEqual([[...asked].sort(), html.includes("coupon-hint")], [Object.keys(shop).sort(), true]);
  const there = await checkout(t, html);
  await hinted(there);
  const [, code] = /`(opportune\.setConsent\(.*?\))`/.exec(README);
  assert.equal(await there.page.evaluate((said) => {
    const [, states] = /\((.*)\)/.exec(said);
    globalThis.opportune.setConsent({ functional: /functional: "(\w+)"/.exec(states)[1] });
    return globalThis.opportune.explain().then(({ consent }) => consent.functional);
  }, code), "granted");
});

test("where outcomes go", async (t) => {
  const [code] = below("## Where outcomes go");
  const app = `import { start } from "opportune";\nglobalThis.shop = ${code}`;
  const { page, o } = await checkout(t, '<script type="module" src="/app.js"></script>', { scripts: { "/app.js": installed(app) }, stage: { consent: "granted" } });
  await hinted({ page, o });
  const states = () => page.evaluate(async () => (await globalThis.shop.explain()).sinks?.map(({ name, state, failed }) => [name, state, failed]));
  for (let tries = 0; (await states())?.some(([, state]) => state !== "on") && tries < 200; tries += 1) await page.waitForTimeout(50);
  assert.deepEqual(await states(), ["ga4", "gtm", "beacon", "callback"].map((name) => [name, "on", 0]));
});

/** What a snippet is given in place of what it imports. */
const run = (code, given) => new (Object.getPrototypeOf(async () => {}).constructor)(...Object.keys(given), code.replace(/^import .*$/gm, ""))(...Object.values(given));

test("testing your rules in a browser", async (t) => {
  const [code] = below("## Testing your rules");
  const [html] = below("### A script tag");
  const { page } = await checkout(t, html, { stage: null });
  const said = [];
  await run(code.replace("http://localhost:4173", here.server.url), { opportune, page, console: { assert: (holds) => said.push(holds) } });
  assert.deepEqual(said, [true, true]);
});

test("testing your rules in Node, and on the command line", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "opportune-readme-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, "rules.json"), FIRST);
  const [, code] = below("## Testing your rules");
  writeFileSync(join(folder, "try.mjs"), code.replace('"opportune/engine"', JSON.stringify(pathToFileURL(at("dist/engine.js")).href)));
  const node = (...args) => execFileSync(process.execPath, args, { cwd: folder, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
  assert.match(node("try.mjs"), /^\[\]\n[\s\S]*at: '30s',\s+rule: 'coupon-hint',\s+did: 'shown'/);

  rmSync(join(folder, "rules.json"));
  const lines = below("## Checking your rules")[0].split("\n").map((line) => line.replace(/ +#.*/, "")).filter(Boolean);
  assert.ok(lines.length >= 4 && lines.every((line) => line.startsWith("npx opportune ")), `${lines}`);
  const printed = lines.map((line) => node(at("dist/cli.js"), ...line.split(" ").slice(2)));
  assert.match(printed[1], /0 problems/);
  assert.match(printed[2], /0 failed/);
  assert.match(printed[3], /^welcome-code\n[\s\S]*have: 6000\s+need: 10000\s+paused: hidden/);
});
