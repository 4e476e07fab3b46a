//! What the builder's tools (preview, panel) share: elements, a box in a shadow root of its own, and an ear for whatever
//! may have changed something. Never loaded for shoppers.

const { document } = globalThis;

/** An element with a text and properties. */
export const el = (name, text, props = {}) => {
  const node = document.createElement(name);
  if (text !== undefined) node.textContent = text;
  return Object.assign(node, props);
};

/** A host element with a style sheet and a named section in it. */
export function housed(name, css, label, ...parts) {
  const host = el(name);
  const root = host.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  root.adoptedStyleSheets = [sheet];
  const box = el("section");
  box.setAttribute("aria-label", label);
  box.append(...parts);
  root.append(box);
  return { host, box };
}

/** Listens before the page does, and keeps nothing waiting. */
export const hear = (target, name, handler, signal) =>
  EventTarget.prototype.addEventListener.call(target, name, handler, { __proto__: null, capture: true, passive: true, signal });
