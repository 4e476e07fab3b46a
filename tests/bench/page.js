// What one scroll event costs with so many rules armed and none of them due: the case a page meets hundreds of times a
// minute. Ours goes the whole way: a DOM event, the listener, the wasm, the engine. The others get the depth handed in.

import jsonLogic from "json-logic-js";
import { Engine } from "json-rules-engine";

import { start } from "opportune-under-test";

let top = 0;
// The page's height and place without layout: the same few numbers for everyone.
const HEIGHT = 100_000;
for (const [name, get] of [["scrollTop", () => top], ["scrollHeight", () => HEIGHT], ["clientHeight", () => 800]]) {
  Object.defineProperty(Element.prototype, name, { configurable: true, get, set() {} });
}
for (const name of ["scrollY", "pageYOffset"]) Object.defineProperty(globalThis, name, { configurable: true, get: () => top });

/** Depths between 60 and 99 %: the bench scrolls below them. */
const depth = (index) => 60 + (index * 7919) % 3900 / 100;

/** The page's height is told after it was drawn. */
const drawn = () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));

const MAKERS = {
  async opportune(count) {
    const rules = Array.from({ length: count }, (_, index) => ({
      id: `r${index}`,
      when: { scroll: `${depth(index)}%` },
      if: { path: "/bench/*", cart: { value: { atLeast: index % 90 } } },
      show: { tooltip: { anchor: "#tall", text: "Hello" } },
      limit: { perSession: 1 },
    }));
    const shop = start({ rules: { version: 1, rules }, facts: { cart: { value: 40, currency: "EUR" } }, namespace: `n${count}`, quiet: true });
    const ready = await shop.ready;
    if (ready.state !== "running" || ready.problems.length > 0) throw new Error(JSON.stringify(ready).slice(0, 500));
    await drawn();
    // Scrolling counts from the first sign that a person does it.
    dispatchEvent(new WheelEvent("wheel", { bubbles: true }));
    const event = new Event("scroll");
    return { step: () => void document.dispatchEvent(event), end: () => shop.stop() };
  },

  async "json-rules-engine"(count) {
    const engine = new Engine();
    for (let index = 0; index < count; index += 1) {
      engine.addRule({
        conditions: { all: [
          { fact: "depth", operator: "greaterThanInclusive", value: depth(index) },
          { fact: "cart", path: "$.value", operator: "greaterThanInclusive", value: index % 90 },
        ] },
        event: { type: `r${index}` },
      });
    }
    const cart = { value: 40 };
    return { step: () => engine.run({ depth: top / (HEIGHT - 800) * 100, cart }), end() {} };
  },

  async "json-logic-js"(count) {
    const rules = Array.from({ length: count }, (_, index) => (
      { and: [{ ">=": [{ var: "depth" }, depth(index)] }, { ">=": [{ var: "cart.value" }, index % 90] }] }));
    return {
      step() {
        const facts = { depth: top / (HEIGHT - 800) * 100, cart: { value: 40 } };
        let fired = 0;
        for (const rule of rules) if (jsonLogic.apply(rule, facts)) fired += 1;
        return fired;
      },
      end() {},
    };
  },

  async "plain loop"(count) {
    const rules = Array.from({ length: count }, (_, index) => ({ depth: depth(index), value: index % 90, fired: false }));
    return {
      step() {
        const now = top / (HEIGHT - 800) * 100;
        let fired = 0;
        for (const rule of rules) if (!rule.fired && now >= rule.depth && 40 >= rule.value) fired += 1;
        return fired;
      },
      end() {},
    };
  },
};

/** Microseconds per event over about `span` milliseconds. */
async function time(step, span) {
  const began = performance.now();
  let events = 0;
  do {
    for (let n = 0; n < 4; n += 1) {
      events += 1;
      top = 1000 + (events * 37) % 40_000;
      const result = step();
      if (result instanceof Promise) await result;
    }
  } while (performance.now() - began < span);
  return (performance.now() - began) * 1000 / events;
}

/** { name: { count: microseconds } }: medians over rounds in which everyone has a turn. */
globalThis.bench = async (counts, rounds, span) => {
  const samples = {};
  for (const count of counts) {
    const all = {};
    for (const [name, make] of Object.entries(MAKERS)) all[name] = await make(count);
    for (let round = -1; round < rounds; round += 1) {
      for (const [name, { step }] of Object.entries(all)) {
        const cost = await time(step, round < 0 ? span / 2 : span);
        // The first round only warms up.
        if (round >= 0) ((samples[name] ??= {})[count] ??= []).push(cost);
      }
    }
    for (const { end } of Object.values(all)) end();
  }
  const median = (list) => list.sort((a, b) => a - b)[Math.floor(list.length / 2)];
  return Object.fromEntries(Object.entries(samples).map(([name, byCount]) => (
    [name, Object.fromEntries(Object.entries(byCount).map(([count, list]) => [count, median(list)]))])));
};
