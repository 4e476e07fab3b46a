// Small shops and what somebody does in them, dealt by a seed: rules that get in each other's way, and a walk that can be
// walked in a browser and written down as a trace.

/** Numbers below `most`, always the same ones of a seed. */
export function dice(seed) {
  let state = seed >>> 0;
  return (most) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % most;
  };
}

/** What can be pointed at and clicked; nothing of it lies within another. */
export const PLACES = ["#coupon", "#guide", "#prose"];
const EVENTS = ["bought", "asked"];
const WIDTHS = [1200, 900, 390];
const PATHS = ["/t/plain.html", "/t/cart", "/t/done?step=2"];

function rulesOf(roll) {
  const pick = (all) => all[roll(all.length)];
  const chance = (percent) => roll(100) < percent;
  const span = () => pick(["1s", "2500ms", "4s", "7s"]);

  const atom = () => pick([
    () => ({ pageView: true }), () => ({ event: pick(EVENTS) }), () => ({ click: pick(PLACES) }), () => ({ idle: span() }),
    () => ({ dwell: span() }), () => ({ dwell: { for: span(), on: pick(PLACES) } }), () => ({ hover: { on: pick(PLACES), for: pick(["300ms", "1s"]) } }),
    () => ({ focus: "#coupon" }), () => ({ return: { after: "2s" } }), () => ({ turns: condition(known) }), () => ({ manual: true }),
  ])();
  const scope = () => (chance(40) ? { scope: "session" } : {});
  const trigger = (depth = 0) => (depth > 1 || chance(65) ? atom() : pick([
    () => ({ any: [trigger(depth + 1), trigger(depth + 1)] }),
    () => ({ all: [trigger(depth + 1), trigger(depth + 1)] }),
    () => ({ sequence: { of: [trigger(depth + 1), trigger(depth + 1)], within: pick(["5s", "20s"]), ...scope() } }),
    () => ({ count: { of: trigger(depth + 1), times: 2, within: "30s", ...scope() } }),
    () => ({ absent: { after: atom(), no: atom(), for: span() } }),
    () => ({ hold: { when: atom(), while: condition(known) } }),
  ])());
  /** Only what is always known can turn. */
  const known = () => pick([
    () => ({ device: pick(["desktop", "tablet", "mobile"]) }), () => ({ viewport: { width: pick([{ atLeast: 800 }, { below: 800 }]) } }),
    () => ({ online: chance(50) }), () => ({ colorScheme: pick(["dark", "light"]) }), () => ({ fact: { level: { atLeast: 1 + roll(3) } } }),
    () => ({ path: pick(["/t/cart", "/t/plain*", "/t/*"]) }), () => ({ query: { step: "2" } }), () => ({ pageViews: { atLeast: 1 + roll(3) } }),
    () => ({ did: { event: pick(EVENTS), within: "1m" } }), () => ({ orientation: "landscape" }), () => ({ visitor: "new" }),
  ])();
  const element = () => ({ element: { on: pick(PLACES), visible: true } });
  /** No rule asks for itself; and who stands while elements are there looks again at every change of the document, which no trace here tells. */
  const leaf = (id, isStateful) => pick([known, known, isStateful ? known : element, () => ({ seen: id === "a" ? "b" : "a" })])();
  const condition = (one, depth = 0) => (depth > 0 || chance(65) ? one() : pick([
    () => ({ all: [one(), one()] }), () => ({ any: [one(), one()] }), () => ({ not: one() }),
  ])());
  const shows = (id) => pick([
    () => ({ show: { banner: { edge: "bottom", text: id } } }), () => ({ show: { banner: { edge: "bottom", text: id } } }),
    () => ({ show: { toast: { text: id } } }), () => ({ do: [{ emit: `said_${id}` }] }),
  ])();
  const limit = () => pick([{ perPage: "any" }, { perSession: 1 }, { perSession: 2, perPage: "any" }, { perPage: 2 }]);
  const rule = (id) => {
    const isStateful = chance(25);
    return {
      id, priority: roll(3), ...(!isStateful && { when: trigger() }), ...(isStateful || chance(60) ? { if: condition(() => leaf(id, isStateful)) } : {}), ...shows(id),
      ...(!isStateful && chance(30) && { delay: span() }), ...(!isStateful && chance(30) && { limit: limit() }),
      ...(chance(15) && { hideOn: atom() }), ...(!isStateful && chance(10) && { cancelOn: atom() }),
    };
  };
  return { version: 1, rules: ["a", "b", "c", "d"].slice(0, 2 + roll(3)).map(rule) };
}

