//! What a developer is told in words, in development builds only: which option is meant, why nothing runs and what to do.

import { CONSENT, PURPOSES, SOURCES } from "./codes.js";
import { nearest } from "./near.js";

const STATES = [...CONSENT, ...SOURCES];
const quoted = (names) => names.map((name) => `"${name}"`).join(", ");

const TAKES = {
  __proto__: null,
  rules: 'a URL, { url, timeout, refresh }, a rule set, or a list of these',
  facts: "an object", namespace: "a text", visitorId: "a text", locale: 'a text such as "de-AT"',
  consent: `${quoted(STATES)}, a state for each of ${quoted(PURPOSES)}, { source }, or a list`,
  sinks: "a list", onEvent: "a function", onEffect: "a function", functions: "an object of functions by name",
  allow: "{ hosts, frames }", theme: "a name or an object of tokens", now: "a date or milliseconds since 1970",
  strict: "true or false", quiet: "true or false", enabled: "true or false", debug: '"link", true or false',
  preview: '"link", true or false', wasm: "a URL, bytes or a module", signal: "an AbortSignal",
};
const METHODS = {
  __proto__: null,
  track: 'a name: track("size_guide_opened", { … })', setFacts: "an object: setFacts({ cart: { … } })",
  setConsent: `${quoted(CONSENT)}, or a state for each of ${quoted(PURPOSES)}`, trigger: "the id of a rule",
  dismiss: "the id of a rule, or nothing", mute: 'a length of time such as "30d", or nothing', update: "a URL, a rule set, or a list of these",
};

const isPlain = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

/** A value as it was written, as far as it goes. */
function written(value) {
  if (typeof value === "function") return "a function";
  try {
    const text = JSON.stringify(value) ?? String(value);
    return text.length > 80 ? `${text.slice(0, 79)}…` : text;
  } catch {
    return typeof value;
  }
}

const instead = (value, known) => {
  const near = typeof value === "string" && !known.includes(value) && nearest(value, known);
  return near ? `; did you mean "${near}"?` : "";
};

/** Which word of consent is none. */
function consentSlip(value) {
  if (Array.isArray(value)) return value.map(consentSlip).find(Boolean) ?? "";
  if (!isPlain(value)) return instead(value, STATES);
  for (const [name, state] of Object.entries(value)) {
    if (!PURPOSES.includes(name)) return `: "${name}" is no purpose${instead(name, PURPOSES)}`;
    if (!CONSENT.includes(state)) return `: ${name} is ${written(state)}${instead(state, CONSENT)}`;
  }
  return "";
}

/** Looking at it may run the page's own code. */
function slipOf(name, value) {
  try {
    return /consent/i.test(name) ? consentSlip(value) : "";
  } catch {
    return "";
  }
}

/** What an option takes, and what it was given. */
export const optionSlip = (name, value) => `: it takes ${TAKES[name]}, and was given ${written(value)}${slipOf(name, value)}`;

/** What a method takes, and what it was given. */
export const callSlip = (name, value) => `: it takes ${METHODS[name]}, and was given ${written(value)}${slipOf(name, value)}`;

/** An option that there is not. */
export const unknownOption = (name) => `start() knows no option "${name}"${instead(name, Object.keys(TAKES))}`;

const UNITS = /^\d+(ms|s|m|h)$/;

/** Lengths of time of addresses that are none, which the default stands in for. */
function timesOf(sources) {
  return sources.filter(isPlain).flatMap((source) => ["timeout", "refresh"]
    .filter((name) => source.url !== undefined && source[name] !== undefined && !(name === "refresh" && source[name] === false) && !UNITS.test(source[name]))
    .map((name) => `${name} ${written(source[name])} of ${source.url} is no length of time such as "5m" or "3s", so the default holds`));
}

/** What is odd about rules before anybody asks for them. */
export const oddities = (sources) => timesOf(sources).forEach((one) => console.warn(`opportune: ${one}`));

const WHY = {
  __proto__: null,
  rules_http: (from) => `the rules could not be had from ${from}. Is the address right, does the server answer, does connect-src of the policy allow it (and CORS, on another origin)?`,
  rules_timeout: (from) => `the rules did not come in time from ${from}. { url, timeout } gives them longer`,
  rules_json: (from) => `what came as rules is no JSON object: ${from}. A page in its place (a server that answers every address)? "npx opportune check" finds a slip of the pen`,
  wasm_failed: (_, wasm) => `the WebAssembly did not come or compile: ${wasm}. Is it where the script is, or said by the option "wasm"? Vite before 8 needs optimizeDeps: { exclude: ["opportune"] }; "opportune/inline" needs no file`,
  wasm_blocked: () => "the Content Security Policy blocks WebAssembly: script-src needs 'wasm-unsafe-eval'",
  rules: () => "no rule is left that could run, or strict is set and the rules have problems",
  browser: () => "this browser is below what is supported",
  framed: () => "the page is in a frame of another origin; allow: { frames: […] } lets it run there",
  off: () => 'localStorage["opportune:off"] is set',
  fault: () => "the engine failed twice; please report this",
};

/** Why nothing runs. What the page did itself, it knows. */
export function tellEnd(reason, from, wasm, said) {
  const why = WHY[reason]?.(from.join(", "), wasm instanceof URL || typeof wasm === "string" ? wasm : "what was given");
  if (why) console.warn(`opportune: nothing runs (${reason}): ${why}${said ? ` (${said})` : ""}`);
}

const all = (value) => {
  try {
    return JSON.stringify(value);
  } catch {
    return undefined;
  }
};

/** Another start() of a name that runs with other rules. */
export function tellAgain(namespace, rules, before) {
  if (rules === before || all(rules) === all(before)) return;
  console.warn(`opportune: start() was called again for the namespace "${namespace}": it gives the handle that runs, whose rules stay as they are. stop() it first, call update(), or name another namespace`);
}

/** A call that is understood, and of which nothing comes: a rule that is not there, a length of time that is none. */
export function tellNothing(name, value, rules) {
  if (typeof value !== "string") return;
  if (name === "mute" && !/^(\d+(ms|[smhd]))+$/.test(value)) {
    console.warn(`opportune: mute() takes ${METHODS.mute}; ${written(value)} is none, and did nothing`);
  }
  if (name !== "trigger" && name !== "dismiss") return;
  const ids = (Array.isArray(rules) ? rules : []).map((rule) => rule?.id).filter((id) => typeof id === "string");
  if (!ids.includes(value)) console.warn(`opportune: ${name}(${written(value)}) did nothing: no rule has that id${instead(value, ids)}`);
}
