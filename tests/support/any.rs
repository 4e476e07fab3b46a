//! Generators: rule sets over the whole language, journeys, damage.

use opportune::engine::input::{
    Activity, Consent, ConsentState, Event, Exit, Input, Outcome, PageView, Sampled, Stored,
};
use opportune::ruleset::model::{ElementIx, RuleSet, SelectorIx, Source};
use opportune::ruleset::value::Value;
use proptest::prelude::*;
use proptest::sample::{select, Index};
use serde_json::{json, Value as Json};

pub(crate) use proptest::prelude::any;

const SELECTORS: [&str; 3] = ["#a", "#b", "#c"];
const EVENTS: [&str; 3] = ["e0", "e1", "product_added_to_cart"];
const PATHS: [&str; 3] = ["/", "/cart", "/p/cap"];

fn selector() -> impl Strategy<Value = &'static str> {
    select(&SELECTORS[..])
}

fn duration(most: u32) -> impl Strategy<Value = String> {
    (1..most).prop_map(|tenths| format!("{}ms", tenths * 100))
}

fn atom() -> impl Strategy<Value = Json> {
    prop_oneof![
        3 => (duration(200), select(&["visible", "active", "total"][..]))
            .prop_map(|(time, clock)| json!({ "dwell": { "for": time, "clock": clock } })),
        1 => (duration(50), selector(), select(&["pointer", "focus", "view"][..]))
            .prop_map(|(time, on, by)| json!({ "dwell": { "for": time, "on": on, "by": [by] } })),
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
        4 => select(&EVENTS[..]).prop_map(|name| json!({ "event": name })),
        1 => select(&EVENTS[..]).prop_map(|name| json!({ "event": { "name": name, "where": { "n": { "atLeast": 2 } } } })),
        1 => Just(json!({ "pageView": true })),
        1 => Just(json!({ "manual": true })),
    ]
}

fn trigger() -> impl Strategy<Value = Json> {
    atom().prop_recursive(2, 6, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 2..4).prop_map(|of| json!({ "any": of })),
            prop::collection::vec(inner.clone(), 2..4).prop_map(|of| json!({ "all": of })),
            (prop::collection::vec(inner, 2..3), duration(100))
                .prop_map(|(of, within)| json!({ "all": { "of": of, "within": within } })),
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

fn condition() -> impl Strategy<Value = Json> {
    leaf().prop_recursive(2, 6, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 1..3).prop_map(|of| json!({ "all": of })),
            prop::collection::vec(inner.clone(), 1..3).prop_map(|of| json!({ "any": of })),
            inner.prop_map(|part| json!({ "not": part })),
        ]
    })
}

fn surface() -> impl Strategy<Value = Json> {
    let text = select(&["Hello", "{{ customer.firstName }}", "{{ cart.value | default: 0 }}"][..]);
    (0u32..4, selector(), text, select(&["top", "bottom"][..]), prop::option::weighted(0.3, duration(100))).prop_map(
        |(kind, anchor, text, edge, hide)| {
            let mut body = match kind {
                0 => json!({ "anchor": anchor, "text": text }),
                1 => json!({ "title": "Stay", "text": text }),
                2 => json!({ "edge": edge, "text": text }),
                _ => return json!({ "cta": { "anchor": anchor, "text": text } }),
            };
            if let Some(hide) = hide {
                body["hideAfter"] = json!(hide);
            }
            json!({ (["tooltip", "popup", "banner"][kind as usize]): body })
        },
    )
}

fn limit() -> impl Strategy<Value = Json> {
    let maybe = || prop::option::weighted(0.25, 1u32..3);
    let span = || prop::option::weighted(0.2, duration(1_000));
    (maybe(), maybe(), maybe(), maybe(), span(), span()).prop_map(|(page, session, day, visitor, cooldown, dismiss)| {
        let mut limit = json!({});
        for (key, value) in [("perPage", page), ("perSession", session), ("perDay", day), ("perVisitor", visitor)] {
            if let Some(value) = value {
                limit[key] = json!(value);
            }
        }
        for (key, value) in [("cooldown", cooldown), ("afterDismiss", dismiss)] {
            if let Some(value) = value {
                limit[key] = json!(value);
            }
        }
        limit
    })
}

