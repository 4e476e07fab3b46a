/** @file All goods, narrowed by category, by rain, or by words. */

import { h } from "../dom.js";
import { CATEGORIES, PRODUCTS, RAIN } from "../data.js";
import { to } from "../routes.js";
import { card } from "./parts.js";

/** @param {URLSearchParams} params */
export function collection(params) {
  const category = CATEGORIES.find(({ id }) => id === params.get("category"));
  const rain = RAIN.find(({ id }) => id === params.get("rain"));
  const words = (params.get("q") ?? "").trim();
  const found = PRODUCTS.filter((product) => (!category || product.category === category.id) && (!rain || (product.rain && product.rain >= rain.from)) && matches(product, words));
  const title = words ? `“${words}”` : category?.name ?? (rain ? `Made for ${rain.name.toLowerCase()}` : "Ten things against the rain");
  return {
    title: words || category?.name || rain?.name || "Everything",
    nodes: [
      h("section", { class: "page-head" }, h("div", { class: "wrap" }, h("h1", null, title), h("p", { class: "voice" }, lead(found.length, { category, rain, words })))),
      h("section", { class: "listing", "aria-labelledby": "goods-title" }, h("div", { class: "wrap" }, h("h2", { class: "sr", id: "goods-title" }, "Goods"),
        h("nav", { class: "filters", "aria-label": "Narrow down" },
          filter("Everything", to.collection(), !category && !rain && !words),
          CATEGORIES.map(({ id, name }) => filter(name, to.collection({ category: id }), category?.id === id)),
          RAIN.map(({ id, name }) => filter(`For ${name.toLowerCase()}`, to.collection({ rain: id }), rain?.id === id))),
        found.length ? h("ul", { class: "goods" }, found.map((product, i) => card(product, { lazy: i > 3 })),
            found.length === PRODUCTS.length ? h("li", { class: "last" }, h("p", { class: "voice" }, "There is no eleventh thing. When one of these wears out its welcome, another may have its place.")) : null)
          : h("p", null, "Try “coat”, “boot” or “wool”, or ", h("a", { href: to.collection() }, "see all ten"), "."))),
    ],
  };
}

const filter = (name, href, current) => h("a", { href, "aria-current": current ? "page" : null }, name);

function lead(count, { category, rain, words }) {
  if (words) return count ? `${count} ${count === 1 ? "thing answers" : "things answer"} to that.` : "Nothing here answers to that. There are only ten things, so it was not you.";
  if (rain) return `Rated for ${rain.text}, in our own shower, with one of us underneath.`;
  if (category) return "Few of each, kept for years, mended for nothing.";
  return "We would rather make ten things well. Each carries a number: the hardest rain it was happy in.";
}

const plain = (text) => text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "");

function matches(product, words) {
  const text = plain([product.name, product.line, product.story, product.category, ...product.facts.flat()].join(" "));
  return plain(words).split(/\s+/).every((word) => text.includes(word.replace(/s$/, "")));
}
