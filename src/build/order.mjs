// The functions of a wasm file in an order that compresses: by what they take and give, then by the bytes of their
// bodies, so that what begins alike lies together. What they do, and how they call each other, stays. Every alignment
// is declared as 1: it is a hint that no engine of our time takes, and a byte in each access to memory that varies.

import { bodiesOf, Bytes, CALL, importedFunctions, isAccess, leb, listed, REFERENCE, SECTION, sectionsOf, skip } from "./wasm.mjs";

const same = (number) => number;

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
  const sections = sectionsOf(wasm);
  const find = (id) => sections.find((one) => one.id === id)?.body ?? Buffer.of(0);
  if (sections.some(({ id }) => id === SECTION.start)) throw new Error("order.mjs knows no start function");

  const imported = importedFunctions(find(SECTION.imports));
  const types = new Bytes(find(SECTION.functions));
  const all = types.list(() => ({ type: types.number() }));
  bodiesOf(find(SECTION.code)).forEach((body, index) => {
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
  return Buffer.concat([wasm.subarray(0, 8), ...sections.flatMap(({ id, body }) => {
    const own = changed[id]?.(new Bytes(body)) ?? body;
    return [Buffer.from([id]), leb(own.length), own];
  })]);
}
