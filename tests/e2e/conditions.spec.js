// What the browser says becomes conditions: the address, the window, the system, cookies and storage, the clock of a
// zone, and regular expressions in their own module. Each is listened to only while a rule asks.

import assert from "node:assert/strict";
import { test } from "node:test";

import { mustNotShow, mustShow, setting, visit } from "./support.mjs";

const here = setting();

/** A rule that is shown while its condition holds; one to each edge, so that they do not stand in each other's way. */
const bar = (id, cond, more = {}) => ({ id, if: cond, show: { banner: { edge: "top", text: `This is ${id}.` } }, ...more });
const had = async (o, id) => (await o.why(id)).conditions.map(({ had: value }) => value);

test("the window, the pointer and the orientation are followed", async (t) => {
  const { o, page } = await visit(t, here, {
    rules: [bar("wide", { viewport: { width: { atLeast: 1000 }, height: { below: 900 } }, pointer: "fine", orientation: "landscape" })],
  });
  await mustShow(o, "wide");
  await page.setViewportSize({ width: 999, height: 800 });
  await mustNotShow(o, "wide");
  await page.setViewportSize({ width: 1000, height: 800 });
  await mustShow(o, "wide");
});

test("the system's wishes are followed", async (t) => {
  const { o, page, context } = await visit(t, here, {
    rules: [bar("dark", { colorScheme: "dark", reducedMotion: true, online: true, saveData: { is: false } })],
    context: { colorScheme: "light", reducedMotion: "reduce", timezoneId: "Europe/Berlin" },
  });
  await mustNotShow(o, "dark");
  await page.emulateMedia({ colorScheme: "dark" });
  await mustShow(o, "dark");
  await context.setOffline(true);
  await mustNotShow(o, "dark");
  await context.setOffline(false);
  await mustShow(o, "dark");
  await page.emulateMedia({ reducedMotion: "no-preference" });
  await mustNotShow(o, "dark");
});

const top = (id, priority, more) => ({ id, priority, when: { pageView: true }, do: [{ banner: { edge: "top", text: id } }], ...more });
const around = [{ device: "desktop" }, { viewport: { width: { atLeast: 1000 } } }, { online: true }, { colorScheme: "light", reducedMotion: true }];
const shown = async (o) => (await o.events("opportune_impression")).map(({ rule }) => rule);

for (const cond of around) {
  test(`known when the first page view is decided: ${JSON.stringify(cond)}`, async (t) => {
    const rules = [top("low", 0), top("high", 1, { if: cond })];
    const { o } = await visit(t, here, { rules, context: { colorScheme: "light", reducedMotion: "reduce" } });
    await mustShow(o, "high");
    assert.deepEqual(await shown(o), ["high"]);
  });

  test(`known when rules that come later decide: ${JSON.stringify(cond)}`, async (t) => {
    const rules = [top("none", 0, { when: { event: "never" } })];
    const { o, page } = await visit(t, here, { rules, context: { colorScheme: "light", reducedMotion: "reduce" } });
    await page.evaluate((set) => [...globalThis[Symbol.for("opportune")].values()].at(-1).update(set), {
      version: 1,
      rules: [top("low", 0, { when: undefined }), top("high", 1, { when: undefined, if: cond })],
    });
    await mustShow(o, "high");
    assert.deepEqual(await shown(o), ["high"]);
  });
}

test("what changed while a page lay in the browser's cache is known when its return is decided", async (t) => {
  const rules = [top("low", 0), top("high", 1, { if: { online: false } })];
  const { o, page } = await visit(t, here, { rules });
  await mustShow(o, "low");
  // Nobody tells a page that lies there.
  await page.evaluate(() => {
    dispatchEvent(new PageTransitionEvent("pagehide", { persisted: true }));
    Object.defineProperty(navigator, "onLine", { get: () => false });
    dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true }));
  });
  await mustShow(o, "high");
});

