// Abusive rule sets by the number: each starts as a proper one and is then hurt in a few places. The same seed gives the
// same sets.

/** Numbers in [0, 1): mulberry32. */
export function dice(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const deep = (levels, make) => {
  let value = "x";
  for (let level = 0; level < levels; level += 1) value = make(value);
  return value;
};

/** What a place may be hurt with. */
const INJURIES = [
  () => NaN, () => Infinity, () => -0, () => 1e308, () => -1, () => 2 ** 53, () => null, () => undefined, () => true, () => [], () => ({}), () => "",
  (n) => "x".repeat(Math.floor(n() * 200_000)), (n) => "{{".repeat(Math.floor(n() * 3_000)), () => "{{ a | default: '", () => "\0\ud800\u202e",
  (n) => deep(Math.floor(n() * 400), (inner) => ({ all: [inner] })), (n) => deep(Math.floor(n() * 400), (inner) => [inner]),
  (n) => deep(Math.floor(n() * 60), (inner) => ({ not: inner })), (n) => deep(Math.floor(n() * 40), (inner) => ({ any: [inner, { event: "e" }] })),
  () => JSON.parse('{"__proto__": {"polluted": true}, "constructor": {"prototype": {"polluted": true}}}'),
  () => ({ toString: 1, valueOf: null, hasOwnProperty: "x" }), () => ({ get trap() { throw new Error("a getter ran"); } }),
  () => { const ring = { id: "ring" }; ring.self = ring; return ring; }, () => 10n, () => Symbol("s"), () => () => 1, () => new Date(0), () => new Map([[1, 2]]),
  () => "[", () => ">>> >>> a", () => ":has(:has(", () => "*".repeat(250), (n) => Array.from({ length: Math.floor(n() * 3_000) }, (_, i) => i),
  () => ({ matches: "(a+)+$" }), () => ({ matches: "(((((a{50}){50}){50}){50}){50})" }), () => ({ matches: "[" }), () => ({ like: "*".repeat(4_000) }),
  () => "99999999999999d", () => "1e3s", () => "-5s", () => "0.5s", () => "10", () => "1d".repeat(3_000),
  () => ({ sequence: Array.from({ length: 300 }, () => ({ event: "e" })), within: "1s" }), () => ({ count: { of: { event: "e" }, times: 4e9 } }),
  (n) => Object.fromEntries(Array.from({ length: Math.floor(n() * 2_000) }, (_, i) => [`k${i}`, i])),
  () => ({ from: "2026-99-99", timeZone: "Nowhere/At_All" }), () => ({ audience: "a" }), () => "200%", () => "data:text/html,x", () => "javascript:alert(1)",
];

export const whole = () => ({
  version: 1,
  settings: { session: "30m", quietPeriod: "20s", maxPerPage: 3, currency: "EUR", timeZone: "visitor", theme: { accent: "#0a6" } },
  audiences: { a: { visits: { atLeast: 2 } }, b: { audience: "a" } },
  rules: [
    { id: "one", when: { dwell: { for: "3s", on: "#a" } }, if: { path: "/p*", cart: { value: { between: [1, 90] } } }, show: { tooltip: { anchor: "#a", text: "{{ cart.value | money }}" } }, limit: { perSession: 1, afterDismiss: "30d" } },
    { id: "two", when: { all: { of: [{ event: "e" }, { scroll: "10%" }], within: "5s" } }, show: { popup: { title: "T", text: "Hello", buttons: [{ text: "Go", href: "/x" }] } }, priority: 3 },
    { id: "three", if: { any: [{ fact: { "a.b": 1 } }, { not: { did: { event: "e", times: 2, within: "1d" } } }] }, show: { banner: { text: "Hi", content: [{ progress: { value: "{{ cart.value }}", goal: 50 } }] } } },
    { id: "four", when: { sequence: [{ click: "#a" }, { event: "e" }] }, delay: "1s", do: [{ emit: { name: "x", props: { a: 1 } } }, { dataLayer: { event: "y" } }] },
    { id: "five", when: { exitIntent: true }, if: { audience: "b", url: { startsWith: "https" } }, show: { banner: "Bye" }, cancelOn: { event: "stop" }, wait: "page" },
  ],
});

/** Every place of a value: who holds it, and under which key. */
function places(value, found = []) {
  if (typeof value !== "object" || value === null) return found;
  for (const key of Object.keys(value)) {
    found.push([value, key]);
    places(value[key], found);
  }
  return found;
}

/** Rule set number `number`. */
export function abuse(number) {
  const next = dice(number);
  const pick = (list) => list[Math.floor(next() * list.length)];
  const set = whole();
  const sites = places(set);
  for (let wounds = 1 + Math.floor(next() * 4); wounds > 0; wounds -= 1) {
    const [holder, key] = pick(sites);
    if (next() < 0.15) holder[pick(["__proto_", "constructor", "dwel", "ïd", "$comment", "if", "when", "rules"])] = pick(INJURIES)(next);
    else holder[key] = pick(INJURIES)(next);
  }
  // Twins by the hundred; of proper rules, as the whole stays below what a page would fetch (4 MB).
  if (next() < 0.1 && Array.isArray(set.rules)) set.rules.push(...Array.from({ length: Math.floor(next() * 300) }, () => pick(whole().rules)));
  return set;
}

export const trace = {
  now: "2026-11-22T10:00:00Z", selectors: ["#a"],
  events: [
    { at: "0s", pageView: "https://shop.test/p/1?x=1" }, { at: "0s", facts: { cart: { value: 40, currency: "EUR" } } },
    { at: "1s", pointer: { over: ["#a"] } }, { at: "2s", click: ["#a"] }, { at: "2s", event: "e" }, { at: "3s", scroll: { top: 900, by: "wheel" } },
    { at: "5s", event: "e" }, { at: "8s", exit: { y: -5, speed: 2 } }, { at: "9s", event: "stop" }, { at: "60s", end: {} },
  ],
};
