//! The schema and the decoder agree on rule sets that nobody wrote: those generated from the language, those grown from
//! the schema itself, and damaged ones.
#![cfg(feature = "dev")]
// A proof says what it counted.
#![allow(clippy::disallowed_macros)]

#[path = "support/mod.rs"]
mod support;
#[path = "support/validate.rs"]
mod validate;

use opportune::ruleset::{compile, Code, Problem};
use proptest::prelude::*;
use serde_json::{json, Map, Value};
use support::json::convert;
use support::{any, cases};
use validate::Validator;

fn schema() -> Value {
    serde_json::from_str(&std::fs::read_to_string("rules/schema.json").unwrap()).unwrap()
}

fn problems(rules: &Value) -> Vec<Problem> {
    compile(&convert(rules)).1
}

/// What no schema sees: two places at once, ids of other rules, what only a parser can tell.
fn is_beyond_schemas(problem: &Problem) -> bool {
    use Code::*;
    matches!(
        problem.code,
        Conflict
            | Duplicate
            | SelfReference
            | Cycle
            | BadReference
            | BadSelector
            | BadTemplate
            | TooDeep
            | TooLarge
            | OutOfRange
    ) || problem.code == UnknownValue && names_another(&problem.path)
        // The weights of a model share the nodes of conditions, which take lists where a weight does not.
        || problem.path.starts_with("/models/")
        // Whether an override is right hangs on what it is merged into.
        || problem.path.contains("/on/mobile") || problem.path.contains("/on/tablet") || problem.path.contains("/on/desktop")
        // And so is what a variant has besides.
        || problem.path.contains("/experiment/variants/")
        // A number of page views, or numbers by scope: one node for both.
        || problem.code == UnknownField && problem.path.contains("/pageViews/")
        // One of several fields must be there.
        || problem.code == Missing && (problem.path.contains("/show") || problem.path.ends_with("/schedule"))
        || problem.code == Missing && problem.message().contains("needs an operator")
}

/// Names of what stands elsewhere in the set.
fn names_another(path: &str) -> bool {
    let steps: Vec<&str> = path.split('/').collect();
    // A progress bar has a goal of its own.
    let names_goal = steps.windows(2).any(|two| two[1] == "goal" && two[0] != "progress");
    let names = ["/seen", "/audience", "/stage", "/score", "/segments", "/variant/"];
    // A funnel's steps are goals, in its short form, too; an experiment by its name is one of the set's.
    let is_short = steps.len() == 4 && steps[3].parse::<u32>().is_ok();
    let is_step = steps.get(1) == Some(&"funnels") && (steps.get(3) == Some(&"steps") || is_short);
    let is_shared = steps.get(1) == Some(&"rules") && steps.last() == Some(&"experiment");
    names_goal || is_step || is_shared || names.iter().any(|name| path.contains(name)) || path.ends_with("/t")
}

/// A small generator of numbers, so that a seed grows a document.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % most.max(1) as u64) as usize
    }

    fn pick<'v>(&mut self, from: &'v [Value]) -> Option<&'v Value> {
        from.get(self.below(from.len()))
    }
}

/// A value that the schema's node describes, with its examples as leaves.
fn grow(schema: &Value, node: &Value, dice: &mut Dice, depth: u32) -> Value {
    if let Some(target) = node.get("$ref").and_then(Value::as_str) {
        return grow(schema, schema.pointer(target.trim_start_matches('#')).unwrap(), dice, depth);
    }
    let list = |key: &str| node.get(key).and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    if let Some(value) = dice.pick(list("enum")) {
        return value.clone();
    }
    let is_one = |name: &str| {
        node.get("type").is_some_and(|it| it == name || it.as_array().is_some_and(|all| all.contains(&json!(name))))
    };
    let fields = node.get("properties").and_then(Value::as_object);
    match fields {
        Some(fields) if is_one("object") && depth > 0 && dice.below(10) < 8 => {
            object(schema, node, fields, dice, depth)
        }
        _ if is_one("array") && node.get("items").is_some() && depth > 0 && dice.below(10) < 3 => {
            let count = 1 + dice.below(2);
            Value::Array((0..count).map(|_| grow(schema, &node["items"], dice, depth - 1)).collect())
        }
        _ => dice.pick(list("examples")).or(node.get("default")).cloned().unwrap_or(json!("x")),
    }
}

