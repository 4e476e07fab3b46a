// The packed tarball in fresh apps of the bundlers and frameworks that README.md names, each as the registry has it today
// (or the last that runs on Node 20): built as it comes, run in a browser, with a rule that needs the later files of the
// wasm, too. For `npm run prove`.

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
  sveltekit: {
    needs: ["@sveltejs/kit@2", "@sveltejs/adapter-static@3", "@sveltejs/vite-plugin-svelte@6", "svelte@5", "vite@7"],
    files: {
      "svelte.config.js": 'import adapter from "@sveltejs/adapter-static";\nexport default { kit: { adapter: adapter() } };',
      "vite.config.js": 'import { sveltekit } from "@sveltejs/kit/vite";\nexport default { plugins: [sveltekit()] };',
      "src/app.html": '<!doctype html><html lang="en"><head>%sveltekit.head%</head><body><div>%sveltekit.body%</div></body></html>',
      "src/routes/+layout.js": "export const prerender = true;",
      "src/routes/+page.svelte": `<script>
          import { onMount } from "svelte";
          import { start } from "opportune";
          onMount(() => {
            const shop = start({ rules: ${JSON.stringify(rules)} });
            return () => shop.stop();
          });
        </script>
        <p>Hello</p>`,
    },
    build: ["vite/bin/vite.js", "build"],
    out: "build",
  },
  astro: {
    needs: ["astro@5"],
    files: {
      "astro.config.mjs": "export default {};",
      "src/pages/index.astro": `<html lang="en"><body><p>Hello</p><script>${MAIN}</script></body></html>`,
    },
    build: ["astro/astro.js", "build"],
    out: "dist",
  },
  nuxt: {
    needs: ["nuxt@3", "vue@3"],
    files: {
      "nuxt.config.ts": 'export default defineNuxtConfig({ compatibilityDate: "2025-01-01" });',
      "app.vue": `<script setup>
          import { start } from "opportune";
          let shop;
          onMounted(() => (shop = start({ rules: ${JSON.stringify(rules)} })));
          onUnmounted(() => shop?.stop());
        </script>
        <template><p>Hello</p></template>`,
    },
    build: ["nuxt/bin/nuxt.mjs", "generate"],
    out: ".output/public",
  },
  angular: {
    // Its own packages want each other at the same patch, which ranges of two do not promise.
    needs: [...["core", "common", "compiler", "compiler-cli", "platform-browser"].map((one) => `@angular/${one}@20.3.32`),
      "@angular/build@20", "@angular/cli@20", "rxjs@7", "typescript@~5.9", "zone.js@0.15"],
    files: {
      "angular.json": JSON.stringify({ version: 1, projects: { shop: { projectType: "application", root: "", architect: { build: {
        builder: "@angular/build:application",
        options: {
          browser: "src/main.ts", index: "src/index.html", tsConfig: "tsconfig.json", polyfills: ["zone.js"],
          outputPath: { base: "dist", browser: "" },
          assets: [{ glob: "*.wasm", input: "node_modules/opportune/dist", output: "/" }],
        },
      } } } } }),
      "tsconfig.json": JSON.stringify({
        compilerOptions: { strict: true, target: "ES2022", module: "preserve", moduleResolution: "bundler", experimentalDecorators: true },
        files: ["src/main.ts"],
      }),
      "src/index.html": '<!doctype html><html lang="en"><head><base href="/"></head><body><app-root></app-root></body></html>',
      "src/main.ts": `import { Component } from "@angular/core";
        import { bootstrapApplication } from "@angular/platform-browser";
        import { start } from "opportune";
        @Component({ selector: "app-root", template: "<p>Hello</p>" })
        class App {
          shop = start({ rules: ${JSON.stringify(rules)} });
          ngOnDestroy() {
            this.shop.stop();
          }
        }
        bootstrapApplication(App);`,
    },
    build: ["@angular/cli/bin/ng.js", "build"],
    out: "dist",
  },
};

/** A package and the versions of it that will do. */
const version = (wanted) => {
  const [name, range = "latest"] = wanted.split(/(?<!^)@/);
  return [name, range];
};
const QUIET = { NEXT_TELEMETRY_DISABLED: "1", ASTRO_TELEMETRY_DISABLED: "1", NUXT_TELEMETRY_DISABLED: "1", NG_CLI_ANALYTICS: "false" };

for (const [name, { needs, files, build: [bin, ...args], out }] of Object.entries(BUNDLERS)) {
  test(`a fresh ${name} app builds it as README.md says, and it runs`, async () => {
    const app = install(place, name, Object.fromEntries(needs.map(version)));
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(app, path)), { recursive: true });
      writeFileSync(join(app, path), text);
    }
    execFileSync(process.execPath, [join(app, "node_modules", bin), ...args], { cwd: app, stdio: ["ignore", "ignore", "inherit"], env: { ...process.env, ...QUIET } });
    const server = await host(join(app, out));
    const twice = async (page) => {
      for (let time = 0; time < 2; time += 1) await page.locator("p").first().click();
      await page.locator("[data-opportune-rule=twice]").waitFor({ state: "attached", timeout: 15_000 });
    };
    await runs(browser, `${server.url}/`, twice).finally(server.close);
  });
}
