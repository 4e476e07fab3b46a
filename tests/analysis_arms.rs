//! Static analysis of rules with experiments.
#![cfg(feature = "dev")]

#[path = "support/mod.rs"]
mod support;

use serde_json::{json, Value as Json};
use support::analysis::{codes, set};

/// What holds in one arm of an experiment only is no finding; nor is what hangs on a rule that a control does not show.
#[test]
fn findings_hold_in_every_arm() {
    let never = json!({ "dwell": "5s" });
    let cond = json!({ "all": [{ "path": "/a" }, { "path": "/b" }] });
    let good = json!({ "path": "/a" });
    let rule = |cond: &Json, variants: Json| {
        set(&[json!({ "id": "a", "when": never, "if": cond, "experiment": { "variants": variants },
            "show": { "banner": { "edge": "top", "text": "x" } } })])
    };
    let arm = |cond: Json| json!({ "id": "b", "if": cond });
    assert_eq!(
        codes(&rule(&cond, json!([{ "id": "a" }, { "id": "b" }])), false),
        ["/rules/0/if/all/0/path never_true"]
    );
    assert_eq!(codes(&rule(&cond, json!([{ "id": "a" }, arm(json!({ "all": null, "path": "/a" }))])), false), [""; 0]);
    assert_eq!(codes(&rule(&good, json!([{ "id": "a" }, arm(json!({ "all": [{ "path": "/b" }] }))])), false), [""; 0]);
    let wide = |variants: Json| {
        let popup = |text: &str| json!({ "when": { "exitIntent": true }, "show": { "popup": text }, "limit": { "perPage": "any" } });
        let mut first = popup("Stay");
        if !variants.is_null() {
            first["experiment"] = json!({ "variants": variants });
        }
        set(&[first, popup("Please stay")])
    };
    let plain = codes(&wide(Json::Null), false);
    assert_eq!(plain, ["/rules/1 always_outranked"]);
    assert_eq!(codes(&wide(json!([{ "id": "none", "control": true }, { "id": "a" }])), false), [""; 0]);
}
