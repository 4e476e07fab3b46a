/**
 * @file The stage: a page of the shop on which the real runtime draws one rule at a time. Whoever holds the frame calls
 * `stage.run`; nothing here knows how a widget looks.
 */

import { start } from "/opportune/index.js";
import { FACTS } from "./stories.js";
import { inWords } from "./words.js";

/** How long the sale of the countdown still runs: a good two days. */
const SALE = 187_500_000;

const LOCALES = { ltr: "en-IE", rtl: "ar" };

/** Nothing interrupts so soon after a page began. */
const QUIET = 2100;

let handle = null;
const root = document.documentElement;

/** The element a rule is about, to have it on screen. */
function anchorOf(part) {
  if (!part || typeof part !== "object") return null;
  for (const name of ["anchor", "on", "field"]) if (typeof part[name] === "string") return part[name];
  for (const value of Object.values(part)) {
    const found = anchorOf(value);
    if (found) return found;
  }
  return null;
}

function bringIntoView(rule) {
  const selector = anchorOf(rule.show ?? rule.do);
  try {
    const box = selector && document.querySelector(selector)?.getBoundingClientRect();
    // Not by scrollIntoView(): it would scroll the gallery around us, too.
    if (box) window.scrollBy(0, box.top + box.height / 2 - innerHeight / 2);
  } catch {
    // No selector: the runtime says so better.
  }
}

const sleep = (time) => new Promise((resolve) => setTimeout(resolve, time));

/** The page's own words in the language of that direction. */
function speak(dir) {
  if (root.dir === dir) return;
  root.dir = dir;
  root.lang = LOCALES[dir].slice(0, 2);
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const node = texts.currentNode;
    const words = node.data.trim();
    if (words) node.data = node.data.replace(words, () => inWords(words, dir));
  }
  for (const image of document.images) image.alt = inWords(image.alt, dir);
}

function begin(set, dir) {
  handle = start({
    rules: set,
    facts: { ...FACTS, sale: { end: new Date(Date.now() + SALE).toISOString() } },
    consent: "granted",
    namespace: "gallery",
    locale: LOCALES[dir],
    quiet: true,
    functions: { subscribe: () => true },
    onEvent(event) {
      stage.events.push(event);
      // Nothing interrupts in the first two seconds of a page, not even here: once more when they are over.
      if (event.reason === "early" && event.rule === now) sleep(QUIET).then(() => event.rule === now && handle?.trigger(now, { force: true }));
      else stage.onEvent(event);
    },
  });
  return handle.ready;
}

/** The rule that is to be seen. */
let now = null;

export const stage = {
  /** What was reported of the rule, newest last. */
  events: [],
  onEvent: () => {},
  /**
   * Runs a rule set and fires its first rule; answers what `ready` or `update()` answered.
   * @param {{ set: any, scheme?: string, dir?: string }} given
   */
  async run({ set, scheme = "", dir = "ltr" }) {
    handle?.dismiss();
    stage.events.length = 0;
    // A runtime speaks one language.
    if (handle && root.dir !== dir) {
      handle.stop();
      handle = null;
    }
    root.style.colorScheme = scheme;
    speak(dir);
    window.scrollTo(0, 0);
    now = null;
    const ready = await (handle ? handle.update(set) : begin(set, dir));
    const first = set?.rules?.[0];
    if (ready.state === "running" && typeof first?.id === "string") {
      now = first.id;
      bringIntoView(first);
      handle.trigger(now, { force: true });
    }
    return ready;
  },
  stop() {
    handle?.setConsent({ functional: "denied" });
    handle?.stop();
    handle = null;
  },
  /** Why the rule is not on screen, if it is not. */
  why: (id) => handle?.explain(id),
};
globalThis.stage = stage;
for (const form of document.forms) form.addEventListener("submit", (event) => event.preventDefault());
window.addEventListener("pagehide", () => stage.stop());
