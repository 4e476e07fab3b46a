//! A page that counts, for tests/web/main.rs.

import { unpack } from "../../src/js/plain.js";

const state = { listeners: 0, added: [], timers: 0, taken: [], ran: 0 };
const alive = new Set();
const { addEventListener, removeEventListener, setTimeout, clearTimeout } = globalThis;

export function reset() {
  Object.assign(state, { added: [], taken: [], ran: 0 });
  globalThis.onStop = undefined;
}

export const counts = () => ({ ...state, timers: alive.size });
export const json = (text) => JSON.parse(text);
export const text = (value) => JSON.stringify(value);
export const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
export const fire = (name) => document.documentElement.dispatchEvent(new Event(name, { bubbles: true }));

export function makeHost(heard, wake, met) {
  globalThis.addEventListener = function (name, ...rest) {
    state.listeners += 1;
    state.added.push(name);
    return addEventListener.call(globalThis, name, ...rest);
  };
  globalThis.removeEventListener = function (...args) {
    state.listeners -= 1;
    return removeEventListener.apply(globalThis, args);
  };
  globalThis.setTimeout = (work, delay) => {
    const id = setTimeout(() => {
      alive.delete(id);
      work();
    }, delay);
    alive.add(id);
    return id;
  };
  globalThis.clearTimeout = (id) => {
    alive.delete(id);
    clearTimeout(id);
  };
  const functions = [];
  let timer;
  globalThis.opportuneHost = {
    alarm(delay) {
      globalThis.clearTimeout(timer);
      if (delay >= 0) timer = globalThis.setTimeout(wake, delay);
    },
    listen(kind, name, on) {
      functions[kind] ??= () => heard(kind);
      if (on) globalThis.addEventListener(name, functions[kind], true);
      else globalThis.removeEventListener(name, functions[kind], true);
    },
    watch() {},
    met,
    mono: () => performance.now(),
    wall: () => Date.now(),
    off: () => false,
    into: () => 0,
    native: () => false,
    parses: () => true,
    take(kind, numbers, texts) {
      const parts = unpack(numbers, texts);
      state.taken.push(parts);
      if (parts[0] === "stop") globalThis.onStop?.();
    },
  };
}

export function zoo() {
  const ran = () => {
    state.ran += 1;
    return 1;
  };
  const cyclic = {};
  cyclic.self = cyclic;
  const deep = {};
  for (let at = deep, i = 0; i < 10_000; i += 1) at = at.next = {};
  const wide = Object.fromEntries(Array.from({ length: 50_000 }, (_, i) => [`k${i}`, { i }]));
  const thrower = () => {
    throw new Error("hostile");
  };
  const traps = Object.fromEntries(["get", "has", "ownKeys", "getOwnPropertyDescriptor", "getPrototypeOf"].map((name) => [name, thrower]));
  const revoked = Proxy.revocable({}, {});
  revoked.revoke();
  return [
    { get value() { return ran(); } },
    Object.defineProperty([1, 2], 1, { get: ran, enumerable: true }),
    { toJSON: ran, valueOf: ran, toString: ran },
    { [Symbol.toPrimitive]: ran, [Symbol.iterator]: ran },
    new Proxy({}, traps), new Proxy([], traps), new Proxy(function () {}, traps), revoked.proxy,
    new Proxy({ a: 1 }, { get: ran }),
    new Proxy([], { get: (target, name) => (name === "length" ? 2 ** 40 : ran()) }),
    cyclic, deep, wide, Object.create({ inherited: 1 }), Object.create(null),
    new Date(), new Map([[1, 2]]), new Error("x"), /x/, new Uint8Array(8), document.body, window,
    NaN, Infinity, -0, 10n, Symbol("s"), undefined, null, () => 1, "\0\0", "\ud800", new Array(1e9),
    { __proto__: null, constructor: { prototype: { polluted: 1 } } }, JSON.parse('{"__proto__":{"polluted":1}}'),
  ];
}