test("who is to be told that there is no network is told without one", async (t) => {
  const { o, page, context } = await visit(t, here, { rules: [top("away", 0, { when: undefined, if: { online: false } })] });
  await page.waitForLoadState("networkidle");
  await context.setOffline(true);
  await page.locator("[data-opportune-rule=away]").waitFor({ timeout: 5000 });
  await mustShow(o, "away");
});

test("nobody listens to what no rule asks", async (t) => {
  const init = () => {
    globalThis.listened = [];
    const { addEventListener } = EventTarget.prototype;
    EventTarget.prototype.addEventListener = function (name, ...rest) {
      globalThis.listened.push(name);
      return addEventListener.call(this, name, ...rest);
    };
  };
  // It draws nothing: widgets listen for themselves.
  const quiet = { id: "zone", when: { event: "go" }, if: { timeZone: "Europe/Berlin" }, do: [{ emit: "gone" }] };
  const { o, page } = await visit(t, here, { rules: [quiet], init, context: { timezoneId: "Europe/Berlin" } });
  assert.deepEqual(await had(o, "zone"), ["Europe/Berlin"]);
  const names = await page.evaluate(() => globalThis.listened);
  for (const name of ["online", "offline", "change", "resize"]) assert.equal(names.includes(name), false, name);
});

test("the address: fragment, landing page and channel", async (t) => {
  const { o, page } = await visit(t, here, {
    path: "/t/plain.html?utm_medium=CPC",
    rules: [bar("ad", { channel: "paid", landingPath: "/t/plain*", hash: "reviews" })],
  });
  await mustNotShow(o, "ad");
  await page.evaluate(() => { location.hash = "#reviews"; });
  await mustShow(o, "ad");
  assert.deepEqual(await had(o, "ad"), ["paid", "/t/plain.html", "reviews"]);
});

test("title, meta, cookies and storage are read when a rule is decided", async (t) => {
  const { o, page } = await visit(t, here, {
    init: () => {
      document.cookie = "ab=b%20c";
      document.cookie = "plain=100%";
      localStorage.setItem("theme", "dark");
      sessionStorage.setItem("step", "2");
    },
    rules: [bar("all", {
      title: { exists: true }, meta: { viewport: { contains: "width" } }, cookie: { ab: "b c", plain: "100%", none: { exists: false } },
      storage: { theme: "dark", step: { atLeast: 2 }, none: { exists: false } },
    }, { when: { event: "go" }, limit: { perPage: "any" } })],
  });
  const go = () => page.evaluate(() => [...globalThis[Symbol.for("opportune")].values()].at(-1).track("go"));
  await page.evaluate(() => {
    const meta = document.createElement("meta");
    meta.name = "viewport";
    meta.content = "width=device-width";
    document.head.prepend(meta);
    localStorage.setItem("theme", "light");
  });
  await go();
  await mustNotShow(o, "all", "the theme is another by now");
  await page.evaluate(() => localStorage.setItem("theme", "dark"));
  await go();
  await mustShow(o, "all");
});

test("a schedule goes by the clock of its zone, through a change of clocks, to the millisecond", async (t) => {
  // 25 October 2026: at 03:00 the clocks of Berlin go back to 02:00.
  const { o } = await visit(t, here, {
    now: "2026-10-25T00:20:00Z",
    rules: [
      bar("first", { schedule: { from: "2026-10-25T02:30", to: "2026-10-25T02:31", timeZone: "Europe/Berlin" } }),
      { ...bar("own", { path: "*" }), schedule: { hours: "20:30-20:31", timeZone: "America/New_York" }, show: { banner: { edge: "bottom", text: "Evening" } } },
    ],
  });
  await o.advance("599999ms");
  await mustNotShow(o, "first");
  await mustNotShow(o, "own");
  await o.advance("1ms");
  await mustShow(o, "first");
  await mustShow(o, "own");
  await o.advance("1m");
  await mustNotShow(o, "first");
  await mustNotShow(o, "own");
  await o.advance("1h");
  await mustNotShow(o, "first", "the second 02:30 is not the one that was meant");
});

