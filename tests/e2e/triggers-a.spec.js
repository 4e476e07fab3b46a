// Real scrolling, keys, pointers, players and DOM changes become what rules.md calls visible, appears, media, copy,
// scrollUp, return and hover, in open shadow roots too.

import assert from "node:assert/strict";
import { test } from "node:test";

import { mustNotShow, mustShow, setting, tip, visit } from "./support.mjs";

const here = setting();

/** A rule that tells the test each time it fires. */
const note = (id, when, more = {}) => ({ id, when, do: [{ call: { name: "note", args: { id } } }], limit: { perPage: "any" }, ...more });
const notes = (page) => page.evaluate(() => globalThis.heard.filter(({ name }) => name === "called").map(({ args }) => args.id));

/** A custom element with an open shadow root, made as a shop's framework would. */
const cart = () => {
  const host = document.createElement("shop-cart");
  const root = host.attachShadow({ mode: "open" });
  for (const name of ["one", "two"]) {
    const button = document.createElement("button");
    button.className = name;
    button.textContent = name;
    root.append(button);
  }
  document.querySelector("#top").prepend(host);
};

test("visible: on screen for its time, without a break", async (t) => {
  const { o } = await visit(t, here, { rules: [tip("deep", { visible: "#deep" })] });
  await o.advance("5s");
  await mustNotShow(o, "deep", "it is below the screen");
  await o.scroll("#deep");
  await o.advance("900ms");
  await o.scroll("0px");
  await o.advance("2s");
  await mustNotShow(o, "deep", "it was scrolled away");
  await o.scroll("#deep");
  await o.advance("999ms");
  await mustNotShow(o, "deep");
  await o.advance("1ms");
  await o.scroll("0px");
  await mustShow(o, "deep");
});

test("visible: what is transparent is not seen, what is taller than the screen is seen by the screenful", async (t) => {
  const { o, page } = await visit(t, here, { rules: [note("ghost", { visible: "#ghost" }), note("tall", { visible: { on: "#tall", ratio: 0.8 } })] });
  await page.evaluate(() => {
    const ghost = document.createElement("p");
    ghost.id = "ghost";
    ghost.textContent = "Boo";
    ghost.style.opacity = "0";
    const tall = document.createElement("div");
    tall.id = "tall";
    tall.style.height = "24000px";
    document.querySelector("#top").prepend(ghost);
    document.body.append(tall);
  });
  await o.advance("3s");
  assert.deepEqual(await notes(page), []);
  await page.evaluate(() => { document.querySelector("#ghost").style.opacity = ""; });
  await o.advance("200ms");
  await o.advance("1s");
  assert.deepEqual(await notes(page), ["ghost"]);
  // 70 % of the screen, then 85 %.
  const top = await page.evaluate(() => document.querySelector("#tall").getBoundingClientRect().top + scrollY);
  await o.scroll(`${top - 240}px`);
  await o.advance("2s");
  assert.deepEqual(await notes(page), ["ghost"]);
  await o.scroll(`${top - 120}px`);
  await o.advance("1s");
  assert.deepEqual(await notes(page), ["ghost", "tall"]);
});

test("visible: each element for itself, new ones too", async (t) => {
  const { o, page } = await visit(t, here, { rules: [note("card", { visible: { on: ".card", each: true } })] });
  const add = (count) => page.evaluate((n) => {
    for (let i = 0; i < n; i += 1) {
      const card = document.createElement("p");
      card.className = "card";
      card.textContent = "Boots";
      document.querySelector("#top").prepend(card);
    }
  }, count);
  await add(1);
  await o.advance("200ms");
  await o.advance("500ms");
  await add(1);
  await o.advance("200ms");
  await o.advance("500ms");
  assert.deepEqual(await notes(page), ["card"]);
  await o.advance("500ms");
  assert.deepEqual(await notes(page), ["card", "card"]);
  await add(1);
  await o.advance("200ms");
  await o.advance("5s");
  assert.deepEqual(await notes(page), ["card", "card", "card"]);
});

