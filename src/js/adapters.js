// `opportune/adapters`: the ready sinks, for bundlers; texts for pages that draw for themselves; and what shop systems say of a cart, as facts in our shape:
// pure functions, which fetch nothing and take whatever is there. What is missing or no plain value stays out, so that conditions on it are unknown, not wrong.

export { default as customEvent } from "./sinks/custom-event.js";
export { followSegment, followShopify, fromGrowthBook, fromOptimizely, fromVWO } from "./arrivals.js";
export { default as activecampaign } from "./sinks/activecampaign.js";
export { default as amplitude } from "./sinks/amplitude.js";
export { default as beacon } from "./sinks/beacon.js";
export { default as crazyegg } from "./sinks/crazyegg.js";
export { default as ga4 } from "./sinks/ga4.js";
export { default as gtm } from "./sinks/gtm.js";
export { default as hotjar } from "./sinks/hotjar.js";
export { default as hubspot } from "./sinks/hubspot.js";
export { default as linkedin } from "./sinks/linkedin.js";
export { default as marketo } from "./sinks/marketo.js";
export { default as meta } from "./sinks/meta.js";
export { default as mixpanel } from "./sinks/mixpanel.js";
export { default as optimizely } from "./sinks/optimizely.js";
export { default as posthog } from "./sinks/posthog.js";
export { default as segment } from "./sinks/segment.js";
export { default as shopify } from "./sinks/shopify.js";
export { default as target } from "./sinks/target.js";
export { default as tealium } from "./sinks/tealium.js";
export { default as vwo } from "./sinks/vwo.js";
export { words } from "./words.js";

const isMap = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
const map = (value) => (isMap(value) ? value : {});
const list = (value) => (Array.isArray(value) ? value.filter(isMap) : []);
/** A finite number, or a text that is one. */
const number = (value) => {
  const one = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof one === "number" && Number.isFinite(one) ? one : undefined;
};
const text = (...values) => {
  const found = values.find((one) => (typeof one === "string" && one !== "") || typeof one === "number");
  return found === undefined ? undefined : String(found);
};
const filled = (facts) => Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined));
const sum = (numbers) => (numbers.every((one) => one !== undefined) ? numbers.reduce((all, one) => all + one, 0) : undefined);
/** Whole subunits add up exactly; a sum of fractions is cut to what money has. */
const rounded = (value) => (value === undefined ? undefined : Math.round(value * 1000) / 1000);

/** Facts of a cart. A coupon that is known to be none is `null`. */
const cart = ({ items, ...rest }) => ({ cart: filled({ ...rest, value: rounded(rest.value), items: items.map(filled) }) });

/** The answer of Shopify's `/cart.js` (or of its `add` and `change` calls' cart): amounts are in hundredths, whatever the currency. */
export function fromShopify(given) {
  const shop = map(given);
  const hundredths = (value) => (number(value) === undefined ? undefined : number(value) / 100);
  const codes = list(shop.discount_codes).filter(({ applicable }) => applicable !== false);
  const named = [...list(shop.cart_level_discount_applications), ...list(shop.items).flatMap((one) => list(one.discounts))];
  const coupon = text(...codes.map(({ code }) => code), ...named.filter(({ type }) => type === "discount_code").map(({ title }) => title));
  const items = list(shop.items).map((one) => ({
    id: text(one.product_id, one.id),
    sku: text(one.sku),
    name: text(one.product_title, one.title),
    category: text(one.product_type),
    price: hundredths(one.final_price ?? one.price),
    quantity: number(one.quantity),
  }));
  const count = number(shop.item_count) ?? sum(items.map(({ quantity }) => quantity));
  return cart({ value: hundredths(shop.total_price), currency: text(shop.currency), count, coupon: coupon ?? null, items });
}

/** Magento's `customer-data` section `cart`, or a cart of its GraphQL API. The section names no currency: give it. */
export function fromMagento(given, { currency } = {}) {
  const shop = map(given);
  const prices = map(shop.prices);
  const total = map(prices.grand_total ?? prices.subtotal_including_tax ?? prices.subtotal_excluding_tax);
  const items = list(shop.items).map((one) => {
    const product = map(one.product);
    return {
      id: text(one.product_id, product.uid, product.id),
      sku: text(one.product_sku, product.sku),
      name: text(one.product_name, product.name),
      category: text(list(product.categories)[0]?.name),
      price: number(one.product_price_value) ?? number(map(map(one.prices).price).value),
      quantity: number(one.qty) ?? number(one.quantity),
    };
  });
  const coupon = text(...list(shop.applied_coupons).map(({ code }) => code));
  const count = number(shop.summary_count) ?? number(shop.total_quantity) ?? sum(items.map(({ quantity }) => quantity));
  return cart({
    value: number(shop.subtotalAmount) ?? number(total.value),
    currency: text(total.currency, currency),
    count,
    // The section says nothing of coupons; GraphQL does.
    coupon: coupon ?? ("applied_coupons" in shop ? null : undefined),
    items,
  });
}

/** The `ecommerce` object of a GA4 push (`view_cart`, `begin_checkout`, …), or the whole push. */
export function fromDataLayer(given) {
  const shop = map(map(given).ecommerce ?? given);
  const items = list(shop.items).map((one) => ({
    id: text(one.item_id),
    sku: text(one.item_id),
    name: text(one.item_name),
    category: text(one.item_category),
    price: number(one.price),
    // GA4: one, if it is left out.
    quantity: one.quantity === undefined ? 1 : number(one.quantity),
  }));
  const total = sum(items.map(({ price, quantity }) => (price === undefined || quantity === undefined ? undefined : price * quantity)));
  return cart({
    value: number(shop.value) ?? (items.length ? total : undefined),
    currency: text(shop.currency),
    count: Array.isArray(shop.items) ? sum(items.map(({ quantity }) => quantity)) : undefined,
    coupon: text(shop.coupon),
    items,
  });
}
