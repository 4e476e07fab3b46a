//! Fields whose value a framework holds: what a coupon puts in, and what `fill` types, is what the shop's own state has then.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { test } from "node:test";
import { build } from "esbuild";
import { chromium } from "../../src/build/browser.mjs";
import { bundle } from "./stage.mjs";

const WIDGETS = `
  import { createUi } from "/ui.js";
  const ui = createUi({ theme: {}, locale: "en", query: (css) => [...document.querySelectorAll(css)], isOff: () => false, kept: () => [], active: () => document.activeElement, report() {}, event() {} });
  const effect = (field) => ({ rule: "r", key: "r#0", place: 0, answers: false, kind: "tooltip", anchor: field, view: { content: [{ coupon: { code: "save10", field, apply: true } }] } });
  globalThis.give = (field) => ui.show(effect(field));
  globalThis.fill = (field, text) => ui.hand("fill", field, text, true);
  globalThis.stop = () => ui.stop();`;
const PAGES = {
  React: `${WIDGETS}
    import { createElement as h, useState } from "react";
    import { createRoot } from "react-dom/client";
    function App() {
      const [code, setCode] = useState("");
      const [note, setNote] = useState("");
      const [count, setCount] = useState(0);
      globalThis.state = { code, note, count };
      const change = ({ target }) => (setCode(target.value.toUpperCase()), setCount(count + 1));
      return h("form", null,
        h("input", { id: "code", "aria-label": "Code", value: code, onChange: change }),
        h("textarea", { id: "note", "aria-label": "Note", value: note, onChange: ({ target }) => setNote(target.value) }),
        h("button", { id: "take", disabled: !code }, "Take it"));
    }
    createRoot(document.querySelector("#root")).render(h(App));`,
  Vue: `${WIDGETS}
    import { createApp, h, reactive } from "vue";
    const state = (globalThis.state = reactive({ code: "", note: "", count: 0 }));
    createApp({
      render: () => h("form", null, [
        h("input", { id: "code", "aria-label": "Code", value: state.code, onInput: ({ target }) => (state.code = target.value.toUpperCase(), state.count++) }),
        h("textarea", { id: "note", "aria-label": "Note", value: state.note, onInput: ({ target }) => (state.note = target.value) }),
        h("button", { id: "take", disabled: !state.code }, "Take it"),
      ]),
    }).mount("#root");`,
};

for (const [name, contents] of Object.entries(PAGES)) {
  test(`what is put into a field is in the state that holds it: ${name}`, { timeout: 60_000 }, async (t) => {
    const define = { "process.env.NODE_ENV": '"development"', __VUE_OPTIONS_API__: "true", __VUE_PROD_DEVTOOLS__: "false", __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: "false" };
    const [ui, { outputFiles: [{ text }] }] = await Promise.all([
      bundle(),
      build({ stdin: { contents, resolveDir: import.meta.dirname }, bundle: true, format: "esm", write: false, external: ["/ui.js"], define }),
    ]);
    const server = createServer(({ url }, response) => {
      const script = { "/ui.js": ui, "/page.js": text }[url];
      response.writeHead(200, { "content-type": script ? "text/javascript" : "text/html" });
      response.end(script ?? `<!doctype html><html lang="en"><title>A shop</title><link rel="icon" href="data:,"><div id="root"></div><script type="module" src="/page.js"></script></html>`);
    });
    await new Promise((done) => server.listen(0, "127.0.0.1", done));
    const browser = await chromium();
    t.after(() => Promise.all([browser.close(), server.close()]));
    const page = await browser.newPage();
    const faults = [];
    page.on("pageerror", (error) => faults.push(String(error)));
    page.on("console", (message) => /error|warn/.test(message.type()) && faults.push(message.text()));
    await page.goto(`http://127.0.0.1:${server.address().port}/`);
    await page.waitForSelector("#take");
    await page.evaluate(() => give("#code"));
    await page.getByRole("button", { name: "Apply" }).click();
    await page.waitForFunction(() => state.code === "SAVE10" && !document.querySelector("#take").disabled);
    assert.deepEqual(await page.evaluate(() => [document.querySelector("#code").value, state.count]), ["SAVE10", 1]);
    // What is typed after it goes on from there.
    assert.equal(await page.evaluate(() => document.activeElement.id), "code");
    await page.keyboard.press("End");
    await page.keyboard.type("x");
    await page.waitForFunction(() => state.code === "SAVE10X");
    await page.evaluate(() => fill("#note", "For you"));
    await page.waitForFunction(() => state.note === "For you");
    await page.evaluate(() => stop());
    assert.equal(await page.evaluate(() => document.querySelector("#note").value), "For you");
    assert.deepEqual(faults, []);
  });
}
