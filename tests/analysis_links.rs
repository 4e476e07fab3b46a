//! Static analysis of what hangs together: comparisons of different subjects, conditions with a name, schedules, and the
//! order in which a page view brings things. By example, and held against journeys.
#![cfg(feature = "dev")]
// A proof says what it counted.
#![allow(clippy::disallowed_macros)]

#[path = "support/mod.rs"]
mod support;

use opportune::analyze::{worst_case, Finding};
use opportune::engine::input::Outcome;
use opportune::ruleset::compile;
use opportune::ruleset::value::Value;
use opportune::trace::{context, decode, Driver, Signal};
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::TestRunner;
use serde_json::{json, Value as Json};
use support::analysis::{codes, found, set};
use support::json::convert;
use support::{any, cases};

/// How many of each, unless a longer proof is asked for.
const FEW: u32 = 64;

fn places(rules: &Json) -> Vec<String> {
    let all = found(rules, &[]);
    let below = |at: &String| at.strip_prefix("/rules/0").map_or_else(|| at.clone(), Into::into);
    all.iter().map(|one| one.because.iter().map(below).collect::<Vec<_>>().join(" ")).collect()
}

#[test]
fn conditions_that_exclude_each_other_across_subjects() {
    for (cond, because) in [
        (json!({ "device": "mobile", "pointer": "fine" }), "/if/device /if/pointer"),
        (json!({ "device": "mobile", "viewport": { "width": { "atLeast": 1024 } } }), "/if/device /if/viewport/width"),
        (json!({ "device": "tablet", "viewport": { "width": { "below": 600 } } }), "/if/device /if/viewport/width"),
        (
            json!({ "device": "desktop", "pointer": "coarse", "viewport": { "width": { "below": 1100 } } }),
            "/if/device /if/pointer /if/viewport/width",
        ),
        (json!({ "visitor": "new", "daysSinceLastVisit": { "atLeast": 3 } }), "/if/visitor /if/daysSinceLastVisit"),
        (json!({ "visits": 1, "daysSinceLastVisit": { "atLeast": 0 } }), "/if/visits /if/daysSinceLastVisit"),
        (
            json!({ "all": [{ "schedule": { "hours": "08:00-12:00" } }, { "schedule": { "hours": "12:00-18:00" } }] }),
            "/if/all/0/schedule /if/all/1/schedule",
        ),
        (
            json!({ "all": [{ "schedule": { "days": "mon", "hours": "22:00-02:00" } }, { "schedule": { "days": ["wed", "thu"] } }] }),
            "/if/all/0/schedule /if/all/1/schedule",
        ),
        (
            json!({ "all": [{ "schedule": { "from": "2026-12-01" } }, { "schedule": { "to": "2026-11-30" } }] }),
            "/if/all/0/schedule /if/all/1/schedule",
        ),
        (
            json!({ "all": [{ "schedule": { "from": "2026-12-01T10:00:00Z" } }, { "schedule": { "to": "2026-12-01T11:00:00+01:00" } }] }),
            "/if/all/0/schedule /if/all/1/schedule",
        ),
        (
            json!({ "all": [{ "schedule": { "from": "2026-12-05", "to": "2026-12-06" } }, { "schedule": { "days": "wed" } }] }),
            "/if/all/0/schedule /if/all/1/schedule",
        ),
    ] {
        let rules = set(&[json!({ "if": cond })]);
        assert_eq!((codes(&rules, false).len(), places(&rules)), (1, vec![because.to_string()]), "{cond}");
    }
    for cond in [
        json!({ "device": "desktop", "viewport": { "width": { "below": 600 } } }),
        json!({ "device": "tablet", "viewport": { "width": { "atLeast": 600, "below": 601 } } }),
        json!({ "device": ["mobile", "desktop"], "pointer": "fine" }),
        json!({ "device": "mobile", "viewport": { "height": { "atLeast": 1024 } } }),
        json!({ "device": "mobile", "viewport": { "width": { "atLeast": 1024, "else": 2000 } } }),
        json!({ "device": "mobile", "orientation": "landscape", "viewport": { "width": { "atLeast": 599 } } }),
        json!({ "visitor": "returning", "daysSinceLastVisit": { "atLeast": 30 } }),
        json!({ "visitor": "new", "daysSinceLastVisit": { "exists": false } }),
        json!({ "visitor": "new", "daysSinceLastVisit": { "atLeast": 3, "else": 5 } }),
        json!({ "visitor": "new", "not": { "daysSinceLastVisit": { "below": 3, "else": 5 } } }),
        json!({ "all": [{ "schedule": { "hours": "08:00-12:01" } }, { "schedule": { "hours": "12:00-18:00" } }] }),
        // Each by a clock of its own.
        json!({ "all": [{ "schedule": { "hours": "08:00-12:00", "timeZone": "Europe/Paris" } }, { "schedule": { "hours": "12:00-18:00", "timeZone": "America/New_York" } }] }),
        json!({ "all": [{ "schedule": { "hours": "08:00-12:00" } }, { "not": { "schedule": { "hours": "12:00-18:00" } } }] }),
        json!({ "all": [{ "schedule": { "days": "mon", "hours": "22:00-02:00" } }, { "schedule": { "days": "tue", "hours": "00:00-08:00" } }] }),
        json!({ "all": [{ "schedule": { "from": "2026-12-05", "to": "2026-12-06" } }, { "schedule": { "days": "sat" } }] }),
        json!({ "any": [{ "device": "mobile", "pointer": "fine" }, { "path": "/a" }] }),
    ] {
        assert_eq!(codes(&set(&[json!({ "if": cond })]), false), [""; 0], "{cond}");
    }
}

