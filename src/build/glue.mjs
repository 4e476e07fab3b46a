// What wasm-bindgen leaves, made smaller: names without hashes, as src/js/glue.js knows them, and no exports that
// nobody calls.

/** A reader of a wasm file's bytes. */
class Bytes {
  constructor(bytes, at = 0) {
    this.bytes = bytes;
    this.at = at;
  }

  number() {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.bytes[this.at];
      this.at += 1;
      value += (byte & 127) * 2 ** shift;
      if (byte < 128) return value;
    }
  }

  text() {
    const size = this.number();
    this.at += size;
    return this.bytes.toString("utf8", this.at - size, this.at);
  }
}

function leb(value) {
  const out = [];
  for (let left = value; ; left = Math.floor(left / 128)) {
    if (left < 128) return Buffer.from([...out, left]);
    out.push((left % 128) + 128);
  }
}

const text = (value) => Buffer.concat([leb(Buffer.byteLength(value)), Buffer.from(value)]);

/** Passes the description of an import: its kind and type. */
function skipImport(from) {
  const kind = from.bytes[from.at];
  from.at += 1;
  if (kind === 0) return void from.number();
  if (kind === 3) return void (from.at += 2);
  if (kind === 1) from.at += 1;
  const flags = from.number();
  from.number();
  if (flags & 1) from.number();
  return undefined;
}

/** Passes the description of an export. */
function skipExport(from) {
  from.at += 1;
  from.number();
}

/** The import or export section, each entry under the name that `rename` answers; without one it is left out. */
function renamed(section, isImport, rename) {
  const from = new Bytes(section);
  const parts = [];
  for (let left = from.number(); left > 0; left -= 1) {
    if (isImport) from.text();
    const name = rename(from.text());
    const began = from.at;
    if (isImport) skipImport(from);
    else skipExport(from);
    if (name) parts.push(Buffer.concat([isImport ? text("host") : Buffer.of(), text(name), section.subarray(began, from.at)]));
  }
  return Buffer.concat([leb(parts.length), ...parts]);
}

const IMPORTS = 2;
const EXPORTS = 7;

/** The exports that src/js/glue.js calls, by wasm-bindgen's names. */
const CALLED = new Map([
  ["memory", "memory"], ["heard", "heard"], ["measured", "measured"], ["told", "told"], ["__wbindgen_malloc", "room"],
]);

/** Functions of the host as Rust declares them; wasm-bindgen's own are for objects, and go with the exports that use them. */
const imported = (name) => /^__wbg_(\w+)_[0-9a-f]{16}$/.exec(name)?.[1] ?? name;

/** @returns {Buffer} the wasm with the names and exports that src/js/glue.js expects */
export function shorten(wasm) {
  const from = new Bytes(wasm, 8);
  const parts = [wasm.subarray(0, 8)];
  while (from.at < wasm.length) {
    const id = wasm[from.at];
    from.at += 1;
    const size = from.number();
    const section = wasm.subarray(from.at, from.at + size);
    from.at += size;
    let body = section;
    if (id === IMPORTS) body = renamed(section, true, imported);
    if (id === EXPORTS) body = renamed(section, false, (name) => CALLED.get(name));
    parts.push(Buffer.from([id]), leb(body.length), body);
  }
  return Buffer.concat(parts);
}
