// `preview: "link"`: what an address shows of rules that are not for shoppers yet, and what it leaves behind: nothing.

import assert from "node:assert/strict";
import { test } from "node:test";

import { close, mustNotShow, mustShow, PAGE, setting, visit } from "./support.mjs";

const here = setting();

const banner = (id, more = {}) => ({ id, when: { event: `never-${id}` }, show: { banner: { edge: "bottom", text: `This is ${id}.` } }, ...more });
const rules = [
  banner("draft", { enabled: "preview", schedule: { to: "2020-01-01" }, rollout: "0%", if: { visits: { atLeast: 50 } }, limit: { perVisitor: 1 } }),
  banner("live", { when: { dwell: "1s" } }),
  { id: "push", when: { event: "never" }, show: { popup: { title: "Sure?", buttons: [{ text: "Yes", do: [{ dataLayer: { event: "yes" } }, { call: "order" }, { next: "after" }] }] } } },
  banner("after", { when: { manual: true }, enabled: false }),
];
const badge = (page) => page.locator("opportune-widget[data-kind=preview]");
const status = (page) => badge(page).locator("p");
const at = (rule) => `${PAGE}?opportune-preview=${encodeURIComponent(rule)}`;
/** The badge says so, sooner or later. */
const says = (page, text) => status(page).filter({ hasText: text }).waitFor({ timeout: 10_000 });

/** What goes out of the page: events for `onEvent`, DOM events, pushes, calls. */
const eavesdrop = () => {
  globalThis.told = [];
  for (const name of ["impression", "click", "dismiss", "hidden", "blocked"]) {
    document.addEventListener(`opportune:${name}`, () => globalThis.told.push(name));
  }
};
const told = (page) => page.evaluate(() => [...globalThis.told, ...(globalThis.dataLayer ?? [])]);

test("without a preview in the address, nothing is otherwise", async (t) => {
  const { page, o } = await visit(t, here, { rules, start: { preview: "link" } });
  await o.advance("2s");
  await mustShow(o, "live");
  await mustNotShow(o, "draft");
  assert.equal(await badge(page).count(), 0);
});

test("a shop that does not allow previews has none", async (t) => {
  const { page, o } = await visit(t, here, { rules, path: at("draft") });
  await o.advance("2s");
  await mustNotShow(o, "draft");
  assert.equal(await badge(page).count(), 0);
});

test("a link shows a rule past trigger, condition, schedule, rollout and limits; stores and sends nothing", async (t) => {
  const { page, o, count, keys } = await visit(t, here, { rules, path: at("draft"), start: { preview: "link" }, consent: "granted", init: eavesdrop });
  await o.advance("1s");
  await mustShow(o, "draft");
  await says(page, "Shown");
  assert.equal(await badge(page).locator("select").inputValue(), "draft");
  await o.advance("5s");
  await mustNotShow(o, "live", "only what is previewed runs");
  // Again and again: nothing counts.
  for (let i = 0; i < 3; i++) {
    await close(page, "draft");
    await o.advance("1s");
    await says(page, "Closed");
    await badge(page).getByRole("button", { name: "Show again" }).click();
    await o.advance("1s");
    await mustShow(o, "draft");
  }
  assert.equal(await count("impression"), 0);
  assert.deepEqual(await told(page), []);
  assert.deepEqual(await keys(), ["session:opportune:preview"]);
});

test("what a button would do to the page stays undone; another rule follows", async (t) => {
  const { page, o } = await visit(t, here, { rules, path: at("push"), start: { preview: "link" }, init: eavesdrop });
  await o.advance("3s");
  await mustShow(o, "push");
  await page.locator("[data-opportune-rule=push]").getByRole("button", { name: "Yes" }).click();
  await o.advance("1s");
  await mustShow(o, "after");
  assert.deepEqual(await told(page), []);
});

test("three times closed, a popup still shows again", async (t) => {
  const { page, o } = await visit(t, here, { rules, path: at("push"), start: { preview: true } });
  for (let i = 0; i < 3; i++) {
    await o.advance("3s");
    await mustShow(o, "push");
    await close(page, "push");
    await o.advance("1s");
    await badge(page).getByRole("button", { name: "Show again" }).click();
  }
  await o.advance("3s");
  await mustShow(o, "push");
});

test("its buttons can be pressed while it shows a popup", async (t) => {
  const { page, o } = await visit(t, here, { rules, path: at("push"), start: { preview: "link" } });
  await o.advance("3s");
  await mustShow(o, "push");
  await badge(page).getByRole("button", { name: "Show again" }).click();
  await o.advance("1s");
  await mustShow(o, "push");
  await badge(page).getByRole("button", { name: "Leave" }).click();
  await page.waitForLoadState();
  await page.waitForFunction(() => !sessionStorage.getItem("opportune:preview") && !document.querySelector("opportune-widget[data-kind=preview]"));
});