#[test]
fn schedules_of_a_rule_and_of_its_condition() {
    let rule =
        |hours: &str| json!({ "if": { "schedule": { "hours": hours } }, "schedule": { "hours": "08:00-12:00" } });
    assert_eq!(codes(&set(&[rule("13:00-18:00")]), false), ["/rules/0/if/schedule never_true"]);
    assert_eq!(codes(&set(&[rule("11:59-18:00")]), false), [""; 0]);
}

#[test]
fn conditions_with_a_name_are_looked_into() {
    let with = |cond: Json| {
        let mut rules = set(&[json!({ "if": cond })]);
        rules["audiences"] = json!({ "big": { "cart": { "value": { "atLeast": 100 } } }, "small": { "cart": { "value": { "below": 20 } } } });
        rules["stages"] = json!({ "looking": { "path": "/p/*" }, "buying": { "path": "/checkout*" } });
        rules
    };
    for (cond, because) in [
        (json!({ "all": [{ "audience": "big" }, { "audience": "small" }] }), "/if/all/0/audience /if/all/1/audience"),
        (json!({ "audience": "big", "cart": { "value": { "below": 50 } } }), "/if/audience /if/cart/value"),
        (json!({ "stage": "buying", "path": "/p/*" }), "/if/stage /if/path"),
        (json!({ "stage": ["buying"], "not": { "path": "/checkout*" } }), "/if/stage /if/not/path"),
    ] {
        let rules = with(cond.clone());
        let mut all = places(&rules);
        all.iter_mut().for_each(|one| *one = sorted(one));
        assert_eq!(all, [sorted(because)], "{cond}");
    }
    for cond in [
        json!({ "all": [{ "audience": "big" }, { "not": { "audience": "small" } }] }),
        json!({ "not": { "audience": "big" }, "cart": { "value": { "below": 100 } } }),
        json!({ "stage": ["looking", "buying"], "path": "/p/*" }),
        json!({ "not": { "stage": "buying" }, "path": "/checkout" }),
        json!({ "stage": { "isNot": "buying" }, "path": "/checkout" }),
    ] {
        assert_eq!(codes(&with(cond.clone()), false), [""; 0], "{cond}");
    }
}

fn sorted(places: &str) -> String {
    let mut all: Vec<&str> = places.split(' ').collect();
    all.sort_unstable();
    all.join(" ")
}

