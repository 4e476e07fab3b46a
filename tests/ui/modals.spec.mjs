//! Pages whose own dialogs are made of attributes: what they hide from screen readers, and what of ours that may hit.
import assert from "node:assert/strict";
import { on, rest, said, show, until } from "./steps.mjs";

const PAGE = { reducedMotion: "reduce", path: "/?open" };

/** As the libraries of modals do: a box with a role, and everything beside it hidden, what comes later too. */
const modal = (page, hides = "aria-hidden") =>
  page.evaluate((hides) => {
    const box = document.createElement("div");
    box.innerHTML = `<div role="dialog" aria-modal="true" aria-label="Delivery" style="position:fixed;inset:200px 300px;background:#fff"><label>Street <input id="street"></label> <button id="done">Done</button></div>`;
    document.body.append(box);
    const hide = (node) => node !== box && node.localName !== "script" && node.setAttribute(hides, "true");
    [...document.body.children].forEach(hide);
    globalThis.watcher = new MutationObserver((records) => records.forEach(({ addedNodes }) => addedNodes.forEach(hide)));
    watcher.observe(document.body, { childList: true });
    document.querySelector("#street").focus();
  }, hides);

/** What a screen reader finds, by role and name. */
async function heard(page) {
  const session = await page.context().newCDPSession(page);
  const { nodes } = await session.send("Accessibility.getFullAXTree");
  return nodes.filter((node) => !node.ignored).map(({ role, name }) => `${role?.value} ${name?.value ?? ""}`);
}

on("a tooltip beside a field of the page's dialog is read, and reached, as the field is", PAGE, async (page) => {
  await modal(page);
  await page.evaluate(() => (gallery.effects.street = { ...gallery.effects.hint, anchor: "#street" }));
  await show(page, "street");
  await rest(page);
  const found = await heard(page);
  assert.ok(found.includes("textbox Street"), "the page's own");
  assert.ok(found.includes("dialog Still thinking it over?"), found.join("\n"));
  await page.keyboard.press("Tab");
  assert.ok(await page.evaluate(() => document.activeElement.localName === "opportune-widget"));
  await page.keyboard.press("Escape");
  await until("focus is back", () => page.evaluate(() => document.activeElement.id === "street"));
});

for (const hides of ["aria-hidden", "inert"]) {
  on(`a popup that is open is not hidden by a dialog of the page that opens beneath it: ${hides}`, PAGE, async (page) => {
    await show(page, "popup");
    await rest(page);
    // What a page does beside it is no try to hide it.
    await page.evaluate(async () => {
      for (let i = 0; i < 12; i++) {
        const other = document.body.appendChild(document.createElement("i"));
        await new Promise((resolve) => setTimeout(resolve));
        other.remove();
      }
    });
    await modal(page, hides);
    await until("it is itself again", () => page.evaluate((hides) => !document.querySelector("opportune-widget").hasAttribute(hides), hides));
    await page.locator("opportune-widget .go").focus();
    const found = await heard(page);
    assert.ok(found.includes("dialog Keep your cups for later?"), found.join("\n"));
    await page.locator("opportune-widget .x").click();
    assert.ok((await said(page)).includes("popup#0 dismiss close"));
  });
}

on("a page that insists on hiding a popup gets its way, and is not driven in circles", PAGE, async (page) => {
  await show(page, "popup");
  const times = await page.evaluate(async () => {
    const node = document.querySelector("opportune-widget");
    let times = 0;
    new MutationObserver(() => node.hasAttribute("aria-hidden") || (times += 1, node.setAttribute("aria-hidden", "true"))).observe(node, { attributes: true });
    node.setAttribute("aria-hidden", "true");
    await new Promise((resolve) => setTimeout(resolve, 300));
    return times;
  });
  assert.ok(times > 0 && times < 20, `${times} times`);
});
