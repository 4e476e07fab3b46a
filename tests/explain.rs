//! Explanations: the nearest miss of each rule, and the transcript of the last arbitration.

#![cfg(feature = "dev")]

mod support;

use opportune::ruleset::value::Value;
use opportune::trace::{simulate, write};

use support::json;

fn state(rules: &str, trace: &str) -> Value {
    let result = simulate(&json::parse(rules).unwrap(), &json::parse(trace).unwrap());
    assert_eq!(result.get("problems"), Some(&Value::List(Vec::new())));
    result.get("state").cloned().unwrap()
}

fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    match value.get(key) {
        Some(Value::List(items)) => items,
        other => panic!("{key}: {other:?}"),
    }
}

/// The nearest miss of the first rule, without its instant.
fn miss(rules: &str, trace: &str) -> String {
    let state = state(rules, trace);
    match list(&state, "rules")[0].get("miss") {
        Some(Value::Map(pairs)) => write(&Value::Map(pairs.iter().filter(|(key, _)| key != "at").cloned().collect())),
        other => write(other.unwrap()),
    }
}

fn trace(events: &str) -> String {
    format!(r#"{{"selectors": [], "events": [{{"at": "0s", "pageView": "https://shop.test/"}}, {events}]}}"#)
}

const OFFER: &str = r#"{"rules": [{"id": "offer", "when": {"event": "go"}, "limit": {"perPage": 1},
    "if": {"all": [{"cart": {"value": {"above": 50}}}, {"not": {"fact": {"member": true}}}, {"path": "/"}]},
    "show": {"banner": "Ten percent"}}]}"#;

#[test]
fn the_fewest_failing_comparisons_are_kept_with_the_values_of_that_moment() {
    let both = r#"{"at": "1s", "facts": {"cart": {"value": 10}, "member": true}}, {"at": "2s", "event": "go"}"#;
    assert_eq!(
        miss(OFFER, &trace(both)),
        r#"{"stage":"if","reason":"if","failing":[{"pointer":"/if/all/0/cart/value","had":10,"need":[{"above":50}]},{"pointer":"/if/all/1/not/fact/member","had":true,"need":[{"is":true}]}]}"#
    );
    // Closer, and then farther again: what is kept is the closer one, as it was then.
    let closer = format!(
        r#"{both}, {{"at": "3s", "facts": {{"member": false, "cart": {{"value": 40}}}}}}, {{"at": "4s", "event": "go"}},
        {{"at": "5s", "facts": {{"member": true, "cart": {{"value": 1}}}}}}, {{"at": "6s", "event": "go"}}"#
    );
    assert_eq!(
        miss(OFFER, &trace(&closer)),
        r#"{"stage":"if","reason":"if","failing":[{"pointer":"/if/all/0/cart/value","had":40,"need":[{"above":50}]}]}"#
    );
}