fn rule() -> impl Strategy<Value = Json> {
    let emits = select(&EVENTS[..]).prop_map(|name| json!([{ "emit": name }]));
    let does = prop_oneof![6 => surface().prop_map(Ok), 1 => emits.prop_map(Err)];
    let wait = prop_oneof![2 => Just(None), 1 => duration(300).prop_map(Some), 1 => Just(Some("page".into()))];
    let when = prop::option::weighted(0.85, trigger());
    let cond = prop::option::weighted(0.6, condition());
    let delay = prop::option::weighted(0.3, duration(50));
    (when, cond, does, wait, delay, -2i32..3, limit()).prop_map(|(when, cond, does, wait, delay, priority, limit)| {
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
        cond.into_iter().for_each(|cond| rule["if"] = cond);
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
    (prop::collection::vec(rule(), 1..7), modes, most, prop::bool::ANY).prop_map(|(mut rules, mode, most, seen)| {
        for (index, rule) in rules.iter_mut().enumerate() {
            rule["id"] = json!(format!("r{index}"));
        }
        if seen && rules.len() > 1 {
            let id = rules[0]["id"].clone();
            let last = rules.len() - 1;
            rules[last]["if"] = json!({ "seen": id });
        }
        let mut settings = json!({ "withoutStorage": mode, "pageQuery": ["page"] });
        most.into_iter().for_each(|most| settings["maxPerSession"] = json!(most));
        json!({ "version": 1, "settings": settings, "rules": rules })
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
        2 => select(&["pointer", "key", "touch", "wheel"][..]).prop_map(|kind| json!({ "activity": kind })),
        3 => prop::bool::ANY.prop_map(|on| json!({ "visibility": if on { "visible" } else { "hidden" } })),
        2 => (-10i32..10, -2i32..3).prop_map(|(y, speed)| json!({ "exit": { "y": y, "speed": speed } })),
        1 => prop::bool::ANY.prop_map(|composing| json!({ "typing": { "composing": composing } })),
        1 => (selector(), 0u32..=4).prop_map(|(on, ratio)| json!({ "seen": { "on": on, "ratio": f64::from(ratio) / 4.0 } })),
        1 => (selector(), 0u32..=4).prop_map(|(on, share)| json!({ "passed": { "on": on, "share": f64::from(share) / 4.0 } })),
        4 => (select(&EVENTS[..]), 0u32..4).prop_map(|(name, n)| json!({ "event": { "name": name, "props": { "n": n } } })),
        2 => (0u32..100).prop_map(|n| json!({ "facts": { "cart": { "value": n } } })),
        1 => select(vec![json!({ "ready": true }), json!({ "ready": null }), json!({ "customer": { "firstName": "Ada" } }),
            json!({ "customer": null })]).prop_map(|facts| json!({ "facts": facts })),
        1 => Just(json!({ "dom": {} })),
        2 => (0u32..6, prop::bool::ANY).prop_map(|(n, force)| json!({ "trigger": { "rule": format!("r{n}"), "force": force } })),
        1 => (0u32..6).prop_map(|n| json!({ "dismiss": format!("r{n}") })),
        4 => (0u32..6, select(&["dismiss", "click"][..])).prop_map(|(n, is)| json!({ "outcome": { "rule": format!("r{n}"), "is": is } })),
        1 => Just(json!({ "viewport": { "size": [390, 800], "touch": true } })),
    ];
    let pages = prop_oneof![
        (select(&PATHS[..]), 0u32..3).prop_map(|(path, v)| json!({ "url": format!("https://shop.test{path}?v={v}") })),
        select(&PATHS[..]).prop_map(|path| json!({ "pageView": format!("https://shop.test{path}") })),
        Just(json!({ "restore": {} })),
        Just(json!({ "pageEnd": {} })),
    ];
    let elements = prop_oneof![
        (selector(), prop::bool::ANY).prop_map(|(on, is)| json!({ "sample": { "elements": { on: is } } })),
        select(vec![json!([]), json!(["dialog"]), json!(["payment", "quietZone"])])
            .prop_map(|guards| json!({ "sample": { "guards": guards } })),
    ];
    let rights = prop_oneof![
        select(vec![json!("granted"), json!("refused"), json!("unavailable"), json!({ "after": "300ms" })])
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

/// A step of the wall clock in milliseconds.
pub(crate) fn clock_step() -> impl Strategy<Value = i64> {
    const HOUR: i64 = 3_600_000;
    select(vec![HOUR, -HOUR, 24 * HOUR, -24 * HOUR, 87_660 * HOUR, -87_660 * HOUR])
}

/// Something that happens to stored text.
#[derive(Clone, Debug)]
pub(crate) enum Damage {
    /// One bit of one byte.
    Flip(Index, u8),
    /// The rest is missing.
    Cut(Index),
    /// Something else altogether.
    Other(String),
    /// A piece in the middle is doubled.
    Twice(Index),
}

impl Damage {
    /// The damaged text.
    pub(crate) fn apply(&self, text: &str) -> String {
        let mut bytes = text.as_bytes().to_vec();
        match self {
            _ if bytes.is_empty() => {}
            Damage::Flip(at, bit) => {
                let at = at.index(bytes.len());
                bytes[at] ^= 1 << (bit % 8);
            }
            Damage::Cut(at) => bytes.truncate(at.index(bytes.len())),
            Damage::Other(other) => return other.clone(),
            Damage::Twice(at) => {
                let tail = bytes[at.index(bytes.len())..].to_vec();
                bytes.extend(tail);
            }
        }
        String::from_utf8_lossy(&bytes).into_owned()
    }
}

/// Any damage.
pub(crate) fn damage() -> impl Strategy<Value = Damage> {
    prop_oneof![
        4 => (any::<Index>(), any::<u8>()).prop_map(|(at, bit)| Damage::Flip(at, bit)),
        2 => any::<Index>().prop_map(Damage::Cut),
        1 => any::<Index>().prop_map(Damage::Twice),
        1 => any::<String>().prop_map(Damage::Other),
    ]
}

/// Text that looks a little like a ledger.
pub(crate) fn ledger_like() -> impl Strategy<Value = String> {
    prop_oneof![any::<String>(), "opportune1 [0-9]{1,10}( (-?[0-9]{1,20}|\\.|\\+|r0|%[0-9a-f]{2})){0,60}",]
}

/// Any JSON, with the language's own words more often than not.
pub(crate) fn json() -> impl Strategy<Value = Json> {
    const WORDS: [&str; 40] = [
        "rules",
        "id",
        "when",
        "if",
        "show",
        "do",
        "limit",
        "wait",
        "delay",
        "settings",
        "version",
        "dwell",
        "scroll",
        "hover",
        "exitIntent",
        "idle",
        "click",
        "event",
        "pageView",
        "manual",
        "any",
        "all",
        "not",
        "path",
        "cart",
        "value",
        "element",
        "did",
        "seen",
        "tooltip",
        "popup",
        "banner",
        "cta",
        "text",
        "anchor",
        "on",
        "for",
        "events",
        "at",
        "now",
    ];
    let word = prop_oneof![6 => select(&WORDS[..]).prop_map(String::from), 1 => any::<String>()];
    let leaf = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::from),
        any::<f64>().prop_map(|number| json!(number)),
        select(&[0.0, -1.0, 1.0, 2.5, 1e300][..]).prop_map(|number| json!(number)),
        select(&["10s", "50%", "#a", "/cart", "page", "{{ cart.value }}", "{{ x", "2026-01-05T09:00:00Z"][..])
            .prop_map(Json::from),
        word.clone().prop_map(Json::from),
    ];
    leaf.prop_recursive(6, 48, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Json::from),
            prop::collection::vec((word.clone(), inner), 0..6)
                .prop_map(|pairs| Json::Object(pairs.into_iter().collect())),
        ]
    })
}

