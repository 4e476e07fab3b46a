// The gallery: every story shows its widget without a problem, edits are checked and drawn, and it can be used by
// keyboard, on a phone, in light and dark, with nothing for axe to find.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";

import { GROUPS, setOf, STORIES, THEMES } from "../../www/js/gallery/stories.js";
import { placeIn, write } from "../../www/js/gallery/json.js";
import { inWords } from "../../www/js/gallery/words.js";
import { loadEngine } from "../../dist/engine.js";
import { setting } from "./support.mjs";

const here = setting();
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

async function open(t, options = {}, hash = "tooltip") {
  const context = await here.browser.newContext({ viewport: { width: 1400, height: 900 }, ...options });
  t.after(() => context.close());
  const page = await context.newPage();
  const faults = [];
  page.on("pageerror", (error) => faults.push(error.message));
  page.on("console", (message) => message.type() === "error" && faults.push(message.text()));
  t.after(() => assert.deepEqual(faults, []));
  await page.goto(`${here.server.url}/gallery.html#${hash}`);
  await page.locator("#note", { hasText: "No problems." }).waitFor();
  const widget = page.frameLocator("#stage").locator("opportune-widget .box");
  // On a phone the stage lies below the fold, and what is out of sight does not show.
  await page.locator("#stage").scrollIntoViewIfNeeded();
  return { page, widget };
}

test("every story is a rule set without problems, in every theme", async () => {
  const engine = await loadEngine();
  for (const story of STORIES) {
    for (const theme of ["", ...THEMES]) assert.deepEqual(engine.check(setOf(story, theme)), [], `${story.id} ${theme}`);
  }
  assert.equal(new Set(STORIES.map(({ id }) => id)).size, STORIES.length);
  assert.ok(GROUPS.every(({ stories }) => stories.length > 0));
});

test("every story says in Arabic what it says in English, and back, without problems", async () => {
  const engine = await loadEngine();
  for (const story of STORIES) {
    const set = setOf(story, "", "rtl");
    assert.deepEqual(engine.check(set), [], story.id);
    assert.deepEqual(inWords(set, "ltr"), setOf(story, ""), story.id);
    const left = [];
    const walk = (value, key) => {
      if (Object(value) === value) return Object.entries(value).forEach(([name, part]) => walk(part, Array.isArray(value) ? key : name));
      // What is shown, and none of it a value, a size or a code.
      const isShown = typeof value === "string" && /^(title|text|alt|label|question|choice|of|low|high|hint|send|done|ended|reason|buttons|de)$/.test(key);
      if (isShown && /[a-z]{2}/i.test(value.replace(/\{\{.*?\}\}/g, ""))) left.push(value);
    };
    walk(set.rules, "");
    assert.deepEqual(left, [], `${story.id} has no Arabic for it`);
  }
});

test("JSON is written as it was, short things in one line", () => {
  for (const story of STORIES) assert.deepEqual(JSON.parse(write(setOf(story, "paper"))), setOf(story, "paper"));
  assert.equal(write({ a: [1, { b: true }], c: {}, d: [] }), '{ "a": [1, { "b": true }], "c": {}, "d": [] }');
  assert.ok(Math.max(...write(setOf(STORIES[1])).split("\n").map((line) => line.length)) < 90);
  assert.equal(placeIn("{\n  x\n}", "Unexpected token at line 2 column 3"), 4);
  assert.equal(placeIn("{x}", "Unexpected token in JSON at position 1"), 1);
});

test("an edit is drawn by the runtime; a mistake is told in place", { timeout: 60_000 }, async (t) => {
  const { page, widget } = await open(t);
  await widget.getByText("There should be room for wool.").first().waitFor();
  const text = await page.locator("#text").inputValue();
  await page.locator("#text").fill(text.replace("room for wool", "room for two"));
  await widget.getByText("There should be room for two.").first().waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.id), "text", "whoever types keeps the focus");
  await page.locator("#text").fill(text.replace('"anchor"', '"ancor"'));
  const problem = page.locator("#problems button", { hasText: 'did you mean "anchor"?' });
  await problem.waitFor();
  await problem.click();
  const chosen = await page.locator("#text").evaluate((area) => area.value.slice(area.selectionStart, area.selectionEnd));
  assert.match(chosen, /^"ancor"/);
  await page.locator("#text").fill(text.slice(0, -1));
  await page.locator("#problems button", { hasText: "no JSON" }).waitFor();
  await page.getByRole("button", { name: "Reset" }).click();
  await widget.getByText("There should be room for wool.").first().waitFor();
  assert.equal(await page.locator("#text").inputValue(), text);
});

