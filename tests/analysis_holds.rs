//! Static analysis is right: what it says never happens does not happen, whatever the rules and whatever the journey.
#![cfg(feature = "dev")]
// A proof says what it counted.
#![allow(clippy::disallowed_macros)]

#[path = "support/mod.rs"]
mod support;

use opportune::analyze::{measure, worst_case, Counts, Finding};
use opportune::engine::input::Outcome;
use opportune::ruleset::value::Value;
use opportune::ruleset::{compile, compile_with};
use opportune::trace::{context, decode, Driver, Signal};
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{json, Value as Json};
use support::analysis::{files, found, set};
use support::json::convert;
use support::{any, cases};

/// Which rules had an impression along a trace.
fn shown(rules: &Json, trace: &Json, keep: fn(&Signal) -> bool) -> Vec<String> {
    let mut trace = decode(&convert(trace)).unwrap();
    trace.events.retain(|(_, signal)| keep(signal));
    let (set, _) = compile(&convert(rules));
    let mut driver = Driver::new(set, context(&trace), &trace);
    driver.run(&trace.events);
    let is_shown = |one: &&Value| one.get("name").and_then(Value::text) == Some("opportune_impression");
    let rules = driver.events().iter().filter(is_shown).filter_map(|one| one.get("rule")?.text());
    rules.map(Into::into).collect()
}

/// By themselves: nobody calls `trigger`, and the page draws what it is asked to.
fn alone(signal: &Signal) -> bool {
    !matches!(signal, Signal::Trigger { .. } | Signal::Outcome { is: Outcome::NotDrawn(_), .. })
}

const NEVER: &[&str] =
    &["never_true", "never_fires", "never_shown", "always_outranked", "unreachable_delay", "never_started"];

/// How many of each, unless a longer proof is asked for.
const FEW: u32 = 256;

fn scalar() -> impl Strategy<Value = Json> {
    select(vec![
        json!(0),
        json!(1),
        json!(2),
        json!(3.5),
        json!("a"),
        json!("ab"),
        json!("A"),
        json!("2"),
        json!(""),
        json!(true),
    ])
}

/// A comparison of a fact with little room.
fn comparison() -> impl Strategy<Value = Json> {
    let number = || select(vec![json!(0), json!(1), json!(2), json!(3)]);
    let text = || select(vec![json!("a"), json!("b"), json!("A"), json!("2"), json!("")]);
    let test = prop_oneof![
        scalar().prop_map(|value| json!({ "is": value })),
        scalar().prop_map(|value| json!({ "isNot": value })),
        (scalar(), scalar()).prop_map(|(a, b)| json!({ "in": [a, b] })),
        (scalar(), scalar()).prop_map(|(a, b)| json!({ "notIn": [a, b] })),
        (select(&["atLeast", "atMost", "above", "below"][..]), number()).prop_map(|(name, n)| json!({ name: n })),
        (0..3, 0..3).prop_map(|(low, more)| json!({ "between": [low, low + more] })),
        (select(&["startsWith", "endsWith", "contains"][..]), text()).prop_map(|(name, text)| json!({ name: text })),
        select(&["a*", "*b", "a", "*a*", "*"][..]).prop_map(|like| json!({ "like": like })),
        (select(&["exists", "empty"][..]), prop::bool::ANY).prop_map(|(name, is)| json!({ name: is })),
    ];
    let more = (prop::option::weighted(0.2, scalar()), prop::bool::weighted(0.2));
    (prop::collection::vec(test, 1..3), more).prop_map(|(tests, (otherwise, fold))| {
        let mut out = json!({});
        for test in tests {
            test.as_object().unwrap().iter().for_each(|(key, value)| out[key] = value.clone());
        }
        otherwise.into_iter().for_each(|value| out["else"] = value);
        if fold {
            out["ignoreCase"] = json!(true);
        }
        out
    })
}

fn narrow() -> impl Strategy<Value = Json> {
    let paths = || select(&["/", "/a", "/a/*", "/a*", "/b", "*b", "/*", "/ab"][..]);
    let leaf = prop_oneof![
        4 => comparison().prop_map(|test| json!({ "fact": { "n": test } })),
        2 => paths().prop_map(|path| json!({ "path": path })),
        1 => (paths(), paths()).prop_map(|(a, b)| json!({ "path": [a, b] })),
        1 => select(&["/a", "/a/"][..]).prop_map(|start| json!({ "path": { "startsWith": start } })),
    ];
    leaf.prop_recursive(3, 8, 3, |inner| {
        prop_oneof![
            3 => prop::collection::vec(inner.clone(), 2..4).prop_map(|of| json!({ "all": of })),
            1 => prop::collection::vec(inner.clone(), 1..3).prop_map(|of| json!({ "any": of })),
            1 => inner.prop_map(|part| json!({ "not": part })),
        ]
    })
}

