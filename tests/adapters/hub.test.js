// The hub: what leaves the page, when, and what becomes of it if a sink misbehaves.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { createHub } from "../../src/js/hub.js";
import { FIELDS, guard } from "../../src/js/sinks/guard.js";

globalThis.window ??= new EventTarget();
globalThis.navigator ??= {};
globalThis.document ??= { visibilityState: "visible" };

const [PENDING, GRANTED, DENIED] = [0, 1, 2].map((analytics) => [0, analytics, 0]);
const event = (seq, more) => ({ id: `a-${seq}`, seq, name: "opportune_impression", rule: "hint", reason: null, button: null, pageView: 1, session: null, at: 1000 + seq, meta: null, ...more });
const tick = () => new Promise((resolve) => setTimeout(resolve));

function stage(sinks, states = GRANTED, given = []) {
  const ends = new AbortController();
  const told = [states, ...given];
  const hub = createHub({ sinks, told, signal: ends.signal, namespace: "default", quiet: true });
  return { hub, told, ends };
}
const keeper = (more) => {
  const got = [];
  return { name: "keeper", got, send: (one) => void got.push(one), ...more };
};
const seqs = ({ got }) => got.map(({ seq }) => seq);

test("pending holds, a grant hands on in order, a denial drops; what came before the hub counts, too", () => {
  const sink = keeper();
  const { hub, told } = stage([sink], PENDING, [event(1)]);
  told.push(event(2));
  assert.deepEqual([seqs(sink), hub.status().unsent], [[], { held: 2, dropped: 0 }]);
  told.push(GRANTED);
  told.push(event(3));
  assert.deepEqual(seqs(sink), [1, 2, 3]);
  told.push(PENDING);
  told.push(event(4));
  told.push(DENIED);
  told.push(event(5));
  told.push(GRANTED);
  told.push(event(6));
  assert.deepEqual(seqs(sink), [1, 2, 3, 6]);
  assert.deepEqual(hub.status().sinks.map(({ name, sent, failed, waiting, dropped, recent }) => [name, sent, failed, waiting, dropped, recent]), [["keeper", 4, 0, 0, 0, ["a-1", "a-2", "a-3", "a-6"]]]);
});

test("what waits is bounded: the oldest go, and are counted", () => {
  const sink = keeper();
  const { hub, told } = stage([sink], PENDING);
  for (let seq = 1; seq <= 700; seq += 1) told.push(event(seq));
  assert.deepEqual(hub.status().unsent, { held: 500, dropped: 200 });
  told.push(GRANTED);
  assert.deepEqual([sink.got.length, sink.got[0].seq], [500, 201]);
});

test("a denial before the hub came is a denial of what went before it", () => {
  const sink = keeper();
  stage([sink], PENDING, [event(1), DENIED, event(2), GRANTED, event(3)]);
  assert.deepEqual(seqs(sink), [3]);
});

test("what was taken back before the hub came is not sent once it comes, and nobody hears of a consent that is over", () => {
  for (const [later, left] of [[[DENIED], []], [[PENDING], []], [[PENDING, event(3), GRANTED], [3, 4]], [[DENIED, event(3), GRANTED], [4]]]) {
    const heard = [];
    const sink = keeper({ consent: ({ analytics }) => heard.push(analytics) });
    stage([sink], GRANTED, [event(1), ...later, event(4)]);
    assert.deepEqual([seqs(sink), heard], [left, [later.at(-1) === GRANTED ? "granted" : later.at(-1) === DENIED ? "denied" : "pending"]]);
  }
});