test("a zone that no browser knows is a problem, and its rule does not show", async (t) => {
  const { o, ready } = await visit(t, here, { flawed: true, rules: [bar("mars", { schedule: { hours: "00:00-24:00", timeZone: "Mars/Olympus" } })] });
  assert.deepEqual(ready.problems.map(({ code, path, found }) => [code, path, found]), [["unknown_value", "/rules/0/if/schedule/timeZone", "Mars/Olympus"]]);
  await mustNotShow(o, "mars");
});

const requests = (page) => {
  const seen = [];
  page.on("request", (request) => seen.push(new URL(request.url()).pathname));
  return seen;
};

test("regular expressions: the same answers as everywhere, and their module is loaded for those who use them", async (t) => {
  const code = (matches, more = {}) => ({ fact: { code: { matches, ...more } } });
  const { o } = await visit(t, here, {
    facts: { code: "Café-2026" },
    rules: [
      bar("yes", { ...code("^caf.-\\d{4}$", { ignoreCase: true }) }),
      { ...bar("no", code("^caf.-\\d{4}$")), show: { banner: { edge: "bottom", text: "No" } } },
    ],
  });
  await mustShow(o, "yes");
  await mustNotShow(o, "no");
  const context = await here.browser.newContext();
  t.after(() => context.close());
  const page = await context.newPage();
  const seen = requests(page);
  await page.goto(`${here.server.url}/`);
  await page.waitForFunction(() => [...(globalThis[Symbol.for("opportune")]?.values() ?? [])].at(-1)?.state === "running");
  assert.equal(seen.some((path) => path.endsWith("opportune.wasm")), true);
  assert.equal(seen.some((path) => path.endsWith("matches.wasm")), false, "nobody asked for it");
});

test("regular expressions: a bad one is a problem, and the rest runs", async (t) => {
  const { o, ready } = await visit(t, here, {
    flawed: true, rules: [bar("bad", { path: { matches: "(" } }), bar("large", { path: { matches: "(a{100}){100}" } }), bar("good", { path: { matches: "^/t/plain" } })],
  });
  assert.deepEqual(ready.problems.map(({ code, path }) => [code, path]),
    [["bad_pattern", "/rules/0/if/path/matches"], ["bad_pattern", "/rules/1/if/path/matches"]]);
  await mustShow(o, "good");
});

test("regular expressions: where their module cannot be had, rules that need it are left out", async (t) => {
  const context = await here.browser.newContext({ viewport: { width: 1200, height: 800 } });
  t.after(() => context.close());
  await context.route("**/matches.wasm", (route) => route.abort());
  const blank = await context.newPage();
  const { o, ready } = await visit(t, here, {
    page: blank, flawed: true, rules: [bar("needs", { path: { matches: "plain" } }), bar("other", { path: "*" })],
  });
  assert.deepEqual(ready.problems.map(({ code }) => code), ["bad_pattern"]);
  await mustShow(o, "other");
  // It is told for what it is, not taken for a rule that is quiet.
  await assert.rejects(o.shown("needs"), /no rule "needs" runs on this page; it was left out for its problems \(bad_pattern at /);
});

test("scores are the same to the millionth, and explain themselves", async (t) => {
  const { o } = await visit(t, here, {
    consent: "granted",
    facts: { cart: { value: 25 } },
    rules: {
      version: 1,
      models: { intent: { kind: "logistic", bias: -1, weights: [{ fact: "cart.value", weight: 0.02 }, { if: { path: "/t/*" }, weight: 1 }] } },
      rules: [bar("keen", { score: { model: "intent", is: 0.622459 } })],
    },
  });
  await mustShow(o, "keen");
  const [{ had: score, contributions }] = (await o.why("keen")).conditions;
  assert.equal(score, 0.622459);
  assert.deepEqual(contributions.map(({ adds }) => adds), [-1, 0.5, 1]);
});