/// Every value of the fact on every path.
fn everything() -> Json {
    let values = [
        json!(null),
        json!(-1),
        json!(0),
        json!(1),
        json!(1.5),
        json!(2),
        json!(3),
        json!(3.5),
        json!(4),
        json!("a"),
        json!("ab"),
        json!("A"),
        json!("AB"),
        json!("b"),
        json!("ba"),
        json!("2"),
        json!("2.5"),
        json!(""),
        json!("22"),
        json!(true),
        json!(false),
        json!([]),
        json!({}),
        json!(["a"]),
        json!([2, "b"]),
        json!(["a", "ab"]),
        json!(["A", "2", true]),
        json!([0, 1, 2, 3.5, "a", "ab", "A", "2", "", true]),
    ];
    let mut events = Vec::new();
    for path in ["/", "/a", "/a/b", "/ab", "/b", "/c", "/c/b", "/a/"] {
        for (index, value) in values.iter().enumerate() {
            events.push(json!({ "at": format!("{}s", events.len()), "pageView": { "url": format!("https://shop.test{path}?{index}"), "facts": { "n": value } } }));
        }
    }
    json!({ "events": events })
}

proptest! {
    #![proptest_config(Config { max_shrink_iters: 2_000, ..cases::config(FEW) })]

    /// What is said never to show does not, whatever happens; and no generated rule set brings it down.
    #[test]
    fn what_never_shows_does_not(rules in any::rules(), traces in prop::collection::vec(any::trace(any::Moods::Wild), 1..4)) {
        let all = found(&rules, &["https://shop.test/cart"]);
        // The journeys are on a desktop.
        let is_here = |one: &&Finding| NEVER.contains(&one.code) && (one.on.is_empty() || one.on.contains(&"desktop"));
        let never: Vec<&str> = all.iter().filter(is_here).map(|one| one.rule.as_str()).collect();
        if !never.is_empty() {
            for trace in &traces {
                let shown = shown(&rules, trace, alone);
                prop_assert!(!shown.iter().any(|rule| never.contains(&rule.as_str())), "{:?} {:?}", never, shown);
            }
        }
    }

    /// Nothing at all brings it down.
    #[test]
    fn any_json_is_analyzed(rules in any::rules(), place in any::<prop::sample::Index>(), graft in any::json()) {
        let _ = found(&any::graft(&rules, place, &graft), &["/", "x"]);
        let _ = found(&graft, &[]);
    }
}

/// Conditions with little room: what is never true is never true of any value on any path. And most of what never is,
/// is found.
#[test]
fn what_is_never_true_is_not() {
    let counts = std::cell::Cell::new((0, 0));
    let mut runner = TestRunner::new(cases::config(FEW));
    let run = |conds: Vec<Json>| {
        let rule =
            |cond: &Json| json!({ "if": cond, "do": [{ "emit": "x" }], "when": { "pageView": true }, "wait": "0s" });
        let rules = set(&conds.iter().map(rule).collect::<Vec<_>>());
        let shown = shown(&rules, &everything(), alone);
        let never: Vec<Finding> = found(&rules, &[]).into_iter().filter(|one| one.code == "never_true").collect();
        for one in &never {
            prop_assert!(!shown.contains(&one.rule), "{one:?}");
        }
        let silent = (0..conds.len()).filter(|index| !shown.contains(&format!("r{index}"))).count();
        counts.set((counts.get().0 + never.len(), counts.get().1 + silent));
        Ok(())
    };
    runner.run(&prop::collection::vec(narrow(), 4), run).unwrap_or_else(|error| panic!("{error}"));
    let (found, silent) = counts.get();
    assert!(found > cases::cases(FEW) as usize / 4 && found * 10 > silent * 7, "{found} of {silent}");
}

/// Consent and storage hold, the clock runs, and nobody calls `trigger`.
fn plainly(signal: &Signal) -> bool {
    let is_upset = matches!(signal, Signal::Consent(_) | Signal::Claim(_) | Signal::Clock(_) | Signal::Trigger { .. });
    !is_upset && alone(signal)
}

