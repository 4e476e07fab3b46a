//! Layout shift by our widgets, as Chromium measures it: 0 for every surface as it comes, changes and goes. What moves
//! within half a second of a press counts too, except where words come into the page by that very press: that is inline.
import assert from "node:assert/strict";
import { gone, hide, on, PHONE, show } from "./steps.mjs";

const STORIES = ["tooltip", "hint", "plainHint", "popup", "letter", "banner", "news", "sale", "rate", "why", "sign", "points", "hold", "cta",
  "toast", "toastFull", "toastTop", "inline", "inlineFull", "inlineReplace", "badge", "badgeLarge", "highlight", "highlightGlow", "highlightTint"];
/** Words among the page's own wait for a press where they would move something in view. */
const WAITING = ["inlineFull"];

const observe = () => {
  globalThis.shifts = [];
  const keep = (list) => list.forEach(({ value, hadRecentInput, sources }) => shifts.push({ value, hadRecentInput, what: sources.map(({ node }) => node?.nodeName) }));
  const observer = new PerformanceObserver((list) => keep(list.getEntries()));
  observer.observe({ type: "layout-shift", buffered: true });
  globalThis.shifted = (withPresses) => {
    keep(observer.takeRecords());
    return shifts.splice(0).filter(({ hadRecentInput }) => withPresses || !hadRecentInput);
  };
};
/** Until it stands: two frames, and nothing of it moves any more. */
const rest = (page) => page.evaluate(async () => {
  const frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  await frame();
  await frame();
  const nodes = [...document.querySelectorAll("opportune-widget")];
  await Promise.all(nodes.flatMap((node) => node.shadowRoot.getAnimations()).map((animation) => animation.finished.catch(() => {})));
  await frame();
});

for (const [screen, options] of [["a desktop", {}], ["a phone", PHONE]]) {
  on(`no widget moves the page on ${screen}`, { ...options, init: observe, timeout: 120_000 }, async (page) => {
    await rest(page);
    await page.evaluate(() => void (shifted(true), gallery.host.theme.motion = "40ms"));
    for (const name of STORIES) {
      await show(page, name);
      await rest(page);
      // As live bindings do: another number, another letter. Where words need another line, what is below them in the widget
      // makes room, and the page does not.
      await page.evaluate((name) => {
        const { view } = gallery.effects[name];
        const other = JSON.parse(JSON.stringify(view), (key, value) => (key === "text" && typeof value === "string" ? value.replace(/e/, "o") : key === "value" && typeof value === "number" ? value + 1 : value));
        gallery.ui.update(`${name}#0`, other);
      }, name);
      await rest(page);
      assert.deepEqual(await page.evaluate(() => shifted(true)), [], `${name} comes and changes`);
      if (WAITING.includes(name)) assert.equal(await page.locator("opportune-widget").count(), 0, `${name} waits for a press`);
      await hide(page, name);
      await gone(page);
      await rest(page);
      assert.deepEqual(await page.evaluate(() => shifted(true)), [], `${name} goes`);
    }
    // Several at one edge: they close up by `translate`, which moves nothing else.
    for (const name of ["toast", "toastFull", "banner"]) await show(page, name);
    await rest(page);
    await hide(page, "toast");
    await page.waitForFunction(() => document.querySelectorAll("opportune-widget").length === 2);
    await rest(page);
    assert.deepEqual(await page.evaluate(() => shifted(true)), [], "toasts close up");
    // What the observer counts at all.
    await page.evaluate(() => document.querySelector("main").prepend(Object.assign(document.createElement("p"), { textContent: "Something else" })));
    await page.waitForFunction(() => shifted(true).length > 0);
  });
}
