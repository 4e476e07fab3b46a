//! Gets what a runtime needs: rules by URL, the compiled wasm, an instance of it. A failure is thrown as a reason.

import { TOLD } from "./codes.js";
import { createGlue } from "./glue.js";
import { unpacked } from "./packed.js";
import { isMap, own, pack } from "./plain.js";

const PATIENCE = 3000;
const MOST = 4 << 20;
const WASM_PATIENCE = 30_000;
const UNITS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** A failure to start: its `reason` is one of the closed list in `index.d.ts`. */
export class Refusal extends Error {
  constructor(reason, why) {
    super(reason);
    this.reason = reason;
    // What the browser said of it, for developers.
    if (OPPORTUNE_DEV) this.why = why && (why.reason ? why.why : why.message);
  }
}

const refuse = (reason, why) => {
  throw new Refusal(reason, why);
};

const refused = async (reason) => refuse(reason);

/** Work with a time limit; `work` gets the signal that ends it. */
async function within(time, signal, reason, work) {
  const ends = new AbortController();
  const abort = () => ends.abort();
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    abort();
  }, time);
  signal?.addEventListener("abort", abort);
  try {
    return await work(ends.signal);
  } catch (why) {
    throw late ? new Refusal(reason) : why;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", abort);
  }
}

async function bodyOf(response) {
  const reader = response.body.getReader();
  // Another encoding is a failure, not a text with holes.
  const decoder = new TextDecoder("utf-8", { __proto__: null, fatal: true });
  let text = "";
  for (let size = 0; ; ) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    size += value.length;
    if (size > MOST) {
      reader.cancel().catch(() => {});
      return refuse("rules_json");
    }
    text += decoder.decode(value, { __proto__: null, stream: true });
  }
}

async function fetchText(url, time, signal) {
  return within(time, signal, "rules_timeout", async (ends) => {
    // Always asked for, never taken from the cache unseen: a rule that was withdrawn must not come back.
    const response = await fetch(url, { __proto__: null, credentials: "same-origin", cache: "no-cache", signal: ends });
    return response.ok ? bodyOf(response) : refuse("rules_http");
  }).catch((why) => refuse(why.reason ?? "rules_http"));
}

/** A length of time, or what stands in for one. */
export function milliseconds(time, otherwise) {
  const [, count, unit] = /^(\d+)(ms|s|m|h)$/.exec(time) ?? [];
  return count ? count * UNITS[unit] : otherwise;
}

/** The sources as a list, each either `{ url }` or a rule set. */
export const sourcesOf = (sources) =>
  [sources].flat().map((source) => (typeof source === "string" || source instanceof URL ? { url: source } : source));

/** Where a source lies, if it is not the rule set itself. */
export function addressOf(source) {
  if (!isMap(source) || source.url === undefined || source.rules !== undefined) return undefined;
  try {
    return new URL(source.url, document.baseURI).href;
  } catch {
    return `${source.url}`;
  }
}

/**
 * One rule set of all sources, and the text of each that has an address.
 * @param {unknown} sources
 * @param {AbortSignal} signal
 * @param {(url: string, why: { reason: string }) => Promise<string>} [instead] The text of an address that failed.
 * @param {string} [reason] Nobody is asked: all addresses failed for that reason.
 * @returns {Promise<{ set: object, texts: Record<string, string> }>}
 */
export async function loadRules(sources, signal, instead = (_, why) => Promise.reject(why), reason) {
  const texts = { __proto__: null };
  const sets = await Promise.all(sourcesOf(sources).map(async (source) => {
    const url = addressOf(source);
    const read = async (coming) => {
      try {
        const text = (texts[url] = await coming);
        return text.length > LONG ? await (await import("./long.js")).parse(text, turns()) : JSON.parse(text);
      } catch (why) {
        return refuse(why.reason ?? "rules_json", OPPORTUNE_DEV && why);
      }
    };
    const set = async (coming) => {
      const value = url ? await read(coming) : source;
      return isMap(value) ? value : refuse("rules_json");
    };
    if (!url) return set();
    const asked = reason ? refused(reason) : set(fetchText(url, milliseconds(source.timeout, PATIENCE), signal));
    const got = asked.catch((why) => set(instead(url, why)));
    // Of several addresses whoever develops is told which one it was.
    return OPPORTUNE_DEV ? got.catch((why) => Promise.reject({ ...why, from: url })) : got;
  }));
  if (sets.length < 2) return { set: sets[0] ?? {}, texts };
  const { mergeRules } = await import("./merge.js").catch((why) => refuse("rules_http", OPPORTUNE_DEV && why));
  return { set: mergeRules(sets), texts };
}

const isForbidden = (why) => /content.security.policy|unsafe-eval|\bCSP\b/i.test(why);