/// The JSON with another in place of one of its parts.
pub(crate) fn graft(json: &Json, place: Index, other: &Json) -> Json {
    fn parts(json: &Json) -> usize {
        1 + match json {
            Json::Array(items) => items.iter().map(parts).sum(),
            Json::Object(pairs) => pairs.values().map(parts).sum(),
            _ => 0,
        }
    }
    fn put(json: &mut Json, left: &mut usize, other: &Json) {
        if *left == 0 {
            *json = other.clone();
            *left = usize::MAX;
            return;
        }
        *left -= 1;
        match json {
            Json::Array(items) => items.iter_mut().for_each(|item| put(item, left, other)),
            Json::Object(pairs) => pairs.values_mut().for_each(|item| put(item, left, other)),
            _ => {}
        }
    }
    let mut copy = json.clone();
    let mut left = place.index(parts(json));
    put(&mut copy, &mut left, other);
    copy
}

fn number() -> impl Strategy<Value = f64> {
    prop_oneof![4 => 0.0..3_000.0, 1 => any::<f64>(), 1 => select(vec![f64::NAN, f64::INFINITY, f64::NEG_INFINITY, -1.0, 0.0, 1e308])]
}

fn instant() -> impl Strategy<Value = i64> {
    prop_oneof![6 => 0i64..100_000, 1 => any::<i64>(), 1 => select(vec![i64::MIN, i64::MAX, 0, -1])]
}

