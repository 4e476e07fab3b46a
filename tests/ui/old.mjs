//! A browser that has neither popovers nor CSS anchors, as Chrome 105 and Firefox 115 have not: what a page finds there.

/** Runs in a page before anything else, so it needs nothing from here. */
export function old() {
  const lacks = (name) => /^(anchor|position-?(anchor|area|try|visibility))/i.test(String(name));
  for (const name of ["popover", "showPopover", "hidePopover", "togglePopover"]) delete HTMLElement.prototype[name];
  const { get, set } = Object.getOwnPropertyDescriptor(HTMLElement.prototype, "style");
  const traps = {
    has: (style, name) => !lacks(name) && name in style,
    get(style, name) {
      if (lacks(name)) return undefined;
      if (name === "setProperty") return (property, ...value) => (lacks(property) ? undefined : style.setProperty(property, ...value));
      return typeof style[name] === "function" ? style[name].bind(style) : style[name];
    },
    set: (style, name, value) => lacks(name) || Reflect.set(style, name, value, style),
  };
  Object.defineProperty(HTMLElement.prototype, "style", { configurable: true, enumerable: true, set, get() { return new Proxy(get.call(this), traps); } });
}

/** Runs in a page: whether anything of ours stands by what such a browser lacks. */
export const isByAnchors = () => [...document.querySelectorAll("opportune-widget")].some((node) => {
  const style = getComputedStyle(node);
  return node.hasAttribute("popover") || style.positionArea !== "none" || style.positionTryFallbacks !== "none";
});
