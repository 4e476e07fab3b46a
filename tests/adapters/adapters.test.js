// What shop systems say of a cart becomes facts in our shape; what is missing or odd stays out.

import assert from "node:assert/strict";
import { test } from "node:test";

import { fromDataLayer, fromMagento, fromShopify } from "../../src/js/adapters.js";

test("Shopify's cart.js: hundredths in every currency, codes and titles of discounts", () => {
  const cart = {
    token: "t", currency: "JPY", item_count: 3, total_price: 450000,
    discount_codes: [{ code: "OLD", applicable: false }, { code: "RAIN10", applicable: true }],
    items: [
      { id: 39, product_id: 7, variant_id: 39, sku: "BOOT-42", product_title: "Puddle boot", title: "Puddle boot - 42", product_type: "boots", price: 200000, final_price: 150000, quantity: 2 },
      { id: 40, product_id: 8, sku: "", title: "Sock", product_type: "", price: 150000, quantity: 1 },
    ],
  };
  assert.deepEqual(fromShopify(cart), { cart: {
    value: 4500, currency: "JPY", count: 3, coupon: "RAIN10",
    items: [
      { id: "7", sku: "BOOT-42", name: "Puddle boot", category: "boots", price: 1500, quantity: 2 },
      { id: "8", name: "Sock", price: 1500, quantity: 1 },
    ],
  } });
  const titled = { ...cart, discount_codes: undefined, cart_level_discount_applications: [{ type: "automatic", title: "Sale" }, { type: "discount_code", title: "RAIN20" }] };
  assert.equal(fromShopify(titled).cart.coupon, "RAIN20");
  assert.deepEqual(fromShopify({ currency: "EUR", item_count: 0, total_price: 0, items: [] }), { cart: { value: 0, currency: "EUR", count: 0, coupon: null, items: [] } });
});

test("Magento's section and its GraphQL cart", () => {
  const section = {
    summary_count: 2, subtotalAmount: "59.8000", subtotal: "<span class=\"price\">€59.80</span>",
    items: [{ item_id: "5", product_id: "12", product_sku: "24-MB01", product_name: "Duffle bag", product_price_value: 29.9, qty: 2 }],
  };
  assert.deepEqual(fromMagento(section, { currency: "EUR" }), { cart: {
    value: 59.8, currency: "EUR", count: 2,
    items: [{ id: "12", sku: "24-MB01", name: "Duffle bag", price: 29.9, quantity: 2 }],
  } });
  const graph = {
    total_quantity: 1, applied_coupons: null,
    prices: { grand_total: { value: 29.9, currency: "USD" } },
    items: [{ uid: "NQ==", quantity: 1, prices: { price: { value: 29.9, currency: "USD" } }, product: { uid: "MTI=", sku: "24-MB01", name: "Duffle bag", categories: [{ name: "Bags" }] } }],
  };
  assert.deepEqual(fromMagento(graph), { cart: {
    value: 29.9, currency: "USD", count: 1, coupon: null,
    items: [{ id: "MTI=", sku: "24-MB01", name: "Duffle bag", category: "Bags", price: 29.9, quantity: 1 }],
  } });
  assert.equal(fromMagento({ ...graph, applied_coupons: [{ code: "H20" }] }).cart.coupon, "H20");
});

test("GA4's ecommerce, alone or in its push", () => {
  const ecommerce = {
    currency: "EUR", coupon: "SPRING", items: [
      { item_id: "SKU_1", item_name: "Tee", item_category: "Apparel", price: 9.99, quantity: 3 },
      { item_id: "SKU_2", item_name: "Hat", price: 20.1 },
    ],
  };
  const facts = { cart: {
    value: 50.07, currency: "EUR", count: 4, coupon: "SPRING",
    items: [
      { id: "SKU_1", sku: "SKU_1", name: "Tee", category: "Apparel", price: 9.99, quantity: 3 },
      { id: "SKU_2", sku: "SKU_2", name: "Hat", price: 20.1, quantity: 1 },
    ],
  } };
  assert.deepEqual(fromDataLayer(ecommerce), facts);
  assert.deepEqual(fromDataLayer({ event: "view_cart", ecommerce }), facts);
  assert.equal(fromDataLayer({ ...ecommerce, value: "45.5" }).cart.value, 45.5);
});

test("anything else is an empty answer, never a throw", () => {
  for (const odd of [undefined, null, 3, "cart", [], { items: 3 }, { items: [null, 3, { price: "x", quantity: NaN }] }, { total_price: "many" }, { ecommerce: null }]) {
    for (const adapter of [fromShopify, fromMagento, fromDataLayer]) {
      const { cart } = adapter(odd);
      assert.ok(Array.isArray(cart.items), JSON.stringify(odd));
      assert.ok(!("value" in cart) || Number.isFinite(cart.value), JSON.stringify(odd));
      assert.ok(!("currency" in cart));
    }
  }
});
