//! Strings that break layouts, through every slot of every widget at 320 px: shown as they are, nothing beyond the screen,
//! nothing cut off without a way to read it. A share of them; all of them with TORTURE=all (`npm run prove`).
import assert from "node:assert/strict";
import { TORTURE } from "./torture-strings.mjs";
import { on } from "./steps.mjs";

const SHARE = process.env.TORTURE === "all" ? 1 : 20;
/** So many marks on a letter that it was wider than a phone, in a coupon: with every share. */
const PILED = TORTURE.find((text) => /^z\p{M}{50}/u.test(text));
const KINDS = ["tooltip", "hint", "popup", "banner", "news", "toast", "inline", "badge", "cta", "why", "stars", "miss", "sign", "sale", "points"];

/** In the page: shows a string in every slot of a widget, and tells what is wrong. */
function torment({ kind, text }) {
  const said = (value) => value.replace(/\r\n?/g, "\n");
  const parts = {
    tooltip: { text },
    hint: { title: text, text, content: [{ coupon: { code: text, field: "#coupon", apply: true } }], buttons: [{ text }, { text, style: "plain" }] },
    popup: { title: text, text, image: { src: "/cup.svg", alt: text, width: 392, height: 180 }, content: [{ text }, { coupon: { code: text } }, { progress: { value: 1, goal: 2, label: text } }], buttons: [{ text }, { text, href: "/x", style: "plain" }], mute: text },
    banner: { text, content: [{ progress: { value: 1, goal: 2, label: text } }], buttons: [{ text }] },
    news: { title: text, text, buttons: [{ text, href: "/x" }] },
    toast: { title: text, text, buttons: [{ text }] },
    inline: { title: text, text, buttons: [{ text }] },
    badge: { text },
    cta: { text },
    why: { title: text, text, content: [{ survey: { question: text, choice: [{ text, value: 1 }, { text, value: 2 }], done: text } }] },
    stars: { content: [{ survey: { question: text, rating: { most: 10, low: text, high: text } } }] },
    miss: { content: [{ survey: { question: text, text: { hint: text, send: text } } }] },
    sign: {
      title: text, text,
      content: [{ form: {
        fields: [
          { type: "text", name: "a", label: text, hint: text, required: true },
          { type: "choice", name: "b", label: text, required: true, of: [{ text, value: "1" }, { text, value: "2" }] },
          { type: "checkbox", name: "c", label: text, required: true },
        ],
        submit: { call: "subscribe" }, send: text,
      } }],
      buttons: [{ text, style: "plain" }],
    },
    sale: { text, content: [{ countdown: { to: Date.now() + 3 * 86400e3, label: text } }], buttons: [{ text }] },
    points: { title: text, text, content: [{ list: { of: [text, text], style: "checks" } }, { list: { of: [text], style: "numbers" } }] },
  };
  gallery.said.length = 0;
  document.documentElement.scrollTop = 0;
  const known = gallery.effects[kind] ? {} : { kind, anchor: kind === "toast" ? undefined : kind === "badge" ? "#opener" : "#far" };
  gallery.show(kind, { ...known, view: { ...parts[kind], close: kind === "badge" || kind === "tooltip" ? false : text } });
  const wrong = [];
  if (kind === "cta") {
    const shown = document.querySelector("#welcome").textContent;
    if (text.trim() && !shown.includes(text)) wrong.push(`the text is ${JSON.stringify(shown.slice(0, 60))}`);
  }
  const host = [...document.querySelectorAll("opportune-widget")].find((node) => node.shadowRoot && !node.hasAttribute("data-off"));
  for (const box of host ? host.shadowRoot.querySelectorAll(".box") : []) {
    const shown = [...box.querySelectorAll(".title, .text, .go, .plain:not(:has(.swap), .scale *), code, .note:not(.ends), .ends span, li, option[value]:not([value=''])")];
    // A button that sends has a word of ours where it is given none.
    for (const node of shown) if ((text || !node.matches(".ask .go")) && said(node.textContent) !== said(text)) wrong.push(`${node.className || node.localName} says ${JSON.stringify(node.textContent.slice(0, 60))}`);
    const foreign = [...box.querySelectorAll("*")].filter((node) => /^(script|b|style|iframe|object)$/.test(node.localName));
    if (foreign.length) wrong.push(`elements out of text: ${foreign.map((node) => node.localName)}`);
    const frame = box.getBoundingClientRect();
    if (frame.left < -1 || frame.right > innerWidth + 1) wrong.push(`the box goes from ${frame.left} to ${frame.right}`);
    const floats = /tooltip|popup|banner|toast/.test(host.dataset.kind);
    if (floats && (frame.top < -1 || frame.bottom > innerHeight + 1)) wrong.push(`the box goes down from ${frame.top} to ${frame.bottom}`);
    const scrolls = (node, way) => /auto|scroll/.test(getComputedStyle(node)[way]);
    for (const node of [box, ...box.querySelectorAll(":not(.status, .status *, .only-heard, .tip, .probe, .fill, .swap *)")]) {
      const style = getComputedStyle(node);
      if (style.overflowX !== "visible" && !scrolls(node, "overflowX") && node.clientWidth && node.scrollWidth > node.clientWidth + 1 && !node.matches(".bar, .in")) wrong.push(`${node.className || node.localName} is cut off sideways: ${node.scrollWidth} in ${node.clientWidth}`);
      if (style.overflowY !== "visible" && !scrolls(node, "overflowY") && node.clientHeight && node.scrollHeight > node.clientHeight + 1 && !node.matches(".bar")) wrong.push(`${node.className || node.localName} is cut off below: ${node.scrollHeight} in ${node.clientHeight}`);
      const r = node.getBoundingClientRect();
      if (r.width && (r.left < frame.left - 1 || r.right > frame.right + 1)) wrong.push(`${node.className || node.localName} goes from ${Math.round(r.left)} to ${Math.round(r.right)}, the box from ${Math.round(frame.left)} to ${Math.round(frame.right)}`);
      // Down, only a scroller lets more be than is seen.
      let scroller = node;
      while (scroller && !scrolls(scroller, "overflowY")) scroller = scroller.parentElement;
      if (!scroller && r.height && r.bottom > frame.bottom + 1) wrong.push(`${node.className || node.localName} ends at ${Math.round(r.bottom)}, the box at ${Math.round(frame.bottom)}`);
    }
  }
  // A rewritten element is the page's own, and breaks its words as the page says.
  if (kind !== "cta" && document.documentElement.scrollWidth > innerWidth) wrong.push(`the page scrolls sideways: ${document.documentElement.scrollWidth}`);
  if (gallery.said.some(([, what]) => what === "not_drawn")) wrong.push("it was not drawn");
  gallery.ui.stop();
  return [...new Set(wrong)].slice(0, 4);
}

for (const kind of KINDS) {
  on(`strings that break layouts: ${kind}`, { viewport: { width: 320, height: 640 }, reducedMotion: "reduce", timeout: SHARE === 1 ? 900_000 : 120_000 }, async (page) => {
    const wrong = [];
    // What asks comes in a script of its own, with the first that does.
    await page.evaluate(() => gallery.show("why"));
    await page.waitForFunction(() => document.querySelector("opportune-widget"));
    await page.evaluate(() => gallery.ui.stop());
    assert.ok(PILED);
    const mine = TORTURE.filter((text, i) => text === PILED || i % SHARE === (KINDS.indexOf(kind) * 3) % SHARE);
    for (const text of mine) {
      // Half a pair of surrogates does not cross into the page as it is.
      const found = await page.evaluate(torment, { kind, text: text.toWellFormed() });
      wrong.push(...found.map((what) => `${JSON.stringify(text.slice(0, 30))} (${text.length}): ${what}`));
    }
    assert.deepEqual(wrong.slice(0, 12), [], `${wrong.length} of ${mine.length}`);
  });
}
