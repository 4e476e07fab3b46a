//! Which element a widget stands at, and how it keeps to it, in Chromium: by CSS anchors, and with popovers and CSS
//! anchors taken away.
import assert from "node:assert/strict";
import { isByAnchors, old } from "./old.mjs";
import { focusName, gone, hide, on, said, show } from "./steps.mjs";

const BROWSERS = [["with CSS anchors", {}], ["without popovers and CSS anchors", { init: old }]];
const box = (page) => page.locator("opportune-widget .box");
const until = (page, work, argument) => page.waitForFunction(work, argument, { timeout: 10_000 });
const isAway = (page) => until(page, () => {
  const shown = document.querySelector("opportune-widget")?.shadowRoot.querySelector(".box");
  return !shown || getComputedStyle(shown).visibility === "hidden";
});
/** Where it stands relative to its anchor, once it stands still. */
const side = (page, css, wanted) => until(page, ([css, wanted]) => {
  const a = document.querySelector(css)?.getBoundingClientRect();
  const node = document.querySelector("opportune-widget");
  const b = node?.shadowRoot.querySelector(".box").getBoundingClientRect();
  if (!a || !b?.width || getComputedStyle(node.shadowRoot.querySelector(".box")).visibility === "hidden") return false;
  const gaps = { top: a.top - b.bottom, bottom: b.top - a.bottom, left: a.left - b.right, right: b.left - a.right };
  return node.dataset.at === wanted && gaps[wanted] >= 4 && gaps[wanted] <= 16;
}, [css, wanted]);
/** Other contents for the page: `[tag, attributes, ...children]`, without a parser, as the page's policy has it. */
const make = (page, ...nodes) => page.evaluate((nodes) => {
  const build = ([tag, given, ...children]) => {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(given)) name === "style" ? (node.style.cssText = value) : node.setAttribute(name, value);
    node.append(...children.map((child) => (typeof child === "string" ? child : build(child))));
    return node;
  };
  document.querySelector("main").replaceChildren(...nodes.map(build));
}, nodes);
const ROOM = ["div", { style: "height: 200px" }];
const button = (id, text, style = "") => ["button", { id, type: "button", style }, text];

