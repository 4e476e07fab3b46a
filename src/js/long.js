//! Long JSON of a rule set, read piece by piece, so that the page has its turn in between. Loaded when one comes.
//! The rules are found by their brackets alone; whether it is JSON, the browser says of every piece.

/** How much is read in one go, in characters. */
const PIECE = 32_768;

const BACKSLASH = 92;
const [QUOTE, COMMA, LIST, LIST_END, MAP, MAP_END] = [34, 44, 91, 93, 123, 125];

/** Where the string ends that begins there. */
function endOf(text, begins) {
  for (let at = text.indexOf('"', begins + 1); at >= 0; at = text.indexOf('"', at + 1)) {
    let before = at - 1;
    while (text.charCodeAt(before) === BACKSLASH) before -= 1;
    // An even number of backslashes are themselves.
    if ((at - before) % 2) return at;
  }
  return text.length;
}

/**
 * As `JSON.parse` does.
 * @param {string} text
 * @param {() => Promise<void>} turn
 */
export async function parse(text, turn) {
  const pieces = [];
  let depth = 0;
  // Where the list of rules begins and ends, and where its next piece does.
  let [first, last, from] = [-1, -1, 0];
  let next = PIECE;
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code === QUOTE) {
      const begins = i;
      i = endOf(text, begins);
      if (depth === 1 && text.slice(begins, i + 1) === '"rules"' && /^\s*:\s*\[/.test(text.slice(i + 1, i + 100))) {
        // Twice the same key: the last one counts, and that is the browser's affair.
        if (first >= 0) return JSON.parse(text);
        first = text.indexOf("[", i) + 1;
        from = first;
      }
    } else if (code === LIST || code === MAP) {
      depth += 1;
    } else if (code === LIST_END || code === MAP_END) {
      depth -= 1;
      if (depth === 1 && first >= 0 && last < 0) pieces.push(text.slice(from, (last = i)));
    } else if (code === COMMA && depth === 2 && first >= 0 && last < 0 && i - from > PIECE) {
      pieces.push(text.slice(from, i));
      from = i + 1;
    }
    if (i >= next) {
      next = i + PIECE;
      await turn();
    }
  }
  const head = JSON.parse(last < 0 ? text : text.slice(0, first) + text.slice(last));
  for (const [index, piece] of (last < 0 ? [] : pieces).entries()) {
    await turn();
    const some = JSON.parse(`[${piece}]`);
    // A comma too many, which nobody sees any more where it was cut.
    if (!some.length && pieces.length > 1) throw new SyntaxError(`nothing in piece ${index}`);
    for (const rule of some) head.rules.push(rule);
  }
  return head;
}
