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

export interface Engine {
  /** Every problem, in words; several rule sets are merged first. */
  check(rules: unknown): Problem[];
  /** What the rules decide along a trace; several rule sets are merged first. */
  simulate(rules: unknown, trace: unknown): Simulation;
}

export interface EngineOptions {
  /** Instead of the file beside the script. */
  wasm?: string | URL | BufferSource | WebAssembly.Module;
}

export function loadEngine(options?: EngineOptions): Promise<Engine>;
