// rules/schema.json in an editor: the JSON language service of VS Code completes, explains and complains as authors
// need it. `|` is the cursor.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import * as languageService from "vscode-json-languageservice";

import { at } from "../../src/build/tools.mjs";

const { getLanguageService, TextDocument } = languageService.default ?? languageService;
const SCHEMA = "https://opportune.test/schema.json";
const text = readFileSync(at("rules", "schema.json"), "utf8");
const service = getLanguageService({
  // Our own rule files name it.
  schemaRequestService: async (uri) => (uri.endsWith("schema.json") ? text : Promise.reject(new Error(uri))),
  clientCapabilities: { textDocument: { completion: { completionItem: { documentationFormat: ["markdown"], snippetSupport: true } } } },
});
service.configure({ validate: true, schemas: [{ uri: SCHEMA, fileMatch: ["*"], schema: JSON.parse(text) }] });

/** A document without its cursor mark, parsed, and where the mark was. */
function open(text) {
  const offset = text.indexOf("|");
  const document = TextDocument.create("file:///rules.json", "json", 1, text.replace("|", ""));
  return { document, parsed: service.parseJSONDocument(document), position: document.positionAt(Math.max(offset, 0)) };
}

const rule = (inside) => `{ "version": 1, "rules": [{ "id": "a", ${inside} }] }`;

async function complete(text) {
  const { document, parsed, position } = open(text);
  const { items } = await service.doComplete(document, position, parsed);
  return items;
}

const labels = async (text) => (await complete(text)).map(({ label }) => label.replaceAll('"', ""));

async function hover(text) {
  const { document, parsed, position } = open(text);
  const found = await service.doHover(document, position, parsed);
  return [found?.contents].flat().map((one) => one?.value ?? one).join("\n");
}

async function complaints(text) {
  const { document, parsed } = open(text);
  const found = await service.doValidation(document, parsed, { schemaValidation: "error" });
  return found.map(({ message, range }) => `${document.getText(range)}: ${message}`);
}

const has = (list, ...names) => names.forEach((name) => assert.ok(list.includes(name), `${name} is missing in ${list.join(" ")}`));

test("names are completed where they belong", async () => {
  has(await labels("{ | }"), "version", "settings", "rules", "enabled");
  has(await labels(rule('"|"')), "when", "if", "show", "do", "limit", "delay", "priority");
  has(await labels(rule('"when": { "|" }')), "dwell", "scroll", "exitIntent", "hover", "event", "any", "all");
  has(await labels(rule('"when": { "dwell": { "|" } }')), "for", "clock", "on");
  has(await labels(rule('"if": { "|" }')), "path", "cart", "visitor", "did", "not", "any");
  has(await labels(rule('"if": { "cart": { "|" } }')), "value", "count", "has", "coupon");
  has(await labels(rule('"if": { "cart": { "value": { "|" } } }')), "above", "atLeast", "between", "else");
  has(await labels(rule('"if": { "not": { "|" } }')), "path", "did");
  has(await labels(rule('"if": { "any": [{ "|" }] }')), "path", "did");
  has(await labels(rule('"show": { "|" }')), "tooltip", "popup", "banner", "coupon");
  has(await labels(rule('"show": { "popup": { "content": [{ "|" }] } }')), "text", "image", "coupon", "progress");
  has(await labels(rule('"limit": { "|" }')), "perPage", "perSession", "cooldown");
  has(await labels('{ "settings": { "|" }, "rules": [] }'), "session", "currency", "maxPerSession");
});

