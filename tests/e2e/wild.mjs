// Shops with every trigger there is on a page of forms, and somebody who does anything there, dealt by a seed. What comes
// of it nobody says beforehand: it is recorded, and must replay.

import { dice } from "./alike.mjs";

const PRESSED = ["#dead", "#changes", "#late", "#press", "#focuses", "#scrolls", "#sends", "#hash", "#check", "#there"];
const TYPED = ["#text", "#needed", "#secret"];
const EVENTS = ["bought", "asked", "product_viewed"];
const STATES = ["granted", "granted", "pending", "denied", { functional: "granted", analytics: "granted", personalization: "denied" }, { functional: "granted" }];

function rulesOf(roll) {
  const pick = (all) => all[roll(all.length)];
  const chance = (percent) => roll(100) < percent;
  const span = () => pick(["1s", "2500ms", "4s", "7s"]);
  const field = () => pick(TYPED);
  const place = () => pick([...PRESSED, ...TYPED, "#form"]);
  const many = (option) => (chance(50) ? {} : option);
  const scope = () => pick([{}, {}, { scope: "session" }, { scope: "visitor" }]);
  const clock = () => pick([{}, { clock: "active" }, { clock: "total" }]);

  const known = () => pick([
    () => ({ viewport: { width: { atLeast: 800 } } }), () => ({ colorScheme: "dark" }), () => ({ fact: { level: { atLeast: 1 + roll(3) } } }),
    () => ({ path: pick(["/t/cart", "/t/forms*"]) }), () => ({ query: { step: "2" } }), () => ({ pageViews: { atLeast: 1 + roll(3) } }),
    () => ({ did: { event: pick(EVENTS), within: "1m" } }), () => ({ visits: { atLeast: 1 } }), () => ({ consent: { analytics: "granted" } }),
  ])();
  const leaf = (id) => pick([
    known, known, () => ({ element: { on: place(), visible: chance(50) } }), () => ({ element: { on: field(), value: { exists: chance(50) } } }),
    () => ({ not: known() }), () => ({ seen: id === "a" ? "b" : "a" }),
  ])();
  const atom = () => pick([
    () => ({ pageView: true }), () => ({ event: pick(EVENTS) }), () => ({ click: place() }), () => ({ idle: span() }),
    () => ({ dwell: { for: span(), ...clock(), ...scope() } }), () => ({ dwell: { for: span(), on: place(), ...many({ by: pick(["pointer", "focus", "view"]) }) } }),
    () => ({ scroll: pick(["20%", "60%", "300px"]) }), () => ({ scrollUp: pick(["100px", "300px"]) }), () => ({ hover: { on: place(), for: pick(["300ms", "1s"]) } }),
    () => ({ exitIntent: {} }), () => ({ visible: { on: pick(["#form", "#below"]), for: pick(["0s", "1s"]) } }), () => ({ appears: pick(["#there", "#extra"]) }),
    () => ({ rageClick: true }), () => ({ deadClick: true }), () => ({ focus: field() }), () => ({ input: field() }), () => ({ submit: "#form" }), () => ({ invalid: "#needed" }),
    () => ({ hesitation: { on: field(), for: span() } }), () => ({ formAbandon: "#form" }), () => ({ copy: true }), () => ({ return: { after: "2s" } }),
    () => ({ turns: known() }), () => ({ manual: true }),
  ])();
  const trigger = (depth = 0) => (depth > 1 || chance(70) ? atom() : pick([
    () => ({ any: [trigger(depth + 1), trigger(depth + 1)] }),
    () => ({ all: { of: [trigger(depth + 1), trigger(depth + 1)], ...scope() } }),
    () => ({ sequence: { of: [trigger(depth + 1), trigger(depth + 1)], ...many({ within: "20s" }), ...scope() } }),
    () => ({ count: { of: trigger(depth + 1), times: 2, within: "30s", ...scope() } }),
    () => ({ absent: { after: atom(), no: atom(), for: span(), ...clock() } }),
    () => ({ hold: { when: atom(), while: known() } }),
  ])());
  /** A popup takes more than somebody who rests: it is refused. */
  const shows = (id, when) => pick([
    () => ({ show: { banner: { edge: "bottom", text: id } } }), () => ({ show: { toast: { text: id } } }), () => ({ show: { tooltip: { anchor: place(), text: id } } }),
    () => ({ show: JSON.stringify(when ?? {}).includes("idle") ? { toast: { text: id } } : { popup: { title: id, text: id } } }), () => ({ do: [{ emit: `said_${id}` }] }), () => ({ do: [{ setFact: { level: roll(4) } }, { call: "note" }] }),
  ])();
  const rule = (id) => {
    const isStateful = chance(15);
    const when = isStateful ? undefined : trigger();
    return {
      id, priority: roll(3), ...(when && { when }), ...(isStateful || chance(25) ? { if: leaf(id) } : {}), ...shows(id, when),
      ...(!isStateful && chance(25) && { delay: span() }), ...(!isStateful && chance(75) && { limit: pick([{ perPage: "any" }, { perPage: "any" }, { perSession: 1 }, { perSession: 3, perPage: 2 }]) }),
      ...(chance(20) && { hideOn: atom() }), ...(!isStateful && chance(15) && { cancelOn: atom() }),
    };
  };
  return { version: 1, rules: [..."abcdefghij"].slice(0, 4 + roll(7)).map(rule) };
}

function stepsOf(roll) {
  const pick = (all) => all[roll(all.length)];
  const step = () => pick([
    () => ["hover", pick([...PRESSED, ...TYPED])], () => ["click", pick([...PRESSED, ...TYPED])], () => ["rage", pick(PRESSED)], () => ["type", pick(TYPED), pick(["a", "abc", "x@y.example"])],
    () => ["key", pick(["Tab", "Shift+Tab", "Enter", "Escape", "Backspace", "PageDown"])], () => ["wheel", pick([200, 600, -200, -600])], () => ["wheel", pick([200, 600, -200, -600])],
    () => ["exit"], () => ["copy"], () => ["change"], () => ["away", 1000 * (1 + roll(4))], () => ["facts", { level: roll(4) }], () => ["track", pick(EVENTS), { id: "one", value: 3 }],
    () => ["heard", pick(EVENTS)], () => ["layer", pick(["view_item", "add_to_cart"])], () => ["resize", pick([1200, 900, 390])], () => ["scheme", pick(["dark", "light"])],
    () => ["url", pick(["/t/forms.html", "/t/cart", "/t/done?step=2"])], () => ["trigger", pick(["a", "b"])], () => ["dismiss", pick(["a", "b", "c"])],
    // What is taken back takes its recording along.
    () => ["consent", "granted"], () => ["update", rulesOf(roll)], () => ["explain"], () => ["load"],
  ])();
  return Array.from({ length: 10 + roll(20) }, () => [step(), 137 + 274 * roll(14)]);
}

/** A shop's rules, and steps with the time to wait after each. */
export function dealWild(seed) {
  const roll = dice(seed);
  return { rules: rulesOf(roll), consent: STATES[roll(STATES.length)], width: [1200, 900, 390][roll(3)], scheme: ["light", "dark"][roll(2)], steps: stepsOf(roll) };
}
