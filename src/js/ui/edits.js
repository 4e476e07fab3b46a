//! Edits of the page's own elements: made, looked after, undone exactly. Whoever edits an element first has it: a second
//! rule, of this runtime or another on the page, would take our words for the page's own and put those back.

import { atRest, pick, stay } from "./anchor.js";
import { attr, on } from "./dom.js";

const PATIENCE = 5;
const HELD = Symbol.for("opportune.edits");

/** What of an element is held, by whatever runtimes the page has. Gone from the document when the last edit is. */
function hold(node, what) {
  const held = (document[HELD] ??= new Map());
  const kinds = held.get(node) ?? [];
  if (kinds.includes(what)) return false;
  held.set(node, [...kinds, what]);
  return true;
}

function release(node, what) {
  const held = document[HELD];
  const rest = held?.get(node)?.filter((kind) => kind !== what) ?? [];
  if (rest.length) held.set(node, rest);
  else held?.delete(node);
  if (held?.size === 0) delete document[HELD];
}

/**
 * Makes the edits and keeps them: what the page undoes is met once per frame, five times, then left to it.
 * @param {object} w `w.takes` says which elements can be edited.
 * @param {string} what Which sort: of each an element has one.
 * @param {() => void} make Fills `w.edits` for `w.anchor`.
 */
export function keep(w, what, make) {
  let tries = 0;
  let mine;
  const end = () => {
    for (const { read, write, before, after } of w.edits.reverse()) if (read() === after) write(before);
    w.edits = [];
    if (mine) release(mine, what);
    mine = undefined;
    w.clicks?.abort();
  };
  const begin = () => {
    const why = pick(w) ?? (hold(w.anchor, what) ? undefined : "contested");
    if (why) return w.fail(why);
    mine = w.anchor;
    make();
    for (const edit of w.edits) {
      edit.write(edit.after);
      // Styles read back as the browser spells them.
      edit.after = edit.read();
    }
    w.clicks = new AbortController();
    on(w.anchor, "click", () => w.host.report(w.effect.key, "click", 0), w.clicks.signal);
  };
  const isIntact = () => w.edits.every(({ node, read, after }) => (node ?? w.anchor).isConnected && read() === after);
  const again = () => {
    end();
    if (++tries > PATIENCE) w.fail("contested");
    else begin();
  };
  w.edits = [];
  w.redo = () => {
    // Before the first time there is nothing to do again.
    if (!mine) return;
    end();
    begin();
  };
  w.undo = end;
  atRest(w, () => {
    begin();
    if (w.signal.aborted) return;
    stay(w, { gone: end, moved: again, same: () => isIntact() || again() });
    w.drawn();
  });
}

/** Attributes and what they become; null: none. */
export const attributeEdits = (node, wanted) =>
  wanted.map(([name, after]) => ({
    read: () => attr(node, name),
    write: (value) => attr(node, name, value),
    before: attr(node, name),
    after,
  }));

/** Classes beside those that the page gives and takes in the meantime. */
export function classEdits(node, names) {
  const whole = attr(node, "class");
  const added = names.split(/\s+/).filter((name) => name && !node.classList.contains(name));
  if (!added.length) return [];
  // Undone last: an element that had no classes has no attribute for them again.
  const last = { read: () => 0, write: () => whole === null && !node.classList.length && attr(node, "class", null), before: 1, after: 0 };
  return [last, ...added.map((name) => ({
    read: () => node.classList.contains(name),
    write: (is) => node.classList.toggle(name, is),
    before: false,
    after: true,
  }))];
}

/** Styles of the element itself. */
export function styleEdits(node, wanted) {
  if (!wanted.length) return [];
  const { style } = node;
  const whole = attr(node, "style");
  // Undone last: an element that had no style attribute has none again. Asked for first: an attribute that Chromium has
  // not written out yet it would empty, and not remove.
  const last = { read: () => 0, write: () => whole !== "" && attr(node, "style") === "" && attr(node, "style", null), before: 1, after: 0 };
  return [last, ...wanted.map(([name, after, weight = ""]) => {
    const before = style.getPropertyValue(name);
    const was = style.getPropertyPriority(name);
    return {
      read: () => style.getPropertyValue(name),
      write: (value) => style.setProperty(name, value, value === before ? was : weight),
      before,
      after,
    };
  })];
}
