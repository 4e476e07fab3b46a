// `opportune/testing`: proves a shop's rules in seconds, on any page that runs the package.
// Time is virtual and the runtime follows it; signals are real input where the driver can give it.
// It must not reach into the runtime: it sees what a visitor and a console can see.

import { inPage } from "./testing-page.js";
import { driver } from "./testing-drivers.js";

export { webdriver } from "./testing-drivers.js";

const UNITS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** "1m30s" in milliseconds; a number is milliseconds already. */
export function duration(text) {
  if (typeof text === "number" && text >= 0) return Math.round(text);
  const parts = [...String(text).matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h|d)/g)];
  if (parts.length === 0 || parts.map((part) => part[0]).join("") !== text) {
    throw new TypeError(`opportune/testing: ${JSON.stringify(text)} is not a duration such as "10s" or "1m30s"`);
  }
  return Math.round(parts.reduce((sum, [, count, unit]) => sum + Number(count) * UNITS[unit], 0));
}

/** The page's answer to one question: `name` of the object that inPage() left there. */
const question = async ([key, name, args]) => {
  const page = globalThis[Symbol.for(key)];
  if (!page) return { missing: true };
  return { value: await page[name](...args) };
};

const OPTIONS = ["now", "consent", "facts", "variant", "namespace"];
const KEY = "opportune.testing";
const FRAME = 16;

class Stage {
  #drive;
  #options;
  #time;
  #at = null;

  constructor(drive, options) {
    this.#drive = drive;
    this.#options = options;
    this.#time = +new Date(options.now ?? "2026-01-15T10:00:00Z");
    if (Number.isNaN(this.#time)) throw new TypeError("opportune/testing: `now` is not a date");
  }

  /** What each new document is told before any of its scripts runs. */
  get #seed() {
    const { consent, facts, namespace, variant } = this.#options;
    return { key: KEY, now: this.#time, consent, facts, namespace, variant };
  }

  async prepare() {
    await this.#drive.init?.(inPage, this.#seed);
    return this;
  }

  async #ask(name, ...args) {
    let answer = await this.#drive.evaluate(question, [KEY, name, args]);
    if (answer.missing) {
      // A document that began before we came, or a driver that cannot come first.
      await this.#drive.evaluate(inPage, this.#seed);
      answer = await this.#drive.evaluate(question, [KEY, name, args]);
    }
    return answer.value;
  }

  /** The virtual time. */
  get now() {
    return new Date(this.#time);
  }

  /** Waits until the runtime runs (or says why not). */
  async ready() {
    return this.#ask("ready");
  }

  /** Lets that much time pass, deadline by deadline. */
  async advance(time) {
    const by = duration(time);
    // The next document of this tab begins where this one stops, wherever in the span it begins.
    this.#time += by;
    await this.#drive.init?.(inPage, this.#seed);
    await this.#ask("advance", by, this.#time);
  }

  /** Moves the pointer to an element's middle, or to a point of the viewport, and rests it there. */
  async hover(target) {
    const [x, y] = Array.isArray(target) ? target : await this.#ask("place", target);
    await this.#move(x, y);
    await this.#ask("settle");
  }

  async #move(x, y) {
    await this.#drive.move(x, y);
    this.#at = [x, y];
  }

  /** Scrolls by the wheel: "50%" of the way, "800px" or a number from the top, or until an element is in the middle. */
  async scroll(to) {
    const { width, height } = await this.#ask("viewport");
    if (!this.#at || this.#at[1] < 0) await this.#move(Math.floor(width / 2), Math.floor(height / 2));
    let before = null;
    for (let tries = 0; tries < 40; tries += 1) {
      const { left, top } = await this.#ask("scrollLeft", to);
      if (Math.abs(left) < 1 || (before !== null && top === before && tries > 6)) break;
      before = top;
      await this.#drive.wheel(left);
      await this.#ask("settle");
    }
  }

  /** Leaves the page by its top edge, towards the address bar, at so many pixels per millisecond. */
  async exit({ speed = 2, x } = {}) {
    const { width } = await this.#ask("viewport");
    const column = x ?? Math.floor(width / 2);
    // A hand is seen once per frame: at this speed it is that far on each time.
    const step = Math.max(2, speed * FRAME);
    await this.#move(column, Math.round(step * 5.5));
    // Whoever has just come in is not leaving yet.
    await this.advance(400);
    for (let steps = 4.5; steps > 0; steps -= 1) {
      await this.#drive.move(column, Math.round(step * steps), 1);
      await this.advance(FRAME);
    }
    const left = await this.#drive.move(column, Math.round(step * -0.5), 1).then(() => true, () => false);
    // Drivers that refuse to point outside the page: tell the page what a browser would.
    if (!left || this.#drive.bounded) await this.#ask("leave", column, Math.round(step * -0.5));
    this.#at = [column, -1];
    await this.#ask("settle");
  }

  /** The tab goes to the background, as when another one is chosen. */
  async hide() {
    await this.#ask("visibility", false);
  }

  /** The tab comes back. */
  async show() {
    await this.#ask("visibility", true);
  }

  /** Hides, lets time pass, and shows: the visitor was away. */
  async away(time) {
    await this.hide();
    await this.advance(time);
    await this.show();
  }

  /** The page is left and restored from the back/forward cache, that much later. */
  async back(time = "1s") {
    await this.#ask("leavePage");
    await this.advance(time);
    await this.#ask("restorePage");
  }

  /** Whether something of this rule is on the screen. */
  async shown(id) {
    return this.#ask("shown", id);
  }

  /** The runtime's explanation: of one rule, or of everything. */
  async why(id) {
    return this.#ask("why", id);
  }

  /** What the runtime reported in this document, in order; by name if one is given. Other events of ours only by their name. */
  async events(name) {
    const all = await this.#ask("events");
    return all.filter((one) => (name ? one.name === name || one.name === `opportune_${name}` : !one.name.startsWith("opportune:")));
  }
}

/**
 * Prepares a page. Call it before going anywhere: documents that begin later start at the virtual time.
 * `page` is Playwright's or Puppeteer's, the result of `webdriver()`, or a driver of your own (testing.d.ts).
 */
export function opportune(page, options = {}) {
  // An option that is none would be a visitor other than the test says.
  for (const name of Object.keys(options)) {
    if (!OPTIONS.includes(name)) throw new TypeError(`opportune/testing: there is no option "${name}"; there are ${OPTIONS.join(", ")}`);
  }
  return new Stage(driver(page), options).prepare();
}

export default opportune;
