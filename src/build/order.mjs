// The functions of a wasm file in an order that compresses: by what they take and give, then by the bytes of their
// bodies, so that what begins alike lies together. What they do, and how they call each other, stays. Every alignment
// is declared as 1: it is a hint that no engine of our time takes, and a byte in each access to memory that varies.

const KIND = { function: 0, table: 1, memory: 2, global: 3 };
export const SECTION = { types: 1, imports: 2, functions: 3, exports: 7, start: 8, elements: 9, code: 10 };

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

export function leb(value) {
  const out = [];
  for (let left = value; ; left = Math.floor(left / 128)) {
    if (left < 128) return Buffer.from([...out, left]);
    out.push((left % 128) + 128);
  }
}

const listed = (items) => Buffer.concat([leb(items.length), ...items]);

/** Immediates of the instructions that have some, as so many numbers. */
const NUMBERS = new Map([[0x0c, 1], [0x0d, 1], [0x11, 2], [0x3f, 1], [0x40, 1], [0x41, 1], [0x42, 1], [0xd0, 1]]);
for (const op of [0x02, 0x03, 0x04, 0x20, 0x21, 0x22, 0x23, 0x24, 0x25, 0x26]) NUMBERS.set(op, 1);
/** Those of the instructions behind 0xfc; the first eight turn floats into integers. */
const MORE = new Map([...Array(8).keys()].map((op) => [op, 0]));
for (const [op, count] of [[8, 2], [9, 1], [10, 2], [11, 1], [12, 2], [13, 1], [14, 2], [15, 1], [16, 1], [17, 1]]) MORE.set(op, count);
/** Of exceptions, tail calls and typed references, which no build of ours asks for: they name functions, types and tags. */
const UNKNOWN = [0x06, 0x07, 0x08, 0x09, 0x0a, 0x12, 0x13, 0x14, 0x15, 0x18, 0x19, 0x1f];
export const CALL = 0x10;
const REFERENCE = 0xd2;
/** Whether an instruction reaches memory: by an alignment, and an offset. */
export const isAccess = (op) => op >= 0x28 && op <= 0x3e;

const same = (number) => number;

function unknown(...op) {
  throw new Error(`order.mjs does not know instruction ${op.map((byte) => `0x${byte.toString(16)}`).join(" ")}`);
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

/** A body with other functions in its calls and references, and other alignments in its loads and stores. */
function rewritten(body, { renumber, align }) {
  const from = new Bytes(body);
  from.list(() => [from.number(), from.byte()]);
  const parts = [];
  let kept = 0;
  const replace = (change) => {
    parts.push(body.subarray(kept, from.at), leb(change(from.number())));
    kept = from.at;
  };
  while (from.at < body.length) {
    const op = from.byte();
    if (op === CALL || op === REFERENCE) replace(renumber);
    else if (isAccess(op)) {
      replace(align);
      from.number();
    } else skip(from, op);
  }
  return Buffer.concat([...parts, body.subarray(kept)]);
}

function importedFunctions(section) {
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

/** Of each type what it takes and gives, as bytes to sort by. */
function signatures(section) {
  const from = new Bytes(section);
  return from.list(() => {
    if (from.byte() !== 0x60) throw new Error("order.mjs knows types of functions only");
    const began = from.at;
    for (let lists = 0; lists < 2; lists += 1) from.part(from.number());
    return section.subarray(began, from.at);
  });
}

const exported = (from, renumber) => listed(from.list(() => {
  const name = from.part(from.number());
  const kind = from.byte();
  const index = from.number();
  return Buffer.concat([leb(name.length), name, Buffer.from([kind]), leb(kind === 0 ? renumber(index) : index)]);
}));

const inTable = (from, renumber) => listed(from.list(() => {
  const began = from.at;
  if (from.number() !== 0) throw new Error("order.mjs knows tables of functions only");
  while (from.byte() !== 0x0b);
  const head = from.bytes.subarray(began, from.at);
  return Buffer.concat([head, listed(from.list(() => leb(renumber(from.number()))))]);
}));

/** @returns {Buffer} the same module, its functions sorted */
export function order(wasm) {
  const file = new Bytes(wasm);
  const head = file.part(8);
  const sections = [];
  while (file.at < wasm.length) sections.push({ id: file.byte(), body: file.part(file.number()) });
  const find = (id) => sections.find((one) => one.id === id)?.body ?? Buffer.of(0);
  if (sections.some(({ id }) => id === SECTION.start)) throw new Error("order.mjs knows no start function");

  const imported = importedFunctions(find(SECTION.imports));
  const types = new Bytes(find(SECTION.functions));
  const code = new Bytes(find(SECTION.code));
  const all = types.list(() => ({ type: types.number() }));
  code.list(() => code.part(code.number())).forEach((body, index) => {
    Object.assign(all[index], { body: rewritten(body, { renumber: same, align: () => 0 }), index });
  });
  const shapes = signatures(find(SECTION.types));
  all.sort((a, b) => Buffer.compare(shapes[a.type], shapes[b.type]) || Buffer.compare(a.body, b.body));
  const places = new Map(all.map(({ index }, place) => [imported + index, imported + place]));
  const renumber = (index) => places.get(index) ?? index;

  const changed = {
    [SECTION.functions]: () => listed(all.map(({ type }) => leb(type))),
    [SECTION.exports]: (from) => exported(from, renumber),
    [SECTION.elements]: (from) => inTable(from, renumber),
    [SECTION.code]: () => listed(all.map(({ body }) => {
      const own = rewritten(body, { renumber, align: same });
      return Buffer.concat([leb(own.length), own]);
    })),
  };
  return Buffer.concat([head, ...sections.flatMap(({ id, body }) => {
    const own = changed[id]?.(new Bytes(body)) ?? body;
    return [Buffer.from([id]), leb(own.length), own];
  })]);
}
