//! What answers `matches` out of the wasm for it. Loaded only where rules ask for it.

/** What an instance of `matches.wasm` answers. */
export function matcherOf({ exports }) {
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
