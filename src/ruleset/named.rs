//! What has a name at the top of the file: audiences, stages, models, goals, funnels, experiments. Each is read when the
//! first rule refers to it, so that nothing is watched for what no rule uses; in the end those that nobody used are read
//! too, for their problems; of goals and funnels because they run.

use std::rc::Rc;

use super::compare::Sort;
use super::expect::{self, Expected};
use super::limits;
use super::model::{Cond, Named, Rule, Subject};
use super::problem::Code;
use super::reader::{Reader, Step};
use super::scan;
use super::table::{field, Field, Form};
use super::top::TOP;
use super::value::Value;

pub(super) const AUDIENCES: usize = 0;
pub(super) const STAGES: usize = 1;
pub(super) const MODELS: usize = 2;
pub(super) const GOALS: usize = 3;
const FUNNELS: usize = 4;
pub(super) const EXPERIMENTS: usize = 5;
/// How deep references are followed while they are read; what is deeper is refused either way.
const DESCENT: u32 = 40;

/// The field of a section; among them stand the texts.
const fn section(which: usize) -> Field {
    field!(TOP, "audiences").behind(if which < GOALS { which } else { which + 1 })
}

/// A section of the file.
#[derive(Default)]
pub(super) struct Section {
    /// Its position at the top.
    place: u32,
    /// Of each of its entries; the stages are one thing.
    states: Vec<State>,
}

/// How far one of its entries is.
#[derive(Clone, Default)]
enum State {
    #[default]
    Unread,
    Reading,
    Bad,
    /// What a comparison looks at, how many comparisons that is, and how deep its references go.
    Done(Subject, u32, u32),
}

/// The sections, and where we are in them.
#[derive(Default)]
pub(super) struct Sections {
    /// The texts that have keys; `None`: a bad one.
    pub(super) texts: Vec<(String, Option<Value>)>,
    all: [Section; 6],
    /// What goals wait for, in the order of the file.
    pub(super) goals: Vec<Rule>,
    /// How deep the references of what is read now go.
    depth: u32,
    descent: u32,
}

