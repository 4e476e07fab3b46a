//! One running rule set: every call into the wasm goes through `enter` here, every effect comes out through `carryOut`.
//! A trap costs one restart from the last stored ledger, then the runtime is off. Nothing is thrown into the page.

import { CONSENT, MEASURED, ONLINE, OUTCOME, PURPOSES, SOURCE, TOLD } from "./codes.js";
import { createDom } from "./dom.js";
import { createDrawing } from "./draw.js";
import { guarded } from "./guarded.js";
import { createJournal } from "./journal.js";
import { instantiate, loadRest, release, SLICE, turns } from "./load.js";
import { createPage } from "./page.js";
import { own, pack, patches, unpack } from "./plain.js";
import { createStore } from "./store.js";
import { createTabs } from "./tabs.js";
import { zone } from "./zone.js";

const DATA = [16, 1000];
const MOST_CALLS = 1000;
/** How many outcomes wait for the script of the sinks. */
const MOST_TOLD = 500;

/** What we pushed to `dataLayer`, or gave to `gtag`, which pushes its arguments: `sinks/vendor.js` marks it, too. */
const OURS = Symbol.for("opportune");

/**
 * @param {object} setup
 * @param {object} setup.options As given to `start`.
 * @param {number[]} setup.consent State of each purpose, as places in `CONSENT`.
 * @param {AbortSignal} setup.signal Aborted when the runtime ends.
 * @param {(problems: object[], plan: object) => string | undefined} setup.onOpened Answers why not to run, if so.
 * @param {(reason: string) => void} setup.onEnd It ended by itself.
 * @param {() => void} setup.onTurn A page view began, the visitor came back, or consent changed.
 * @param {(news: unknown, isHeard: number) => void} setup.onHeard Another tab says what was denied there, or that all is forgotten.
 */
