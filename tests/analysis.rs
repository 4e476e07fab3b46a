//! Static analysis by example: what it says of which rules, and what it leaves alone.
#![cfg(feature = "dev")]

#[path = "support/mod.rs"]
mod support;

use opportune::analyze::{findings, worst_case, Options};
use opportune::trace::{decode, simulate, write};
use serde_json::{json, Value as Json};
use support::analysis::{codes, files, found, set};
use support::json::convert;

#[test]
fn what_we_ship_has_no_findings() {
    let mut seen = 0;
    for (name, rules) in files("rules").iter().filter(|(_, rules)| rules.get("rules").is_some_and(Json::is_array)) {
        assert_eq!(codes(rules, false), [""; 0], "{name}");
        seen += 1;
    }
    assert!(seen >= 4, "{seen}");
}

/// Conditions that cannot hold, and the places that say so.
#[test]
fn contradictions_are_found_and_named() {
    for (cond, because) in [
        (json!({ "all": [{ "path": "/a" }, { "path": "/b" }] }), "/if/all/0/path /if/all/1/path"),
        (json!({ "path": "/a*", "not": { "path": "/*" } }), "/if/not/path"),
        (json!({ "path": "/shop/x", "not": { "path": ["/shop/*", "/b"] } }), "/if/path /if/not/path"),
        (json!({ "path": "/a/*", "all": [{ "path": "/b/*" }] }), "/if/path /if/all/0/path"),
        (json!({ "cart": { "value": { "is": 5, "below": 3 } } }), "/if/cart/value"),
        (
            json!({ "cart": { "value": { "atLeast": 5 } }, "not": { "cart": { "value": { "above": 3 } } } }),
            "/if/cart/value /if/not/cart/value",
        ),
        (json!({ "fact": { "tier": { "in": ["gold"], "isNot": "gold" } } }), "/if/fact/tier"),
        (
            json!({ "fact": { "labels": ["a", "b"] }, "not": { "fact": { "labels": { "in": ["a", "b", "c"] } } } }),
            "/if/fact/labels /if/not/fact/labels",
        ),
        (json!({ "fact": { "labels": { "is": "a", "below": 3 } } }), "/if/fact/labels"),
        (
            json!({ "fact": { "a": { "exists": false } }, "all": [{ "fact": { "a": 1 } }] }),
            "/if/fact/a /if/all/0/fact/a",
        ),
        (json!({ "visitor": "new", "visits": { "atLeast": 2 } }), "/if/visitor /if/visits"),
        (json!({ "visits": { "above": 1, "below": 2 } }), "/if/visits"),
        (json!({ "visits": { "between": [2, 3], "notIn": [2, 3] } }), "/if/visits"),
        (
            json!({ "all": [{ "did": { "event": "x", "times": 0 } }, { "did": "x" }] }),
            "/if/all/0/did/times /if/all/1/did",
        ),
        (
            json!({ "all": [{ "device": "mobile" }, { "not": { "device": ["mobile", "tablet"] } }] }),
            "/if/all/0/device /if/all/1/not/device",
        ),
        (
            json!({ "query": { "v": { "startsWith": "a" } }, "all": [{ "query": { "v": { "startsWith": "b" } } }] }),
            "/if/query/v /if/all/0/query/v",
        ),
        (json!({ "language": "de", "all": [{ "language": "en" }] }), "/if/language /if/all/0/language"),
        (
            json!({ "any": [{ "fact": { "n": { "is": 3, "below": 2 } } }, { "path": "/x", "not": { "path": "/x" } }] }),
            "/if/any/0/fact/n /if/any/1/path /if/any/1/not/path",
        ),
        (json!({ "cart": { "has": { "sku": "A", "quantity": { "above": 2, "is": 1 } } } }), "/if/cart/has"),
    ] {
        let all = found(&set(&[json!({ "if": cond })]), &[]);
        assert_eq!(all.iter().map(|one| one.code).collect::<Vec<_>>(), ["never_true"], "{cond}");
        let places: Vec<&str> = all[0].because.iter().map(|at| at.strip_prefix("/rules/0").unwrap()).collect();
        assert_eq!(places.join(" "), because, "{cond}");
    }
}