for (const [name, options] of BROWSERS) {
  on(`it stands beside its anchor, flips and follows (${name})`, options, async (page) => {
    await show(page, "hint", { anchor: "#far", view: { side: "top" } });
    await side(page, "#far", "top");
    await page.evaluate(() => scrollTo(0, document.querySelector("#far").getBoundingClientRect().top + scrollY - 60));
    await side(page, "#far", "bottom");
    assert.equal(await page.evaluate(isByAnchors), !options.init);
    await page.evaluate(() => scrollTo(0, 99999));
    await isAway(page);
    await page.evaluate(() => scrollTo(0, 0));
    await side(page, "#far", "top");
    await hide(page, "hint");
    await gone(page);
    for (const wanted of ["right", "left"]) {
      await make(page, ["p", {}, button("b", "Here", "margin-inline: 320px")]);
      await show(page, "plainHint", { anchor: "#b", view: { side: wanted } });
      await side(page, "#b", wanted);
      await hide(page, "plainHint");
      await gone(page);
    }
  });

  on(`it is hidden with an anchor that its scroller hides (${name})`, options, async (page) => {
    await make(page, ROOM, ["div", { id: "s", style: "height: 160px; overflow: auto" }, ["p", { style: "height: 40px" }, button("b", "In here")], ["p", { style: "height: 600px" }]]);
    await show(page, "plainHint", { anchor: "#b", view: { side: "top" } });
    await side(page, "#b", "top");
    await page.evaluate(() => document.querySelector("#s").scrollTo(0, 20));
    await side(page, "#b", "top");
    await page.evaluate(() => document.querySelector("#s").scrollTo(0, 300));
    await isAway(page);
    // As a wheel does it: in steps, each drawn.
    for (const top of [200, 100, 20, 5, 0]) {
      await page.evaluate((top) => {
        document.querySelector("#s").scrollTo(0, top);
        return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
      }, top);
    }
    await side(page, "#b", "top");
  });

  on(`what is folded away is not visible, and takes its hint along (${name})`, options, async (page) => {
    await make(page, ROOM, ["details", { id: "fold" }, ["summary", {}, "More"], ["p", {}, button("b", "One")]]);
    await show(page, "plainHint", { anchor: "#b" });
    assert.deepEqual((await said(page)).slice(-1), ["plainHint#0 not_drawn not_visible"]);
    await page.evaluate(() => (document.querySelector("#fold").open = true));
    await show(page, "plainHint", { anchor: "#b", view: { side: "top" } });
    await side(page, "#b", "top");
    await page.evaluate(() => (document.querySelector("#fold").open = false));
    await gone(page);
    assert.deepEqual((await said(page)).slice(-1), ["plainHint#0 not_drawn not_visible"]);
  });

  on(`an anchor drawn anew is found anew, by way of a blank too (${name})`, options, async (page) => {
    await make(page, ROOM, ["p", { id: "home" }, button("b", "One")]);
    await show(page, "plainHint", { anchor: "#b", view: { side: "top" } });
    await side(page, "#b", "top");
    const node = await page.$("opportune-widget");
    await page.evaluate(() => {
      const next = document.querySelector("#b").cloneNode(true);
      next.style.marginInlineStart = "200px";
      document.querySelector("#b").replaceWith(next);
    });
    await side(page, "#b", "top");
    // The element stays, and is something else now.
    await page.evaluate(() => {
      const other = document.querySelector("#b").cloneNode(true);
      document.querySelector("#b").id = "a";
      document.querySelector("#home").append(other);
    });
    await side(page, "#b", "top");
    await page.evaluate(() => {
      const home = document.querySelector("#home");
      const next = home.querySelector("#b");
      // Put back as soon as the hint has stepped aside.
      const observer = new MutationObserver(() => {
        observer.disconnect();
        home.replaceChildren(next);
      });
      observer.observe(document.querySelector("opportune-widget"), { attributeFilter: ["data-away"] });
      home.textContent = "…";
    });
    await side(page, "#b", "top");
    assert.equal(await page.evaluate((node) => node.isConnected, node), true);
    await page.evaluate(() => (document.querySelector("#home").hidden = true));
    await gone(page);
    assert.deepEqual(await said(page), ["plainHint#0 drawn", "plainHint#0 not_drawn not_visible"]);
  });

  on(`in a shadow root, and in one inside it (${name})`, options, async (page) => {
    await make(page, ROOM, ["x-card", {}]);
    await page.evaluate(() => {
      const outer = document.querySelector("x-card").attachShadow({ mode: "open" });
      const middle = outer.appendChild(document.createElement("x-row"));
      const inner = middle.attachShadow({ mode: "open" });
      inner.append(Object.assign(document.createElement("button"), { id: "b", textContent: "Add" }));
    });
    await show(page, "plainHint", { anchor: "x-card >>> x-row >>> #b", view: { side: "top" } });
    const rects = () => page.evaluate(() => {
      const b = document.querySelector("x-card").shadowRoot.firstChild.shadowRoot.querySelector("#b").getBoundingClientRect();
      const w = document.querySelector("opportune-widget")?.shadowRoot.querySelector(".box").getBoundingClientRect();
      return w && { gap: Math.round(b.top - w.bottom), off: Math.round(w.left + w.width / 2 - b.left - b.width / 2) };
    });
    await until(page, () => document.querySelector("opportune-widget")?.dataset.at === "top");
    const { gap, off } = await rects();
    assert.ok(gap >= 8 && gap < 14 && Math.abs(off) < 60, JSON.stringify({ gap, off }));
    // Drawn anew inside of the innermost root, which the document does not hear of.
    await page.evaluate(() => {
      const root = document.querySelector("x-card").shadowRoot.firstChild.shadowRoot;
      const next = root.querySelector("#b").cloneNode(true);
      next.style.marginBlockStart = "80px";
      root.replaceChildren(next);
    });
    await page.waitForFunction(() => {
      const b = document.querySelector("x-card").shadowRoot.firstChild.shadowRoot.querySelector("#b").getBoundingClientRect();
      const w = document.querySelector("opportune-widget").shadowRoot.querySelector(".box").getBoundingClientRect();
      return b.top - w.bottom > 4 && b.top - w.bottom < 16;
    });
    // Tab: from the button within two roots into the hint, and back.
    await page.evaluate(() => document.querySelector("x-card").shadowRoot.firstChild.shadowRoot.querySelector("#b").focus());
    await page.keyboard.press("Tab");
    assert.equal(await focusName(page), "Close");
    await page.keyboard.press("Shift+Tab");
    assert.equal(await focusName(page), "b");
    await page.evaluate(() => document.querySelector("x-card").remove());
    await gone(page);
  });

  on(`in a modal dialog it is on top, usable, and gone with it; behind one it is not shown (${name})`, options, async (page) => {
    await make(page, ROOM, ["p", {}, button("b", "Behind")], ["dialog", { id: "d", style: "overflow: hidden" }, ["p", { style: "margin: 120px 60px" }, button("in", "In the drawer")]]);
    await page.evaluate(() => document.querySelector("#d").showModal());
    await show(page, "plainHint", { anchor: "#b" });
    assert.deepEqual(await said(page), ["plainHint#0 not_drawn not_visible"]);
    await show(page, "hint", { anchor: "#in" });
    await until(page, () => document.querySelector("#d opportune-widget")?.dataset.at);
    await page.focus("#in");
    await page.keyboard.press("Tab");
    assert.equal(await focusName(page), "WELCOME10CopyCopied");
    await box(page).getByRole("button", { name: "Close" }).click();
    await gone(page);
    await show(page, "hint", { anchor: "#in" });
    await page.evaluate(() => document.querySelector("#d").close());
    await gone(page);
    assert.deepEqual((await said(page)).slice(1), ["hint#0 drawn", "hint#0 dismiss close", "hint#0 drawn", "hint#0 not_drawn not_visible"]);
    // It opens over a hint that stands.
    await show(page, "plainHint", { anchor: "#b" });
    await page.evaluate(() => document.querySelector("#d").showModal());
    await gone(page);
    assert.equal((await said(page)).pop(), "plainHint#0 not_drawn not_visible");
  });

  on(`at 320 by 256 it is a card that scrolls, and can be closed (${name})`, { ...options, viewport: { width: 320, height: 256 } }, async (page) => {
    await page.evaluate(() => document.querySelector("#coupon").scrollIntoView({ block: "center" }));
    await show(page, "hint", { view: { text: "Ten percent off your first order, on us. ".repeat(6) } });
    await until(page, () => document.querySelector("opportune-widget") && !document.querySelector("opportune-widget").dataset.side);
    const at = await box(page).boundingBox();
    assert.ok(at.x >= 0 && at.y >= 0 && at.x + at.width <= 320 && at.y + at.height <= 256, JSON.stringify(at));
    for (const label of ["Apply", "Close"]) {
      const button = box(page).getByRole("button", { name: label });
      await button.scrollIntoViewIfNeeded();
      const r = await button.boundingBox();
      assert.ok(r.y >= 0 && r.y + r.height <= 256.5, `${label} ${JSON.stringify(r)}`);
    }
    await box(page).getByRole("button", { name: "Close" }).click();
    await gone(page);
  });
}

