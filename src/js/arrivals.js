//! The other direction: what other tools say, in our words. Commerce events of Segment and Shopify go to `track`, which
//! knows their names; the arms that GrowthBook, Optimizely and VWO dealt become facts under `experiments`.

const isMap = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
const map = (value) => (isMap(value) ? value : {});
const list = (value) => (Array.isArray(value) ? value.filter(isMap) : []);
const filled = (props) => Object.fromEntries(Object.entries(props).filter(([, value]) => value !== undefined && value !== null && value !== ""));
const number = (value) => (value === undefined || value === null || value === "" || !Number.isFinite(Number(value)) ? undefined : Number(value));

/** What we sent ourselves: by our names, or by the form of our ids. */
const isOurs = (name, { event_id: id } = {}) => /^opportune[_:]/.test(name) || /^[0-9a-z]{10,24}-\d+$/.test(id);

/** Calls the page's handle as somebody else's listener: what goes wrong is not theirs. */
const passer = (shop) => (name, props) => {
  if (typeof name !== "string" || !name || isOurs(name, map(props))) return;
  shop.track(name, props);
};

/** Segment's properties, with the amount and the items where ours have them. */
const ofSegment = (props) => filled({
  ...props,
  value: number(props.value) ?? number(props.total) ?? number(props.revenue),
  items: Array.isArray(props.products)
    ? list(props.products).map((one) => filled({ id: one.product_id, sku: one.sku, name: one.name, category: one.category, price: number(one.price), quantity: number(one.quantity) ?? 1 }))
    : undefined,
});

/**
 * Each `analytics.track` of Segment's Analytics.js is told to the handle, from now on.
 * @returns {() => void} what ends it
 */
export function followSegment(analytics, shop) {
  const pass = passer(shop);
  const heard = (name, props) => pass(name, ofSegment(map(props)));
  analytics.on("track", heard);
  return () => void analytics.off?.("track", heard);
}

/** Shopify's names for what a shop's pages and checkout say. */
const SHOPIFY = ["product_viewed", "collection_viewed", "search_submitted", "cart_viewed", "product_added_to_cart", "product_removed_from_cart",
  "checkout_started", "checkout_contact_info_submitted", "checkout_address_info_submitted", "checkout_shipping_info_submitted",
  "payment_info_submitted", "checkout_completed", "alert_displayed"];

const variant = (given, quantity) => {
  const [one, product] = [map(given), map(map(given).product)];
  return filled({ id: product.id ?? one.id, variant: one.id, sku: one.sku, name: product.title ?? one.title, category: product.type ?? product.productType, price: number(map(one.price).amount), quantity });
};

/** The data of an event of Shopify's, flat. */
function ofShopify({ id, data, customData, ...rest }) {
  const { cartLine, productVariant, checkout, cart, collection, searchResult, alert } = { ...rest, ...map(data) };
  const line = map(cartLine ?? rest.currentLine);
  const merchandise = map(line.merchandise ?? productVariant);
  const order = map(checkout);
  const cost = map(order.totalPrice ?? map(map(cart).cost).totalAmount ?? map(line.cost).totalAmount ?? merchandise.price);
  const [coupon] = list(order.discountApplications).filter(({ type }) => type === "DISCOUNT_CODE");
  return filled({
    ...map(customData),
    ...variant(merchandise, number(line.quantity)),
    event_id: id,
    value: number(cost.amount),
    currency: order.currencyCode ?? cost.currencyCode ?? map(merchandise.price).currencyCode,
    order_id: map(order.order).id,
    coupon: coupon?.title,
    items: checkout ? list(order.lineItems).map((one) => ({ ...variant(one.variant, number(one.quantity) ?? 1) })) : undefined,
    collection: map(collection).title,
    query: map(searchResult).query,
    alert: map(alert).type,
  });
}

/**
 * Shopify's customer events are told to the handle: of anything with `subscribe(name, handler)`, such as Hydrogen's
 * `useAnalytics()`. `more`: names of custom events.
 * @returns {() => void} what ends it
 */
export function followShopify(analytics, shop, { more = [] } = {}) {
  const pass = passer(shop);
  let live = true;
  const ends = [...SHOPIFY, ...more].map((name) => analytics.subscribe(name, (event) => live && pass(name, ofShopify(map(event)))));
  return () => {
    live = false;
    for (const end of ends) if (typeof end === "function") end();
  };
}

/** Paths in rules are made of such letters. */
const key = (name) => String(name).replace(/[^\p{L}\p{N}_$-]/gu, "_");
const facts = (pairs) => ({ experiments: Object.fromEntries(pairs.filter(([name, arm]) => name !== undefined && arm !== undefined && arm !== null).map(([name, arm]) => [key(name), String(arm)])) });

/** The arms that GrowthBook's client has dealt so far: `gb.subscribe(() => shop.setFacts(fromGrowthBook(gb)))`. */
export const fromGrowthBook = (growthbook) =>
  facts([...growthbook.getAllResults()].filter(([, { result }]) => result?.inExperiment).map(([name, { result }]) => [name, result.key ?? result.variationId]));

/** The arms of Optimizely Web's active experiments: `fromOptimizely(window.optimizely)`. */
export const fromOptimizely = (optimizely) =>
  facts(Object.entries(map(optimizely?.get?.("state")?.getExperimentStates?.({ isActive: true })))
    .filter(([, one]) => !one.isInExperimentHoldback)
    .map(([id, one]) => [one.experimentName ?? id, one.variation?.name ?? one.variation?.id]));

/** The arms of VWO's campaigns: `fromVWO(window._vwo_exp)`. */
export const fromVWO = (campaigns) =>
  facts(Object.entries(map(campaigns)).filter(([, one]) => one?.combination_chosen).map(([id, one]) => [one.name ?? id, one.comb_n?.[one.combination_chosen] ?? one.combination_chosen]));
