// `npm run shoppers`: a month of made-up shoppers with known true effects, lived through the real engine (tests/shoppers).
// Writes the events that sinks would get, the truth, and the sums that www/report.html draws; prints the sums.
// `-- --bias 1000` runs the bar instead. `-- --write` puts the tables into README.md.

import { spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";

import { setup } from "./setup.mjs";
import { at, root } from "./tools.mjs";

export const PROGRAM = ["run", "-q", "--profile", "quick", "--features", "dev", "--bin", "shoppers", "--"];

/** Runs the simulator, shows what it prints, and gives it back. */
function live(args) {
  return new Promise((resolve, reject) => {
    const child = spawn("cargo", [...PROGRAM, ...args], { cwd: root, stdio: ["ignore", "pipe", "inherit"] });
    let text = "";
    child.stdout.setEncoding("utf8").on("data", (part) => {
      text += part;
      process.stdout.write(part);
    });
    child.on("error", reject);
    child.on("close", (code) => (code === 0 ? resolve(text) : reject(new Error(`The simulator ended with ${code}.`))));
  });
}

/** Puts the tables into the README: of a month the funnel and what the experiment says of orders, of the bar all of it. */
function write(text, name) {
  const path = at("README.md");
  const parts = text.split("\n\n").filter((part) => name === "bias" || / bought \|/.test(part.split("\n")[0]) || part.startsWith("| step"));
  const tables = parts.map((part) => part.split("\n").filter((line) => line.startsWith("|") || /^arms that/.test(line)).join("\n").replace(/^a(rms that.*):\n/, "*A$1*\n\n")).filter(Boolean);
  const pattern = new RegExp(`(<!-- ${name} -->\\n)[\\s\\S]*?(<!-- /${name} -->)`);
  const readme = readFileSync(path, "utf8");
  if (!pattern.test(readme)) throw new Error(`README.md has no <!-- ${name} --> markers`);
  writeFileSync(path, readme.replace(pattern, (_, before, after) => `${before}${tables.join("\n\n")}\n${after}`));
}

async function main(args) {
  await setup("build");
  const own = args.filter((arg) => arg !== "--write");
  if (!own.includes("--bias") && !own.includes("--help")) {
    if (!own.includes("--out")) own.push("--out", ".cache/shoppers");
    if (!own.includes("--report")) own.push("--report", "www/month.json");
  }
  const text = await live(own);
  if (args.includes("--write")) write(text, own.includes("--bias") ? "bias" : "shoppers");
}

if (process.argv[1]?.endsWith("shoppers.mjs")) {
  main(process.argv.slice(2)).catch((error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
}