#[test]
fn a_later_stage_is_closer_than_any_earlier_one() {
    let limit = r#"{"at": "1s", "facts": {"cart": {"value": 60}, "member": false}}, {"at": "2s", "event": "go"}, {"at": "3s", "dismiss": "offer"},
        {"at": "4s", "event": "go"}, {"at": "5s", "facts": {"member": true}}, {"at": "6s", "event": "go"}"#;
    assert_eq!(miss(OFFER, &trace(limit)), r#"{"stage":"limit","reason":"limit","failing":[]}"#);
}

#[test]
fn a_page_view_begins_with_no_miss_and_a_trigger_that_has_not_fired_says_how_far_it_is() {
    let next = r#"{"at": "1s", "event": "go"}, {"at": "3s", "url": "https://shop.test/cart"}, {"at": "4s", "end": {}}"#;
    assert_eq!(miss(OFFER, &trace(next)), r#"{"stage":"when","reason":"not_fired","progress":0}"#);
    let dwell = r#"{"rules": [{"id": "x", "when": {"dwell": "10s"}, "show": {"banner": "Hi"}}]}"#;
    let half = trace(r#"{"at": "5s", "end": {}}"#);
    assert_eq!(miss(dwell, &half), r#"{"stage":"when","reason":"not_fired","progress":0.5}"#);
    assert_eq!(miss(dwell, &trace(r#"{"at": "15s", "end": {}}"#)), "null");
}

#[test]
fn the_last_arbitration_names_every_candidate() {
    let rules = r#"{"rules": [
        {"id": "low", "when": {"event": "go"}, "show": {"banner": "Low"}},
        {"id": "high", "when": {"event": "go"}, "priority": 5, "show": {"banner": "High"}},
        {"id": "other", "when": {"event": "go"}, "if": {"path": "/cart"}, "show": {"banner": {"edge": "top", "text": "Cart"}}},
        {"id": "idle", "when": {"event": "never"}, "show": {"banner": "Never"}},
        {"id": "acts", "when": {"event": "go"}, "do": [{"dataLayer": {"event": "seen"}}]}]}"#;
    let state = state(rules, &trace(r#"{"at": "2s", "event": "go"}"#));
    let arbitration = state.get("arbitration").unwrap();
    assert_eq!(
        write(arbitration.get("candidates").unwrap()),
        r#"[{"rule":"high","did":"shown"},{"rule":"low","did":"blocked","reason":"outranked"},{"rule":"other","did":"blocked","reason":"if"}]"#
    );
    assert_eq!(arbitration.get("at"), Some(&Value::Num(1_767_603_602_000.0)));
}

#[test]
fn it_says_which_override_is_in_force() {
    let rules = r#"{"rules": [
        {"id": "a", "when": {"dwell": "5s"}, "show": {"banner": "x"}, "on": {"mobile": {"delay": "1s"}}},
        {"id": "b", "when": {"dwell": "5s"}, "show": {"banner": "x"}, "on": {"tablet": {"delay": "1s"}}}]}"#;
    let on = |view: &str| -> Vec<Option<String>> {
        let trace = format!(
            r#"{{"events": [{{"at": "0s", "pageView": {{"url": "https://shop.test/", {view}}}}}, {{"at": "1s", "end": {{}}}}]}}"#
        );
        let state = state(rules, &trace);
        list(&state, "rules").iter().map(|rule| rule.get("on").and_then(Value::text).map(Into::into)).collect()
    };
    assert_eq!(on(r#""viewport": [390, 800], "touch": true"#), [Some("mobile".to_string()), None]);
    assert_eq!(on(r#""viewport": [800, 390], "touch": true"#), [None, Some("tablet".to_string())]);
    assert_eq!(on(r#""viewport": [800, 390]"#), [None, None]);
}

/// The conditions of the first rule at the end of a journey, and the history that is kept, as text.
fn conditions(top: &str, cond: &str, events: &str) -> (String, String) {
    let rules = format!(r#"{{ {top} "rules": [{{ "id": "x", "if": {cond}, "show": {{ "banner": "Hi" }} }}] }}"#);
    let trace = format!(r#"{{ "now": "2026-01-05T09:00:00Z", "events": [{events}] }}"#);
    let state = state(&rules, &trace);
    (write(list(&state, "rules")[0].get("conditions").unwrap()), write(state.get("history").unwrap()))
}

const PAGE: &str = r#"{ "at": "0s", "pageView": "https://shop.test/" }, "#;
const START: i64 = 1_767_603_600_000;

#[test]
fn a_score_tells_what_each_part_adds() {
    let models = r#""models": { "m": { "bias": -1, "weights": [
        { "fact": "cart.value", "weight": 0.02, "most": 100 }, { "if": { "path": "/" }, "weight": 0.25 } ] } },"#;
    let cond = r#"{ "score": { "model": "m", "atLeast": 1.25 } }"#;
    let events = format!(r#"{PAGE} {{ "at": "1s", "facts": {{ "cart": {{ "value": 500 }} }} }}"#);
    let (told, _) = conditions(models, cond, &events);
    assert_eq!(
        told,
        concat!(
            r#"[{"at":"/if/score","verdict":true,"had":1.25,"need":[{"atLeast":1.25}],"model":"m","contributions":["#,
            r#"{"of":"bias","adds":-1},"#,
            r#"{"of":["/models/m/weights/0/fact"],"amount":100,"weight":0.02,"adds":2},"#,
            r#"{"of":["/models/m/weights/1/if/path"],"amount":1,"weight":0.25,"adds":0.25}]}]"#
        )
    );
}

#[test]
fn an_audience_tells_what_it_is_made_of_and_a_schedule_when_it_changes() {
    let audiences = r#""audiences": { "early": { "schedule": { "hours": "08:00-10:00" }, "path": "/cart" } },"#;
    let (told, _) =
        conditions(audiences, r#"{ "audience": "early" }"#, &format!(r#"{PAGE} {{ "at": "1s", "end": {{}} }}"#));
    assert_eq!(
        told,
        format!(
            r#"[{{"at":"/if/audience","verdict":false,"had":false,"need":[{{"is":true}}],"audience":"early","conditions":[{{"at":"/audiences/early/schedule","verdict":true,"had":true,"need":[{{"is":true}}],"changes":{}}},{{"at":"/audiences/early/path","verdict":false,"had":"/","need":[{{"like":["/cart"]}}]}}]}}]"#,
            START + 3_600_000
        )
    );
}

#[test]
fn history_tells_since_when_and_how_much_it_keeps() {
    let cond = r#"{ "did": { "event": "seen", "times": 3, "within": "1h" } }"#;
    let events: String = (1..=9).map(|at| format!(r#"{{ "at": "{at}s", "event": "seen" }}, "#)).collect();
    let (told, history) = conditions("", cond, &format!(r#"{PAGE} {events} {{ "at": "1m", "end": {{}} }}"#));
    let changes = START + 7_000 + 3_600_000;
    assert_eq!(
        told,
        format!(
            r#"[{{"at":"/if/did/times","verdict":true,"had":3,"need":[{{"atLeast":3}}],"changes":{changes},"since":{START},"kept":3,"keeps":3}}]"#
        )
    );
    assert!(history.starts_with(r#"[{"question":"e:seen#"#), "{history}");
    assert!(
        history.ends_with(&format!(r#""total":9,"within":3600000,"since":{START},"kept":3,"keeps":3}}]"#)),
        "{history}"
    );
}

#[test]
fn it_says_when_a_trigger_is_due() {
    let next = |when: &str, at: &str| -> String {
        let rules = format!(r#"{{"rules": [{{"id": "a", "when": {when}, "show": {{"banner": "Hi"}}}}]}}"#);
        let events = format!(r#"{PAGE} {{ "at": "3s", "visibility": "{at}" }}, {{ "at": "4s", "end": {{}} }}"#);
        let trace = format!(r#"{{ "now": "2026-01-05T09:00:00Z", "events": [{events}] }}"#);
        write(list(&state(&rules, &trace), "rules")[0].get("next").unwrap())
    };
    let due = |after: i64, reason: &str| format!(r#"{{"at":{},"reason":"{reason}"}}"#, START + after);
    assert_eq!(next(r#"{"dwell": "9s"}"#, "visible"), due(9_000, "dwell"));
    assert_eq!(next(r#"{"any": [{"dwell": "9s"}, {"idle": "7s"}]}"#, "visible"), due(7_000, "idle"));
    assert_eq!(next(r#"{"dwell": {"for": "9s", "scope": "session"}}"#, "visible"), due(9_000, "dwell"));
    let absent = r#"{"absent": {"after": {"dwell": "1s"}, "no": {"event": "n"}, "for": "5s"}}"#;
    assert_eq!(next(absent, "visible"), due(6_000, "absent"));
    // A clock that stands, or stops before: nothing changes by time alone.
    assert_eq!(next(r#"{"dwell": "9s"}"#, "hidden"), "null");
    assert_eq!(next(r#"{"dwell": {"for": "9s", "clock": "active"}}"#, "visible"), "null");
    assert_eq!(next(r#"{"event": "x"}"#, "visible"), "null");
}
