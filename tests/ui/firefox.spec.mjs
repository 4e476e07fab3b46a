//! The same widgets in Firefox, where one is installed.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { test } from "node:test";
import puppeteer from "puppeteer-core";
import { serve } from "./stage.mjs";

const executablePath = process.env.FIREFOX_PATH ?? "/usr/bin/firefox-esr";

test("Firefox places, focuses, announces and undoes as Chromium does", { skip: !existsSync(executablePath) && "no Firefox here", timeout: 120_000 }, async () => {
  const server = await serve();
  const browser = await puppeteer.launch({ browser: "firefox", executablePath, headless: true });
  try {
    const page = await browser.newPage();
    await page.setViewport({ width: 1280, height: 800 });
    await page.goto(server.origin);
    await page.waitForFunction(() => globalThis.gallery);
    const place = (name, anchor) =>
      page.evaluate(async ([name, anchor]) => {
        gallery.show(name);
        await new Promise((done) => setTimeout(done, 400));
        const a = document.querySelector(anchor).getBoundingClientRect();
        const b = document.querySelector("opportune-widget").shadowRoot.querySelector(".box").getBoundingClientRect();
        return { above: a.top - b.bottom, below: b.top - a.bottom, off: Math.round(b.left + b.width / 2 - a.left - a.width / 2) };
      }, [name, anchor]);
    const tooltip = await place("tooltip", "#size");
    assert.ok(tooltip.above >= 8 && tooltip.above < 14, JSON.stringify(tooltip));
    await page.keyboard.press("Escape");
    await page.waitForFunction(() => !document.querySelector("opportune-widget"));
    const hint = await place("hint", "#coupon");
    assert.ok(hint.below >= 8 && hint.below < 14 && hint.off === 0, JSON.stringify(hint));
    await page.focus("#coupon");
    await page.keyboard.press("Tab");
    assert.equal(await page.evaluate(() => document.activeElement.shadowRoot?.activeElement?.className), "chip");
    await page.keyboard.press("Escape");
    assert.equal(await page.evaluate(() => document.activeElement.id), "coupon");
    await page.waitForFunction(() => !document.querySelector("opportune-widget"));
    await page.focus("#opener");
    await page.evaluate(() => gallery.show("popup"));
    assert.equal(await page.evaluate(() => document.activeElement.shadowRoot?.activeElement?.className), "title");
    await page.keyboard.press("Escape");
    assert.equal(await page.evaluate(() => document.activeElement.id), "opener");
    await page.waitForFunction(() => !document.querySelector("opportune-widget"));
    const before = await page.evaluate(() => document.querySelector("#welcome").outerHTML);
    const after = await page.evaluate(() => {
      gallery.show("cta");
      gallery.hide("cta");
      return document.querySelector("#welcome").outerHTML;
    });
    assert.equal(after, before);
    assert.deepEqual(await page.evaluate(() => gallery.said.map((entry) => entry.filter((x) => x != null).join(" "))), [
      "tooltip#0 drawn", "tooltip#0 dismiss escape", "hint#0 drawn", "hint#0 dismiss escape", "popup#0 drawn", "popup#0 dismiss escape", "cta#0 drawn",
    ]);
    if (process.env.UI_SHOTS) {
      await page.evaluate(() => gallery.show("hint"));
      await page.evaluate(() => gallery.show("banner"));
      await new Promise((done) => setTimeout(done, 400));
      await page.screenshot({ path: `${process.env.UI_SHOTS}/firefox.png` });
    }
  } finally {
    await browser.close();
    server.close();
  }
});
