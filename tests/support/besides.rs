//! Generators of what a rule may have besides: guards, shares of visitors, tags, overrides by device; and of goals.

use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{json, Value as Json};

use super::any::{atom, condition, duration};

/// What a rule may have besides: guards, a share of visitors, a tag, and what is otherwise on other devices.
pub(super) fn besides() -> impl Strategy<Value = Json> {
    let guard = || prop::option::weighted(0.15, atom());
    let share = prop::option::weighted(0.1, select(&["50%", "90%", "100%"][..]));
    let tag = prop::option::weighted(0.15, select(&["t1", "t2", "t3"][..]));
    let patch = prop_oneof![
        prop::bool::ANY.prop_map(|enabled| json!({ "enabled": enabled })),
        (-2i32..3).prop_map(|priority| json!({ "priority": priority })),
        limit().prop_map(|limit| json!({ "limit": limit })),
        condition().prop_map(|cond| json!({ "if": null, "interrupts": true, "meta": { "was": cond } })),
    ];
    let on = prop::option::weighted(0.15, (select(&["mobile", "tablet", "desktop"][..]), patch));
    (guard(), guard(), share, tag, on).prop_map(|(cancel, hide, share, tag, on)| {
        let mut more = json!({});
        cancel.into_iter().for_each(|trigger| more["cancelOn"] = trigger);
        hide.into_iter().for_each(|trigger| more["hideOn"] = trigger);
        share.into_iter().for_each(|share| more["rollout"] = json!(share));
        tag.into_iter().for_each(|tag| more["tags"] = json!(tag));
        on.into_iter().for_each(|(device, patch)| more["on"] = json!({ (device): patch }));
        more
    })
}

pub(super) fn limit() -> impl Strategy<Value = Json> {
    let maybe = || prop::option::weighted(0.25, 1u32..3);
    let span = || prop::option::weighted(0.2, duration(1_000));
    let shared = prop::option::weighted(0.1, select(&["k1", "k2"][..]));
    let all = (maybe(), maybe(), maybe(), maybe(), span(), span(), shared);
    all.prop_map(|(page, session, day, visitor, cooldown, dismiss, key)| {
        let mut limit = json!({});
        key.into_iter().for_each(|key| limit["key"] = json!(key));
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

/// Arms that differ where the rule shows, fires, or in the page view. Most visitors are in the last one.
pub(super) fn experiment(sort: usize, is_firing: bool) -> Json {
    let mut last = json!({ "id": "b", "weight": 3 });
    match sort {
        0 => last["meta"] = json!({ "arm": "b" }),
        1 if is_firing => last["delay"] = json!("1s"),
        2 if is_firing => last["cancelOn"] = json!({ "event": "e1" }),
        3 => last["if"] = json!({ "path": "/a*" }),
        4 => last["when"] = json!({ "dwell": "2s" }),
        _ => last["hideOn"] = json!({ "event": "e2" }),
    }
    json!({ "variants": [{ "id": "none", "control": true }, { "id": "a" }, last] })
}

/// Whatever makes a rule fire can make a goal happen: goals of all sorts, and a funnel of them.
pub(crate) fn goals(set: &mut Json) {
    let (mut all, mut steps) = (json!({}), Vec::new());
    for (index, rule) in set["rules"].as_array().into_iter().flatten().enumerate() {
        let Some(when) = rule.get("when").filter(|when| !when.to_string().contains("\"manual\"")) else { continue };
        let name = format!("g{index}");
        let count = ["visitor", "session", "page", "each"][index % 4];
        all[&name] = json!({ "when": when, "count": count });
        if let Some(cond) = rule.get("if").filter(|_| index % 2 == 0) {
            all[&name]["if"] = cond.clone();
        }
        steps.push(json!({ "goal": name, "optional": index % 3 == 2 && !steps.is_empty() }));
    }
    if steps.len() > 1 {
        set["funnels"] = json!({ "f": { "steps": steps, "within": "1h" } });
    }
    set["goals"] = all;
}

/// What a trigger may watch: nothing that the page must be asked for.
pub(super) fn watching() -> impl Strategy<Value = Json> {
    prop_oneof![
        2 => (0u32..100).prop_map(|n| json!({ "cart": { "value": { "above": n } } })),
        1 => condition().prop_filter("the page is not asked", |cond| !cond.to_string().contains("\"element\"")),
    ]
}
