//! Elements as the shopper sees and hears them: shares on screen, arrivals, videos and sounds. Told as they change;
//! no layout is read except where the browser has just made it.

import { MEASURED, USE } from "./codes.js";

// Not by `Array.from`: old frameworks of shops (MooTools, Prototype) put one in its place that maps nothing.
const STEPS = [...Array(101)].map((_, i) => i / 100);
const PLAYS = ["timeupdate", "playing", "pause", "ended"];

/** @returns what can be followed; each part lives from its making to its `stop` */
export function sights({ dom, measure, plan, selectorsAt }) {
  const numbers = new WeakMap();
  let latest = 0;

  const found = (css) => {
    try {
      return dom.query(css).filter((node) => !dom.isOff(node));
    } catch {
      // A selector this browser does not know matches nothing.
      return [];
    }
  };

  /** Keeps an observer on whatever matches selectors with that use. */
  function tracker(use, observer, onLost = () => {}, isDone = () => false) {
    const tracked = new Map();
    const locate = () => {
      plan.selectors.forEach(([css, uses], index) => {
        if (!(uses & use)) return;
        const before = tracked.get(index) ?? new Set();
        const now = new Set(isDone(index) ? [] : found(css));
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

  /** Tells the greatest share of each selector's elements, and each one's where rules tell them apart, when it changed. */
  function shares(use, kind, observer) {
    const of = new WeakMap();
    const told = new Map();
    const tell = (index, share, which) => {
      const key = `${index} ${which}`;
      if (told.get(key) !== share) measure(kind, index, share, which);
      told.set(key, share);
    };
    const shareOf = (node) => of.get(node) ?? 0;
    const report = (index, node) => {
      tell(index, Math.max(0, ...[...mine.tracked.get(index)].map(shareOf)), 0);
      if (!(plan.selectors[index][1] & USE.each) || kind !== MEASURED.seen) return;
      if (!numbers.has(node)) numbers.set(node, (latest += 1));
      tell(index, shareOf(node), numbers.get(node));
    };
    const lose = (index, node) => {
      of.delete(node);
      report(index, node);
    };
    const mine = tracker(use, observer, lose);
    return {
      ...mine,
      set(node, share) {
        of.set(node, share);
        for (const [index, nodes] of mine.tracked) if (nodes.has(node)) report(index, node);
      },
    };
  }

  /** Shares on screen; of what is larger than the screen, of as much of it as fits. */
  function views() {
    const observers = new Map();
    const scales = new Map();
    const inView = new Set();
    const watch = (node, scale) => {
      scales.set(node, scale);
      if (!observers.has(scale)) {
        const threshold = [0, ...plan.ratios.map((ratio) => ratio * scale)];
        observers.set(scale, new IntersectionObserver(look, { __proto__: null, threshold }));
      }
      observers.get(scale).observe(node);
    };
    const drop = (node) => observers.get(scales.get(node))?.unobserve(node);
    const again = (node, scale = scales.get(node)) => {
      drop(node);
      watch(node, scale);
    };
    const look = (entries) => {
      for (const { boundingClientRect: { width, height }, intersectionRatio, isIntersecting, rootBounds, target } of entries) {
        const fits = Math.min(1, (rootBounds?.height || innerHeight) / height) * Math.min(1, (rootBounds?.width || innerWidth) / width);
        const scale = Math.ceil(fits * 1e4) / 1e4;
        if (!scales.has(target)) continue;
        if (scale !== scales.get(target)) again(target, scale);
        inView[isIntersecting ? "add" : "delete"](target);
        all.set(target, isIntersecting && dom.isVisible(target) ? Math.min(1, Math.round(intersectionRatio / fits * 1e3) / 1e3) : 0);
      }
    };
    const all = shares(USE.view, MEASURED.seen, {
      observe: (node) => watch(node, 1),
      unobserve(node) {
        drop(node);
        scales.delete(node);
        inView.delete(node);
      },
      disconnect: () => observers.forEach((one) => one.disconnect()),
    });
    return {
      ...all,
      locate() {
        all.locate();
        // Whatever changed may have hidden or revealed it without moving it: let the browser say so in its next frame.
        for (const node of inView) again(node);
      },
    };
  }

  /** Shares that have passed the bottom edge of the screen. */
  function passes() {
    const observer = new IntersectionObserver((entries) => {
      for (const { target, intersectionRatio } of entries) all.set(target, intersectionRatio);
    }, { __proto__: null, rootMargin: "9999999px 0px 0px 0px", threshold: STEPS });
    const all = shares(USE.passed, MEASURED.passed, observer);
    return all;
  }

  /** Tells which selectors have an element that is rendered, once in a page view. `later` asks for another look. */
  function arrivals(later) {
    const told = new Set();
    let isFirst = true;
    // What becomes rendered gets a size.
    const mine = tracker(USE.appears, new ResizeObserver(later), undefined, (index) => told.has(index));
    later();
    return {
      stop: mine.stop,
      locate() {
        mine.locate();
        // Where a route has just changed, what is there is about to go: let the page settle.
        if (isFirst) return void (isFirst = false);
        for (const [index, nodes] of mine.tracked) {
          if (told.has(index) || ![...nodes].some(dom.isVisible)) continue;
          told.add(index);
          measure(MEASURED.appears, index);
        }
      },
      anew() {
        told.clear();
        later();
      },
    };
  }

  const playing = ({ target, type }) => {
    if (!(target instanceof HTMLMediaElement) || dom.isOff(target)) return;
    const { duration, ended, paused, played } = target;
    let sum = 0;
    for (let i = 0; i < played.length; i++) sum += played.end(i) - played.start(i);
    const share = sum / duration || 0;
    const state = ended ? 3 : type === "pause" ? 2 : +!paused;
    // Players stop a frame or two short of the end.
    for (const index of selectorsAt(target, USE.media)) measure(MEASURED.media, index, share > 0.99 ? 1 : share, state);
  };

  return {
    arrivals, passes, tracker, views,
    /** Tells how far videos and sounds below that root are, with `listen(root, name, handler)`. */
    plays: (root, listener, ends) => listener(root, PLAYS, playing, ends),
  };
}
