//! Whether the page answers a click, and what happens to forms in shadow roots. Observed only from a press to its answer.

import { MEASURED } from "./codes.js";

/** A click in there asks for nothing that a page could do, or does it unseen. */
const FIELDS = "input:not([type=button],[type=submit],[type=reset],[type=image]),textarea,select,option,label,audio,video," +
  "[contenteditable]:not([contenteditable=false])";
const LINKS = 'a[href]:not([href^="#"],[href^="javascript:"])';
/** Besides changes of the document. */
const SIGNS = ["change", "focusin", "invalid", "pause", "play", "scroll", "submit"];

/** @returns how to watch, and what there is to say of a click */
export function answers({ all, dom, isNews, listener, measure }) {
  let isAnswered = true;
  let isOn = false;
  let path = [];
  let ends = new AbortController();
  const done = () => {
    stop();
    isAnswered = true;
    measure(MEASURED.dom);
  };
  const observer = new MutationObserver((records) => records.some(isNews) && done());
  const stop = () => {
    observer.disconnect();
    ends.abort();
  };
  const sign = ({ type, target }) => {
    // The browser itself gives focus to what is pressed.
    if (type !== "focusin" || !path.includes(target)) done();
  };
  const press = (event) => {
    stop();
    isAnswered = false;
    ends = new AbortController();
    path = event.composedPath();
    for (const root of path) if (root instanceof ShadowRoot || root === document) observer.observe(root, all);
    listener(window, SIGNS, sign, ends);
  };
  return {
    start() {
      const off = listener(window, ["pointerdown"], press);
      isOn = true;
      return () => {
        isOn = false;
        isAnswered = true;
        off();
        stop();
      };
    },
    /** Bits of what a click was: 1 in a field or by no pointer, 2 answered already. */
    clicked(event, node) {
      // A link that the page lets be is followed, however slow its server.
      if (isOn && dom.within(node, LINKS)) setTimeout(() => event.defaultPrevented || done());
      return +(!event.detail || dom.within(node, FIELDS)) + 2 * +isAnswered;
    },
  };
}

/** Forms in shadow roots are sent and refused in there alone: listened to once somebody points or types in one. */
export function sends({ dom, heard, listener }) {
  const ends = new AbortController();
  const look = (event) => {
    const { target } = event;
    if (!dom.isElement(target) || !dom.shadow(target)) return;
    for (const root of event.composedPath()) {
      // Listening twice is listening once.
      if (root instanceof ShadowRoot) listener(root, ["submit", "invalid"], heard, ends);
    }
  };
  return listener(window, ["pointerdown", "keydown"], look, ends);
}
