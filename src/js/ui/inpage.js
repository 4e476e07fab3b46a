//! What stands in the page itself and not above it: put, kept through what the page does to it, and taken out again.

import { atRest, pick, stay } from "./anchor.js";

const PATIENCE = 5;

/**
 * @param {object} w
 * @param {object} as
 * @param {() => boolean} as.isSo Whether it is as it was put.
 * @param {(done: () => void) => void} as.put Puts it at `w.anchor`, now or later, and says when.
 * @param {() => void} as.take Takes it out and undoes what putting did.
 * @param {(signal: AbortSignal, gone: () => void) => void} [as.leave] Takes it out when that disturbs nobody, and says so.
 */
export function inPage(w, { isSo, put, take, leave }) {
  let tries = 0;
  let isThere = false;
  const begin = () => {
    const why = pick(w);
    if (why) return w.fail(why);
    put(() => {
      isThere = true;
      w.colors();
      sight.observe(w.node);
    });
  };
  const again = () => {
    if (isThere && ++tries > PATIENCE) return w.fail("contested");
    out();
    begin();
  };
  const out = () => {
    take();
    isThere = false;
  };
  const sight = new IntersectionObserver((entries) => {
    if (entries[entries.length - 1].isIntersecting) w.drawn();
  });
  w.undo = () => {
    sight.disconnect();
  };
  w.take = take;
  w.away = leave && ((faded, end) => {
    const over = new AbortController();
    const now = () => {
      over.abort();
      end();
    };
    faded.then(() => {
      if (!w.node.isConnected) now();
      else if (!over.signal.aborted) leave(over.signal, now);
    });
    return now;
  });
  // What `replace` hides is not rendered any more, and still what it stands for.
  w.isHeld = (node) => isThere && node === w.anchor;
  atRest(w, () => {
    begin();
    if (!w.signal.aborted) stay(w, { gone: out, moved: again, same: () => !isThere || isSo() || again() });
  });
}
