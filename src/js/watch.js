//! Observers of the page, each there only while the engine asks for what it tells: sizes, shares on screen, changes of
//! the document, focus, DOM events, `dataLayer`. No layout is read except where the browser has just made it.

import { MEASURED, NEED, SOURCE, TOLD, USE } from "./codes.js";
import { dataLayer } from "./facts.js";

const BATCH = 100;

const steps = (count) => Array.from({ length: count + 1 }, (_, i) => i / count);

/** @returns what turns observers on and off by need, and answers for scrollers */
export function observers({ bag, dom, event, focus, measure, plan, tell }) {
  const containers = new Map();
  const all = { __proto__: null, subtree: true, childList: true, attributes: true, characterData: true };

  /** Calls `handler` now and at each event, until stopped. */
  const listener = (target, name, handler) => {
    const ends = new AbortController();
    dom.listen(target, name, handler, { ...bag(), __proto__: null, signal: ends.signal });
    return () => ends.abort();
  };

  function viewport() {
    const coarse = matchMedia("(pointer: coarse)");
    const look = () => measure(MEASURED.viewport, +coarse.matches, innerWidth, innerHeight);
    look();
    return listener(window, "resize", look);
  }

  /** The visitor's surroundings, those that rules ask about; each is watched where it can change. */
  function environment() {
    const all = [
      ["timeZone", () => Intl.DateTimeFormat().resolvedOptions().timeZone],
      ["saveData", () => !!navigator.connection?.saveData],
      ["reducedMotion", (list) => list.matches, "(prefers-reduced-motion: reduce)"],
      ["colorScheme", (list) => (list.matches ? "dark" : "light"), "(prefers-color-scheme: dark)"],
      ["online", () => navigator.onLine],
    ];
    const targets = { __proto__: null, saveData: navigator.connection, online: window };
    const stops = all.flatMap(([name, read, query], i) => {
      if (!(plan.environment & (1 << i))) return [];
      const list = query && matchMedia(query);
      const look = () => tell(TOLD.environment, { [name]: read(list) });
      look();
      const target = list ?? targets[name];
      const events = name === "online" ? ["online", "offline"] : ["change"];
      return target ? events.map((event) => listener(target, event, look)) : [];
    });
    return () => stops.forEach((stop) => stop());
  }

  function heights() {
    let before;
    const look = () => {
      const { scrollHeight } = dom.ofDocument("scrollingElement") ?? dom.page();
      if (scrollHeight !== before) measure(MEASURED.height, -1, (before = scrollHeight), innerHeight);
    };
    const observer = new ResizeObserver(look);
    observer.observe(dom.page());
    const late = () => {
      const body = dom.ofDocument("body");
      if (body) observer.observe(body);
    };
    late();
    const stop = listener(document, "DOMContentLoaded", late);
    return () => {
      stop();
      observer.disconnect();
    };
  }

  /** Keeps an observer on whatever matches selectors with that use. */
  function tracker(use, observer, onLost) {
    const tracked = new Map();
    const locate = () => {
      plan.selectors.forEach(([css, uses], index) => {
        if (!(uses & use)) return;
        let found = [];
        try {
          found = dom.query(css).filter((node) => !dom.isOff(node));
        } catch {
          // A selector this browser does not know matches nothing.
        }
        const before = tracked.get(index) ?? new Set();
        const now = new Set(found);
        tracked.set(index, now);
        for (const node of now) if (!before.has(node)) observer.observe(node);
        for (const node of before) {
          if (now.has(node)) continue;
          if (![...tracked.values()].some((set) => set.has(node))) observer.unobserve(node);
          onLost(index, node);
        }
      });
    };
    return { locate, tracked, stop: () => observer.disconnect() };
  }

  /** Tells the greatest share of each selector's elements, when it changed. */
  function shares(use, kind, options, share) {
    const of = new WeakMap();
    const told = new Map();
    const report = (index) => {
      const most = Math.max(0, ...[...mine.tracked.get(index)].map((node) => of.get(node) ?? 0));
      if (told.get(index) !== most) measure(kind, index, most);
      told.set(index, most);
    };
    const observer = new IntersectionObserver((entries) => {
      for (const entry of entries) of.set(entry.target, share(entry));
      for (const [index, nodes] of mine.tracked) if (entries.some(({ target }) => nodes.has(target))) report(index);
    }, options);
    const mine = tracker(use, observer, report);
    return mine;
  }

  const views = () =>
    shares(USE.view, MEASURED.seen, { __proto__: null, threshold: steps(20) }, (entry) => {
      // Half of the screen counts where the element is taller than the screen.
      const screen = entry.rootBounds?.height || innerHeight;
      return Math.max(entry.intersectionRatio, Math.min(1, entry.intersectionRect.height / screen));
    });
  const passes = () =>
    shares(USE.passed, MEASURED.passed, { __proto__: null, rootMargin: "9999999px 0px 0px 0px", threshold: steps(100) },
      (entry) => entry.intersectionRatio);

  function scrollers() {
    const look = (index, node) => measure(MEASURED.height, index, node.scrollHeight, node.clientHeight);
    const observer = new ResizeObserver(() => {
      for (const [index, node] of containers) look(index, node);
    });
    const mine = tracker(USE.container, observer, () => {});
    return {
      ...mine,
      locate() {
        mine.locate();
        for (const [index, [node]] of mine.tracked) {
          if (!node) containers.delete(index);
          else if (containers.get(index) !== node) containers.set(index, node);
          // Its own box says nothing about its content's.
          if (node) for (const child of node.children) observer.observe(child);
        }
      },
      stop() {
        mine.stop();
        containers.clear();
      },
    };
  }

  /** Elements that come and go: found anew after each batch of changes. */
  function elements(needs) {
    const trackers = [];
    if (needs & NEED.view) trackers.push(views());
    if (needs & NEED.passed) trackers.push(passes());
    if (needs & NEED.container) trackers.push(scrollers());
    let timer = 0;
    const settle = () => {
      timer = 0;
      for (const one of trackers) one.locate();
      if (needs & NEED.dom) measure(MEASURED.dom);
    };
    const isOurs = (node) => dom.isElement(node) && dom.widget(node) !== undefined;
    const isNews = ({ target, addedNodes, removedNodes }) => {
      const nodes = [...addedNodes, ...removedNodes];
      return !isOurs(target) && (!nodes.length || !nodes.every(isOurs));
    };
    const observer = new MutationObserver((records) => {
      if (!timer && records.some(isNews)) timer = setTimeout(settle, BATCH);
    });
    observer.observe(document, all);
    for (const one of trackers) one.locate();
    return () => {
      clearTimeout(timer);
      observer.disconnect();
      for (const one of trackers) one.stop();
    };
  }

  function domEvents() {
    const heard = (one) => {
      if (!one.isTrusted) event(one.type, one.detail, SOURCE.dom, one);
    };
    const stops = plan.domEvents.map((name) => listener(document, name, heard));
    return () => stops.forEach((stop) => stop());
  }

  const parts = [
    [NEED.viewport, viewport],
    [NEED.environment, environment],
    [NEED.height, heights],
    [NEED.view | NEED.passed | NEED.container | NEED.dom, elements],
    [NEED.focus, focus],
    [NEED.domEvents, domEvents],
    [NEED.dataLayer, () => dataLayer((name, props, item) => event(name, props, SOURCE.dataLayer, item))],
  ];
  const running = new Map();

  return {
    /** Observe these and no others. */
    set(needs) {
      for (const [mask, start] of parts) {
        const wanted = needs & mask;
        const [had, stop] = running.get(mask) ?? [0];
        if (wanted === had) continue;
        stop?.();
        running.delete(mask);
        if (wanted) running.set(mask, [wanted, start(wanted)]);
      }
    },
    scroller(target) {
      if (target === document) return -1;
      for (const [index, node] of containers) if (node === target) return index;
      return -2;
    },
    top: (index) => containers.get(index)?.scrollTop ?? 0,
  };
}
