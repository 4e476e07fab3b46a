//! Every mistake an author can make, and the sentence that answers it. `tests/errors/*.json` are rule sets with
//! mistakes; the snapshots beside them are the problems in words (feature `dev`).

#[path = "support/json.rs"]
mod support;

use opportune::ruleset::by_device::DESKTOP;
use opportune::ruleset::model::*;
use opportune::ruleset::value::Value;
use opportune::ruleset::{compile, compile_with, Code, Opening, Problem};
use opportune::time::Ms;
use proptest::prelude::*;
use support::json;

#[cfg(feature = "dev")]
#[test]
fn mistakes_are_answered_kindly_and_exactly() {
    insta::glob!("errors/*.json", |path| {
        let source = json(&std::fs::read_to_string(path).unwrap());
        let (set, problems) = compile(&source);
        let mut out = String::new();
        for problem in &problems {
            out.push_str(&format!("{} {}\n    {}\n", problem.code.name(), problem.path, problem.message()));
        }
        let rules = set.rules.iter().filter(|rule| rule.goal.is_none()).count();
        out.push_str(&format!("rules left: {rules}\n"));
        if source.get("goals").or(source.get("funnels")).is_some() {
            let goals: Vec<&str> = set.goals.iter().map(|goal| goal.name.as_str()).collect();
            let funnels: Vec<&str> = set.funnels.iter().map(|funnel| funnel.name.as_str()).collect();
            out.push_str(&format!("goals left: {}\nfunnels left: {}\n", goals.join(" "), funnels.join(" ")));
        }
        insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false,
            snapshot_path => "errors", snapshot_suffix => "", input_file => path }, {
            insta::assert_snapshot!(path.file_stem().unwrap().to_str().unwrap(), out);
        });
    });
}

fn codes(problems: &[Problem]) -> Vec<(Code, &str)> {
    problems.iter().map(|problem| (problem.code, problem.path.as_str())).collect()
}

#[test]
fn a_bad_rule_is_left_out_and_leaves_nothing_behind() {
    let source = json(
        r##"{"rules": [
            {"id": "bad", "when": {"click": "#gone"}, "if": {"element": "#gone", "did": "gone"}, "show": {"banner": "x"}, "experiment": "x"},
            {"id": "good", "when": {"click": "#kept"}, "do": [{"emit": "x"}]}
        ]}"##,
    );
    let (set, problems) = compile(&source);
    assert_eq!(codes(&problems), [(Code::UnknownValue, "/rules/0/experiment")]);
    assert_eq!(problems[0].rule.as_deref(), Some("bad"));
    assert_eq!(set.rules.len(), 1);
    assert_eq!((set.rules[0].id.as_str(), set.rules[0].place), ("good", 1));
    assert_eq!(set.selectors.iter().map(|it| it.css.as_str()).collect::<Vec<_>>(), ["#kept"]);
    assert!(set.elements.is_empty() && set.asks.is_empty() && set.dom_events.is_empty());
}

#[test]
fn a_set_is_the_same_in_whatever_pieces_it_is_read() {
    let mut count = 0;
    for file in std::fs::read_dir("tests/errors").unwrap().chain(std::fs::read_dir("rules").unwrap()) {
        let path = file.unwrap().path();
        if path.extension().is_none_or(|ending| ending != "json") {
            continue;
        }
        let source = json(&std::fs::read_to_string(path).unwrap());
        let before = [Selector { css: "#before".into(), uses: 0 }];
        let whole = format!("{:?}", compile_with(&source, &before, DESKTOP, &mut |_| true));
        for most in [1, 2, 3] {
            let mut opening = Opening::new(before.to_vec(), DESKTOP);
            while !opening.read(&source, &mut |_| true, most) {}
            assert_eq!(format!("{:?}", opening.finish()), whole);
        }
        count += 1;
    }
    assert!(count > 100);
}

