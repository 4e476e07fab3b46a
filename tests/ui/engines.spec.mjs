//! Roles, names, focus and keys of every kind of widget in Firefox and WebKitGTK, as each engine itself computes them.
//! Chromium has axe and the other specs of this folder.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { firefox, webkit } from "../../src/build/browser.mjs";
import { serve } from "./stage.mjs";

const SIZES = "Between two sizes? Take the larger one: stoneware shrinks your appetite for small cups.";
/** Of each story: elements (`:host`, or `#id` in the page, or within the shadow root), their roles and names. */
const STORIES = {
  tooltip: [[":host", "tooltip", SIZES]],
  hint: [[".box", "dialog", "Still thinking it over?"], [".chip", "button", "WELCOME10 Copy"], [".go", "button", "Apply"], [".x", "button", "Close"]],
  popup: [["h2", "heading", "Keep your cups for later?"], [".chip", "button", "WELCOME10 Copy"], ["a.go", "link", "Finish my order"], [".row .plain", "button", "No, thanks"], [".x", "button", "Close"]],
  letter: [["img", "image", "A stoneware cup with a green glaze"]],
  banner: [[".box", "region", "Only €21.10 to free shipping"], [".bar", "progressbar", "Only €21.10 to free shipping"], [".x", "button", "Close"]],
  news: [[".box", "region", "Kiln sale"], ["a.go", "link", "See them"]],
  sale: [[".box", "region", "The kiln sale ends in"], [".clock", "timer", "The kiln sale ends in"]],
  why: [[".ask", "group", "What keeps you from ordering?"], [".options button", "button", "The price"]],
  stars: [[".scale button", "button", "1 of 10: Hard"]],
  miss: [["textarea", "textbox", "What did you miss here?"], [".go", "button", "Tell us"]],
  sign: [["input[type=text]", "textbox", "Your first name (optional)"], ["input[type=email]", "textbox", "E-mail"], ["select", "combobox", "What you look for"], ["input[type=checkbox]", "checkbox", "Tell me about seconds, too"], [".go", "button", "Sign up"]],
  points: [[".list", "list", ""], ["li", "listitem", null], [".coupon a", "link", "Apply"]],
  hold: [[":host", "tooltip", "Please read the note on delivery first."], ["#opener", "button", "Place order"]],
  toast: [[".box", "region", "Saved for later. You will find it under your name."], [".status", "status", null], [".x", "button", "Close"]],
  toastFull: [["img", "image", "A stoneware cup"], ["a.go", "link", "See the cart"]],
  badge: [[":host", "note", "-20 %"]],
  cta: [["#welcome", "link", "Welcome back, Ada"]],
  highlight: [["#coupon", "textbox", "Coupon"]],
  plainHint: [[".box", "dialog", "Free returns for thirty days."], ["#opener", "button", "Place order"]],
  held: [["h2", "heading", "Ten percent off your first order"], [".chip", "button", "WELCOME10 Copy"], [".clock", "timer", "Held for you for"]],
  rate: [[".box", "region", "How do you like the new shop?"], [".ask", "group", "How do you like the new shop?"], [".scale button", "button", "1 of 5: Not much"]],
  nps: [["h2", "heading", "Would you recommend us?"], [".ask", "group", "Would you recommend us?"], [".scale button", "button", "0 of 10: Never"]],
  toastTop: [[".box", "region", "Back in stock"], [".x", "button", "Close"]],
  inline: [[".box", "note", "Delivered on Thursday if you order within the hour."]],
  inlineFull: [[".box", "note", "Welcome back"], ["a.go", "link", "See what is new"], [".row .plain", "button", "Not now"], [".x", "button", "Hide"]],
  inlineReplace: [[".box", "note", "Two cups and a bowl, kept for you since Monday."]],
  badgeLarge: [[":host", "note", "New"]],
  highlightGlow: [["#size", "button", "Size guide"]],
  highlightTint: [[".lede", null, null]],
  long: [["h2", "heading", "Donaudampfschifffahrtsgesellschaftskapitänsmützen sind wieder da, in zwei neuen Farben"], ["a.go", "link", "Jetzt die wasserabweisende Sonderausführung ansehen"], [".row .plain", "button", "Vielleicht ein anderes Mal, danke"]],
};
/** What takes room in the page comes at once where nothing in view moves by it: at the page's end, scrolled to. */
const LAST = { anchor: ".tall", view: { place: "append" } };
const MORE = { inline: LAST, inlineFull: LAST, inlineReplace: { anchor: ".tall > p:last-child" }, badgeLarge: { anchor: "#opener" } };
/** Modal: they take focus, by their title, and Escape gives it back to where it was. */
const MODAL = ["popup", "letter", "why", "stars", "nps", "miss", "sign", "points", "held", "long"];
/** What they are called as dialogs is asked of the title that names them. */
const FLOATING = ["hint", "plainHint", "banner", "news", "sale", "rate", "toast", "toastFull", "toastTop"];

