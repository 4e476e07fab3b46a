// `opportune check`: each problem with its file, line and column, pointer, expectation and nearest name.

import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { loadEngine } from "../../dist/engine.js";
import { folder, hello } from "./support.mjs";

test("a good file is told in a line, status 0", () => {
  const { run } = folder({ "rules.json": { version: 1, rules: [hello("a")] } });
  const { status, out } = run("check", "rules.json", "--no-analysis");
  assert.equal(status, 0);
  assert.equal(out, "1 rule in 1 file: 0 problems\n");
});

test("all problems, in the order of the lines, each where it is", () => {
  const { run, json } = folder({
    "rules.json": `{
  "version": 1,
  "rules": [
    { "id": "a", "when": { "dwel": "10s" }, "show": { "banner": "x" } },
    { "id": "b", "when": { "dwell": 10 },
      "show": { "tooltip": { "text": "x" } } },
    { "id": "c", "do": [{ "emit": "x" }], "prio": 3 }
  ]
}`,
  });
  const { status, ok, problems } = json("check", "rules.json");
  assert.equal(status, 1);
  assert.equal(ok, false);
  const brief = problems.map(({ code, file, line, column, path, nearest }) => [code, file, line, column, path, nearest]);
  assert.deepEqual(brief, [
    ["unknown_field", "rules.json", 4, 28, "/rules/0/when/dwel", "dwell"],
    ["bad_duration", "rules.json", 5, 37, "/rules/1/when/dwell", undefined],
    ["missing", "rules.json", 6, 28, "/rules/1/show/tooltip", undefined],
    ["unknown_field", "rules.json", 7, 43, "/rules/2/prio", undefined],
  ]);
  for (const one of problems) assert.ok(one.message && one.expected, JSON.stringify(one));
  assert.equal(problems[1].found, "10");
  const { out } = run("check", "rules.json");
  assert.match(out, /^rules\.json:4:28 unknown_field \/rules\/0\/when\/dwel\n {2}.*did you mean "dwell"\?\n/);
  assert.match(out, /\n3 rules in 1 file: 4 problems\n$/);
});

test("keys that are written twice", () => {
  const { json } = folder({ "rules.json": '{ "rules": [\n{ "id": "a", "show": { "banner": "x" },\n  "id": "b" }] }' });
  const { status, problems } = json("check", "rules.json");
  assert.equal(status, 1);
  assert.deepEqual(problems.map(({ code, line, column, path }) => [code, line, column, path]), [["duplicate", 3, 3, "/rules/0/id"]]);
});

