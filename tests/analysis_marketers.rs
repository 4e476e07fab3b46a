//! Advice on what marketers write at first: each slip is told, and what is meant as it stands is left alone.
#![cfg(feature = "dev")]

#[path = "support/mod.rs"]
mod support;

use serde_json::{json, Value as Json};
use support::analysis::{codes, found, set};

/// The advice about one rule, but for what every popup hears.
fn advice(rule: Json) -> Vec<String> {
    codes(&set(&[rule]), true).into_iter().filter(|one| !one.ends_with(" nags")).collect()
}

#[test]
fn texts_that_never_have_a_value_are_told() {
    let shows = |text: &str| json!({ "when": { "dwell": "5s" }, "show": { "banner": text } });
    for (text, code) in [
        ("{{ query.ref }} sent you", "no_value"),
        ("{{ fact.loyalty.points }}", "no_value"),
        ("{{ customer.first_name }}", "no_value"),
        ("{{ remaining | money }} to go", "no_value"),
        ("{{ progress.remaining }} to go", "no_value"),
        ("{{ event.name }}", "no_value"),
        ("Hello {customer.firstName}", "braces"),
        ("{% if customer %}Hello{% endif %}", "braces"),
    ] {
        assert_eq!(advice(shows(text)), [format!("/rules/0/show/banner {code}")], "{text}");
    }
    for text in [
        "{{ customer.firstName }}",
        "{{ customer.nickname }}",
        "{{ loyalty.points }}",
        "{{ query.ref | default: 'A friend' }}",
        "{{ event.name | default: 'It' }}",
        "Sizes {S}, {M.L} and { }",
        "{{ cart.count | plural: one '# piece', other '# pieces' }}",
        "{",
        "}} {{",
    ] {
        let told = match opportune::ruleset::compile(&support::json::convert(&set(&[shows(text)]))).1.is_empty() {
            true => advice(shows(text)),
            false => Vec::new(),
        };
        assert_eq!(told, [""; 0], "{text}");
    }
    let bar = json!({ "if": { "cart": { "value": { "below": 50 } } }, "show": { "banner": { "text": "{{ progress.remaining }}", "content": [{ "progress": { "value": { "from": "cart.value" }, "goal": 50 } }] } } });
    assert_eq!(advice(bar), [""; 0]);
    let heard =
        json!({ "when": { "any": [{ "dwell": "5s" }, { "event": "x" }] }, "show": { "banner": "{{ event.name }}" } });
    assert_eq!(advice(heard), [""; 0]);
    let first = json!({ "id": "one", "when": { "event": "x" }, "do": [{ "next": "two" }] });
    let second = json!({ "id": "two", "when": { "dwell": "1h" }, "show": { "banner": "{{ event.name }}" } });
    assert_eq!(codes(&set(&[first, second]), true), [""; 0]);
}

