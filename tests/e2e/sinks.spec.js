// What people smuggle into facts comes out as text: through the engine, every template, and each update of what is shown.
// `SINKS=2000` tries so many strings; `npm test` a share of them.

import assert from "node:assert/strict";
import { test } from "node:test";

import { guard, strings } from "../ui/sinks.mjs";
import { mustShow, setting, STRICT, visit } from "./support.mjs";

const COUNT = Number(process.env.SINKS ?? 40);
const here = setting();

const filters = ["", " | upper", " | lower", " | title", " | truncate: 300", " | money", " | number: 2", " | date", " | relative", " | plural: other '#'", " | default: 'x'"];
const text = ["{{ v }} ", { strong: ["{{ v | title }}", { em: "{{ v }}" }] }, { break: true }, { link: { text: "{{ v }}", href: "/p/{{ v }}?q={{ v }}#{{ v }}" } }];
const content = [
  ...filters.map((filter) => ({ text: `{{ v${filter} }}` })),
  { text: { en: "{{ v }}", ar: "{{ v }} عربي" } },
  { coupon: { code: "{{ v }}" } },
  { progress: { value: 1, goal: 2, label: "{{ v }}" } },
  { image: { src: "/t/dot.svg?{{ v }}", alt: "{{ v }}", width: 16, height: 16 } },
  { image: { src: "/{{ v }}", alt: "{{ v }}", width: 16, height: 16 } },
  { list: ["{{ v }}", text] },
];
const buttons = [{ text: "{{ v }}", href: "/{{ v }}" }, { text: "{{ v | upper }}", href: "/x?u={{ v }}" }, { text: "{{ v }}" }];
const common = { title: "{{ v }}", text, content, buttons, close: "{{ v }}" };
const rules = [
  { id: "cta", when: { manual: true }, show: { cta: { anchor: "#cta", text: "{{ v }}", href: "/{{ v }}" } } },
  { id: "tooltip", when: { manual: true }, show: { tooltip: { anchor: "#coupon", ...common } } },
  { id: "banner", when: { manual: true }, show: { banner: common } },
  { id: "popup", when: { manual: true }, show: { popup: common } },
];

for (const policy of [STRICT, null]) {
  test(`${COUNT} strings in facts, ${policy ? "under a policy" : "without one"}`, async (t) => {
    here.policy = policy;
    t.after(() => { here.policy = null; });
    const { o, page } = await visit(t, here, { rules, start: { facts: { v: "first" }, locale: "ar", quiet: true } });
    const far = [];
    page.on("request", (request) => new URL(request.url()).origin === here.server.url.replace(/\/$/, "") || far.push(request.url()));
    await page.evaluate(guard);
    await o.advance("5s");
    for (const { id } of rules) {
      await page.evaluate((one) => globalThis.shop.trigger(one, { force: true }), id);
      await mustShow(o, id);
    }
    const seen = await page.evaluate(async (texts) => {
      const outside = () => document.querySelectorAll("*").length - document.querySelectorAll("opportune-widget").length;
      const before = outside();
      const hosts = [...document.querySelectorAll("opportune-widget")];
      const wrong = [];
      let same = 0;
      for (const [i, v] of texts.entries()) {
        globalThis.shop.setFacts({ v });
        // Marks that hide or reorder are taken out, and values end somewhere.
        const clean = [...v.replaceAll("\0", "")].filter((letter) => !/[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/.test(letter)).slice(0, 512).join("");
        const titles = hosts.map((host) => host.shadowRoot.querySelector(".title").textContent);
        if (titles.every((title) => title === clean)) same += 1;
        else wrong.push([v, titles]);
        const strange = [...globalThis.strangers(), ...(outside() === before ? [] : ["an element outside"])];
        const link = document.querySelector("#cta");
        if (link.href && link.host !== location.host) strange.push(link.href);
        if (strange.length) wrong.push([v, strange]);
        if (i % 20 === 0) await new Promise((resolve) => setTimeout(resolve));
      }
      return { wrong: wrong.slice(0, 4), same, hosts: hosts.length, ran: globalThis.ran, outside: outside() - before };
    }, strings(COUNT, 7));
    assert.deepEqual(seen, { wrong: [], same: COUNT, hosts: 3, ran: 0, outside: 0 });
    assert.deepEqual(far, []);
  });
}
