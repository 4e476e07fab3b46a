//! Puts the drawing module under a hand: `gallery.show(name)`, and everything it reports in `gallery.said`.
import { createUi } from "/ui.js";

const coupon = { coupon: { code: "WELCOME10", field: "#coupon", apply: true } };

const effects = {
  tooltip: { kind: "tooltip", anchor: "#size", answers: true, view: { text: "Between two sizes? Take the larger one: stoneware shrinks your appetite for small cups." } },
  hint: { kind: "tooltip", anchor: "#coupon", view: { title: "Still thinking it over?", text: "Ten percent off your first order, on us.", content: [coupon] } },
  plainHint: { kind: "tooltip", anchor: "#opener", view: { text: "Free returns for thirty days.", side: "right" } },
  popup: {
    kind: "popup",
    view: {
      title: "Keep your cups for later?",
      text: ["Your cart of ", { value: 64.5, filter: "money", currency: "EUR" }, " stays as it is. Take ten percent off if you finish today."],
      content: [coupon],
      buttons: [{ text: "Finish my order", href: "/checkout" }, { text: "No, thanks", style: "plain" }],
    },
  },
  letter: {
    kind: "popup",
    view: {
      image: { src: "/cup.svg", alt: "A stoneware cup with a green glaze", width: 392, height: 180 },
      title: "New glazes, once a month",
      text: "One short letter when the kiln cools. Nothing else.",
      buttons: [{ text: "Tell me more", href: "/letter" }, { text: "Not now" , style: "plain" }],
    },
  },
  banner: {
    kind: "banner",
    view: {
      edge: "bottom",
      content: [{ progress: { value: 38.9, goal: 60, label: ["Only ", { value: 21.1, filter: "money", currency: "EUR" }, " to free shipping"] } }],
    },
  },
  news: { kind: "banner", view: { edge: "top", title: "Kiln sale", text: "Seconds at half price until Sunday.", buttons: [{ text: "See them", href: "/sale" }] } },
  sale: { kind: "banner", view: { edge: "bottom", content: [{ countdown: { to: Date.now() + 2 * 3600e3 + 754e3, label: "The kiln sale ends in" } }], buttons: [{ text: "See it", href: "/sale" }] } },
  held: { kind: "popup", view: { title: "Ten percent off your first order", text: "Put two cups aside, or one bowl.", content: [{ coupon: { code: "WELCOME10" } }, { countdown: { to: Date.now() + 3 * 86400e3 + 754e3, label: "Held for you for" } }] } },
  why: { kind: "popup", view: { close: "Close", content: [{ survey: { question: "What keeps you from ordering?", choice: [{ text: "The price", value: "price" }, { text: "I am not sure about the size", value: "size" }, { text: "Something else", value: 3 }], done: "Thank you. That helps us more than you think." } }] } },
  stars: { kind: "popup", view: { content: [{ survey: { question: "How easy was it to find what you wanted?", rating: { most: 10, low: "Hard", high: "Easy" } } }] } },
  rate: { kind: "banner", view: { edge: "bottom", content: [{ survey: { question: "How do you like the new shop?", rating: { most: 5, low: "Not much", high: "A lot" }, done: "Thank you." } }] } },
  nps: { kind: "popup", view: { content: [{ survey: { question: "Would you recommend us?", rating: { least: 0, most: 10, low: "Never", high: "Surely" }, done: "Thank you." } }] } },
  miss: { kind: "popup", view: { content: [{ survey: { question: "What did you miss here?", text: { hint: "No names, please.", send: "Tell us" }, done: "Thank you." } }] } },
  sign: {
    kind: "popup",
    view: {
      title: "New glazes, once a month",
      text: "One short letter when the kiln cools. Nothing else.",
      content: [{ form: {
        fields: [
          { type: "text", name: "name", label: "Your first name", required: false, autocomplete: "given-name" },
          { type: "email", name: "email", required: true, hint: "We never pass it on." },
          { type: "choice", name: "kind", label: "What you look for", required: true, of: [{ text: "Cups", value: "cups" }, { text: "Bowls", value: "bowls" }] },
          { type: "checkbox", name: "outlet", label: "Tell me about seconds, too", required: false },
        ],
        submit: { call: "subscribe" }, send: "Sign up", done: "Please look into your mail and confirm.",
      } }],
      buttons: [{ text: "Not now", style: "plain" }],
    },
  },
  points: { kind: "popup", view: { title: "Before you go", content: [{ list: { of: ["Free returns for thirty days", "Two years of warranty on every glaze, wherever you bought it and however you use it"], style: "checks" } }, { coupon: { code: "STAY10", href: "/discount/STAY10?redirect=/cart" } }] } },
  hold: { kind: "enable", anchor: "#opener", view: { text: "Please read the note on delivery first." } },
  cta: { kind: "cta", anchor: "#welcome", view: { text: "Welcome back, Ada", href: "/for-you", class: "is-back" } },
  toast: { kind: "toast", view: { text: "Saved for later. You will find it under your name." } },
  toastFull: {
    kind: "toast",
    view: {
      corner: "bottom-end",
      image: { src: "/cup.svg", alt: "A stoneware cup", width: 392, height: 180 },
      title: "In your cart",
      text: ["One cup, ", { value: 24.5, filter: "money", currency: "EUR" }],
      buttons: [{ text: "See the cart", href: "/cart" }, { text: "Go on", style: "plain" }],
    },
  },
  toastTop: { kind: "toast", view: { corner: "top-start", title: "Back in stock", text: "The green bowl is here again." } },
  inline: { kind: "inline", anchor: "#opener", view: { close: false, place: "after", text: "Delivered on Thursday if you order within the hour." } },
  inlineFull: {
    kind: "inline",
    anchor: ".lede",
    view: { place: "before", title: "Welcome back", text: "Your last glaze was Celadon.", buttons: [{ text: "See what is new", href: "/new" }, { text: "Not now", style: "plain" }], close: "Hide" },
  },
  inlineReplace: { kind: "inline", anchor: ".lede", view: { close: false, place: "replace", text: "Two cups and a bowl, kept for you since Monday." } },
  badge: { kind: "badge", anchor: "#cart", view: { close: false, text: "-20 %", corner: "top-end" } },
  badgeLarge: { kind: "badge", anchor: "#card", view: { close: false, text: "New", corner: "top-start" } },
  highlight: { kind: "highlight", anchor: "#coupon", view: { effect: "outline" } },
  highlightGlow: { kind: "highlight", anchor: "#size", view: { effect: "glow" } },
  highlightTint: { kind: "highlight", anchor: ".lede", view: { effect: "tint" } },
  long: {
    kind: "popup",
    view: {
      title: "Donaudampfschifffahrtsgesellschaftskapitänsmützen sind wieder da, in zwei neuen Farben",
      text: "Diese Nachricht ist absichtlich sehr lang, damit man sieht, was geschieht, wenn jemand mehr zu sagen hat, als in ein Fenster passt. ".repeat(6),
      buttons: [{ text: "Jetzt die wasserabweisende Sonderausführung ansehen", href: "/x" }, { text: "Vielleicht ein anderes Mal, danke", style: "plain" }],
    },
  },
};

