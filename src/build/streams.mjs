// The wasm files as they are shipped. In a module each instruction is followed by its operands; taken apart, kind by kind,
// they compress by a tenth better. `src/unpack` puts them together again in the page. What is shipped is a module still:
// one that has nothing but a custom section, so that it is served, compressed, refused and kept as wasm is.

import { Bytes, CALL, isAccess, leb, SECTION, skip } from "./order.mjs";

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
  const from = new Bytes(bytes);
  const magic = from.part(8);
  const put = (name, part) => {
    for (const byte of part) streams[name].push(byte);
  };
  put("head", magic);
  let around = "head";
  let functions = 0;
  while (from.at < bytes.length) {
    const { at } = from;
    const id = from.byte();
    const section = from.part(from.number());
    if (id !== SECTION.code) {
      put(around, bytes.subarray(at, from.at));
      continue;
    }
    const code = new Bytes(section);
    const bodies = code.list(() => code.part(code.number()));
    for (const body of bodies) takeApart(body, streams);
    functions = bodies.length;
    around = "tail";
  }
  if (around === "head") throw new Error("streams.mjs: a module without code holds nothing to take apart");
  const lengths = STREAMS.slice(0, -1).map((name) => streams[name].length);
  const packed = Buffer.concat([functions, ...lengths].map(leb).concat(STREAMS.map((name) => Buffer.from(streams[name]))));
  const section = Buffer.concat([leb(NAME.length), NAME, packed]);
  return Buffer.concat([magic, Buffer.from([0]), leb(section.length), section]);
}

/** A module with its sizes as short as they can be written, which the page does not do: to compare by. */
function plain(bytes) {
  const from = new Bytes(bytes);
  const parts = [from.part(8)];
  while (from.at < bytes.length) {
    const id = from.byte();
    const section = from.part(from.number());
    const code = new Bytes(section);
    const items = id === SECTION.code ? code.list(() => code.part(code.number())) : [section];
    parts.push(Buffer.from([id]), leb(items.length), ...items.flatMap((item) => [leb(item.length), item]));
  }
  return Buffer.concat(parts);
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
