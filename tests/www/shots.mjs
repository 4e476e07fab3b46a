// Pictures of the demo shop, to be looked at: `node tests/www/shots.mjs <folder> [pages] [widths] [light,dark]`.
// Says where a page is wider than its window or moved while it was filled.

import { mkdir } from "node:fs/promises";
import { chromium } from "../../src/build/browser.mjs";
import { serve } from "../../src/build/serve.mjs";

const PAGES = {
  home: "/", collection: "/collection.html", product: "/product.html?id=harbour-coat", cart: "/cart.html", checkout: "/checkout.html",
  "spa-home": "/spa/", "spa-product": "/spa/product/puddle-boot?color=ink", "spa-checkout": "/spa/checkout",
};
const LINES = [{ id: "galley-mug", color: "enamel", size: "One size", quantity: 1 }, { id: "long-sock", color: "oat", size: "M", quantity: 2 }];

const [folder = "shots", names = Object.keys(PAGES).join(), widths = "320,390,1280,1600", schemes = "light,dark"] = process.argv.slice(2);

/** Runs in the page before anything of it does. */
function prepare(lines) {
  localStorage.setItem("mizzle:choices", "partly");
  sessionStorage.setItem("mizzle:cart", JSON.stringify({ lines, coupon: null }));
  globalThis.shifted = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) globalThis.shifted += entry.value;
  }).observe({ type: "layout-shift", buffered: true });
}

async function shoot(browser, origin, name, width, colorScheme) {
  const context = await browser.newContext({ viewport: { width, height: width < 600 ? 780 : 860 }, colorScheme, hasTouch: width < 600 });
  await context.addInitScript(prepare, LINES);
  const page = await context.newPage();
  page.on("pageerror", (error) => console.error(name, error.message));
  await page.goto(origin + PAGES[name]);
  await page.evaluate(() => {
    for (const image of document.querySelectorAll("img[loading=lazy]")) image.loading = "eager";
  });
  await page.waitForTimeout(600);
  const [wider, shifted] = await page.evaluate(() => [document.documentElement.scrollWidth - innerWidth, globalThis.shifted]);
  if (wider > 0 || shifted > 0.001) console.log(`${name} ${width} ${colorScheme}: ${wider} px too wide, shifted ${shifted}`);
  await page.screenshot({ path: `${folder}/${name}-${width}-${colorScheme}.png`, fullPage: true });
  await context.close();
}

await mkdir(folder, { recursive: true });
const { url, close } = await serve();
const browser = await chromium();
for (const name of names.split(",")) {
  for (const width of widths.split(",").map(Number)) {
    for (const scheme of schemes.split(",")) await shoot(browser, url, name, width, scheme);
  }
}
await browser.close();
await close();
