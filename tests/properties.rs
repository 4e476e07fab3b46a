//! Promises that hold for any rule set and any journey. A small share with a fixed seed runs in every `cargo test`;
//! `PROVE=1` runs 100,000 cases of each with fresh seeds (`tests/support/cases.rs`).

#![cfg(feature = "dev")]

mod support;

use opportune::engine::input::{Input, Outcome, PageView, Stored};
use opportune::engine::Engine;
use opportune::ruleset::by_device::DESKTOP;
use opportune::ruleset::compile;
use opportune::ruleset::value::Value;
use opportune::time::{Instant, Ms, Now, Wall};
use opportune::trace::{context, decode, simulate, write, Driver, Signal, Trace, Wakes};
use proptest::prelude::*;
use proptest::test_runner::Config;

use support::json::{convert, json};
use support::{any, cases};

fn config() -> Config {
    // One journey in twenty ends a widget in the very instant, which late wakes make no promise about.
    Config { max_shrink_iters: 600, max_global_rejects: 100_000, ..cases::config(96) }
}

fn drive(rules: &Value, trace: &Trace, wakes: Wakes) -> Driver {
    let (set, _) = compile(rules);
    let mut driver = Driver::new(set, context(trace), trace).with_wakes(wakes);
    driver.run(&trace.events);
    driver
}

fn texts(values: &[Value]) -> Vec<String> {
    values.iter().map(write).collect()
}

/// Decisions without the instants at which the page heard of them.
fn undated(driver: &Driver) -> Vec<String> {
    let strip = |one: &Value| match one {
        Value::Map(pairs) => write(&Value::Map(pairs.iter().filter(|(key, _)| key != "at").cloned().collect())),
        other => write(other),
    };
    driver.decisions().iter().map(strip).collect()
}

/// Decisions to do something.
fn acts(driver: &Driver) -> Vec<String> {
    let is_act = |one: &&Value| one.get("did").and_then(Value::text) != Some("blocked");
    driver.decisions().iter().filter(is_act).map(write).collect()
}

/// Outcome events but those of that name, with their instants.
fn dated(driver: &Driver, but: &str) -> Vec<String> {
    let is_one = |one: &&Value| one.get("name").and_then(Value::text) != Some(but);
    let strip = |one: &Value| match one {
        Value::Map(pairs) => write(&Value::Map(pairs.iter().filter(|(key, _)| key != "seq").cloned().collect())),
        other => write(other),
    };
    driver.events().iter().filter(is_one).map(strip).collect()
}

/// Whether somebody comes to the page by it.
fn is_come_to(signal: &Signal) -> bool {
    matches!(signal, Signal::PageView { .. } | Signal::Restore)
}

/// Whether the page is there after these: one that was left hears of no tab and no rules until it is come back to.
fn is_open(events: &[(Ms, Signal)]) -> bool {
    let is_edge = |(_, signal): &&(Ms, Signal)| is_come_to(signal) || matches!(signal, Signal::PageEnd);
    events.iter().rev().find(is_edge).is_none_or(|(_, last)| !matches!(last, Signal::PageEnd))
}

fn read(trace: &Value) -> Trace {
    decode(trace).unwrap_or_else(|wrong| panic!("not a trace: {}", write(&Value::List(wrong))))
}

