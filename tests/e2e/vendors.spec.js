// The vendors' own clients, as npm has them, in a page whose network is stubbed at the socket: what they would have sent
// of our outcomes. One page for all of them, in real time: what they do with timers is their affair.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { gunzipSync } from "node:zlib";

import * as languageService from "vscode-json-languageservice";

import { at } from "../../src/build/tools.mjs";
import { PAGE, setting } from "./support.mjs";

const here = setting();
const CANARY = "jane.doe@shop.test";
const SINKS = ["segment", "mixpanel", "amplitude", "posthog", "hotjar", "target", "ga4", "gtm"];

const CLIENTS = `
  import { AnalyticsBrowser } from "@segment/analytics-next";
  import mixpanel from "mixpanel-browser";
  import * as amplitude from "@amplitude/analytics-browser";
  import posthog from "posthog-js/dist/module.no-external";
  import Hotjar from "@hotjar/browser";
  import { createInstance } from "@adobe/alloy";

  const analytics = new AnalyticsBrowser();
  analytics.load({ writeKey: "k", cdnSettings: { integrations: { "Segment.io": { apiKey: "k", apiHost: "api.segment.test/v1", protocol: "https" } } } });
  mixpanel.init("k", { api_host: "https://mixpanel.test", batch_requests: false, persistence: "localStorage", api_payload_format: "json" });
  amplitude.init("k", { serverUrl: "https://amplitude.test/2/httpapi", flushQueueSize: 1, flushIntervalMillis: 10, autocapture: false, fetchRemoteConfig: false });
  posthog.init("k", { api_host: "https://posthog.test", request_batching: false, disable_compression: true, opt_out_useragent_filter: true, autocapture: false, capture_pageview: false, capture_pageleave: false, advanced_disable_flags: true, disable_external_dependency_loading: true });
  const alloy = createInstance({ name: "alloy" });
  alloy("configure", { datastreamId: "d", orgId: "A@AdobeOrg", edgeDomain: "edge.test", clickCollectionEnabled: false, defaultConsent: "in", idMigrationEnabled: false, thirdPartyCookiesEnabled: false });
  Hotjar.init(1, 6);
  Object.assign(globalThis, { analytics, mixpanel, amplitude, posthog, alloy });
  globalThis.dataLayer ??= [];
  globalThis.gtag = function gtag() { dataLayer.push(arguments); };
  globalThis.Hotjar = Hotjar;
`;

async function bundled() {
  const esbuild = await import("esbuild");
  const { outputFiles } = await esbuild.build({
    stdin: { contents: CLIENTS, resolveDir: at("tests/e2e") }, bundle: true, write: false, format: "iife", platform: "browser",
    mainFields: ["browser", "module", "main"], define: { "process.env.NODE_ENV": '"production"', global: "globalThis" }, logLevel: "error",
  });
  return outputFiles[0].text;
}

/** The body of a request as text, whatever it was packed in. */
function words(request) {
  const bytes = request.postDataBuffer();
  if (!bytes) return "";
  const text = (bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes).toString();
  return text.startsWith("data=") ? decodeURIComponent(text.slice(5).replaceAll("+", " ")) : text;
}

/** A page that answers everybody beyond the shop, and what was asked. */
async function shop(t) {
  const context = await here.browser.newContext();
  const page = await context.newPage();
  t.after(() => context.close());
  const faults = [];
  const sent = [];
  page.on("pageerror", (why) => faults.push(why.message));
  const own = new URL(here.server.url).origin;
  await page.route((url) => url.origin !== own, (route) => {
    const request = route.request();
    sent.push({ url: request.url(), body: words(request) });
    const headers = { "access-control-allow-origin": own, "access-control-allow-credentials": "true", "access-control-allow-headers": "*" };
    // Adobe's edge gives each visitor an identity.
    const handle = [{ type: "state:store", payload: [{ key: "kndctr_A_AdobeOrg_identity", value: "abc", maxAge: 3600 }] }, { type: "identity:result", payload: [{ id: "1", namespace: { code: "ECID" } }] }];
    const json = { status: 1, code: 200, success: true, requestId: "r", handle };
    const isScript = request.resourceType() === "script";
    return route.fulfill({ status: 200, headers, contentType: isScript ? "text/javascript" : "application/json", body: isScript ? "" : JSON.stringify(json) });
  });
  return { page, sent, faults };
}

