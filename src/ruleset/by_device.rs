//! `on`: what of a rule is otherwise on a kind of device. An override is merged into the rule's JSON (RFC 7396) before
//! it is read, so the engine knows nothing of it. The device is that of the page when the rules are opened; what is
//! written for the others is checked all the same, so that a rule is good everywhere or nowhere.

use super::arm::variants;
use super::names;
use super::problem::Code;
use super::reader::{Reader, Step};
use super::table::{ix, table, Table};
use super::value::Value;
use super::Expected;

/// The kinds of devices, as the condition `device` names them.
pub const DEVICES: &str = "mobile tablet desktop";
pub(super) const KINDS: Table = table("", DEVICES);

/// The last of [`DEVICES`].
pub const DESKTOP: u32 = 2;

/// In the place of a device: a rule as it is where no override says otherwise.
pub(super) const EVERYWHERE: u32 = u32::MAX;

/// What of a rule may be overridden: all that is not its name.
pub(super) const OVERRIDE: Table = table(
    "",
    "enabled when if delay wait show do interrupts slot priority limit meta cancelOn hideOn schedule tags rollout",
);

/// Place in [`DEVICES`]: by the width of the viewport, and whether the main pointer is a finger. A narrow window under a
/// mouse is still a desktop.
pub fn device_of(width: f64, coarse: bool) -> u32 {
    match coarse {
        true if width < 600.0 => 0,
        true if width < 1_100.0 => 1,
        _ => DESKTOP,
    }
}

/// A rule as it is on one kind of device, or in one arm of its experiment, or both.
pub(super) struct Override<'s> {
    /// The rule's index.
    pub(super) place: u32,
    pub(super) device: u32,
    /// Place of the arm.
    pub(super) variant: Option<u32>,
    /// What is written, and where: the way to it from the rule, or from the top if rules share it.
    pub(super) patch: &'s Value,
    pub(super) way: Vec<Step<'s>>,
    pub(super) is_shared: bool,
    /// The rule with that merged in.
    pub(super) rule: Value,
}

/// The overrides of these rules; most have none. `first`: the place of the first of them. `top`: the whole source.
#[inline(never)]
pub(super) fn overrides<'s>(top: &'s [(String, Value)], rules: &'s [Value], first: usize) -> Vec<Override<'s>> {
    let mut out = Vec::new();
    for (index, rule) in rules.iter().enumerate() {
        let (place, from) = ((first + index) as u32, out.len());
        if let Some((on, Value::Map(pairs))) = find(rule, "on") {
            merged(rule, place, on, pairs, &mut out);
        }
        if rule.get("experiment").is_some() {
            let mut arms = Vec::new();
            variants(rule, rule, (place, EVERYWHERE), top, &mut arms);
            for one in out.get(from..).unwrap_or_default() {
                variants(rule, &one.rule, (place, one.device), top, &mut arms);
            }
            out.append(&mut arms);
        }
    }
    out
}

#[inline(never)]
fn merged<'s>(rule: &'s Value, place: u32, on: u32, pairs: &'s [(String, Value)], out: &mut Vec<Override<'s>>) {
    for (at, (key, patch)) in pairs.iter().enumerate() {
        let Some(device) = names::place(DEVICES, key) else { continue };
        // Written twice, the first counts; what is no object says nothing, and is a problem.
        let is_first = !out.iter().any(|one: &Override| one.place == place && one.device == device as u32);
        if is_first && matches!(patch, Value::Map(_)) {
            let mut rule = rule.clone();
            let id = rule.get("id").cloned();
            rule.merge(patch.clone());
            rule.set("id", id.unwrap_or_default());
            rule.merge(nothing_on());
            let way = vec![Step::Key("on", on), Step::Key(names::nth(DEVICES, device), at as u32)];
            out.push(Override { place, device: device as u32, variant: None, patch, way, is_shared: false, rule });
        }
    }
}

