/**
 * @file The one place where the shop meets opportune: the package is loaded, told the facts, and asked nothing else.
 * A missing or refused package leaves the shop exactly as it is.
 */

import { cart } from "./cart.js";
import { announce } from "./dom.js";
import { purposes, rememberedName } from "./consent.js";

const MODULE = "/opportune/index.js";
const RULES = "/rules/shop.json";
const KEPT = 200;
/** Where outcomes go once counting is allowed: into the page, to tag managers, to this page's own server. */
const SINKS = [() => {}, "gtm", { beacon: { url: "/collect", batch: { wait: "1s" } } }];

const name = rememberedName();
const facts = { cart: cart.facts(), customer: name ? { firstName: name } : {} };
const listeners = new Set();
/** Calls made before the package arrived, in order. */
let early = [];
let start = null;
let handle = null;

/** What the exit offer's button does: the till takes the code, and the cart shows it. */
function useCoupon({ code }) {
  if (!cart.applyCoupon(code)) return;
  runtime.track("coupon_applied", { code });
  announce(`${code} is taken off your order.`);
}

export const runtime = {
  /** The latest outcome events, newest last. */
  events: [],
  /** Whether counting was allowed as each of them came, by its id. */
  allowed: new Map(),
  /** The rules that run: where they are, or themselves. */
  rules: RULES,
  /** Why there is no handle, in words. */
  failure: "",
  get handle() {
    return handle;
  },
  track: (name, props) => call("track", name, props),
  /** Also remembered here, so that a restart knows what the page knows. */
  setFacts(patch) {
    Object.assign(facts, patch);
    call("setFacts", patch);
  },
  setConsent: (choice) => call("setConsent", purposes(choice)),
  /** Told of every outcome and every restart. */
  subscribe(listener) {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  /** Stops, and starts with other rules. @param {unknown} rules */
  restart(rules) {
    handle?.stop();
    begin(rules);
    return handle.ready;
  },
};

function call(method, ...args) {
  if (handle) handle[method](...args);
  else early.push([method, args]);
}

function tell() {
  for (const listener of listeners) listener();
}

function begin(rules) {
  runtime.rules = rules;
  handle = start({
    rules,
    facts,
    consent: purposes(),
    locale: "en-IE",
    functions: { useCoupon },
    sinks: SINKS,
    preview: "link",
    onEvent(event) {
      runtime.events.push(event);
      runtime.allowed.set(event.id, purposes().analytics);
      if (runtime.events.length > KEPT) runtime.allowed.delete(runtime.events.shift().id);
      tell();
    },
  });
  handle.ready.then(tell);
}

export async function arm() {
  try {
    ({ start } = await import(MODULE));
    begin(RULES);
    for (const [method, args] of early) handle[method](...args);
  } catch (error) {
    runtime.failure = String(error?.message ?? error);
    tell();
  }
  early = [];
}
