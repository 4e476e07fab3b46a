//! What widgets do with pointer, keyboard and screen reader, in Chromium under the strict policy.
import assert from "node:assert/strict";
import { focusName, gone, hide, on, PHONE, rest, said, show, until } from "./steps.mjs";

on("a tooltip names its anchor's description, and gives the attribute back", {}, async (page) => {
  await page.evaluate(() => document.querySelector("#size").setAttribute("aria-describedby", "far"));
  await show(page, "tooltip");
  assert.deepEqual(await said(page), ["tooltip#0 drawn"]);
  const session = await page.context().newCDPSession(page);
  const { root } = await session.send("DOM.getDocument");
  const { nodeId } = await session.send("DOM.querySelector", { nodeId: root.nodeId, selector: "#size" });
  const { nodes } = await session.send("Accessibility.getPartialAXTree", { nodeId, fetchRelatives: false });
  assert.match(nodes[0].description.value, /Returns are free.*Between two sizes/);
  await page.keyboard.press("Escape");
  assert.deepEqual(await said(page), ["tooltip#0 drawn", "tooltip#0 dismiss escape"]);
  assert.equal(await page.getAttribute("#size", "aria-describedby"), "far");
  await gone(page);
});

on("the pointer can cross from the anchor to a tooltip", {}, async (page) => {
  await show(page, "tooltip");
  const box = await page.locator("opportune-widget .box").boundingBox();
  const anchor = await page.locator("#size").boundingBox();
  for (let y = anchor.y + 4; y > box.y + 4; y -= 2) {
    const belongs = await page.evaluate(([x, y]) => {
      const at = document.elementFromPoint(x, y);
      return at.id === "size" || at.dataset.opportuneRule === "tooltip";
    }, [anchor.x + anchor.width / 2, y]);
    assert.ok(belongs, `a hole at ${y}`);
  }
});

on("Tab reaches an uninvited hint after its anchor, and goes on behind it", {}, async (page) => {
  await show(page, "hint");
  await page.focus("#coupon");
  const walk = [];
  for (let i = 0; i < 4; i += 1) {
    await page.keyboard.press("Tab");
    walk.push(await focusName(page));
  }
  assert.deepEqual(walk, ["WELCOME10CopyCopied", "ApplyFilled in", "Close", "card"]);
  await page.keyboard.press("Shift+Tab");
  assert.equal(await focusName(page), "Close");
  await page.keyboard.press("Escape");
  assert.equal(await focusName(page), "card");
  assert.deepEqual(await said(page), ["hint#0 drawn", "hint#0 dismiss escape"]);
});

on("Escape elsewhere leaves an uninvited hint alone", {}, async (page) => {
  await show(page, "hint");
  await page.focus("#email");
  await page.keyboard.press("Escape");
  assert.deepEqual(await said(page), ["hint#0 drawn"]);
});

on("a hint is announced once, politely", {}, async (page) => {
  // What is said when: read in the page, since a slow machine may not get to ask in time.
  const said = await page.evaluate(async () => {
    gallery.show("hint");
    const status = document.querySelector("opportune-widget").shadowRoot.querySelector("[role=status]");
    const heard = [status.textContent];
    new MutationObserver(() => heard.push(status.textContent)).observe(status, { childList: true, characterData: true, subtree: true });
    await new Promise((done) => setTimeout(done, 2600));
    return heard;
  });
  assert.deepEqual(said, ["", "Still thinking it over? Ten percent off your first order, on us.", ""]);
});

on("a hint follows its anchor, steps aside with it, moves to its successor and ends with it", {}, async (page) => {
  await show(page, "hint", { anchor: "#far" });
  assert.deepEqual(await said(page), ["hint#0 drawn"]);
  const side = () => page.getAttribute("opportune-widget", "data-at");
  assert.equal(await side(), "top");
  const isSeen = () => page.locator("opportune-widget .box").isVisible();
  await page.evaluate(() => scrollTo(0, document.querySelector("#far").offsetTop - 60));
  await until("below its anchor", async () => (await side()) === "bottom");
  await page.evaluate(() => scrollTo(0, 9999));
  await until("gone with its anchor", async () => !(await isSeen()));
  await page.evaluate(() => scrollTo(0, 0));
  await until("back with its anchor", isSeen);
  await until("above its anchor", async () => (await side()) === "top");
  await page.evaluate(() => document.querySelector("#far").replaceWith(document.querySelector("#far").cloneNode(true)));
  await rest(page);
  assert.deepEqual([await side(), await isSeen()], ["top", true]);
  await page.evaluate(() => document.querySelector("#far").remove());
  await gone(page);
  assert.deepEqual(await said(page), ["hint#0 drawn", "hint#0 not_drawn not_found"]);
});

on("a hint below the fold counts as drawn once it is scrolled to", {}, async (page) => {
  await page.setViewportSize({ width: 1280, height: 300 });
  await show(page, "plainHint");
  await page.waitForTimeout(100);
  assert.deepEqual(await said(page), []);
  await page.locator("#opener").scrollIntoViewIfNeeded();
  await until("drawn", async () => (await said(page)).length > 0);
  assert.deepEqual(await said(page), ["plainHint#0 drawn"]);
});

