//! Every widget on the smallest screens, at 400 % zoom and at 200 % text: each control can be seen whole, pressed and is
//! large enough, and each line of text can be read by scrolling at most (WCAG 1.4.4, 1.4.10, 2.5.8).
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { isByAnchors, old } from "./old.mjs";
import { helpers, reached } from "./reach.mjs";
import { openStage } from "./stage.mjs";

const PHONE = { hasTouch: true, isMobile: true };
const CASES = {
  "320 by 256 px": { viewport: { width: 320, height: 256 } },
  "400 % zoom of 1280 by 800": { viewport: { width: 320, height: 200 } },
  "320 by 256 px by touch": { viewport: { width: 320, height: 256 }, ...PHONE },
  "a phone on its side": { viewport: { width: 568, height: 320 }, ...PHONE },
  "200 % text of the page": { viewport: { width: 375, height: 667 }, text: "32px" },
  "200 % text of the page, on the smallest screen": { viewport: { width: 320, height: 256 }, text: "32px" },
  "320 by 256 px, without popovers and CSS anchors": { viewport: { width: 320, height: 256 }, init: old },
};

/** Three of them in `npm test`; all of them with SMALL=all (`npm run prove`). */
const names = Object.keys(CASES).filter((name, i) => process.env.SMALL === "all" || name === "320 by 256 px by touch" || i > 4);

let stage;
before(async () => void (stage = await openStage()));
after(() => stage.close());

/** What is not drawn in a widget of its own. */
const EDITS = ["cta", "highlight", "highlightGlow", "highlightTint"];

for (const name of names) {
  const { text, init, ...options } = CASES[name];
  test(`everything can be reached: ${name}`, { timeout: 120_000 }, async () => {
    const page = await stage.open({ ...options, reducedMotion: "reduce" }, "/", init);
    await page.evaluate(helpers);
    if (text) await page.evaluate((text) => document.body.style.setProperty("font-size", text), text);
    const effects = (await page.evaluate(() => Object.keys(gallery.effects))).filter((one) => !EDITS.includes(one));
    const wrong = [];
    await page.evaluate(() => gallery.show("hint"));
    assert.equal(await page.evaluate(isByAnchors), !init);
    await page.evaluate(() => gallery.ui.stop());
    for (const one of effects) wrong.push(...(await reached(page, one)).map((what) => `${one}: ${what}`));
    const size = await page.evaluate(() => {
      gallery.show("toast", { view: { text: "One" } });
      return parseFloat(getComputedStyle(document.querySelector("opportune-widget").shadowRoot.querySelector(".text")).fontSize);
    });
    await page.context().close();
    assert.deepEqual(wrong, []);
    assert.equal(size, text ? 28 : 14, "the size of a toast's text");
  });
}
