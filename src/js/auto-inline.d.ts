/** The entry for a script tag; it starts by itself. */

import type { Handle } from "./index.js";

declare global {
  interface Window {
    /** The handle; before it is there, a queue of calls to it. */
    opportune?: Handle | { q: unknown[][] };
  }
}
