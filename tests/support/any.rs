//! Generators of what is valid: rule sets over the whole language, and journeys through a shop.

use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{json, Value as Json};

use super::besides::{besides, experiment, goals, limit, watching};
#[allow(unused_imports)]
pub(crate) use super::chaos::*;
#[allow(unused_imports)]
pub(crate) use proptest::prelude::any;

const SELECTORS: [&str; 3] = ["#a", "#b", "#c"];
const SCOPES: [&str; 3] = ["page", "session", "visitor"];
pub(super) const EVENTS: [&str; 3] = ["e0", "e1", "product_added_to_cart"];
pub(super) const PATHS: [&str; 3] = ["/", "/cart", "/p/cap"];

fn selector() -> impl Strategy<Value = &'static str> {
    select(&SELECTORS[..])
}

pub(super) fn duration(most: u32) -> impl Strategy<Value = String> {
    (1..most).prop_map(|tenths| format!("{}ms", tenths * 100))
}

pub(super) fn atom() -> impl Strategy<Value = Json> {
    prop_oneof![
        3 => (duration(200), select(&["visible", "active", "total"][..]))
            .prop_map(|(time, clock)| json!({ "dwell": { "for": time, "clock": clock } })),
        1 => (duration(50), selector(), select(&["pointer", "focus", "view"][..]), select(&SCOPES[..]))
            .prop_map(|(time, on, by, scope)| json!({ "dwell": { "for": time, "on": on, "by": [by], "scope": scope } })),
        1 => (duration(300), select(&["visible", "active", "total"][..]), select(&SCOPES[..]))
            .prop_map(|(time, clock, scope)| json!({ "dwell": { "for": time, "clock": clock, "scope": scope } })),
        2 => (1u32..=100, select(&["scrolled", "seen"][..]))
            .prop_map(|(depth, measure)| json!({ "scroll": { "depth": format!("{depth}%"), "measure": measure } })),
        1 => (1u32..2_000).prop_map(|px| json!({ "scroll": format!("{px}px") })),
        1 => selector().prop_map(|on| json!({ "scroll": { "depth": "50%", "on": on } })),
        1 => selector().prop_map(|on| json!({ "scroll": { "depth": "50%", "container": on } })),
        1 => Just(json!({ "scrollUp": true })),
        2 => (selector(), duration(20), 1u32..3)
            .prop_map(|(on, time, times)| json!({ "hover": { "on": on, "for": time, "times": times } })),
        2 => (select(&["low", "medium", "high"][..]), prop::bool::ANY).prop_map(|(sensitivity, touch)| {
            let touch = if touch { json!(["scrollUp", "return", "idle"]) } else { json!(["return"]) };
            json!({ "exitIntent": { "sensitivity": sensitivity, "touch": touch } })
        }),
        1 => duration(200).prop_map(|time| json!({ "idle": time })),
        1 => duration(100).prop_map(|after| json!({ "return": after })),
        2 => selector().prop_map(|on| json!({ "click": on })),
        1 => seen(),
        4 => deed(),
        4 => select(&EVENTS[..]).prop_map(|name| json!({ "event": name })),
        1 => select(&EVENTS[..]).prop_map(|name| json!({ "event": { "name": name, "where": { "n": { "atLeast": 2 } } } })),
        1 => (select(&EVENTS[..]), select(&["[0-1]", "[2-3]", "[13]"][..]))
            .prop_map(|(name, like)| json!({ "event": { "name": name, "where": { "s": { "matches": like } } } })),
        1 => watching().prop_map(|cond| json!({ "turns": cond })),
        1 => Just(json!({ "pageView": true })),
        1 => Just(json!({ "manual": true })),
    ]
}

