//! The pictures of the README, out of the demo shop, each in light and dark: `node tests/ui/pictures.mjs` (after
//! `npm run build`) takes them anew.
import { mkdirSync, writeFileSync } from "node:fs";

import { chromium } from "../../src/build/browser.mjs";
import { serve } from "../../src/build/serve.mjs";
import { at } from "../../src/build/tools.mjs";
import { opportune } from "../../dist/testing.js";

const folder = at("src/docs/img");
const WIDE = { viewport: { width: 1120, height: 700 }, deviceScaleFactor: 1.25 };
const PHONE = { viewport: { width: 375, height: 667 }, deviceScaleFactor: 1.5, hasTouch: true, isMobile: true };
/** Rules of the demo shop where they belong. */
const SCENES = {
  coupon: { path: "/checkout.html", rule: "coupon-hint", context: WIDE, anchor: "#coupon" },
  exit: { path: "/cart.html", rule: "exit-offer", context: WIDE },
  phone: { path: "/collection.html", rule: "newsletter", context: PHONE },
};

/** A visitor who allowed what is needed, but not to be counted, with an umbrella in the cart. */
function shopper() {
  localStorage.setItem("mizzle:choices", "partly");
  const lines = [{ id: "steady-umbrella", color: "petrol", size: "M", quantity: 1 }];
  if (!sessionStorage.getItem("mizzle:cart")) sessionStorage.setItem("mizzle:cart", JSON.stringify({ lines, coupon: null }));
}

async function take(browser, url, { path, rule, context: options, anchor }, colorScheme) {
  const context = await browser.newContext({ ...options, colorScheme, reducedMotion: "reduce" });
  const page = await context.newPage();
  const o = await opportune(page, {});
  await page.addInitScript(shopper);
  await page.goto(url + path);
  await o.ready();
  await o.advance("3s");
  if (anchor) await page.locator(anchor).evaluate((node) => node.scrollIntoView({ block: "center", behavior: "instant" }));
  await page.evaluate((id) => [...globalThis[Symbol.for("opportune")].values()].at(-1).trigger(id, { force: true }), rule);
  await o.advance("1s");
  if (!(await o.shown(rule))) throw new Error(`${rule} is not shown: ${JSON.stringify(await o.why(rule))}`);
  await page.evaluate(() => Promise.all([...document.querySelectorAll("opportune-widget")].flatMap((node) => node.shadowRoot.getAnimations().map((one) => one.finish()))));
  await page.evaluate(() => Promise.all([...document.images].map((image) => image.decode().catch(() => {}))));
  const picture = await page.screenshot({ animations: "disabled" });
  await context.close();
  return picture;
}

const [server, browser] = [await serve(), await chromium()];
mkdirSync(folder, { recursive: true });
try {
  for (const [name, scene] of Object.entries(SCENES)) {
    for (const scheme of ["light", "dark"]) {
      const bytes = await take(browser, server.url, scene, scheme);
      writeFileSync(`${folder}/${name}-${scheme}.png`, bytes);
      console.log(`${name}-${scheme}.png: ${bytes.length} bytes`);
    }
  }
} finally {
  await browser.close();
  await server.close();
}