/** Waits until it holds. */
async function until(what, holds) {
  const end = Date.now() + 60_000;
  for (;;) {
    const value = await holds();
    if (value) return value;
    if (Date.now() > end) assert.fail(`still waiting for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const RULES = { version: 1, rules: [
  { id: "offer", when: { manual: true }, meta: { campaign: "rain", owner: CANARY }, show: { banner: { text: "Rain jackets" } } },
  { id: "echo", when: { event: { name: "view_promotion" } }, limit: { perPage: 9 }, do: [{ emit: "echoed" }] },
  { id: "added", when: { event: { name: "product_added_to_cart", where: { value: { atLeast: 20 } } } }, do: [{ emit: "added" }] },
  { id: "echo-gtm", when: { event: { name: "opportune_impression" } }, limit: { perPage: 9 }, do: [{ emit: "echoed" }] },
] };

test("each client sends what was told, after consent, once, and nothing more", async (t) => {
  const { page, sent, faults } = await shop(t);
  await page.addInitScript((given) => { globalThis.given = given; }, { rules: RULES, sinks: SINKS, consent: "pending", quiet: true });
  await page.goto(here.server.url + PAGE);
  await page.waitForFunction(() => globalThis.shop);
  await page.addScriptTag({ content: await bundled() });
  await page.evaluate(async () => {
    globalThis.ids = [];
    globalThis.echoes = 0;
    document.addEventListener("opportune:impression", ({ detail }) => detail.rule === "offer" && globalThis.ids.push(detail.id));
    document.addEventListener("opportune:echoed", () => (globalThis.echoes += 1));
    await globalThis.shop.ready;
    const { followSegment } = await import("/opportune/adapters.js");
    globalThis.told = [];
    followSegment(globalThis.analytics, { track: (name, props) => globalThis.told.push(name) && globalThis.shop.track(name, props) });
    document.addEventListener("opportune:added", () => globalThis.told.push("added"));
    globalThis.shop.trigger("offer", { force: true });
  });
  const [id] = await until("the impression", () => page.evaluate(() => globalThis.ids.length && globalThis.ids));
  await until("the sinks", () => page.evaluate(async () => (await globalThis.shop.explain()).sinks?.every(({ state }) => state === "on")));
  assert.deepEqual(await page.evaluate(async () => (await globalThis.shop.explain()).unsent.held > 0), true);
  const ours = () => sent.filter(({ url, body }) => (url + body).includes("opportune_impression"));
  assert.deepEqual(ours(), [], "before consent");
  await page.evaluate(() => globalThis.shop.setConsent({ analytics: "granted" }));

  const at_ = (host, read) => until(host, () => {
    const found = sent.filter(({ url, body }) => new URL(url).host.endsWith(host) && body.includes(id));
    return found.length && found.map(({ body }) => read(JSON.parse(body)));
  });
  const [segment] = await at_("segment.test", (body) => body);
  assert.deepEqual([segment.type, segment.event, segment.messageId, segment.properties.rule, segment.properties.meta_campaign], ["track", "opportune_impression", id, "offer", "rain"]);
  const [mixpanel] = await at_("mixpanel.test", (body) => [body].flat()[0]);
  assert.deepEqual([mixpanel.event, mixpanel.properties.$insert_id, mixpanel.properties.rule], ["opportune_impression", id, "offer"]);
  const [amplitude] = await at_("amplitude.test", (body) => body.events.find((one) => one.insert_id === id));
  assert.deepEqual([amplitude.event_type, amplitude.event_properties.event_id, amplitude.event_properties.rule], ["opportune_impression", id, "offer"]);
  const [posthog] = await at_("posthog.test", (body) => body.batch.find((one) => one.event === "opportune_impression"));
  assert.deepEqual([posthog.properties.event_id, posthog.properties.rule], [id, "offer"]);
  const [alloy] = await at_("edge.test", (body) => body.events[0]);
  assert.deepEqual([alloy.xdm._id, alloy.xdm.eventType, alloy.xdm._experience.decisioning.propositions, alloy.data.__adobe.target.rule],
    [id, "decisioning.propositionDisplay", [{ scope: "opportune_impression" }], "offer"]);

  const there = await page.evaluate(() => {
    globalThis.Hotjar.event("theirs");
    const plain = (one) => JSON.parse(JSON.stringify(one.length === undefined ? one : [...one]));
    return { hotjar: globalThis.hj.q.map(plain), layer: globalThis.dataLayer.map(plain), echoes: globalThis.echoes };
  });
  const [hotjar, theirs] = ["opportune_impression:offer", "theirs"].map((name) => there.hotjar.filter((one) => one[1] === name));
  assert.deepEqual([hotjar.length, theirs.length, hotjar[0][0]], [1, 1, theirs[0][0]]);
  const ga4 = there.layer.filter((one) => one[1] === "view_promotion");
  assert.deepEqual([ga4.length, ga4[0][0], ga4[0][2].promotion_id, ga4[0][2].event_id], [1, "event", "offer", id]);
  const gtm = there.layer.filter((one) => one.event === "opportune_impression");
  assert.deepEqual([gtm.length, gtm[0].opportune.event_id], [1, id]);

  // What we pushed came back to nobody; what the page pushes under the same names does.
  assert.equal(there.echoes, 0);
  await page.evaluate(() => {
    globalThis.gtag("event", "view_promotion", { promotion_id: "theirs" });
    globalThis.dataLayer.push({ event: "opportune_impression" });
  });
  // The other way: what the page tells Segment is told to the rules; what we told it is not.
  await page.evaluate(() => globalThis.analytics.track("Product Added", { sku: "B-42", total: 59.9 }));
  await until("Segment's event", () => page.evaluate(() => globalThis.told.includes("added")));
  assert.deepEqual(await page.evaluate(() => globalThis.told), ["Product Added", "added"]);
  await until("the page's own events", () => page.evaluate(() => globalThis.echoes === 2));
  const doubles = ["segment.test", "mixpanel.test", "amplitude.test", "posthog.test", "edge.test"].filter((host) => sent.filter(({ url, body }) => new URL(url).host.endsWith(host) && body.includes(id)).length !== 1);
  assert.deepEqual(doubles, [], "sent more than once");
  const all = sent.map(({ url, body }) => `${decodeURIComponent(url)} ${body}`).join("\n");
  assert.equal(all.includes(CANARY) || all.includes(Buffer.from(CANARY).toString("base64").slice(0, 20)), false);
  assert.deepEqual(faults, []);
});

test("a sink's file is asked for when it is named, and only then; one that is blocked harms nobody", async (t) => {
  const { page, faults } = await shop(t);
  const asked = [];
  page.on("request", (request) => {
    const [, name] = /\/opportune\/(hub|sinks\/.*)\.js$/.exec(request.url()) ?? [];
    if (name) asked.push(name);
  });
  await page.addInitScript((given) => { globalThis.given = given; }, { rules: RULES, later: true, consent: "granted", quiet: true });
  await page.goto(here.server.url + PAGE);
  await page.waitForFunction(() => globalThis.begin);
  await page.evaluate(() => globalThis.begin({ namespace: "one" }).then(({ ready }) => ready));
  assert.deepEqual(asked, []);
  await page.evaluate(() => globalThis.begin({ namespace: "two", sinks: ["ga4"] }).then(({ explain, ready }) => ready.then(() => explain())));
  await until("the file", () => asked.length === 2);
  assert.deepEqual(asked, ["hub", "sinks/b"]);
  await page.route("**/opportune/sinks/a.js", (route) => route.abort("blockedbyclient"));
  await page.evaluate(() => {
    globalThis.got = [];
    return globalThis.begin({ namespace: "three", sinks: ["gtm", (event) => globalThis.got.push(event.name)] }).then(({ ready }) => ready);
  });
  const states = () => page.evaluate(async () => (await globalThis.shop.explain()).sinks?.map(({ state }) => state));
  await until("the blocked one", async () => (await states())?.[0] === "failed");
  await page.evaluate(() => globalThis.shop.trigger("offer", { force: true }));
  await until("the other one", () => page.evaluate(() => globalThis.got.includes("opportune_impression")));
  // Without the hub nothing leaves, and everything else goes on.
  const other = await page.context().newPage();
  await other.route("**/opportune/hub.js", (route) => route.abort("blockedbyclient"));
  await other.addInitScript((given) => { globalThis.given = given; }, { rules: RULES, consent: "granted", quiet: true, sinks: ["gtm"] });
  await other.goto(here.server.url + PAGE);
  await other.waitForFunction(() => globalThis.shop);
  await other.evaluate(() => globalThis.shop.ready.then(() => globalThis.shop.trigger("offer", { force: true })));
  await until("the outcome", () => other.evaluate(() => globalThis.heard.some(({ name }) => name === "opportune_impression")));
  assert.deepEqual([faults, await other.evaluate(() => [globalThis.uncaught, (globalThis.dataLayer ?? []).length])], [[], [[], 0]]);
});

test("of two collectors without a name the second is refused in words, and the first goes on", async (t) => {
  const { page, faults } = await shop(t);
  const asked = new Set();
  const lines = [];
  page.on("console", (line) => lines.push(line.text()));
  await page.route("**/collect/*", (route) => {
    asked.add(new URL(route.request().url()).pathname);
    return route.fulfill({ status: 204 });
  });
  await page.addInitScript((given) => { globalThis.given = given; }, { rules: RULES, later: true, consent: "granted" });
  await page.goto(here.server.url + PAGE);
  await page.waitForFunction(() => globalThis.begin);
  const states = await page.evaluate(async () => {
    const batch = { events: 1 };
    const sinks = [["a"], ["b"], ["c", "archive"]].map(([to, name]) => ({ beacon: { url: `/collect/${to}`, batch, name } }));
    globalThis.shop = await globalThis.begin({ sinks });
    await globalThis.shop.ready;
    for (;;) {
      const all = (await globalThis.shop.explain()).sinks?.map(({ state }) => state) ?? ["loading"];
      if (!all.includes("loading")) return all;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  });
  assert.deepEqual(states, ["on", "failed", "on"]);
  const said = lines.filter((line) => line.includes('sink "beacon"'));
  assert.deepEqual(said.map((line) => [line.includes("/collect/b"), line.includes('"name"')]), [[true, true]], said.join("\n"));
  await page.evaluate(() => globalThis.shop.trigger("offer", { force: true }));
  await until("both collectors", () => asked.size === 2);
  assert.deepEqual([[...asked].sort(), faults], [["/collect/a", "/collect/c"], []]);
});

/** What is wrong with each by the published schema. */
async function complaints(events) {
  const { getLanguageService, TextDocument } = languageService.default ?? languageService;
  const service = getLanguageService({});
  const schema = JSON.parse(readFileSync(at("src/js/events.json"), "utf8"));
  const all = events.map(async (event) => {
    const document = TextDocument.create("file:///event.json", "json", 1, JSON.stringify(event));
    const found = await service.doValidation(document, service.parseJSONDocument(document), {}, schema);
    return found.map(({ message }) => `${event.name}: ${message}`);
  });
  return (await Promise.all(all)).flat();
}

test("what really happens fits the closed schema, and of what people typed nothing leaves", async (t) => {
  const { page, faults } = await shop(t);
  const bodies = [];
  page.on("request", (request) => bodies.push(`${request.method() === "GET" ? "" : request.url()} ${request.postData() ?? ""}`));
  await page.route("**/collect", (route) => route.fulfill({ status: 204 }));
  // What lies in the page interrupts nobody, and need not wait.
  const surface = (more) => ({ inline: { anchor: "#below", place: "append", title: "Rain", ...more } });
  const rules = { version: 1, rules: [
    { id: "ask", when: { manual: true }, meta: { owner: CANARY, page: `/a?who=${CANARY}` }, show: surface({ content: [{ survey: { question: "Why?", text: {} } }] }) },
    { id: "choose", when: { manual: true }, show: surface({ content: [{ survey: { question: "Which?", choice: ["Red", { text: "Blue", value: CANARY }] } }] }) },
    { id: "link", when: { manual: true }, meta: { campaign: "rain" }, show: surface({ buttons: [{ text: "Look" }] }) },
    { id: "close", when: { manual: true }, show: surface({ text: "{{ customer.email }}" }) },
    { id: "gone", when: { manual: true }, show: surface({ text: "Taken away by the page." }) },
    { id: "lost", when: { manual: true }, show: { tooltip: { anchor: "#nowhere", text: "Nobody reads this." } } },
  ] };
  await page.addInitScript((given) => { globalThis.given = given; }, { rules, later: true, consent: "granted", quiet: true, facts: { customer: { email: CANARY } } });
  await page.goto(`${here.server.url}${PAGE}?email=${CANARY}#${CANARY}`);
  await page.waitForFunction(() => globalThis.begin);
  await page.evaluate(async (canary) => {
    document.cookie = `who=${canary}`;
    localStorage.setItem("who", canary);
    document.querySelector("#coupon").value = canary;
    const reports = {};
    globalThis.got = [];
    const shop = await globalThis.begin({
      sinks: [(event) => globalThis.got.push(event), { beacon: { url: "/collect", batch: { events: 1 } } }],
      // The page draws by itself: it says what becomes of it.
      onEffect(effect) {
        if (effect.type !== "show") return false;
        reports[effect.rule] = effect.report;
        effect.report(...(effect.rule === "lost" ? ["not_drawn", "not_found"] : ["drawn"]));
        return true;
      },
    });
    await shop.ready;
    const acts = { ask: ["answer", undefined, canary], choose: ["answer", 1], link: ["click", 0], close: ["dismiss", "escape"], gone: null, lost: null };
    for (const [rule, act] of Object.entries(acts)) {
      shop.trigger(rule, { force: true });
      for (let tries = 0; !reports[rule] && tries < 500; tries += 1) await new Promise((resolve) => setTimeout(resolve, 20));
      if (act) reports[rule](...act);
      shop.dismiss();
    }
  }, CANARY);
  const names = () => page.evaluate(() => [...new Set(globalThis.got.map(({ name }) => name.replace("opportune_", "")))].sort());
  await until("all that happened", async () => (await names()).length >= 6);
  await until("the collector", () => bodies.some((one) => one.includes("/collect")));
  const [got, heard] = await page.evaluate(() => [globalThis.got, globalThis.heard]);
  assert.deepEqual(await names(), ["blocked", "click", "dismiss", "hidden", "impression", "survey_answer"]);
  assert.deepEqual(await complaints(got), []);
  assert.equal((await complaints([{ ...got[0], email: "x" }])).length, 1, "the check takes anything");
  // The page itself hears what was typed; nobody else does.
  assert.equal(heard.some(({ text }) => text === CANARY), true);
  assert.equal(JSON.stringify(got).includes(CANARY), false);
  assert.deepEqual(got.map(({ id }) => id).sort(), heard.map(({ id }) => id).sort());
  const leaks = bodies.filter((one) => decodeURIComponent(one).includes(CANARY));
  assert.deepEqual([leaks, faults], [[], []]);
});