fn spots() -> impl Strategy<Value = Vec<SelectorIx>> {
    prop::collection::vec(prop_oneof![4 => 0u32..4, 1 => any::<u32>()].prop_map(SelectorIx), 0..3)
}

fn stored() -> impl Strategy<Value = Stored> {
    prop_oneof![ledger_like().prop_map(Stored::Text), Just(Stored::Nothing), Just(Stored::Unavailable)]
}

fn key() -> impl Strategy<Value = String> {
    prop_oneof![4 => (0u32..6, 0u32..2).prop_map(|(rule, action)| format!("r{rule}#{action}")), 1 => any::<String>()]
}

fn value() -> impl Strategy<Value = Value> {
    json().prop_map(|json| super::json::convert(&json))
}

/// Any input, at any time.
pub(crate) fn input() -> impl Strategy<Value = (i64, i64, Input)> {
    (instant(), instant(), prop_oneof![known_input(), any_input()])
}

fn known_input() -> impl Strategy<Value = Input> {
    let consent = || select(vec![ConsentState::Pending, ConsentState::Granted, ConsentState::Denied]);
    prop_oneof![
        Just(Input::Wake),
        (select(&PATHS[..]), any::<String>(), any::<bool>(), any::<bool>()).prop_map(
            |(path, referrer, visible, restored)| {
                Input::PageView(PageView { url: format!("https://shop.test{path}"), referrer, visible, restored })
            }
        ),
        any::<String>().prop_map(Input::Url),
        Just(Input::PageEnd),
        any::<bool>().prop_map(Input::Visibility),
        select(vec![Activity::Pointer, Activity::Key, Activity::Touch, Activity::Wheel]).prop_map(Input::Activity),
        (consent(), consent(), consent()).prop_map(|(functional, analytics, personalization)| {
            Input::Consent(Consent { functional, analytics, personalization })
        }),
        Just(Input::Dom),
        stored().prop_map(Input::Synced),
        stored().prop_map(Input::Merge),
        (0u32..7, any::<bool>()).prop_map(|(n, force)| Input::Trigger { rule: format!("r{n}"), force }),
        prop::option::of((0u32..7).prop_map(|n| format!("r{n}"))).prop_map(Input::Dismiss),
        (key(), 0u32..4, any::<String>(), any::<u32>()).prop_map(|(key, kind, text, button)| {
            let is = match kind {
                0 => Outcome::Drawn,
                1 => Outcome::NotDrawn(text),
                2 => Outcome::Click(button % 3),
                _ => Outcome::Dismiss(text),
            };
            Input::Outcome { key, is }
        }),
    ]
}

