// The part of `opportune/testing` that runs inside the page. It is sent there as text: it must use nothing from outside.

/** Leaves virtual time and the answers to testing.js in the page, once; a later seed only moves the start forward. */
export function inPage({ key, now, consent, facts, namespace, variant }) {
  const mark = Symbol.for(key);
  if (globalThis[mark]) return globalThis[mark].startAt(now);
  if (typeof document === "undefined") return undefined;

  const real = {
    clear: clearTimeout.bind(globalThis), frame: requestAnimationFrame.bind(globalThis),
    now: performance.now.bind(performance), timeout: setTimeout.bind(globalThis),
  };
  const channel = new MessageChannel();
  const waiting = [];
  channel.port1.onmessage = () => waiting.shift()?.();
  const task = () => new Promise((resolve) => {
    waiting.push(resolve);
    channel.port2.postMessage(0);
  });

  // Time. In a document that is already under way the clock goes on from where it was.
  let time = now;
  let start = now;
  const origin = document.readyState === "loading" ? 0 : Math.round(real.now());
  const monotonic = () => origin + time - start;
  const timers = new Map();
  let ids = 1_000_000;
  const due = (until) => {
    let first = null;
    for (const one of timers.values()) {
      if (one.at <= until && (first === null || one.at < first.at || (one.at === first.at && one.id < first.id))) first = one;
    }
    return first;
  };
  const fire = (one) => {
    if (one.every === null) timers.delete(one.id);
    else one.at = time + Math.max(1, one.every);
    try {
      one.work(...one.args);
    } catch (error) {
      reportError(error);
    }
  };
  const arm = (work, delay, args, every) => {
    if (typeof work !== "function") return 0;
    const wait = Math.max(0, Number(delay) || 0);
    ids += 1;
    timers.set(ids, { id: ids, at: time + wait, work, args, every: every ? wait : null });
    // What is due at once needs no time to pass.
    if (wait < 1) real.timeout(runDue, 0);
    return ids;
  };
  const runDue = () => {
    for (let one = due(time), count = 0; one && count < 1000; one = due(time), count += 1) fire(one);
  };
  const disarm = (id) => {
    if (!timers.delete(id)) real.clear(id);
  };
  const RealDate = Date;
  globalThis.Date = new Proxy(RealDate, {
    apply: () => new RealDate(time).toString(),
    construct: (target, args, made) => Reflect.construct(target, args.length === 0 ? [time] : args, made),
    get: (target, name) => (name === "now" ? () => time : Reflect.get(target, name)),
  });
  globalThis.setTimeout = (work, delay, ...args) => arm(work, delay, args, false);
  globalThis.setInterval = (work, delay, ...args) => arm(work, delay, args, true);
  globalThis.clearTimeout = disarm;
  globalThis.clearInterval = disarm;
  Performance.prototype.now = monotonic;
  Object.defineProperty(Performance.prototype, "timeOrigin", { configurable: true, get: () => start - origin });
  const stamped = new WeakMap();
  Object.defineProperty(Event.prototype, "timeStamp", {
    configurable: true,
    get() {
      if (!stamped.has(this)) stamped.set(this, monotonic());
      return stamped.get(this);
    },
  });

  // What is under way for real, so that virtual time waits for it: claims in IndexedDB and requests.
  let pending = 0;
  const during = (target, ends) => {
    pending += 1;
    let open = true;
    const end = () => {
      if (open) pending -= 1;
      open = false;
    };
    for (const name of ends) target.addEventListener(name, end);
  };
  const { open } = IDBFactory.prototype;
  IDBFactory.prototype.open = function (...args) {
    const request = open.apply(this, args);
    during(request, ["success", "error"]);
    return request;
  };
  const { deleteDatabase } = IDBFactory.prototype;
  IDBFactory.prototype.deleteDatabase = function (...args) {
    const request = deleteDatabase.apply(this, args);
    during(request, ["success", "error"]);
    return request;
  };
  const { transaction } = IDBDatabase.prototype;
  IDBDatabase.prototype.transaction = function (...args) {
    const one = transaction.apply(this, args);
    during(one, ["complete", "abort"]);
    return one;
  };
  const quiet = async () => {
    const limit = real.now() + 3000;
    for (let calm = 0; calm < 3 && real.now() < limit; calm = pending > 0 ? 0 : calm + 1) await task();
  };
  const settle = async () => {
    await quiet();
    for (let frames = 0; frames < 2; frames += 1) {
      await new Promise((resolve) => {
        real.frame(resolve);
        real.timeout(resolve, 200);
      });
    }
    await quiet();
  };

  // The runtime's handles, met as they register; what they report is seen as it is dispatched.
  const reported = [];
  const { dispatchEvent } = EventTarget.prototype;
  EventTarget.prototype.dispatchEvent = function (event) {
    // Beside outcomes there are what rules emit and coupons that were applied: those go by the name that the page hears.
    if (event?.type?.startsWith("opportune:")) {
      const isOutcome = String(event.detail?.name).startsWith("opportune_");
      reported.push(isOutcome ? event.detail : { name: event.type, detail: event.detail ?? null });
    }
    return dispatchEvent.call(this, event);
  };
  const registry = (globalThis[Symbol.for("opportune")] ??= new Map());
  // Runtimes look here as they begin.
  registry.variants = variant;
  const greet = (handle) => {
    if (consent !== undefined) {
      const purposes = ["functional", "analytics", "personalization"];
      handle.setConsent(typeof consent === "string" ? Object.fromEntries(purposes.map((one) => [one, consent])) : consent);
    }
    if (facts !== undefined) handle.setFacts(facts);
  };
  for (const handle of registry.values()) greet(handle);
  registry.set = function (name, handle) {
    Map.prototype.set.call(this, name, handle);
    greet(handle);
    return this;
  };
  const handle = () => (namespace === undefined ? [...registry.values()].at(-1) : registry.get(namespace));

  let hidden = false;
  for (const [name, value] of [["visibilityState", () => (hidden ? "hidden" : "visible")], ["hidden", () => hidden]]) {
    const { get } = Object.getOwnPropertyDescriptor(Document.prototype, name);
    Object.defineProperty(Document.prototype, name, {
      configurable: true,
      get() {
        return this === document ? value() : get.call(this);
      },
    });
  }
  const visibility = async (visible) => {
    if (hidden === !visible) return;
    hidden = !visible;
    document.dispatchEvent(new Event("visibilitychange", { bubbles: true }));
    await settle();
  };

  const find = (selector) => {
    let direct;
    try {
      direct = document.querySelector(selector);
    } catch {
      throw new Error(`opportune/testing: ${JSON.stringify(selector)} is neither a CSS selector nor a way to scroll, such as "50%" or "800px"`);
    }
    if (direct) return direct;
    for (const host of document.querySelectorAll("[data-opportune-rule]")) {
      const inside = host.shadowRoot?.querySelector(selector);
      if (inside) return inside;
    }
    throw new Error(`opportune/testing: nothing on the page matches ${selector}`);
  };
  const drawn = (id) => [...document.querySelectorAll("[data-opportune-rule]")].some((host) => {
    if (host.dataset.opportuneRule !== id) return false;
    const parts = [host, ...(host.shadowRoot?.querySelectorAll("*") ?? [])];
    return parts.some((one) => one.checkVisibility() && one.getClientRects().length > 0);
  });

  // Rules that run or ran in this document: one that a newer rule set took out may still be asked about.
  const known = new Set();
  const learn = async () => {
    const all = await Promise.all([...registry.values()].map((one) => one.explain()));
    for (const { rules = [] } of all) for (const { rule } of rules) known.add(rule);
    return all.length > 0 && all.every(({ state, rules }) => state === "running" && rules);
  };
  /** A slip of the pen would never be shown, and nobody would notice. */
  const expectKnown = async (id) => {
    const isSure = await learn();
    if (!isSure || known.has(id)) return;
    const problems = (await Promise.all([...registry.values()].map((one) => one.ready))).flatMap((one) => one.problems);
    const why = problems.find(({ rule }) => rule === id);
    const among = [...known].slice(0, 12).map((one) => JSON.stringify(one)).join(", ");
    const rest = why ? `it was left out for its problems (${why.code} at ${why.path})` : `there are ${among || "none"}${known.size > 12 ? ", …" : ""}`;
    throw new Error(`opportune/testing: no rule ${JSON.stringify(id)} runs on this page; ${rest}`);
  };

  // The widgets' script comes when the first one is due, in real time; from then on drawing takes none.
  let hasDrawn = false;
  const firstWidget = async () => {
    if (hasDrawn || !(await handle()?.explain())?.rules?.some(({ state }) => state === "shown")) return;
    const until = real.now() + 2000;
    while (!document.querySelector("[data-opportune-rule]") && real.now() < until) await settle();
    hasDrawn = true;
  };

  globalThis[mark] = {
    startAt(at) {
      // Told again before the first script of the same document: the latest start counts.
      if (at > time && timers.size === 0 && document.readyState === "loading") time = start = at;
    },
    async ready() {
      for (let waited = 0; !handle(); waited += 1) {
        if (waited > 1500) throw new Error("opportune/testing: the page started no runtime");
        await new Promise((resolve) => real.timeout(resolve, 10));
      }
      const state = await handle().ready;
      await settle();
      await learn();
      return state;
    },
    async advance(by, end) {
      const until = Math.max(time + by, end);
      // What was begun before waits for nothing in virtual time.
      await quiet();
      for (let one = due(until), count = 0; one; one = due(until), count += 1) {
        if (count > 100_000) throw new Error("opportune/testing: a timer re-arms itself without end");
        time = Math.max(time, one.at);
        fire(one);
        await quiet();
        await firstWidget();
      }
      time = until;
      await settle();
      await firstWidget();
    },
    settle,
    visibility,
    async leavePage() {
      dispatchEvent.call(globalThis, new PageTransitionEvent("pagehide", { persisted: true }));
      await visibility(false);
    },
    async restorePage() {
      hidden = false;
      dispatchEvent.call(globalThis, new PageTransitionEvent("pageshow", { persisted: true }));
      document.dispatchEvent(new Event("visibilitychange", { bubbles: true }));
      await settle();
    },
    leave(x, y) {
      const at = { bubbles: true, composed: true, clientX: x, clientY: y, relatedTarget: null, pointerType: "mouse" };
      const from = document.elementFromPoint(x, 4) ?? document.documentElement;
      from.dispatchEvent(new PointerEvent("pointerout", at));
      from.dispatchEvent(new MouseEvent("mouseout", at));
      document.documentElement.dispatchEvent(new PointerEvent("pointerleave", { ...at, bubbles: false }));
      document.documentElement.dispatchEvent(new MouseEvent("mouseleave", { ...at, bubbles: false }));
    },
    viewport: () => ({ width: innerWidth, height: innerHeight }),
    async place(selector) {
      const element = find(selector);
      element.scrollIntoView({ block: "nearest", inline: "nearest", behavior: "instant" });
      await settle();
      const { left, top, width, height } = element.getBoundingClientRect();
      return [left + width / 2, top + height / 2];
    },
    scrollLeft(to) {
      const page = document.scrollingElement;
      const room = page.scrollHeight - page.clientHeight;
      const [, count, unit] = /^([\d.]+)(%|px)?$/.exec(String(to)) ?? [];
      let goal;
      if (count === undefined) {
        const box = find(to).getBoundingClientRect();
        goal = page.scrollTop + box.top + box.height / 2 - page.clientHeight / 2;
      } else goal = unit === "%" ? Math.ceil((room * count) / 100) : Number(count);
      return { left: Math.min(room, Math.max(0, goal)) - page.scrollTop, top: page.scrollTop };
    },
    async shown(id) {
      await settle();
      await firstWidget();
      if (drawn(id)) return true;
      await expectKnown(id);
      return false;
    },
    why: async (id) => (await handle()?.explain(id)) ?? null,
    events: async () => {
      await settle();
      return reported.map((one) => JSON.parse(JSON.stringify(one)));
    },
  };
  return undefined;
}
