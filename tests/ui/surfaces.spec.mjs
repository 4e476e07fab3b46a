//! Toasts, and what stands in the page itself: nothing moves by it, nothing of it stays.
import assert from "node:assert/strict";
import { decode } from "./png.mjs";
import { axeSource } from "./stage.mjs";
import { PHONE, gone, hide, on, said, show } from "./steps.mjs";

/** The page as it is, without our widgets. */
const pageOf = (page) => page.evaluate(() => document.documentElement.outerHTML);
/** Counts what moves from here on without the visitor's doing. */
const watchShifts = (page) =>
  page.evaluate(() => {
    globalThis.shifts = [];
    const seen = (list) => list.getEntries().forEach((entry) => entry.hadRecentInput || shifts.push(entry.value));
    globalThis.watcher = new PerformanceObserver(seen);
    watcher.observe({ type: "layout-shift" });
    globalThis.shiftsSoFar = () => (seen({ getEntries: () => watcher.takeRecords() }), shifts);
  });
const frames = (page, count = 3) =>
  page.evaluate(async (count) => {
    for (let i = 0; i < count; i += 1) await new Promise((done) => requestAnimationFrame(done));
  }, count);
/** Whatever came or goes has done so. */
const still = async (page) => {
  await page.waitForFunction(() => [...document.querySelectorAll("opportune-widget")].every((node) => node.shadowRoot.getAnimations().every((one) => one.playState === "finished")));
  await frames(page);
};
const box = (page, rule) => page.locator(`opportune-widget[data-opportune-rule=${rule}] .box`);
const reported = (page, line) => page.waitForFunction((line) => gallery.said.some((entry) => entry.filter((x) => x != null).join(" ") === line), line);

on("inline words wait for a press, and are drawn then", {}, async (page) => {
  const before = await pageOf(page);
  await watchShifts(page);
  await show(page, "inlineFull");
  await frames(page);
  assert.equal(await page.locator("opportune-widget").count(), 0);
  await page.mouse.click(5, 400);
  await reported(page, "inlineFull#0 drawn");
  const [words, lede] = [await box(page, "inlineFull").boundingBox(), await page.locator(".lede").boundingBox()];
  assert.ok(words.y + words.height <= lede.y);
  assert.deepEqual(await page.evaluate(() => shiftsSoFar()), []);
  await page.getByRole("button", { name: "Hide" }).click();
  await gone(page);
  assert.deepEqual(await said(page), ["inlineFull#0 drawn", "inlineFull#0 dismiss close"]);
  assert.equal(await pageOf(page), before);
  assert.deepEqual(await page.evaluate(() => shiftsSoFar()), []);
});

on("in room that the page keeps, inline words come and go at once", {}, async (page) => {
  await page.evaluate(() => {
    const room = document.createElement("div");
    room.id = "room";
    room.style.minHeight = "80px";
    document.querySelector("h1").after(room);
  });
  await frames(page);
  const before = await pageOf(page);
  await watchShifts(page);
  await show(page, "inline", { anchor: "#room", view: { place: "append", text: "Delivered on Thursday." } });
  await reported(page, "inline#0 drawn");
  await hide(page, "inline");
  await gone(page);
  assert.equal(await pageOf(page), before);
  assert.deepEqual(await page.evaluate(() => shiftsSoFar()), []);
});

on("what is over keeps its room until nobody sees it go", {}, async (page) => {
  await watchShifts(page);
  await show(page, "inlineFull");
  await frames(page);
  await page.mouse.click(5, 400);
  await reported(page, "inlineFull#0 drawn");
  // Long after the press.
  await page.waitForTimeout(700);
  await hide(page, "inlineFull");
  await frames(page);
  const left = page.locator("opportune-widget");
  assert.equal(await left.count(), 1);
  assert.equal(await left.getAttribute("inert"), "");
  assert.equal(await left.getAttribute("data-opportune-rule"), null);
  await still(page);
  await page.mouse.click(5, 400);
  await gone(page);
  assert.deepEqual(await page.evaluate(() => shiftsSoFar()), []);
});

on("stop() ends all of it at once, room and fading included", {}, async (page) => {
  const before = await pageOf(page);
  for (const name of ["toast", "badge", "highlight", "cta", "banner", "inlineReplace"]) await show(page, name);
  await page.mouse.click(5, 400);
  await reported(page, "inlineReplace#0 drawn");
  await hide(page, "inlineReplace");
  await hide(page, "toast");
  await page.evaluate(() => gallery.ui.stop());
  assert.equal(await pageOf(page), before);
  assert.equal(await page.evaluate(() => Symbol.for("opportune.edits") in document), false);
});

