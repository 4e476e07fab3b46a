//! The reader: where in the document we are, what was wrong so far, and how to read the plain things. Each reading
//! function returns a value in any case, and reports a problem if that value is made up; whoever needs to know whether
//! it is (rules, settings) compares the number of problems.

use super::block::Found;
use super::by_device::Override;
use super::expect::{self, Expected};
use super::intern::Names;
use super::limits;
use super::model::RuleSet;
use super::named::Sections;
use super::names;
use super::opening::Known;
use super::problem::{Code, Problem};
use super::table::{Field, Form};
use super::tables::TableIx;
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

/// What is done with each item of a list.
pub(super) type Each<'e, 'v, 'p> = &'e mut dyn FnMut(&mut Reader<'v, 'p>, &'v Value);

/// What is done with each pair of a map: gets the place of its key among the known names.
pub(super) type EachPair<'e, 'v, 'p> = &'e mut dyn FnMut(&mut Reader<'v, 'p>, usize, &'v str, &'v Value);

/// Reads one rule set.
pub(super) struct Reader<'v, 'p> {
    /// What was read so far.
    pub(super) set: RuleSet,
    /// Where we are.
    pub(super) path: Vec<Step<'v>>,
    /// Id of the rule we are in.
    pub(super) rule: Option<&'v str>,
    /// The pairs of the source, and its rules.
    pub(super) top: &'v [(String, Value)],
    pub(super) rules: &'v [Value],
    /// By place: rules that are bad.
    pub(super) skip: Vec<bool>,
    /// Comparisons of this rule so far.
    pub(super) leaves: u32,
    /// What the button of `settings.mute` says; null without it.
    pub(super) mute_label: Value,
    /// What the surface that we are in holds.
    pub(super) found: Found,
    /// Levels of trigger operators above us.
    pub(super) nesting: u32,
    /// A second opinion on selectors.
    pub(super) parses: &'p mut dyn FnMut(&str) -> bool,
    /// What has a name at the top of the file.
    pub(super) sections: Sections,
    /// Interned names, each sort behind its own first letter.
    pub(super) names: Names,
    /// What rules are on kinds of devices, and on which this is.
    pub(super) overrides: &'v [Override<'v>],
    pub(super) device: u32,
    /// The override in the rule we are in.
    pub(super) merged: Option<&'v Override<'v>>,
    pub(super) problems: Vec<Problem>,
    pub(super) count: usize,
    #[cfg(feature = "dev")]
    latest: usize,
}

impl<'v, 'p> Reader<'v, 'p> {
    /// Where another one stopped reading.
    pub(super) fn new(parses: &'p mut dyn FnMut(&str) -> bool, known: Known) -> Reader<'v, 'p> {
        Reader {
            set: known.set,
            path: Vec::new(),
            rule: None,
            top: &[],
            rules: &[],
            skip: known.skip,
            leaves: 0,
            mute_label: known.mute_label,
            found: Found::default(),
            nesting: 0,
            parses,
            sections: known.sections,
            names: known.names,
            overrides: &[],
            device: 0,
            merged: None,
            problems: known.problems,
            count: known.count,
            #[cfg(feature = "dev")]
            latest: 0,
        }
    }

    /// How many problems there are so far.
    pub(super) fn count(&self) -> usize {
        self.count
    }

    /// Counts a problem that has been told.
    pub(super) fn count_problem(&mut self) {
        self.count += 1;
    }

    /// Whether there is such a problem at that pointer.
    pub(super) fn is_told(&self, code: Code, path: &str) -> bool {
        self.problems.iter().any(|one| one.code == code && one.path == path)
    }

