//! Surveys, forms, countdowns, lists and held controls under hand: keys, names, what is told and what is not, in
//! Chromium under the strict policy.
import assert from "node:assert/strict";
import { focusName, gone, on, PHONE, said, show } from "./steps.mjs";
import { axeSource } from "./stage.mjs";

const there = (page) => page.waitForSelector("opportune-widget .box");
const asks = async (page, name, more) => {
  await show(page, name, more);
  await there(page);
};
/** All that was reported, details too. */
const told = (page) => page.evaluate(() => gallery.said.map((entry) => entry.filter((x) => x != null)));
const inside = (page, css) => page.locator(`opportune-widget ${css}`);

for (const [looks, options] of [["light", {}], ["dark", { colorScheme: "dark" }], ["phone", PHONE]]) {
  on(`axe finds nothing in what asks and counts (${looks})`, options, async (page) => {
    // By the protocol, not by a script element: the page's policy allows none.
    await page.evaluate(`${axeSource};0`);
    for (const name of ["sale", "held", "why", "stars", "rate", "miss", "sign", "points"]) {
      await asks(page, name);
      // It moves in for a moment, and half there its colors are none.
      await page.waitForFunction(() => !document.querySelector("opportune-widget").shadowRoot.getAnimations().length);
      const found = await page.evaluate(async () => {
        const { violations } = await axe.run({ include: ["opportune-widget"] }, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"], rules: { region: { enabled: false } } });
        return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join()}`);
      });
      assert.deepEqual(found, [], name);
      await page.evaluate(() => gallery.ui.stop());
    }
  });
}

on("a survey is answered by keys alone, once, and says thanks", {}, async (page) => {
  await page.focus("#opener");
  await asks(page, "why");
  assert.equal(await focusName(page), "t");
  const dialog = page.getByRole("dialog", { name: "What keeps you from ordering?" });
  assert.equal(await dialog.count(), 1);
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  assert.equal(await focusName(page), "I am not sure about the size");
  await page.keyboard.press("Enter");
  assert.equal(await focusName(page), "Thank you. That helps us more than you think.");
  assert.deepEqual((await told(page)).filter(([, what]) => what === "answer"), [["why#0", "answer", 1]]);
  await page.keyboard.press("Escape");
  await gone(page);
  assert.equal(await focusName(page), "opener");
});

on("a rating names its steps and their ends", {}, async (page) => {
  await asks(page, "rate");
  const steps = page.getByRole("group", { name: "How do you like the new shop?" }).getByRole("button");
  assert.deepEqual(await steps.evaluateAll((all) => all.map((one) => one.getAttribute("aria-label"))), ["1 of 5: Not much", "2 of 5", "3 of 5", "4 of 5", "5 of 5: A lot"]);
  for (const box of await steps.evaluateAll((all) => all.map((one) => one.getBoundingClientRect().toJSON()))) assert.ok(box.width >= 24 && box.height >= 24);
  await steps.nth(3).focus();
  await page.keyboard.press("Space");
  assert.equal(await inside(page, ".thanks").textContent(), "Thank you.");
  assert.deepEqual((await told(page)).at(-1), ["rate#0", "answer", 4]);
});

for (const [where, options] of [["at a desk", {}], ["on a phone", PHONE]]) {
  on(`a score from nought has eleven steps in one row, each with room for a finger (${where})`, options, async (page) => {
    await asks(page, "nps");
    const steps = page.getByRole("group", { name: "Would you recommend us?" }).getByRole("button");
    assert.deepEqual((await steps.allTextContents()).map(Number), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    assert.deepEqual([await steps.first().getAttribute("aria-label"), await steps.last().getAttribute("aria-label")], ["0 of 10: Never", "10 of 10: Surely"]);
    const boxes = await steps.evaluateAll((all) => all.map((one) => one.getBoundingClientRect().toJSON()));
    for (const box of boxes) assert.ok(box.width >= 24 && box.height >= 24 && box.top === boxes[0].top, JSON.stringify(box));
    await steps.first().focus();
    await page.keyboard.press("Space");
    assert.deepEqual((await told(page)).at(-1), ["nps#0", "answer", 0]);
  });
}

on("what somebody writes is told beside the answer, and an empty answer is none", {}, async (page) => {
  await asks(page, "miss");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  assert.equal(await focusName(page), "Tell us");
  await page.keyboard.press("Enter");
  assert.equal(await inside(page, ".error").textContent(), "Please fill this in.");
  const field = page.getByRole("textbox", { name: "What did you miss here?" });
  assert.equal(await field.getAttribute("aria-invalid"), "true");
  await page.keyboard.type("Bowls <b>with</b> lids");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  assert.deepEqual((await told(page)).at(-1), ["miss#0", "answer", 0, "Bowls <b>with</b> lids"]);
  assert.equal(await inside(page, "b").count(), 0);
});

on("a form says what is wrong, where, and goes on from there", {}, async (page) => {
  await asks(page, "sign");
  const field = (name) => page.getByLabel(name);
  assert.equal(await field("Tell me about seconds, too").isChecked(), false);
  assert.equal(await field("What you look for").inputValue(), "");
  assert.deepEqual(
    await inside(page, "input, select").evaluateAll((all) => all.map((one) => [one.type, one.name, one.autocomplete, one.getAttribute("aria-required")])),
    [["text", "name", "given-name", null], ["email", "email", "email", "true"], ["select-one", "kind", "", "true"], ["checkbox", "outlet", "", null]],
  );
  await field("E-mail").fill("ada@");
  await page.keyboard.press("Enter");
  assert.deepEqual(await inside(page, ".field .error:not(:empty)").allTextContents(), ["Please enter an address like name@example.com.", "Please choose one."]);
  const described = await field("E-mail").evaluate((input) => input.getAttribute("aria-describedby").split(" ").map((id) => input.getRootNode().getElementById(id).textContent));
  assert.deepEqual(described, ["We never pass it on.", "Please enter an address like name@example.com."]);
  assert.equal(await page.evaluate(() => document.activeElement.shadowRoot.activeElement.name), "email");
  await page.keyboard.type("shop.test");
  assert.equal(await field("E-mail").getAttribute("aria-invalid"), null);
  await field("What you look for").selectOption("bowls");
  assert.deepEqual(await inside(page, ".field .error:not(:empty)").allTextContents(), []);
  assert.deepEqual((await told(page)).filter(([name]) => name === "submitted"), []);
});

const ready = async (page) => {
  await asks(page, "sign");
  await page.getByLabel("E-mail").fill("ada@shop.test");
  await page.getByLabel("What you look for").selectOption("cups");
};
const VALUES = { name: "", email: "ada@shop.test", kind: "cups", outlet: false };

on("a form that fails keeps its values and can be sent again; two presses send once", {}, async (page) => {
  await ready(page);
  await page.evaluate(() => {
    gallery.answers.push(new Promise((_, fail) => (gallery.fail = fail)), { error: "You are on the list already." }, new Promise((done) => (gallery.done = done)));
  });
  const button = page.getByRole("button", { name: "Sign up" });
  await button.click();
  await button.click({ force: true });
  await page.keyboard.press("Enter");
  assert.equal(await button.getAttribute("aria-disabled"), "true");
  assert.deepEqual((await told(page)).filter(([name]) => name === "submitted"), [["submitted", JSON.stringify(VALUES)]]);
  await page.evaluate(() => gallery.fail(new Error("no network")));
  const alert = page.getByRole("alert");
  await page.waitForFunction(() => document.querySelector("opportune-widget").shadowRoot.querySelector("[role=alert]").textContent);
  assert.equal(await alert.textContent(), "That did not work. Please try again.");
  assert.equal(await page.getByLabel("E-mail").inputValue(), "ada@shop.test");
  // Facts may change meanwhile: what is drawn anew leaves the answers alone.
  await page.evaluate(() => gallery.ui.update("sign#0", { ...structuredClone(gallery.effects.sign.view), title: "New glazes, twice a month" }));
  assert.equal(await page.getByLabel("E-mail").inputValue(), "ada@shop.test");
  assert.equal(await inside(page, "h2").textContent(), "New glazes, twice a month");
  await button.click();
  await page.waitForFunction(() => /already/.test(document.querySelector("opportune-widget").shadowRoot.querySelector("[role=alert]").textContent));
  await button.click();
  await page.evaluate(() => gallery.done(true));
  await inside(page, ".thanks").waitFor();
  assert.equal(await focusName(page), "Please look into your mail and confirm.");
  const all = await told(page);
  assert.equal(all.filter(([name]) => name === "submitted").length, 3);
  assert.deepEqual(all.filter(([, what]) => what === "answer"), [["sign#0", "answer", 0]]);
  // Values went to the function alone.
  assert.ok(!JSON.stringify(all.filter(([name]) => name !== "submitted")).includes("ada@shop.test"));
});

on("a form posts to an address of the page, and to no other that was not allowed", {}, async (page) => {
  const to = async (href) => {
    await page.evaluate((href) => {
      const view = structuredClone(gallery.effects.sign.view);
      view.content[0].form.submit = { href };
      gallery.ui.show({ rule: "sign", key: "sign#0", place: 0, answers: false, anchor: null, kind: "popup", view });
    }, href);
    await there(page);
    await page.getByLabel("E-mail").fill("ada@shop.test");
    await page.getByLabel("What you look for").selectOption("cups");
    await page.getByRole("button", { name: "Sign up" }).click();
  };
  const posted = [];
  await page.route("**/contact", (route) => {
    posted.push(route.request().postData());
    return route.fulfill({ status: posted.length > 1 ? 200 : 503, body: "" });
  });
  await to("/contact");
  await inside(page, "[role=alert]:not(:empty)").waitFor();
  await page.getByLabel("Tell me about seconds, too").check();
  await page.getByRole("button", { name: "Sign up" }).click();
  await inside(page, ".thanks").waitFor();
  assert.deepEqual(posted, ["name=&email=ada%40shop.test&kind=cups", "name=&email=ada%40shop.test&kind=cups&outlet=on"]);
  await page.evaluate(() => gallery.ui.stop());
  let foreign = 0;
  page.on("request", (request) => (foreign += request.url().includes("elsewhere.test")));
  await to("https://elsewhere.test/f");
  await inside(page, "[role=alert]:not(:empty)").waitFor();
  assert.equal(foreign, 0);
});

on("a countdown counts once a second while it is seen, and says so to nobody who did not ask", {}, async (page) => {
  await page.clock.install({ time: new Date("2026-11-22T10:00:00Z") });
  // Else it goes on by itself, as fast as this machine does.
  await page.clock.pauseAt(new Date("2026-11-22T11:00:00Z"));
  const draw = (ms, more) => page.evaluate(([ms, more]) => {
    const countdown = { to: Date.now() + ms, label: "The sale ends in", ended: "It is over.", ...more };
    gallery.ui.show({ rule: "c", key: "c#0", place: 0, answers: false, anchor: null, kind: "banner", view: { content: [{ countdown }] } });
    return countdown;
  }, [ms, more]);
  const clock = inside(page, ".clock");
  const reads = async () => [await clock.locator(".only-heard").textContent(), await clock.locator(".days").textContent(), await clock.locator(".digits").textContent()];
  const countdown = await draw(3_725_000);
  await there(page);
  assert.deepEqual(await reads(), ["1 hour, 2 minutes", "", "01:02:05"]);
  assert.deepEqual(await clock.evaluate((node) => [node.getAttribute("role"), node.getAttribute("aria-live"), node.getAttribute("aria-label")]), ["timer", "off", "The sale ends in"]);
  await page.clock.runFor(1_000);
  assert.deepEqual((await reads())[2], "01:02:04");
  await page.clock.runFor(3_600_000 + 64_000);
  assert.deepEqual(await reads(), ["1 minute", "", "01:00"]);
  await page.clock.runFor(59_000);
  assert.deepEqual(await reads(), ["10 seconds", "", "00:01"]);
  await page.evaluate((countdown) => gallery.ui.update("c#0", { content: [{ countdown: { ...countdown, over: true } }] }), countdown);
  assert.equal(await inside(page, ".ended").textContent(), "It is over.");
  await page.evaluate(() => gallery.ui.stop());
  await draw(2 * 86_400_000 + 5_000);
  assert.deepEqual(await reads(), ["2 days", "2 days", "00:00:05"]);
  // Nothing runs once it went.
  await page.evaluate(() => {
    gallery.ui.stop();
    globalThis.timers = 0;
    const own = setTimeout;
    globalThis.setTimeout = (...args) => (globalThis.timers++, own(...args));
  });
  await page.clock.runFor(5_000);
  const timers = await page.evaluate(() => globalThis.timers);
  assert.equal(timers, 0);
});

on("a list is a list, and a coupon may lead to a page that takes it", {}, async (page) => {
  await asks(page, "points");
  assert.equal(await page.getByRole("list").getByRole("listitem").count(), 2);
  const link = page.getByRole("link", { name: "Apply" });
  assert.equal(await link.getAttribute("href"), "/discount/STAY10?redirect=/cart");
});

on("a held control does nothing, says why, and is let go as it was", {}, async (page) => {
  await page.evaluate(() => document.querySelector("#opener").addEventListener("click", () => gallery.said.push(["pressed"])));
  await asks(page, "hold");
  const state = () => page.$eval("#opener", (node) => [node.getAttribute("aria-disabled"), node.getAttribute("aria-describedby") !== null]);
  assert.deepEqual(await state(), ["true", true]);
  assert.match(await inside(page, ".box").textContent(), /Please read the note/);
  await page.click("#opener", { force: true });
  await page.focus("#opener");
  await page.keyboard.press("Enter");
  assert.deepEqual((await told(page)).filter(([name]) => name === "pressed"), []);
  await page.evaluate(() => gallery.hide("hold"));
  assert.deepEqual(await state(), [null, false]);
  await page.click("#opener");
  assert.deepEqual((await told(page)).filter(([name]) => name === "pressed"), [["pressed"]]);
  await gone(page);
});

on("hands type and focus as a visitor would, and leave what is not theirs", {}, async (page) => {
  const values = () => page.evaluate(() => ["#email", "#coupon", "#card"].map((css) => document.querySelector(css).value));
  await page.evaluate(() => {
    const field = document.querySelector("#coupon");
    for (const type of ["input", "change"]) field.addEventListener(type, () => gallery.said.push([type, field.value]));
    // As frameworks do: the element's own property hides what scripts set.
    const inner = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value");
    Object.defineProperty(field, "value", { get: () => inner.get.call(field), set: (value) => inner.set.call(field, `mine:${value}`), configurable: true });
    gallery.ui.hand("fill", "#coupon", "TEN", false);
    gallery.ui.hand("fill", "#email", "ada@shop.test", false);
    gallery.ui.hand("fill", "#card", "4111", true);
  });
  assert.deepEqual(await values(), ["ada@shop.test", "TEN", ""]);
  assert.deepEqual((await told(page)).slice(0, 2), [["input", "TEN"], ["change", "TEN"]]);
  await page.evaluate(() => gallery.ui.hand("fill", "#coupon", "OTHER", false));
  assert.equal((await values())[1], "TEN");
  await page.evaluate(() => gallery.ui.hand("fill", "#coupon", "OTHER", true));
  assert.equal((await values())[1], "OTHER");
  await page.focus("#email");
  await page.evaluate(() => gallery.ui.hand("focus", "#size", null, false));
  assert.equal(await focusName(page), "email");
  await page.evaluate(() => gallery.ui.hand("focus", "#size", null, true));
  assert.equal(await focusName(page), "size");
});

const LETTER = { title: "A letter", text: "One a month.", buttons: [], content: [{ form: { fields: [{ type: "email", name: "email", label: "Your e-mail", required: true }], submit: { call: "subscribe" }, send: "Sign up" } }] };

on("in a banner a form stands on one line: its button is as tall as buttons are, and why it failed is beneath", { reducedMotion: "reduce" }, async (page) => {
  await page.evaluate(() => gallery.answers.push(false));
  await asks(page, "news", { view: LETTER });
  const field = () => inside(page, "input[type=email]").boundingBox();
  const button = () => inside(page, ".go").boundingBox();
  const [before, go] = [await field(), await button()];
  assert.ok(go.height <= 44, `${go.height} px`);
  assert.ok(Math.abs(before.y + before.height - go.y - go.height) < 2, JSON.stringify([before, go]));
  await inside(page, "input[type=email]").fill("a@b.ie");
  await inside(page, ".go").click();
  const why = await inside(page, "[role=alert]:not(:empty)").boundingBox();
  const [input, again] = [await field(), await button()];
  assert.ok(why.y >= input.y + input.height && why.y >= again.y + again.height, JSON.stringify([why, input, again]));
});

on("in a banner on a phone a short text follows its title, clear of the close button", { ...PHONE, reducedMotion: "reduce" }, async (page) => {
  await asks(page, "news", { view: LETTER });
  const words = (css) => inside(page, css).evaluate((node) => {
    const range = new Range();
    range.selectNodeContents(node);
    return range.getBoundingClientRect().toJSON();
  });
  const [title, text, close] = [await words(".title"), await words(".words .text"), await inside(page, ".x").boundingBox()];
  assert.ok(text.y < title.y + title.height && text.x - title.x - title.width < 12, JSON.stringify([title, text]));
  assert.ok(text.x + text.width <= close.x, JSON.stringify([text, close]));
});
