// Builds dist/: the crate twice (shopper's and author's), the scripts around it, types and schema.
// Steps whose inputs did not change are skipped. Needs setup.mjs to have run.

import { chmodSync, copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { shorten } from "./glue.mjs";
import { order } from "./order.mjs";
import { inlineCodes, squeeze } from "./squeeze.mjs";
import { pack, prove } from "./streams.mjs";
import { at, cache, dist, files, fingerprint, root, run, stage, unlessBuilt } from "./tools.mjs";

const WASM = "wasm32-unknown-unknown";
const target = (small) => at("target", small ? "small" : "wasm");

/** The two builds of the crate: what shoppers load, and what authors load (with words and traces). */
export const VARIANTS = {
  shop: { features: [], small: true, file: "opportune.wasm" },
  dev: { features: ["--features", "dev"], small: false, file: "opportune_dev.wasm" },
};

// The shopper's build compiles the standard library along, for size and without the words of panics (a panic is a bare
// trap, which the scripts catch). These options are not stable yet; RUSTC_BOOTSTRAP lets the stable compiler take them,
// so that no second toolchain is needed. They take a twelfth off the download; `npm run size` says what it is.
const SMALL = ["-Zunstable-options", "-Cpanic=immediate-abort", "-Zlocation-detail=none", "-Zfmt-debug=none"];
const SMALL_STD = ["-Zbuild-std=std,panic_abort", "-Zbuild-std-features=optimize_for_size"];

// Named features only: "all" makes modules that browsers above our floor cannot parse.
// A function inlined into its one caller saves bytes and costs more of them after compression.
// Nothing lives in the first kilobyte of memory: there the stack ends. What is written twice compresses; a local for it
// does not.
const SMALLEST = ["--low-memory-unused", "--one-caller-inline-max-function-size=0", "--always-inline-max-function-size=4",
  "-Oz", "--converge", "--skip-pass=local-cse"];
// Once: what was taken apart by the first pass gains nothing by it.
const SMALLER = ["--flatten", "--rereloop", ...SMALLEST];
const FASTER = ["-O3"];
const OPT = ["--enable-bulk-memory", "--enable-bulk-memory-opt", "--enable-multivalue", "--enable-mutable-globals",
  "--enable-nontrapping-float-to-int", "--enable-reference-types", "--enable-sign-ext", "--strip-producers",
  "--strip-target-features"];

/** The shopper's wasm in one piece: with names, and as scripts carry it. Taken apart: see `bindgen/src/split.rs`. */
export const named = join(cache, "named.wasm");
const whole = join(cache, "whole.wasm");
/** What comes later, by the headings of `later.txt`. */
export const LATER = [...readFileSync(at("src/build/later.txt"), "utf8").matchAll(/^\[(\w+)/gm)].map(([, name]) => name);

/** Where wasm-bindgen puts what it makes of a variant; of that we take the wasm, not yet optimized. */
const bindgen = (variant) => join(cache, "bindgen", variant);
export const bound = (variant) => join(bindgen(variant), "opportune_bg.wasm");

/** Runs wasm-opt on what wasm-bindgen made of a variant. */
export const optimize = (variant, to, ...more) =>
  wasmOpt(bound(variant), to, ...(VARIANTS[variant].small ? SMALLER : FASTER), ...OPT, ...more);

/** What makes a wasm file of what was compiled. */
const STEPS = ["build", "order", "streams", "wasm"].map((name) => at(`src/build/${name}.mjs`));

const cargo = (args, env = {}) => run("cargo", args, { env: { ...process.env, CARGO_TERM_QUIET: "true", ...env } });

/** Compiles to wasm: for size, with everything that takes bytes off, or for speed. */
async function compileWasm(small, what) {
  // Panic locations name source files: without this they would name folders of the machine that built them.
  const home = process.env.CARGO_HOME ?? join(process.env.HOME ?? root, ".cargo");
  const remap = [`--remap-path-prefix=${home}=cargo`, `--remap-path-prefix=${root}=opportune`];
  // Names of functions as `later.txt` spells them, and their slots where no other numbers are (`bindgen/src/pointers.rs`).
  const flags = [...remap, "-Csymbol-mangling-version=v0", "-Clink-arg=--table-base=4096", ...(small ? SMALL : [])].map((flag) => `'${flag}'`).join(", ");
  // Nobody downloads the author's build with a shop: there the time of long simulations counts.
  const env = small ? { RUSTC_BOOTSTRAP: "1" } : { CARGO_PROFILE_RELEASE_OPT_LEVEL: "3" };
  await cargo(["build", "--lib", "--release", "--target", WASM, "--target-dir", target(small),
    "--config", `target.${WASM}.rustflags=[${flags}]`, ...(small ? SMALL_STD : []), ...what], env);
}

async function compile(variant) {
  const { features, small } = VARIANTS[variant];
  await compileWasm(small, features);
  await cargo(["run", "-p", "opportune-bindgen", "--", "bind", join(target(small), WASM, "release", "opportune.wasm"),
    bindgen(variant), "opportune"]);
  writeFileSync(bound(variant), shorten(readFileSync(bound(variant))));
}

/** Compiles and optimizes one variant, unless nothing it is made of changed. */
export async function wasm(variant) {
  const rust = files("src", (path) => path.endsWith(".rs"));
  const parts = ["Cargo.toml", "Cargo.lock", "rust-toolchain.toml", ".cargo/config.toml"].map((name) => at(name));
  const key = fingerprint([...rust, ...parts, ...STEPS, at("src/build/glue.mjs"), at("src/build/later.txt"), ...files("src/unpack"), ...files("src/build/bindgen/src")], [...SMALLER, ...FASTER, ...OPT].join(" "));
  const out = join(dist, VARIANTS[variant].file);
  await unlessBuilt(`wasm (${variant})`, key, VARIANTS[variant].small ? [out, ...later(), whole] : [out], async () => {
    await compile(variant);
    if (VARIANTS[variant].small) await split(variant, out);
    else await optimize(variant, out);
  });
}

const wasmOpt = (from, to, ...options) => run(process.execPath, [at("node_modules", "binaryen", "bin", "wasm-opt"), from, "-o", to, ...options]);

const later = () => LATER.map((name) => join(dist, `${name}.wasm`));

/** The module in several files for those who fetch it, and in one for those who carry it within a script. */
async function split(variant, out) {
  await optimize(variant, named, "-g");
  await wasmOpt(named, whole, ...OPT, "--strip-debug");
  const folder = join(cache, "split");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  await cargo(["run", "-p", "opportune-bindgen", "--", "split", named, at("src/build/later.txt"), folder]);
  const outs = [out, ...later()];
  for (const [index, name] of ["first", ...LATER].entries()) await wasmOpt(join(folder, `${name}.wasm`), outs[index], ...SMALLEST, ...OPT);
  writeFileSync(whole, order(readFileSync(whole)));
  for (const path of outs) writeFileSync(path, packed(order(readFileSync(path))));
}

/** A module of its own, without glue: a crate in a folder of `src`. */
async function small(name, out, finish = (bytes) => bytes) {
  const sources = [...files(`src/${name}`), at("Cargo.lock"), at("rust-toolchain.toml"), ...STEPS];
  await unlessBuilt(`wasm (${name})`, fingerprint(sources), [out], async () => {
    await compileWasm(true, ["-p", `opportune-${name}`]);
    await wasmOpt(join(target(true), WASM, "release", `opportune_${name}.wasm`), out, ...SMALLER, ...OPT);
    writeFileSync(out, finish(order(readFileSync(out))));
  });
}

/** What puts the packed ones together, and what the sink `beacon` decides: small enough to lie within a script. */
export const unpacker = join(cache, "unpack.wasm");
export const outbox = join(cache, "outbox.wasm");

/** A module as it is shipped (`streams.mjs`). */
function packed(bytes) {
  const whole = pack(bytes);
  prove(bytes, whole, readFileSync(unpacker));
  return whole;
}

// Lists of ad blockers know the vendors' names, and words such as "analytics", "beacon", "pixel" or "track", in the
// addresses of scripts. Our own files carry a letter instead: the place of their source here, which it keeps for ever.
const SINKS = ["gtm", "ga4", "segment", "mixpanel", "amplitude", "posthog", "hotjar", "crazyegg", "optimizely", "vwo", "target", "tealium",
  "hubspot", "marketo", "activecampaign", "meta", "linkedin", "shopify", "custom-event", "beacon"];
const letter = (name) => `sinks/${String.fromCharCode(97 + SINKS.indexOf(name))}`;

/** Bytes within a script: a character for each. Compressed, that is a tenth less than base64. */
const asText = (path) => JSON.stringify(readFileSync(path, "latin1"));

/** Resolves what the sources leave open: the widgets' chunk, the wasm, style sheets as text. */
function parts({ variant, inline }) {
  return {
    name: "opportune",
    setup(build) {
      build.onResolve({ filter: /\/(ui\/index|ask|assent|hub|live|long|matcher|merge|panel|preview|record|stored)\.js$/ }, ({ kind, path, resolveDir }) => {
        if (kind === "entry-point") return undefined;
        // What comes later is one more file each, except where everything must be one.
        const [, name] = /(\w+)(?:\/index)?\.js$/.exec(path);
        if (kind === "dynamic-import" && !inline) return { path: `./${name}.js`, external: true };
        return { path: join(resolveDir, path) };
      });
      build.onResolve({ filter: /^\.\/sinks\/[\w-]+\.js$/ }, ({ kind, path }) =>
        (kind === "dynamic-import" && !inline ? { path: `./${letter(path.slice(8, -3))}.js`, external: true } : undefined));
      build.onResolve({ filter: /\/outbox\.wasm$/ }, () => ({ path: outbox, namespace: "text" }));
      build.onLoad({ filter: /./, namespace: "text" }, ({ path }) => ({ contents: `export default ${asText(path)}` }));
      build.onResolve({ filter: /\.wasm$/ }, () => ({ path: inline && VARIANTS[variant].small ? whole : join(dist, VARIANTS[variant].file) }));
      build.onLoad({ filter: /\/src\/js\/[^/]+\.js$/ }, async ({ path }) => {
        const text = readFileSync(path, "utf8");
        const file = VARIANTS[variant].file;
        return { contents: await inlineCodes(text.replaceAll('"./opportune.wasm", import.meta.url', `"./${file}", import.meta.url`)), loader: "js" };
      });
      build.onLoad({ filter: /\.css$/ }, async ({ path }) => {
        const { code } = await build.esbuild.transform(readFileSync(path, "utf8"), { loader: "css", minify: true });
        return { contents: code.trim(), loader: "text" };
      });
    },
  };
}

/** Every entry of the package: its source, its variant, and whether all must be one file. */
function entries() {
  const list = [
    { out: "index", variant: "shop" },
    { out: "dev", from: "index", variant: "dev" },
    { out: "auto", variant: "shop" },
    { out: "inline", variant: "shop", inline: true },
    { out: "auto-inline", variant: "shop", inline: true },
    { out: "engine", variant: "dev" },
    { out: "cli", from: "cli/main", variant: "dev", bin: true },
    { out: "testing", variant: "shop", plain: true },
    { out: "adapters", variant: "shop" },
    { out: "ui", from: "ui/index", variant: "shop" },
    { out: "ask", from: "ui/ask", variant: "shop" },
    { out: "hub", variant: "shop" },
    ...SINKS.map((name) => ({ out: letter(name), from: `sinks/${name}`, variant: "shop" })),
    { out: "live", variant: "shop" },
    { out: "long", variant: "shop" },
    { out: "matcher", variant: "shop" },
    { out: "merge", variant: "shop" },
    { out: "record", variant: "shop" },
    { out: "panel", variant: "shop" },
    { out: "preview", variant: "shop" },
    { out: "assent", from: "consent/assent", variant: "shop" },
    { out: "stored", variant: "shop" },
  ];
  return list.map((one) => ({ ...one, source: at("src/js", `${one.from ?? one.out}.js`) }));
}

async function scripts() {
  const esbuild = await import("esbuild");
  for (const entry of entries()) {
    const outfile = join(dist, `${entry.out}.js`);
    await esbuild.build({
      entryPoints: [entry.source],
      outfile,
      bundle: true,
      format: "esm",
      platform: "neutral",
      target: entry.bin ? ["node20"] : ["chrome105", "firefox115", "safari16.4"],
      banner: entry.bin ? { js: "#!/usr/bin/env node" } : {},
      minify: !entry.plain,
      legalComments: "none",
      charset: "utf8",
      external: ["node:*"],
      loader: { ".wasm": "binary" },
      define: {
        OPPORTUNE_UNPACKER: JSON.stringify(readFileSync(unpacker, "base64")),
        OPPORTUNE_DEV: String(entry.variant === "dev"),
        OPPORTUNE_WHOLE: String(entry.variant === "dev" || !!entry.inline),
      },
      logLevel: "warning",
      plugins: [parts(entry)],
    });
    // Beyond a shopper's download the bytes of a script are nobody's concern.
    if (entry.variant === "shop" && !entry.plain) writeFileSync(outfile, await squeeze(readFileSync(outfile, "utf8")));
    if (entry.bin) chmodSync(outfile, 0o755);
  }
}

function types() {
  for (const name of readdirSync(at("src/js")).filter((one) => one.endsWith(".d.ts"))) {
    copyFileSync(at("src/js", name), join(dist, name));
  }
  copyFileSync(at("src/js/events.json"), join(dist, "events.json"));
  const wasmTypes = join(dist, "wasm.d.ts");
  if (!existsSync(wasmTypes)) writeFileSync(wasmTypes, "/** Where a bundler puts the file. */\ndeclare const url: string;\nexport default url;\n");
}

/** Builds the whole package. */
export async function build() {
  for (const folder of [dist, cache]) mkdirSync(folder, { recursive: true });
  await small("unpack", unpacker);
  await wasm("shop");
  await wasm("dev");
  await small("matches", join(dist, "matches.wasm"), packed);
  await small("outbox", outbox);
  const steps = ["build", "squeeze"].map((name) => at(`src/build/${name}.mjs`));
  const sources = [...files("src/js"), join(dist, "opportune.wasm"), outbox, unpacker, ...steps, at("package-lock.json")];
  await unlessBuilt("scripts", fingerprint(sources), [join(dist, "index.js"), join(dist, "ui.js")], async () => {
    for (const name of readdirSync(dist)) if (!name.endsWith(".wasm")) rmSync(join(dist, name), { recursive: true });
    await scripts();
    types();
  });
  if (existsSync(at("rules/schema.json"))) copyFileSync(at("rules/schema.json"), join(dist, "schema.json"));
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  stage("build", build).catch((error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
}