    /// Reports a problem at the current place.
    #[cold]
    #[inline(never)]
    #[cfg_attr(not(feature = "dev"), allow(unused_variables))]
    pub(super) fn problem(&mut self, code: Code, expected: Expected, found: &Value) {
        if let Some(merged) = self.merged.filter(|_| matches!(self.path.first(), Some(Step::Key("rules", _)))) {
            return self.problem_in(merged, code, expected, found);
        }
        let mut problem = Problem::bare(code, self.pointer(0), self.rule.map(Into::into), expected);
        for step in &self.path {
            if let Step::Key(_, at) | Step::Item(at) = *step {
                problem.order.push(at);
            }
        }
        // Fields are not read in the order in which they stand, but problems are told in it.
        let mut place = self.problems.len();
        while self.problems.get(place.wrapping_sub(1)).is_some_and(|earlier| earlier.order > problem.order) {
            place -= 1;
        }
        // Words cost more than all else, and whoever makes thousands of mistakes hears of the first.
        if place < limits::PROBLEMS {
            #[cfg(feature = "dev")]
            problem.describe(found);
            self.problems.insert(place, problem);
            self.problems.truncate(limits::PROBLEMS);
        }
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
    #[inline(never)]
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
    #[inline(never)]
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

    /// Steps out of where `step`, `enter`, `need` or `only` stepped into.
    #[inline(never)]
    pub(super) fn leave(&mut self) {
        self.path.pop();
    }

    /// Steps into the item at `index`.
    #[inline(never)]
    pub(super) fn item(&mut self, index: usize) {
        self.path.push(Step::Item(index as u32));
    }

    /// Reads an object, or the small form of it, and reports fields that do not belong there.
    pub(super) fn form(&mut self, value: &'v Value, table: TableIx) -> Form<'v> {
        self.form_of(value, table, table.expected(""))
    }

    /// The same, where its keys are not called fields.
    #[inline(never)]
    pub(super) fn form_of(&mut self, value: &'v Value, table: TableIx, what: Expected) -> Form<'v> {
        let mut form = Form::new(table);
        match value {
            Value::Bool(true) if form.has_small() => return form,
            Value::Map(_) => {}
            _ if form.has_small() => {
                form.small = Some(value);
                return form;
            }
            _ => form.is_bad = true,
        }
        form.pairs = self.pairs(value, expect::OBJECT);
        #[cfg(feature = "dev")]
        let repeated = super::nearest::repeated(form.pairs);
        for (index, (key, found)) in form.pairs.iter().enumerate() {
            self.step(index, key);
            self.check_key(key, found, form.known, what);
            #[cfg(feature = "dev")]
            if repeated.binary_search(&index).is_ok() {
                self.problem(Code::Duplicate, expect::NOTHING, found);
            }
            self.path.pop();
        }
        form
    }

    /// The place of a key that belongs there; reports it if it does not.
    fn check_key(&mut self, key: &str, found: &Value, known: &'static str, expected: Expected) -> Option<usize> {
        let place = names::place(known, key);
        if place.is_none() && key != "$comment" {
            self.problem(Code::UnknownField, expected, found);
        }
        place
    }

    /// An object that must have exactly one key, one of those known: its place among them. Steps into it; the caller
    /// steps out. `what` is a noun for messages, `example` what the object should be.
    #[inline(never)]
    pub(super) fn only(
        &mut self,
        value: &'v Value,
        table: TableIx,
        what: Expected,
        example: Expected,
    ) -> Option<(usize, &'v Value)> {
        let Value::Map(pairs) = value else {
            self.problem(Code::WrongType, example, value);
            return None;
        };
        let known = table.known();
        let mut chosen = None;
        let (mut fine, mut count) = (true, 0);
        for (index, (key, found)) in pairs.iter().enumerate() {
            if key == "$comment" {
                continue;
            }
            self.step(index, key);
            let place = self.check_key(key, found, known, what);
            self.leave();
            count += 1;
            match place {
                Some(place) => chosen = Some((place, index, key, found)),
                None => fine = false,
            }
        }
        if count == 0 {
            self.problem(Code::WrongType, example, value);
        }
        if !fine {
            return None;
        }
        let (place, index, key, found) = chosen?;
        if count > 1 {
            self.problem(Code::Conflict, what, value);
            return None;
        }
        self.step(index, key);
        Some((place, found))
    }

    /// Steps into a field, if it is there.
    #[inline(never)]
    pub(super) fn enter(&mut self, form: &Form<'v>, field: Field) -> Option<&'v Value> {
        if let Some(value) = form.small.filter(|_| form.is_main(field)) {
            self.path.push(Step::Same);
            return Some(value);
        }
        let name = form.name(field);
        for (index, (key, value)) in form.pairs.iter().enumerate() {
            if key == name {
                self.step(index, key);
                return Some(value);
            }
        }
        None
    }

    /// Steps into a field that must be there.
    #[inline(never)]
    pub(super) fn need(&mut self, form: &Form<'v>, field: Field) -> Option<&'v Value> {
        let value = self.enter(form, field);
        if value.is_none() {
            self.lacks(form, field);
        }
        value
    }

    /// Each item of a list, which must not be empty or too long.
    #[inline(never)]
    pub(super) fn list(&mut self, value: &'v Value, read: Each<'_, 'v, 'p>) {
        let code = match value {
            Value::List(items) if items.is_empty() => (Code::OutOfRange, expect::LIST_OF_SOME),
            Value::List(items) if items.len() > limits::LIST => (Code::TooLarge, expect::LIST_LENGTH),
            Value::List(items) => {
                for (index, item) in items.iter().enumerate() {
                    self.item(index);
                    read(self, item);
                    self.leave();
                }
                return;
            }
            _ => (Code::WrongType, expect::LIST),
        };
        self.problem(code.0, code.1, value);
    }

    /// Each item of a list, or one item in its place.
    #[inline(never)]
    pub(super) fn many(&mut self, value: &'v Value, read: Each<'_, 'v, 'p>) {
        match value {
            Value::List(_) => self.list(value, read),
            _ => read(self, value),
        }
    }

    /// Each pair of an object, comments left out; with `known` names only those.
    #[inline(never)]
    pub(super) fn entries(&mut self, value: &'v Value, known: &'static str, read: EachPair<'_, 'v, 'p>) {
        let Value::Map(pairs) = value else { return };
        for (index, (key, part)) in pairs.iter().enumerate() {
            let place = names::place(known, key);
            if key == "$comment" || (place.is_none() && !known.is_empty()) {
                continue;
            }
            self.step(index, key);
            read(self, place.unwrap_or_default(), key, part);
            self.leave();
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