proptest! {
    #![proptest_config(config())]

    /// What the generators make is what they promise: rules without problems, traces that can be run, and runs that end.
    #[test]
    fn generated_journeys_are_valid(rules in any::rules(), trace in any::trace(any::Moods::All)) {
        let (_, problems) = compile(&convert(&rules));
        let problems: Vec<String> = problems.iter().map(|problem| write(&problem.to_value())).collect();
        prop_assert!(problems.is_empty(), "{problems:?}");
        let result = simulate(&convert(&rules), &convert(&trace));
        prop_assert_eq!(result.get("problems"), Some(&Value::List(Vec::new())));
    }

    /// Same rules, same trace: the same bytes.
    #[test]
    fn replays_are_equal(rules in any::rules(), trace in any::trace(any::Moods::All)) {
        let (rules, trace) = (convert(&rules), convert(&trace));
        prop_assert_eq!(write(&simulate(&rules, &trace)), write(&simulate(&rules, &trace)));
    }

    /// Wakes at any other instants change no decision, no instant and no event.
    #[test]
    fn extra_wakes_change_nothing(
        rules in any::rules(),
        trace in any::trace(any::Moods::All),
        extra in prop::collection::vec(0i64..200_000, 0..40),
    ) {
        let (rules, trace) = (convert(&rules), read(&convert(&trace)));
        let exact = drive(&rules, &trace, Wakes::Exact);
        let extra = drive(&rules, &trace, Wakes::Extra(extra.into_iter().map(Ms).collect()));
        prop_assert_eq!(texts(exact.decisions()), texts(extra.decisions()));
        prop_assert_eq!(texts(exact.events()), texts(extra.events()));
    }

    /// A page whose timers never fire, so that deadlines are noticed with the next signal, decides the same in the same
    /// order, and dates its outcome events alike. (The state of the page is constant here: what a late sample reads is
    /// the page as it is by then. And what is over before the page hears of it was never drawn and counts for nothing:
    /// such journeys are left out.)
    #[test]
    fn late_wakes_change_nothing(rules in any::rules(), trace in any::trace(any::Moods::Steady)) {
        let (rules, mut trace) = (convert(&rules), read(&convert(&trace)));
        // Nobody closes what they do not see yet.
        trace.events.retain(|(_, signal)| !matches!(signal, Signal::Outcome { .. }));
        let (exact, late) = (drive(&rules, &trace, Wakes::Exact), drive(&rules, &trace, Wakes::Late));
        prop_assume!(late.unseen() == 0);
        prop_assert_eq!(undated(&exact), undated(&late));
        // An impression is reported when the page says that it drew; late, that is after other events, and perhaps in
        // another session.
        let impressions = |driver: &Driver| -> Vec<String> {
            let all = dated(driver, "").into_iter().filter(|one| one.contains("opportune_impression"));
            let mut found: Vec<String> = all.map(|one| one.split(",\"session\"").next().unwrap_or_default().into()).collect();
            found.sort();
            found
        };
        let but = "opportune_impression";
        prop_assert_eq!(dated(&exact, but), dated(&late, but));
        prop_assert_eq!(impressions(&exact), impressions(&late));
    }

    /// Handing the engine its own ledger back at any instant is invisible: the same is shown, hidden and caused at the
    /// same instants. (It looks again at what waits, so it may name another obstacle on the way.)
    #[test]
    fn save_and_restore_is_invisible(
        rules in any::rules(),
        trace in any::trace(any::Moods::Told),
        cuts in prop::collection::vec(any::<prop::sample::Index>(), 1..6),
    ) {
        let (rules, mut trace) = (convert(&rules), read(&convert(&trace)));
        // A refusal is modeled by a second tab that repeats this one's inputs, the restores included.
        trace.events.retain(|(_, signal)| !matches!(signal, Signal::Claim(_)));
        // Nobody types into a page that was left.
        let mut is_left = false;
        trace.events.retain(|(_, signal)| {
            is_left = matches!(signal, Signal::PageEnd) || is_left && !is_come_to(signal);
            !(is_left && matches!(signal, Signal::Field(_)))
        });
        let plain = drive(&rules, &trace, Wakes::Exact);
        let (set, _) = compile(&rules);
        let mut restored = Driver::new(set, context(&trace), &trace);
        let cuts: Vec<usize> = cuts.iter().map(|cut| cut.index(trace.events.len().max(1))).collect();
        for (index, event) in trace.events.iter().enumerate() {
            restored.run(std::slice::from_ref(event));
            if cuts.contains(&index) && is_open(&trace.events[..=index]) {
                let text = restored.engine().ledger_text();
                restored.give(Input::Merge(Stored::Text(text)));
            }
        }
        prop_assert_eq!(acts(&plain), acts(&restored));
        let but = "opportune_blocked";
        prop_assert_eq!(dated(&plain, but), dated(&restored, but));
    }

    /// Rules may be swapped for equal ones at any instant: what is shown, armed, delayed or waiting goes on.
    #[test]
    fn swapping_equal_rules_is_invisible(
        rules in any::rules(),
        trace in any::trace(any::Moods::Told),
        cuts in prop::collection::vec(any::<prop::sample::Index>(), 1..6),
    ) {
        let (rules, mut trace) = (convert(&rules), read(&convert(&trace)));
        // What could not be drawn is tried again at a swap, as at any other change.
        let is_drawn = |signal: &Signal| {
            !matches!(signal, Signal::Claim(_) | Signal::Sample(_))
                && !matches!(signal, Signal::Outcome { is: Outcome::NotDrawn(_), .. })
        };
        trace.events.retain(|(_, signal)| is_drawn(signal));
        trace.sample.elements.iter_mut().for_each(|(_, says)| *says = Value::Map(Vec::new()));
        // Both know what the rules are on other devices, so that a load on one of those is the same load.
        let (set, _) = compile(&rules);
        let mut plain = Driver::new(set, context(&trace), &trace).with_source(&rules, DESKTOP);
        plain.run(&trace.events);
        let mut swapped = trace.clone();
        for cut in cuts {
            let place = cut.index(swapped.events.len().max(1)).min(swapped.events.len());
            let at = place.checked_sub(1).map_or(Ms(0), |before| swapped.events[before].0);
            if is_open(&swapped.events[..place]) {
                swapped.events.insert(place, (at, Signal::Rules(rules.clone())));
            }
        }
        let (set, _) = compile(&rules);
        let mut driver = Driver::new(set, context(&trace), &trace).with_source(&rules, DESKTOP);
        driver.run(&swapped.events);
        prop_assert_eq!(acts(&plain), acts(&driver));
        prop_assert_eq!(dated(&plain, "opportune_blocked"), dated(&driver, "opportune_blocked"));
    }

    /// A damaged ledger reads as an empty one (or, where the damage hit nothing, as the intact one): it never grants
    /// what a fresh visitor would not be granted.
    #[test]
    fn damaged_ledgers_read_as_empty(
        rules in any::rules(),
        before in any::trace(any::Moods::Steady),
        after in any::trace(any::Moods::Steady),
        damage in any::damage(),
    ) {
        let (rules, before, after) = (convert(&rules), read(&convert(&before)), read(&convert(&after)));
        let Stored::Text(intact) = drive(&rules, &before, Wakes::Exact).store().clone() else { return Ok(()) };
        let run = |stored: Stored| {
            let trace = Trace { stored, start: Wall(before.start.0 + 3_600_000), ..after.clone() };
            texts(drive(&rules, &trace, Wakes::Exact).decisions())
        };
        let damaged = run(Stored::Text(damage.apply(&intact)));
        prop_assert!(damaged == run(Stored::Nothing) || damaged == run(Stored::Text(intact)));
    }

    /// Within a page view the wall clock may jump as it likes: no decision, no instant changes.
    #[test]
    fn clock_steps_change_nothing_in_a_page_view(
        rules in any::rules(),
        trace in any::trace(any::Moods::OnePage),
        steps in prop::collection::vec((any::<prop::sample::Index>(), any::clock_step()), 1..4),
    ) {
        let (rules, trace) = (convert(&rules), read(&convert(&trace)));
        let mut stepped = trace.clone();
        for (place, by) in steps {
            let place = 1 + place.index(trace.events.len());
            let at = stepped.events[place - 1].0;
            stepped.events.insert(place, (at, Signal::Clock(Wall(trace.start.0 + at.0 + by))));
        }
        let (plain, stepped) = (drive(&rules, &trace, Wakes::Exact), drive(&rules, &stepped, Wakes::Exact));
        prop_assert_eq!(texts(plain.decisions()), texts(stepped.decisions()));
    }

    /// Whatever the clock does between page views, what may be seen so often ever is not seen more often.
    #[test]
    fn caps_hold_whatever_the_clock_does(rules in any::rules(), trace in any::trace(any::Moods::Wild)) {
        let (rules, mut trace) = (convert(&rules), read(&convert(&trace)));
        trace.events.retain(|(_, signal)| !matches!(signal, Signal::Consent(_) | Signal::Claim(_) | Signal::Trigger { .. }));
        let (set, _) = compile(&rules);
        let driver = drive(&rules, &trace, Wakes::Exact);
        any::check_caps(&set, driver.events()).map_err(TestCaseError::fail)?;
    }

    /// Nothing is shown twice at once, and no place is taken twice.
    #[test]
    fn places_are_taken_once(rules in any::rules(), trace in any::trace(any::Moods::Wild)) {
        let (rules, mut trace) = (convert(&rules), read(&convert(&trace)));
        // Who forces, gets; what could not be drawn is not told; and a load takes everything with it.
        let is_told = |signal: &Signal| {
            !matches!(signal, Signal::Trigger { .. } | Signal::Sample(_))
                && !matches!(signal, Signal::Outcome { is: Outcome::NotDrawn(_), .. })
        };
        trace.events.retain(|(_, signal)| is_told(signal));
        trace.sample.elements.iter_mut().for_each(|(_, says)| *says = Value::Map(Vec::new()));
        let last = trace.events.iter().rposition(|(_, signal)| matches!(signal, Signal::PageView { .. }));
        trace.events.drain(..last.unwrap_or(0));
        let driver = drive(&rules, &trace, Wakes::Exact);
        any::check_screen(driver.decisions()).map_err(TestCaseError::fail)?;
    }

    /// Any JSON at all goes into the decoder, and into a trace.
    #[test]
    fn any_json_compiles(json in any::json()) {
        let value = convert(&json);
        compile(&value);
        simulate(&value, &value);
    }

    /// A valid rule set with any JSON in any place: problems perhaps, panics never, and what is left runs.
    #[test]
    fn damaged_rules_run(
        rules in any::rules(),
        trace in any::trace(any::Moods::All),
        place in any::<prop::sample::Index>(),
        graft in any::json(),
    ) {
        let damaged = any::graft(&rules, place, &graft);
        simulate(&convert(&damaged), &convert(&trace));
    }

    /// Any inputs in any order, with any numbers and any times.
    #[test]
    fn any_inputs_run(rules in any::rules(), inputs in prop::collection::vec(any::input(), 0..60)) {
        let (set, _) = compile(&convert(&rules));
        let mut engine = Engine::new(set, Default::default());
        let mut out = Vec::new();
        for (mono, wall, input) in inputs {
            let now = Now { mono: Instant(mono), wall: Wall(wall) };
            engine.handle(now, input, &mut out);
            let _ = (engine.next_deadline(), engine.ledger_text(), engine.explain(now, None));
            out.clear();
        }
    }

    /// Any text in the store.
    #[test]
    fn any_ledger_is_read(rules in any::rules(), trace in any::trace(any::Moods::Steady), text in any::ledger_like()) {
        let trace = Trace { stored: Stored::Text(text), ..read(&convert(&trace)) };
        drive(&convert(&rules), &trace, Wakes::Exact);
    }
}

