//! Surveys, forms, countdowns and held controls: loaded with the first widget that has one. It borrows what the
//! drawing script has (`kit`) instead of bringing its own, and decides nothing: the engine hears what was answered.

import css from "./ask.css";
import { countdowns } from "./countdown.js";
import { forms } from "./form.js";
import { wordsIn } from "./own.js";

const HELD = "aria-disabled";
let sheet;

/** @param {object} kit What `index.js` lends: its DOM functions, texts and buttons. */
export function createAsk(kit) {
  const { attr, el, focus, focused, on, textOf, worded } = kit;
  const countdown = countdowns(kit);
  const form = forms(kit);

  /** What all that asks has in common: a box with a name, and words in its place once it was answered. */
  function asking(w, tag, question, done, build) {
    const box = el(tag, "ask");
    attr(box, "data-own", "");
    const answered = (choice, text) => {
      if (w.isAnswered) return;
      w.isAnswered = true;
      const had = focused() === w.node;
      // The engine may take the widget away at once.
      w.host.report(w.effect.key, "answer", choice, text);
      if (w.signal.aborted || !done) return;
      const thanks = worded(w, "p", "title thanks", done);
      thanks.tabIndex = -1;
      box.replaceChildren(thanks);
      attr(w.inner, "data-answered", "");
      if (had) focus(thanks);
      else w.say(thanks.textContent);
    };
    if (question) {
      const title = worded(w, w.kind === "popup" && !w.view.title ? "h2" : "p", "title", question);
      title.id = w.view.title ? "q" : "t";
      title.tabIndex = -1;
      attr(box, "role", "group");
      attr(box, "aria-labelledby", title.id);
      box.append(title);
    }
    box.append(...build(answered, box));
    return box;
  }

  function survey(w, { question, choice, rating, text, done }) {
    const words = wordsIn(w.locale);
    return asking(w, "div", question, done, (answered) => {
      if (choice) {
        return [el("div", "options", ...choice.map((option, i) => kit.press("plain", () => answered(i), w, worded(w, "span", "", option.text))))];
      }
      return rating ? scale(w, rating, words, answered) : written(w, text, words, answered);
    });
  }

  function scale(w, { most, least = 1, low, high }, words, answered) {
    const ends = [textOf(low, w.host, true), textOf(high, w.host, true)];
    const steps = [...Array(most - least + 1)].map((_, at) => {
      const i = at + least;
      const step = kit.press("plain", () => answered(i), w, kit.numberOf({ value: i }, w.host));
      const end = i === least ? ends[0] : i === most ? ends[1] : "";
      attr(step, "aria-label", [words.of.replace("#", i).replace("#", most), end].filter(Boolean).join(": "));
      return step;
    });
    const row = el("div", "scale", ...steps);
    row.style.setProperty("--steps", String(steps.length));
    const names = el("div", "ends note", worded(w, "span", "", low), worded(w, "span", "", high));
    attr(names, "aria-hidden", "true");
    return [el("div", "rating", row, ...(ends.some(Boolean) ? [names] : []))];
  }

  function written(w, { hint, send }, words, answered) {
    const field = el("textarea", "input");
    field.rows = 3;
    field.maxLength = 2000;
    attr(field, "aria-labelledby", w.view.title ? "q" : "t");
    const note = hint ? [worded(w, "p", "note", hint)] : [];
    if (hint) attr(field, "aria-describedby", (note[0].id = "hint"));
    const error = el("p", "error");
    error.id = "error";
    const button = kit.press("go", () => {
      const value = field.value.trim();
      if (value) return answered(0, value);
      error.textContent = words.needed;
      attr(field, "aria-invalid", "true");
      attr(field, "aria-describedby", hint ? "hint error" : "error");
      focus(field);
    }, w, textOf(send, w.host) || words.send);
    return [...note, field, error, button];
  }

  /** A control of the page that does nothing for a moment: what holds it stands beside it, and goes with the widget. */
  function hold(w, anchored) {
    w.effect = { ...w.effect, answers: true };
    w.kind = "tooltip";
    anchored(w);
    const control = w.anchor;
    if (!control || w.signal.aborted) return;
    const before = attr(control, HELD);
    attr(control, HELD, "true");
    const stop = (event) => {
      if (!event.composedPath().includes(control)) return;
      event.preventDefault();
      event.stopImmediatePropagation();
    };
    on(window, "click", stop, w.signal, true);
    on(w.signal, "abort", () => attr(control, HELD) === "true" && attr(control, HELD, before));
  }

  return {
    hold,
    /** Before the contents are made. */
    dress(w) {
      if (!sheet) (sheet = new CSSStyleSheet()).replaceSync(css);
      w.root.adoptedStyleSheets = [...w.root.adoptedStyleSheets, sheet];
    },
    block(w, { countdown: clock, survey: asked, form: fields }) {
      if (clock) return countdown(w, clock);
      return [asked ? survey(w, asked) : form(w, fields, asking)];
    },
  };
}