/// Conditions that can hold, some of them barely.
#[test]
fn what_can_hold_is_left_alone() {
    for cond in [
        json!({ "path": "/a*", "not": { "path": "/a/b*" } }),
        json!({ "path": ["/a", "/b"], "all": [{ "path": ["/b", "/c"] }] }),
        json!({ "path": "/de/*", "all": [{ "path": "/de" }] }),
        json!({ "path": "/de/*", "not": { "path": { "startsWith": "/de/" } } }),
        json!({ "cart": { "value": { "atLeast": 5, "atMost": 5 } } }),
        json!({ "cart": { "value": { "above": { "EUR": 50, "GBP": 45 }, "below": 48 } } }),
        json!({ "fact": { "a": { "empty": true } }, "all": [{ "fact": { "a": { "is": "x", "else": "x" } } }] }),
        json!({ "fact": { "a": { "startsWith": "5" } }, "all": [{ "fact": { "a": { "above": 4 } } }] }),
        json!({ "customer": { "tags": "a" }, "all": [{ "customer": { "tags": "b" } }] }),
        json!({ "fact": { "labels": "a" }, "all": [{ "fact": { "labels": "b" } }] }),
        json!({ "fact": { "n": { "in": ["A", 2], "isNot": "a", "ignoreCase": true } }, "all": [{ "fact": { "n": "b" } }] }),
        json!({ "fact": { "n": { "is": "a", "ignoreCase": true } }, "all": [{ "fact": { "n": { "isNot": "a", "contains": "b" } } }] }),
        json!({ "product": { "category": { "in": ["a", "b"], "isNot": "a" } }, "all": [{ "product": { "category": { "is": "c" } } }] }),
        json!({ "visitor": "returning", "visits": 2 }),
        json!({ "visits": { "exists": false } }),
        json!({ "language": "en", "all": [{ "language": "en-GB" }] }),
        json!({ "fact": { "a": { "is": "ABC", "ignoreCase": true } }, "not": { "fact": { "a": "ABC" } } }),
        json!({ "did": { "event": "x", "times": 0 }, "all": [{ "did": { "event": "x", "within": "1h" } }] }),
        json!({ "query": { "v": { "like": "a*" } }, "all": [{ "query": { "v": { "endsWith": "a" } } }] }),
    ] {
        assert_eq!(codes(&set(&[json!({ "if": cond })]), false), [""; 0], "{cond}");
    }
}

#[test]
fn triggers_that_never_fire() {
    let event = json!({ "event": { "name": "x", "where": { "n": { "is": 5, "below": 3 } } } });
    for when in [
        event.clone(),
        json!({ "any": [event.clone(), { "sequence": [{ "click": "#a" }, event] }] }),
        json!({ "all": { "of": [{ "dwell": "10s" }, { "dwell": "1m" }], "within": "20s" } }),
    ] {
        let all = codes(&set(&[json!({ "when": when })]), false);
        assert_eq!(all, ["/rules/0/when never_fires"], "{when}");
    }
    for when in [
        json!({ "all": { "of": [{ "dwell": "10s" }, { "dwell": { "for": "1m", "clock": "total" } }], "within": "20s" } }),
        json!({ "all": { "of": [{ "dwell": "10s" }, { "dwell": "29s" }], "within": "20s" } }),
        json!({ "event": { "name": "x", "where": { "n": { "above": 3, "below": 5 } } } }),
    ] {
        assert_eq!(codes(&set(&[json!({ "when": when })]), false), [""; 0], "{when}");
    }
    let page = json!({ "when": { "pageView": "/cart*" }, "if": { "path": "/checkout*" } });
    assert_eq!(codes(&set(&[page]), false), ["/rules/0/if/path never_true"]);
    let late = |delay: &str| json!({ "when": { "pageView": true }, "delay": delay, "cancelOn": { "dwell": "5s" } });
    assert_eq!(codes(&set(&[late("6s")]), false), ["/rules/0/delay unreachable_delay"]);
    assert_eq!(codes(&set(&[late("5s")]), false), [""; 0]);
    let mut stopped = set(&[json!({ "when": { "dwell": "1s" } }), json!({ "if": { "path": "/x" } })]);
    stopped["settings"] = json!({ "maxPerPage": 0 });
    assert_eq!(codes(&stopped, false), ["/rules/0 never_shown"]);
}

