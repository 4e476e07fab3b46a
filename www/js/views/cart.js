/** @file The cart page. */

import { announce, h, money } from "../dom.js";
import { COLORS, productById } from "../data.js";
import { cart } from "../cart.js";
import { runtime } from "../runtime.js";
import { to } from "../routes.js";
import { card, picture } from "./parts.js";

export function cartPage() {
  const body = h("div", null);
  draw(body);
  const stop = cart.subscribe(() => (body.isConnected ? draw(body) : stop()));
  return [h("section", { class: "page-head" }, h("div", { class: "wrap" }, h("h1", null, "Cart"))), h("div", { class: "wrap" }, body), more()];
}

/** Small things that suit any cart. */
const more = () => h("section", { "aria-labelledby": "more-title" }, h("div", { class: "wrap" },
  h("div", { class: "section-head" }, h("h2", { id: "more-title" }, "Small and useful")),
  h("ul", { class: "goods goods--four" }, ["long-sock", "proofing-wax", "galley-mug", "gable-hat"].map((id) => card(productById(id))))));

function draw(body) {
  const lines = cart.lines();
  if (!lines.length) {
    body.replaceChildren(h("div", { class: "empty" }, h("p", { class: "voice" }, "Nothing in here yet. The forecast says there will be."), h("a", { class: "button", href: to.collection() }, "See what keeps you dry")));
    return;
  }
  const change = (index, quantity, focus) => {
    const { product } = lines[index];
    cart.setQuantity(index, quantity);
    if (!quantity) runtime.track("product_removed_from_cart", { id: product.id, price: product.price });
    announce(`${product.name}: ${quantity}. Total ${money(cart.totals().total)}.`);
    (body.querySelector(`[data-focus="${focus}"]`) ?? body.querySelector("button, a"))?.focus();
  };
  body.replaceChildren(h("div", { class: "till" },
    h("ul", { class: "lines" }, lines.map((line, i) => row(line, i, change))),
    h("aside", { class: "summary", "aria-labelledby": "sum-title" }, h("h2", { id: "sum-title" }, "In all"), totals(),
      h("a", { class: "button", href: to.checkout() }, "Go to checkout"),
      h("p", { class: "small quiet" }, "Sent from Galway within a day. 60 days to send it back, worn in weather."))));
}

function row({ product, color, size, quantity }, i, change) {
  return h("li", null,
    h("div", { class: "tile" }, picture(product, color, { alt: "" })),
    h("div", null, h("h2", { class: "line-name" }, h("a", { href: to.product(product.id, { color, size }) }, product.name)), h("p", { class: "small quiet" }, `${COLORS[color]}, ${size}`)),
    h("p", { class: "amount num" }, money(product.price * quantity)),
    h("div", { class: "tools" },
      h("div", { class: "stepper num" },
        h("button", { type: "button", "aria-label": `One ${product.name} fewer`, "data-focus": `less-${i}`, onclick: () => change(i, quantity - 1, `less-${i}`) }, "−"),
        h("output", null, quantity),
        h("button", { type: "button", "aria-label": `One more ${product.name}`, "data-focus": `more-${i}`, onclick: () => change(i, quantity + 1, `more-${i}`) }, "+")),
      h("button", { type: "button", class: "link", "aria-label": `Remove ${product.name}`, onclick: () => change(i, 0, "") }, "Remove")));
}

/** The sums, for the cart and the till. */
export function totals() {
  const { value, discount, delivery, total } = cart.totals();
  const sum = (name, amount, extra) => h("div", { class: extra }, h("dt", null, name), h("dd", { class: "num" }, amount));
  return h("dl", null,
    sum("Goods", money(value)),
    discount ? sum(`Coupon ${cart.coupon().code}`, `−${money(discount)}`) : null,
    sum("Delivery", delivery ? money(delivery) : "Free"),
    sum("Total, tax included", money(total), "sum"));
}
