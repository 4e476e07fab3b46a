// Runs the command line in a folder of its own.

import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after } from "node:test";

import { dist } from "../../src/build/tools.mjs";

const cli = join(dist, "cli.js");

/** A folder with these files (texts as they are, everything else as JSON), and the command line in it. */
export function folder(files = {}) {
  const at = mkdtempSync(join(tmpdir(), "opportune-cli-"));
  after(() => rmSync(at, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(at, name)), { recursive: true });
    writeFileSync(join(at, name), typeof content === "string" ? content : JSON.stringify(content, null, 2));
  }
  const write = (name, content) => writeFileSync(join(at, name), JSON.stringify(content));
  const run = (args, input) => {
    const done = spawnSync(process.execPath, [cli, ...args], { cwd: at, encoding: "utf8", input, env: { ...process.env, NO_COLOR: "1" } });
    return { status: done.status, out: done.stdout, err: done.stderr };
  };
  return {
    at,
    write,
    run: (...args) => run(args),
    pipe: (input, ...args) => run(args, input),
    json: (...args) => {
      const { status, out } = run([...args, "--json"]);
      return { status, ...JSON.parse(out) };
    },
  };
}

export const hello = (id, more = {}) => ({ id, when: { dwell: "10s" }, show: { banner: "Hello" }, ...more });