on("of several matches it takes the visible one, the one with the pointer or focus, or the only one on the screen", {}, async (page) => {
  const html = (styles) => [ROOM, ...styles.map((style, i) => ["p", { style }, ["button", { class: "b", id: `b${i}`, type: "button" }, `${i}`]])];
  const where = async () => {
    await until(page, () => document.querySelector("opportune-widget")?.dataset.at);
    const at = await page.evaluate(() => {
      const w = document.querySelector("opportune-widget").getBoundingClientRect();
      const near = (b) => Math.abs(b.getBoundingClientRect().top - w.bottom) < 3;
      return [...document.querySelectorAll(".b")].filter((b) => b.getClientRects().length && near(b)).map((b) => b.id).join();
    });
    await hide(page, "plainHint");
    await gone(page);
    return at;
  };
  const given = { anchor: ".b", view: { side: "top" } };
  await make(page, ...html(["display: none", "visibility: hidden", ""]));
  await show(page, "plainHint", given);
  assert.equal(await where(), "b2");
  await make(page, ...html(["", "margin: 120px 0 0", "margin: 3000px 0 0"]));
  await show(page, "plainHint", given);
  assert.equal((await said(page)).pop(), "plainHint#0 not_drawn many");
  await page.hover("#b1");
  await show(page, "plainHint", given);
  assert.equal(await where(), "b1");
  await page.mouse.move(2, 2);
  await page.focus("#b0");
  await show(page, "plainHint", given);
  assert.equal(await where(), "b0");
  await page.evaluate(() => {
    document.activeElement.blur();
    scrollTo(0, document.querySelector("#b2").offsetTop - 300);
  });
  await show(page, "plainHint", given);
  assert.equal(await where(), "b2");
});

