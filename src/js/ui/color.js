//! Theme: the shop's accent and scheme, checked tokens, and the colors that can be read on them.

import { body, el, page } from "./dom.js";
import { tokensOf } from "./themes.js";

const UNSAFE = /url\(|var\(|image|attr\(|env\(|expression|[;{}\\<>]/i;

/** Whether a token's value can only be a value: nothing that loads, refers or ends a declaration. */
export const isSafe = (value) => typeof value === "string" && value.length < 99 && !UNSAFE.test(value);

/** The shop's own accent, where it has one. */
export const accentOf = ({ accentColor = "auto" }) => (accentColor === "auto" ? undefined : accentColor);

/** Puts tokens on a widget's host element: those of the settings, then those of the rule. */
export function paint(w) {
  const { style } = w.node;
  const shop = getComputedStyle(body());
  for (const name of [...style]) if (/^--(opp-|scheme|shop)/.test(name)) style.removeProperty(name);
  const accent = accentOf(shop);
  if (accent) style.setProperty("--shop", accent);
  if (shop.colorScheme === "normal") style.setProperty("--scheme", isDark(shop) ? "dark" : "light");
  // Then it stands beside it, and takes nothing after it.
  const own = body().inert ? { font: shop.fontFamily, size: shop.fontSize } : {};
  for (const [name, value] of Object.entries(tokensOf(own, w.host.theme, w.view.theme))) {
    const token = `--opp-${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
    if (/^[a-z-]{5,30}$/.test(token) && isSafe(value)) {
      style.setProperty(token, value);
    }
  }
}

/** After the widget is in the page: what can be read on the colors that came out, whatever the shop picked. */
export function contrast(w) {
  const { style } = w.node;
  const set = (name, value) => style.setProperty(name, value);
  for (const name of ["--ink", "--soft", "--edge", "--rim", "--on"]) style.removeProperty(name);
  const box = getComputedStyle(w.box);
  const isGiven = (name) => box.getPropertyValue(`--opp-${name}`);
  // Our own colors are known to be right: most widgets are styled once.
  if (OURS.includes(box.backgroundColor + box.color) && !["--shop", ...SIDES].some((name) => box.getPropertyValue(name))) return;
  w.box.append((w.probe ??= el("i", "probe")));
  const probe = getComputedStyle(w.probe);
  const surface = () => over(channels(box.backgroundColor, probe.textDecorationColor), luminance(channels(box.color)) > 0.4 ? BLACK : WHITE);
  if (isGiven("surface")) set("--scheme", luminance(surface()) < MIDDLE ? "dark" : "light");
  else if (isGiven("text")) set("--scheme", luminance(channels(box.color)) < MIDDLE ? "light" : "dark");
  const under = surface();
  const best = under && luminance(under) < MIDDLE ? WHITE : BLACK;
  let ink = channels(box.color);
  if (ratio(over(ink, under), under) < 4.5) set("--ink", css((ink = best)));
  const mend = (name, color, least, share) => {
    if (ratio(over(channels(color), under), under) < least) {
      const mixed = over([...ink.slice(0, 3), share], under);
      set(name, css(ratio(mixed, under) < least ? ink : mixed));
    }
  };
  mend("--soft", probe.outlineColor, 4.5, 0.8);
  mend("--edge", probe.borderTopColor, 3, 0.6);
  const accent = over(channels(probe.backgroundColor, probe.caretColor), under);
  set("--on", luminance(accent) < MIDDLE ? "#fff" : "#000");
  // An accent that hardly differs from the surface gets an edge.
  if (ratio(accent, under) < 3) set("--rim", "var(--edge)");
}

/** Surface and words as the sheet has them, light and dark. */
const OURS = ["rgb(255, 255, 255)rgb(28, 28, 32)", "rgb(34, 34, 38)rgb(241, 241, 244)"];
/** What else can be given of which something is read. */
const SIDES = ["--opp-accent", "--opp-muted", "--opp-line"];
const WHITE = [1, 1, 1, 1];
const BLACK = [0, 0, 0, 1];
/** Here black and white contrast alike: 4.58 to 1. */
const MIDDLE = 0.179;

function isDark(shop) {
  const color = [shop, getComputedStyle(page())].map((s) => s.backgroundColor).find((c) => !/(, 0|\/ 0)\)$/.test(c));
  return color !== undefined && luminance(channels(color)) < MIDDLE;
}

// Browsers serialize `rgb()` for old notations; for others the sheet converts into `color(srgb ...)`.
function channels(color, converted = color) {
  const isRgb = color.startsWith("rgb");
  const [r, g, b, a = 1] = ((isRgb ? color : converted).match(/-?[\d.]+(e-\d+)?/g) ?? []).map(Number);
  return [...[r, g, b].map((part) => (isRgb ? part / 255 : part)), a];
}

/** What is seen of a color with an alpha on another. */
const over = (top, under) => [0, 1, 2].map((i) => top[i] * top[3] + under[i] * (1 - top[3]));
const css = ([r, g, b]) => `rgb(${[r, g, b].map((part) => Math.round(part * 255)).join(" ")})`;

function luminance(color) {
  const [r, g, b] = color.map((share) => (share > 0.04045 ? ((share + 0.055) / 1.055) ** 2.4 : share / 12.92));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function ratio(one, other) {
  const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}