test("theme, scheme, direction and width are those of the stage", { timeout: 60_000 }, async (t) => {
  const { page, widget } = await open(t);
  await widget.waitFor();
  const styles = (name) => widget.evaluate((box, name) => getComputedStyle(box)[name], name);
  const until = async (name, wanted) => {
    let found = "";
    // It is drawn anew meanwhile: what was there may be gone before it answers.
    for (let i = 0; i < 400 && found !== wanted; i += 1) {
      found = await styles(name).catch(() => "");
      if (found !== wanted) await page.waitForTimeout(25);
    }
    assert.equal(found, wanted);
  };
  await page.getByRole("radio", { name: "Night", exact: true }).check();
  await until("backgroundColor", "rgb(21, 23, 28)");
  assert.equal(JSON.parse(await page.locator("#text").inputValue()).settings.theme, "night");
  await page.getByRole("radio", { name: "Coast", exact: true }).check();
  await until("backgroundColor", "rgb(255, 255, 255)");
  await page.getByRole("radio", { name: "Dark", exact: true }).check();
  await until("backgroundColor", "rgb(15, 28, 40)");
  await page.getByRole("radio", { name: "Right to left", exact: true }).check();
  await until("direction", "rtl");
  await widget.getByText("بين مقاسين؟").first().waitFor();
  assert.match(await page.locator("#text").inputValue(), /بين مقاسين؟/);
  await page.getByRole("radio", { name: "Smallest", exact: true }).check();
  assert.equal(await page.locator("#stage").evaluate((frame) => frame.clientWidth), 320);
});

test("by keyboard alone: a story, a theme, the rule", { timeout: 60_000 }, async (t) => {
  const { page, widget } = await open(t);
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.className), "skip");
  await page.keyboard.press("Enter");
  const link = page.getByRole("navigation").getByRole("link", { name: "News" });
  await link.focus();
  await page.keyboard.press("Enter");
  await widget.getByText("Seconds sale").first().waitFor();
  assert.equal(await link.getAttribute("aria-current"), "true");
  await page.locator("[name=theme]").first().focus();
  await page.keyboard.press("ArrowRight");
  await page.waitForFunction(() => JSON.parse(document.querySelector("#text").value).settings.theme === "paper");
});

for (const [device, options] of [["desktop", {}], ["phone", PHONE]]) {
  for (const colorScheme of ["light", "dark"]) {
    test(`axe finds nothing, and nothing is wider than the screen: ${device}, ${colorScheme}`, { timeout: 90_000 }, async (t) => {
      const { page, widget } = await open(t, { ...options, colorScheme }, "tooltip-buttons");
      await widget.waitFor();
      await widget.evaluate((box) => Promise.all(box.getAnimations().map(({ finished }) => finished)));
      await page.evaluate(axe);
      const found = await page.evaluate(async () => {
        const { violations } = await globalThis.axe.run(document, { iframes: false });
        return violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id}: ${target}: ${failureSummary}`));
      });
      assert.deepEqual(found, []);
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
      const [top, most] = await page.evaluate(() => [document.querySelector("#stage").getBoundingClientRect().top + scrollY, innerHeight * 0.6]);
      assert.ok(top < most, `the widget begins at ${top}, and is to be on the first screen`);
    });
  }
}

test("what is chosen is told apart in forced colors", async (t) => {
  const { page } = await open(t, { forcedColors: "active" });
  const grounds = (css) => page.locator(css).evaluateAll((nodes) => nodes.map((node) => getComputedStyle(node).backgroundColor));
  for (const [chosen, others] of [["nav a[aria-current]", "nav a:not([aria-current])"], ["[name=theme]:checked + span", "[name=theme]:not(:checked) + span"]]) {
    const [[one, ...none], rest] = [await grounds(chosen), await grounds(others)];
    assert.deepEqual(none, [], chosen);
    assert.ok(rest.length > 2 && !rest.includes(one), `${chosen} has ${one}, the others ${[...new Set(rest)]}`);
  }
});

test("the rule is there to copy", async (t) => {
  const { page } = await open(t, { permissions: ["clipboard-read", "clipboard-write"] }, "popup-coupon");
  await page.getByRole("button", { name: "Copy", exact: true }).click();
  await page.locator("#note", { hasText: "Copied." }).waitFor();
  const copied = JSON.parse(await page.evaluate(() => navigator.clipboard.readText()));
  assert.deepEqual(copied, JSON.parse(await page.locator("#text").inputValue()));
  assert.deepEqual((await loadEngine()).check(copied), []);
});

test("the room kept for words in line is enough on the smallest phone, too", async (t) => {
  const { widget } = await open(t, { ...PHONE, viewport: { width: 320, height: 568 } }, "inline");
  await widget.waitFor();
});
