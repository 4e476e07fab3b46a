//! Advice: what it says of pressure and of slips of the pen, and that it leaves alone what we ship.
#![cfg(feature = "dev")]

#[path = "support/mod.rs"]
mod support;

use opportune::analyze::{findings, Options};
use serde_json::{json, Value as Json};
use support::analysis::{files, found, set};
use support::json::convert;

/// The advice about a rule set.
fn advice(rules: &Json) -> Vec<String> {
    let all = found(rules, &[]);
    all.iter().filter(|one| one.is_advice).map(|one| format!("{} {}", one.path, one.code)).collect()
}

#[test]
fn pressure_is_advised_against() {
    let shown = |when: Json, cond: Json, show: Json| json!({ "when": when, "if": cond, "limit": { "perSession": 1 }, "show": show });
    let anywhere = json!({ "path": "*" });
    let popup = json!({ "popup": { "title": "Ten percent", "buttons": ["Nein danke, ich zahle lieber mehr"] } });
    let soon = json!({ "dwell": "4s" });
    assert_eq!(
        advice(&set(&[shown(soon.clone(), anywhere.clone(), popup)])),
        ["/rules/0/when modal_on_phone", "/rules/0/show/popup/buttons/0 shames"]
    );
    let plain = json!({ "popup": { "title": "Ten percent", "buttons": ["No thanks, I have one"] } });
    assert_eq!(advice(&set(&[shown(json!({ "dwell": "5s" }), anywhere.clone(), plain.clone())])), [""; 0]);
    assert_eq!(advice(&set(&[shown(soon, json!({ "device": ["desktop", "tablet"] }), plain)])), [""; 0]);
    let alone = json!({ "when": { "dwell": "9s" }, "show": { "countdown": { "for": "15m" } } });
    assert_eq!(advice(&set(std::slice::from_ref(&alone))), ["/rules/0/show/countdown countdown_alone"]);
    let mut ends = alone;
    ends["schedule"] = json!({ "to": "2099-11-30" });
    let dated = json!({ "when": { "dwell": "9s" }, "show": { "countdown": "2099-11-30" } });
    assert_eq!(advice(&set(&[ends, dated])), [""; 0]);
}

/// The widget goes with its countdown, and what it offers with it.
#[test]
fn a_personal_offer_is_no_pressure() {
    let clock = |key: &str| json!({ "countdown": { "for": "2h", "key": key } });
    let rule = |content: Json| json!({ "when": { "dwell": "9s" }, "show": { "banner": { "text": "Held for you", "content": content } } });
    let offer = rule(json!([{ "coupon": "WELCOME10" }, clock("welcome")]));
    let reminder = rule(json!([clock("welcome")]));
    let mut told = rule(json!([clock("basket")]));
    told["show"]["banner"]["buttons"] = json!([{ "text": "Hold it", "do": [{ "call": "reserve" }] }]);
    let mut known = rule(json!([clock("other")]));
    known["if"] = json!({ "fact": { "offer.open": true } });
    assert_eq!(advice(&set(&[offer.clone(), reminder.clone(), told, known])), [""; 0]);
    // The same without the rule that has the offer, beside a code of another clock.
    let other = rule(json!([{ "coupon": "WELCOME10" }, clock("another")]));
    let mut linked = rule(json!([clock("basket")]));
    linked["show"]["banner"]["buttons"] = json!([{ "text": "Hurry", "href": "/sale" }]);
    assert_eq!(
        advice(&set(&[reminder, other, linked])),
        [
            "/rules/0/show/banner/content/0/countdown countdown_alone",
            "/rules/2/show/banner/content/0/countdown countdown_alone"
        ]
    );
}

#[test]
fn pressure_is_found_wherever_words_are_shown() {
    let rule = |show: Json| json!({ "when": { "dwell": "9s" }, "limit": { "perSession": 1 }, "show": show });
    let shames = json!({ "popup": { "title": "Ten percent", "buttons": [{ "text": { "t": "no" } }, { "text": { "en": "No", "de": "Nein" } }] } });
    let plain = json!({ "popup": { "title": "Ten percent", "buttons": ["No"] } });
    let mut set = set(&[rule(shames.clone()), rule(plain)]);
    set["texts"] = json!({ "no": { "en": "No", "fr": "Non merci, je préfère payer" } });
    set["rules"][1]["experiment"] = json!({ "variants": [{ "id": "a" }, { "id": "b", "show": shames }] });
    assert_eq!(
        advice(&set),
        [
            "/rules/0/show/popup/buttons/0/text shames",
            "/rules/1/experiment/variants/1/show/popup/buttons/0/text shames"
        ]
    );
}

