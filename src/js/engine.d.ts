/** The engine without a page: for Node, workers and CI. */

import type { Problem } from "./index.js";

export type { Problem } from "./index.js";

export interface Decision {
  /** Time since the trace began, like `"30s"`. */
  at: string;
  rule: string;
  did: "shown" | "updated" | "hidden" | "blocked" | "emitted" | "called";
  reason?: string;
  /** What is read on the screen, text by text, in the language of the trace; with a view. */
  says?: string[];
  [more: string]: unknown;
}

export interface Simulation {
  decisions: Decision[];
  events: unknown[];
  state: unknown;
  [more: string]: unknown;
}

export interface CheckOptions {
  /** Also findings and advice: rules that can never show, are shadowed or written twice, caps nobody reaches. */
  analysis?: boolean;
  /** The shop's addresses or paths: patterns that none of them is like are findings. */
  urls?: string[];
  /** With an analysis: schedules and dates that are over by then are findings. A date as text, or milliseconds since 1970. */
  now?: string | number | Date;
  /** Also what these rules store in a visitor's browser. */
  storage?: boolean;
}

export interface Finding {
  /** A finding is right; advice is an opinion. */
  level: "finding" | "advice";
  code: string;
  path: string;
  rule?: string;
  message: string;
  /** JSON Pointers of what it follows from. */
  because?: string[];
  /** The kinds of devices on which it holds, if not on all. */
  on?: Array<"mobile" | "tablet" | "desktop">;
}

/** What is kept in a visitor's browser, as a cookie policy lists it. */
export interface Stored {
  name: string;
  kind: string;
  key: string;
  content: string;
  purpose: string;
  retention: string;
}

export interface Worst {
  /** No journey has more interruptions; `null`: the rules set no bound. */
  most: number | null;
  /** How many the witness has. */
  shown: number;
  /** The rules that interrupt. */
  rules: string[];
  /** A journey, as a trace for `simulate`. */
  witness: unknown;
}

export interface Report {
  problems: Problem[];
  findings?: Finding[];
  /** The most interruptions in a page view, a session and a day. */
  worst?: { page: Worst; session: Worst; day: Worst };
  storage?: Stored[];
}

export interface Explained {
  problems: Problem[];
  /** The state of the rule, or of everything; `null` if there is no such rule. */
  state: unknown;
  /** The trace cannot be used. */
  error?: string;
}

export interface RuleTest {
  rules: unknown;
  given: unknown;
  expect: unknown[];
}

export interface RuleTestResult {
  ok: boolean;
  results: { ok: boolean; path: string; expect: unknown }[];
  /** What is wrong with the test itself. */
  problems: Problem[];
  simulated: Simulation;
}

export interface Dealt {
  id: string;
  /** Of 10,000. */
  bucket: number;
  /** `null`: takes no part. */
  variant: string | null;
  why: "bucket" | "coverage" | "namespace" | "holdout";
}

export interface Engine {
  /** Every problem, in words; several rule sets are merged first. */
  check(rules: unknown): Problem[];
  check(rules: unknown, options: CheckOptions): Report;
  /** What the rules decide along a trace; several rule sets are merged first. */
  simulate(rules: unknown, trace: unknown): Simulation;
  /** Why a rule does or does not show at an instant of a trace, or at its end. */
  explain(rules: unknown, trace: unknown, options?: { rule?: string; at?: string }): Explained;
  /**
   * The variants that visitors are dealt in an experiment (its name in `experiments`, or the id of the rule that it is
   * written in), the same as in a page where nothing sticks yet; `null` if there is no such experiment.
   */
  bucket(rules: unknown, experiment: string, ids: Iterable<string>): Dealt[] | null;
  /** Runs a rule test. */
  test(test: RuleTest): RuleTestResult;
}

export interface EngineOptions {
  /** Instead of the file beside the script. */
  wasm?: string | URL | BufferSource | WebAssembly.Module;
}

export function loadEngine(options?: EngineOptions): Promise<Engine>;
