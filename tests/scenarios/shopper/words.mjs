// What a trace writes, as numbers and lists.

import { duration } from "../../../src/js/testing.js";

const CONSENT = { pending: 0, granted: 1, denied: 2 };
const PURPOSES = ["functional", "analytics", "personalization"];
/** When a trace begins that does not say it. */
const BEGIN = Date.parse("2026-01-05T09:00:00Z");

/** One thing or several. What is only said to have happened (`true`, `{}`) is nothing. */
export const list = (value) => (value === undefined || value === null || typeof value === "boolean" ? [] : [value].flat());

/** Under `on`, or itself. */
export const texts = (value) => list(typeof value === "object" && !Array.isArray(value) ? value?.on : value);

/** An instant or a length of time, in milliseconds. */
export function span(text) {
  if (typeof text !== "string") return text ?? 0;
  return text.startsWith("-") ? -duration(text.slice(1)) : duration(text);
}

export const date = (value) => (typeof value === "string" ? Date.parse(value) : value ?? BEGIN);

/** `"+02:00"`, or milliseconds. */
export function offset(value) {
  if (typeof value === "number") return value;
  const [, sign, hours, minutes] = /([+-])(\d\d):(\d\d)$/.exec(value) ?? [];
  return sign ? (sign === "-" ? -1 : 1) * (hours * 60 + +minutes) * 60_000 : 0;
}

/** The states of the purposes; those that are not named stay. */
export const states = (before, change) =>
  before.map((state, i) => CONSENT[typeof change === "string" ? change : change?.[PURPOSES[i]]] ?? state);
