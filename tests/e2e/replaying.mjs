// What happened in a page is recorded there and replayed in Node: the same decisions, the same events, the same
// explanations, bit for bit.

import assert from "node:assert/strict";

import { loadEngine } from "../../dist/engine.js";
import { duration } from "../../dist/testing.js";
import { visit } from "./support.mjs";

const engine = await loadEngine();

/** What the page saw of its own decisions, in the words of `simulate`. */
const watch = () => {
  globalThis.decided = [];
  const span = () => Math.floor(performance.now());
  globalThis.seen = (effect) => {
    const did = { show: "shown", hide: "hidden", update: "updated", emit: "emitted", call: "called", dataLayer: "pushed" }[effect.type];
    globalThis.decided.push([did, effect.key ?? effect.rule ?? "", effect.why ?? "", span()]);
  };
};

/** Of what is decided at one instant, a page hears of what it draws once its script for that is there, and of the rest at once. */
const apart = (acts) => [true, false].map((isDrawn) => acts.filter(([did]) => ["shown", "hidden", "updated"].includes(did) === isDrawn));

/** Compares what happened in the page with what happens in Node; with `first`, the first that is drawn may be late. */
export async function mustReplay({ page }, rules, { redact = false, typed = [], first = false } = {}) {
  const { trace, state, decided, heard } = await page.evaluate(async (options) => {
    // Once asked, an explanation is of the instant of its question: that of the recording.
    await globalThis.shop.explain();
    const [recording, { state: _, ...explained }] = await Promise.all([globalThis.shop.record(options), globalThis.shop.explain()]);
    return { trace: recording, state: explained, decided: globalThis.decided, heard: globalThis.heard };
  }, { redact });
  const replayed = engine.simulate(rules, JSON.parse(JSON.stringify(trace)));
  assert.deepEqual(replayed.problems, []);
  const acts = replayed.decisions.filter(({ did }) => did !== "blocked");
  const order = first ? apart : (list) => list;
  assert.deepEqual(order(acts.map(({ did, rule = "", reason = "" }) => [did, rule, reason])),
    order(decided.map(([did, key, why]) => [did, key.split("#")[0], why])));
  const origin = Date.parse(trace.now);
  assert.deepEqual(
    replayed.events.map(({ at: when, name, rule, reason = null, seq, pageView }) => ({ at: duration(when), name, rule, reason, seq, pageView })),
    heard.filter(({ seq }) => seq).map(({ at: when, name, rule, reason, seq, pageView }) => ({ at: when - origin, name, rule, reason, seq, pageView })),
  );
  // Of what was typed a redacted recording knows the length.
  const masked = typed.reduce((text, one) => text.replaceAll(one, "\u2026".repeat(one.length)), JSON.stringify(state));
  assert.deepEqual(replayed.state, JSON.parse(masked));
  return { trace, replayed, state };
}

/** Opens a page that notes what it decides. */
export const visitShop = (t, here, given) => visit(t, here, { ...given, init: watch, start: { quiet: true, ...given.start } });
