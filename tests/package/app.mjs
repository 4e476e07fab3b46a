// A customer's app: a folder into which the packed tarball is installed, a server for what was built, a browser that looks.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { extname, join } from "node:path";

import { manifest, root } from "../../src/build/tools.mjs";

export const rules = { version: 1, rules: [{ id: "hi", if: { path: "/*" }, show: { banner: { text: "It runs" } } }] };
export const PAGE = "<!doctype html><html lang=en><title>App</title><script type=module src=/main.js></script><p>Hello</p>";
export const MAIN = `import { start } from "opportune";\nstart({ rules: ${JSON.stringify(rules)} });\n`;

const TYPES = { ".html": "text/html", ".js": "text/javascript", ".wasm": "application/wasm", ".css": "text/css" };

const npm = (folder, ...args) => execFileSync("npm", args, { cwd: folder, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });

/** The packed tarball in `place`. */
export function packed(place) {
  const tarball = join(place, `opportune-${manifest().version}.tgz`);
  if (!existsSync(tarball)) npm(root, "pack", "--pack-destination", place, "--silent");
  return tarball;
}

/** A new app in `place`, with the tarball and `devDependencies`: its folder. */
export function install(place, name, devDependencies) {
  const tarball = packed(place);
  const app = join(place, name);
  mkdirSync(app);
  writeFileSync(join(app, "package.json"), JSON.stringify({ name, private: true, type: "module", dependencies: { opportune: `file:${tarball}` }, devDependencies }));
  npm(app, "install", "--prefer-offline", "--no-audit", "--no-fund", "--ignore-scripts", "--silent");
  return app;
}

/** Serves a folder of plain files. */
export async function host(folder) {
  const server = createServer(async (request, response) => {
    const path = new URL(request.url, "http://localhost").pathname;
    const bytes = await readFile(join(folder, path.endsWith("/") ? `${path}index.html` : path)).catch(() => null);
    if (bytes === null) return response.writeHead(404).end();
    return response.writeHead(200, { "content-type": TYPES[extname(path)] ?? "text/html" }).end(bytes);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { url: `http://localhost:${server.address().port}`, close: () => server.close() };
}

/** Opens a page, waits until its runtime shows the banner, and has a look at what `then` does with it. */
export async function runs(browser, url, then = () => {}) {
  const page = await browser.newPage();
  const faults = [];
  page.on("pageerror", (error) => faults.push(error.message));
  page.on("console", (message) => message.type() === "error" && faults.push(message.text()));
  await page.goto(url);
  await page.locator("[data-opportune-rule=hi]").waitFor({ state: "attached", timeout: 15_000 }).catch(() => faults.push("the banner never came"));
  await then(page);
  await page.close();
  assert.deepEqual(faults.filter((one) => !one.includes("favicon") && !one.includes("404")), []);
}
