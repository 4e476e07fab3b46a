// Where a shop asked for quiet: `data-opportune="off"`, `settings.overlays`, `settings.quietZones`, fields in which
// people pay, and frames. Real input throughout.

import assert from "node:assert/strict";
import { test } from "node:test";

import { serve } from "../../src/build/serve.mjs";
import { at } from "../../src/build/tools.mjs";
import { mustNotShow, mustShow, setting, tip, visit } from "./support.mjs";

const here = setting();

/** A rule that tells the test each time it fires. */
const note = (id, when) => ({ id, when, do: [{ call: { name: "note", args: { id } } }], limit: { perPage: "any" } });
const notes = async (page) => new Set(await page.evaluate(() => globalThis.heard.filter(({ name }) => name === "called").map(({ args }) => args.id)));

/** A section with a bit of everything, some of it in an open shadow root. */
const zone = (isOff) => {
  const section = document.createElement("section");
  section.id = "zone";
  section.style.cssText = "padding:8px;background:#eee;margin:160px 0";
  if (isOff) section.setAttribute("data-opportune", "off");
  const add = (tag, id, text, to = section) => {
    const node = to.appendChild(document.createElement(tag));
    node.id = id;
    node.textContent = text;
    return node;
  };
  add("p", "words", "Words that somebody may copy.");
  add("button", "press", "Press").type = "button";
  const form = add("form", "form", "");
  form.addEventListener("submit", (event) => event.preventDefault());
  add("input", "field", "", form).required = true;
  add("button", "send", "Send", form);
  const root = add("shop-part", "part", "").attachShadow({ mode: "open" });
  add("button", "inner", "Inside", root);
  document.querySelector("#top").prepend(section);
};

/** Every trigger that watches an element. */
const WATCHED = {
  dwell: { dwell: { for: "1s", on: "#zone" } }, scroll: { scroll: { depth: "50%", on: "#zone" } }, hover: { hover: "#words" },
  deep: { hover: "#part >>> #inner" }, visible: { visible: "#zone" }, appears: { appears: "#press" }, click: { click: "#press" },
  within: { click: "#part >>> #inner" }, rage: { rageClick: "#press" }, dead: { deadClick: "#press" }, focus: { focus: "#field" },
  input: { input: "#field" }, submit: { submit: "#form" }, invalid: { invalid: "#field" }, copy: { copy: "#words" },
  hesitation: { hesitation: { on: "#field", for: "2s" } }, abandon: { formAbandon: "#form" }, exists: { turns: { fact: { none: true } } },
};

/** Whatever a visitor can do in there. */
async function doAll({ o, page }) {
  await page.mouse.wheel(0, 10);
  await o.advance("200ms");
  await o.hover("#words");
  await o.advance("2s");
  await o.hover("#part");
  await o.advance("1s");
  await page.click("#part button");
  for (let i = 0; i < 3; i += 1) {
    await page.click("#press");
    await o.advance("100ms");
  }
  await o.advance("3s");
  await page.click("#send");
  await page.focus("#field");
  await o.advance("4s");
  await page.keyboard.type("abc");
  await page.click("#words", { clickCount: 3 });
  await page.keyboard.press("Control+c");
  await o.advance("40s");
  await page.click("#send");
  await o.advance("1s");
}

for (const isOff of [false, true]) {
  test(isOff ? "off: no trigger hears or sees anything there" : "and without the attribute each of them does", async (t) => {
    const { exists, ...rules } = WATCHED;
    const all = Object.entries(rules).map(([id, when]) => note(id, when));
    all.push({ id: "there", when: { dwell: "1s" }, if: { element: "#press" }, do: [{ call: { name: "note", args: { id: "there" } } }] });
    const one = await visit(t, here, { rules: all, consent: "granted" });
    await one.page.evaluate(zone, isOff);
    await one.o.advance("500ms");
    await doAll(one);
    const wanted = isOff ? [] : [...Object.keys(rules), "there"];
    assert.deepEqual([...(await notes(one.page))].sort(), wanted.sort());
  });
}

test("off: nothing is anchored in it, and nothing of it is edited", async (t) => {
  const { o, page } = await visit(t, here, { consent: "granted", rules: [
    tip("tip", { dwell: "1s" }, { show: { tooltip: { anchor: "#press", text: "No" } } }),
    tip("deep", { dwell: "1s" }, { show: { tooltip: { anchor: "#part >>> #inner", text: "No" } } }),
    { id: "line", show: { inline: { anchor: "#words", place: "after", text: "No" } } },
    { id: "mark", show: { badge: { anchor: "#press", text: "1" } } },
    { id: "cta", show: { cta: { anchor: "#press", text: "Other words" } } },
    { id: "glow", show: { highlight: { anchor: "#press", effect: "glow" } } },
    { id: "types", when: { dwell: "1s" }, do: [{ fill: { on: "#field", text: "SAVE" } }, { focus: { on: "#field" } }] },
  ] });
  await page.evaluate(zone, true);
  const before = await page.locator("#zone").evaluate((node) => node.outerHTML + node.querySelector("shop-part").shadowRoot.innerHTML);
  await o.advance("3s");
  for (const id of ["tip", "deep", "line", "mark", "cta", "glow"]) await mustNotShow(o, id);
  const after = await page.locator("#zone").evaluate((node) => node.outerHTML + node.querySelector("shop-part").shadowRoot.innerHTML);
  assert.equal(after, before);
  assert.deepEqual(await page.locator("#field").evaluate((node) => [node.value, node === document.activeElement]), ["", false]);
});