test("appears: in the document and rendered, once per page view", async (t) => {
  const { o, page } = await visit(t, here, { rules: [
    note("there", { appears: "#cta" }), note("error", { appears: "#error" }), note("revealed", { appears: "#hidden" }),
  ] });
  await o.advance("1s");
  assert.deepEqual(await notes(page), ["there"]);
  await page.evaluate(() => {
    const hidden = document.createElement("p");
    hidden.id = "hidden";
    hidden.hidden = true;
    hidden.textContent = "Sold out";
    document.body.append(hidden);
  });
  await o.advance("1s");
  assert.deepEqual(await notes(page), ["there"]);
  await page.evaluate(() => {
    const error = document.createElement("p");
    error.id = "error";
    error.textContent = "No such code";
    document.body.append(error);
    document.querySelector("#hidden").hidden = false;
  });
  await o.advance("200ms");
  assert.deepEqual((await notes(page)).sort(), ["error", "revealed", "there"]);
  await page.evaluate(() => history.pushState({}, "", "/t/other"));
  await o.advance("1s");
  assert.deepEqual((await notes(page)).sort(), ["error", "error", "revealed", "revealed", "there", "there"]);
});

test("appears: a style sheet that reveals it is enough", async (t) => {
  const { o, page } = await visit(t, here, { rules: [note("late", { appears: "#late" })] });
  await page.evaluate(() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync("#late { display: none }");
    document.adoptedStyleSheets = [sheet];
    const late = document.createElement("p");
    late.id = "late";
    late.textContent = "Back in stock";
    document.body.append(late);
  });
  await o.advance("1s");
  assert.deepEqual(await notes(page), []);
  await page.evaluate(() => { document.adoptedStyleSheets = []; });
  await o.advance("10ms");
  await o.advance("200ms");
  assert.deepEqual(await notes(page), ["late"]);
});

test("shadow roots: what appears, is seen, pointed at and clicked inside of them", async (t) => {
  const { o, page } = await visit(t, here, { rules: [
    note("appears", { appears: "shop-cart >>> .late" }), note("visible", { visible: "shop-cart >>> .one" }),
    note("hover", { hover: "shop-cart >>> .two" }), note("click", { click: "shop-cart >>> .two" }),
  ] });
  await page.evaluate(cart);
  await o.advance("200ms");
  await o.advance("1s");
  assert.deepEqual(await notes(page), ["visible"]);
  await page.evaluate(() => {
    const late = document.createElement("button");
    late.className = "late";
    late.textContent = "late";
    document.querySelector("shop-cart").shadowRoot.append(late);
  });
  await o.advance("200ms");
  assert.deepEqual(await notes(page), ["visible", "appears"]);
  // From one to the other without leaving the shadow root.
  await page.hover("shop-cart .one");
  await o.advance("1s");
  await page.hover("shop-cart .two");
  await o.advance("299ms");
  assert.deepEqual(await notes(page), ["visible", "appears"]);
  await o.advance("1ms");
  assert.deepEqual(await notes(page), ["visible", "appears", "hover"]);
  await page.click("shop-cart .two");
  await o.advance("50ms");
  assert.deepEqual(await notes(page), ["visible", "appears", "hover", "click"]);
});

test("shadow roots: a component that is defined late", async (t) => {
  const { o, page } = await visit(t, here, { rules: [note("late", { appears: "late-cart >>> button" })] });
  await page.evaluate(() => document.body.append(document.createElement("late-cart")));
  await o.advance("1s");
  assert.deepEqual(await notes(page), []);
  await page.evaluate(() => customElements.define("late-cart", class extends HTMLElement {
    constructor() {
      super();
      const button = document.createElement("button");
      button.textContent = "Buy";
      this.attachShadow({ mode: "open" }).append(button);
    }
  }));
  await o.advance("10ms");
  await o.advance("200ms");
  assert.deepEqual(await notes(page), ["late"]);
});

test("copy: by the keyboard, from the element that is named", async (t) => {
  const { o, page } = await visit(t, here, { rules: [note("prose", { copy: "#prose" }), note("any", { copy: true })] });
  await page.locator("#prose").click({ clickCount: 3 });
  await page.keyboard.press("Control+C");
  await o.advance("50ms");
  assert.deepEqual((await notes(page)).sort(), ["any", "prose"]);
  await page.locator("h1").click({ clickCount: 3 });
  await page.keyboard.press("Control+C");
  await o.advance("50ms");
  assert.deepEqual((await notes(page)).sort(), ["any", "any", "prose"]);
});

