//! Goals and funnels where stories of one tab do not reach: several tabs with one store, a store that is slow, and what a
//! bad goal leaves behind.

#[path = "support/json.rs"]
mod json;
#[path = "support/tab.rs"]
mod tab;

use opportune::engine::effect::Report;
use opportune::engine::input::{Consent, ConsentState, Input, Stored};
use opportune::ruleset::value::Value;
use opportune::ruleset::{compile, Code, Problem};
use opportune::time::{Instant, Ms, Now, Wall};

use tab::{Tab, ALL, START};

fn json(text: &str) -> Value {
    json::parse(text).expect("JSON")
}

fn codes(problems: &[Problem]) -> Vec<(Code, &str)> {
    problems.iter().map(|problem| (problem.code, problem.path.as_str())).collect()
}

/// What a tab reported: `<name> <goal or funnel> <count or step> <instant, or entry>`.
fn all_said(tab: &Tab) -> Vec<String> {
    tab.said.iter().filter_map(said).collect()
}

fn said(report: &Report) -> Option<String> {
    let text = |key: &str| report.extra.get(key).and_then(Value::text).unwrap_or_default();
    let number = |key: &str| report.extra.get(key).and_then(Value::num).unwrap_or_default() as i64;
    match report.name {
        "opportune_goal" => Some(format!("{} {} {}", text("goal"), number("count"), report.at.0 - START)),
        "opportune_funnel_step" => {
            Some(format!("{} {}/{} {}", text("funnel"), number("step"), number("steps"), number("entered") - START))
        }
        _ => None,
    }
}

const SHOP: &str = r#"{"goals": {
        "viewed": {"when": {"event": "view"}},
        "added": {"when": {"event": "add"}, "count": "each"},
        "bought": {"when": {"event": "buy"}, "count": "session"},
        "removed": {"when": {"event": "remove"}}
    },
    "funnels": {"f": {"steps": ["viewed", "added", "bought"], "within": "1h", "exclude": "removed"}},
    "rules": []}"#;

#[test]
fn tabs_count_one_visitor() {
    let store = &mut Stored::Nothing;
    let (mut one, mut other) = (Tab::new(SHOP, 1), Tab::new(SHOP, 2));
    one.open(0, ALL, store);
    other.open(10, ALL, store);
    one.look(20, store);
    one.track(30, "view", store);
    one.track(40, "add", store);
    other.look(50, store);
    // The other tab knows how far the first has come, and goes on from there.
    other.track(60, "view", store);
    other.track(70, "add", store);
    other.track(80, "buy", store);
    one.look(90, store);
    one.track(100, "buy", store);
    one.track(110, "add", store);
    assert_eq!(all_said(&one), ["viewed 1 30", "f 1/3 30", "added 1 40", "f 2/3 30", "added 3 110"]);
    assert_eq!(all_said(&other), ["added 2 70", "bought 1 80", "f 3/3 30"]);
    let mut third = Tab::new(SHOP, 3);
    third.open(200, ALL, store);
    third.track(210, "view", store);
    third.track(220, "buy", store);
    third.track(230, "add", store);
    assert_eq!(all_said(&third), ["added 4 230"], "counted and through, as far as a third tab knows");
}

