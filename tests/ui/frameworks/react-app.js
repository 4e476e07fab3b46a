import { createElement as h } from "react";

const Item = ({ id }) => h("li", { id: `item-${id}`, className: "item" }, `Cup ${id} `, h("button", { type: "button" }, "Add"));

/** A page of a shop; `state.id` is part of a key, so that all below it is drawn anew. */
export const App = ({ state: { keys, id, name, has, clock } }) => h("main", null,
  has.hero && h("p", null, h("a", { id: "hero", href: "/new", className: `hero is-${name}` }, h("span", null, "See what is ", h("b", null, name)))),
  h("div", { key: id }, has.size && h("button", { id: "size", type: "button" }, "Size guide"), has.coupon && h("input", { id: "coupon", "aria-label": "Coupon" })),
  h("ul", null, keys.map((one) => h(Item, { key: one, id: one }))),
  has.card && h("x-card", { key: `card-${id}` }),
  h("p", { id: "note" }, `${clock} people were here`));
