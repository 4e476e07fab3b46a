//! What of a trace may leave the page: what a rule can read, and nothing else. Which facts and query names rules mention
//! is read off their JSON; what was typed keeps its length and whatever the rules' own words match in it.

const HIDDEN = "…";
const FACTS = ["cart", "product", "customer"];
const WORD = /[\p{L}\p{N}_$]+(?:\.[\p{L}\p{N}_$]+)+/gu;
/** Read whatever the rules say: cart lines by `cart.has`, currencies beside amounts. */
const ALWAYS = ["cart.currency", "cart.items", "cart.lines", "product.currency"];
const PROPS = ["event_id", "ecommerce", "items", "event"];
const isMap = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

/** Calls `each` with every key, value and text of a value. */
function walk(value, each, path = []) {
  if (Array.isArray(value)) return value.forEach((item) => walk(item, each, path));
  if (!isMap(value)) return each(path, value);
  for (const [key, item] of Object.entries(value)) {
    each([...path, key], item);
    walk(item, each, [...path, key]);
  }
  return undefined;
}

/** What any of the rule sets mentions. */
function mentioned(sets) {
  const [paths, props, queries, words, names] = [new Set(ALWAYS), new Set(PROPS), new Set(), new Set(), new Set()];
  const text = (value) => {
    words.add(value.toLowerCase());
    for (const part of value.split("*")) if (part) words.add(part.toLowerCase());
    for (const [dotted] of value.matchAll(WORD)) {
      paths.add(dotted);
      dotted.split(".").forEach((part) => props.add(part));
    }
  };
  walk(sets, (path, value) => {
    const key = path.at(-1);
    if (key !== undefined) {
      names.add(key);
      text(key);
    }
    if (typeof value === "string") text(value);
    const at = path.findLastIndex((part) => FACTS.includes(part) || part === "fact");
    if (at >= 0 && !isMap(value)) paths.add((path[at] === "fact" ? path.slice(at + 1) : path.slice(at)).join("."));
    const asked = path.lastIndexOf("query");
    if (asked >= 0 && path[asked + 1]) queries.add(path[asked + 1]);
    if (path.at(-1) === "pageQuery") [value].flat().forEach((name) => queries.add(name));
    const where = path.lastIndexOf("where");
    if (where >= 0) path.slice(where + 1).forEach((part) => part.split(".").forEach((one) => props.add(one)));
    if (key === "same" && typeof value === "string") value.split(".").forEach((one) => props.add(one));
  });
  return { paths: [...paths].filter(Boolean), props, queries, names, words: [...words].filter((word) => word.length > 1) };
}

/** Place of the referrer in a ledger's text, and the checksum of what follows it: `engine/ledger_text.rs`, `hash.rs`. */
const REFERRER = 13;
const checksum = (text) => new TextEncoder().encode(text).reduce((hash, byte) => Math.imul(hash ^ byte, 0x01000193) >>> 0, 0x811c9dc5);

/** @param {object[] | null} sets Rules; without them nothing is hidden. */
export function redaction(sets) {
  const same = (value) => value;
  if (!sets) return { url: same, referrer: same, facts: same, props: same, text: same, ledger: same };
  const { paths, props, queries, names, words } = mentioned(sets);
  const isRead = (path) => paths.some((one) => one === path || one.startsWith(`${path}.`) || path.startsWith(`${one}.`));

  /** Letters that no word of the rules covers become dots, one for one. */
  const masked = (value) => {
    if (typeof value !== "string" || /^-?\d{1,9}(\.\d{1,4})?$/.test(value)) return value;
    const lower = value.toLowerCase();
    if (lower.length !== value.length) return HIDDEN.repeat(value.length);
    const shown = new Uint8Array(value.length);
    for (const word of words) {
      for (let at = lower.indexOf(word); at >= 0; at = lower.indexOf(word, at + 1)) shown.fill(1, at, at + word.length);
    }
    return Array.from(value, (_, i) => (shown[i] ? value[i] : HIDDEN)).join("");
  };
  const facts = (value, path = "") => {
    if (!isMap(value)) return value;
    const kept = {};
    for (const [key, item] of Object.entries(value)) {
      const here = path ? `${path}.${key}` : key;
      // Gone is gone, whoever asks.
      kept[key] = item === null || isRead(here) ? facts(item, here) : HIDDEN;
    }
    return kept;
  };
  const kept = (value) => {
    if (Array.isArray(value)) return value.map(kept);
    if (!isMap(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, props.has(key) ? kept(item) : HIDDEN]));
  };
  /** A pattern over whole URLs may look into the query. */
  const isWhole = names.has("url") && words.some((word) => word.includes("?"));
  const url = (text) => {
    try {
      const at = new URL(text);
      for (const name of [...at.searchParams.keys()]) if (!isWhole && !queries.has(name) && !name.startsWith("utm_")) at.searchParams.delete(name);
      if (!/^#[!/]/.test(at.hash) && !names.has("hash")) at.hash = "";
      at.username = at.password = "";
      return at.href;
    } catch {
      return HIDDEN;
    }
  };
  const referrer = (text) => {
    if (!text || names.has("referrer")) return text;
    try {
      return new URL(text).origin + "/";
    } catch {
      return HIDDEN;
    }
  };
  /** What it counts stays; of where the visitor came from, what a recording says of it anywhere. */
  const ledger = (text) => {
    const [magic, , ...parts] = text.split(" ");
    const at = REFERRER - 2;
    const from = parts[at]?.replace(/%([0-9a-f]{2})/g, (_, hex) => String.fromCharCode(parseInt(hex, 16)));
    if (!from || referrer(from) === from) return text;
    parts[at] = referrer(from);
    const payload = ` ${parts.join(" ")}`;
    return `${magic} ${checksum(payload)}${payload}`;
  };
  return { url, referrer, facts, props: kept, text: masked, ledger };
}