/// What must be seen or heard.
fn seen() -> impl Strategy<Value = Json> {
    prop_oneof![
        (selector(), duration(30), 1u32..=4, prop::bool::ANY).prop_map(|(on, time, ratio, each)| {
            json!({ "visible": { "on": on, "for": time, "ratio": f64::from(ratio) / 4.0, "each": each } })
        }),
        selector().prop_map(|on| json!({ "appears": on })),
        selector().prop_map(|on| json!({ "copy": on })),
        (selector(), 1u32..=100).prop_map(|(on, n)| json!({ "media": { "on": on, "progress": format!("{n}%") } })),
        (selector(), select(&["playing", "paused", "ended"][..]))
            .prop_map(|(on, state)| json!({ "media": { "on": on, "state": state } })),
    ]
}

/// Triggers that answer what hands do to controls.
fn deed() -> impl Strategy<Value = Json> {
    let names = select(&["deadClick", "focus", "input", "submit", "invalid", "formAbandon"][..]);
    prop_oneof![
        4 => (names, selector()).prop_map(|(name, on)| json!({ (name): on })),
        1 => (selector(), 2u32..5).prop_map(|(on, times)| json!({ "rageClick": { "on": on, "times": times } })),
        1 => (selector(), duration(50)).prop_map(|(on, time)| json!({ "hesitation": { "on": on, "for": time } })),
    ]
}

/// What hands do to controls.
fn deed_signal() -> impl Strategy<Value = Json> {
    let names = select(&["input", "submit", "invalid"][..]);
    prop_oneof![
        2 => (names, selector()).prop_map(|(name, on)| json!({ (name): on })),
        1 => (selector(), 0u32..30, any::<[bool; 2]>())
            .prop_map(|(on, x, [field, answered])| json!({ "click": { "on": on, "at": [x, 0], "field": field, "answered": answered } })),
    ]
}

fn scope() -> impl Strategy<Value = &'static str> {
    select(&["page", "session", "visitor"][..])
}

fn trigger() -> impl Strategy<Value = Json> {
    atom().prop_recursive(2, 6, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 2..4).prop_map(|of| json!({ "any": of })),
            prop::collection::vec(inner.clone(), 2..4).prop_map(|of| json!({ "all": of })),
            (prop::collection::vec(inner.clone(), 2..3), duration(100))
                .prop_map(|(of, within)| json!({ "all": { "of": of, "within": within } })),
            (prop::collection::vec(inner.clone(), 1..4), duration(300), scope(), prop::bool::ANY).prop_map(
                |(of, within, scope, strict)| {
                    json!({ "sequence": { "of": of, "within": within, "scope": scope, "strict": strict, "same": "n" } })
                }
            ),
            (prop::collection::vec(inner.clone(), 1..4), scope())
                .prop_map(|(of, scope)| json!({ "sequence": { "of": of, "scope": scope } })),
            (inner.clone(), 1u32..4, scope())
                .prop_map(|(of, times, scope)| json!({ "count": { "of": of, "times": times, "scope": scope } })),
            (inner.clone(), inner.clone(), duration(300), scope(), select(&["visible", "active", "total"][..]))
                .prop_map(|(after, no, time, scope, clock)| {
                    json!({ "absent": { "after": after, "no": no, "for": time, "scope": scope, "clock": clock } })
                }),
            (inner, watching()).prop_map(|(when, cond)| json!({ "hold": { "when": when, "while": cond } })),
        ]
    })
}

fn leaf() -> impl Strategy<Value = Json> {
    prop_oneof![
        select(&PATHS[..]).prop_map(|path| json!({ "path": path })),
        Just(json!({ "query": { "v": "1" } })),
        Just(json!({ "visitor": "new" })),
        (1u32..4).prop_map(|n| json!({ "visits": { "atLeast": n } })),
        (1u32..4).prop_map(|n| json!({ "pageViews": { "atLeast": n } })),
        select(&["mobile", "desktop"][..]).prop_map(|device| json!({ "device": device })),
        (0u32..100).prop_map(|n| json!({ "cart": { "value": { "above": n } } })),
        Just(json!({ "customer": { "firstName": { "exists": true } } })),
        Just(json!({ "fact": { "ready": true } })),
        Just(json!({ "fact": { "ready": { "exists": false } } })),
        selector().prop_map(|on| json!({ "element": on })),
        selector().prop_map(|on| json!({ "element": { "on": on, "visible": true } })),
        (select(&EVENTS[..]), 0u32..3).prop_map(|(name, times)| json!({ "did": { "event": name, "times": times } })),
        (select(&EVENTS[..]), duration(600))
            .prop_map(|(name, within)| json!({ "did": { "event": name, "within": within } })),
    ]
}