#[test]
fn tabs_that_did_not_know_of_each_other_are_put_together() {
    let store = &mut Stored::Nothing;
    let (mut one, mut other) = (Tab::new(SHOP, 1), Tab::new(SHOP, 2));
    one.open(0, ALL, store);
    other.open(10, ALL, store);
    // Neither hears of the other until it looks: both open the funnel.
    (one.is_slow, other.is_slow) = (true, true);
    one.track(20, "add", store);
    one.track(30, "view", store);
    other.track(40, "view", store);
    other.track(50, "add", store);
    (one.is_slow, other.is_slow) = (false, false);
    one.give(60, Input::Synced(store.clone()), store);
    other.give(70, Input::Merge(store.clone()), store);
    other.give(75, Input::Synced(store.clone()), store);
    one.look(80, store);
    one.track(90, "buy", store);
    // It began with the first of the two, and what the other one reached counts.
    assert_eq!(all_said(&one), ["added 1 20", "viewed 1 30", "f 1/3 30", "bought 1 90", "f 3/3 30"]);
    assert_eq!(all_said(&other), ["viewed 1 40", "f 1/3 40", "added 1 50", "f 2/3 40"]);
    other.look(100, store);
    other.track(3_600_029, "view", store);
    assert_eq!(all_said(&other).len(), 4, "the window is that of the first first step");
    other.track(3_600_030, "view", store);
    assert_eq!(all_said(&other)[4..], ["f 1/3 3600030"]);
    // Put together in the other order it is the same.
    let mut again = Tab::new(SHOP, 3);
    again.open(3_600_040, ALL, store);
    again.track(3_600_050, "add", store);
    assert_eq!(all_said(&again), ["added 3 3600050", "f 2/3 3600030"]);
}

#[test]
fn what_ends_a_funnel_ends_it_in_every_tab() {
    let store = &mut Stored::Nothing;
    let (mut one, mut other) = (Tab::new(SHOP, 1), Tab::new(SHOP, 2));
    one.open(0, ALL, store);
    other.open(10, ALL, store);
    one.track(20, "view", store);
    other.look(30, store);
    other.track(40, "remove", store);
    one.look(50, store);
    one.track(60, "add", store);
    assert_eq!(all_said(&one), ["viewed 1 20", "f 1/3 20", "added 1 60"]);
}

#[test]
fn a_slow_store_is_waited_for() {
    let store = &mut Stored::Nothing;
    let mut before = Tab::new(SHOP, 1);
    before.open(0, ALL, store);
    before.track(10, "view", store);
    let mut tab = Tab::new(SHOP, 2);
    tab.is_slow = true;
    tab.open(1_000, ALL, store);
    tab.track(1_010, "view", store);
    tab.track(1_020, "add", store);
    assert!(all_said(&tab).is_empty(), "the store may say that it was counted");
    tab.is_slow = false;
    tab.give(1_100, Input::Synced(store.clone()), store);
    assert_eq!(all_said(&tab), ["added 1 1020", "f 2/3 10"]);
    // A page that is left does not wait.
    let mut left = Tab::new(SHOP, 3);
    left.is_slow = true;
    left.open(2_000, ALL, store);
    left.track(2_010, "add", store);
    left.give(2_020, Input::PageEnd, store);
    assert_eq!(all_said(&left), ["added 1 2010"]);
    let mut without = Tab::new(SHOP, 4);
    without.is_slow = true;
    without.open(3_000, ALL, store);
    without.track(3_010, "add", store);
    without.give(3_020, Input::Synced(Stored::Unavailable), store);
    assert_eq!(all_said(&without), ["added 1 3010"], "it cannot be read: memory has to do");
}

#[test]
fn what_waits_is_bounded_and_what_is_dropped_is_counted() {
    let store = &mut Stored::Nothing;
    let mut tab = Tab::new(SHOP, 1);
    let pending = Consent { analytics: ConsentState::Pending, ..ALL };
    tab.open(0, ALL, store);
    tab.give(1, Input::Consent(pending), store);
    for at in 0..100 {
        tab.track(10 + at, "add", store);
    }
    assert!(all_said(&tab).is_empty());
    let explained = tab.engine.explain(Now { mono: Instant(200), wall: Wall(START + 200) }, None);
    assert_eq!(explained.get("dropped").and_then(Value::num), Some(36.0));
    let Some(Value::List(goals)) = explained.get("goals") else { panic!("no goals") };
    assert_eq!(goals[1].get("waiting").and_then(Value::num), Some(64.0));
    assert_eq!(goals[1].get("waitsFor").and_then(Value::text), Some("consent"));
    tab.give(300, Input::Consent(ALL), store);
    assert_eq!(all_said(&tab).len(), 64);
    assert_eq!((all_said(&tab)[0].as_str(), all_said(&tab)[63].as_str()), ("added 1 46", "added 64 109"));
    assert!(all_said(&tab).iter().all(|one| one.starts_with("added")));
}

