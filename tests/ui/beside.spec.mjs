//! Where exactly a tooltip stands, from its first frame on: beside its anchor, on pages that are zoomed or pushed about,
//! under and over fields with labels, and where there is no room.
import assert from "node:assert/strict";
import { old } from "./old.mjs";
import { on, rest, until } from "./steps.mjs";

const CALM = { reducedMotion: "reduce" };
const BROWSERS = [["with CSS anchors", {}], ["without", { init: old }]];

const style = (page, css) => page.evaluate((css) => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  document.adoptedStyleSheets = [sheet];
}, css);

/** In the page: on which side of the anchor the box is, how far from it, and how far from its middle. */
function stands(css) {
  const node = document.querySelector("opportune-widget");
  const [a, b] = [document.querySelector(css), node.shadowRoot.querySelector(".box")].map((one) => one.getBoundingClientRect());
  const gaps = { top: a.top - b.bottom, bottom: b.top - a.bottom, left: a.left - b.right, right: b.left - a.right };
  const [side, gap] = Object.entries(gaps).sort((one, other) => other[1] - one[1])[0];
  const off = /top|bottom/.test(side) ? b.left + b.width / 2 - a.left - a.width / 2 : b.top + b.height / 2 - a.top - a.height / 2;
  return { side, gap: Math.round(gap), off: Math.round(off), isCard: !node.dataset.side, isSeen: b.top >= 0 && b.bottom <= innerHeight + 1 };
}

for (const [name, options] of BROWSERS) {
  for (const [css, zoom] of [["body { zoom: 1.25 }", 1.25], ["html { zoom: 0.8 }", 0.8], ["main { zoom: 1.5 }", 1], ["body > * { zoom: 0.9 }", 1], ["* { margin: 10px !important }", 1]]) {
    on(`on a page with ${css} a tooltip stands at its anchor from the first frame on (${name})`, { ...CALM, ...options }, async (page) => {
      await style(page, `${css} #b { position: fixed; left: 400px; top: 300px }`);
      const wrong = await page.evaluate(async ([look, zoom]) => {
        const stands = new Function(`return ${look}`)();
        const frame = () => new Promise(requestAnimationFrame);
        document.querySelector("main").append(Object.assign(document.createElement("button"), { id: "b", textContent: "Here" }));
        const wrong = [];
        for (const side of ["top", "bottom", "left", "right"]) {
          gallery.show("plainHint", { anchor: "#b", view: { side } });
          // The second look is when the browser has taken over.
          for (const wait of [0, 300]) {
            await new Promise((done) => setTimeout(done, wait));
            await frame();
            const at = stands("#b");
            if (at.side !== side || Math.abs(at.gap - 10 * zoom) > 1 || Math.abs(at.off) > 1) wrong.push(`${side}, ${wait} ms: ${JSON.stringify(at)}`);
          }
          gallery.ui.stop();
        }
        return wrong;
      }, [`${stands}`, zoom]);
      assert.deepEqual(wrong, []);
    });
  }

  on(`on a zoomed page long words end at the edge of the screen (${name})`, { ...CALM, ...options, viewport: { width: 1000, height: 700 } }, async (page) => {
    await style(page, "body { zoom: 1.5 } #b { position: fixed; left: 200px; top: 20px }");
    await page.evaluate(() => document.querySelector("main").append(Object.assign(document.createElement("button"), { id: "b", textContent: "Here" })));
    await page.evaluate(() => gallery.show("plainHint", { anchor: "#b", view: { side: "bottom", text: "Long words that go on and on. ".repeat(60) } }));
    await rest(page);
    const at = await page.evaluate(stands, "#b");
    assert.deepEqual([at.side, at.isCard, at.isSeen], ["bottom", false, true], JSON.stringify(at));
  });

  on(`a hint under a field goes over it when there is no room for the hint, and not before (${name})`, { ...CALM, ...options }, async (page) => {
    await style(page, "label:has(#coupon) { position: fixed; left: 300px; top: 300px }");
    const hint = { view: { content: [], text: "Ten percent off your first order, on us." } };
    await page.evaluate((hint) => gallery.show("hint", hint), hint);
    await rest(page);
    const need = await page.evaluate(() => {
      const [field, box] = [document.querySelector("#coupon"), document.querySelector("opportune-widget").shadowRoot.querySelector(".box")].map((one) => one.getBoundingClientRect());
      return { below: box.bottom + 10 - field.bottom, field: field.bottom };
    });
    for (const [room, side] of [[need.below + 6, "bottom"], [need.below - 6, "top"]]) {
      await page.evaluate(() => gallery.ui.stop());
      const top = 800 - room - (need.field - 300);
      await style(page, `label:has(#coupon) { position: fixed; left: 300px; top: ${top}px }`);
      await page.evaluate((hint) => gallery.show("hint", hint), hint);
      await rest(page);
      await page.waitForTimeout(250);
      const at = await page.evaluate(stands, "#coupon");
      assert.equal(at.side, side, `${room} px: ${JSON.stringify(at)}`);
      // Over the field means over its label.
      if (side === "top") assert.ok(at.gap > 25, JSON.stringify(at));
      else assert.equal(at.gap, 10);
    }
  });

  on(`a pointer goes from a field over its label into what stands above, and is never beside it (${name})`, { ...CALM, ...options }, async (page) => {
    await style(page, "label:has(#coupon) { position: fixed; left: 300px; top: 300px }");
    await page.evaluate(() => gallery.show("hint", { answers: true, view: { side: "top", content: [], text: "Codes go here." } }));
    await rest(page);
    const left = await page.evaluate(() => {
      const [field, box] = [document.querySelector("#coupon"), document.querySelector("opportune-widget").shadowRoot.querySelector(".box")].map((one) => one.getBoundingClientRect());
      const left = [];
      for (let y = Math.floor(field.top) - 1; y > box.bottom - 4; y -= 1) if (document.elementFromPoint(box.left + box.width / 2, y).localName !== "opportune-widget") left.push(y - field.top);
      return { left, gap: field.top - box.bottom };
    });
    assert.ok(left.gap > 25, "it stands over the label");
    assert.deepEqual(left.left, []);
  });

  on(`where scrolling leaves no room on any side a tooltip becomes a card, and lies over nothing it belongs to (${name})`, { ...CALM, ...options, viewport: { width: 700, height: 330 } }, async (page) => {
    await style(page, "#b { display: block; width: 100%; height: 40px; margin-top: 500px }");
    await page.evaluate(() => {
      document.querySelector(".tall").append(Object.assign(document.createElement("button"), { id: "b", textContent: "Here" }), Object.assign(document.createElement("div"), { style: "height: 900px" }));
      scrollTo(0, document.querySelector("#b").getBoundingClientRect().top + scrollY - 270);
      gallery.show("plainHint", { anchor: "#b", view: { side: "top", text: "Free returns for thirty days. ".repeat(16) } });
    });
    await rest(page);
    assert.equal((await page.evaluate(stands, "#b")).side, "top");
    await page.evaluate(() => scrollBy(0, 125));
    await rest(page);
    const at = await page.evaluate(stands, "#b");
    assert.ok(at.isCard || at.gap >= 0, JSON.stringify(at));
    assert.ok(at.isSeen, JSON.stringify(at));
  });
}
