// What each ready sink says to its vendor: by the queue or call that the vendor documents, at the address beside it.
// Vendors that have a client on npm are tested against it: `tests/e2e/vendors.spec.js`.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { afterEach, test } from "node:test";

import * as adapters from "../../src/js/adapters.js";

const AT = Date.UTC(2026, 10, 21, 9);
const event = (more) => ({
  id: "1x2y-7", seq: 7, name: "opportune_impression", rule: "coupon-hint", reason: null, button: null, pageView: 2, session: AT - 5000, at: AT,
  meta: { campaign: "rain" }, experiment: "hint", variant: "b", ...more,
});
const GOAL = event({ name: "opportune_goal", rule: null, meta: null, experiment: undefined, variant: undefined, goal: "bought", value: 59.9, currency: "EUR",
  exposures: [{ experiment: "hint", variant: "b", at: AT - 9 }, { experiment: "bar", variant: "control", at: AT - 5 }] });
const FIELDS = { event_id: "1x2y-7", rule: "coupon-hint", experiment: "hint", variant: "b", page_view: 2, session: AT - 5000, seq: 7, at: AT, meta_campaign: "rain" };
const BOUGHT = { event_id: "1x2y-7", goal: "bought", value: 59.9, currency: "EUR", exposures: "hint:b,bar:control", page_view: 2, session: AT - 5000, seq: 7, at: AT };

const GLOBALS = ["dataLayer", "gtag", "hj", "CE_API", "CE2", "optimizely", "VWO", "adobe", "alloy", "utag", "_hsq", "Munchkin", "fbq", "lintrk", "Shopify", "analytics", "mine"];
afterEach(() => {
  for (const name of GLOBALS) delete globalThis[name];
});
/** Sends both, and gives back what `read` finds. */
const said = (sink, read) => {
  sink.send(event());
  sink.send(GOAL);
  sink.stop?.();
  return read();
};
const own = (value) => JSON.parse(JSON.stringify(value));

test("gtm: dataLayer.push, what the last one left cleared first (developers.google.com/tag-platform/tag-manager/datalayer)", () => {
  assert.deepEqual(said(adapters.gtm(), () => own(globalThis.dataLayer)), [
    { opportune: null }, { event: "opportune_impression", opportune: FIELDS },
    { opportune: null }, { event: "opportune_goal", opportune: BOUGHT },
  ]);
});

test("ga4: gtag('event') with promotions (developers.google.com/analytics/devguides/collection/ga4/promotions)", () => {
  const shown = { promotion_id: "coupon-hint", promotion_name: "coupon-hint", creative_name: "b" };
  // Its reference calls `items` of a promotion required: its reports of promotions are made of them.
  const promotion = { event_id: "1x2y-7", rule: "coupon-hint", experiment: "hint", variant: "b", page_view: 2, meta_campaign: "rain", ...shown, items: [shown] };
  const { session: _s, seq: _q, at: _a, ...bought } = BOUGHT;
  const sink = adapters.ga4();
  // Before gtag.js: its snippet's own way, the arguments in dataLayer.
  said(sink, () => {});
  sink.send(event({ name: "opportune_click", button: 0, meta: { name: "Rain offer", slot: "checkout" } }));
  const pushed = globalThis.dataLayer.map((one) => own([...one]));
  assert.deepEqual(pushed.slice(0, 2), [["event", "view_promotion", promotion], ["event", "opportune_goal", bought]]);
  assert.deepEqual([pushed[2][1], pushed[2][2].promotion_name, pushed[2][2].creative_slot, pushed[2][2].button], ["select_promotion", "Rain offer", "checkout", 0]);
  assert.deepEqual(pushed[2][2].items, [{ promotion_id: "coupon-hint", promotion_name: "Rain offer", creative_name: "b", creative_slot: "checkout" }]);
  const calls = [];
  globalThis.gtag = (...args) => calls.push(own(args));
  said(adapters.ga4({ map: { opportune_impression: "offer_seen", experiment: null, rule: "offer" } }), () => {});
  assert.equal(calls[0][1], "offer_seen");
  assert.deepEqual([calls[0][2].offer, calls[0][2].experiment], ["coupon-hint", undefined]);
  for (const [, name, params] of calls) {
    assert.equal(name.length <= 40 && Object.keys(params).length <= 25, true);
    const { items = [], ...rest } = params;
    assert.equal([rest, ...items].flatMap((one) => Object.entries(one)).every(([key, value]) => key.length <= 40 && String(value).length <= 100), true);
  }
});

