//! Themes: every token arrives, ready themes read in light and dark, whatever colors a shop picks can be read, and the
//! parts are those that the reference names.
import assert from "node:assert/strict";
import { readFile, readdir } from "node:fs/promises";
import { test } from "node:test";
import { gone, hide, on, rest, show } from "./steps.mjs";

const READY = ["paper", "ink", "night", "garden", "coast", "bloom"];
const read = (path) => readFile(new URL(`../../${path}`, import.meta.url), "utf8");

/** Contrasts of what is shown, as computed by the browser: a color on a colored ground. */
const contrasts = (page) =>
  page.evaluate(() => {
    const paint = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
    const rgb = (...colors) => {
      paint.fillStyle = "#fff";
      paint.fillRect(0, 0, 1, 1);
      for (const color of colors) {
        paint.fillStyle = color;
        paint.fillRect(0, 0, 1, 1);
      }
      return [...paint.getImageData(0, 0, 1, 1).data].slice(0, 3);
    };
    const light = (color) => {
      const [r, g, b] = color.map((part) => part / 255).map((part) => (part > 0.04045 ? ((part + 0.055) / 1.055) ** 2.4 : part / 12.92));
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const ratio = (a, b) => {
      const [low, high] = [light(a), light(b)].sort((x, y) => x - y);
      return (high + 0.05) / (low + 0.05);
    };
    const { shadowRoot } = document.querySelector("opportune-widget");
    const style = (css) => getComputedStyle(shadowRoot.querySelector(css));
    const ground = style(".box").backgroundColor;
    return {
      title: ratio(rgb(ground, style(".title").color), rgb(ground)),
      text: ratio(rgb(ground, style(".text").color), rgb(ground)),
      main: ratio(rgb(ground, style(".go").backgroundColor, style(".go").color), rgb(ground, style(".go").backgroundColor)),
      edge: ratio(rgb(ground, style(".plain").borderTopColor), rgb(ground)),
      accent: Math.max(ratio(rgb(ground, style(".go").backgroundColor), rgb(ground)), ratio(rgb(ground, style(".go").borderTopColor), rgb(ground))),
    };
  });
// A step of a color's 255 may lie between what we computed and what was painted.
const LEAST = { title: 4.45, text: 4.45, main: 4.45, edge: 2.9, accent: 2.9 };
const expectReadable = (found, about) => {
  for (const [what, least] of Object.entries(LEAST)) assert.ok(found[what] >= least, `${about}: ${what} has ${found[what].toFixed(2)}:1`);
};

for (const colorScheme of ["light", "dark"]) {
  on(`ready themes can be read, and differ: ${colorScheme}`, { colorScheme }, async (page) => {
    const looks = new Set();
    for (const name of READY) {
      await show(page, "popup", { view: { theme: { name } } });
      expectReadable(await contrasts(page), name);
      looks.add(await page.locator("opportune-widget .box").evaluate((box) => {
        const { backgroundColor, color, borderRadius, fontFamily } = getComputedStyle(box);
        return [backgroundColor, color, borderRadius, fontFamily].join();
      }));
      await hide(page, "popup");
      await gone(page);
    }
    assert.equal(looks.size, READY.length);
  });

  on(`whatever colors a shop picks can be read: ${colorScheme}`, { colorScheme }, async (page) => {
    let seed = 20261122;
    const dice = (sides) => {
      seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
      return Math.floor((seed / 2 ** 32) * sides);
    };
    const color = () =>
      [`rgb(${dice(256)} ${dice(256)} ${dice(256)})`, `hsl(${dice(360)} ${dice(101)}% ${dice(101)}%)`, `rgb(${dice(256)} ${dice(256)} ${dice(256)} / ${dice(101)}%)`][dice(3)];
    for (let i = 0; i < 150; i += 1) {
      const theme = Object.fromEntries(["accent", "surface", "text", "muted", "line"].filter((name) => name === "accent" || dice(2)).map((name) => [name, color()]));
      // What shows through a ground is not ours to know.
      if (theme.surface?.includes("/")) theme.surface = "gray";
      await page.evaluate((theme) => {
        gallery.ui.stop();
        gallery.show("popup", { view: { theme } });
      }, theme);
      expectReadable(await contrasts(page), JSON.stringify(theme));
    }
  });
}

on("tokens come from settings, start and rule, the later over the earlier; a name starts afresh", {}, async (page) => {
  const look = async (host, theme) => {
    await page.evaluate(([host, theme]) => {
      gallery.ui.stop();
      gallery.host.theme = host;
      gallery.show("popup", { view: { theme } });
    }, [host, theme]);
    return page.locator("opportune-widget .box").evaluate((box) => {
      const { backgroundColor, borderTopLeftRadius, fontSize, animationDuration } = getComputedStyle(box);
      return [backgroundColor, borderTopLeftRadius, fontSize, animationDuration, getComputedStyle(box.querySelector(".in")).rowGap];
    });
  };
  assert.deepEqual(await look([{ surface: "#fffffe", radius: "3px", size: "20px", motion: "90ms", space: "6px" }, undefined]), ["rgb(255, 255, 254)", "3px", "20px", "0.09s", "30px"]);
  assert.deepEqual((await look([{ surface: "#fffffe", radius: "3px" }, { radius: "5px" }], { surface: "#fffffd" })).slice(0, 2), ["rgb(255, 255, 253)", "5px"]);
  assert.deepEqual((await look([{ surface: "#fffffe", radius: "3px" }, "ink"], { radius: "7px" })).slice(0, 2), ["rgb(255, 255, 255)", "7px"]);
  assert.deepEqual((await look([{ radius: "3px" }, "no such theme"], { name: "night", motion: "10ms" })).slice(0, 4), ["rgb(21, 23, 28)", "14px", "16px", "0.01s"]);
});

on("what is shown follows a scheme that changes", { colorScheme: "light" }, async (page) => {
  await show(page, "popup", { view: { theme: { name: "coast" } } });
  expectReadable(await contrasts(page), "before");
  await page.emulateMedia({ colorScheme: "dark" });
  await page.waitForFunction(() => getComputedStyle(document.querySelector("opportune-widget").shadowRoot.querySelector(".box")).backgroundColor === "rgb(15, 28, 40)");
  expectReadable(await contrasts(page), "after");
});

on("less motion fades and never moves; more contrast has edges of ink", { reducedMotion: "reduce", contrast: "more" }, async (page) => {
  await show(page, "popup", { view: { theme: { name: "bloom" } } });
  const [moves, line, ink] = await page.locator("opportune-widget .box").evaluate((box) => {
    const style = getComputedStyle(box);
    return [style.transform, style.borderTopColor, style.color];
  });
  assert.match(moves, /^(none|matrix\(1, 0, 0, 1, 0, 0\))$/);
  assert.equal(line, ink);
});

on("a phone's keyboard lifts the sheet", { viewport: { width: 375, height: 720 }, hasTouch: true, isMobile: true }, async (page) => {
  await show(page, "popup");
  await rest(page);
  await page.evaluate(() => {
    Object.defineProperty(visualViewport, "height", { configurable: true, get: () => innerHeight - 280 });
    visualViewport.dispatchEvent(new Event("resize"));
  });
  const bottom = () => page.locator("opportune-widget .box").evaluate((box) => box.getBoundingClientRect().bottom);
  assert.equal(await bottom(), 440);
  await page.evaluate(() => {
    delete visualViewport.height;
    visualViewport.dispatchEvent(new Event("resize"));
  });
  assert.equal(await bottom(), 720);
});

on("whoever types sees where", {}, async (page) => {
  await show(page, "popup", { view: { theme: { name: "night" } } });
  const [caret, ink] = await page.locator("opportune-widget .box").evaluate((box) => {
    const field = box.appendChild(document.createElement("input"));
    const { caretColor, color } = getComputedStyle(field);
    return [caretColor, color];
  });
  assert.equal(caret, ink);
});

on("a surface of another notation is read, too", {}, async (page) => {
  await page.evaluate(() => document.documentElement.style.setProperty("--opp-surface", "oklch(0.2 0.05 250)"));
  await show(page, "popup");
  const color = await page.locator("opportune-widget h2").evaluate((node) => getComputedStyle(node).color);
  assert.equal(color, "rgb(241, 241, 244)");
});

on("on paper there is no widget", {}, async (page) => {
  await show(page, "news");
  await page.emulateMedia({ media: "print" });
  assert.equal(await page.locator("opportune-widget").evaluate((node) => getComputedStyle(node).display), "none");
});

on("parts can be styled, and are those of the reference", {}, async (page) => {
  const found = new Set();
  for (const name of ["tooltip", "hint", "popup", "letter", "banner", "news"]) {
    await show(page, name, { view: { mute: "No more tips" } });
    for (const part of await page.locator("opportune-widget").evaluate((node) => [...node.shadowRoot.querySelectorAll("[part]")].map((one) => one.getAttribute("part")))) {
      part.split(" ").forEach((one) => found.add(one));
    }
    await hide(page, name);
    await gone(page);
  }
  const section = (await read("src/docs/rules.md")).split("| part | what it is |")[1].split("\n\n")[0];
  const told = [...section.matchAll(/^\| (`[^|]*) \|/gm)].flatMap(([, names]) => [...names.matchAll(/`([a-z]+)`/g)].map(([, name]) => name));
  assert.deepEqual([...found].filter((name) => !told.includes(name)), [], "not in the reference");
  const table = /const PARTS = \{([^}]*)\}/.exec(await read("src/js/ui/dom.js"))[1];
  const known = new Set([...table.matchAll(/"([^"]*)"/g)].flatMap(([, names]) => names.split(" ")));
  assert.deepEqual([...known].sort(), [...told].sort());
  await page.evaluate(() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync("opportune-widget::part(main) { text-transform: uppercase }");
    document.adoptedStyleSheets = [sheet];
  });
  await show(page, "popup");
  assert.equal(await page.locator("opportune-widget .go").evaluate((node) => getComputedStyle(node).textTransform), "uppercase");
});

test("no length hangs on the root's size", async () => {
  const sheets = (await readdir(new URL("../../src/js/ui/", import.meta.url))).filter((name) => name.endsWith(".css"));
  assert.ok(sheets.length > 5, "the sheets are there");
  for (const name of sheets) assert.doesNotMatch(await read(`src/js/ui/${name}`), /\d(rem|vrem)\b/, name);
});
