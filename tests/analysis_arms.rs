//! Static analysis of rules with experiments.
#![cfg(feature = "dev")]

#[path = "support/mod.rs"]
mod support;

use opportune::analyze::worst_case;
use serde_json::{json, Value as Json};
use support::analysis::{codes, set};
use support::json::convert;

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

/// The most that any arm can bring, with a visitor who is in it.
#[test]
fn the_worst_case_is_that_of_the_worst_arm() {
    let brief = |rules: &Json| -> Vec<(Option<u32>, u32)> {
        worst_case(&convert(rules)).iter().map(|one| (one.most, one.shown)).collect()
    };
    let popup = |variants: Json, more: Json| {
        let mut rule = json!({ "id": "a", "when": { "dwell": "5s" }, "show": { "popup": "Hi" },
            "limit": { "perSession": 2, "perDay": 3 }, "experiment": { "variants": variants } });
        more.as_object().unwrap().iter().for_each(|(key, value)| rule[key] = value.clone());
        rule
    };
    let capped = [(Some(1), 1), (Some(2), 2), (Some(3), 3)];
    let control = json!({ "id": "none", "control": true });
    assert_eq!(brief(&set(&[popup(json!([control, { "id": "b" }]), json!({}))])), capped);
    let later = json!({ "id": "b", "when": { "dwell": "9s" }, "delay": "2s" });
    assert_eq!(brief(&set(&[popup(json!([{ "id": "a" }, later]), json!({}))])), capped);
    // As it is written it cannot show, and in an arm it can; and the other way round.
    let never = json!({ "all": [{ "path": "/a" }, { "path": "/b" }] });
    let once = json!({ "id": "b", "if": { "all": null, "pageViews": 1 } });
    let only = [(Some(1), 1), (Some(1), 1), (Some(3), 3)];
    assert_eq!(brief(&set(&[popup(json!([control, once]), json!({ "if": never }))])), only);
    assert_eq!(brief(&set(&[popup(json!([control, { "id": "b", "if": never }]), json!({}))])), [(Some(0), 0); 3]);
    // Whoever a fact tells apart may be in one arm after the other.
    let by = json!({ "experiment": { "by": "customer.id", "variants": [{ "id": "a" }, later] } });
    assert_eq!(brief(&set(&[popup(json!([]), by)]))[1..], capped[1..]);
    // Without a cap there is no bound, as ever.
    let free = json!({ "limit": { "perPage": 1 } });
    assert_eq!(brief(&set(&[popup(json!([{ "id": "a" }, { "id": "b" }]), free)]))[1].0, None);
}

/// Journeys are those of visitors whom rules are for; where there are none, there is nothing.
#[test]
fn the_worst_case_is_that_of_visitors_who_see_something() {
    let brief = |holdout: &str, rollouts: [&str; 2]| -> Vec<(Option<u32>, u32)> {
        let popup = |rollout: &str, time: &str| {
            json!({ "when": { "dwell": time }, "rollout": rollout,
            "show": { "popup": "Hi" }, "limit": { "perSession": 2, "perDay": 3 } })
        };
        let mut rules = set(&[popup(rollouts[0], "5s"), popup(rollouts[1], "9s")]);
        rules["settings"] = json!({ "holdout": holdout });
        worst_case(&convert(&rules)).iter().map(|one| (one.most, one.shown)).collect()
    };
    let both = [(Some(2), 2), (Some(4), 4), (Some(6), 6)];
    assert_eq!(brief("0%", ["100%"; 2]), both);
    for holdout in ["1%", "50%", "99%", "99.9%"] {
        assert_eq!(brief(holdout, ["100%"; 2]), both, "{holdout}");
    }
    assert_eq!(brief("100%", ["100%"; 2]), [(Some(0), 0); 3]);
    assert_eq!(brief("20%", ["10%", "5%"]), both);
    assert_eq!(brief("0%", ["0%", "3%"]), [(Some(1), 1), (Some(2), 2), (Some(3), 3)]);
    assert_eq!(brief("0%", ["0%"; 2]), [(Some(0), 0); 3]);
}

