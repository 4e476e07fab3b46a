/** The engine without a page: for Node, workers and CI. */

import type { Problem } from "./index.js";

export type { Problem } from "./index.js";

export interface Decision {
  /** Time since the trace began, like `"30s"`. */
  at: string;
  rule: string;
  did: "shown" | "updated" | "hidden" | "blocked" | "emitted" | "called";
  reason?: string;
  [more: string]: unknown;
}

export interface Simulation {
  decisions: Decision[];
  events: unknown[];
  state: unknown;
  [more: string]: unknown;
}

export interface CheckOptions {
  /** Also look for rules that can never show, are shadowed or written twice, and for the worst case. */
  analysis?: boolean;
}

export interface Report {
  problems: Problem[];
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

export interface Engine {
  /** Every problem, in words; several rule sets are merged first. */
  check(rules: unknown): Problem[];
  check(rules: unknown, options: CheckOptions): Report;
  /** What the rules decide along a trace; several rule sets are merged first. */
  simulate(rules: unknown, trace: unknown): Simulation;
  /** Why a rule does or does not show at an instant of a trace, or at its end. */
  explain(rules: unknown, trace: unknown, options?: { rule?: string; at?: string }): Explained;
  /** Runs a rule test. */
  test(test: RuleTest): RuleTestResult;
}

export interface EngineOptions {
  /** Instead of the file beside the script. */
  wasm?: string | URL | BufferSource | WebAssembly.Module;
}

export function loadEngine(options?: EngineOptions): Promise<Engine>;
