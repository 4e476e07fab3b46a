//! No text of a view becomes markup, and no link leads where it may not: with a policy and without one.
//! `SINKS=2000` tries so many strings; `npm test` a share of them.
import assert from "node:assert/strict";
import { guard, links, strings } from "./sinks.mjs";
import { gone, on } from "./steps.mjs";

const COUNT = Number(process.env.SINKS ?? 40);
const SEED = Number(process.env.SEED ?? 1);

/** Counts requests to anybody but the page's own server. */
function foreign(page) {
  const found = [];
  page.on("request", (request) => new URL(request.url()).origin === new URL(page.url()).origin || found.push(request.url()));
  return found;
}

for (const [name, path] of [["under a policy", "/"], ["without one", "/?open"]]) {
  on(`at least 300 links, ${name}`, { path }, async (page) => {
    const found = foreign(page);
    await page.evaluate(guard);
    const all = links(new URL(page.url()).host);
    assert.ok(all.length >= 300, `${all.length}`);
    const seen = await page.evaluate((all) => {
      const texts = all.map(({ text }) => text);
      gallery.show("popup", {
        view: {
          title: "Links", content: [{ text: texts.map((href, i) => ({ link: { text: `r${i}`, href } })) }],
          buttons: texts.map((href, i) => ({ text: `b${i}`, href })),
        },
      });
      const root = document.querySelector("opportune-widget").shadowRoot;
      const to = (node) => (node.localName === "a" ? (/^http/.test(node.protocol) ? node.host === location.host && "near" : "mail") : "none");
      const by = new Map([...root.querySelectorAll("a, button, .text span")].map((node) => [node.textContent, to(node)]));
      return texts.map((_, i) => [by.get(`b${i}`), by.get(`r${i}`)]);
    }, all);
    const wrong = all.map(({ text, becomes }, i) => ({ text, becomes, seen: seen[i] })).filter(({ becomes, seen }) => seen.some((one) => one !== becomes));
    assert.deepEqual(wrong, []);
    assert.deepEqual(await page.evaluate(() => [strangers(), ran]), [[], 0]);
    await page.evaluate(() => gallery.hide("popup"));
    await gone(page);
    // A rewritten link of the page, and pictures: those that would run, or leave the page's own host without being asked to.
    const rest = await page.evaluate((all) => {
      const node = document.querySelector("#welcome");
      const before = node.getAttribute("href");
      const wrong = [];
      for (const { text, becomes } of all) {
        gallery.show("cta", { view: { href: text } });
        const after = node.getAttribute("href");
        const isOurs = node.localName === "a" && after !== before;
        if (becomes === "none" && isOurs) wrong.push(text);
        gallery.ui.stop();
        if (node.getAttribute("href") !== before) wrong.push(`not undone: ${text}`);
      }
      const active = all.filter(({ isRefused }) => isRefused).map(({ text }) => ({ image: { src: text, alt: "x" } }));
      gallery.show("banner", { view: { content: active } });
      wrong.push(...[...document.querySelectorAll("opportune-widget")].flatMap((host) => [...host.shadowRoot.querySelectorAll("img")].map(({ src }) => src)));
      return [wrong, strangers(), ran];
    }, all);
    assert.deepEqual(rest, [[], [], 0]);
    assert.deepEqual(found, []);
  });

  on(`${COUNT} strings in every slot, ${name}`, { path, timeout: 60_000 + COUNT * 500 }, async (page) => {
    const found = foreign(page);
    await page.evaluate(guard);
    const texts = strings(COUNT, SEED);
    const wrong = await page.evaluate(async (texts) => {
      const wrong = [];
      const outside = () => document.querySelectorAll("*").length - document.querySelectorAll("opportune-widget").length;
      const before = outside();
      const view = (s, i) => ({
        title: s, text: [s, { strong: [s, { em: s }] }, { break: true }, { link: { text: s, href: `/x?${encodeURIComponent(s)}` } }, { value: s }, { lang: "ar", text: s }],
        image: { src: "/cup.svg", alt: s, width: 8, height: 8 },
        content: [
          { text: s }, { coupon: { code: s } }, { progress: { value: 1, goal: 2, label: s } }, { image: { src: s, alt: s } }, { list: { of: [s, [s]] } },
          { countdown: { to: Date.now() + 1e6, label: s } },
          i % 2 ? { survey: { question: s, choice: [{ text: s, value: s }], done: s } }
            : { form: { fields: [{ type: "text", name: s, label: s, hint: s, required: true }, { type: "checkbox", name: "b", label: s }], submit: { call: "x" }, send: s, error: s } },
        ],
        buttons: [{ text: s }, { text: s, href: s }, { text: { value: s, filter: "upper" }, href: `/${encodeURIComponent(s)}` }],
        close: s, mute: s, theme: { accent: s, font: s }, side: s, edge: s, size: s, class: s,
      });
      const kinds = ["popup", "tooltip", "banner", "toast", "inline", "badge", "highlight"];
      for (const [i, s] of texts.entries()) {
        const kind = kinds[i % kinds.length];
        const key = `k${i}#0`;
        gallery.ui.show({ key, rule: s, place: 0, kind, anchor: kind === "popup" || kind === "banner" || kind === "toast" ? null : "#coupon", answers: false, view: view(s, i) });
        gallery.ui.update(key, view(`${s}!`, i));
        gallery.show("cta", { view: { text: s, href: s, class: s, theme: { accent: s } } });
        const strange = [...strangers(), ...(outside() === before ? [] : ["an element outside"])];
        if (strange.length) wrong.push([s, kind, strange]);
        const title = [...document.querySelectorAll("opportune-widget")].map((host) => host.shadowRoot?.querySelector(".title")).find(Boolean);
        if (title && title.textContent !== `${s}!`) wrong.push([s, title.textContent]);
        gallery.ui.stop();
        if (i % 25 === 0) await new Promise((resolve) => setTimeout(resolve));
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
      return [wrong.slice(0, 5), ran, outside() - before];
    }, texts);
    assert.deepEqual(wrong, [[], 0, 0]);
    assert.deepEqual(found, []);
  });
}
