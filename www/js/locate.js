/** @file From a problem to its place in the text: what the panel and the gallery have in common. */

/**
 * Where in a JSON text the value of a pointer stands, its key included. A small scanner, for text that parses.
 * @param {string} text @param {string} pointer @returns {[number, number]}
 */
export function locate(text, pointer) {
  const steps = pointer.split("/").slice(1).map((step) => step.replace(/~1/g, "/").replace(/~0/g, "~"));
  let at = 0;
  const space = () => {
    while (/\s/.test(text[at] ?? "")) at += 1;
  };
  const string = () => {
    const from = at;
    for (at += 1; at < text.length && text[at] !== "\""; at += 1) if (text[at] === "\\") at += 1;
    at += 1;
    return JSON.parse(text.slice(from, at));
  };
  const value = (depth, mark) => {
    space();
    const from = mark ?? at;
    if (text[at] === "{" || text[at] === "[") {
      const list = text[at] === "[";
      const end = list ? "]" : "}";
      at += 1;
      for (let index = 0; ; index += 1) {
        space();
        if (text[at] === end || at >= text.length) break;
        const start = at;
        let key = String(index);
        if (!list) {
          key = string();
          space();
          at += 1;
        }
        const found = value(depth !== null && key === steps[depth] ? depth + 1 : null, start);
        if (found) return found;
        space();
        if (text[at] === ",") at += 1;
      }
      at += 1;
    } else if (text[at] === "\"") string();
    else while (at < text.length && !/[\s,\]}]/.test(text[at])) at += 1;
    return depth === steps.length ? [from, at] : null;
  };
  for (; steps.length >= 0; steps.pop()) {
    at = 0;
    const found = value(0, undefined);
    if (found) return found;
    if (!steps.length) return [0, 0];
  }
  return [0, 0];
}