on("who comes to a hint by the end of the page leaves by there", { init: old }, async (page) => {
  await show(page, "hint");
  await page.focus("main a[href='/care']");
  const walk = [];
  for (let i = 0; i < 4; i += 1) {
    await page.keyboard.press("Tab");
    walk.push(await focusName(page));
  }
  assert.deepEqual(walk.slice(0, 3), ["WELCOME10CopyCopied", "ApplyFilled in", "Close"]);
  assert.notEqual(walk[3], "card");
});

on("a hint never covers a field that has focus, the on-screen keyboard's either", {}, async (page) => {
  await make(page, ROOM, ["p", {}, button("b", "Size")], ["p", {}, ["label", {}, "Street ", ["input", { id: "f", style: "width: 100%" }]]]);
  await show(page, "hint", { anchor: "#b", view: { side: "bottom" } });
  await side(page, "#b", "bottom");
  const covers = () => page.evaluate(() => {
    const r = document.querySelector("#f").getBoundingClientRect();
    const at = document.elementFromPoint(r.left + 8, r.top + r.height / 2);
    return at.id !== "f";
  });
  await page.evaluate(() => document.querySelector("#b").after(document.querySelector("#f").closest("p")));
  await page.focus("#f");
  await until(page, () => document.querySelector("opportune-widget").hasAttribute("data-aside"));
  assert.equal(await covers(), false);
  await page.evaluate(() => document.activeElement.blur());
  await until(page, () => !document.querySelector("opportune-widget").hasAttribute("data-aside"));
  await hide(page, "hint");
  await gone(page);
  // It does not come up over one, either, and counts once it is seen.
  await page.focus("#f");
  await show(page, "hint", { anchor: "#b", view: { side: "bottom" } });
  await until(page, () => document.querySelector("opportune-widget")?.hasAttribute("data-aside"));
  assert.equal(await covers(), false);
});

on("an edit waits for load, and another one for nobody: two at one element do not take each other's words", {}, async (page) => {
  const before = await page.locator("#welcome").evaluate((node) => node.outerHTML);
  await show(page, "cta");
  await page.evaluate(() => gallery.show("cta", { key: "other#0", rule: "other", anchor: "a.hero", view: { text: "Another" } }));
  assert.deepEqual((await said(page)), ["cta#0 drawn", "other#0 not_drawn contested"]);
  await page.evaluate(() => gallery.ui.stop());
  assert.equal(await page.locator("#welcome").evaluate((node) => node.outerHTML), before);
});

on("what the page changes meanwhile stays the page's; words beside ours are met; a detached element is undone too", {}, async (page) => {
  const frame = () => page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  await show(page, "cta");
  await page.evaluate(() => document.querySelector("#welcome").classList.add("is-hot"));
  await page.evaluate(() => document.querySelector("#welcome").append(" and more"));
  await frame();
  assert.equal(await page.textContent("#welcome").then((text) => text.trim()), "Welcome back, Ada");
  const node = await page.$("#welcome");
  await page.evaluate(() => document.querySelector("#welcome").remove());
  await frame();
  assert.match(await node.evaluate((one) => one.textContent), /See what is\s*new and more/);
  assert.equal(await node.evaluate((one) => one.className), "hero is-hot");
  await gone(page);
  await until(page, () => gallery.said.some(([, what, why]) => what === "not_drawn" && why === "not_found"));
});
