//! Promises that hold for any rules that take the place of any others, at any instant of any journey. Shares and seeds
//! as in `tests/properties.rs`.

#![cfg(feature = "dev")]

mod support;

use opportune::engine::input::{Input, Outcome, Stored};
use opportune::ruleset::by_device::DESKTOP;
use opportune::ruleset::compile;
use opportune::ruleset::value::Value;
use opportune::time::Ms;
use opportune::trace::{context, decode, write, Driver, Signal, Trace, Wakes};
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::Config;
use serde_json::{json, Value as Json};

use support::json::convert;
use support::{any, cases, strangers};

fn config() -> Config {
    Config { max_shrink_iters: 2_000, max_global_rejects: 100_000, ..cases::config(64) }
}

fn read(trace: &Json) -> Trace {
    decode(&convert(trace)).unwrap_or_else(|wrong| panic!("not a trace: {}", write(&Value::List(wrong))))
}

fn begin(rules: &Json, trace: &Trace) -> Driver {
    let source = convert(rules);
    let (set, problems) = compile(&source);
    let problems: Vec<String> = problems.iter().map(|problem| write(&problem.to_value())).collect();
    assert!(problems.is_empty(), "{problems:?}");
    Driver::new(set, context(trace), trace).with_source(&source, DESKTOP)
}

fn drive(rules: &Json, trace: &Trace) -> Driver {
    let mut driver = begin(rules, trace);
    driver.run(&trace.events);
    driver
}

/// Only what swaps may not change: a store that answers, and elements that can be drawn at. What could not be drawn is
/// tried again at a swap, as at any other change.
fn steady(trace: &mut Trace) {
    let is_drawn = |signal: &Signal| {
        !matches!(signal, Signal::Claim(_) | Signal::Sample(_))
            && !matches!(signal, Signal::Outcome { is: Outcome::NotDrawn(_), .. })
    };
    trace.events.retain(|(_, signal)| is_drawn(signal));
    trace.sample.elements.iter_mut().for_each(|(_, says)| *says = Value::Map(Vec::new()));
}

/// Whether the page is there after these: one that was left hears of no rules until it is come back to.
fn is_open(events: &[(Ms, Signal)]) -> bool {
    let is_edge =
        |(_, signal): &&(Ms, Signal)| matches!(signal, Signal::PageView { .. } | Signal::Restore | Signal::PageEnd);
    events.iter().rev().find(is_edge).is_some_and(|(_, last)| !matches!(last, Signal::PageEnd))
}

/// The trace with other rules at some places, each of the list in its turn.
fn updated(trace: &Trace, cuts: &[Index], rules: &[&Json]) -> Trace {
    let mut places: Vec<usize> = cuts.iter().map(|cut| cut.index(trace.events.len() + 1)).collect();
    places.sort_unstable();
    let mut turn = rules.iter().cycle();
    let mut updated = trace.clone();
    updated.events.clear();
    for (index, event) in trace.events.iter().enumerate() {
        for _ in places.iter().filter(|place| **place == index) {
            if is_open(&updated.events) {
                let at = updated.events.last().map_or(Ms(0), |(at, _)| *at);
                updated.events.push((at, Signal::Rules(convert(turn.next().unwrap()))));
            }
        }
        updated.events.push(event.clone());
    }
    updated
}

/// Decisions to do something.
fn acts(driver: &Driver) -> Vec<String> {
    let is_act = |one: &&Value| one.get("did").and_then(Value::text) != Some("blocked");
    driver.decisions().iter().filter(is_act).map(write).collect()
}

/// Outcomes but of what was blocked, which is looked at again at a swap.
fn outcomes(driver: &Driver, without: &[&str]) -> Vec<String> {
    let is_one = |one: &&Value| one.get("name").and_then(Value::text) != Some("opportune_blocked");
    let strip = |one: &Value| match one {
        Value::Map(pairs) => {
            let left = pairs.iter().filter(|(key, _)| key != "seq" && !without.contains(&key.as_str()));
            write(&Value::Map(left.cloned().collect()))
        }
        other => write(other),
    };
    driver.events().iter().filter(is_one).map(strip).collect()
}

fn cuts() -> impl Strategy<Value = Vec<Index>> {
    prop::collection::vec(any::<Index>(), 1..6)
}

/// The ids of a set's rules, with the state that `explain()` tells of each.
fn states(driver: &Driver) -> Vec<(String, String)> {
    let all = driver.engine().explain(driver.clock(), None);
    let Some(Value::List(rules)) = all.get("rules") else { panic!("no rules") };
    let text = |rule: &Value, key: &str| rule.get(key).and_then(Value::text).unwrap_or_default().to_string();
    rules.iter().map(|rule| (text(rule, "rule"), text(rule, "state"))).collect()
}