on("what replaces hides the original and never removes it", {}, async (page) => {
  await show(page, "inlineReplace");
  await frames(page);
  await page.mouse.click(5, 400);
  await reported(page, "inlineReplace#0 drawn");
  assert.equal(await page.locator(".lede").isVisible(), false);
  assert.equal(await page.locator(".lede").count(), 1);
  const render = () =>
    page.evaluate(async () => {
      document.querySelector(".lede").style.display = "";
      await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    });
  await render();
  await page.mouse.click(5, 400);
  await page.waitForFunction(() => document.querySelector(".lede").style.display === "none");
  assert.equal(await page.locator("opportune-widget").count(), 1);
});

on("a page that drops inline words again and again has its way", {}, async (page) => {
  await page.setViewportSize({ width: 1280, height: 400 });
  await show(page, "inline", { anchor: "#far" });
  for (let i = 0; i < 6; i += 1) {
    await page.waitForFunction(() => document.querySelector("opportune-widget"));
    await page.evaluate(() => document.querySelector("opportune-widget").remove());
  }
  await reported(page, "inline#0 not_drawn contested");
  await gone(page);
});

on("new words scroll within the old room until there is more", {}, async (page) => {
  await show(page, "inline");
  await frames(page);
  await page.mouse.click(5, 400);
  await reported(page, "inline#0 drawn");
  await page.waitForTimeout(700);
  await watchShifts(page);
  const height = async () => Math.round((await box(page, "inline").boundingBox()).height);
  const before = await height();
  await page.evaluate(() => gallery.ui.update("inline#0", { place: "after", close: false, text: "A long story. ".repeat(30) }));
  await frames(page);
  assert.equal(await height(), before);
  await page.mouse.click(5, 400);
  await page.waitForFunction((before) => document.querySelector("opportune-widget").offsetHeight > before, before);
  assert.deepEqual(await page.evaluate(() => shiftsSoFar()), []);
});

on("a third toast finds no hole; two stand apart, and close up", {}, async (page) => {
  await show(page, "toast");
  await show(page, "toastFull");
  await page.waitForFunction(() => {
    const [low, high] = ["toast", "toastFull"].map((rule) => document.querySelector(`opportune-widget[data-opportune-rule=${rule}]`).shadowRoot.querySelector(".box").getBoundingClientRect());
    return high.bottom <= low.top;
  });
  // Moved in, not away.
  await page.waitForFunction(() => {
    const [low, high] = ["toast", "toastFull"].map((rule) => document.querySelector(`opportune-widget[data-opportune-rule=${rule}]`).shadowRoot.querySelector(".box").getBoundingClientRect());
    return Math.abs(low.top - high.bottom - 8) < 1;
  });
  // Both come in by the same way: they stand right before they stand still.
  await still(page);
  const low = await box(page, "toast").boundingBox();
  await page.getByRole("region", { name: "Saved for later" }).getByRole("button", { name: "Close" }).click();
  const bottom = low.y + low.height;
  await page.waitForFunction((bottom) => {
    const rect = document.querySelector("opportune-widget[data-opportune-rule=toastFull]").shadowRoot.querySelector(".box").getBoundingClientRect();
    return document.querySelectorAll("opportune-widget").length === 1 && Math.abs(rect.bottom - bottom) < 1;
  }, bottom);
  await show(page, "banner");
  await page.waitForFunction(() => {
    const [toast, banner] = ["toastFull", "banner"].map((rule) => document.querySelector(`opportune-widget[data-opportune-rule=${rule}]`).shadowRoot.querySelector(".box").getBoundingClientRect());
    return toast.bottom <= banner.top;
  });
});

on("a toast is announced politely, named, and closed by Escape from within", {}, async (page) => {
  const heard = await page.evaluate(async () => {
    gallery.show("toast");
    const status = document.querySelector("opportune-widget").shadowRoot.querySelector("[role=status]");
    return new Promise((done) => new MutationObserver(() => done(status.textContent)).observe(status, { childList: true }));
  });
  assert.equal(heard, "Saved for later. You will find it under your name.");
  assert.equal(await page.evaluate(() => document.activeElement), await page.evaluate(() => document.body));
  await page.getByRole("button", { name: "Close" }).focus();
  await page.keyboard.press("Escape");
  await gone(page);
  assert.deepEqual(await said(page), ["toast#0 drawn", "toast#0 dismiss escape"]);
});

