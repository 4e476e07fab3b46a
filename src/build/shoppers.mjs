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

/** What of it the README shows: the tables of the experiment and the funnel, without the time it took. */
function write(text) {
  const path = at("README.md");
  const parts = text.split("\n\n").filter((part) => part.startsWith("| ") && /lift by exposures|^\| step/.test(part));
  const readme = readFileSync(path, "utf8");
  const pattern = /(<!-- shoppers -->\n)[\s\S]*?(<!-- \/shoppers -->)/;
  if (!pattern.test(readme)) throw new Error("README.md has no <!-- shoppers --> markers");
  writeFileSync(path, readme.replace(pattern, (_, before, after) => `${before}${parts.join("\n\n")}\n${after}`));
}

async function main(args) {
  await setup("build");
  const own = args.filter((arg) => arg !== "--write");
  if (!own.includes("--bias") && !own.includes("--help")) {
    if (!own.includes("--out")) own.push("--out", ".cache/shoppers");
    if (!own.includes("--report")) own.push("--report", "www/month.json");
  }
  const text = await live(own);
  if (args.includes("--write")) write(text);
}

main(process.argv.slice(2)).catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});
