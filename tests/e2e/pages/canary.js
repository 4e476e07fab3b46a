// The shop's vendors, each sending all it is given to a host of its own; rules of every kind over what lies around; and what
// the shop tells us, with people in it.

import { followSegment } from "/opportune/adapters.js";
import { start } from "/opportune/index.js";

const { canary } = globalThis;
/** A vendor's function: what it gets goes to that host. */
const post = (host) => (...args) => void fetch(`https://${host}.test/`, { method: "POST", mode: "no-cors", body: JSON.stringify(args) }).catch(() => {});
const OURS = Symbol.for("opportune");

// Google's layer sends on what our sinks pushed, and leaves alone what the shop says itself, in its scripts or its rules: that
// is between these two.
const push = globalThis.dataLayer.push.bind(globalThis.dataLayer);
globalThis.dataLayer.push = (...items) => {
  for (const item of items) {
    if (item?.[OURS] && "opportune" in item) post("gtm")(item);
    if (item?.[2]?.[OURS]) post("google")(...item);
  }
  return push(...items);
};
const heard = new Map();
globalThis.analytics = {
  track: post("segment"),
  on: (name, handler) => heard.set(name, handler),
};
globalThis.mixpanel = { track: post("mixpanel") };
globalThis.amplitude = { track: post("amplitude") };
globalThis.posthog = { capture: post("posthog") };
globalThis.hj = post("hotjar");
globalThis.CE2 = { set: post("crazyegg") };
globalThis.CE_API = { push: (work) => work() };
globalThis.optimizely = { push: post("optimizely") };
globalThis.VWO = { event: post("vwo") };
globalThis.adobe = { target: { trackEvent: post("target") } };
globalThis.utag = { link: post("tealium") };
globalThis._hsq = { push: post("hubspot") };
globalThis.Munchkin = { munchkinFunction: post("marketo") };
globalThis.fbq = post("meta");
globalThis.lintrk = post("linkedin");
globalThis.Shopify = { analytics: { publish: post("shopify") } };
addEventListener("opportune", ({ detail }) => post("custom")(detail));

const VENDORS = ["segment", "mixpanel", "amplitude", "posthog", "hotjar", "crazyegg", "optimizely", "vwo", "target", "tealium", "hubspot", "marketo", "meta", "shopify", "ga4", "gtm", "customEvent"];
const sinks = [
  ...VENDORS,
  { linkedin: { conversions: { opportune_impression: 1, bought: 2 } } },
  { activecampaign: { account: "1", key: "k", email: () => "list@shop.test" } },
  { beacon: { url: "/collect", batch: { events: 5, wait: "100ms" } } },
  { beacon: { url: "https://collector.test/in", name: "far", headers: { "x-shop": "7" }, batch: { events: 5, wait: "100ms" } } },
  { name: "own", send: post("own") },
  post("callback"),
];

