// What a shopper takes: a coupon that is copied, put into its field or followed is a click, and no refusal after that.

import assert from "node:assert/strict";
import { test } from "node:test";

import { loadEngine } from "../../dist/engine.js";
import { close, mustNotShow, mustShow, setting, visit } from "./support.mjs";

const here = setting();
const offer = (coupon, more) => ({
  id: "offer", when: { event: "asked" }, limit: { perPage: "any", ...more },
  show: { popup: { title: "Ten percent", content: [{ coupon: { code: "WELCOME10", ...coupon } }] } },
});
const said = async (o) => (await o.events()).map(({ name, reason, button }) => [name.replace("opportune_", ""), reason, button].filter((one) => one !== null).join(" "));

test("copied and filled in: two clicks, and closing it is no dismissal, however often", async (t) => {
  const context = { permissions: ["clipboard-read", "clipboard-write"] };
  const { page, o } = await visit(t, here, { rules: [offer({ field: "#coupon", apply: true }, { afterDismiss: "30d" })], start: { consent: "granted" }, context });
  const heard = await page.evaluateHandle(() => {
    const all = [];
    addEventListener("opportune:click", ({ target, detail }) => all.push([target.localName, detail.reason]));
    return all;
  });
  await o.advance("3s");
  for (let times = 0; times < 3; times += 1) {
    await page.evaluate(() => globalThis.shop.track("asked"));
    await mustShow(o, "offer");
    const before = (await heard.jsonValue()).length;
    await page.getByRole("button", { name: "Copy" }).click();
    // The browser takes its time.
    for (let i = 0; i < 100 && (await heard.jsonValue()).length === before; i += 1) await o.advance("50ms");
    await page.getByRole("button", { name: "Apply" }).click();
    await page.getByRole("button", { name: "Apply" }).or(page.getByRole("button", { name: "Filled in" })).click();
    await mustShow(o, "offer");
    await close(page, "offer");
    await o.advance("1m");
    await mustNotShow(o, "offer");
  }
  const once = ["impression", "click copy", "click apply"];
  assert.deepEqual(await said(o), [...once, ...once, ...once]);
  const both = [["opportune-widget", "copy"], ["opportune-widget", "apply"]];
  assert.deepEqual(await heard.jsonValue(), [...both, ...both, ...both]);
  assert.equal(await page.inputValue("#coupon"), "WELCOME10");
});

test("a link that takes the code there is a click", async (t) => {
  const { page, o } = await visit(t, here, { rules: [offer({ apply: "#taken" })], start: { consent: "granted" } });
  await o.advance("3s");
  await page.evaluate(() => globalThis.shop.track("asked"));
  await page.getByRole("link", { name: "Apply" }).click();
  assert.equal(new URL(page.url()).hash, "#taken");
  assert.deepEqual(await said(o), ["impression", "click apply"]);
});

test("a recording of it plays back the same", async (t) => {
  const { page, o } = await visit(t, here, { rules: [offer({ field: "#coupon", apply: true })], start: { consent: "granted" } });
  await o.advance("3s");
  await page.evaluate(() => globalThis.shop.track("asked"));
  await page.getByRole("button", { name: "Apply" }).click();
  await close(page, "offer");
  const trace = await page.evaluate(() => globalThis.shop.record());
  const { events } = (await loadEngine()).simulate({ version: 1, rules: [offer({ field: "#coupon", apply: true })] }, trace);
  assert.deepEqual(events.map(({ name, reason = "" }) => `${name} ${reason}`), ["opportune_impression ", "opportune_click apply"]);
});
