//! `rules/schema.json` says what the decoder does: the same fields, the same examples, the same mistakes. What editors
//! complete and underline is then what the runtime takes.
#![cfg(feature = "dev")]

#[path = "support/forms.rs"]
mod forms;
#[path = "support/json.rs"]
mod support;
#[path = "support/validate.rs"]
mod validate;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use forms::{forms, own, walk, Form};
use opportune::ruleset::{compile, Code, Problem};
use serde_json::{json, Value};
use validate::Validator;

/// Mistakes that are beyond a schema: they concern two places at once, or what only a parser can tell.
const UNSEEN: &[&str] = &[
    "asked_twice",
    "idle_popup",
    "media_progress_and_state",
    "on_merges_badly",
    "if_between_backwards",
    "if_only_else",
    "popup_that_does_not_interrupt",
    "progress_twice",
    "rule_id_twice",
    "scroll_pixels_of_element",
    "seen_itself",
    "seen_unknown_rule",
    "audience_cycle",
    "audience_deep",
    "audience_itself",
    "audience_unknown",
    "audience_wide",
    "funnel_exclude",
    "funnel_optional_first",
    "goal_bad_with_users",
    "goal_cycle",
    "goal_itself",
    "goal_manual",
    "goal_segments",
    "goal_unknown",
    "if_contradicting",
    "matches_bad",
    "score_unknown_model",
    "stage_of_itself",
    "stage_unknown",
    "stage_without_stages",
    "schedule_backwards",
    "schedule_no_such_day",
    "session_zero",
    "too_many_zones",
    "template_filter",
    "template_filter_without_argument",
    "template_open",
    "template_plural",
    "text_key_unknown",
    "template_without_path",
    "did_too_many_in_window",
    "did_too_long_ago",
    "element_selector",
    "selector_empty",
    "selector_of_another_language",
    "too_many_comparisons",
    "operators_too_deep",
    "turns_element",
    "when_nested_too_deep",
    "nested_too_deep",
    "experiment_control",
];

fn read(path: impl AsRef<Path>) -> Value {
    let text = std::fs::read_to_string(path.as_ref()).unwrap();
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.as_ref().display()))
}

fn schema() -> Value {
    read("rules/schema.json")
}

fn validator() -> Validator {
    Validator::new(schema())
}

fn problems(rules: &Value) -> Vec<Problem> {
    compile(&support::convert(rules)).1
}