on("a badge is at its corner, goes along, is described, and takes no press", {}, async (page) => {
  const before = await pageOf(page);
  await show(page, "badge", { anchor: "#size" });
  await reported(page, "badge#0 drawn");
  const at = async () => {
    const [mark, size] = [await box(page, "badge").boundingBox(), await page.locator("#size").boundingBox()];
    return [mark.x + mark.width * 0.4 - size.x - size.width, mark.y + mark.height * 0.6 - size.y];
  };
  for (const off of await at()) assert.ok(Math.abs(off) < 0.5, `off by ${off} px`);
  await page.setViewportSize({ width: 900, height: 700 });
  await page.waitForFunction(() => {
    const mark = document.querySelector("opportune-widget").shadowRoot.querySelector(".box").getBoundingClientRect();
    const size = document.querySelector("#size").getBoundingClientRect();
    return Math.abs(mark.x + mark.width * 0.4 - size.right) < 1;
  });
  assert.match(await page.locator("#size").evaluate((node) => document.getElementById(node.getAttribute("aria-describedby")).getAttribute("aria-label")), /-20 %/);
  const mark = await box(page, "badge").boundingBox();
  const under = await page.evaluate(([x, y]) => document.elementFromPoint(x, y).localName, [mark.x + 2, mark.y + mark.height / 2]);
  assert.notEqual(under, "opportune-widget");
  await page.evaluate(() => (document.querySelector("#size").hidden = true));
  await page.waitForFunction(() => !document.querySelector("opportune-widget")?.shadowRoot.querySelector(".box").checkVisibility({ visibilityProperty: true }));
  await page.evaluate(() => {
    document.querySelector("#size").hidden = false;
    document.querySelector("#size").removeAttribute("hidden");
  });
  await hide(page, "badge");
  await gone(page);
  assert.equal(await pageOf(page), before);
});

on("a badge is at its corner where the page is zoomed or scaled, too", {}, async (page) => {
  for (const css of ["body { zoom: 1.5 }", "main { transform: scale(0.6) }", "main { zoom: 2 }"]) {
    await page.evaluate((css) => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(css);
      document.adoptedStyleSheets = [sheet];
      gallery.show("badge", { anchor: "#size" });
    }, css);
    const [right, bottom] = await page.locator("opportune-widget .box").evaluate((box) => {
      const [a, r] = [document.querySelector("#size").getBoundingClientRect(), box.getBoundingClientRect()];
      return [(a.right - r.left) / r.width, (r.bottom - a.top) / r.height].map((share) => Math.round(share * 100) / 100);
    });
    assert.deepEqual([right, bottom], [0.4, 0.4], css);
    await page.evaluate(() => gallery.ui.stop());
  }
});

on("badges scroll and are clipped with a carousel, whose list stays a list", {}, async (page) => {
  await page.evaluate(() => {
    const list = document.createElement("ul");
    list.id = "carousel";
    Object.assign(list.style, { display: "flex", gap: "8px", width: "300px", overflowX: "auto", listStyle: "none" });
    for (let i = 0; i < 6; i += 1) {
      const item = document.createElement("li");
      item.id = `item${i}`;
      Object.assign(item.style, { flex: "0 0 140px", height: "140px", background: "#ccd" });
      list.append(item);
    }
    document.querySelector("h1").after(list);
  });
  const before = await pageOf(page);
  await show(page, "badge", { anchor: "#item1" });
  await reported(page, "badge#0 drawn");
  const offset = () => page.evaluate(() => {
    const mark = document.querySelector("opportune-widget").shadowRoot.querySelector(".box").getBoundingClientRect();
    return Math.round(document.querySelector("#item1").getBoundingClientRect().right - mark.right);
  });
  assert.equal(await offset(), 8);
  await page.evaluate(() => (document.querySelector("#carousel").scrollLeft = 130));
  await frames(page);
  assert.equal(await offset(), 8);
  assert.equal(await page.locator("#carousel > :not(li)").count(), 0);
  await hide(page, "badge");
  await gone(page);
  assert.equal(await pageOf(page), before);
});

on("a highlight takes no room and no focus, makes way for the page's mark of focus, and leaves nothing", {}, async (page) => {
  for (const name of ["highlight", "highlightGlow", "highlightTint"]) {
    const before = await pageOf(page);
    await show(page, name);
    assert.notEqual(await pageOf(page), before);
    await hide(page, name);
    assert.equal(await pageOf(page), before, name);
  }
  await show(page, "highlight");
  const line = () => page.locator("#coupon").evaluate((node) => node.style.outlineStyle);
  assert.equal(await page.evaluate(() => document.activeElement === document.body), true);
  assert.equal(await line(), "solid");
  await page.focus("#coupon");
  assert.equal(await line(), "");
  await page.focus("#email");
  assert.equal(await line(), "solid");
  await page.click("#coupon");
  assert.equal((await said(page)).pop(), "highlight#0 click 0");
});

