// Whatever somebody does on a page, its recording replays to the same decisions, events and explanations: shops with every
// trigger and walks that do anything, dealt by a seed. `WALKS=n` tries so many, `SEED` others (`npm run prove`).

import assert from "node:assert/strict";
import { test } from "node:test";

import { hands } from "./hands.mjs";
import { mustReplay, visitShop } from "./replaying.mjs";
import { setting } from "./support.mjs";
import { dealWild } from "./wild.mjs";

const here = setting();
const WALKS = Number(process.env.WALKS ?? 6);
const SEED = Number(process.env.SEED ?? 1);
/** These found a fault. */
const KNOWN = process.env.SEED ? [] : [503];
const PATH = "/t/forms.html";
let decided = 0;

async function walk(t, { rules, consent, width, scheme, steps }) {
  const { o, page } = await visitShop(t, here, {
    path: PATH, start: { rules, consent }, context: { viewport: { width, height: 800 }, colorScheme: scheme, reducedMotion: "no-preference" },
  });
  // A recording begins with its page, and tells of rules that came later.
  let [begun, running] = [rules, rules];
  const { does: plain, middle } = hands({ o, page });
  // What is drawn is told once it is, and a replay waits for no script.
  const draws = () => page.evaluate(() => import("/opportune/ui.js").then(() => undefined));
  const does = {
    ...plain,
    hover: async (place) => page.mouse.move(...await middle(place)),
    click: async (place) => page.mouse.click(...await middle(place)),
    rage: async (place) => page.mouse.click(...await middle(place), { clickCount: 3, delay: 20 }),
    async type(place, text) {
      await page.mouse.click(...await middle(place));
      await page.keyboard.type(text);
    },
    key: (key) => page.keyboard.press(key),
    wheel: (by) => page.mouse.wheel(0, by),
    exit: () => o.exit(),
    copy: () => page.evaluate(() => {
      const range = document.createRange();
      range.selectNodeContents(document.querySelector("label"));
      getSelection().removeAllRanges();
      getSelection().addRange(range);
      document.dispatchEvent(new ClipboardEvent("copy", { bubbles: true }));
    }),
    change: () => page.evaluate(() => {
      const there = document.querySelector("#extra");
      if (there) there.remove();
      else document.querySelector("main").append(Object.assign(document.createElement("p"), { id: "extra", textContent: "More" }));
    }),
    heard: (name) => page.evaluate((type) => void document.dispatchEvent(new CustomEvent(type, { bubbles: true, detail: { n: 1 } })), name),
    layer: (event) => page.evaluate((name) => void (globalThis.dataLayer ??= []).push({ event: name, ecommerce: { value: 9, currency: "EUR" } }), event),
    resize: (to) => page.setViewportSize({ width: to, height: 800 }),
    update(set) {
      running = set;
      return plain.update(set);
    },
    explain: () => page.evaluate(() => void globalThis.shop.explain()),
    async load() {
      await mustReplay({ page }, begun, { first: true });
      begun = running;
      await page.goto(here.server.url + PATH);
      await o.ready();
      await draws();
    },
  };
  await draws();
  await o.advance(137);
  for (const [[name, ...args], wait] of steps) {
    await does[name](...args);
    await o.advance(wait);
  }
  decided += (await mustReplay({ page }, begun, { first: true })).replayed.decisions.length;
}

for (const seed of [...KNOWN, ...Array.from({ length: WALKS }, (_, i) => SEED + i)]) {
  test(`walk ${seed}`, async (t) => {
    try {
      await walk(t, dealWild(seed));
    } catch (error) {
      error.message += `\n${JSON.stringify(dealWild(seed))}`;
      throw error;
    }
  });
}

test("in those walks something was decided", () => {
  assert.ok(decided > WALKS, `${decided} decisions in ${WALKS} walks`);
});
