//! The reader: where in the document we are, what was wrong so far, and how to read the plain things. Each reading
//! function returns a value in any case, and reports a problem if that value is made up; whoever needs to know whether
//! it is (rules, settings) compares the number of problems.

use super::expect::{self, Expected};
use super::intern::Names;
use super::limits;
use super::model::RuleSet;
use super::problem::{Code, Problem};
use super::value::Value;

/// One step down the document.
#[derive(Clone, Copy)]
pub(super) enum Step<'v> {
    /// Into a field, and its position in the map.
    Key(&'v str, u32),
    /// Into an item of a list.
    Item(u32),
    /// Nowhere: a small form is its own main field.
    Same,
}

/// The fields an object may have.
pub(super) struct Table {
    /// The field that a small form stands for; empty if there is no small form.
    pub(super) main: &'static str,
    /// What is known.
    pub(super) known: &'static [&'static str],
    /// What is known, but not in this version.
    pub(super) later: &'static [&'static str],
}

/// An object's fields, or a small form.
pub(super) struct Form<'v> {
    pairs: &'v [(String, Value)],
    main: Option<(&'static str, &'v Value)>,
}

/// Reads one rule set.
pub(super) struct Reader<'v, 'p> {
    /// What was read so far.
    pub(super) set: RuleSet,
    /// Where we are.
    pub(super) path: Vec<Step<'v>>,
    /// Id of the rule we are in.
    pub(super) rule: Option<&'v str>,
    /// Ids of all rules of the source.
    #[cfg(feature = "dev")]
    pub(super) ids: Vec<&'v str>,
    /// By place: rules that are bad.
    pub(super) skip: Vec<bool>,
    /// Comparisons of this rule so far.
    pub(super) leaves: u32,
    /// Levels of trigger operators above us.
    pub(super) nesting: u32,
    /// A second opinion on selectors.
    pub(super) parses: &'p mut dyn FnMut(&str) -> bool,
    /// Interned names, each sort behind its own first letter.
    pub(super) names: Names,
    problems: Vec<Problem>,
    count: usize,
    #[cfg(feature = "dev")]
    latest: usize,
}

impl<'v, 'p> Reader<'v, 'p> {
    pub(super) fn new(parses: &'p mut dyn FnMut(&str) -> bool, skip: Vec<bool>) -> Reader<'v, 'p> {
        Reader {
            set: RuleSet::default(),
            path: Vec::new(),
            rule: None,
            #[cfg(feature = "dev")]
            ids: Vec::new(),
            skip,
            leaves: 0,
            nesting: 0,
            parses,
            names: Names::default(),
            problems: Vec::new(),
            count: 0,
            #[cfg(feature = "dev")]
            latest: 0,
        }
    }

    /// The set, which rules are bad, and the problems in document order.
    pub(super) fn finish(mut self) -> (RuleSet, Vec<bool>, Vec<Problem>) {
        if self.count > limits::PROBLEMS {
            self.problems.push(Problem::bare(Code::TooLarge, String::new(), None, expect::PROBLEMS));
        }
        (self.set, self.skip, self.problems)
    }

    /// How many problems there are so far.
    pub(super) fn count(&self) -> usize {
        self.count
    }

    /// Reports a problem at the current place.
    #[cold]
    #[inline(never)]
    #[cfg_attr(not(feature = "dev"), allow(unused_variables))]
    pub(super) fn problem(&mut self, code: Code, expected: Expected, found: &Value) {
        let mut problem = Problem::bare(code, self.pointer(0), self.rule.map(Into::into), expected);
        let position = |step: &Step| match *step {
            Step::Key(_, at) | Step::Item(at) => Some(at),
            Step::Same => None,
        };
        problem.order.extend(self.path.iter().filter_map(position));
        #[cfg(feature = "dev")]
        problem.describe(found);
        // Fields are not read in the order in which they stand, but problems are told in it.
        let mut place = self.problems.len();
        while self.problems.get(place.wrapping_sub(1)).is_some_and(|earlier| earlier.order > problem.order) {
            place -= 1;
        }
        self.problems.insert(place, problem);
        self.problems.truncate(limits::PROBLEMS);
        #[cfg(feature = "dev")]
        {
            self.latest = place;
        }
        self.count += 1;
    }

    /// Sets the nearest name of the latest problem, where it is not that of the whole value found.
    #[cfg(feature = "dev")]
    pub(super) fn suggest(&mut self, nearest: Option<String>) {
        if let Some(problem) = self.problems.get_mut(self.latest) {
            problem.nearest = nearest;
        }
    }

    /// JSON Pointer of the current place, without its first `skip` steps.
    pub(super) fn pointer(&self, skip: usize) -> String {
        let mut out = String::new();
        for step in self.path.iter().skip(skip) {
            match *step {
                Step::Key(key, _) => {
                    out.push('/');
                    for c in key.chars() {
                        match c {
                            '~' => out.push_str("~0"),
                            '/' => out.push_str("~1"),
                            c => out.push(c),
                        }
                    }
                }
                Step::Item(index) => {
                    out.push('/');
                    push_number(&mut out, index);
                }
                Step::Same => {}
            }
        }
        out
    }

    /// The pairs of an object; a problem if it is none.
    pub(super) fn pairs(&mut self, value: &'v Value, expected: Expected) -> &'v [(String, Value)] {
        match value {
            Value::Map(pairs) => pairs,
            _ => {
                self.problem(Code::WrongType, expected, value);
                &[]
            }
        }
    }

    /// Steps into the pair at `index`.
    #[inline(never)]
    pub(super) fn step(&mut self, index: usize, key: &'v str) {
        self.path.push(Step::Key(key, index as u32));
    }

    /// Reads an object, or the small form of it, and reports fields that do not belong there.
    pub(super) fn form(&mut self, value: &'v Value, table: &'static Table) -> Form<'v> {
        self.form_of(value, table, expect::names("", table.known))
    }

