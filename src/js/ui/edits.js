//! Edits of the page's own elements: made, looked after, undone exactly. Whoever edits an element first has it: a second
//! rule, of this runtime or another on the page, would take our words for the page's own and put those back.

import { attr, on, page } from "./dom.js";

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
 * @param {object} w
 * @param {string} what Which sort: of each an element has one.
 * @param {() => string | undefined} make Sets `w.anchor` and fills `w.edits`, or says why not.
 * @returns {boolean} whether they stand
 */
export function keep(w, what, make) {
  let tries = 0;
  let frame = 0;
  let mine;
  const end = () => {
    for (const { read, write, before, after } of w.edits.reverse()) if (read() === after) write(before);
    w.edits = [];
    if (mine) release(mine, what);
    mine = undefined;
    w.clicks?.abort();
  };
  const begin = () => {
    const why = make() ?? (hold(w.anchor, what) ? undefined : "contested");
    if (why) w.edits = [];
    else mine = w.anchor;
    for (const edit of w.edits) {
      edit.write(edit.after);
      // Styles read back as the browser spells them.
      edit.after = edit.read();
    }
    if (why) w.fail(why);
    else {
      w.clicks = new AbortController();
      on(w.anchor, "click", () => w.host.report(w.effect.key, "click", 0), w.clicks.signal);
    }
    return !why;
  };
  const isIntact = () => w.anchor.isConnected && w.edits.every(({ read, after }) => read() === after);
  const again = () => {
    frame = 0;
    if (isIntact()) return;
    end();
    if (++tries > PATIENCE) w.fail("contested");
    else begin();
  };
  const watcher = new MutationObserver(() => {
    if (!frame && !isIntact()) frame = requestAnimationFrame(again);
  });
  w.edits = [];
  w.redo = () => {
    end();
    begin();
  };
  w.undo = () => {
    watcher.disconnect();
    cancelAnimationFrame(frame);
    end();
  };
  if (!begin()) return false;
  const changes = { __proto__: null, subtree: true, childList: true, characterData: true };
  changes.attributeFilter = ["href", "class", "style", "value", "aria-label", "data-opportune-rule"];
  for (const root of new Set([page(), w.anchor.getRootNode()])) watcher.observe(root, changes);
  return true;
}

/** Attributes and what they become; null: none. */
export const attributeEdits = (node, wanted) =>
  wanted.map(([name, after]) => ({
    read: () => attr(node, name),
    write: (value) => attr(node, name, value),
    before: attr(node, name),
    after,
  }));

/** Styles of the element itself. */
export function styleEdits(node, wanted) {
  if (!wanted.length) return [];
  const { style } = node;
  const whole = attr(node, "style");
  // Undone last: an element that had no style attribute has none again.
  const last = { read: () => 0, write: () => whole !== "" && !style.length && attr(node, "style", null), before: 1, after: 0 };
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
