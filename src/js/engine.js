//! The engine without a page: rules are checked and traces replayed in Node, in workers, in CI. It holds the words that
//! a shopper's download leaves out.

import { createGlue } from "./glue.js";
import { mergeRules, pack, unpack } from "./plain.js";
import { isZone } from "./zone.js";

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

/**
 * Loads the engine.
 * @param {{ wasm?: string | URL | BufferSource | WebAssembly.Module }} [options]
 * @returns {Promise<import("./engine.js").Engine>}
 */
export async function loadEngine({ wasm = new URL("./opportune.wasm", import.meta.url) } = {}) {
  const given = wasm instanceof WebAssembly.Module ? wasm : await WebAssembly.compile(await bytesOf(wasm));
  const glue = createGlue();
  const { exports } = await WebAssembly.instantiate(given, { "./opportune_bg.js": glue });
  glue.__wbg_set_wasm(exports);
  exports.__wbindgen_start();

  let answer;
  const host = {
    // No page, no parser: the browser has the last word on selectors.
    parses: () => true,
    take(_, numbers, texts) {
      [answer] = unpack(numbers, texts);
    },
  };
  const ask = (name, ...values) => {
    glue[name](host, ...pack(values));
    return answer;
  };
  const merged = (rules) => (Array.isArray(rules) ? mergeRules(rules) : rules);
  return {
    check(rules) {
      const set = merged(rules);
      const problems = ask("check", set);
      const zone = set?.settings?.timeZone;
      if (typeof zone !== "string" || isZone(zone)) return problems;
      const message = `settings.timeZone must be "visitor" or a time zone like "Europe/Paris", found "${zone}".`;
      return [...problems, { code: "unknown_value", path: "/settings/timeZone", expected: "time_zone", found: zone, message }];
    },
    simulate: (rules, trace) => ask("simulate", merged(rules), trace),
  };
}
