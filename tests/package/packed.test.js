// The wasm files as they are shipped: packed, and put together again by a module that trusts none of what it reads.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import binaryen from "binaryen";

import { LATER, unpacker } from "../../src/build/build.mjs";
import { order } from "../../src/build/order.mjs";
import { pack, prove, unpacked } from "../../src/build/streams.mjs";
import { cache, dist } from "../../src/build/tools.mjs";

const tool = readFileSync(unpacker);
const shipped = (name) => readFileSync(join(dist, `${name}.wasm`));

test("each file holds a module that compiles", () => {
  for (const name of ["opportune", "matches", ...LATER]) {
    const module = new WebAssembly.Module(unpacked(shipped(name), tool));
    assert.deepEqual(WebAssembly.Module.customSections(module, "packed"), [], name);
  }
  const names = WebAssembly.Module.exports(new WebAssembly.Module(unpacked(shipped("opportune"), tool))).map(({ name }) => name);
  assert.ok(names.includes("told") && names.includes("memory"), names.join());
});

test("what is not ours, and the tool itself, can be packed", () => {
  for (const path of [join(cache, "whole.wasm"), join(cache, "outbox.wasm"), unpacker]) {
    const bytes = order(readFileSync(path));
    prove(bytes, pack(bytes), tool);
  }
});

const parsed = (text) => {
  const module = binaryen.parseText(text);
  module.setFeatures(binaryen.Features.All);
  assert.ok(module.validate(), text);
  const bytes = Buffer.from(module.emitBinary());
  module.dispose();
  return bytes;
};

/** Answers the module as a page gets it. */
function there(text) {
  const bytes = order(parsed(text));
  const whole = pack(bytes);
  prove(bytes, whole, tool);
  return new WebAssembly.Instance(new WebAssembly.Module(unpacked(whole, tool))).exports;
}

test("code that is long, or rare, arrives", () => {
  const ways = 300;
  const labels = Array.from({ length: ways }, (_, way) => `$l${way}`);
  const blocks = labels.reduce((inner, label, way) => `(block ${label} ${inner}) (if (i32.eq (local.get 0) (i32.const ${way})) (then (return (i32.const ${way * 7}))))`,
    `(br_table ${labels.join(" ")} $l0 (local.get 0))`);
  const { f } = there(`(module (func (export "f") (param i32) (result i32) ${blocks} (i32.const -1)))`);
  assert.deepEqual([0, 1, 255, 256, 299, 300].map((way) => f(way)), [0, 7, 1785, 1792, 2093, -1]);

  const locals = Array.from({ length: ways }, (_, place) => `(local $a${place} i32) (local $b${place} f64)`).join(" ");
  assert.equal(there(`(module (func (export "f") (result i32) ${locals} (local.set $a299 (i32.const 5)) (local.get $a299)))`).f(), 5);

  const { g, h } = there(`(module (memory 1) (data $d "abc")
    (func (export "g") (param f64) (result i64) (i64.add (i64.trunc_sat_f64_s (local.get 0)) (i64.extend8_s (i64.const 255))))
    (func (export "h") (result f32) (memory.init $d (i32.const 0) (i32.const 1) (i32.const 2)) (memory.copy (i32.const 5) (i32.const 0) (i32.const 2))
      (memory.fill (i32.const 0) (i32.const 7) (i32.const 1)) (data.drop $d) (f32.add (f32.const 0.5) (f32.convert_i32_u (i32.load8_u offset=5 (i32.const 0)))))
    (func $nothing (export "n")))`);
  assert.equal(g(1e3), 999n);
  assert.equal(h(), 98.5);
});

const holding = (size) => `(module (memory 20) (data (i32.const 0) "${"a".repeat(size)}") (func (export "f") (result i32) (i32.load8_u (i32.const ${size - 1}))))`;

test("what is large arrives, up to the room there is for it", () => {
  assert.equal(there(holding(400_000)).f(), 97);
  assert.throws(() => there(holding(600_000)), /600,?\d{3} .*ROOM in src\/unpack\/lib\.rs/);
  assert.throws(() => there(holding(1_200_000)), /ROOM in src\/unpack\/lib\.rs/);
});

test("what cannot be taken apart is refused by name", () => {
  const refused = {
    "(module)": /without code/,
    '(module (func (result v128) (v128.const i32x4 1 2 3 4)))': /instruction 0xfd/,
    '(module (func $a) (func (return_call $a)))': /instruction 0x12/,
    '(module (tag $t) (func (throw $t)))': /instruction 0x8/,
    '(module (func (param externref i32) (result externref) (select (result externref) (local.get 0) (local.get 0) (local.get 1))))': /instruction 0x1c/,
    '(module (func (result i32) (ref.is_null (ref.null func))))': /instruction 0xd0/,
  };
  for (const [text, why] of Object.entries(refused)) assert.throws(() => there(text), why, text);
});

test("another module than was packed is found", () => {
  const bytes = order(tool);
  const other = Buffer.from(bytes);
  other[other.length - 1] ^= 1;
  assert.throws(() => prove(other, pack(bytes), tool), /not what was to be packed/);
});

test("damaged and cut files end in an error or in some module, soon and never in other memory", () => {
  const good = shipped("trial");
  const [section] = WebAssembly.Module.customSections(new WebAssembly.Module(good), "packed");
  const from = good.length - section.byteLength;
  let state = 7;
  const random = (below) => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const ends = { refused: 0, some: 0 };
  for (let round = 0; round < 300; round += 1) {
    const bytes = Buffer.from(good);
    // The lengths in front are where most can go wrong.
    const place = from + (round % 2 ? random(30) : random(section.byteLength));
    bytes[place] ^= 1 << random(8);
    try {
      void new WebAssembly.Module(unpacked(bytes, tool));
      ends.some += 1;
    } catch (why) {
      assert.ok(why instanceof WebAssembly.RuntimeError || why instanceof WebAssembly.CompileError || why instanceof RangeError, why.stack);
      ends.refused += 1;
    }
  }
  assert.ok(ends.refused > 100, JSON.stringify(ends));
  assert.throws(() => unpacked(good.subarray(0, good.length >> 1), tool), WebAssembly.CompileError);
});
