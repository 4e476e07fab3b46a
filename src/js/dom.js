//! The document through functions that page markup cannot stand in front of (`<img name="activeElement">`):
//! taken from the prototypes when a runtime starts. It knows selectors, not rules. Must not import anything.

const MOST = 500;
const OFF = '[data-opportune="off"]';
// Our own panel would be in its own way.
const KEPT = `${OFF}:not(opportune-panel)`;
const WIDGET = "opportune-widget";
const DIALOGS = "dialog[open],[role=dialog],[role=alertdialog],[aria-modal=true]";
const SECRET = "input[type=password],[autocomplete*=password],[autocomplete*=cc-],[autocomplete=one-time-code]";
// What opens a list or picker of the browser's own over or beyond the page.
const NATIVE = "select,input[list],input[type=date],input[type=datetime-local],input[type=month],input[type=time]," +
  "input[type=week],input[type=color],input[type=file]";

/** @returns the functions, bound to this document */
export function createDom() {
  const { call } = Function.prototype;
  const method = (owner, name) => call.bind(owner.prototype[name]);
  const getter = (owner, name) => call.bind(Object.getOwnPropertyDescriptor(owner.prototype, name).get);
  const closest = method(Element, "closest");
  const matches = method(Element, "matches");
  const attribute = method(Element, "getAttribute");
  const rects = method(Element, "getClientRects");
  const rect = method(Element, "getBoundingClientRect");
  const rootOf = method(Node, "getRootNode");
  const select = [method(Document, "querySelectorAll"), method(DocumentFragment, "querySelectorAll")];
  const shadow = getter(Element, "shadowRoot");
  const parent = getter(Node, "parentElement");
  const content = getter(Node, "textContent");
  const fields = getter(HTMLFormElement, "elements");
  // Looked up at each call: test drivers replace some of these.
  const dispatch = (target, event) => EventTarget.prototype.dispatchEvent.call(target, event);
  const ofDocument = (name) => Object.getOwnPropertyDescriptor(Document.prototype, name).get.call(document);
  const page = () => ofDocument("documentElement");
  /** The page's language, if it says so. */
  const language = () => attribute(page(), "lang");
  const listen = method(EventTarget, "addEventListener");
  const unlisten = method(EventTarget, "removeEventListener");

  const split = (css) => css.split(">>>");
  const hostOf = (node) => {
    const root = rootOf(node);
    return root instanceof ShadowRoot ? root.host : null;
  };

  /** Elements that match, in document order; `a >>> b` looks for b in the open shadow root of a. `seen` gets all roots. */
  function query(css, seen) {
    let roots = [document];
    let found = [];
    for (const part of split(css)) {
      for (const root of roots) seen?.add(root);
      found = roots.flatMap((root) => [...select[+(root !== document)](root, part)]).slice(0, MOST);
      roots = found.map(shadow).filter(Boolean);
    }
    return found;
  }

  const inside = (node, parts, last) => {
    for (let from = node; from; from = hostOf(from)) {
      for (let at = closest(from, parts[last]); at; at = parent(at) && closest(parent(at), parts[last])) {
        const host = last && hostOf(at);
        if (!last || (host && inside(host, parts, last - 1))) return true;
      }
    }
    return false;
  };
  /** Whether the node is such an element or inside one, shadow roots included. */
  const within = (node, css) => {
    const parts = split(css);
    try {
      return inside(node, parts, parts.length - 1);
    } catch {
      return false;
    }
  };

  /** Of a node within such an element, whether it is one itself. */
  const isItself = (node, css) => is(node, split(css).at(-1));

  /** Whether this browser can read the selector. */
  const parses = (css) => {
    try {
      return split(css).every((part) => closest(page(), part) !== undefined);
    } catch {
      return false;
    }
  };

  const isElement = (node) => node instanceof Element;
  const isOff = (node) => isElement(node) && within(node, OFF);
  /** The rule whose widget the node is in. */
  const widget = (node) => {
    for (let from = isElement(node) && node; from; from = hostOf(from)) {
      const host = closest(from, WIDGET);
      if (host) return attribute(host, "data-opportune-rule");
    }
  };
  /** The innermost element that has focus. */
  const active = () => {
    let at = ofDocument("activeElement");
    while (at && shadow(at)?.activeElement) at = shadow(at).activeElement;
    return at;
  };
  const check = Element.prototype.checkVisibility;
  const isVisible = (node) =>
    rects(node).length > 0 &&
    (check
      ? call.call(check, node, { __proto__: null, checkOpacity: true, checkVisibilityCSS: true })
      : getComputedStyle(node).visibility === "visible");
  const is = (node, css) => {
    try {
      return matches(node, css);
    } catch {
      return false;
    }
  };
  const some = (css, test, seen) => {
    try {
      return query(css, seen).some(test);
    } catch {
      return false;
    }
  };

  /** By the codes of `ElementWhat` from `Title` on; null where there is none. */
  const values = [
    () => ofDocument("title"),
    (name) => {
      const meta = query("meta").find((node) => attribute(node, "name") === name || attribute(node, "property") === name);
      return meta ? attribute(meta, "content") : null;
    },
    (name) => {
      const found = ofDocument("cookie").split("; ").find((one) => one.startsWith(`${name}=`));
      if (!found) return null;
      const value = found.slice(name.length + 1);
      try {
        return decodeURIComponent(value);
      } catch {
        return value;
      }
    },
    (name) => localStorage.getItem(name) ?? sessionStorage.getItem(name),
  ];

  /** The answer to an element query; `undefined` is unknown. What is a code of `ElementWhat`. */
  function read(css, what) {
    let found;
    try {
      if (what > 4) return values[what - 5](css)?.slice(0, 2000) ?? null;
      found = query(css).filter((node) => !isOff(node) && widget(node) === undefined);
    } catch {
      return undefined;
    }
    const first = found[0];
    if (what === 0) return found.length > 0;
    if (what === 1) return found.some(isVisible);
    if (what === 4) return found.length;
    if (!first || is(first, SECRET)) return undefined;
    return what === 2 ? content(first).trim().slice(0, 2000) : first.value;
  }

  /** The form and its fields; what is no form stands for itself. */
  const parts = (node) => (node instanceof HTMLFormElement ? [node, ...fields(node)] : [node]);
  /** How long the text in a field is. Of what holds a secret, not even that. */
  const lengthOf = (node) => (is(node, "input:not([type=checkbox],[type=radio],[type=file]),textarea") && !is(node, SECRET) ? node.value.length : null);

  const isForeignDialog = (node) => widget(node) === undefined && isVisible(node);
  const isDialogOpen = (overlays) =>
    [DIALOGS, ":popover-open", ...overlays].some((css) => some(css, isForeignDialog));
  const isPaying = (at) => at && (is(at, "iframe") || is(at, "[autocomplete*=cc-]"));
  const fills = (node) => {
    const { top, bottom, left, right } = rect(node);
    const width = Math.min(right, innerWidth) - Math.max(left, 0);
    const height = Math.min(bottom, innerHeight) - Math.max(top, 0);
    return width > 0 && height > 0 && width * height > (innerWidth * innerHeight) / 2;
  };
  /** Whether some of it lies where interruptions come: in the middle, on a phone at the bottom. */
  const isAmid = (node) => {
    const { top, bottom, left, right } = rect(node);
    const from = innerHeight / (matchMedia("(max-width:520px)").matches ? 2 : 4);
    const across = Math.abs(left + right - innerWidth) < right - left + 440;
    return across && bottom > from && top < from + innerHeight / 2 && isVisible(node);
  };
  const isQuiet = (zones, at) =>
    some(KEPT, isAmid) || zones.some((css) => some(css, fills)) || (at && [OFF, ...zones].some((css) => within(at, css)));

  /** What stands in the way of an interruption: bits of `Sampled::GUARD_*`. */
  const guards = ({ overlays, quietZones }) => {
    const at = active();
    return +isDialogOpen(overlays) + 2 * +!!isPaying(at) + 4 * +isQuiet(quietZones, at);
  };

  return {
    /** What the page keeps to itself: nothing of ours lies over it. */
    kept: () => query(KEPT),
    active, attribute, dispatch, guards, is, isElement, isItself, isOff, isVisible, language, listen, ofDocument, page, parses,
    lengthOf, parts, query, read, shadow, some, unlisten, widget, within,
    isNative: (from) => [active(), from].some((at) => at && (is(at, NATIVE) || is(at, ":autofill"))),
  };
}
