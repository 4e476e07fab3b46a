// `opportune simulate`, `explain`, `test` and `init`.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

import { folder, hello } from "./support.mjs";

const trace = (...events) => ({ events: [{ at: "0s", pageView: "https://shop.test/" }, ...events, { at: "60s", end: {} }] });
const rules = { rules: [hello("a"), hello("b", { if: { cart: { value: { above: 50 } } }, show: { banner: { edge: "top", text: "B" } } })] };

test("simulate tells decisions and their instants", () => {
  const { run, json } = folder({ "rules.json": rules, "trace.json": trace({ at: "2s", facts: { cart: { value: 80 } } }) });
  const { status, out } = run("simulate", "rules.json", "trace.json");
  assert.equal(status, 0);
  assert.match(out, /^ {5}10s {2}a +shown banner\n {5}10s {2}b +shown banner\n$/);
  const { decisions, problems } = json("simulate", "rules.json", "trace.json");
  assert.deepEqual(decisions.map(({ at, rule, did }) => [at, rule, did]), [["10s", "a", "shown"], ["10s", "b", "shown"]]);
  assert.deepEqual(problems, []);
});

test("simulate merges rules, and names the lines of a bad trace", () => {
  const { json, run } = folder({
    "rules.json": rules,
    "more.json": { rules: [{ id: "b", if: null }] },
    "trace.json": trace(),
    "bad.json": '{ "events": [\n  { "at": "0s", "pageView": "https://shop.test/" },\n  { "at": "1s", "clik": "#a" }\n] }',
  });
  const { decisions } = json("simulate", "rules.json", "more.json", "trace.json");
  assert.deepEqual(decisions.map(({ rule }) => rule), ["a", "b"]);
  const bad = json("simulate", "rules.json", "bad.json");
  assert.equal(bad.status, 2);
  assert.deepEqual(bad.problems.map(({ file, line, code }) => [file, line, code]), [["bad.json", 3, "unknown_signal"]]);
  assert.equal(run("simulate", "rules.json").status, 2);
});

test("simulate with a bad rule: the rest runs, status 1", () => {
  const { json } = folder({ "rules.json": { rules: [...rules.rules, { id: "c", wen: {} }] }, "trace.json": trace() });
  const { status, decisions, problems } = json("simulate", "rules.json", "trace.json");
  assert.equal(status, 1);
  assert.deepEqual(decisions.filter(({ did }) => did === "shown").map(({ rule }) => rule), ["a"]);
  assert.ok(problems.every(({ file, line }) => file === "rules.json" && line > 1));
});

test("explain answers for an instant", () => {
  const { run, json } = folder({ "rules.json": rules, "trace.json": trace() });
  assert.equal(json("explain", "rules.json", "trace.json", "--rule", "a", "--at", "6s").state.state, "armed");
  assert.equal(json("explain", "rules.json", "trace.json", "--rule", "a", "--at", "10s").state.state, "shown");
  assert.equal(json("explain", "rules.json", "trace.json", "--rule", "b").state.reason, "unknown");
  assert.equal(json("explain", "rules.json", "trace.json").state.rules.length, 2);
  assert.match(run("explain", "rules.json", "trace.json", "--rule", "b").out, /^b\n.*reason: unknown/s);
  assert.match(run("explain", "rules.json", "trace.json", "--rule", "a").out, /^ {2}at: \d{4}-\d\d-\d\dT[\d:]+\.000Z$/m, "an instant is a date");
  assert.equal(run("explain", "rules.json", "trace.json", "--rule", "z").status, 2);
  assert.equal(run("explain", "rules.json", "trace.json", "--at", "soon").status, 2);
});

test("a schedule and what is due are told as dates, too", () => {
  const schedule = { hours: "00:00-14:00", timeZone: "UTC" };
  const absent = { after: { event: "added" }, no: { event: "left" }, for: "10m" };
  const { run } = folder({
    "rules.json": { rules: [{ id: "a", schedule, when: { absent }, show: { banner: "x" } }] },
    "trace.json": { now: "2026-11-22T13:00:00Z", zones: { UTC: [["2026-01-01T00:00:00Z", "+00:00"]] }, events: [{ at: "0s", pageView: "https://shop.test/" }, { at: "1m", event: "added" }, { at: "2m", end: {} }] },
  });
  const { out } = run("explain", "rules.json", "trace.json", "--rule", "a");
  assert.match(out, /"changes":"2026-11-22T14:00:00\.000Z"/);
  assert.match(out, /due: 2026-11-22T13:11:00\.000Z/);
});

test("explain says which rule was meant, and why one that is there does not run", () => {
  const { run } = folder({ "rules.json": { rules: [hello("coupon-hint"), { id: "odd", wen: {} }] }, "trace.json": trace() });
  const meant = run("explain", "rules.json", "trace.json", "--rule", "coupon-hnt");
  assert.deepEqual([meant.status, meant.err], [2, 'opportune: there is no rule "coupon-hnt"; did you mean "coupon-hint"?\n']);
  const odd = run("explain", "rules.json", "trace.json", "--rule", "odd");
  assert.equal(odd.status, 2);
  assert.match(odd.out, /rules\[1\] "odd": wen is not a field of a rule; did you mean "when"\?/);
});