function stepsOf(roll) {
  const pick = (all) => all[roll(all.length)];
  const step = () => pick([
    () => ["hover", pick(PLACES)], () => ["click", pick(PLACES)], () => ["away", 1000 * (1 + roll(4))], () => ["facts", { level: roll(4) }],
    () => ["track", pick(EVENTS)], () => ["track", pick(EVENTS)], () => ["resize", pick(WIDTHS)], () => ["offline", roll(2) === 1], () => ["scheme", pick(["dark", "light"])],
    () => ["url", pick(PATHS)], () => ["load"], () => ["trigger", pick(["a", "b"])], () => ["dismiss", pick(["a", "b", "c"])], () => ["update", rulesOf(roll)],
    () => ["consent", pick(["granted", "pending"])],
  ])();
  // Odd, so that what happens is not at the instant at which something else is due.
  return Array.from({ length: 4 + roll(8) }, () => [step(), 137 + 274 * roll(14)]);
}

/** A shop's rules, and steps with the time to wait after each. */
export function deal(seed) {
  const roll = dice(seed);
  return { rules: rulesOf(roll), consent: roll(4) ? "granted" : "pending", width: WIDTHS[roll(3)], scheme: ["light", "dark"][roll(2)], steps: stepsOf(roll) };
}

/** The same walk as a trace. */
export function traceOf({ consent, width, scheme, steps }) {
  const view = (url, wide) => ({ url, viewport: [wide, 800], touch: false });
  const events = [{ at: "0ms", pageView: { ...view("https://shop.test/t/plain.html", width), environment: { colorScheme: scheme, online: true, reducedMotion: false, saveData: false } } }];
  let [now, wide, over, focus] = [137, width];
  const at = (signal) => events.push({ at: `${now}ms`, ...signal });
  const point = (place) => {
    at({ pointer: { over: [(over = place)], type: "mouse" } });
  };
  const leave = () => {
    if (over) at({ pointer: { over: [], type: "mouse" } });
    over = undefined;
  };
  const does = {
    hover: point,
    click(place) {
      point(place);
      at({ activity: "pointer" });
      const next = place === "#prose" ? undefined : place;
      if (next !== focus) at({ focus: { on: next ? [next] : [], keyboard: place === "#coupon" } });
      focus = next;
      at({ click: { on: [place], field: place === "#coupon" } });
    },
    away(time) {
      at({ visibility: "hidden" });
      now += time;
      at({ visibility: "visible" });
    },
    facts: (facts) => at({ facts }),
    track: (event) => at({ event }),
    resize(to) {
      leave();
      at({ viewport: [(wide = to), 800] });
    },
    offline: (is) => at({ environment: { online: !is } }),
    scheme: (colorScheme) => at({ environment: { colorScheme } }),
    url: (path) => at({ url: `https://shop.test${path}` }),
    load: () => {
      leave();
      focus = undefined;
      at({ pageView: { ...view("https://shop.test/t/plain.html", wide), environment: { online: true } } });
    },
    trigger: (rule) => at({ trigger: rule }),
    dismiss: (rule) => at({ dismiss: rule }),
    update: (rules) => at({ rules }),
    consent: (state) => at({ consent: { functional: state, analytics: state, personalization: state } }),
  };
  for (const [[name, ...args], wait] of steps) {
    does[name](...args);
    now += wait;
  }
  at({ end: {} });
  return { version: 1, now: "2026-01-15T10:00:00Z", selectors: PLACES, consent, sample: { elements: Object.fromEntries(PLACES.map((css) => [css, true])) }, events };
}
