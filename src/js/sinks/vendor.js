//! What the adapters have in common: flat fields under names that analytics tools like, renaming, and waiting for a
//! vendor's script that is not there yet. Each adapter is one call into this.

/** Our fields under the names that vendors get. */
const NAMES = {
  __proto__: null,
  id: "event_id", rule: "rule", reason: "reason", button: "button", answer: "answer", experiment: "experiment", variant: "variant", test: "test",
  goal: "goal", value: "value", currency: "currency", count: "count", funnel: "funnel", step: "step", steps: "steps", entered: "entered", cohort: "cohort",
  pageView: "page_view", session: "session", seq: "seq", at: "at",
};
const MOST = 200;
/** When it is looked for again, in milliseconds: twice as late each time, a minute in all. */
const [FIRST, TRIES] = [500, 7];
const OURS = Symbol.for("opportune");

/** What we push into a list that we also listen to; who listens knows it by this. */
export const mark = (value) => Object.defineProperty(value, OURS, { __proto__: null, value: true });

/** @param {Record<string, any>} event */
export function flat(event) {
  const fields = {};
  for (const name in NAMES) if (event[name] !== undefined && event[name] !== null) fields[NAMES[name]] = event[name];
  if (event.exposures?.length) fields.exposures = event.exposures.map(({ experiment, variant }) => `${experiment}:${variant}`).join(",");
  if (event.segments?.length) fields.segments = event.segments.join(",");
  for (const [key, value] of Object.entries(event.meta ?? {})) if (typeof value !== "object") fields[`meta_${key}`] = value;
  return fields;
}

function renamed(fields, map) {
  const result = {};
  for (const [name, value] of Object.entries(fields)) {
    const to = Object.hasOwn(map, name) ? map[name] : name;
    if (to !== null) result[to] = value;
  }
  return result;
}

/** What stands under a dotted name of the page's. */
export const under = (path) => path.split(".").reduce((found, part) => found?.[part], globalThis);

/** The event's name without our prefix. */
export const short = (name) => name.replace(/^opportune_/, "");

/** What it is about. */
export const subject = (event) => event.rule ?? event.goal ?? event.funnel ?? event.experiment ?? "";

/**
 * @param {string} name The sink's.
 * @param {object} how
 * @param {string} [how.global] Where the vendor's script puts itself.
 * @param {string} [how.method] Its function that is called; without one it is a function itself.
 * @param {(at: string) => unknown} [how.client] The vendor's own queue, where there is one before the script has come.
 * @param {Record<string, string>} [how.names] What it calls our events.
 * @param {(client: any, name: string, fields: Record<string, any>, event: any, options: any) => unknown} how.send
 * @returns {(options?: any) => import("../index.js").Sink}
 */
export const vendor = (name, { global, method, client, names = {}, send }) => (options = {}) => {
  const { map = {}, only } = options;
  const waiting = [];
  let dropped = 0;
  let timer;
  let tries = 0;
  const find = () => {
    const at = options.global ?? global;
    if (client) return client(at);
    const found = under(at);
    return typeof (method ? found?.[method] : found) === "function" ? found : undefined;
  };
  const complain = (why) => console.warn(`opportune: sink "${name}"`, why);
  /** Hands on what waits, if there is somebody to take it. */
  const drain = () => {
    const found = waiting.length && find();
    while (found && waiting.length) {
      const event = waiting.shift();
      const called = Object.hasOwn(map, event.name) ? map[event.name] : names[event.name] ?? event.name;
      const promise = called !== null && send(found, called, renamed(flat(event), map), event, options);
      // What it promises and does not keep would be an error of the page's.
      if (typeof promise?.then === "function") promise.then(undefined, complain);
    }
  };
  const later = () => {
    if (!waiting.length || timer || tries >= TRIES) return;
    timer = setTimeout(() => {
      timer = undefined;
      try {
        drain();
      } catch (why) {
        complain(why);
      }
      later();
    }, FIRST * 2 ** tries++);
  };
  const clear = () => {
    clearTimeout(timer);
    timer = undefined;
    waiting.length = 0;
  };
  return {
    name,
    only,
    send(event) {
      if (waiting.push(event) > MOST) {
        waiting.shift();
        dropped += 1;
      }
      drain();
      later();
    },
    flush: drain,
    consent: ({ analytics }) => analytics === "granted" || clear(),
    forget: clear,
    stop: clear,
    state: () => ({ waiting: waiting.length, dropped }),
  };
};