test("the trace may be that of a rule test, written there or beside it", () => {
  const { run, json } = folder({
    "rules.json": rules, "trace.json": trace(), "tests/here.json": { rules: "../rules.json", given: trace(), expect: [] },
    "tests/beside.json": { rules: "../rules.json", given: "../trace.json", expect: [] },
    "tests/bad.json": { given: { events: [{ at: "soon", pageView: "https://shop.test/" }] }, expect: [] },
  });
  const plain = json("simulate", "rules.json", "trace.json");
  for (const path of ["tests/here.json", "tests/beside.json"]) {
    assert.deepEqual(json("simulate", "rules.json", path), plain);
    assert.equal(json("explain", "rules.json", path, "--rule", "a", "--at", "10s").state.state, "shown");
  }
  const { problems } = json("simulate", "rules.json", "tests/bad.json");
  assert.deepEqual(problems.map(({ file, path, line }) => [file, path, line > 1]), [["tests/bad.json", "/events/0/at", true]]);
  assert.equal(run("simulate", "rules.json", "tests/bad.json").status, 2);
});

test("rule tests: all hold, status 0", () => {
  const { run, json } = folder({
    "rules.json": rules,
    "traces/plain.json": trace(),
    "tests/one.json": { rules: "../rules.json", given: "../traces/plain.json", expect: [{ at: "10s", shows: "a" }, { never: "b" }] },
    "tests/deep/two.json": { rules, given: trace(), expect: [{ only: ["a"] }] },
    "tests/note.json": { about: "no test" },
  });
  const { status, out } = run("test", "tests");
  assert.equal(status, 0);
  assert.equal(out, "ok tests/deep/two.json\nok tests/one.json\n\n2 tests: 2 passed, 0 failed\n");
  assert.equal(json("test", "tests").ok, true);
  assert.equal(run("test", "tests/note.json").status, 2);
});

test("our own stories are rule tests", () => {
  const { status, tests } = folder({}).json("test", fileURLToPath(new URL("../scenarios", import.meta.url)));
  assert.deepEqual(tests.filter(({ ok }) => !ok).map(({ file }) => file), []);
  assert.equal(tests.length > 1000, true);
  assert.equal(status, 0);
});

test("a rule test that fails says what happened, and why", () => {
  const { run, json } = folder({
    "rules.json": rules,
    "tests/one.json": { rules: ["../rules.json"], given: trace(), expect: [{ at: "10s", shows: "b" }, { at: "10s", shows: "a" }] },
  });
  const { status, out } = run("test", "tests");
  assert.equal(status, 1);
  assert.match(out, /failed tests\/one\.json\n {2}✗ {"at":"10s","shows":"b"} tests\/one\.json:\d+:\d+\n {4}What happened:\n +10s {2}b +blocked \(unknown\)\n/);
  assert.match(out, /conditions:.*cart/s);
  const { tests } = json("test", "tests");
  assert.deepEqual(tests[0].results.map(({ ok }) => ok), [false, true]);
  assert.equal(tests[0].results[0].explained[0].reason, "unknown");
});

test("a story that cannot be run is told by its place in the test, and nothing else", () => {
  const given = { selectrs: ["#a"], events: [{ at: "0s", pageView: "https://shop.test/" }] };
  const { run, write } = folder({ "one.json": JSON.stringify({ rules, given, expect: [{ at: "10s", shows: "a" }] }, null, 2) });
  const { status, out } = run("test", "one.json");
  assert.equal(status, 2);
  assert.match(out, /^one\.json:\d+:\d+ unknown_field \/selectrs$/m);
  assert.match(out, /, found selectrs; did you mean "selectors"\?/);
  assert.match(out, /The story cannot be run like that\./);
  assert.doesNotMatch(out, /Nothing happened|✗/);
  write("story.json", given);
  write("one.json", { rules, given: "story.json", expect: [{ shows: "a" }] });
  assert.match(run("test", "one.json").out, /^story\.json:1:\d+ unknown_field/m);
});

test("a rule without `when` that was kept back is told so", () => {
  const bar = hello("bar", { when: undefined, if: { cart: { value: { above: 0 } } } });
  const { run } = folder({ "one.json": { rules: { rules: [bar] }, given: trace({ at: "2s", facts: { cart: { value: 0 } } }), expect: [{ shows: "bar" }] } });
  const { out } = run("test", "one.json");
  assert.match(out, /It never came on the screen\. How it stood:\n(.*\n)*? +did: blocked\n +reason: if\n/);
  assert.doesNotMatch(out, /Nothing happened/);
});

