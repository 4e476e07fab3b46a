//! What a rule is in the arms of its experiment. As with devices, an arm's overrides are merged into the rule's JSON
//! before it is read, so they are checked like any other rule, and the engine finds each arm ready.

use super::by_device::{find, Override};
use super::experiment::MOST;
use super::names;
use super::reader::Step;
use super::surface::{self, SHOW};
use super::table::known;
use super::trigger::{self, TRIGGERS};
use super::value::Value;

/// What of a rule an arm may override.
const OVERRIDES: &str = "when if delay wait cancelOn hideOn show do meta";
/// Objects of one key: another key is another thing, not one more.
const SINGLE: &str = "when show cancelOn hideOn";
/// Adds what a rule is in each arm of its experiment. `as_is`: the rule, as it is on that device.
#[inline(never)]
pub(super) fn variants<'s>(
    rule: &'s Value,
    as_is: &Value,
    (place, device): (u32, u32),
    top: &'s [(String, Value)],
    out: &mut Vec<Override<'s>>,
) {
    let Some((at, mut experiment)) = find(rule, "experiment") else { return };
    let mut way = vec![Step::Key("experiment", at)];
    let mut is_shared = false;
    if let Value::Text(name) = experiment {
        is_shared = true;
        let Some(section) = top.iter().position(|(key, _)| key == "experiments") else { return };
        let Some(Some((index, found))) = top.get(section).map(|(_, all)| find(all, name)) else { return };
        way = vec![Step::Key("experiments", section as u32), Step::Key(name, index)];
        experiment = found;
    }
    let Some((at, Value::List(variants))) = find(experiment, "variants") else { return };
    way.push(Step::Key("variants", at));
    for (index, patch) in variants.iter().enumerate().take(MOST) {
        let Value::Map(pairs) = patch else { continue };
        if !pairs.iter().any(|(key, _)| names::place(OVERRIDES, key).is_some()) {
            continue;
        }
        let mut merged = as_is.clone();
        for (key, part) in pairs.iter().filter(|(key, _)| names::place(OVERRIDES, key).is_some()) {
            lay(&mut merged, key, part, patch);
        }
        merged.merge(Value::Map(vec![("experiment".into(), Value::Null), ("on".into(), Value::Null)]));
        let mut way = way.clone();
        way.push(Step::Item(index as u32));
        out.push(Override { place, device, variant: Some(index as u32), patch, way, is_shared, rule: merged });
    }
}

/// Merges one field of an arm into a rule.
fn lay(rule: &mut Value, key: &str, part: &Value, patch: &Value) {
    let other = match key {
        "show" => "do",
        "do" => "show",
        _ => "",
    };
    // Either of them is what the rule does.
    if !other.is_empty() && patch.get(other).is_none() {
        rule.merge(pair(other, Value::Null));
    }
    if let (Some(_), Some(Value::Map(old)), Value::Map(new)) = (names::place(SINGLE, key), rule.get(key), part) {
        let mut expanded = Vec::new();
        let mut is_same = false;
        for (name, inner) in old {
            let patched = new.iter().find(|(known, _)| known == name).map(|(_, patched)| patched);
            is_same |= patched.is_some() && name != "$comment";
            // Of a small form the fields go into the long one.
            if let (Some(Value::Map(_)), Some(main)) = (patched, main_of(name)) {
                match inner {
                    Value::Map(_) => {}
                    Value::Bool(true) => expanded.push((name.clone(), Value::Map(Vec::new()))),
                    _ => expanded.push((name.clone(), pair(main, inner.clone()))),
                }
            }
        }
        if !is_same {
            rule.merge(pair(key, Value::Null));
        }
        for (name, long) in expanded {
            if let Value::Map(pairs) = rule {
                if let Some((_, whole)) = pairs.iter_mut().find(|(known, _)| known == key) {
                    whole.set(&name, long);
                }
            }
        }
    }
    rule.merge(pair(key, part.clone()));
}

fn pair(key: &str, value: Value) -> Value {
    Value::Map(vec![(key.into(), value)])
}

/// The field that the small form of a trigger or a surface stands for.
fn main_of(name: &str) -> Option<&'static str> {
    let table = match names::place(known!(TRIGGERS), name) {
        Some(which) => trigger::table_of(which),
        None => surface::table_of(names::place(known!(SHOW), name)?),
    };
    table?.main()
}

/// A source in which rules are as in one arm: the first, the second.. of each that has so many; of others as written.
/// `without`: those that an arm shows nothing of are left out.
#[cfg(feature = "dev")]
pub(crate) fn in_arm(source: &Value, arm: Option<u32>, without: bool) -> Value {
    let mut out = source.clone();
    let (top, _, rules) = super::top::rules_of(source);
    let Value::Map(pairs) = &mut out else { return out };
    let Some((_, Value::List(all))) = pairs.iter_mut().find(|(key, _)| key == "rules") else { return out };
    let mut gone = Vec::new();
    for (place, rule) in rules.iter().enumerate() {
        if rule.get("experiment").is_none() {
            continue;
        }
        let mut found = Vec::new();
        variants(rule, rule, (place as u32, super::by_device::EVERYWHERE), top, &mut found);
        if let Some(one) = found.into_iter().find(|one| one.variant == arm && arm.is_some()) {
            if let Some(here) = all.get_mut(place) {
                *here = one.rule;
            }
        } else if let Some(here) = all.get_mut(place) {
            here.merge(pair("experiment", Value::Null));
        }
        if without {
            gone.push(place);
        }
    }
    for place in gone.into_iter().rev() {
        all.remove(place);
    }
    out
}

/// The most arms that a rule has; 0 without experiments.
#[cfg(feature = "dev")]
pub(crate) fn most_arms(source: &Value) -> u32 {
    let (top, _, rules) = super::top::rules_of(source);
    let mut most = 0;
    for rule in rules.iter().filter(|rule| rule.get("experiment").is_some()) {
        most = most.max(1);
        let mut found = Vec::new();
        variants(rule, rule, (0, super::by_device::EVERYWHERE), top, &mut found);
        for one in found {
            most = most.max(one.variant.map_or(0, |arm| arm + 1));
        }
    }
    most
}
