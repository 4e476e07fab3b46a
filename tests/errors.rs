//! Every mistake an author can make, and the sentence that answers it. `tests/errors/*.json` are rule sets with
//! mistakes; the snapshots beside them are the problems in words (feature `dev`).

#[path = "support/json.rs"]
mod support;

use opportune::ruleset::value::Value;
use opportune::ruleset::{compile, compile_with, Code, Problem};
use proptest::prelude::*;
use support::json;

#[cfg(feature = "dev")]
#[test]
fn mistakes_are_answered_kindly_and_exactly() {
    insta::glob!("errors/*.json", |path| {
        let source = json(&std::fs::read_to_string(path).unwrap());
        let (set, problems) = compile(&source);
        let mut out = String::new();
        for problem in &problems {
            out.push_str(&format!("{} {}\n    {}\n", problem.code.name(), problem.path, problem.message()));
        }
        out.push_str(&format!("rules left: {}\n", set.rules.len()));
        insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false,
            snapshot_path => "errors", snapshot_suffix => "", input_file => path }, {
            insta::assert_snapshot!(path.file_stem().unwrap().to_str().unwrap(), out);
        });
    });
}

fn codes(problems: &[Problem]) -> Vec<(Code, &str)> {
    problems.iter().map(|problem| (problem.code, problem.path.as_str())).collect()
}

#[test]
fn a_bad_rule_is_left_out_and_leaves_nothing_behind() {
    let source = json(
        r##"{"rules": [
            {"id": "bad", "when": {"click": "#gone"}, "if": {"element": "#gone", "did": "gone"}, "show": {"toast": "x"}},
            {"id": "good", "when": {"click": "#kept"}, "do": [{"emit": "x"}]}
        ]}"##,
    );
    let (set, problems) = compile(&source);
    assert_eq!(codes(&problems), [(Code::Unsupported, "/rules/0/show/toast")]);
    assert_eq!(problems[0].rule.as_deref(), Some("bad"));
    assert_eq!(set.rules.len(), 1);
    assert_eq!((set.rules[0].id.as_str(), set.rules[0].place), ("good", 1));
    assert_eq!(set.selectors.iter().map(|it| it.css.as_str()).collect::<Vec<_>>(), ["#kept"]);
    assert!(set.elements.is_empty() && set.asks.is_empty() && set.dom_events.is_empty());
}

#[test]
fn the_browser_has_the_last_word_on_selectors() {
    let source =
        json(r##"{"rules": [{"id": "a", "when": {"click": "shop-cart >>> #x:frob(1)"}, "do": [{"emit": "x"}]}]}"##);
    let mut asked = Vec::new();
    let (set, problems) = compile_with(&source, &mut |css| {
        asked.push(css.to_string());
        !css.contains(":frob")
    });
    assert_eq!(asked[..2], ["shop-cart", "#x:frob(1)"]);
    assert_eq!(codes(&problems), [(Code::BadSelector, "/rules/0/when/click")]);
    assert!(set.rules.is_empty());
    assert_eq!(compile(&source).0.rules.len(), 1);
    let problem = Problem::bad_selector("/rules/0/when/click".into(), Some("a".into()), "#x:frob(1)");
    assert_eq!(problem.to_value().get("code"), Some(&Value::from("bad_selector")));
}

#[test]
fn problems_come_in_document_order() {
    let source =
        json(r#"{"rules": [{"show": 1, "if": {"b": 1, "a": 1}, "id": "x", "when": 2}], "settings": {"z": 1}}"#);
    let paths: Vec<String> = compile(&source).1.into_iter().map(|problem| problem.path).collect();
    assert_eq!(paths, ["/rules/0/show", "/rules/0/if/b", "/rules/0/if/a", "/rules/0/when", "/settings/z"]);
}

/// Random JSON, now and then with names that mean something.
fn any_value() -> impl Strategy<Value = Value> {
    let words = prop::sample::select(vec![
        "version",
        "rules",
        "settings",
        "id",
        "when",
        "if",
        "show",
        "do",
        "all",
        "any",
        "not",
        "dwell",
        "for",
        "scroll",
        "10s",
        "50%",
        "#a",
        "tooltip",
        "popup",
        "anchor",
        "text",
        "content",
        "coupon",
        "progress",
        "did",
        "seen",
        "times",
        "within",
        "cart",
        "has",
        "path",
        "/a*",
        "is",
        "between",
        "{{ a | default: 'x' }}",
        "{{",
        "event",
        "where",
        "limit",
        "buttons",
        "theme",
        "accent",
        "of",
        "$comment",
        "from",
        "emit",
        "props",
        "hover",
        "on",
        "value",
        "fact",
        "a.b",
    ]);
    let text = prop_oneof![4 => words.prop_map(String::from), 1 => any::<String>()];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        prop_oneof![(-10i32..100).prop_map(f64::from), -1e300..1e300].prop_map(Value::Num),
        text.clone().prop_map(Value::Text),
    ];
    leaf.prop_recursive(10, 200, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::List),
            prop::collection::vec((text.clone(), inner), 0..6).prop_map(Value::Map),
        ]
    })
}

proptest! {
    #[test]
    fn random_json_never_panics(rules in prop::collection::vec(any_value(), 0..4), settings in any_value(), top in any_value()) {
        for source in [Value::Map(vec![("settings".into(), settings), ("rules".into(), Value::List(rules))]), top] {
            let (set, problems) = compile(&source);
            prop_assert!(problems.len() <= 101 && set.rules.len() <= 4);
            for problem in problems {
                problem.to_value();
            }
        }
    }

    #[test]
    fn random_parts_of_a_rule_never_panic(part in any_value(), field in 0usize..8) {
        let mut rule = json(r##"{"id": "a", "when": {"click": "#a"}, "show": {"tooltip": {"anchor": "#b", "text": "c"}}}"##);
        let name = ["when", "if", "show", "limit", "delay", "wait", "meta", "do"][field];
        rule.set(name, part);
        compile(&Value::Map(vec![("rules".into(), Value::List(vec![rule]))]));
    }
}
