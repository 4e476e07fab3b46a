// Rules that are otherwise on other devices, on a page: the class is that of the load, and a recording says which.

import assert from "node:assert/strict";
import { test } from "node:test";

import { loadEngine } from "../../dist/engine.js";
import { mustNotShow, mustShow, setting, visit } from "./support.mjs";

const here = setting();
const rules = [{
  id: "stay", when: { dwell: "5s" }, show: { popup: { title: "Wait" } },
  on: { mobile: { when: { dwell: "8s" }, show: { popup: null, banner: { edge: "bottom", text: "Wait" } } }, tablet: { enabled: false } },
}];
// Not `isMobile`: the page has no viewport meta, and a phone would lay it out as wide as a tablet.
const touch = (width) => ({ viewport: { width, height: 800 }, hasTouch: true });

test("a phone has its banner, and a recording of it replays as one", async (t) => {
  const { page, o } = await visit(t, here, { rules, context: touch(390) });
  await o.advance("6s");
  await mustNotShow(o, "stay");
  await o.advance("3s");
  await mustShow(o, "stay");
  assert.equal((await o.why("stay")).on, "mobile");
  // Turned, it goes on as it is.
  await page.setViewportSize({ width: 800, height: 390 });
  assert.equal((await o.why("stay")).on, "mobile");
  const trace = await page.evaluate(() => globalThis.shop.record());
  assert.equal(trace.device, "mobile");
  const replayed = (await loadEngine()).simulate({ rules }, trace);
  assert.deepEqual(replayed.problems, []);
  assert.deepEqual(replayed.decisions.map(({ rule, did, surface }) => [rule, did, surface]), [["stay", "shown", "banner"]]);
});

test("a desktop has its popup, a tablet nothing", async (t) => {
  const desktop = await visit(t, here, { rules });
  await desktop.o.advance("6s");
  await mustShow(desktop.o, "stay");
  assert.equal((await desktop.o.why("stay")).on, undefined);
  const tablet = await visit(t, here, { rules, context: touch(800), settle: false });
  await tablet.o.advance("20s");
  await mustNotShow(tablet.o, "stay");
});
