/** @file Where each outcome went: which sinks took it, what waits for an answer about counting, and what was dropped. */

import { consentState, purposes } from "./consent.js";
import { h } from "./dom.js";
import { runtime } from "./runtime.js";

const COLLECT = "/collect";
const NAMES = { gtm: "dataLayer", beacon: "beacon" };
/** The answers of the strip at the top of the page, which may be under the panel. */
const ANSWERS = [["granted", "#choices-yes", "Allow"], ["partly", "#choices-partly", "Only remember"], ["denied", "#choices-no", "Decline"]];
const SAID = { granted: "You let us count.", denied: "You do not want to be counted.", pending: "You have not said whether we may count." };

const nameOf = (sink) => NAMES[sink] ?? sink;

/** Which sinks took an event, by its id; sinks themselves tell only of the last few. */
const took = new Map();
/** Those that this page's server has. */
const arrived = new Set();
let asking = false;

/** Keeps what sinks tell, and asks the server what it got of what was sent there. @param {any} whole */
export async function follow(whole) {
  for (const { name, recent } of whole?.sinks ?? []) {
    for (const id of recent) took.set(id, (took.get(id) ?? new Set()).add(name));
  }
  const isOpen = ({ id }) => took.get(id)?.has("beacon") && !arrived.has(id);
  if (asking || !runtime.events.some(isOpen)) return;
  asking = true;
  try {
    const { ids } = await (await fetch(COLLECT)).json();
    for (const id of ids) arrived.add(id);
  } catch {
    // On a host without a collector nothing arrives, and the panel says no more than that.
  }
  asking = false;
}

/** What became of one event: a few words, and whether it is well. @returns {Array<[text: string, state: "sent" | "held" | "gone"]>} */
function fate({ id }, whole) {
  if (!whole?.sinks) return [["a preview sends nothing", "gone"]];
  const takers = [...(took.get(id) ?? [])];
  if (takers.length) return takers.map((name) => [name === "beacon" && arrived.has(id) ? "beacon, arrived" : nameOf(name), "sent"]);
  const [then, now] = [runtime.allowed.get(id), purposes().analytics];
  if (then === "denied" || now === "denied") return [["dropped: counting is declined", "gone"]];
  return [[now === "pending" ? "held back until you choose" : "on its way", "held"]];
}

/** @param {any} event @param {any} whole */
export const chips = (event, whole) =>
  h("ul", { class: "fate", "aria-label": "Went to" }, fate(event, whole).map(([text, state]) => h("li", { "data-state": state }, text)));

/** Everything above in one line, and another choice. @param {any} whole */
export function summary(whole) {
  const { sinks = [], unsent } = whole ?? {};
  const counts = sinks.map(({ name, sent, waiting, dropped, failed }) =>
    [`${nameOf(name)} ${sent}`, waiting && `${waiting} waiting`, dropped && `${dropped} dropped`, failed && `${failed} failed`].filter(Boolean).join(", "));
  const held = unsent?.held ? `${unsent.held} held back` : "";
  const answers = ANSWERS.map(([state, button, name]) =>
    h("button", { type: "button", "aria-pressed": String(consentState() === state), onclick: () => document.querySelector(button).click() }, name));
  return h("div", { class: "panel-fates" }, h("p", null, SAID[purposes().analytics]), h("p", { class: "answers" }, answers),
    h("p", null, [...counts, held].filter(Boolean).join(" · ") || "No sinks."));
}

/** One word for all that the log shows, so that it is only drawn when it changed. @param {any} whole */
export const stamp = (whole) => JSON.stringify([consentState(), whole?.sinks?.map(({ recent, state, ...rest }) => rest), whole?.unsent, arrived.size]);
