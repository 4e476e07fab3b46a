// The wasm files as they are shipped. In a module each instruction is followed by its operands; taken apart, kind by kind,
// they compress by a tenth better. `src/unpack` puts them together again in the page. What is shipped is a module still:
// one that has nothing but a custom section, so that it is served, compressed, refused and kept as wasm is.

import { bodiesOf, Bytes, CALL, isAccess, leb, SECTION, sectionsOf, skip } from "./wasm.mjs";

/** By which the scripts know what is packed. */
const NAME = Buffer.from("packed");
/** The streams in an order that compresses well: the one of `Stream` in `src/unpack/lib.rs`. */
const STREAMS = ["head", "instructions", "integers", "locals", "longs", "globals", "offsets", "blockTypes", "declared", "calls", "branches",
  "rare", "tail"];

/** The stream for the one operand of an instruction. */
const OPERAND = new Map([[0x0c, "branches"], [0x0d, "branches"], [0x10, "calls"], [0x23, "globals"], [0x24, "globals"], [0x41, "integers"], [0x42, "longs"]]);
for (const op of [0x02, 0x03, 0x04]) OPERAND.set(op, "blockTypes");
for (const op of [0x20, 0x21, 0x22]) OPERAND.set(op, "locals");
const RARE = [0x0e, 0x11, 0x3f, 0x40, 0x43, 0x44, 0xfc];

const counted = (bytes) => [...leb(bytes.length), ...bytes];

/** Adds what a body holds to the streams. */
function takeApart(body, streams) {
  const from = new Bytes(body);
  const since = (at) => body.subarray(at, from.at);
  from.list(() => [from.number(), from.byte()]);
  streams.declared.push(...counted(since(0)));
  while (from.at < body.length) {
    const op = from.byte();
    streams.instructions.push(op);
    const at = from.at;
    if (isAccess(op)) {
      if (from.byte() !== 0) throw new Error("streams.mjs: an alignment that order.mjs did not see");
      from.number();
      streams.offsets.push(...since(at + 1));
    } else {
      if (op === CALL) from.number();
      else skip(from, op);
      if (RARE.includes(op)) streams.rare.push(...counted(since(at)));
      else if (OPERAND.has(op)) streams[OPERAND.get(op)].push(...since(at));
      // `select` with types, `table.get`, `table.set`, `ref.null`: no code of ours has them.
      else if (from.at > at) throw new Error(`streams.mjs does not know instruction 0x${op.toString(16)}`);
    }
  }
}

/** @param {Buffer} bytes a module that `order.mjs` has ordered */
export function pack(bytes) {
  const streams = Object.fromEntries(STREAMS.map((name) => [name, []]));
  const magic = bytes.subarray(0, 8);
  const put = (name, part) => {
    for (const byte of part) streams[name].push(byte);
  };
  put("head", magic);
  let around = "head";
  let functions = 0;
  for (const { id, body } of sectionsOf(bytes)) {
    if (id !== SECTION.code) {
      put(around, Buffer.concat([Buffer.of(id), leb(body.length), body]));
      continue;
    }
    const bodies = bodiesOf(body);
    for (const one of bodies) takeApart(one, streams);
    functions = bodies.length;
    around = "tail";
  }
  if (around === "head") throw new Error("streams.mjs: a module without code holds nothing to take apart");
  const lengths = STREAMS.slice(0, -1).map((name) => streams[name].length);
  const packed = Buffer.concat([functions, ...lengths].map(leb).concat(STREAMS.map((name) => Buffer.from(streams[name]))));
  const section = Buffer.concat([leb(NAME.length), NAME, packed]);
  return Buffer.concat([magic, Buffer.of(SECTION.custom), leb(section.length), section]);
}

/** A module with its sizes as short as they can be written, which the page does not do: to compare by. */
function plain(bytes) {
  const parts = sectionsOf(bytes).map(({ id, body }) => {
    const items = id === SECTION.code ? bodiesOf(body) : [body];
    return Buffer.concat([Buffer.of(id), leb(items.length), ...items.flatMap((item) => [leb(item.length), item])]);
  });
  return Buffer.concat([bytes.subarray(0, 8), ...parts]);
}

/**
 * The module that a packed file holds, as `src/js/packed.js` gets it.
 * @param {Buffer} packed
 * @param {Buffer} unpacker the module of `src/unpack`
 */
export function unpacked(packed, unpacker) {
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(unpacker));
  const [section] = WebAssembly.Module.customSections(new WebAssembly.Module(packed), `${NAME}`);
  const memory = Buffer.from(exports.memory.buffer, exports.room());
  memory.set(new Uint8Array(section));
  return memory.subarray(section.byteLength, exports.unpack(section.byteLength));
}

/**
 * Refuses what the page would not put together again as it was.
 * @param {Buffer} bytes the module
 * @param {Buffer} packed
 * @param {Buffer} unpacker
 */
export function prove(bytes, packed, unpacker) {
  let again;
  try {
    again = unpacked(packed, unpacker);
  } catch (cause) {
    throw new Error(`streams.mjs: ${packed.length} bytes and the ${bytes.length} they hold cannot be put together; does ROOM in src/unpack/lib.rs suffice? (${cause})`, { cause });
  }
  if (!plain(again).equals(plain(bytes))) throw new Error("streams.mjs: what is packed is not what was to be packed");
}
