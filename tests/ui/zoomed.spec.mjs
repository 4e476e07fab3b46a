//! Pages that are zoomed by their own style: what is measured on the screen is written in the page's own lengths.
import assert from "node:assert/strict";
import { on, PHONE, rest, show, until } from "./steps.mjs";

const ZOOM = 1.5;
/** A bar of the page at an edge, as tall as that on the screen, and the page zoomed. */
const prepare = (page, edge, height) =>
  page.evaluate(([edge, height, zoom]) => {
    document.body.style.zoom = zoom;
    document.querySelector("header").remove();
    const bar = document.createElement("div");
    Object.assign(bar.style, { position: "fixed", left: "0", right: "0", [edge]: "0", height: `${height / zoom}px`, background: "#dfe5dc" });
    bar.id = "bar";
    document.body.append(bar);
  }, [edge, height, ZOOM]);
const rectsOf = (page) => page.evaluate(() => [...document.querySelectorAll("opportune-widget")].map((node) => node.shadowRoot.querySelector(".box").getBoundingClientRect().toJSON()));

for (const [name, edge] of [["news", "top"], ["banner", "bottom"], ["toastTop", "top"], ["toast", "bottom"]]) {
  on(`beside a bar of a zoomed page: ${name}`, { reducedMotion: "reduce" }, async (page) => {
    await prepare(page, edge, 90);
    await show(page, name);
    await rest(page);
    const [r] = await rectsOf(page);
    const bar = await page.evaluate(() => document.querySelector("#bar").getBoundingClientRect().toJSON());
    const gap = edge === "top" ? r.top - bar.bottom : bar.top - r.bottom;
    assert.ok(Math.abs(gap - 12 * ZOOM) < 1, `${gap}px off the bar`);
  });
}

on("two toasts on a zoomed page stand one upon the other", { reducedMotion: "reduce" }, async (page) => {
  await prepare(page, "bottom", 30);
  await show(page, "toast");
  await rest(page);
  await show(page, "toastFull");
  await rest(page);
  await until("they are apart", async () => {
    const [under, upon] = await rectsOf(page);
    const gap = under.top - upon.bottom;
    return gap > 6 && gap < 14;
  });
});

on("a phone's keyboard lifts the sheet of a zoomed page onto itself", { ...PHONE, reducedMotion: "reduce" }, async (page) => {
  await page.evaluate((zoom) => (document.body.style.zoom = zoom), ZOOM);
  await show(page, "popup");
  await rest(page);
  await page.evaluate(() => {
    Object.defineProperty(visualViewport, "height", { configurable: true, get: () => innerHeight - 280 });
    visualViewport.dispatchEvent(new Event("resize"));
  });
  const [r] = await rectsOf(page);
  assert.ok(Math.abs(r.bottom - 440) < 1, `it ends at ${r.bottom}`);
});