/// A source as it is on one kind of device.
#[cfg(feature = "dev")]
pub(crate) fn on_device(source: &Value, device: u32) -> Value {
    let mut out = source.clone();
    let Value::Map(pairs) = &mut out else { return out };
    let Some((_, Value::List(rules))) = pairs.iter_mut().find(|(key, _)| key == "rules") else { return out };
    let (top, _, plain) = super::top::rules_of(source);
    for one in overrides(top, plain, 0) {
        let is_it = one.device == device && one.variant.is_none();
        if let Some(rule) = rules.get_mut(one.place as usize).filter(|_| is_it) {
            *rule = one.rule;
        }
    }
    for rule in rules.iter_mut().filter(|rule| rule.get("on").is_some()) {
        rule.merge(nothing_on());
    }
    out
}

/// The patch that takes `on` away.
fn nothing_on() -> Value {
    Value::Map(vec![("on".into(), Value::Null)])
}

/// Where something at a pointer into the source as it is on a device is written: in the override, as far as that goes.
#[cfg(feature = "dev")]
pub(crate) fn written_at(source: &Value, device: u32, pointer: &str) -> String {
    let name = names::nth(DEVICES, device as usize);
    let mut steps = pointer.splitn(4, '/').skip(1);
    if let (Some("rules"), Some(index), Some(rest)) = (steps.next(), steps.next(), steps.next()) {
        let there = format!("/rules/{index}/on/{name}/{rest}");
        if source.written(&there).is_some() {
            return there;
        }
    }
    pointer.into()
}

/// A key's place in a map, and what is there.
pub(super) fn find<'s>(value: &'s Value, key: &str) -> Option<(u32, &'s Value)> {
    let Value::Map(pairs) = value else { return None };
    let at = pairs.iter().position(|(name, _)| name == key)?;
    Some((at as u32, &pairs.get(at)?.1))
}

impl<'v> Reader<'v, '_> {
    /// `on`: which devices, and which fields of each. What is in the fields is read with the rule merged.
    #[inline(never)]
    pub(super) fn on(&mut self, value: &'v Value) {
        self.form(value, ix!(KINDS));
        self.entries(value, DEVICES, &mut |reader, _, _, patch| _ = reader.form(patch, ix!(OVERRIDE)));
    }

    /// Reads a rule as it is on each device that it has overrides for; none of them goes into the set.
    #[inline(never)]
    pub(super) fn read_overrides(&mut self, place: u32) {
        let all = self.overrides;
        for one in all.iter().filter(|one| one.place == place) {
            let good = self.set.rules.len();
            self.merged = Some(one);
            self.one_rule(&one.rule, place);
            self.merged = None;
            self.set.rules.truncate(good);
        }
    }

    /// The rule as it is on this device, if that is otherwise.
    #[inline(never)]
    pub(super) fn overridden(&self, place: u32) -> Option<&'v Override<'v>> {
        let all = self.overrides;
        all.iter().find(|one| one.place == place && one.device == self.device && one.variant.is_none())
    }

    /// Reports a problem of a merged rule where it is written: in the override, as far as that goes. What the rule has
    /// without it, too, has been told.
    #[cold]
    #[inline(never)]
    pub(super) fn problem_in(&mut self, merged: &'v Override<'v>, code: Code, expected: Expected, found: &Value) {
        let plain = self.pointer(0);
        let mut path = Vec::new();
        if !merged.is_shared {
            path.extend(self.path.iter().take(2));
        }
        path.extend(&merged.way);
        let mut at = merged.patch;
        for step in self.path.iter().skip(2) {
            let next = match (*step, at) {
                (Step::Key(key, _), _) => find(at, key).map(|(place, next)| (Step::Key(key, place), next)),
                (Step::Item(index), Value::List(items)) => items.get(index as usize).map(|next| (*step, next)),
                (Step::Same, _) => Some((*step, at)),
                _ => None,
            };
            let Some((step, next)) = next else { break };
            path.push(step);
            at = next;
        }
        std::mem::swap(&mut self.path, &mut path);
        self.merged = None;
        let here = self.pointer(0);
        if !self.is_told(code, &plain) && !self.is_told(code, &here) {
            self.problem(code, expected, found);
        } else {
            self.count_problem();
        }
        self.merged = Some(merged);
        self.path = path;
    }
}
