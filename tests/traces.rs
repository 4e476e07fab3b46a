//! Slips in traces: what a signal cannot mean is told, never taken for something else.
#![cfg(feature = "dev")]

use opportune::ruleset::value::Value;
use opportune::trace::{decode, json};

/// What is wrong with a trace whose second signal is this.
fn slips(signal: &str) -> Vec<String> {
    let text =
        format!(r#"{{ "events": [{{ "at": "0s", "pageView": "https://shop.test/" }}, {{ "at": "1s", {signal} }}] }}"#);
    let Err(problems) = decode(&json::read(&text).unwrap()) else { return Vec::new() };
    let part = |problem: &Value, name: &str| problem.get(name).and_then(Value::text).unwrap_or_default().to_string();
    problems.iter().map(|one| format!("{} {}", part(one, "code"), part(one, "path"))).collect()
}

#[test]
fn what_a_signal_cannot_mean_is_told() {
    for name in ["typing", "pointer", "exit", "sample", "pageEnd", "restore", "dom", "end"] {
        for value in ["false", "null", "5", "\"#a\"", "[\"#a\"]"] {
            let told = slips(&format!(r#""{name}": {value}"#));
            assert_eq!(told, [format!("wrong_type /events/1/{name}")], "{name} {value}");
        }
        let told = slips(&format!(r#""{name}": {{ "ofThat": 1 }}"#));
        assert_eq!(told, [format!("unknown_field /events/1/{name}/ofThat")], "{name}");
    }
    for name in ["click", "focus", "copy", "appears", "input", "submit", "invalid"] {
        for value in ["false", "null", "5"] {
            let told = slips(&format!(r#""{name}": {value}"#));
            assert_eq!(told, [format!("wrong_type /events/1/{name}")], "{name} {value}");
        }
        let told = slips(&format!(r##""{name}": {{ "to": "#a" }}"##));
        assert_eq!(told, [format!("unknown_field /events/1/{name}/to")], "{name}");
    }
}

#[test]
fn small_forms_are_understood() {
    for name in ["typing", "pointer", "exit", "sample", "pageEnd", "restore", "dom", "end"] {
        for value in ["true", "{}"] {
            assert_eq!(slips(&format!(r#""{name}": {value}"#)), [""; 0], "{name} {value}");
        }
    }
    for name in ["click", "focus", "copy", "appears", "input", "submit", "invalid"] {
        for value in ["true", "\"#a\"", "[\"#a\", \"#b\"]", "{ \"on\": \"#a\" }"] {
            assert_eq!(slips(&format!(r#""{name}": {value}"#)), [""; 0], "{name} {value}");
        }
    }
}
