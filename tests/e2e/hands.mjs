// What somebody does on a page, and what the page does, in the words of dealt walks.

/** @returns what is done alike in every walk, and what else a walk needs for its own */
export function hands({ o, page }) {
  const call = (name, ...args) => page.evaluate(([method, given]) => { globalThis.shop[method](...given); }, [name, args]);
  /** What a shop has said on one page, it says on the next. */
  const next = (more) => page.addInitScript((given) => void Object.assign(globalThis.given, given), more);
  /** A point on it, once it can be seen. */
  const middle = (place) => page.locator(place).first().evaluate((node) => {
    node.scrollIntoView({ block: "nearest" });
    const { x, y, width: across, height } = node.getBoundingClientRect();
    return [Math.round(x + Math.min(across, 40) / 2), Math.round(y + height / 2)];
  });
  const does = {
    away: (time) => o.away(time),
    facts: (facts) => call("setFacts", facts),
    track: (name, props) => call("track", name, props),
    scheme: (colorScheme) => page.emulateMedia({ colorScheme }),
    url: (path) => page.evaluate((to) => history.pushState(null, "", to), path),
    trigger: (rule) => call("trigger", rule),
    dismiss: (rule) => call("dismiss", rule),
    async consent(state) {
      await call("setConsent", state);
      await next({ consent: state });
    },
    async update(set) {
      await page.evaluate((given) => globalThis.shop.update(given), set);
      await next({ rules: set });
    },
  };
  return { does, middle };
}