/** Something of the page at a place on the screen. */
const put = ({ id, css, attributes = {}, tag = "div", html = "" }) => {
  const node = document.createElement(tag);
  node.id = id;
  node.textContent = html || id;
  node.style.cssText = css;
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  document.body.append(node);
};
const OFF = { "data-opportune": "off" };
const hideAgain = (id) => (document.querySelector(id).hidden = true);

/** Whether a widget can be seen and reached. */
const isThere = (page, id) => page.evaluate((rule) => {
  const host = document.querySelector(`opportune-widget[data-opportune-rule="${rule}"]`);
  const box = host?.shadowRoot.querySelector(".box");
  return !!box && !host.inert && getComputedStyle(box).pointerEvents !== "none";
}, id);
const drawn = async (o, id) => (await o.events("opportune_impression")).filter(({ rule }) => rule === id).length;

const COVERING = {
  banner: [{ banner: { edge: "bottom", text: "Free returns" } }, "position:absolute;left:0;right:0;top:640px;height:160px"],
  toast: [{ toast: { corner: "bottom-end", text: "Saved" } }, "position:absolute;right:0;top:640px;width:300px;height:160px"],
  tooltip: [{ tooltip: { anchor: "#guide", side: "bottom", text: "Runs small" } }, ""],
};

for (const [kind, [show, css]] of Object.entries(COVERING)) {
  test(`off: a ${kind} steps aside while it would cover it, and counts once it is seen`, async (t) => {
    const { o, page } = await visit(t, here, { rules: [{ id: "one", when: { dwell: "2s" }, show }] });
    // Right below the button, where the tooltip will be.
    const below = css || await page.locator("#guide").evaluate((node) => {
      const { bottom, left } = node.getBoundingClientRect();
      return `position:absolute;left:${left + scrollX}px;top:${bottom + scrollY + 4}px;width:90px;height:30px`;
    });
    await page.evaluate(put, { id: "theirs", css: below, attributes: OFF });
    await o.advance("3s");
    assert.deepEqual([await isThere(page, "one"), await drawn(o, "one")], [false, 0]);
    // Tab finds nothing that nobody sees.
    for (let i = 0; i < 12; i += 1) {
      await page.keyboard.press("Tab");
      assert.notEqual(await page.evaluate(() => document.activeElement.localName), "opportune-widget");
    }
    await page.evaluate(() => document.activeElement.blur());
    await page.evaluate(hideAgain, "#theirs");
    await page.waitForFunction(() => !document.querySelector("opportune-widget").inert);
    await o.advance("100ms");
    assert.deepEqual([await isThere(page, "one"), await drawn(o, "one")], [true, 1]);
    // It comes over a widget that is there already.
    await page.evaluate(() => (document.querySelector("#theirs").hidden = false));
    await page.waitForFunction(() => document.querySelector("opportune-widget").inert);
    assert.equal(await isThere(page, "one"), false);
    await page.evaluate(() => document.querySelector("#theirs").removeAttribute("data-opportune"));
    await page.waitForFunction(() => !document.querySelector("opportune-widget").inert);
  });
}

const popup = { id: "news", when: { dwell: "3s" }, show: { popup: { title: "News", text: "Once a month." } } };
const banner = { id: "bar", when: { dwell: "3s" }, show: { banner: { edge: "top", text: "Free returns" } } };
const CENTER = "position:fixed;left:500px;top:350px;width:200px;height:100px";
const MOST = "position:fixed;left:0;right:0;bottom:0;height:70%";

/** Changes of a page are told to the engine a moment later. */
async function comes(o, id) {
  for (let i = 0; i < 40 && !(await o.shown(id)); i += 1) await o.advance("100ms");
  await mustShow(o, id);
}

/** What keeps interruptions away, what is said of it, and how it ends. */
const QUIET = {
  "an element that is off, in the middle": ["quiet_zone", { id: "theirs", css: CENTER, attributes: OFF }],
  "focus in an element that is off": ["quiet_zone", { id: "theirs", css: "position:fixed;left:0;bottom:0", attributes: { ...OFF, tabindex: "0" } }, { focus: true }],
  "a match of `overlays`": ["dialog", { id: "consent-banner", css: "position:fixed;left:0;bottom:0;width:300px" }, { settings: { overlays: ["#consent-banner"] } }],
  "a dialog by its role": ["dialog", { id: "theirs", css: CENTER, attributes: { role: "alertdialog" } }],
  "something modal": ["dialog", { id: "theirs", css: CENTER, attributes: { "aria-modal": "true" } }],
  "a popover of the page": ["dialog", { id: "theirs", css: CENTER, attributes: { popover: "manual" } }, { open: true }],
  "a quiet zone over most of the screen": ["quiet_zone", { id: "pay", css: MOST }, { settings: { quietZones: ["#pay"] } }],
  "focus in a quiet zone": ["quiet_zone", { id: "pay", css: "", tag: "button" }, { settings: { quietZones: ["#pay"] }, focus: true }],
  "focus in a payment field": ["payment", { id: "card", css: "", tag: "input", attributes: { autocomplete: "cc-number" } }, { focus: true }],
  "focus in a frame, as payments have it": ["payment", { id: "frame", css: "", tag: "iframe", attributes: { src: "/t/frame.html" } }, { focus: true }],
};

