//! Selectors that no browser takes are problems without a browser, too.

import assert from "node:assert/strict";
import { test } from "node:test";

import { loadEngine } from "../../dist/engine.js";
import { parses } from "../../src/js/selector.js";

const GOOD = [
  "#coupon", "a[href^='/x{']", ".a > .b:not(.c, [d])", "x-y::part(z)", "#a\\.b", "*", "svg|a", "[data-x='1' i]", "a:nth-child(2n + 1) , b", "#\\31 a", "button[type=submit]",
  "#größe", "a:has(> b)", ".w-1\\/2", "a >b~ c+d", '[aria-label="a)b"]', ":is(a:not(')'),b)", "--x", "a:first-child", "li:last-of-type",
];
const BAD = ["#1a", ".1a", "..a", "a >> b", "> a", "a:contains('x')", "a:visible", "[data-x=1]", "#", "a,,b", "a:", "a b:eq(0)", "#a#", "[=x]", "a & b", "50%"];

test("a selector is told from what is none", () => {
  for (const css of GOOD) assert.ok(parses(css), css);
  for (const css of BAD) assert.ok(!parses(css), css);
});

test("and `check` says so", async () => {
  const engine = await loadEngine();
  const rules = (on) => ({ version: 1, rules: [{ id: "a", when: { click: on }, show: { banner: "Hi" } }] });
  assert.deepEqual(engine.check(rules("shop-cart >>> .coupon, #b")), []);
  const [problem] = engine.check(rules("shop-cart >>> .1st"));
  assert.equal(problem.code, "bad_selector");
  assert.equal(problem.path, "/rules/0/when/click");
});
