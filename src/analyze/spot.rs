//! Where slips of the pen are looked for: what is written in a rule and in its variants, and in what has a name of its
//! own at the top of the file.

use super::finding::Finding;
use super::shadow::fields;
use super::{holes, slips, tags, values};
use crate::ruleset::model::RuleSet;
use crate::ruleset::value::Value;

/// A rule, or something else with a name, and the parts that are written there.
pub(super) struct Spot<'v> {
    /// The rule's id; empty where it is no rule.
    pub(super) rule: String,
    /// How a sentence about it begins.
    name: String,
    /// Each with its field and its JSON Pointer.
    pub(super) parts: Vec<(&'v str, String, &'v Value)>,
}

impl<'v> Spot<'v> {
    pub(super) fn say(&self, code: &'static str, at: &str, words: &str) -> Finding {
        Finding::written(code, &self.rule, at, format!("{}: {words}", self.name))
    }

    /// The fields of an object, below a place.
    fn add(&mut self, value: &'v Value, at: &str) {
        let Value::Map(pairs) = value else { return };
        self.parts.extend(pairs.iter().map(|(key, part)| (key.as_str(), below(at, key), part)));
    }

    /// What the variants of an experiment have in place of the rule's own.
    fn add_variants(&mut self, experiment: &'v Value, at: &str) {
        let Some(Value::List(variants)) = experiment.get("variants") else { return };
        for (place, variant) in variants.iter().enumerate() {
            self.add(variant, &format!("{at}/variants/{place}"));
        }
    }
}

/// A place in an object.
pub(super) fn below(at: &str, key: &str) -> String {
    format!("{at}/{}", key.replace('~', "~0").replace('/', "~1"))
}

/// All slips in a rule set. They are about what is written, so one that only some visitors meet is one, too.
pub(super) fn find(source: &Value, set: &RuleSet, out: &mut Vec<Finding>) {
    let mut spots = Vec::new();
    for rule in set.rules.iter().filter(|rule| rule.enabled) {
        let at = format!("/rules/{}", rule.place);
        let mut spot = Spot { rule: rule.id.clone(), name: format!("\"{}\"", rule.id), parts: Vec::new() };
        for (key, part) in fields(source, rule) {
            spot.parts.push((key, below(&at, key), part));
            if key == "experiment" {
                spot.add_variants(part, &below(&at, key));
            }
        }
        spots.push(spot);
    }
    for (section, word) in [
        ("audiences", "audience"),
        ("stages", "stage"),
        ("models", "model"),
        ("goals", "goal"),
        ("experiments", "experiment"),
    ] {
        let Some(Value::Map(pairs)) = source.get(section) else { continue };
        for (name, value) in pairs {
            let at = below(&format!("/{section}"), name);
            let mut spot = Spot { rule: String::new(), name: format!("{word} \"{name}\""), parts: Vec::new() };
            match word {
                "audience" | "stage" => spot.parts.push(("if", at, value)),
                "experiment" => spot.add_variants(value, &at),
                "goal" => spot.add(value, &at),
                // Each weight has a condition, or an event.
                _ => {
                    if let Some(Value::List(weights)) = value.get("weights") {
                        let part = |(place, weight)| ("if", format!("{at}/weights/{place}"), weight);
                        spot.parts.extend(weights.iter().enumerate().map(part));
                    }
                }
            }
            spots.push(spot);
        }
    }
    for spot in &spots {
        slips::find(source, spot, out);
        values::find(spot, out);
        tags::find(spot, out);
        holes::find(source, spot, out);
    }
}