for (const [name, options] of Object.entries({ light: {}, dark: { colorScheme: "dark" }, phone: PHONE })) {
  on(`axe finds nothing with all of them on one page: ${name}`, options, async (page) => {
    const session = await page.context().newCDPSession(page);
    for (const effect of ["toastFull", "toastTop", "inlineFull", "inline", "badge", "badgeLarge", "highlight", "highlightTint"]) await show(page, effect);
    await frames(page);
    await page.mouse.click(2, 300);
    await reported(page, "inlineFull#0 drawn");
    await page.evaluate(() => Promise.all([...document.querySelectorAll("opportune-widget")].flatMap((node) => node.shadowRoot.getAnimations().map((one) => one.finished))));
    await session.send("Runtime.evaluate", { expression: axeSource });
    const found = await page.evaluate(async () => {
      const { violations } = await axe.run(document);
      return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => `${node.target} ${node.failureSummary}`)}`);
    });
    assert.deepEqual(found, []);
  });
}

on("on a phone a toast fills the edge; at 320 by 256 it can be read and closed", PHONE, async (page) => {
  await show(page, "toastFull");
  await still(page);
  const wide = await box(page, "toastFull").boundingBox();
  assert.deepEqual([Math.round(wide.x), Math.round(wide.width)], [8, 359]);
  await page.setViewportSize({ width: 320, height: 256 });
  await still(page);
  const small = await box(page, "toastFull").boundingBox();
  assert.ok(small.y >= 0 && small.y + small.height <= 256, JSON.stringify(small));
  await page.getByRole("button", { name: "Close" }).click();
  await gone(page);
});

on("without popovers a toast is the same toast", {}, async (page) => {
  await page.evaluate(() => {
    delete HTMLElement.prototype.showPopover;
    delete HTMLElement.prototype.popover;
  });
  await show(page, "toast");
  await still(page);
  const at = await box(page, "toast").boundingBox();
  assert.ok(at.x + at.width <= 1268.5 && at.y + at.height <= 788.5 && at.y > 600, JSON.stringify(at));
  await page.getByRole("button", { name: "Close" }).click();
  await gone(page);
});

on("where one reads from right to left, the corners are on the other side", {}, async (page) => {
  await page.evaluate(() => (document.documentElement.dir = "rtl"));
  await show(page, "toast");
  await show(page, "badge");
  const [toast, mark, cart] = [await box(page, "toast").boundingBox(), await box(page, "badge").boundingBox(), await page.locator("#cart").boundingBox()];
  assert.equal(Math.round(toast.x), 12);
  assert.ok(mark.x < cart.x && mark.x + mark.width < cart.x + cart.width);
});

on("what has focus is never covered by a toast", {}, async (page) => {
  await show(page, "toast", { view: { corner: "bottom-start" } });
  await page.evaluate(() => {
    const link = document.createElement("a");
    link.href = "#";
    link.id = "low";
    link.textContent = "Down here";
    Object.assign(link.style, { position: "absolute", left: "40px", top: `${innerHeight - 40}px` });
    document.body.append(link);
    link.focus({ preventScroll: true });
  });
  assert.equal(await box(page, "toast").evaluate((node) => getComputedStyle(node).opacity), "0");
});

on("what comes while a popup is open is beneath it, as dim as the page, and there to be pressed afterwards", {}, async (page) => {
  const brightness = async (rule) => {
    const { x, y, width } = await box(page, rule).boundingBox();
    const { pixels } = decode(await page.screenshot({ clip: { x: x + width / 2, y: y + 4, width: 1, height: 1 } }));
    return pixels[0];
  };
  await show(page, "popup");
  await show(page, "toastFull");
  await show(page, "plainHint", { anchor: "#cart", view: { side: "bottom" } });
  await still(page);
  assert.deepEqual([await brightness("toastFull") < 160, await brightness("plainHint") < 160], [true, true]);
  await hide(page, "popup");
  await page.waitForFunction(() => !document.querySelector("[data-kind=popup]"));
  assert.deepEqual([await brightness("toastFull"), await brightness("plainHint")], [255, 255]);
  const hint = await box(page, "plainHint").boundingBox();
  const anchor = await page.locator("#cart").boundingBox();
  assert.ok(Math.abs(hint.y - anchor.y - anchor.height) < 20, JSON.stringify([hint, anchor]));
  await box(page, "toastFull").getByRole("button", { name: "Close" }).click();
  assert.equal((await said(page)).at(-1), "toastFull#0 dismiss close");
});