async function compile(source) {
  try {
    if (source instanceof WebAssembly.Module) return await unpacked(source);
    if (typeof source !== "string" && !(source instanceof URL)) return await unpacked(await WebAssembly.compile(source));
    return await within(WASM_PATIENCE, null, "wasm_failed", async (ends) => {
      const response = await fetch(source, { __proto__: null, credentials: "same-origin", signal: ends });
      if (!response.ok) return refuse("wasm_failed");
      // Streaming insists on the right type; servers often have another one.
      const isTyped = response.headers.get("content-type")?.startsWith("application/wasm");
      return unpacked(await (isTyped ? WebAssembly.compileStreaming(response) : WebAssembly.compile(await response.arrayBuffer())));
    });
  } catch (why) {
    return refuse(why.reason ?? (isForbidden(why) ? "wasm_blocked" : "wasm_failed"));
  }
}

const compiled = new Map();

/**
 * The compiled module; the same source is compiled once.
 * @param {string | URL | BufferSource | WebAssembly.Module} source
 */
export function loadModule(source) {
  const key = source instanceof URL ? source.href : source;
  if (!compiled.has(key)) {
    const module = compile(source);
    compiled.set(key, module);
    module.catch(() => compiled.delete(key));
  }
  return compiled.get(key);
}

/** From how many characters on JSON is read piece by piece. */
const LONG = 400_000;
/** How many rules are laid out, or read, in one go; more than one rule too many is of no interest. */
export const SLICE = 64;
const MOST_RULES = 20_001;
/** How long the page waits for us at a time, in milliseconds; far below what anybody would call a long task. */
const SHARE = 5;

/** Answers a function to be awaited now and then, which lets the page have its turn when it is due. */
export function turns() {
  let since = performance.now();
  return async () => {
    if (performance.now() - since < SHARE) return;
    const { port1, port2 } = new MessageChannel();
    await new Promise((resolve) => {
      port1.onmessage = resolve;
      port2.postMessage(0);
    });
    port1.close();
    since = performance.now();
  };
}

/**
 * A rule set laid out: the order, and what goes with it, for each slice.
 * @param {object} set
 * @param {unknown[]} more What goes with the set.
 * @returns {Promise<Array<[number, number[], string]>>}
 */
export async function packRules(set, more) {
  const rules = own(set, "rules");
  if (!Array.isArray(rules) || rules.length <= SLICE) return [[TOLD.open, ...pack([set, ...more])]];
  const turn = turns();
  // With its rules at their place among its fields, but none of them yet.
  const head = Object.create(null, { ...Object.getOwnPropertyDescriptors(set), rules: { value: [], enumerable: true } });
  const slices = [[TOLD.open, ...pack([head, ...more])]];
  const count = Math.min(rules.length, MOST_RULES);
  for (let at = 0; at < count; at += SLICE) {
    const some = [...Array(Math.min(SLICE, count - at))].map((_, i) => own(rules, at + i));
    slices.push([TOLD.more, ...pack(some, 62)]);
    await turn();
  }
  return slices;
}

/** The wasm's later files (`src/build/later.txt`): what counts, and what else only some rules and explanations need. */
export const loadRest = (isAll = true) => {
  if (OPPORTUNE_WHOLE) return undefined;
  const later = [loadModule(new URL("./trial.wasm", import.meta.url))];
  if (isAll) later.push(loadModule(new URL("./more.wasm", import.meta.url)));
  return Promise.all(later);
};

// Words of rules that need them. Where one is not listed, both are fetched later: when reading the rules runs into them.
const COUNTS = /(^|\0)(goals|funnels|experiments?|holdout)(\0|$)/;
const RARE = /(^|\0)(sequence|absent|hold|turns|visible|appears|media|rageClick|deadClick|submit|invalid|hesitation|formAbandon|cancelOn|hideOn|schedule|audiences?|stages?|models|score|element)(\0|$)/;

/** Those of them that these packed rules are known to need. */
export function loadMore(slices) {
  const has = (words) => slices.some(([, , texts]) => words.test(texts));
  if (has(RARE)) return loadRest();
  return has(COUNTS) ? loadRest(false) : undefined;
}

let matcher;

/**
 * What answers `matches`, a module of its own, if these packed rules speak of it. Where it cannot be had, the rules that
 * need it are refused.
 * @param {Array<[number, number[], string]>} slices
 */
export function loadMatcher(slices) {
  if (!slices.some(([, , texts]) => /(^|\0)matches(\0|$)/.test(texts))) return undefined;
  return (matcher ??= createMatcher().catch(() => (matcher = undefined)));
}

async function createMatcher() {
  const [{ matcherOf }, module] = await Promise.all([import("./matcher.js"), loadModule(new URL("./matches.wasm", import.meta.url))]);
  return matcherOf(await WebAssembly.instantiate(module));
}

/** Instances whose runtime stopped; the next one takes them over. */
const idle = [];

/** A fresh or emptied instance: its exports, as functions. */
export async function instantiate(module) {
  const place = idle.findIndex((one) => one.module === module);
  if (place >= 0) return idle.splice(place, 1)[0].glue;
  return createGlue(module).catch(() => refuse("wasm_failed"));
}

/** Takes an instance back. */
export const release = (module, glue) => idle.push({ module, glue });
