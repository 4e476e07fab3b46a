// start() and stop() leave nothing behind; at rest there is no timer and no frame; no listener ever runs for each move.

import assert from "node:assert/strict";
import { test } from "node:test";

import { mustShow, setting, tip, visit } from "./support.mjs";

const here = setting();

/** Counts, from before the first script, what is added and removed, timers and frames included. */
const meter = () => {
  const live = new Map();
  const types = new Set();
  const { addEventListener: add, removeEventListener: remove } = EventTarget.prototype;
  const key = (type, options) => `${type}:${Boolean(options?.capture ?? options)}`;
  EventTarget.prototype.addEventListener = function (type, work, options) {
    types.add(type);
    if (work) {
      const mine = live.get(this ?? globalThis) ?? live.set(this ?? globalThis, new Map()).get(this ?? globalThis);
      const set = mine.get(key(type, options)) ?? mine.set(key(type, options), new Set()).get(key(type, options));
      set.add(work);
      options?.signal?.addEventListener("abort", () => set.delete(work));
    }
    return add.call(this ?? globalThis, type, work, options);
  };
  EventTarget.prototype.removeEventListener = function (type, work, options) {
    live.get(this ?? globalThis)?.get(key(type, options))?.delete(work);
    return remove.call(this ?? globalThis, type, work, options);
  };
  const observers = new Set();
  for (const name of ["IntersectionObserver", "MutationObserver", "ResizeObserver"]) {
    const { observe, disconnect } = globalThis[name].prototype;
    globalThis[name].prototype.observe = function (...args) {
      observers.add(this);
      return observe.apply(this, args);
    };
    globalThis[name].prototype.disconnect = function () {
      observers.delete(this);
      return disconnect.call(this);
    };
  }
  const frames = { asked: 0 };
  const { requestAnimationFrame: frame } = globalThis;
  globalThis.requestAnimationFrame = (work) => {
    frames.asked += 1;
    return frame(work);
  };
  const timers = new Set();
  const { setTimeout: later, clearTimeout: clear, setInterval: often, clearInterval: stop } = globalThis;
  globalThis.setTimeout = (work, ...args) => {
    const id = later((...all) => {
      timers.delete(id);
      work(...all);
    }, ...args);
    timers.add(id);
    return id;
  };
  globalThis.setInterval = (...args) => {
    const id = often(...args);
    timers.add(id);
    return id;
  };
  globalThis.clearTimeout = (id) => {
    timers.delete(id);
    clear(id);
  };
  globalThis.clearInterval = (id) => {
    timers.delete(id);
    stop(id);
  };
  // Only what outlives the page's own nodes counts: listeners on targets that are still there.
  const lasting = (target) => !(target instanceof Node) || target === document || target.isConnected;
  globalThis.meter = {
    types,
    frames,
    read: () => ({
      listeners: [...live].filter(([target]) => target === globalThis || target instanceof MediaQueryList || (target instanceof Node && lasting(target)))
        .flatMap(([, all]) => [...all.values()].map((set) => set.size)).reduce((sum, one) => sum + one, 0),
      nodes: document.querySelectorAll("*").length,
      observers: observers.size,
      timers: timers.size,
    }),
  };
};

const rules = [
  tip("dwell", { dwell: "10s" }),
  { id: "scroll", when: { scroll: "50%" }, show: { popup: { title: "Half", text: "Way." } } },
  { id: "hover", when: { hover: { on: "#guide" } }, show: { tooltip: { anchor: "#guide", text: "In cm." } } },
  { id: "exit", when: { exitIntent: true }, show: { popup: { title: "Wait", text: "Ten." } } },
  { id: "idle", when: { idle: "1m" }, show: { tooltip: { anchor: "#cta", text: "Still there?" } } },
  { id: "click", when: { click: { on: "#prose" } }, show: { banner: { text: "Words" } } },
  { id: "event", when: { event: "added" }, show: { banner: { edge: "bottom", text: "Added" } } },
  { id: "cta", if: { path: "/t/*" }, show: { cta: { anchor: "#cta", text: "Changed" } } },
  { id: "line", if: { path: "/t/*" }, show: { inline: { anchor: "#guide", text: "In cm and inches." } } },
  { id: "mark", if: { path: "/t/*" }, show: { badge: { anchor: "#prose", text: "New" } } },
  { id: "ring", if: { path: "/t/*" }, show: { highlight: { anchor: "#coupon" } } },
  { id: "note", if: { path: "/t/*" }, show: { toast: { text: "Hello", buttons: ["Fine"] } } },
  { id: "bar", if: { cart: { value: { below: 90 } } }, show: { banner: { edge: "bottom", text: "Nearly" } } },
];

