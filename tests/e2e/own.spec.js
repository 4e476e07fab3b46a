// A page that draws everything itself: every surface and whatever asks, with the same life and the same outcomes as our own
// widgets have, and without them ever being loaded.

import assert from "node:assert/strict";
import { test } from "node:test";

import { setting, visit } from "./support.mjs";

const here = setting();

/** In the page: keeps what is to be drawn, as a shop's own components would, and draws nothing. */
function taking() {
  globalThis.own = new Map();
  globalThis.effects = [];
  globalThis.seen = (effect) => {
    const { report, ...rest } = effect;
    globalThis.effects.push(rest);
    if (effect.type === "show") own.set(effect.rule, { ...rest, report });
    if (effect.type === "hide") for (const [rule, { key }] of own) if (key === effect.key) own.delete(rule);
    if (effect.type === "update") for (const one of own.values()) if (one.key === effect.key) one.view = effect.view;
    if (effect.type === "show" && !globalThis.fails) report("drawn");
    if (effect.type === "show" && globalThis.fails) queueMicrotask(() => report("not_drawn", globalThis.fails));
    return true;
  };
}

const did = { text: "Yes", do: [{ emit: "agreed" }, { setFact: { step: 2 } }] };
const text = { title: "Sizes", text: "Take the larger one.", buttons: [did, "No"] };
/** What each is, what the page tells of it, and what comes of that: outcomes, and what is drawn afterwards. */
const STORIES = {
  tooltip: { show: { tooltip: { anchor: "#guide", ...text } }, tell: ["click", 0], told: ["impression", "click 0", "agreed"], kind: "tooltip" },
  popup: { show: { popup: text }, tell: ["click", 1], told: ["impression", "click 1"], kind: "popup" },
  "popup, closed": { show: { popup: text }, tell: ["dismiss", "escape"], told: ["impression", "dismiss escape"], kind: "popup" },
  banner: { show: { banner: text }, tell: ["dismiss", "close"], told: ["impression", "dismiss close"], kind: "banner" },
  toast: { show: { toast: text }, tell: ["click", 0], told: ["impression", "click 0", "agreed"], kind: "toast" },
  inline: { show: { inline: { anchor: "#box-inner", ...text } }, tell: ["click", 0], told: ["impression", "click 0", "agreed"], kind: "inline" },
  badge: { show: { badge: { anchor: "#cta", text: "New" } }, tell: ["dismiss", "close"], told: ["impression", "dismiss close"], kind: "badge" },
  cta: { show: { cta: { anchor: "#cta", text: "Welcome back" } }, tell: ["click", 0], told: ["impression", "click 0"], kind: "cta", stays: true },
  highlight: { show: { highlight: "#guide" }, tell: ["click", 0], told: ["impression", "click 0"], kind: "highlight" },
  "a coupon": { show: { coupon: { code: "WELCOME10", field: "#coupon", apply: true } }, tell: ["dismiss", "outside"], told: ["impression", "dismiss outside"], kind: "tooltip" },
  "a list": { show: { toast: { title: "Before you go", content: [{ list: { of: ["One", "Two"] } }] } }, tell: ["dismiss", "close"], told: ["impression", "dismiss close"], kind: "toast" },
  "progress and a picture": {
    show: { banner: { image: { src: "/t/dot.svg", alt: "A dot", width: 8, height: 8 }, content: [{ progress: { value: 60, goal: 90 } }] } },
    tell: ["dismiss", "close"], told: ["impression", "dismiss close"], kind: "banner",
  },
  "a countdown": { show: { countdown: { to: "2126-01-20T10:00:00Z", label: "Ends in" } }, tell: ["dismiss", "close"], told: ["impression", "dismiss close"], kind: "banner" },
  "a choice": { show: { survey: { question: "What keeps you?", choice: ["The price", { text: "The size", value: "size" }] } }, tell: ["answer", 1], told: ["impression", "survey_answer size"], kind: "popup" },
  "a rating": { show: { survey: { question: "How was it?", rating: 5 } }, tell: ["answer", 4], told: ["impression", "survey_answer 4"], kind: "popup" },
  "an answer in words": { show: { survey: { question: "What was missing?", text: true } }, tell: ["answer", 0, "A map"], told: ["impression", "survey_answer A map"], kind: "popup" },
  "a form": { show: { form: { fields: [{ email: true }], submit: "note", done: { do: { next: "thanks" } } } }, tell: ["answer"], told: ["impression", "submit", "impression"], kind: "popup", next: "thanks" },
  "a held control": { do: [{ enable: { on: "#guide", for: "2s", reason: "Please read this first" } }], wait: "3s", told: ["impression", "hidden expire"], kind: "enable" },
};
const NEXT = { id: "thanks", when: { manual: true }, show: { popup: { title: "Thank you", buttons: ["Good"] } } };

const open = (t, rules, more = {}) => visit(t, here, { rules, init: taking, ...more, start: { consent: "granted", ...more.start } });
const set = (rules, settings) => ({ version: 1, settings: { quietPeriod: "0s", ...settings }, rules });
/** Outcomes, and what rules emit: a line each. */
const lines = (page) => page.evaluate(() => globalThis.heard.filter(({ name }) => name !== "opportune_exposure").map(({ name, reason, button, answer, text }) => [name.replace("opportune_", ""), button ?? text ?? answer ?? reason].filter((part) => part != null).join(" ")));
const asked = (page) => page.evaluate(() => performance.getEntriesByType("resource").map(({ name }) => new URL(name).pathname).filter((path) => /\/(ui|ask)\.js$/.test(path)));

