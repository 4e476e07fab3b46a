//! The engine without a page: rules are checked and traces replayed in Node, in workers, in CI. It holds the words that
//! a shopper's download leaves out.

import { TOLD } from "./codes.js";
import { createGlue } from "./glue.js";
import { nearest } from "./near.js";
import { mergeRules } from "./merge.js";
import { pack, unpack } from "./plain.js";
import { parses } from "./selector.js";
import { kindOf, textOf } from "./ui/format.js";
import { eachZone, isZone, zone } from "./zone.js";

/** Half of a surrogate pair, as JSON spells what is no text: everybody but JavaScript refuses it. */
const LONE = /(?<=(?:^|[^\\])(?:\\\\)*)\\ud[89a-f][0-9a-f]{2}/gi;

const isNode = () => typeof process !== "undefined" && !!process.versions?.node;

async function bytesOf(source) {
  const url = typeof source === "string" ? new URL(source, import.meta.url) : source;
  if (!(url instanceof URL)) return url;
  if (url.protocol === "file:" && isNode()) {
    const { readFile } = await import("node:fs/promises");
    return readFile(url);
  }
  const response = await fetch(url);
  if (!response.ok) throw new Error(`opportune: ${url} answered ${response.status}`);
  return response.arrayBuffer();
}

/** About when the journeys of the worst case are (`src/analyze/opens.rs`). */
const JOURNEYS = Date.UTC(2026, 0, 5);

const UNITS = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000, ms: 1 };
const SPAN = /^(\d+(d|h|ms|m|s))+$/;
const span = (text) => [...text.matchAll(/(\d+)(d|h|ms|m|s)/g)].reduce((sum, [, number, unit]) => sum + number * UNITS[unit], 0);

/** A trace that ends at an instant, with all that happens at it. */
function upTo(trace, at) {
  if (!Array.isArray(trace?.events)) return trace;
  const end = span(at);
  // What cannot be read stays, to be complained of.
  const events = trace.events.filter((one) => !SPAN.test(one?.at) || span(one.at) <= end);
  return { ...trace, events: [...events, { at, end: {} }] };
}

/** An instant in milliseconds, given as such, as text or as a `Date`. */
function instant(now) {
  if (now === undefined || now === null) return undefined;
  const ms = typeof now === "string" ? Date.parse(now) : Number(now);
  if (!Number.isFinite(ms)) throw new TypeError(`opportune: check() takes "now" as a date like "2026-11-21T10:00:00+01:00", a Date or milliseconds, and was given ${String(now)}`);
  return ms;
}

/** Where texts stand in a view (`engine/effect.rs`). */
const TEXTS = ["title", "text", "alt", "code", "label", "question", "low", "high", "hint", "of", "ended", "send", "error", "done", "close", "mute"];
const isText = (value) => typeof value === "string" || Array.isArray(value) || Object.hasOwn(value, "value") || !!kindOf(value);

/** The texts of a view in its order, as they are read. */
function saysOf(view, host) {
  const says = [];
  const walk = (node) => {
    for (const [name, value] of Object.entries(node ?? {})) {
      if (name === "of") says.push(...value.map((one) => textOf(one, host)));
      else if (value && TEXTS.includes(name) && isText(value)) says.push(textOf(value, host));
      else if (typeof value === "object" && name !== "href" && name !== "src") walk(value);
    }
  };
  walk(view);
  return says;
}

/**
 * Loads the engine.
 * @param {{ wasm?: string | URL | BufferSource | WebAssembly.Module }} [options]
 * @returns {Promise<import("./engine.js").Engine>}
 */
