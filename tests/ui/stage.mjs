//! Serves the gallery under the strict policy and opens it in Chromium.
import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { build, transform } from "esbuild";
import { chromium } from "playwright-core";

const require = createRequire(import.meta.url);
export const axeSource = await readFile(require.resolve("axe-core/axe.min.js"), "utf8");

const POLICY =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; connect-src 'self'; img-src 'self'; " +
  "require-trusted-types-for 'script'; trusted-types 'none'";
const CUP = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 392 180"><rect width="392" height="180" fill="#dfe5dc"/><path d="M150 50h92l-10 80q-2 12-14 12h-44q-12 0-14-12z" fill="#2f5d50"/><path d="M240 66q34 0 28 28t-36 22" fill="none" stroke="#2f5d50" stroke-width="10"/></svg>`;

export async function bundle() {
  const css = {
    name: "css",
    setup({ onLoad }) {
      onLoad({ filter: /\.css$/ }, async ({ path }) => ({
        contents: (await transform(await readFile(path, "utf8"), { loader: "css", minify: true })).code,
        loader: "text",
      }));
    },
  };
  const entry = new URL("../../src/js/ui/index.js", import.meta.url).pathname;
  const options = { entryPoints: [entry], bundle: true, minify: true, legalComments: "none", format: "esm", target: "es2022", write: false };
  return (await build({ ...options, plugins: [css] })).outputFiles[0].text;
}

/** The gallery's server, with the strict policy on every answer. */
export async function serve() {
  const ui = await bundle();
  const server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url, "http://localhost");
    const policy = searchParams.has("open") ? {} : { "content-security-policy": POLICY };
    const send = (type, text) => response.writeHead(200, { "content-type": type, ...policy }).end(text);
    if (pathname === "/ui.js") return send("text/javascript", ui);
    if (pathname === "/cup.svg") return send("image/svg+xml", CUP);
    const name = /\.(js|css)$/.test(pathname) ? pathname.slice(1) : "gallery.html";
    const type = { js: "text/javascript", css: "text/css" }[name.split(".").pop()] ?? "text/html";
    send(type, await readFile(new URL(name, import.meta.url), "utf8"));
  });
  await new Promise((resolve) => server.listen(0, "localhost", resolve));
  return { origin: `http://localhost:${server.address().port}`, close: () => server.close() };
}

export async function openStage() {
  const { origin, close } = await serve();
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM_PATH ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
  return {
    origin,
    async open(options = {}, path = "/", init = undefined) {
      const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
      await context.grantPermissions(["clipboard-read", "clipboard-write"]);
      const page = await context.newPage();
      if (init) await page.addInitScript(init);
      page.on("pageerror", (error) => console.error("page error", error));
      await page.goto(origin + path);
      await page.waitForFunction(() => globalThis.gallery);
      // Edits of the page begin in its first moment of rest.
      await page.evaluate(() => new Promise((done) => void requestIdleCallback(() => done())));
      return page;
    },
    async close() {
      await browser.close();
      close();
    },
  };
}