/// The worst case is a bound: no journey has more. And its witness, run again, has as many as it says.
#[test]
fn no_journey_is_worse_than_the_worst_case() {
    let counts = std::cell::Cell::new((0, 0));
    let mut runner = TestRunner::new(cases::config(FEW));
    let run = |(rules, traces): (Json, Vec<Json>)| {
        let source = convert(&rules);
        let (set, _) = compile(&source);
        let all = worst_case(&source);
        for one in &all {
            let trace = decode(&one.witness).map_err(|problems| TestCaseError::fail(format!("{problems:?}")))?;
            let (here, _) = compile_with(&source, &[], trace.device(), &mut |_| true);
            let counted = of(one.scope, measure(&here, &trace));
            prop_assert_eq!(counted, one.shown, "the witness of a {} shows something else", one.scope);
            if let Some(most) = one.most {
                prop_assert!(one.shown <= most, "{} {} in a {}", one.shown, most, one.scope);
                if one.shown < most && std::env::var("OPPORTUNE_TELL").is_ok() {
                    println!("SHORT {} {} of {most}: {rules}", one.scope, one.shown);
                }
                counts.set((counts.get().0 + u32::from(one.shown == most), counts.get().1 + 1));
            }
        }
        for trace in &traces {
            let mut trace = decode(&convert(trace)).unwrap();
            trace.events.retain(|(_, signal)| plainly(signal));
            let counted = measure(&set, &trace);
            for one in &all {
                let most = one.most.unwrap_or(u32::MAX);
                prop_assert!(of(one.scope, counted) <= most, "{:?} {} {}", counted, one.scope, most);
            }
        }
        Ok(())
    };
    // Whoever is held out sees less.
    let written = any::rules().prop_map(|mut set| {
        set["settings"].as_object_mut().map(|settings| settings.remove("holdout"));
        set
    });
    let both = (written, prop::collection::vec(any::trace(any::Moods::Steady), 1..3));
    runner.run(&both, run).unwrap_or_else(|error| panic!("{error}"));
    let (attained, bounded) = counts.get();
    println!("{attained} of {bounded} bounds are attained");
    assert!(attained * 10 >= bounded * 8, "{attained} of {bounded}");
}

fn of(scope: &str, counts: Counts) -> u32 {
    match scope {
        "page" => counts.page,
        "session" => counts.session,
        _ => counts.day,
    }
}

/// What we ship, and what is known by hand.
#[test]
fn worst_cases_that_are_known() {
    let brief = |rules: &Json| -> Vec<(Option<u32>, u32)> {
        worst_case(&convert(rules)).iter().map(|one| (one.most, one.shown)).collect()
    };
    let popup = |id: &str, more: Json| {
        let mut rule = json!({ "id": id, "show": { "popup": "Hi" } });
        more.as_object().unwrap().iter().for_each(|(key, value)| rule[key] = value.clone());
        rule
    };
    let dwell = json!({ "dwell": "5s" });
    let one = popup("a", json!({ "when": dwell, "limit": { "perSession": 2, "perDay": 3 } }));
    assert_eq!(brief(&set(std::slice::from_ref(&one))), [(Some(1), 1), (Some(2), 2), (Some(3), 3)]);
    let two = popup("b", json!({ "when": { "exitIntent": true }, "limit": { "perVisitor": 1 } }));
    assert_eq!(brief(&set(&[one.clone(), two.clone()])), [(Some(2), 2), (Some(3), 3), (Some(4), 4)]);
    let mut capped = set(&[one.clone(), two]);
    capped["settings"] = json!({ "maxPerSession": 1, "maxPerDay": 2 });
    assert_eq!(brief(&capped), [(Some(2), 1), (Some(1), 1), (Some(2), 2)]);
    let on = |path: &str| popup(&format!("on{}", path.len()), json!({ "when": dwell, "if": { "path": path } }));
    assert_eq!(brief(&set(&[on("/a"), on("/bb"), on("/ccc")])), [(Some(1), 1), (None, 5), (None, 5)]);
    let visitor = |is: &str| popup(is, json!({ "when": dwell, "if": { "visitor": is }, "limit": { "perSession": 1 } }));
    assert_eq!(brief(&set(&[visitor("new"), visitor("returning")]))[1], (Some(1), 1));
    let landing = popup("l", json!({ "when": dwell, "if": { "pageViews": 1 } }));
    assert_eq!(brief(&set(&[landing]))[..2], [(Some(1), 1), (Some(1), 1)]);
    assert_eq!(brief(&set(&[json!({ "when": dwell })])), [(Some(0), 0); 3]);
    for (name, rules) in files("rules").iter().filter(|(_, rules)| rules.get("rules").is_some_and(Json::is_array)) {
        for one in worst_case(&convert(rules)) {
            assert!(one.most.is_none_or(|most| most == one.shown), "{name} {} {:?} {}", one.scope, one.most, one.shown);
        }
    }
}
