// What `simulate` tells of a walk is what a browser does in it: small shops and walks dealt by a seed, walked in Chromium
// by hand and mouse, and written down as a trace. `WALKS=n` tries so many, `SEED` others (`npm run prove`).

import assert from "node:assert/strict";
import { test } from "node:test";

import { loadEngine } from "../../dist/engine.js";
import { duration } from "../../dist/testing.js";
import { deal, traceOf } from "./alike.mjs";
import { hands } from "./hands.mjs";
import { setting, visit } from "./support.mjs";

const here = setting();
const engine = await loadEngine();
const WALKS = Number(process.env.WALKS ?? 20);
const SEED = Number(process.env.SEED ?? 1);
const BEGIN = Date.parse("2026-01-15T10:00:00Z");

/** Instants may be off by a frame or two; and what was drawn is told once it is, so the script that draws has to be there. */
const CLOSE = 60;
/** But for what was blocked: a page looks again where something was told that a trace tells less of, and the other way round. */
const inTime = (list) => list.filter(([, name]) => name !== "opportune_blocked").sort(([one], [other]) => one - other);

/** Everything that was reported, page after page. */
async function walk(t, { rules, consent, width, scheme, steps }) {
  const { o, page } = await visit(t, here, {
    start: { rules, consent }, context: { viewport: { width, height: 800 }, colorScheme: scheme, reducedMotion: "no-preference" },
  });
  const heard = [];
  const { does: plain, middle } = hands({ o, page });
  const settle = () => page.waitForTimeout(40);
  let isThere = false;
  const point = async (place) => {
    isThere = true;
    await page.mouse.move(...await middle(place));
  };
  /** What lies under a hand that rests would be another place, later. */
  const leave = async () => {
    if (isThere) await page.mouse.move(20, 56);
    isThere = false;
  };
  const does = {
    ...plain,
    hover: point,
    async click(place) {
      await point(place);
      await page.mouse.click(...await middle(place));
    },
    async resize(to) {
      await leave();
      await page.setViewportSize({ width: to, height: 800 });
      await settle();
    },
    // Only what the browser says: pages that are loaded, and our own later scripts, come all the same.
    offline: (is) => page.evaluate((off) => {
      Object.defineProperty(navigator, "onLine", { configurable: true, get: () => !off });
      dispatchEvent(new Event(off ? "offline" : "online"));
    }, is),
    scheme: (colorScheme) => plain.scheme(colorScheme).then(settle),
    async load() {
      await leave();
      await settle();
      heard.push(...await o.events());
      await page.goto(`${here.server.url}/t/plain.html`);
      await o.ready();
    },
    consent: (state) => plain.consent(state).then(settle),
  };
  await o.advance(137);
  for (const [[name, ...args], wait] of steps) {
    await does[name](...args);
    await o.advance(wait);
  }
  heard.push(...await o.events());
  return inTime(heard.map(({ name, rule, reason, at }) => [at - BEGIN, name, rule, reason ?? ""]));
}

const told = (events) => inTime(events.map(({ at, name, rule, reason }) => [duration(at), name, rule, reason ?? ""]));
const isAlike = (one, other) => one.length === other.length
  && one.every(([at, ...rest], i) => Math.abs(at - other[i][0]) <= CLOSE && rest.join() === other[i].slice(1).join());

for (let seed = SEED; seed < SEED + WALKS; seed += 1) {
  test(`walk ${seed}`, async (t) => {
    const all = deal(seed);
    const trace = traceOf(all);
    const simulated = engine.simulate(all.rules, trace);
    assert.deepEqual(simulated.problems.filter((one) => one.in), [], "the trace");
    const [seen, expected] = [await walk(t, all), told(simulated.events)];
    if (!isAlike(seen, expected)) {
      const lines = (list) => list.map((one) => one.join(" ")).join("\n");
      assert.fail(`in the page\n${lines(seen)}\n\nin the trace\n${lines(expected)}\n\n${JSON.stringify(trace.events)}\n${JSON.stringify(all.rules)}`);
    }
  });
}