on("no anchor, no hint", {}, async (page) => {
  await show(page, "hint", { anchor: "#nowhere" });
  await page.evaluate(() => (document.querySelector("#far").hidden = true));
  await show(page, "tooltip", { anchor: "#far" });
  assert.deepEqual(await said(page), ["hint#0 not_drawn not_found", "tooltip#0 not_drawn not_visible"]);
  assert.equal(await page.locator("opportune-widget").count(), 0);
});

on("a coupon is copied and filled in as typing does", {}, async (page) => {
  await page.evaluate(() => {
    globalThis.typed = [];
    for (const type of ["input", "change"]) document.addEventListener(type, (event) => typed.push([type, event.target.value]));
  });
  await show(page, "hint");
  await page.getByRole("button", { name: "WELCOME10" }).click();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), "WELCOME10");
  assert.equal(await page.getByRole("button", { name: "WELCOME10 Copied" }).count(), 1);
  await page.getByRole("button", { name: "Apply" }).click();
  assert.equal(await page.inputValue("#coupon"), "WELCOME10");
  assert.deepEqual(await page.evaluate(() => typed), [["input", "WELCOME10"], ["change", "WELCOME10"]]);
  assert.equal(await focusName(page), "coupon");
  assert.deepEqual(await said(page), ["hint#0 drawn", "hint#0 copy", "hint#0 apply"]);
});

on("a coupon is never filled into payment or password fields", {}, async (page) => {
  await show(page, "hint", { view: { content: [{ coupon: { code: "X", field: "#card", apply: true } }] } });
  assert.equal(await page.getByRole("button", { name: "Apply" }).count(), 0);
});

on("a popup starts at its title, keeps Tab inside, and gives focus back", {}, async (page) => {
  await page.focus("#opener");
  const scroll = await page.evaluate(() => scrollY);
  await show(page, "popup");
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 1280);
  const walk = [await focusName(page)];
  for (let i = 0; i < 5; i += 1) {
    await page.keyboard.press("Tab");
    walk.push(await focusName(page));
  }
  assert.deepEqual(walk, ["t", "WELCOME10CopyCopied", "ApplyFilled in", "Finish my order", "No, thanks", "Close"]);
  await page.keyboard.press("Escape");
  assert.equal(await focusName(page), "opener");
  assert.equal(await page.evaluate(() => scrollY), scroll);
  assert.deepEqual(await said(page), ["popup#0 drawn", "popup#0 dismiss escape"]);
  await gone(page);
});

on("a popup closes by its button, by a press outside, and by nothing else", {}, async (page) => {
  await show(page, "popup");
  await page.getByRole("button", { name: "Close" }).click();
  await gone(page);
  await show(page, "popup");
  const box = await page.locator("opportune-widget .box").boundingBox();
  await page.mouse.move(box.x + 40, box.y + 40);
  await page.mouse.down();
  await page.mouse.move(20, 20);
  await page.mouse.up();
  await page.mouse.click(20, 20);
  await gone(page);
  assert.deepEqual(await said(page), ["popup#0 drawn", "popup#0 dismiss close", "popup#0 drawn", "popup#0 dismiss outside"]);
});

for (const [screen, options] of [["a desktop", {}], ["a phone", PHONE], ["the smallest screen", { viewport: { width: 320, height: 256 } }]]) {
  on(`however long a popup is, its close button stays in its corner: ${screen}`, { ...options, reducedMotion: "reduce" }, async (page) => {
    await show(page, "long", { view: { text: "There is much to say. ".repeat(200) } });
    const [scrolled, before, after] = await page.locator("opportune-widget .box").evaluate((box) => {
      const corner = () => {
        const [x, frame] = [box.querySelector(".x").getBoundingClientRect(), box.getBoundingClientRect()];
        const at = box.getRootNode().elementFromPoint(x.left + x.width / 2, x.top + x.height / 2);
        return [x.top - frame.top, frame.right - x.right, at?.className];
      };
      const first = corner();
      box.scrollTop = 1e6;
      return [box.scrollTop, first, corner()];
    });
    assert.ok(scrolled > 300, `it scrolls by ${scrolled}`);
    // Beside the border, which a sheet has none of at its side.
    assert.deepEqual([before, after], [[9, screen === "a desktop" ? 9 : 8, "x"], before]);
    await page.getByRole("button", { name: "Close" }).click();
    await gone(page);
  });
}

on("no more tips is a quiet button, reached by Tab and told as such", {}, async (page) => {
  await page.evaluate(() => { gallery.effects.popup.view.mute = "No more tips"; });
  await show(page, "popup");
  const button = page.getByRole("button", { name: "No more tips" });
  assert.ok((await button.boundingBox()).height >= 24);
  await button.focus();
  await page.keyboard.press("Enter");
  await gone(page);
  assert.deepEqual(await said(page), ["popup#0 drawn", "popup#0 dismiss mute"]);
});