/// Selectors without a sign name elements, and few of those there are.
#[test]
fn selectors_that_name_no_element() {
    let said = |more: Json| -> Vec<String> {
        let mut rule = json!({ "id": "a", "when": { "dwell": "5s" }, "show": { "banner": "Hi" } });
        more.as_object().unwrap().iter().for_each(|(key, value)| rule[key] = value.clone());
        codes(&set(&[rule]), true)
    };
    let tooltip = |anchor: &str| json!({ "tooltip": { "anchor": anchor, "text": "Hi" } });
    assert_eq!(said(json!({ "when": { "click": "coupon" } })), ["/rules/0/when/click no_element"]);
    assert_eq!(
        said(json!({ "when": { "any": [{ "hover": { "on": ["#a", "div > price"] } }] } })),
        ["/rules/0/when/any/0/hover/on/1 no_element"]
    );
    assert_eq!(said(json!({ "if": { "not": { "element": "sold_out" } } })), ["/rules/0/if/not/element no_element"]);
    assert_eq!(said(json!({ "show": tooltip("Buy now") })), ["/rules/0/show/tooltip/anchor no_element"]);
    for css in [
        "#coupon",
        "main h1.title",
        "shop-cart >>> button",
        "[name=coupon] > b",
        "form :is(x, y)",
        "svg path",
        "*",
        "LI:first-child",
    ] {
        assert_eq!(said(json!({ "when": { "click": css }, "show": tooltip(css) })), [""; 0], "{css}");
    }
}

/// What a text is compared with is rarely meant letter by letter where it looks like this.
#[test]
fn slips_in_what_is_compared() {
    let said = |cond: Json| -> Vec<String> {
        codes(&set(&[json!({ "id": "a", "when": { "dwell": "5s" }, "if": cond, "show": { "banner": "Hi" } })]), true)
    };
    for (cond, code) in [
        (json!({ "url": "contains sale" }), "/rules/0/if/url operator_in_text"),
        (json!({ "url": "/checkout" }), "/rules/0/if/url no_url"),
        (json!({ "url": { "startsWith": "shop.test" } }), "/rules/0/if/url/startsWith no_url"),
        (json!({ "referrer": ["https://a.test/*", "google.com"] }), "/rules/0/if/referrer/1 no_url"),
        (json!({ "path": "/a/.*" }), "/rules/0/if/path expression_in_pattern"),
        (json!({ "path": "/a|/b" }), "/rules/0/if/path expression_in_pattern"),
        (json!({ "landingPath": "/a?x=1" }), "/rules/0/if/landingPath no_path"),
        (json!({ "path": { "is": "/a?x=1" } }), "/rules/0/if/path/is no_path"),
        (json!({ "path": { "startsWith": "sale" } }), "/rules/0/if/path/startsWith no_path"),
        (json!({ "path": { "in": ["/a*", "/b"] } }), "/rules/0/if/path/in/0 star_in_text"),
        (json!({ "not": { "title": "*Sale*" } }), "/rules/0/if/not/title star_in_text"),
        (json!({ "cart": { "has": { "sku": "BOOT*" } } }), "/rules/0/if/cart/has/sku star_in_text"),
        (json!({ "cart": { "value": "> 50" } }), "/rules/0/if/cart/value operator_in_text"),
        (json!({ "cart": { "count": "2" } }), "/rules/0/if/cart/count number_in_text"),
        (json!({ "fact": { "x": "at least 3" } }), "/rules/0/if/fact/x operator_in_text"),
        (json!({ "fact": { "x": { "matches": "/abc/i" } } }), "/rules/0/if/fact/x/matches slashes_in_pattern"),
    ] {
        assert_eq!(said(cond.clone()), [code], "{cond}");
    }
    for cond in [
        json!({ "url": "https://shop.test/*" }),
        json!({ "url": "*sale*", "referrer": { "contains": "google" } }),
        json!({ "url": { "startsWith": "https" } }),
        json!({ "referrer": { "is": "", "else": "" } }),
        json!({ "path": { "matches": "/sale/" } }),
        json!({ "path": ["/a*", "*b", "/c?x=*"], "query": { "ref": "a-b" } }),
        json!({ "fact": { "note": "<b>", "arrow": "-> x", "size": "<M" } }),
        json!({ "cart": { "coupon": "SAVE10", "value": { "above": { "EUR": 50 } } } }),
        json!({ "did": { "event": "x", "where": { "plan": "pro" } }, "schedule": { "hours": "09:00-10:00" } }),
    ] {
        assert_eq!(said(cond.clone()), [""; 0], "{cond}");
    }
}