const texts = "{{ customer.email | default: 'none' }} {{ customer.lastName | default: 'none' }} {{ event.email | default: 'none' }}";
const banner = (edge, more = {}) => ({ banner: { edge, title: texts, text: texts, ...more } });
const said = (event, more) => ({ when: { event }, limit: { perPage: "any" }, ...more });
const mapped = { owner: canary("meta").mail, card: canary("meta").card, number: Number(canary("meta").card), token: canary("meta").token, link: `https://shop.test/me?who=${canary("meta").word}#${canary("meta").word}`, list: [{ deep: canary("meta").mail }] };
const rules = {
  version: 1,
  settings: { quietPeriod: "0s", currency: "EUR" },
  audiences: { known: { customer: { tags: "trade" } } },
  experiments: {
    person: { by: "customer.id", variants: [{ id: "a" }, { id: "b", show: { banner: { title: "B" } } }] },
  },
  goals: {
    bought: { when: { event: "bought" }, value: { from: "event.value" }, segments: ["known"] },
    worth: { when: { event: "bought" }, value: { from: "cart.value", currency: "EUR" } },
    paid: { when: { event: "bought" }, value: { from: "customer.card" } },
    typed: { when: { input: "#mail" }, count: "session" },
    sent: { when: { submit: "#form" } },
    read: { when: { dwell: "200ms" }, if: { path: "/t/*" }, count: "page" },
  },
  funnels: { way: { steps: ["read", "typed", "sent", "bought"], within: "1d" } },
  rules: [
    { id: "greets", meta: mapped, when: { dwell: "100ms" }, experiment: "person", show: banner("top"), limit: { perPage: "any", perVisitor: 50 } },
    { id: "own-arms", meta: mapped, ...said("bought"), experiment: { variants: [{ id: "x" }, { id: "y", delay: "10ms" }] }, do: [{ emit: { name: "caused", props: { who: texts } } }] },
    { id: "capped", ...said("capped"), limit: { perPage: 1 }, show: banner("bottom", { hideAfter: "300ms" }) },
    { id: "query", if: { query: { email: { exists: true }, token: { startsWith: "eyJ" } }, hash: { contains: "access" }, referrer: "*canary*" }, show: { badge: { anchor: "#guide", text: texts } } },
    { id: "stores", if: { any: [{ cookie: { mail: { exists: true } } }, { storage: { customer: { exists: true } } }], title: { contains: "Hello" }, meta: { author: { exists: true } }, element: { on: "#greeting", text: { contains: "Quokka" } } }, show: { highlight: { anchor: "#cta" } } },
    { id: "field", ...said("look"), if: { element: { on: "#mail", value: { contains: "quokka" } } }, do: [{ setFact: { seen: texts } }, { call: { name: "note", args: { who: texts } } }, { dataLayer: { event: "seen_by_us", who: texts } }] },
    { id: "words", when: { manual: true }, show: { inline: { anchor: "#prose", place: "after", text: texts } } },
    { id: "rewrite", when: { manual: true }, show: { cta: { anchor: "#cta", text: texts } } },
    { id: "hovers", when: { hover: "#guide" }, show: { tooltip: { anchor: "#guide", text: texts, buttons: [{ text: texts }] } } },
    { id: "copies", when: { copy: "#prose" }, show: { toast: texts }, limit: { perPage: "any" } },
    { id: "types", meta: mapped, when: { input: "#mail" }, limit: { perPage: "any" }, do: [{ emit: { name: "typed", props: { length: "{{ event.length }}" } } }] },
    { id: "steps", ...said({ name: "look" }), when: { sequence: [{ event: "login" }, { event: "look" }] }, do: [{ emit: { name: "both", props: { who: "{{ steps.0.email | default: 'none' }}" } } }] },
    { id: "fills", ...said("look"), do: [{ fill: { on: "#note", text: texts } }] },
    { id: "choice", when: { manual: true }, show: { banner: { edge: "bottom", content: [{ survey: { question: texts, choice: ["{{ customer.lastName }}", { text: texts, value: "second" }] } }] } } },
    { id: "rating", when: { manual: true }, show: { banner: { edge: "bottom", content: [{ survey: { question: texts, rating: { low: texts, high: texts } } }] } } },
    { id: "free", when: { manual: true }, show: { banner: { edge: "bottom", content: [{ survey: { question: "Well?", text: true } }] } } },
    { id: "letter", when: { manual: true }, show: { popup: { title: "Letter", content: [{ form: { fields: [{ email: true }, { phone: true }, { text: { label: "Name", name: "name" } }], submit: "subscribe" } }] } } },
    { id: "coupon", when: { manual: true }, show: { popup: { title: texts, content: [{ coupon: { code: "{{ customer.token }}", field: "#coupon", apply: true } }, { progress: { value: { from: "cart.value" }, goal: 90, label: texts } }], buttons: [{ text: "Fine" }] } } },
    { id: "throws", ...said("look"), do: [{ call: { name: "fails" } }] },
  ],
};

const customer = canary("facts");
globalThis.events = [];
globalThis.shop = start({
  rules, sinks, consent: "pending", quiet: true, visitorId: canary("visitor id").mail,
  facts: { customer: { id: customer.mail, email: customer.mail, lastName: customer.word, token: customer.token, card: Number(customer.card), tags: ["trade", customer.word] }, cart: { value: Number(canary("cart").card), currency: "QUO", items: [{ sku: canary("cart").word, name: canary("cart").all }] }, secret: { deep: [{ more: canary("deep").all }] } },
  functions: {
    note: () => ({ answer: canary("answer of a function").all }),
    fails: () => Promise.reject(new Error(canary("rejection").all)),
    subscribe: () => true,
  },
  onEvent: (event) => {
    globalThis.events.push(event);
    if (event.name === "opportune_click") throw new Error(canary("thrown").all);
  },
});
followSegment(globalThis.analytics, globalThis.shop);

/** The shop says what happens, with people in it. */
globalThis.tells = () => {
  const { shop } = globalThis;
  const [props, told] = [canary("props"), canary("layer after")];
  shop.setFacts({ product: { id: canary("patch").word, name: canary("patch").all }, account: canary("patch") });
  shop.track(`signed_in ${canary("event name").all}`, canary("event name"));
  globalThis.dataLayer.push({ event: "login", email: told.mail, event_id: told.token, user: told });
  globalThis.gtag("event", "sign_up", { method: canary("gtag after").all, event_callback: () => {} });
  document.dispatchEvent(new CustomEvent("look", { detail: canary("custom event") }));
  heard.get("track")?.("look", { email: canary("segment").mail, ...canary("segment") });
  shop.track("look", { email: props.mail, ...props });
  shop.track("capped", props);
  shop.track("capped", props);
  shop.track("bought", { value: Number(props.card), currency: "QUO", email: props.mail, order_id: props.token, items: [props] });
};