#[test]
fn numbers_that_are_typed_in_are_advised_against() {
    let rule = |show: Json| json!({ "when": { "dwell": "9s" }, "limit": { "perSession": 1 }, "show": show });
    let typed = rule(json!({ "tooltip": { "anchor": "#buy", "text": ["Be quick. ", { "strong": "Only 3 left!" }] } }));
    let known = rule(json!({ "banner": "Only {{ product.stock }} left" }));
    let data =
        json!({ "when": { "dwell": "9s" }, "do": [{ "emit": { "name": "x", "props": { "said": "Only 3 left" } } }] });
    assert_eq!(advice(&set(&[typed, known, data])), ["/rules/0/show/tooltip/text/1/strong made_up_number"]);
}

#[test]
fn what_is_to_be_pressed_is_given_time() {
    let rule = |show: Json| json!({ "when": { "dwell": "9s" }, "show": show });
    let toast = |more: Json| {
        let mut toast = json!({ "title": "In your cart", "hideAfter": "19s" });
        toast.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        rule(json!({ "toast": toast }))
    };
    let pressed = toast(json!({ "buttons": ["Undo"] }));
    let copied = toast(json!({ "content": [{ "coupon": "SAVE" }] }));
    let read = toast(json!({ "content": [{ "text": "One coat" }] }));
    let long = toast(json!({ "buttons": ["Undo"], "hideAfter": "20s" }));
    assert_eq!(
        advice(&set(&[pressed, copied, read, long])),
        ["/rules/0/show goes_too_soon", "/rules/1/show goes_too_soon"]
    );
}

#[test]
fn what_counts_down_to_a_date_is_over_with_it() {
    let at = |show: Json, now: f64| -> Vec<String> {
        let mut rule = show;
        rule["when"] = json!({ "dwell": "9s" });
        let options = Options { analysis: true, now: Some(now), ..Options::default() };
        findings(&convert(&set(&[rule])), &options).iter().map(|one| format!("{} {}", one.path, one.code)).collect()
    };
    // 2026-11-28T00:00:00Z
    let (midnight, hour) = (1_795_824_000_000.0, 3_600_000.0);
    let fixed = json!({ "show": { "countdown": "2026-11-28T00:00:00Z" } });
    assert_eq!(at(fixed.clone(), midnight - 1.0), [""; 0]);
    assert_eq!(at(fixed, midnight), ["/rules/0/show schedule_over"]);
    // The whole day of the 27th, on the last island; that it says `ended` to who sees the end makes no difference.
    let local =
        json!({ "do": [{ "banner": { "content": [{ "countdown": { "to": "2026-11-27", "ended": "Over" } }] } }] });
    assert_eq!(at(local.clone(), midnight + 12.0 * hour - 1.0), [""; 0]);
    assert_eq!(at(local, midnight + 12.0 * hour), ["/rules/0/do schedule_over"]);
    let known = json!({ "show": { "countdown": { "to": { "from": "cutoff" } } } });
    assert_eq!(at(known, midnight), [""; 0]);
}

#[test]
fn what_we_ship_is_honest() {
    let mut seen = 0;
    for (name, rules) in files("rules").iter().filter(|(_, rules)| rules.get("rules").is_some_and(Json::is_array)) {
        let is_dark = |one: &String| {
            ["modal_on_phone", "shames", "countdown_alone", "made_up_number", "goes_too_soon"]
                .iter()
                .any(|code| one.ends_with(code))
        };
        assert_eq!(advice(rules).into_iter().filter(is_dark).collect::<Vec<_>>(), [""; 0], "{name}");
        seen += 1;
    }
    assert!(seen >= 4, "{seen}");
}

