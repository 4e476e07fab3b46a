// The wasm files as they are shipped: packed, and put together again by a module that trusts none of what it reads.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

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