test("experiments, goals and funnels are completed, too", async () => {
  has(await labels('{ "experiments": { "a": { "|" } }, "rules": [] }'), "variants", "coverage", "namespace", "seed", "by", "version");
  has(await labels('{ "experiments": { "a": { "variants": [{ "|" }] } }, "rules": [] }'), "id", "weight", "control");
  has(await labels(rule('"experiment": { "|" }')), "variants", "coverage");
  has(await labels(rule('"experiment": { "variants": [{ "|" }] }')), "id", "weight", "control", "show", "delay", "when");
  has(await labels('{ "goals": { "bought": { "|" } }, "rules": [] }'), "when", "if", "count", "value");
  has(await labels('{ "goals": { "bought": { "when": { "|" } } }, "rules": [] }'), "event", "click", "sequence");
  has(await labels('{ "goals": { "bought": { "when": { "event": "|" } } }, "rules": [] }'), "checkout_completed", "product_added_to_cart");
  has(await labels('{ "goals": { "bought": { "count": | } }, "rules": [] }'), "visitor", "session", "page", "each");
  has(await labels('{ "goals": { "bought": { "value": { "|" } } }, "rules": [] }'), "from", "currency");
  has(await labels('{ "funnels": { "buy": { "|" } }, "rules": [] }'), "steps", "within", "exclude");
  has(await labels('{ "funnels": { "buy": { "steps": [{ "|" }] } }, "rules": [] }'), "goal", "optional");
  has(await labels('{ "settings": { "|" }, "rules": [] }'), "holdout", "attribution", "quotas", "mute", "quietZones", "overlays");
  has(await labels(rule('"if": { "|" }')), "goal", "variant", "stage", "score", "audience");
  has(await labels(rule('"if": { "variant": { "|" } }')), "experiment", "is");
  has(await labels(rule('"limit": { "|" }')), "afterGoal", "key");
  has(await labels(rule('"limit": { "afterGoal": { "|" } }')), "goal", "for");
  has(await labels('{ "models": { "m": { "|" } }, "rules": [] }'), "kind", "bias", "weights");
  has(await labels('{ "stages": { "loyal": { "|" } }, "rules": [] }'), "path", "did");
});

test("nothing is completed where it does not belong", async () => {
  const inDwell = await labels(rule('"when": { "dwell": { "|" } }'));
  for (const name of ["depth", "when", "path"]) assert.ok(!inDwell.includes(name), name);
  const beside = await labels(rule('"when": { "dwell": "10s" }, "|"'));
  assert.ok(!beside.includes("when") && beside.includes("show"));
});

test("values of closed lists are completed", async () => {
  has(await labels(rule('"when": { "dwell": { "for": "1s", "clock": | } }')), "visible", "active", "total");
  has(await labels(rule('"when": { "exitIntent": { "sensitivity": | } }')), "low", "medium", "high");
  has(await labels(rule('"if": { "device": | }')), "mobile", "tablet", "desktop");
  has(await labels(rule('"if": { "not": { "visitor": | } }')), "new", "returning");
  has(await labels(rule('"if": { "channel": { "is": | } }')), "direct", "paid", "email");
  has(await labels(rule('"when": { "exitIntent": { "touch": [|] } }')), "scrollUp", "return", "idle");
  has(await labels(rule('"show": { "banner": { "edge": | } }')), "top", "bottom");
  has(await labels('{ "settings": { "withoutStorage": | }, "rules": [] }'), "quiet", "show", "hide");
  has(await labels(rule('"enabled": |')), "true", "false");
});

test("examples are offered, and each completion explains itself", async () => {
  has(await labels(rule('"delay": |')), "2s");
  const fields = (await complete(rule('"|"'))).filter(({ label }) => label !== "$comment");
  for (const { label, documentation } of fields) assert.ok((documentation?.value ?? documentation)?.length > 10, `${label} explains nothing`);
});

test("hovering explains a field", async () => {
  assert.match(await hover(rule('"when": { "d|well": "10s" }')), /page has been open that long/);
  assert.match(await hover(rule('"limit": { "perS|ession": 1 }')), /session/);
  assert.match(await hover(rule('"if": { "cart": { "value": { "ab|ove": 50 } } }')), /More than this/);
  assert.match(await hover('{ "goals": { "b": { "co|unt": "each" } }, "rules": [] }'), /counts|once|often/i);
  assert.match(await hover('{ "settings": { "hold|out": "10%" }, "rules": [] }'), /visitors/);
  assert.match(await hover(rule('"experiment": { "cover|age": "50%" }')), /visitors|share/i);
  assert.match(await hover('{ "settings": { "quiet|Period": "20s" }, "rules": [] }'), /interruption/);
});