test("one that throws, rejects, has getters or is no sink harms nobody; each gets a copy of its own", async () => {
  const faults = [];
  process.on("unhandledRejection", (why) => faults.push(why));
  const wrecks = keeper({ send: (one) => { one.rule = "other"; delete one.id; throw new Error("no"); } });
  const rejects = keeper({ send: async () => { throw new Error("never"); }, flush() { throw new Error("flush"); }, consent() { throw new Error("consent"); } });
  const hangs = keeper({ send: () => new Promise(() => {}) });
  const sink = keeper();
  const { hub, told, ends } = stage([wrecks, null, 7, {}, { ga5: {} }, "nonsense", rejects, hangs, sink, (one) => sink.got.push({ seq: -one.seq })]);
  told.push(event(1));
  told.push(event(2));
  window.dispatchEvent(new Event("pagehide"));
  await tick();
  assert.deepEqual(sink.got.map(({ seq, rule }) => [seq, rule]), [[1, "hint"], [-1, undefined], [2, "hint"], [-2, undefined]]);
  const status = hub.status().sinks;
  assert.deepEqual(status.map(({ state }) => state), ["on", ...Array(5).fill("failed"), "on", "on", "on", "on"]);
  assert.deepEqual([status[0].failed, status[0].sent, status[6].failed, status[8].sent], [2, 0, 4, 2]);
  assert.equal(status[5].dropped, 2);
  ends.abort();
  assert.deepEqual(faults, []);
});

test("only: with and without the prefix, and for ready ones, too", async () => {
  const sink = keeper({ only: ["goal", "opportune_click"] });
  globalThis.dataLayer = [];
  const { told } = stage([sink, { gtm: { only: "goal" } }]);
  for (const name of ["opportune_impression", "opportune_click", "opportune_goal"]) told.push(event(1, { name }));
  for (let tries = 0; !globalThis.dataLayer.length && tries < 200; tries += 1) await tick();
  assert.deepEqual(sink.got.map(({ name }) => name), ["opportune_click", "opportune_goal"]);
  assert.deepEqual(globalThis.dataLayer.map((one) => one.event).filter(Boolean), ["opportune_goal"]);
  delete globalThis.dataLayer;
});

test("flush when the page is hidden, resume when it is back, stop at the end and nothing after it; forget and stored ask each sink", async () => {
  const calls = [];
  const sink = keeper({ flush: () => calls.push("flush"), resume: () => calls.push("resume"), stop: () => calls.push("stop"), forget: async () => calls.push("forget"), consent: ({ analytics }) => calls.push(analytics), stored: () => [{ key: "k" }] });
  const { hub, told, ends } = stage([sink, keeper({ forget() { throw new Error("no"); }, stored: () => Promise.reject(new Error("no")) })]);
  document.visibilityState = "hidden";
  window.dispatchEvent(new Event("visibilitychange"));
  document.visibilityState = "visible";
  window.dispatchEvent(new Event("visibilitychange"));
  await hub.forget();
  assert.deepEqual(await hub.stored(), [{ key: "k" }]);
  told.push(DENIED);
  ends.abort();
  told.push(event(1));
  window.dispatchEvent(new Event("pagehide"));
  assert.deepEqual(calls, ["granted", "flush", "resume", "forget", "denied", "flush", "stop"]);
  assert.deepEqual(sink.got, []);
});