test("it stays for the tab, until one leaves", async (t) => {
  const { page, o } = await visit(t, here, { rules, path: at("draft"), start: { preview: "link" } });
  await page.goto(here.server.url + PAGE);
  await o.ready();
  await o.advance("1s");
  await mustShow(o, "draft");
  await badge(page).getByRole("button", { name: "Leave" }).click();
  await page.waitForLoadState();
  await page.waitForFunction(() => !sessionStorage.getItem("opportune:preview") && !document.querySelector("opportune-widget[data-kind=preview]"));
  await o.ready();
  await o.advance("2s");
  await mustNotShow(o, "draft");
  await mustShow(o, "live");
});

test("a variant that is not known, and a rule that is not there, show nothing and say so", async (t) => {
  for (const [asked, problem] of [["draft:b", 'rule "draft" has no variant "b"'], ["nobody", 'there is no rule "nobody"']]) {
    const warnings = [];
    const { page, o } = await visit(t, here, { rules, path: PAGE, start: { preview: "link" } });
    page.on("console", (message) => message.type() === "warning" && warnings.push(message.text()));
    await page.goto(here.server.url + at(asked));
    await o.ready();
    await o.advance("2s");
    for (const { id } of rules) await mustNotShow(o, id);
    await says(page, problem.slice(1));
    assert.deepEqual(warnings, [`opportune: preview: ${problem}`]);
    // Another rule can be chosen.
    await badge(page).locator("select").selectOption("live");
    await page.waitForURL(/opportune-preview=live/);
    await o.ready();
    await o.advance("1s");
    await mustShow(o, "live");
  }
});

test("it covers neither what it shows nor what the page asks at its top", async (t) => {
  for (const rule of ["exit-offer", "free-delivery"]) {
    const { page, o } = await visit(t, here, {
      path: `/cart.html?opportune-preview=${rule}`, context: { viewport: { width: 1440, height: 900 } },
      init: `sessionStorage.setItem("mizzle:cart", JSON.stringify({ lines: [{ id: "steady-umbrella", color: "petrol", size: "M", quantity: 1 }], coupon: null }));`,
    });
    await o.advance("3s");
    await mustShow(o, rule);
    await o.advance("1s");
    const [mark, shown, asked] = await Promise.all([badge(page).locator("section"), page.locator(`[data-opportune-rule="${rule}"] .box`), page.locator(".choices")].map((one) => one.boundingBox()));
    const isApart = (a, b) => a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y;
    assert.ok(isApart(mark, shown) && isApart(mark, asked), JSON.stringify({ rule, mark, shown, asked }));
  }
});

test("popups that follow each other take its place away for a moment: nobody complains, and it is back", async (t) => {
  const popup = (number) => ({ version: 1, rules: [{ id: "push", when: { event: "never" }, show: { popup: { title: `Sure ${number}?` } } }] });
  const { page, o } = await visit(t, here, { rules: popup(0), path: at("push"), start: { preview: "link" } });
  await o.advance("3s");
  for (let number = 1; number <= 5; number += 1) {
    await page.evaluate((set) => globalThis.shop.update(set), popup(number));
    await page.waitForTimeout(200);
    await o.advance("3s");
    await page.getByRole("heading", { name: `Sure ${number}?` }).waitFor();
    await badge(page).getByRole("button", { name: "Leave" }).waitFor();
  }
});

test("it is gone with the runtime", async (t) => {
  const { page, o } = await visit(t, here, { rules, path: at("draft"), start: { preview: "link" } });
  await o.advance("1s");
  await page.evaluate(() => globalThis.shop.stop());
  assert.equal(await badge(page).count(), 0);
  assert.equal(await page.locator("opportune-widget").count(), 0);
});

test("a rule of which a phone has another is previewed as the phone has it", async (t) => {
  const both = [banner("both", { on: { mobile: { enabled: false, when: { event: "other" }, show: { banner: { text: "On a phone." } } } } })];
  const phone = { viewport: { width: 390, height: 800 }, hasTouch: true };
  const { page, o } = await visit(t, here, { rules: both, path: at("both"), start: { preview: "link" }, context: phone });
  await o.advance("1s");
  await mustShow(o, "both");
  await page.locator("[data-opportune-rule=both]").getByText("On a phone.").first().waitFor();
  assert.equal((await o.why("both")).on, "mobile");
});

test("an anchor that is not there is said, and the page goes on", async (t) => {
  const { page, o } = await visit(t, here, { rules: [{ id: "lost", show: { tooltip: { anchor: "#nowhere", text: "x" } } }], path: at("lost"), start: { preview: "link" } });
  await o.advance("2s");
  await says(page, "its anchor is not on this page");
  await page.evaluate(() => document.body.append(Object.assign(document.createElement("p"), { id: "nowhere", textContent: "Here" })));
  await o.advance("1s");
  await mustShow(o, "lost");
});