/** A second of silence. */
const sound = () => {
  const rate = 8000;
  const bytes = new Uint8Array(44 + rate).fill(128);
  const view = new DataView(bytes.buffer);
  const text = (at, words) => [...words].forEach((c, i) => view.setUint8(at + i, c.charCodeAt(0)));
  text(0, "RIFF");
  view.setUint32(4, 36 + rate, true);
  text(8, "WAVEfmt ");
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, rate, true);
  view.setUint32(28, rate, true);
  view.setUint16(32, 1, true);
  view.setUint16(34, 8, true);
  text(36, "data");
  view.setUint32(40, rate, true);
  const player = document.createElement("audio");
  player.id = "sound";
  player.controls = true;
  player.src = URL.createObjectURL(new Blob([bytes], { type: "audio/wav" }));
  document.querySelector("#top").prepend(player);
  document.querySelector("#cta").addEventListener("click", (event) => {
    event.preventDefault();
    player.play();
  });
};

test("media: played so far, paused, ended", async (t) => {
  const { o, page } = await visit(t, here, { rules: [
    note("starts", { media: { on: "#sound", state: "playing" } }), note("half", { media: "#sound" }),
    note("all", { media: { on: "#sound", progress: "100%" } }), note("over", { media: { on: "#sound", state: "ended" } }),
  ] });
  await page.evaluate(sound);
  // What is skipped was not played.
  await page.evaluate(() => new Promise((resolve) => {
    const player = document.querySelector("#sound");
    player.addEventListener("seeked", resolve, { once: true });
    player.currentTime = 0.8;
  }));
  await o.advance("50ms");
  assert.deepEqual(await notes(page), []);
  await page.evaluate(() => { document.querySelector("#sound").currentTime = 0; });
  await page.click("#cta");
  await page.evaluate(() => new Promise((resolve) => {
    document.querySelector("#sound").addEventListener("ended", resolve, { once: true });
  }));
  await o.advance("50ms");
  const all = await notes(page);
  assert.deepEqual([...all].sort(), ["all", "half", "over", "starts"]);
  assert.equal(all[0], "starts");
  assert.equal(all[1], "half");
});

test("scrollUp: a fast reversal, and only after enough was read", async (t) => {
  const { o, page } = await visit(t, here, { rules: [note("up", { scrollUp: true })] });
  await o.scroll("50%");
  await o.advance("3s");
  await page.mouse.wheel(0, -200);
  await o.advance("600ms");
  await page.mouse.wheel(0, -200);
  await o.advance("600ms");
  assert.deepEqual(await notes(page), [], "slowly is reading");
  await page.mouse.wheel(0, -400);
  // The wheel turns in real time, whatever the clock says.
  for (let tries = 0; tries < 40 && (await notes(page)).length === 0; tries += 1) await o.advance("10ms");
  assert.deepEqual(await notes(page), ["up"]);
});

test("return: back after an absence", async (t) => {
  const { o, page } = await visit(t, here, { rules: [note("back", { return: "5s" })] });
  await o.away("4s");
  await o.advance("1s");
  assert.deepEqual(await notes(page), []);
  await o.away("6s");
  await o.advance("1s");
  assert.deepEqual(await notes(page), ["back"]);
});

test("dwell over a session: the time of two pages adds up, and its turn comes once", async (t) => {
  const { o, page } = await visit(t, here, { consent: "granted", rules: [
    note("ten", { dwell: { for: "10s", scope: "session" } }), note("page", { dwell: "8s" }),
  ] });
  await o.advance("6s");
  assert.deepEqual(await notes(page), []);
  await page.reload();
  await o.ready();
  await o.advance("3s");
  assert.deepEqual(await notes(page), []);
  await o.advance("1100ms");
  assert.deepEqual(await notes(page), ["ten"]);
  await page.reload();
  await o.ready();
  await o.advance("9s");
  assert.deepEqual(await notes(page), ["page"], "its turn came twice");
});

test("nothing is observed that no rule needs any more", async (t) => {
  const counts = () => {
    globalThis.live = 0;
    const { observe, disconnect } = MutationObserver.prototype;
    const on = new Set();
    MutationObserver.prototype.observe = function (...args) {
      // The off switch on <html> is one attribute of one element, looked at for as long as we run.
      if (args[1].subtree) on.add(this);
      globalThis.live = on.size;
      return observe.apply(this, args);
    };
    MutationObserver.prototype.disconnect = function () {
      on.delete(this);
      globalThis.live = on.size;
      return disconnect.call(this);
    };
  };
  const { o, page } = await visit(t, here, { init: counts, rules: [note("there", { appears: "#cta" })] });
  assert.equal(await page.evaluate(() => globalThis.live), 1);
  await o.advance("1s");
  assert.deepEqual(await notes(page), ["there"]);
  assert.equal(await page.evaluate(() => globalThis.live), 0, "the document is still watched");
});
