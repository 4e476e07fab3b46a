//! JSON with places: what `JSON.parse` reads, and where each key and value stands in the text. Keys that are written
//! twice are found here, because a parsed object no longer knows.

const DEEPEST = 500;
const SPACE = /[ \t\r\n]*/y;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const WORDS = { true: true, false: false, null: null };
const ESCAPES = { '"': '"', "\\": "\\", "/": "/", b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" };

/** Text that is no JSON: what is wrong, and at which offset. */
export class Malformed extends Error {
  constructor(message, offset) {
    super(message);
    this.offset = offset;
  }
}

const name = (letter) => (letter === undefined ? "the end of the file" : JSON.stringify(letter));
/** What other languages and word processors write where JSON has something else. */
const FOREIGN = {
  Infinity: "a whole number", NaN: "a number", undefined: "null, or nothing at all", None: "null", nil: "null", True: "true", False: "false",
  TRUE: "true", FALSE: "false", NULL: "null", yes: "true", no: "false",
};
const WORD = /[\p{L}$_][\p{L}\p{N}$_-]*/uy;
const TYPOGRAPHIC = /["\u2018-\u201f\u00ab\u00bb]/u;

class Parser {
  constructor(text) {
    this.text = text;
    this.at = text.startsWith("\uFEFF") ? 1 : 0;
    this.twice = [];
  }

  fail(message, at = this.at) {
    throw new Malformed(message, at);
  }

  /** Something stands where nothing like it can: says what it seems to be. */
  strange(expected) {
    const letter = this.text[this.at];
    WORD.lastIndex = this.at;
    const word = WORD.exec(this.text)?.[0];
    if (letter === "'" || letter === "`") this.fail(`JSON takes double quotes, not ${letter}`);
    if (letter !== '"' && TYPOGRAPHIC.test(letter ?? "")) this.fail(`${letter} is a typographic quote; JSON takes the plain "`);
    if (/[\s\u200b-\u200f\u2060\ufeff]/u.test(letter ?? "")) {
      this.fail(`a special space (U+${letter.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}) that JSON does not know: replace it with a plain one`);
    }
    if (word && FOREIGN[word]) this.fail(`JSON has no ${word}: write ${FOREIGN[word]}`);
    if (letter === "<" && this.isTop) this.fail("this is a page or XML, and no JSON");
    const [, sign, digits] = /^([+.])(\d[\d.]*)/.exec(this.text.slice(this.at, this.at + 32)) ?? [];
    if (digits) this.fail(`JSON has no ${sign}${digits}: write ${sign === "." ? "0." : ""}${digits}`);
    const [, whole, part] = /(-?\d+),(\d+)$/.exec(this.text.slice(Math.max(0, this.at - 24), this.at) + (/^\d+/.exec(this.text.slice(this.at, this.at + 24))?.[0] ?? "x")) ?? [];
    if (part) this.fail(`a number takes a point, not a comma: write ${whole}.${part}`);
    if (word && this.text[this.at - 1] === '"') this.fail('a text ended just before: a quote within a text is written \\"');
    return this.fail(`expected ${expected}, found ${word ? JSON.stringify(word) : name(letter)}`);
  }

  unclosed(close, began) {
    this.fail(`the file ends, and a ${close} is missing for what began in ${this.line(began)}`);
  }

  line(offset) {
    return `line ${place(this.text, offset).line}`;
  }

  skip() {
    SPACE.lastIndex = this.at;
    SPACE.test(this.text);
    this.at = SPACE.lastIndex;
    if (this.text.startsWith("//", this.at) || this.text.startsWith("/*", this.at)) {
      this.fail('JSON has no comments; "$comment" takes a note in any object');
    }
    return this.text[this.at];
  }

  string() {
    const began = this.at;
    let out = "";
    for (this.at += 1; ;) {
      const letter = this.text[this.at];
      if (letter === undefined || letter === "\n") this.unquoted(began);
      if (letter < " ") this.fail("a control character inside a text must be escaped");
      this.at += 1;
      if (letter === '"') return out;
      out += letter === "\\" ? this.escape() : letter;
    }
  }

  /** A text that does not end in its line. */
  unquoted(began) {
    const typographic = TYPOGRAPHIC.exec(this.text.slice(began + 1, this.at))?.[0];
    const why = typographic ? `${typographic} is a typographic quote, and JSON takes the plain "` : "a line break within a text is written \\n";
    this.fail(`this text has no closing quote in its line; ${why}`, began);
  }

  escape() {
    const letter = this.text[this.at];
    const hex = /^[\da-fA-F]{4}/.exec(this.text.slice(this.at + 1, this.at + 5))?.[0];
    if (letter === "u" && hex) {
      this.at += 5;
      return String.fromCharCode(Number.parseInt(hex, 16));
    }
    if (!(letter in ESCAPES)) this.fail(`\\${letter ?? ""} is no escape of JSON`, this.at - 1);
    this.at += 1;
    return ESCAPES[letter];
  }

  /** A value as a node: `{ value, start, end, parts }`, the parts by key or index, each with the place of its key. */
  node(path, depth) {
    const letter = this.skip();
    const start = this.at;
    this.isTop = path === "" && depth === 0;
    if (depth > DEEPEST) this.fail(`nested more than ${DEEPEST} deep`);
    const node = { value: undefined, start, end: start, parts: null };
    if (letter === "{") this.object(node, path, depth);
    else if (letter === "[") this.list(node, path, depth);
    else if (letter === '"') node.value = this.string();
    else node.value = this.scalar(letter);
    node.end = this.at;
    return node;
  }

  scalar(letter) {
    for (const [word, value] of Object.entries(WORDS)) {
      if (this.text.startsWith(word, this.at) && !/[\w$]/.test(this.text[this.at + word.length] ?? "")) {
        this.at += word.length;
        return value;
      }
    }
    NUMBER.lastIndex = this.at;
    const number = NUMBER.exec(this.text)?.[0];
    if (number !== undefined) {
      const value = Number(number);
      if (!Number.isFinite(value)) this.fail(`${number} is too large a number`);
      if (/[\w.%]/.test(this.text[this.at + number.length] ?? "")) {
        const word = /^[\w.%-]+/.exec(this.text.slice(this.at, this.at + 32))[0];
        this.fail(/[a-z%]$/i.test(word) ? `this is no number of JSON: with its unit it is a text, "${word}"` : "this is no number of JSON");
      }
      this.at += number.length;
      return value;
    }
    if (letter === undefined && this.isTop) this.fail("the file is empty", 0);
    if (letter === undefined) this.fail("the file ends where a value is missing");
    if (this.isTop) this.strange("{, with which a file of JSON begins");
    return this.strange("a value (a text stands in double quotes)");
  }

  object(node, path, depth) {
    const pairs = new Map();
    node.parts = new Map();
    this.at += 1;
    if (this.skip() !== "}") {
      do {
        const letter = this.skip();
        const key = this.at;
        if (letter === "}") this.fail("a comma before } is one too many", this.comma);
        if (letter === undefined) this.unclosed("}", node.start);
        if (letter !== '"') this.strange("a key in double quotes");
        const text = this.string();
        if (this.skip() !== ":") this.fail(`expected : after the key ${JSON.stringify(text)}, found ${name(this.text[this.at])}`);
        this.at += 1;
        const here = `${path}/${text.replaceAll("~", "~0").replaceAll("/", "~1")}`;
        if (pairs.has(text)) this.twice.push({ path: here, key: text, offset: key });
        const part = this.node(here, depth + 1);
        part.key = key;
        pairs.set(text, part.value);
        node.parts.set(text, part);
      } while (this.more("}", node.start));
    } else this.at += 1;
    node.value = Object.fromEntries(pairs);
  }

  list(node, path, depth) {
    node.value = [];
    node.parts = new Map();
    this.at += 1;
    if (this.skip() !== "]") {
      do {
        if (this.skip() === "]") this.fail("a comma before ] is one too many", this.comma);
        const part = this.node(`${path}/${node.value.length}`, depth + 1);
        node.parts.set(String(node.value.length), part);
        node.value.push(part.value);
      } while (this.more("]", node.start));
    } else this.at += 1;
  }

  /** Whether another entry follows; passes the comma, or the closing bracket. */
  more(close, began) {
    const letter = this.skip();
    if (letter === undefined) this.unclosed(close, began);
    if (letter === '"' || letter === "{" || letter === "[") this.fail(`a comma is missing before this ${letter === '"' ? "text" : letter}`);
    if (letter === (close === "}" ? "]" : "}")) this.fail(`expected ${close} for what began in ${this.line(began)}, found ${letter}`);
    if (letter !== "," && letter !== close) this.strange(`, or ${close}`);
    if (letter === ",") this.comma = this.at;
    this.at += 1;
    return letter === ",";
  }
}

/**
 * Reads a text. Throws `Malformed`.
 * @param {string} text
 */
export function parse(text) {
  const parser = new Parser(text);
  const root = parser.node("", 0);
  const more = parser.skip();
  if (more === "}" || more === "]") parser.fail(`a ${more} is one too many`);
  if (more === "{") parser.fail("a file holds one object, and here a second one begins: give each a file of its own");
  if (more !== undefined) parser.fail(`expected the end of the file, found ${name(more)}`);
  return { root, twice: parser.twice };
}

/** Line and column of an offset, both from 1. */
export function place(text, offset) {
  const before = text.slice(text.startsWith("\uFEFF") ? 1 : 0, offset);
  const line = before.lastIndexOf("\n");
  return { line: before.split("\n").length, column: before.length - line };
}

export const steps = (pointer) =>
  pointer.split("/").slice(1).map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));

/** The node a JSON Pointer leads to, or the last one on the way, and how many steps of it were there. */
export function follow(root, path) {
  let node = root;
  let depth = 0;
  for (const step of path) {
    const next = node.parts?.get(step);
    if (!next) break;
    node = next;
    depth += 1;
  }
  return { node, depth };
}
