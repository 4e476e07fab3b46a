//! The top of a rule set: its version, its settings, its rules.

use super::by_device::EVERYWHERE;
use super::expect;
use super::limits;
use super::problem::Code;
use super::reader::{Reader, Step};
use super::table::{field, ix, table, Table};
use super::value::Value;

pub(super) const TOP: Table =
    table("", "$schema version enabled settings rules audiences stages models texts goals funnels experiments");

impl<'v> Reader<'v, '_> {
    /// Reads everything but the rules. True if those are to be read.
    #[inline(never)]
    pub(super) fn head(&mut self, source: &'v Value) -> bool {
        let Value::Map(pairs) = source else {
            self.problem(Code::WrongType, expect::SET, source);
            return false;
        };
        for (index, (key, version)) in pairs.iter().enumerate() {
            if key == "version" {
                if version.num().is_some_and(|version| version > 1.0) {
                    self.step(index, key);
                    self.problem(Code::NewerVersion, expect::VERSION, version);
                    return false;
                }
                break;
            }
        }
        let form = &self.form(source, ix!(TOP));
        if let Some(schema) = self.enter(form, field!(TOP, "$schema")) {
            self.str(schema);
            self.leave();
        }
        if let Some(version) = self.enter(form, field!(TOP, "version")) {
            self.whole(version, 1, 1, expect::VERSION);
            self.leave();
        }
        let before = self.count();
        let enabled = self.flag_at(form, field!(TOP, "enabled"));
        self.set.disabled = self.count() == before && enabled == Some(false);
        self.texts(form);
        if let Some(settings) = self.enter(form, field!(TOP, "settings")) {
            self.settings(settings);
            self.leave();
        }
        let zone = self.set.settings.time_zone.clone();
        self.set.zones.push(zone.unwrap_or_else(|| "visitor".into()));
        self.sections(form);
        let Some(rules) = self.need(form, field!(TOP, "rules")) else { return false };
        match rules {
            Value::List(rules) if rules.len() <= limits::RULES => {}
            Value::List(_) => self.problem(Code::TooLarge, expect::RULES, rules),
            _ => self.problem(Code::WrongType, expect::LIST, rules),
        }
        self.leave();
        true
    }

    /// Notes the id of a rule: others may refer to it.
    pub(super) fn note_id(&mut self, index: usize) {
        if let Some(id) = self.rules.get(index).and_then(id_of) {
            self.names.intern("r", id, 0);
        }
    }

    /// Reads a rule. `again`: those that were bad are left out.
    #[inline(never)]
    pub(super) fn rule_at(&mut self, index: usize, again: bool) {
        let Some(rule) = self.rules.get(index) else { return };
        if index >= limits::RULES || again && self.skip.get(index) == Some(&true) {
            return;
        }
        let (before, good) = (self.count(), self.set.rules.len());
        self.path.push(Step::Item(index as u32));
        self.rule = id_of(rule).filter(|id| id.len() <= limits::ID);
        if self.shallow(rule) {
            let device = match self.overridden(index as u32).filter(|_| again) {
                Some(one) => {
                    self.one_rule(&one.rule, index as u32);
                    one.device
                }
                None => {
                    self.one_rule(rule, index as u32);
                    EVERYWHERE
                }
            };
            if !again {
                self.read_overrides(index as u32);
            } else if self.set.rules.get(good).is_some_and(|rule| rule.trial.is_some()) {
                self.faces(index as u32, device);
            }
        }
        self.leave();
        debug_assert!(self.path.len() == 1, "whoever steps into a field steps out of it");
        self.rule = None;
        let bad = self.count() > before;
        if !again {
            self.skip.push(bad);
        }
        if bad {
            self.set.rules.truncate(good);
        }
    }

    /// Goes through everything below, and tells whether nothing is nested too deep. Only then do we walk down into it
    /// without counting.
    pub(super) fn shallow(&mut self, value: &'v Value) -> bool {
        if self.path.len() > limits::DEPTH {
            self.problem(Code::TooDeep, expect::LEVELS, value);
            return false;
        }
        let mut fine = true;
        match value {
            Value::List(items) => {
                for (index, item) in items.iter().enumerate() {
                    self.item(index);
                    fine &= self.shallow(item);
                    self.leave();
                }
            }
            Value::Map(pairs) => {
                for (index, (key, item)) in pairs.iter().enumerate() {
                    self.step(index, key);
                    fine &= self.shallow(item);
                    self.leave();
                }
            }
            _ => {}
        }
        fine
    }
}

/// The list of rules, and the way to it.
pub(super) fn rules_of(source: &Value) -> (&[(String, Value)], Step<'_>, &[Value]) {
    let Value::Map(pairs) = source else { return (&[], Step::Same, &[]) };
    for (index, (key, value)) in pairs.iter().enumerate() {
        if key == "rules" {
            let rules = if let Value::List(rules) = value { rules.as_slice() } else { &[] };
            return (pairs, Step::Key(key, index as u32), rules);
        }
    }
    (pairs, Step::Same, &[])
}

/// All ids, for suggestions.
#[cfg(feature = "dev")]
pub(super) fn ids(rules: &[Value]) -> Vec<&str> {
    rules.iter().filter_map(id_of).collect()
}

fn id_of(rule: &Value) -> Option<&str> {
    rule.get("id")?.text()
}
