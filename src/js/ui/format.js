//! Texts as they are read: numbers, dates, plurals and letters as the reader's locale writes them. Knows no page, so that
//! `simulate` in Node reads as a shopper does.

const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]|[\ud802\ud803\ud83a\ud83b]/;
const SCRIPTS = "Adlm Arab Hebr Mand Mend Nkoo Rohg Samr Syrc Thaa";
/** What keeps a value's direction to itself where no element can. */
const [FIRST_STRONG, END] = ["\u2068", "\u2069"];

const languageOf = (tag) => String(tag ?? "").split("-")[0].toLowerCase();

/** The locale to write a text of that language for: ours if it is of the same, so that `de` reads as `de-AT` writes. */
export const localeFor = (lang, locale) => (!lang || languageOf(lang) === languageOf(locale) ? locale : lang);

/** Whether a locale is written from right to left. */
export function isRightToLeft(tag) {
  try {
    const locale = new Intl.Locale(tag);
    const info = locale.getTextInfo?.() ?? locale.textInfo;
    return info ? info.direction === "rtl" : SCRIPTS.includes(locale.maximize().script);
  } catch {
    return false;
  }
}

/** The language of a text that says so, or of the first text within. */
export function langOf(value) {
  if (Object(value) !== value) return undefined;
  if (typeof value.lang === "string") return value.lang;
  for (const part of Object.values(value)) {
    const found = langOf(part);
    if (found) return found;
  }
  return undefined;
}

/** Which part of a rich text it is, or `text` with its language; a value otherwise. */
export const kindOf = (part) => ["text", "strong", "em", "link", "break"].find((kind) => Object.hasOwn(part, kind));

/** Whether the value could reorder what stands around it, or be reordered by it. */
export const isApart = ({ filter }, words, host) => !filter || RIGHT_TO_LEFT.test(words) || isRightToLeft(host.locale);

/**
 * A text of a view as a string.
 * @param {unknown} text A string, a piece `{ value, filter, .. }`, a part `{ strong }`, `{ lang, text }`, or a list of those.
 * @param {{ locale?: string, currency?: string, zone?: string }} host
 * @param {boolean} [apart] Sets values apart by invisible marks.
 */
export function textOf(text, host, apart) {
  if (text == null || text === false) return "";
  if (Array.isArray(text)) return text.map((piece) => textOf(piece, host, apart)).join("");
  if (typeof text !== "object") return String(text);
  const kind = kindOf(text);
  if (kind === "break") return " ";
  if (kind === "text") return textOf(text.text, speaking(text.lang, host), apart);
  if (kind) return textOf(kind === "link" ? text.link.text : text[kind], host, apart);
  const words = pieceOf(text, host);
  return apart && isApart(text, words, host) ? FIRST_STRONG + words + END : words;
}

/** The same host, writing for a text of that language. */
export const speaking = (lang, host) => {
  const locale = localeFor(lang, host.locale);
  return locale === host.locale ? host : { __proto__: host, locale };
};

/** A value as its filter writes it; as it stands where that cannot be. */
export function pieceOf(piece, host) {
  const { filter, args = [] } = piece;
  const value = Object(piece.value) === piece.value ? textOf(piece.value, host) : piece.value;
  try {
    return (FILTERS[filter] ?? String)(value, args, host, piece);
  } catch {
    return String(value);
  }
}

/** A number as `host.locale` writes it. `filter` is `money`, `number` or, for our own use, `percent`. */
export function numberOf(piece, host) {
  return pieceOf({ ...piece, filter: piece.filter ?? "number" }, host);
}

const localeOf = (host) => host.locale || undefined;

function figure(value, _, host, { filter, currency, digits }) {
  const options = { __proto__: null, style: filter === "percent" ? filter : "decimal" };
  const unit = filter === "money" && (currency ?? host.currency);
  if (unit) {
    options.style = "currency";
    options.currency = unit;
  }
  if (digits != null) options.minimumFractionDigits = options.maximumFractionDigits = digits;
  return new Intl.NumberFormat(localeOf(host), options).format(value);
}

/** What names no zone is the clock on the wall, wherever that hangs. */
function date(value, [day = "medium", time = "none"], host) {
  const isLocal = typeof value === "string" && !/(Z|[+-]\d\d:\d\d)$/.test(value);
  const [dateStyle, timeStyle] = [day, time].map((style) => (style === "none" ? undefined : style));
  const options = { __proto__: null, dateStyle: dateStyle ?? (timeStyle ? undefined : "medium"), timeStyle, timeZone: isLocal ? "UTC" : host.zone };
  const at = isLocal ? `${value}${value.length > 10 ? "" : "T00:00"}Z` : value;
  return new Intl.DateTimeFormat(localeOf(host), options).format(new Date(at));
}

function relative(value, [unit], host) {
  return new Intl.RelativeTimeFormat(localeOf(host), { __proto__: null, numeric: value ? "always" : "auto" }).format(value, unit);
}

function plural(value, args, host) {
  const at = (wanted) => args.findIndex((one, i) => i % 2 === 0 && one === wanted);
  const category = new Intl.PluralRules(localeOf(host)).select(value);
  const words = args[at([value, category].find((one) => at(one) >= 0) ?? "other") + 1];
  return words.replaceAll("#", () => figure(value, args, host, {}));
}

const graphemes = (text, locale) =>
  Intl.Segmenter ? [...new Intl.Segmenter(locale, { __proto__: null, granularity: "grapheme" }).segment(text)].map((one) => one.segment) : [...text];

function truncate(value, [most], host) {
  const all = graphemes(String(value), localeOf(host));
  return all.length > most ? `${all.slice(0, most - 1).join("").trimEnd()}…` : String(value);
}

const upper = (value, _, host) => String(value).toLocaleUpperCase(localeOf(host));

const FILTERS = {
  __proto__: null,
  money: figure, number: figure, percent: figure, date, relative, plural, truncate, upper,
  lower: (value, _, host) => String(value).toLocaleLowerCase(localeOf(host)),
  title: (value, _, host) => String(value).replace(/(?<![\p{L}\p{M}\p{N}'’])\p{L}/gu, (letter) => upper(letter, _, host)),
};
