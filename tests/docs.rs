//! The examples of the documentation are true: each compiles without a problem, and the schema takes it.
//! A block of JSON says after its language what it is: `rules`, `rule`, `when`, `if`, `show` or `settings`.
#![cfg(feature = "dev")]

#[path = "support/json.rs"]
mod support;
#[path = "support/validate.rs"]
mod validate;

use std::collections::BTreeSet;

use opportune::analyze::{findings, Options};
use opportune::ruleset::compile;
use opportune::trace::{simulate, write};
use serde_json::{json, Value};
use validate::Validator;

const PAGES: [&str; 4] = ["README.md", "src/docs/rules.md", "src/docs/campaigns.md", "src/docs/api.md"];

/// The blocks of a page: their line, what they are, their text.
fn blocks(page: &str) -> Vec<(usize, String, String)> {
    let mut found = Vec::new();
    let mut lines = page.lines().enumerate();
    while let Some((at, line)) = lines.next() {
        if let Some(info) = line.trim_start().strip_prefix("```json") {
            let text: Vec<&str> =
                lines.by_ref().map(|(_, line)| line).take_while(|line| line.trim() != "```").collect();
            found.push((at + 1, info.trim().to_string(), text.join("\n")));
        }
    }
    found
}

/// The rule set that an example is, or that it is a part of.
fn whole(kind: &str, part: Value) -> Option<Value> {
    let other = json!({"id": "another-rule", "when": {"manual": true}, "do": [{"emit": "x"}]});
    let rule = |rule: Value| json!({"version": 1, "rules": [other, rule]});
    Some(match kind {
        "rules" => part,
        "rule" => rule(part),
        "when" => rule(json!({"id": "a", "when": part, "show": {"banner": "Hello"}})),
        "if" => rule(json!({"id": "a", "if": part, "show": {"banner": "Hello"}})),
        "show" => rule(json!({"id": "a", "when": {"dwell": "10s"}, "show": part})),
        "settings" => json!({"version": 1, "settings": part, "rules": []}),
        _ => return None,
    })
}

#[test]
fn every_example_compiles() {
    let schema = serde_json::from_str(&std::fs::read_to_string("rules/schema.json").unwrap()).unwrap();
    let validator = Validator::new(schema);
    let mut seen = 0;
    for path in PAGES {
        let page = std::fs::read_to_string(path).unwrap();
        for (line, kind, text) in blocks(&page) {
            let part = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{path}:{line}: {error}"));
            let Some(rules) = whole(&kind, part) else { continue };
            let problems: Vec<String> = compile(&support::convert(&rules)).1.iter().map(|it| it.message()).collect();
            assert_eq!(problems, [""; 0], "{path}:{line}");
            assert_eq!(validator.complaints(&rules), [""; 0], "{path}:{line}");
            seen += 1;
        }
    }
    assert!(seen > 30, "{seen}");
}

/// Every name of the language is used in an example of the reference: a trigger, condition, operator or field that no
/// example shows is one that nobody finds.
#[test]
fn every_name_has_an_example() {
    let schema: Value = serde_json::from_str(&std::fs::read_to_string("rules/schema.json").unwrap()).unwrap();
    let page = std::fs::read_to_string("src/docs/rules.md").unwrap();
    let mut used = BTreeSet::new();
    for (_, kind, text) in blocks(&page) {
        if let Some(rules) = whole(&kind, serde_json::from_str(&text).unwrap()) {
            keys(&rules, &mut used);
        }
    }
    let mut known = BTreeSet::new();
    names(&schema, &mut |name| {
        known.insert(name.to_string());
    });
    let missing: Vec<&String> = known.difference(&used).collect();
    assert!(missing.is_empty(), "no example of src/docs/rules.md uses {missing:?}");
}

