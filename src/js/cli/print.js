//! What the commands print: plain lines, in color only where a person reads them.

const isColored = () => Boolean(process.stdout.isTTY) && !process.env.NO_COLOR;
const paint = (code) => (text) => (isColored() ? `\u001B[${code}m${text}\u001B[0m` : text);

export const red = paint(31);
export const green = paint(32);
export const yellow = paint(33);
export const dim = paint(2);
export const bold = paint(1);

export const say = (text = "") => void process.stdout.write(`${text}\n`);
export const sayJson = (value) => say(JSON.stringify(value, null, 2));
export const count = (number, noun) => `${number} ${noun}${number === 1 ? "" : "s"}`;

/** A problem: where it is, what kind, and what to do about it. */
export function sayProblem(problem, paintCode = red) {
  const where = problem.line === undefined ? problem.file : `${problem.file}:${problem.line}:${problem.column}`;
  const pointer = problem.path ? ` ${dim(problem.path)}` : "";
  say(`${bold(where)} ${paintCode(problem.code)}${pointer}`);
  say(`  ${problem.message}`);
}

/** Instants are dates to a person. */
const INSTANTS = ["at", "until", "since", "now", "due", "changes"];
const LAST_DATE = 8.64e15;
const dated = (key, value) =>
  (INSTANTS.includes(key) && Number.isInteger(value) && value >= 1e11 && value <= LAST_DATE ? new Date(value).toISOString() : value);

const flat = (value) => JSON.stringify(value, dated);
const isFlat = (value) => typeof value !== "object" || value === null || flat(value).length <= 72;
const word = (value) => (typeof value === "string" ? value : flat(value));

/** Data as indented lines. */
export function outline(value, indent = "  ") {
  const entries = Array.isArray(value) ? value.map((item) => ["-", item]) : Object.entries(value);
  return entries.flatMap(([key, item]) => {
    const head = key === "-" ? `${indent}-` : `${indent}${key}:`;
    return isFlat(item) ? [`${head} ${word(dated(key, item))}`] : [head, ...outline(item, `${indent}  `)];
  });
}

/** A decision of a simulation, as a line. */
export function decision(one) {
  const { at, rule, did, reason, surface, name } = one;
  const more = [reason && `(${reason})`, surface, name].filter(Boolean).join(" ");
  return `${at.padStart(8)}  ${(rule ?? "").padEnd(24)} ${did}${more ? ` ${more}` : ""}`;
}
