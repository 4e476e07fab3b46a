/** @file JSON as people write it: short things in one line. And where in a text a problem lies. */

const WIDTH = 52;

/** @param {unknown} value @param {string} [indent] @param {number} [used] What stands before it in its line. @returns {string} */
export function write(value, indent = "", used = 0) {
  if (!value || typeof value !== "object") return JSON.stringify(value);
  const isList = Array.isArray(value);
  const pairs = Object.entries(value).map(([key, one]) => [isList ? "" : `${JSON.stringify(key)}: `, one]);
  if (!pairs.length) return isList ? "[]" : "{}";
  const [open, close] = isList ? ["[", "]"] : ["{ ", " }"];
  const line = open + pairs.map(([key, one]) => key + write(one, "", -1e6)).join(", ") + close;
  if (used < 0 || indent.length + used + line.length <= WIDTH) return line;
  const inner = `${indent}  `;
  const lines = pairs.map(([key, one]) => `${inner}${key}${write(one, inner, key.length)}`);
  return `${open.trim()}\n${lines.join(",\n")}\n${indent}${close.trim()}`;
}

/** The place in a text that a parser's words name. */
export function placeIn(text, words) {
  const [, line, column] = /line (\d+) column (\d+)/.exec(words) ?? [];
  if (line) return text.split("\n").slice(0, Number(line) - 1).join("\n").length + Number(column);
  return Math.min(text.length, Number(/position (\d+)/.exec(words)?.[1] ?? text.length));
}