fn ids(rules: &Json) -> Vec<String> {
    rules["rules"].as_array().into_iter().flatten().map(|rule| rule["id"].as_str().unwrap_or_default().into()).collect()
}

proptest! {
    #![proptest_config(config())]

    /// Rules that never do anything come and go between those that do: nobody notices, wherever they stand in the file
    /// and whatever they ask, listen for and count.
    #[test]
    fn strangers_change_nothing(
        rules in any::rules(),
        strangers in strangers::strangers(),
        trace in any::trace(any::Moods::Told),
        cuts in cuts(),
    ) {
        let mut trace = read(&trace);
        steady(&mut trace);
        let among = strangers::among(&rules, &strangers);
        let plain = drive(&rules, &trace);
        let updated = drive(&rules, &updated(&trace, &cuts, &[&among, &rules]));
        prop_assert_eq!(acts(&plain), acts(&updated));
        prop_assert_eq!(outcomes(&plain, &[]), outcomes(&updated, &[]));
    }

    /// Rules that come at the instant of the first page view are as those that were there.
    #[test]
    fn rules_that_come_at_once_were_there(rules in any::rules(), trace in any::trace(any::Moods::Told)) {
        let mut trace = read(&trace);
        steady(&mut trace);
        let mut late = trace.clone();
        late.events.insert(1, (Ms(0), Signal::Rules(convert(&rules))));
        let nothing = json!({ "version": 1, "settings": rules["settings"], "rules": [] });
        let (plain, updated) = (drive(&rules, &trace), drive(&nothing, &late));
        prop_assert_eq!(acts(&plain), acts(&updated));
        prop_assert_eq!(outcomes(&plain, &[]), outcomes(&updated, &[]));
    }

    /// Another `meta` makes a rule another one. Where it has nothing on the screen and nothing under way there is nothing
    /// to give up, and it keeps what its trigger has seen, its counters and its history.
    #[test]
    fn what_changed_keeps_its_arming_and_its_counters(
        rules in any::rules(),
        trace in any::trace(any::Moods::Told),
        cut in any::<Index>(),
        is_back in any::<bool>(),
    ) {
        let mut trace = read(&trace);
        steady(&mut trace);
        // Of an experiment it takes its seat anew.
        let mut other = rules.clone();
        for rule in other["rules"].as_array_mut().unwrap() {
            prop_assume!(rule.get("experiment").is_none());
            rule["meta"] = json!({ "was": "changed" });
        }
        let place = cut.index(trace.events.len()) + 1;
        prop_assume!(is_open(&trace.events[..place]));
        let mut driver = begin(&rules, &trace);
        driver.run(&trace.events[..place]);
        let is_calm = |state: &str| matches!(state, "armed" | "watching" | "disabled");
        prop_assume!(states(&driver).iter().all(|(_, state)| is_calm(state)));
        driver.feed(&Signal::Rules(convert(&other)));
        if is_back {
            driver.feed(&Signal::Rules(convert(&rules)));
        }
        driver.run(&trace.events[place..]);
        let plain = drive(&rules, &trace);
        prop_assert_eq!(acts(&plain), acts(&driver));
        prop_assert_eq!(outcomes(&plain, &["meta"]), outcomes(&driver, &["meta"]));
    }

    /// Wakes at any other instants change no decision, no instant and no event, whatever rules come on the way.
    #[test]
    fn extra_wakes_change_nothing(
        rules in any::rules(),
        other in any::rules(),
        trace in any::trace(any::Moods::All),
        cuts in cuts(),
        extra in prop::collection::vec(0i64..200_000, 0..40),
    ) {
        let trace = updated(&read(&trace), &cuts, &[&other, &rules]);
        let exact = drive(&rules, &trace);
        let mut more = begin(&rules, &trace).with_wakes(Wakes::Extra(extra.into_iter().map(Ms).collect()));
        more.run(&trace.events);
        let texts = |values: &[Value]| values.iter().map(write).collect::<Vec<_>>();
        prop_assert_eq!(texts(exact.decisions()), texts(more.decisions()));
        prop_assert_eq!(texts(exact.events()), texts(more.events()));
    }

    /// Handing the engine its own ledger back before and after other rules come is invisible.
    #[test]
    fn save_and_restore_is_invisible(
        rules in any::rules(),
        other in any::rules(),
        trace in any::trace(any::Moods::Told),
        cuts in cuts(),
    ) {
        let mut trace = read(&trace);
        trace.events.retain(|(_, signal)| !matches!(signal, Signal::Claim(_)));
        let mut is_left = false;
        trace.events.retain(|(_, signal)| {
            is_left = match signal {
                Signal::PageEnd => true,
                Signal::PageView { .. } | Signal::Restore => false,
                _ => is_left,
            };
            !(is_left && matches!(signal, Signal::Field(_)))
        });
        let trace = updated(&trace, &cuts, &[&other, &rules]);
        let plain = drive(&rules, &trace);
        let mut restored = begin(&rules, &trace);
        for (index, event) in trace.events.iter().enumerate() {
            let is_other = |at: usize| matches!(trace.events.get(at), Some((_, Signal::Rules(_))));
            restored.run(std::slice::from_ref(event));
            if (is_other(index) || is_other(index + 1)) && is_open(&trace.events[..=index]) {
                let text = restored.engine().ledger_text();
                restored.give(Input::Merge(Stored::Text(text)));
            }
        }
        prop_assert_eq!(acts(&plain), acts(&restored));
        prop_assert_eq!(outcomes(&plain, &[]), outcomes(&restored, &[]));
    }

    /// What was counted stays counted, whatever else of the rules changes on the way.
    #[test]
    fn caps_hold_across_updates(
        rules in any::rules(),
        other in any::rules(),
        trace in any::trace(any::Moods::Wild),
        cuts in cuts(),
    ) {
        let mut trace = read(&trace);
        trace.events.retain(|(_, signal)| !matches!(signal, Signal::Consent(_) | Signal::Claim(_) | Signal::Trigger { .. }));
        // The rules of the other set, with the limits of this one; the same on every device.
        let (mut rules, mut other) = (rules, other);
        for rule in rules["rules"].as_array_mut().unwrap() {
            rule.as_object_mut().unwrap().remove("on");
        }
        let limits: Vec<Json> = rules["rules"].as_array().unwrap().iter().map(|rule| rule["limit"].clone()).collect();
        for (index, rule) in other["rules"].as_array_mut().unwrap().iter_mut().enumerate() {
            let rule = rule.as_object_mut().unwrap();
            rule.remove("on");
            rule.remove("limit");
            if let Some(limit) = limits.get(index).filter(|limit| limit.is_object()) {
                rule.insert("limit".into(), limit.clone());
            }
        }
        let (set, _) = compile(&convert(&rules));
        let driver = drive(&rules, &updated(&trace, &cuts, &[&other, &rules]));
        any::check_caps(&set, driver.events()).map_err(TestCaseError::fail)?;
    }

    /// Whoever is in neither set is never heard of, and who is not in the set that runs only by being taken away. What is
    /// explained is of the set that runs: of each of its rules, and of no other.
    #[test]
    fn only_the_rules_that_run_are_heard_of(
        rules in any::rules(),
        other in any::rules(),
        trace in any::trace(any::Moods::Wild),
        cuts in cuts(),
    ) {
        let mut trace = read(&trace);
        // While a claim is under way the engine is told of no rules: the page's scripts wait for its end.
        trace.events.retain(|(_, signal)| !matches!(signal, Signal::Claim(_)));
        let trace = updated(&trace, &cuts, &[&other, &rules]);
        let (ours, theirs) = (convert(&rules), convert(&other));
        let mut driver = begin(&rules, &trace);
        let mut runs = &rules;
        for event in &trace.events {
            let (decided, told) = (driver.decisions().len(), driver.events().len());
            let mut left = Vec::new();
            if let Signal::Rules(next) = &event.1 {
                left = ids(runs);
                runs = if *next == ours { &rules } else { &other };
                prop_assert!(*next == ours || *next == theirs);
            }
            let is_load = matches!(event.1, Signal::PageView { .. });
            driver.run(std::slice::from_ref(event));
            let known = ids(runs);
            for one in &driver.decisions()[decided..] {
                let text = |key: &str| one.get(key).and_then(Value::text).unwrap_or_default().to_string();
                let (id, did) = (text("rule"), text("did"));
                let is_away = did == "hidden" && left.contains(&id);
                prop_assert!(id.is_empty() || known.contains(&id) || is_away, "{} by {runs}", write(one));
            }
            for one in &driver.events()[told..] {
                let id = one.get("rule").and_then(Value::text).unwrap_or_default().to_string();
                prop_assert!(id.is_empty() || known.contains(&id) || left.contains(&id), "{} by {runs}", write(one));
            }
            if is_load {
                continue;
            }
            let explained = driver.engine().explain(driver.clock(), None);
            let Some(Value::List(candidates)) = explained.get("arbitration").and_then(|it| it.get("candidates")) else {
                panic!("no candidates")
            };
            for one in candidates {
                let id = one.get("rule").and_then(Value::text).unwrap_or_default();
                prop_assert!(known.iter().any(|known| known == id), "{} by {runs}", write(one));
            }
            let states = states(&driver);
            let mut told: Vec<&String> = states.iter().map(|(id, _)| id).collect();
            let mut all: Vec<&String> = known.iter().collect();
            told.sort();
            all.sort();
            prop_assert_eq!(told, all);
        }
    }
}