/** In the page: the element that a story's line means. */
const FIND = `((css) => {
  const host = document.querySelector("opportune-widget");
  return css === ":host" ? host : css[0] === "#" ? document.querySelector(css) : host && host.shadowRoot.querySelector(css);
})`;
const FOCUS = `(() => {
  let node = document.activeElement;
  while (node.shadowRoot && node.shadowRoot.activeElement) node = node.shadowRoot.activeElement;
  return node === document.body ? "body" : node.className || node.id || node.localName;
})()`;

const KEYS = { Escape: "\uE00C", Enter: "\uE007" };
const ENGINES = {
  async Firefox() {
    const browser = await firefox();
    if (!browser) return null;
    const page = await browser.newPage();
    await page.setViewport({ width: 1280, height: 800 });
    return {
      go: (url) => page.goto(url),
      run: (code) => page.evaluate(code),
      press: (key) => page.keyboard.press(key),
      /** Whether the engine finds it by that role and name. */
      async is(css, role, name) {
        const isInPage = css === ":host" || css[0] === "#";
        const scope = isInPage ? page : await page.evaluateHandle("document.querySelector('opportune-widget').shadowRoot");
        const found = await scope.$$(`aria/${name ?? ""}[role="${role}"]`);
        const same = await Promise.all(found.map((node) => node.evaluate((node, find, css) => node === eval(find)(css), FIND, css)));
        return same.includes(true) ? `${role}: ${name}` : `not found among ${found.length}`;
      },
      close: () => browser.close(),
    };
  },
  async WebKitGTK() {
    const session = await webkit();
    if (!session) return null;
    const run = (code) => session.call("POST", "/execute/sync", { script: `return ${code}`, args: [] });
    return {
      go: (url) => session.call("POST", "/url", { url }),
      run,
      press: (key) => session.call("POST", "/actions", { actions: [{ type: "key", id: "key", actions: [{ type: "keyDown", value: KEYS[key] }, { type: "keyUp", value: KEYS[key] }] }] }),
      async is(css, role, name) {
        const [id] = Object.values((await run(`${FIND}(${JSON.stringify(css)})`)) ?? {});
        if (!id) return "no such element";
        const [is, called] = await Promise.all(["computedrole", "computedlabel"].map((what) => session.call("GET", `/element/${id}/${what}`)));
        // A choice from a menu is a button that opens one there.
        return `${is === "button" && role === "combobox" ? role : is}: ${name === null ? name : called}`;
      },
      close: () => session.close(),
    };
  },
};

let server;
before(async () => void (server = await serve()));
after(() => server.close());

/** Asks until the answer is that, so that nobody waits longer than the engine takes. */
async function until(ask, wanted, what) {
  let had;
  for (const end = Date.now() + 10_000; Date.now() < end; await new Promise((done) => setTimeout(done, 20))) {
    had = await ask();
    if (had === wanted) return;
  }
  assert.equal(had, wanted, what);
}

