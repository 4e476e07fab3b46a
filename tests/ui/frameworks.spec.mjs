//! Pages of React 19, Vue 3 and a theme of web components that draw themselves anew and take elements away at random, with
//! widgets of every kind at them. `STEPS=600` is so many changes, as fast as frames come, from three seeds; with `PACE=100`
//! a change takes so many ms, so that 600 take a minute. `npm run prove` does both.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { build } from "esbuild";
import { chromium } from "../../src/build/browser.mjs";
import { bundle } from "./stage.mjs";

const STEPS = Number(process.env.STEPS ?? 40);
const PACE = Number(process.env.PACE ?? 0);
const SEEDS = PACE ? [4] : process.env.STEPS ? [1, 2, 3] : [7];
const POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; require-trusted-types-for 'script'; trusted-types vue";
const first = { keys: [1, 2, 3], id: 0, name: "new", has: { size: true, coupon: true, card: true, hero: true }, clock: 0 };

/** What the server sends of the page, as the framework writes it. */
const MARKUP = {
  async react() {
    const [{ createElement }, { renderToString }, { App }] = await Promise.all([import("react"), import("react-dom/server"), import("./frameworks/react-app.js")]);
    return renderToString(createElement(App, { state: first }));
  },
  async vue() {
    const [{ createSSRApp, h }, { renderToString }, { App }] = await Promise.all([import("vue"), import("vue/server-renderer"), import("./frameworks/vue-app.js")]);
    return renderToString(createSSRApp({ render: () => h(App, { state: first }) }));
  },
  plain: async () => "",
};

let server, browser, origin;

before(async () => {
  const ui = await bundle();
  const entryPoints = Object.keys(MARKUP).map((name) => new URL(`frameworks/${name}.js`, import.meta.url).pathname);
  const define = { "process.env.NODE_ENV": '"development"', __VUE_OPTIONS_API__: "true", __VUE_PROD_DEVTOOLS__: "false", __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: "true" };
  const { outputFiles } = await build({ entryPoints, bundle: true, format: "esm", write: false, outdir: "/out", external: ["/ui.js"], define, ignoreAnnotations: true });
  const scripts = new Map(outputFiles.map(({ path, text }) => [path.replace("/out", ""), text]));
  const pages = new Map();
  for (const [name, markup] of Object.entries(MARKUP)) {
    pages.set(`/${name}`, `<!doctype html><html lang="en"><title>${name}</title><link rel="icon" href="data:,"><div id="root">${await markup()}</div><script type="module" src="/${name}.js"></script></html>`);
  }
  server = createServer((request, response) => {
    const { pathname } = new URL(request.url, "http://localhost");
    const script = pathname === "/ui.js" ? ui : scripts.get(pathname);
    response.writeHead(200, { "content-type": script ? "text/javascript" : "text/html; charset=utf-8", "content-security-policy": POLICY });
    response.end(script ?? pages.get(pathname) ?? "");
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  origin = `http://127.0.0.1:${server.address().port}`;
  browser = await chromium();
});
after(async () => {
  await browser?.close();
  server?.close();
});

/** The page after a storm and `stop()`: its markup, and what it complained of. */
async function weather(name, seed, query, pace) {
  const page = await browser.newPage();
  const faults = [];
  page.on("pageerror", (error) => faults.push(String(error)));
  page.on("console", (message) => /error|warn/.test(message.type()) && faults.push(message.text()));
  await page.goto(`${origin}/${name}${query}`);
  await page.waitForFunction(() => globalThis.storm);
  if (!query) await page.waitForFunction(() => document.querySelector("#hero")?.textContent.trim() === "Welcome back, Ada", null, { timeout: 10_000 });
  await page.evaluate((given) => storm.run(...given), [seed, STEPS, pace]);
  const said = await page.evaluate(() => storm.said);
  await page.evaluate(() => storm.stop());
  const widgets = await page.evaluate(() => document.querySelectorAll("opportune-widget").length);
  const markup = await page.evaluate(() => document.querySelector("#root").innerHTML);
  await page.close();
  return { faults, markup, said, widgets };
}

for (const name of Object.keys(MARKUP)) {
  test(`${name}: through hydration and a storm no stray widget, no complaint, and the page as if nobody had been there`, { timeout: 300_000 }, async () => {
    for (const seed of SEEDS) {
      const alone = await weather(name, seed, "?without", 0);
      const ours = await weather(name, seed, "", PACE);
      assert.deepEqual(alone.faults, []);
      assert.deepEqual(ours.faults, []);
      assert.equal(ours.widgets, 0);
      assert.equal(ours.markup, alone.markup);
      const drawn = new Set(ours.said.filter(([, what]) => what === "drawn").map(([key]) => key));
      assert.ok(drawn.size >= 6, `too few were ever drawn: ${[...drawn]}`);
    }
  });
}
