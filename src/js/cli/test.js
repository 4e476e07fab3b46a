//! `opportune test`: rule tests from files and folders. What fails is told with what did happen, and why.

import { readdirSync, statSync } from "node:fs";
import { dirname, isAbsolute, join, relative } from "node:path";

import { nearest } from "../near.js";
import { readJson, readRules, Unusable } from "./files.js";
import { place, follow, steps } from "./json.js";
import { count, decision, dim, green, outline, red, say, sayJson, sayProblem } from "./print.js";
import { locateInTrace, storyOf } from "./run.js";

const WHATS = ["shows", "hides", "blocks", "never", "only", "event", "problem"];

function list(path) {
  let found;
  try {
    found = statSync(path);
  } catch {
    throw new Unusable(`${path}: there is no such file or folder`);
  }
  if (!found.isDirectory()) return [path];
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".json"))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .filter((one) => !one.includes("node_modules"))
    .sort();
}

const isTest = (value) => typeof value === "object" && value !== null && Object.hasOwn(value, "expect");

/** A test with everything it names read in. */
function load(path) {
  const file = readJson(path);
  if (!isTest(file.value)) return null;
  const near = (name) => (isAbsolute(name) ? name : join(dirname(path), name));
  const { rules, given } = file.value;
  const paths = [rules].flat().every((one) => typeof one === "string") ? [rules].flat().map(near) : null;
  return {
    file,
    rules: paths ? readRules(paths) : { value: rules, locate: (one) => ({ ...one, file: path }), twice: [] },
    given: typeof given === "string" ? readJson(near(given)).value : given,
    story: storyOf(file),
  };
}

/** The ids that an expectation is about. */
function about(expect) {
  const what = WHATS.find((name) => name in expect);
  return ["event", "problem", "only"].includes(what) ? [expect.rule].filter(Boolean) : [expect[what]].flat();
}

/** What happened instead: decisions on the rule, and its explanation at that instant. */
function why(engine, { rules, given }, expect, simulated) {
  const ids = about(expect);
  const wanted = ids.length > 0 ? simulated.decisions.filter(({ rule }) => ids.includes(rule)) : simulated.decisions;
  const at = expect.at ?? expect.between?.[1];
  const explained = ids.map((id) => engine.explain(rules.value, given, { rule: id, at }).state);
  // Of words and events one sees only what came which it was.
  const says = expect.text === undefined ? undefined : wanted.filter((one) => one.says).map((one) => ({ at: one.at, says: one.says }));
  const events = expect.event === undefined ? undefined : simulated.events.map(({ at: when, name }) => `${when} ${name}`);
  return { decisions: wanted, explained: ids.length > 0 ? explained : [], says, events };
}

/** Every id that a rule of the test has, those of rules that come along the trace too. */
function idsOf({ rules, given }) {
  const sets = [rules.value, ...(Array.isArray(given?.events) ? given.events : []).map((event) => event?.rules)];
  return new Set(sets.flatMap((set) => (Array.isArray(set?.rules) ? set.rules : [])).map((rule) => rule?.id));
}

function run(engine, test) {
  const { file, rules, given, story } = test;
  const { value } = file;
  const { ok, results, problems, simulated } = engine.test({ rules: rules.value, given, expect: value.expect });
  const where = (one) => place(file.text, follow(file.root, steps(one.path)).node.start);
  const inStory = simulated.problems.filter((one) => one.in === "trace").map((one) => locateInTrace(one, story));
  const told = [...problems.map((one) => ({ ...one, file: file.path, ...where(one) })), ...(simulated.error ? inStory : [])];
  // What is told never to show must be able to: else a slip of the pen passes for ever.
  const ids = idsOf(test);
  const isKnown = ({ expect }) => !Object.hasOwn(expect ?? {}, "never") || about(expect).every((id) => ids.has(id));
  const all = results.map((one) => ({ ...one, ok: one.ok && isKnown(one) }));
  const failed = new Set(all.filter((one) => !one.ok).flatMap(({ expect }) => about(expect ?? {})));
  // What the story says nothing of, as far as a rule that did not do what it should hangs on it.
  const open = inStory.filter((one) => !simulated.error && one.rules?.some((id) => failed.has(id)));
  const refused = simulated.problems.filter((one) => one.in !== "trace").map(rules.locate);
  return {
    file: file.path,
    ok: ok && all.every((one) => one.ok),
    isUnusable: told.length > 0 || Boolean(simulated.error),
    problems: told,
    rules: [...rules.twice, ...refused],
    open,
    hasRun: !simulated.error,
    ids: [...ids].filter((id) => typeof id === "string"),
    results: all.map((one) => ({ ...one, ...where(one), ...(one.ok || simulated.error ? {} : why(engine, test, one.expect, simulated)) })),
  };
}

/** Of a rule that waits for no firing there is no decision as long as its condition keeps it back. */
const stood = (explained) => (explained.some((state) => state?.did) ? "    It never came on the screen. How it stood:" : "    Nothing happened to it.");

function sayTest(test) {
  say(`${test.ok ? green("ok") : red("failed")} ${relative("", test.file) || test.file}`);
  test.problems.forEach((one) => sayProblem(one));
  if (test.ok) return;
  test.rules.forEach((one) => sayProblem(one));
  test.open.forEach((one) => sayProblem(one));
  // Of a story that was not run nothing is known: what it was to show, the problems above must not be buried under.
  if (!test.hasRun) return say("  The story cannot be run like that.");
  for (const { ok, path, expect, line, column, decisions = [], explained = [], says, events } of test.results) {
    if (ok || test.problems.some((one) => one.path.startsWith(path))) continue;
    say(`  ${red("✗")} ${JSON.stringify(expect)} ${dim(`${test.file}:${line}:${column}`)}`);
    const unknown = about(expect).filter((_, i) => explained[i] === null);
    if (decisions.length > 0) say("    What happened:");
    else if (unknown.length < Math.max(1, explained.length)) say(stood(explained));
    decisions.forEach((one) => say(`    ${decision(one)}`));
    if (says?.length > 0) say(`    It says: ${says.map((one) => one.says.map((text) => JSON.stringify(text)).join(", ")).join("; ")}`);
    if (events) say(events.length > 0 ? `    Events that came: ${events.join(", ")}` : "    No event came.");
    for (const id of unknown) {
      const near = nearest(String(id), test.ids);
      say(`    There is no rule ${JSON.stringify(id)}${near ? `; did you mean "${near}"?` : "."}`);
    }
    for (const state of explained) if (state !== null) outline(state, "      ").forEach((row) => say(row));
  }
  return undefined;
}

export async function test({ paths, options, loadEngine }) {
  if (paths.length === 0) throw new Unusable("test needs a file or a folder");
  const named = new Set(paths);
  const found = paths.flatMap(list);
  const tests = found.map((path) => {
    const read = load(path);
    if (!read && named.has(path)) throw new Unusable(`${path}: no rule test; it has no "expect"`);
    return read;
  }).filter(Boolean);
  if (tests.length === 0) throw new Unusable(`there is no rule test in ${paths.join(", ")}`);
  const engine = await loadEngine();
  const done = tests.map((one) => run(engine, one));
  const failed = done.filter((one) => !one.ok);
  if (options.json) sayJson({ ok: failed.length === 0, tests: done.map(({ isUnusable, hasRun, ids, ...one }) => one) });
  else {
    done.forEach(sayTest);
    say(`\n${count(done.length, "test")}: ${done.length - failed.length} passed, ${failed.length} failed`);
  }
  if (done.some((one) => one.isUnusable)) return 2;
  return failed.length === 0 ? 0 : 1;
}
