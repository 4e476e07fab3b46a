//! `dataLayer`: what the page pushed before we came, in order, and what it pushes from now on. Only the array's own
//! `push` is wrapped, and given back at the end; a list that takes its place is found at what happens next. What we push
//! ourselves is marked by whoever calls.

import { pack, unpack } from "./plain.js";

const LEVELS = 5;
const KEYS = 100;
const { defineProperty } = Reflect;
const { getOwnPropertyDescriptor } = Object;

/** The pushed thing as plain data: an object, a list, or gtag's `arguments` object under the keys 0, 1 and 2. */
const plain = (item) => unpack(...pack([item], LEVELS, KEYS))[0];

/**
 * Shows what was and is pushed to a list of the page's.
 * @param {unknown} layer
 * @param {(data: any, item: unknown) => void} tell As plain data, and as it is.
 * @returns {() => void} what ends it
 */
export function pushes(layer, tell) {
  if (!Array.isArray(layer)) return () => {};
  let live = true;
  const see = (item) => {
    const data = live && item && plain(item);
    if (data) tell(data, item);
  };
  const own = getOwnPropertyDescriptor(layer, "push");
  const { push } = layer;
  const ours = function (...items) {
    const length = push.apply(this, items);
    items.forEach(see);
    return length;
  };
  const given = [...layer];
  if (!defineProperty(layer, "push", { __proto__: null, value: ours, configurable: true, writable: true, enumerable: false })) {
    console.warn("opportune: dataLayer.push is locked, so what comes from now on is not heard");
  }
  given.forEach(see);
  return () => {
    live = false;
    if (layer.push !== ours) return;
    if (own) defineProperty(layer, "push", own);
    else delete layer.push;
  };
}

/** When a page may have replaced its list: something was loaded and ran, something was done, or the visitor comes or goes. */
const TIMES = ["load", "click", "keydown", "visibilitychange"];

/**
 * The same of whatever list is there under a name: pages replace it, and what the new one holds was not heard yet.
 * @param {string} name
 * @param {(data: any, item: unknown) => void} tell
 * @param {(target: EventTarget, names: string[], handler: () => void) => unknown} listen
 * @returns {(ends?: boolean) => void} looks whether it is still the same; with `true`, ends it
 */
export function layers(name, tell, listen) {
  const known = new WeakSet();
  let layer;
  let isNext = false;
  let stop;
  const look = (ends) => {
    if (!ends && layer && globalThis[name] === layer) return;
    stop?.();
    if (ends) return;
    isNext = !!layer;
    layer = globalThis[name] ??= [];
    stop = pushes(layer, (data, item) => {
      // What was taken over from the last one was heard there.
      if (isNext && known.has(item)) return;
      if (typeof item === "object") known.add(item);
      tell(data, item);
    });
    isNext = false;
  };
  look();
  const again = () => {
    try {
      look();
    } catch {
      // The page lets nobody look at it now.
    }
  };
  // Of what is loaded, windows hear nothing but themselves.
  listen(document, ["load"], again);
  listen(window, TIMES, again);
  return look;
}

/**
 * @param {(name: string, props: unknown, item: unknown) => void} tell
 * @param {(target: EventTarget, names: string[], handler: () => void, ends: AbortController) => unknown} listener
 * @returns {() => void} what ends it
 */
export function dataLayer(tell, listener) {
  const ends = new AbortController();
  const look = layers("dataLayer", (data, item) => {
    const [name, props] = data[0] === "event" ? [data[1], data[2]] : [data.event, data];
    if (typeof name === "string") tell(name, props, item);
  }, (...what) => listener(...what, ends));
  return () => {
    look(true);
    ends.abort();
  };
}
