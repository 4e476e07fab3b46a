//! What the widgets need of the DOM. Prototype functions are captured at load, so that markup like
//! `<img name="createElement">` and later patches cannot reach us. Must not know any widget.

const { apply } = Reflect;
const descriptor = Object.getOwnPropertyDescriptor;
const proto = (type) => globalThis[type]?.prototype ?? {};

/** `method("Node", "contains")(node, other)` */
const method = (type, name) => {
  const fn = proto(type)[name];
  return (self, ...args) => apply(fn, self, args);
};
const getter = (type, name) => {
  const fn = descriptor(proto(type), name)?.get;
  return () => apply(fn, document, []);
};

const create = method("Document", "createElement");
const listen = method("EventTarget", "addEventListener");
const readAttribute = method("Element", "getAttribute");
const writeAttribute = method("Element", "setAttribute");
const dropAttribute = method("Element", "removeAttribute");

export const query = method("Document", "querySelectorAll");
export const elementsAt = method("Document", "elementsFromPoint");
export const walk = method("Document", "createTreeWalker");
export const closest = method("Element", "closest");
export const rectOf = method("Element", "getBoundingClientRect");
export const append = method("Node", "appendChild");
export const attach = method("Element", "attachShadow");
export const baseOf = getter("Node", "baseURI");
export const body = getter("Document", "body");
export const page = getter("Document", "documentElement");
export const focused = getter("Document", "activeElement");
export const typeInto = (field, text) => {
  const type = field.localName === "textarea" ? "HTMLTextAreaElement" : "HTMLInputElement";
  apply(descriptor(proto(type), "value").set, field, [text]);
};

/** Reads an attribute; writes it; with `null`, removes it. */
export function attr(node, name, value) {
  if (value === undefined) return readAttribute(node, name);
  return value === null ? dropAttribute(node, name) : writeAttribute(node, name, value);
}

/** What a shop may style by `::part()`: our class for it, and its name. A closed list, told in rules.md. */
const PARTS = {
  __proto__: null, box: "box", title: "title", text: "text", note: "label", lead: "image", image: "image", row: "buttons", go: "button main", plain: "button",
  x: "close", mute: "mute", coupon: "coupon", chip: "code", progress: "progress", bar: "track", fill: "fill",
};

/** An element of ours. Strings become text nodes, never markup. */
export function el(tag, className, ...children) {
  const node = create(document, tag);
  if (className) node.className = className;
  const part = PARTS[(className ?? "").split(" ")[0]];
  if (part) attr(node, "part", part);
  node.append(...children);
  return node;
}

/** Listens until `signal` aborts. */
export function on(target, type, handler, signal, capture) {
  listen(target, type, handler, { __proto__: null, signal, capture: !!capture, passive: false });
}

/** Moves focus without moving the page. */
export const focus = (node) => node?.focus?.({ __proto__: null, preventScroll: true });

/** A length on the screen as it is written: on a page that is zoomed, in the page's own measure. */
export const own = (length) => length / (body().currentCSSZoom ?? 1);

/** Rendered and not hidden. What is folded away in `<details>` has rectangles all the same, where browsers can tell. */
export const isRendered = (node) =>
  node.isConnected && node.getClientRects().length > 0 && node.checkVisibility?.() !== false && getComputedStyle(node).visibility === "visible";

/** Some of the rectangle lies in the viewport. */
export const isInView = (r) => r.bottom > 0 && r.right > 0 && r.top < innerHeight && r.left < innerWidth;

const isOwn = (node) => node.nodeType === 1 && attr(node, "data-own") !== null;

/**
 * Makes `old` look like `fresh` and keeps every node that goes on, so that focus, what is typed, what is pressed and
 * transitions survive an update. What a field holds is the shopper's.
 */
export function morph(old, fresh) {
  // What somebody is answering is theirs until they have.
  if (isOwn(old)) return;
  for (const name of fresh.getAttributeNames()) {
    if (name !== "style" && attr(old, name) !== attr(fresh, name)) attr(old, name, attr(fresh, name));
  }
  const share = fresh.style?.getPropertyValue("--share");
  if (share) old.style.setProperty("--share", share);
  const left = [...old.childNodes];
  let place = old.firstChild;
  for (const next of [...fresh.childNodes]) {
    const at = left.findIndex((node) => isLike(node, next));
    if (at < 0) {
      old.insertBefore(next, place);
      continue;
    }
    const [node, ...gone] = left.splice(0, at + 1).reverse();
    for (const one of gone) one.remove();
    if (node.nodeType === 1) morph(node, next);
    else if (node.data !== next.data) node.data = next.data;
    place = node.nextSibling;
  }
  for (const node of left) node.remove();
}

/** Whether one goes on as the other: the same kind of thing, and the same field of a form. */
const isLike = (one, other) =>
  one.nodeName === other.nodeName &&
  (one.nodeType !== 1 || ["class", "name", "type"].every((name) => attr(one, name) === attr(other, name)));
