//! Whether a selector is one, where there is no browser to ask. A no is sure: browsers refuse it, too. What is in the
//! brackets of `:is(…)` and its like is left to them.

const IDENT = String.raw`(?:--|-?(?:[_a-zA-Z\u0080-\u{10ffff}]|\\[^\n]))(?:[-\w\u0080-\u{10ffff}]|\\[^\n])*`;
const TEXT = String.raw`"(?:[^"\\\n]|\\[^])*"|'(?:[^'\\\n]|\\[^])*'`;
const ATTRIBUTE = String.raw`\[\s*(?:\*?\|)?${IDENT}(?:\|${IDENT})?\s*(?:[~|^$*]?=\s*(?:${IDENT}|${TEXT})\s*(?:[isIS]\s*)?)?\]`;
const PART = new RegExp(String.raw`#${IDENT}|\.${IDENT}|${ATTRIBUTE}|::?(${IDENT})(\()?`, "uy");
const TAG = new RegExp(String.raw`(?:(?:${IDENT}|\*)?\|)?(?:${IDENT}|\*)`, "uy");
const COMBINATOR = /\s*[>+~,]\s*|\s+/y;

/** jQuery's own, which browsers do not know. */
const JQUERY = /^(?:contains|eq|gt|lt|even|odd|first|last|visible|hidden|input|button|submit|reset|text|password|radio|checkbox|file|image|header|parent|animated|selected)$/;

/** The place after the bracket that closes the one before `at`. */
function close(css, at) {
  for (let depth = 1, quote = ""; at < css.length; at += 1) {
    const char = css[at];
    if (char === "\\") at += 1;
    else if (quote) quote = char === quote ? "" : quote;
    else if (char === '"' || char === "'") quote = char;
    else if (char === "(") depth += 1;
    else if (char === ")" && (depth -= 1) === 0) return at + 1;
  }
  return -1;
}

/** The place after one compound selector; the same place if there is none, -1 if it is none. */
function compound(css, from) {
  let at = from;
  TAG.lastIndex = at;
  if (TAG.test(css)) at = TAG.lastIndex;
  for (;;) {
    PART.lastIndex = at;
    const found = PART.exec(css);
    if (!found) return at;
    if (found[1] && !found[0].startsWith("::") && JQUERY.test(found[1])) return -1;
    at = found[2] ? close(css, PART.lastIndex) : PART.lastIndex;
    if (at < 0) return -1;
  }
}

/** @param {string} css */
export function parses(css) {
  // A regular expression: the engine has read it.
  if (css[0] === "\0") return true;
  const text = css.trim();
  for (let at = 0; ; ) {
    const next = compound(text, at);
    if (next <= at) return false;
    if (next === text.length) return true;
    COMBINATOR.lastIndex = next;
    if (!COMBINATOR.test(text)) return false;
    at = COMBINATOR.lastIndex;
  }
}
