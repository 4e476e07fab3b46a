// Wasm files as bytes: their sections, numbers and instructions, as far as our builds have them.

const KIND = { function: 0, table: 1, memory: 2, global: 3 };
export const SECTION = { custom: 0, types: 1, imports: 2, functions: 3, exports: 7, start: 8, elements: 9, code: 10, data: 11 };

/** A reader of bytes. */
export class Bytes {
  constructor(bytes) {
    this.bytes = bytes;
    this.at = 0;
  }

  byte() {
    this.at += 1;
    return this.bytes[this.at - 1];
  }

  number() {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = this.byte();
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  }

  part(size) {
    this.at += size;
    return this.bytes.subarray(this.at - size, this.at);
  }

  list(read) {
    return Array.from({ length: this.number() }, () => read());
  }
}

/** A number as LEB128. */
export function leb(value) {
  const out = [];
  for (let left = value; ; left = Math.floor(left / 128)) {
    if (left < 128) return Buffer.from([...out, left]);
    out.push((left % 128) + 128);
  }
}

/** A list, behind the count of its items. */
export const listed = (items) => Buffer.concat([leb(items.length), ...items]);

/** Immediates of the instructions that have some, as so many numbers. */
const NUMBERS = new Map([[0x0c, 1], [0x0d, 1], [0x11, 2], [0x3f, 1], [0x40, 1], [0x41, 1], [0x42, 1], [0xd0, 1]]);
for (const op of [0x02, 0x03, 0x04, 0x20, 0x21, 0x22, 0x23, 0x24, 0x25, 0x26]) NUMBERS.set(op, 1);
/** Those of the instructions behind 0xfc; the first eight turn floats into integers. */
const MORE = new Map([...Array(8).keys()].map((op) => [op, 0]));
for (const [op, count] of [[8, 2], [9, 1], [10, 2], [11, 1], [12, 2], [13, 1], [14, 2], [15, 1], [16, 1], [17, 1]]) MORE.set(op, count);
/** Of exceptions, tail calls and typed references, which no build of ours asks for: they name functions, types and tags. */
const UNKNOWN = [0x06, 0x07, 0x08, 0x09, 0x0a, 0x12, 0x13, 0x14, 0x15, 0x18, 0x19, 0x1f];
export const CALL = 0x10;
export const REFERENCE = 0xd2;
/** Whether an instruction reaches memory: by an alignment, and an offset. */
export const isAccess = (op) => op >= 0x28 && op <= 0x3e;

function unknown(...op) {
  throw new Error(`the build does not know instruction ${op.map((byte) => `0x${byte.toString(16)}`).join(" ")}`);
}

/** Passes the immediates of an instruction that names no function and reaches no memory. */
export function skip(from, op) {
  let numbers = NUMBERS.get(op) ?? 0;
  if (op === 0x0e) numbers = from.number() + 1;
  else if (op === 0x1c) numbers = from.number();
  else if (op === 0x43) from.part(4);
  else if (op === 0x44) from.part(8);
  else if (op === 0xfc) {
    const more = from.number();
    numbers = MORE.get(more) ?? unknown(op, more);
  } else if (op >= REFERENCE || (op > 0xc4 && op < 0xd0) || UNKNOWN.includes(op)) unknown(op);
  for (; numbers > 0; numbers -= 1) from.number();
}

/** The sections of a module, in their order: what each is, and its bytes. */
export function sectionsOf(wasm) {
  const from = new Bytes(wasm);
  from.part(8);
  const sections = [];
  while (from.at < wasm.length) sections.push({ id: from.byte(), body: from.part(from.number()) });
  return sections;
}

/** The bodies of the functions in a code section. */
export function bodiesOf(section) {
  const from = new Bytes(section);
  return from.list(() => from.part(from.number()));
}

/** How many functions an import section names. */
export function importedFunctions(section) {
  const from = new Bytes(section);
  let count = 0;
  from.list(() => {
    from.part(from.number());
    from.part(from.number());
    const kind = from.byte();
    if (kind === KIND.function) {
      count += 1;
      return from.number();
    }
    // A type before, or a mutability after.
    if (kind !== KIND.memory) from.byte();
    if (kind === KIND.global) return from.byte();
    const isBounded = from.number() & 1;
    return isBounded ? from.number() + from.number() : from.number();
  });
  return count;
}