export async function loadEngine({ wasm = new URL("./opportune.wasm", import.meta.url) } = {}) {
  const given = wasm instanceof WebAssembly.Module ? wasm : await WebAssembly.compile(await bytesOf(wasm));
  const glue = await createGlue(given);

  let answer;
  glue.attach({
    // No page: the browser has the last word on selectors.
    parses,
    take(_, numbers, texts) {
      [answer] = unpack(numbers, texts);
    },
  });
  // JSON text is by far the quickest way across. What is no JSON, or too deep for it, is tamed first.
  const tamed = (values) => JSON.stringify(unpack(...pack(values)));
  const text = (values) => {
    try {
      return JSON.stringify(values);
    } catch {
      return tamed(values);
    }
  };
  const tell = (kind, json) => {
    answer = undefined;
    glue.told(kind, [], json.includes("\\ud") ? json.replace(LONE, "\ufffd") : json);
    return answer;
  };
  // No answer: that was too deep.
  const ask = (kind, ...values) => tell(kind, text(values)) ?? tell(kind, tamed(values));
  const merged = (rules) => (Array.isArray(rules) ? mergeRules(rules) : rules);
  const check = (set, options) => {
    // Only the platform knows the zones; what is no JSON has none.
    const [plain] = JSON.parse(text([set]));
    const named = [];
    eachZone(plain, (...one) => named.push(one));
    const known = named.filter(([found]) => isZone(found) && found !== "visitor");
    const zones = Object.fromEntries(known.map(([found]) => [found, zone(found, JOURNEYS)]));
    const report = ask(TOLD.check, set, options && { ...options, zones });
    const problems = [...(report?.problems ?? [])];
    for (const [found, path] of named) {
      if (isZone(found)) continue;
      const steps = path.split("/").slice(1);
      const rule = steps[0] === "rules" ? plain.rules[steps[1]]?.id : undefined;
      const where = steps[0] === "rules" ? `rules[${steps[1]}]${rule ? ` "${rule}"` : ""}: ${steps.slice(2).join(".")}` : steps.join(".");
      const near = nearest(found, Intl.supportedValuesOf("timeZone"));
      const message = `${where} must be "visitor" or a time zone like "Europe/Paris", found "${found}"${near ? `; did you mean "${near}"?` : "."}`;
      problems.push({ code: "unknown_value", path, ...(rule && { rule }), expected: "time_zone", found, ...(near && { nearest: near }), message });
    }
    return { ...report, problems };
  };
  /** What rules do in a trace; with what is read on the screen, as a browser would write it. */
  const simulate = (rules, trace) => {
    const set = merged(rules);
    const ran = ask(TOLD.simulate, set, trace);
    // The shopper's build simulates nothing.
    if (!ran) return ran;
    const { locale, currency, timeZone } = set?.settings ?? {};
    const host = {
      __proto__: null, currency,
      locale: locale ?? trace?.locale ?? trace?.language ?? "en",
      zone: timeZone === undefined || timeZone === "visitor" ? trace?.timeZone ?? "UTC" : timeZone,
    };
    return { ...ran, decisions: ran.decisions.map((one) => (one.view ? { ...one, says: saysOf(one.view, host) } : one)) };
  };
  return {
    check: (rules, options) => {
      const now = instant(options?.now);
      const report = check(merged(rules), options ? { ...options, now } : null);
      return options ? report : report.problems;
    },
    simulate,
    explain: (rules, trace, { rule, at } = {}) => {
      if (at !== undefined && !SPAN.test(at)) {
        const problem = { code: "bad_duration", path: "", expected: 'an instant of the trace, like "30s"', found: String(at) };
        return { error: "at", problems: [{ ...problem, message: `"at" must be ${problem.expected}, found ${problem.found}.` }], state: null };
      }
      const { problems, state, ...rest } = simulate(rules, at === undefined ? trace : upTo(trace, at));
      const found = rule === undefined ? state : state?.rules.find((one) => one.rule === rule);
      return { ...rest, problems, state: found ?? null };
    },
    bucket: (rules, experiment, ids) => ask(TOLD.bucket, merged(rules), String(experiment), Array.from(ids, String)) ?? null,
    test: (test) => ask(TOLD.test, { ...test, simulated: simulate(test.rules, test.given) }),
  };
}