/// Traces begin on a Monday at nine.
fn schedule() -> impl Strategy<Value = Json> {
    prop_oneof![
        (0u32..4, 1u32..6).prop_map(|(from, length)| json!({ "hours": format!("09:0{from}-09:0{}", from + length) })),
        (0u32..60).prop_map(|at| json!({ "from": format!("2026-01-05T09:00:{at:02}") })),
        (1u32..60).prop_map(|at| json!({ "to": format!("2026-01-05T09:01:{at:02}") })),
        select(&["mon", "tue"][..]).prop_map(|day| json!({ "days": day, "hours": "22:00-09:01" })),
    ]
}

fn surroundings() -> impl Strategy<Value = Json> {
    prop_oneof![
        3 => schedule().prop_map(|schedule| json!({ "schedule": schedule })),
        1 => (1u32..3).prop_map(|days| json!({ "daysSinceFirstVisit": { "below": days } })),
        1 => (0u32..2).prop_map(|days| json!({ "daysSinceLastVisit": { "atLeast": days, "else": 0 } })),
        1 => prop::bool::ANY.prop_map(|online| json!({ "online": online })),
        1 => Just(json!({ "viewport": { "width": { "atLeast": 800 } }, "consent": { "personalization": "granted" } })),
        1 => Just(json!({ "channel": "direct", "query": { "v": { "matches": "^[0-2]$", "else": "0" } } })),
        2 => select(&["a1", "a2"][..]).prop_map(|name| json!({ "audience": name })),
        2 => select(&["s1", "s2"][..]).prop_map(|name| json!({ "stage": name })),
        2 => (0u32..4).prop_map(|n| json!({ "score": { "model": "m", "atLeast": f64::from(n) / 2.0 } })),
    ]
}

/// What `surroundings` refers to.
fn named(set: &mut Json) {
    set["audiences"] = json!({
        "a1": { "cart": { "value": { "above": 50 } } },
        "a2": { "any": [{ "did": { "event": "e1", "within": "20s" } }, { "audience": "a1" }] },
    });
    set["stages"] = json!({ "s1": { "path": "*" }, "s2": { "did": { "event": "e1", "times": 2 } } });
    set["models"] = json!({ "m": { "weights": [
        { "fact": "cart.value", "weight": 0.02, "else": 0 },
        { "did": { "event": "e0", "within": "30s" }, "weight": 0.5 },
        { "if": { "audience": "a1" }, "weight": 0.5, "else": 0 },
    ] } });
}

pub(super) fn condition() -> impl Strategy<Value = Json> {
    prop_oneof![2 => leaf().boxed(), 1 => surroundings().boxed()].prop_recursive(2, 6, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 1..3).prop_map(|of| json!({ "all": of })),
            prop::collection::vec(inner.clone(), 1..3).prop_map(|of| json!({ "any": of })),
            inner.prop_map(|part| json!({ "not": part })),
        ]
    })
}

