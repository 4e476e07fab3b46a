//! Texts: languages and their sides, rich texts, values among them, and what stays while they follow their facts.
import assert from "node:assert/strict";
import { PHONE, focusName, on, said, show } from "./steps.mjs";

const root = (page, body, arg) => page.evaluate(`(${body})(document.querySelector("opportune-widget").shadowRoot, ${JSON.stringify(arg ?? null)})`);
const ARABIC = { lang: "ar", text: ["يتبقى ", { value: 21.1, filter: "money", currency: "EUR" }, " للتوصيل المجاني، ", { value: "Ada (VIP)!" }] };

on("texts from the other side", {}, async (page) => {
  for (const kind of ["popup", "banner", "plainHint", "hint"]) {
    await show(page, kind, { view: { title: { lang: "ar", text: "التوصيل المجاني" }, text: ARABIC, buttons: [{ text: { lang: "ar", text: "تصفح" } }], close: "Close" } });
    const host = page.locator("opportune-widget");
    assert.deepEqual([await host.getAttribute("lang"), await host.getAttribute("dir")], ["ar", "rtl"]);
    const seen = await root(page, (root) => {
      const [box, title, x] = [".box", ".title", ".x"].map((css) => root.querySelector(css).getBoundingClientRect());
      const bdi = [...root.querySelectorAll(".text bdi")].map((node) => node.textContent);
      return { isLeft: x.left + x.width / 2 < box.left + box.width / 2, isRight: box.right - title.right < 80, direction: getComputedStyle(root.querySelector(".box")).direction, bdi: bdi.length, last: bdi[1], label: root.querySelector(".x").getAttribute("aria-label") };
    });
    assert.deepEqual(seen, { isLeft: true, isRight: true, direction: "rtl", bdi: 2, last: "Ada (VIP)!", label: "إغلاق" }, kind);
    await page.evaluate(() => gallery.ui.stop());
  }
});

on("a text in the page's own language says nothing of it; a part in another one does", {}, async (page) => {
  await show(page, "news", { view: { title: { lang: "en", text: "Kiln sale" }, text: { lang: "de", text: "Nur heute" }, buttons: [{ text: { lang: "he", text: "עוד" } }] } });
  const seen = await root(page, (root) => [".title", ".text", "button"].map((css) => [root.querySelector(css).getAttribute("lang"), root.querySelector(css).getAttribute("dir")]));
  assert.deepEqual(seen, [[null, null], ["de", "ltr"], ["he", "rtl"]]);
});

on("on a page that does not say its language, the widget says ours: how words are read and broken", {}, async (page) => {
  const langs = () => page.evaluate(() => [...document.querySelectorAll("opportune-widget")].map((node) => [node.getAttribute("lang"), node.getAttribute("dir")]));
  await page.evaluate(() => {
    document.documentElement.removeAttribute("lang");
    gallery.host.locale = "de";
  });
  await show(page, "news");
  assert.deepEqual(await langs(), [["de", null]]);
  await page.evaluate(() => {
    gallery.ui.stop();
    document.documentElement.lang = "en";
  });
  await show(page, "news");
  assert.deepEqual(await langs(), [[null, null]]);
});

on("plain texts run as the page does", {}, async (page) => {
  await page.evaluate(() => { document.documentElement.dir = "rtl"; });
  await show(page, "news");
  assert.equal(await root(page, (root) => getComputedStyle(root.querySelector(".box")).direction), "rtl");
  assert.equal(await page.locator("opportune-widget").getAttribute("dir"), null);
});

on("a rich text is elements of ours, and its links are checked", {}, async (page) => {
  const link = (text, href) => ({ link: { text, href } });
  const text = ["Only ", { strong: ["2 ", { em: "left" }] }, { break: true }, link("how", "/help"), " ", link("where", "https://evil.test/"), "."];
  await show(page, "popup", { view: { text, buttons: [{ text: "Fine" }], content: [{ text: [link("more", "/more")] }] } });
  const seen = await root(page, (root) => [...root.querySelectorAll(".text > *")].map((node) => [node.localName, node.textContent, node.getAttribute("href"), node.rel ?? null]));
  assert.deepEqual(seen, [["strong", "2 left", null, null], ["br", "", null, null], ["a", "how", "/help", "noopener"], ["span", "where", null, null], ["a", "more", "/more", "noopener"]]);
  await page.evaluate(() => document.querySelector("opportune-widget").shadowRoot.addEventListener("click", (event) => event.preventDefault()));
  await page.getByText("more", { exact: true }).click();
  assert.deepEqual((await said(page)).pop(), "popup#0 click 2");
});

