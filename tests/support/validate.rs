//! A validator for the part of JSON Schema draft-07 that `rules/schema.json` keeps to; an unknown keyword is a panic.
//! Written here because the full ones are as much code to compile as the rest of the tests together.

use std::collections::HashMap;

use regex_lite::Regex;
use serde_json::{Map, Value};

/// Keywords that say nothing about validity.
const NOTES: &[&str] = &["$schema", "title", "description", "default", "examples", "definitions", "then", "else"];

/// Holds values against a schema.
pub(crate) struct Validator {
    schema: Value,
    patterns: HashMap<String, Regex>,
}

impl Validator {
    /// Reads the schema's patterns once.
    pub(crate) fn new(schema: Value) -> Validator {
        let mut patterns = HashMap::new();
        collect(&schema, &mut patterns);
        Validator { schema, patterns }
    }

    /// What is wrong with a value: `pointer: keyword`, in a line each.
    pub(crate) fn complaints(&self, value: &Value) -> Vec<String> {
        let mut found = Vec::new();
        self.check(&self.schema, value, "", &mut found);
        found
    }

    fn is_valid(&self, node: &Value, value: &Value) -> bool {
        let mut found = Vec::new();
        self.check(node, value, "", &mut found);
        found.is_empty()
    }

    fn check(&self, node: &Value, value: &Value, at: &str, found: &mut Vec<String>) {
        let Value::Object(node) = node else {
            if *node == Value::Bool(false) {
                found.push(format!("{at}: nothing may stand here"));
            }
            return;
        };
        for (keyword, want) in node.iter().filter(|(keyword, _)| !NOTES.contains(&keyword.as_str())) {
            let fine = match (keyword.as_str(), value) {
                ("$ref", _) => {
                    let target = want.as_str().and_then(|to| self.schema.pointer(to.trim_start_matches('#')));
                    self.check(target.unwrap_or_else(|| panic!("{want}")), value, at, found);
                    true
                }
                ("if", _) => {
                    let branch = if self.is_valid(want, value) { "then" } else { "else" };
                    self.check(node.get(branch).unwrap_or(&Value::Bool(true)), value, at, found);
                    true
                }
                ("type", _) => listed(want).iter().any(|name| is_type(name.as_str().unwrap(), value)),
                ("enum", _) => listed(want).contains(value),
                ("const", _) => want == value,
                ("not", _) => !self.is_valid(want, value),
                ("pattern", Value::String(text)) => self.patterns[want.as_str().unwrap()].is_match(text),
                ("minLength", Value::String(text)) => text.chars().count() >= size(want),
                ("maxLength", Value::String(text)) => text.chars().count() <= size(want),
                ("minimum", Value::Number(number)) => number.as_f64() >= want.as_f64(),
                ("maximum", Value::Number(number)) => number.as_f64() <= want.as_f64(),
                ("minItems", Value::Array(items)) => items.len() >= size(want),
                ("maxItems", Value::Array(items)) => items.len() <= size(want),
                ("items", Value::Array(items)) => {
                    for (index, item) in items.iter().enumerate() {
                        self.check(want, item, &format!("{at}/{index}"), found);
                    }
                    true
                }
                (_, Value::Object(pairs)) => self.object(node, keyword, want, pairs, at, found),
                (keyword, _) => is_keyword(keyword),
            };
            if !fine {
                found.push(format!("{at}: {keyword} {want}"));
            }
        }
    }

    /// The keywords that concern objects.
    fn object(
        &self,
        node: &Map<String, Value>,
        keyword: &str,
        want: &Value,
        pairs: &Map<String, Value>,
        at: &str,
        found: &mut Vec<String>,
    ) -> bool {
        let has = |name: &Value| pairs.contains_key(name.as_str().unwrap());
        let of_pattern = |name: &str| {
            let mut patterns = node.get("patternProperties").and_then(Value::as_object).into_iter().flatten();
            patterns.find(|(pattern, _)| self.patterns[*pattern].is_match(name)).map(|(_, part)| part)
        };
        match keyword {
            "required" => return listed(want).iter().all(has),
            "minProperties" => return pairs.len() >= size(want),
            "maxProperties" => return pairs.len() <= size(want),
            "propertyNames" => return pairs.keys().all(|name| self.is_valid(want, &Value::String(name.clone()))),
            "dependencies" => {
                return want
                    .as_object()
                    .unwrap()
                    .iter()
                    .all(|(name, needs)| !pairs.contains_key(name) || listed(needs).iter().all(has));
            }
            "properties" | "patternProperties" | "additionalProperties" => {}
            other => return is_keyword(other),
        }
        for (name, value) in pairs {
            let named = node.get("properties").and_then(|all| all.get(name));
            let part = match keyword {
                "properties" => named,
                "patternProperties" => of_pattern(name),
                _ if named.is_none() && of_pattern(name).is_none() => Some(want),
                _ => None,
            };
            if let Some(part) = part {
                self.check(part, value, &format!("{at}/{name}"), found);
            }
        }
        true
    }
}

/// A keyword that concerns values of another type; panics if there is no such keyword.
fn is_keyword(name: &str) -> bool {
    const OTHERS: &[&str] = &[
        "pattern",
        "minLength",
        "maxLength",
        "minimum",
        "maximum",
        "minItems",
        "maxItems",
        "items",
        "required",
        "minProperties",
        "maxProperties",
        "propertyNames",
        "dependencies",
        "properties",
        "patternProperties",
        "additionalProperties",
    ];
    assert!(OTHERS.contains(&name), "the keyword {name} is not known here");
    true
}

fn collect(node: &Value, patterns: &mut HashMap<String, Regex>) {
    let mut add = |pattern: &str| {
        let read = || Regex::new(pattern).unwrap_or_else(|error| panic!("{pattern}: {error}"));
        patterns.entry(pattern.into()).or_insert_with(read);
    };
    match node {
        Value::Object(pairs) => {
            if let Some(Value::String(pattern)) = pairs.get("pattern") {
                add(pattern);
            }
            if let Some(Value::Object(inner)) = pairs.get("patternProperties") {
                inner.keys().for_each(|pattern| add(pattern));
            }
            pairs.values().for_each(|part| collect(part, patterns));
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, patterns)),
        _ => {}
    }
}

fn listed(value: &Value) -> &[Value] {
    value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice)
}

fn size(value: &Value) -> usize {
    value.as_u64().unwrap() as usize
}

fn is_type(name: &str, value: &Value) -> bool {
    match name {
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "number" => value.is_number(),
        "integer" => value.as_f64().is_some_and(|number| number.fract() == 0.0),
        "array" => value.is_array(),
        "object" => value.is_object(),
        "null" => value.is_null(),
        other => panic!("the type {other} is not known here"),
    }
}
