// Part of `npm run bench`: ten thousand rules of many kinds begin to run on a page whose processor is four times slower
// than this one, once handed over as an object and once by address. Fails if a task of the page is a long one.

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { chromium } from "../../src/build/browser.mjs";
import { serve } from "../../src/build/serve.mjs";
import { cache } from "../../src/build/tools.mjs";
import { rules } from "./session.mjs";

const COUNT = Number(process.env.BENCH_RULES ?? 10_000);
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 3);
/** What Chromium calls a long task, in milliseconds. */
const LONG = 50;
const folder = join(cache, "bench");

mkdirSync(folder, { recursive: true });
const text = JSON.stringify(rules(COUNT));
writeFileSync(join(folder, "many.json"), text);
writeFileSync(join(folder, "arming.html"), `<!doctype html><html lang="en"><meta charset="utf-8"><title>Bench</title><link rel="icon" href="data:,">
<script type="module">
globalThis.arm = async (rules) => {
  performance.mark("arming");
  const { start } = await import("/opportune/index.js");
  const shop = start({ rules, quiet: true, namespace: "arming" });
  const ready = await shop.ready;
  // What comes with the first frames, and a sign of life, belongs to it.
  await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
  dispatchEvent(new WheelEvent("wheel", { bubbles: true }));
  await new Promise((resolve) => setTimeout(resolve, 100));
  performance.mark("armed");
  await new Promise((resolve) => setTimeout(resolve, 100));
  return ready;
};
</script><div style="height:9000px"></div></html>`);

/** How long each task of the page took until it was armed, by the thread's own time: what else this machine does is nobody's. */
async function tasksOf(browser, url, given) {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(`${url}/bench/arming.html`);
  await page.waitForFunction(() => globalThis.arm);
  // The page's own affair, made beforehand.
  await page.evaluate((given) => {
    globalThis.given = typeof given === "string" ? JSON.parse(given) : given;
  }, given);
  const session = await context.newCDPSession(page);
  await session.send("Emulation.setCPUThrottlingRate", { rate: 4 });
  const tasks = [];
  session.on("Tracing.dataCollected", ({ value }) => tasks.push(...value.filter(({ name, ph }) => (name === "RunTask" && ph === "X") || name === "arming" || name === "armed")));
  await session.send("Tracing.start", { transferMode: "ReportEvents", traceConfig: { includedCategories: ["devtools.timeline", "disabled-by-default-devtools.timeline", "blink.user_timing"] } });
  const { state, reason, problems } = await page.evaluate(() => globalThis.arm(globalThis.given));
  if (state !== "running" || problems.length > 0) throw new Error(JSON.stringify({ state, reason, problems }).slice(0, 500));
  const complete = new Promise((done) => session.once("Tracing.tracingComplete", done));
  await session.send("Tracing.end");
  await complete;
  await context.close();
  const [from, to] = ["arming", "armed"].map((wanted) => tasks.find(({ name }) => name === wanted));
  const lengths = tasks.filter(({ name, tid, pid, ts, dur }) => name === "RunTask" && tid === from.tid && pid === from.pid && ts + dur > from.ts && ts < to.ts).map(({ tdur = 0 }) => tdur / 1000);
  if (lengths.length < 20) throw new Error("the tasks must be in the trace");
  return { longest: Math.max(...lengths), sum: lengths.reduce((all, one) => all + one, 0), long: lengths.filter((length) => length >= LONG).length };
}

const server = await serve({ mounts: { "/bench/": folder } });
const browser = await chromium();
try {
  for (const [how, given] of Object.entries({ "as an object": text, "by address": { url: "/bench/many.json", timeout: "60s" } })) {
    const runs = [];
    for (let round = 0; round < ROUNDS; round += 1) runs.push(await tasksOf(browser, server.url, given));
    // A collection of garbage that falls into one of them is no property of it.
    const best = runs.reduce((best, run) => (run.longest < best.longest ? run : best));
    console.log(`${COUNT.toLocaleString("en")} rules armed ${how} at 4x throttling: longest task ${best.longest.toFixed(1)} ms, all of them ${best.sum.toFixed(0)} ms; `
      + `${best.long} long ones, the bar is 0 (every round: ${runs.map(({ longest }) => longest.toFixed(1)).join(", ")}).`);
    if (best.long > 0) process.exitCode = 1;
  }
} finally {
  await browser.close();
  await server.close();
}
