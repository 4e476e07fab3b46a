//! The contents of a widget: title, text, picture, coupon, progress, buttons. Must not know where it stands.

import { attr, el, focus, on } from "./dom.js";
import { fieldOf, write } from "./hands.js";
import { inLanguage, linkOf, nodesOf, numberOf, ownLabel, ownWords, pictureOf, textOf, worded } from "./text.js";

/** Everything between the edges of a widget, in reading order. */
export function contentOf(w) {
  const { view } = w;
  w.links = 0;
  const inner = el("div", "in");
  if (view.image) inner.append(...picture(w, view.image, "lead"));
  const words = el("div", "words");
  if (view.title) {
    const title = worded(w, w.kind === "popup" ? "h2" : "p", "title", view.title);
    title.id = "t";
    title.tabIndex = -1;
    words.append(title);
  }
  if (view.text) {
    const text = worded(w, "p", "text", view.text);
    text.id = "d";
    words.append(text);
  }
  if (words.firstChild) inner.append(words);
  for (const block of view.content ?? []) inner.append(...blockOf(w, block));
  const buttons = (view.buttons ?? []).map((button, i) => buttonOf(w, button, i));
  if (buttons.length) inner.append(el("div", "row", ...buttons));
  return inner;
}

/** The title's or the text's id, for `aria-labelledby`. */
export const labelOf = (view) => (view.title || view.content?.some((block) => block.survey) ? "t" : view.text ? "d" : null);

/** The close button, or nothing where the view says `"close": false`. */
export function closeOf(w) {
  if (w.view.close === false) return [];
  const button = press("x", () => w.dismiss("close"), w);
  attr(button, "aria-label", ownLabel(w.view.close, w, 0));
  return [button];
}

/** *No more tips*, where the settings offer it. */
export const muteOf = (w) => (w.view.mute ? [press("mute", () => w.dismiss("mute"), w, ownLabel(w.view.mute, w, 5))] : []);

export function press(className, handler, w, ...children) {
  const button = el("button", className, ...children);
  button.type = "button";
  on(button, "click", handler, w.signal);
  return button;
}

/** Whether a block is one of those that come in a script of their own. */
export const isMore = (block) => !!(block.countdown || block.survey || block.form);

function blockOf(w, block) {
  if (block.image) return picture(w, block.image, "image");
  if (block.coupon) return [coupon(w, block.coupon)];
  if (block.progress) return [progress(w, block.progress)];
  if (block.list) return [list(w, block.list)];
  if (isMore(block)) return w.ask.block(w, block);
  return block.text ? [worded(w, "p", "text", block.text)] : [];
}

function buttonOf(w, { text, href, style }, index) {
  const className = style === "primary" || (!style && index === 0) ? "go" : "plain";
  const report = () => w.click(index);
  const address = href == null ? null : linkOf(textOf(href, w.host), w.host);
  if (address == null) return inLanguage(press(className, report, w, ...nodesOf(text, w)), text, w.lang);
  const link = worded(w, "a", className, text);
  link.href = address;
  link.rel = "noopener";
  on(link, "click", report, w.signal);
  return link;
}

/** Pictures that did not come: they are not asked for again. */
const lost = new Set();

function picture(w, { src, alt, width, height }, className) {
  const address = pictureOf(textOf(src, w.host));
  if (!address || alt == null || lost.has(address)) return [];
  const image = el("img", className);
  image.loading = "lazy";
  image.decoding = "async";
  image.alt = textOf(alt, w.host, true);
  inLanguage(image, alt, w.lang);
  if (width > 0 && height > 0) {
    [image.width, image.height] = [width, height];
    // Kept when a file of another shape arrives: nothing moves by it.
    image.style.aspectRatio = `${width} / ${height}`;
  }
  on(image, "error", () => {
    // Alone, it says at least what there was to see.
    if (!image.parentNode?.children[1]) return;
    lost.add(address);
    image.remove();
    w.fit();
  }, w.signal);
  image.src = address;
  return [image];
}

function progress(w, { value, goal, label }) {
  const bar = el("div", "bar", el("div", "fill"));
  const share = goal > 0 ? Math.min(1, Math.max(0, value / goal)) : 0;
  const text = textOf(label, w.host, true);
  const says = {
    role: "progressbar",
    "aria-valuemin": 0,
    "aria-valuemax": goal,
    "aria-valuenow": Math.min(value, goal),
    "aria-valuetext": text || numberOf({ value: share, filter: "percent" }, w.host),
    "aria-label": text || textOf(w.view.title ?? w.view.text, w.host, true) || w.rule,
  };
  for (const [name, value] of Object.entries(says)) attr(bar, name, value);
  bar.firstChild.style.setProperty("--share", share);
  return text ? el("div", "progress", worded(w, "p", "note", label), bar) : bar;
}

function list(w, { of, style }) {
  const node = el(style === "numbers" ? "ol" : "ul", style === "checks" ? "list checks" : style === "plain" ? "list bare" : "list", ...of.map((text) => worded(w, "li", "", text)));
  // Without it Safari does not call a list without markers a list.
  attr(node, "role", "list");
  return node;
}

function coupon(w, { code, field, apply, href }) {
  const [, copy, copied, fill, filled] = ownWords(w.locale);
  const codeNode = el("code", "", textOf(code, w.host));
  const chip = press("chip", () => copyCode(w, chip, codeNode, copied), w, codeNode, swap(copy, copied));
  const block = el("div", "coupon", chip);
  const className = (w.view.buttons ?? []).length ? "plain" : "go";
  const address = href != null && linkOf(textOf(href, w.host), w.host);
  if (address) {
    const link = el("a", className, fill);
    link.href = address;
    link.rel = "noopener";
    on(link, "click", () => w.taken("apply"), w.signal);
    block.append(link);
  } else if (apply && field && fieldOf(w.find(field))) {
    const button = press(className, () => fillCode(w, button, codeNode, field, filled), w, swap(fill, filled));
    block.append(button);
  }
  return block;
}

// Both words stand in one cell, so that nothing moves when one takes the other's place.
const swap = (before, after) => el("span", "swap", el("span", "", before), el("span", "", after));

async function copyCode(w, chip, codeNode, word) {
  const code = codeNode.textContent;
  try {
    await navigator.clipboard.writeText(code);
    attr(chip, "data-done", "");
    w.say(word);
    w.taken("copy");
  } catch {
    getSelection()?.selectAllChildren(codeNode);
  }
}

function fillCode(w, button, codeNode, css, word) {
  const field = fieldOf(w.find(css));
  if (!field) return;
  const code = codeNode.textContent;
  write(field, code);
  attr(button, "data-done", "");
  w.say(word);
  w.taken("apply");
  focus(field);
}