#[test]
fn comparisons_that_nobody_means_are_told() {
    let asks = |cond: Json| advice(json!({ "when": { "dwell": "5s" }, "if": cond }));
    for (cond, told) in [
        (json!({ "daysSinceLastVisit": 30 }), "/rules/0/if/daysSinceLastVisit exactly"),
        (json!({ "cart": { "value": 50 } }), "/rules/0/if/cart/value exactly"),
        (json!({ "cart": { "value": [40, 90] } }), "/rules/0/if/cart/value exactly"),
        (
            json!({ "did": { "event": "x", "where": { "id": "{{ product.id }}" } } }),
            "/rules/0/if/did/where/id template_in_condition",
        ),
    ] {
        assert_eq!(asks(cond), [told]);
    }
    for cond in [
        json!({ "cart": { "value": 0 } }),
        json!({ "cart": { "value": { "is": 50 } } }),
        json!({ "cart": { "count": 3 }, "visits": 2 }),
        json!({ "fact": { "value": 50 } }),
        json!({ "daysSinceFirstVisit": 0 }),
    ] {
        assert_eq!(asks(cond), [""; 0]);
    }
    let star = found(&set(&[json!({ "if": { "path": { "isNot": "/checkout*" } } })]), &[]);
    assert!(star[0].message.contains(r#"{ "not": { "path": "/checkout*" } }"#), "{star:?}");
}

#[test]
fn events_of_other_vocabularies_are_known() {
    for name in [
        "product_added",
        "AddToCart",
        "added_to_cart",
        "Purchase",
        "order_completed",
        "InitiateCheckout",
        "ViewContent",
    ] {
        assert_eq!(advice(json!({ "when": { "event": name } })), ["/rules/0/when/event nearly_an_event"], "{name}");
    }
    for name in ["purchase", "Product Added", "size_guide_opened", "wishlist_added"] {
        assert_eq!(advice(json!({ "when": { "event": name } })), [""; 0], "{name}");
    }
}

#[test]
fn a_link_without_its_beginning_is_told() {
    let link = |href: &str| json!({ "when": { "dwell": "5s" }, "show": { "banner": { "text": "x", "buttons": [{ "text": "y", "href": href }] } } });
    assert_eq!(advice(link("www.shop.test/sale")), ["/rules/0/show/banner/buttons/0/href no_link"]);
    assert_eq!(advice(link("/sale")), [""; 0]);
}

/// A later page of a visit is no arrival, and what comes with an event does not come in each page view.
#[test]
fn popups_are_judged_by_when_they_come() {
    let later = |pages: Json| {
        advice(
            json!({ "when": { "pageView": true }, "if": { "pageViews": pages }, "show": { "popup": "Hi" }, "limit": { "perSession": 1 } }),
        )
    };
    for pages in [json!({ "atLeast": 3 }), json!(2), json!({ "session": { "above": 1 } })] {
        assert_eq!(later(pages), [""; 0]);
    }
    for pages in [json!({ "atLeast": 1 }), json!({ "visitor": { "atLeast": 3 } }), json!({ "atMost": 3 })] {
        assert_eq!(later(pages), ["/rules/0/when interrupts_on_arrival"]);
    }
    let message = |when: Json| {
        let all = found(&set(&[json!({ "when": when, "show": { "popup": "Hi" } })]), &[]);
        all.into_iter().find(|one| one.code == "nags").map(|one| one.message).unwrap_or_default()
    };
    assert!(message(json!({ "event": "x" })).contains("in each page view in which that happens"));
    assert!(message(json!({ "dwell": "9s" })).contains("in each page view"));
}

/// What Safari forgets is said once, however many rules count visitors.
#[test]
fn what_is_the_same_for_all_rules_is_said_once() {
    let rule = json!({ "when": { "dwell": "9s" }, "limit": { "perVisitor": 1, "afterDismiss": "30d" } });
    let all = found(&set(&vec![rule; 4]), &[]);
    assert_eq!(all.iter().filter(|one| one.code == "longer_than_safari").count(), 1);
    let one = all.iter().find(|one| one.code == "longer_than_safari").unwrap();
    assert_eq!((one.because.len(), one.path.as_str()), (8, "/rules/0/limit/afterDismiss"));
    let said = r#"limit.afterDismiss of "r0", limit.perVisitor of "r0", limit.afterDismiss of "r1" and 5 more."#;
    assert!(one.message.ends_with(said), "{}", one.message);
}

#[test]
fn parameters_of_campaigns_that_are_misspelled_are_told() {
    let asks = |cond: Json| advice(json!({ "when": { "dwell": "5s" }, "if": cond }));
    for (key, name) in [
        ("utm", "utm_sorce"),
        ("utm", "sorce"),
        ("utm", "campain"),
        ("utm", "utm_meduim"),
        ("query", "utm_sorce"),
        ("query", "utm_campaing"),
    ] {
        assert_eq!(asks(json!({ key: { name: "x" } })), [format!("/rules/0/if/{key}/{name} nearly_a_parameter")]);
    }
    let sorce = found(&set(&[json!({ "if": { "utm": { "utm_sorce": "x" } } })]), &[]);
    assert!(sorce.iter().any(|one| one.message.contains("did you mean \"utm_source\"?")), "{sorce:?}");
    for (key, name) in [
        ("utm", "source"),
        ("utm", "utm_source"),
        ("utm", "utm_source_platform"),
        ("utm", "term"),
        ("utm", "team"),
        ("utm", "partner"),
        ("query", "sorce"),
        ("query", "sources"),
        ("query", "utm_term"),
        ("query", "utm_partner"),
        ("fact", "utm_sorce"),
    ] {
        assert_eq!(asks(json!({ key: { name: "x" } })), [""; 0], "{key}.{name}");
    }
}

#[test]
fn expressions_in_the_place_of_patterns_are_told() {
    for path in ["/^\\/sale$/", "/^/sale", "/sale$/", "/p/\\d+", "/sale|/outlet"] {
        assert_eq!(
            advice(json!({ "when": { "pageView": path } })),
            ["/rules/0/when/pageView expression_in_pattern"],
            "{path}"
        );
    }
    for path in ["/sale", "/sale/", "/p/*", "/a^b", "/$/x", "/p/[id]", "/a+b", "/c/(x)"] {
        assert_eq!(advice(json!({ "when": { "pageView": path } })), [""; 0], "{path}");
    }
}

#[test]
fn xpaths_that_look_like_selectors_are_told() {
    let xpath = found(&set(&[json!({ "when": { "click": "xpath=//button" } })]), &[]);
    assert!(xpath.iter().any(|one| one.code == "no_element" && one.message.contains("XPath")), "{xpath:?}");
    for css in ["a[href='/sale/x']", "/* the call */ .cta"] {
        assert_eq!(advice(json!({ "when": { "click": css } })), [""; 0], "{css}");
    }
}
