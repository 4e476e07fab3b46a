//! Trigger patterns against the naive interpreter: for any trigger of operators and any journey, the engine fires at
//! exactly the instants at which a list of all events and the definitions say so. A small share with a fixed seed runs
//! in every `cargo test`; `PROVE=1` runs 100,000 cases of each with fresh seeds.

#![cfg(feature = "dev")]

#[path = "support/cases.rs"]
mod cases;
#[path = "support/json.rs"]
mod json_value;
#[path = "support/naive.rs"]
mod naive;
#[path = "support/naive_node.rs"]
mod naive_node;

use opportune::engine::input::{Context, Input, Stored};
use opportune::ruleset::compile;
use opportune::ruleset::value::Value;
use opportune::trace::{context, decode, simulate, write, Driver, Trace};
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::Config;
use serde_json::{json, Value as Json};

use json_value::convert;
use naive::{Happening, Naive};

fn config() -> Config {
    Config { max_shrink_iters: 4_000, ..cases::config(600) }
}

/// The generated patterns fire: a proof about patterns that never do would prove nothing.
#[test]
fn generated_patterns_fire() {
    use proptest::strategy::ValueTree;
    let mut runner = proptest::test_runner::TestRunner::new(config());
    let mut fires = [0, 0, 0];
    for _ in 0..400 {
        let trigger = any_trigger().new_tree(&mut runner).expect("a trigger").current();
        let journey = journey().new_tree(&mut runner).expect("a journey").current();
        fires[expected(&trigger, &journey).len().min(2)] += 1;
    }
    assert!(fires.iter().all(|count| *count >= 40), "never, once, more often: {fires:?}");
}