test("what leaves is what is listed: 0 of the canaries in texts, addresses, numbers and keys", () => {
  const CANARIES = ["jane.doe@shop.test", "jane.doe%40shop.test", "4111 1111 1111 1111", "4111111111111111", "5555-5555-5555-4444",
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.x1y2", "sk_live_51Hxyzabcdefghij", "d41d8cd98f00b204e9800998ecf8427e", "ghp_16C7e42F292c6912E7710c838347Ae178B4a", "Bearer abcdef123456"];
  const texts = CANARIES.flatMap((one) => [one, `about ${one} indeed`, `https://shop.test/account?who=${one}#${one}`, `/reset?t=${one}`]);
  for (const canary of texts) {
    const sent = guard(event(1, {
      meta: { a: canary, b: [canary, { c: canary }], [canary]: 1, n: 4111111111111111, url: `https://jane:pw@shop.test/p?x=${canary}` },
      name: "opportune_survey_answer", answer: canary, text: canary, currency: canary, email: canary, cookie: canary, test: canary, count: -1, exposures: [{ experiment: "e", variant: "v", at: 1, who: canary }],
    }));
    const line = JSON.stringify(sent);
    for (const one of CANARIES) assert.equal(line.includes(one), false, `${one} of ${canary}: ${line}`);
    assert.equal(/text|email|cookie|currency|"who"|4111111111111111|jane/.test(line), false, line);
  }
  // What the cut for length would take in two is not let out by halves.
  for (const canary of CANARIES) {
    for (let at = 200 - canary.length; at < 200; at += 1) {
      const { meta } = guard(event(1, { meta: { a: `${"- ".repeat(100).slice(0, at)}${canary}` } }));
      assert.equal(meta.a, "[masked]", `${canary} at ${at}: ${meta.a}`);
    }
  }
  const fine = { campaign: "Rain 2026", slot: "checkout-top", price: 59.9, sku: "BOOT-42-BLACK", path: "/collections/boots", link: "https://shop.test/boots", on: true, none: null, ean: 4006381333931, order: "100000012" };
  assert.deepEqual(guard(event(1, { meta: fine })).meta, fine);
  const deep = { a: { b: { c: { d: { e: 1 } } } }, long: "x ".repeat(5000), list: Array(500).fill(1) };
  assert.equal(JSON.stringify(guard(event(1, { meta: deep }))).length < 600, true);
  for (const none of [{}, event(1, { name: "purchase" }), event(1, { id: 7 })]) assert.equal(guard(none), undefined);
});

test("the guard, the JSON Schema and the words of the documentation name the same fields", () => {
  const { properties, required } = JSON.parse(readFileSync(new URL("../../src/js/events.json", import.meta.url), "utf8"));
  const fields = Object.keys(FIELDS);
  assert.deepEqual(Object.keys(properties), fields);
  const least = guard(event(1));
  assert.deepEqual(Object.keys(least), required);
  const docs = readFileSync(new URL("../../src/docs/api.md", import.meta.url), "utf8");
  const table = docs.slice(docs.indexOf("### What leaves the page"));
  const listed = [...table.slice(0, table.indexOf("\n\nWhat")).matchAll(/^\| (`[^|]+) \|/gm)].flatMap(([, cell]) => [...cell.matchAll(/`(\w+)`/g)].map(([, name]) => name));
  assert.deepEqual(listed, fields);
});

test("the sink that the documentation writes does what it says", async () => {
  const docs = readFileSync(new URL("../../src/docs/api.md", import.meta.url), "utf8");
  const [, code] = /^```js sink\n([\s\S]*?)^```$/m.exec(docs);
  const { sink } = await import(`data:text/javascript,${encodeURIComponent(`${code}\nexport { sink };`)}`);
  const sent = [];
  Object.defineProperty(globalThis.navigator, "sendBeacon", { configurable: true, value: (url, body) => sent.push([url, JSON.parse(body).length]) });
  const { told, ends } = stage([sink]);
  for (let seq = 1; seq <= 21; seq += 1) told.push(event(seq, { name: "opportune_goal" }));
  told.push(event(22));
  assert.deepEqual(sent, [["/collect", 20]]);
  window.dispatchEvent(new Event("pagehide"));
  assert.deepEqual(sent.at(-1), ["/collect", 1]);
  told.push(event(23, { name: "opportune_goal" }));
  told.push(DENIED);
  window.dispatchEvent(new Event("pagehide"));
  ends.abort();
  assert.deepEqual([sent.length, sink.waiting.length], [2, 0]);
});

test("a sink that cannot even be looked at is a failed one, and costs nobody else anything", () => {
  const sink = keeper();
  const broken = { get send() { throw new Error("no"); } };
  const { hub, told } = stage([broken, { name: { __proto__: null }, send() {} }, sink]);
  told.push(event(1));
  assert.deepEqual(seqs(sink), [1]);
  assert.deepEqual(hub.status().sinks.map(({ state, failed }) => [state, failed]), [["failed", 1], ["failed", 1], ["on", 0]]);
});
