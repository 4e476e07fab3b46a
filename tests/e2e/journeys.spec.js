// By keyboard alone: one journey for every surface, block and action of the rule language, through the whole runtime, in
// a browser of today and in one without popovers and CSS anchors, under the strictest policy: one report of a violation
// fails it. What the schema has and no journey uses fails here.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { at } from "../../src/build/tools.mjs";
import { isByAnchors, old } from "../ui/old.mjs";
import { setting, STRICT, visit } from "./support.mjs";

const here = setting();
const dot = { src: "/t/dot.svg", alt: "A dot", width: 8, height: 8 };

/**
 * A journey: the rule's rest, where focus is when it shows, the keys, what is told and emitted, and where focus is then.
 * Keys are names of keys; `{ type }` types; `{ on }` says what must have focus by now, `{ last }` goes to the page's own
 * last stop, `{ wait }` lets time pass, `{ until }` does until another rule shows.
 */
const JOURNEYS = {
  "a tooltip is read with its anchor, and closed": {
    rest: { show: { tooltip: { anchor: "#guide", text: "Take the larger one." } } },
    from: "#guide",
    keys: ["Tab", { on: "Close" }, "Enter"], told: ["dismiss close"], to: "guide",
  },
  "a tooltip's buttons are next after its anchor; what one does is done": {
    rest: { show: { tooltip: { anchor: "#guide", title: "Sizes", text: "Shall we measure?", buttons: [{ text: "Yes", do: [{ emit: "measured" }, { dataLayer: { event: "measured" } }, { setFact: { tour: { step: 2 } } }] }, "No"] } } },
    from: "#guide",
    keys: ["Tab", { on: "Yes" }, "Tab", { on: "No" }, "Shift+Tab", "Enter"], told: ["click 0"], emits: "measured", to: "guide",
    then: () => globalThis.dataLayer?.at(-1)?.event, is: "measured",
  },
  "a button calls what the page registered": {
    rest: { show: { tooltip: { anchor: "#guide", text: "Shall we talk?", buttons: [{ text: "Yes", do: { call: { name: "note", args: { topic: "sizes" } } } }] } } },
    from: "#guide", keys: ["Tab", "Space"], told: ["click 0"], to: "guide",
    then: () => globalThis.heard.filter(({ name }) => name === "called").map(({ args }) => args?.topic), is: ["sizes"],
  },
  "a coupon is copied, and filled in where it belongs": {
    rest: { show: { coupon: { code: "WELCOME10", field: "#coupon", apply: true } } },
    from: "#coupon",
    keys: ["Tab", { on: "WELCOME10" }, "Enter", { said: "copy" }, "Tab", { on: "Apply" }, "Enter"], told: ["click copy", "click apply"], to: "coupon",
    then: () => document.querySelector("#coupon").value, is: "WELCOME10",
  },
  "a popup begins at its title, goes through its buttons, and gives focus back": {
    rest: { show: { popup: { title: "Keep it?", text: "For two weeks.", image: dot, content: [{ text: "It stays as it is." }, { image: dot }, { list: { of: ["One", "Two"] } }], buttons: ["Keep it", "No, thanks"] } } },
    from: "#cta",
    keys: [{ on: "Keep it?" }, "Tab", { on: "Keep it" }, "Tab", { on: "No, thanks" }, "Tab", { on: "Close" }, "Shift+Tab", { on: "No, thanks" }, "Enter"], told: ["click 1"], to: "cta",
  },
  "a popup is closed by Escape": {
    rest: { show: { popup: { title: "Keep it?", buttons: ["Keep it", "No, thanks"] } } },
    from: "#guide", keys: ["Escape"], told: ["dismiss escape"], to: "guide",
  },
  "a banner is the last stop of the page": {
    rest: { show: { banner: { text: "Free delivery today", buttons: [{ text: "Shop on", style: "primary" }] } } },
    from: "#guide", keys: [{ last: true }, "Tab", { on: "Shop on" }, "Tab", { on: "Close" }, "Enter"], told: ["dismiss close"],
  },
  "progress is told in its banner, which closes": {
    rest: { show: { progress: { value: 60, goal: 90, label: "30 to go" } } },
    from: "#guide", keys: [{ last: true }, "Tab", { on: "Close" }, "Escape"], told: ["dismiss escape"],
    before: () => document.querySelector("opportune-widget").shadowRoot.querySelector("[role=progressbar]").getAttribute("aria-valuetext"), was: "30 to go",
  },
  "a countdown is told in its banner, which closes": {
    rest: { show: { countdown: { to: "2026-01-20T10:00:00Z", label: "Ends in" } } },
    from: "#guide", keys: [{ last: true }, "Tab", { on: "Close" }, "Enter"], told: ["dismiss close"],
    before: () => document.querySelector("opportune-widget").shadowRoot.querySelector("[role=timer]").getAttribute("aria-label"), was: "Ends in",
  },
  "a toast's button is pressed": {
    rest: { show: { toast: { title: "In your cart", buttons: ["See it", "Go on"] } } },
    from: "#guide", keys: [{ last: true }, "Tab", { on: "See it" }, "Tab", "Enter"], told: ["click 1"],
  },
  "words in line come in their turn": {
    rest: { show: { inline: { anchor: "#box-inner", place: "append", title: "Welcome back", buttons: ["Show me", "Not now"] } } },
    from: "#coupon", keys: ["Tab", { on: "Show me" }, "Tab", "Enter"], told: ["click 1"],
  },
  "a badge is read after its element, and takes no stop": {
    rest: { show: { badge: { anchor: "#cta", text: "New" } } },
    from: "#cta", keys: ["Tab", { on: "guide" }], told: [], to: "guide",
    before: () => {
      const said = document.querySelector("#cta").getAttribute("aria-describedby");
      return said && document.getElementById(said)?.getAttribute("aria-label");
    },
    was: "New",
  },
  "a rewritten link is pressed as it was": {
    rest: { show: { cta: { anchor: "#cta", text: "Welcome back" } } },
    from: "#cta", keys: ["Enter"], told: ["click 0"], to: "cta", before: () => document.querySelector("#cta").textContent, was: "Welcome back",
  },
  "a highlight is over with a press": {
    rest: { show: { highlight: { anchor: "#guide" } } },
    from: "#guide", keys: ["Enter"], told: ["click 0"], to: "guide",
  },
  "a survey is answered by a choice": {
    rest: { show: { survey: { question: "What keeps you?", choice: ["The price", "The size"], done: "Thank you." } } },
    from: "#guide", keys: [{ on: "What keeps you?" }, "Tab", "Tab", { on: "The size" }, "Enter", { on: "Thank you." }, "Tab", { on: "Close" }, "Enter"], told: ["survey_answer"], to: "guide",
  },
  "a survey is answered on a scale": {
    rest: { show: { survey: { question: "How was it?", rating: { most: 5, low: "Hard", high: "Easy" }, done: "Thank you." } } },
    from: "#guide", keys: ["Tab", { on: "1 of 5: Hard" }, "Tab", "Tab", "Tab", { on: "4 of 5" }, "Space", { on: "Thank you." }, "Escape"], told: ["survey_answer"], to: "guide",
  },
  "a survey is answered in words": {
    rest: { show: { survey: { question: "What was missing?", text: { send: "Tell us" }, done: "Thank you." } } },
    from: "#guide", keys: ["Tab", { type: "A map" }, "Tab", { on: "Tell us" }, "Enter", { on: "Thank you." }, "Escape"], told: ["survey_answer"], to: "guide",
  },
  "a form is filled in, told what it lacks, and sent": {
    rest: {
      show: {
        form: {
          fields: [{ text: { name: "name", label: "Name", required: false } }, { email: {} }, { choice: { name: "kind", label: "Kind", of: ["Coats", "Boots"] } }, { checkbox: { name: "more", label: "More" } }],
          submit: "note", send: "Sign up", done: "Please look into your mail.",
        },
      },
    },
    from: "#guide",
    keys: [{ on: "name" }, "Tab", { on: "email" }, { type: "ada@example.com" }, "Tab", { on: "kind" }, { type: "B" }, "Tab", "Space", "Tab", { on: "Sign up" }, "Enter", { on: "Please look into your mail." }, "Escape"],
    told: ["submit"], to: "guide",
    then: () => globalThis.heard.filter(({ name }) => name === "called").map(({ args }) => args), is: [{ name: "", email: "ada@example.com", kind: "Boots", more: true }],
  },
  "a phone number is a field, too": {
    rest: { show: { popup: { title: "Shall we call?", content: [{ form: { fields: [{ phone: {} }], submit: "note", send: "Call me" } }] } } },
    from: "#guide", keys: ["Tab", { on: "phone" }, { type: "+353 91 123456" }, "Enter"], told: ["submit"],
    then: () => globalThis.heard.filter(({ name }) => name === "called").map(({ args }) => args.phone), is: ["+353 91 123456"],
  },
  "one step leads to the next": {
    set: { rules: [{ id: "second", when: { manual: true }, show: { popup: { title: "Second", buttons: ["Done"] } } }] },
    rest: { show: { popup: { title: "First", buttons: [{ text: "Next", do: { next: "second" } }, "Not now"] } } },
    from: "#guide", keys: ["Tab", "Enter", { until: "second" }, { on: "Second" }, "Tab", "Enter"], told: ["click 0", "click 0"], to: "guide",
  },
  "fill types into a field, and leaves focus where it was": {
    rest: { do: [{ fill: { on: "#coupon", text: "SAVE" } }] },
    from: "#guide", keys: [], told: [], to: "guide", then: () => document.querySelector("#coupon").value, is: "SAVE",
  },
  "focus goes to a field, and typing goes on there": {
    rest: { do: [{ focus: "#coupon" }] },
    from: "#guide", keys: [{ on: "coupon" }, { type: "AB" }], told: [], to: "coupon", then: () => document.querySelector("#coupon").value, is: "AB",
  },
  "a held control says why, and is let go": {
    rest: { do: [{ enable: { on: "#guide", for: "5s", reason: "Please read this first" } }] },
    from: "#guide", keys: ["Enter", { wait: "6s" }, "Enter"], told: [], to: "guide",
    before: () => [document.querySelector("#guide").getAttribute("aria-disabled"), document.querySelector("opportune-widget").getAttribute("aria-label")], was: ["true", "Please read this first"],
    then: () => [globalThis.presses, document.querySelector("#guide").getAttribute("aria-disabled")], is: [1, null],
  },
  // The last: nothing comes after it.
  "no more tips is a button like the others": {
    set: { settings: { mute: "30d" } },
    rest: { show: { popup: { title: "One letter a month", buttons: ["Go on"] } } },
    from: "#guide", keys: ["Tab", "Tab", "Tab", { on: "No more tips" }, "Enter"], told: ["dismiss mute"], to: "guide",
  },
};

