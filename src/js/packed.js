//! The wasm files come packed (`src/build/streams.mjs`): a tenth less to download. A small module that lies within this
//! script puts them together.

/**
 * The module that a packed file holds; any other is what it is.
 * @param {WebAssembly.Module} module
 */
export async function unpacked(module) {
  const [packed] = WebAssembly.Module.customSections(module, "packed");
  if (!packed) return module;
  // In letters that mean the same in every encoding: bundlers make classic scripts of ours, read as the page's own text is.
  const { instance: { exports } } = await WebAssembly.instantiate(Uint8Array.from(atob(OPPORTUNE_UNPACKER), (one) => one.charCodeAt(0)));
  const bytes = new Uint8Array(exports.memory.buffer, exports.room());
  const { byteLength } = packed;
  bytes.set(new Uint8Array(packed));
  return WebAssembly.compile(bytes.subarray(byteLength, exports.unpack(byteLength)));
}
