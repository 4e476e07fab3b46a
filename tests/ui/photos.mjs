//! Takes the photographs of the gallery's stories, with time and motion frozen, and measures what does not depend on
//! fonts. `node tests/ui/photos.mjs --write` takes the references anew (after `npm run build`).
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

import { chromium } from "../../src/build/browser.mjs";
import { serve } from "../../src/build/serve.mjs";
import { at } from "../../src/build/tools.mjs";
import { opportune } from "../../dist/testing.js";
import { setOf, STORIES } from "../../www/js/gallery/stories.js";
import { decode, encode } from "./png.mjs";

const folder = at("tests/ui/photos");
const DESKTOP = { viewport: { width: 800, height: 640 } };
export const MODES = {
  light: { context: { ...DESKTOP, colorScheme: "light" } },
  dark: { context: { ...DESKTOP, colorScheme: "dark" } },
  forced: { context: { ...DESKTOP, forcedColors: "active" } },
  rtl: { context: { ...DESKTOP, colorScheme: "light" }, dir: "rtl" },
  phone: { context: { viewport: { width: 375, height: 667 }, hasTouch: true, isMobile: true, colorScheme: "light" } },
};
export const names = (mode) => STORIES.map(({ id }) => `${id}-${mode}`);
export const fileOf = (name) => `${folder}/${name}.png`;
export const records = () => JSON.parse(readFileSync(`${folder}/photos.json`, "utf8"));

/** In the page: what is photographed, and what of it can be measured. */
function look(selector) {
  const host = selector ? null : document.querySelector("opportune-widget:not([data-off], [data-away])");
  const edited = selector && document.querySelector(selector);
  const nodes = host?.shadowRoot ? [...host.shadowRoot.querySelectorAll(".box, .box [part]")] : edited ? [edited] : [];
  const kind = host?.getAttribute("data-kind") ?? "edit";
  const [box] = nodes;
  if (!box?.getClientRects().length) return null;
  const r = box.getBoundingClientRect();
  const room = 12;
  const [left, top] = [Math.max(0, Math.floor(r.left) - room), Math.max(0, Math.floor(r.top) - room)];
  const clip = { x: left, y: top, width: Math.min(innerWidth, Math.ceil(r.right) + room) - left, height: Math.min(innerHeight, Math.ceil(r.bottom) + room) - top };
  const parts = nodes.map((node) => {
    const { left, top, width, height } = node.getBoundingClientRect();
    const style = getComputedStyle(node);
    const look = [style.color, style.backgroundColor, style.borderTopColor, style.borderTopWidth, style.borderTopStyle, style.borderTopLeftRadius, style.fontSize, style.fontWeight];
    return { name: `${node.localName}.${node.part}`, at: [left, top, width, height], look: look.join(" | ") };
  });
  return { kind, clip, parts };
}

const wait = (time) => new Promise((resolve) => setTimeout(resolve, time));

/** Polls in real time: what loads is real. */
async function until(what, ask) {
  for (const end = Date.now() + 20_000; Date.now() < end; await wait(10)) {
    const found = await ask();
    if (found) return found;
  }
  throw new Error(`${what} was not drawn`);
}

