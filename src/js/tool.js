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

/** From an element outwards, through shadow roots. */
function outwards(node) {
  const path = [];
  for (let at = node; at; at = at.parentNode ?? at.host) path.push(at);
  return path;
}

/** The modal dialog, of the page or of a widget, that all else is inert behind. */
function modal() {
  const roots = [document, ...Array.from(document.querySelectorAll("opportune-widget"), (node) => node.shadowRoot)];
  const open = roots.flatMap((root) => (root ? [...root.querySelectorAll("dialog:modal")] : []));
  let focused = document.activeElement;
  while (focused?.shadowRoot?.activeElement) focused = focused.shadowRoot.activeElement;
  const path = outwards(focused);
  return open.find((one) => path.includes(one)) ?? open.at(-1);
}

/**
 * Keeps a tool within reach: what stands outside of a modal dialog cannot be pressed, however high it lies, so that the
 * tool goes into it while it is open.
 * @param {HTMLElement} host
 * @param {AbortSignal} signal
 * @param {{ list?: HTMLElement, isAloft?: boolean }} [how] What scrolls in it, to stay where it is; whether it lies
 * above everything else, too.
 */
export function reachable(host, signal, { list, isAloft = false } = {}) {
  const look = () => {
    const dialog = modal();
    const home = dialog ?? document.documentElement;
    if (signal.aborted || host.parentNode === home) return;
    const [focused, top] = [host.shadowRoot.activeElement, list?.scrollTop];
    home.append(host);
    // Free of what the dialog cuts off.
    if (dialog || isAloft) host.setAttribute("popover", "manual");
    else host.removeAttribute("popover");
    if (dialog || isAloft) host.showPopover?.();
    if (top) list.scrollTop = top;
    focused?.focus({ __proto__: null, preventScroll: true });
    dialog?.addEventListener("close", look, { __proto__: null, once: true, signal });
  };
  look();
  // Dialogs are opened by whoever has put them there: at the end of what a script does, they are.
  const watcher = new MutationObserver(look);
  watcher.observe(document, { __proto__: null, subtree: true, childList: true, attributeFilter: ["open"] });
  signal.addEventListener("abort", () => watcher.disconnect());
}
