// Exit intent: journeys that leave by the top on purpose, and many that only look like it. Real pointer input throughout.

import assert from "node:assert/strict";
import { test } from "node:test";

import { setting, visit } from "./support.mjs";

const here = setting();
const leave = { id: "leave", when: { exitIntent: true }, do: [{ call: { name: "note", args: { fired: true } } }] };
const offer = { id: "offer", when: { exitIntent: { after: "0s" } }, show: { popup: { title: "Wait", text: "Ten percent." } } };
const X = 600;

/** What a journey may do: pointer steps with time between them, and whatever Playwright can. */
function hand(o, page) {
  const go = async (x, y, ms = 20) => {
    await page.mouse.move(x, y);
    await o.advance(ms);
  };
  return {
    o,
    page,
    go,
    /** Upward and out, fast, from where a visitor reads. */
    async out(x = X, ms = 20) {
      for (const y of [300, 220, 150, 80, 20]) await go(x, y, ms);
      await go(x, -12, ms);
    },
    /** From the middle of an element of the header, straight out. */
    async outFrom(selector, ms = 20) {
      const box = await page.locator(selector).boundingBox();
      const x = box.x + box.width / 2;
      await go(x, 300, ms);
      await go(x, 150, ms);
      await go(x, box.y + box.height / 2, ms);
      return { x, off: () => go(x, -12, ms) };
    },
  };
}

/** Runs a journey on a fresh page after 5 s of reading, and counts firings. */
async function fired(t, journey, { fresh = false, reads = "5s", counts = "called", ...given } = {}) {
  const { o, page } = await visit(t, here, { rules: [leave], ...given });
  const me = hand(o, page);
  if (!fresh) {
    await me.go(X, 400);
    await o.advance(reads);
  }
  await journey(me);
  await o.advance("3s");
  return page.evaluate((what) => globalThis.heard.filter(({ name }) => name === what).length, counts);
}

const FALSE = {
  "a select is open": async ({ page, outFrom }) => {
    const { off } = await outFrom("#top-select");
    await page.mouse.down();
    await page.mouse.up();
    await off();
  },
  "over a select": async ({ outFrom }) => (await outFrom("#top-select")).off(),
  "a date picker": async ({ page, outFrom }) => {
    const { off } = await outFrom("#top-date");
    await page.mouse.down();
    await page.mouse.up();
    await off();
  },
  "autofill's list": async ({ page, outFrom }) => {
    const { off } = await outFrom("#top-list");
    await page.mouse.down();
    await page.mouse.up();
    await page.keyboard.type("G");
    await off();
  },
  "entering from above and going straight back": async ({ o, go }) => {
    await o.advance("5s");
    await go(X, 20, 60);
    await go(X, 60, 60);
    await go(X, 20, 60);
    await go(X, -12);
  },
  "dragging with the button down": async ({ page, go, out }) => {
    await go(X, 300);
    await page.mouse.down();
    await out();
    await page.mouse.up();
  },
  "selecting text upward out of the page": async ({ page, go, out }) => {
    const box = await page.locator("#prose").boundingBox();
    await go(box.x + 60, box.y + 8);
    await page.mouse.down();
    await out(box.x + 60);
  },
  "into an iframe at the top": async ({ page, go }) => {
    const box = await page.locator("#top-frame").boundingBox();
    const x = box.x + box.width / 2;
    for (const y of [300, 200, 100, 60, 20, 2]) await go(x, y);
  },
  "after a context menu": async ({ page, out }) => {
    await page.mouse.click(X, 300, { button: "right" });
    await out();
  },
  "a fast click on a link of the header": async ({ page, outFrom }) => {
    const { off } = await outFrom("#top-link");
    await page.mouse.down();
    await page.mouse.up();
    await off();
  },
  "out by the bottom": async ({ go }) => {
    for (const y of [500, 600, 700, 780, 815]) await go(X, y);
  },
  "out by the left": async ({ go }) => {
    for (const x of [500, 300, 100, 20, -12]) await go(x, 400);
  },
  "out by the right": async ({ go }) => {
    for (const x of [700, 900, 1100, 1190, 1212]) await go(x, 400);
  },
  "out by the left, close to the top": async ({ go }) => {
    for (const x of [500, 300, 100, 20, -12]) await go(x, 12);
  },
  "slowly": async ({ go }) => {
    // A slow hand's first sample outside lies just outside.
    for (let y = 71; y > -2; y -= 4) await go(X, y, 50);
  },
  "before `after`": async ({ out }) => out(),
  "a dialog of the page is open": async ({ page, out }) => {
    await page.evaluate(() => document.querySelector("#dialog").showModal());
    await out();
  },
  "from what the page keeps to itself": async ({ outFrom }) => (await outFrom("#top-off")).off(),
  "on a page that is stopped": async ({ page, out }) => {
    await page.evaluate(() => globalThis.shop.stop());
    await out();
  },
  "a finger": async ({ page, o }) => {
    for (const y of [300, 150, 40, 2]) {
      await page.touchscreen.tap(200, y);
      await o.advance("20ms");
    }
  },
  "moving about near the top": async ({ go }) => {
    for (const x of [200, 400, 600, 800, 1000]) await go(x, x % 400 === 0 ? 3 : 30);
  },
};

