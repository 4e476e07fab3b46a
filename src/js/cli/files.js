//! Rule files: read, merged in order, and found again by the pointer of a problem.

import { readFileSync } from "node:fs";

import { mergeRules } from "../merge.js";
import { follow, Malformed, parse, place, steps } from "./json.js";

/** Input that cannot be used at all: exit status 2. `places` are problems with their place. */
export class Unusable extends Error {
  constructor(message, places = []) {
    super(message);
    this.places = places;
  }
}

/** Codes that are about a name rather than its value. */
const OF_KEY = new Set(["unknown_field", "unsupported", "duplicate"]);

/** The text of a file. What is not UTF-8 would be read as something else. */
function decode(bytes, path) {
  const isUtf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff) || bytes.subarray(0, 200).includes(0);
  try {
    if (isUtf16) throw new TypeError("two bytes a letter");
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    const text = bytes.toString("utf8");
    const is = isUtf16 ? "the file is UTF-16" : "this letter is not UTF-8";
    const at = place(text, isUtf16 ? 0 : text.indexOf("\uFFFD"));
    const message = `${is}: save the file as UTF-8.`;
    throw new Unusable(`${path}:${at.line}:${at.column}: ${message}`, [{ code: "not_json", file: path, ...at, path: "", message }]);
  }
}

/** What stands where an object of rules should, said in a way that helps. */
const SHAPE = 'a rule file holds one object: { "version": 1, "rules": [ … ] }';

/**
 * Reads a JSON file.
 * @param {string} path `-` is standard input.
 */
export function readJson(path) {
  let bytes;
  try {
    bytes = readFileSync(path === "-" ? 0 : path);
  } catch (error) {
    const why = { ENOENT: "there is no such file", EISDIR: "this is a folder; name the file" }[error.code];
    throw new Unusable(`${path}: ${why ?? error.message}`);
  }
  const text = decode(bytes, path);
  try {
    const { root, twice } = parse(text);
    const found = twice.map(({ path: pointer, key, offset }) => ({
      code: "duplicate", file: path, ...place(text, offset), path: pointer, expected: "each key once", found: JSON.stringify(key),
      message: `${JSON.stringify(key)} is written twice in this object; only the last one counts.`,
    }));
    return { path, text, root, value: root.value, twice: found };
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    const at = { code: "not_json", file: path, ...place(text, error.offset), path: "", message: `${error.message}.` };
    throw new Unusable(`${path}:${at.line}:${at.column}: ${error.message}`, [at]);
  }
}

const isMap = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

/** Which rules of which files each rule of the merged set is made of; in step with `mergeRules`. */
function sources(files) {
  let merged = [];
  for (const file of files) {
    const { rules } = file.value;
    if (rules === undefined) continue;
    if (!Array.isArray(rules)) {
      merged = [];
      continue;
    }
    const places = new Map(merged.map(({ id }, index) => [id, index]));
    rules.forEach((rule, index) => {
      const known = rule?.id === undefined ? undefined : places.get(rule.id);
      if (known === undefined) merged.push({ id: rule?.id, from: [{ file, index }] });
      else merged[known].from.push({ file, index });
    });
  }
  return merged;
}

/**
 * Several rule files as one set, and where each part of it is written.
 * @param {string[]} paths
 */
export function readRules(paths) {
  const files = paths.map(readJson);
  for (const file of files) {
    if (!isMap(file.value)) {
      const at = { code: "wrong_type", file: file.path, ...place(file.text, file.root.start), path: "", message: `${SHAPE}.` };
      throw new Unusable(`${file.path}:${at.line}:${at.column}: ${SHAPE}`, [at]);
    }
  }
  const merged = files.length > 1 ? sources(files) : null;
  const value = mergeRules(files.map((file) => file.value));

  /** Puts the place in its file to what names a place in the merged set. */
  function locate(problem) {
    const path = steps(problem.path);
    let ways = files.map((file) => ({ file, path }));
    const parts = merged && path[0] === "rules" ? merged[Number(path[1])] : undefined;
    if (parts) ways = parts.from.map(({ file, index }) => ({ file, path: ["rules", String(index), ...path.slice(2)] }));
    // The last file that says it; of one that nobody says (a missing field), the last that comes nearest.
    let best;
    for (const way of ways) {
      const found = follow(way.file.root, way.path);
      if (!best || found.depth >= best.depth) best = { ...way, ...found };
    }
    const { file, node, depth } = best;
    const isName = OF_KEY.has(problem.code) && depth === best.path.length;
    const offset = (isName ? node.key : undefined) ?? node.start;
    const pointer = best.path.map((step) => `/${step.replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
    const said = parts ? { message: problem.message.replace(/^rules\[\d+\]/, `rules[${best.path[1]}]`) } : {};
    return { ...problem, ...said, file: file.path, ...place(file.text, offset), path: pointer };
  }

  return { files, value, locate, twice: files.flatMap((file) => file.twice) };
}

/** Problems in the order of the files and of their lines. */
export function sorted(problems, paths) {
  const rank = (one) => [paths.indexOf(one.file), one.line, one.column];
  return problems.toSorted((a, b) => {
    const [left, right] = [rank(a), rank(b)];
    const at = left.findIndex((value, index) => value !== right[index]);
    return at < 0 ? 0 : left[at] - right[at];
  });
}
