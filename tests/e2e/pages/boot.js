// Starts the package as an app would, with what the test left in `globalThis.given` before the page began, or in the URL.

const asked = new URLSearchParams(location.search).get("given");
const { entry = "index", later = false, ...options } = globalThis.given ?? (asked ? JSON.parse(asked) : {});

globalThis.heard = [];
globalThis.uncaught = [];
addEventListener("error", (event) => globalThis.uncaught.push(String(event.message)));
addEventListener("unhandledrejection", (event) => globalThis.uncaught.push(String(event.reason)));

globalThis.begin = async (more = {}) => {
  const { start } = await import(`/opportune/${entry}.js`);
  globalThis.shop = start({
    onEvent: (event) => void globalThis.heard.push(event),
    onEffect: (effect) => globalThis.seen?.(effect),
    functions: { note: (args) => void globalThis.heard.push({ name: "called", args }) },
    ...options,
    ...more,
  });
  return globalThis.shop;
};

if (!later) await globalThis.begin();
