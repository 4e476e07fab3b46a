//! Inline: words among the content of the page. It takes room, so it comes and goes only where nothing in view moves by
//! it, or as the answer to a press (see `shift.js`). `replace` hides what it stands for and never removes it.

import { isRendered, rectOf } from "./dom.js";
import { styleEdits } from "./edits.js";
import { inPage } from "./inpage.js";
import { settle } from "./shift.js";
import { wordsOf } from "./text.js";

const PLACES = { __proto__: null, before: "before", after: "after", prepend: "prepend", append: "append", replace: "after" };

export function inline(w) {
  const name = w.view.place ?? "after";
  w.open("note");
  w.root.append(w.box);
  let hidden = [];
  const put = () => {
    if (name === "replace") {
      const { height } = rectOf(w.anchor);
      // What is smaller than the original keeps its room.
      w.node.style.setProperty("min-height", `${height}px`);
      hidden = styleEdits(w.anchor, [["display", "none", "important"]]);
      hidden.forEach((edit) => edit.write(edit.after));
    }
    w.anchor[PLACES[name]](w.node);
    return take;
  };
  const take = () => {
    w.node.remove();
    for (const { read, write, before, after } of hidden.splice(0).reverse()) if (read() === after) write(before);
  };
  // One wait at a time for each.
  let coming;
  let renewal;
  // New words may need more room than there is: until it can be had they scroll.
  w.renew = (draw) => {
    const { style } = w.box;
    renewal?.();
    const hold = (height) => {
      style.setProperty("height", height);
      style.setProperty("overflow", height && "auto");
    };
    const height = `${w.box.offsetHeight}px`;
    hold(height);
    draw();
    if (!w.node.isConnected) return hold("");
    renewal = settle({
      place: () => w.node,
      change() {
        hold("");
        return () => hold(height);
      },
    }, w.signal);
  };
  inPage(w, {
    isSo: () => w.node.isConnected && hidden.every(({ read, after }) => read() === after),
    put(done) {
      coming?.();
      coming = settle({
        place: () => w.anchor,
        change: put,
        done() {
          if (!isRendered(w.node)) return w.fail("not_visible");
          w.say(wordsOf(w));
          done();
        },
      }, w.signal);
    },
    take,
    leave: (signal, gone) => settle({
      place: () => w.node,
      change() {
        const next = w.node.nextSibling;
        const parent = w.node.parentNode;
        const own = hidden;
        hidden = [...hidden];
        take();
        return () => {
          parent.insertBefore(w.node, next);
          own.forEach((edit) => edit.write(edit.after));
          hidden = own;
        };
      },
      done: gone,
    }, signal),
  });
}
