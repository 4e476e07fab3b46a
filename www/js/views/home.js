/** @file The home page below its hero, and the hero for the routed variant. */

import { h, s } from "../dom.js";
import { productById } from "../data.js";
import { to } from "../routes.js";
import { card, levels, stars } from "./parts.js";

const FIRST = ["harbour-coat", "puddle-boot", "steady-umbrella", "gable-hat"];
const COMFORTS = ["long-sock", "ferry-flask", "galley-mug", "proofing-wax"];
const QUOTES = [["harbour-coat", 1], ["steady-umbrella", 0], ["roll-pack", 0]];

/** The same hero as in index.html, where it stands as markup so that it paints first. */
export function hero() {
  const mark = (mm, y) => [s("path", { class: "tick", d: `M8 ${y}h22` }), s("text", { x: 38, y: y + 5 }, mm)];
  const fine = Array.from({ length: 21 }, (_, i) => s("path", { class: "tick", d: `M8 ${20 + i * 18}h${i % 5 ? 10 : 16}` }));
  return h("section", { class: "hero" }, h("div", { class: "wrap" },
    h("div", { class: "words" },
      h("h1", null, "Go out ", h("br"), "anyway."),
      h("p", { class: "voice" }, "Coats, boots and small comforts for places where it rains some 225 days a year. Galway is one of them. We make things for all of the others, too."),
      h("p", { class: "actions" }, h("a", { class: "button", id: "hero-cta", href: to.collection() }, "See what keeps you dry"))),
    h("figure", null,
      h("img", { src: "/img/coat-yellow.svg", width: 480, height: 600, alt: "The Harbour coat in slicker yellow, hanging on a peg", fetchpriority: "high" }),
      s("svg", { class: "gauge", viewBox: "0 0 124 384", role: "img", "aria-label": "A rain gauge. Two millimeters an hour is drizzle, eight is rain, twenty a downpour." },
        s("rect", { class: "water", x: 0, y: 20, width: 5, height: 360 }), ...fine,
        ...mark("20 mm/h", 20), ...mark("8 rain", 236), ...mark("2 drizzle", 344)))));
}

export function home() {
  return [
    h("section", { "aria-labelledby": "rain-title" }, h("div", { class: "wrap" },
      h("div", { class: "section-head" }, h("h2", { id: "rain-title" }, "How much rain have you got?"),
        h("p", null, "Everything here is rated in millimeters an hour, in a shower we built behind the shop.")),
      levels())),
    h("section", { "aria-labelledby": "first-title" }, h("div", { class: "wrap" },
      h("div", { class: "section-head" }, h("h2", { id: "first-title" }, "By the door"), h("a", { href: to.collection() }, "All ten things")),
      h("ul", { class: "goods goods--four" }, FIRST.map((id) => card(productById(id)))))),
    h("section", { "aria-labelledby": "yard-title" }, h("div", { class: "wrap yard" },
      h("div", null, h("h2", { id: "yard-title" }, "The shower in the yard"),
        h("p", { class: "voice" }, "“Waterproof” is a word. So in 2016 we put up a frame of scaffolding, some hose and a rain gauge, and stood under it in our own coats until they gave in. The number on each label is when they did."),
        h("p", { class: "voice" }, "If yours gives in earlier, send it back wet. We will proof it, mend it or replace it, and tell you which.")),
      h("dl", null, fact("10", "things in the shop, and no plans for eleven"), fact("20 mm/h", "the hardest we can make it rain"), fact("60 days", "to send it back, worn in weather"), fact("€0", "for proofing and repairs, always")))),
    h("section", { "aria-labelledby": "said-title" }, h("div", { class: "wrap" },
      h("div", { class: "section-head" }, h("h2", { id: "said-title" }, "Heard from under hoods")),
      h("div", { class: "quotes" }, QUOTES.map(([id, i]) => {
        const product = productById(id);
        const said = product.reviews[i];
        return h("div", null, stars(said.stars), h("blockquote", { class: "voice" }, said.text),
          h("p", { class: "small quiet" }, `${said.by}, ${said.where}, on the `, h("a", { href: to.product(id) }, product.name)));
      })))),
    h("section", { "aria-labelledby": "after-title" }, h("div", { class: "wrap" },
      h("div", { class: "section-head" }, h("h2", { id: "after-title" }, "For afterwards"), h("a", { href: to.collection({ category: "small" }) }, "Small comforts")),
      h("ul", { class: "goods goods--four" }, COMFORTS.map((id) => card(productById(id)))))),
  ];
}

const fact = (value, text) => h("div", null, h("dt", null, text), h("dd", { class: "num" }, value));