#[test]
fn what_a_page_view_brings_in_another_order() {
    let page = |of: Json| json!({ "sequence": { "of": of, "scope": "page" } });
    for when in [
        page(json!([{ "dwell": "10s" }, { "dwell": "5s" }])),
        page(json!([{ "dwell": "10s" }, { "click": "#a" }, { "dwell": "5s" }])),
        page(json!([{ "pageView": "/a" }, { "pageView": "/b" }])),
        json!({ "all": [{ "pageView": "/a" }, { "pageView": "/b" }] }),
        json!({ "count": { "of": { "dwell": "5s" }, "times": 2, "scope": "page" } }),
        json!({ "any": [page(json!([{ "dwell": "10s" }, { "dwell": "5s" }]))] }),
    ] {
        assert_eq!(codes(&set(&[json!({ "when": when })]), false), ["/rules/0/when never_fires"], "{when}");
    }
    for when in [
        // Of a session: the next page view has the earlier step.
        json!({ "sequence": [{ "dwell": "10s" }, { "dwell": "5s" }] }),
        json!({ "sequence": [{ "pageView": "/a" }, { "pageView": "/b" }] }),
        json!({ "count": { "of": { "dwell": "5s" }, "times": 2 } }),
        page(json!([{ "dwell": "10s" }, { "dwell": { "for": "5s", "clock": "active" } }])),
        page(json!([{ "dwell": "10s" }, { "dwell": { "for": "5s", "on": "#a" } }])),
        page(json!([{ "dwell": "10s" }, { "dwell": { "for": "5s", "scope": "session" } }])),
        page(json!([{ "dwell": "5s" }, { "dwell": "10s" }])),
        // One jump reaches both.
        page(json!([{ "scroll": "60%" }, { "scroll": "30%" }])),
        json!({ "all": [{ "pageView": "/a*" }, { "pageView": "/ab" }] }),
        json!({ "count": { "of": { "click": "#a" }, "times": 2, "scope": "page" } }),
    ] {
        assert_eq!(codes(&set(&[json!({ "when": when })]), false), [""; 0], "{when}");
    }
}

#[test]
fn what_cancels_a_delay_before_it_is_over() {
    let rule = |delay: &str, cancel: &str| json!({ "when": { "dwell": "10s" }, "delay": delay, "cancelOn": { "dwell": cancel } });
    assert_eq!(codes(&set(&[rule("5s", "12s")]), false), ["/rules/0/delay unreachable_delay"]);
    // What was reached before it fired cancels nothing, and at one instant the delay is over first.
    for (delay, cancel) in [("5s", "10s"), ("5s", "8s"), ("2s", "12s"), ("1s", "12s")] {
        assert_eq!(codes(&set(&[rule(delay, cancel)]), false), [""; 0], "{delay} {cancel}");
    }
}

#[test]
fn what_a_trigger_asks_of_the_path() {
    for when in [
        json!({ "turns": { "path": "/a" } }),
        json!({ "hold": { "when": { "dwell": "5s" }, "while": { "path": "/a" } } }),
    ] {
        let rule = |path: &str| set(&[json!({ "when": when, "if": { "path": path } })]);
        assert_eq!(codes(&rule("/b"), false), ["/rules/0/if/path never_true"], "{when}");
        assert_eq!(codes(&rule("/a*"), false), [""; 0], "{when}");
    }
}

/// A journey goes when the shop's rules are open.
#[test]
fn journeys_seek_the_hours_of_schedules() {
    let brief = |rules: &Json| -> Vec<(Option<u32>, u32)> {
        worst_case(&convert(rules)).iter().map(|one| (one.most, one.shown)).collect()
    };
    let popup = |schedule: Json| json!({ "when": { "dwell": "5s" }, "show": { "popup": "Hi" }, "limit": { "perSession": 1, "perDay": 1 }, "schedule": schedule });
    for schedule in [
        json!({ "hours": "18:00-22:00" }),
        json!({ "days": ["sat", "sun"] }),
        json!({ "from": "2026-11-27", "to": "2026-11-30" }),
        json!({ "from": "2031-02-01T08:00:00Z" }),
        json!({ "to": "2020-01-01" }),
        json!({ "hours": "18:00-22:00", "timeZone": "America/New_York" }),
    ] {
        assert_eq!(brief(&set(&[popup(schedule.clone())])), [(Some(1), 1); 3], "{schedule}");
    }
    let mut both = popup(json!({ "hours": "09:00-12:00" }));
    both["if"] = json!({ "schedule": { "days": "wed" } });
    assert_eq!(brief(&set(&[both])), [(Some(1), 1); 3]);
}

