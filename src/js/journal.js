//! What went into the engine, and under it what was asked back, kept in memory for a recording: `record.js` makes a trace
//! of it. Bounded: beyond its measure the oldest goes, but for the very beginning.

/** How much is kept for a recording, and how much of its beginning always. */
const MOST = 20_000;
const FIRST = 16;
/** How many numbers of scrolling are noted together, and what they weigh. */
const ROW = 300;
const WEIGHT = 24;

export function createJournal() {
  const entries = [];
  let lost = 0;
  let weight = 0;
  let noted = 0;
  let entry;
  let row;
  const note = (one, size = one[1]?.[2]?.length >> 5) => {
    weight += 1 + size;
    if (weight > MOST) {
      weight = 0;
      lost += entries.splice(FIRST, entries.length / 2, ["lost"]).length;
    }
    entries.push(one);
    noted++;
    return one;
  };
  return {
    note,
    /** Notes a call, unless it was noted, and what it asks back while it runs: `work`, given the rest. */
    during(one, work, a, b, c) {
      const outer = entry;
      entry = one && note(one);
      const result = work(a, b, c);
      entry = outer;
      return result;
    },
    said(tag, value) {
      entry?.push(tag, value, noted);
      return value;
    },
    /** There is much scrolling: noted in rows, each time what scrolled, how far it is from its top, and when. */
    scrolled(on, top, at) {
      if (entry || !row || row.length >= ROW || entries.at(-1)[1] !== row) note(["scrolled", (row = []), noted + 1], WEIGHT);
      row.push(on, top, at);
      // What is told within a call stands by itself, between what came before and after.
      if (entry) row = undefined;
    },
    /** What is forgotten is in no recording either: it begins anew, with the rules. */
    drop() {
      const kept = entries.filter(([name]) => /^(rules|zones|place)$/.test(name));
      lost += entries.length - kept.length;
      weight = 0;
      entries.splice(0, Infinity, ...kept, ["lost"]);
    },
    read: () => ({ journal: [...entries], lost }),
  };
}
