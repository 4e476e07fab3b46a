/**
 * Proves a shop's rules in seconds, on any page that runs the package. Time is virtual and the runtime follows it;
 * signals are real input where the driver can give it.
 *
 * ```js
 * const o = await opportune(page, { now: "2026-11-21T10:00:00Z", consent: "granted" });
 * await page.goto("/checkout");
 * await o.ready();
 * await o.advance("10s");
 * assert(await o.shown("coupon-hint"));
 * ```
 */

import type { Consent, ConsentState, Explanation, OpportuneEvent, Options as StartOptions, Overview, Ready } from "./index.js";

/** What drives the browser, taken structurally. */
export interface Driver {
  /** Runs a function in the page with one JSON argument; awaits and returns its JSON result. */
  evaluate(work: (argument: any) => any, argument?: any): Promise<any>;
  /** Runs a function before the scripts of every new document. Without it, time is real until the first call. */
  init?(work: (argument: any) => any, argument?: any): Promise<unknown>;
  /** Points at a place of the viewport. */
  move(x: number, y: number): Promise<unknown>;
  /** Turns the wheel, down by so many pixels. */
  wheel(by: number): Promise<unknown>;
  /** It cannot point outside the viewport: `exit()` then tells the page what a browser would. */
  bounded?: boolean;
}

/** The part of Playwright's `Page` that is used. */
export interface PlaywrightPage {
  addInitScript(work: any, argument?: any): Promise<unknown>;
  evaluate(work: any, argument?: any): Promise<any>;
  mouse: { move(x: number, y: number, options?: any): Promise<void>; wheel(x: number, y: number): Promise<void> };
}

/** The part of Puppeteer's `Page` that is used. */
export interface PuppeteerPage {
  evaluateOnNewDocument(work: any, ...args: any[]): Promise<unknown>;
  evaluate(work: any, ...args: any[]): Promise<any>;
  mouse: { move(x: number, y: number, options?: any): Promise<void>; wheel(options: any): Promise<void> };
}

/** A span: `"300ms"`, `"10s"`, `"1m30s"`, `"2h"`, `"30d"`, or milliseconds. */
export type Duration = string | number;

export interface Options {
  /** When it is. Default 2026-01-15T10:00:00Z. */
  now?: Date | string | number;
  /** Given to every runtime as it starts. */
  consent?: ConsentState | Consent;
  /** Given to every runtime as it starts. */
  facts?: StartOptions["facts"];
  /** Forces variants: of each experiment (its name, or the id of its rule) that one. Its events are marked `test: true`. */
  variant?: Record<string, string>;
  /** Which runtime, where a page has several. Default: the latest. */
  namespace?: string;
}

export interface Stage {
  /** The virtual time. */
  readonly now: Date;
  /** Waits until the runtime runs, or says why not. Time need not pass for it. */
  ready(): Promise<Ready>;
  /** Lets that much time pass, timer by timer. */
  advance(time: Duration): Promise<void>;
  /** Moves the pointer to an element's middle, or to a point, and rests it there. Looks into widgets too. */
  hover(target: string | [number, number]): Promise<void>;
  /** Scrolls by the wheel: `"50%"`, `"800px"`, a number of pixels, or until an element is in the middle. */
  scroll(to: string | number): Promise<void>;
  /** Leaves the page by its top edge at so many pixels per millisecond (2). Takes half a second. */
  exit(options?: { speed?: number; x?: number }): Promise<void>;
  /** The tab goes to the background. */
  hide(): Promise<void>;
  /** The tab comes back. */
  show(): Promise<void>;
  /** `hide()`, time, `show()`. */
  away(time: Duration): Promise<void>;
  /** The page is left and restored from the back/forward cache. */
  back(time?: Duration): Promise<void>;
  /** Whether something of this rule is on the screen. */
  shown(id: string): Promise<boolean>;
  /** The runtime's explanation, of one rule or of everything. */
  why(id: string): Promise<Explanation | null>;
  why(): Promise<Overview | null>;
  /** What rules emitted: the CustomEvents of that name (`"opportune:read_to_the_end"`). */
  events(name: `opportune:${string}`): Promise<Array<{ name: string; detail: any }>>;
  /** What the runtime reported in this document, in order; by name (`"impression"`) if one is given. */
  events(name?: string): Promise<OpportuneEvent[]>;
}

/** Prepares a page. Call it before going anywhere: documents that begin later start at the virtual time. */
export function opportune(page: PlaywrightPage | PuppeteerPage | Driver, options?: Options): Promise<Stage>;
export default opportune;

/**
 * A page of any W3C WebDriver session, over plain HTTP: `webdriver("http://127.0.0.1:9515", (await driver.getSession()).getId())`.
 * Time is virtual in Chrome and Edge; elsewhere the runtime begins before we come, and its time stays real.
 */
export function webdriver(server: string, session: string): Driver;

/** `"1m30s"` in milliseconds. */
export function duration(text: Duration): number;
