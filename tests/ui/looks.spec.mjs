//! How widgets look and what they keep off: contrast, narrow pages, old browsers, strict policies, hostile pages.
import assert from "node:assert/strict";
import { axeSource } from "./stage.mjs";
import { PHONE, gone, hide, on, rest, said, show, until } from "./steps.mjs";

for (const [device, options] of Object.entries({ desktop: {}, phone: PHONE })) {
  for (const colorScheme of ["light", "dark"]) {
    on(`axe finds nothing with each widget open: ${device}, ${colorScheme}`, { ...options, colorScheme }, async (page) => {
      const session = await page.context().newCDPSession(page);
      for (const name of ["tooltip", "hint", "plainHint", "popup", "letter", "banner", "news", "cta", "long"]) {
        await show(page, name);
        await rest(page);
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

for (const [accent, words] of Object.entries({ "#ffe14d": "#000", "#0a3d62": "#fff", "oklch(0.9 0.1 120)": "#000", "color(display-p3 0.1 0.1 0.4)": "#fff", "#767676": "#000" })) {
  on(`the words on ${accent} are ${words}`, {}, async (page) => {
    await show(page, "popup", { view: { theme: { accent } } });
    const text = await page.locator("opportune-widget").evaluate((node) => node.style.getPropertyValue("--on"));
    assert.equal(text, words);
  });
}

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
      for (const name of ["tooltip", "hint", "banner", "cta", "popup", "toast", "inline", "badge", "highlight"]) gallery.show(name);
      gallery.ui.stop();
      return [document.documentElement.outerHTML === before, document.activeElement.id];
    });
  assert.deepEqual(await round(), [true, "opener"]);
  await page.waitForTimeout(100);
  const start = await counters();
  for (let i = 0; i < 100; i += 1) await round();
  await until("all of it is gone", async () => {
    const end = await counters();
    return end.jsEventListeners === start.jsEventListeners && end.nodes <= start.nodes + 5;
  });
});

on("nothing runs at rest while widgets are shown", {}, async (page) => {
  await page.evaluate(() => {
    globalThis.calls = 0;
    for (const name of ["requestAnimationFrame", "setTimeout", "setInterval"]) {
      const real = globalThis[name];
      globalThis[name] = (...args) => (calls++, real(...args));
    }
  });
  for (const name of ["hint", "banner", "cta", "toast", "inlineFull", "badge", "highlight"]) await show(page, name);
  await rest(page);
  await until("a second without any", async () => {
    const before = await page.evaluate(() => calls);
    await page.waitForTimeout(1000);
    return (await page.evaluate(() => calls)) === before;
  });
});

on("without popover and anchors a hint stands at its anchor, with the same events", {}, async (page) => {
  await page.evaluate(() => {
    delete HTMLElement.prototype.showPopover;
  });
  await show(page, "hint");
  await rest(page);
  const box = await page.locator("opportune-widget .box").boundingBox();
  const anchor = await page.locator("#coupon").boundingBox();
  assert.ok(Math.abs(box.y - anchor.y - anchor.height - 10) < 2, JSON.stringify([box, anchor]));
  await page.getByRole("button", { name: "Close" }).click();
  assert.deepEqual(await said(page), ["hint#0 drawn", "hint#0 dismiss close"]);
});

on("where a phone has no room around its anchor a hint is a bottom sheet", PHONE, async (page) => {
  await page.evaluate(() => {
    const field = document.querySelector("#coupon");
    field.style.height = "640px";
    field.scrollIntoView({ block: "center" });
  });
  await show(page, "hint");
  await rest(page);
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
      await rest(page);
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

on("a page whose body is inert: what is shown can be used and closed, and looks as it would in it", {}, async (page) => {
  await page.evaluate(() => { document.body.inert = true; });
  for (const name of ["toast", "hint", "news"]) {
    await show(page, name);
    const seen = await page.evaluate(() => {
      const host = document.querySelector("opportune-widget");
      const style = getComputedStyle(host.shadowRoot.querySelector(".box"));
      return [host.parentNode.localName, style.fontFamily === getComputedStyle(document.body).fontFamily, style.fontSize];
    });
    assert.deepEqual(seen, ["html", true, "14px"], name);
    await page.locator("opportune-widget .x").click();
    await gone(page);
  }
  await show(page, "popup");
  await page.locator("opportune-widget .x").click();
  await gone(page);
  assert.deepEqual((await said(page)).filter((line) => /dismiss/.test(line)), ["toast#0", "hint#0", "news#0", "popup#0"].map((key) => `${key} dismiss close`));
});

on("text grows with the page's, however that grows, and what the page says of text scaling holds for widgets", {}, async (page) => {
  for (const [size, adjust, popup, toast] of [["100%", "auto", 16, 14], ["24px", "100%", 24, 21], ["150%", "80%", 24, 21]]) {
    await page.evaluate(([size, adjust]) => {
      document.body.style.fontSize = size;
      for (const name of ["-webkit-text-size-adjust", "text-size-adjust"]) document.documentElement.style.setProperty(name, adjust);
    }, [size, adjust]);
    for (const [name, wanted] of [["popup", popup], ["toast", toast]]) {
      await show(page, name);
      const seen = await page.evaluate(() => {
        const text = document.querySelector("opportune-widget").shadowRoot.querySelector(".text");
        const style = getComputedStyle(text);
        const adjusts = (one) => one.textSizeAdjust ?? one.webkitTextSizeAdjust;
        return [parseFloat(style.fontSize), adjusts(style) === adjusts(getComputedStyle(document.body))];
      });
      assert.deepEqual(seen, [wanted, true], `${name} at ${size}`);
      await page.evaluate(() => gallery.ui.stop());
    }
  }
});
