//! The top of a rule set: its version, its settings, its rules.

use super::expect;
use super::intern::prefixed;
use super::limits;
use super::problem::Code;
use super::reader::{Reader, Step, Table};
use super::value::Value;

const TOP: Table = Table {
    main: "",
    known: &["$schema", "version", "enabled", "settings", "rules"],
    later: &["audiences", "stages", "models", "experiments", "goals", "funnels", "texts"],
};

impl<'v> Reader<'v, '_> {
    /// Reads the whole source.
    pub(super) fn top(&mut self, source: &'v Value) {
        if let Some(Value::Num(version)) = source.get("version") {
            if *version > 1.0 {
                let index = self.index_of(source, "version");
                self.step(index, "version");
                self.problem(Code::NewerVersion, expect::VERSION, &Value::Num(*version));
                self.path.pop();
                return;
            }
        }
        let Value::Map(_) = source else {
            self.problem(Code::WrongType, expect::SET, source);
            return;
        };
        let form = &self.form(source, &TOP);
        self.opt(form, "$schema", Reader::str);
        self.opt(form, "version", |reader, value| reader.whole(value, 1, 1, expect::VERSION));
        let before = self.count();
        let enabled = self.opt(form, "enabled", Reader::flag);
        self.set.disabled = self.count() == before && enabled == Some(false);
        self.opt(form, "settings", Reader::settings);
        self.need(form, "rules", Reader::rules);
    }

    fn index_of(&self, source: &Value, key: &str) -> usize {
        match source {
            Value::Map(pairs) => pairs.iter().position(|(name, _)| name == key).unwrap_or(0),
            _ => 0,
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
        for id in rules.iter().filter_map(|rule| rule.get("id").and_then(Value::text)) {
            self.names.intern(&prefixed("r", id), 0);
            #[cfg(feature = "dev")]
            self.ids.push(id);
        }
        for (index, rule) in rules.iter().take(limits::RULES).enumerate() {
            if again && self.skip.get(index) == Some(&true) {
                continue;
            }
            let before = self.count();
            self.path.push(Step::Item(index as u32));
            self.rule = rule.get("id").and_then(Value::text).filter(|id| id.len() <= limits::ID);
            let shallow = self.shallow(rule);
            let decoded = shallow.then(|| self.one_rule(rule, index as u32));
            self.path.pop();
            self.rule = None;
            let bad = self.count() > before;
            if !again {
                self.skip.push(bad);
            }
            if let (false, Some(decoded)) = (bad, decoded) {
                self.set.rules.push(decoded);
            }
        }
    }

    /// Whether nothing in there is nested too deep. Only then do we walk down into it without counting.
    pub(super) fn shallow(&mut self, value: &'v Value) -> bool {
        if self.path.len() > limits::DEPTH {
            self.problem(Code::TooDeep, expect::LEVELS, value);
            return false;
        }
        let mut fine = true;
        match value {
            Value::List(items) => {
                for (index, item) in items.iter().enumerate() {
                    self.path.push(Step::Item(index as u32));
                    fine &= self.shallow(item);
                    self.path.pop();
                }
            }
            Value::Map(pairs) => {
                for (index, (key, item)) in pairs.iter().enumerate() {
                    self.step(index, key);
                    fine &= self.shallow(item);
                    self.path.pop();
                }
            }
            _ => {}
        }
        fine
    }
}
