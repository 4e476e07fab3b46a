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

on("who is in another window while a banner goes is back where they came from", CALM, async (page) => {
  await page.focus("#opener");
  await show(page, "news");
  await page.evaluate(() => document.querySelector("opportune-widget").shadowRoot.querySelector(".x").focus());
  const session = await page.context().newCDPSession(page);
  await session.send("Emulation.setFocusEmulationEnabled", { enabled: false });
  const other = await page.context().newPage();
  await other.bringToFront();
  assert.equal(await page.evaluate(() => document.hasFocus()), false);
  await page.evaluate(() => globalThis.gallery.hide("news"));
  await gone(page);
  assert.equal(await focusName(page), "opener");
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
  // An older browser has popovers and knows no sources for them.
  const init = old ? () => {
    const { showPopover } = HTMLElement.prototype;
    HTMLElement.prototype.showPopover = function () {
      return showPopover.call(this);
    };
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

/** Room between the hint and what it belongs to; below nothing where it lies over that. */
const gap = (page, css) => page.evaluate((css) => {
  const [a, b] = [document.querySelector(css), document.querySelector("opportune-widget").shadowRoot.querySelector(".box")].map((node) => node.getBoundingClientRect());
  return Math.max(a.top - b.bottom, b.top - a.bottom);
}, css);
const replaced = (page, css, style, name) => page.evaluate(([css, style, name]) => {
  const old = document.querySelector(css);
  const next = name ? Object.assign(document.createElement(name), { id: old.id }) : old.cloneNode(true);
  next.style.cssText = style;
  old.remove();
  document.body.append(next);
}, [css, style, name]);

on("words that had room at the old place of their anchor have room at the new one", { ...CALM, viewport: { width: 1280, height: 500 } }, async (page) => {
  await page.evaluate(() => { document.querySelector("#size").style.cssText = "position: fixed; left: 300px; top: 430px"; });
  await page.evaluate(() => globalThis.gallery.show("tooltip", { view: { text: "Long words that go on and on. ".repeat(24) } }));
  await rest(page);
  assert.ok(await gap(page, "#size") > 5);
  await replaced(page, "#size", "position: fixed; left: 300px; top: 230px");
  await rest(page);
  await page.waitForFunction(() => document.querySelector("opportune-widget:not([data-away])"));
  assert.ok(await gap(page, "#size") > 5, `${await gap(page, "#size")} px`);
});

on("a hint that kept off its field's label does not where the page took the label away", CALM, async (page) => {
  await page.evaluate(() => { document.querySelector("#coupon").closest("label").style.cssText = "position: fixed; left: 300px; top: 300px"; });
  await page.evaluate(() => globalThis.gallery.show("hint", { view: { content: [], side: "top" } }));
  await rest(page);
  assert.ok(await gap(page, "#coupon") > 20);
  await replaced(page, "#coupon", "position: fixed; left: 300px; top: 350px", "input");
  await rest(page);
  await page.waitForFunction(() => document.querySelector("opportune-widget:not([data-away])"));
  assert.ok(await gap(page, "#coupon") < 14, `${await gap(page, "#coupon")} px`);
});

on("pages that let everything glide do not let a hint glide to its place", { viewport: { width: 600, height: 600 } }, async (page) => {
  await page.evaluate(() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync("* { transition: all 3s }");
    document.adoptedStyleSheets = [sheet];
    document.querySelector("#size").style.cssText = "position: fixed; right: 0; top: 300px";
  });
  await page.evaluate(() => globalThis.gallery.show("tooltip", { view: { text: "Between two sizes? Take the larger one." } }));
  await page.waitForFunction(() => document.querySelector("opportune-widget")?.shadowRoot.querySelector(".box").getBoundingClientRect().width);
  assert.ok(await page.evaluate(() => document.querySelector("opportune-widget").getBoundingClientRect().right <= innerWidth));
});
