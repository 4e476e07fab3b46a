//! When a zone's clocks change: pairs of UTC instant and offset in milliseconds, 400 days each way. The engine holds no
//! zone data; only rules that count calendar days ask.

const DAY = 86_400_000;
const REACH = 400 * DAY;

/** Whether the platform knows a zone of that name; only it can say. */
export function isZone(name) {
  try {
    return !name || name === "visitor" || !!new Intl.DateTimeFormat("en", { __proto__: null, timeZone: name });
  } catch {
    return false;
  }
}

/**
 * Calls `each` with every zone that schedules and settings name, and its JSON Pointer. A condition `timeZone` names none.
 * @param {unknown} value
 */
export function eachZone(value, each, at = "", seen = new Set()) {
  if (typeof value !== "object" || !value || seen.has(value)) return;
  seen.add(value);
  for (const [key, part] of Object.entries(value)) {
    const here = `${at}/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`;
    if (key === "timeZone" && typeof part === "string" && /\/(schedule|settings)$/.test(at)) each(part, here);
    eachZone(part, each, here, seen);
  }
}

/** @returns {(at: number) => number} the offset at an instant */
function offsets(name) {
  if (!name || name === "visitor") return (at) => -new Date(at).getTimezoneOffset() * 60_000;
  const parts = { __proto__: null, hourCycle: "h23", timeZone: name };
  for (const part of ["year", "month", "day", "hour", "minute", "second"]) parts[part] = "numeric";
  const format = new Intl.DateTimeFormat("en-US", parts);
  return (at) => {
    const of = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, +value]));
    return Date.UTC(of.year, of.month - 1, of.day, of.hour, of.minute, of.second) - Math.floor(at / 1000) * 1000;
  };
}

/**
 * @param {string | null} name An IANA zone; none: the visitor's.
 * @param {number} now
 * @returns {number[]} empty where the zone is unknown: UTC
 */
export function zone(name, now) {
  const pairs = [];
  try {
    const offset = offsets(name);
    let at = now - REACH;
    let before = offset(at);
    pairs.push(at, before);
    for (; at < now + REACH; at += DAY) {
      const after = offset(at + DAY);
      if (after === before) continue;
      let [low, high] = [at, at + DAY];
      while (high - low > 1) {
        const middle = Math.floor((low + high) / 2);
        if (offset(middle) === before) low = middle;
        else high = middle;
      }
      pairs.push(high, (before = after));
    }
  } catch {
    // An unknown zone: `isZone` told the author.
  }
  return pairs;
}
