/** @file Checkout: who, where, how, and the coupon field. Nothing leaves the browser. */

import { announce, h, money } from "../dom.js";
import { COLORS } from "../data.js";
import { cart } from "../cart.js";
import { rememberName } from "../consent.js";
import { runtime } from "../runtime.js";
import { to } from "../routes.js";
import { picture } from "./parts.js";
import { totals } from "./cart.js";

const COUNTRIES = ["Ireland", "Austria", "Belgium", "Denmark", "Finland", "France", "Germany", "Italy", "Netherlands", "Portugal", "Spain", "Sweden"];

export function checkout() {
  const holder = h("div", { class: "wrap" });
  const head = h("section", { class: "page-head" }, h("div", { class: "wrap" }, h("h1", null, "Checkout"), cart.count() ? h("p", { class: "voice" }, "Two minutes, no account.") : null));
  const nodes = [head, holder];
  if (cart.count()) holder.append(h("div", { class: "till" }, summary(), form(nodes)));
  else holder.append(h("div", { class: "empty" }, h("p", { class: "voice" }, "There is nothing to pay for yet."), h("a", { class: "button", href: to.collection() }, "See what keeps you dry")));
  return nodes;
}

function field(id, label, width, attrs) {
  return h("div", { class: width }, h("label", { class: "label", for: id }, label), h("input", { class: "input", id, name: id, required: true, ...attrs }));
}

function form(nodes) {
  return h("form", { id: "order", onsubmit: (event) => order(event, nodes) },
    h("h2", null, "Who it is for"),
    h("div", { class: "fields" },
      field("email", "Email", "field-6", { type: "email", autocomplete: "email", inputmode: "email", spellcheck: "false" }),
      field("given-name", "First name", "field-3", { autocomplete: "given-name" }),
      field("family-name", "Last name", "field-3", { autocomplete: "family-name" })),
    h("h2", null, "Where it goes"),
    h("div", { class: "fields" },
      field("street-address", "Street and number", "field-6", { autocomplete: "address-line1" }),
      field("postal-code", "Postal code", "field-2 half", { autocomplete: "postal-code" }),
      field("city", "City", "field-4 half", { autocomplete: "address-level2" }),
      h("div", { class: "field-6" }, h("label", { class: "label", for: "country" }, "Country"),
        h("select", { class: "input", id: "country", name: "country", autocomplete: "country-name" }, COUNTRIES.map((name) => h("option", null, name))))),
    h("h2", null, "How you pay"),
    h("p", { class: "note" }, "This is a demonstration shop. Any numbers will do, nothing is sent anywhere and nothing is charged."),
    h("div", { class: "fields" },
      field("cc-name", "Name on the card", "field-6", { autocomplete: "cc-name" }),
      field("cc-number", "Card number", "field-6", { autocomplete: "cc-number", inputmode: "numeric", pattern: "[0-9 ]{12,23}" }),
      field("cc-exp", "Expires, MM/YY", "field-3 half", { autocomplete: "cc-exp", inputmode: "numeric", pattern: "[0-9]{2} ?/ ?[0-9]{2}" }),
      field("cc-csc", "Security code", "field-3 half", { autocomplete: "cc-csc", inputmode: "numeric", pattern: "[0-9]{3,4}" })),
    h("p", { class: "pay" }, h("button", { class: "button", type: "submit" }, "Order and pay")));
}

function summary() {
  const sums = h("div", null, totals());
  const message = h("p", { id: "coupon-message", role: "status" });
  const input = h("input", { class: "input", id: "coupon", name: "coupon", autocomplete: "off", autocapitalize: "characters", spellcheck: "false", "aria-describedby": "coupon-message" });
  const show = (text, bad) => {
    message.textContent = text;
    message.className = bad ? "bad" : "quiet";
  };
  const apply = (event) => {
    event.preventDefault();
    const code = input.value.trim().toUpperCase();
    if (!code) return show("Type or paste a code first.", true);
    if (!cart.applyCoupon(code)) {
      runtime.track("coupon_denied", { code });
      return show("The till does not know that code.", true);
    }
    runtime.track("coupon_applied", { code });
    sums.replaceChildren(totals());
    show(`${cart.coupon().text}. Taken off below.`, false);
  };
  if (cart.coupon()) {
    input.value = cart.coupon().code;
    show(`${cart.coupon().text}. Taken off below.`, false);
  }
  return h("aside", { class: "summary", "aria-labelledby": "sum-title" }, h("h2", { id: "sum-title" }, "Your order"),
    h("ul", { class: "mini" }, cart.lines().map(({ product, color, size, quantity }) => h("li", null,
      h("div", { class: "tile" }, picture(product, color, { alt: "" })),
      h("div", null, product.name, h("br"), h("span", { class: "small quiet" }, `${quantity} × ${COLORS[color]}, ${size}`)),
      h("span", { class: "num" }, money(product.price * quantity))))),
    h("form", { class: "coupon", id: "coupon-form", onsubmit: apply },
      h("div", null, h("label", { class: "label", for: "coupon" }, "Coupon"), input),
      h("button", { class: "button button--plain", type: "submit", id: "coupon-apply" }, "Apply"), message),
    sums);
}

function order(event, [head, holder]) {
  event.preventDefault();
  const firstName = new FormData(event.target).get("given-name").trim();
  const { total } = cart.totals();
  runtime.track("checkout_completed", { value: total, currency: "EUR", count: cart.count(), coupon: cart.coupon()?.code ?? null });
  rememberName(firstName);
  runtime.setFacts({ customer: { firstName } });
  cart.clear();
  head.replaceChildren(h("div", { class: "wrap" }, h("h1", { tabindex: "-1", id: "thanks" }, `Thank you, ${firstName}.`), h("p", { class: "voice" }, `${money(total)}, paid with imaginary money. In a shop with a stock room, it would leave Galway tomorrow morning, probably in the rain.`)));
  holder.replaceChildren(h("div", { class: "empty" }, h("a", { class: "button", href: to.home() }, "Back to the door")));
  head.querySelector("h1").focus();
  announce("Order placed.");
  window.scrollTo(0, 0);
}
