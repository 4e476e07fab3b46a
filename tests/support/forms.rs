//! The object forms of `rules/schema.json`, each with a place in a rule set where it can be tried.

use std::collections::BTreeSet;

use serde_json::{json, Map, Value};

/// Calls `see` with each schema in there and its JSON Pointer.
pub(crate) fn walk(node: &Value, at: &str, see: &mut dyn FnMut(&str, &Map<String, Value>)) {
    let Value::Object(pairs) = node else { return };
    see(at, pairs);
    for group in ["properties", "patternProperties", "definitions"] {
        if let Some(Value::Object(inner)) = pairs.get(group) {
            for (name, part) in inner {
                walk(part, &format!("{at}/{group}/{}", name.replace('~', "~0").replace('/', "~1")), see);
            }
        }
    }
    for name in ["items", "additionalProperties"] {
        if let Some(part) = pairs.get(name) {
            walk(part, &format!("{at}/{name}"), see);
        }
    }
}

/// An object form of the schema, and a place to try it: `@` in a rule set, and the smallest object that may stand there.
pub(crate) struct Form {
    /// JSON Pointer into the schema.
    pub(crate) at: String,
    /// The rule set around it.
    pub(crate) around: String,
    /// The smallest object.
    pub(crate) least: Value,
}

fn form(at: &str, around: &str, least: &str) -> Form {
    Form { at: at.into(), around: around.into(), least: serde_json::from_str(least).unwrap() }
}

fn ruled(part: &str) -> String {
    format!(
        r#"{{"audiences": {{"loyal": {{"path": "/x"}}}}, "stages": {{"loyal": {{"path": "/x"}}}},
            "models": {{"intent": {{"weights": [{{"fact": "x", "weight": 1}}]}}}},
            "experiments": {{"look": {{"variants": [{{"id": "plain"}}, {{"id": "loud"}}]}}}},
            "goals": {{"bought": {{"when": {{"event": "x"}}}}}},
            "rules": [{{"id": "another-rule", "when": {{"manual": true}}, "do": [{{"emit": "x"}}]}}, {{"id": "a", {part}}}]}}"#
    )
}

fn funneled(funnel: &str) -> String {
    format!(
        r#"{{"rules": [], "funnels": {{"f": {funnel}}},
            "goals": {{"bought": {{"when": {{"event": "x"}}}}, "left": {{"when": {{"event": "x"}}}}}}}}"#
    )
}