test("hotjar: hj('event', name) of few characters (help.hotjar.com/hc/en-us/articles/4405109971095)", () => {
  const sink = adapters.hotjar();
  said(sink, () => {});
  sink.send(event({ rule: "größe (42)" }));
  assert.deepEqual(globalThis.hj.q.map((one) => [...one]), [
    ["event", "opportune_impression:coupon-hint:b"], ["event", "opportune_goal:bought"], ["event", "opportune_impression:gr__e _42_:b"],
  ]);
});

test("crazyegg: a user variable through CE_API (support.crazyegg.com, user variables)", () => {
  said(adapters.crazyegg({ variable: 3 }), () => {});
  const set = [];
  globalThis.CE2 = { set: (...args) => set.push(args) };
  globalThis.CE_API.forEach((one) => one());
  assert.deepEqual(set, [[3, "impression:coupon-hint:b"], [3, "goal:bought"]]);
});

test("optimizely: push({ type: 'event' }), revenue in hundredths (docs.developers.optimizely.com/web-experimentation/reference/event)", () => {
  assert.deepEqual(said(adapters.optimizely(), () => own(globalThis.optimizely)), [
    { type: "event", eventName: "opportune_impression", tags: FIELDS },
    { type: "event", eventName: "opportune_goal", tags: { ...BOUGHT, revenue: 5990 } },
  ]);
});

test("vwo: VWO.event, queued as its snippet does (developers.vwo.com/reference/trigger-event)", () => {
  assert.deepEqual(said(adapters.vwo(), () => own([...globalThis.VWO])), [["event", "opportune_impression", FIELDS], ["event", "opportune_goal", BOUGHT]]);
});

test("target: at.js trackEvent({ mbox, params }) (experienceleague.adobe.com, adobe-target-trackevent)", () => {
  const calls = [];
  globalThis.adobe = { target: { trackEvent: (given) => calls.push(given) } };
  said(adapters.target(), () => {});
  assert.equal(calls[0].mbox, "opportune_impression");
  assert.deepEqual([calls[1].params.value, calls[1].params.exposures], ["59.9", "hint:b,bar:control"]);
});

test("tealium: utag.link (docs.tealium.com/platforms/javascript/track)", () => {
  const calls = [];
  globalThis.utag = { link: (given) => calls.push(given) };
  assert.deepEqual(said(adapters.tealium(), () => calls), [{ tealium_event: "opportune_impression", ...FIELDS }, { tealium_event: "opportune_goal", ...BOUGHT }]);
});

test("hubspot: _hsq.push(['trackCustomBehavioralEvent']) (developers.hubspot.com/docs/api/events/tracking-code)", () => {
  assert.deepEqual(said(adapters.hubspot({ portal: 12345, only: "goal" }), () => own(globalThis._hsq)).at(-1),
    ["trackCustomBehavioralEvent", { name: "pe12345_opportune_goal", properties: BOUGHT }]);
});

test("marketo: Munchkin.munchkinFunction('visitWebPage') (experienceleague.adobe.com, marketo lead-tracking)", () => {
  const calls = [];
  globalThis.Munchkin = { munchkinFunction: (...args) => calls.push(args) };
  said(adapters.marketo(), () => {});
  assert.equal(calls[0][0], "visitWebPage");
  assert.equal(calls[0][1].url, "/opportune/impression/coupon-hint/b");
  assert.equal(new URLSearchParams(calls[1][1].params).get("value"), "59.9");
});

test("meta: fbq('trackCustom', …, { eventID }) (developers.facebook.com/docs/meta-pixel/reference)", () => {
  const calls = [];
  globalThis.fbq = (...args) => calls.push(args);
  assert.deepEqual(said(adapters.meta(), () => calls)[0], ["trackCustom", "opportune_impression", FIELDS, { eventID: "1x2y-7" }]);
});

