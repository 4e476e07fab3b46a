//! What goes otherwise than a designer drew it: pictures that do not come, codes that take two lines, pages that squeeze.
import assert from "node:assert/strict";
import { on, show } from "./steps.mjs";

const rect = (locator) => locator.evaluate((node) => {
  const range = document.createRange();
  range.selectNodeContents(node);
  const { left, right, top } = range.getBoundingClientRect();
  return { left, right, top };
});

on("a picture that does not come takes no room, now and after an update; alone, it says what it would have shown", {}, async (page) => {
  const asked = [];
  page.on("request", (request) => request.url().endsWith("/none.png") && asked.push(1));
  const image = { src: "/none.png", alt: "A hat", width: 400, height: 240 };
  await show(page, "popup", { view: { title: "Hats", image, content: [] } });
  const box = page.locator("opportune-widget .box");
  await page.waitForFunction(() => !document.querySelector("opportune-widget").shadowRoot.querySelector("img"));
  assert.ok((await box.boundingBox()).height < 300);
  await page.evaluate((image) => gallery.ui.update("popup#0", { title: "More hats", image }), image);
  await page.waitForFunction(() => /More/.test(document.querySelector("opportune-widget").shadowRoot.textContent));
  assert.equal(await box.locator("img").count(), 0);
  assert.equal(asked.length, 1);
  await show(page, "badge", { view: { text: null, title: null, image: { ...image, src: "/none.png?alone" } } });
  const alone = page.locator("opportune-widget[data-kind=badge] img");
  await page.waitForFunction(() => document.querySelector("[data-kind=badge]").shadowRoot.querySelector("img").complete);
  assert.equal(await alone.getAttribute("alt"), "A hat");
});

on("a code that takes two lines begins where its words begin, and Copy stands at the end", {}, async (page) => {
  await show(page, "popup", { view: { title: "Your code", content: [{ coupon: { code: "AUTUMN-WEATHER-2026-GALWAY-40PERCENT-OFF" } }] } });
  const chip = page.locator("opportune-widget .chip");
  const [code, copy, room] = [await rect(chip.locator("code")), await rect(chip.locator(".swap")), await chip.boundingBox()];
  assert.ok(copy.top > code.top + 8, "on a line of its own");
  assert.equal(await chip.locator("code").evaluate((node) => getComputedStyle(node).textAlign), "start");
  assert.ok(room.x + room.width - copy.right < 20, `Copy ends at ${copy.right}, the chip at ${room.x + room.width}`);
});

on("a page that narrows everything leaves a banner its width", {}, async (page) => {
  await page.evaluate(() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync("* { max-width: 90px !important }");
    document.adoptedStyleSheets = [sheet];
  });
  await show(page, "banner");
  assert.ok((await page.locator("opportune-widget .box").boundingBox()).width > 200);
});

on("what a form sends and the way out stand as near to each other as two buttons", {}, async (page) => {
  await show(page, "popup", { view: { title: "", text: "", content: [{ form: { fields: [{ name: "mail", type: "email", label: "E-mail" }], submit: "lead", send: "Send" } }], buttons: [{ text: "Not now", style: "plain" }] } });
  await page.locator("opportune-widget .ask .go").waitFor();
  // As it is laid out, and not as it comes in.
  const gap = () => page.evaluate(() => {
    const { shadowRoot: root } = document.querySelector("opportune-widget");
    root.getAnimations().forEach((one) => one.finish());
    const [send, out] = [".ask .go", ".row .plain"].map((selector) => root.querySelector(selector).getBoundingClientRect());
    return Math.round(out.top - send.bottom);
  });
  assert.equal(await gap(), 8);
});
