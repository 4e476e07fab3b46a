// What an address may ask for: the panel of the rules.

import assert from "node:assert/strict";
import { test } from "node:test";

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