/// Every key in there.
fn keys(value: &Value, to: &mut BTreeSet<String>) {
    match value {
        Value::Object(pairs) => {
            for (key, part) in pairs {
                to.insert(key.clone());
                keys(part, to);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| keys(item, to)),
        _ => {}
    }
}

/// And each runs: a plain journey goes through it, and says nothing of it but that it knows neither its elements nor its zones.
#[test]
fn every_example_runs() {
    let page = std::fs::read_to_string("src/docs/rules.md").unwrap();
    let trace = json!({ "events": [
        { "at": "0s", "pageView": "https://shop.test/checkout" },
        { "at": "5s", "facts": { "cart": { "value": 80, "currency": "EUR" }, "customer": { "firstName": "Ada" } } },
        { "at": "1h", "end": {} },
    ] });
    for (line, kind, text) in blocks(&page) {
        let Some(rules) = whole(&kind, serde_json::from_str(&text).unwrap()) else { continue };
        let ran = simulate(&support::convert(&rules), &support::convert(&trace));
        let text = write(&ran);
        let read: Value = serde_json::from_str(&text).unwrap();
        let codes = read["problems"].as_array().unwrap().iter().map(|one| &one["code"]);
        assert!(
            codes.into_iter().all(|code| code == "unknown_selector" || code == "unknown_zone"),
            "{line}: {}",
            read["problems"]
        );
        assert!(read["state"]["rules"].is_array(), "{line}");
    }
}

/// Every name that the decoder knows stands in the reference.
#[test]
fn the_reference_names_every_field() {
    let schema: Value = serde_json::from_str(&std::fs::read_to_string("rules/schema.json").unwrap()).unwrap();
    let page = std::fs::read_to_string("src/docs/rules.md").unwrap();
    let mut missing = Vec::new();
    names(&schema, &mut |name| {
        if !page.contains(&format!("`{name}`"))
            && !page.contains(&format!("\"{name}\""))
            && !missing.contains(&name.to_string())
        {
            missing.push(name.to_string());
        }
    });
    assert_eq!(missing, [""; 0]);
}

fn names(node: &Value, see: &mut dyn FnMut(&str)) {
    match node {
        Value::Object(pairs) => {
            for (key, part) in pairs {
                if let ("properties", Value::Object(fields)) = (key.as_str(), part) {
                    fields.keys().for_each(|name| see(name));
                }
                names(part, see);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| names(item, see)),
        _ => {}
    }
}

/// Campaigns are pasted: each stands in a story as it stands on the page, and draws no advice but what Safari forgets.
#[test]
fn every_campaign_is_told_as_a_story() {
    let folder = "tests/scenarios/campaigns/shop";
    let stories: Vec<Value> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|end| end == "json"))
        .map(|path| serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap())
        .collect();
    let page = std::fs::read_to_string("src/docs/campaigns.md").unwrap();
    let mut seen = 0;
    for (line, kind, text) in blocks(&page) {
        let part: Value = serde_json::from_str(&text).unwrap();
        let mut rules = if kind == "rules" { part.clone() } else { json!({ "rules": [part] }) };
        rules["version"] = json!(1);
        assert!(stories.iter().any(|story| story["rules"] == rules), "campaigns.md:{line} is in no story of {folder}");
        let options = Options { analysis: true, ..Options::default() };
        let advice = findings(&support::convert(&rules), &options);
        let codes: Vec<&str> = advice.iter().map(|one| one.code).filter(|code| *code != "longer_than_safari").collect();
        assert_eq!(codes, [""; 0], "campaigns.md:{line}: {advice:?}");
        seen += 1;
    }
    assert!(seen > 10, "{seen}");
}

/// Links between the pages lead somewhere.
#[test]
fn every_link_leads_to_a_heading() {
    let read = |path: &str| std::fs::read_to_string(path).unwrap();
    for path in PAGES {
        let page = read(path);
        for link in page.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let (file, heading) = link.split_once('#').unwrap_or((link, ""));
            if file.contains("://") || heading.is_empty() || !(file.is_empty() || file.ends_with(".md")) {
                continue;
            }
            let target = match file.rsplit('/').next() {
                Some("") | None => page.clone(),
                Some("README.md") => read("README.md"),
                Some(name) => read(&format!("src/docs/{name}")),
            };
            assert!(headings(&target).contains(&heading.to_string()), "{path}: {link}");
        }
    }
}

/// The headings of a page as links name them.
fn headings(page: &str) -> Vec<String> {
    let lines = page.lines().filter(|line| line.starts_with('#'));
    lines
        .map(|line| {
            let text = line.trim_start_matches('#').trim().to_lowercase();
            let kept = text.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
            kept.map(|c| if c == ' ' { '-' } else { c }).collect()
        })
        .collect()
}

/// Every reason that some story gives is in the documentation of the API, where it lists those.
#[test]
fn the_reasons_that_are_given_are_documented() {
    let page = std::fs::read_to_string("src/docs/api.md").unwrap();
    let blocks = page.split("### Reasons").nth(1).and_then(|rest| rest.split("\n## ").next()).unwrap();
    let hides = page.split("Of `_hidden`:").nth(1).and_then(|rest| rest.lines().next()).unwrap();
    let golden = std::fs::read_to_string("tests/scenarios/decisions.golden.json").unwrap();
    let stories: Value = serde_json::from_str(&golden).unwrap();
    let events = stories.as_object().unwrap().values().filter_map(|story| story["events"].as_array()).flatten();
    let mut seen = BTreeSet::new();
    for event in events {
        let list = match event["name"].as_str() {
            Some("opportune_blocked") => blocks,
            Some("opportune_hidden") => hides,
            _ => continue,
        };
        let reason = event["reason"].as_str().unwrap();
        assert!(list.contains(&format!("`{reason}`")), "{event}");
        seen.insert(reason);
    }
    assert!(seen.len() > 20, "{seen:?}");
}