impl<'v> Reader<'v, '_> {
    /// Notes what the file has; reads none of it.
    pub(super) fn sections(&mut self, form: &Form<'v>) {
        for which in 0..=EXPERIMENTS {
            let Some(value) = self.enter(form, section(which)) else { continue };
            let place = match self.path.last() {
                Some(Step::Key(_, place)) => *place,
                _ => 0,
            };
            let pairs = self.pairs(value, expect::NAMED);
            let mut count = if which == STAGES { 1 } else { pairs.len() };
            for (index, (name, found)) in pairs.iter().enumerate() {
                if name != "$comment" && !is_name(name) {
                    self.step(index, name);
                    self.problem(Code::UnknownField, expect::NAME, found);
                    self.leave();
                }
            }
            if !self.shallow(value) || pairs.len() > limits::LIST {
                if pairs.len() > limits::LIST {
                    self.problem(Code::TooLarge, expect::LIST_LENGTH, value);
                }
                count = 0;
            }
            self.leave();
            let states = std::iter::repeat_with(|| State::Unread).take(count).collect();
            if let Some(section) = self.sections.all.get_mut(which) {
                *section = Section { place, states };
            }
        }
    }

    /// Reads what no rule referred to. True if there was any, or a bad one: then what was read for nothing is to be
    /// forgotten.
    pub(super) fn rest_of_sections(&mut self) -> bool {
        let mut is_any = false;
        for which in AUDIENCES..=EXPERIMENTS {
            if !self.entries_of(which).is_empty() {
                is_any |= self.rest_of_section(which);
            }
        }
        is_any
    }

    #[inline(never)]
    fn rest_of_section(&mut self, which: usize) -> bool {
        let mut is_any = false;
        for index in 0..self.entries_of(which).len() {
            let is_note = self.pair(which, index).is_some_and(|(name, _)| name == "$comment");
            match self.state(which, index) {
                _ if is_note => {}
                State::Done(..) => {}
                State::Unread => {
                    is_any = true;
                    self.read_named(which, index);
                }
                _ => is_any = true,
            }
        }
        is_any
    }

    /// Reads the goals that no rule referred to, and the funnels. The first time bad goals are noted behind the bad rules:
    /// they are left out when everything is read again.
    pub(super) fn goals(&mut self, again: bool) {
        for which in [GOALS, FUNNELS] {
            if !self.entries_of(which).is_empty() {
                self.goals_of(which, again);
            }
        }
    }

    #[inline(never)]
    fn goals_of(&mut self, which: usize, again: bool) {
        for index in 0..self.entries_of(which).len() {
            let is_note = self.pair(which, index).is_some_and(|(name, _)| name == "$comment");
            if let (State::Unread, false) = (self.state(which, index), is_note) {
                self.read_named(which, index);
            }
            if which == GOALS && !again {
                let is_bad = !is_note && !matches!(self.state(which, index), State::Done(..));
                self.skip.push(is_bad);
            }
        }
    }

    fn pair(&self, which: usize, index: usize) -> Option<&'v (String, Value)> {
        self.entries_of(which).get(index)
    }

    /// What a section has, if it can be read.
    fn entries_of(&self, which: usize) -> &'v [(String, Value)] {
        match self.sections.all.get(which) {
            Some(Section { place, states }) if !states.is_empty() => match self.top.get(*place as usize) {
                Some(whole) if which == STAGES => std::slice::from_ref(whole),
                Some((_, Value::Map(pairs))) => pairs,
                _ => &[],
            },
            _ => &[],
        }
    }

    fn state(&self, which: usize, index: usize) -> State {
        let section = self.sections.all.get(which);
        section.and_then(|section| section.states.get(index)).cloned().unwrap_or_default()
    }

    fn set_state(&mut self, which: usize, index: usize, state: State) {
        if let Some(known) = self.sections.all.get_mut(which).and_then(|section| section.states.get_mut(index)) {
            *known = state;
        }
    }

    /// What a name stands for; `None` if it is bad, and so is whatever refers to it.
    pub(super) fn refer(&mut self, which: usize, name: &str, value: &'v Value, expected: Expected) -> Option<Subject> {
        let pairs = self.entries_of(which);
        let is_it = |(known, _): &(String, Value)| which == STAGES || known == name && name != "$comment";
        let Some(index) = pairs.iter().position(is_it) else {
            self.problem(Code::UnknownValue, expected, value);
            #[cfg(feature = "dev")]
            {
                let names: Vec<&str> = pairs.iter().map(|(name, _)| name.as_str()).collect();
                self.suggest(super::nearest::nearest(name, &names));
            }
            return None;
        };
        if let State::Unread = self.state(which, index) {
            if self.sections.descent < DESCENT {
                self.read_named(which, index);
            }
        }
        match self.state(which, index) {
            State::Done(subject, leaves, depth) => {
                let before = self.leaves;
                self.leaves = before.saturating_add(leaves);
                if before <= limits::LEAVES && self.leaves > limits::LEAVES {
                    self.problem(Code::TooLarge, expect::LEAVES, &Value::Null);
                }
                self.sections.depth = self.sections.depth.max(depth + 1);
                if depth + 1 > limits::REFERENCES {
                    self.problem(Code::TooDeep, expect::REFERENCES, value);
                }
                Some(subject)
            }
            State::Reading => {
                self.problem(Code::Cycle, expect::CYCLE, value);
                None
            }
            _ => {
                self.problem(Code::BadReference, expect::GOOD, value);
                None
            }
        }
    }

    /// Reads one entry in its own place, wherever we are.
    #[inline(never)]
    fn read_named(&mut self, which: usize, index: usize) {
        let Some((name, value)) = self.pair(which, index) else { return };
        if which == GOALS && self.skip.get(self.rules.len() + index) == Some(&true) {
            return self.set_state(which, index, State::Bad);
        }
        let place = self.sections.all.get(which).map_or(0, |section| section.place);
        let Some((key, _)) = self.top.get(place as usize) else { return };
        let mut path = vec![Step::Key(key, place)];
        if which != STAGES {
            path.push(Step::Key(name, index as u32));
        }
        let here = (std::mem::replace(&mut self.path, path), self.rule.take(), self.leaves, self.sections.depth);
        let nesting = self.nesting;
        (self.leaves, self.sections.depth, self.nesting) = (0, 0, 0);
        self.sections.descent += 1;
        self.set_state(which, index, State::Reading);
        let before = self.count();
        let subject = match which {
            AUDIENCES | STAGES | MODELS => self.named_condition(which, name, value),
            GOALS => self.goal(name, index as u32, value),
            FUNNELS => self.funnel(name, value),
            _ => Subject::Variant(Rc::new(self.own_experiment(value, name))),
        };
        let state = match self.count() == before {
            true => State::Done(subject, self.leaves.max(1), self.sections.depth),
            false => State::Bad,
        };
        self.set_state(which, index, state);
        self.sections.descent -= 1;
        (self.path, self.rule, self.leaves, self.sections.depth) = here;
        self.nesting = nesting;
    }

    #[inline(never)]
    fn named_condition(&mut self, which: usize, name: &str, value: &'v Value) -> Subject {
        match which {
            AUDIENCES => Subject::Audience(Rc::new(Named { name: name.into(), cond: self.cond(value) })),
            STAGES => Subject::Stage(Rc::new(self.stages(value))),
            _ => Subject::Score(Rc::new(self.model(value, name))),
        }
    }

    fn stages(&mut self, value: &'v Value) -> Vec<Named> {
        let mut all = Vec::new();
        self.entries(value, "", &mut |reader, _, name, part| {
            all.push(Named { name: name.into(), cond: reader.cond(part) });
        });
        if all.is_empty() {
            self.problem(Code::OutOfRange, expect::NAMED, value);
        }
        all
    }

    /// Whether the visitor is in an audience.
    pub(super) fn audience(&mut self, value: &'v Value) -> Cond {
        let name = self.name(value);
        match self.refer(AUDIENCES, name, value, expect::AUDIENCE) {
            Some(subject) => self.holds(subject),
            None => Cond::All(Vec::new()),
        }
    }

    /// Which stage the visitor is in.
    pub(super) fn stage(&mut self, value: &'v Value) -> Cond {
        match self.refer(STAGES, "", value, expect::STAGES) {
            Some(subject) => self.compare(value, subject, Sort::Stage),
            None => Cond::All(Vec::new()),
        }
    }

    /// Whether a stage of that name is in the file.
    pub(super) fn stage_name(&mut self, name: &str, value: &Value) {
        let pairs = match self.pair(STAGES, 0) {
            Some((_, Value::Map(pairs))) => pairs.as_slice(),
            _ => &[],
        };
        if name == "$comment" || !pairs.iter().any(|(known, _)| known == name) {
            self.problem(Code::UnknownValue, expect::STAGE, value);
            #[cfg(feature = "dev")]
            {
                let names: Vec<&str> = pairs.iter().map(|(name, _)| name.as_str()).collect();
                self.suggest(super::nearest::nearest(name, &names));
            }
        }
    }

    /// What a model makes of the visitor, compared with numbers.
    pub(super) fn score(&mut self, value: &'v Value) -> Cond {
        let mut subject = None;
        let mut is_named = false;
        self.entries(value, "model", &mut |reader, _, _, part| {
            is_named = true;
            let name = reader.name(part);
            subject = reader.refer(MODELS, name, part, expect::MODEL);
        });
        if let (Value::Map(_), false) = (value, is_named) {
            self.problem(Code::Missing, expect::words("model"), value);
        }
        // Read in any case, for its problems.
        let stand_in = Subject::Visits;
        match value {
            Value::Map(_) => self.compare(value, subject.unwrap_or(stand_in), Sort::Score),
            _ => {
                self.problem(Code::WrongType, expect::SCORE, value);
                Cond::All(Vec::new())
            }
        }
    }
}

/// A letter, then letters, digits, `-` and `_`. (In JSON objects, names of digits alone would not keep their order.)
pub(super) fn is_name(name: &str) -> bool {
    name.len() <= limits::ID
        && name.as_bytes().first().is_some_and(u8::is_ascii_alphabetic)
        && scan::all(name, |byte| byte.is_ascii_alphanumeric() || scan::is_one_of(byte, "-_"))
}