/// Comparisons that hang together, with little room.
fn linked() -> impl Strategy<Value = Json> {
    let count = |name: &'static str, most: u32| {
        let test = select(&["is", "atLeast", "atMost", "above", "below"][..]);
        (test, 0..most, prop::option::weighted(0.2, 0..most)).prop_map(move |(test, n, other)| {
            let mut all = json!({ (test): n });
            other.into_iter().for_each(|n| all["else"] = json!(n));
            json!({ (name): all })
        })
    };
    let devices = || select(&["mobile", "tablet", "desktop"][..]);
    let edges = || select(&[0, 320, 599, 600, 900, 1_100, 1_400][..]);
    let widths = (select(&["atLeast", "below"][..]), edges());
    let hours = select(&["00:00-06:00", "06:00-12:00", "09:00-21:00", "18:00-06:00", "12:00-18:00"][..]);
    let days = prop::collection::btree_set(select(&["mon", "tue", "wed", "thu", "fri", "sat", "sun"][..]), 1..4);
    let dates = || (5u32..20).prop_map(|day| format!("2026-01-{day:02}"));
    let schedule = prop_oneof![
        hours.clone().prop_map(|hours| json!({ "hours": hours })),
        days.clone().prop_map(|days| json!({ "days": days })),
        (days, hours).prop_map(|(days, hours)| json!({ "days": days, "hours": hours })),
        dates().prop_map(|date| json!({ "from": date })),
        dates().prop_map(|date| json!({ "to": date })),
        dates().prop_map(|date| json!({ "from": format!("{date}T06:00:00Z") })),
    ];
    let leaf = prop_oneof![
        2 => devices().prop_map(|device| json!({ "device": device })),
        1 => (devices(), devices()).prop_map(|(one, other)| json!({ "device": [one, other] })),
        2 => select(&["coarse", "fine"][..]).prop_map(|pointer| json!({ "pointer": pointer })),
        2 => widths.prop_map(|(test, width)| json!({ "viewport": { "width": { (test): width } } })),
        2 => select(&["new", "returning"][..]).prop_map(|visitor| json!({ "visitor": visitor })),
        1 => count("visits", 5),
        2 => count("daysSinceLastVisit", 5),
        4 => schedule.prop_map(|schedule| json!({ "schedule": schedule })),
        1 => select(&["a1", "a2"][..]).prop_map(|name| json!({ "audience": name })),
        1 => select(&["s1", "s2"][..]).prop_map(|name| json!({ "stage": name })),
    ];
    leaf.prop_recursive(2, 8, 4, |inner| {
        prop_oneof![
            4 => prop::collection::vec(inner.clone(), 2..5).prop_map(|of| json!({ "all": of })),
            1 => prop::collection::vec(inner.clone(), 1..3).prop_map(|of| json!({ "any": of })),
            1 => inner.prop_map(|part| json!({ "not": part })),
        ]
    })
}

fn named(rules: &mut Json) {
    rules["audiences"] = json!({
        "a1": { "device": ["mobile", "tablet"], "visits": { "atLeast": 2 } },
        "a2": { "any": [{ "schedule": { "hours": "06:00-12:00" } }, { "audience": "a1" }] },
    });
    rules["stages"] = json!({ "s1": { "visitor": "new" }, "s2": { "daysSinceLastVisit": { "atLeast": 3 } } });
}

/// On every device at four times a day, on all days of two weeks: visits at once, after an hour, days and a week.
fn everywhere() -> Vec<Json> {
    let widths = [320, 599, 600, 1_099, 1_100, 1_400];
    let devices: Vec<(u32, bool)> = widths.iter().flat_map(|width| [(*width, false), (*width, true)]).collect();
    let mut out = Vec::new();
    for start in 0..28 {
        let (day, hour) = (5 + start / 4, start % 4 * 6 + 3);
        let mut events = Vec::new();
        for after in ["", "1h", "1d", "1d6h", "4d6h", "11d6h"] {
            for (step, (width, touch)) in devices.iter().enumerate() {
                let page =
                    json!({ "url": format!("https://shop.test/{step}"), "viewport": [width, 800], "touch": touch });
                events.push(json!({ "at": format!("{after}{}ms", step + 1), "pageView": page }));
            }
        }
        out.push(json!({ "now": format!("2026-01-{day:02}T{hour:02}:00:00Z"), "events": events }));
    }
    out
}

/// Which rules did something along a trace.
fn acted(rules: &Json, trace: &Json) -> Vec<String> {
    let mut trace = decode(&convert(trace)).unwrap();
    let is_own =
        |signal: &Signal| !matches!(signal, Signal::Trigger { .. } | Signal::Outcome { is: Outcome::NotDrawn(_), .. });
    trace.events.retain(|(_, signal)| is_own(signal));
    let (set, problems) = compile(&convert(rules));
    assert!(problems.is_empty(), "{problems:?}");
    let mut driver = Driver::new(set, context(&trace), &trace);
    driver.run(&trace.events);
    let is_shown = |one: &&Value| one.get("name").and_then(Value::text) == Some("opportune_impression");
    driver.events().iter().filter(is_shown).filter_map(|one| one.get("rule")?.text()).map(Into::into).collect()
}

fn never(rules: &Json, code: &str) -> Vec<Finding> {
    found(rules, &[]).into_iter().filter(|one| one.code == code).collect()
}

