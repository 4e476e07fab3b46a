//! Gets what a runtime needs: rules by URL, the compiled wasm, an instance of it. A failure is thrown as a reason.

import { createGlue } from "./glue.js";
import { mergeRules } from "./plain.js";

const PATIENCE = 3000;
const MOST = 4 << 20;
const WASM_PATIENCE = 30_000;
const UNITS = { ms: 1, s: 1000, m: 60_000 };

/** A failure to start: its `reason` is one of the closed list in `index.d.ts`. */
export class Refusal extends Error {
  constructor(reason) {
    super(reason);
    this.reason = reason;
  }
}

const refuse = (reason) => {
  throw new Refusal(reason);
};

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
  const decoder = new TextDecoder();
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

async function fetchRules(url, time, signal) {
  const text = await within(time, signal, "rules_timeout", async (ends) => {
    const response = await fetch(url, { __proto__: null, credentials: "same-origin", signal: ends });
    return response.ok ? bodyOf(response) : refuse("rules_http");
  }).catch((why) => refuse(why.reason ?? "rules_http"));
  try {
    return JSON.parse(text);
  } catch {
    return refuse("rules_json");
  }
}

const isMap = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

function milliseconds(time) {
  const [, count, unit] = /^(\d+)(ms|s|m)$/.exec(time) ?? [];
  return count ? count * UNITS[unit] : PATIENCE;
}

/**
 * One rule set of all sources.
 * @param {unknown} sources
 * @param {AbortSignal} signal
 */
export async function loadRules(sources, signal) {
  const sets = await Promise.all([sources].flat().map(async (source) => {
    const given = typeof source === "string" || source instanceof URL ? { url: source } : source;
    const isAddress = isMap(given) && given.url !== undefined && given.rules === undefined;
    const set = isAddress ? await fetchRules(given.url, milliseconds(given.timeout ?? ""), signal) : given;
    return isMap(set) ? set : refuse("rules_json");
  }));
  return mergeRules(sets);
}

const isForbidden = (why) => /content.security.policy|unsafe-eval|\bCSP\b/i.test(why);

async function compile(source) {
  if (source instanceof WebAssembly.Module) return source;
  try {
    if (typeof source !== "string" && !(source instanceof URL)) return await WebAssembly.compile(source);
    return await within(WASM_PATIENCE, null, "wasm_failed", async (ends) => {
      const response = await fetch(source, { __proto__: null, credentials: "same-origin", signal: ends });
      if (!response.ok) return refuse("wasm_failed");
      // Streaming insists on the right type; servers often have another one.
      const isTyped = response.headers.get("content-type")?.startsWith("application/wasm");
      return isTyped ? WebAssembly.compileStreaming(response) : WebAssembly.compile(await response.arrayBuffer());
    });
  } catch (why) {
    return refuse(why.reason ?? (isForbidden(`${why}`) ? "wasm_blocked" : "wasm_failed"));
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

let matcher;

/**
 * What answers `matches`, a module of its own, if these packed rules speak of it. Where it cannot be had, the rules that
 * need it are refused.
 * @param {string} texts
 */
export function loadMatcher(texts) {
  if (!/(^|\0)matches(\0|$)/.test(texts)) return undefined;
  return (matcher ??= createMatcher().catch(() => (matcher = undefined)));
}

async function createMatcher() {
  const module = await loadModule(new URL("./matches.wasm", import.meta.url));
  const { exports } = await WebAssembly.instantiate(module);
  const known = new Map();
  const give = (text) => {
    const bytes = new TextEncoder().encode(text);
    const at = exports.room(bytes.length);
    new Uint8Array(exports.memory.buffer, at).set(bytes);
  };
  const place = (key) => {
    if (!known.has(key)) {
      give(key);
      known.set(key, exports.add());
    }
    return known.get(key);
  };
  return {
    add: (key) => place(key) >= 0,
    test(key, text) {
      const at = place(key);
      give(text);
      return !!exports.test(at);
    },
  };
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
