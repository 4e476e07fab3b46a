/** The same API with the wasm inside. */
export * from "./index.js";
