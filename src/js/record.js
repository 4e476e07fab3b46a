//! What came through the engine's door, as a trace that replays to the same decisions. The runtime keeps a journal of
//! every call into the wasm and of what it asked back (`runtime.js`); here it becomes JSON, and, unless the caller wants
//! it all, loses what no rule can read. Loaded when somebody asks.

import { CONSENT, FIELD, MEASURED, PURPOSES, TOLD } from "./codes.js";
import { unpack } from "./plain.js";
import { redaction } from "./redact.js";
import { standIn } from "./standin.js";

const SOURCES = ["track", "dom", "dataLayer"];
const KEYS = { keydown: "key", pointerdown: "pointer", pointerover: "pointer", touchstart: "touch", wheel: "wheel" };
const TYPING = ["beforeinput", "input", "compositionstart", "compositionend"];
/** As in `shell/observe.rs`. */
const STALE_CROSSING = 300;
const SAMPLE = 16;
const MENU = 2000;
const named = (table, kind) => Object.keys(table).find((name) => table[name] === kind);

/** The visitor's hands as the shell sees them: what an event says beyond the event itself. */
function hands() {
  let crossed;
  let composing = false;
  let touch = false;
  let [entered, pressed, menu] = [0, 0];
  return (type, [, isTouch, y, at, buttons], said) => {
    const [mono] = said.m ?? [];
    if (type === "contextmenu") menu = mono;
    else if (type === "pointerdown") [pressed, menu] = [mono, undefined];
    else if (type === "compositionstart" || type === "compositionend") composing = type === "compositionstart";
    else if (type === "pointerover" || type === "pointerout") {
      if (type === "pointerout" && said.i?.[0] === 0) return undefined;
      if (type === "pointerover") {
        if (!crossed) entered = mono;
        crossed = [Math.trunc(y), at];
        menu = undefined;
      }
      touch = !!isTouch;
    }
    // Whoever told the engine something read the wall clock for it.
    const isTold = !!said.w;
    if (type === "mouseout") {
      const [into] = said.i ?? [0];
      if (into === 0 || !said.m) return undefined;
      const top = Math.trunc(y);
      const since = crossed ? (crossed[0] - top) / Math.min(Math.max(at - crossed[1], 1), STALE_CROSSING) : 0;
      const exit = {
        y: top, speed: Math.max(since, top < 0 ? -top / SAMPLE : since), buttons, related: into === 2,
        native: (menu !== undefined && mono - menu < MENU) || !!said.n?.[0],
        sinceEnter: mono - entered, sincePress: mono - pressed, touch,
      };
      if (into === 1) crossed = undefined;
      return isTold ? { exit } : undefined;
    }
    if (!isTold) return undefined;
    if (TYPING.includes(type)) return { typing: { composing } };
    return KEYS[type] && { activity: KEYS[type] };
  };
}

/** What an entry's answers say, by tag; `order`: when it told the engine something, by the number of calls until then. */
function answers(entry) {
  const said = { order: 0 };
  for (let i = 2; i < entry.length; i += 3) {
    (said[entry[i]] ??= []).push(entry[i + 1]);
    if (entry[i] === "w") said.order = entry[i + 2];
  }
  return said;
}

/** What was laid out in slices: the rule set, and what says on which device it ran. */
const opened = ([head, ...more]) => {
  const all = unpack(...head.slice(1));
  for (const slice of more) all[0].rules.push(...unpack(...slice.slice(1)));
  return all;
};

/** The rules that ran, one after the other. */
const openedIn = (journal) => journal.filter(([name]) => name === "rules").map(([, slices]) => opened(slices));

/** As `device_of` in `ruleset/by_device.rs`. */
const deviceOf = ([, width, coarse]) => (!coarse || width >= 1100 ? "desktop" : width < 600 ? "mobile" : "tablet");

const stored = (text, ledger) => (typeof text === "string" ? { text: ledger(text) } : text === null ? "nothing" : text ? "refused" : "unavailable");

/** As `Parts::context` in `api.rs` reads it: for each zone its pairs of instant and offset, then arms that are forced. */
function zonesOf(parts, count) {
  const zones = [];
  let at = 0;
  for (let i = 0; i < count; i += 1) {
    const end = at + 1 + parts[at] * 2;
    const pairs = [];
    for (at += 1; at < end; at += 2) pairs.push([parts[at], parts[at + 1]]);
    zones.push(pairs);
  }
  const forced = Array.from({ length: parts[at] ?? 0 }, (_, one) => [parts[at + 1 + 2 * one], parts[at + 2 + 2 * one]]);
  return { zones, ...(forced.length > 0 && { variants: Object.fromEntries(forced) }) };
}

/**
 * @param {object} from
 * @param {Array<unknown[]>} from.journal
 * @param {number} from.lost How many entries were let go.
 * @param {{ selectors: Array<[string, number]> }} from.plan
 * @param {Array<[number, number[], string]>} from.rules Those that run, laid out.
 * @param {boolean} from.redact
 * @param {number} from.now When, by the monotonic clock.
 */