test("start and stop 1,000 times: everything is as it was", async (t) => {
  const { page } = await visit(t, here, { rules, start: { later: true }, wait: false, init: meter });
  await page.waitForFunction(() => globalThis.begin);
  const facts = { cart: { value: 60, currency: "EUR" } };
  const round = async (times) => page.evaluate(async ([count, given]) => {
    for (let n = 0; n < count; n += 1) {
      const shop = await globalThis.begin({ facts: given });
      await shop.ready;
      // Some of them live long enough to draw.
      if (n % 50 === 0) {
        const until = Date.now() + 1;
        for (let turns = 0; turns < 40 && document.querySelector("#cta").textContent !== "Changed"; turns += 1) {
          await new Promise((resolve) => requestAnimationFrame(resolve));
        }
        if (document.querySelector("#cta").textContent !== "Changed") throw new Error(`not drawn in round ${n}, ${until}`);
      }
      shop.stop();
    }
    for (let turns = 0; turns < 20; turns += 1) await new Promise((resolve) => requestAnimationFrame(resolve));
    return { ...globalThis.meter.read(), cta: document.querySelector("#cta").outerHTML };
  }, [times, facts]);
  const first = await page.evaluate(() => ({ ...globalThis.meter.read(), cta: document.querySelector("#cta").outerHTML }));
  await round(2);
  const few = await round(1);
  const many = await round(1000);
  assert.deepEqual(many, few);
  assert.equal(many.nodes, first.nodes);
  assert.equal(many.cta, first.cta);
  assert.equal(many.timers, first.timers);
  assert.equal(many.listeners, first.listeners);
  assert.equal(many.observers, first.observers);
});

test("at rest there is no timer and no frame", async (t) => {
  const quiet = rules.filter(({ id }) => !["dwell", "idle"].includes(id));
  // One that waits for a time has a timer: the meter sees it.
  const ticking = await visit(t, here, { rules: [tip("dwell", { dwell: "10m" })], init: meter });
  await ticking.o.advance("5s");
  assert.equal(await ticking.page.evaluate(() => globalThis.meter.read().timers), 1);
  const { page, o } = await visit(t, here, { rules: quiet, init: meter, start: { facts: { cart: { value: 60, currency: "EUR" } } } });
  await mustShow(o, "bar");
  await o.advance("5s");
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  const [before, later] = await page.evaluate(async () => {
    const read = () => ({ frames: globalThis.meter.frames.asked, timers: globalThis.meter.read().timers });
    const first = read();
    const { port1, port2 } = new MessageChannel();
    const began = performance.timeOrigin;
    for (let n = 0; n < 2000; n += 1) {
      await new Promise((resolve) => {
        port1.onmessage = resolve;
        port2.postMessage(began);
      });
    }
    return [first, read()];
  });
  assert.equal(later.timers, 0, "a timer is armed");
  assert.equal(later.frames, before.frames, "a frame was asked for");
});

test("no listener runs for each move of the pointer", async (t) => {
  const { page, o } = await visit(t, here, { rules, init: meter, start: { facts: { cart: { value: 60, currency: "EUR" } } } });
  await o.advance("5s");
  await o.hover("#guide");
  await o.advance("1s");
  await o.scroll("60%");
  await o.advance("1m");
  await o.exit();
  const types = await page.evaluate(() => [...globalThis.meter.types]);
  for (const type of ["mousemove", "pointermove", "pointerrawupdate", "touchmove", "unload", "beforeunload"]) {
    assert.equal(types.includes(type), false, `${type} is listened to`);
  }
});

test("listeners exist only while some rule needs them", async (t) => {
  const { page } = await visit(t, here, { rules: [tip("dwell", { dwell: "10s" })], init: meter });
  const types = await page.evaluate(() => [...globalThis.meter.types]);
  for (const type of ["scroll", "mouseout", "mouseleave", "pointerover", "pointerout", "mouseover", "click", "input"]) {
    assert.equal(types.includes(type), false, `${type} is listened to though no rule asks for it`);
  }
});

test("a second start of the same namespace is the same runtime", async (t) => {
  const { page } = await visit(t, here, { rules });
  assert.equal(await page.evaluate(async () => {
    const first = globalThis.shop;
    return first === await globalThis.begin();
  }), true);
});

test("switched off on <html> while it runs: everything is gone, and stays so", async (t) => {
  const { page, o } = await visit(t, here, { rules: [{ id: "bar", show: { banner: "Free returns" } }], start: { consent: "granted", visitorId: "v1" } });
  await o.advance("1s");
  assert.equal(await page.locator("opportune-widget").count(), 1);
  await page.evaluate(() => document.documentElement.setAttribute("data-opportune", "off"));
  await page.waitForFunction(() => !document.querySelector("opportune-widget"));
  const state = await page.evaluate(() => globalThis.shop.explain());
  assert.deepEqual([state.state, state.reason], ["disabled", "html_off"]);
});
