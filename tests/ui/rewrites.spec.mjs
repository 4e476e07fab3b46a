//! What a rewrite may take, and what it leaves; and where Tab stops in a popup.
import assert from "node:assert/strict";
import { hide, on, said, show } from "./steps.mjs";

/** The page as it is. */
const pageOf = (page) => page.evaluate(() => document.documentElement.outerHTML);

on("a CTA may be the value of an input button, heard as it is seen", {}, async (page) => {
  const set = (html) => page.evaluate((attributes) => {
    document.querySelector("#pay")?.remove();
    const node = document.createElement(attributes.tag);
    delete attributes.tag;
    for (const [name, value] of Object.entries(attributes)) node[name === "textContent" ? name : "setAttribute"]?.(name, value) ?? (node[name] = value);
    node.id = "pay";
    document.querySelector("form").append(node);
  }, html);
  for (const type of ["submit", "button"]) {
    await set({ tag: "input", type, value: "Pay", "aria-label": "Pay now" });
    const before = await pageOf(page);
    await show(page, "cta", { anchor: "#pay", view: { href: undefined, class: undefined, text: "Reserve yours" } });
    assert.equal(await page.locator("#pay").inputValue(), "Reserve yours");
    assert.equal(await page.getByRole("button", { name: "Reserve yours" }).count(), 1);
    await hide(page, "cta");
    assert.equal(await pageOf(page), before);
  }
  // Its value goes along with the form: it is not ours to change.
  await set({ tag: "input", type: "submit", value: "Pay", name: "action" });
  await show(page, "cta", { anchor: "#pay", view: { href: undefined, text: "Reserve yours" } });
  assert.equal((await said(page)).pop(), "cta#0 not_drawn not_found");
});

on("new words are heard in place of an old label", {}, async (page) => {
  await page.evaluate(() => {
    document.querySelector("#welcome").setAttribute("aria-label", "See what is new");
    document.querySelector("#size").setAttribute("aria-labelledby", "far");
  });
  const before = await pageOf(page);
  await show(page, "cta");
  assert.equal(await page.getByRole("link", { name: "Welcome back, Ada" }).count(), 1);
  await page.evaluate(() => gallery.ui.show({ kind: "cta", anchor: "#size", rule: "other", key: "other#0", view: { text: "Find your size" } }));
  assert.equal(await page.getByRole("button", { name: "Find your size" }).count(), 1);
  await hide(page, "cta");
  await hide(page, "other");
  assert.equal(await pageOf(page), before);
});

on("an address is never dropped: what cannot lead there is left alone", {}, async (page) => {
  const before = await pageOf(page);
  await show(page, "cta", { anchor: "#size" });
  await show(page, "cta", { view: { href: "https://elsewhere.test/" } });
  assert.deepEqual(await said(page), ["cta#0 not_drawn not_found", "cta#0 not_drawn not_found"]);
  assert.equal(await pageOf(page), before);
  // Of several that match, the link.
  await show(page, "cta", { anchor: "#size, #welcome" });
  assert.equal(await page.getAttribute("#welcome", "href"), "/for-you");
});

on("two runtimes do not take each other's words for the page's", {}, async (page) => {
  const before = await pageOf(page);
  await show(page, "cta");
  await page.evaluate(() => gallery.another().show({ ...gallery.effects.cta, rule: "b", key: "b#0", view: { text: "Second", href: "/second" } }));
  assert.deepEqual(await said(page), ["cta#0 drawn", "b#0 not_drawn contested"]);
  assert.equal(await page.locator("#welcome").innerText().then((text) => text.trim()), "Welcome back, Ada");
  await hide(page, "cta");
  assert.equal(await pageOf(page), before);
  await page.evaluate(() => gallery.another().show({ ...gallery.effects.cta, rule: "b", key: "b#0", view: { text: "Second", href: "/second" } }));
  assert.equal(await page.getAttribute("#welcome", "href"), "/second");
  // A highlight may stand on what is rewritten.
  await show(page, "highlight", { anchor: "#welcome" });
  await page.evaluate(() => gallery.another().stop());
  await hide(page, "highlight");
  assert.equal(await pageOf(page), before);
});

on("Tab in a popup stops at what can be used, and at nothing else", {}, async (page) => {
  await page.setViewportSize({ width: 600, height: 300 });
  await page.focus("#opener");
  await show(page, "long");
  const stops = new Set();
  for (let i = 0; i < 14; i += 1) {
    await page.keyboard.press("Tab");
    stops.add(await page.evaluate(() => {
      const host = document.activeElement;
      return host.shadowRoot ? (host.shadowRoot.activeElement?.localName ?? "bare host") : host.localName;
    }));
  }
  assert.deepEqual([...stops].filter((name) => !["a", "button", "body"].includes(name)), []);
});