const said = [];
const host = {
  locale: document.documentElement.lang,
  currency: "EUR",
  theme: {},
  query: (css) => {
    let roots = [document];
    let found = [];
    for (const part of css.split(">>>")) {
      found = roots.flatMap((root) => [...(root === document ? Document : DocumentFragment).prototype.querySelectorAll.call(root, part)]);
      roots = found.map((node) => node.shadowRoot).filter(Boolean);
    }
    return found;
  },
  // As `dom.js` has them.
  isOff: (node) => {
    for (let at = node; at; at = at.getRootNode().host) if (at.closest("[data-opportune=off]")) return true;
    return false;
  },
  active: () => {
    let at = Object.getOwnPropertyDescriptor(Document.prototype, "activeElement").get.call(document);
    while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
    return at;
  },
  kept: () => [...Document.prototype.querySelectorAll.call(document, "[data-opportune=off]:not(opportune-panel)")],
  report: (key, what, detail, text) => said.push([key, what, detail, text]),
  functions: {
    subscribe: (values) => {
      said.push(["submitted", JSON.stringify(values)]);
      return gallery.answers.shift();
    },
  },
};
const ui = createUi(host);
const show = (name, more) => {
  const effect = structuredClone(effects[name]);
  Object.assign(effect.view, more?.view);
  ui.show({ rule: name, key: `${name}#0`, place: 0, answers: false, anchor: null, ...effect, ...more, view: effect.view });
};
let second;
const another = () => (second ??= createUi(host));
globalThis.gallery = { another, answers: [], effects, host, said, show, hide: (name) => ui.hide(`${name}#0`, "api"), ui };
document.addEventListener("securitypolicyviolation", (event) => said.push(["csp", event.violatedDirective, event.blockedURI]));
for (const name of new URLSearchParams(location.search).getAll("show")) show(name);
