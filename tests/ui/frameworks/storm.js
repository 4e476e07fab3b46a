//! A page that polls, draws anew and takes elements away at random, and the widgets at them. The framework is the page's;
//! `begin({ draw, root })` gets it: `draw(state)` shows a state. Everything random is seeded.
import { createUi } from "/ui.js";

const said = [];
const query = (css) => {
  let roots = [document];
  let found = [];
  for (const part of css.split(">>>")) {
    found = roots.flatMap((root) => [...root.querySelectorAll(part)]);
    roots = found.map((node) => node.shadowRoot).filter(Boolean);
  }
  return found;
};
const text = { text: "Between two sizes? Take the larger one." };
const EFFECTS = [
  { kind: "tooltip", anchor: "#size", answers: true, view: text },
  { kind: "tooltip", anchor: "#coupon", view: { title: "Ten percent off", ...text } },
  { kind: "tooltip", anchor: "x-card >>> #add", view: text },
  { kind: "cta", anchor: "#hero", view: { text: "Welcome back, Ada", href: "/for-you", class: "is-back", theme: { accent: "#14213d" } } },
  { kind: "highlight", anchor: "#item-2", view: { effect: "outline" } },
  { kind: "badge", anchor: "#item-1", view: { text: "New" } },
  { kind: "inline", anchor: "#note", view: { text: "Free returns for thirty days." } },
  { kind: "banner", view: { edge: "bottom", text: "Free delivery today" } },
].map((one, i) => ({ anchor: null, answers: false, place: i, rule: `r${i}`, key: `r${i}#0`, ...one }));

export const first = { keys: [1, 2, 3], id: 0, name: "new", has: { size: true, coupon: true, card: true, hero: true }, clock: 0 };

/** The same numbers for the same seed. */
const random = (seed) => () => {
  seed = (seed * 1664525 + 1013904223) >>> 0;
  return seed / 2 ** 32;
};
const STEPS = [
  (s) => ({ ...s, clock: s.clock + 1 }),
  (s) => ({ ...s, id: s.id + 1 }),
  (s, at) => ({ ...s, name: ["new", "old", "blue"][Math.floor(at() * 3)] }),
  (s) => ({ ...s, keys: [...s.keys.slice(1), s.keys[0]] }),
  (s, at) => {
    const name = Object.keys(s.has)[Math.floor(at() * 4)];
    return { ...s, has: { ...s.has, [name]: !s.has[name] } };
  },
];
const frame = () => new Promise((done) => requestAnimationFrame(done));

export function begin({ draw, hydrate }) {
  const isWith = !location.search.includes("without");
  const shown = new Set();
  const ui = createUi({
    theme: {}, query, isOff: () => false, kept: () => [], active: () => document.activeElement,
    event() {},
    report(key, what, why) {
      said.push([key, what, why]);
      if (what !== "drawn") shown.delete(key);
    },
  });
  // As the engine does: what could not be drawn is tried again when the page has changed.
  const showAll = () => {
    for (const effect of isWith ? EFFECTS : []) {
      if (shown.has(effect.key) || said.some(([key, , why]) => key === effect.key && why === "contested")) continue;
      shown.add(effect.key);
      ui.show(structuredClone(effect));
    }
  };
  globalThis.storm = {
    said,
    /** `pace`: how long a step takes on average, in ms; without it as fast as frames come. */
    async run(seed, steps, pace = 0) {
      const at = random(seed);
      let state = first;
      for (let i = 0; i < steps; i += 1) {
        state = STEPS[Math.floor(at() * STEPS.length)](state, at);
        draw(state);
        showAll();
        const rest = at();
        if (rest < 0.7) await frame();
        if (pace) await new Promise((done) => setTimeout(done, pace * (0.4 + rest)));
      }
      draw((state = { ...state, has: first.has }));
      await frame();
      await frame();
    },
    stop: () => ui.stop(),
    showAll,
  };
  // Before the framework has taken its server's markup over.
  showAll();
  hydrate();
}
