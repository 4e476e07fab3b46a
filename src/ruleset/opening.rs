//! A rule set is read piece by piece, so that a page that opens thousands of rules can do something else in between.
//! What was read so far is kept here; where the reader is (`reader.rs`) it finds again.

use super::by_device::overrides;
use super::expect;
use super::intern::Names;
use super::limits;
use super::model::{RuleSet, Selector};
use super::named::Sections;
use super::problem::{Code, Problem};
use super::reader::Reader;
use super::top::rules_of;
use super::value::Value;

/// What a reader knows between two rules.
#[derive(Default)]
pub(super) struct Known {
    pub(super) set: RuleSet,
    pub(super) skip: Vec<bool>,
    pub(super) mute_label: Value,
    pub(super) sections: Sections,
    pub(super) names: Names,
    pub(super) problems: Vec<Problem>,
    pub(super) count: usize,
}

impl From<Reader<'_, '_>> for Known {
    fn from(reader: Reader<'_, '_>) -> Known {
        Known {
            set: reader.set,
            skip: reader.skip,
            mute_label: reader.mute_label,
            sections: reader.sections,
            names: reader.names,
            problems: reader.problems,
            count: reader.count,
        }
    }
}

/// A rule set that is being read.
pub struct Opening {
    before: Vec<Selector>,
    device: u32,
    known: Known,
    /// What comes next: the head, then the id of each rule, then each rule.
    next: Option<usize>,
    has_overrides: bool,
    /// The problems, when everything is read a second time.
    problems: Option<Vec<Problem>>,
}

impl Opening {
    /// Nothing was read yet. The arguments are those of [`compile_with`](super::compile_with).
    pub fn new(before: Vec<Selector>, device: u32) -> Opening {
        Opening { before, device, known: Known::default(), next: None, has_overrides: false, problems: None }
    }

    /// Reads on: `most` ids or rules of the source, which must be the same each time. True if everything was read.
    pub fn read(&mut self, source: &Value, parses: &mut dyn FnMut(&str) -> bool, most: usize) -> bool {
        let again = self.problems.is_some();
        let (top, step, rules) = rules_of(source);
        let count = rules.len();
        let next = self.next.unwrap_or(0);
        let end = next.saturating_add(most).min(2 * count);
        let first = next.saturating_sub(count);
        let overrides = overrides(top, rules.get(first..end.saturating_sub(count)).unwrap_or_default(), first);
        let mut reader = Reader::new(parses, std::mem::take(&mut self.known));
        (reader.top, reader.rules) = (top, rules);
        (reader.overrides, reader.device) = (&overrides, self.device);
        let mut is_bad = false;
        let is_over = match self.next {
            None => {
                for selector in &self.before {
                    reader.intern_selector(&selector.css, 0);
                }
                self.next = Some(0);
                !reader.head(source)
            }
            Some(_) => {
                reader.path.push(step);
                for index in next..end {
                    match index.checked_sub(count) {
                        None => reader.note_id(index),
                        Some(index) => reader.rule_at(index, again),
                    }
                }
                self.next = Some(end);
                self.has_overrides |= !overrides.is_empty();
                if end == 2 * count {
                    reader.goals(again);
                }
                if end == 2 * count && !again {
                    is_bad = reader.rest_of_sections() || reader.skip.contains(&true) || self.has_overrides;
                }
                end == 2 * count
            }
        };
        self.known = reader.into();
        if is_over && !again {
            self.report();
        }
        if is_bad {
            // What bad rules and unused entries interned must not be watched: read again, without them. Of rules that
            // are otherwise on other devices all was read, to be checked; they too are read again.
            self.next = None;
            self.known = Known { skip: std::mem::take(&mut self.known.skip), ..Known::default() };
        }
        if is_over && !is_bad {
            self.known.set.rules.append(&mut self.known.sections.goals);
        }
        is_over && !is_bad
    }

    /// These are the problems, whatever is read again.
    fn report(&mut self) {
        let mut problems = std::mem::take(&mut self.known.problems);
        if self.known.count > limits::PROBLEMS {
            problems.push(Problem::bare(Code::TooLarge, String::new(), None, expect::PROBLEMS));
        }
        self.problems = Some(problems);
    }

    /// What was read.
    pub fn rules(&mut self) -> &mut RuleSet {
        &mut self.known.set
    }

    /// What was read, and the problems.
    pub fn finish(self) -> (RuleSet, Vec<Problem>) {
        (self.known.set, self.problems.unwrap_or_default())
    }
}
