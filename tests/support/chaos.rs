//! Generators of what is not valid: damage, any JSON, any inputs. And what must hold all the same.

use opportune::engine::input::{
    Activity, Click, Consent, ConsentState, Event, Exit, Input, Outcome, PageView, Sampled, Stored,
};
use opportune::ruleset::model::{Deed, ElementIx, RuleSet, SelectorIx, Source};
use opportune::ruleset::value::Value;
use proptest::prelude::*;
use proptest::sample::{select, Index};
use serde_json::{json, Value as Json};

use super::any::{EVENTS, PATHS};

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
    prop_oneof![any::<String>(), "opportune2 [0-9]{1,10}( (-?[0-9]{1,20}|\\.|\\+|r0|%[0-9a-f]{2})){0,60}",]
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
    prop_oneof![
        ledger_like().prop_map(Stored::Text),
        Just(Stored::Nothing),
        Just(Stored::Unavailable),
        Just(Stored::Refused)
    ]
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
        prop::collection::vec(0u32..9, 0..3).prop_map(Input::Left),
        (0u32..7, any::<bool>()).prop_map(|(n, force)| Input::Trigger { rule: format!("r{n}"), force }),
        prop::option::of((0u32..7).prop_map(|n| format!("r{n}"))).prop_map(Input::Dismiss),
        (key(), 0u32..5, any::<String>(), any::<u32>()).prop_map(|(key, kind, text, button)| {
            let is = match kind {
                0 => Outcome::Drawn,
                1 => Outcome::NotDrawn(text),
                2 => Outcome::Click(button % 3),
                3 => Outcome::Take(button),
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
        (spot(), 0u32..3, number()).prop_map(|(on, which, ratio)| Input::Seen { on, which, ratio }),
        spot().prop_map(Input::Appears),
        (spot(), number(), 0u32..5).prop_map(|(on, share, state)| Input::Media { on, share, state }),
        spots().prop_map(Input::Copy),
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
        (spots(), number(), number(), any::<[bool; 2]>())
            .prop_map(|(on, x, y, [field, answered])| Input::Click(Click { on, x, y, field, answered })),
        (select(vec![Deed::Input, Deed::Submit, Deed::Invalid]), spots(), any::<Option<u32>>())
            .prop_map(|(what, on, length)| Input::Field { what, on, length }),
        Just(Input::Forget),
        any::<bool>().prop_map(|composing| Input::Typing { composing }),
        value().prop_map(|value| Input::Facts(value.into())),
        (prop_oneof![select(&EVENTS[..]).prop_map(String::from), any::<String>()], value())
            .prop_map(|(name, props)| { Input::Event(Event { name, props, source: Source::Track }) }),
        (prop::collection::vec((any::<u32>(), value()), 0..3), any::<u32>()).prop_map(|(elements, guards)| {
            let elements = elements.into_iter().map(|(ix, value)| (ElementIx(ix % 5), value)).collect();
            Input::Sampled(Sampled { elements, guards })
        }),
    ]
}

/// What must hold of any journey: with a store that works, no rule makes more impressions than it ever may.
pub(crate) fn check_caps(set: &RuleSet, events: &[Value]) -> Result<(), String> {
    for rule in &set.rules {
        let is_one = |one: &&Value| {
            let has = |key: &str, text: &str| one.get(key).and_then(Value::text) == Some(text);
            has("rule", &rule.id) && has("name", "opportune_impression")
        };
        let count = events.iter().filter(is_one).count();
        if rule.limit.per_visitor.is_some_and(|most| count > most as usize) {
            return Err(format!("{} was seen {count} times", rule.id));
        }
    }
    Ok(())
}

/// What must hold at every instant: nothing is shown twice at once, and no place on the screen is taken twice.
pub(crate) fn check_screen(decisions: &[Value]) -> Result<(), String> {
    let mut open: Vec<(String, String)> = Vec::new();
    for one in decisions {
        let field = |key: &str| one.get(key).and_then(Value::text).unwrap_or("").to_string();
        let rule = field("rule");
        match field("did").as_str() {
            "hidden" => open.retain(|(known, _)| *known != rule),
            "blocked" if ["not_found", "not_visible", "many", "contested"].contains(&field("reason").as_str()) => {
                open.retain(|(known, _)| *known != rule);
            }
            "shown" => {
                let of = |name: &str| one.get("view").and_then(|view| view.get(name)).and_then(Value::text);
                let edge = of("edge").or(of("place")).unwrap_or("");
                // Of toasts there are two, wherever they are.
                let is_free = |number: &usize| !open.iter().any(|(_, place)| *place == format!("toast {number}"));
                let place = match field("surface").as_str() {
                    "toast" => format!("toast {}", (0..2).find(is_free).unwrap_or(0)),
                    surface => format!("{surface} {edge} {}", field("anchor")),
                };
                if open.iter().any(|(known, taken)| *known == rule || *taken == place) {
                    return Err(format!("{rule} was shown at {} where {place} was taken", field("at")));
                }
                open.push((rule, place));
                if open.iter().filter(|(_, place)| place.starts_with("tooltip")).count() > 2 {
                    return Err(format!("a third tooltip at {}", field("at")));
                }
            }
            _ => {}
        }
    }
    Ok(())
}