/// One thing that happens.
#[derive(Clone, Debug)]
enum Step {
    Event(&'static str, Option<u32>),
    Click(&'static str),
    Manual,
    Fact(Option<bool>),
    /// The path changes without a load.
    Go(&'static str),
    /// The page is left, and after that time there is another load.
    Load(&'static str, i64),
    Show(bool),
}

fn time() -> impl Strategy<Value = String> {
    select(&["1s", "2s", "3s", "5s", "10s", "20s"][..]).prop_map(String::from)
}

fn atom() -> impl Strategy<Value = Json> {
    let name = || select(&["a", "b", "c"][..]);
    prop_oneof![
        5 => name().prop_map(|name| json!({ "event": { "name": name } })),
        2 => (name(), 0u32..2).prop_map(|(name, k)| json!({ "event": { "name": name, "where": { "k": k } } })),
        1 => Just(json!({ "click": { "on": "#x" } })),
        1 => Just(json!({ "click": {} })),
        1 => Just(json!({ "manual": true })),
        1 => any::<bool>().prop_map(|on| json!({ "turns": { "fact": { "on": on } } })),
        1 => select(vec![json!({}), json!({ "path": "/p" })]).prop_map(|body| json!({ "pageView": body })),
        1 => time().prop_map(|time| json!({ "dwell": { "for": time, "clock": "total" } })),
    ]
}

fn set(json: &mut Json, key: &str, value: Option<impl Into<Json>>) {
    if let Some(value) = value {
        json[key] = value.into();
    }
}

fn scope() -> impl Strategy<Value = Option<&'static str>> {
    prop_oneof![3 => Just(None), 2 => select(&["page", "session", "visitor"][..]).prop_map(Some)]
}

fn trigger() -> impl Strategy<Value = Json> {
    atom().prop_recursive(3, 14, 3, |inner| {
        let list = || prop::collection::vec(inner.clone(), 1..4);
        let within = || prop::option::of(time());
        prop_oneof![
            1 => list().prop_map(|of| json!({ "any": { "of": of } })),
            2 => (list(), within(), scope()).prop_map(|(of, within, scope)| {
                let mut all = json!({ "of": of });
                set(&mut all, "within", within);
                set(&mut all, "scope", scope);
                json!({ "all": all })
            }),
            4 => (list(), within(), scope(), any::<bool>()).prop_map(|(of, within, scope, strict)| {
                let mut all = json!({ "of": of });
                set(&mut all, "within", within);
                set(&mut all, "scope", scope);
                set(&mut all, "strict", strict.then_some(true));
                json!({ "sequence": all })
            }),
            2 => (inner.clone(), 1u32..5, within(), scope()).prop_map(|(of, times, within, scope)| {
                let mut all = json!({ "of": of, "times": times });
                set(&mut all, "within", within);
                set(&mut all, "scope", scope);
                json!({ "count": all })
            }),
            2 => (inner.clone(), any::<bool>()).prop_map(|(when, on)| {
                json!({ "hold": { "when": when, "while": { "fact": { "on": on } } } })
            }),
            2 => (inner.clone(), inner.clone(), time(), scope(), any::<bool>()).prop_map(|(after, no, time, scope, clock)| {
                let mut all = json!({ "after": after, "no": no, "for": time });
                set(&mut all, "scope", scope);
                set(&mut all, "clock", clock.then_some("visible"));
                json!({ "absent": all })
            }),
        ]
    })
}

/// Steps that agree on a property are events.
fn agreeing() -> impl Strategy<Value = Json> {
    let event = || select(&["a", "b", "c"][..]).prop_map(|name| json!({ "event": { "name": name } }));
    let step =
        || prop_oneof![4 => event(), 1 => (event(), event()).prop_map(|(a, b)| json!({ "any": { "of": [a, b] } }))];
    (prop::collection::vec(step(), 1..4), prop::option::of(time()), any::<bool>()).prop_map(|(of, within, strict)| {
        let mut all = json!({ "of": of, "same": "k" });
        set(&mut all, "within", within);
        set(&mut all, "strict", strict.then_some(true));
        json!({ "sequence": all })
    })
}

/// What is remembered for the session, and needs no clock: whatever tab it happens in.
fn shared() -> impl Strategy<Value = Json> {
    let event = || select(&["a", "b", "c"][..]).prop_map(|name| json!({ "event": { "name": name } }));
    let list = move || prop::collection::vec(event(), 1..4);
    let plain = prop_oneof![
        agreeing(),
        (list(), prop::option::of(time()), any::<bool>()).prop_map(|(of, within, strict)| {
            let mut all = json!({ "of": of, "strict": strict });
            set(&mut all, "within", within);
            json!({ "sequence": all })
        }),
        (list(), prop::option::of(time())).prop_map(|(of, within)| {
            let mut all = json!({ "of": of, "scope": "session" });
            set(&mut all, "within", within);
            json!({ "all": all })
        }),
    ];
    (plain, 1u32..4, any::<bool>()).prop_map(|(of, times, is_counted)| match is_counted {
        true => json!({ "count": { "of": of, "times": times } }),
        false => of,
    })
}

fn any_trigger() -> impl Strategy<Value = Json> {
    prop_oneof![5 => trigger(), 1 => agreeing(), 1 => agreeing().prop_map(|part| json!({ "count": { "of": part, "times": 2 } }))]
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        12 => (select(&["a", "b", "c"][..]), prop::option::weighted(0.8, 0u32..3)).prop_map(|(name, k)| Step::Event(name, k)),
        2 => select(&["#x", "#y"][..]).prop_map(Step::Click),
        1 => Just(Step::Manual),
        3 => select(&[None, Some(true), Some(true), Some(false)][..]).prop_map(Step::Fact),
        2 => select(&["/p", "/q"][..]).prop_map(Step::Go),
                2 => (select(&["/p", "/q"][..]), gap()).prop_map(|(path, away)| Step::Load(path, away)),
        2 => any::<bool>().prop_map(Step::Show),
    ]
}

fn gap() -> impl Strategy<Value = i64> {
    prop_oneof![3 => Just(0i64), 12 => (1i64..12).prop_map(|n| n * 500), 2 => Just(10_000i64), 1 => Just(45_000i64), 1 => Just(61_000i64)]
}

fn journey() -> impl Strategy<Value = Vec<(i64, Step)>> {
    prop::collection::vec((gap(), step()), 1..24)
}

fn rules(trigger: &Json) -> Json {
    json!({
        "version": 1,
        "settings": { "session": "1m" },
        "rules": [{ "id": "r", "when": trigger, "do": [{ "emit": "fired" }], "limit": { "perPage": "any" }, "wait": "0s" }]
    })
}

fn trace(journey: &[(i64, Step)]) -> Json {
    let mut events = vec![json!({ "at": "0s", "pageView": "https://shop.test/" })];
    let mut at = 0;
    for (gap, step) in journey {
        at += gap;
        let mut event = match step {
            Step::Event(name, None) => json!({ "event": { "name": name, "props": { "other": 1 } } }),
            Step::Event(name, Some(k)) => json!({ "event": { "name": name, "props": { "k": k } } }),
            Step::Click(on) => json!({ "click": on }),
            Step::Manual => json!({ "trigger": "r" }),
            Step::Fact(on) => json!({ "facts": { "on": on } }),
            Step::Go(to) => json!({ "url": format!("https://shop.test{to}") }),
            Step::Load(to, away) => {
                events.push(json!({ "at": format!("{at}ms"), "pageEnd": {} }));
                at += away;
                json!({ "pageView": format!("https://shop.test{to}") })
            }
            Step::Show(visible) => json!({ "visibility": if *visible { "visible" } else { "hidden" } }),
        };
        event["at"] = json!(format!("{at}ms"));
        events.push(event);
    }
    events.push(json!({ "at": format!("{}ms", at + 30_000), "end": {} }));
    json!({ "selectors": ["#x", "#y"], "events": events })
}

fn distinct(mut instants: Vec<i64>) -> Vec<i64> {
    instants.dedup();
    instants
}

/// Milliseconds of a text like `1m2s500ms`.
fn span(text: &str) -> i64 {
    let mut rest = text;
    let mut sum = 0;
    while !rest.is_empty() {
        let digits = rest.find(char::is_alphabetic).expect("a unit");
        let unit = rest[digits..].find(|c: char| c.is_ascii_digit()).map_or(rest.len(), |length| digits + length);
        let length = match &rest[digits..unit] {
            "ms" => 1,
            "s" => 1_000,
            "m" => 60_000,
            "h" => 3_600_000,
            other => panic!("no unit {other}"),
        };
        sum += rest[..digits].parse::<i64>().expect("a number") * length;
        rest = &rest[unit..];
    }
    sum
}

/// When the engine's rule ran.
fn ran(decisions: &[Value]) -> Vec<i64> {
    let is_run = |one: &&Value| one.get("did").and_then(Value::text) == Some("emitted");
    let at = |one: &Value| span(one.get("at").and_then(Value::text).expect("an instant"));
    distinct(decisions.iter().filter(is_run).map(at).collect())
}

/// When the naive interpreter's did.
fn expected(trigger: &Json, journey: &[(i64, Step)]) -> Vec<i64> {
    let mut naive = Naive::new(trigger, 60_000);
    let has_manual = trigger.to_string().contains("\"manual\"");
    naive.page("/", true);
    let mut path = "/";
    let mut at = 0;
    for (gap, step) in journey {
        at += gap;
        naive.advance(at);
        match step {
            Step::Event(name, k) => {
                let props = k.map_or(json!({ "other": 1 }), |k| json!({ "k": k }));
                naive.activity();
                naive.happen(Happening::Event(name, &props));
            }
            Step::Click(on) => {
                naive.activity();
                naive.happen(Happening::Click(on));
            }
            // Without a part of its own in the trigger, a call fires the whole rule.
            Step::Manual if has_manual => naive.happen(Happening::Manual),
            Step::Manual => naive.instants.push(at),
            // The same path again is no page view.
            Step::Fact(on) => naive.happen(Happening::Fact(*on)),
            Step::Go(to) if *to == path => {}
            Step::Go(to) => naive.page(to, false),
            Step::Load(to, away) => {
                naive.close();
                at += away;
                naive.advance(at);
                naive.page(to, true);
            }
            Step::Show(visible) => {
                let turned = naive.show(*visible);
                if *visible && turned {
                    naive.activity();
                }
            }
        }
        if let Step::Go(to) | Step::Load(to, _) = step {
            path = to;
        }
    }
    naive.advance(at + 30_000);
    distinct(naive.instants)
}

fn read(trace: &Json) -> Trace {
    decode(&convert(trace)).unwrap_or_else(|wrong| panic!("not a trace: {}", write(&Value::List(wrong))))
}

/// When the engine fires.
fn engine(trigger: &Json, journey: &[(i64, Step)]) -> Vec<i64> {
    let result = simulate(&convert(&rules(trigger)), &convert(&trace(journey)));
    assert_eq!(result.get("problems"), Some(&Value::List(Vec::new())));
    let Some(Value::List(decisions)) = result.get("decisions") else { panic!("no decisions") };
    ran(decisions)
}

proptest! {
    #![proptest_config(config())]

    /// The engine fires when the definitions say so.
    #[test]
    fn the_engine_agrees_with_the_naive_interpreter(trigger in any_trigger(), journey in journey()) {
        prop_assert_eq!(engine(&trigger, &journey), expected(&trigger, &journey), "{}", trace(&journey));
    }

    /// Handing the engine its own ledger back at any instant is invisible.
    #[test]
    fn save_and_restore_is_invisible(
        trigger in any_trigger(),
        journey in journey(),
        cuts in prop::collection::vec(any::<prop::sample::Index>(), 1..8),
    ) {
        let trace = read(&trace(&journey));
        let (set, _) = compile(&convert(&rules(&trigger)));
        let (mut plain, mut restored) =
            (Driver::new(set.clone(), context(&trace), &trace), Driver::new(set, context(&trace), &trace));
        plain.run(&trace.events);
        let cuts: Vec<usize> = cuts.iter().map(|cut| cut.index(trace.events.len())).collect();
        for (index, event) in trace.events.iter().enumerate() {
            restored.run(std::slice::from_ref(event));
            if cuts.contains(&index) {
                let text = restored.engine().ledger_text();
                restored.give(Input::Merge(Stored::Text(text)));
            }
        }
        prop_assert_eq!(ran(plain.decisions()), ran(restored.decisions()));
    }

    /// Page views that are loads give what page views in place give.
    #[test]
    fn reloads_are_invisible(trigger in any_trigger(), journey in journey()) {
        let whole: Vec<(i64, Step)> =
            journey.into_iter().filter(|(_, step)| !matches!(step, Step::Show(_) | Step::Load(..) | Step::Fact(_))).collect();
        let mut path = "/";
        let mut split = Vec::new();
        for (gap, step) in &whole {
            split.push((*gap, match step {
                Step::Go(to) if *to != path => Step::Load(to, 0),
                step => step.clone(),
            }));
            if let Step::Go(to) = step {
                path = to;
            }
        }
        prop_assert_eq!(engine(&trigger, &whole), engine(&trigger, &split));
    }

    /// Two tabs that take in what the other one stored whenever the visitor comes to them are as one page.
    #[test]
    fn tabs_share_progress(
        trigger in shared(),
        journey in prop::collection::vec((1i64..9_000, any::<bool>(), select(&["a", "b", "c"][..]), 0u32..3), 1..24),
    ) {
        let steps: Vec<(i64, Step)> =
            journey.iter().map(|(gap, _, name, k)| (*gap, Step::Event(name, Some(*k)))).collect();
        let trace = read(&trace(&steps));
        let (set, _) = compile(&convert(&rules(&trigger)));
        let other = Context { tab: 7, ..context(&trace) };
        let mut tabs = [Driver::new(set.clone(), context(&trace), &trace), Driver::new(set, other, &trace)];
        let mut last = 0;
        for tab in &mut tabs {
            tab.run(&trace.events[..1]);
        }
        for ((_, second, ..), event) in journey.iter().zip(&trace.events[1..]) {
            let tab = usize::from(*second);
            if tab != last {
                let text = tabs[last].engine().ledger_text();
                tabs[tab].advance_to(event.0);
                // Both have one store: what this one reads is there from now on.
                tabs[tab].give(Input::Synced(Stored::Text(text)));
                last = tab;
            }
            tabs[tab].run(std::slice::from_ref(event));
        }
        let mut both: Vec<i64> = tabs.iter().flat_map(|tab| ran(tab.decisions())).collect();
        both.sort();
        prop_assert_eq!(distinct(both), expected(&trigger, &steps));
    }
}
