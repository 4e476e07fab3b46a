//! Several rule sets as one. Loaded only where rules have several sources.

import { isMap } from "./plain.js";

/** A JSON merge patch (RFC 7396), without touching either side. */
export function merge(target, patch) {
  if (!isMap(patch)) return patch;
  const merged = new Map(isMap(target) ? Object.entries(target) : []);
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) merged.delete(key);
    else merged.set(key, merge(merged.get(key), value));
  }
  return Object.fromEntries(merged);
}

/**
 * Several rule sets as one, in order: rules by `id`, everything else by key.
 * @param {object[]} sets
 */
export function mergeRules(sets) {
  if (sets.length < 2) return sets[0];
  let all = {};
  let list = [];
  for (const set of sets) {
    // Not an object: the decoder says so.
    if (!isMap(set)) return set;
    const { rules, ...rest } = set;
    all = merge(all, rest);
    if (rules === undefined) continue;
    // What is no list stays for the decoder to complain of; so do equal ids within one set.
    if (!Array.isArray(rules) || !Array.isArray(list)) {
      list = rules;
      continue;
    }
    const places = new Map(list.map((rule, place) => [rule?.id, place]));
    for (const rule of rules) {
      const place = places.get(rule?.id);
      if (place === undefined || rule?.id === undefined) list.push(rule);
      else list[place] = merge(list[place], rule);
    }
  }
  return { ...all, rules: list };
}