on("numbers in a text are written for its language", {}, async (page) => {
  const price = { value: 1234.5, filter: "money", currency: "EUR" };
  await show(page, "news", { view: { title: ["a ", price], text: { lang: "de", text: ["b ", price, " ", { value: 3, filter: "plural", args: ["one", "# Stück", "other", "# Stücke"] }] } } });
  const [title, text] = await root(page, (root) => [root.querySelector(".title").textContent, root.querySelector(".text").textContent]);
  // What says nothing of its language is taken for that of the words beside it.
  assert.deepEqual([title, text], ["a 1.234,50\u00a0€", "b 1.234,50\u00a0€ 3 Stücke"]);
});

on("what is shown follows in place: focus, typing and pressed chips stay, and nothing is said again", {}, async (page) => {
  const view = (n, more = []) => ({ title: "Left", text: [`${n} `, { strong: "pieces" }], content: [...more, { coupon: { code: `CODE${n}` } }, { progress: { value: n, goal: 9, label: `${n} of 9` } }], buttons: [{ text: `Take ${n}` }, { text: "No", href: `/no/${n}` }], close: "Close" });
  await page.evaluate((view) => {
    globalThis.heard = [];
    gallery.show("news", { view });
    const status = document.querySelector("opportune-widget").shadowRoot.querySelector(".status");
    new MutationObserver(() => heard.push(status.textContent)).observe(status, { childList: true, characterData: true, subtree: true });
  }, view(3));
  // It is said once, and then there is silence.
  await page.waitForFunction(() => heard.length > 1 && heard[heard.length - 1] === "");
  await root(page, (root) => {
    heard.length = 0;
    globalThis.kept = [...root.querySelectorAll("button, a, code, .bar, strong")];
    root.querySelector("button.go, button.plain").focus();
  });
  assert.match(await focusName(page), /Take 3/);
  for (const n of [4, 5]) {
    await page.evaluate((view) => gallery.ui.update("news#0", view), view(n, n > 4 ? [{ text: "Something new above" }] : []));
    assert.match(await focusName(page), new RegExp(`Take ${n}`));
    const seen = await root(page, (root) => ({
      kept: kept.every((node) => node.isConnected), code: root.querySelector("code").textContent, href: root.querySelector("a").getAttribute("href"),
      bar: root.querySelector("[role=progressbar]").getAttribute("aria-valuenow"), text: root.querySelector("#d").textContent,
    }));
    assert.deepEqual(seen, { kept: true, code: `CODE${n}`, href: `/no/${n}`, bar: `${n}`, text: `${n} pieces` });
  }
  assert.deepEqual(await page.evaluate(() => heard), []);
});

const LONG = {
  de: "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz und Donaudampfschifffahrtsgesellschaftskapitänsmütze",
  th: "ยินดีต้อนรับสู่ร้านของเราวันนี้มีส่วนลดพิเศษสำหรับลูกค้าใหม่ทุกท่านเมื่อสั่งซื้อครบตามจำนวนที่กำหนดภายในวันอาทิตย์นี้เท่านั้น",
  ar: "مرحبا بكم في متجرنا، لدينا اليوم خصم خاص لجميع العملاء الجدد عند الشراء بالحد الأدنى المطلوب قبل نهاية يوم الأحد",
};
on("long texts fit on a small phone", { ...PHONE, viewport: { width: 320, height: 568 } }, async (page) => {
  for (const [lang, text] of Object.entries(LONG)) {
    const said = { lang, text };
    for (const kind of ["popup", "hint", "banner", "news"]) {
      await show(page, kind, { view: { title: said, text: said, buttons: [{ text: said }, { text: { lang, text: text.slice(0, 24) } }], content: [{ text: said }] } });
      const over = await root(page, (root) => [...root.querySelectorAll(".box, .box *")].filter((node) => !node.closest(".status, .x, .probe")).filter((node) => {
        const r = node.getBoundingClientRect();
        return r.width && (r.left < -1 || r.right > innerWidth + 1);
      }).map((node) => node.outerHTML.slice(0, 80)));
      assert.deepEqual(over, [], `${lang} ${kind}`);
      await page.evaluate(() => gallery.ui.stop());
    }
  }
});
on("what somebody typed stays while the words around it change", {}, async (page) => {
  const form = (n) => ({ form: { fields: [{ type: "email", name: "email", label: `Mail ${n}`, required: true }], submit: { call: "x" } } });
  const view = (n) => ({ title: `Letter ${n}`, content: [{ text: `${n} readers` }, form(n)], close: "Close" });
  await show(page, "popup", { view: { ...view(1), buttons: [] } });
  await page.locator("opportune-widget input").first().fill("ada@shop.te");
  await page.evaluate((view) => gallery.ui.update("popup#0", view), view(2));
  const seen = await root(page, (root) => [root.querySelector("h2").textContent, root.querySelector("input").value, root.activeElement === root.querySelector("input")]);
  assert.deepEqual(seen, ["Letter 2", "ada@shop.te", true]);
});

