// What showing costs, in Chromium: main-thread time of a tooltip against tippy.js and driver.js in the same run, layout shift,
// long tasks at 4x throttling, and frames from the order to the widget. Run by `npm run bench`.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";

import { build } from "esbuild";

import { chromium } from "../../src/build/browser.mjs";
import { at } from "../../src/build/tools.mjs";
import { bundle } from "../ui/stage.mjs";

const ROUNDS = 40;
const ENTRY = `
import { createUi } from "/ui.js";
import tippy from "tippy.js";
import { driver } from "driver.js";
const anchor = document.querySelector("#b");
const text = "Between two sizes? Take the larger one.";
const ui = createUi({ theme: {}, query: (css) => [...document.querySelectorAll(css)], isOff: () => false, kept: () => [], active: () => document.activeElement, report() {}, event() {} });
const one = tippy(anchor, { content: text, trigger: "manual", duration: 0 });
let drive;
globalThis.subjects = {
  opportune: {
    show: () => ui.show({ rule: "a", key: "a#0", place: 0, kind: "tooltip", anchor: "#b", answers: true, view: { text } }),
    hide: () => ui.stop(),
  },
  "tippy.js": { show: () => one.show(), hide: () => one.hide() },
  "driver.js": {
    show: () => ((drive = driver({ animate: false })), drive.highlight({ element: "#b", popover: { description: text } })),
    hide: () => drive.destroy(),
  },
};
globalThis.frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
globalThis.shift = 0;
new PerformanceObserver((list) => list.getEntries().forEach((entry) => (shift += entry.value))).observe({ type: "layout-shift", buffered: true });
`;

const ui = await bundle();
const { outputFiles: [{ text: script }] } = await build({
  stdin: { contents: ENTRY, resolveDir: process.cwd() }, bundle: true, format: "esm", write: false, external: ["/ui.js"],
  define: { "process.env.NODE_ENV": '"production"' },
});
// Each as its documentation has it: with its own style sheet.
const sheets = ["tippy.js/dist/tippy.css", "driver.js/dist/driver.css"].map((name) => readFileSync(at("node_modules", name), "utf8")).join("\n");
const rows = Array.from({ length: 200 }, (_, i) => `<p>Cup ${i} <button type="button">Add</button></p>`).join("");
const html = `<!doctype html><html lang="en"><title>Bench</title><style>${sheets}</style><p style="height: 200px"></p><button id="b" type="button">Size</button>${rows}<script type="module" src="/bench.js"></script></html>`;
const server = createServer((request, response) => {
  const js = { "/ui.js": ui, "/bench.js": script }[request.url];
  response.writeHead(200, { "content-type": js ? "text/javascript" : "text/html" }).end(js ?? html);
});
await new Promise((done) => server.listen(0, "127.0.0.1", done));
const browser = await chromium();
try {
  const page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${server.address().port}/`);
  await page.waitForFunction(() => globalThis.subjects);
  const session = await page.context().newCDPSession(page);
  // The thread's own time: what else the machine does is nobody's cost.
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  const busy = async () => (await session.send("Performance.getMetrics")).metrics.find(({ name }) => name === "TaskDuration").value * 1000;
  const cost = { opportune: [], "tippy.js": [], "driver.js": [] };
  // The first round warms up; then in turns, so that a busy machine is unfair to nobody.
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const name of Object.keys(cost)) {
      const before = await busy();
      await page.evaluate(async (name) => {
        subjects[name].show();
        await frame();
        await frame();
      }, name);
      if (round) cost[name].push(await busy() - before);
      await page.evaluate(async (name) => {
        subjects[name].hide();
        await frame();
        await frame();
      }, name);
    }
  }
  const median = (list) => list.sort((a, b) => a - b)[list.length >> 1];
  const ours = median(cost.opportune);
  console.log(`showing a tooltip: ${ours.toFixed(2)} ms of main thread`);
  for (const name of ["tippy.js", "driver.js"]) console.log(`  ${name}: ${median(cost[name]).toFixed(2)} ms, ${(median(cost[name]) / ours).toFixed(2)} times ours`);

  await page.reload();
  await page.waitForFunction(() => globalThis.subjects);
  const frames = await page.evaluate(async () => {
    await frame();
    let count = 0;
    subjects.opportune.show();
    const box = () => document.querySelector("opportune-widget")?.shadowRoot.querySelector(".box")?.getBoundingClientRect().width;
    do {
      await new Promise((done) => requestAnimationFrame(done));
      count += 1;
    } while (!box() && count < 60);
    subjects.opportune.hide();
    return count;
  });
  // From the first show after a load on, which makes the style sheets too. Tasks by the thread's own time, as above.
  await page.reload();
  await page.waitForFunction(() => globalThis.subjects);
  await session.send("Emulation.setCPUThrottlingRate", { rate: 4 });
  const tasks = [];
  session.on("Tracing.dataCollected", ({ value }) => tasks.push(...value.filter(({ name, ph }) => (name === "RunTask" && ph === "X") || name === "showing" || name === "shown")));
  await session.send("Tracing.start", { transferMode: "ReportEvents", traceConfig: { includedCategories: ["devtools.timeline", "disabled-by-default-devtools.timeline", "blink.user_timing"] } });
  const shift = await page.evaluate(async () => {
    await frame();
    performance.mark("showing");
    for (let i = 0; i < 10; i += 1) {
      subjects.opportune.show();
      await frame();
      await frame();
      subjects.opportune.hide();
      await frame();
    }
    performance.mark("shown");
    await new Promise((done) => setTimeout(done, 300));
    return shift;
  });
  const complete = new Promise((done) => session.once("Tracing.tracingComplete", done));
  await session.send("Tracing.end");
  await complete;
  const [from, to] = ["showing", "shown"].map((wanted) => tasks.find(({ name }) => name === wanted));
  const lengths = tasks.filter(({ name, tid, pid, ts, dur }) => name === "RunTask" && tid === from.tid && pid === from.pid && ts + dur > from.ts && ts < to.ts).map(({ tdur = 0 }) => tdur / 1000);
  assert.ok(lengths.length > 20, "the tasks are in the trace");
  const long = lengths.filter((length) => length > 50).length;
  console.log(`longest task at 4x throttling: ${Math.max(...lengths).toFixed(1)} ms`);
  console.log(`frames to the widget: ${frames}; long tasks at 4x throttling: ${long}; layout shift: ${shift}`);
  assert.ok(frames <= 2 && shift === 0, "frames or layout shift beyond the bars");
  assert.equal(long, 0, "long tasks while showing");
  for (const name of ["tippy.js", "driver.js"]) assert.ok(ours < median(cost[name]), `more than ${name}`);
} finally {
  await browser.close();
  server.close();
}
