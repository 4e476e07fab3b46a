// One page as a trace describes it: the functions that the shopper's wasm calls, answered from what the world says, and
// what a page's scripts call. It draws nothing and decides nothing.

import { MEASURED, NEED, OUT, TOLD, USE } from "../../../src/js/codes.js";
import { kept } from "../../../src/js/live.js";
import { pack, unpack } from "../../../src/js/plain.js";
import { date, list, offset } from "./words.mjs";

/** Places in the table of `src/shell/listen.rs`. */
const EVENTS = ["beforeinput", "click", "compositionend", "compositionstart", "contextmenu", "copy", "focusin", "focusout", "input", "invalid",
  "keydown", "mouseout", "pointerdown", "pointerout", "pointerover", "scroll", "submit", "touchstart", "wheel"];
/** How many calls an instant may take. */
const MOST = 10_000;
/** A page has been there for a while before anything happens. */
const START = 100_000;
/** Of an element, in the order of `ElementWhat`; then of the document, by what a trace calls it. */
const OF_DOCUMENT = ["title", "meta", "cookie", "storage"];
/** What is so, rather than happens: told before a page view, and before other rules. */
const SURROUNDINGS = NEED.viewport | NEED.environment;
const [DRAWN, NOT_DRAWN] = [0, 1];

export class Page {
  isOpen = true;
  /** Where the focus is, as it was told last. */
  tellFocus;
  /** What is on the screen: its key, rule and place. */
  shown = new Map();
  #seen = new Map();
  #inbox = [];
  #alarm;
  #needs = 0;
  #observed = 0;
  #isBegun = false;
  #met = () => {};

  /** @param {object} world What holds beyond one page: see `drive.mjs`. */
  constructor(world, glue) {
    this.world = world;
    this.glue = glue;
    [this.width] = world.viewport;
    this.isTouch = world.touch;
    glue.attach(this.#host());
  }

  // What the scripts call.

  #call(name, ...args) {
    this.world.steps += 1;
    if (this.world.steps > MOST) throw new Error("an instant without end");
    this.glue[name](...args);
  }

  tell(kind, ...parts) {
    this.#call("told", kind, ...pack(parts));
  }

  measure(kind, on = 0, a = 0, b = 0) {
    this.#call("measured", kind, on, a, b);
  }

  /** A DOM event; `met` is what the scripts tell when they are asked where it was. */
  hear(name, met = () => {}, { y = 300, buttons = 0, before = 0 } = {}) {
    this.#met = met;
    this.#call("heard", EVENTS.indexOf(name), this.world.touch, y, this.clock() - before, buttons);
    this.#met = () => {};
  }

  clock() {
    return START + this.world.now;
  }

