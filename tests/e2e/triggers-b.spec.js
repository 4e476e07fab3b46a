// Clicks in anger and in vain, fields and forms: real hands on a page, in the light and in open shadow roots.

import assert from "node:assert/strict";
import { test } from "node:test";

import { keys, mustNotShow, mustShow, setting, visit } from "./support.mjs";

const here = setting();
const PAGE = "/t/forms.html";
const banner = (id, when, more = {}) => ({ id, when, show: { banner: { edge: "bottom", text: `This is ${id}.` } }, ...more });
const note = (id, when) => ({ id, when, limit: { perPage: "any" }, do: [{ call: { name: "note", args: { id, length: "{{ event.length | default: 'none' }}" } } }] });
const noted = (page) => page.evaluate(() => globalThis.heard.filter(({ name }) => name === "called").map(({ args }) => args));
const ids = async (page) => (await noted(page)).map(({ id }) => id);

test("three clicks in one place are rage; in a field they select its text", async (t) => {
  const { o, page } = await visit(t, here, { path: PAGE, rules: [note("rage", { rageClick: true })] });
  await page.click("#dead", { clickCount: 3, delay: 20 });
  await o.advance("50ms");
  assert.deepEqual(await ids(page), ["rage"]);
  await o.advance("2s");
  await page.click("#text", { clickCount: 3, delay: 20 });
  await page.click("#check-label", { clickCount: 3, delay: 20 });
  await page.click("#dead");
  await o.advance("1s");
  await page.click("#dead");
  await page.click("#dead");
  await o.advance("2s");
  assert.deepEqual(await ids(page), ["rage"]);
});

test("a click is dead after a second without a change, focus, scroll or navigation", async (t) => {
  const { o, page } = await visit(t, here, { path: PAGE, rules: [note("dead", { deadClick: true })] });
  await page.click("#dead");
  await o.advance("999ms");
  assert.deepEqual(await ids(page), []);
  await o.advance("1ms");
  assert.deepEqual(await ids(page), ["dead"]);
  const clicks = ["#changes", "#late", "#press", "#focuses", "#scrolls", "#hash", "#text", "#check-label", "#slow-link", "#sends"];
  for (const selector of clicks) {
    await page.evaluate(() => scrollTo(0, 0));
    await o.advance("2s");
    await page.click(selector);
    // Scrolling is told with a real frame, which a second of virtual time does not wait for.
    await page.waitForTimeout(100);
    await o.advance("2s");
    assert.deepEqual(await ids(page), ["dead"], selector);
  }
  await page.click("#held-link");
  await o.advance("1s");
  assert.deepEqual(await ids(page), ["dead", "dead"], "a link that the page holds back");
  await page.click("x-box >> #inner-changes");
  await o.advance("2s");
  assert.deepEqual(await ids(page), ["dead", "dead"], "a change in the shadow root");
  await page.click("x-box >> #inner-dead");
  await o.advance("1s");
  assert.deepEqual(await ids(page), ["dead", "dead", "dead"]);
});

test("focus comes into an element, once while it moves within", async (t) => {
  const { o, page } = await visit(t, here, { path: PAGE, rules: [note("field", { focus: "#text" }), note("form", { focus: "#form" })] });
  await page.click("#text");
  await page.keyboard.press("Tab");
  await o.advance("50ms");
  assert.deepEqual((await ids(page)).sort(), ["field", "form"]);
  await page.keyboard.press("Shift+Tab");
  await o.advance("50ms");
  assert.deepEqual((await ids(page)).sort(), ["field", "field", "form"]);
});

