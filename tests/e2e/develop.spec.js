// What a developer is told: a development build says in words what was given wrongly, and why nothing runs; the script of a
// plain page, which has no development build, says that nothing runs, too.

import assert from "node:assert/strict";
import { test } from "node:test";

import { setting } from "./support.mjs";

const here = setting();
/** The server packs a file when it is first asked for, which takes seconds; rules have three. */
const packed = (...names) => Promise.all(names.map(async (name) => (await fetch(`${here.server.url}/opportune/${name}`, { headers: { "accept-encoding": "br" } })).arrayBuffer()));
const RULES = { version: 1, rules: [{ id: "hi", show: { banner: "Hi" } }] };

/** Runs a script beside the development build, and answers what it gives and what the console was told. */
async function told(t, work, given) {
  await packed("dev.js", "opportune_dev.wasm");
  const page = await here.browser.newPage();
  t.after(() => page.close());
  const lines = [];
  page.on("console", (message) => lines.push(message.text()));
  await page.route("**/blank.html", (route) => route.fulfill({ contentType: "text/html", body: "<!doctype html><title>Shop</title>" }));
  await page.goto(`${here.server.url}/t/blank.html`);
  const gave = await page.evaluate(`(async (given, RULES) => {
    const { start } = await import("/opportune/dev.js");
    return (${work})(start, given, RULES);
  })(${JSON.stringify(given ?? null)}, ${JSON.stringify(RULES)})`);
  return { gave, said: lines.filter((one) => one.startsWith("opportune:")).join("\n") };
}
const ready = async (start, given) => (await start({ consent: "granted", ...given }).ready).reason;

for (const [what, given, reason, wanted] of [
  ["an address without rules", { rules: "/nothing.json" }, "rules_http", /nothing runs \(rules_http\).*\/nothing\.json/],
  ["a page in the place of rules", { rules: "/t/blank.html" }, "rules_json", /nothing runs \(rules_json\).*\/t\/blank\.html.*a page in its place/i],
  ["a wasm that is not there", { rules: RULES, wasm: "/cdn/opportune.wasm" }, "wasm_failed", /nothing runs \(wasm_failed\).*\/cdn\/opportune\.wasm/],
]) {
  test(`${what} is told, with the address and what to do`, async (t) => {
    const { gave, said } = await told(t, ready, given);
    assert.equal(gave, reason);
    assert.match(said, wanted);
    assert.equal((await told(t, ready, { ...given, quiet: true })).said, "");
  });
}

test("where a file of rules breaks off, the browser's words say", async (t) => {
  const { gave, said } = await told(t, async (start) => {
    const url = URL.createObjectURL(new Blob(['{\n  "rules": [\n    { "id": "a", }\n  ]\n}']));
    return (await start({ rules: url, consent: "granted" }).ready).reason;
  });
  assert.equal(gave, "rules_json");
  assert.match(said, /nothing runs \(rules_json\).*line 3 column 18/);
});

test("nobody is told of what the page did itself", async (t) => {
  const { said } = await told(t, async (start, _, rules) => {
    const shop = start({ rules, consent: "granted" });
    await shop.ready;
    shop.stop();
    start({ rules, consent: "granted", enabled: false });
  });
  assert.equal(said, "");
});

test("an option of a wrong type says what it takes, what it got and what was meant", async (t) => {
  const { gave } = await told(t, async (start) => {
    const trial = (options) => {
      try {
        return start({ rules: { rules: [] }, ...options }).stop();
      } catch (why) {
        return `${why.name} ${why.message}`;
      }
    };
    return [
      trial({ consent: "Granted" }), trial({ consent: { functonal: "granted" } }), trial({ consent: ["tcf", "gcp"] }),
      trial({ facts: [1] }), trial({ signal: "x" }), trial({ locale: undefined, visitorId: undefined, signal: undefined }),
    ];
  });
  const [state, purpose, source, facts, signal, fine] = gave;
  assert.match(state, /^TypeError opportune: option "consent" has the wrong type: it takes "pending", .* given "Granted"; did you mean "granted"\?$/);
  assert.match(purpose, /: "functonal" is no purpose; did you mean "functional"\?$/);
  assert.match(source, /did you mean "gpc"\?$/);
  assert.match(facts, /option "facts" .* an object, and was given \[1\]$/);
  assert.match(signal, /an AbortSignal, and was given "x"$/);
  assert.equal(fine, undefined);
});

