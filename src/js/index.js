//! The package's main entry: `start` with the wasm beside it.

import { createStart } from "./core.js";

/** Starts the runtime; see `index.d.ts`. */
export const start = createStart(() => new URL("./opportune.wasm", import.meta.url));

/** Types a rule set, and is it. */
export const defineRules = (rules) => rules;