/** The name of what has focus, shadow roots included. */
const focused = () => {
  let node = document.activeElement;
  while (node.shadowRoot?.activeElement) node = node.shadowRoot.activeElement;
  // Of two words that stand in one cell one is seen.
  const part = node.querySelector("code, .swap span");
  return node.getAttribute("aria-label") || node.name || (node.getRootNode() === document && node.id) || (part ?? node).textContent.trim() || node.localName;
};

/** The page's own last stop: `#coupon`, or the box behind it that scrolls. */
async function toTheEnd(page) {
  await page.focus("#coupon");
  await page.keyboard.press("Tab");
  if (await page.evaluate(() => document.activeElement.localName === "opportune-widget")) await page.focus("#coupon");
}

/** Lets time pass until a rule shows: what fades before it does so by the browser's own clock. */
async function until(o, rule) {
  for (let i = 0; i < 100 && !(await o.shown(rule)); i += 1) await o.advance("100ms");
}

/** The browser takes its time for what only it can do. */
async function said(o, seen, what) {
  for (let i = 0; i < 100 && !(await o.events()).slice(seen).some(({ reason }) => reason === what); i += 1) await o.advance("50ms");
}

/** @returns whether a widget stood by what only today's browsers have */
async function travel({ page, o }, name, { rest, set = {}, from, keys, told, emits, to, before, was, then, is }) {
  const say = (what) => `${name}: ${what}`;
  await page.evaluate(() => {
    globalThis.heard.length = 0;
    globalThis.presses = 0;
    document.querySelector("#coupon").value = "";
    scrollTo(0, 0);
  });
  await page.evaluate((css) => document.querySelector(css).focus(), from);
  const seen = (await o.events()).length;
  const all = { version: 1, ...set, settings: { quietPeriod: "0s", currency: "EUR", ...set.settings }, rules: [{ id: "r", when: { manual: true }, ...rest }, ...(set.rules ?? [])] };
  const { problems } = await page.evaluate((all) => globalThis.shop.update(all), all);
  assert.deepEqual(problems, [], say("its rules"));
  await page.evaluate(() => globalThis.shop.trigger("r", { force: true }));
  await o.advance("200ms");
  const isWidget = rest.show ? !rest.show.cta && !rest.show.highlight : rest.do[0].enable;
  if (isWidget) await page.waitForSelector("opportune-widget", { state: "attached", timeout: 10_000 });
  const byAnchors = await page.evaluate(isByAnchors);
  if (before) assert.deepEqual(await page.evaluate(before), was, say("before"));
  for (const key of keys) {
    if (key.type) await page.keyboard.type(key.type);
    else if (key.wait) await o.advance(key.wait);
    else if (key.last) await toTheEnd(page);
    else if (key.until) await until(o, key.until);
    else if (key.said) await said(o, seen, key.said);
    else if (key.on) assert.equal(await page.evaluate(focused), key.on, say("focus"));
    else await page.keyboard.press(key);
  }
  await o.advance("200ms");
  const events = (await o.events()).slice(seen).filter(({ rule, name }) => rule && !/impression|blocked|hidden/.test(name));
  assert.deepEqual(events.map(({ name, reason, button }) => [name.replace("opportune_", ""), reason ?? button].filter((x) => x != null).join(" ")), told, say("told"));
  if (emits) assert.deepEqual((await o.events(`opportune:${emits}`)).map(({ detail }) => [detail.name, detail.rule]), [[emits, "r"]], say("emitted"));
  if (to) assert.equal(await page.evaluate(() => document.activeElement.id), to, say("focus at the end"));
  if (then) assert.deepEqual(await page.evaluate(then), is, say("after"));
  return byAnchors;
}

