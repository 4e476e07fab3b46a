import { h } from "vue";

/** As `react-app.js`. */
export const App = {
  props: ["state"],
  render() {
    const { keys, id, name, has, clock } = this.state;
    return h("main", null, [
      has.hero ? h("p", { key: "hero" }, [h("a", { id: "hero", href: "/new", class: `hero is-${name}` }, [h("span", null, ["See what is ", h("b", null, name)])])]) : null,
      h("div", { key: id }, [has.size ? h("button", { id: "size", type: "button" }, "Size guide") : null, has.coupon ? h("input", { id: "coupon", "aria-label": "Coupon" }) : null]),
      h("ul", { key: "list" }, keys.map((one) => h("li", { key: one, id: `item-${one}`, class: "item" }, [`Cup ${one} `, h("button", { type: "button" }, "Add")]))),
      has.card ? h("x-card", { key: `card-${id}` }) : null,
      h("p", { key: "note", id: "note" }, `${clock} people were here`),
    ]);
  },
};