/// The forms that stand in definitions of their own.
fn written() -> Vec<Form> {
    let when = |name: &str, least| {
        form(
            &format!("/definitions/{name}"),
            &ruled(&format!(r#""when": {{"{name}": @}}, "do": [{{"emit": "x"}}]"#)),
            least,
        )
    };
    let show = |name: &str, least| {
        form(&format!("/definitions/{name}"), &ruled(&format!(r#""show": {{"{name}": @}}"#)), least)
    };
    let action = |name: &str, least| {
        form(&format!("/definitions/{name}"), &ruled(&format!(r#""do": [{{"{name}": @}}]"#)), least)
    };
    let block = |name: &str, least| {
        form(
            &format!("/definitions/{name}"),
            &ruled(&format!(r#""show": {{"popup": {{"content": [{{"{name}": @}}]}}}}"#)),
            least,
        )
    };
    let mut all = vec![
        form("", "@", r#"{"rules": []}"#),
        form("/definitions/settings", r#"{"rules": [], "settings": @}"#, "{}"),
        form(
            "/definitions/rule",
            r#"{"rules": [{"id": "another-rule", "do": [{"emit": "x"}]}, @]}"#,
            r#"{"id": "a", "do": [{"emit": "x"}]}"#,
        ),
        form("/definitions/onDevices", &ruled(r#""when": {"manual": true}, "do": [{"emit": "x"}], "on": @"#), "{}"),
        form(
            "/definitions/override",
            &ruled(r#""when": {"manual": true}, "do": [{"emit": "x"}], "on": {"tablet": @}"#),
            "{}",
        ),
        form("/definitions/limit", &ruled(r#""when": {"manual": true}, "limit": @, "do": [{"emit": "x"}]"#), "{}"),
        form("/definitions/quota", r#"{"rules": [], "settings": {"quotas": {"a": @}}}"#, "{}"),
        form("/definitions/mute", r#"{"rules": [], "settings": {"mute": @}}"#, r#"{"for": "30d"}"#),
        form("/definitions/theme", r#"{"rules": [], "settings": {"theme": @}}"#, "{}"),
        when("dwell", r##"{"for": "1s", "on": "#a"}"##),
        when("scroll", r#"{"depth": "50%"}"#),
        when("scrollUp", "{}"),
        when("hover", r##"{"on": "#a"}"##),
        when("rageClick", "{}"),
        when("deadClick", "{}"),
        when("focus", r##"{"on": "#a"}"##),
        when("input", "{}"),
        when("submit", "{}"),
        when("invalid", "{}"),
        when("hesitation", r##"{"on": "#a"}"##),
        when("formAbandon", r##"{"on": "#a"}"##),
        when("exitIntent", "{}"),
        when("idle", r#"{"for": "1s"}"#),
        when("return", "{}"),
        when("click", "{}"),
        when("event", r#"{"name": "x"}"#),
        when("pageView", "{}"),
        when("copy", "{}"),
        when("visible", r##"{"on": "#a"}"##),
        when("appears", r##"{"on": "#a"}"##),
        when("media", r##"{"on": "#a"}"##),
        show("tooltip", r##"{"anchor": "#a", "text": "x"}"##),
        show("popup", r#"{"text": "x"}"#),
        show("banner", r#"{"text": "x"}"#),
        show("cta", r##"{"anchor": "#a", "text": "x"}"##),
        show("toast", r#"{"text": "x"}"#),
        show("inline", r##"{"anchor": "#a", "text": "x"}"##),
        show("badge", r##"{"anchor": "#a", "text": "x"}"##),
        show("highlight", r##"{"anchor": "#a"}"##),
        action("emit", r#"{"name": "x"}"#),
        action("call", r#"{"name": "x"}"#),
        block("image", r#"{"src": "/x", "alt": "", "width": 2, "height": 1}"#),
        block("coupon", r##"{"code": "X", "field": "#a"}"##),
        block("progress", r#"{"value": 1, "goal": 2}"#),
        form("/definitions/part", &ruled(r#""show": {"banner": {"text": [@]}}"#), "{}"),
        form(
            "/definitions/link",
            &ruled(r#""show": {"banner": {"text": [{"link": @}]}}"#),
            r#"{"text": "x", "href": "/x"}"#,
        ),
    ];
    all.extend(asking());
    all.extend(trying());
    all.extend([
        form(
            "/definitions/anyTrigger",
            &ruled(r#""when": {"any": @}, "do": [{"emit": "x"}]"#),
            r#"{"of": [{"manual": true}]}"#,
        ),
        form(
            "/definitions/allTriggers",
            &ruled(r#""when": {"all": @}, "do": [{"emit": "x"}]"#),
            r#"{"of": [{"manual": true}]}"#,
        ),
        form(
            "/definitions/sequence",
            &ruled(r#""when": {"sequence": @}, "do": [{"emit": "x"}]"#),
            r#"{"of": [{"manual": true}]}"#,
        ),
        form(
            "/definitions/count",
            &ruled(r#""when": {"count": @}, "do": [{"emit": "x"}]"#),
            r#"{"of": {"manual": true}, "times": 2}"#,
        ),
        form(
            "/definitions/hold",
            &ruled(r#""when": {"hold": @}, "do": [{"emit": "x"}]"#),
            r#"{"when": {"manual": true}, "while": {"path": "/"}}"#,
        ),
        form(
            "/definitions/absent",
            &ruled(r#""when": {"absent": @}, "do": [{"emit": "x"}]"#),
            r#"{"after": {"manual": true}, "no": {"manual": true}, "for": "1s"}"#,
        ),
        form("/definitions/couponAtField", &ruled(r#""show": {"coupon": @}"#), r##"{"code": "X", "field": "#a"}"##),
        form("/definitions/button", &ruled(r#""show": {"banner": {"buttons": [@]}}"#), r#"{"text": "x"}"#),
        form("/definitions/trigger", &ruled(r#""when": @, "do": [{"emit": "x"}]"#), "{}"),
        form("/definitions/show", &ruled(r#""show": @"#), "{}"),
        form("/definitions/action", &ruled(r#""do": [@]"#), "{}"),
        form("/definitions/block", &ruled(r#""show": {"banner": {"content": [@]}}"#), "{}"),
        form(
            "/definitions/buttonAction",
            &ruled(r#""show": {"banner": {"buttons": [{"text": "x", "do": [@]}]}}"#),
            "{}",
        ),
        form(
            "/definitions/button/properties/do",
            &ruled(r#""show": {"banner": {"buttons": [{"text": "x", "do": @}]}}"#),
            "{}",
        ),
        form(
            "/definitions/model",
            r#"{"rules": [], "models": {"m": @}}"#,
            r#"{"weights": [{"fact": "a", "weight": 1}]}"#,
        ),
        form(
            "/definitions/term",
            r#"{"rules": [], "models": {"m": {"weights": [@]}}}"#,
            r#"{"fact": "a", "weight": 1}"#,
        ),
        form(
            "/definitions/goal",
            r#"{"rules": [], "audiences": {"loyal": {"path": "/x"}}, "goals": {"g": @}}"#,
            r#"{"when": {"event": "x"}}"#,
        ),
        form(
            "/definitions/goal/properties/value",
            r#"{"rules": [], "goals": {"g": {"when": {"event": "x"}, "value": @}}}"#,
            r#"{"from": "event.price"}"#,
        ),
        form("/definitions/funnel", &funneled("@"), r#"{"steps": ["bought", "bought"]}"#),
        form("/definitions/funnelStep", &funneled(r#"["bought", @]"#), r#"{"goal": "bought"}"#),
        form(
            "/definitions/limit/properties/afterGoal",
            &ruled(r#""when": {"manual": true}, "limit": {"afterGoal": @}, "do": [{"emit": "x"}]"#),
            r#"{"goal": "bought", "for": "1d"}"#,
        ),
        form("/definitions/schedule", &ruled(r#""schedule": @, "do": [{"emit": "x"}]"#), r#"{"days": "mon"}"#),
        form("/definitions/condition", &ruled(r#""if": @, "do": [{"emit": "x"}]"#), "{}"),
        form("/definitions/negation", &ruled(r#""if": {"not": @}, "do": [{"emit": "x"}]"#), "{}"),
        form(
            "/definitions/comparison",
            &ruled(r#""if": {"query": {"a": @}}, "do": [{"emit": "x"}]"#),
            r#"{"is": "x"}"#,
        ),
    ]);
    all
}

/// The forms of blocks that ask, and what is done at the page's controls.
fn asking() -> Vec<Form> {
    let popup = |block: &str| ruled(&format!(r#""show": {{"popup": {{"content": [{block}]}}}}"#));
    let field = |name: &str, least| {
        let around = format!(r#"{{"form": {{"fields": [{{"{name}": @}}], "submit": "f"}}}}"#);
        form(&format!("/definitions/{name}Field"), &popup(&around), least)
    };
    let action = |name: &str, of: &str, least| {
        form(&format!("/definitions/{of}"), &ruled(&format!(r#""do": [{{"{name}": @}}]"#)), least)
    };
    let asked = r#"{"survey": {"question": "x", "text": true, "done": @}}"#;
    let doing = r#"{"survey": {"question": "x", "text": true, "done": {"do": @}}}"#;
    vec![
        form("/definitions/list", &popup(r#"{"list": @}"#), r#"{"of": ["x"]}"#),
        form("/definitions/countdown", &popup(r#"{"countdown": @}"#), r#"{"to": "2026-11-30"}"#),
        form("/definitions/survey", &popup(r#"{"survey": @}"#), r#"{"question": "x", "choice": ["a", "b"]}"#),
        form("/definitions/option", &popup(r#"{"survey": {"question": "x", "choice": [@, "b"]}}"#), r#"{"text": "x"}"#),
        form("/definitions/rating", &popup(r#"{"survey": {"question": "x", "rating": @}}"#), "{}"),
        form("/definitions/freeText", &popup(r#"{"survey": {"question": "x", "text": @}}"#), "{}"),
        form("/definitions/done", &popup(asked), r#"{"text": "x"}"#),
        form("/definitions/done/properties/do", &popup(doing), "{}"),
        form("/definitions/form", &popup(r#"{"form": @}"#), r#"{"fields": [{"email": true}], "submit": "f"}"#),
        form("/definitions/field", &popup(r#"{"form": {"fields": [@], "submit": "f"}}"#), "{}"),
        field("email", "{}"),
        field("phone", "{}"),
        field("text", r#"{"label": "x"}"#),
        field("choice", r#"{"label": "x", "of": ["a", "b"]}"#),
        field("checkbox", r#"{"label": "x"}"#),
        action("fill", "fill", r##"{"on": "#a", "text": "x"}"##),
        action("focus", "focusAction", r##"{"on": "#a"}"##),
        action("enable", "enable", r##"{"on": "#a", "reason": "x"}"##),
    ]
}

/// The forms of experiments.
fn trying() -> Vec<Form> {
    let two = r#"{"variants": [{"id": "plain"}, {"id": "loud"}]}"#;
    let tried =
        |part: &str| ruled(&format!(r#""when": {{"manual": true}}, "do": [{{"emit": "x"}}], "experiment": {part}"#));
    let within = |part: &str| tried(&format!(r#"{{"variants": [{{"id": "a"}}, {{"id": "b"}}], {part}}}"#));
    vec![
        form("/definitions/experiment", r#"{"rules": [], "experiments": {"a": @}}"#, two),
        form("/definitions/ruleExperiment", &tried("@"), two),
        form("/definitions/namespace", &within(r#""namespace": @"#), r#"{"name": "x", "range": ["0%", "5%"]}"#),
        form("/definitions/variant", &tried(r#"{"variants": [{"id": "other"}, @]}"#), r#"{"id": "b"}"#),
    ]
}

/// The forms within conditions, each in the place that its pointer names.
fn within_conditions(schema: &Value) -> Vec<Form> {
    const ROOT: &str = "/definitions/condition/properties/";
    let mut all = Vec::new();
    walk(schema, "", &mut |at, node| {
        let (Some(below), true) = (at.strip_prefix(ROOT), node.contains_key("properties")) else { return };
        if below.contains("/items") || own(node).is_empty() {
            return;
        }
        let names: Vec<&str> = below.split("/properties/").collect();
        let mut around = "@".to_string();
        for (depth, name) in names.iter().enumerate().rev() {
            let beside = match (depth.checked_sub(1).and_then(|above| names.get(above)), *name) {
                (Some(&"element"), _) => r##""on": "#a", "##,
                (Some(&"seen"), _) => r#""rule": "another-rule", "#,
                (Some(&"did"), _) => r#""event": "x", "#,
                (Some(&"goal"), _) => r#""name": "bought", "#,
                _ => "",
            };
            around = format!(r#"{{{beside}"{name}": {around}}}"#);
        }
        let least = match *names.last().unwrap() {
            "visitor" if names.len() == 1 => json!({"is": "new"}),
            "device" => json!({"is": "mobile"}),
            "channel" => json!({"is": "direct"}),
            "pointer" => json!({"is": "fine"}),
            "orientation" => json!({"is": "portrait"}),
            "colorScheme" => json!({"is": "light"}),
            "saveData" | "reducedMotion" | "online" => json!({"is": true}),
            "functional" | "analytics" | "personalization" => json!({"is": "granted"}),
            "consent" => json!({"functional": "granted"}),
            "viewport" => json!({"width": 1}),
            "stage" => json!({"is": "loyal"}),
            "score" => json!({"model": "intent", "is": 1}),
            "variant" => json!({"experiment": "look", "is": "plain"}),
            "language" => json!({"is": "en"}),
            "path" | "landingPath" => json!({"is": "/x"}),
            "cart" => json!({"value": 1}),
            "product" => json!({"price": 1}),
            "customer" => json!({"orders": 1}),
            "has" => json!({"sku": "X"}),
            "element" => json!({"on": "#a"}),
            "seen" => json!({"rule": "another-rule"}),
            "did" => json!({"event": "x"}),
            "goal" => json!({"name": "bought"}),
            _ => json!({"is": 1}),
        };
        all.push(Form { at: at.into(), around: ruled(&format!(r#""if": {around}, "do": [{{"emit": "x"}}]"#)), least });
    });
    all
}

/// The fields that a schema gives an object, notes apart.
pub(crate) fn own(node: &Map<String, Value>) -> BTreeSet<String> {
    let properties = node.get("properties").and_then(Value::as_object).into_iter().flatten();
    properties.map(|(name, _)| name.clone()).filter(|name| name != "$comment").collect()
}

impl Form {
    /// The rule set with this object in its place.
    pub(crate) fn with(&self, object: &Value) -> Value {
        serde_json::from_str(&self.around.replace('@', &object.to_string())).unwrap()
    }

    /// The least object and one more field.
    pub(crate) fn and(&self, name: &str, value: &Value) -> Value {
        let mut object = self.least.clone();
        object[name] = value.clone();
        self.with(&object)
    }
}

/// Every form of the schema that names fields.
pub(crate) fn forms(schema: &Value) -> Vec<Form> {
    let mut all = written();
    all.extend(within_conditions(schema));
    all
}
