//! What stands in the page itself and not above it: put, kept through what the page does to it, and taken out again.

import { isRendered, page } from "./dom.js";

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
  let frame = 0;
  let isThere = false;
  const find = () => {
    const found = w.find(w.effect.anchor).filter((node) => node !== w.node);
    w.anchor = found.includes(w.anchor) && (isThere || isRendered(w.anchor)) ? w.anchor : found.find(isRendered);
    return w.anchor ? undefined : found.length ? "not_visible" : "not_found";
  };
  const begin = () => {
    const why = find();
    if (why) return w.fail(why);
    put(() => {
      isThere = true;
      w.colors();
      sight.observe(w.node);
    });
  };
  const again = () => {
    frame = 0;
    if (isFine()) return;
    if (isThere && ++tries > PATIENCE) return w.fail("contested");
    take();
    isThere = false;
    begin();
  };
  const isFine = () => (isThere ? isSo() && w.anchor.isConnected : w.anchor?.isConnected);
  const watcher = new MutationObserver(() => {
    if (!frame && !isFine()) frame = requestAnimationFrame(again);
  });
  const sight = new IntersectionObserver((entries) => {
    if (entries[entries.length - 1].isIntersecting) w.drawn();
  });
  w.undo = () => {
    cancelAnimationFrame(frame);
    watcher.disconnect();
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
  begin();
  if (w.signal.aborted) return;
  const changes = { __proto__: null, subtree: true, childList: true, attributes: true, attributeFilter: ["style"] };
  for (const root of new Set([page(), w.anchor.getRootNode()])) watcher.observe(root, changes);
}