test("that a rule never shows is no promise where the story does not tell of its elements or zones", () => {
  const one = (rule, story, ...more) => ({ rules: { rules: [hello("a"), hello("quiet", rule)] }, given: { ...trace(), ...story }, expect: [{ never: "quiet" }, ...more] });
  const clicked = { when: { any: [{ click: "#buy" }, { hover: "#buy" }] } };
  const asked = { when: { event: "go" }, if: { audience: "sale" } };
  const open = { schedule: { hours: "09:00-10:00", timeZone: "Asia/Tokyo" }, when: { event: "go" } };
  for (const [status, test] of [
    [1, one(clicked, {})], [0, one(clicked, { selectors: ["#buy"] })], [0, one(clicked, {}, { problem: "unknown_selector" })],
    [1, one({ when: { event: "go" }, if: { element: "#sale" } }, {})], [1, one(open, {})],
    [0, one({ when: { event: "go" }, hideOn: { click: "#x" } }, {})],
    // What another rule asks for is not this one's affair.
    [0, { ...one({ when: { event: "go" } }, {}), rules: { rules: [hello("a", clicked), hello("quiet", { when: { event: "go" } })] } }],
  ]) {
    const { run } = folder({ "one.json": test });
    const { status: got, out } = run("test", "one.json");
    assert.equal(got, status, JSON.stringify(test) + out);
    if (status) assert.match(out, /one\.json:\d+:\d+ unknown_(selector|zone) .*\n.*expected every (selector|time zone) the rules use, found/);
  }
  const named = { ...one(asked, {}), rules: { audiences: { sale: { element: "#sale" } }, rules: [hello("quiet", asked)] } };
  assert.equal(folder({ "one.json": named }).run("test", "one.json").status, 1);
});

test("a rule that is not there is told with the one that was meant", () => {
  const { run } = folder({ "one.json": { rules: { rules: [hello("gift-wrap")] }, given: trace(), expect: [{ shows: "gift-wrapp" }, { shoes: "gift-wrap" }] } });
  const { out } = run("test", "one.json");
  assert.match(out, /There is no rule "gift-wrapp"; did you mean "gift-wrap"\?/);
  assert.doesNotMatch(out, /Nothing happened/);
  assert.match(out, /found shoes; did you mean "shows"\?/);
});

test("a rule test that cannot be used: status 2", () => {
  for (const one of [
    { rules, given: trace(), expect: [] },
    { rules, given: trace(), expect: [{ showz: "a" }] },
    { rules, given: { events: 3 }, expect: [{ shows: "a" }] },
    { rules: "none.json", given: trace(), expect: [{ shows: "a" }] },
    { rules, given: "none.json", expect: [{ shows: "a" }] },
  ]) {
    const { run } = folder({ "one.json": one });
    assert.equal(run("test", "one.json").status, 2, JSON.stringify(one));
  }
});

test("init writes rules and a test that hold, and overwrites nothing", () => {
  const { at, run, json } = folder({ "node_modules/opportune/schema.json": "{}" });
  const { status, written } = json("init");
  assert.equal(status, 0);
  assert.deepEqual(written, ["rules.json", join("tests", "welcome-code.json")]);
  assert.equal(JSON.parse(readFileSync(join(at, "rules.json"), "utf8")).$schema, "./node_modules/opportune/schema.json");
  assert.equal(run("check", "rules.json").status, 0);
  assert.equal(run("test", "tests").status, 0);
  const again = run("init");
  assert.equal(again.status, 2);
  assert.match(again.err, /`opportune init <folder>`/);
  assert.equal(run("init", "shop").status, 0);
  assert.match(readFileSync(join(at, "shop", "rules.json"), "utf8"), /"\.\.\/node_modules\/opportune\/schema\.json"/);
});

test("a rule that never shows must be there: a slip of the pen is no promise", () => {
  const given = { events: [{ at: "0s", pageView: "https://shop.test/" }, { at: "5s", end: {} }] };
  const { run, write } = folder({ "rules.json": { version: 1, rules: [hello("offer")] } });
  for (const [expect, status] of [[{ never: "offer" }, 0], [{ never: "ofer" }, 1], [{ never: ["offer", "ofer"] }, 1]]) {
    write("one.json", { rules: "rules.json", given, expect: [expect] });
    const done = run("test", "one.json");
    assert.equal(done.status, status, JSON.stringify(expect));
    if (status) assert.match(done.out, /There is no rule "/);
  }
});

test("a trace without an end says where time stood still", () => {
  const { run } = folder({ "rules.json": { rules: [hello("a")] }, "t.json": { events: [{ at: "0s", pageView: "https://shop.test/" }] } });
  assert.match(run("simulate", "rules.json", "t.json").out, /Nothing was decided until 0s, where the trace ends; \{ "at": "60s", "end": \{\} \} lets time pass\./);
});

test("a test of words or of an event that fails says which ones there were", () => {
  const given = { events: [{ at: "0s", pageView: "https://shop.test/" }, { at: "30s", end: {} }] };
  const { run, write } = folder({ "rules.json": { rules: [hello("a")] } });
  write("one.json", { rules: "rules.json", given, expect: [{ at: "10s", shows: "a", text: "Helo" }, { event: "opportune_click" }] });
  const { status, out } = run("test", "one.json");
  assert.equal(status, 1);
  assert.match(out, /It says: "Hello", "Close"\n/);
  assert.match(out, /Events that came: 10s opportune_impression\n/);
});