export async function openStudio() {
  const [server, browser] = [await serve(), await chromium()];
  return {
    version: browser.version(),
    /** What text, edges and shadows look like here: the same hash, the same fonts and the same painter. */
    async probe() {
      const page = await browser.newPage({ viewport: { width: 480, height: 200 } });
      await page.goto(`${server.url}/stage.html`);
      await page.evaluate(() => {
        const line = (font, text) => Object.assign(document.createElement("p"), { textContent: text, style: `font: ${font}; margin: 4px` });
        const card = Object.assign(document.createElement("div"), { style: "margin: 12px; padding: 8px; width: 300px; border: 1px solid rgb(0 0 0 / .3); border-radius: 9px; box-shadow: 0 4px 18px rgb(0 0 0 / .2)" });
        card.append(line("600 20px Helvetica Neue, Nimbus Sans, sans-serif", "Hamburgefonstiv 0123"), line("14px serif", "Voix ambiguë d’un cœur, €64.50"), line("13px ui-monospace, monospace", "WELCOME10"), line("16px Helvetica Neue, Nimbus Sans, sans-serif", "أهلًا بعودتك"));
        document.body.replaceChildren(card);
      });
      const { pixels } = decode(await page.screenshot());
      await page.close();
      return createHash("sha256").update(pixels).digest("hex").slice(0, 16);
    },
    /** A page that shows story after story in one mode. */
    async stage(mode) {
      const { context: options, dir } = MODES[mode];
      const context = await browser.newContext(options);
      const page = await context.newPage();
      const o = await opportune(page, { now: "2026-11-22T10:00:00Z" });
      await page.goto(`${server.url}/stage.html`);
      await until("the stage", () => page.evaluate(() => !!globalThis.stage));
      const run = (story, theme) => page.evaluate((given) => globalThis.stage.run(given), { set: setOf(story, theme, dir), dir: dir ?? "ltr" });
      let passed = 0;
      const pass = async (time) => {
        await o.advance(time);
        passed += time;
      };
      /** Rules open in slices, and time stands still here: it goes on until they are open, then to the story's own instant. */
      const open = async (story) => {
        const running = run(story);
        let ready = null;
        running.then((answer) => (ready = answer), () => (ready = {}));
        await until(`${story.id}: its rules`, async () => ready ?? (await pass(20), await wait(20), ready));
        return running;
      };
      await open(STORIES[0]);
      await open(STORIES[1]);
      await pass(4000);
      return {
        page,
        async take(story) {
          const ready = await open(story);
          // The same instant in every run, as countdowns show it.
          await pass(4000 - (passed % 4000));
          if (ready.state !== "running") throw new Error(`${story.id}: ${ready.reason}`);
          // What is done to an element of the page is photographed there.
          const selector = (story.rest.show?.cta ?? story.rest.show?.highlight)?.anchor ?? null;
          const found = await until(`${story.id} (${mode})`, () => page.evaluate(async (id) => (await globalThis.stage.why(id))?.state === "shown", story.id).then((is) => is && page.evaluate(look, selector)));
          await page.evaluate(() => Promise.all([...document.querySelectorAll("opportune-widget")].flatMap((node) => node.shadowRoot?.getAnimations() ?? []).map((one) => one.finish())));
          // A picture that is not on screen may wait for ever.
          await Promise.race([page.evaluate(() => Promise.all([...document.images].map((image) => image.decode().catch(() => {})))), wait(2000)]);
          // No caret: it blinks.
          await page.evaluate(() => document.querySelectorAll("opportune-widget").forEach((node) => node.shadowRoot?.querySelectorAll("input, textarea").forEach((field) => field.style.setProperty("caret-color", "transparent", "important"))));
          await until("a still picture", async () => {
            const now = await page.evaluate(look, selector);
            const same = JSON.stringify(now) === JSON.stringify(found.last ?? null);
            found.last = now;
            return same;
          });
          return { ...found.last, selector, photo: () => photo(page, found.last.clip) };
        },
        close: () => context.close(),
      };
    },
    async close() {
      await browser.close();
      await server.close();
    },
  };
}

async function photo(page, clip) {
  return decode(await page.screenshot({ clip, animations: "disabled" }));
}

/** What a story looks like beside its pixels: `null` for what moved when the fonts changed. */
export async function measured(page, selector) {
  const all = [];
  // Few fonts have Arabic letters, so that names of fonts alone change little there: the same ones, narrower and wider.
  await page.evaluate(async () => {
    for (const [name, sizeAdjust] of [["Narrow", "75%"], ["Wide", "130%"]]) {
      const face = await new FontFace(name, "local('DejaVu Sans')", { sizeAdjust }).load().catch(() => null);
      if (face) document.fonts.add(face);
    }
  });
  for (const font of ["", "serif", "monospace", "Narrow", "Wide"]) {
    await page.evaluate((font) => document.body.style.setProperty("font-family", font), font);
    await wait(40);
    all.push((await page.evaluate(look, selector))?.parts ?? []);
  }
  await page.evaluate(() => document.body.style.removeProperty("font-family"));
  return all[0].map(({ name, at: place, look: style }, i) => ({
    name,
    at: place.map((value, k) => (all.every((parts) => Math.abs(parts[i]?.at[k] - value) < 0.6) ? Math.round(value * 10) / 10 : null)),
    look: style,
  }));
}

/** What differs from the record by more than fonts can do; nothing is said of what depends on them. */
export function differences(record, parts) {
  const names = (list) => list.map(({ name }) => name).join(" ");
  if (names(record) !== names(parts)) return [`parts are ${names(parts)}, were ${names(record)}`];
  return record.flatMap((before, i) => {
    const now = parts[i];
    const moved = before.at.flatMap((value, k) => (value !== null && Math.abs(value - now.at[k]) > 2 ? [`${before.name}: ${["x", "y", "width", "height"][k]} is ${now.at[k]}, was ${value}`] : []));
    return before.look === now.look ? moved : [...moved, `${before.name}: ${now.look}, was ${before.look}`];
  });
}

async function write() {
  const studio = await openStudio();
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const lines = [];
  for (const mode of Object.keys(MODES)) {
    const stage = await studio.stage(mode);
    for (const story of STORIES) {
      const { photo: snap, selector } = await stage.take(story);
      writeFileSync(fileOf(`${story.id}-${mode}`), encode(await snap()));
      lines.push(`    ${JSON.stringify(`${story.id}-${mode}`)}: ${JSON.stringify(await measured(stage.page, selector))}`);
    }
    await stage.close();
    console.log(mode);
  }
  const head = `  "browser": ${JSON.stringify(studio.version)},\n  "probe": ${JSON.stringify(await studio.probe())},\n`;
  writeFileSync(`${folder}/photos.json`, `{\n${head}  "parts": {\n${lines.join(",\n")}\n  }\n}\n`);
  await studio.close();
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  if (process.argv.includes("--write")) await write();
  else console.error("node tests/ui/photos.mjs --write");
}
