// What TypeScript users write, and what must not pass. Compiled by `npm run check`, never run.

import { defineRules, start, type Explanation, type OpportuneEvent, type Ready, type ShowEffect } from "opportune";
import { followSegment, fromDataLayer, fromMagento, fromShopify, words, type CartFacts } from "opportune/adapters";
import "opportune/auto";
import { loadEngine, type Problem } from "opportune/engine";
import { start as startInline } from "opportune/inline";
import { opportune, webdriver, type PlaywrightPage } from "opportune/testing";
import wasm from "opportune/wasm";

declare module "opportune" {
  interface Register {
    facts: { cart: { value: number; currency: string }; loyal: boolean };
    events: { size_guide_opened: { product: string }; left: undefined };
    functions: { openChat: (args: unknown) => void };
  }
}

const rules = defineRules({
  version: 1,
  rules: [{
    id: "coupon-hint",
    when: { dwell: "10s" },
    if: { path: "/checkout*" },
    show: { tooltip: { anchor: "#coupon", text: "Try {{ coupon.code | default: 'WELCOME10' }}" } },
    limit: { perSession: 1, afterDismiss: "30d" },
  }],
});

// The version may be left out.
defineRules({ rules: [] });
// @ts-expect-error: not a trigger
defineRules({ version: 1, rules: [{ id: "x", when: { dwel: "10s" } }] });

const shop = start({
  rules: ["/rules.json", rules, { url: "/more.json", timeout: "3s", refresh: "5m" }, { url: "/still.json", refresh: false }],
  consent: { functional: "granted" },
  facts: { cart: { value: 10, currency: "EUR" } },
  functions: { openChat: () => {} },
  onEvent: (event: OpportuneEvent) => void event.rule?.length,
  onEffect: (effect) => effect.type === "show" && effect.kind === "popup",
});

// A page may draw every kind, and what is in it has a type.
start({
  rules,
  onEffect(effect) {
    if (effect.type === "hide") return effect.why === "stop";
    if (effect.type !== "show" || !["toast", "inline", "badge", "highlight", "enable"].includes(effect.kind)) return false;
    // @ts-expect-error: no such kind
    if (effect.kind === "drawer") return false;
    const [block] = effect.view.content ?? [];
    block?.survey?.choice?.map(({ value }) => value);
    block?.form?.fields.map(({ name }) => name.length);
    // @ts-expect-error: no such block
    block?.carousel;
    effect.report("drawn");
    effect.report("answer", 2, "in words");
    effect.report("dismiss", "mute");
    // @ts-expect-error: no such way
    effect.report("dismiss", "bored");
    return true;
  },
});

// A component draws whatever is shown, in words of its own.
let drawn: ShowEffect[] = [];
start({
  rules,
  onEffect({ ...effect }) {
    if (effect.type === "show") drawn = [...drawn, effect];
    if (effect.type === "update") drawn = drawn.map((one) => (one.key === effect.key ? { ...one, view: effect.view } : one));
    if (effect.type === "hide") drawn = drawn.filter(({ key }) => key !== effect.key);
    return effect.type === "show";
  },
});
drawn.map(({ view }): string => words(view.title) + words(view.text, { locale: "de-AT", currency: "EUR" }) + words(view.close));
// @ts-expect-error: a text of a view
words(5);

// What is not known may be left undefined, whatever the compiler's options.
declare const visitor: { id?: string };
start({ rules, visitorId: visitor.id, locale: undefined, signal: undefined, onEvent: undefined, sinks: undefined });
// @ts-expect-error: no such token
start({ rules, theme: { acent: "red" } });
start({ rules, theme: { name: "paper", accent: "red" } });
followSegment({ on: () => {} }, shop);

const ready: Ready = await shop.ready;
ready.problems.map(({ path }) => path.length);
shop.track("size_guide_opened", { product: "boot" });
// @ts-expect-error: another shape
shop.track("size_guide_opened", { prodct: "boot" });
// @ts-expect-error: its properties are needed
shop.track("size_guide_opened");
shop.track("left");
// @ts-expect-error: no such event
shop.track("size_guide_opend");
shop.setFacts({ cart: { value: 20 }, loyal: null });
// @ts-expect-error: a number
shop.setFacts({ cart: { value: "20" } });
shop.setConsent({ analytics: "denied" });
// @ts-expect-error: no such state
shop.setConsent({ analytics: "yes" });
shop.trigger("coupon-hint", { force: true });
shop.dismiss();
const updated: Ready = await shop.update(["/rules.json", { url: "/b.json", refresh: "1m" }]);
// @ts-expect-error: a length of time or false
shop.update({ url: "/b.json", refresh: true, timeout: 3 }).then(({ nothing }) => nothing);
const recording = await shop.record({ redact: false });
console.log(updated.problems.length, recording?.lost);
shop.stop();
// @ts-expect-error: rules are needed
start({});
startInline({ rules, wasm });

const engine = await loadEngine();
const problems: Problem[] = engine.check(rules);
const { decisions } = engine.simulate(rules, { version: 1, events: [] });
decisions.filter(({ did, rule }) => did === "shown" && problems.length === 0 && rule);

declare const page: PlaywrightPage;
const o = await opportune(page, { now: "2026-11-21T10:00:00Z", consent: "granted", facts: { loyal: true } });
await o.ready();
await o.advance("10s");
await o.hover("#coupon");
const shown: boolean = await o.shown("coupon-hint");
const why: Explanation | null = await o.why("coupon-hint");
const all = await o.why();
console.log(shown, why?.limits, all?.rules?.length, (await o.events("impression"))[0]?.at);
await opportune(webdriver("http://127.0.0.1:4444", "id"));

const carts: CartFacts[] = [fromShopify({}), fromMagento({}, { currency: "EUR" }), fromDataLayer(null)];
const worth: number | undefined = carts[0]?.cart.value;
void worth;
// @ts-expect-error the section names no currency: it is a text
fromMagento({}, { currency: 978 });

export const deeds = defineRules({
  version: 1,
  rules: [
    { id: "anger", when: { rageClick: { on: "#pay", times: 4 } }, do: [{ emit: "angry" }] },
    { id: "left", when: { any: [{ formAbandon: "#checkout" }, { hesitation: { on: "#size", for: "8s" } }, { deadClick: true }] }, do: [{ emit: "left" }] },
  ],
});

start({ rules: [], sinks: ["ga4", { gtm: { only: "goal", map: { rule: null } } }, { linkedin: { conversions: { bought: 7 } } }, (event) => event.goal, { send: (event) => event.rule }] });
start({ rules: [], sinks: [{ beacon: { url: "/collect", headers: { "x-shop": "7" }, batch: { events: 10, wait: "1s" }, keep: "1d", tries: 3, timeout: "5s", name: "second", only: ["goal"] } }] });
// @ts-expect-error a collector has an address
start({ rules: [], sinks: [{ beacon: {} }] });
// @ts-expect-error there is no such sink
start({ rules: [], sinks: ["ga5"] });
// @ts-expect-error what was typed is no part of it
start({ rules: [], sinks: [(event) => event.text] });