/// What is said never to be true is not, on any device, at any visit, at any hour; and most of what never is, is found.
#[test]
fn what_hangs_together_is_held_against_every_place_and_time() {
    let (counts, journeys) = (std::cell::Cell::new((0, 0)), everywhere());
    let mut runner = TestRunner::new(cases::config(FEW));
    let run = |conds: Vec<Json>| {
        let rule =
            |cond: &Json| json!({ "if": cond, "do": [{ "emit": "x" }], "when": { "pageView": true }, "wait": "0s" });
        let mut rules = set(&conds.iter().map(rule).collect::<Vec<_>>());
        named(&mut rules);
        let acted: Vec<String> = journeys.iter().flat_map(|journey| acted(&rules, journey)).collect();
        let never = never(&rules, "never_true");
        for one in &never {
            prop_assert!(!acted.contains(&one.rule), "{one:?}");
        }
        let silent = (0..conds.len()).filter(|index| !acted.contains(&format!("r{index}"))).count();
        counts.set((counts.get().0 + never.len(), counts.get().1 + silent));
        Ok(())
    };
    runner.run(&prop::collection::vec(linked(), 6), run).unwrap_or_else(|error| panic!("{error}"));
    let (found, silent) = counts.get();
    println!("{found} of {silent} are found");
    assert!(found > cases::cases(FEW) as usize / 4 && found * 10 > silent * 7, "{found} of {silent}");
}

/// Triggers of what a page view brings in one order.
fn ordered() -> impl Strategy<Value = Json> {
    let atom = prop_oneof![
        3 => (1u32..20, select(&["visible", "total"][..])).prop_map(|(tenths, clock)| json!({ "dwell": { "for": format!("{}ms", tenths * 500), "clock": clock } })),
        2 => (1u32..10).prop_map(|tens| json!({ "scroll": format!("{}%", tens * 10) })),
        1 => (1u32..16).prop_map(|px| json!({ "scroll": format!("{}px", px * 100) })),
        1 => select(&["/", "/cart", "/p/*", "/*"][..]).prop_map(|path| json!({ "pageView": path })),
        1 => Just(json!({ "click": "#a" })),
    ];
    let scope = || select(&["page", "page", "session"][..]);
    atom.prop_recursive(2, 6, 3, move |inner| {
        prop_oneof![
            4 => (prop::collection::vec(inner.clone(), 2..4), scope()).prop_map(|(of, scope)| json!({ "sequence": { "of": of, "scope": scope } })),
            2 => (prop::collection::vec(inner.clone(), 2..4), scope()).prop_map(|(of, scope)| json!({ "all": { "of": of, "scope": scope } })),
            1 => prop::collection::vec(inner.clone(), 2..4).prop_map(|of| json!({ "any": of })),
            2 => (inner.clone(), 1u32..3, scope()).prop_map(|(of, times, scope)| json!({ "count": { "of": of, "times": times, "scope": scope } })),
            1 => inner.prop_map(|when| json!({ "hold": { "when": when, "while": { "path": ["/", "/cart"] } } })),
        ]
    })
}

/// What is said never to fire, or to be cancelled always, does nothing, whatever happens.
#[test]
fn what_never_comes_in_that_order_does_not() {
    let counts = std::cell::Cell::new(0);
    let mut runner = TestRunner::new(cases::config(FEW));
    let rule = (ordered(), prop::option::of((1u32..20, 1u32..20))).prop_map(|(when, late)| {
        let mut rule = json!({ "when": when, "do": [{ "emit": "x" }], "wait": "0s" });
        if let Some((delay, cancel)) = late {
            rule["delay"] = json!(format!("{}ms", delay * 500));
            rule["cancelOn"] = json!({ "dwell": format!("{}ms", cancel * 500) });
        }
        rule
    });
    let run = |(rules, traces): (Vec<Json>, Vec<Json>)| {
        let rules = set(&rules);
        let mut never = never(&rules, "never_fires");
        never.extend(self::never(&rules, "unreachable_delay"));
        counts.set(counts.get() + never.len());
        for trace in &traces {
            let acted = acted(&rules, trace);
            for one in &never {
                prop_assert!(!acted.contains(&one.rule), "{one:?}");
            }
        }
        Ok(())
    };
    let both = (prop::collection::vec(rule, 8), prop::collection::vec(any::trace(any::Moods::Wild), 4));
    runner.run(&both, run).unwrap_or_else(|error| panic!("{error}"));
    println!("{} are said never to fire", counts.get());
    assert!(counts.get() > cases::cases(FEW) as usize / 4, "{}", counts.get());
}
