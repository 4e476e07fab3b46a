//! `opportune simulate` and `opportune explain`: rules along a trace.

import { dirname, isAbsolute, join } from "node:path";

import { nearest } from "../near.js";
import { readJson, readRules, sorted, Unusable } from "./files.js";
import { place, follow, steps } from "./json.js";
import { bold, decision, outline, say, sayJson, sayProblem, yellow } from "./print.js";

/** The last path is the trace, the others are rules. */
export function readRun(paths, command) {
  if (paths.length < 2) throw new Unusable(`${command} needs a rules file and a trace`);
  const rules = readRules(paths.slice(0, -1));
  return { rules, trace: storyOf(readJson(paths.at(-1))) };
}

/** A trace, or that of a rule test. */
export function storyOf(file) {
  const of = file.value?.events === undefined ? file.value?.given : undefined;
  if (typeof of === "string") return readJson(isAbsolute(of) ? of : join(dirname(file.path), of));
  return typeof of === "object" && of !== null ? { ...file, value: of, root: follow(file.root, ["given"]).node } : file;
}

/** Where a problem of a trace is written. */
export function locateInTrace(problem, trace) {
  const { node } = follow(trace.root, steps(problem.path));
  return { ...problem, file: trace.path, ...place(trace.text, node.start) };
}

/** The problems of a simulation with their places; throws if the trace cannot be used. */
export function problemsOf(result, rules, trace) {
  const located = result.problems.map((one) => (one.in === "trace" ? locateInTrace(one, trace) : rules.locate(one)));
  const problems = sorted([...rules.twice, ...trace.twice, ...located], [...rules.files.map(({ path }) => path), trace.path]);
  if (result.error) throw new Unusable(`${trace.path}: this trace cannot be used`, problems);
  return problems;
}

export async function simulate({ paths, options, loadEngine }) {
  const { rules, trace } = readRun(paths, "simulate");
  const engine = await loadEngine();
  const result = engine.simulate(rules.value, trace.value);
  const problems = problemsOf(result, rules, trace);
  const isRefused = problems.some((one) => one.file !== trace.path);
  if (options.json) sayJson({ ...result, problems });
  else {
    problems.forEach((one) => sayProblem(one, yellow));
    for (const one of result.decisions) say(decision(one));
    const last = trace.value.events?.at(-1);
    const isOpen = last && !Object.hasOwn(last, "end");
    if (result.decisions.length === 0) {
      say(isOpen ? `Nothing was decided until ${last.at}, where the trace ends; { "at": "60s", "end": {} } lets time pass.` : "Nothing was decided.");
    }
  }
  return isRefused ? 1 : 0;
}

export async function explain({ paths, options, loadEngine }) {
  const { rules, trace } = readRun(paths, "explain");
  const engine = await loadEngine();
  const result = engine.explain(rules.value, trace.value, { rule: options.rule, at: options.at });
  if (result.error === "at") throw new Unusable(`--at ${options.at}: not an instant like 1m30s`);
  const problems = problemsOf(result, rules, trace);
  if (options.rule !== undefined && result.state === null) {
    const ids = (rules.value?.rules ?? []).map((rule) => rule?.id).filter((id) => typeof id === "string");
    const near = nearest(options.rule, ids);
    const isLeftOut = ids.includes(options.rule);
    throw new Unusable(`there is no rule "${options.rule}"${isLeftOut ? ": it has problems" : near ? `; did you mean "${near}"?` : ""}`, isLeftOut ? problems : []);
  }
  if (options.json) sayJson({ problems, state: result.state });
  else {
    problems.forEach((one) => sayProblem(one, yellow));
    say(bold(options.rule ?? "everything"));
    outline(result.state).forEach((line) => say(line));
  }
  return 0;
}
