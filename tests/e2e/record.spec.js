// What happened in a page, recorded there and replayed in Node: the same decisions, the same events, the same
// explanations, bit for bit. And what a recording must not hold.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { loadEngine } from "../../dist/engine.js";
import { duration } from "../../dist/testing.js";
import { at } from "../../src/build/tools.mjs";
import { redaction } from "../../src/js/redact.js";
import { mustReplay, visitShop } from "./replaying.mjs";
import { close, setting, tip } from "./support.mjs";

const here = setting();
const engine = await loadEngine();

test("a journey over hover, scroll, dwell, facts, events and clicks", async (t) => {
  const rules = [
    tip("hint", { hover: { on: "#coupon", for: "1s" } }),
    { id: "deep", when: { scroll: "30%" }, show: { banner: { edge: "top", text: "Deep" } } },
    { id: "cart", if: { cart: { value: { above: 50 } } }, show: { banner: { edge: "bottom", text: "{{ cart.value | money }}" } } },
    { id: "exit", when: { exitIntent: {} }, show: { popup: { title: "Leaving?", text: "Stay" } }, limit: { perSession: 1 } },
    { id: "added", when: { sequence: [{ event: "product_viewed" }, { event: "product_added_to_cart" }] }, do: [{ emit: "both" }, { call: "note" }] },
    { id: "idle", when: { idle: "20s" }, show: { banner: { edge: "top", text: "Still there?" } } },
  ];
  const { page, o } = await visitShop(t, here, { rules, consent: "granted", facts: { cart: { value: 40, currency: "EUR" } } });
  await o.advance("3s");
  await o.hover("#coupon");
  await o.advance("2s");
  await o.scroll("50%");
  await o.advance("1s");
  await page.evaluate(() => globalThis.shop.setFacts({ cart: { value: 80 } }));
  await page.evaluate(() => globalThis.shop.track("product_viewed", { sku: "a" }));
  await page.evaluate(() => globalThis.shop.track("product_added_to_cart", { sku: "a" }));
  await o.advance("1s");
  await o.exit();
  await o.advance("2s");
  await close(page, "exit").catch(() => {});
  await o.advance("1s");
  await page.evaluate(() => history.pushState({}, "", "?x=1"));
  await o.away("10s");
  await o.advance("25s");
  const { replayed } = await mustReplay({ page }, { version: 1, rules });
  assert.ok(replayed.decisions.length > 6, JSON.stringify(replayed.decisions));
});

test("clicks, fields and a form that the page before left", async (t) => {
  const note = (id, when) => ({ id, when, limit: { perPage: "any" }, do: [{ call: { name: "note", args: { length: "{{ event.length | default: 'none' }}" } } }] });
  const rules = [
    note("rage", { rageClick: true }), note("dead", { deadClick: true }), note("clicked", { click: "#changes" }), note("typed", { input: "#text" }),
    note("sent", { submit: "#form" }), note("refused", { invalid: "#needed" }), note("left", { formAbandon: "#form" }),
  ];
  const counted = async (page) => {
    const { replayed, trace } = await mustReplay({ page }, { version: 1, rules });
    const counts = {};
    for (const { rule } of replayed.decisions) counts[rule] = (counts[rule] ?? 0) + 1;
    return { counts, trace };
  };
  const { page, o } = await visitShop(t, here, { path: "/t/forms.html", rules, consent: "granted" });
  await page.click("#dead", { clickCount: 3, delay: 20 });
  await o.advance("2s");
  // Neither in anger nor in vain: far apart, in a field, answered.
  await page.click("#changes");
  await o.advance("2s");
  await page.click("#text", { clickCount: 3, delay: 20 });
  await page.locator("#text").pressSequentially("abc");
  await o.advance("2s");
  await page.click("#send");
  await o.advance("2s");
  await page.locator("#needed").pressSequentially("d");
  await page.click("#send");
  await o.advance("2s");
  await page.locator("#text").pressSequentially("e");
  await o.advance("10s");
  const first = await counted(page);
  assert.deepEqual(first.counts, { rage: 1, dead: 1, clicked: 1, typed: 4, refused: 1, sent: 1 });
  assert.deepEqual(first.trace.left, []);
  await page.reload();
  await o.ready();
  await o.advance("50ms");
  // The store answers in its own time, which is not the clock's.
  await page.waitForFunction(() => globalThis.decided.length > 0);
  const second = await counted(page);
  assert.deepEqual(second.counts, { left: 1 });
  assert.equal(second.trace.left.length, 1);
});

test("a page that came back from the cache, with a form that it had left", async (t) => {
  const rules = [{ id: "left", when: { formAbandon: "#form" }, limit: { perPage: "any" }, do: [{ call: "note" }] }];
  const { page, o } = await visitShop(t, here, { path: "/t/forms.html", rules, consent: "granted" });
  const type = async () => {
    await page.locator("#text").pressSequentially("abc");
    await o.advance("3s");
  };
  await type();
  await page.evaluate(() => {
    dispatchEvent(new PageTransitionEvent("pagehide", { persisted: true }));
    dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true }));
  });
  await page.waitForFunction(() => globalThis.decided.length === 1);
  await type();
  await o.away("1s");
  await o.advance("3s");
  // Once more, by the tab that was left.
  const { replayed, trace } = await mustReplay({ page }, { version: 1, rules });
  assert.equal(replayed.decisions.length, 2);
  assert.ok(trace.events.some(({ left }) => left?.length > 0), "it had left itself");
});

