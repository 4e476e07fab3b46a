// One small face for every browser driver: run a function in the page, run one before a document's scripts, point, wheel.

/** Playwright's page, Puppeteer's page, or an object that has the four methods already. */
export function driver(page) {
  if (typeof page?.addInitScript === "function") return playwright(page);
  if (typeof page?.evaluateOnNewDocument === "function") return puppeteer(page);
  if (typeof page?.evaluate === "function" && typeof page.move === "function") return page;
  throw new TypeError("opportune/testing: expected a Playwright or Puppeteer page, or { evaluate, move, wheel }");
}

const playwright = (page) => ({
  evaluate: (work, argument) => page.evaluate(work, argument),
  init: (work, argument) => page.addInitScript(work, argument),
  move: (x, y, steps = 2) => page.mouse.move(x, y, { steps }),
  wheel: (by) => page.mouse.wheel(0, by),
});

const puppeteer = (page) => ({
  evaluate: (work, argument) => page.evaluate(work, argument),
  init: (work, argument) => page.evaluateOnNewDocument(work, argument),
  move: (x, y, steps = 2) => page.mouse.move(x, y, { steps }),
  wheel: (by) => page.mouse.wheel({ deltaY: by }),
});

/**
 * A page of any W3C WebDriver session, over plain HTTP: `webdriver("http://127.0.0.1:4444", sessionId)`.
 * Chrome and Edge let it come before a document's own scripts. Elsewhere it cannot: there the runtime has taken up the
 * real clock before the first call, and `advance()` moves only what the page asks later.
 */
export function webdriver(server, session) {
  const call = async (path, body) => {
    const response = await fetch(`${server}/session/${session}/${path}`, { method: "POST", body: JSON.stringify(body) });
    const { value } = await response.json();
    if (value?.error) throw new Error(`${value.error}: ${value.message}`);
    return value;
  };
  const act = (type, id, parameters, action) => call("actions", { actions: [{ type, id, ...parameters, actions: [action] }] });
  let wheels = 0;
  let vendors = ["goog", "ms"];
  return {
    bounded: true,
    async init(work, argument) {
      const source = `(${work})(${JSON.stringify(argument)})`;
      for (const vendor of vendors) {
        try {
          await call(`${vendor}/cdp/execute`, { cmd: "Page.addScriptToEvaluateOnNewDocument", params: { source } });
          vendors = [vendor];
          return;
        } catch {
          // Another vendor's browser.
        }
      }
      vendors = [];
    },
    async evaluate(work, argument) {
      const script = `const done = arguments[arguments.length - 1];
        Promise.resolve().then(() => (${work})(arguments[0])).then((value) => done({ value }), (error) => done({ error: String(error) }));`;
      const answer = await call("execute/async", { script, args: [argument] });
      if (answer.error) throw new Error(answer.error);
      return answer.value;
    },
    move: (x, y) => act("pointer", "mouse", { parameters: { pointerType: "mouse" } },
      { type: "pointerMove", duration: 0, origin: "viewport", x: Math.round(x), y: Math.round(y) }),
    // A wheel of its own each time: WebKit takes the delta for a state and turns by the difference to the last one.
    wheel: (by) => act("wheel", `wheel${wheels += 1}`, {}, { type: "scroll", duration: 0, origin: "viewport", x: 8, y: 8, deltaX: 0, deltaY: Math.round(by) }),
  };
}
