//! In the page: whether everything of a widget can be reached. A person scrolls what scrolls, and no more than that; so
//! does this, and then looks whether the control is on the screen and on top, and whether each line of text can be read.

/** What somebody does something with. */
export const CONTROLS = "button, a[href], input, select, textarea";

/** To be put into the page before `reach`: `page.evaluate(helpers)`. */
export function helpers() {
  const parentOf = (node) => node.assignedSlot ?? node.parentElement ?? (node.getRootNode().host ?? null);
  const scrolls = (node, way) => /auto|scroll/.test(getComputedStyle(node)[`overflow${way}`]);
  const isRoot = (node) => node === document.documentElement || node === document.body;
  const clips = (node) => /hidden|clip/.test(getComputedStyle(node).overflowY) || /hidden|clip/.test(getComputedStyle(node).overflowX);

  /** Scrolls what is around `node` until the rectangle that `ask` tells is seen; nothing of the page unless `isInPage`. */
  function reveal(node, ask, isInPage) {
    for (let at = parentOf(node); at && !isRoot(at); at = parentOf(at)) {
      const frame = at.getBoundingClientRect();
      const r = ask();
      if (scrolls(at, "Y")) at.scrollTop += r.bottom > frame.bottom ? Math.min(r.bottom - frame.bottom + 6, r.top - frame.top) : Math.min(0, r.top - frame.top - 6);
      if (scrolls(at, "X")) at.scrollLeft += r.right > frame.right ? r.right - frame.right : Math.min(0, r.left - frame.left);
    }
    const r = ask();
    if (isInPage && (r.top < 0 || r.bottom > innerHeight)) scrollBy({ top: r.top - innerHeight / 2, behavior: "instant" });
  }

  /** What of a rectangle around `node` is on the screen, and not cut off by anything. */
  function seen(node, r) {
    let [left, top, right, bottom] = [Math.max(0, r.left), Math.max(0, r.top), Math.min(innerWidth, r.right), Math.min(innerHeight, r.bottom)];
    for (let at = parentOf(node); at && !isRoot(at); at = parentOf(at)) {
      if (!clips(at) && !scrolls(at, "Y") && !scrolls(at, "X")) continue;
      const frame = at.getBoundingClientRect();
      [left, top, right, bottom] = [Math.max(left, frame.left), Math.max(top, frame.top), Math.min(right, frame.right), Math.min(bottom, frame.bottom)];
    }
    return { width: right - left, height: bottom - top, x: (left + right) / 2, y: (top + bottom) / 2 };
  }

  const called = (node) => `${node.localName}${node.className ? `.${node.className}` : ""}${node.name ? `[${node.name}]` : ""}`;

  /** A control must be whole, as far as the screen is; and it must be what a press in its middle meets. */
  function control(node, isInPage) {
    const name = called(node);
    reveal(node, () => node.getBoundingClientRect(), isInPage);
    const r = node.getBoundingClientRect();
    const s = seen(node, r);
    const wrong = [];
    if (r.width < 23.5 || r.height < 23.5) wrong.push(`${name} is ${r.width.toFixed(1)} by ${r.height.toFixed(1)}`);
    if (s.width < r.width - 1.5) wrong.push(`${name}: ${Math.round(s.width)} of ${Math.round(r.width)} px in width are seen`);
    if (s.height < Math.min(r.height, 48) - 1.5) wrong.push(`${name}: ${Math.round(s.height)} of ${Math.round(r.height)} px in height are seen`);
    let at = document.elementFromPoint(s.x, s.y);
    while (at?.shadowRoot) at = at.shadowRoot.elementFromPoint(s.x, s.y);
    if (wrong.length === 0 && at !== node && !node.contains(at)) wrong.push(`${name} is under ${at ? called(at) : "nothing"}`);
    return wrong;
  }

  /** Each line of a text must be seen whole, one after the other. */
  function lines(text, isInPage) {
    const range = document.createRange();
    range.selectNodeContents(text);
    const count = range.getClientRects().length;
    const wrong = [];
    // Of long texts the ends and a few between them.
    const picked = [...new Set([0, 1, Math.floor(count / 2), count - 2, count - 1])].filter((i) => i >= 0 && i < count);
    for (const i of picked) {
      const ask = () => range.getClientRects()[i];
      reveal({ parentElement: text.parentElement }, ask, isInPage);
      const r = ask();
      const s = seen({ parentElement: text.parentElement }, r);
      if (s.width < r.width - 2 || s.height < r.height - 4) wrong.push(`“${text.data.slice(0, 24)}” line ${i + 1} of ${count}: ${Math.round(s.width)} by ${Math.round(s.height)} of ${Math.round(r.width)} by ${Math.round(r.height)} px are seen`);
    }
    return wrong;
  }

  /** Everything of the widget that is shown. */
  globalThis.reach = (css) => {
    const host = [...document.querySelectorAll("opportune-widget")].find((node) => node.shadowRoot && !node.hasAttribute("data-off"));
    if (!host) return ["there is none"];
    const isInPage = /inline|badge/.test(host.dataset.kind);
    const root = host.shadowRoot;
    const isHeard = (node) => node.closest(".status, .only-heard, [data-done] .swap :first-child, option, select, .probe");
    const isShown = (node) => node.getClientRects().length > 0 && getComputedStyle(node).visibility === "visible";
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    const texts = [];
    while (walker.nextNode()) if (walker.currentNode.data.trim() && !isHeard(walker.currentNode.parentElement) && isShown(walker.currentNode.parentElement)) texts.push(walker.currentNode);
    const wrong = [...root.querySelectorAll(css)].filter((node) => isShown(node) && !isHeard(node)).flatMap((node) => control(node, isInPage));
    wrong.push(...texts.flatMap((text) => lines(text, isInPage)));
    if (host.dataset.kind !== "badge" && document.documentElement.scrollWidth > innerWidth + 1) wrong.push(`the page scrolls sideways: ${document.documentElement.scrollWidth}`);
    return wrong;
  };
}

/** Shows a widget of the gallery, and says what of it cannot be reached. Not for what is drawn in elements of the page. */
export async function reached(page, name, more) {
  await page.evaluate(([name, more]) => {
    gallery.said.length = 0;
    scrollTo(0, 0);
    const selector = gallery.effects[name].anchor;
    const anchor = selector && document.querySelector(selector);
    if (anchor) scrollBy({ top: anchor.getBoundingClientRect().top - innerHeight / 2, behavior: "instant" });
    gallery.show(name, more);
  }, [name, more]);
  // What takes room comes as the answer to a press.
  if (/^inline/.test(name)) await page.mouse.click(2, 100);
  return page.evaluate(async (css) => {
    const frames = async (count) => {
      for (let i = 0; i < count; i += 1) await new Promise(requestAnimationFrame);
    };
    const told = () => gallery.said.filter(([, what]) => /drawn/.test(what));
    for (const end = performance.now() + 10_000; told().length === 0 && performance.now() < end; ) await frames(1);
    const [answer] = told();
    if (answer?.[1] !== "drawn") return [answer ? `not drawn: ${answer[2]}` : "nobody knows whether it is drawn"];
    for (const host of document.querySelectorAll("opportune-widget")) for (const one of host.shadowRoot.getAnimations()) one.finish();
    // Where it stands is known in the next frame.
    await frames(2);
    const wrong = reach(css);
    gallery.ui.stop();
    return wrong;
  }, CONTROLS);
}