test("a call that is not taken says what it takes", async (t) => {
  const { said } = await told(t, async (start, _, rules) => {
    const shop = start({ rules, consent: "granted" });
    shop.setConsent("yes");
    shop.setConsent({ analytics: "grant" });
    shop.track();
    shop.mute(30);
    await shop.update(7);
    const knot = {};
    knot.knot = knot;
    shop.setConsent(knot);
  });
  const lines = said.split("\n");
  assert.match(lines[0], /setConsent\(\) .* "pending", "granted", "denied".* was given "yes"$/);
  assert.match(lines[1], /: analytics is "grant"; did you mean "granted"\?$/);
  assert.match(lines[2], /track\(\) .* takes a name: .* was given undefined$/);
  assert.match(lines[3], /mute\(\) .* was given 30$/);
  assert.match(lines.join("\n"), /update\(\) .* was given 7/);
  assert.match(lines.at(-1), /"knot" is no purpose/);
});

test("a call of which nothing comes says why, and one that is understood nothing", async (t) => {
  const { said } = await told(t, async (start) => {
    const rules = { rules: [{ id: "coupon-hint", show: { banner: "Hi" } }] };
    const shop = start({ rules, consent: "granted" });
    shop.trigger("coupon-hin");
    await shop.ready;
    shop.dismiss("welcome-back");
    shop.mute("soon");
    for (const fine of [undefined, "coupon-hint"]) shop.dismiss(fine);
    for (const fine of [undefined, "30d", "1h30m"]) shop.mute(fine);
    shop.trigger("coupon-hint");
    const next = await shop.update({ rules: [{ id: "later", show: { banner: "Later" } }] });
    shop.trigger("coupon-hint");
    shop.trigger("later");
    await new Promise((resolve) => setTimeout(resolve));
    return next;
  });
  assert.deepEqual(said.split("\n"), [
    'opportune: trigger("coupon-hin") did nothing: no rule has that id; did you mean "coupon-hint"?',
    'opportune: dismiss("welcome-back") did nothing: no rule has that id',
    'opportune: mute() takes a length of time such as "30d", or nothing; "soon" is none, and did nothing',
    'opportune: trigger("coupon-hint") did nothing: no rule has that id',
  ]);
});

test("update() with what is no rules says so in its answer, and what was there goes on", async (t) => {
  const { gave } = await told(t, async (start, _, rules) => {
    const shop = start({ rules, consent: "granted" });
    const answers = [];
    for (const given of [undefined, null, 5, () => {}]) answers.push(await shop.update(given));
    shop.stop();
    return [...answers, await shop.update(undefined)].map(({ state, reason }) => `${state} ${reason}`);
  });
  assert.deepEqual(gave, [...Array(4).fill("running rules"), "disabled stopped"]);
});

test("of several addresses the one that failed is named", async (t) => {
  const { said } = await told(t, ready, { rules: ["/rules/shop.json", "/t/blank.html"] });
  assert.match(said, /nothing runs \(rules_json\)[^/]*http\S*\/t\/blank\.html/);
  assert.doesNotMatch(said, /shop\.json/);
});

test("an unknown option and a length of time that is none are told with what is meant", async (t) => {
  const { said } = await told(t, async (start) => {
    await start({ rules: { url: "/rules/shop.json", refresh: "5 min", timeout: 3000 }, consent: "granted", functionz: {} }).ready;
  });
  assert.match(said, /start\(\) knows no option "functionz"; did you mean "functions"\?/);
  assert.match(said, /refresh "5 min" of \/rules\/shop\.json is no length of time such as "5m"/);
  assert.match(said, /timeout 3000 of/);
});

