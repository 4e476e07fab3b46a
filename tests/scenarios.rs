//! Runs every story under `tests/scenarios/` on a virtual clock and holds its decisions against the golden file that
//! Node and browsers are compared with too (`tests/scenarios/run.mjs`). `BLESS=1` writes that file.

#![cfg(feature = "dev")]

mod support;

use std::fs;
use std::path::{Path, PathBuf};

use opportune::ruleset::compile;
use opportune::ruleset::value::Value;
use opportune::time::Ms;
use opportune::trace::{context, decode, simulate, test, write, write_span, Driver};

use support::{json, Stage};

const GOLDEN: &str = "decisions.golden.json";

/// A story lost on the way, in a merge say, is missed.
const STORIES: usize = 1_200;

/// One story.
struct Scenario {
    /// The path of its file, without the end.
    id: String,
    /// `{ rules, given, expect }`
    case: Value,
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scenarios")
}

/// All JSON files below a folder, in order of their paths.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder of scenarios").filter_map(Result::ok);
    let mut found = Vec::new();
    for path in entries.map(|entry| entry.path()) {
        if path.is_dir() {
            found.extend(files(&path));
        } else if path.extension().is_some_and(|end| end == "json") && !path.ends_with(GOLDEN) {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// A file holds one story, as `opportune test` reads it: `{ "name", "description", "rules", "given", "expect" }`.
fn scenarios() -> Vec<Scenario> {
    let told = files(&root()).into_iter().map(|path| {
        let id = path.strip_prefix(root()).unwrap().with_extension("");
        let id = id.to_string_lossy().replace('\\', "/");
        let text = fs::read_to_string(&path).unwrap();
        let case = json::parse(&text).unwrap_or_else(|error| panic!("{id}.json: {error}"));
        for key in ["name", "description", "rules", "given", "expect"] {
            assert!(case.get(key).is_some(), "{id}.json: a story has its {key}");
        }
        Scenario { id, case }
    });
    told.collect()
}

#[test]
fn every_story_ends_as_told() {
    let all = scenarios();
    let mut failures = Vec::new();
    for scenario in &all {
        let result = test(&scenario.case);
        if result.get("ok") != Some(&Value::Bool(true)) || has_surprises(&scenario.case, &result) {
            failures.push(report(scenario, &result));
        }
    }
    let count = failures.len();
    assert!(failures.is_empty(), "{}\n{count} of {} scenarios failed", failures.join("\n"), all.len());
}

/// Files are called what their stories are, and folders say what theirs are about.
#[test]
fn stories_are_found_by_their_names() {
    let all = scenarios();
    for Scenario { id, case } in &all {
        let name = case.get("name").and_then(Value::text).unwrap_or_default().to_lowercase().replace('\'', "");
        let words = name.split(|one: char| !one.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
        let (folder, file) = id.rsplit_once('/').unwrap();
        assert_eq!(file, words.collect::<Vec<_>>().join("-"), "{id}.json");
        let about = fs::read_to_string(root().join(folder).join("about.txt")).unwrap_or_default();
        assert!(about.trim_end().ends_with('.'), "{folder}/about.txt does not say what its stories are about");
    }
    assert!(all.len() >= STORIES, "{} stories, {STORIES} have been told", all.len());
}

/// The triggers with their operators, the conditions and the comparisons that the schema knows, each with the keys of a
/// rule under which it is one.
fn vocabulary() -> Vec<(&'static [&'static str], String)> {
    let text = fs::read_to_string(root().join("../../rules/schema.json")).unwrap();
    let schema = json::parse(&text).unwrap();
    let mut all = Vec::new();
    for (form, keys) in [
        ("trigger", &["when", "cancelOn", "hideOn", "after", "no"][..]),
        ("condition", &["if", "while", "turns", "where", "audiences", "stages", "weights"]),
        ("comparison", &["if", "while", "turns", "where", "audiences", "stages", "weights"]),
    ] {
        let names = schema.get("definitions").and_then(|all| all.get(form)?.get("properties"));
        let Some(Value::Map(names)) = names else { panic!("the schema has no {form}") };
        let names = names.iter().map(|(name, _)| name.clone()).filter(|name| !name.starts_with('$'));
        all.extend(names.map(|name| (keys, name)));
    }
    all
}

/// Whether a name stands somewhere under one of these keys, with none of the others between.
fn uses(value: &Value, keys: &[&str], name: &str, is_inside: bool) -> bool {
    match value {
        Value::List(items) => items.iter().any(|item| uses(item, keys, name, is_inside)),
        Value::Map(pairs) => pairs.iter().any(|(key, part)| {
            let is_key = keys.contains(&key.as_str());
            let ends = !is_key && matches!(key.as_str(), "when" | "if" | "while" | "turns" | "where" | "show" | "do");
            is_inside && key == name || uses(part, keys, name, is_key || is_inside && !ends)
        }),
        _ => false,
    }
}

/// Every trigger, operator, condition and comparison has three stories at least, one in which something comes of it and
/// one in which nothing does.
#[test]
fn every_name_has_its_stories() {
    let all = scenarios();
    let mut holes = Vec::new();
    for (keys, name) in vocabulary() {
        let (mut told, mut fires, mut stays) = (0, 0, 0);
        for Scenario { case, .. } in &all {
            let Some(Value::List(expect)) = case.get("expect") else { continue };
            if !uses(case.get("rules").unwrap_or(&Value::Null), keys, &name, false) {
                continue;
            }
            let says = |keys: &[&str]| expect.iter().any(|one| keys.iter().any(|key| one.get(key).is_some()));
            told += 1;
            fires += u32::from(says(&["shows", "hides", "event", "exposes", "text"]));
            stays += u32::from(says(&["never", "blocks", "only"]));
        }
        if told < 3 || fires == 0 || stays == 0 {
            holes.push(format!("{name} in {}: {told} stories; in {fires} it does, in {stays} it does not", keys[0]));
        }
    }
    assert!(holes.is_empty(), "{}", holes.join("\n"));
}

#[test]
fn decisions_are_those_of_the_golden_file() {
    let mut lines = Vec::new();
    for scenario in scenarios() {
        let empty = Value::Null;
        let part = |key| scenario.case.get(key).unwrap_or(&empty);
        let result = simulate(part("rules"), part("given"));
        let kept = ["problems", "decisions", "events"];
        let pairs = kept.iter().map(|key| (key.to_string(), result.get(key).cloned().unwrap_or_default()));
        lines.push(format!("{}:{}", write(&scenario.id.as_str().into()), write(&Value::Map(pairs.collect()))));
    }
    let text = format!("{{\n{}\n}}\n", lines.join(",\n"));
    let path = root().join(GOLDEN);
    if std::env::var_os("BLESS").is_some() {
        fs::write(&path, &text).unwrap();
    }
    let golden = fs::read_to_string(&path).unwrap_or_default();
    for (ours, theirs) in text.lines().zip(golden.lines()) {
        assert_eq!(ours, theirs, "differs from {GOLDEN}; if it is meant, run with BLESS=1");
    }
    assert_eq!(text.lines().count(), golden.lines().count(), "other scenarios than in {GOLDEN}: run with BLESS=1");
}

#[test]
fn a_stage_tells_the_same_story() {
    let rules = r##"{ "version": 1, "rules": [
        { "id": "size-help", "when": { "hover": { "on": "#size", "for": "2s" } },
          "show": { "tooltip": { "anchor": "#size", "text": "Runs small" } } },
        { "id": "hint", "when": { "dwell": "10s" }, "show": { "banner": { "edge": "top", "text": "Hi" } } } ] }"##;
    Stage::new(rules)
        .page("/p/1")
        .at("3s")
        .enter("#size")
        .expect_deadline(Some("5s"))
        .advance("1999ms")
        .expect_hidden("size-help")
        .advance("1ms")
        .expect_shown("size-help")
        .leave()
        .advance("1s")
        .expect_hidden("size-help")
        .hide()
        .advance("1h")
        .expect_hidden("hint")
        .show()
        .advance("4s")
        .expect_shown("hint")
        .expect_deadline(None);
}

