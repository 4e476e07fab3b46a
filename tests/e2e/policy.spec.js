// Under the strictest policy that wasm allows, every widget works and nothing is reported.

import assert from "node:assert/strict";
import { test } from "node:test";

import { mustNotShow, mustShow, setting, STRICT, visit } from "./support.mjs";

const here = setting();
const buttons = [{ text: "Fine", style: "primary" }, { text: "Read on", href: "/more" }];
const content = [
  { text: "Some words" },
  { image: { src: "/t/dot.svg", alt: "A dot", width: 16, height: 16 } },
  { coupon: { code: "RAIN10", field: "#coupon", apply: true } },
  { progress: { value: 60, goal: 90, label: "{{ progress.remaining | money: 'EUR' }} to go" } },
];
const rules = [
  { id: "tooltip", when: { manual: true }, show: { tooltip: { anchor: "#coupon", title: "A title", text: "Text", content, buttons } } },
  { id: "popup", when: { manual: true }, show: { popup: { title: "A title", text: "Text", content, buttons, theme: { accent: "#0066cc" } } } },
  { id: "banner", when: { manual: true }, show: { banner: { text: "Text", content, buttons, close: "Not now" } } },
  { id: "bottom", when: { manual: true }, show: { banner: { edge: "bottom", text: "Text" } } },
  { id: "cta", when: { manual: true }, show: { cta: { anchor: "#cta", text: "New words", href: "/new", class: "warm" } } },
];
const entries = ["index", "inline", "dev"];

for (const entry of entries) {
  test(`every widget works under a strict policy (${entry})`, async (t) => {
    here.policy = STRICT;
    t.after(() => { here.policy = null; });
    const { o, page } = await visit(t, here, { rules, start: { entry } });
    await o.advance("5s");
    for (const { id } of rules) {
      await page.evaluate((one) => globalThis.shop.trigger(one, { force: true }), id);
      await mustShow(o, id);
      assert.notEqual(await page.evaluate((one) => {
        const host = document.querySelector(`[data-opportune-rule="${one}"]`);
        const box = host.getBoundingClientRect();
        return host.shadowRoot ? host.shadowRoot.adoptedStyleSheets.length : box.width;
      }, id), 0, `${id} has no style`);
      await page.evaluate((one) => globalThis.shop.dismiss(one), id);
      await mustNotShow(o, id);
      await o.advance("2m");
    }
    assert.deepEqual(await page.evaluate(() => globalThis.violations), []);
    assert.deepEqual(await page.evaluate(() => globalThis.uncaught), []);
  });
}

test("texts of rules and facts stay text", async (t) => {
  here.policy = null;
  const bad = "<img src=x onerror=\"globalThis.pwned=1\"><script>globalThis.pwned=1</script>";
  const { o, page } = await visit(t, here, {
    consent: "granted",
    start: { facts: { customer: { firstName: bad } } },
    rules: [{ id: "bad", when: { manual: true }, show: { popup: { title: "{{ customer.firstName }}", text: bad, buttons: [{ text: bad }] } } }],
  });
  await o.advance("3s");
  await page.evaluate(() => globalThis.shop.trigger("bad", { force: true }));
  await mustShow(o, "bad");
  assert.equal(await page.evaluate(() => globalThis.pwned), undefined);
  assert.equal(await page.evaluate(() => {
    const { shadowRoot } = document.querySelector("[data-opportune-rule=bad]");
    return shadowRoot.querySelectorAll("img, script").length;
  }), 0);
});
