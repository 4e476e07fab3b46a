// The browser itself renders a page in advance (speculation rules), and somebody goes there later: what a stand-in for
// `document.prerendering` cannot show.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { chromiumDriven } from "../../src/build/browser.mjs";
import { serve } from "../../src/build/serve.mjs";
import { at } from "../../src/build/tools.mjs";
import { webdriver } from "../../dist/testing.js";

const rules = [
  { id: "bar", if: { path: "/t/*" }, show: { banner: { edge: "bottom", text: "Free returns" } }, limit: { perVisitor: 1 } },
  { id: "hint", when: { dwell: "2s" }, show: { tooltip: { anchor: "#coupon", text: "Try RAIN10" } } },
];
const NEXT = `/t/advance.html?given=${encodeURIComponent(JSON.stringify({ rules: { version: 1, rules }, consent: "granted" }))}`;

let server;
let session;
before(async () => {
  server = await serve({ mounts: { "/t/": at("tests/e2e/pages") } });
  session = await chromiumDriven();
});
after(async () => {
  await session?.close();
  await server.close();
});

test("rendered in advance it keeps nothing and counts nothing; looked at, it begins", { timeout: 120_000 }, async (t) => {
  if (!session) return t.skip("no chromedriver");
  const page = webdriver(session.url, session.id);
  const until = async (what, holds) => {
    for (const end = Date.now() + 60_000; Date.now() < end;) {
      if (await holds()) return;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    assert.fail(`never: ${what}`);
  };
  await session.call("POST", "/url", { url: `${server.url}/t/before.html` });
  await page.evaluate((url) => {
    const list = document.createElement("script");
    list.type = "speculationrules";
    list.text = JSON.stringify({ prerender: [{ source: "list", urls: [url], eagerness: "immediate" }] });
    document.head.append(list);
    document.querySelector("#next").href = url;
  }, NEXT);
  // Longer than the dwell takes: it had the time to do what it must not.
  const told = () => page.evaluate(() => JSON.parse(localStorage.getItem("advance")));
  await until("rendered in advance", async () => (await told())?.age > 4000);
  const { isAhead, isThere, heard } = await told();
  assert.deepEqual([isAhead, isThere, heard], [true, true, []]);
  assert.deepEqual(await page.evaluate(() => indexedDB.databases()), []);

  await page.evaluate(() => document.querySelector("#next").click());
  await until("gone there", () => page.evaluate(() => location.pathname === "/t/advance.html"));
  const impressions = () => page.evaluate(() => globalThis.heard.filter(({ name }) => name === "opportune_impression"));
  await until("both are there", async () => (await impressions()).length === 2);
  const began = await page.evaluate(() => performance.timeOrigin + performance.getEntriesByType("navigation")[0].activationStart);
  const [bar, hint] = await impressions();
  assert.deepEqual([bar.rule, hint.rule], ["bar", "hint"]);
  // Clocks of the wall may be off from those of the page by a little.
  assert.ok(bar.at >= began - 50 && hint.at >= began + 1950, JSON.stringify({ began, bar, hint }));
  assert.equal(hint.pageView, 1);
  assert.deepEqual(await page.evaluate(() => globalThis.uncaught), []);
  const kept = await page.evaluate(() => globalThis.shop.stored());
  assert.match(kept[0].value, / bar 1 /);
});
