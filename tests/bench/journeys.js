// Two journeys, event by event, handed to everyone as plainly as they can take them. Ours: the listener that the package
// added and the methods of its handle; the browser's own dispatch, which all would pay alike, is left out.
// The work is not equal, to our disadvantage: the others say how many rules hold and forget it. Ours fires each rule once
// in a page view, acts (two events of the document and a write to the store for each), dates every signal, notes it for
// recordings, and knows afterwards why the rest did not fire.

import jsonLogic from "json-logic-js";
import { Engine } from "json-rules-engine";

import { start } from "opportune-under-test";

const HEIGHT = 100_000;
const VIEW = 800;
/** Most journeys of a round: browsers refuse addresses that change more than 200 times in 10 seconds. */
const MOST = 5;
/** How many times longer everyone warms up than a round takes. */
const WARM = 5;
/** Events of a journey before it begins again. */
const LENGTH = 2_000;

const listeners = [];
const routes = [];
const { addEventListener: add } = EventTarget.prototype;
EventTarget.prototype.addEventListener = function addEventListener(type, listener, options) {
  if (type === "scroll") listeners.push(listener);
  // Called by hand once the browser is done with the new address.
  if (type === "currententrychange") return void routes.push(listener);
  return add.call(this, type, listener, options);
};

/** Rule number `n`: three or four conditions, one in five of them on any path. */
const rule = (n) => ({
  path: n % 5 ? `/shop/${n % 40}/` : "/",
  depth: (n * 7919) % 10_000 / 100,
  cart: n % 2 ? n % 97 : null,
  orders: n % 3 ? n % 13 : null,
  price: n % 7 ? null : n % 89,
});

/** What is known at event number `step`. */
const JOURNEYS = {
  /** One page: scrolling by about 1 %, the cart changes now and then. */
  session: (step) => ({
    path: "/bench/index.html", depth: Math.abs((step % 180) - 90) + (step % 3) / 3, isNew: step % 50 === 49,
    cart: Math.floor(step / 50) % 60, orders: 1, price: 20,
  }),
  /** Everything is new at each event. */
  jump: (step) => ({
    path: "/bench/index.html", depth: (step * 37) % 100, isNew: true,
    cart: (step * 31) % 101, orders: (step * 7) % 17, price: (step * 13) % 97,
  }),
};

let top = 0;
/** Of all journeys: each is at another address than the last. */
let views = 0;
for (const name of ["scrollY", "pageYOffset"]) Object.defineProperty(globalThis, name, { configurable: true, get: () => top });
for (const [name, get] of [["scrollHeight", () => HEIGHT], ["clientHeight", () => VIEW], ["scrollTop", () => top]]) {
  Object.defineProperty(Element.prototype, name, { configurable: true, get, set() {} });
}

const when = (value, make) => (value === null ? [] : [make(value)]);

/** The page's height is told after it was drawn. */
const drawn = () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));