/// Tags whose quotas are refused count nowhere, and keys that come after take no place of theirs.
#[test]
fn bad_quotas_leave_no_tags_behind() {
    let source = json(
        r##"{"settings": {"quotas": {"a": {"perSession": 1}, "b": {"perSession": "x"}}}, "rules": [
            {"id": "r", "tags": ["a", "b"], "limit": {"key": "k", "perSession": 2}, "when": {"manual": true}, "do": [{"emit": "x"}]}
        ]}"##,
    );
    let (set, problems) = compile(&source);
    assert_eq!(codes(&problems), [(Code::WrongType, "/settings/quotas/b/perSession")]);
    assert_eq!((set.rules[0].quotas.len(), set.rules[0].key, set.settings.quotas.len()), (0, Some(0), 1));
}

#[test]
fn the_browser_has_the_last_word_on_selectors() {
    let source =
        json(r##"{"rules": [{"id": "a", "when": {"click": "shop-cart >>> #x:frob(1)"}, "do": [{"emit": "x"}]}]}"##);
    let mut asked = Vec::new();
    let (set, problems) = compile_with(&source, &[], DESKTOP, &mut |css| {
        asked.push(css.to_string());
        !css.contains(":frob")
    });
    assert_eq!(asked[..2], ["shop-cart", "#x:frob(1)"]);
    assert_eq!(codes(&problems), [(Code::BadSelector, "/rules/0/when/click")]);
    assert!(set.rules.is_empty());
    assert_eq!(compile(&source).0.rules.len(), 1);
    let problem = Problem::bad_selector("/rules/0/when/click".into(), Some("a".into()), "#x:frob(1)");
    assert_eq!(problem.to_value().get("code"), Some(&Value::from("bad_selector")));
}

#[test]
fn problems_come_in_document_order() {
    let source =
        json(r#"{"rules": [{"show": 1, "if": {"b": 1, "a": 1}, "id": "x", "when": 2}], "settings": {"z": 1}}"#);
    let paths: Vec<String> = compile(&source).1.into_iter().map(|problem| problem.path).collect();
    assert_eq!(paths, ["/rules/0/show", "/rules/0/if/b", "/rules/0/if/a", "/rules/0/when", "/settings/z"]);
}

/// Compiles one rule with these parts; there must be no problem.
fn rule(parts: &str) -> (RuleSet, Rule) {
    let source = json(&format!(
        r##"{{"rules": [{{"id": "other", "when": {{"manual": true}}, "do": [{{"emit": "x"}}]}},
        {{"id": "a", {parts}}}]}}"##
    ));
    let (mut set, problems) = compile(&source);
    assert_eq!(codes(&problems), [], "{parts}");
    let rule = set.rules.pop().unwrap();
    (set, rule)
}

const SHOW: &str =
    r##""show": {"tooltip": {"anchor": "#coupon", "text": "Try {{ coupon.code | default: 'WELCOME10' }}"}}"##;

#[test]
fn the_first_example_of_the_contract_decodes() {
    let source = json(
        r##"{
        "$schema": "../node_modules/opportune/schema.json", "version": 1, "$comment": "ours",
        "settings": {"session": "30m", "quietPeriod": "20s", "maxPerSession": 4, "currency": "EUR", "timeZone": "visitor"},
        "rules": [{"id": "coupon-hint", "when": {"dwell": "10s"},
            "if": {"path": "/checkout*", "not": {"did": "coupon_applied"}},
            "show": {"tooltip": {"anchor": "#coupon", "text": "Try {{ coupon.code | default: 'WELCOME10' }}"}},
            "limit": {"perSession": 1, "afterDismiss": "30d"}}]}"##,
    );
    let (set, problems) = compile(&source);
    assert_eq!(codes(&problems), []);
    let rule = &set.rules[0];
    assert_eq!(
        rule.trigger,
        Some(Trigger::Atom(Atom::Dwell { time: Ms(10_000), clock: Clock::Visible, scope: Scope::Page, on: None }))
    );
    assert_eq!((rule.wait, rule.limit.per_page, rule.limit.per_session), (Wait::Page, Some(0), Some(1)));
    assert_eq!(rule.limit.after_dismiss, Some(Ms(30 * 86_400_000)));
    assert_eq!((set.settings.most.per_session, set.settings.time_zone.as_deref()), (Some(4), None));
    let Some(Cond::All(parts)) = &rule.cond else { panic!("{:?}", rule.cond) };
    let (Cond::Leaf(path), Cond::Not(not)) = (&parts[0], &parts[1]) else { panic!("{parts:?}") };
    assert_eq!((&*path.at, &path.subject), ("/if/path", &Subject::Path));
    let Cond::Leaf(did) = &**not else { panic!("{not:?}") };
    assert_eq!((&*did.at, &did.tests[..]), ("/if/not/did", &[Test::AtLeast(Amount::Number(1.0))][..]));
    assert_eq!(set.asks[0].key, "e:coupon_applied");
    assert_eq!(set.dom_events, ["coupon_applied"]);
}