/// The JSON files in and under a folder.
fn files(folder: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(path.to_str().unwrap()));
        } else if path.extension().is_some_and(|end| end == "json") {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn stem(path: &Path) -> &str {
    path.file_stem().unwrap().to_str().unwrap()
}

/// A schema behind its `$ref`.
fn resolve<'s>(schema: &'s Value, node: &'s Value) -> &'s Value {
    match node.get("$ref").and_then(Value::as_str) {
        Some(target) => schema.pointer(target.trim_start_matches('#')).unwrap_or_else(|| panic!("{target}")),
        None => node,
    }
}

#[test]
fn it_is_draft_07_in_the_style_that_editors_explain_best() {
    let schema = schema();
    assert_eq!(schema["$schema"], "http://json-schema.org/draft-07/schema#");
    walk(&schema, "", &mut |at, node| {
        assert!(!node.contains_key("anyOf") && !node.contains_key("oneOf") && !node.contains_key("allOf"), "{at}");
        if node.contains_key("$ref") {
            assert_eq!(node.len(), 1, "{at}: nothing stands beside a $ref");
            resolve(&schema, &Value::Object(node.clone()));
            return;
        }
        let item = ["/items", "/additionalProperties"].iter().any(|end| at.ends_with(end))
            || at.contains("/patternProperties/");
        if !item && !at.is_empty() {
            assert!(node.get("description").is_some_and(Value::is_string), "{at} has no description");
            assert!(
                node.get("examples").is_some_and(|list| list.as_array().is_some_and(|list| !list.is_empty())),
                "{at} has no examples"
            );
        }
        if node.contains_key("properties") {
            assert!(node.contains_key("additionalProperties"), "{at} takes anything");
        }
    });
}

/// Editors offer examples: where a text is one of a few, all of them are there.
#[test]
fn closed_lists_are_offered_whole() {
    let mut seen = 0;
    walk(&schema(), "", &mut |at, node| {
        let pattern = node.get("pattern").and_then(Value::as_str).unwrap_or_default();
        let inner = pattern.strip_prefix("^(").and_then(|rest| rest.strip_suffix(")$")).unwrap_or_default();
        let is_list = !inner.is_empty() && inner.chars().all(|letter| letter.is_alphanumeric() || letter == '|');
        let is_item = ["/items", "/additionalProperties"].iter().any(|end| at.ends_with(end));
        if is_list && !is_item && !node.contains_key("enum") {
            let examples = node["examples"].as_array().unwrap();
            for name in inner.split('|') {
                assert!(examples.contains(&json!(name)), "{at} does not offer {name}");
            }
            seen += 1;
        }
    });
    assert!(seen > 10, "{seen}");
}

#[test]
fn what_we_ship_and_what_scenarios_run_validates() {
    let validator = validator();
    let mut seen = 0;
    let mut check = |path: &Path, rules: &Value| {
        if problems(rules).is_empty() {
            assert_eq!(validator.complaints(rules), [""; 0], "{}", path.display());
            seen += 1;
        }
    };
    for path in files("rules").iter().filter(|path| stem(path) != "schema") {
        assert_eq!(problems(&read(path)), [], "{}", path.display());
        check(path, &read(path));
    }
    for path in files("tests/scenarios") {
        if let Some(rules) = read(&path).get("rules").filter(|rules| rules.is_object()) {
            check(&path, rules);
        }
    }
    assert!(seen > 1000, "{seen}");
}

#[test]
fn it_refuses_the_mistakes_that_a_schema_can_see() {
    let validator = validator();
    let mut unseen = BTreeSet::new();
    for name in UNSEEN {
        assert!(Path::new(&format!("tests/errors/{name}.json")).exists(), "{name}");
    }
    for path in files("tests/errors") {
        if validator.complaints(&read(&path)).is_empty() {
            unseen.insert(stem(&path).to_string());
        }
    }
    let known: BTreeSet<String> = UNSEEN.iter().map(|name| (*name).into()).collect();
    let strangers: Vec<_> = unseen.difference(&known).collect();
    assert!(strangers.is_empty(), "the schema lets these pass: {strangers:?}");
}

/// The fields that the decoder names when it meets one that it does not know.
fn decoded(form: &Form, object: &Value) -> BTreeSet<String> {
    let mut object = object.clone();
    object["zzzzzz"] = json!(1);
    let all = problems(&form.with(&object));
    let problem = all.iter().find(|problem| problem.code == Code::UnknownField && problem.path.ends_with("/zzzzzz"));
    let problem = problem.unwrap_or_else(|| panic!("{} takes any field: {all:?}", form.at));
    problem.expected.names.split_ascii_whitespace().map(Into::into).collect()
}

#[test]
fn each_form_has_the_fields_of_the_decoder_and_no_others() {
    let schema = schema();
    let validator = validator();
    let mut todo = BTreeSet::new();
    walk(&schema, "", &mut |at, node| {
        if !own(node).is_empty() {
            todo.insert(at.to_string());
        }
    });
    for form in forms(&schema) {
        assert!(todo.remove(&form.at), "{} is no form of the schema", form.at);
        let node = schema.pointer(&form.at).unwrap().as_object().unwrap();
        let mut names = decoded(&form, &form.least);
        if form.at.ends_with("/pageViews") {
            names.extend(decoded(&form, &json!({"session": 1})));
        }
        assert_eq!(own(node), names, "{}", form.at);
        assert!(!validator.complaints(&form.and("zzzzzz", &json!(1))).is_empty(), "{} takes any field", form.at);
    }
    // An entry of a list has the fields of what stands alone.
    let items: Vec<String> = todo.iter().filter_map(|at| at.strip_suffix("/items").map(Into::into)).collect();
    for at in items {
        let node = |at: &str| own(schema.pointer(at).unwrap().as_object().unwrap());
        if schema.pointer(&at).unwrap().get("properties").is_some() {
            assert_eq!(node(&at), node(&format!("{at}/items")), "{at}");
            todo.remove(&format!("{at}/items"));
        }
    }
    // What a progress bar takes its numbers from is one field, `from`; it is in the examples below.
    todo.retain(|at| {
        !at.starts_with("/definitions/progress/properties/") && at != "/definitions/countdown/properties/to"
    });
    assert_eq!(todo, BTreeSet::new(), "forms of the schema that nothing here tries");
}

#[test]
fn each_required_field_is_required_by_the_decoder_too() {
    let schema = schema();
    for form in forms(&schema) {
        let node = schema.pointer(&form.at).unwrap();
        for name in node.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str) {
            let mut object = form.least.clone();
            object.as_object_mut().unwrap().remove(name).unwrap_or_else(|| panic!("{} {name}", form.at));
            let all = problems(&form.with(&object));
            assert!(all.iter().any(|problem| problem.code == Code::Missing), "{} without {name}: {all:?}", form.at);
        }
    }
}

#[test]
fn each_example_and_default_is_taken() {
    let schema = schema();
    let validator = validator();
    let mut tried = 0;
    for form in forms(&schema) {
        let node = schema.pointer(&form.at).unwrap().as_object().unwrap();
        for name in own(node) {
            let field = resolve(&schema, &node["properties"][&name]);
            let examples = field.get("examples").and_then(Value::as_array).into_iter().flatten();
            for value in examples.chain(field.get("default")) {
                let scoped = form.at.ends_with("/pageViews") && (name == "session" || name == "visitor");
                let rules = if scoped { form.with(&json!({ &name: value })) } else { form.and(&name, value) };
                let mut all = problems(&rules);
                // Examples show what a field takes, not that two fields go together.
                all.retain(|problem| problem.code != Code::Conflict);
                assert_eq!(all, [], "{} {name}: {value}", form.at);
                if problems(&rules).is_empty() {
                    assert_eq!(validator.complaints(&rules), [""; 0], "{} {name}: {value}", form.at);
                }
                tried += 1;
            }
        }
    }
    assert!(tried > 400, "{tried}");
}
