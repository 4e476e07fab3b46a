// What the drawing module promises, held in Chromium under the strict policy. `node --test tests/ui/ui.spec.mjs`
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { axeSource, openStage } from "./stage.mjs";

let stage;
before(async () => void (stage = await openStage()));
after(() => stage.close());

/** Runs `body` with a fresh page and holds that the page reported no violation. */
const on = (name, options, body) =>
  test(name, { timeout: 60_000 }, async () => {
    const page = await stage.open(options);
    page.failures = [];
    page.on("pageerror", (error) => page.failures.push(String(error)));
    await body(page);
    assert.deepEqual(page.failures, []);
    assert.deepEqual(await page.evaluate(() => gallery.said.filter(([key]) => key === "csp")), []);
    await page.context().close();
  });
const show = (page, name, more) => page.evaluate(([name, more]) => gallery.show(name, more), [name, more]);
const hide = (page, name) => page.evaluate((name) => gallery.hide(name), name);
const said = (page) => page.evaluate(() => gallery.said.map((entry) => entry.filter((x) => x != null && typeof x !== "object").join(" ")));
const focusName = (page) =>
  page.evaluate(() => {
    let node = document.activeElement;
    while (node.shadowRoot?.activeElement) node = node.shadowRoot.activeElement;
    return node.getAttribute("aria-label") ?? (node.id || node.textContent);
  });
const gone = (page) => page.waitForFunction(() => !document.querySelector("opportune-widget"));
const PHONE = { viewport: { width: 375, height: 720 }, hasTouch: true, isMobile: true };