#[test]
fn every_trigger_decodes_in_small_and_long_form() {
    // 0 stands for what was not written: once, unless somebody asked for the firing.
    for (when, waits, per_page) in [
        (
            r##"{"dwell": {"for": "1m30s", "clock": "active", "scope": "page", "on": "#a", "by": ["view"]}}"##,
            true,
            Some(0),
        ),
        (r##"{"scroll": "50%"}"##, true, Some(0)),
        (
            r##"{"scroll": {"depth": "800px", "measure": "seen", "container": ".list", "$comment": "x"}}"##,
            true,
            Some(0),
        ),
        (r##"{"scrollUp": true}"##, false, Some(0)),
        (r##"{"scrollUp": {"by": "200px", "within": "1s", "afterDepth": "10%"}}"##, false, Some(0)),
        (r##"{"hover": "#size"}"##, false, None),
        (r##"{"hover": {"on": ["#a", "#b"], "for": "1s", "times": 2}}"##, false, None),
        (r##"{"exitIntent": true}"##, false, Some(0)),
        (r##"{"exitIntent": {"sensitivity": "high", "after": "2s", "touch": []}}"##, false, Some(0)),
        (r##"{"idle": "30s"}"##, false, Some(0)),
        (r##"{"return": true}"##, false, Some(0)),
        (r##"{"click": ["#a", "shop-cart >>> .b"]}"##, false, None),
        (
            r##"{"event": {"name": "Product Added", "where": {"price": {"above": 10}}, "source": "track"}}"##,
            false,
            Some(0),
        ),
        (r##"{"pageView": true}"##, true, Some(0)),
        (r##"{"pageView": ["/a", "/b*"]}"##, true, Some(0)),
        (r##"{"manual": true}"##, false, None),
        (r##"{"any": [{"click": "#a"}, {"hover": "#b"}]}"##, false, None),
        (r##"{"any": {"of": [{"dwell": "2s"}, {"scroll": "5%"}]}}"##, true, Some(0)),
        (r##"{"any": {"of": [{"click": "#a"}, {"idle": "1m"}]}}"##, false, Some(0)),
        (r##"{"all": {"of": [{"event": "a"}, {"dwell": "1s"}], "within": "1m"}}"##, false, Some(0)),
    ] {
        let (_, rule) = rule(&format!("\"when\": {when}, {SHOW}"));
        assert_eq!(rule.wait == Wait::Page, waits, "{when}");
        assert_eq!(rule.limit.per_page, per_page, "{when}");
    }
    assert_eq!(rule(SHOW).1.limit.per_page, None, "a stateful rule");
    let (set, rule) = rule(&format!(r##""when": {{"event": "Product Added"}}, {SHOW}"##));
    let name = "product_added_to_cart".to_string();
    assert_eq!(rule.trigger, Some(Trigger::Atom(Atom::Event { name, filter: Default::default(), source: None })));
    assert_eq!(set.dom_events, ["Product Added", "product_added_to_cart"]);
}

#[test]
fn every_condition_decodes() {
    for cond in [
        r##"{"path": ["/a", "/b*"], "url": {"contains": "?x="}, "query": {"utm": {"exists": true}}}"##,
        r##"{"referrer": "*google.*", "utm": {"source": ["news", "mail"], "utm_medium": "email"}}"##,
        r##"{"visitor": "new", "visits": {"atLeast": 3}, "pageViews": 2, "device": ["mobile", "tablet"]}"##,
        r##"{"pageViews": {"session": {"atLeast": 2}, "visitor": {"below": 9}}, "language": ["en", "de-AT"]}"##,
        r##"{"cart": {"value": {"between": [20, 50], "else": 0}, "has": [{"sku": "A", "quantity": {"atLeast": 2}}, "B"]}}"##,
        r##"{"cart": {"value": {"above": {"EUR": 50, "GBP": 45}}, "coupon": {"empty": true}}}"##,
        r##"{"product": {"available": true, "name": {"startsWith": "a", "ignoreCase": true}}}"##,
        r##"{"customer": {"tags": ["vip", "gold"], "orders": 0}, "fact": {"loyalty.tier": {"notIn": ["x"]}}}"##,
        r##"{"element": ["#a", {"on": "#b", "visible": true, "text": {"endsWith": "!"}, "count": {"atMost": 3}}]}"##,
        r##"{"seen": {"rule": "other", "outcome": "dismiss", "times": 0, "within": "7d"}, "did": ["a", {"event": "b"}]}"##,
        r##"{"all": [{"any": [{"visits": 1}]}], "not": [{"did": "a"}, {"did": "b"}]}"##,
    ] {
        rule(&format!("\"if\": {cond}, {SHOW}"));
    }
}

#[test]
fn every_surface_and_action_decodes() {
    for parts in [
        r##""show": {"popup": {"size": "large", "title": "T", "image": {"src": "/a.png", "alt": "A", "width": 2, "height": 1}, "content":
            [{"text": "x"}, {"image": {"src": "/b.png", "alt": "", "width": 2, "height": 1}}, {"coupon": {"code": "A", "field": "#c", "apply": true}},
            {"progress": {"value": {"from": "cart.value"}, "goal": 50, "label": "{{ progress.remaining | money }}"}}],
            "buttons": ["No", {"text": "Yes", "do": {"emit": "yes"}, "style": "primary"}, {"text": "Go", "href": "/a?b={{ c }}"}],
            "hideAfter": "1m", "theme": {"accent": "#06c", "radius": "8px", "font": "Inter, sans-serif"}}}"##,
        r##""show": {"banner": "Hello"}"##,
        r##""show": {"cta": {"anchor": "#buy", "text": "Hi {{ customer.firstName }}", "href": "/x", "class": "hot"}}"##,
        r##""show": {"toast": {"corner": "top-start", "title": "T", "buttons": ["No"], "hideAfter": "8s"}}"##,
        r##""show": {"inline": {"anchor": "#a", "place": "replace", "text": "x", "close": true}}"##,
        r##""show": {"badge": {"anchor": "#a", "corner": "bottom-start", "text": "-{{ sale }} %"}}"##,
        r##""do": [{"highlight": "#a"}, {"highlight": {"anchor": ["#a", "#b"], "effect": "tint", "hideAfter": "8s", "theme": {"accent": "red"}}}]"##,
        r##""show": {"coupon": {"code": "A", "field": "#c"}}"##,
        r##""show": {"progress": {"value": "{{ cart.value }}", "goal": "{{ goal | default: 50 }}"}}"##,
        r##""do": [{"banner": {"text": "x", "close": false}}, {"emit": {"name": "a", "props": {"v": "{{ cart.value }}"}}},
            {"dataLayer": {"event": "x", "items": [1, {"from": "cart.items"}]}}, {"call": "openChat"}]"##,
        r##""when": {"click": true}, "enabled": "preview", "description": "d", "delay": "1s", "wait": "page", "interrupts": true,
            "slot": "s", "priority": -3, "limit": {"perPage": "any", "cooldown": "1d"}, "meta": {"a": [null]}, "do": [{"call": {"name": "f", "args": [1]}}]"##,
    ] {
        rule(parts);
    }
    let (set, coupon) = rule(r##""show": {"coupon": {"code": "A", "field": "#c"}}"##);
    let Action::Surface(surface) = &coupon.actions[0] else { panic!() };
    assert_eq!((surface.kind, surface.anchor), (Kind::Tooltip, Some(SelectorIx(0))));
    assert_eq!(set.selectors[0].uses, Selector::ANCHOR);
    let (_, popup) = rule(r##""show": {"popup": {"text": "x"}}"##);
    assert!(popup.interrupts);
    // A toast with nothing to press in it goes by itself.
    let stays = |toast: &str| match &rule(&format!(r#""show": {{"toast": {toast}}}"#)).1.actions[0] {
        Action::Surface(surface) => surface.hide_after.map(|time| time.0),
        _ => panic!(),
    };
    assert_eq!([stays(r#""x""#), stays(r#"{"text": "x", "hideAfter": "3s"}"#)], [Some(8_000), Some(3_000)]);
    assert_eq!([stays(r#"{"text": "x", "buttons": ["No"]}"#), stays(r#"{"content": [{"coupon": "X"}]}"#)], [None; 2]);
}

#[test]
fn equal_things_are_interned_once() {
    let (set, _) = rule(&format!(
        r##""when": {{"any": [{{"hover": "#coupon"}}, {{"click": "#coupon"}}]}}, "if": {{"all": [
            {{"did": {{"event": "a", "where": {{"x": 1, "y": ["b"]}}, "within": "1d", "times": 2}}}},
            {{"did": {{"event": "a", "where": {{"y": {{"in": ["b"]}}, "x": {{"is": 1}}}}, "within": "24h", "times": {{"atMost": 4}}}}}},
            {{"did": "a"}}]}}, {SHOW}"##
    ));
    let all = Selector::POINTER | Selector::FOCUS | Selector::CLICK | Selector::ANCHOR;
    assert_eq!(set.selectors, [Selector { css: "#coupon".into(), uses: all }]);
    assert_eq!(set.asks.len(), 2);
    assert_eq!((set.asks[0].keep, set.asks[0].key.len(), set.asks[1].key.as_str()), (5, 20, "e:a"));
}

/// Random JSON, now and then with names that mean something.
fn any_value() -> impl Strategy<Value = Value> {
    let words = prop::sample::select(vec![
        "version",
        "rules",
        "settings",
        "id",
        "when",
        "if",
        "show",
        "do",
        "all",
        "any",
        "not",
        "dwell",
        "for",
        "scroll",
        "10s",
        "50%",
        "#a",
        "tooltip",
        "popup",
        "anchor",
        "text",
        "content",
        "coupon",
        "progress",
        "did",
        "seen",
        "times",
        "within",
        "cart",
        "has",
        "path",
        "/a*",
        "is",
        "between",
        "{{ a | default: 'x' }}",
        "{{",
        "event",
        "where",
        "limit",
        "buttons",
        "theme",
        "accent",
        "of",
        "$comment",
        "from",
        "emit",
        "props",
        "hover",
        "on",
        "value",
        "fact",
        "a.b",
    ]);
    let text = prop_oneof![4 => words.prop_map(String::from), 1 => any::<String>()];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        prop_oneof![(-10i32..100).prop_map(f64::from), -1e300..1e300].prop_map(Value::Num),
        text.clone().prop_map(Value::Text),
    ];
    leaf.prop_recursive(10, 200, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::List),
            prop::collection::vec((text.clone(), inner), 0..6).prop_map(Value::Map),
        ]
    })
}

proptest! {
    #[test]
    fn random_json_never_panics(rules in prop::collection::vec(any_value(), 0..4), settings in any_value(), top in any_value()) {
        for source in [Value::Map(vec![("settings".into(), settings), ("rules".into(), Value::List(rules))]), top] {
            let (set, problems) = compile(&source);
            prop_assert!(problems.len() <= 101 && set.rules.len() <= 4);
            for problem in problems {
                problem.to_value();
            }
        }
    }

    #[test]
    fn random_parts_of_a_rule_never_panic(part in any_value(), field in 0usize..8) {
        let mut rule = json(r##"{"id": "a", "when": {"click": "#a"}, "show": {"tooltip": {"anchor": "#b", "text": "c"}}}"##);
        let name = ["when", "if", "show", "limit", "delay", "wait", "meta", "do"][field];
        rule.set(name, part);
        compile(&Value::Map(vec![("rules".into(), Value::List(vec![rule]))]));
    }
}
