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

/// The one problem of a trace: its code, place and sentence.
fn slip(trace: &str) -> String {
    let problems = decode(&json::read(trace).unwrap()).expect_err(trace);
    let part = |name: &str| problems[0].get(name).and_then(Value::text).unwrap_or_default().to_string();
    assert_eq!(problems.len(), 1, "{trace}");
    format!("{} {} {}", part("code"), part("path"), part("message"))
}

#[test]
fn a_signal_that_is_misspelled_is_answered_with_the_nearest() {
    let told = slip(r#"{ "events": [{ "at": "0s", "pageVeiw": "https://shop.test/" }] }"#);
    assert!(
        told.starts_with("unknown_signal /events/0/pageVeiw trace/events/0/pageVeiw: expected a signal: "),
        "{told}"
    );
    assert!(told.ends_with("found pageVeiw; did you mean \"pageView\"?"), "{told}");
    let told = slip(r#"{ "events": [{ "at": "0s", "somethingElse": true }] }"#);
    assert!(told.ends_with("found somethingElse"), "{told}");
}

#[test]
fn a_page_has_a_whole_address() {
    for address in ["/checkout", "shop.test/cart", "cart"] {
        let told = slip(&format!(r#"{{ "events": [{{ "at": "0s", "pageView": "{address}" }}] }}"#));
        assert!(told.starts_with("bad_url /events/0/pageView ") && told.contains("https://shop.test/"), "{told}");
        let told = slip(&format!(r#"{{ "events": [{{ "at": "0s", "pageView": {{ "url": "{address}" }} }}] }}"#));
        assert!(told.starts_with("bad_url /events/0/pageView/url "), "{told}");
    }
}

#[test]
fn offsets_hold_from_the_start_of_a_trace() {
    let with = |zone: &str| format!(r#"{{ "now": "2026-03-01T09:00:00Z", {zone}, "events": [] }}"#);
    for (zone, path) in [
        (r#""zone": [["2026-03-29T01:00:00Z", "+02:00"]]"#, "/zone"),
        (r#""zones": { "Europe/Berlin": [["2026-03-29T01:00:00Z", "+02:00"]] }"#, "/zones/Europe~1Berlin"),
    ] {
        let told = slip(&with(zone));
        assert!(told.starts_with(&format!("out_of_range {path} ")), "{told}");
    }
    for zone in [
        r#""zone": [["2026-03-01T09:00:00Z", "+01:00"], ["2026-03-29T01:00:00Z", "+02:00"]]"#,
        r#""zones": { "Europe/Berlin": [[0, "+01:00"]] }"#,
        r#""zone": []"#,
    ] {
        assert!(decode(&json::read(&with(zone)).unwrap()).is_ok(), "{zone}");
    }
}