for (const [browser, init] of [["today's browsers", null], ["browsers without popovers and CSS anchors", old]]) {
  test(`by keyboard alone, in ${browser}`, { timeout: 120_000 }, async (t) => {
    here.policy = STRICT;
    t.after(() => { here.policy = null; });
    const stay = () => addEventListener("click", (event) => {
      if (event.target.closest?.("a")) event.preventDefault();
      if (event.target.id === "guide" && !event.defaultPrevented) globalThis.presses += 1;
    });
    const there = await visit(t, here, { rules: [{ id: "none", when: { manual: true }, do: [{ emit: "none" }] }], init: init ? `(${init})(); (${stay})()` : stay, start: { consent: "granted" } });
    await there.page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await there.o.advance("5s");
    const wrong = [];
    const byAnchors = [];
    for (const [name, journey] of Object.entries(JOURNEYS)) {
      if (await travel(there, name, journey).catch((error) => wrong.push(error.message.replace(/\s+/g, " "))) === true) byAnchors.push(name);
      await there.page.evaluate(() => globalThis.shop.update({ version: 1, rules: [] }));
      await there.o.advance("3s");
      // It fades as the browser's own clock goes.
      await there.page.waitForFunction(() => !document.querySelector("opportune-widget"), null, { timeout: 10_000 }).catch(() => wrong.push(`${name}: it stays`));
    }
    assert.deepEqual(wrong, []);
    assert.equal(byAnchors.length > 0, !init, `by what older browsers lack: ${byAnchors}`);
  });
}

test("every surface, block, field and action of the schema has its journey", () => {
  const { definitions } = JSON.parse(readFileSync(at("rules/schema.json"), "utf8"));
  const used = new Set();
  const visitAll = (value) => {
    if (!value || typeof value !== "object") return;
    if (!Array.isArray(value)) for (const key of Object.keys(value)) used.add(key);
    Object.values(value).forEach(visitAll);
  };
  Object.values(JOURNEYS).forEach(({ rest }) => visitAll(rest));
  const wanted = ["show", "action", "buttonAction", "block", "field"].flatMap((name) => {
    const keys = Object.keys(definitions[name].properties ?? {}).filter((key) => key !== "$comment");
    assert.ok(keys.length > 3, `${name} of the schema`);
    return keys;
  });
  assert.deepEqual([...new Set(wanted)].filter((name) => !used.has(name)), [], "no journey uses these");
});
