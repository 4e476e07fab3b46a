// What every build script shares: where things are, running a command, timing a stage, remembering what was built.
// Node built-ins only: it runs before anything is installed.

import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

export const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
export const dist = join(root, "dist");
export const cache = join(root, ".cache");
export const at = (...parts) => join(root, ...parts);

/** Runs a command to its end with our own output; throws a plain sentence if it fails. */
export function run(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, stdio: ["ignore", "inherit", "inherit"], ...options });
    child.on("error", (error) => reject(new Error(`${command}: ${error.message}`)));
    child.on("exit", (code, signal) => {
      if (code === 0) resolve();
      else reject(new Error(`${command} ${args.join(" ")} ended with ${signal ?? code}`));
    });
  });
}

/** The trimmed output of a command, or null where it is missing or fails. */
export function ask(command, ...args) {
  const done = spawnSync(command, args, { cwd: root, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  return done.status === 0 ? done.stdout.trim() : null;
}

/** The first of these commands on the PATH. */
export function which(...names) {
  for (const folder of (process.env.PATH ?? "").split(process.platform === "win32" ? ";" : ":")) {
    for (const name of names) {
      const path = join(folder, name);
      if (folder && existsSync(path)) return path;
    }
  }
  return null;
}

/** Runs one named piece of work and says how long it took. */
export async function stage(name, work) {
  const began = performance.now();
  const result = await work();
  console.log(`${name}: ${((performance.now() - began) / 1000).toFixed(1)} s`);
  return result;
}

/** All files below a folder (or the file itself), in a stable order. */
export function files(path, keep = () => true) {
  const full = at(path);
  if (!existsSync(full)) return [];
  if (statSync(full).isFile()) return [full];
  return readdirSync(full, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .filter(keep)
    .sort();
}

/** One hash over the names and contents of files, and over plain text. */
export function fingerprint(paths, ...texts) {
  const hash = createHash("sha256");
  for (const path of paths) hash.update(relative(root, path)).update("\0").update(readFileSync(path)).update("\0");
  for (const text of texts) hash.update(text).update("\0");
  return hash.digest("hex");
}

const ledger = join(cache, "built.json");
const read = () => (existsSync(ledger) ? JSON.parse(readFileSync(ledger, "utf8")) : {});

/** Does the work only if the key changed since it last succeeded, or an output is gone. */
export async function unlessBuilt(name, key, outputs, work) {
  if (read()[name] === key && outputs.every((path) => existsSync(path))) return false;
  await stage(name, work);
  mkdirSync(cache, { recursive: true });
  writeFileSync(ledger, JSON.stringify({ ...read(), [name]: key }, null, 2));
  return true;
}

/** The version of a crate in Cargo.lock. */
export function locked(crate) {
  const text = readFileSync(at("Cargo.lock"), "utf8");
  return text.match(new RegExp(`name = "${crate}"\\nversion = "([^"]+)"`))?.[1];
}

export const manifest = () => JSON.parse(readFileSync(at("package.json"), "utf8"));
