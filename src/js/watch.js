//! Observers of the page, each there only while the engine asks for what it tells: sizes, shares on screen, changes of
//! the document, focus, DOM events, `dataLayer`. No layout is read except where the browser has just made it.

import { answers, sends } from "./clicks.js";
import { MEASURED, NEED, SOURCE, TOLD, USE } from "./codes.js";
import { dataLayer } from "./facts.js";
import { sights } from "./sight.js";

const BATCH = 100;

/** @returns what turns observers on and off by need, and answers for scrollers */
export function observers({ dom, event, focus, heard, listen, measure, plan, selectorsAt, tell }) {
  const sight = sights({ dom, measure, plan, selectorsAt });
  const containers = new Map();
  let anew = () => {};
  const all = { __proto__: null, subtree: true, childList: true, attributes: true, characterData: true };

  /** Calls `handler` at each event of those names, until what is returned is called. */
  const listener = (target, names, handler, ends = new AbortController()) => {
    for (const name of names) listen(target, name, handler, ends);
    return () => ends.abort();
  };

  function viewport() {
    const coarse = matchMedia("(pointer: coarse)");
    const look = () => measure(MEASURED.viewport, +coarse.matches, innerWidth, innerHeight);
    look();
    return listener(window, ["resize"], look);
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
    const ends = new AbortController();
    all.forEach(([name, read, query], i) => {
      if (!(plan.environment & (1 << i))) return;
      const list = query && matchMedia(query);
      const look = () => tell(TOLD.environment, { [name]: read(list) });
      look();
      const target = list ?? targets[name];
      if (target) listener(target, name === "online" ? ["online", "offline"] : ["change"], look, ends);
    });
    return () => ends.abort();
  }

  function heights() {
    let before;
    const look = () => {
      const { scrollHeight } = dom.ofDocument("scrollingElement") ?? dom.page();
      // A page that is still loading may yet grow.
      const view = dom.ofDocument("readyState") === "complete" ? innerHeight : -1;
      if (scrollHeight !== before) measure(MEASURED.height, -1, (before = scrollHeight), view);
    };
    const loaded = () => {
      before = undefined;
      look();
    };
    const observer = new ResizeObserver(look);
    observer.observe(dom.page());
    const late = () => {
      const body = dom.ofDocument("body");
      if (body) observer.observe(body);
    };
    late();
    const ends = new AbortController();
    listener(document, ["DOMContentLoaded"], late, ends);
    listener(window, ["load"], loaded, ends);
    return () => {
      ends.abort();
      observer.disconnect();
    };
  }

  function scrollers() {
    const look = (index, node) => measure(MEASURED.height, index, node.scrollHeight, node.clientHeight);
    const observer = new ResizeObserver(() => {
      for (const [index, node] of containers) look(index, node);
    });
    const mine = sight.tracker(USE.container, observer);
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

  const isOurs = (node) => dom.isElement(node) && dom.widget(node) !== undefined;
  const isNews = ({ target, addedNodes, removedNodes }) => {
    const nodes = [...addedNodes, ...removedNodes];
    return !isOurs(target) && (!nodes.length || !nodes.every(isOurs));
  };

  /** Elements that come and go: found anew after each batch of changes, in the open shadow roots of rules too. */
  function elements(needs) {
    const ends = new AbortController();
    const trackers = [];
    const awaited = new Set();
    let timer = 0;
    const later = () => {
      if (!timer && !ends.signal.aborted) timer = setTimeout(settle, BATCH);
    };
    const deep = [...plan.selectors, ...plan.elements].map(([css]) => css).filter((css) => css.includes(">>>"));
    /** Changes in a shadow root and what plays there are known only inside of it. */
    const dig = () => {
      const roots = new Set();
      for (const css of deep) dom.some(css, () => false, roots);
      roots.delete(document);
      for (const root of roots) {
        observer.observe(root, all);
        if (needs & NEED.media) sight.plays(root, listener, ends);
      }
      for (const { localName } of deep.length ? dom.query(":not(:defined)") : []) {
        if (!awaited.has(localName)) customElements.whenDefined(localName).then(later, () => {});
        awaited.add(localName);
      }
    };
    const settle = () => {
      timer = 0;
      dig();
      for (const one of trackers) one.locate();
      if (needs & NEED.dom) measure(MEASURED.dom);
    };
    const observer = new MutationObserver((records) => {
      if (!timer && records.some(isNews)) later();
    });
    if (needs & NEED.view) trackers.push(sight.views());
    if (needs & NEED.passed) trackers.push(sight.passes());
    if (needs & NEED.container) trackers.push(scrollers());
    if (needs & NEED.appears) trackers.push(sight.arrivals(later));
    if (needs & NEED.media) sight.plays(document, listener, ends);
    if (deep.length || needs !== NEED.media) observer.observe(document, all);
    // Who comes back from a frame, or from what is off, is told of by nothing else.
    if (needs & NEED.dom) listener(window, ["focus", "focusout"], later, ends);
    dig();
    for (const one of trackers) one.locate();
    anew = () => trackers.forEach((one) => one.anew?.());
    return () => {
      anew = () => {};
      ends.abort();
      clearTimeout(timer);
      observer.disconnect();
      for (const one of trackers) one.stop();
    };
  }

  const clicks = answers({ all, dom, isNews, listener, measure });

  function domEvents() {
    const heard = (one) => {
      if (!one.isTrusted) event(one.type, one.detail, SOURCE.dom, one);
    };
    return listener(document, plan.domEvents, heard);
  }

  const parts = [
    [NEED.viewport, viewport],
    [NEED.environment, environment],
    [NEED.height, heights],
    [NEED.view | NEED.passed | NEED.container | NEED.dom | NEED.appears | NEED.media, elements],
    [NEED.focus, focus],
    [NEED.submit | NEED.invalid, () => sends({ dom, heard, listener })],
    [NEED.answer, clicks.start],
    [NEED.domEvents, domEvents],
    [NEED.dataLayer, () => dataLayer((name, props, item) => event(name, props, SOURCE.dataLayer, item), listener)],
  ];
  /** What the page stands in the way of costs its own signals, and no others. */
  const begun = (start, wanted) => {
    try {
      return start(wanted);
    } catch (why) {
      console.warn("opportune: part of this page cannot be observed", why);
      return undefined;
    }
  };
  const running = new Map();
  let goal = 0;
  let isSetting = false;

  return {
    /** Observe these and no others. */
    set(needs) {
      goal = needs;
      // What starts may tell at once, and that may change what is needed.
      if (isSetting) return;
      isSetting = true;
      for (let now; now !== goal; ) {
        now = goal;
        for (const [mask, start] of parts) {
          const wanted = now & mask;
          const [had, stop] = running.get(mask) ?? [0];
          if (wanted === had) continue;
          stop?.();
          running.delete(mask);
          if (wanted) running.set(mask, [wanted, begun(start, wanted)]);
        }
      }
      isSetting = false;
    },
    clicked: clicks.clicked,
    /** A page view may have begun: what is there is to be told again. */
    anew: () => anew(),
    scroller(target) {
      if (target === document) return -1;
      for (const [index, node] of containers) if (node === target) return index;
      return -2;
    },
    top: (index) => containers.get(index)?.scrollTop ?? 0,
  };
}
