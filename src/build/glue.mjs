// What wasm-bindgen generates, made smaller and callable: names without hashes, and a function for each instance.

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

/** The import or export section with other names. */
function renamed(section, isImport, rename) {
  const from = new Bytes(section);
  const count = from.number();
  const parts = [leb(count)];
  for (let left = count; left > 0; left -= 1) {
    if (isImport) parts.push(text(from.text()));
    parts.push(text(rename(from.text())));
    const began = from.at;
    if (isImport) skipImport(from);
    else {
      from.at += 1;
      from.number();
    }
    parts.push(section.subarray(began, from.at));
  }
  return Buffer.concat(parts);
}

const IMPORTS = 2;
const EXPORTS = 7;

/**
 * Shorter names on both sides of the border: the generated ones carry hashes, which do not compress.
 * @returns {{ wasm: Buffer, glue: string }}
 */
export function shorten(wasm, glue) {
  const names = new Map();
  const short = (name) => {
    if (!/[0-9a-f]{16}/.test(name)) return name;
    if (!names.has(name)) names.set(name, `$${names.size.toString(36)}`);
    return names.get(name);
  };
  const from = new Bytes(wasm, 8);
  const parts = [wasm.subarray(0, 8)];
  while (from.at < wasm.length) {
    const id = wasm[from.at];
    from.at += 1;
    const size = from.number();
    const section = wasm.subarray(from.at, from.at + size);
    from.at += size;
    const body = id === IMPORTS || id === EXPORTS ? renamed(section, id === IMPORTS, short) : section;
    parts.push(Buffer.from([id]), leb(body.length), body);
  }
  return { wasm: Buffer.concat(parts), glue: glue.replace(/\b\w*[0-9a-f]{16}\w*/g, (name) => names.get(name) ?? name) };
}

/**
 * The generated glue is a module with one instance's state in it. As a function it can be called for each instance:
 * after a trap, and for several runtimes on a page.
 */
export function factory(glue) {
  const names = [];
  const body = glue
    .replace(/^export (async function|function|class|const|let|var) ([\w$]+)/gm, (_, kind, name) => {
      names.push(name);
      return `${kind} ${name}`;
    })
    .replace(/^export \{([^}]*)\};?$/gm, (_, list) => {
      for (const one of list.split(",").filter((part) => part.trim())) {
        const [inner, outer = inner] = one.trim().split(/ as /);
        names.push(inner === outer ? inner : `${outer}: ${inner}`);
      }
      return "";
    });
  if (/^(import|export)\b/m.test(body)) throw new Error("The generated glue has an import or export that glue.mjs does not know.");
  return `/** The imports and exports of one instance. */\nexport function createGlue() {\n${body}\nreturn { ${names.join(", ")} };\n}\n`;
}
