//! Rules that are otherwise on other devices: each kind of device is analyzed as a rule set of its own, and what is said
//! of several of them is said once. Journeys stay on one kind of device.

use super::finding::Finding;
use super::worst::Worst;
use crate::ruleset::arm::{in_arm, most_arms};
use crate::ruleset::by_device::{on_device, written_at, DEVICES};
use crate::ruleset::names::nth;
use crate::ruleset::value::Value;

/// A rule set as it is on some kinds of devices.
pub(super) struct Variant {
    pub(super) source: Value,
    /// Places in `DEVICES`.
    pub(super) devices: Vec<u32>,
}

/// The rule sets that a source is; most often one, on all devices.
pub(super) fn variants(source: &Value) -> Vec<Variant> {
    let mut out: Vec<Variant> = Vec::new();
    for device in 0..3 {
        let here = on_device(source, device);
        match out.iter_mut().find(|known| known.source == here) {
            Some(known) => known.devices.push(device),
            None => out.push(Variant { source: here, devices: vec![device] }),
        }
    }
    out
}

/// The rule sets that it is in the arms of its experiments: as it is written, in each arm, and without the rules that may
/// show nothing. A finding must hold in all of them.
pub(super) fn arms(source: &Value) -> Vec<Value> {
    let mut out = Vec::new();
    for arm in 0..most_arms(source) {
        out.push(in_arm(source, Some(arm), false));
    }
    if !out.is_empty() {
        out.push(in_arm(source, None, true));
    }
    out.dedup();
    out
}

/// Keeps what is also found in an arm. Of a rule that is not there nothing can be found. What some visitors read is said
/// even if others do not: in which arm, its place says.
pub(super) fn keep(found: &mut Vec<Finding>, here: &[Finding], source: &Value) {
    let Some(Value::List(rules)) = source.get("rules") else { return };
    found.retain(|one| {
        let is_there = rules.iter().any(|rule| rule.get("id").and_then(Value::text) == Some(&one.rule));
        super::honest::ANYWHERE.contains(&one.code)
            || !is_there
            || here.iter().any(|other| (one.code, &one.rule) == (other.code, &other.rule))
    });
}

/// Adds what is found in one variant to what is found in others.
pub(super) fn join(source: &Value, variant: &Variant, found: Vec<Finding>, all: &mut Vec<Finding>) {
    for mut one in found {
        let device = variant.devices[0];
        one.path = written_at(source, device, &one.path);
        one.because = one.because.iter().map(|at| written_at(source, device, at)).collect();
        one.on = variant.devices.iter().map(|device| nth(DEVICES, *device as usize)).collect();
        let is_same = |known: &&mut Finding| {
            (known.code, &known.path, &known.rule, &known.because) == (one.code, &one.path, &one.rule, &one.because)
        };
        match all.iter_mut().find(is_same) {
            Some(known) => known.on.append(&mut one.on),
            None => all.push(one),
        }
    }
}

/// Says on which devices a finding holds, if not on all.
pub(super) fn tell(all: &mut [Finding]) {
    for one in all {
        if one.on.len() >= 3 {
            one.on.clear();
            continue;
        }
        let end = one.message.trim_end_matches('.').len();
        one.message.insert_str(end, &format!(" (on {})", one.on.join(" and ")));
    }
}

/// The worse of two in one scope: no bound, a higher bound, more of them seen.
pub(super) fn worse(one: Worst, other: Worst) -> Worst {
    let rank = |it: &Worst| (it.most.is_none(), it.most, it.shown);
    let (mut worst, rest) = if rank(&other) > rank(&one) { (other, one) } else { (one, other) };
    for rule in rest.rules {
        if !worst.rules.contains(&rule) {
            worst.rules.push(rule);
        }
    }
    worst
}

/// The size of a viewport on that kind of device, and whether its pointer is a finger.
pub(super) fn viewport(device: &str) -> (Value, Value) {
    let (width, touch) = match device {
        "mobile" => (390.0, true),
        "tablet" => (800.0, true),
        _ => (1_280.0, false),
    };
    (Value::List(vec![Value::Num(width), Value::Num(800.0)]), touch.into())
}
