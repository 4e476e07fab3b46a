//! The closed schema of what may leave the page, as code: every field of an outcome that a sink gets, and nothing else.
//! What is not listed is not copied; what a person typed is on no list; what looks like a person's is masked. The same
//! as words and as JSON Schema: `docs/api.md`, `src/js/events.json`.

const MASK = "[masked]";
const NAMES = ["impression", "click", "dismiss", "hidden", "blocked", "survey_answer", "submit", "exposure", "goal", "funnel_step", "error"];
/** How much of a text, how many entries, how many levels of `meta`. */
const [LETTERS, ENTRIES, LEVELS] = [200, 50, 4];

const MAIL = /[^\s@<>"'()]+(?:@|%40)[^\s@<>"'()]+\.[^\s@<>"'().]{2,}/i;
const DIGITS = /\d(?:[ -]?\d){13,18}/g;
/** JSON Web Tokens, keys of well-known make, and long runs of hexadecimals or of mixed letters and digits. */
const TOKENS = [/\beyJ[\w-]{8,}\.[\w-]+/, /\b(?:sk|pk|rk|ghp|gho|xox[abp]|AKIA)[-_]?[A-Za-z0-9_-]{12,}/, /\b[0-9a-f]{32,}\b/i, /(?=[\w+/=-]*\d)(?=[\w+/=-]*[A-Z])(?=[\w+/=-]*[a-z])[\w+/=-]{32,}/];
const BEARER = /\bbearer\s+\S{8,}/i;

/** Luhn: what a card's number always is, and one other number in ten. */
const isCard = (text) => {
  let sum = 0;
  const digits = text.replace(/\D/g, "");
  for (let i = 0; i < digits.length; i += 1) {
    const digit = Number(digits[digits.length - 1 - i]) * (i % 2 + 1);
    sum += digit > 9 ? digit - 9 : digit;
  }
  return sum % 10 === 0;
};
const isPrivate = (text) => MAIL.test(text) || BEARER.test(text) || TOKENS.some((one) => one.test(text)) || (text.match(DIGITS) ?? []).some(isCard);

/** An address: where it is, without who or what was asked for. */
const stripped = (text) => (/^(?:[a-z][a-z0-9+.-]*:)?\/\/?[^\s]*[?#]/i.test(text) ? text.replace(/[?#].*$/s, "") : text).replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/@]*@/i, "$1");

const text = (value) => (typeof value === "string" ? value.slice(0, LETTERS) : undefined);
/** What the shop wrote or gave, and what a person might have got into. */
const careful = (value) => {
  if (typeof value !== "string") return undefined;
  // What is cut in two would not be known.
  const long = stripped(value.slice(0, 4 * LETTERS));
  return isPrivate(long) ? MASK : long.slice(0, LETTERS);
};
const number = (value) => (typeof value === "number" && Number.isFinite(value) ? value : undefined);
const whole = (value) => (Number.isSafeInteger(value) && value >= 0 ? value : undefined);
const maybe = (read) => (value) => (value === null || value === undefined ? null : read(value) ?? null);
const isMap = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

/** Plain data, bounded; a card's number may also be a number. */
function plain(value, level = LEVELS) {
  if (typeof value === "string") return careful(value);
  if (typeof value === "number") return Number.isSafeInteger(value) && isPrivate(String(value)) ? MASK : number(value);
  if (typeof value === "boolean" || value === null) return value;
  if (!level) return undefined;
  if (Array.isArray(value)) return value.slice(0, ENTRIES).map((one) => plain(one, level - 1) ?? null);
  if (!isMap(value)) return undefined;
  const pairs = Object.entries(value).slice(0, ENTRIES).map(([key, one]) => [careful(key), plain(one, level - 1)]);
  return Object.fromEntries(pairs.filter(([, one]) => one !== undefined));
}

/** A number that is no card's: what a goal is worth comes from the page's facts and events. */
const amount = (value) => number(plain(value));
const exposure = (value) => (isMap(value) ? { experiment: text(value.experiment), variant: text(value.variant), at: number(value.at) } : undefined);

/** Each field, and how it is read. The first ones are always there. */
export const FIELDS = {
  __proto__: null,
  id: text,
  seq: whole,
  name: (value) => NAMES.map((name) => `opportune_${name}`).find((name) => name === value),
  rule: maybe(text),
  reason: maybe(text),
  button: maybe(whole),
  pageView: whole,
  session: maybe(number),
  at: number,
  meta: maybe(plain),
  answer: (value) => (value === undefined ? undefined : maybe((one) => amount(one) ?? careful(one))(value)),
  experiment: text,
  variant: text,
  test: (value) => value === true || undefined,
  goal: text,
  value: amount,
  currency: (value) => (/^[A-Z]{3}$/.test(value) ? value : undefined),
  count: whole,
  exposures: (value) => (Array.isArray(value) ? value.slice(0, ENTRIES).map(exposure).filter(Boolean) : undefined),
  funnel: text,
  step: whole,
  steps: whole,
  entered: number,
  segments: (value) => (Array.isArray(value) ? value.slice(0, ENTRIES).map(text).filter(Boolean) : undefined),
  cohort: (value) => (/^-?\d+-W[0-5]\d$/.test(value) ? value : undefined),
};

/**
 * A copy of the outcome that may leave the page, or nothing if it is none.
 * @param {Record<string, unknown>} event
 * @returns {import("../index.js").SentEvent | undefined}
 */
export function guard(event) {
  const copy = {};
  for (const name in FIELDS) {
    const value = FIELDS[name](event[name]);
    if (value !== undefined) copy[name] = value;
  }
  return copy.name && copy.id ? copy : undefined;
}