const MAKERS = {
  async opportune(count, journey) {
    const rules = Array.from({ length: count }, (_, n) => {
      const { path, depth, cart, orders, price } = rule(n);
      return {
        id: `r${n}`,
        when: { scroll: `${depth}%` },
        if: {
          path: `${path}*`,
          ...(cart === null ? {} : { cart: { value: { atLeast: cart } } }),
          ...(orders === null ? {} : { customer: { orders: { atLeast: orders } } }),
          ...(price === null ? {} : { product: { price: { atLeast: price } } }),
        },
        do: [{ emit: "fired" }],
      };
    });
    listeners.length = routes.length = 0;
    const known = ({ cart, orders, price }) => ({ cart: { value: cart, currency: "EUR" }, customer: { orders }, product: { price } });
    const shop = start({ rules: { version: 1, rules }, facts: known(journey(0)), consent: "granted", namespace: `j${count}${journey.name}`, quiet: true });
    const ready = await shop.ready;
    if (ready.state !== "running" || ready.problems.length > 0) throw new Error(JSON.stringify(ready).slice(0, 500));
    await drawn();
    const [[listener], [moved]] = [listeners, routes];
    // Nobody hears the same event twice.
    const events = [new Event("scroll"), new Event("scroll")];
    let turn = 0;
    for (const event of events) document.dispatchEvent(event);
    return {
      /** Answers how long the browser took for the new address, which is nobody's. */
      begin() {
        const path = location.pathname;
        const began = performance.now();
        history.pushState(null, "", `/bench/${(views += 1) % 2 ? "a" : "b"}`);
        const took = performance.now() - began;
        // Without a page view nothing would fire again, and we would look cheaper than we are.
        if (location.pathname === path) throw new Error("the address did not change");
        moved();
        // Scrolling counts from the view's first sign that a person does it.
        dispatchEvent(new WheelEvent("wheel", { bubbles: true }));
        return took;
      },
      step(now) {
        top = now.depth / 100 * (HEIGHT - VIEW);
        if (now.isNew) shop.setFacts(known(now));
        listener(events[(turn ^= 1)]);
      },
      end: () => shop.stop(),
    };
  },

  async "json-rules-engine"(count) {
    const engine = new Engine();
    engine.addOperator("startsWith", (value, from) => value.startsWith(from));
    for (let n = 0; n < count; n += 1) {
      const { path, depth, cart, orders, price } = rule(n);
      const least = (fact) => (value) => ({ fact, operator: "greaterThanInclusive", value });
      engine.addRule({
        conditions: { all: [
          { fact: "path", operator: "startsWith", value: path }, least("depth")(depth),
          ...when(cart, least("cart")), ...when(orders, least("orders")), ...when(price, least("price")),
        ] },
        event: { type: `r${n}` },
      });
    }
    return { step: (now) => engine.run(now), end() {} };
  },

  async "json-logic-js"(count) {
    jsonLogic.add_operation("startsWith", (value, from) => value.startsWith(from));
    const least = (name) => (value) => ({ ">=": [{ var: name }, value] });
    const rules = Array.from({ length: count }, (_, n) => {
      const { path, depth, cart, orders, price } = rule(n);
      return { and: [{ startsWith: [{ var: "path" }, path] }, least("depth")(depth),
        ...when(cart, least("cart")), ...when(orders, least("orders")), ...when(price, least("price"))] };
    });
    return {
      step(now) {
        let fired = 0;
        for (const one of rules) if (jsonLogic.apply(one, now)) fired += 1;
        return fired;
      },
      end() {},
    };
  },

  async "plain loop"(count) {
    const rules = Array.from({ length: count }, (_, n) => rule(n));
    return {
      step(now) {
        let fired = 0;
        for (const one of rules) {
          if (now.path.startsWith(one.path) && now.depth >= one.depth && (one.cart === null || now.cart >= one.cart)
            && (one.orders === null || now.orders >= one.orders) && (one.price === null || now.price >= one.price)) fired += 1;
        }
        return fired;
      },
      end() {},
    };
  },
};

/** A module whose one function takes what a scroll says, and does nothing with it. */
const EMPTY = Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0, 1, 8, 1, 96, 4, 127, 127, 124, 124, 0, 3, 2, 1, 0, 7, 5, 1, 1, 102, 0, 0, 10, 4, 1, 2, 0, 11);

/** What no runtime in wasm can go below that dates its signals: a listener, the clock, and the border. */
MAKERS.floor = async () => {
  const { f: heard } = new WebAssembly.Instance(new WebAssembly.Module(EMPTY)).exports;
  const event = new Event("scroll");
  document.dispatchEvent(event);
  const listener = ({ target }) => {
    if (target === document) heard(9, -1, scrollY, performance.now());
  };
  return {
    step(now) {
      top = now.depth / 100 * (HEIGHT - VIEW);
      listener(event);
    },
    end() {},
  };
};

/**
 * Microseconds per event over about `span` milliseconds. Who has something to begin a page view with runs whole journeys,
 * so that whatever a journey sets off is paid for; to the others every event is the same.
 */
async function time({ step, begin }, journey, span, most) {
  const began = performance.now();
  let events = 0;
  let other = 0;
  do {
    if (begin && events % LENGTH === 0) other += begin();
    for (let n = 0; n < 4; n += 1) {
      const result = step(journey(events % LENGTH));
      events += 1;
      if (result instanceof Promise) await result;
    }
  } while (begin ? events % LENGTH !== 0 || (performance.now() - began < span && events < most * LENGTH) : performance.now() - began < span);
  return (performance.now() - began - other) * 1000 / events;
}

const median = (list) => list.sort((a, b) => a - b)[Math.floor(list.length / 2)];

/** { journey: { name: { count: microseconds } } }: medians over rounds in which everyone has a turn. */
globalThis.journeys = async (counts, rounds, span) => {
  const result = {};
  for (const [title, journey] of Object.entries(JOURNEYS)) {
    const table = (result[title] = {});
    for (const count of counts) {
      const all = {};
      for (const [name, make] of Object.entries(MAKERS)) all[name] = { ...(await make(count, journey)), costs: [] };
      for (let round = -1; round < rounds; round += 1) {
        for (const one of Object.values(all)) {
          // The first round only warms up: longer, as fewer rules take more events until all code is compiled for speed.
          const longer = round < 0 ? WARM : 1;
          const cost = await time(one, journey, span * longer, MOST * longer);
          if (round >= 0) one.costs.push(cost);
        }
      }
      for (const [name, { end, costs }] of Object.entries(all)) {
        end();
        (table[name] ??= {})[count] = median(costs);
      }
    }
  }
  return result;
};
