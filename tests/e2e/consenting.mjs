// The page of the timelines: consent platforms to play with, and a log of every byte that is written or leaves. It is
// sent to the page as text, before its own scripts: it must use nothing from outside.

/** Watches what is written and sent, and leaves `globalThis.acts`. */
export function world() {
  const log = (globalThis.written = []);
  const watch = (object, name, what) => {
    const { value } = Object.getOwnPropertyDescriptor(object, name);
    object[name] = function (...args) {
      log.push(`${what} ${String(args[0]?.url ?? args[0]).slice(0, 200)}`);
      return value.apply(this, args);
    };
  };
  watch(Storage.prototype, "setItem", "storage");
  watch(IDBFactory.prototype, "open", "database");
  watch(IDBObjectStore.prototype, "put", "record");
  watch(IDBObjectStore.prototype, "add", "record");
  watch(Cache.prototype, "put", "cache");
  watch(Navigator.prototype, "sendBeacon", "beacon");
  watch(XMLHttpRequest.prototype, "open", "request");
  const { set, get } = Object.getOwnPropertyDescriptor(Document.prototype, "cookie");
  Object.defineProperty(Document.prototype, "cookie", {
    configurable: true, get,
    set(text) {
      log.push(`cookie ${text}`);
      set.call(this, text);
    },
  });

  const stage = () => globalThis[Symbol.for("opportune.testing")];
  const task = () => new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = resolve;
    port2.postMessage(0);
  });
  const listeners = new Map();
  let data;
  let good = true;
  const tell = () => [...listeners].forEach(([listenerId, callback]) => callback(data && typeof data === "object" ? { ...data, listenerId } : data, good));
  const says = (allowed, said) => ({
    currentVisitorConsent: () => said,
    preferencesProcessingAllowed: () => allowed || said.preferences === "yes",
    analyticsProcessingAllowed: () => allowed || said.analytics === "yes",
    marketingAllowed: () => allowed || said.marketing === "yes",
    saleOfDataAllowed: () => true,
  });
  let own = () => {};
  const SPECIAL = {
    own: { source: (heard) => { own = heard; } },
    bad: { source: () => { throw new Error("on purpose"); } },
  };
  const throwing = () => { throw new Error("on purpose"); };
  let ready;
  const rules = [
    { id: "bar", when: { event: "go" }, show: { banner: { edge: "bottom", text: "Hello" } }, limit: { perVisitor: 1000 } },
    { id: "known", if: { visits: { atLeast: 1 } }, show: { banner: { edge: "top", text: "Again" } }, rollout: "99%" },
  ];

  globalThis.acts = {
    async begin(consent, said) {
      const namespace = globalThis.namespace;
      const { start } = await import("/opportune/index.js");
      const sink = { name: "own", send: (event) => navigator.sendBeacon("/collect", JSON.stringify(event)) };
      globalThis.shop = start({ rules: { rules }, consent: SPECIAL[consent] ?? consent, namespace, quiet: true, sinks: [sink] });
      if (said === "forget") globalThis.shop.forget();
      else if (said) globalThis.shop.setConsent(said);
      ready = await globalThis.shop.ready;
      await stage().settle();
      return ready.state;
    },
    async go() {
      globalThis.shop.track("go");
      await stage().advance(1000, 0);
      globalThis.shop.dismiss();
      await stage().settle();
    },
    wait: (time) => stage().advance(parseInt(time) * (time.endsWith("m") ? 60_000 : 1000), 0),
    say: (said) => globalThis.shop.setConsent(said),
    slip: (said) => globalThis.shop.setConsent(said),
    flip(count, last) {
      for (let i = 1; i <= count; i++) globalThis.shop.setConsent((count - i) % 2 ? (last === "denied" ? "granted" : "denied") : last);
    },
    forget: () => globalThis.shop.forget(),
    stop: () => globalThis.shop.stop(),
    route: (path) => history.pushState(null, "", path),
    global(name, what) {
      const value = what === "throws" && name === "__tcfapi" ? throwing : Object.defineProperty({}, "customerPrivacy", { get: throwing });
      globalThis[name] = value;
    },
    cmp() {
      globalThis.__tcfapi = (command, version, callback, id) => {
        if (version !== 2) throw new TypeError("version");
        if (command === "removeEventListener") return callback(listeners.delete(id));
        if (command !== "addEventListener") throw new TypeError(command);
        const listenerId = listeners.size + 1;
        listeners.set(listenerId, callback);
        if (data) callback({ ...data, listenerId }, good);
        return undefined;
      };
    },
    tcf(eventStatus, purposes, more = {}, isGood = true) {
      data = { eventStatus, gdprApplies: true, purpose: { consents: Object.fromEntries(purposes.map((one) => [one, true])) }, ...more };
      good = isGood;
      tell();
    },
    raw(value) {
      [data, good] = [value, true];
      tell();
    },
    async storm(count, kind) {
      for (let i = 0; i < count; i++) {
        globalThis.acts.tcf("useractioncomplete", kind === "same" || i % 2 === 0 ? [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11] : []);
        if (kind === "flap") await task();
      }
    },
    gtag(...args) {
      const name = args.length > 2 ? args.pop() : "dataLayer";
      const layer = (globalThis[name] ??= []);
      (function gtag() { layer.push(arguments); })("consent", ...args);
    },
    gtags(count) {
      for (let i = 1; i <= count; i++) {
        const word = i % 2 ? "denied" : "granted";
        globalThis.acts.gtag("update", { analytics_storage: word, functionality_storage: word, personalization_storage: word });
      }
    },
    push: (value) => void (globalThis.dataLayer ??= []).push(value),
    ics(change) {
      const ics = ((globalThis.google_tag_data ??= {}).ics ??= { entries: {}, heard: [], addListener: (types, heard) => void ics.heard.push(heard) });
      for (const type of ["analytics_storage", "functionality_storage", "personalization_storage"]) ics.entries[type] = { ...ics.entries[type], ...change };
      ics.heard.forEach((heard) => heard());
    },
    /** A script is loaded, and perhaps brings something. */
    script(brings) {
      return new Promise((resolve) => {
        const script = document.createElement("script");
        script.src = "/t/nothing.js";
        script.onload = () => resolve();
        if (brings) globalThis.acts[brings]();
        document.head.append(script);
      });
    },
    shopify: (said, allowed = false) => void ((globalThis.Shopify ??= {}).customerPrivacy = says(allowed, said)),
    collected: () => void document.dispatchEvent(new CustomEvent("visitorConsentCollected", { detail: {} })),
    feature: () => void (globalThis.Shopify = { loadFeatures: (_, done) => { globalThis.Shopify.done = done; } }),
    loaded: () => globalThis.Shopify.done(),
    browser: (name, value) => void Object.defineProperty(navigator, name, { configurable: true, value }),
    own: (said) => own(said),
    /** Another timeline: as if none of this had ever been. */
    reset() {
      globalThis.shop?.stop();
      listeners.clear();
      [data, good] = [undefined, true];
      for (const name of ["__tcfapi", "dataLayer", "layer", "google_tag_data", "Shopify", "shop"]) delete globalThis[name];
      for (const name of ["globalPrivacyControl", "doNotTrack"]) delete navigator[name];
    },
    /** What consent is, what was written since the last look, and what lies in this browser. */
    async look() {
      await stage().settle();
      const { consent, state } = await globalThis.shop.explain();
      const letters = state === "running" ? Object.values(consent).map(([letter]) => letter).join("") : state;
      return { letters, written: log.splice(0) };
    },
  };
}