fn surface() -> impl Strategy<Value = Json> {
    let text = select(&["Hello", "{{ customer.firstName }}", "{{ cart.value | default: 0 }}"][..]);
    (0u32..8, selector(), text, select(&["top", "bottom"][..]), prop::option::weighted(0.3, duration(100))).prop_map(
        |(kind, anchor, text, edge, hide)| {
            let mut body = match kind {
                0 => json!({ "anchor": anchor, "text": text }),
                1 => json!({ "title": "Stay", "text": text }),
                2 => json!({ "edge": edge, "text": text }),
                3 => return json!({ "cta": { "anchor": anchor, "text": text } }),
                4 => json!({ "corner": format!("{edge}-end"), "text": text }),
                5 => json!({ "anchor": anchor, "place": if edge == "top" { "before" } else { "replace" }, "text": text }),
                6 => json!({ "anchor": anchor, "corner": format!("{edge}-start"), "text": text }),
                _ => json!({ "anchor": anchor, "effect": "glow" }),
            };
            if let Some(hide) = hide {
                body["hideAfter"] = json!(hide);
            }
            json!({ (["tooltip", "popup", "banner", "cta", "toast", "inline", "badge", "highlight"][kind as usize]): body })
        },
    )
}

fn rule() -> impl Strategy<Value = Json> {
    let emits = select(&EVENTS[..]).prop_map(|name| json!([{ "emit": name }]));
    let does = prop_oneof![6 => surface().prop_map(Ok), 1 => emits.prop_map(Err)];
    let wait = prop_oneof![2 => Just(None), 1 => duration(300).prop_map(Some), 1 => Just(Some("page".into()))];
    let when = prop::option::weighted(0.85, trigger());
    let cond = (prop::option::weighted(0.6, condition()), prop::option::weighted(0.15, schedule()));
    let delay = prop::option::weighted(0.3, duration(50));
    let all = (when, cond, does, wait, delay, -2i32..3, limit(), besides());
    all.prop_map(|(when, cond, does, wait, delay, priority, limit, more)| {
        let mut rule = json!({ "priority": priority });
        // An idle popup is a problem of its own, and a stateful rule has nothing to delay.
        let only_idle = when.as_ref().is_some_and(|when| when.to_string().contains("\"idle\":"));
        let does = match does {
            Ok(surface) if surface.get("popup").is_some() && only_idle => Err(json!([{ "emit": "e1" }])),
            other => other,
        };
        let is_firing = when.is_some() || does.is_err();
        if is_firing {
            rule["when"] = when.unwrap_or(json!({ "dwell": "1s" }));
            wait.into_iter().for_each(|wait| rule["wait"] = json!(wait));
            delay.into_iter().for_each(|delay| rule["delay"] = json!(delay));
        }
        for (key, value) in more.as_object().unwrap() {
            let fits = match key.as_str() {
                "cancelOn" => is_firing,
                "hideOn" => does.is_ok(),
                // Only what shows can interrupt.
                "on" => does.is_ok() || value.to_string().contains("enabled"),
                _ => true,
            };
            if fits {
                rule[key] = value.clone();
            }
        }
        cond.0.into_iter().for_each(|cond| rule["if"] = cond);
        cond.1.into_iter().for_each(|schedule| rule["schedule"] = schedule);
        match does {
            Ok(surface) => rule["show"] = surface,
            Err(actions) => rule["do"] = actions,
        }
        if limit.as_object().is_some_and(|limit| !limit.is_empty()) {
            rule["limit"] = limit;
        }
        rule
    })
}

/// A rule set without problems.
pub(crate) fn rules() -> impl Strategy<Value = Json> {
    let modes = select(&["quiet", "show", "hide"][..]);
    let most = prop::option::weighted(0.2, 1u32..4);
    let tried = prop::collection::vec(prop::option::weighted(0.2, 0usize..5), 7);
    let held = prop::option::weighted(0.1, select(&["30%", "100%"][..]));
    let some = (prop::collection::vec(rule(), 1..7), modes, most, prop::bool::ANY, tried, held);
    some.prop_map(|(mut rules, mode, most, seen, tried, held)| {
        for (index, rule) in rules.iter_mut().enumerate() {
            rule["id"] = json!(format!("r{index}"));
            if let Some(sort) = tried[index] {
                rule["experiment"] = experiment(sort, rule.get("when").is_some());
            }
        }
        if seen && rules.len() > 1 {
            let id = rules[0]["id"].clone();
            let last = rules.len() - 1;
            rules[last]["if"] = json!({ "seen": id });
        }
        let mut settings = json!({ "withoutStorage": mode, "pageQuery": ["page"] });
        most.into_iter().for_each(|most| settings["maxPerSession"] = json!(most));
        held.into_iter().for_each(|share| settings["holdout"] = json!(share));
        settings["quotas"] = json!({ "t1": { "perSession": 1 }, "t2": { "perPage": 2, "perDay": 3 } });
        let mut set = json!({ "version": 1, "settings": settings, "rules": rules });
        goals(&mut set);
        named(&mut set);
        set
    })
}

