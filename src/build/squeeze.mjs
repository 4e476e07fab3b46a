// What makes the scripts smaller than esbuild leaves them. Nothing here changes what they do.

import { at } from "./tools.mjs";

/**
 * Numbers in place of their names in `codes.js`: `TOLD.url` becomes `1`. Names are for us; bundlers keep them in objects.
 * @param {string} text a source file
 */
export async function inlineCodes(text) {
  const tables = await import(at("src/js/codes.js"));
  return text.replace(/\b([A-Z]+)\.(\w+)\b/g, (whole, table, name) => {
    const code = tables[table]?.[name];
    return typeof code === "number" ? String(code) : whole;
  });
}
