// What other tools say, in our words. GrowthBook by its client; Segment's client is in `tests/e2e/vendors.spec.js`.

import assert from "node:assert/strict";
import { test } from "node:test";

import { GrowthBook } from "@growthbook/growthbook";

import { followSegment, followShopify, fromGrowthBook, fromOptimizely, fromVWO } from "../../src/js/adapters.js";

const told = () => {
  const list = [];
  return { list, track: (name, props) => list.push([name, props]) };
};

test("GrowthBook's arms as facts, those that this visitor is in, as they are dealt", () => {
  const gb = new GrowthBook({ attributes: { id: "visitor-1" } });
  const seen = [];
  gb.subscribe(() => seen.push(fromGrowthBook(gb)));
  const first = gb.run({ key: "hero banner", variations: ["a", "b"], meta: [{ key: "control" }, { key: "rain" }] });
  const second = gb.run({ key: "checkout", variations: [0, 1] });
  gb.run({ key: "nobody", variations: [0, 1], coverage: 0 });
  assert.deepEqual(fromGrowthBook(gb), { experiments: { hero_banner: first.key, checkout: String(second.variationId) } });
  assert.equal(["control", "rain"].includes(first.key), true);
  assert.deepEqual(seen.at(-1), fromGrowthBook(gb));
  gb.destroy();
});

test("Optimizely's and VWO's arms as facts (docs.developers.optimizely.com getExperimentStates, developers.vwo.com _vwo_exp)", () => {
  const states = {
    9001: { id: "9001", experimentName: "Hero", variation: { id: "1", name: "Rain" }, isInExperimentHoldback: false },
    9002: { id: "9002", experimentName: null, variation: { id: "7", name: null }, isInExperimentHoldback: false },
    9003: { id: "9003", experimentName: "Held", variation: { id: "8", name: "x" }, isInExperimentHoldback: true },
  };
  const optimizely = { get: (what) => (what === "state" ? { getExperimentStates: ({ isActive }) => (isActive ? states : {}) } : undefined) };
  assert.deepEqual(fromOptimizely(optimizely), { experiments: { Hero: "Rain", 9002: "7" } });
  const campaigns = { 3: { name: "Cart page", combination_chosen: "2", comb_n: { 1: "Control", 2: "Rain" } }, 4: { comb_n: { 1: "Control" } }, 5: { combination_chosen: 1 } };
  assert.deepEqual(fromVWO(campaigns), { experiments: { Cart_page: "Rain", 5: "1" } });
  for (const none of [undefined, null, [], "x", {}]) assert.deepEqual([fromOptimizely(none), fromVWO(none)], [{ experiments: {} }, { experiments: {} }]);
});

test("Segment: amounts and items where ours are, what we sent does not come back, and it ends", () => {
  const shop = told();
  const heard = [];
  const analytics = { on: (_, handler) => heard.push(handler), off: (_, handler) => heard.splice(heard.indexOf(handler), 1) };
  const end = followSegment(analytics, shop);
  const say = (...args) => heard.forEach((one) => one(...args));
  say("Order Completed", { order_id: "o1", total: "59.90", currency: "EUR", products: [{ product_id: "7", sku: "B-42", name: "Boot", price: 59.9, quantity: 1 }, null] });
  say("Product Added", { product_id: "7", price: 20, event_id: "checkout-42" });
  say("opportune_impression", { rule: "hint" });
  say("Offer Seen", { event_id: "1x2y3z4a5b6c7d8e-12" });
  for (const odd of [[], [7], [""], ["Odd", null], ["Odd", [1]]]) say(...odd);
  end();
  say("Product Added", {});
  assert.deepEqual(shop.list, [
    ["Order Completed", { order_id: "o1", total: "59.90", currency: "EUR", products: [{ product_id: "7", sku: "B-42", name: "Boot", price: 59.9, quantity: 1 }, null], value: 59.9, items: [{ id: "7", sku: "B-42", name: "Boot", price: 59.9, quantity: 1 }] }],
    ["Product Added", { product_id: "7", price: 20, event_id: "checkout-42" }],
    ["Odd", {}], ["Odd", {}],
  ]);
});

test("Shopify: what is added, ordered, looked for and published, flat (shopify.dev/docs/api/web-pixels-api/standard-events)", () => {
  const shop = told();
  const heard = new Map();
  let ended = 0;
  const end = followShopify({ subscribe: (name, handler) => (heard.set(name, handler), () => (ended += 1)) }, shop, { more: ["my_shop:size_guide"] });
  const merchandise = { id: "v1", sku: "B-42", title: "42", price: { amount: 59.9, currencyCode: "EUR" }, product: { id: "p7", title: "Boot", type: "boots" } };
  heard.get("product_added_to_cart")({ id: "e1", name: "product_added_to_cart", data: { cartLine: { cost: { totalAmount: { amount: 119.8, currencyCode: "EUR" } }, merchandise, quantity: 2 } } });
  heard.get("product_viewed")({ id: "e2", data: { productVariant: merchandise } });
  heard.get("checkout_completed")({ id: "e3", data: { checkout: { currencyCode: "EUR", totalPrice: { amount: 125, currencyCode: "EUR" }, order: { id: "o1" }, email: "jane@shop.test",
    discountApplications: [{ type: "DISCOUNT_CODE", title: "RAIN10" }], lineItems: [{ quantity: 2, title: "Boot", variant: merchandise }] } } });
  heard.get("search_submitted")({ id: "e4", data: { searchResult: { query: "rain" } } });
  heard.get("my_shop:size_guide")({ id: "e5", customData: { product: "p7" } });
  heard.get("cart_viewed")(undefined);
  // Hydrogen says it without `data`.
  heard.get("product_added_to_cart")({ currentLine: { merchandise: { ...merchandise, price: { amount: "59.9", currencyCode: "EUR" } }, quantity: 1 } });
  const one = { id: "p7", variant: "v1", sku: "B-42", name: "Boot", category: "boots", price: 59.9 };
  assert.deepEqual(shop.list, [
    ["product_added_to_cart", { ...one, quantity: 2, event_id: "e1", value: 119.8, currency: "EUR" }],
    ["product_viewed", { ...one, event_id: "e2", value: 59.9, currency: "EUR" }],
    ["checkout_completed", { event_id: "e3", value: 125, currency: "EUR", order_id: "o1", coupon: "RAIN10", items: [{ ...one, quantity: 2 }] }],
    ["search_submitted", { event_id: "e4", query: "rain" }],
    ["my_shop:size_guide", { product: "p7", event_id: "e5" }],
    ["cart_viewed", {}],
    ["product_added_to_cart", { ...one, quantity: 1, value: 59.9, currency: "EUR" }],
  ]);
  end();
  heard.get("product_viewed")({ data: {} });
  assert.deepEqual([shop.list.length, ended], [7, heard.size]);
});