#[test]
fn rules_that_are_shadowed_or_twice_there() {
    let exit = |more: Json| {
        let mut rule =
            json!({ "when": { "exitIntent": true }, "show": { "popup": "Stay" }, "limit": { "perPage": "any" } });
        more.as_object().unwrap().iter().for_each(|(key, value)| rule[key] = value.clone());
        rule
    };
    let other = json!({ "popup": "Please stay" });
    let outranked = [
        (exit(json!({})), exit(json!({ "show": other.clone(), "limit": { "perSession": 1 } }))),
        (exit(json!({})), exit(json!({ "show": other.clone(), "if": { "path": "/cart" } }))),
        (
            exit(json!({ "if": { "path": "/c*" } })),
            exit(json!({ "show": other.clone(), "if": { "visitor": "new", "path": "/c*" } })),
        ),
    ];
    for (winner, loser) in outranked {
        assert_eq!(
            codes(&set(&[winner.clone(), loser.clone()]), false),
            ["/rules/1 always_outranked"],
            "{winner} {loser}"
        );
        let mut higher = loser.clone();
        higher["priority"] = json!(1);
        assert_eq!(codes(&set(&[winner, higher]), false), [""; 0]);
    }
    let free = [
        exit(json!({ "limit": { "perPage": 2 } })),
        exit(json!({ "limit": { "perPage": "any", "cooldown": "1h" } })),
        exit(json!({ "delay": "1s" })),
        exit(json!({ "if": { "path": "/x" } })),
        exit(json!({ "show": { "popup": "Stay, {{ customer.firstName }}" } })),
        exit(json!({ "when": { "exitIntent": { "sensitivity": "low" } } })),
        exit(json!({ "show": { "banner": "Stay" } })),
        exit(json!({ "enabled": false })),
        exit(json!({ "cancelOn": { "click": "#a" } })),
    ];
    for winner in free {
        assert_eq!(codes(&set(&[winner.clone(), exit(json!({ "show": other.clone() }))]), false), [""; 0], "{winner}");
    }
    let drawn = |id: &str| json!({ "id": id, "when": { "dwell": "9s" }, "rollout": "5%" });
    assert_eq!(codes(&set(&[drawn("a"), drawn("b")]), false), [""; 0]);
    let twice = [
        json!({ "when": { "dwell": "9s" }, "show": { "banner": "x" } }),
        json!({ "when": { "dwell": { "for": "9s" } }, "show": { "banner": { "text": "x" } }, "description": "again" }),
    ];
    assert_eq!(codes(&set(&twice), false), ["/rules/1 duplicate_rule"]);
}

#[test]
fn caps_that_nobody_reaches() {
    let rule = |when: Json, limit: Json| set(&[json!({ "when": when, "limit": limit })]);
    for (when, limit, code) in [
        (
            json!({ "click": "#a" }),
            json!({ "perVisitor": 2, "perSession": 3 }),
            "/rules/0/limit/perSession unreachable_cap",
        ),
        (json!({ "click": "#a" }), json!({ "perDay": 2, "cooldown": "3d" }), "/rules/0/limit/perDay unreachable_cap"),
        (json!({ "dwell": "5s" }), json!({ "perPage": 2 }), "/rules/0/limit/perPage unreachable_cap"),
    ] {
        assert_eq!(codes(&rule(when, limit), false), [code]);
    }
    for (when, limit) in [
        (json!({ "click": "#a" }), json!({ "perVisitor": 3, "perSession": 3, "perPage": 2, "perDay": 1 })),
        (json!({ "click": "#a" }), json!({ "perPage": 3, "perSession": 2 })),
        (json!({ "dwell": { "for": "5s", "scope": "session" } }), json!({ "perPage": 2 })),
        (json!({ "click": "#a" }), json!({ "perDay": 2, "cooldown": "1d" })),
        (json!({ "any": [{ "dwell": "5s" }, { "scroll": "50%" }] }), json!({ "perPage": 2 })),
    ] {
        assert_eq!(codes(&rule(when, limit.clone()), false), [""; 0], "{limit}");
    }
}

