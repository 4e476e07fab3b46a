//! A theme without a framework: it clears its page and builds it from components each time.
import "./card.js";
import { begin, first } from "./storm.js";

const el = (tag, given, ...children) => {
  const node = Object.assign(document.createElement(tag), given);
  node.append(...children.filter(Boolean));
  return node;
};
customElements.define("x-page", class extends HTMLElement {
  show({ keys, name, has, clock }) {
    this.replaceChildren(el("main", {},
      has.hero && el("p", {}, el("a", { id: "hero", href: "/new", className: `hero is-${name}` }, el("span", {}, "See what is ", el("b", {}, name)))),
      el("div", {}, has.size && el("button", { id: "size", type: "button" }, "Size guide"), has.coupon && el("input", { id: "coupon", ariaLabel: "Coupon" })),
      el("ul", {}, ...keys.map((one) => el("li", { id: `item-${one}`, className: "item" }, `Cup ${one} `, el("button", { type: "button" }, "Add")))),
      has.card && el("x-card", {}),
      el("p", { id: "note" }, `${clock} people were here`)));
  }
});
const page = document.querySelector("#root").appendChild(document.createElement("x-page"));
begin({ hydrate: () => page.show(first), draw: (state) => page.show(state) });