/// Problems that the story does not speak of: a rule with a typo never shows, and that must not look like success.
fn has_surprises(case: &Value, result: &Value) -> bool {
    let list = |value: Option<&Value>| matches!(value, Some(Value::List(items)) if !items.is_empty());
    let expects = match case.get("expect") {
        Some(Value::List(items)) => items.iter().any(|item| item.get("problem").is_some()),
        _ => false,
    };
    !expects && list(result.get("simulated").and_then(|simulated| simulated.get("problems")))
}

/// What failed, what happened, and what the engine would do next.
fn report(scenario: &Scenario, result: &Value) -> String {
    let list = |value: Option<&Value>| match value {
        Some(Value::List(items)) => items.clone(),
        _ => Vec::new(),
    };
    let mut out = format!("\n=== {}.json\n", scenario.id);
    for one in list(result.get("results")) {
        if one.get("ok") != Some(&Value::Bool(true)) {
            out.push_str(&format!("  failed:   {}\n", write(one.get("expect").unwrap_or(&Value::Null))));
        }
    }
    let simulated = result.get("simulated").cloned().unwrap_or_default();
    for problem in list(result.get("problems")).iter().chain(&list(simulated.get("problems"))) {
        out.push_str(&format!("  problem:  {}\n", write(problem)));
    }
    let given = scenario.case.get("given").cloned().unwrap_or_default();
    for event in list(given.get("events")) {
        out.push_str(&format!("  signal:   {}\n", write(&event)));
    }
    for decision in list(simulated.get("decisions")) {
        out.push_str(&format!("  decision: {}\n", write(&decision)));
    }
    for event in list(simulated.get("events")) {
        out.push_str(&format!("  event:    {}\n", write(&event)));
    }
    out.push_str(&format!("  next:     {}\n", next(scenario, &given)));
    if std::env::var_os("STATE").is_some() {
        out.push_str(&format!("  state:    {}\n", write(simulated.get("state").unwrap_or(&Value::Null))));
    }
    out
}

fn next(scenario: &Scenario, given: &Value) -> String {
    let Ok(trace) = decode(given) else { return "the trace cannot be used".into() };
    let (set, _) = compile(scenario.case.get("rules").unwrap_or(&Value::Null));
    let mut driver = Driver::new(set, context(&trace), &trace);
    driver.run(&trace.events);
    match driver.engine().next_deadline() {
        Some((at, reason)) => format!("{} ({})", write_span(Ms(at.0)), reason.name()),
        None => "never".into(),
    }
}