#[test]
fn patterns_are_held_against_the_shops_addresses() {
    let urls = ["https://shop.test/", "https://shop.test/cart", "https://shop.test/p/coat"];
    let brief = |rules: &Json| -> Vec<String> {
        found(rules, &urls).iter().map(|one| format!("{} {}", one.path, one.code)).collect()
    };
    assert_eq!(brief(&set(&[json!({ "if": { "path": ["/cart*", "/basket*"] } })])), ["/rules/0/if/path no_address"]);
    assert_eq!(brief(&set(&[json!({ "when": { "pageView": "/kasse" } })])), ["/rules/0/when no_address"]);
    assert_eq!(
        brief(&set(&[json!({ "if": { "path": "/p/*", "not": { "path": "/p/coat" } } })])),
        ["/rules/0/if no_address"]
    );
    for cond in [
        json!({ "path": "/p/*" }),
        json!({ "not": { "path": "/admin*" } }),
        json!({ "path": "/cart?ref=x" }),
        json!({ "url": "*shop.test/cart" }),
        json!({ "query": { "a": "b" } }),
    ] {
        assert_eq!(brief(&set(&[json!({ "if": cond })])), [""; 0]);
    }
}

#[test]
fn advice_is_marked_as_such() {
    let popup = json!({ "popup": { "text": "Hi", "buttons": ["Yes", "No thanks, I hate saving"] } });
    let nag = json!({ "when": { "dwell": "1s" }, "show": popup });
    assert_eq!(
        codes(&set(std::slice::from_ref(&nag)), true),
        ["/rules/0/when interrupts_on_arrival", "/rules/0 nags", "/rules/0/show/popup/buttons/1 shames"]
    );
    let all = json!({ "when": { "all": [{ "exitIntent": true }, { "scroll": "50%" }] }, "limit": { "afterDismiss": "30d", "perVisitor": 1 } });
    assert_eq!(
        codes(&set(std::slice::from_ref(&all)), true),
        ["/rules/0/when moment_in_all", "/rules/0/limit/afterDismiss longer_than_safari"]
    );
    let stuck = json!({ "when": { "dwell": "9s" }, "show": { "banner": { "text": "x", "close": false } } });
    assert_eq!(codes(&set(std::slice::from_ref(&stuck)), true), ["/rules/0/show cannot_be_closed"]);
    for one in [nag, all, stuck] {
        assert_eq!(codes(&set(&[one]), false), [""; 0]);
    }
}

