// `npm test`: sets up, then proves everything, what fails fastest first. `node src/build/test.mjs e2e` runs one part.
// The last line counts: `N passed, N failed`.

import { spawn } from "node:child_process";
import { existsSync } from "node:fs";

import { setup } from "./setup.mjs";
import { at, files, root, stage, which } from "./tools.mjs";

const total = { passed: 0, failed: 0 };

/** What test runners print at their end: cargo's line for each binary, and node's two. */
const COUNTS = [
  [/^test result: \w+\. (\d+) passed; (\d+) failed/gm, (found) => [Number(found[1]), Number(found[2])]],
  [/^(?:#|ℹ) pass (\d+)$/gm, (found) => [Number(found[1]), 0]],
  [/^(?:#|ℹ) fail (\d+)$/gm, (found) => [0, Number(found[1])]],
];

/** Runs a command, shows what it prints, and adds up what it counted; a command that counts nothing counts as one. */
function counted(command, args, env = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "inherit"] });
    let text = "";
    child.stdout.setEncoding("utf8").on("data", (part) => {
      text += part;
      process.stdout.write(part);
    });
    child.on("error", reject);
    child.on("close", (code) => {
      const before = total.passed + total.failed;
      for (const [pattern, read] of COUNTS) {
        for (const found of text.matchAll(pattern)) {
          const [passed, failed] = read(found);
          total.passed += passed;
          total.failed += failed;
        }
      }
      if (code === 0 && total.passed + total.failed === before) total.passed += 1;
      if (code === 0) return resolve();
      if (total.failed === 0) total.failed += 1;
      return reject(new Error(`${command} ${args.slice(0, 4).join(" ")} … ended with ${code}`));
    });
  });
}

const node = (...args) => counted(process.execPath, args);
// Pages spend most of their time waiting, so two files at once use a machine of two cores better than one.
const suite = (folder, atOnce = 1) => {
  const specs = files(folder, (path) => /\.(spec|test)\.m?js$/.test(path));
  return specs.length === 0 ? Promise.resolve() : node("--test", "--test-reporter=spec", `--test-concurrency=${atOnce}`, ...specs);
};
const build = async () => (await import("./build.mjs")).build();

const PARTS = {
  host: [
    ["engine and rules, natively", () => counted("cargo", ["test", "-q", "--features", "dev"])],
    ["the shopper's build, natively", () => counted("cargo", ["test", "-q", "--lib"])],
  ],
  build: [["build", build], ["the same decisions in Node's wasm", () => node("tests/scenarios/run.mjs")], ["and without the later files, where that is enough", () => node("tests/scenarios/halves.mjs")], ["and by what shoppers load", () => node("tests/scenarios/shopper/run.mjs")]],
  schema: [["the schema in an editor", () => suite("tests/schema")]],
  cli: [["the command line", () => suite("tests/cli")], ["abusive rule sets", () => suite("tests/hostile")]],
  check: [["check", () => node("src/build/check.mjs")]],
  web: [["shell in Chromium", web]],
  adapters: [["adapters", () => suite("tests/adapters")]],
  ui: [["widgets in Chromium", () => suite("tests/ui", 2)]],
  e2e: [["pages in three engines", () => suite("tests/e2e", 2)]],
  package: [["the packed tarball", () => suite("tests/package")]],
  size: [["size", () => node("src/build/size.mjs", "--ceilings")]],
  bench: [["bench", () => node("tests/bench/run.mjs")]],
};

/** Which parts need dist/, and how much must be installed for each. */
const NEEDS_BUILD = new Set(["cli", "ui", "e2e", "package", "size", "bench"]);

async function web() {
  if (!existsSync(at("tests/web/main.rs"))) return;
  const args = ["test", "--target", "wasm32-unknown-unknown", "--test", "web"];
  await counted("cargo", args, { CHROMEDRIVER: which("chromedriver"), WASM_BINDGEN_TEST_TIMEOUT: "120" });
}

async function main(wanted) {
  const began = performance.now();
  const parts = wanted ? [wanted] : Object.keys(PARTS);
  await stage("set-up", () => setup(wanted === "host" || wanted === "check" || wanted === "schema" ? "build" : "test"));
  if (wanted && NEEDS_BUILD.has(wanted)) await build();
  for (const [name, work] of parts.flatMap((part) => PARTS[part])) {
    console.log(`\n== ${name}`);
    await stage(name, work);
  }
  console.log(`\nall of it: ${((performance.now() - began) / 1000).toFixed(0)} s`);
}

main(process.argv[2])
  .catch((error) => {
    console.error(`\n${error.message}`);
    if (total.failed === 0) total.failed = 1;
    process.exitCode = 1;
  })
  .finally(() => console.log(`${total.passed} passed, ${total.failed} failed`));
