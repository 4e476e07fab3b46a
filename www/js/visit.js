/** @file From the name of a page to its nodes, its title, and what the rules are told about it. */

import { cart } from "./cart.js";
import { CURRENCY, productById } from "./data.js";
import { h } from "./dom.js";
import { runtime } from "./runtime.js";
import { to } from "./routes.js";
import { cartPage } from "./views/cart.js";
import { checkout } from "./views/checkout.js";
import { collection } from "./views/collection.js";
import { hero, home } from "./views/home.js";
import { product, productFacts } from "./views/product.js";

const titled = (text) => `${text} · Mizzle`;

/**
 * @param {string} page @param {string | null} id @param {URLSearchParams} params @param {{ whole?: boolean }} [options]
 * `whole`: the hero too, which index.html has as markup.
 * @returns {{ title: string, nodes: Node[] }}
 */
export function visit(page, id, params, { whole = false } = {}) {
  const found = page === "product" ? productById(id) : null;
  runtime.setFacts({ product: found ? productFacts(found) : null });
  if (page === "home") return { title: titled("Weather goods from Galway"), nodes: [whole ? hero() : null, ...home()].filter(Boolean) };
  if (page === "collection") {
    if (params.get("q")) runtime.track("search_submitted", { query: params.get("q") });
    const { title, nodes } = collection(params);
    return { title: titled(title), nodes };
  }
  if (found) {
    runtime.track("product_viewed", productFacts(found));
    return { title: titled(found.name), nodes: product(found, params) };
  }
  if (page === "cart") {
    runtime.track("cart_viewed", { value: cart.totals().value, currency: CURRENCY });
    return { title: titled("Cart"), nodes: cartPage() };
  }
  if (page === "checkout") {
    runtime.track("checkout_started", { value: cart.totals().value, currency: CURRENCY });
    return { title: titled("Checkout"), nodes: checkout() };
  }
  return { title: titled("Not here"), nodes: lost() };
}

const lost = () => [h("section", { class: "page-head" }, h("div", { class: "wrap empty" },
  h("h1", null, "Washed away."), h("p", { class: "voice" }, "There is nothing at this address. All ten things are still on the shelf."),
  h("a", { class: "button", href: to.collection() }, "See all ten")))];