test("linkedin: lintrk('track', { conversion_id, event_id }) for what has one (learn.microsoft.com/linkedin/marketing/conversions/deduplication)", () => {
  assert.deepEqual(said(adapters.linkedin({ conversions: { bought: 77 } }), () => own(globalThis.lintrk.q)), [["track", { conversion_id: 77, event_id: "1x2y-7" }]]);
});

test("shopify: Shopify.analytics.publish with a prefix (shopify.dev/docs/api/web-pixels-api/emitting-data)", () => {
  const calls = [];
  globalThis.Shopify = { analytics: { publish: (...args) => calls.push(args) } };
  assert.deepEqual(said(adapters.shopify(), () => calls).map(([name]) => name), ["opportune:impression", "opportune:goal"]);
});

test("activecampaign: a form to trackcmp.net for a contact that is known, else nothing (developers.activecampaign.com/reference/track-event)", async () => {
  const posts = [];
  const { fetch } = globalThis;
  globalThis.fetch = async (url, { body }) => void posts.push([url, Object.fromEntries(body)]);
  let email;
  const sink = adapters.activecampaign({ account: "1", key: "k", email: () => email });
  sink.send(GOAL);
  email = "jane@shop.test";
  sink.send(GOAL);
  globalThis.fetch = fetch;
  assert.deepEqual(posts, [["https://trackcmp.net/event", { actid: "1", key: "k", event: "opportune_goal", eventdata: "bought:59.9", visit: "{\"email\":\"jane@shop.test\"}" }]]);
});

test("customEvent: one on the window, of the type that is asked for", (t) => {
  globalThis.window = new EventTarget();
  t.after(() => delete globalThis.window);
  const heard = [];
  for (const type of ["opportune", "mine"]) globalThis.window.addEventListener(type, ({ type: called, detail }) => heard.push([called, detail.name]));
  said(adapters.customEvent(), () => {});
  adapters.customEvent({ type: "mine" }).send(event());
  assert.deepEqual(heard, [["opportune", "opportune_impression"], ["opportune", "opportune_goal"], ["mine", "opportune_impression"]]);
});

test("each ready sink has its test, here or against the vendor's own client", () => {
  const elsewhere = { "vendors.spec.js": ["segment", "mixpanel", "amplitude", "posthog", "hotjar", "target", "ga4", "gtm"], "outbox.spec.js": ["beacon"] };
  for (const [file, names] of Object.entries(elsewhere)) {
    const text = readFileSync(new URL(`../e2e/${file}`, import.meta.url), "utf8");
    for (const name of names) assert.ok(text.includes(name === "beacon" ? "beacon: {" : `"${name}"`), `${file} names ${name}`);
  }
  const here = readFileSync(new URL(import.meta.url), "utf8");
  const covered = new Set([...Object.values(elsewhere).flat(), ...[...here.matchAll(/^test\("(\w+): /gm)].map(([, name]) => name)]);
  const ready = readdirSync(new URL("../../src/js/sinks", import.meta.url)).map((file) => file.replace(".js", "").replace(/-(\w)/, (_, one) => one.toUpperCase()));
  assert.deepEqual(ready.filter((name) => !["guard", "vendor"].includes(name) && !covered.has(name)), []);
});

test("a vendor that is late gets what waited, in order; one that never comes costs a bounded list and no timer for ever", (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const sink = adapters.meta({ global: "mine" });
  for (let seq = 1; seq <= 250; seq += 1) sink.send(event({ seq }));
  assert.deepEqual(sink.state(), { waiting: 200, dropped: 50 });
  t.mock.timers.tick(500);
  const calls = [];
  globalThis.mine = (...args) => calls.push(args[2].seq);
  t.mock.timers.tick(1000);
  assert.deepEqual([calls.length, calls[0], calls.at(-1)], [200, 51, 250]);
  delete globalThis.mine;
  sink.send(event());
  for (let minute = 0; minute < 20; minute += 1) t.mock.timers.tick(60_000);
  globalThis.mine = (...args) => calls.push(args[2].seq);
  t.mock.timers.tick(1e7);
  assert.equal(calls.length, 200, "it still looks after minutes");
  sink.flush();
  assert.equal(calls.length, 201, "what is left goes with the page");
  sink.send(event());
  sink.consent({ analytics: "denied" });
  assert.equal(sink.state().waiting, 0);
});