fn any_input() -> impl Strategy<Value = Input> {
    let maybe_spot = || prop::option::of(prop_oneof![4 => 0u32..4, 1 => any::<u32>()].prop_map(SelectorIx));
    let spot = || (0u32..5).prop_map(SelectorIx);
    prop_oneof![
        (number(), number(), any::<bool>()).prop_map(|(width, height, coarse)| Input::Viewport {
            width,
            height,
            coarse
        }),
        (maybe_spot(), number(), number()).prop_map(|(container, height, view)| Input::Height {
            container,
            height,
            view
        }),
        (spots(), any::<bool>(), any::<Option<u32>>()).prop_map(|(over, touch, widget)| Input::Pointer {
            over,
            touch,
            widget
        }),
        (spots(), any::<bool>(), any::<Option<u32>>()).prop_map(|(on, keyboard, widget)| Input::Focus {
            on,
            keyboard,
            widget
        }),
        (spot(), number()).prop_map(|(on, ratio)| Input::Seen { on, ratio }),
        (maybe_spot(), number()).prop_map(|(container, top)| Input::Scroll { container, top }),
        (spot(), number()).prop_map(|(on, share)| Input::Passed { on, share }),
        (number(), number(), any::<u32>(), number(), any::<[bool; 3]>()).prop_map(
            |(y, speed, buttons, since, [a, b, c])| {
                Input::Exit(Exit {
                    y,
                    speed,
                    buttons,
                    related: a,
                    native: b,
                    since_enter: since,
                    since_press: since,
                    touch: c,
                })
            }
        ),
        spots().prop_map(Input::Click),
        any::<bool>().prop_map(|composing| Input::Typing { composing }),
        value().prop_map(Input::Facts),
        (prop_oneof![select(&EVENTS[..]).prop_map(String::from), any::<String>()], value())
            .prop_map(|(name, props)| { Input::Event(Event { name, props, source: Source::Track }) }),
        (prop::collection::vec((any::<u32>(), value()), 0..3), any::<u32>()).prop_map(|(elements, guards)| {
            let elements = elements.into_iter().map(|(ix, value)| (ElementIx(ix % 5), value)).collect();
            Input::Sampled(Sampled { elements, guards })
        }),
    ]
}

/// What must hold of any list of decisions: nothing is shown twice at once, one popup at a time, one banner per edge, two
/// tooltips; and with a store that works, no rule more often than ever allowed.
pub(crate) fn check_shown(set: &RuleSet, decisions: &[Value], has_store: bool) -> Result<(), String> {
    let mut open: Vec<(String, String)> = Vec::new();
    let mut counts = vec![0u32; set.rules.len()];
    for one in decisions {
        let field = |key: &str| one.get(key).and_then(Value::text).unwrap_or("").to_string();
        let (rule, did) = (field("rule"), field("did"));
        match did.as_str() {
            "hidden" => open.retain(|(known, _)| *known != rule),
            // A load takes everything with it; the trace does not speak of it.
            "shown" => {
                let edge = one.get("view").and_then(|view| view.get("edge")).and_then(Value::text).unwrap_or("");
                open.push((rule.clone(), format!("{} {edge}", field("surface"))));
                let place = set.rules.iter().position(|known| known.id == rule).ok_or("an unknown rule was shown")?;
                counts[place] += 1;
            }
            _ => {}
        }
    }
    for (rule, count) in set.rules.iter().zip(counts) {
        let most = rule.limit.per_visitor.filter(|_| has_store && rule.trigger.is_some());
        if most.is_some_and(|most| count > most) {
            return Err(format!("{} was shown {count} times", rule.id));
        }
    }
    Ok(())
}