/** Lets time pass until it is so: what is stored is stored by the browser's own clock. */
async function until({ page, o }, what, holds, given) {
  for (const end = Date.now() + 20_000; Date.now() < end; await o.advance("50ms")) if (await page.evaluate(holds, given)) return;
  assert.fail(`never: ${what}`);
}

test("whatever a rule shows, a page can draw: it lives, answers and ends as ours does", async (t) => {
  const there = await open(t, set([{ id: "none", when: { manual: true }, do: [{ emit: "none" }] }]));
  const { page, o } = there;
  await o.advance("5s");
  const wrong = [];
  for (const [name, { show, do: deeds, tell, wait, told, kind, next, stays }] of Object.entries(STORIES)) {
    const rule = { id: "r", when: { manual: true }, ...(show ? { show } : { do: deeds }) };
    const { problems } = await page.evaluate((all) => {
      globalThis.heard.length = globalThis.effects.length = 0;
      return globalThis.shop.update(all);
    }, set([rule, NEXT]));
    assert.deepEqual(problems, [], name);
    await page.evaluate(() => globalThis.shop.trigger("r", { force: true }));
    await until(there, `${name} is shown`, () => own.has("r"));
    const drawn = await page.evaluate(() => own.get("r").kind);
    if (tell) await page.evaluate((tell) => own.get("r").report(...tell), tell);
    await o.advance(wait ?? "500ms");
    if (next) await until(there, `${next} follows`, (next) => own.has(next), next);
    const [had, left] = [await lines(page), await page.evaluate(() => [...own.keys()])];
    // What a rule emits is a DOM event; rules heard it, and the page before that.
    const emitted = await page.evaluate(() => effects.filter(({ type }) => type === "emit").map(({ name }) => name));
    const want = { kind, told: told.filter((one) => one !== "agreed"), emitted: told.filter((one) => one === "agreed"), left: stays ? ["r"] : next ? [next] : [] };
    try {
      assert.deepEqual({ kind: drawn, told: had, emitted, left }, want);
    } catch (why) {
      wrong.push(`${name}: ${why.message.replace(/\s+/g, " ")}`);
    }
    await page.evaluate(() => globalThis.shop.update({ version: 1, rules: [] }));
    await o.advance("500ms");
    if (await page.evaluate(() => own.size)) wrong.push(`${name}: it was not told to go`);
  }
  assert.deepEqual(wrong, []);
  assert.deepEqual(await asked(page), []);
  assert.equal(await page.evaluate(() => document.querySelectorAll("opportune-widget").length), 0);
});

test("what a page draws follows facts, may fail, is typed and pointed at by the page, and hears of the end", async (t) => {
  const rules = set([
    { id: "bar", if: { cart: { value: { above: 0 } } }, show: { banner: { content: [{ progress: { value: { from: "cart.value" }, goal: 90, label: "{{ progress.remaining | number }} to go" } }] } } },
    { id: "hands", when: { event: "typed" }, do: [{ fill: { on: "#coupon", text: "SAVE" } }, { focus: "#coupon" }] },
    { id: "tip", when: { manual: true }, show: { tooltip: { anchor: "#guide", text: "Here" } } },
    { id: "letter", when: { manual: true }, show: { popup: { title: "One letter a month", buttons: ["Go on"] } } },
  ], { mute: "30d" });
  const there = await open(t, rules, { start: { facts: { cart: { value: 40, currency: "EUR" } } } });
  const { page, o, ready } = there;
  assert.deepEqual(ready.problems, []);
  await until(there, "the bar is shown", () => own.has("bar"));
  const remaining = () => page.evaluate(() => own.get("bar").view.content[0].progress.value);
  assert.equal(await remaining(), 40);
  await page.evaluate(() => globalThis.shop.setFacts({ cart: { value: 70 } }));
  await o.advance("100ms");
  assert.equal(await remaining(), 70);
  await page.evaluate(() => globalThis.shop.track("typed"));
  await o.advance("3s");
  const hands = await page.evaluate(() => effects.filter(({ type }) => type === "fill" || type === "focus").map(({ type, on }) => [type, on]));
  assert.deepEqual(hands, [["fill", "#coupon"], ["focus", "#coupon"]]);
  assert.deepEqual(await page.evaluate(() => [document.querySelector("#coupon").value, document.activeElement.id]), ["", ""]);
  await page.evaluate(() => {
    globalThis.fails = "not_visible";
    globalThis.heard.length = 0;
    globalThis.shop.trigger("tip");
  });
  await o.advance("500ms");
  assert.deepEqual(await lines(page), ["blocked not_visible"]);
  // *No more tips*, which the view offers.
  await page.evaluate(() => {
    delete globalThis.fails;
    globalThis.shop.trigger("letter");
  });
  await until(there, "the letter is shown", () => own.has("letter"));
  assert.ok(await page.evaluate(() => own.get("letter").view.mute), "it offers to stop tips");
  await page.evaluate(() => own.get("letter").report("dismiss", "mute"));
  await until(there, "it is over, and muted", async () => !own.has("letter") && (await globalThis.shop.explain()).mutedUntil > 0);
  await page.evaluate(() => void (effects.length = 0));
  await page.evaluate(() => globalThis.shop.stop());
  assert.deepEqual(await page.evaluate(() => effects.filter(({ type }) => type === "hide").map(({ key, why }) => [key.split("#")[0], why])), [["bar", "stop"]]);
  assert.deepEqual(await asked(page), []);
});
