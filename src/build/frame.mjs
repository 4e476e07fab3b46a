// Pages of the demo shop within their common frame: a page begins with `<!-- _frame.html { … } -->`, what stands after it
// goes to `{{main}}`, and what stands in the braces to its places, most of which say what stands there otherwise.

const PAGE = /^<!-- (_\S+\.html) (\{.*?\}) -->\n(.*)$/s;
const PLACE = /\{\{(\w+)(?:\|(.*?))?\}\}/g;

/**
 * @param {string} text Of a page.
 * @param {(name: string) => string} read What lies in a frame of that name.
 * @returns {string} The whole page; one without a frame as it is.
 */
export function framed(text, read) {
  const [, frame, given, rest] = PAGE.exec(text) ?? [];
  if (!frame) return text;
  const values = { main: rest && `\n${rest}`, ...JSON.parse(given) };
  return read(frame).replace(PLACE, (_, name, otherwise = "") => values[name] ?? otherwise);
}
