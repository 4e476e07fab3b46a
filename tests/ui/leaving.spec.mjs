//! Where focus is after a widget ended, and what stays readable beside one.
import assert from "node:assert/strict";
import { focusName, gone, on, PHONE, rest, show } from "./steps.mjs";

const CALM = { reducedMotion: "reduce" };

for (const [name, lose] of Object.entries({
  "gone from the page": (node) => node.remove(),
  "in a menu that closed": (node) => (node.parentElement.hidden = true),
})) {
  on(`a popup whose opener is ${name} gives focus to the nearest place that is left`, CALM, async (page) => {
    await page.evaluate(() => {
      const before = Object.assign(document.createElement("button"), { id: "before", textContent: "Menu", type: "button" });
      document.querySelector("#opener").closest("p").before(before);
    });
    await page.focus("#opener");
    await show(page, "popup");
    assert.equal(await focusName(page), "t");
    const scroll = await page.evaluate(() => scrollY);
    await page.evaluate(`(${lose})(document.querySelector("#opener"))`);
    await page.keyboard.press("Escape");
    await gone(page);
    assert.equal(await focusName(page), "before");
    assert.equal(await page.evaluate(() => scrollY), scroll, "the page stays where it was");
  });
}

on("a popup that came while nothing had focus leaves it so", CALM, async (page) => {
  await show(page, "popup");
  await page.keyboard.press("Escape");
  await gone(page);
  assert.equal(await page.evaluate(() => document.activeElement.localName), "body");
});

on("a banner whose opener is hidden gives focus to the nearest place that can have it", CALM, async (page) => {
  await page.focus("#opener");
  await show(page, "news");
  await page.evaluate(() => document.querySelector("opportune-widget").shadowRoot.querySelector(".x").focus());
  await page.evaluate(() => (document.querySelector("#opener").hidden = true));
  await page.keyboard.press("Enter");
  await gone(page);
  assert.equal(await focusName(page), "welcome");
});

/** The label's words and the hint: on which side it is, and by how much it lies over them. */
const label = (page) => page.evaluate(() => {
  const field = document.querySelector("#coupon");
  const words = document.createRange();
  words.selectNodeContents(field.labels[0].firstChild);
  const [a, b] = [words.getBoundingClientRect(), document.querySelector("opportune-widget").shadowRoot.querySelector(".box").getBoundingClientRect()];
  const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
  return { side: b.bottom <= field.getBoundingClientRect().top ? "top" : "bottom", over: across > 0 ? Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) : 0, top: b.top };
});
for (const [name, old] of [["by CSS anchors", false], ["without them", true]]) {
  const init = old ? () => {
    const { supports } = CSS;
    CSS.supports = (...given) => !/anchor|position-area/.test(given.join()) && supports.apply(CSS, given);
  } : undefined;
  on(`where a field has no room below, its hint stands above its label (${name})`, { ...PHONE, ...CALM, init }, async (page) => {
    await page.evaluate(() => {
      const space = () => Object.assign(document.createElement("div"), { style: "height: 900px" });
      document.querySelector("main").append(space());
      document.querySelector("h1").before(space());
      // The field lies at the lower edge.
      const { bottom } = document.querySelector("#coupon").getBoundingClientRect();
      scrollTo(0, bottom - innerHeight + 60);
    });
    await show(page, "hint");
    await rest(page);
    const first = await label(page);
    assert.equal(first.side, "top");
    assert.ok(first.over <= 0, `over its label by ${first.over} px`);
    // And stays there when the page moves on, until there is room.
    await page.evaluate(() => scrollBy(0, 20));
    await rest(page);
    assert.ok((await label(page)).over <= 0);
    await page.evaluate(() => scrollBy(0, 300));
    await rest(page);
    assert.ok((await label(page)).over <= 0);
  });
}
