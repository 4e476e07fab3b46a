// What every page test needs: a server, a browser, and a visit: a page with its stage, whose faults are counted.

import assert from "node:assert/strict";
import { after, before } from "node:test";

import { chromium } from "../../src/build/browser.mjs";
import { serve } from "../../src/build/serve.mjs";
import { at } from "../../src/build/tools.mjs";
import { opportune } from "../../dist/testing.js";

export const PAGE = "/t/plain.html";
/** The strictest that a wasm module runs under, and what the test page itself has: pictures and a frame from where it is. */
export const STRICT = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; connect-src 'self'; "
  + "require-trusted-types-for 'script'; trusted-types 'none'; img-src 'self'; frame-src 'self'";

/** Starts a server and Chromium for one spec file; both end with it. */
export function setting({ mounts = {} } = {}) {
  const here = { policy: null };
  before(async () => {
    const headers = () => (here.policy ? { "content-security-policy": here.policy } : {});
    here.server = await serve({ mounts: { ...mounts, "/t/": at("tests/e2e/pages") }, headers });
    here.browser = await chromium();
  });
  after(async () => {
    await here.browser?.close();
    await here.server?.close();
  });
  return here;
}

/** Counts what goes wrong in a page: uncaught errors, console errors, reports of policy violations. */
function watch(page, faults) {
  page.on("pageerror", (error) => faults.push(`uncaught: ${error.message}`));
  page.on("console", (message) => {
    if (message.type() === "error" && !/Failed to load resource/.test(message.text())) faults.push(`console: ${message.text()}`);
  });
  return page.addInitScript(() => {
    globalThis.violations = [];
    document.addEventListener("securitypolicyviolation", (event) => {
      globalThis.violations.push(`${event.effectiveDirective} ${event.blockedURI} ${event.sourceFile ?? ""}:${event.lineNumber}`);
    });
  });
}

/**
 * Opens a page. `rules` is a list of rules or a whole set; `start` goes to start() as it is; `flawed` says that the rules
 * have problems, which is otherwise a mistake of the test; the rest steers the stage.
 * The result ends by itself with the test `t`, which fails if anything went wrong in the page.
 */
export async function visit(t, here, given = {}) {
  const { rules, start = {}, path = PAGE, context: contextOptions = {}, wait = true, settle = true, flawed = false, page: old, ...options } = given;
  const context = old?.context() ?? await here.browser.newContext({ viewport: { width: 1200, height: 800 }, ...contextOptions });
  const page = await context.newPage();
  const faults = [];
  await watch(page, faults);
  const set = rules && { rules: Array.isArray(rules) ? { version: 1, rules } : rules };
  await page.addInitScript((all) => { globalThis.given = all; }, { ...set, ...start });
  const { init, ...forStage } = options;
  const o = await opportune(page, forStage);
  // After the stage's own: what it counts is what the page sees.
  if (init) await page.addInitScript(init);
  t.after(async () => {
    const violations = await page.evaluate(() => globalThis.violations ?? []).catch(() => []);
    if (!old) await context.close();
    if (settle) assert.deepEqual([...faults, ...violations], [], "the page reported faults");
  });
  await page.goto(here.server.url + path);
  const ready = wait ? await o.ready() : null;
  if (wait && settle) assert.equal(ready?.state, "running", JSON.stringify(ready));
  // A rule that is left out proves nothing.
  if (wait && settle && !flawed) assert.deepEqual(ready.problems.map(({ path: at, code }) => `${at} ${code}`), [], "the rules of the test");
  return { page, o, context, faults, ready, count: (name) => count(o, name), keys: () => keys(page) };
}

/**
 * Goes to a page of the demo, once its rules run. A shop waits five seconds for them, as it says: on a machine that is
 * slower than that it is visited again.
 */
export async function shopAt(page, url) {
  for (let tries = 0; ; tries++) {
    await page.goto(url);
    await page.waitForFunction(() => globalThis[Symbol.for("opportune")]?.size > 0);
    const { state, reason } = await page.evaluate(() => [...globalThis[Symbol.for("opportune")].values()].at(-1).ready);
    if (state === "running") return;
    assert.ok(tries < 5 && reason === "rules_timeout", `${state}: ${reason}`);
  }
}

/** How many events of a name the runtime reported. */
async function count(o, name) {
  return (await o.events(name)).length;
}

/** Every key of every storage that this origin has. */
export const keys = (page) => page.evaluate(async () => {
  const databases = await indexedDB.databases();
  const cached = await globalThis.caches?.keys() ?? [];
  return [
    ...Object.keys(localStorage).map((key) => `local:${key}`),
    ...Object.keys(sessionStorage).map((key) => `session:${key}`),
    ...databases.map(({ name }) => `database:${name}`),
    ...cached.map((name) => `cache:${name}`),
    ...document.cookie.split("; ").filter(Boolean).map((one) => `cookie:${one}`),
  ];
});

/** Fails with the runtime's own explanation. */
export async function mustShow(o, id, message) {
  if (!(await o.shown(id))) assert.fail(`${message ?? `${id} is not shown`}: ${JSON.stringify(await o.why(id), null, 1)}`);
}

export async function mustNotShow(o, id, message) {
  if (await o.shown(id)) assert.fail(`${message ?? `${id} is shown`}: ${JSON.stringify(await o.why(id), null, 1)}`);
}

/** The visitor closes a widget by its own button. */
export const close = (page, id) => page.locator(`[data-opportune-rule="${id}"]`).getByRole("button", { name: "Close" }).click();

/** A tooltip rule, for tests that care about when and not about what. */
export const tip = (id, when, more = {}) => ({ id, when, show: { tooltip: { anchor: "#coupon", text: `This is ${id}.` } }, ...more });

/** A tab whose process sleeps: what the others say reaches it once it is let. */
export const asleep = () => {
  const Channel = globalThis.BroadcastChannel;
  const waiting = [];
  globalThis.wake = () => waiting.splice(0).forEach((work) => work());
  globalThis.BroadcastChannel = class extends Channel {
    set onmessage(handler) {
      super.onmessage = (event) => waiting.push(() => handler(event));
    }
  };
};