/// What a journey may contain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Moods {
    /// Everything but steps of the clock.
    All,
    /// Nothing that changes how the page and the store answer.
    Steady,
    /// Nothing that changes the page behind the engine's back.
    Told,
    /// One page view, and nothing after it but signals.
    OnePage,
    /// Everything.
    Wild,
}

fn signal(moods: Moods) -> BoxedStrategy<Json> {
    let touch = || prop::bool::ANY;
    let common = prop_oneof![
        3 => (0u32..1_700, select(&["wheel", "touch", "script"][..]))
            .prop_map(|(top, by)| json!({ "scroll": { "top": top, "by": by } })),
        1 => (selector(), 0u32..400).prop_map(|(on, top)| json!({ "scroll": { "container": on, "top": top } })),
        1 => selector().prop_map(|on| json!({ "height": { "container": on, "height": 500, "view": 100 } })),
        1 => select(&[700, 2_400, 5_000][..]).prop_map(|height| json!({ "height": height })),
        3 => (prop::collection::vec(selector(), 0..2), touch())
            .prop_map(|(over, touch)| json!({ "pointer": { "over": over, "type": if touch { "touch" } else { "mouse" } } })),
        2 => (prop::collection::vec(selector(), 0..2), touch())
            .prop_map(|(on, keyboard)| json!({ "focus": { "on": on, "keyboard": keyboard } })),
        2 => selector().prop_map(|on| json!({ "click": on })),
        4 => deed_signal(),
        2 => select(&["pointer", "key", "touch", "wheel"][..]).prop_map(|kind| json!({ "activity": kind })),
        3 => prop::bool::ANY.prop_map(|on| json!({ "visibility": if on { "visible" } else { "hidden" } })),
        2 => (-10i32..10, -2i32..3).prop_map(|(y, speed)| json!({ "exit": { "y": y, "speed": speed } })),
        1 => prop::bool::ANY.prop_map(|composing| json!({ "typing": { "composing": composing } })),
        2 => (selector(), 0u32..=4, 1u32..3).prop_map(|(on, ratio, element)| {
            json!({ "seen": { "on": on, "ratio": f64::from(ratio) / 4.0, "element": element } })
        }),
        1 => selector().prop_map(|on| json!({ "appears": on })),
        1 => selector().prop_map(|on| json!({ "copy": on })),
        1 => (selector(), 0u32..=4, select(&["playing", "paused", "ended"][..])).prop_map(|(on, share, state)| {
            json!({ "media": { "on": on, "progress": f64::from(share) / 4.0, "state": state } })
        }),
        1 => (selector(), 0u32..=4).prop_map(|(on, share)| json!({ "passed": { "on": on, "share": f64::from(share) / 4.0 } })),
        4 => (select(&EVENTS[..]), 0u32..4).prop_map(|(name, n)| json!({ "event": { "name": name, "props": { "n": n, "s": n.to_string() } } })),
        2 => (0u32..100).prop_map(|n| json!({ "facts": { "cart": { "value": n } } })),
        1 => select(vec![json!({ "ready": true }), json!({ "ready": null }), json!({ "customer": { "firstName": "Ada" } }),
            json!({ "customer": null })]).prop_map(|facts| json!({ "facts": facts })),
        1 => Just(json!({ "dom": {} })),
        2 => (0u32..6, prop::bool::ANY).prop_map(|(n, force)| json!({ "trigger": { "rule": format!("r{n}"), "force": force } })),
        1 => (0u32..6).prop_map(|n| json!({ "dismiss": format!("r{n}") })),
        4 => (0u32..6, select(&["dismiss", "click"][..])).prop_map(|(n, is)| json!({ "outcome": { "rule": format!("r{n}"), "is": is } })),
        1 => Just(json!({ "viewport": { "size": [390, 800], "touch": true } })),
        1 => prop::bool::ANY.prop_map(|online| json!({ "environment": { "online": online } })),
    ];
    let pages = prop_oneof![
        (select(&PATHS[..]), 0u32..3).prop_map(|(path, v)| json!({ "url": format!("https://shop.test{path}?v={v}") })),
        select(&PATHS[..]).prop_map(|path| json!({ "pageView": format!("https://shop.test{path}") })),
        Just(json!({ "restore": {} })),
        Just(json!({ "pageEnd": {} })),
    ];
    let elements = prop_oneof![
        Just(json!({ "claim": "unavailable" })),
        (selector(), prop::bool::ANY).prop_map(|(on, is)| json!({ "sample": { "elements": { on: is } } })),
        select(vec![json!([]), json!(["dialog"]), json!(["payment", "quietZone"])])
            .prop_map(|guards| json!({ "sample": { "guards": guards } })),
    ];
    let rights = prop_oneof![
        select(vec![json!("granted"), json!("refused"), json!({ "after": "300ms" })])
            .prop_map(|claim| json!({ "claim": claim })),
        select(&["granted", "denied", "pending"][..]).prop_map(|consent| json!({ "consent": consent })),
        (0u32..6, select(&["not_found", "contested", "drawn"][..]))
            .prop_map(|(n, is)| json!({ "outcome": { "rule": format!("r{n}"), "is": is } })),
    ];
    match moods {
        Moods::OnePage => common.boxed(),
        Moods::Steady => prop_oneof![9 => common, 1 => pages].boxed(),
        Moods::Told => prop_oneof![16 => common, 2 => pages, 1 => rights].boxed(),
        Moods::All => prop_oneof![16 => common, 2 => pages, 1 => elements, 1 => rights].boxed(),
        Moods::Wild => {
            let clock = select(
                &["2016-01-05T09:00:00Z", "2026-01-04T09:00:00Z", "2026-01-05T10:00:00Z", "2036-01-05T09:00:00Z"][..],
            )
            .prop_map(|at| json!({ "clock": at }));
            prop_oneof![16 => common, 3 => pages, 1 => elements, 1 => rights, 1 => clock].boxed()
        }
    }
}

/// A journey of up to three minutes, and sometimes much longer.
pub(crate) fn trace(moods: Moods) -> impl Strategy<Value = Json> {
    let gap = prop_oneof![4 => 0u64..10, 8 => 0u64..4_000, 2 => 4_000u64..30_000, 1 => Just(2_000_000u64), 1 => Just(90_000_000u64)];
    let longest = if moods == Moods::OnePage { 30_000 } else { u64::MAX };
    (prop::collection::vec((gap, signal(moods)), 0..40), prop::bool::ANY).prop_map(move |(signals, exists)| {
        let mut events = vec![json!({ "at": "0s", "pageView": "https://shop.test/" })];
        let mut at = 0;
        for (gap, mut signal) in signals {
            at += gap.min(longest);
            signal["at"] = json!(format!("{at}ms"));
            events.push(signal);
        }
        events.push(json!({ "at": format!("{}ms", at + 60_000), "end": {} }));
        // What could not be drawn is reported when the page says so, which late wakes delay.
        let exists = exists || moods == Moods::Steady;
        let elements = json!({ "#a": exists, "#b": { "visible": exists }, "#c": true });
        json!({ "selectors": SELECTORS, "sample": { "elements": elements }, "events": events })
    })
}
