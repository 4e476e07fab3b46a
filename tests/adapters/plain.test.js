// What is read of the page's own data: bounded, and none of its code run.

import assert from "node:assert/strict";
import { test } from "node:test";

import { pack, patches, unpack } from "../../src/js/plain.js";

const read = (value) => JSON.parse(JSON.stringify(unpack(...pack([value], 16, 1000))[0]));

test("what holds itself is left out there, and costs no more than it holds", () => {
  const cart = { value: 80, items: [] };
  for (let i = 0; i < 40; i += 1) cart.items.push({ id: i, cart, siblings: cart.items });
  const [numbers] = pack([cart], 16, 1000);
  assert.ok(numbers.length < 1000, `${numbers.length} numbers`);
  assert.deepEqual(read(cart), { value: 80, items: cart.items.map(({ id }) => ({ id })) });
});

test("what is in two places is read in both", () => {
  const one = { id: 1 };
  assert.deepEqual(read({ first: one, last: one, all: [one, one] }), { first: one, last: one, all: [one, one] });
});

test("what throws when it is looked at is left out alone", () => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  const angry = new Proxy({}, { ownKeys() { throw new Error("no"); } });
  assert.deepEqual(read({ a: 1, proxy, angry, get mine() { throw new Error("no"); }, z: [angry, 2] }), { a: 1, z: [null, 2] });
});

/** What patches come to, one after the other. */
const merged = (all) => {
  const whole = { __proto__: null };
  for (const patch of all) unpack(...pack([patch], 16, 1000), whole);
  return whole;
};

test("patches come to the same, also where one gives way to the next unread", () => {
  for (const all of [
    // The same in other numbers.
    [{ a: { x: 1 }, b: 2 }, { a: { x: 3 }, b: 4 }, { a: { x: 6 }, b: 0 }],
    // Not the same: other names, another sort, another shape.
    [{}, { a: 1 }, { b: 1 }],
    [{ a: { x: 1 } }, { a: [] }, { a: {} }],
    [{ a: { c: 1 } }, { a: { b: {}, c: null } }, { a: { b: {} }, c: null }],
    [{ a: 1 }, { a: null }, { b: 3 }, { b: 4 }],
  ]) {
    const [kept, seen] = [patches(), patches()];
    all.forEach((patch, at) => {
      for (const one of [kept, seen]) one.add(pack([patch], 16, 1000));
      assert.deepEqual(seen.all(), merged(all.slice(0, at + 1)));
    });
    assert.deepEqual(kept.all(), merged(all));
  }
});