fn object(schema: &Value, node: &Value, fields: &Map<String, Value>, dice: &mut Dice, depth: u32) -> Value {
    let names: Vec<&String> = fields.keys().filter(|name| *name != "$comment").collect();
    let most = node.get("maxProperties").and_then(Value::as_u64).map_or(3, |most| most as usize);
    let mut out = Map::new();
    for name in node.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str) {
        out.insert(name.into(), grow(schema, &fields[name], dice, depth - 1));
    }
    let more = usize::from(out.is_empty()) + dice.below(most);
    for _ in 0..more.min(most.saturating_sub(out.len())) {
        let Some(name) = names.get(dice.below(names.len())) else { break };
        out.insert((*name).clone(), grow(schema, &fields[*name], dice, depth - 1));
    }
    Value::Object(out)
}

/// How many of each, unless a longer proof is asked for.
const FEW: u32 = 512;

/// The schema takes what the decoder takes; and what it lets pass, the decoder refuses only for reasons beyond schemas.
fn agree(validator: &Validator, rules: &Value) -> Result<(), TestCaseError> {
    let (found, complaints) = (problems(rules), validator.complaints(rules));
    if found.is_empty() {
        prop_assert!(complaints.is_empty(), "the decoder takes it, the schema does not: {complaints:?}\n{rules}");
    }
    if complaints.is_empty() {
        let strange: Vec<String> = found.iter().filter(|one| !is_beyond_schemas(one)).map(Problem::message).collect();
        prop_assert!(strange.is_empty(), "the schema takes it, the decoder does not: {strange:?}\n{rules}");
    }
    Ok(())
}

proptest! {
    #![proptest_config(cases::config(FEW))]

    #[test]
    fn on_generated_rule_sets(rules in any::rules()) {
        let validator = Validator::new(schema());
        prop_assert_eq!(validator.complaints(&rules), [""; 0]);
        agree(&validator, &rules)?;
    }

    #[test]
    fn on_damaged_rule_sets(rules in any::rules(), place in any::<prop::sample::Index>(), graft in any::json()) {
        agree(&Validator::new(schema()), &any::graft(&rules, place, &graft))?;
    }
}

/// Grown from the schema: most of it is whole, and then the decoder takes it as well.
#[test]
fn on_what_grows_from_the_schema() {
    let schema = schema();
    let validator = Validator::new(schema.clone());
    let (mut valid, mut taken) = (0, 0);
    for seed in 0..u64::from(cases::cases(FEW)) * 20 {
        let mut dice = Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
        let mut rule = grow(&schema, &json!({ "$ref": "#/definitions/rule" }), &mut dice, 8);
        if !rule.is_object() {
            continue;
        }
        rule["id"] = json!("a");
        if rule.get("show").is_none() && rule.get("do").is_none() {
            rule["do"] = json!([{ "emit": "x" }]);
        }
        let settings = grow(&schema, &json!({ "$ref": "#/definitions/settings" }), &mut dice, 4);
        let mut goal = grow(&schema, &json!({ "$ref": "#/definitions/goal" }), &mut dice, 6);
        if !goal.is_object() {
            goal = json!({ "when": { "event": "x" } });
        }
        let other = json!({ "id": "another-rule", "do": [{ "emit": "x" }] });
        let rules = json!({ "settings": settings, "goals": { "bought": goal }, "rules": [rule, other] });
        if validator.complaints(&rules).is_empty() {
            valid += 1;
            taken += u32::from(problems(&rules).is_empty());
        }
        agree(&validator, &rules).unwrap_or_else(|error| panic!("seed {seed}: {error}"));
    }
    println!("{valid} valid, {taken} taken");
    assert!(valid > cases::cases(FEW) && taken * 2 > valid, "{valid} {taken}");
}
