// A shop that draws for itself: the examples of the reference as they stand there, in plain HTML and in React. Neither
// ever loads our widgets.

import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { build } from "esbuild";

import { chromium } from "../../src/build/browser.mjs";
import { serve } from "../../src/build/serve.mjs";
import { at, root } from "../../src/build/tools.mjs";

const RULES = { version: 1, rules: [
  { id: "news", when: { manual: true }, show: { banner: { text: ["Seven of ", { strong: "{{ cart.items | number }}" }, " sold, for {{ cart.value | money: EUR }}"] } } },
] };
/** The example that follows those words. */
const example = (words, language) => {
  const [, text] = readFileSync(at("src/docs/api.md"), "utf8").split(words)[1].split("```" + language + "\n");
  return text.slice(0, text.indexOf("```")).replace('"/rules.json"', '"/x/rules.json"');
};
const HTML = '<!doctype html><html lang="en"><title>A shop</title><link rel="icon" href="data:,"><body><div id="root"></div><script type="module" src="NAME"></script></body></html>';

let folder, server, browser;
before(async () => {
  folder = mkdtempSync(join(tmpdir(), "draw-"));
  const write = (name, text) => writeFileSync(join(folder, name), text);
  write("rules.json", JSON.stringify(RULES));
  for (const name of ["plain", "react"]) write(`${name}.html`, HTML.replace("NAME", `/x/${name}.js`));
  const packaged = (text) => text.replace('"opportune"', '"/opportune/index.js"').replace('"opportune/adapters"', '"/opportune/adapters.js"');
  write("plain.js", packaged(example("To draw a widget yourself", "js")).replace("\nstart(", "\nglobalThis.shop = start("));
  // Beside a router such as Next's, which changes the address while React takes in what is new.
  const contents = `${packaged(example("In React, one component", "jsx")).replace("const shop =", "const shop = globalThis.shop =")}
    import { createElement, Fragment, useInsertionEffect } from "react";
    import { createRoot } from "react-dom/client";
    function Router({ path }) {
      useInsertionEffect(() => history.pushState(null, "", path), [path]);
    }
    const root = createRoot(document.querySelector("#root"));
    globalThis.go = (path) => root.render(createElement(Fragment, null, createElement(Router, { path }), createElement(Offers)));
    go(location.pathname);`;
  const { outputFiles: [{ text }] } = await build({
    stdin: { contents, loader: "jsx", resolveDir: root }, bundle: true, format: "esm", write: false, jsx: "automatic",
    external: ["/opportune/*"], define: { "process.env.NODE_ENV": '"development"' },
  });
  write("react.js", text);
  server = await serve({ mounts: { "/x/": folder } });
  browser = await chromium();
});
after(async () => {
  await browser?.close();
  await server?.close();
  rmSync(folder, { recursive: true, force: true });
});

const CLOSE = { plain: "body > p", react: "aside button" };
for (const name of ["plain", "react"]) {
  test(`a page draws for itself (${name}), is told of changes, and our widgets are never loaded`, { timeout: 60_000 }, async (t) => {
    const page = await browser.newPage();
    t.after(() => page.close());
    const [asked, faults] = [[], []];
    page.on("request", (request) => asked.push(new URL(request.url()).pathname));
    page.on("pageerror", (error) => faults.push(error.message));
    page.on("console", (message) => message.type() === "error" && faults.push(message.text()));
    // The server packs a file when it is first asked for, which a busy machine needs seconds for; rules have three.
    for (const path of ["/x/rules.json", "/opportune/opportune.wasm"]) await (await fetch(server.url + path, { headers: { "accept-encoding": "br" } })).arrayBuffer();
    await page.goto(`${server.url}/x/${name}.html`);
    await page.waitForFunction(() => globalThis.shop);
    const ready = await page.evaluate(() => shop.ready);
    assert.equal(ready.state, "running", JSON.stringify(ready));
    const says = (wanted) => page.waitForFunction((wanted) => document.body.textContent.includes(wanted), wanted);
    await page.evaluate(() => {
      shop.setFacts({ cart: { items: 9, value: 1234.5 } });
      shop.trigger("news");
    });
    await says("Seven of 9 sold, for €1,234.50");
    if (name === "react") {
      await page.evaluate(() => void shop.setFacts({ cart: { items: 8 } }));
      await says("Seven of 8 sold");
      await page.evaluate(() => go("/x/elsewhere"));
      await page.waitForFunction(() => !document.body.textContent.includes("Seven of"));
      await page.evaluate(() => shop.trigger("news"));
      await says("Seven of 8 sold");
    }
    await page.locator(CLOSE[name]).click();
    await page.waitForFunction(() => !document.body.textContent.includes("Seven of"));
    await page.evaluate(() => shop.stop());
    assert.deepEqual(faults, []);
    assert.ok(asked.includes("/opportune/index.js") && asked.includes("/opportune/opportune.wasm"), asked.join());
    assert.deepEqual(asked.filter((path) => /ui\.js|ask\.js/.test(path)), []);
  });
}