test("mistakes are underlined where they are", async () => {
  const cases = [
    [rule('"wen": { "dwell": "10s" }, "show": { "banner": "x" }'), '"wen": Property wen is not allowed.'],
    [rule('"when": { "dwel": "10s" }, "show": { "banner": "x" }'), '"dwel": Property dwel is not allowed.'],
    [rule('"when": { "dwell": 10 }, "show": { "banner": "x" }'), /^10: Incorrect type\. Expected one of/],
    [rule('"when": { "dwell": "10" }, "show": { "banner": "x" }'), /^"10": String does not match the pattern/],
    [rule('"if": { "device": "phone" }, "show": { "banner": "x" }'), /^"phone": /],
    [rule('"show": { "banner": { "text": "x", "edge": "left" } }'), /^"left": Value is not accepted\. Valid values: "top", "bottom"/],
    [rule('"show": { "tooltip": { "text": "x" } }'), /Missing property "anchor"/],
    [rule('"show": { "banner": "x", "popup": "y" }'), /more properties than limit of 1/i],
    [rule('"when": { "dwell": "1s", "scroll": "50%" }, "show": { "banner": "x" }'), /more properties than limit of 1/i],
    ['{ "version": 1 }', /Missing property "rules"/],
    ['{ "goals": { "b": { "wen": { "event": "x" }, "when": { "event": "x" } } }, "rules": [] }', '"wen": Property wen is not allowed.'],
    ['{ "goals": { "b": { "if": { "path": "/" } } }, "rules": [] }', /Missing property "when"/],
    ['{ "goals": { "b": { "when": { "event": "x" }, "count": "once" } }, "rules": [] }', /^"once": Value is not accepted\. Valid values: /],
    ['{ "funnels": { "f": { "within": "7d" } }, "rules": [] }', /Missing property "steps"/],
    ['{ "funnels": { "f": { "steps": ["a", "b"], "within": 7 } }, "rules": [] }', /^7: Incorrect type/],
    ['{ "settings": { "holdout": 10 }, "rules": [] }', /^10: Incorrect type/],
    ['{ "settings": { "holdout": "10" }, "rules": [] }', /^"10": String does not match the pattern/],
    [rule('"show": { "banner": "x" }, "experiment": { "variants": [{ "id": "a", "wieght": 1 }, { "id": "b" }] }'), '"wieght": Property wieght is not allowed.'],
    [rule('"show": { "banner": "x" }, "experiment": { "variants": [{ "id": "a" }] }'), /too few items/i],
    [rule('"show": { "banner": "x" }, "experiment": { "variants": [{ "id": "a", "weight": "50%" }, { "id": "b" }] }'), /^"50%": Incorrect type/],
    [rule('"show": { "banner": "x" }, "rollout": 5'), /^5: Incorrect type/],
    ['{ "version": 2, "rules": [] }', /^2: Value is not accepted/],
    ['{ "rules": [{ "id": "a", "show": { "banner": "x" } }], "setings": {} }', '"setings": Property setings is not allowed.'],
  ];
  for (const [text, expected] of cases) {
    const found = await complaints(text);
    const fits = (one) => (typeof expected === "string" ? one === expected : expected.test(one));
    assert.ok(found.some(fits), `${text}\n${expected}\n${found.join("\n")}`);
    assert.ok(found.length <= 2, `${text}: one mistake, ${found.length} complaints\n${found.join("\n")}`);
  }
});

test("what we ship has nothing underlined", async () => {
  for (const name of ["shop", "coupon-hint", "exit-offer", "free-delivery", "newsletter"]) {
    assert.deepEqual(await complaints(readFileSync(at("rules", `${name}.json`), "utf8")), [], name);
  }
});
