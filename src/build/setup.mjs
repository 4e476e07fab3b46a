// Brings a machine that has Rust and Node to the point where a build, a browser or the whole test can run.
// Idempotent, and quick when nothing is missing. Node built-ins only.
//
//   node src/build/setup.mjs build     the wasm target, the standard library's source and the npm packages
//   node src/build/setup.mjs browser   that, and Chromium
//   node src/build/setup.mjs test      that, and the other browsers, their drivers and the wasm test runner

import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { ask, at, fingerprint, locked, run, stage, which } from "./tools.mjs";

const WASM = "wasm32-unknown-unknown";

/** Debian's package for each command, what else provides it, and what needs it. */
const BROWSERS = {
  chromium: { commands: ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"], level: "browser" },
  "chromium-driver": { commands: ["chromedriver"], level: "test" },
  "firefox-esr": { commands: ["firefox-esr", "firefox"], level: "test" },
  "webkit2gtk-driver": { commands: ["WebKitWebDriver"], level: "test" },
  xvfb: { commands: ["xvfb-run"], level: "test" },
};

async function wasmTarget() {
  const libraries = ask("rustc", "--print", "target-libdir", "--target", WASM);
  if (libraries && existsSync(libraries)) return;
  if (!which("rustup")) throw new Error(`The Rust target ${WASM} is missing, and so is rustup, which installs it.`);
  await stage("rust target", () => run("rustup", ["target", "add", WASM]));
}

/** The standard library's source, which the shopper's build compiles for size. */
async function rustSource() {
  const sysroot = ask("rustc", "--print", "sysroot");
  if (sysroot && existsSync(join(sysroot, "lib/rustlib/src/rust/library/Cargo.lock"))) return;
  if (!which("rustup")) throw new Error("The Rust component rust-src is missing, and so is rustup, which installs it.");
  await stage("rust source", () => run("rustup", ["component", "add", "rust-src"]));
}

async function packages() {
  const mark = at("node_modules", ".opportune");
  const key = fingerprint([at("package-lock.json")]);
  if (existsSync(mark) && readFileSync(mark, "utf8") === key) return;
  const npm = process.platform === "win32" ? "npm.cmd" : "npm";
  await stage("npm packages", () => run(npm, ["ci", "--ignore-scripts", "--no-audit", "--no-fund"]));
  writeFileSync(mark, key);
}

async function browsers(level) {
  const wanted = Object.entries(BROWSERS).filter(([, one]) => level === "test" || one.level === level);
  const missing = wanted.filter(([, one]) => !which(...one.commands)).map(([name]) => name);
  if (missing.length === 0) return;
  const line = `apt-get install -y --no-install-recommends ${missing.join(" ")}`;
  if (!which("apt-get") || process.getuid?.() !== 0) {
    console.error(`Browser tests need ${missing.join(", ")}. On Debian or Ubuntu: sudo ${line}`);
    console.error("Elsewhere install Chromium with ChromeDriver, and Firefox; WebKitGTK exists on Linux only.");
    if (missing.includes("chromium")) throw new Error("No Chromium found on the PATH.");
    return;
  }
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  await stage("browsers", async () => {
    await run("apt-get", ["update", "-qq"], { env });
    await run("apt-get", line.split(" ").slice(1), { env, stdio: ["ignore", "ignore", "inherit"] });
  });
}

/** The runner that carries Rust tests into a browser: as new as the library, or the two do not understand each other. */
async function testRunner() {
  const version = locked("wasm-bindgen");
  if (ask("wasm-bindgen-test-runner", "--version")?.endsWith(` ${version}`)) return;
  // Without --locked: its lock file may name crates that a mirror does not have yet. Its TLS is not needed on 127.0.0.1.
  const args = ["install", "wasm-bindgen-cli", "--version", version, "--no-default-features", "--force", "--quiet"];
  await stage("wasm test runner (once, some minutes)", () => run("cargo", args));
}

/** Everything a level needs. */
export async function setup(level) {
  await wasmTarget();
  await rustSource();
  await packages();
  if (level !== "build") await browsers(level);
  if (level === "test") await testRunner();
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  setup(process.argv[2] ?? "build").catch((error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
}