/// Each kind of device is looked at by itself; what is so on all of them is said once, and where it is written.
#[test]
fn each_device_is_analyzed_once() {
    let contradicted = json!({ "id": "a", "when": { "dwell": "5s" }, "if": { "path": "/a" }, "show": { "popup": "Hi" },
        "on": { "mobile": { "if": { "path": "/b", "all": [{ "path": "/c" }] } } } });
    let all = found(&set(&[contradicted]), &[]);
    let serious: Vec<_> = all.iter().filter(|one| !one.is_advice).collect();
    assert_eq!(serious.len(), 1, "{serious:?}");
    assert_eq!((serious[0].code, serious[0].path.as_str()), ("never_true", "/rules/0/on/mobile/if/path"));
    assert_eq!(serious[0].because, ["/rules/0/on/mobile/if/path", "/rules/0/on/mobile/if/all/0/path"]);
    assert_eq!(serious[0].on, ["mobile"]);
    assert!(serious[0].message.ends_with("cannot hold together (on mobile)."), "{}", serious[0].message);

    let everywhere = json!({ "id": "a", "when": { "dwell": "5s" }, "if": { "all": [{ "path": "/a" }, { "path": "/b" }] },
        "show": { "popup": "Hi" }, "on": { "tablet": { "delay": "1s" } } });
    let all = found(&set(&[everywhere]), &[]);
    let serious: Vec<_> = all.iter().filter(|one| one.code == "never_true").collect();
    assert_eq!((serious.len(), serious[0].on.len()), (1, 0), "{serious:?}");

    // Where it is off, it is not dead.
    let off = json!({ "id": "a", "enabled": false, "when": { "dwell": "5s" }, "if": { "all": [{ "path": "/a" }, { "path": "/b" }] },
        "show": { "popup": "Hi" }, "on": { "desktop": { "if": null, "enabled": true } } });
    assert_eq!(codes(&set(&[off]), false), [""; 0]);
}

/// The worst case is that of the device on which it is worst, and its journey is one on that device.
#[test]
fn the_worst_case_is_that_of_the_worst_device() {
    let popup = |id: &str, more: Json| {
        let mut rule =
            json!({ "id": id, "when": { "dwell": "5s" }, "show": { "popup": "Hi" }, "limit": { "perSession": 1 } });
        more.as_object().unwrap().iter().for_each(|(key, value)| rule[key] = value.clone());
        rule
    };
    let rules = set(&[
        popup("a", json!({ "on": { "desktop": { "enabled": false } } })),
        popup("b", json!({ "when": { "dwell": "50s" }, "on": { "mobile": { "limit": { "perSession": 3 } } } })),
    ]);
    let all = worst_case(&convert(&rules));
    assert_eq!((all[1].most, all[1].shown), (Some(4), 4));
    let trace = decode(&all[1].witness).unwrap();
    assert_eq!(trace.device(), 0);
    // Whoever runs it with the rules as they are written sees as many.
    let ran = simulate(&convert(&rules), &all[1].witness);
    let shown = write(ran.get("events").unwrap()).matches("opportune_impression").count();
    assert_eq!(shown, 4);
}

