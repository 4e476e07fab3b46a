// What an address may ask for: the panel of the rules.

import assert from "node:assert/strict";
import { test } from "node:test";

import { loadEngine } from "../../dist/engine.js";
import { STRICT, setting, visit } from "./support.mjs";

const here = setting();
const bar = (id, more = {}) => ({ id, show: { banner: { text: `This is ${id}.` } }, ...more });
const rules = [
  bar("one", { when: { dwell: "10s" }, if: { cart: { value: { above: 50 } } }, limit: { perVisitor: 1 } }),
  bar("two", { enabled: "preview", when: { event: "never" }, show: { popup: { title: "Two", text: "Text", buttons: [{ text: "Go", do: { call: "note" } }] } } }),
];

test("without the link there is no panel, and no script of it", async (t) => {
  const { page } = await visit(t, here, { rules, start: { debug: "link" } });
  assert.equal(await page.locator("opportune-panel").count(), 0);
  assert.equal(here.server.requests.some((path) => /panel|record/.test(path)), false);
});

test("the panel says of each rule what it lacks, under the strictest policy", async (t) => {
  here.policy = STRICT;
  t.after(() => (here.policy = null));
  const { page, o } = await visit(t, here, { rules, path: "/t/plain.html?opportune-debug", start: { debug: "link", facts: { cart: { value: 20 } } } });
  const panel = page.locator("opportune-panel");
  await panel.getByText("one", { exact: true }).waitFor();
  await o.advance("11s");
  await panel.getByText("one", { exact: true }).click();
  await o.advance("1s");
  await panel.getByText("if: if", { exact: true }).waitFor();
  await panel.getByText(/had 20, needs/).waitFor();
  await page.keyboard.press("Escape");
  await panel.waitFor({ state: "detached" });
});

const wrong = bar("wrong", { if: { score: { model: "nobody", atLeast: 0.5 } } });

test("the panel goes on while time does and scripts tell, and names what was left out", async (t) => {
  const steps = bar("steps", { when: { sequence: [{ event: "first" }, { event: "second" }] } });
  const far = bar("far", { when: { pageView: true }, schedule: { from: "2030-01-01" } });
  const { page, o } = await visit(t, here, {
    rules: [...rules, steps, far, wrong], path: "/t/plain.html?opportune-debug", settle: false,
    start: { debug: "link", quiet: true }, facts: { cart: { value: 20 } }, now: "2026-11-21T10:00:00Z",
  });
  const panel = page.locator("opportune-panel");
  const row = (id) => panel.locator("li", { has: page.getByText(id, { exact: true }) });
  for (const id of ["one", "steps", "far", "wrong"]) await row(id).locator("summary").click();
  await o.advance("6s");
  await row("one").getByText(/^[56]\.\d s of 10\.0 s$/).waitFor();
  await page.evaluate(() => globalThis.shop.track("first"));
  await o.advance("1s");
  await row("steps").getByText("1 of 2", { exact: true }).waitFor();
  await row("far").getByText(/^in 11\d\d days/).waitFor();
  await row("wrong").getByText("left out", { exact: true }).waitFor();
  await row("wrong").getByText("bad_reference", { exact: true }).or(row("wrong").getByText("unknown_value", { exact: true })).waitFor();
});

test("`Copy trace` copies what replays to what happened", async (t) => {
  const { page, o, context } = await visit(t, here, {
    rules, path: "/t/plain.html?opportune-debug", start: { debug: "link" }, facts: { cart: { value: 20 } },
  });
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await o.advance("4s");
  await page.evaluate(() => globalThis.shop.setFacts({ cart: { value: 80 } }));
  await o.advance("7s");
  assert.equal(await o.shown("one"), true);
  const panel = page.locator("opportune-panel");
  await panel.getByRole("button", { name: "Copy trace" }).click();
  await panel.getByRole("button", { name: "Copied" }).waitFor();
  const trace = JSON.parse(await page.evaluate(() => navigator.clipboard.readText()));
  const { decisions, problems } = (await loadEngine()).simulate({ version: 1, rules }, trace);
  assert.deepEqual(problems, []);
  assert.deepEqual(decisions.map(({ rule, did }) => [rule, did]), [["one", "shown"]]);
});

const asked = { id: "asked", when: { event: "ask" }, show: { popup: { title: "Asked", text: "Text", buttons: ["Fine"] } } };

test("the panel can be pressed while a popup is open, and stays when that is closed", async (t) => {
  const { page, o } = await visit(t, here, { rules: [...rules, asked], path: "/t/plain.html?opportune-debug", start: { debug: "link" } });
  const panel = page.locator("opportune-panel");
  const popup = page.locator("[data-opportune-rule=asked]");
  await panel.getByText("asked", { exact: true }).waitFor();
  await o.advance("4s");
  await page.evaluate(() => globalThis.shop.track("ask"));
  await o.advance("1s");
  await panel.getByText("asked", { exact: true }).click();
  await panel.locator("details[open]").waitFor();
  assert.equal(await o.shown("asked"), true, "what is pressed in the panel is not outside of the popup");
  // By keyboard, too: it is in the round of Tab.
  await panel.getByRole("button", { name: "Copy trace" }).focus();
  await page.keyboard.press("Shift+Tab");
  assert.equal(await page.evaluate(() => document.activeElement.getAttribute("data-opportune-rule")), "asked");
  await popup.getByRole("button", { name: "Fine" }).click();
  await o.advance("1s");
  await popup.waitFor({ state: "detached" });
  await page.waitForFunction(() => document.querySelector("opportune-panel")?.parentNode === document.documentElement);
  await panel.getByText("two", { exact: true }).click();
});

test("Escape in the panel closes the panel alone, and not the popup that it is in", async (t) => {
  const { page, o } = await visit(t, here, { rules: [asked], path: "/t/plain.html?opportune-debug", start: { debug: "link" } });
  const panel = page.locator("opportune-panel");
  await panel.getByText("asked", { exact: true }).waitFor();
  await o.advance("4s");
  await page.evaluate(() => globalThis.shop.track("ask"));
  await o.advance("1s");
  await panel.getByText("asked", { exact: true }).click();
  await page.keyboard.press("Escape");
  await panel.waitFor({ state: "detached" });
  assert.equal(await o.shown("asked"), true);
  await page.keyboard.press("Escape");
  await o.advance("1s");
  assert.equal(await o.shown("asked"), false);
});

test("the panel can be pressed in a modal dialog of the page", async (t) => {
  const { page, o } = await visit(t, here, { rules, path: "/t/plain.html?opportune-debug", start: { debug: "link" } });
  const panel = page.locator("opportune-panel");
  await page.evaluate(() => {
    const dialog = Object.assign(document.createElement("dialog"), { id: "own" });
    dialog.append("Of the page");
    document.body.append(dialog);
    dialog.showModal();
  });
  await o.advance("2s");
  await panel.getByText("two", { exact: true }).click();
  await page.evaluate(() => document.querySelector("#own").close());
  await page.waitForFunction(() => document.querySelector("opportune-panel")?.parentNode === document.documentElement);
});