const GIVEN = {
  "before `after`": { reads: "200ms" },
  "a dialog of the page is open": { rules: [offer], counts: "opportune_impression" },
  "a finger": { context: { hasTouch: true, isMobile: true, viewport: { width: 390, height: 844 } }, fresh: true },
  "entering from above and going straight back": { fresh: true },
};

for (const [name, journey] of Object.entries(FALSE)) {
  test(`no exit: ${name}`, async (t) => assert.equal(await fired(t, journey, GIVEN[name]), 0));
}

const TRUE = {
  "from the middle": ({ out }) => out(),
  "from the left": ({ out }) => out(24),
  "from the right": ({ out }) => out(1020),
  "very fast": ({ out }) => out(X, 8),
  "at an easy pace": ({ out }) => out(X, 90),
  "on a slant": async ({ go }) => {
    for (const [x, y] of [[300, 320], [420, 220], [540, 130], [640, 60], [700, 10], [720, -12]]) await go(x, y);
  },
  "after scrolling": async ({ o, out }) => {
    await o.scroll("40%");
    await o.advance("1s");
    await out();
  },
  "after typing and leaving the field": async ({ page, o, out }) => {
    await page.click("#coupon");
    await page.keyboard.type("RAIN");
    await page.evaluate(() => document.activeElement.blur());
    await o.advance("10s");
    await out();
  },
  "over a link, long after a click": async ({ page, o, outFrom }) => {
    await page.mouse.click(X, 500);
    await o.advance("10s");
    await (await outFrom("#top-link")).off();
  },
  "after another tab": async ({ o, go, out }) => {
    await o.away("30s");
    await go(X, 400);
    await o.advance("3s");
    await out();
  },
  "after a select was used and left": async ({ page, o, go, out }) => {
    await page.selectOption("#top-select", "GBP");
    await go(X, 400);
    await o.advance("10s");
    await out();
  },
};

for (const [name, journey] of Object.entries(TRUE)) {
  test(`exit: ${name}`, async (t) => assert.equal(await fired(t, journey), 1));
}

test("again only after the pointer was back for a second", async (t) => {
  const again = { ...leave, limit: { perPage: "any" } };
  assert.equal(await fired(t, async ({ go, o, out }) => {
    await out();
    await go(X, 20, 100);
    await go(X, 200, 300);
    await out();
    await go(X, 300, 20);
    await o.advance("2s");
    await out();
  }, { rules: [again] }), 2);
});

test("`low` wants a fast hand, `high` takes any", async (t) => {
  const rules = ["low", "high"].map((sensitivity) => (
    { id: sensitivity, when: { exitIntent: { sensitivity } }, do: [{ call: { name: "note", args: { sensitivity } } }] }));
  assert.equal(await fired(t, ({ out }) => out(X, 150), { rules }), 1);
  assert.equal(await fired(t, ({ out }) => out(X, 10), { rules }), 2);
});

test("the stage's own exit() is one", async (t) => {
  assert.equal(await fired(t, ({ o }) => o.exit()), 1);
});