    /// The same, where its keys are not called fields.
    pub(super) fn form_of(&mut self, value: &'v Value, table: &'static Table, what: Expected) -> Form<'v> {
        let small = !table.main.is_empty();
        match value {
            Value::Bool(true) if small => return Form { pairs: &[], main: None },
            Value::Map(_) => {}
            _ if small => return Form { pairs: &[], main: Some((table.main, value)) },
            _ => {}
        }
        let pairs = self.pairs(value, expect::OBJECT);
        for (index, (key, found)) in pairs.iter().enumerate() {
            self.step(index, key);
            self.check_key(key, found, table.known, table.later, what);
            #[cfg(feature = "dev")]
            if pairs.iter().take(index).any(|(earlier, _)| earlier == key) {
                self.problem(Code::Duplicate, expect::NOTHING, found);
            }
            self.path.pop();
        }
        Form { pairs, main: None }
    }

    /// Whether a key belongs there; reports it if not.
    fn check_key(
        &mut self,
        key: &str,
        found: &Value,
        known: &'static [&'static str],
        later: &'static [&'static str],
        expected: Expected,
    ) -> bool {
        if known.contains(&key) || key == "$comment" {
            return true;
        }
        let code = if later.contains(&key) { Code::Unsupported } else { Code::UnknownField };
        self.problem(code, expected, found);
        false
    }

    /// An object that must have exactly one key, one of `known`. Steps into it; the caller steps out.
    /// `what` is a noun for messages, `example` what the object should be.
    pub(super) fn only(
        &mut self,
        value: &'v Value,
        table: &'static Table,
        what: Expected,
        example: Expected,
    ) -> Option<(&'v str, &'v Value)> {
        let Value::Map(pairs) = value else {
            self.problem(Code::WrongType, example, value);
            return None;
        };
        let mut chosen = None;
        let mut fine = true;
        let mut several = false;
        for (index, (key, found)) in pairs.iter().enumerate() {
            if key == "$comment" {
                continue;
            }
            self.step(index, key);
            fine &= self.check_key(key, found, table.known, table.later, what);
            self.path.pop();
            several |= chosen.is_some();
            chosen = Some((index, key.as_str(), found));
        }
        match chosen {
            None => self.problem(Code::WrongType, example, value),
            Some(_) if several && fine => self.problem(Code::Conflict, what, value),
            Some((index, key, found)) if fine => {
                self.step(index, key);
                return Some((key, found));
            }
            Some(_) => {}
        }
        None
    }

    /// Steps into a field, if it is there.
    pub(super) fn enter(&mut self, form: &Form<'v>, key: &'static str) -> Option<&'v Value> {
        if let Some((main, value)) = form.main {
            if main == key {
                self.path.push(Step::Same);
                return Some(value);
            }
        }
        let index = form.pairs.iter().position(|(name, _)| name == key)?;
        let (_, value) = form.pairs.get(index)?;
        self.step(index, key);
        Some(value)
    }

    /// A field that may be missing.
    pub(super) fn opt<T>(
        &mut self,
        form: &Form<'v>,
        key: &'static str,
        read: fn(&mut Reader<'v, 'p>, &'v Value) -> T,
    ) -> Option<T> {
        let value = self.enter(form, key)?;
        let out = read(self, value);
        self.path.pop();
        Some(out)
    }

    /// A field that must be there.
    pub(super) fn need<T: Default>(
        &mut self,
        form: &Form<'v>,
        key: &'static str,
        read: fn(&mut Reader<'v, 'p>, &'v Value) -> T,
    ) -> T {
        match self.opt(form, key, read) {
            Some(out) => out,
            None => {
                self.problem(Code::Missing, expect::words(key), &Value::Null);
                T::default()
            }
        }
    }

    /// The items of a list; a problem if it is none, or too long.
    pub(super) fn items(&mut self, value: &'v Value) -> &'v [Value] {
        match value {
            Value::List(items) if items.len() <= limits::LIST => items,
            Value::List(_) => {
                self.problem(Code::TooLarge, expect::LIST_LENGTH, value);
                &[]
            }
            _ => {
                self.problem(Code::WrongType, expect::LIST, value);
                &[]
            }
        }
    }

    /// The same, of a list that must not be empty.
    pub(super) fn some_items(&mut self, value: &'v Value) -> &'v [Value] {
        if matches!(value, Value::List(items) if items.is_empty()) {
            self.problem(Code::OutOfRange, expect::LIST_OF_SOME, value);
        }
        self.items(value)
    }

    /// A list with at least one item.
    pub(super) fn list<T>(&mut self, value: &'v Value, read: fn(&mut Reader<'v, 'p>, &'v Value) -> T) -> Vec<T> {
        let items = self.some_items(value);
        let mut out = Vec::with_capacity(items.len());
        for (index, item) in items.iter().enumerate() {
            self.path.push(Step::Item(index as u32));
            out.push(read(self, item));
            self.path.pop();
        }
        out
    }

    /// A list, or one item in its place.
    pub(super) fn many<T>(&mut self, value: &'v Value, read: fn(&mut Reader<'v, 'p>, &'v Value) -> T) -> Vec<T> {
        match value {
            Value::List(_) => self.list(value, read),
            _ => vec![read(self, value)],
        }
    }
}

/// Writes a whole number without the formatting machinery.
fn push_number(out: &mut String, number: u32) {
    if number >= 10 {
        push_number(out, number / 10);
    }
    out.push(char::from(b'0' + (number % 10) as u8));
}
