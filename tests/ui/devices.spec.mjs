//! What phones, paper and other ways to see a page make of a widget: fingers, the on-screen keyboard, print, forced colors.
import assert from "node:assert/strict";
import { decode } from "./png.mjs";
import { PHONE, focusName, gone, on, rest, said, show, until } from "./steps.mjs";

const CALM = { reducedMotion: "reduce" };
const box = (page) => page.locator("opportune-widget .box");
const frames = (page, count = 3) => page.evaluate(async (count) => {
  for (let i = 0; i < count; i += 1) await new Promise(requestAnimationFrame);
}, count);

/** How many colors there are on the screen in this rectangle. */
async function colors(page, clip) {
  const { pixels } = decode(await page.screenshot({ clip }));
  return new Set(Array.from({ length: pixels.length / 3 }, (_, i) => pixels.subarray(i * 3, i * 3 + 3).join())).size;
}

for (const forcedColors of ["none", "active"]) {
  on(`a sheet has its grab line (forced colors: ${forcedColors})`, { ...PHONE, ...CALM, forcedColors }, async (page) => {
    const grabbed = async () => {
      await rest(page);
      const { x, y, width } = await box(page).boundingBox();
      return colors(page, { x: x + width / 2 - 30, y: y + 5, width: 60, height: 10 });
    };
    await show(page, "popup");
    assert.ok(await grabbed() > 1, "popup");
    await page.evaluate(() => gallery.ui.stop());
    await page.setViewportSize({ width: 320, height: 240 });
    await page.evaluate(() => document.querySelector("#coupon").scrollIntoView({ block: "center" }));
    await show(page, "hint", { view: { text: "Ten percent off your first order, on us. ".repeat(6) } });
    await until("it is a card", () => page.evaluate(() => !document.querySelector("opportune-widget").dataset.side));
    assert.ok(await grabbed() > 1, "card");
  });
}

/** A finger goes from one point to another, as slowly as fingers do. */
async function swipe(page, from, to) {
  const session = await page.context().newCDPSession(page);
  const send = (type, points) => session.send("Input.dispatchTouchEvent", { type, touchPoints: points.map(([x, y]) => ({ x, y })) });
  await send("touchStart", [from]);
  for (let i = 1; i <= 12; i += 1) {
    await send("touchMove", [[0, 1].map((at) => from[at] + ((to[at] - from[at]) * i) / 12)]);
    await frames(page, 1);
  }
  await send("touchEnd", []);
  await frames(page, 20);
  await session.detach();
}

on("a finger on the sheet moves the sheet's own words, and never the page behind", { ...PHONE, ...CALM }, async (page) => {
  await page.evaluate(() => scrollTo(0, 120));
  await show(page, "long");
  await rest(page);
  const scrolled = () => page.evaluate(() => [scrollY, document.querySelector("opportune-widget").shadowRoot.querySelector(".box").scrollTop]);
  await swipe(page, [180, 600], [180, 200]);
  const [behind, words] = await scrolled();
  assert.equal(behind, 120);
  assert.ok(words > 100, `${words} px`);
  await swipe(page, [180, 600], [180, 100]);
  await swipe(page, [180, 600], [180, 100]);
  await swipe(page, [180, 20], [180, 300]);
  assert.equal((await scrolled())[0], 120, "at the end of the words, and from beside the sheet");
  for (let i = 0; i < 4; i += 1) await swipe(page, [180, 300], [180, 700]);
  assert.deepEqual(await scrolled(), [120, 0], "and back");
  assert.deepEqual(await said(page), ["long#0 drawn"]);
});

on("a tap is enough for a code, for a button and for the way out", { ...PHONE, ...CALM }, async (page) => {
  await show(page, "popup");
  await rest(page);
  await page.getByRole("button", { name: "WELCOME10" }).tap();
  await until("it is copied", async () => (await said(page)).includes("popup#0 copy"));
  await page.touchscreen.tap(180, 40);
  await gone(page);
  assert.deepEqual((await said(page)).slice(1), ["popup#0 copy", "popup#0 dismiss outside"]);
  await show(page, "hint");
  await rest(page);
  await box(page).getByRole("button", { name: "Apply" }).tap();
  await until("it is filled in", () => page.evaluate(() => document.querySelector("#coupon").value === "WELCOME10"));
});

on("nothing of a widget is on paper", CALM, async (page) => {
  await page.evaluate(() => scrollTo(0, 0));
  await page.emulateMedia({ media: "print" });
  const blank = await page.screenshot();
  await page.emulateMedia({ media: "screen" });
  for (const name of ["popup", "banner", "hint", "toast"]) {
    await show(page, name);
    await rest(page);
    await page.emulateMedia({ media: "print" });
    await frames(page);
    await page.evaluate(() => document.activeElement.blur());
    assert.ok(blank.equals(await page.screenshot()), name);
    await page.emulateMedia({ media: "screen" });
    await frames(page);
    assert.ok((await box(page).boundingBox())?.height > 20, `${name} is back`);
    await page.evaluate(() => gallery.ui.stop());
  }
});