for (const [engine, launch] of Object.entries(ENGINES)) {
  test(`roles, names, focus and keys in ${engine}`, { timeout: 180_000 }, async (t) => {
    const at = await launch();
    if (!at) return t.skip(`${engine} is not installed`);
    t.after(() => at.close());
    // Its strict policy would forbid the driver's own questions.
    await at.go(`${server.origin}/?open=1`);
    await until(() => at.run("!!globalThis.gallery"), true, "the page is there");
    const focus = () => at.run(FOCUS);
    const gone = () => until(() => at.run("!document.querySelector('opportune-widget')"), true, "it is gone");
    const all = await at.run("Object.keys(gallery.effects).join()");
    assert.deepEqual(all.split(",").sort(), Object.keys(STORIES).sort(), "every surface and block");
    for (const [name, lines] of Object.entries(STORIES)) {
      await at.run(`(scrollTo(0, 0), document.querySelector("#opener").focus(), gallery.said.length = 0, gallery.show("${name}", ${JSON.stringify(MORE[name] ?? {})}), 1)`);
      if (/^inline/.test(name)) await at.run(`(document.querySelector(".tall").scrollIntoView({ block: "start", behavior: "instant" }), 1)`);
      await until(() => at.run("gallery.said.some(([, what]) => what === 'drawn')"), true, `${name} is drawn`);
      for (const [css, role, called] of lines) {
        if (!role) continue;
        await until(() => at.is(css, role, called), `${role}: ${called}`, `${name} ${css}`);
      }
      const isModal = MODAL.includes(name);
      assert.equal(await focus(), isModal ? "title" : "opener", `${name}: focus`);
      if (isModal) {
        assert.equal(await at.run(`${FIND}("dialog").matches(":modal") && ${FIND}("dialog").getAttribute("aria-labelledby") === "t" && !!${FIND}("dialog [id=t]")`), true, `${name} is modal and named by its title`);
        await at.press("Escape");
        await until(focus, "opener", `${name}: focus goes back`);
      } else if (FLOATING.includes(name)) {
        await at.run(`(${FIND}(".x").focus(), 1)`);
        await at.press("Escape");
        await until(() => at.run("gallery.said.some(([, what, how]) => what === 'dismiss' && how === 'escape')"), true, `${name}: Escape`);
        assert.notEqual(await focus(), "body", `${name}: focus goes back`);
      }
      await at.run("(gallery.ui.stop(), 1)");
      await gone();
    }
    // The way out of what is long stays in its corner.
    await at.run("(gallery.show('long', { view: { text: 'There is much to say. '.repeat(200) } }), 1)");
    const corner = `(({ top }, x) => Math.round(x.top - top))(${FIND}(".box").getBoundingClientRect(), ${FIND}(".x").getBoundingClientRect())`;
    await until(() => at.run(corner), 9, "the close button is in its corner");
    assert.ok((await at.run(`(${FIND}(".box").scrollTop = 1e6, ${FIND}(".box").scrollTop)`)) > 300, "it scrolls");
    assert.equal(await at.run(corner), 9, "and stays there");
    await at.run("(gallery.ui.stop(), 1)");
    // An answer, by keys alone.
    await at.run("(gallery.said.length = 0, gallery.show('why'), 1)");
    await until(focus, "title", "the question");
    await at.run(`(${FIND}(".options button").focus(), 1)`);
    await at.press("Enter");
    await until(() => at.run("gallery.said.some(([, what, which]) => what === 'answer' && which === 0)"), true, "the answer");
    await until(focus, "title thanks", "focus is at the thanks");
    // A held control says so, and is let go.
    await at.run("(gallery.ui.stop(), gallery.show('hold'), 1)");
    assert.equal(await at.run("document.querySelector('#opener').getAttribute('aria-disabled')"), "true");
    await at.run("(gallery.ui.stop(), 1)");
    assert.equal(await at.run("document.querySelector('#opener').hasAttribute('aria-disabled')"), false);
  });
}