/// Rules that start each other for ever are told once; those that something stops are not, or as advice.
#[test]
fn circles_are_found() {
    let run = |id: &str, more: Json| {
        let mut rule = json!({ "id": id, "when": { "manual": true } });
        more.as_object().unwrap().iter().for_each(|(key, value)| rule[key] = value.clone());
        rule
    };
    let next = |id: &str| json!([{ "next": id }]);
    let two = |more: Json| {
        set(&[run("a", json!({ "do": next("b") })), {
            let mut rule = run("b", json!({ "do": next("a") }));
            more.as_object().unwrap().iter().for_each(|(key, value)| rule[key] = value.clone());
            rule
        }])
    };
    assert_eq!(codes(&two(json!({})), false), ["/rules/0/do circle"]);
    assert_eq!(codes(&two(json!({ "delay": "5s" })), false), ["/rules/0/do circle"]);
    assert_eq!(codes(&two(json!({ "if": { "fact": { "go": true } } })), true), ["/rules/0/do circle"]);
    for stops in [
        json!({ "limit": { "perPage": 1 } }),
        json!({ "limit": { "cooldown": "1s" } }),
        json!({ "enabled": false }),
        json!({ "do": [{ "next": "a" }, { "banner": "Hello" }] }),
    ] {
        let rules = two(stops);
        let all = found(&rules, &[]);
        assert!(!all.iter().any(|one| one.code == "circle"), "{rules}");
    }
    // By events: once a page view is the default of those.
    let echo = |id: &str, hears: &str, says: &str, limit: Json| json!({ "id": id, "when": { "event": hears }, "do": [{ "emit": says }], "limit": limit });
    let any = json!({ "perPage": "any" });
    assert_eq!(
        codes(&set(&[echo("a", "x", "y", any.clone()), echo("b", "y", "x", any.clone())]), false),
        ["/rules/0/do circle"]
    );
    assert_eq!(codes(&set(&[echo("a", "x", "x", any)]), false), ["/rules/0/do circle"]);
    assert_eq!(codes(&set(&[echo("a", "x", "y", json!({})), echo("b", "y", "x", json!({}))]), false), [""; 0]);
    // And so it goes.
    let trace = json!({ "events": [{ "at": "0s", "pageView": "https://shop.test/" }, { "at": "1s", "trigger": "a" }, { "at": "2m", "end": {} }] });
    let ran = write(&simulate(&convert(&two(json!({}))), &convert(&trace)));
    assert!(ran.contains(r#""reason":"cascade""#), "{ran}");
    let ran = write(&simulate(&convert(&two(json!({ "delay": "5s" }))), &convert(&trace)));
    assert!(ran.matches("opportune_impression").count() > 40, "{ran}");
}

/// What only dead rules start is dead, and so is what only that starts.
#[test]
fn what_only_dead_rules_start_is_dead() {
    let dead = json!({ "id": "a", "when": { "dwell": "5s" }, "if": { "all": [{ "path": "/a" }, { "path": "/b" }] },
        "show": { "popup": { "title": "Hi", "buttons": [{ "text": "Go", "do": [{ "next": "b" }] }] } } });
    let manual = |id: &str, next: &str| json!({ "id": id, "when": { "manual": true }, "do": [{ "next": next }] });
    let last = json!({ "id": "d", "when": { "manual": true }, "show": { "banner": "x" } });
    let rules = set(&[dead, manual("b", "c"), manual("c", "d"), last.clone()]);
    let all = codes(&rules, false);
    assert_eq!(
        all,
        [
            "/rules/0/if/all/0/path never_true",
            "/rules/1/when never_started",
            "/rules/2/when never_started",
            "/rules/3/when never_started"
        ]
    );
    // Nobody starts it: then the page does.
    assert_eq!(codes(&set(&[last]), false), [""; 0]);
}

/// A schedule that is over, wherever the visitor is; only whoever says when it is, is told.
#[test]
fn schedules_that_are_over() {
    let rule =
        |schedule: Json| set(&[json!({ "when": { "dwell": "5s" }, "schedule": schedule, "show": { "banner": "x" } })]);
    let at = |rules: &Json, now: Option<f64>| -> Vec<String> {
        let options = Options { analysis: true, now, ..Options::default() };
        findings(&convert(rules), &options).iter().map(|one| format!("{} {}", one.path, one.code)).collect()
    };
    // 2026-11-28T00:00:00Z
    let midnight = 1_795_824_000_000.0;
    let hour = 3_600_000.0;
    let fixed = rule(json!({ "to": "2026-11-28T00:00:00Z" }));
    assert_eq!(at(&fixed, None), [""; 0]);
    assert_eq!(at(&fixed, Some(midnight - 1.0)), [""; 0]);
    assert_eq!(at(&fixed, Some(midnight)), ["/rules/0/schedule/to schedule_over"]);
    // The whole day of the 27th, on the last island.
    let local = rule(json!({ "to": "2026-11-27" }));
    assert_eq!(at(&local, Some(midnight + 12.0 * hour - 1.0)), [""; 0]);
    assert_eq!(at(&local, Some(midnight + 12.0 * hour)), ["/rules/0/schedule/to schedule_over"]);
    let cond = |cond: Json| set(&[json!({ "when": { "dwell": "5s" }, "if": cond, "show": { "banner": "x" } })]);
    let past = json!({ "schedule": { "to": "2020-01-01" } });
    assert_eq!(at(&cond(past.clone()), Some(midnight)).len(), 1);
    assert_eq!(at(&cond(json!({ "any": [past.clone(), { "path": "/a" }] })), Some(midnight)), [""; 0]);
    assert_eq!(at(&cond(json!({ "not": past })), Some(midnight)), [""; 0]);
}