for (const [name, [reason, given, { settings = {}, focus, open } = {}]] of Object.entries(QUIET)) {
  test(`no interruption: ${name}; and then it comes`, async (t) => {
    const { o, page } = await visit(t, here, { rules: { version: 1, settings, rules: [popup, banner] } });
    await page.evaluate(put, given);
    if (open) await page.evaluate((id) => document.getElementById(id).showPopover(), given.id);
    if (focus) await page.locator(`#${given.id}`).focus();
    await o.advance("5s");
    await mustNotShow(o, "news");
    const why = await o.why("news");
    assert.equal(why.reason, reason);
    // What interrupts nobody is not kept.
    await mustShow(o, "bar");
    // Out of a frame there is only the way of a click, and no element that gets focus by it.
    if (given.tag === "iframe") await page.mouse.click(900, 20);
    else if (focus) await page.evaluate(() => document.activeElement.blur());
    else await page.evaluate((id) => document.getElementById(id).remove(), given.id);
    await comes(o, "news");
  });
}

test("what is quiet elsewhere keeps nobody: small, at the edge, hidden, or our own", async (t) => {
  const settings = { overlays: [".overlay"], quietZones: ["#pay"] };
  const { o, page } = await visit(t, here, { rules: { version: 1, settings, rules: [popup] } });
  await page.evaluate(put, { id: "chat", css: "position:fixed;right:16px;bottom:16px;width:56px;height:56px", attributes: OFF });
  await page.evaluate(put, { id: "gone", css: `${CENTER};visibility:hidden`, attributes: OFF });
  await page.evaluate(put, { id: "pay", css: "position:fixed;left:0;bottom:0;width:40%;height:40%" });
  await page.evaluate(put, { id: "closed", css: "display:none", attributes: { class: "overlay" } });
  await page.evaluate(put, { id: "clear", css: "opacity:0;position:fixed;inset:0;pointer-events:none", attributes: { role: "dialog" } });
  await o.advance("3s");
  await mustShow(o, "news");
});

test("on a phone what is off keeps sheets away from the lower half", async (t) => {
  const { o, page } = await visit(t, here, { rules: [popup], context: { viewport: { width: 390, height: 800 }, hasTouch: true, isMobile: true } });
  await page.evaluate(put, { id: "low", css: "position:fixed;left:0;bottom:100px;width:200px;height:100px", attributes: OFF });
  await o.advance("4s");
  await mustNotShow(o, "news");
  await page.evaluate(() => Object.assign(document.querySelector("#low").style, { top: "0", bottom: "auto" }));
  await comes(o, "news");
});

/** The page of the tests in a frame of another page. */
async function framed(t, start, origin = here.server.url) {
  // What the visit leaves in a page it leaves in frames, too.
  const { page } = await visit(t, here, { rules: [{ id: "bar", show: { banner: "Hi" } }], start, path: "/t/frame.html", wait: false });
  await page.evaluate((src) => {
    const frame = document.createElement("iframe");
    frame.src = src;
    frame.style.cssText = "width:800px;height:600px";
    document.body.append(frame);
  }, `${origin}/t/plain.html`);
  const frame = await page.waitForSelector("iframe:last-of-type").then((node) => node.contentFrame());
  await frame.waitForFunction(() => globalThis.shop);
  const ready = await frame.evaluate(() => globalThis.shop.ready.then(({ state, reason }) => [state, reason]));
  return { frame, ready };
}

test("in a frame of the same origin rules run", async (t) => {
  const { frame, ready } = await framed(t, {});
  assert.equal(ready[0], "running");
  await frame.waitForSelector("opportune-widget", { state: "attached" });
});

test("in a frame of another origin nothing runs, unless the host's code allows that origin", async (t) => {
  const other = await serve({ mounts: { "/t/": at("tests/e2e/pages") } });
  t.after(() => other.close());
  const refused = await framed(t, {}, other.url);
  assert.deepEqual(refused.ready, ["disabled", "framed"]);
  assert.equal(await refused.frame.locator("opportune-widget").count(), 0);
  const elsewhere = await framed(t, { allow: { frames: ["https://shop.test"] } }, other.url);
  assert.deepEqual(elsewhere.ready, ["disabled", "framed"]);
  const allowed = await framed(t, { allow: { frames: [new URL(here.server.url).origin] } }, other.url);
  assert.equal(allowed.ready[0], "running");
  await allowed.frame.waitForSelector("opportune-widget", { state: "attached" });
});