  /** Answers that the page's scripts give a moment later. */
  settle() {
    while (this.#inbox.length > 0) this.#inbox.shift()();
  }

  due() {
    return this.isOpen ? this.#alarm : undefined;
  }

  wake() {
    this.#alarm = undefined;
    this.measure(MEASURED.wake);
    this.settle();
  }

  /** Places of watched selectors. */
  at(css) {
    const known = this.opened[3];
    const find = (one) => known.findIndex((other, i) => i % 2 === 0 && other === one) / 2;
    return list(css).map(find).filter((ix) => ix >= 0).sort((a, b) => a - b);
  }

  has(needs) {
    return this.#needs & needs;
  }

  /** That share of an element is on screen: of that one among its like. */
  see(ix, element, ratio) {
    this.#seen.set(`${ix} ${element}`, ratio);
    const most = Math.max(...[...this.#seen].filter(([key]) => key.startsWith(`${ix} `)).map(([, share]) => share));
    this.measure(MEASURED.seen, ix, most, 0);
    if (this.opened[3][ix * 2 + 1] & USE.each) this.measure(MEASURED.seen, ix, ratio, element);
  }

  placeOf(rule) {
    return [...this.shown.values()].find((one) => one.rule === rule)?.place ?? -1;
  }

  keyOf(rule, action) {
    const is = ([key, one]) => (action === undefined ? one.rule === rule : key === `${rule}#${action}`);
    return [...this.shown].find(is)?.[0];
  }

  /** What other tabs stored, as far as a page may know. */
  merge() {
    const { claim, consent, stored } = this.world;
    if (consent[0] === 1) this.tell(TOLD.merge, claim.is === "unavailable" ? false : stored);
  }

  /** Reads the rules, and begins with the first page view. */
  begin(view) {
    const { world } = this;
    const { given } = world;
    this.#read();
    const { visitor, language = "en-US" } = given;
    const isNamed = typeof visitor === "string" || (!!visitor && visitor.named !== false);
    const left = world.loads ? [world.loads] : [];
    world.loads += 1;
    const forced = Object.entries(given.variants ?? {});
    this.tell(TOLD.begin, language, given.locale ?? language, visitor?.id ?? visitor ?? "visitor", isNamed, world.loads,
      ...this.#zones(), forced.length, ...forced.flat());
    this.tell(TOLD.consent, ...world.consent);
    this.tell(TOLD.left, ...left);
    this.merge();
    const facts = view.facts ?? (world.loads === 1 ? given.facts : undefined);
    if (facts) this.tell(TOLD.facts, facts);
    // Before it is decided.
    this.#look(SURROUNDINGS);
    this.tell(TOLD.pageView, world.url, view.referrer ?? "", view.visible ?? true, false);
    this.#isBegun = true;
    this.#look();
    this.settle();
  }

  /** Runs the world's rules from here on, instead of those before; not if they are no good. */
  swap(before) {
    this.#read();
    const [problems, , count] = this.opened;
    if (!count && problems.length > 0) return false;
    if (this.#isBegun) {
      this.#observed &= ~SURROUNDINGS;
      this.#look(SURROUNDINGS, this.#needs | SURROUNDINGS);
    }
    this.tell(TOLD.begin, "", "", "", false, 0, ...this.#zones(), 0, ...kept(before, this.world.source));
    if (this.#isBegun) this.tellFocus?.();
    return true;
  }

  #read() {
    this.opened = undefined;
    this.tell(TOLD.open, this.world.source, this.width, this.isTouch);
    for (let slices = 0; !this.opened && slices < 1000; slices += 1) this.tell(TOLD.read, 64);
  }

  /** Of each zone that the rules name, how many pairs of instant and offset, and they. */
  #zones() {
    const { now, timeZone, zone, zones } = this.world.given;
    const own = zones?.[timeZone] ?? zone ?? [[0, typeof now === "string" ? offset(now) : 0]];
    return this.opened[13].flatMap((name, place) => {
      const isOwn = place === 0 || name === "visitor" || name === timeZone;
      const pairs = zones?.[name] ?? (isOwn ? own : []);
      return [pairs.length, ...pairs.flatMap(([from, by]) => [date(from), offset(by)])];
    });
  }

  /** What is newly asked for is told at once. `only`: of these, nothing else. */
  #look(only = -1, needs = this.#needs) {
    const { environment, tall, top, touch, viewport } = this.world;
    const fresh = needs & only & ~this.#observed;
    this.#observed = fresh | (needs & this.#observed);
    if (fresh & NEED.viewport) this.measure(MEASURED.viewport, +touch, ...viewport);
    if (fresh & NEED.environment) this.tell(TOLD.environment, environment);
    if (fresh & NEED.height) this.measure(MEASURED.height, -1, tall, 0);
    if (fresh & NEED.height && top) this.measure(MEASURED.scrolled, -1, top, this.clock());
  }

  // What the wasm calls.

  #host() {
    const { world } = this;
    return {
      listen() {},
      alarm: (delay) => {
        this.#alarm = delay < 0 ? undefined : world.now + delay;
      },
      mono: () => this.clock() - world.back,
      wall: () => world.begin + world.skew + world.now,
      watch: (needs) => {
        this.#needs = needs;
        if (this.#isBegun) this.#inbox.push(() => this.#look());
      },
      met: () => this.#met(),
      off: () => false,
      into: () => (world.leaving.related ? 2 : 1),
      native: () => !!world.leaving.native,
      parses: (css) => (css[0] === "\0" ? world.matcher.add(css.slice(1)) : true),
      matches: (pattern, text) => world.matcher.test(this.opened[15][pattern], text),
      take: (kind, numbers, joined) => {
        const name = OUT[kind];
        const parts = unpack(numbers, joined);
        world.taken.push([world.now, name, parts]);
        this.#takes[name]?.(parts);
      },
    };
  }

  #takes = {
    opened: (parts) => {
      this.opened = parts;
    },
    ledger: ([text]) => {
      this.world.stored = text;
    },
    sample: ([asks, wanted]) => {
      const elements = this.opened[4];
      const answers = wanted.map((ix) => [ix, this.#property(elements[ix * 2], elements[ix * 2 + 1])]).filter(([, answer]) => answer !== undefined);
      this.tell(TOLD.sampled, asks ? this.world.guards : 0, answers.length, ...answers.flat());
    },
    sync: () => {
      this.#inbox.push(() => {
        const { claim, consent, stored } = this.world;
        this.tell(TOLD.synced, claim.is === "unavailable" || consent[0] !== 1 ? false : stored);
        if (consent[0] === 1) this.measure(MEASURED.ledger);
      });
    },
    erase: () => {
      this.world.stored = null;
    },
    show: ([key, rule, place, , anchor]) => {
      this.shown.set(key, { rule, place });
      const isGone = anchor && this.#property(anchor, 0) === false;
      const isHidden = anchor && this.#property(anchor, 1) === false;
      const why = this.world.undrawable.get(rule) ?? (isGone ? "not_found" : isHidden ? "not_visible" : undefined);
      this.#inbox.push(() => this.tell(TOLD.outcome, key, ...(why ? [NOT_DRAWN, why] : [DRAWN])));
    },
    hide: ([key]) => {
      this.shown.delete(key);
    },
  };

  /** One property of an element or of the document; what the trace does not say stays unknown. */
  #property(css, what) {
    const { elements, values } = this.world;
    if (what > 4) return what === 5 ? values.title : values[OF_DOCUMENT[what - 5]]?.[css];
    const says = elements[css];
    if (says === undefined || says === null) return undefined;
    const is = typeof says === "boolean" ? { exists: says } : says;
    const exists = is.exists !== false;
    return [exists, is.visible ?? exists, is.text, is.value, is.count ?? +exists][what];
  }
}
