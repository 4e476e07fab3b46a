//! Theme: the shop's accent and scheme, checked tokens, and the text color that reads on them.

import { body, page } from "./dom.js";

const UNSAFE = /url\(|var\(|image|attr\(|env\(|expression|[;{}\\<>]/i;

/** Whether a token's value can only be a value: nothing that loads, refers or ends a declaration. */
export const isSafe = (value) => typeof value === "string" && value.length < 99 && !UNSAFE.test(value);

/** Puts tokens on a widget's host element: those of the settings, then those of the rule. */
export function paint(w) {
  const style = w.node.style;
  const shop = getComputedStyle(body());
  if (CSS.supports("color", shop.accentColor)) style.setProperty("--shop", shop.accentColor);
  if (shop.colorScheme === "normal") style.setProperty("--scheme", isDark(shop) ? "dark" : "light");
  for (const [name, value] of Object.entries({ ...w.host.theme, ...w.view.theme })) {
    const token = `--opp-${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
    if (/^[a-z-]{5,30}$/.test(token) && isSafe(value)) {
      style.setProperty(token, value);
    }
  }
}

/** After the widget is in the page: what reads on the colors that came out. */
export function contrast(w) {
  const set = (name, value) => w.node.style.setProperty(name, value);
  const [accent, surface] = [".probe", ".box"].map((css) => getComputedStyle(w.root.querySelector(css)));
  // Black or white, at least 4.5:1 on any accent.
  set("--on", isDeep(accent) ? "#fff" : "#000");
  if (surface.getPropertyValue("--opp-surface")) set("--scheme", isDeep(surface) ? "dark" : "light");
}

const isDeep = (style) => luminance(style.backgroundColor, style.caretColor) < 0.179;

function isDark(shop) {
  const color = [shop, getComputedStyle(page())].map((s) => s.backgroundColor).find((c) => !/(, 0|\/ 0)\)$/.test(c));
  return color !== undefined && luminance(color, color) < 0.179;
}

// Browsers serialize `rgb()` for old notations; for others the sheet converts into `color(srgb ...)`.
function luminance(color, converted) {
  const isRgb = color.startsWith("rgb");
  const [r, g, b] = ((isRgb ? color : converted).match(/[\d.]+(e-\d+)?/g) ?? []).map((part) => {
    const share = isRgb ? part / 255 : +part;
    return share > 0.04045 ? ((share + 0.055) / 1.055) ** 2.4 : share / 12.92;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
