// `npm run check`: format, lints on the host and for wasm, documentation, the hand-written types, and names in scripts.

import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";

import { transform } from "esbuild";

import { at, files, run, stage } from "./tools.mjs";

const WASM = ["--target", "wasm32-unknown-unknown"];
const STRICT = ["--", "-D", "warnings"];
const cargo = (...args) => run("cargo", args);

const CHECKS = [
  ["format", () => cargo("fmt", "--all", "--check")],
  ["clippy, host", () => cargo("clippy", "-q", "--workspace", "--all-targets", "--features", "opportune/dev", ...STRICT)],
  ["clippy, wasm", () => cargo("clippy", "-q", "--lib", ...WASM, ...STRICT)],
  ["clippy, wasm with words", () => cargo("clippy", "-q", "--lib", ...WASM, "--features", "dev", ...STRICT)],
  ["documentation", () => run("cargo", ["doc", "-q", "--no-deps", "--lib", "--features", "dev"],
    { env: { ...process.env, RUSTDOCFLAGS: "-D warnings" } })],
  ["tidy", () => cargo("test", "-q", "--features", "dev", "--test", "tidy")],
  ["types", types],
  ["syntax", syntax],
  ["names", names],
];

async function types() {
  // The drivers' own declarations are not ours to check.
  for (const name of ["tsconfig.json", "tsconfig.drivers.json"]) {
    await run(process.execPath, [at("node_modules/typescript/bin/tsc"), "-p", at("tests/types", name)]);
  }
}

async function syntax() {
  for (const path of ["src/build", "src/js", "tests", "www"].flatMap((one) => files(one, (name) => /\.m?js$/.test(name)))) {
    await transform(readFileSync(path, "utf8"), { sourcefile: path });
  }
}

/** What the build puts in the place of a name. */
const PUT_IN = ["OPPORTUNE_DEV", "OPPORTUNE_UNPACKER", "OPPORTUNE_WHOLE"];
const LOOK = ["--noEmit", "--allowJs", "--checkJs", "--skipLibCheck", "--target", "esnext", "--module", "nodenext", "--lib", "esnext,dom,dom.iterable"];

/** Names in our scripts that nobody defines: the bundler lets them pass, and the page finds them. */
async function names() {
  const scripts = ["src/js", "www"].flatMap((one) => files(one, (name) => /\.m?js$/.test(name)));
  const { stdout } = spawnSync(process.execPath, [at("node_modules/typescript/bin/tsc"), ...LOOK, ...scripts], { encoding: "utf8", maxBuffer: 64 << 20 });
  const unknown = stdout.split("\n").filter((line) => /error TS(2304|2552|18004):/.test(line) && !PUT_IN.some((name) => line.includes(`'${name}'`)));
  if (unknown.length > 0) throw new Error(unknown.join("\n"));
}

export async function check() {
  for (const [name, work] of CHECKS) await stage(name, work);
  return CHECKS.length;
}

if (process.argv[1]?.endsWith("check.mjs")) {
  check().catch((error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
}
