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

/**
 * Minifies once more: terser tries harder than esbuild, and names variables so that brotli sees more repetition.
 * @param {string} text what esbuild minified
 */
export async function squeeze(text) {
  const { minify } = await import("terser");
  const { code } = await minify(text, { module: true, ecma: 2020, compress: { passes: 4, inline: 1 } });
  return code;
}
