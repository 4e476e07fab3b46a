// Texts in Node: what a shopper reads, in every language; and which links the decoder refuses.
import assert from "node:assert/strict";
import { before, test } from "node:test";

import { loadEngine } from "../../dist/engine.js";
import { links } from "../ui/sinks.mjs";

let engine;
before(async () => (engine = await loadEngine()));

const set = (show, more = {}) => ({ version: 1, ...more, rules: [{ id: "x", when: { dwell: "1s" }, show }] });
const trace = (facts, head = {}) => ({ ...head, now: "2026-11-27T10:00:00Z", events: [{ at: "0s", pageView: { url: "https://shop.test/" } }, { at: "0s", facts }, { at: "9s", end: {} }] });
const says = (rules, given) => engine.simulate(rules, given).decisions.filter(({ did }) => did === "shown").flatMap(({ says }) => says);

test("simulate says what is read, as the locale writes it", () => {
  const text = "{{ n | money: EUR }}, {{ c | plural: one '# piece', other '# pieces' }}, {{ at | relative }}, {{ day | date: long }}, {{ name | upper }}";
  const facts = { n: 1234.5, c: 2, at: "2026-11-27T13:00:00Z", day: "2026-12-24", name: "istanbul" };
  const money = (locale) => new Intl.NumberFormat(locale, { style: "currency", currency: "EUR" }).format(1234.5);
  const day = (locale) => new Intl.DateTimeFormat(locale, { dateStyle: "long", timeZone: "UTC" }).format(Date.UTC(2026, 11, 24));
  const ago = (locale) => new Intl.RelativeTimeFormat(locale).format(2, "hour");
  const pieces = { en: "2 pieces", de: "2 pieces", tr: "2 pieces" };
  for (const locale of ["en", "de", "tr"]) {
    const [read] = says(set({ banner: text }), trace(facts, { locale }));
    assert.equal(read, [money(locale), pieces[locale], ago(locale), day(locale), "istanbul".toLocaleUpperCase(locale)].join(", "));
  }
});

test("texts are said in the language of the trace, block by block", () => {
  const texts = { hi: { en: "Hello {{ name }}", de: "Hallo {{ name }}" }, more: ["Only ", { strong: "today" }, { break: true }, { link: { text: "how", href: "/how" } }] };
  const rules = set({ popup: { title: { t: "hi" }, text: { t: "more" }, content: [{ list: [{ en: "one", de: "eins" }, "zwei"] }], buttons: [{ text: { en: "Go", de: "Los" }, href: { en: "/en", de: "/de" } }] } }, { texts });
  assert.deepEqual(says(rules, trace({ name: "Ada" }, { locale: "de-CH" })), ["Hallo Ada", "Only today how", "eins", "zwei", "Los", "Close"]);
});

test("texts of several files merge, a translation on its own", () => {
  const german = { texts: { hi: { de: "Hallo" } }, rules: [] };
  const merged = [set({ banner: { text: { t: "hi" } } }, { texts: { hi: { en: "Hello" } } }), german];
  assert.deepEqual(engine.check(merged), []);
  assert.equal(says(merged, trace({}, { locale: "de" }))[0], "Hallo");
});

test("expectations may name what is read", () => {
  const rules = set({ banner: "{{ n | money: EUR }} to go" }, { settings: { locale: "de" } });
  const expect = (text) => engine.test({ rules, given: trace({ n: 1234.5 }), expect: [{ at: "1s", shows: "x", text }] });
  assert.equal(expect("1.234,50\u00a0€ to go").ok, true);
  assert.equal(expect("1234.5 to go").ok, true);
  assert.equal(expect("1,234.50").ok, false);
});

test("links that could run are refused wherever a link may stand; no others are", () => {
  const shows = (href) => [
    { banner: { text: "x", buttons: [{ text: "x", href }] } }, { banner: { text: [{ link: { text: "x", href } }] } },
    { cta: { anchor: "#a", href } }, { popup: { title: "x", image: { src: href, alt: "", width: 8, height: 8 } } }, { banner: { text: "x", buttons: [{ text: "x", href: { en: "/x", de: href } }] } },
  ];
  for (const { text, isRefused } of links("shop.test:8080")) {
    for (const show of shows(text)) {
      const codes = engine.check(set(show)).map(({ code }) => code);
      const isFound = codes.includes("bad_link");
      assert.equal(isFound, isRefused, `${JSON.stringify(text)} ${JSON.stringify(show)} ${codes}`);
    }
  }
});
