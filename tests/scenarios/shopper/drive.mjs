// Runs a trace through the shopper's wasm as a page's scripts would, call by call: what `src/trace/driver.rs` does within
// the author's build.

import { Page } from "./page.mjs";
import { claimOf, sample, SIGNALS } from "./signals.mjs";
import { date, span, states } from "./words.mjs";

/** What holds beyond one page. */
function createWorld(rules, given, matcher) {
  const environment = { saveData: false, reducedMotion: false, colorScheme: "light", online: true };
  if (given.timeZone) environment.timeZone = given.timeZone;
  const world = {
    given, matcher, environment, source: rules, taken: [], loads: 0, steps: 0,
    // The clock: when it began, how far the wall clock was set since, how far back a hand's earlier move lies.
    begin: date(given.now), now: 0, skew: 0, back: 0,
    stored: given.stored?.text ?? null, consent: states([0, 0, 0], given.consent ?? "granted"), claim: claimOf(given.claim),
    viewport: [1280, 800], touch: false, url: "", tall: 0, top: 0, leaving: {},
    elements: {}, values: {}, guards: 0, undrawable: new Map(),
  };
  sample(world, given.sample);
  return world;
}

/**
 * Runs one trace.
 * @param {() => Promise<object>} create A fresh instance, as `createGlue` answers.
 * @param {object} rules
 * @param {object} given The trace.
 * @param {{ add(key: string): boolean, test(key: string, text: string): boolean }} matcher What answers `matches`.
 * @returns {Promise<{ begin: number, taken: Array<[number, string, unknown[]]> }>} the wall clock at the beginning, and
 *   the instant, name and parts of everything that the wasm ordered
 */
export async function drive(create, rules, given, matcher) {
  const world = createWorld(rules, given, matcher);
  let page;
  for (const { at, ...signal } of given.events) {
    const until = span(at);
    for (let due = page?.due(); due !== undefined && due <= until; due = page.due()) {
      world.now = Math.max(world.now, due);
      page.wake();
    }
    if (until > world.now) world.steps = 0;
    world.now = Math.max(world.now, until);
    const [[name, to]] = Object.entries(signal);
    if (name === "pageView") {
      if (page?.isOpen) SIGNALS.pageEnd(page, to, world);
      page?.settle();
      const { url = to, viewport = world.viewport, touch = world.touch, height = 2400, environment } = to;
      Object.assign(world, { url, viewport, touch, tall: height, top: 0, environment: { ...world.environment, ...environment } });
      page = new Page(world, await create());
      page.begin(to);
    } else if (page) {
      SIGNALS[name](page, to, world);
      page.settle();
    }
  }
  return world;
}
