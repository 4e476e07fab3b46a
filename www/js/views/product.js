/** @file One product: its picture, its variants (kept in the query with replaceState), its sizes and what people say. */

import { announce, h, money } from "../dom.js";
import { COLORS, CURRENCY, DELIVERY, pictureOf, sizeGuideOf } from "../data.js";
import { cart } from "../cart.js";
import { runtime } from "../runtime.js";
import { to } from "../routes.js";
import { check, picture, review, stars } from "./parts.js";

const SOLD = { "harbour-coat": 412, "lane-cape": 96, "puddle-boot": 287, "steady-umbrella": 154, "gable-hat": 203, "roll-pack": 118, "long-sock": 631, "ferry-flask": 140, "galley-mug": 322, "proofing-wax": 88 };

/** What the rules may know of it. */
export const productFacts = (product) => ({ id: product.id, name: product.name, price: product.price, currency: CURRENCY, available: true, category: product.category });

/** @param {any} product @param {URLSearchParams} params */
export function product(product, params) {
  const chosen = {
    color: product.colors.includes(params.get("color")) ? params.get("color") : product.colors[0],
    size: product.sizes.includes(params.get("size")) ? params.get("size") : product.sizes.length === 1 ? product.sizes[0] : "",
  };
  const shot = picture(product, chosen.color, { lazy: false, id: "shot", alt: altOf(product, chosen.color) });
  shot.setAttribute("fetchpriority", "high");
  const guide = sizeGuideOf(product);
  return [
    h("div", { class: "wrap" },
      h("nav", { class: "crumbs", "aria-label": "You are here" }, h("a", { href: to.collection() }, "Everything"), " / ", h("a", { href: to.collection({ category: product.category }) }, categoryName(product)), " / ", h("span", { "aria-current": "page" }, product.name)),
      h("div", { class: "product" },
        h("div", { class: "shot" }, h("div", { class: "tile" }, shot)),
        h("div", null,
          h("h1", null, product.name),
          h("p", { class: "voice lead" }, product.line),
          h("p", { class: "price num" }, h("strong", null, money(product.price)), stars(product.stars, `${product.stars} of 5, ${SOLD[product.id]} reviews`)),
          form(product, chosen, shot, guide),
          promises(product)))),
    h("section", null, h("div", { class: "wrap columns" },
      h("div", null, h("h2", null, "What it is"), h("p", { class: "voice" }, product.story)),
      h("dl", { class: "facts" }, [["Made for", product.rain ? `${product.rain} mm of rain an hour` : "Indoors, or near it"], ...product.facts].map(([name, value]) => h("div", null, h("dt", null, name), h("dd", null, value)))))),
    h("section", null, h("div", { class: "wrap columns" },
      h("div", null, h("h2", null, "What people say"), product.reviews.map(review)),
      guide ? sizes(guide) : null)),
  ];
}

function form(product, chosen, shot, guide) {
  const message = h("p", { class: "small bad", role: "alert", hidden: true });
  const node = h("form", { onsubmit(event) { event.preventDefault(); add(product, chosen, message); }, novalidate: true },
    product.colors.length > 1 ? h("fieldset", null,
      h("legend", null, "Color: ", h("span", { id: "color-name" }, COLORS[chosen.color])),
      h("div", { class: "options swatches" }, product.colors.map((color) => h("label", null,
        h("input", { type: "radio", name: "color", value: color, checked: color === chosen.color, "aria-label": COLORS[color] }), h("span", { class: `swatch-${color}` }))))) : null,
    product.sizes.length > 1 ? h("div", { class: "legend-row" },
      guide ? h("a", { id: "size-guide", href: "#sizes" }, "Size guide") : null,
      h("fieldset", null, h("legend", null, "Size"),
        h("div", { class: "options num" }, product.sizes.map((size) => h("label", null,
          h("input", { type: "radio", name: "size", value: size, checked: size === chosen.size, disabled: product.soldOut.includes(size) }),
          h("span", null, size, product.soldOut.includes(size) ? h("span", { class: "sr" }, " sold out") : null)))))) : null,
    h("div", null, h("button", { class: "button", id: "add", type: "submit" }, `Put it in the cart, ${money(product.price)}`), message));
  node.addEventListener("change", ({ target }) => {
    chosen[target.name] = target.value;
    message.hidden = true;
    if (target.name === "color") {
      shot.src = pictureOf(product, target.value);
      shot.alt = altOf(product, target.value);
      node.querySelector("#color-name").textContent = COLORS[target.value];
    }
    history.replaceState(history.state, "", to.product(product.id, chosen));
  });
  return node;
}

function add(product, chosen, message) {
  if (!chosen.size) {
    message.textContent = "Choose a size first.";
    message.hidden = false;
    return;
  }
  cart.add(product.id, chosen.color, chosen.size);
  runtime.track("product_added_to_cart", { ...productFacts(product), quantity: 1, color: chosen.color, size: chosen.size });
  announce(`${product.name} is in your cart. ${cart.count()} in all.`);
  message.textContent = "";
  const button = document.querySelector("#add");
  button.replaceChildren(`In the cart. One more, ${money(product.price)}`);
}

const promises = (product) => h("ul", { class: "promises" },
  h("li", null, check(), product.price >= DELIVERY.freeFrom ? "Free delivery with this one" : `Delivery ${money(DELIVERY.price)}, free from ${money(DELIVERY.freeFrom)}`),
  h("li", null, check(), "Two to four days in the EU, from Galway"),
  h("li", null, check(), "60 days to send it back, worn in weather"),
  product.rain ? h("li", null, check(), `Dry up to ${product.rain} mm an hour, in our own shower`) : null);

function sizes({ head, rows }) {
  return h("div", { id: "sizes", tabindex: "-1" }, h("h2", null, "Size guide"),
    h("div", { class: "scroller" }, h("table", { class: "table num" }, h("caption", { class: "sr" }, "Sizes, in centimeters where not said otherwise"),
      h("thead", null, h("tr", null, head.map((cell) => h("th", { scope: "col" }, cell)))),
      h("tbody", null, rows.map(([first, ...rest]) => h("tr", null, h("th", { scope: "row" }, first), rest.map((cell) => h("td", null, cell))))))));
}

const altOf = (product, color) => `${product.name} in ${COLORS[color].toLowerCase()}`;
const categoryName = (product) => ({ coats: "Coats and hats", boots: "Boots", carry: "Carry", small: "Small comforts" })[product.category];