/// Slips of the pen, and what only looks like one.
#[test]
fn slips_are_told_from_names_of_their_own() {
    let slips = |rule: Json| -> Vec<String> {
        let slips = ["nearly_an_event", "no_language", "markup"];
        let all = advice(&set(&[json!({ "id": "other", "do": [{ "emit": "cart_view" }] }), rule]));
        all.into_iter().filter(|one| slips.iter().any(|slip| one.ends_with(slip))).collect()
    };
    for (rule, found) in [
        (json!({ "if": { "did": "coupon_aplied" } }), "/rules/1/if/did nearly_an_event"),
        (
            json!({ "if": { "not": { "did": { "event": "checkout_complete" } } } }),
            "/rules/1/if/not/did/event nearly_an_event",
        ),
        (json!({ "when": { "event": ["x", "product_view"] } }), "/rules/1/when/event/1 nearly_an_event"),
        (
            json!({ "when": { "sequence": [{ "event": { "name": "Cart_Viewed" } }, { "click": "#a" }] } }),
            "/rules/1/when/sequence/0/event/name nearly_an_event",
        ),
        (json!({ "if": { "language": "english" } }), "/rules/1/if/language no_language"),
        (json!({ "if": { "language": ["en", "German"] } }), "/rules/1/if/language/1 no_language"),
        (json!({ "show": { "banner": "<b>Free</b> returns" } }), "/rules/1/show/banner markup"),
        (
            json!({ "show": { "popup": { "title": "Hi", "text": "One<br/>Two", "buttons": ["Go"] } } }),
            "/rules/1/show/popup/text markup",
        ),
    ] {
        assert_eq!(slips(rule), [found]);
    }
    for rule in [
        json!({ "if": { "did": "coupon_applied" } }),
        json!({ "if": { "did": "add_to_cart" } }),
        json!({ "if": { "did": "cart_view" } }),
        json!({ "if": { "did": "product_shared" } }),
        json!({ "if": { "fact": { "event": "coupon_aplied", "language": "english" } } }),
        json!({ "if": { "language": ["en", "pt-BR", "gsw", "zh-Hant"] } }),
        json!({ "show": { "banner": "5 < 10 and 10 > 5, if a<b" } }),
        json!({ "show": { "banner": "Press <Enter>" } }),
        json!({ "do": [{ "call": { "name": "draw", "args": { "html": "<b>x</b>" } } }, { "emit": { "name": "x", "props": { "a": "<i>" } } }] }),
    ] {
        assert_eq!(slips(rule.clone()), [""; 0], "{rule}");
    }
}

/// What has a name of its own is read as rules are, and so are variants, whoever they are for.
#[test]
fn slips_are_found_wherever_something_is_written() {
    let rules = json!({
        "audiences": {
            "a/b": { "did": "coupon_aplied" },
            "sale": { "any": [{ "url": "/sale" }, { "language": "english" }, { "element": "coupon" }] },
            "fine": { "path": "/x*", "fact": { "note": "x" } }
        },
        "stages": { "one": { "path": "*" }, "two": { "did": { "event": "product_view" } } },
        "models": { "m": { "weights": [
            { "if": { "cart": { "value": "> 50" } }, "weight": 1 },
            { "did": "checkout_complete", "weight": 1 },
            { "fact": "x", "weight": 1 },
            { "count": "visits", "weight": 1 }
        ] } },
        "goals": { "g": { "when": { "event": "cart_view" }, "if": { "path": { "is": "/a?b=1" } } } },
        "experiments": { "e": { "variants": [{ "id": "x" }, { "id": "y", "show": { "banner": "<b>Y</b>" } }] } },
        "rules": [
            { "id": "r", "when": { "dwell": "5s" }, "if": { "audience": "fine" }, "show": { "banner": "Hi" },
              "experiment": { "variants": [{ "id": "p" }, { "id": "q", "show": { "banner": "<i>Q</i>" }, "cancelOn": { "click": "coupon" } }] } },
            { "id": "s", "when": { "dwell": "6s" }, "show": { "banner": "Ho" }, "experiment": "e" }
        ]
    });
    let mut all = advice(&rules);
    all.sort();
    assert_eq!(
        all,
        [
            "/audiences/a~1b/did nearly_an_event",
            "/audiences/sale/any/0/url no_url",
            "/audiences/sale/any/1/language no_language",
            "/audiences/sale/any/2/element no_element",
            "/experiments/e/variants/1/show/banner markup",
            "/goals/g/if/path/is no_path",
            "/goals/g/when/event nearly_an_event",
            "/models/m/weights/0/if/cart/value operator_in_text",
            "/models/m/weights/1/did nearly_an_event",
            "/rules/0/experiment/variants/1/cancelOn/click no_element",
            "/rules/0/experiment/variants/1/show/banner markup",
            "/stages/two/did/event nearly_an_event",
        ]
    );
    let said = |path: &str| found(&rules, &[]).into_iter().find(|one| one.path == path).unwrap();
    let audience = said("/audiences/a~1b/did");
    assert!(audience.message.starts_with("audience \"a/b\": \"coupon_aplied\" is nearly"), "{}", audience.message);
    assert_eq!((audience.rule.as_str(), said("/rules/0/experiment/variants/1/show/banner").rule.as_str()), ("", "r"));
}
