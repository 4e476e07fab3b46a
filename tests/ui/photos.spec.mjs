//! The photographs of the gallery: pixel by pixel where text is drawn as it was when the references were taken, by
//! measure where fonts or browser are others. `node tests/ui/photos.mjs --write` renews them.
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { after, before, test } from "node:test";

import { STORIES } from "../../www/js/gallery/stories.js";
import { differences, fileOf, MODES, names, openStudio, records } from "./photos.mjs";
import { decode, differing, encode } from "./png.mjs";

/** Of 255: half of it is what references lose by rounding. */
const SLACK = 8;
/** Pixels that may differ more. The shortest edge of a widget has many times as many. */
const STRAY = 8;

let studio;
let record;
let isSame;
before(async () => {
  studio = await openStudio();
  record = records();
  isSame = (await studio.probe()) === record.probe;
  if (!isSame) console.log(`photographs: text is drawn otherwise here (${studio.version}; references: ${record.browser}): parts, places and colors are compared instead of pixels`);
});
after(() => studio?.close());

const offBy = async (name, taken) => differing(decode(readFileSync(fileOf(name))), await taken.photo(), SLACK);

for (const mode of Object.keys(MODES)) {
  test(`photographs: ${mode}`, { timeout: 300_000 }, async () => {
    const stage = await studio.stage(mode);
    const wrong = [];
    for (const story of STORIES) {
      const name = `${story.id}-${mode}`;
      const taken = await stage.take(story);
      wrong.push(...differences(record.parts[name], taken.parts).map((what) => `${name}: ${what}`));
      const count = isSame ? await offBy(name, taken) : 0;
      if (count > STRAY) wrong.push(`${name}: ${count} pixels differ`);
    }
    await stage.close();
    assert.deepEqual(wrong, [], "look at them; then: node tests/ui/photos.mjs --write");
  });
}

test("a border that is one pixel wider is seen, by pixels and by measure", { timeout: 300_000 }, async () => {
  const stage = await studio.stage("light");
  for (const id of ["tooltip", "popup", "banner"]) {
    const story = STORIES.find((one) => one.id === id);
    const style = (text) => stage.page.evaluate((text) => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(text);
      document.adoptedStyleSheets = [sheet];
    }, text);
    const plain = await (await stage.take(story)).photo();
    await style("opportune-widget::part(box) { border-width: 2px; margin: 9px 7px }");
    const wide = await stage.take(story);
    assert.ok(differing(plain, await wide.photo(), SLACK) > STRAY, `${id}: the pixels`);
    assert.ok(differences(record.parts[`${id}-light`], wide.parts).some((what) => /\| 2px \|/.test(what)), `${id}: the measures`);
    await style("");
  }
  await stage.close();
});

test("an edge of another pixel's width or color is more than what is let pass", () => {
  const picture = (draw) => {
    const pixels = new Uint8Array(60 * 30 * 3).fill(255);
    for (let y = 4; y < 26; y += 1) for (let x = 4; x < 56; x += 1) pixels.fill(draw(Math.min(x - 4, 55 - x, y - 4, 25 - y)), (y * 60 + x) * 3, (y * 60 + x) * 3 + 3);
    return { width: 60, height: 30, pixels };
  };
  const hairline = picture((depth) => (depth < 1 ? 230 : 255));
  assert.ok(differing(hairline, picture((depth) => (depth < 2 ? 230 : 255)), SLACK) > STRAY);
  assert.ok(differing(hairline, picture((depth) => (depth < 1 ? 210 : 255)), SLACK) > STRAY);
  assert.equal(differing(hairline, decode(encode(hairline)), SLACK), 0);
  const noise = { width: 40, height: 40, pixels: Uint8Array.from({ length: 4800 }, (_, i) => (i * 7919) % 256) };
  assert.equal(differing(noise, decode(encode(noise)), 4), 0);
});

test("every story has its photographs, none is left over, and together they are small", () => {
  const wanted = Object.keys(MODES).flatMap(names).sort();
  const there = readdirSync(new URL("photos/", import.meta.url)).filter((name) => name.endsWith(".png"));
  assert.deepEqual(there.map((name) => name.slice(0, -4)).sort(), wanted);
  assert.deepEqual(Object.keys(record.parts).sort(), wanted);
  assert.ok(wanted.every((name) => existsSync(fileOf(name))));
  const size = there.reduce((sum, name) => sum + statSync(fileOf(name.slice(0, -4))).size, 0);
  assert.ok(size < 3_000_000, `${size} bytes`);
});
