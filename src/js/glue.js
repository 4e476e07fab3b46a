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
  let floats;
  const view = (Type, at, length) => new Type(exports.memory.buffer, at, length);
  const text = (at, length) => decoder.decode(view(Uint8Array, at, length));
  /** Room in memory that the callee frees, and what sees it. */
  const room = (size, align) => {
    const at = exports.room(size, align);
    if (bytes?.buffer !== exports.memory.buffer) [bytes, floats] = [view(Uint8Array), view(Float64Array)];
    return at;
  };
  const put = (numbers) => {
    const at = room(numbers.length * 8, 8);
    floats.set(numbers, at / 8);
    return at;
  };
  /** A text. Most are short and plain: for those, an encoder and its arrays cost more than they do. */
  const write = (kind, at, count, text) => {
    let { length } = text;
    const data = length > SHORT || !PLAIN.test(text) ? encoder.encode(text) : undefined;
    if (data) ({ length } = data);
    const from = room(length, 1);
    if (data) bytes.set(data, from);
    else for (let i = 0; i < length; i++) bytes[from + i] = text.charCodeAt(i);
    exports.told(kind, at, count, from, length);
  };
  const imports = { __proto__: null };
  for (const { name } of WebAssembly.Module.imports(module)) imports[name] = (a, b) => host[name](a, b);
  // Asked at every signal: called as they are.
  imports.mono = () => host.mono();
  imports.wall = () => host.wall();
  imports.listen = (kind, at, length, on) => host.listen(kind, text(at, length), on);
  imports.parses = (at, length) => host.parses(text(at, length));
  imports.matches = (pattern, at, length) => host.matches(pattern, text(at, length));
  imports.take = (kind, at, length, from, size) => host.take(kind, view(Float64Array, at, length), text(from, size));

  const { exports } = await WebAssembly.instantiate(module, { __proto__: null, host: imports });
  // Without its custom section a packed module is an empty one.
  if (!exports.told) throw new TypeError("no such wasm");
  // A module in one piece shares no table.
  let here = exports.t ? 0 : 2;
  return {
    ...exports,
    isWhole: () => here > 1,
    /** Puts in the functions of the later files that are not there, in their order: they find the first one's memory, table and stack. */
    async complete(later) {
      for (let at = here; at < later.length; at++) {
        await WebAssembly.instantiate(later[at], { __proto__: null, m: exports });
        here = Math.max(here, at + 1);
      }
    },
    told: (kind, numbers, texts) => write(kind, put(numbers), numbers.length, texts),
    attach: (given) => (host = given),
  };
}
