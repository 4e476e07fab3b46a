//! A made-up name in place of a visitor's, in what leaves the page: one whom the rules deal alike, as far as names decide.

const percent = (value) => (typeof value === "string" ? parseFloat(value) / 100 : NaN);
const isMap = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
const values = (value) => Object.values(isMap(value) ? value : {}).filter(isMap);
const TRIES = 200_000;

/** As `engine/hash.rs`: by the units that JavaScript counts. */
function fnv(text) {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193) >>> 0;
  return hash;
}
const bucket = (seed) => (name) => (fnv(String(fnv(seed + name))) % 10_000) / 10_000;
const space = (seed) => (name) => (fnv(`${name}__${seed}`) % 1000) / 1000;

/** Where an experiment's arms begin and end, and its part of a namespace. */
function ofExperiment(name, { seed = `experiment:${name}`, coverage, namespace, variants }) {
  const weights = (Array.isArray(variants) ? variants : []).map((one) => Number(one?.weight ?? 1));
  const sum = weights.reduce((all, one) => all + one, 0);
  const share = percent(coverage ?? "100%");
  let start = 0;
  const cuts = weights.flatMap((weight) => {
    const from = start;
    start += weight / sum;
    return [from, from + share * (weight / sum)];
  });
  return [[bucket(seed), cuts], ...(isMap(namespace) ? [[space(namespace.name), [namespace.range].flat().map(percent)]] : [])];
}

/** What of the rules hangs on a name: how it is hashed, and where what comes of it changes. */
function asked(set) {
  const found = [[bucket("holdout"), [percent(set.settings?.holdout)]]];
  for (const [name, one] of Object.entries(isMap(set.experiments) ? set.experiments : {})) if (isMap(one)) found.push(...ofExperiment(name, one));
  for (const rule of [set.rules].flat().filter(isMap)) {
    found.push([bucket(rule.id), [rule, ...values(rule.on)].map((one) => percent(one.rollout))]);
    if (isMap(rule.experiment)) found.push(...ofExperiment(rule.id, rule.experiment));
  }
  return found.map(([hash, cuts]) => [hash, cuts.filter((cut) => cut > 0)]).filter(([, cuts]) => cuts.length);
}

/**
 * @param {string} name
 * @param {object[]} sets Rules.
 */
export function standIn(name, sets) {
  const side = ([hash, cuts], who) => cuts.filter((cut) => hash(who) >= cut).length;
  const all = sets.flatMap(asked).map((one) => [one, side(one, name)]);
  for (let tries = 0; tries < TRIES; tries += 1) {
    const other = [...crypto.getRandomValues(new Uint32Array(2))].map((part) => part.toString(36)).join("");
    if (all.every(([one, is]) => side(one, other) === is)) return other;
  }
  return "…";
}