test("other rules on the way are in the recording, and the pages left and time zones before them", async (t) => {
  const schedule = { from: "2020-01-01", timeZone: "Europe/Berlin" };
  const hint = { id: "hint", when: { dwell: "30s" }, schedule, show: { banner: { edge: "top", text: "Hint" } } };
  const bar = { id: "bar", schedule: { from: "2020-01-01", timeZone: "Asia/Tokyo" }, show: { banner: { text: "Bar" } } };
  const { page, o } = await visitShop(t, here, { rules: [hint], consent: "granted" });
  await page.evaluate(() => sessionStorage.setItem("opportune:default:left", "[[7,8]]"));
  await page.reload();
  await o.ready();
  await o.advance("10s");
  await page.evaluate((rules) => globalThis.shop.update(rules), { version: 1, rules: [bar, hint] });
  await o.advance("25s");
  const { replayed, trace } = await mustReplay({ page }, { version: 1, rules: [hint] });
  const update = trace.events.find(({ rules }) => rules).rules;
  // The page before the reload is a page left, too.
  assert.deepEqual(trace.left.slice(0, 2), [7, 8]);
  assert.equal(trace.left.length, 3);
  assert.ok(update.zones.length > trace.zones.length && update.zones.flat(2).every(Number.isFinite), JSON.stringify(update.zones));
  assert.deepEqual(replayed.decisions.map(({ rule, at: when }) => [rule, Math.round(duration(when) / 1000)]), [["bar", 10], ["hint", 30]]);
});

const demo = JSON.parse(readFileSync(at("rules/shop.json"), "utf8"));

test("a session in the demo shop", async (t) => {
  const { page, o } = await visitShop(t, here, { consent: "granted", start: { rules: demo }, facts: { cart: { value: 30, currency: "EUR" } } });
  await o.advance("12s");
  await page.evaluate(() => globalThis.shop.setFacts({ cart: { value: 72, currency: "EUR", count: 2 } }));
  await o.scroll("80%");
  await o.advance("20s");
  await o.exit();
  await o.advance("5s");
  await o.away("1m");
  await o.advance("30s");
  await mustReplay({ page }, demo);
  // Redacted, it decides and explains the same.
  await mustReplay({ page }, demo, { redact: true });
});

test("a redacted recording holds what rules can read, and no more", async (t) => {
  const rules = [
    { id: "vip", if: { customer: { tags: "vip" }, query: { ref: "mail" } }, show: { banner: { text: "Hi {{ customer.firstName }}" } } },
    { id: "code", when: { event: { name: "go", where: { kind: "a" } } }, if: { element: { on: "#field", value: "SAVE10" } }, show: { banner: { edge: "top", text: "Yes" } } },
  ];
  const { page, o } = await visitShop(t, here, {
    rules, consent: "granted", path: "/t/plain.html?ref=mail&email=eve@example.test&utm_source=x",
    facts: { customer: { tags: ["vip"], firstName: "Eve", email: "eve@example.test", address: { street: "Secret Lane" } }, token: "s3cr3t" },
  });
  await page.evaluate(() => {
    const field = document.createElement("input");
    field.id = "field";
    field.value = "my secret words";
    document.body.append(field);
    globalThis.shop.track("go", { kind: "a", password: "hunter2" });
  });
  await o.advance("3s");
  const { trace } = await mustReplay({ page }, { version: 1, rules }, { redact: true, typed: ["my secret words"] });
  const text = JSON.stringify(trace);
  for (const secret of ["eve@", "Secret Lane", "s3cr3t", "hunter2", "secret words"]) assert.equal(text.includes(secret), false, secret);
  for (const known of ["Eve", "vip", "ref=mail", "utm_source=x"]) assert.ok(text.includes(known), known);
  const whole = JSON.stringify(await page.evaluate(() => globalThis.shop.record({ redact: false })));
  for (const secret of ["eve@", "Secret Lane", "s3cr3t", "hunter2", "my secret words"]) assert.ok(whole.includes(secret), secret);
});

test("what a page writes into its rules after the start is read by nobody, and opens no recording", async (t) => {
  const rules = [{ id: "vip", if: { customer: { tags: "vip" } }, show: { banner: { text: "Hi" } } }];
  const { page, o } = await visitShop(t, here, { rules, consent: "granted", facts: { customer: { tags: ["vip"], email: "eve@example.test" } } });
  await o.advance("3s");
  await page.evaluate(() => globalThis.given.rules.rules.push({ id: "mail", if: { customer: { email: "x" } }, show: { banner: { text: "{{ customer.email }}" } } }));
  const { trace } = await mustReplay({ page }, { version: 1, rules }, { redact: true });
  assert.equal(JSON.stringify(trace).includes("eve@"), false);
});