for (const [device, options] of Object.entries({ desktop: {}, phone: PHONE })) {
  for (const colorScheme of ["light", "dark"]) {
    on(`axe finds nothing with each widget open: ${device}, ${colorScheme}`, { ...options, colorScheme }, async (page) => {
      const session = await page.context().newCDPSession(page);
      for (const name of ["tooltip", "hint", "plainHint", "popup", "letter", "banner", "news", "cta", "long"]) {
        await show(page, name);
        await page.waitForTimeout(250);
        await session.send("Runtime.evaluate", { expression: axeSource });
        const found = await page.evaluate(async () => {
          const { violations } = await axe.run(document);
          return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => `${node.target} ${node.failureSummary}`)}`);
        });
        assert.deepEqual(found, [], name);
        await hide(page, name);
        await gone(page);
      }
    });
  }
}

on("a tooltip names its anchor's description, and gives the attribute back", {}, async (page) => {
  await page.evaluate(() => document.querySelector("#size").setAttribute("aria-describedby", "far"));
  await show(page, "tooltip");
  assert.deepEqual(await said(page), ["tooltip#0 drawn"]);
  const session = await page.context().newCDPSession(page);
  const { root } = await session.send("DOM.getDocument");
  const { nodeId } = await session.send("DOM.querySelector", { nodeId: root.nodeId, selector: "#size" });
  const { nodes } = await session.send("Accessibility.getPartialAXTree", { nodeId, fetchRelatives: false });
  assert.match(nodes[0].description.value, /Returns are free.*Between two sizes/);
  await page.keyboard.press("Escape");
  assert.deepEqual(await said(page), ["tooltip#0 drawn", "tooltip#0 dismiss escape"]);
  assert.equal(await page.getAttribute("#size", "aria-describedby"), "far");
  await gone(page);
});

on("the pointer can cross from the anchor to a tooltip", {}, async (page) => {
  await show(page, "tooltip");
  const box = await page.locator("opportune-widget .box").boundingBox();
  const anchor = await page.locator("#size").boundingBox();
  for (let y = anchor.y + 4; y > box.y + 4; y -= 2) {
    const belongs = await page.evaluate(([x, y]) => {
      const at = document.elementFromPoint(x, y);
      return at.id === "size" || at.dataset.opportuneRule === "tooltip";
    }, [anchor.x + anchor.width / 2, y]);
    assert.ok(belongs, `a hole at ${y}`);
  }
});

on("Tab reaches an uninvited hint after its anchor, and goes on behind it", {}, async (page) => {
  await show(page, "hint");
  await page.focus("#coupon");
  const walk = [];
  for (let i = 0; i < 4; i += 1) {
    await page.keyboard.press("Tab");
    walk.push(await focusName(page));
  }
  assert.deepEqual(walk, ["WELCOME10CopyCopied", "ApplyFilled in", "Close", "card"]);
  await page.keyboard.press("Shift+Tab");
  assert.equal(await focusName(page), "Close");
  await page.keyboard.press("Escape");
  assert.equal(await focusName(page), "card");
  assert.deepEqual(await said(page), ["hint#0 drawn", "hint#0 dismiss escape"]);
});

on("Escape elsewhere leaves an uninvited hint alone", {}, async (page) => {
  await show(page, "hint");
  await page.focus("#email");
  await page.keyboard.press("Escape");
  assert.deepEqual(await said(page), ["hint#0 drawn"]);
});

on("a hint is announced once, politely", {}, async (page) => {
  await show(page, "hint");
  const status = page.locator("opportune-widget [role=status]");
  assert.equal(await status.textContent(), "");
  await page.waitForTimeout(300);
  assert.equal(await status.textContent(), "Still thinking it over? Ten percent off your first order, on us.");
  await page.waitForTimeout(2000);
  assert.equal(await status.textContent(), "");
});

on("a hint follows its anchor, steps aside with it, moves to its successor and ends with it", {}, async (page) => {
  await show(page, "hint", { anchor: "#far" });
  assert.deepEqual(await said(page), ["hint#0 drawn"]);
  const side = () => page.getAttribute("opportune-widget", "data-at");
  assert.equal(await side(), "top");
  await page.evaluate(() => scrollTo(0, document.querySelector("#far").offsetTop - 60));
  await page.waitForTimeout(200);
  assert.equal(await side(), "bottom");
  await page.evaluate(() => scrollTo(0, 9999));
  await page.waitForTimeout(200);
  assert.equal(await page.locator("opportune-widget .box").isVisible(), false);
  await page.evaluate(() => scrollTo(0, 0));
  await page.waitForTimeout(200);
  assert.equal(await page.locator("opportune-widget .box").isVisible(), true);
  await page.evaluate(() => document.querySelector("#far").replaceWith(document.querySelector("#far").cloneNode(true)));
  await page.waitForTimeout(200);
  assert.equal(await side(), "top");
  await page.evaluate(() => document.querySelector("#far").remove());
  await gone(page);
  assert.deepEqual(await said(page), ["hint#0 drawn", "hint#0 not_drawn not_visible"]);
});

on("a hint below the fold counts as drawn once it is scrolled to", {}, async (page) => {
  await page.setViewportSize({ width: 1280, height: 300 });
  await show(page, "plainHint");
  await page.waitForTimeout(100);
  assert.deepEqual(await said(page), []);
  await page.locator("#opener").scrollIntoViewIfNeeded();
  await page.waitForTimeout(200);
  assert.deepEqual(await said(page), ["plainHint#0 drawn"]);
});

on("no anchor, no hint", {}, async (page) => {
  await show(page, "hint", { anchor: "#nowhere" });
  await page.evaluate(() => (document.querySelector("#far").hidden = true));
  await show(page, "tooltip", { anchor: "#far" });
  assert.deepEqual(await said(page), ["hint#0 not_drawn not_found", "tooltip#0 not_drawn not_visible"]);
  assert.equal(await page.locator("opportune-widget").count(), 0);
});

on("a coupon is copied and filled in as typing does", {}, async (page) => {
  await page.evaluate(() => {
    globalThis.typed = [];
    for (const type of ["input", "change"]) document.addEventListener(type, (event) => typed.push([type, event.target.value]));
  });
  await show(page, "hint");
  await page.getByRole("button", { name: "WELCOME10" }).click();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), "WELCOME10");
  assert.equal(await page.getByRole("button", { name: "WELCOME10 Copied" }).count(), 1);
  await page.getByRole("button", { name: "Apply" }).click();
  assert.equal(await page.inputValue("#coupon"), "WELCOME10");
  assert.deepEqual(await page.evaluate(() => typed), [["input", "WELCOME10"], ["change", "WELCOME10"]]);
  assert.equal(await focusName(page), "coupon");
  assert.deepEqual(await said(page), ["hint#0 drawn", "hint#0 coupon_copy", "hint#0 coupon_apply"]);
});

on("a coupon is never filled into payment or password fields", {}, async (page) => {
  await show(page, "hint", { view: { content: [{ coupon: { code: "X", field: "#card", apply: true } }] } });
  assert.equal(await page.getByRole("button", { name: "Apply" }).count(), 0);
});

on("a popup starts at its title, keeps Tab inside, and gives focus back", {}, async (page) => {
  await page.focus("#opener");
  const scroll = await page.evaluate(() => scrollY);
  await show(page, "popup");
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 1280);
  const walk = [await focusName(page)];
  for (let i = 0; i < 5; i += 1) {
    await page.keyboard.press("Tab");
    walk.push(await focusName(page));
  }
  assert.deepEqual(walk, ["t", "WELCOME10CopyCopied", "ApplyFilled in", "Finish my order", "No, thanks", "Close"]);
  await page.keyboard.press("Escape");
  assert.equal(await focusName(page), "opener");
  assert.equal(await page.evaluate(() => scrollY), scroll);
  assert.deepEqual(await said(page), ["popup#0 drawn", "popup#0 dismiss escape"]);
  await gone(page);
});

on("a popup closes by its button, by a press outside, and by nothing else", {}, async (page) => {
  await show(page, "popup");
  await page.getByRole("button", { name: "Close" }).click();
  await gone(page);
  await show(page, "popup");
  const box = await page.locator("opportune-widget .box").boundingBox();
  await page.mouse.move(box.x + 40, box.y + 40);
  await page.mouse.down();
  await page.mouse.move(20, 20);
  await page.mouse.up();
  await page.mouse.click(20, 20);
  await gone(page);
  assert.deepEqual(await said(page), ["popup#0 drawn", "popup#0 dismiss close", "popup#0 drawn", "popup#0 dismiss outside"]);
});

on("the page behind a popup neither scrolls nor shifts", {}, async (page) => {
  await show(page, "popup");
  const width = await page.evaluate(() => document.documentElement.clientWidth);
  await page.mouse.move(100, 500);
  for (let i = 0; i < 5; i += 1) await page.mouse.wheel(0, 400);
  for (const key of ["End", "PageDown", " "]) await page.keyboard.press(key);
  await page.waitForTimeout(300);
  assert.equal(await page.evaluate(() => scrollY), 0);
  await hide(page, "popup");
  await gone(page);
  assert.equal(await page.evaluate(() => document.documentElement.clientWidth), width);
});

on("buttons report which; links are checked", {}, async (page) => {
  const buttons = [
    { text: "script", href: "javascript:alert(1)" }, { text: "data", href: "data:text/html,x" }, { text: "far", href: "https://evil.test/" },
    { text: "odd", href: " java\nscript:alert(1)" }, { text: "near", href: "/x" }, { text: "mail", href: "mailto:a@b.test" }, { text: "wide", href: "//evil.test/" },
  ];
  await show(page, "popup", { view: { buttons, content: [] } });
  const links = await page.locator("opportune-widget a").evaluateAll((all) => all.map((a) => [a.textContent, a.getAttribute("href"), a.rel]));
  assert.deepEqual(links, [["near", "/x", "noopener"], ["mail", "mailto:a@b.test", "noopener"]]);
  await page.getByRole("button", { name: "odd" }).click();
  assert.deepEqual((await said(page)).pop(), "popup#0 click 3");
});

on("numbers are written as the locale writes them, and a locale that is none does no harm", {}, async (page) => {
  const bars = (locale) =>
    page.evaluate((locale) => {
      gallery.host.locale = locale;
      const money = { value: 1234.5, filter: "money" };
      const count = { value: 2, filter: "number", digits: 1 };
      gallery.show("banner", { view: { text: [money, " ", { ...money, currency: "JPY" }, " ", count], content: [{ progress: { value: 1, goal: 4 } }] } });
      const root = document.querySelector("opportune-widget").shadowRoot;
      return [root.querySelector(".text").textContent, root.querySelector("[role=progressbar]").getAttribute("aria-valuetext")];
    }, locale);
  assert.deepEqual(await bars("de"), ["1.234,50\u00a0€ 1.235\u00a0¥ 2,0", "25\u00a0%"]);
  assert.deepEqual(await bars("en-US"), ["€1,234.50 ¥1,235 2.0", "25%"]);
  assert.deepEqual(await bars("not a locale"), ["1234.5 1234.5 2", "0.25"]);
});

on("text is text, and theme values are checked", {}, async (page) => {
  const requests = [];
  page.on("request", (request) => requests.push(request.url()));
  const theme = { accent: "url(/leak1)", surface: "red;background:url(/leak2)", text: "var(--x)", radius: "4px" };
  await show(page, "popup", { view: { title: "<img src=x onerror=alert(1)>", text: "<b>bold</b>", theme, buttons: [{ text: "<i>x</i>" }] } });
  await page.waitForTimeout(100);
  assert.equal(await page.locator("opportune-widget h2").innerText(), "<img src=x onerror=alert(1)>");
  assert.equal(await page.locator("opportune-widget :is(img, b)").count(), 0);
  assert.deepEqual(requests, []);
  const style = await page.getAttribute("opportune-widget", "style");
  assert.match(style, /--opp-radius: ?4px/);
  assert.doesNotMatch(style, /--opp-(accent|surface|text)/);
});

on("the words follow a surface that the theme darkens", {}, async (page) => {
  await show(page, "popup", { view: { theme: { surface: "#14213d" } } });
  const color = await page.locator("opportune-widget h2").evaluate((node) => getComputedStyle(node).color);
  assert.equal(color, "rgb(241, 241, 244)");
});

for (const [accent, on] of Object.entries({ "#ffe14d": "#000", "#0a3d62": "#fff", "oklch(0.9 0.1 120)": "#000", "color(display-p3 0.1 0.1 0.4)": "#fff", "#767676": "#000" })) {
  test(`the words on ${accent} are ${on}`, async () => {
    const page = await stage.open();
    await show(page, "popup", { view: { theme: { accent } } });
    const text = await page.locator("opportune-widget").evaluate((node) => node.style.getPropertyValue("--on"));
    assert.equal(text, on);
    await page.context().close();
  });
}

on("a banner updates without new nodes, steps aside for focus, and keeps clear of the header", {}, async (page) => {
  await show(page, "banner");
  const bar = page.locator("opportune-widget [role=progressbar]");
  await bar.evaluate((node) => (node.kept = true));
  await page.evaluate(() => {
    const view = structuredClone(gallery.effects.banner.view);
    view.content[0].progress = { value: 60, goal: 60, label: "Free shipping is yours" };
    gallery.ui.update("banner#0", view);
  });
  assert.equal(await bar.getAttribute("aria-valuenow"), "60");
  assert.equal(await bar.getAttribute("aria-valuetext"), "Free shipping is yours");
  assert.equal(await bar.evaluate((node) => node.kept), true);
  const box = page.locator("opportune-widget .box");
  await page.evaluate(() => {
    const link = document.querySelector("main a[href='/care']");
    scrollTo(0, link.getBoundingClientRect().bottom - innerHeight + 40);
    link.focus({ preventScroll: true });
  });
  assert.equal(await box.isVisible(), false);
  await page.focus("#size");
  assert.equal(await box.isVisible(), true);
  await hide(page, "banner");
  await gone(page);
  await show(page, "news");
  const header = await page.locator("header").boundingBox();
  assert.ok((await box.boundingBox()).y >= header.y + header.height);
});

on("a CTA is rewritten in place and undone exactly", {}, async (page) => {
  const before = await page.locator("#welcome").evaluate((node) => node.outerHTML);
  await show(page, "cta");
  assert.equal(await page.locator("#welcome").innerText().then((text) => text.trim()), "Welcome back, Ada");
  assert.equal(await page.getAttribute("#welcome", "href"), "/for-you");
  assert.equal(await page.getAttribute("#welcome", "class"), "hero is-back");
  await page.evaluate(() => document.querySelector("#welcome").addEventListener("click", (event) => event.preventDefault()));
  await page.click("#welcome");
  assert.deepEqual(await said(page), ["cta#0 drawn", "cta#0 click 0"]);
  await hide(page, "cta");
  assert.equal(await page.locator("#welcome").evaluate((node) => node.outerHTML), before);
  await page.click("#welcome");
  assert.equal((await said(page)).length, 2);
});

on("a re-render is met five times, then the CTA is left to the page", {}, async (page) => {
  await show(page, "cta");
  const render = () =>
    page.evaluate(async () => {
      document.querySelector("#welcome span").firstChild.data = "See what is ";
      await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
      return document.querySelector("#welcome").textContent.trim();
    });
  for (let i = 0; i < 5; i += 1) assert.equal(await render(), "Welcome back, Ada");
  assert.equal(await render(), "See what is new");
  assert.equal((await said(page)).pop(), "cta#0 not_drawn contested");
  assert.equal(await page.getAttribute("#welcome", "data-opportune-rule"), null);
});

on("stop leaves nothing: nodes, attributes, listeners, focus", {}, async (page) => {
  const session = await page.context().newCDPSession(page);
  const counters = async () => {
    await session.send("HeapProfiler.collectGarbage");
    const { nodes, jsEventListeners } = await session.send("Memory.getDOMCounters");
    return { nodes, jsEventListeners };
  };
  const round = () =>
    page.evaluate(() => {
      const before = document.documentElement.outerHTML;
      document.querySelector("#opener").focus();
      for (const name of ["tooltip", "hint", "banner", "cta", "popup"]) gallery.show(name);
      gallery.ui.stop();
      return [document.documentElement.outerHTML === before, document.activeElement.id];
    });
  assert.deepEqual(await round(), [true, "opener"]);
  await page.waitForTimeout(100);
  const start = await counters();
  for (let i = 0; i < 100; i += 1) await round();
  await page.waitForTimeout(300);
  const end = await counters();
  assert.equal(end.jsEventListeners, start.jsEventListeners);
  assert.ok(end.nodes <= start.nodes + 5, `${start.nodes} -> ${end.nodes}`);
});

on("nothing runs at rest while widgets are shown", {}, async (page) => {
  await page.evaluate(() => {
    globalThis.calls = 0;
    for (const name of ["requestAnimationFrame", "setTimeout", "setInterval"]) {
      const real = globalThis[name];
      globalThis[name] = (...args) => (calls++, real(...args));
    }
  });
  for (const name of ["hint", "banner", "cta"]) await show(page, name);
  await page.waitForTimeout(2500);
  const before = await page.evaluate(() => calls);
  await page.waitForTimeout(1000);
  assert.equal(await page.evaluate(() => calls), before);
});

on("without popover and anchors a hint is a corner card on desktop, with the same events", {}, async (page) => {
  await page.evaluate(() => {
    delete HTMLElement.prototype.showPopover;
  });
  await show(page, "hint");
  await page.waitForTimeout(250);
  const box = await page.locator("opportune-widget .box").boundingBox();
  assert.ok(box.x + box.width > 1280 - 40 && box.y + box.height > 800 - 40, JSON.stringify(box));
  await page.getByRole("button", { name: "Close" }).click();
  assert.deepEqual(await said(page), ["hint#0 drawn", "hint#0 dismiss close"]);
});

on("without popover and anchors a hint is a bottom sheet on a phone", PHONE, async (page) => {
  await page.evaluate(() => {
    delete HTMLElement.prototype.showPopover;
  });
  await show(page, "hint");
  await page.waitForTimeout(250);
  const box = await page.locator("opportune-widget .box").boundingBox();
  assert.deepEqual([box.x, box.width, box.y + box.height], [0, 375, 720]);
});

on("inside a modal dialog of the page a hint can be used", {}, async (page) => {
  await page.evaluate(() => {
    const dialog = document.body.appendChild(document.createElement("dialog"));
    dialog.append(Object.assign(document.createElement("button"), { id: "inner", textContent: "Pay" }));
    dialog.showModal();
  });
  await show(page, "hint", { anchor: "#inner" });
  await page.getByRole("button", { name: "Close" }).click();
  assert.equal((await said(page)).pop(), "hint#0 dismiss close");
});

on("clobbered names and a polluted prototype change nothing", {}, async (page) => {
  await page.evaluate(() => {
    const main = document.querySelector("main");
    const names = ["createElement", "body", "querySelectorAll", "activeElement", "addEventListener", "documentElement", "baseURI", "visibilityState"];
    const images = [...names, "createTreeWalker", "elementsFromPoint"].map((name) => Object.assign(new Image(), { name, alt: "" }));
    main.append(...images);
    Object.assign(Object.prototype, { once: true, passive: true, style: "currency", mode: "closed", preventScroll: false, source: 1 });
  });
  for (const name of ["tooltip", "hint", "banner", "cta", "popup"]) await show(page, name);
  assert.deepEqual(await said(page), ["tooltip", "hint", "banner", "cta", "popup"].map((name) => `${name}#0 drawn`));
  await page.evaluate(() => gallery.ui.stop());
});

for (const [name, options] of Object.entries({
  "320 px": { viewport: { width: 320, height: 640 } },
  "200 % text": { viewport: { width: 640, height: 640 } },
  "right to left": { viewport: { width: 375, height: 640 } },
})) {
  on(`nothing overflows: ${name}`, options, async (page) => {
    await page.evaluate((name) => {
      if (name.includes("%")) document.body.style.setProperty("font-size", "32px");
      if (name.includes("right")) document.documentElement.dir = "rtl";
    }, name);
    for (const widget of ["tooltip", "hint", "plainHint", "popup", "letter", "banner", "news", "long"]) {
      await show(page, widget);
      await page.waitForTimeout(250);
      const outside = await page.evaluate(() => {
        const { shadowRoot } = document.querySelector("opportune-widget");
        const box = shadowRoot.querySelector(".box").getBoundingClientRect();
        const wide = [...shadowRoot.querySelectorAll(".box :not(.status, .tip, .lead, .fill)")].filter((node) => {
          const r = node.getBoundingClientRect();
          return r.width && (r.left < box.left - 4 || r.right > box.right + 4);
        });
        return [box.left >= 0 && box.right <= innerWidth, ...wide.map((node) => node.className)];
      });
      assert.deepEqual(outside, [true], widget);
      await hide(page, widget);
      await gone(page);
    }
  });
}
