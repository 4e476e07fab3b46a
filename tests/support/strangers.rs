//! Rules that never do anything: they wait for an event that nobody tells of. But whatever else a rule can ask, listen
//! for or count is in them, so that everything that the others are numbered by is another number.

use proptest::prelude::*;
use proptest::sample::{select, Index};
use serde_json::{json, Value as Json};

use super::any::{atom, condition};

/// Some of them, each with the place where it comes in.
pub(crate) fn strangers() -> impl Strategy<Value = Vec<(Index, Json)>> {
    let one = (any::<Index>(), atom(), condition(), prop::bool::ANY, select(&["#x", "#y", "#a"][..]), 0u32..3);
    prop::collection::vec(one, 1..5).prop_map(|all| {
        let rule = |(number, (place, atom, cond, is_first, anchor, tag)): (usize, (Index, Json, Json, bool, &str, u32))| {
            let never = json!({ "event": { "name": format!("never{number}"), "where": { "s": { "matches": format!("^{number}$") } } } });
            let of = if is_first { json!([never, atom]) } else { json!([atom, never]) };
            let cond = json!({ "all": [cond, { "did": { "event": format!("x{number}"), "within": "1h" } }, { "query": { "x": { "matches": format!("x{number}") } } }] });
            let mut rule = json!({
                "id": format!("x{number}"), "when": { "sequence": of }, "if": cond, "priority": 3,
                "show": { "tooltip": { "anchor": anchor, "text": "Never" } },
            });
            if tag > 0 {
                rule["tags"] = json!(format!("x{tag}"));
            }
            (place, rule)
        };
        all.into_iter().enumerate().map(rule).collect()
    })
}

/// The rules with those among them, and counters of theirs before all others.
pub(crate) fn among(rules: &Json, strangers: &[(Index, Json)]) -> Json {
    let mut all = rules.clone();
    let list = all["rules"].as_array_mut().expect("rules");
    for (place, rule) in strangers {
        list.insert(place.index(list.len() + 1), rule.clone());
    }
    let mut quotas = json!({ "x1": { "perSession": 1 }, "x2": { "perPage": 1 } });
    for (name, limit) in rules["settings"]["quotas"].as_object().into_iter().flatten() {
        quotas[name] = limit.clone();
    }
    all["settings"]["quotas"] = quotas;
    all
}
