//! The worst case of rules that share counters: quotas of tags, and `limit.key`; and of what counts by default.
#![cfg(feature = "dev")]

#[path = "support/mod.rs"]
mod support;

use opportune::analyze::worst_case;
use serde_json::{json, Value as Json};
use support::json::convert;

/// Bound and journey for a page view, a session and a day.
fn worst(settings: Json, rules: &[Json]) -> [(Option<u32>, u32); 3] {
    let all = worst_case(&convert(&json!({ "version": 1, "settings": settings, "rules": rules })));
    [0, 1, 2].map(|at| (all[at].most, all[at].shown))
}

fn popup(id: &str, dwell: &str, more: Json) -> Json {
    let mut rule = json!({ "id": id, "when": { "dwell": dwell }, "show": { "popup": "Hi" } });
    more.as_object().unwrap().iter().for_each(|(key, value)| rule[key] = value.clone());
    rule
}

/// Three popups, the first two of one tag.
fn tagged() -> [Json; 3] {
    let tag = json!({ "tags": ["offer"], "limit": { "perSession": 5, "perDay": 5 } });
    [
        popup("a", "5s", tag.clone()),
        popup("b", "9s", tag),
        popup("c", "13s", json!({ "limit": { "perSession": 2, "perDay": 3 } })),
    ]
}

#[test]
fn a_quota_holds_all_that_have_its_tag() {
    let with = |quota: Json| worst(json!({ "quotas": { "offer": quota } }), &tagged());
    assert_eq!(with(json!({ "perSession": 1 })), [(Some(3), 2), (Some(3), 3), (Some(13), 13)]);
    assert_eq!(with(json!({ "perPage": 1 })), [(Some(2), 2), (Some(12), 12), (Some(13), 13)]);
    assert_eq!(with(json!({ "perDay": 2 })), [(Some(3), 3), (Some(12), 4), (Some(5), 5)]);
    assert_eq!(with(json!({ "perVisitor": 1 })), [(Some(2), 2), (Some(3), 3), (Some(4), 4)]);
}

#[test]
fn each_rule_is_held_against_the_tag_that_takes_most_off() {
    let both = json!({ "tags": ["x", "y"], "limit": { "perSession": 9 } });
    let rules = [
        popup("a", "5s", both.clone()),
        popup("b", "9s", both),
        popup("c", "13s", json!({ "tags": ["y"], "limit": { "perSession": 9 } })),
    ];
    let quotas = json!({ "quotas": { "x": { "perSession": 4 }, "y": { "perSession": 6 } } });
    assert_eq!(worst(quotas, &rules)[1], (Some(6), 6));
}

#[test]
fn a_shared_key_holds_all_that_have_it() {
    let keyed = |most: u32| json!({ "limit": { "key": "k", "perSession": most } });
    // The one that may show more has the last word.
    assert_eq!(
        worst(json!({}), &[popup("a", "5s", keyed(1)), popup("b", "9s", keyed(3))])[..2],
        [(Some(1), 1), (Some(3), 3)]
    );
    // One without a limit is held by nothing.
    let free = popup("b", "9s", json!({ "limit": { "key": "k" } }));
    assert_eq!(worst(json!({}), &[popup("a", "5s", keyed(1)), free])[1].0, None);
}

/// Once in a page view is the default of whatever nobody asked for, and a bound.
#[test]
fn what_nobody_asked_for_shows_once_in_a_page_view() {
    let most = |when: Json| worst(json!({}), &[json!({ "id": "a", "when": when, "show": { "popup": "Hi" } })])[0].0;
    for when in [
        json!({ "turns": { "fact": { "level": 1 } } }),
        json!({ "visible": "#a" }),
        json!({ "rageClick": true }),
        json!({ "deadClick": true }),
        json!({ "copy": "#a" }),
        json!({ "submit": "#a" }),
        json!({ "event": "x" }),
    ] {
        assert_eq!(most(when.clone()), Some(1), "{when}");
    }
    for when in
        [json!({ "click": "#a" }), json!({ "hover": "#a" }), json!({ "focus": "#a" }), json!({ "manual": true })]
    {
        assert_eq!(most(when.clone()), None, "{when}");
    }
}