/// A clock may jump as far as numbers go: every day on the way is an instant of its own, and still it takes no time.
#[test]
// How long it takes is what it is about.
#[allow(clippy::disallowed_methods)]
fn the_longest_jump_is_short() {
    let rule = r#"{ "id": "a", "if": { "daysSinceFirstVisit": { "below": 2 } }, "show": { "banner": "Hi" } }"#;
    let (set, problems) = compile(&json(&format!(r#"{{ "version": 1, "rules": [{rule}] }}"#)));
    assert!(problems.is_empty());
    let mut engine = Engine::new(set, Default::default());
    let began = std::time::Instant::now();
    let mut out = Vec::new();
    for mono in [0, i64::MAX] {
        let url = "https://shop.test/".to_string();
        let view = PageView { url, visible: true, ..Default::default() };
        engine.handle(Now { mono: Instant(mono), wall: Wall(0) }, Input::PageView(view), &mut out);
    }
    assert!(began.elapsed().as_secs() < 5, "{:?}", began.elapsed());
}

/// A tab that shares a session, and so its clock, would have claimed at the extra wake, and waited for an answer.
#[test]
fn an_extra_wake_is_none_of_the_tab_that_showed_the_same() {
    let rules = json(
        r##"{"version": 1, "settings": {"withoutStorage": "hide"},
            "rules": [
                {"id": "idle", "when": {"sequence": {"of": [{"idle": "6500ms"}], "within": "1s", "scope": "session"}},
                    "show": {"tooltip": {"anchor": "#a", "text": "Hello"}}},
                {"id": "once", "when": {"dwell": {"for": "20s", "scope": "session"}}, "limit": {"perDay": 1},
                    "show": {"banner": {"edge": "top", "text": "Hello"}}}
            ]}"##,
    );
    let trace = read(&json(
        r##"{"selectors": ["#a"], "sample": {"elements": {"#a": false}}, "events": [
            {"at": "0s", "pageView": "https://shop.test/"}, {"at": "4s", "claim": "refused"},
            {"at": "6500ms", "click": "#a"}, {"at": "60s", "end": {}}
        ]}"##,
    ));
    let of = |wakes| texts(drive(&rules, &trace, wakes).decisions());
    for extra in [13_000, 13_500, 14_000, 19_999] {
        assert_eq!(of(Wakes::Extra(vec![Ms(extra)])), of(Wakes::Exact));
    }
    assert!(of(Wakes::Exact).iter().any(|one| one.contains(r#""reason":"limit""#)));
}
