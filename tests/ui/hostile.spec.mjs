//! Pages whose styles are meant for something else and reach ours: a popup makes the page inert, so it must be seen and
//! pressed whatever they say; and what floats stands where it would without them.
import assert from "node:assert/strict";
import { decode, differing } from "./png.mjs";
import { on, until } from "./steps.mjs";

const CALM = { reducedMotion: "reduce" };
const GONE = "@keyframes gone { from, to { opacity: 0; transform: scale(0); visibility: hidden; clip-path: inset(100%); filter: opacity(0) } }";
/** What pages do to children of their body: page transitions, veils, grids, lazy rendering, print rests. */
const DONE = [
  "animation: gone 1s infinite", "clip-path: inset(100%)", "contain: layout", "contain: paint", "contain: size", "contain: strict", "content-visibility: auto",
  "filter: blur(9px)", "filter: opacity(0)", "height: 0", "margin: 99px", "max-height: 0", "max-width: 0", "min-height: 5000px",
  "min-width: 5000px", "opacity: 0", "overflow: hidden", "padding: 99px", "pointer-events: none", "position: relative", "position: static", "transform: scale(0)",
  "transform: translateX(-200vw)", "transition: all 3s", "visibility: hidden", "width: 0", "will-change: transform", "z-index: -1",
];
/** With these on everything the page itself is not there, or another one. */
const ALONE = ["content-visibility: hidden", "display: contents", "display: flex", "display: inline", "display: none", "font-size: 0", "zoom: 0.1", "zoom: 3"];
/** What cannot reach into a dialog in the top layer, and moves or hides no popup. */
const BEYOND = ["aspect-ratio: 1 / 100", "backface-visibility: hidden", "clip: rect(0 0 0 0)", "columns: 3", "container-type: size", "inset: 5000px", "mask-image: linear-gradient(transparent, transparent)", "mix-blend-mode: difference", "offset-path: path('M0,0 L2000,2000')", "perspective: 1px", "rotate: 90deg", "scale: 0", "translate: -200vw 0"];

const cases = (lists) => lists.flatMap(([selector, list]) => ["", " !important"].flatMap((priority) => list.map((one) => `${selector} { ${one}${priority} }`)));

/** In the page: where the box is, and which of its controls a press does not meet. */
function look() {
  const { shadowRoot } = document.querySelector("opportune-widget");
  const { x, y, width, height } = shadowRoot.querySelector(".box").getBoundingClientRect();
  const missed = [...shadowRoot.querySelectorAll("button, a")].filter((node) => {
    const r = node.getBoundingClientRect();
    return shadowRoot.elementFromPoint(r.x + r.width / 2, r.y + r.height / 2)?.closest("button, a") !== node;
  });
  return { at: [x, y, width, height].map(Math.round), missed: missed.map((node) => node.textContent || "Close") };
}

async function wrongs(page, name, css) {
  await page.evaluate(() => {
    globalThis.sheet = new CSSStyleSheet();
    document.adoptedStyleSheets = [globalThis.sheet];
    gallery.host.theme = { motion: "0ms" };
    document.documentElement.style.scrollbarWidth = "none";
  });
  const shot = async (text) => {
    await page.evaluate(([text, name]) => {
      globalThis.sheet.replaceSync(text);
      gallery.show(name);
    }, [text, name]);
    await until("it is there", () => page.evaluate(() => document.querySelector("opportune-widget")?.shadowRoot));
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    const seen = await page.evaluate(look);
    return seen;
  };
  const first = await shot("");
  // Its inner part: its edge is see-through, and the page behind it another one.
  const [x, y, width, height] = first.at;
  const clip = { x: x + 14, y: y + 14, width: width - 28, height: height - 28 };
  const picture = async () => decode(await page.screenshot({ clip, animations: "allow" }));
  const before = await picture();
  await page.evaluate(() => gallery.ui.stop());
  const wrong = [];
  for (const one of css) {
    const seen = await shot(`${GONE} ${one}`);
    const far = seen.at.some((at, i) => Math.abs(at - first.at[i]) > 1);
    const differs = far ? 1 : differing(before, await picture(), 60) / (clip.width * clip.height);
    if (far || seen.missed.length || differs > 0.05) wrong.push(`${one}: at ${seen.at}, not met: ${seen.missed.join() || "none"}, ${(differs * 100).toFixed()} % other`);
    await page.evaluate(() => gallery.ui.stop());
  }
  return wrong;
}

on("a popup is seen and can be pressed, whatever styles for everything say", { ...CALM, timeout: 240_000 }, async (page) => {
  assert.deepEqual(await wrongs(page, "letter", cases([["*", [...DONE, ...BEYOND]], ["body > *", ALONE]])), []);
});

// The page's own elements stay where they are: bars and anchors would move what is shown at them.
for (const name of ["news", "banner", "toastFull", "tooltip"]) {
  on(`styles that reach ours leave what floats where it is: ${name}`, { ...CALM, timeout: 240_000 }, async (page) => {
    assert.deepEqual(await wrongs(page, name, cases([["opportune-widget", [...DONE, ...ALONE]]])), []);
  });
}
