//! Plain data in and out of the engine: laid out flat, so that a value crosses in one piece (`ruleset/packed.rs`).
//! Reading runs no code of the page: own data properties only, no getters, no `toJSON`, bounded in depth and number.

const { isArray } = Array;
const { fromEntries, getOwnPropertyDescriptor, hasOwn, keys } = Object;

/** What an object says itself, and without being asked. */
export const own = (object, key) => {
  const found = getOwnPropertyDescriptor(object, key);
  return found && hasOwn(found, "value") ? found.value : undefined;
};

/**
 * Lays values out: a stream of numbers and one of texts. What is no plain data becomes null (in an object: is left out).
 * @param {unknown[]} values
 * @param {number} [deepest] Levels of objects that are read.
 * @param {number} [widest] Entries of one object that are read.
 * @returns {[number[], string]}
 */
export function pack(values, deepest = 64, widest = 1e6) {
  const numbers = [];
  let texts = "";
  let room = widest * 100;
  /** What is being read: no plain data holds itself, and following it would double at every level. */
  const path = [];
  const text = (value) => texts += `\0${value.includes("\0") ? value.replaceAll("\0", "") : value}`;
  const object = (value, depth) => {
    const list = isArray(value);
    const names = list ? null : keys(value);
    const length = Math.min(list ? value.length : names.length, widest);
    const at = numbers.push(list ? 5 : 6, 0) - 1;
    for (let i = 0; i < length; i++) {
      const mark = texts;
      if (!list) text(names[i]);
      if (walk(own(value, list ? i : names[i]), depth)) numbers[at]++;
      else if (list) numbers[at] = numbers.push(0) && numbers[at] + 1;
      else texts = mark;
    }
  };
  /** Whether anything was written. */
  const walk = (value, depth) => {
    const type = typeof value;
    if (type === "string") numbers.push(4), text(value);
    else if (type === "boolean") numbers.push(value ? 2 : 1);
    else if (value === null) numbers.push(0);
    else if (type === "number" && Number.isFinite(value)) numbers.push(3, value);
    else if (type === "object" && depth && !path.includes(value) && room-- > 0) {
      const n = numbers.length;
      const t = texts;
      path.push(value);
      try {
        object(value, depth - 1);
      } catch {
        numbers.length = n;
        texts = t;
        return false;
      } finally {
        path.pop();
      }
    } else return false;
    return true;
  };
  for (const value of values) walk(value, deepest) || numbers.push(0);
  return [numbers, texts.slice(1)];
}

/**
 * All values that were laid out.
 * @param {ArrayLike<number>} numbers
 * @param {string} joined
 * @param {object} [into] Ours and without a prototype: what the first value, a JSON merge patch (RFC 7396), goes into.
 */
export function unpack(numbers, joined, into) {
  const texts = joined.split("\0");
  let n = 0;
  let t = 0;
  const next = (to) => {
    const tag = numbers[n++];
    if (tag < 3) return tag ? tag > 1 : null;
    if (tag === 3) return numbers[n++];
    if (tag === 4) return texts[t++];
    const items = [];
    for (let left = numbers[n++]; left > 0; left--) {
      if (tag === 5) items.push(next());
      else if (to) patch(to, texts[t++]);
      else items.push([texts[t++], next()]);
    }
    // Defines properties, so that no key can reach a prototype.
    return tag === 5 ? items : to ?? fromEntries(items);
  };
  const patch = (to, key) => {
    const value = next(numbers[n] === 6 ? (isMap(to[key]) ? to[key] : { __proto__: null }) : undefined);
    if (value === null) delete to[key];
    else to[key] = value;
  };
  const values = [];
  while (n < numbers.length) values.push(next(n ? undefined : into));
  return values;
}

/** Whether one value says all anew that another said: laid out, they differ in numbers alone. */
function isAnew([numbers, texts], [before, said]) {
  if (texts !== said || numbers.length !== before.length) return false;
  for (let n = 0; n < numbers.length; n++) {
    const tag = numbers[n];
    if (tag !== before[n]) return false;
    // Behind a number's tag it may be another one; lists and maps are as long as they were.
    if (tag > 2 && tag !== 4 && numbers[++n] !== before[n] && tag > 3) return false;
  }
  return true;
}

/** JSON merge patches, laid out, as one: read where that is asked for, or the next one does not say the same anew. */
export function patches() {
  const whole = { __proto__: null };
  let latest;
  const all = () => {
    if (latest) unpack(...latest, whole);
    return whole;
  };
  return {
    all,
    add(patch) {
      if (!latest || !isAnew(patch, latest)) all();
      latest = patch;
    },
  };
}

/** An object, and no list. What lies in a script of its own has its own of this, not all of this file. */
export const isMap = (value) => typeof value === "object" && value !== null && !isArray(value);
