// The packed tarball in fresh apps of the bundlers that README.md names, each as the registry has it today: built as it
// comes, run in a browser, with a rule that needs the later files of the wasm, too. For `npm run prove`.

import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";

import { chromium } from "../../src/build/browser.mjs";
import { PAGE, host, install, runs } from "./app.mjs";

const rules = {
  version: 1,
  rules: [
    { id: "hi", if: { path: "/*" }, show: { banner: { text: "It runs" } } },
    { id: "twice", when: { sequence: [{ click: "p" }, { click: "p" }] }, show: { tooltip: { anchor: "p", text: "Twice" } } },
  ],
};
const MAIN = `import { start } from "opportune";\nstart({ rules: ${JSON.stringify(rules)} });\n`;

let place;
let browser;
before(async () => {
  place = mkdtempSync(join(tmpdir(), "opportune-bundlers-"));
  browser = await chromium();
});
after(async () => {
  await browser?.close();
  rmSync(place, { recursive: true, force: true });
});

const BUNDLERS = {
  webpack: {
    needs: ["webpack", "webpack-cli"],
    files: { "src/index.js": MAIN, "dist/index.html": PAGE },
    build: ["webpack-cli/bin/cli.js", "--mode", "production"],
    out: "dist",
  },
  rollup: {
    needs: ["rollup", "@rollup/plugin-node-resolve", "@web/rollup-plugin-import-meta-assets"],
    files: {
      "src/main.js": MAIN,
      "dist/index.html": PAGE,
      "rollup.config.js": `import { nodeResolve } from "@rollup/plugin-node-resolve";
        import { importMetaAssets } from "@web/rollup-plugin-import-meta-assets";
        export default { input: "src/main.js", output: { dir: "dist" }, plugins: [nodeResolve(), importMetaAssets()] };`,
    },
    build: ["rollup/dist/bin/rollup", "-c", "--silent"],
    out: "dist",
  },
  parcel: {
    needs: ["parcel"],
    files: { "src/main.js": MAIN, "index.html": PAGE.replace("/main.js", "./src/main.js") },
    build: ["parcel/lib/bin.js", "build", "index.html", "--no-cache", "--log-level", "warn"],
    out: "dist",
  },
  next: {
    needs: ["next", "react", "react-dom"],
    files: {
      "next.config.mjs": 'export default { output: "export" };',
      "app/layout.js": "export default ({ children }) => <html lang=\"en\"><body>{children}</body></html>;",
      "app/page.js": 'import Hints from "./hints.js";\nexport default () => <main><p>Hello</p><Hints /></main>;',
      "app/hints.js": `"use client";
        import { useEffect } from "react";
        import { start } from "opportune";
        export default function Hints() {
          useEffect(() => {
            const shop = start({ rules: ${JSON.stringify(rules)} });
            return () => shop.stop();
          }, []);
          return null;
        }`,
    },
    build: ["next/dist/bin/next", "build"],
    out: "out",
  },
};

for (const [name, { needs, files, build: [bin, ...args], out }] of Object.entries(BUNDLERS)) {
  test(`a fresh ${name} app builds it with nothing configured, and it runs`, async () => {
    const app = install(place, name, Object.fromEntries(needs.map((one) => [one, "latest"])));
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(app, path)), { recursive: true });
      writeFileSync(join(app, path), text);
    }
    execFileSync(process.execPath, [join(app, "node_modules", bin), ...args], { cwd: app, stdio: ["ignore", "ignore", "inherit"], env: { ...process.env, NEXT_TELEMETRY_DISABLED: "1" } });
    const server = await host(join(app, out));
    const twice = async (page) => {
      for (let time = 0; time < 2; time += 1) await page.locator("p").first().click();
      await page.locator("[data-opportune-rule=twice]").waitFor({ state: "attached", timeout: 15_000 });
    };
    await runs(browser, `${server.url}/`, twice).finally(server.close);
  });
}