test("a long session lets go of its oldest part, and says so", async (t) => {
  const { page, o } = await visitShop(t, here, { rules: [tip("hint", { event: "never" })], consent: "granted" });
  await page.evaluate(() => {
    for (let i = 0; i < 30_000; i += 1) globalThis.shop.track("tick", { i });
  });
  await o.advance("1s");
  const trace = await page.evaluate(() => globalThis.shop.record());
  assert.ok(trace.lost > 5_000 && trace.events.length < 25_000, `${trace.lost} ${trace.events.length}`);
  assert.equal(trace.events.some(({ lost }) => lost), true);
  const { problems } = engine.simulate({ version: 1, rules: [tip("hint", { event: "never" })] }, trace);
  assert.equal(problems[0].code, "incomplete");
});

test("a recorded ledger tells of the referrer what the recording does, and is still one", () => {
  const checksum = (text) => [...new TextEncoder().encode(text)].reduce((hash, byte) => Math.imul(hash ^ byte, 0x01000193) >>> 0, 0x811c9dc5);
  const written = (referrer) => {
    const payload = ` 1767603600000 1767603600000 3 1 5 0 . . 0 v1 + ${referrer} 1 medium mail /sale . . 0 0 0 0 . . . 0 0 0 0 0 0 0`;
    return `opportune2 ${checksum(payload)}${payload}`;
  };
  const { ledger } = redaction([{ rules: [] }]);
  const kept = ledger(written("https://mail.test/inbox%20of/ada?q=private"));
  assert.equal(kept, written("https://mail.test/"));
  assert.equal(ledger(written("")), written(""));
  assert.equal(ledger("damaged"), "damaged");
  const asks = redaction([{ rules: [{ id: "a", if: { referrer: "https://mail.test/*" } }] }]);
  assert.equal(asks.ledger(written("https://mail.test/inbox")), written("https://mail.test/inbox"));
  // The engine reads it: the third visit of somebody known, from mail.
  const rules = { rules: [{ id: "a", when: { dwell: "1s" }, if: { visits: 3, channel: "email" }, show: { banner: "x" } }] };
  const trace = { now: "2026-01-05T09:00:10Z", stored: { text: kept }, events: [{ at: "0s", pageView: "https://shop.test/" }, { at: "2s", end: {} }] };
  assert.deepEqual(engine.simulate(rules, trace).decisions.map(({ at: when, did }) => [when, did]), [["1s", "shown"]]);
});

test("what was recorded goes with what is forgotten or denied, in every tab; a recording begins anew", async (t) => {
  const rules = [
    { id: "bar", when: { event: { name: "go" } }, if: { fact: { "member.name": { exists: true } } }, limit: { perVisitor: 9, perPage: "any" }, show: { banner: "Hello" } },
    tip("later", { dwell: "1h" }),
  ];
  const ends = {
    "forget()": (page) => page.evaluate(() => globalThis.shop.forget()),
    "a denial": (page) => page.evaluate(() => globalThis.shop.setConsent({ functional: "denied" })),
    "a denial of the past": (page) => page.evaluate(() => globalThis.shop.setConsent({ personalization: "denied" })),
  };
  for (const [what, end] of Object.entries(ends)) {
    const given = { rules, start: { visitorId: "quokka-who", facts: { member: { name: "quokka-name" } }, consent: "granted" } };
    const first = await visitShop(t, here, given);
    const second = await visitShop(t, here, { ...given, page: first.page });
    const recorded = (page) => page.evaluate(() => globalThis.shop.record({ redact: false }));
    for (const { page, o } of [first, second]) {
      await page.evaluate(() => globalThis.shop.track("go", { who: "quokka-event" }));
      await o.advance("1s");
      assert.match(JSON.stringify(await recorded(page)), /quokka-who.*quokka-name.*quokka-event/, what);
      const masked = JSON.stringify(await page.evaluate(() => globalThis.shop.record()));
      assert.doesNotMatch(masked, /quokka-who|quokka-event/, "who it is, and what no rule reads, leaves only when asked for");
    }
    await end(first.page);
    for (const { page, o } of [first, second]) {
      for (let tries = 0; JSON.stringify(await recorded(page)).includes("quokka"); tries += 1) {
        assert.ok(tries < 200, `${what}: what the other tab forgot is still recorded`);
        await page.waitForTimeout(25);
      }
      await page.evaluate(() => globalThis.shop.track("go", { who: "wombat" }));
      await o.advance("1s");
      const trace = await recorded(page);
      assert.ok(trace.lost > 3, what);
      assert.match(JSON.stringify(trace.events), /wombat/, what);
      const { problems } = engine.simulate({ version: 1, rules }, trace);
      assert.deepEqual(problems.map(({ code }) => code), ["incomplete"], what);
    }
    await first.context.close();
  }
});