test("text that is no JSON: status 2, and where", () => {
  const cases = [
    ['{ "rules": [1,] }', 1, 14, /a comma before \] is one too many/],
    ['{ "rules": []\n  "version": 1 }', 2, 3, /a comma is missing before this text/],
    ["{ // note\n}", 1, 3, /no comments/],
    ["{ 'rules': [] }", 1, 3, /double quotes, not '/],
    ['{ "rules": "a\nb" }', 1, 12, /no closing quote/],
    ["", 1, 1, /the file is empty/],
    ['{ "version": ', 1, 14, /the file ends where a value is missing/],
    ['{ "a": { "atLeast": 49,90 } }', 1, 24, /a number takes a point, not a comma: write 49\.90/],
    ['{ "a": [1, 2, x] }', 1, 15, /found "x"/],
    ['{ "a": .5 }', 1, 8, /JSON has no \.5: write 0\.5/],
    ['{ "a": +1 }', 1, 8, /JSON has no \+1: write 1/],
    ['{ "a": "Say "hi" now" }', 1, 14, /a quote within a text is written \\"/],
    ['{ "a": "Say hi\u201d }', 1, 8, /no closing quote in its line; \u201d is a typographic quote/],
    ["<!doctype html>", 1, 1, /a page or XML/],
    ['{ "rules": [] } }', 1, 17, /a } is one too many/],
    ['{ "rules": [] }\n{ "rules": [] }', 2, 1, /a second one begins/],
    ['{ "rules": [01] }', 1, 13, /no number of JSON/],
    ['{ "dwell": 10s }', 1, 12, /with its unit it is a text, "10s"/],
    ['{ "rollout": 50% }', 1, 14, /with its unit it is a text, "50%"/],
    ['{ "rules": [] } x', 1, 17, /the end of the file/],
    [`${"[".repeat(600)}`, 1, 502, /deep/],
    ["[]", 1, 1, /one object: \{ "version": 1, "rules": \[/],
    ["version: 1", 1, 1, /expected \{, with which a file of JSON begins, found "version"/],
    ["export default {}", 1, 1, /found "export"/],
    ["{ version: 1 }", 1, 3, /expected a key in double quotes, found "version"/],
    ["{ \u201cversion\u201d: 1 }", 1, 3, /\u201c is a typographic quote; JSON takes the plain "/],
    ['{ "a": `b` }', 1, 8, /double quotes, not `/],
    ['{ "version": 1,\u00a0"rules": [] }', 1, 16, /a special space \(U\+00A0\)/],
    ['{ "version": 1; "rules": [] }', 1, 15, /expected , or }, found ";"/],
    ['{ "priority": Infinity }', 1, 15, /JSON has no Infinity: write a whole number/],
    ['{ "enabled": True }', 1, 14, /JSON has no True: write true/],
    ['{ "id": hint }', 1, 9, /expected a value \(a text stands in double quotes\), found "hint"/],
    ['{ "rules": [\n  { "id": "a" }\n', 3, 1, /the file ends, and a \] is missing for what began in line 1/],
    ['{ "rules": [{ "id": "a" ]', 1, 25, /expected } for what began in line 1, found \]/],
    ['{ "rules": [{} {}] }', 1, 16, /a comma is missing before this \{/],
    ["{", 1, 2, /a } is missing for what began in line 1/],
  ];
  for (const [text, line, column, message] of cases) {
    const { json } = folder({ "rules.json": text });
    const { status, problems } = json("check", "rules.json");
    assert.equal(status, 2, text);
    assert.deepEqual([problems[0].file, problems[0].line, problems[0].column], ["rules.json", line, column], text);
    assert.match(problems[0].message, message);
  }
});

test("a file that is not UTF-8 is said to be so, and not read as something else", () => {
  const text = '{ "version": 1,\n  "rules": [{ "id": "a", "show": { "banner": "\u00c7a va" } }] }';
  for (const [bytes, line, column, message] of [
    [Buffer.from(text, "latin1"), 2, 47, /not UTF-8: save the file as UTF-8/],
    [Buffer.from(`\ufeff${text}`, "utf16le"), 1, 1, /UTF-16: save the file as UTF-8/],
  ]) {
    const { at, json } = folder({ "rules.json": "" });
    writeFileSync(join(at, "rules.json"), bytes);
    const { status, problems } = json("check", "rules.json");
    assert.deepEqual([status, problems[0].line, problems[0].column], [2, line, column]);
    assert.match(problems[0].message, message);
  }
  const { json } = folder({ "rules.json": `\ufeff${text}` });
  assert.equal(json("check", "rules.json").status, 0);
});

test("several files merge in order, and problems name theirs", () => {
  const { json } = folder({
    "base.json": { version: 1, settings: { session: "30m", currency: "EUR" }, rules: [hello("a"), hello("b", { priority: 1 })] },
    "more.json": { settings: { session: "1h" }, rules: [{ id: "b", priority: "high" }, { id: "c", show: { banner: "x", edg: "top" } }] },
    "last.json": { settings: { currency: null, quiet: 3 }, rules: [{ id: "a", when: null, delay: 5 }] },
  });
  const { status, problems, rules } = json("check", "base.json", "more.json", "last.json");
  assert.equal(status, 1);
  assert.equal(rules, 3);
  assert.deepEqual(problems.map(({ file, path, line }) => [file, path, line]), [
    ["more.json", "/rules/0/priority", 8],
    ["more.json", "/rules/1/show/edg", 14],
    ["last.json", "/settings/quiet", 4],
    ["last.json", "/rules/0/delay", 10],
  ]);
  assert.match(problems[0].message, /^rules\[0\] "b"/);
});

test("a field that is missing is missing in the last file that comes near", () => {
  const { json } = folder({
    "base.json": { rules: [{ id: "a", show: { banner: "x" } }] },
    "more.json": { rules: [{ id: "a", show: { banner: null, tooltip: { text: "x" } } }] },
  });
  const { problems } = json("check", "base.json", "more.json");
  assert.deepEqual(problems.map(({ code, file }) => [code, file]), [["missing", "more.json"]]);
});

test("what cannot be used: status 2 and a sentence", () => {
  const { run, pipe } = folder({ "rules.json": { rules: [] } });
  for (const [args, message] of [
    [["check"], /needs a rules file/],
    [["check", "none.json"], /none\.json: there is no such file/],
    [["chek", "rules.json"], /there is no command "chek"; did you mean "check"\?/],
    [["frobnicate"], /there is no command "frobnicate"; there are check, simulate, explain, test, init/],
    [["check", "rules.json", "--strickt"], /there is no option "--strickt"; did you mean "--strict"\?\nUsage: opportune check /],
    [["check", "rules.json", "--wat=7"], /there is no option "--wat"; there are --json, --urls/],
    [["check", "rules.json", "--urls", "none.txt"], /none\.txt/],
    [["check", "rules.json", "--now", "soon"], /--now soon/],
  ]) {
    const { status, out, err } = run(...args);
    assert.equal(status, 2, args.join(" "));
    assert.equal(out, "");
    assert.match(err, message);
  }
  assert.equal(pipe('{ "rules": [] }', "check", "-").status, 0);
  assert.equal(run("--help").status, 0);
  assert.equal(run().status, 2);
});

test("a zone that nobody knows: whose it is, and the nearest", () => {
  const schedule = { hours: "09:00-18:00", timeZone: "europe/pariss" };
  const { json } = folder({ "rules.json": { settings: { timeZone: "Mars/Base" }, rules: [hello("open", { schedule })] } });
  const { status, problems } = json("check", "rules.json");
  assert.equal(status, 1);
  assert.deepEqual(problems.map(({ path, rule, nearest, message }) => [path, rule, nearest, message]), [
    ["/settings/timeZone", undefined, undefined, 'settings.timeZone must be "visitor" or a time zone like "Europe/Paris", found "Mars/Base".'],
    ["/rules/0/schedule/timeZone", "open", "Europe/Paris", 'rules[0] "open": schedule.timeZone must be "visitor" or a time zone like "Europe/Paris", found "europe/pariss"; did you mean "Europe/Paris"?'],
  ]);
});

const clash = hello("never", { if: { path: "/a", all: [{ path: "/b" }] } });

test("findings and advice: their places, and they fail only with --strict", () => {
  const { run, json } = folder({
    "rules.json": { rules: [hello("a"), clash] },
    "more.json": { rules: [hello("b", { show: { popup: "Hi" } }), { id: "never", if: { cart: { value: { is: 5, below: 3 } } } }] },
  });
  const { status, findings } = json("check", "rules.json");
  assert.equal(status, 0);
  assert.deepEqual(findings.map(({ level, code, file, path, line }) => [level, code, file, path, line]), [["finding", "never_true", "rules.json", "/rules/1/if/path", 21]]);
  assert.match(findings[0].message, /"never" never shows: if\.path "\/a" and if\.all\.0\.path "\/b" cannot hold together\./);
  const both = json("check", "rules.json", "more.json").findings;
  assert.deepEqual(both.map(({ level, code, file }) => [level, code, file]), [["finding", "never_true", "rules.json"], ["advice", "nags", "more.json"]]);
  assert.equal(run("check", "rules.json", "--strict").status, 1);
  assert.equal(run("check", "more.json", "--strict").status, 1);
  assert.match(run("check", "rules.json").out, /never_true.*\n.*\n\n2 rules in 1 file: 0 problems, 1 finding\n$/s);
  assert.deepEqual(json("check", "rules.json", "--no-analysis").findings, []);
});

test("--urls holds patterns against the shop's addresses", () => {
  const rules = { rules: [hello("a", { if: { path: ["/cart", "/kasse"] } })] };
  const sitemap = "<urlset><url><loc>https://shop.test/</loc></url><url><loc>https://shop.test/cart?a=1&amp;b=2</loc></url></urlset>";
  const { json, run } = folder({ "rules.json": rules, "urls.txt": "# ours\n/cart\n/kasse\n", "sitemap.xml": sitemap, "bad.txt": "cart\n", "none.txt": "\n" });
  assert.deepEqual(json("check", "rules.json", "--urls", "urls.txt").findings, []);
  assert.deepEqual(json("check", "rules.json", "--urls", "sitemap.xml").findings.map(({ code, message }) => [code, /kasse/.test(message)]), [["no_address", true]]);
  assert.equal(run("check", "rules.json", "--urls", "bad.txt").status, 2);
  assert.equal(run("check", "rules.json", "--urls", "none.txt").status, 2);
});

test("--storage lists what is kept in the browser", () => {
  const { json, run } = folder({ "rules.json": { rules: [hello("a", { if: { did: { event: "x", within: "30d" } } })] } });
  const { storage } = json("check", "rules.json", "--storage");
  assert.deepEqual(storage.map(({ name }) => name).filter((name) => !/^e:x/.test(name)), ["session", "interruptions", "mute", "order", "a", "visits", "tabs", "left", "rules", "preview", "outbox"]);
  assert.ok(storage.every(({ key, content, purpose, retention }) => key && content && purpose && retention));
  assert.match(run("check", "rules.json", "--storage").out, /What is stored in the visitor's browser\n- name: session\n/);
});

const popup = (id, more) => ({ id, when: { dwell: "5s" }, show: { popup: "Hi" }, ...more });

test("the most interruptions there can be, with a journey that simulate runs", () => {
  const rules = { rules: [popup("a", { limit: { perSession: 2, perDay: 3 } }), popup("b", { when: { exitIntent: true }, limit: { perVisitor: 1 } })] };
  const { run, json, write } = folder({ "rules.json": rules });
  assert.match(run("check", "rules.json").out, /Most interruptions there can be\n {2}in a page view: 2\n {2}in a session: 3\n {2}in a day: 4\n/);
  const { worst } = json("check", "rules.json");
  assert.deepEqual(Object.values(worst).map(({ most, shown }) => [most, shown]), [[2, 2], [3, 3], [4, 4]]);
  for (const { most, witness } of Object.values(worst)) {
    write("witness.json", witness);
    const { status, events } = json("simulate", "rules.json", "witness.json");
    assert.equal(status, 0);
    assert.ok(events.filter(({ name }) => name === "opportune_impression").length >= most);
  }
});

test("the journey of the worst case is at the shop's hours, in the shop's zone", () => {
  const schedule = (timeZone) => ({ days: ["sat", "sun"], hours: "18:00-22:00", timeZone });
  const rules = ["America/New_York", "Asia/Kolkata"].map((name, index) => popup(`r${index}`, { schedule: schedule(name), limit: { perSession: 1 } }));
  for (const rule of rules) {
    const { json, write } = folder({ "rules.json": { rules: [rule] } });
    const { most, shown, witness } = json("check", "rules.json").worst.session;
    assert.deepEqual([most, shown], [1, 1]);
    const hour = new Intl.DateTimeFormat("en", { timeZone: rule.schedule.timeZone, weekday: "short", hour: "2-digit", hourCycle: "h23" });
    assert.match(hour.format(new Date(witness.now)), /^(Sat|Sun), (18|19|20|21)$/, witness.now);
    write("witness.json", witness);
    const { events } = json("simulate", "rules.json", "witness.json");
    assert.equal(events.filter(({ name }) => name === "opportune_impression").length, 1);
  }
});

test("in Node an instant is a date as text, a Date or milliseconds, and nothing else", async () => {
  const engine = await loadEngine();
  const rules = { version: 1, rules: [{ ...hello("over"), schedule: { to: "2026-01-01" } }] };
  const codes = (now) => engine.check(rules, { analysis: true, now }).findings.map(({ code }) => code);
  for (const now of ["2026-11-21T10:00:00Z", new Date("2026-11-21"), Date.UTC(2026, 10, 21)]) assert.deepEqual(codes(now), ["schedule_over"]);
  for (const now of [undefined, "2025-11-21"]) assert.deepEqual(codes(now), []);
  for (const now of ["soon", NaN, {}]) assert.throws(() => codes(now), /check\(\) takes "now" as a date/);
  const { state, problems } = engine.explain(rules, { events: [] }, { at: "10" });
  assert.deepEqual([state, problems.map(({ message }) => message)], [null, ['"at" must be an instant of the trace, like "30s", found 10.']]);
});
