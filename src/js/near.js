//! The nearest known name, where a script and not the engine knows the names: time zones, commands, options. As in
//! `ruleset/nearest.rs`.

/** Edit distance (insert, delete, replace, swap neighbors), without regard to case. */
function distance(one, other) {
  const [a, b] = [one, other].map((text) => [...text.slice(0, 64).toLowerCase()]);
  const rows = [[...Array(b.length + 1).keys()]];
  for (let i = 1; i <= a.length; i += 1) {
    rows.push([i]);
    for (let j = 1; j <= b.length; j += 1) {
      const replace = rows[i - 1][j - 1] + Number(a[i - 1] !== b[j - 1]);
      const isSwapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      rows[i].push(Math.min(replace, isSwapped ? rows[i - 2][j - 2] + 1 : replace, rows[i - 1][j] + 1, rows[i][j - 1] + 1));
    }
  }
  return rows[a.length][b.length];
}

/**
 * @param {string} name
 * @param {string[]} known
 * @returns {string | undefined} the known name nearest to it, if one is near
 */
export function nearest(name, known) {
  let best;
  let least = Infinity;
  for (const one of known) {
    const far = distance(name, one);
    if (far < least && far <= Math.max(one.length, name.length) / 3) [best, least] = [one, far];
  }
  return best;
}