export function createRuntime({ options, consent, signal, onOpened, onEnd, onTurn, onHeard }) {
  // Whoever erased it may have meant no.
  const store = createStore(options.namespace, () => onHeard(CONSENT[0], 1));
  const skew = options.now === undefined ? 0 : options.now - Date.now();
  const waiting = [];
  const facts = patches();
  let ledger = null;
  let life;
  let restarts = 0;
  let restarting;
  let stopped = false;
  /** Something was forgotten: nothing is kept until the next page view. */
  let isHeld = false;
  let isLate;
  const erase = () => ((ledger = null), store.erase(isLate));
  const isStoring = () => !options.preview && !isHeld && CONSENT[consent[0]] === "granted";
  const tellConsent = () => life?.page.tell(TOLD.consent, isHeld && consent[0] === 1 ? 0 : consent[0], consent[1], consent[2]);
  // Others may say no while this page loads. What they say while it is away it misses, and the store must be asked again.
  const tabs = createTabs(options.namespace, !options.preview && onHeard, () => life || store.close(), signal);
  /** Outboxes are the visitor's, whichever page has the sink. Until they are found it may be no longer so. */
  const clear = (isForgotten) => import("./stored.js").then((all) => all.clear(options, () => isHeld || consent[1] > 1, isForgotten)).catch(() => {});
  /** A visitor says no in one tab and means all. */
  const sayNo = (purposes) => {
    if (purposes[0]) tabs.say(Object.fromEntries(purposes.map((purpose) => [purpose, CONSENT[2]])));
    if (purposes.includes(PURPOSES[1])) clear();
  };
  const { told } = options;
  /** Once they are there, nothing waits in the list. */
  const tellSinks = (one) => {
    if (told?.length > MOST_TOLD) told.lost = (told.lost ?? 0) + 1;
    else told?.push(one);
  };

  /** One instance and the page around it. */
  async function live(what, glue) {
    const { module } = what;
    const dom = createDom();
    let dead = false;
    let plan;
    let opened;
    let drawing;
    let explained;
    let held;
    let isClaimed = false;
    let claims = 0;
    let isOpening = false;
    /** Its outcomes count from 1 on, after a fault anew: their ids begin with this, with another one after a denial. */
    let load;
    const renew = () => (load = [...crypto.getRandomValues(new Uint32Array(3))].map((part) => part.toString(36)).join(""));
    renew();
    const journal = createJournal();
    const { note, said } = journal;
    const enter = (name, ...args) => (dead ? undefined : journal.during([name, args], call, name, args));
    /** What is heard most: it says when it was, and nothing is asked back. */
    const scrolled = (on, top) => {
      if (dead) return;
      const at = performance.now();
      journal.scrolled(on, top, at);
      journal.during(undefined, call, "measured", [MEASURED.scrolled, on, top, at]);
    };
    /** A trap ends this instance. */
    const call = (name, args) => {
      try {
        return glue[name](...args);
      } catch (why) {
        fault(why);
      }
    };
    const end = () => {
      dead = true;
      page.stop();
      drawing?.stop();
    };
    const fault = (why) => {
      const isHalf = isOpening && !glue.isWhole();
      end();
      try {
        glue.measured(MEASURED.close);
      } catch {
        // It trapped; its timer may be left, and finds nobody.
      }
      life = undefined;
      // Rules that were half read when the code for them was missing begin again once it is there.
      if (!isHalf) console.error("opportune: fault", why);
      if (!isHalf && restarts++) onEnd("fault");
      else restarting = run({ ...what, more: loadRest() }).catch((failed) => onEnd(failed.reason ?? "fault"));
    };

    const merge = (text) => {
      // Whoever hears nothing is told with the next answer.
      if (text !== false) page.tell(TOLD.left, ...store.left());
      return !page.tell(TOLD.merge, text);
    };
    const read = (comes) => isStoring() && store.read((text) => {
      // What was read before a claim would undo what others wrote between.
      if (claims && text !== false) return read(comes);
      return merge(text);
    }, comes);
    const reload = (comes) => {
      onTurn();
      read(comes);
    };
    const turned = (comes) => {
      if (isHeld) {
        isHeld = false;
        tellConsent();
      }
      reload(comes);
    };
    const leave = () => {
      if (!isStoring()) return;
      enter("measured", MEASURED.ledger);
      store.leave(tab, ledger);
    };
    const event = (name, props, source, item) => {
      if (item && (own(item, OURS) || own(own(item, 2) ?? item, OURS))) return;
      const data = unpack(...pack([props], ...DATA))[0];
      page.tell(TOLD.event, name, data, source);
    };
    /** Drawing waits while a claim is being written. */
    const inOrder = (one) => (held ? held.push(one) : one.draw());
    const effects = {
      opened([problems, disabled, count, selectors, elements, ratios, domEvents, overlays, quietZones, locale, currency, theme, days, zones, environment, patterns]) {
        const pairs = (flat) => flat.flatMap((css, i) => (i % 2 ? [] : [[css, flat[i + 1]]]));
        opened = { problems, disabled, count, selectors: pairs(selectors), elements: pairs(elements), ratios, domEvents, overlays,
          quietZones, locale, currency, theme, days, zones, environment, patterns };
      },
      explained([value]) {
        explained = value;
      },
      ledger: ([text]) => (ledger = text),
      sync() {
        if (!isStoring()) return page.tell(TOLD.synced, false);
        claims++;
        store.update((text) => {
          claims--;
          // What this decides is drawn once it is written: a counter that the store refused was never taken.
          if (text !== false) held = [];
          isClaimed = true;
          page.tell(TOLD.synced, text);
          isClaimed = false;
          enter("measured", MEASURED.ledger);
          return text === false || dead ? undefined : ledger;
        }, (written) => {
          const waiting = held ?? [];
          held = undefined;
          if (dead) return;
          if (!written) page.tell(TOLD.synced, true);
          for (const { draw, key, claimed } of waiting) {
            if (written || !claimed) draw();
            else page.tell(TOLD.outcome, key, OUTCOME.not_drawn, "no_storage");
          }
        });
      },
      erase,
      show: (parts) => inOrder({ key: parts[0], claimed: isClaimed, draw: () => drawing.show(parts) }),
      update: (parts) => inOrder({ draw: () => drawing.update(parts) }),
      hide: (parts) => inOrder({ draw: () => drawing.hide(parts) }),
      dataLayer([value]) {
        onEffect({ type: "dataLayer", value });
        if (typeof value === "object" && value) Object.defineProperty(value, OURS, { __proto__: null, value: true });
        (globalThis.dataLayer ??= []).push(value);
      },
      call([rule, name, args]) {
        onEffect({ type: "call", rule, name, args });
        const own = Object.hasOwn(options.functions ?? {}, name) && options.functions[name];
        if (own) guarded(name, () => own(args));
        else if (!options.quiet) console.warn(`opportune: no function "${name}" was given to start()`);
      },
      hand: (parts) => inOrder({ draw: () => drawing.hand(parts) }),
      emit([rule, name, props]) {
        onEffect({ type: "emit", rule, name, props });
        drawing.signal(rule, name, { name, rule, props });
      },
      report([rule, name, meta, reason, seq, pageView, at, button, answer, session, extra]) {
        const one = { id: `${load}-${seq}`, seq, name, rule: rule || null, reason: reason || null, button, pageView, session, at, meta, ...extra };
        // What was typed never left the page.
        if (name === "opportune_survey_answer") Object.assign(one, { answer, text: drawing.said(rule) });
        // What follows in the page view in which somebody was forgotten stays in the page.
        if (!isHeld) tellSinks(one);
        guarded("onEvent", () => options.onEvent?.(one));
        drawing.signal(rule, name.replace("opportune_", ""), one);
      },
    };
    const onEffect = (effect) => guarded("onEffect", () => options.onEffect?.(effect));
    const page = createPage({
      enter, dom, event, note, said, scrolled, skew, get matcher() { return what.matcher; }, merge: turned, leave,
      // Stopped from within a callback, the rest of what was decided is nobody's.
      carryOut: (name, parts) => dead || guarded(name, () => (options.instead?.[name] ?? effects[name])(parts)),
    });

    glue.attach(page.host);
    const turn = turns();
    const [tab, ...id] = crypto.getRandomValues(new Uint32Array(5));
    const { visitorId } = options;
    // In which language the page is read.
    const locale = options.locale || dom.language() || navigator.language;
    /**
     * Reads rules in slices, always from the first one on; what runs goes on. Answers the plan, or nothing if it is over.
     * @param {Array<[number, number[], string]>} rules
     */
    const open = async (rules, matcher = what.matcher) => {
      const order = pack([SLICE]);
      what.matcher = matcher;
      opened = undefined;
      for (let at = 0; !opened && !dead && !stopped; at++) {
        isOpening = true;
        call("told", rules[at] ?? [TOLD.read, ...order]);
        isOpening = false;
        await turn();
      }
      return opened;
    };
    /** Runs those rules from here on, or answers why not. `kept`: how much of each of them is as before. */
    const adopt = (rules, opened, kept = []) => {
      const refusal = dead ? "fault" : onOpened(opened, !drawing);
      if (refusal) return refusal;
      what.rules = rules;
      plan = opened;
      note(["rules", rules], plan.count);
      drawing ??= createDrawing({ tell: page.tell, dom, onEffect });
      drawing.set({
        locale: options.locale ?? plan.locale ?? locale, zone: plan.zones[0] === "visitor" ? undefined : plan.zones[0],
        currency: plan.currency, theme: [plan.theme, options.theme],
        hosts: options.allow?.hosts, functions: options.functions, skew,
      }, plan.environment & ONLINE);
      page.plan(plan);
      note(["zones", plan.zones.length]);
      // Only previews and tests force variants.
      const forced = Object.entries(options.forced ?? globalThis[OURS]?.variants ?? {});
      const offsets = plan.zones.flatMap((name, i) => {
        const pairs = i || plan.days ? zone(name, Date.now() + skew) : [];
        return [pairs.length / 2, ...pairs];
      });
      page.tell(TOLD.begin, navigator.language, locale, visitorId || id.join("-"), !!visitorId, tab, ...offsets, forced.length, ...forced.flat(), ...kept);
      return undefined;
    };
    const first = await open(what.rules);
    const refusal = stopped ? "stopped" : adopt(what.rules, first);
    await turn();
    if (dead) return undefined;
    if (refusal) {
      enter("measured", MEASURED.close);
      release(module, glue);
      return refusal;
    }
    return {
      adopt, dom, enter, event, merge, open, page, reload,
      drop: () => (journal.drop(), renew()),
      isClaiming: () => claims > 0, rules: () => what.rules,
      recorded: () => ({ ...journal.read(), plan, rules: what.rules, now: performance.now() }),
      explain(rule) {
        page.tell(TOLD.explain, rule);
        return explained;
      },
      isWhole: glue.isWhole,
      /** Puts the wasm's later files in, unless there are none to come. */
      async complete(later) {
        if (later) await glue.complete(await later);
      },
      stop() {
        end();
        try {
          glue.measured(MEASURED.close);
          release(module, glue);
        } catch {
          // It is gone either way.
        }
      },
    };
  }

  /** Runs those rules; settles when the first page view was told or `onEnd` was, with why not if it refused. */
  async function run(what) {
    let asked;
    const ask = () => (asked = isStoring() && store.turn()) && new Promise((resolve) => store.read(resolve, true));
    const stored = ask();
    const glue = await instantiate(what.module);
    if (what.more) await glue.complete(await what.more);
    if (stopped) return release(what.module, glue);
    const next = await live(what, glue);
    if (!next?.page) return next ?? restarting;
    let text = await stored;
    // What was erased meanwhile is no answer, and what may be known since was not asked for.
    while (!stopped && isStoring() && asked !== store.turn()) text = await ask();
    if (stopped) return next.stop();
    life = next;
    // What is known goes before the first page view, so that it decides on all of it. What was denied is erased already.
    isLate = true;
    tellConsent();
    isLate = false;
    if (asked === store.turn()) next.merge(ledger ?? text);
    next.page.tell(TOLD.facts, facts.all());
    next.page.begin();
    if (life !== next) return restarting;
    waiting.splice(0).forEach(later);
    return undefined;
  }

  /** Now, or in order once it runs. */
  const later = (work) => {
    if (life) work(life);
    else if (waiting.length < MOST_CALLS) waiting.push(work);
  };

  // Who said no before it began, nobody else heard, and the wasm may never come.
  sayNo(PURPOSES.filter((_, i) => consent[i] === 2));
  if (consent[0] > 1) erase();

  return {
    run,
    store, isStoring,
    life: () => life,
    explain: (rule) => life?.explain(rule),
    isWhole: () => !life || life.isWhole(),
    complete: () => life.complete(loadRest()),
    setConsent(change, isHeard) {
      isLate = isHeard > 1;
      const before = isStoring();
      const denied = PURPOSES.filter((purpose, i) => {
        const was = consent[i];
        const state = CONSENT.indexOf(change?.[purpose] ?? change);
        if (state >= 0 && !(isHeard && was > 1)) consent[i] = state;
        return state > was && state > 1;
      });
      told?.push([...consent, isLate]);
      if (isHeard || denied[0]) life?.drop();
      // What was denied or forgotten before is erased; what lies there since is of others.
      if (!life && (before ? !isStoring() : denied.includes(PURPOSES[0]))) erase();
      // What the page before left goes into the store before anything else does.
      if (!before) life?.reload(true);
      tellConsent();
      if (!isHeard) sayNo(denied);
    },
    /** Erases all that is kept, in memory too; settles once it is. With `isHeard`, another tab asked for it. */
    forget(isHeard) {
      isLate = isHeard > 1;
      isHeld = true;
      life?.drop();
      // What waits for the sinks' script.
      told?.splice(0, Infinity, [...consent]);
      tellConsent();
      life?.page.tell(TOLD.forget);
      if (isHeard) return erase();
      tabs.say("forget");
      return Promise.all([erase(), clear(true)]);
    },
    setFacts(patch) {
      const packed = pack([patch], ...DATA);
      // What cannot be read says nothing.
      if (packed[0][0] !== 6) return;
      facts.add(packed);
      life?.page.send(TOLD.facts, packed);
    },
    track: (name, props = {}) => later((now) => now.event(name, props, SOURCE.track)),
    trigger: (rule, force) => later((now) => now.page.tell(TOLD.trigger, rule, force)),
    mute: (time) => later((now) => now.page.tell(TOLD.mute, time)),
    dismiss: (rule) => later((now) => now.page.tell(TOLD.dismiss, rule)),
    stop() {
      stopped = true;
      life?.stop();
      life = undefined;
      store.close();
    },
  };
}
