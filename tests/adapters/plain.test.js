// What is read of the page's own data: bounded, and none of its code run.

import assert from "node:assert/strict";
import { test } from "node:test";

import { pack, unpack } from "../../src/js/plain.js";

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