test("a second start() of a name says that its rules are not looked at, where they are others", async (t) => {
  const { gave, said } = await told(t, async (start, _, rules) => {
    const one = start({ rules, consent: "granted" });
    return [start({ rules: structuredClone(rules), consent: "granted" }) === one, start({ rules: { rules: [] }, consent: "granted" }) === one];
  });
  assert.deepEqual(gave, [true, true]);
  assert.equal(said.match(/called again for the namespace "default"/g)?.length, 1, said);
});

/** What that page answered last. */
let asked;

/** A plain page with that script tag, and what its console was told. */
async function tagged(t, tag, { queue = "", ask = () => undefined } = {}) {
  await packed("auto.js", "opportune.wasm");
  const page = await here.browser.newPage();
  t.after(() => page.close());
  const lines = [];
  page.on("console", async (message) => {
    lines.push(message.text());
    // What is in a list or an error of the console, as a person there unfolds it.
    const parts = await Promise.all(message.args().map((one) => one.evaluate((value) => (value instanceof Error ? String(value) : JSON.stringify(value))).catch(() => "")));
    lines[lines.indexOf(message.text())] = `${message.text()} ${parts.slice(1).join(" ")}`.trim();
  });
  await page.route("**/tagged.html", (route) => route.fulfill({
    contentType: "text/html",
    body: `<!doctype html><html lang="en"><title>Shop</title><script>${queue}</script><script type="module" src="/opportune/auto.js" data-opportune ${tag} data-consent="granted"></script>`,
  }));
  await page.goto(`${here.server.url}/tagged.html`);
  await page.waitForFunction(() => globalThis.opportune?.ready);
  await page.evaluate(() => opportune.ready);
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 50)));
  asked = await page.evaluate(ask);
  return lines.filter((one) => /^(TypeError: )?opportune:/.test(one)).join("\n");
}

test("a script tag says why nothing runs, and that it names no rules", async (t) => {
  assert.match(await tagged(t, 'data-rules="/nothing.json"'), /^opportune: nothing runs: rules_http$/m);
  assert.match(await tagged(t, ""), /^opportune: the script tag names no rules$/m);
  assert.equal(await tagged(t, 'data-rules="/nothing.json" data-quiet'), "");
});

test("a call in the queue that the handle does not have is told", async (t) => {
  const queue = 'window.opportune = { q: [["setConset", { functional: "granted" }], ["track", "x"], "track"] };';
  const said = await tagged(t, 'data-rules="/rules/shop.json"', { queue });
  assert.match(said, /a call in the queue failed .*setConset.* not a function/);
  assert.equal(said.match(/in the queue failed/g).length, 2, said);
});

for (const [slip, wanted] of [
  [`data-consent="{ 'analytics': 'granted' }"`, /data-consent is no JSON/],
  ['data-consent="yes"', /TypeError.*option "consent"/],
  ['data-sinks="[dataLayer]"', /data-sinks is no JSON/],
]) {
  test(`${slip} leaves the page its handle, and allows nothing`, async (t) => {
    const queue = 'window.opportune = { q: [["track", "x"]] }; addEventListener("error", () => (window.broken = true));';
    const ask = async () => ({ ...(await opportune.explain()), isBroken: !!globalThis.broken, track: typeof opportune.track });
    const lines = await tagged(t, `data-rules="/rules/shop.json" ${slip}`, { queue, ask });
    assert.match(lines, wanted);
    assert.deepEqual([asked.state, asked.track, asked.isBroken], ["running", "function", false]);
    if (slip.includes("consent")) assert.deepEqual(new Set(Object.values(asked.consent)), new Set(["pending"]));
  });
}
