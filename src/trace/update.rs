//! Other rules in the middle of a trace: what a refresh or `update()` does on a page.

use crate::engine::input::{Input, NewRules};
use crate::ruleset::by_device::{device_of, on_device};
use crate::ruleset::compile_with;
use crate::ruleset::value::Value;

use super::driver::Driver;
use super::unlisted;

impl Driver {
    /// Before a load: on another kind of device, other rules may be opened.
    pub(super) fn settle_device(&mut self) {
        let device = device_of(self.page.viewport.0, self.page.touch);
        let (old, source) = (std::mem::replace(&mut self.device, device), &self.source);
        if old != device && on_device(source, old) != on_device(source, device) {
            let (set, _) = compile_with(source, &[], device, &mut |_| true);
            self.record.problems.extend(unlisted::unlisted(&set, &self.selectors, &self.zones));
            self.context.zones = self.zones.of(&set);
            self.rules = set;
        }
    }

    /// Swaps the rules as the page's scripts do: not at all if nothing of them can be used.
    pub(super) fn update(&mut self, source: &Value) {
        let (set, found) = compile_with(source, &self.rules.selectors, self.device, &mut |_| true);
        self.record.problems.extend(found.iter().map(|problem| problem.to_value()));
        self.record.problems.extend(unlisted::unlisted(&set, &self.selectors, &self.zones));
        if set.rules.is_empty() && !found.is_empty() {
            return;
        }
        let kept = kept(&self.source, source);
        self.rules = set.clone();
        self.source = source.clone();
        let zones = self.zones.of(&set);
        self.context.zones.clone_from(&zones);
        if self.page.loads > 0 {
            // What rules ask of it that did not before is told before they decide.
            if self.page.open {
                self.give_viewport();
                self.give_environment();
            }
            let before = self.focused();
            self.give(Input::Rules(Box::new(NewRules { set, zones, kept })));
            // And whoever begins to look sees who has the focus already.
            if self.page.open && self.focused() != before {
                self.give_focus();
            }
        } else {
            self.first = set.clone();
            self.engine = crate::engine::Engine::new(set, self.context.clone());
        }
    }
}

/// How much of each rule, then of each goal, is as before, as `NewRules` says it.
pub(super) fn kept(old: &Value, new: &Value) -> Vec<u32> {
    let old_set = old;
    let old = rules(old);
    let level = |rule: &Value| {
        let Some(before) = rule.get("id").and_then(|id| old.iter().find(|other| other.get("id") == Some(id))) else {
            return 0;
        };
        let part =
            |name: &str| is_same(before.get(name).unwrap_or(&Value::Null), rule.get(name).unwrap_or(&Value::Null));
        match is_same(before, rule) {
            true => 2,
            false => u32::from(["when", "cancelOn", "hideOn", "on"].into_iter().all(part)),
        }
    };
    let goals = |set: &Value| match set.get("goals") {
        Some(Value::Map(pairs)) => pairs.clone(),
        _ => Vec::new(),
    };
    let (were, are) = (goals(old_set), goals(new));
    let is_kept = |(name, goal): &(String, Value)| were.iter().any(|(known, was)| known == name && is_same(was, goal));
    let of_goals = are.iter().map(|pair| if is_kept(pair) { 2 } else { 0 });
    rules(new).iter().map(level).chain(of_goals).collect()
}

fn rules(set: &Value) -> &[Value] {
    match set.get("rules") {
        Some(Value::List(rules)) => rules,
        _ => &[],
    }
}

/// The same data, whatever the order of its keys.
fn is_same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Map(pairs), Value::Map(others)) => {
            pairs.len() == others.len()
                && pairs.iter().all(|(key, value)| other.get(key).is_some_and(|it| is_same(value, it)))
        }
        (Value::List(items), Value::List(others)) => {
            items.len() == others.len() && items.iter().zip(others).all(|(one, other)| is_same(one, other))
        }
        _ => one == other,
    }
}