on("the page behind a popup neither scrolls nor shifts", {}, async (page) => {
  await show(page, "popup");
  const width = await page.evaluate(() => document.documentElement.clientWidth);
  await page.mouse.move(100, 500);
  for (let i = 0; i < 5; i += 1) await page.mouse.wheel(0, 400);
  for (const key of ["End", "PageDown", " "]) await page.keyboard.press(key);
  await page.waitForTimeout(300);
  assert.equal(await page.evaluate(() => scrollY), 0);
  await hide(page, "popup");
  await gone(page);
  assert.equal(await page.evaluate(() => document.documentElement.clientWidth), width);
});

on("a banner updates without new nodes, steps aside for focus, and keeps clear of the header", {}, async (page) => {
  await show(page, "banner");
  const bar = page.locator("opportune-widget [role=progressbar]");
  await bar.evaluate((node) => (node.kept = true));
  await page.evaluate(() => {
    const view = structuredClone(gallery.effects.banner.view);
    view.content[0].progress = { value: 60, goal: 60, label: "Free shipping is yours" };
    gallery.ui.update("banner#0", view);
  });
  assert.equal(await bar.getAttribute("aria-valuenow"), "60");
  assert.equal(await bar.getAttribute("aria-valuetext"), "Free shipping is yours");
  assert.equal(await bar.evaluate((node) => node.kept), true);
  const box = page.locator("opportune-widget .box");
  await page.evaluate(() => {
    const link = document.querySelector("main a[href='/care']");
    scrollTo(0, link.getBoundingClientRect().bottom - innerHeight + 40);
    link.focus({ preventScroll: true });
  });
  const isSeen = () => box.evaluate((node) => getComputedStyle(node).opacity !== "0");
  assert.equal(await isSeen(), false);
  // Out of the way, but not out of reach: Tab goes on into it, and it is back.
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.localName), "opportune-widget");
  assert.equal(await isSeen(), true);
  await page.focus("#size");
  assert.equal(await isSeen(), true);
  await hide(page, "banner");
  await gone(page);
  await show(page, "news");
  const header = await page.locator("header").boundingBox();
  assert.ok((await box.boundingBox()).y >= header.y + header.height);
});

on("Escape with focus inside closes a banner", {}, async (page) => {
  await show(page, "banner");
  await page.locator("opportune-widget button").last().focus();
  await page.keyboard.press("Escape");
  assert.deepEqual(await said(page), ["banner#0 drawn", "banner#0 dismiss escape"]);
  await gone(page);
});

on("a CTA is rewritten in place and undone exactly", {}, async (page) => {
  const before = await page.locator("#welcome").evaluate((node) => node.outerHTML);
  await show(page, "cta");
  assert.equal(await page.locator("#welcome").innerText().then((text) => text.trim()), "Welcome back, Ada");
  assert.equal(await page.getAttribute("#welcome", "href"), "/for-you");
  assert.equal(await page.getAttribute("#welcome", "class"), "hero is-back");
  await page.evaluate(() => document.querySelector("#welcome").addEventListener("click", (event) => event.preventDefault()));
  await page.click("#welcome");
  assert.deepEqual(await said(page), ["cta#0 drawn", "cta#0 click 0"]);
  await hide(page, "cta");
  assert.equal(await page.locator("#welcome").evaluate((node) => node.outerHTML), before);
  await page.click("#welcome");
  assert.equal((await said(page)).length, 2);
});

on("a CTA takes theme tokens as styles, and only harmless ones; none is left behind", {}, async (page) => {
  const before = await page.locator("#welcome").evaluate((node) => node.outerHTML);
  await show(page, "cta", { view: { text: "Hello", theme: { surface: "#14213d", text: "white", radius: "3px", font: "url(/leak)" } } });
  const style = await page.locator("#welcome").evaluate((node) => {
    const { backgroundColor, color, borderRadius, fontFamily } = node.style;
    return [backgroundColor, color, borderRadius, fontFamily];
  });
  assert.deepEqual(style, ["rgb(20, 33, 61)", "white", "3px", ""]);
  await hide(page, "cta");
  assert.equal(await page.locator("#welcome").evaluate((node) => node.outerHTML), before);
});

on("a re-render is met five times, then the CTA is left to the page", {}, async (page) => {
  await show(page, "cta");
  const render = () =>
    page.evaluate(async () => {
      document.querySelector("#welcome span").firstChild.data = "See what is ";
      await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
      return document.querySelector("#welcome").textContent.trim();
    });
  for (let i = 0; i < 5; i += 1) assert.equal(await render(), "Welcome back, Ada");
  assert.equal(await render(), "See what is new");
  assert.equal((await said(page)).pop(), "cta#0 not_drawn contested");
  assert.equal(await page.getAttribute("#welcome", "data-opportune-rule"), null);
});
