//! What the specs of the widgets share: a stage per file, a page per test, and short names for what one does there.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openStage } from "./stage.mjs";

let stage;
before(async () => void (stage = await openStage()));
after(() => stage.close());

/** Runs `body` with a fresh page and holds that the page reported no error and no violation. */
export const on = (name, { init, path, timeout = 60_000, ...options }, body) =>
  test(name, { timeout }, async () => {
    const page = await stage.open(options, path, init);
    const failures = [];
    page.on("pageerror", (error) => failures.push(String(error)));
    await body(page);
    assert.deepEqual(failures, []);
    assert.deepEqual(await page.evaluate(() => gallery.said.filter(([key]) => key === "csp")), []);
    await page.context().close();
  });
export const show = (page, name, more) => page.evaluate(([name, more]) => gallery.show(name, more), [name, more]);
export const hide = (page, name) => page.evaluate((name) => gallery.hide(name), name);
export const gone = (page) => page.waitForFunction(() => !document.querySelector("opportune-widget"));
export const PHONE = { viewport: { width: 375, height: 720 }, hasTouch: true, isMobile: true };

/** What was reported, a line each. */
export const said = (page) =>
  page.evaluate(() => gallery.said.map((entry) => entry.filter((x) => x != null && typeof x !== "object").join(" ")));

/** The name of what has focus, shadow roots included. */
export const focusName = (page) =>
  page.evaluate(() => {
    let node = document.activeElement;
    while (node.shadowRoot?.activeElement) node = node.shadowRoot.activeElement;
    return node.getAttribute("aria-label") ?? (node.id || node.textContent);
  });

/** Until it holds, or ten seconds have passed. */
export async function until(what, holds) {
  for (const end = Date.now() + 10_000; ;) {
    if (await holds()) return;
    assert.ok(Date.now() < end, `never: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

/** Until what shows has come to rest: nothing moves any more, and it stays where it is for some frames. */
export const rest = (page) =>
  page.evaluate(async () => {
    const frame = () => new Promise(requestAnimationFrame);
    const roots = () => [...document.querySelectorAll("opportune-widget")].map(({ shadowRoot }) => shadowRoot);
    const places = () => JSON.stringify(roots().map((root) => root.querySelector(".box")?.getBoundingClientRect()));
    for (let same = 0, frames = 0, before; same < 4 && frames < 600; frames += 1) {
      await frame();
      const now = places();
      const moves = roots().some((root) => root.getAnimations().some(({ playState }) => playState === "running"));
      same = now === before && !moves ? same + 1 : 0;
      before = now;
    }
  });