#[test]
fn nothing_of_goals_is_stored_after_a_denial() {
    let store = &mut Stored::Nothing;
    let mut tab = Tab::new(SHOP, 1);
    tab.open(0, ALL, store);
    tab.track(10, "view", store);
    let kept = |store: &Stored| match store {
        Stored::Text(text) => text.contains("viewed") || text.contains("~u:"),
        _ => false,
    };
    assert!(kept(store));
    tab.give(20, Input::Consent(Consent { analytics: ConsentState::Denied, ..ALL }), store);
    assert!(!kept(store));
    tab.track(30, "add", store);
    tab.give(Ms(60_000).0 * 5, Input::PageEnd, store);
    assert!(!kept(store));
    // Nor where another tab stored it meanwhile.
    let mut other = Tab::new(SHOP, 2);
    other.open(400_000, ALL, store);
    other.track(400_010, "view", store);
    assert!(kept(store));
    tab.look(400_020, store);
    tab.give(400_030, Input::Consent(ALL), store);
    tab.give(400_040, Input::Consent(Consent { analytics: ConsentState::Denied, ..ALL }), store);
    assert!(!kept(store));
}

#[test]
fn who_may_remember_nothing_erases_once_and_forgets_when_asked() {
    let store = &mut Stored::Nothing;
    let denied = Consent { functional: ConsentState::Denied, ..ALL };
    let mut tab = Tab::new(SHOP, 1);
    tab.open(0, ALL, store);
    tab.give(10, Input::Consent(denied), store);
    tab.track(20, "view", store);
    // Another tab is allowed to store by now, and this one hears of another no.
    *store = Stored::Text("the other's".into());
    tab.give(30, Input::Consent(Consent { personalization: ConsentState::Denied, ..denied }), store);
    assert!(matches!(store, Stored::Text(text) if text == "the other's"));
    tab.track(40, "view", store);
    assert_eq!(all_said(&tab), ["viewed 1 20", "f 1/3 20"]);
    tab.give(50, Input::Forget, store);
    assert!(matches!(store, Stored::Nothing));
    tab.track(60, "view", store);
    assert_eq!(all_said(&tab)[2..], ["viewed 1 60", "f 1/3 60"], "another visitor");
}

#[test]
fn a_bad_goal_is_left_out_and_leaves_nothing_behind() {
    let source = json(
        r##"{"goals": {
                "late": {"when": {"click": "#late"}},
                "bad": {"when": {"click": "#gone"}, "if": {"did": "gone", "rule": "x"}},
                "used": {"when": {"click": "#used"}, "if": {"seen": "good"}}
            },
            "funnels": {"f": ["used", "bad"], "g": ["used", "late"]},
            "rules": [{"id": "good", "when": {"click": "#kept"}, "if": {"goal": "used"}, "do": [{"emit": "x"}]}]}"##,
    );
    let (set, problems) = compile(&source);
    assert_eq!(codes(&problems), [(Code::UnknownField, "/goals/bad/if/rule"), (Code::BadReference, "/funnels/f/1")]);
    let ids: Vec<(&str, u32)> = set.rules.iter().map(|it| (it.id.as_str(), it.place)).collect();
    assert_eq!(ids, [("good", 0), ("\u{3}late", 1), ("\u{3}used", 3)], "goals stand behind the rules, as in the file");
    for rule in &set.rules[1..] {
        let goal = &set.goals[rule.goal.expect("a goal") as usize];
        assert_eq!(rule.id.trim_start_matches('\u{3}'), goal.name);
    }
    assert_eq!(set.funnels.iter().map(|it| it.name.as_str()).collect::<Vec<_>>(), ["g"]);
    let mut selectors: Vec<&str> = set.selectors.iter().map(|it| it.css.as_str()).collect();
    selectors.sort();
    assert_eq!(selectors, ["#kept", "#late", "#used"]);
    assert!(set.asks.iter().all(|ask| ask.key != "e:gone"));
}