export function trace({ journal, lost, plan, rules: running, redact, now }) {
  const all = openedIn(journal);
  const [set] = opened(running);
  const only = redaction(redact ? [set, ...all.map(([one]) => one)] : null);
  const css = (index) => plan.selectors[index]?.[0];
  const rules = new Map();
  const hear = hands();
  const events = [];
  const head = { version: 1, recorded: true, ...(all.length && { device: deviceOf(all[0]) }) };
  let ran;
  let zoneCount = 0;
  let offset;
  let viewed = false;
  let wereLeft = false;

  const many = (parts, from) => parts.slice(from + 1, from + 1 + parts[from]).map(css);
  const crossing = (parts, word) => ({ on: many(parts, 2), [word]: parts[0], ...(parts[1] && { widget: rules.get(parts[1] - 1) }) });

  function told(kind, parts) {
    const [first, second, third] = parts;
    switch (named(TOLD, kind)) {
      case "pageView": return { pageView: { url: only.url(first), referrer: only.referrer(second), visible: third, restored: parts[3] } };
      case "url": return { url: only.url(first) };
      case "facts": return { facts: only.facts(first) };
      case "environment": return { environment: first };
      case "event": return { event: { name: first, props: only.props(second), source: SOURCES[third] } };
      case "consent": return { consent: Object.fromEntries(PURPOSES.map((purpose, i) => [purpose, CONSENT[parts[i]]])) };
      case "trigger": return { trigger: { rule: first, force: second } };
      case "dismiss": return { dismiss: first ?? true };
      case "mute": return { mute: first };
      case "outcome": {
        const is = ["drawn", "not_drawn", "click", "dismiss", "answer", "copy", "apply"][second];
        return { outcome: { key: first, is, ...(is === "click" ? { button: third } : is === "answer" ? { choice: third } : typeof third === "string" && { how: third }) } };
      }
      case "synced": return { synced: stored(first, only.ledger) };
      case "left": {
        const isNews = parts.length > 0 || wereLeft;
        wereLeft = parts.length > 0;
        if (head.left) return isNews && { left: parts };
        // The first page view knows them.
        head.left = parts;
        return undefined;
      }
      case "merge": return { merge: stored(first, only.ledger) };
      case "sampled": {
        const pairs = Array.from({ length: second }, (_, i) => [parts[2 + 2 * i], only.text(parts[3 + 2 * i])]);
        return { sampled: { guards: first, answers: pairs } };
      }
      case "pointer": return { pointer: crossing(parts, "touch") };
      case "focus": return { focus: crossing(parts, "keyboard") };
      case "click": return { click: { on: many(parts, 3), at: [first, second], field: (third & 1) !== 0, answered: (third & 2) !== 0 } };
      case "field": return { field: { what: named(FIELD, first), on: many(parts, 2), ...(typeof second === "number" && { length: second }) } };
      case "copy": return { copy: { on: many(parts, 0) } };
      case "begin": {
        if (head.language === undefined) {
          [head.language, head.locale, head.visitor, head.named, head.tab] = parts;
          // A name that the page gave may be anybody's; a random one is nobody's.
          if (redact && head.named) head.visitor = standIn(head.visitor, [set, ...all.map(([one]) => one)]);
          Object.assign(head, zonesOf(parts.slice(5), zoneCount));
          return undefined;
        }
        // What was opened may be in the part that is lost.
        return ran && { rules: { set: ran, zones: zonesOf(parts.slice(5), zoneCount).zones } };
      }
      default: return undefined;
    }
  }

  function measured([kind, on, a, b]) {
    switch (named(MEASURED, kind)) {
      case "viewport": return { viewport: { width: a, height: b, touch: on !== 0 } };
      case "height": return { height: { height: a, view: b, ...(on >= 0 && { container: css(on) }) } };
      case "seen": return { seen: { on: css(on), element: b, ratio: a } };
      case "passed": return { passed: { on: css(on), share: a } };
      case "visibility": return { visibility: on ? "visible" : "hidden" };
      case "end": return { pageEnd: {} };
      case "dom": return { dom: {} };
      case "appears": return { appears: { on: css(on) } };
      case "media": return { media: { on: css(on), share: a, state: b } };
      case "wake": return { wake: {} };
      default: return undefined;
    }
  }

  function signal([name, args], said, type) {
    if (name === "measured") return measured(args);
    if (name === "told") return told(args[0], unpack(args[1], args[2]));
    return hear(type, args, said);
  }

  // An event tells what it crossed before it tells itself: in the order of the door, not of the calls.
  const inputs = [];
  journal.forEach((entry, index) => {
    if (entry[0] === "place") rules.set(entry[1], entry[2]);
    if (entry[0] === "zones") zoneCount = entry[1];
    if (entry[0] === "rules") [ran] = opened(entry[1]);
    if (entry[0] === "lost") {
      ran = undefined;
      inputs.push({ order: inputs.at(-1)?.order ?? 0, index, one: { lost } });
    }
    if (entry[0] === "scrolled") {
      const [, row, order] = entry;
      for (let i = 0; i < row.length; i += 3) {
        const [on, top, mono] = row.slice(i, i + 3);
        // It may go on while this is loaded.
        if (mono <= now) inputs.push({ order, index, one: { scroll: on < 0 ? { top } : { top, container: css(on) } }, mono });
      }
    }
    if (!["heard", "measured", "told"].includes(entry[0])) return;
    const said = answers(entry);
    const one = signal(entry, said, entry[1][5]);
    if (one && said.w) inputs.push({ order: said.order, index, one, mono: said.m.at(-1), wall: said.w.at(-1) });
  });
  inputs.sort((a, b) => a.order - b.order || b.index - a.index);
  let at = 0;
  for (const { one, mono = at, wall } of inputs) {
    at = Math.floor(mono);
    if (wall !== undefined) {
      const ahead = Math.floor(wall) - at;
      // The engine reads the wall clock until and where a page view begins.
      const isRead = !viewed || one.pageView || one.url;
      if (offset === undefined) head.now = new Date(ahead).toISOString();
      else if (isRead && ahead !== offset) events.push({ at: `${at}ms`, clock: ahead });
      if (offset === undefined || isRead) offset = ahead;
      viewed ||= !!one.pageView;
    }
    events.push({ at: `${at}ms`, ...one });
  }
  events.push({ at: `${Math.floor(now)}ms`, end: {} });
  return { ...head, ...(lost && { lost }), selectors: plan.selectors.map(([one]) => one), events };
}
