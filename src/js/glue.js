//! One instance of the wasm, and the border: numbers cross as they are, packed values (`plain.js`) through its memory.
//! Written by hand: what wasm-bindgen generates carries objects across, which nobody here does.

const SHORT = 256;
const PLAIN = /^[\0-\x7f]*$/;

/**
 * @param {WebAssembly.Module} module
 * @returns its exports as functions, and `attach`, which says whose functions it calls (`shell/host.rs`)
 */
export async function createGlue(module) {
  const decoder = new TextDecoder("utf-8", { __proto__: null, ignoreBOM: true });
  const encoder = new TextEncoder();
  let host;
  let bytes;
  const view = (Type, at, length) => new Type(exports.memory.buffer, at, length);
  const text = (at, length) => decoder.decode(view(Uint8Array, at, length));
  /** Copies an array into memory that the callee frees. */
  const put = (data) => {
    const at = exports.room(data.byteLength, data.BYTES_PER_ELEMENT);
    view(data.constructor, at, data.length).set(data);
    return [at, data.length];
  };
  /** The same for a text. Most are short and plain: for those, an encoder and its arrays cost more than they do. */
  const write = (text) => {
    const { length } = text;
    if (length > SHORT || !PLAIN.test(text)) return put(encoder.encode(text));
    const at = exports.room(length, 1);
    if (bytes?.buffer !== exports.memory.buffer) bytes = view(Uint8Array);
    for (let i = 0; i < length; i++) bytes[at + i] = text.charCodeAt(i);
    return [at, length];
  };
  const imports = { __proto__: null };
  for (const { name } of WebAssembly.Module.imports(module)) imports[name] = (a, b) => host[name](a, b);
  imports.listen = (kind, at, length, on) => host.listen(kind, text(at, length), on);
  imports.parses = (at, length) => host.parses(text(at, length));
  imports.matches = (pattern, at, length) => host.matches(pattern, text(at, length));
  imports.take = (kind, at, length, from, size) => host.take(kind, view(Float64Array, at, length), text(from, size));

  const { exports } = await WebAssembly.instantiate(module, { __proto__: null, host: imports });
  // A module in one piece shares no table.
  let isWhole = !exports.t;
  return {
    ...exports,
    isWhole: () => isWhole,
    /** Puts in the functions of the second file, if they are not there: it finds the first one's memory, table and stack. */
    async complete(second) {
      if (!isWhole) await WebAssembly.instantiate(second, { __proto__: null, m: exports });
      isWhole = true;
    },
    told: (kind, numbers, texts) => exports.told(kind, ...put(numbers), ...write(texts)),
    attach: (given) => (host = given),
  };
}
