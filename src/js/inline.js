//! The same API with the wasm inside, for one-file hosts and a strict `connect-src`.

import { createStart } from "./core.js";
import bytes from "./opportune.wasm";

/** Starts the runtime; see `index.d.ts`. */
export const start = createStart(() => bytes);

/** Types a rule set, and is it. */
export const defineRules = (rules) => rules;
