//! The top of a rule set: its version, its settings, its rules.

use super::expect;
use super::limits;
use super::problem::Code;
use super::reader::{Reader, Step, Table};
use super::value::Value;

const TOP: Table = Table {
    main: "",
    known: "$schema version enabled settings rules audiences stages models texts",
    later: "experiments goals funnels",
};

impl<'v> Reader<'v, '_> {
    /// Reads the whole source.
    pub(super) fn top(&mut self, source: &'v Value) {
        let Value::Map(pairs) = source else {
            self.problem(Code::WrongType, expect::SET, source);
            return;
        };
        for (index, (key, version)) in pairs.iter().enumerate() {
            if key == "version" {
                if version.num().is_some_and(|version| version > 1.0) {
                    self.step(index, key);
                    self.problem(Code::NewerVersion, expect::VERSION, version);
                    return;
                }
                break;
            }
        }
        let form = &self.form(source, &TOP);
        if let Some(schema) = self.enter(form, "$schema") {
            self.str(schema);
            self.leave();
        }
        if let Some(version) = self.enter(form, "version") {
            self.whole(version, 1, 1, expect::VERSION);
            self.leave();
        }
        let before = self.count();
        let enabled = self.flag_at(form, "enabled");
        self.set.disabled = self.count() == before && enabled == Some(false);
        self.texts(form);
        if let Some(settings) = self.enter(form, "settings") {
            self.settings(settings);
            self.leave();
        }
        let zone = self.set.settings.time_zone.clone();
        self.set.zones.push(zone.unwrap_or_else(|| "visitor".into()));
        self.sections(form, pairs);
        if let Some(rules) = self.need(form, "rules") {
            let again = !self.skip.is_empty();
            self.rules(rules);
            self.leave();
            if !again && self.rest_of_sections() {
                // More rules than there are: read again without what nobody uses.
                self.skip.push(true);
            }
        }
    }

    fn rules(&mut self, value: &'v Value) {
        let Value::List(rules) = value else {
            self.problem(Code::WrongType, expect::LIST, value);
            return;
        };
        if rules.len() > limits::RULES {
            self.problem(Code::TooLarge, expect::RULES, value);
        }
        let again = !self.skip.is_empty();
        for rule in rules {
            if let Some(id) = id_of(rule) {
                self.names.intern("r", id, 0);
                #[cfg(feature = "dev")]
                self.ids.push(id);
            }
        }
        for (index, rule) in rules.iter().take(limits::RULES).enumerate() {
            if again && self.skip.get(index) == Some(&true) {
                continue;
            }
            let (before, good) = (self.count(), self.set.rules.len());
            self.path.push(Step::Item(index as u32));
            self.rule = id_of(rule).filter(|id| id.len() <= limits::ID);
            if self.shallow(rule) {
                match self.overridden(index as u32).filter(|_| again) {
                    Some(one) => self.one_rule(&one.rule, index as u32),
                    None => self.one_rule(rule, index as u32),
                }
                if !again {
                    self.read_overrides(index as u32);
                }
            }
            self.leave();
            self.rule = None;
            let bad = self.count() > before;
            if !again {
                self.skip.push(bad);
            }
            if bad {
                self.set.rules.truncate(good);
            }
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

fn id_of(rule: &Value) -> Option<&str> {
    rule.get("id")?.text()
}
