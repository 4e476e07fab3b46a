// Long JSON is read piece by piece; what comes of it, or that it is none, is what `JSON.parse` says.

import assert from "node:assert/strict";
import { test } from "node:test";

import { parse } from "../../src/js/long.js";
import { rules } from "../bench/session.mjs";

const whole = (text) => {
  try {
    return JSON.parse(text);
  } catch {
    return "no JSON";
  }
};
const pieces = (text, turn = async () => {}) => parse(text, turn).catch(() => "no JSON");

test("long rule sets are the same, and are read in many pieces", async () => {
  const text = JSON.stringify(rules(3_000));
  const cut = text.indexOf('{"id":"r1500"');
  for (const one of [text, JSON.stringify(rules(3_000), null, 2), `${text.slice(0, -2)},]}`, `${text.slice(0, cut)},${text.slice(cut)}`,
    `${text.slice(0, cut)}]${text.slice(cut)}`, text.replace(/}$/, ',"rules":[]}'), text.slice(0, -1), `${text}]`]) {
    let turns = 0;
    assert.deepEqual(await pieces(one, async () => void (turns += 1)), whole(one));
    assert.ok(turns > 10, `${turns} turns`);
  }
});

test("odd texts are read as the browser reads them", async () => {
  for (const text of ['{"version":1,"rules":[]}', "{}", "[]", '[1,{"rules":[1]}]', '{"rules":{"rules":[1,2]}}', '{"rules":[1],"rules":[2]}',
    '{"a":{"rules":[1]},"rules":["]","\\"[",{"x":"\\\\"}]}', '"rules"', '{"rules":"[1]"}', '{"rules":[1,2', '{"rules":[1,]}', '{"rules":[,1]}',
    ' {"rules" : [ 1 , [2,[3]] ] , "z":"}" } ', '{"rules":[1]]}', "", '{"rules":[1]}x', '{"x":[{"rules":[1]}],"rules":[{"rules":[5]}]}', "}{",
    '{"rules":[1}', '{"__proto__":{"rules":[1]},"rules":[{"__proto__":3}]}', '{"rules":[1', '{"rules":"', '{"\\u0072ules":[1]}']) {
    assert.deepEqual(await pieces(text), whole(text), text);
  }
});

test("whatever is broken at random is broken for both", async () => {
  const base = '{"version":1,"rules":[{"id":"a","t":"x,\\"]"},{"b":[1,2,{}]}],"z":{"rules":[3]}}';
  let seed = 7;
  const below = (most) => (seed = (seed * 1_103_515_245 + 12_345) & 0x7fffffff) % most;
  for (let round = 0; round < 20_000; round += 1) {
    const text = [...base];
    for (let more = below(3); more >= 0; more -= 1) text.splice(below(text.length), below(2), '{}[],":\\1 '[below(10)]);
    assert.deepEqual(await pieces(text.join("")), whole(text.join("")), text.join(""));
  }
});