test("input tells a length and no more; not even that of a secret", async (t) => {
  const rules = ["#text", "#secret", "#card", "#pick", "#check", "x-box >>> #inner-text"].map((on) => note(on, { input: on }));
  const { o, page } = await visit(t, here, { path: PAGE, rules });
  await page.locator("#text").pressSequentially("ab");
  await page.locator("#secret").pressSequentially("x");
  await page.locator("#card").pressSequentially("4");
  await page.focus("#pick");
  await page.keyboard.press("ArrowDown");
  await page.check("#check");
  await page.locator("x-box >> #inner-text").pressSequentially("c");
  await page.evaluate(() => {
    const field = document.querySelector("#text");
    field.value = "filled in by a script";
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
  await o.advance("50ms");
  const told = (await noted(page)).map(({ id, length }) => `${id} ${length}`);
  assert.deepEqual(told, ["#text 1", "#text 2", "#secret none", "#card none", "#pick none", "#check none", "x-box >>> #inner-text 1"]);
  const all = JSON.stringify([await o.why(), await o.events()]);
  assert.ok(!all.includes("filled in"), "what is typed is nowhere");
});

/** Counts who asks a field what is in it, by the field. */
const spy = () => {
  globalThis.readOf = [];
  const note = (field) => globalThis.readOf.push(field.id || field.localName);
  for (const { prototype } of [HTMLInputElement, HTMLTextAreaElement, HTMLSelectElement, HTMLOptionElement]) {
    for (const name of ["value", "defaultValue", "valueAsNumber", "textLength", "selectedOptions", "checked"]) {
      const own = Object.getOwnPropertyDescriptor(prototype, name);
      if (own) Object.defineProperty(prototype, name, { ...own, get() {
        note(this);
        return own.get.call(this);
      } });
    }
  }
  globalThis.FormData = class extends FormData {
    constructor(...args) {
      super(...args);
      note(args[0] ?? {});
    }
  };
};

test("no field is read that no rule names", async (t) => {
  const blind = ["input", "submit", "invalid", "copy", "click", "rageClick", "deadClick"].map((name) => note(name, { [name]: true }));
  const whole = [note("looked at", { focus: "#form" }), note("abandoned", { formAbandon: "#form" }), note("rested", { hesitation: { on: "#form", for: "1s" } }), note("typed", { input: "#form" })];
  const named = [note("named", { input: "#text" }), banner("asks", { manual: true }, { if: { element: { on: "#pick", value: { exists: true } } } })];
  const type = async ({ page, o }) => {
    for (const id of ["#text", "#secret", "#card"]) await page.locator(id).pressSequentially("ab");
    await page.check("#check");
    await page.focus("#pick");
    await page.keyboard.press("ArrowDown");
    await o.advance("2s");
    await page.evaluate(() => globalThis.shop.trigger("asks"));
    await o.away("40s");
    await page.evaluate(async () => {
      await globalThis.shop.record();
      await globalThis.shop.explain();
    });
    return [...new Set(await page.evaluate(() => globalThis.readOf))].sort();
  };
  const read = async (...rules) => type(await visit(t, here, { path: PAGE, rules: rules.flat(), consent: "granted", init: spy }));
  assert.deepEqual(await read(blind, whole), []);
  assert.deepEqual(await read(blind, named), ["pick", "text"]);
});

test("forms are sent and refused, in shadow roots too, and by a field of theirs", async (t) => {
  const { o, page } = await visit(t, here, { path: PAGE, rules: [
    note("sent", { submit: "#form" }), note("by field", { submit: "#text" }), note("refused", { invalid: "#needed" }),
    note("inner", { submit: "x-box >>> form" }), note("inner refused", { invalid: "x-box >>> #inner-needed" }),
  ] });
  await page.click("#send");
  await o.advance("50ms");
  assert.deepEqual(await ids(page), ["refused"]);
  await page.locator("#needed").pressSequentially("x");
  await page.click("#send");
  await o.advance("50ms");
  assert.deepEqual(await ids(page), ["refused", "sent", "by field"]);
  await page.click("x-box >> #inner-send");
  await o.advance("50ms");
  await page.locator("x-box >> #inner-needed").pressSequentially("y");
  await page.keyboard.press("Enter");
  await o.advance("50ms");
  assert.deepEqual((await ids(page)).slice(3), ["inner refused", "inner"]);
});

test("hesitation is rest without input, by pointer or focus", async (t) => {
  const { o, page } = await visit(t, here, { path: PAGE, rules: [banner("unsure", { hesitation: "#text" })] });
  await page.click("#text");
  await o.advance("4s");
  await page.keyboard.press("a");
  await o.advance("4900ms");
  await mustNotShow(o, "unsure");
  await o.advance("100ms");
  await mustShow(o, "unsure");
});

test("a form is abandoned at the return, after 30 s, and over a load; not once it is sent", async (t) => {
  const { o, page } = await visit(t, here, { path: PAGE, consent: "granted", rules: [note("left", { formAbandon: "#form" })] });
  await page.locator("#text").pressSequentially("a");
  await o.away("1s");
  assert.deepEqual(await ids(page), ["left"]);
  await page.locator("#text").pressSequentially("b");
  await o.advance("30s");
  assert.deepEqual(await ids(page), ["left", "left"]);
  await page.locator("#needed").pressSequentially("c");
  await page.click("#send");
  await o.advance("1m");
  assert.deepEqual(await ids(page), ["left", "left"]);

  await page.locator("#text").pressSequentially("d");
  await o.advance("1s");
  await page.reload();
  await o.ready();
  await o.advance("50ms");
  assert.deepEqual(await ids(page), ["left"], "the load after");
  await page.reload();
  await o.ready();
  await o.advance("50ms");
  assert.deepEqual(await ids(page), [], "once");
});

for (const [name, touches, wanted] of [["", false, ["left"]], [", not if it is being filled in again", true, []]]) {
  test(`consent that comes late: a form that the page before left is told once it is there${name}`, async (t) => {
    const start = { consent: "granted", rules: { version: 1, rules: [note("left", { formAbandon: "#form" })] } };
    const { o, page } = await visit(t, here, { path: PAGE, consent: undefined, start });
    await page.locator("#text").pressSequentially("a");
    await o.advance("1s");
    await page.addInitScript(() => { globalThis.given.consent = "pending"; });
    await page.reload();
    await o.ready();
    await o.advance("50ms");
    if (touches) await page.locator("#text").pressSequentially("b");
    assert.deepEqual(await ids(page), []);
    await page.evaluate(() => globalThis.shop.setConsent("granted"));
    // The store answers in its own time.
    for (let tries = 0; tries < 40 && (await ids(page)).length === 0; tries += 1) await page.waitForTimeout(25);
    assert.deepEqual(await ids(page), wanted);
    if (touches) return;
    await o.advance("1s");
    await page.reload();
    await o.ready();
    await page.evaluate(() => globalThis.shop.setConsent("granted"));
    await page.waitForTimeout(500);
    assert.deepEqual(await ids(page), [], "once");
  });
}

test("a form open in one tab is not abandoned in another", async (t) => {
  const rules = [note("left", { formAbandon: "#form" })];
  const first = await visit(t, here, { path: PAGE, consent: "granted", rules });
  await first.page.locator("#text").pressSequentially("a");
  await first.o.advance("1s");
  // Written in the store's own time, before another tab comes.
  const isWritten = () => first.page.evaluate(() => new Promise((resolve) => {
    const opening = indexedDB.open("opportune:default");
    opening.onsuccess = () => {
      const db = opening.result;
      const [name] = db.objectStoreNames;
      const asked = name && db.transaction(name).objectStore(name).getAll();
      const done = (all) => {
        db.close();
        resolve(JSON.stringify(all).includes("#form"));
      };
      if (asked) asked.onsuccess = () => done(asked.result);
      else done([]);
    };
    opening.onerror = () => resolve(false);
  }));
  for (let tries = 0; tries < 200 && !await isWritten(); tries += 1) await first.page.waitForTimeout(25);
  assert.ok(await isWritten());
  const second = await visit(t, here, { path: PAGE, consent: "granted", rules, page: first.page });
  await second.o.advance("100ms");
  assert.deepEqual(await ids(second.page), []);
  await first.page.reload();
  await first.o.ready();
  await first.o.advance("50ms");
  // The store answers in its own time.
  for (let tries = 0; tries < 200 && (await ids(first.page)).length === 0; tries += 1) await first.page.waitForTimeout(25);
  assert.deepEqual(await ids(first.page), ["left"], "the tab it was left in");
  await second.o.advance("1s");
  assert.deepEqual(await ids(second.page), []);
});

test("without consent nothing of a form is stored; nothing is listened to that no rule needs", async (t) => {
  const { o, page } = await visit(t, here, {
    path: PAGE,
    init: () => {
      globalThis.listened = [];
      const { addEventListener } = EventTarget.prototype;
      EventTarget.prototype.addEventListener = function (name, ...rest) {
        if (this === globalThis || this === document) globalThis.listened.push(name);
        return addEventListener.call(this, name, ...rest);
      };
    },
    rules: [note("left", { formAbandon: "#form" })],
  });
  await page.locator("#text").pressSequentially("a");
  await o.advance("1s");
  await page.evaluate(() => dispatchEvent(new PageTransitionEvent("pagehide")));
  assert.deepEqual(await keys(page), []);
  const listened = await page.evaluate(() => globalThis.listened);
  for (const name of ["input", "submit"]) assert.ok(listened.includes(name), name);
  for (const name of ["mousemove", "pointermove", "invalid", "beforeinput"]) assert.ok(!listened.includes(name), name);
});

test("one order by two routes counts once, and what we push does not come back", async (t) => {
  const { o, page } = await visit(t, here, { path: PAGE, rules: [
    note("bought", { event: "checkout_completed" }),
    { id: "push", when: { event: "checkout_completed" }, do: [{ dataLayer: { event: "purchase", transaction_id: "9" } }] },
  ] });
  await page.evaluate(() => {
    globalThis.shop.track("Order Completed", { order_id: "A-1" });
    globalThis.dataLayer.push({ event: "purchase", ecommerce: { transaction_id: "A-1", value: 80 } });
    globalThis.dataLayer.push({ event: "purchase", ecommerce: { transaction_id: "A-2", value: 80 } });
  });
  await o.advance("50ms");
  assert.deepEqual(await ids(page), ["bought", "bought"]);
});
