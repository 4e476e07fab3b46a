//! Comparisons: a literal, a list of them, or operators, held against one subject.

use super::expect;
use super::limits;
use super::model::{Amount, Cond, Leaf, Subject, Test};
use super::pattern::{self, Against};
use super::problem::Code;
use super::reader::{Reader, Step};
use super::settings;
use super::table::{ix, known, table, Table};
use super::value::Value;

pub(super) const OPERATORS: Table = table(
    "",
    "is isNot in notIn contains startsWith endsWith like atLeast atMost above below between exists empty ignoreCase else matches",
);

pub(super) const SCORE: Table = table("", "model is isNot atLeast atMost above below between exists else");
pub(super) const VARIANT: Table = table("", "experiment is isNot in notIn exists else");
pub(super) const TIMES: Table = table("", "is isNot in notIn atLeast atMost above below between");

/// What sort of thing is compared, and so what a literal means.
#[derive(Clone, Copy)]
pub(super) enum Sort {
    /// Anything: equal.
    Plain,
    /// A path: a pattern, folded.
    Path,
    /// A URL: a pattern, folded.
    Url,
    /// A language tag: that language, with or without a region.
    Language,
    /// A list of tags: has that one.
    Tags,
    /// A number: equal.
    Number,
    /// `true` or `false`.
    Flag,
    /// The name of a stage.
    Stage,
    /// A number, beside the name of a model.
    Score,
    /// The name of an arm, beside that of an experiment.
    Variant,
    /// A fragment, with or without its `#`.
    Hash,
    /// How often: at least that many.
    Times,
    /// One of these.
    Names(&'static str),
}

impl<'v> Reader<'v, '_> {
    /// A comparison as a condition.
    #[inline(never)]
    pub(super) fn compare(&mut self, value: &'v Value, subject: Subject, sort: Sort) -> Cond {
        Cond::Leaf(self.leaf(value, subject, sort))
    }

    /// A comparison.
    #[inline(never)]
    pub(super) fn leaf(&mut self, value: &'v Value, subject: Subject, sort: Sort) -> Leaf {
        let mut leaf = self.blank(subject);
        match value {
            Value::Map(_) => self.operators(value, sort, &mut leaf),
            _ => {
                let test = self.bare(value, sort);
                leaf.ignore_case = matches!(sort, Sort::Language);
                leaf.tests.push(test);
            }
        }
        leaf
    }

    /// That the subject is a true boolean: for things that exist or not.
    pub(super) fn holds(&mut self, subject: Subject) -> Cond {
        let mut leaf = self.blank(subject);
        leaf.tests.push(Test::Is(Value::Bool(true)));
        Cond::Leaf(leaf)
    }

    #[inline(never)]
    fn blank(&mut self, subject: Subject) -> Leaf {
        self.leaves += 1;
        if self.leaves == limits::LEAVES + 1 {
            self.problem(Code::TooLarge, expect::LEAVES, &Value::Null);
        }
        // Within a rule, from there on; in what has a name of its own, from the top.
        let is_rule = matches!(self.path.first(), Some(Step::Key("rules", _)));
        let at = self.pointer(if is_rule { 2 } else { 0 }).into_boxed_str();
        Leaf { subject, tests: Vec::new(), ignore_case: false, otherwise: None, at }
    }

    /// A literal or a list of literals.
    fn bare(&mut self, value: &'v Value, sort: Sort) -> Test {
        match (sort, value) {
            (Sort::Path, _) => Test::Like(self.patterns(value, Against::Path)),
            (Sort::Url, _) => Test::Like(self.patterns(value, Against::Url)),
            (Sort::Language, _) => Test::Like(self.patterns(value, Against::Language)),
            (Sort::Times, Value::Num(times)) => match self.amount(value, sort) {
                Amount::Number(_) if *times == 0.0 => Test::AtMost(Amount::Number(0.0)),
                amount => Test::AtLeast(amount),
            },
            (Sort::Tags, Value::Text(_)) => Test::Contains(value.clone()),
            (_, Value::List(_)) => Test::In(self.literals(value, sort)),
            _ => Test::Is(self.literal(value, sort)),
        }
    }

    fn operators(&mut self, value: &'v Value, sort: Sort, leaf: &mut Leaf) {
        let before = self.count();
        let fold = value.get("ignoreCase") == Some(&Value::Bool(true));
        let table = match sort {
            Sort::Times => ix!(TIMES),
            Sort::Score => ix!(SCORE),
            Sort::Variant => ix!(VARIANT),
            _ => ix!(OPERATORS),
        };
        self.form_of(value, table, table.expected("an operator"));
        self.entries(value, known!(OPERATORS), &mut |reader, which, _, operand| match which {
            15 => leaf.ignore_case = reader.flag(operand),
            16 => leaf.otherwise = Some(reader.literal(operand, sort)),
            17 => leaf.tests.push(Test::Matches(reader.expressions(operand, fold))),
            _ => {
                if let Some(test) = reader.test(which, operand, sort) {
                    leaf.tests.push(test);
                }
            }
        });
        if leaf.tests.is_empty() && self.count() == before {
            self.problem(Code::Missing, expect::OPERATOR, value);
        } else if is_impossible(&leaf.tests) && self.count() == before {
            self.problem(Code::Conflict, expect::AGAINST, value);
        }
    }

    /// The test of an operator, by its place in the table.
    fn test(&mut self, which: usize, value: &'v Value, sort: Sort) -> Option<Test> {
        let is_list = matches!(value, Value::List(_));
        Some(match which {
            0 | 2 if is_list => Test::In(self.literals(value, sort)),
            1 | 3 if is_list => Test::NotIn(self.literals(value, sort)),
            2 | 3 => {
                self.problem(Code::WrongType, expect::LIST, value);
                return None;
            }
            0 | 1 | 4 => {
                let is_part_of_name = which == 4 && matches!(sort, Sort::Names(_) | Sort::Stage);
                let literal = self.literal(value, if is_part_of_name { Sort::Plain } else { sort });
                match which {
                    0 => Test::Is(literal),
                    1 => Test::IsNot(literal),
                    _ => Test::Contains(literal),
                }
            }
            5 | 6 => {
                let text = self.folded_text(value, sort);
                if which == 5 {
                    Test::StartsWith(text)
                } else {
                    Test::EndsWith(text)
                }
            }
            7 => {
                let against = match sort {
                    Sort::Path => Against::Path,
                    Sort::Url => Against::Url,
                    _ => Against::Text,
                };
                Test::Like(self.patterns(value, against))
            }
            8..=11 => {
                let amount = self.amount(value, sort);
                match which {
                    8 => Test::AtLeast(amount),
                    9 => Test::AtMost(amount),
                    10 => Test::Above(amount),
                    _ => Test::Below(amount),
                }
            }
            12 => return self.between(value, sort),
            _ => {
                let flag = self.flag(value);
                if which == 13 {
                    Test::Exists(flag)
                } else {
                    Test::Empty(flag)
                }
            }
        })
    }

    fn between(&mut self, value: &'v Value, sort: Sort) -> Option<Test> {
        let code = match value {
            Value::List(ends) => match ends.as_slice() {
                [low @ Value::Num(from), high @ Value::Num(to)] if from <= to => {
                    return Some(Test::Between(self.amount(low, sort), self.amount(high, sort)));
                }
                _ => Code::OutOfRange,
            },
            _ => Code::WrongType,
        };
        self.problem(code, expect::PAIR, value);
        None
    }

    #[inline(never)]
    fn literals(&mut self, value: &'v Value, sort: Sort) -> Vec<Value> {
        let mut out = Vec::new();
        self.list(value, &mut |reader, item| out.push(reader.literal(item, sort)));
        out
    }

    #[inline(never)]
    fn literal(&mut self, value: &'v Value, sort: Sort) -> Value {
        match (sort, value) {
            (Sort::Names(names), _) => {
                self.choice(value, names);
            }
            (Sort::Flag, _) => {
                self.flag(value);
            }
            (Sort::Hash, Value::Text(text)) => {
                self.str(value);
                return text.strip_prefix('#').unwrap_or(text).into();
            }
            (Sort::Stage, Value::Text(name)) => self.stage_name(name, value),
            (Sort::Stage, _) => self.problem(Code::WrongType, expect::STAGE, value),
            (Sort::Number | Sort::Score, Value::Num(_)) => {}
            (Sort::Number | Sort::Score, _) => self.problem(Code::WrongType, expect::NUMBER, value),
            (Sort::Times, _) => {
                self.amount(value, sort);
            }
            (Sort::Path, Value::Text(_)) => return Value::Text(self.folded_text(value, sort)),
            (_, Value::Text(_)) => {
                self.str(value);
            }
            (_, Value::Num(_) | Value::Bool(_)) => {}
            _ => self.problem(Code::WrongType, expect::COMPARISON, value),
        }
        value.clone()
    }

    /// A text, in the form in which paths are compared if it is held against one.
    #[inline(never)]
    fn folded_text(&mut self, value: &'v Value, sort: Sort) -> String {
        let text = self.str(value);
        match sort {
            Sort::Path => pattern::folded(pattern::without_slash(text)),
            _ => text.into(),
        }
    }

    #[inline(never)]
    fn amount(&mut self, value: &'v Value, sort: Sort) -> Amount {
        match (sort, value) {
            (Sort::Times, _) => return Amount::Number(f64::from(self.whole(value, 0, 1_000_000, expect::TIMES))),
            (_, Value::Num(number)) => return Amount::Number(*number),
            (Sort::Plain, Value::Map(pairs)) if !pairs.is_empty() => return self.money(value),
            (Sort::Plain, _) => self.problem(Code::WrongType, expect::AMOUNT, value),
            _ => self.problem(Code::WrongType, expect::NUMBER, value),
        }
        Amount::Number(0.0)
    }

    fn money(&mut self, value: &'v Value) -> Amount {
        let mut out = Vec::new();
        self.entries(value, "", &mut |reader, _, currency, value| {
            if !settings::is_currency(currency) {
                reader.problem(Code::UnknownField, expect::CURRENCY, value);
            }
            out.push((currency.into(), reader.number(value)));
        });
        Amount::Money(out)
    }
}

/// Whether no number lies within all of these bounds.
fn is_impossible(tests: &[Test]) -> bool {
    // Each bound, and whether it is itself left out; the upper one with its sign turned.
    let mut bounds = [(f64::NEG_INFINITY, false); 2];
    for test in tests {
        let (low, high) = match test {
            Test::AtLeast(low) | Test::Above(low) => (Some(low), None),
            Test::AtMost(high) | Test::Below(high) => (None, Some(high)),
            Test::Between(low, high) => (Some(low), Some(high)),
            _ => (None, None),
        };
        let is_strict = matches!(test, Test::Above(_) | Test::Below(_));
        for ((most, without), (bound, sign)) in bounds.iter_mut().zip([(low, 1.0), (high, -1.0)]) {
            let Some(Amount::Number(number)) = bound else { continue };
            let number = number * sign;
            *without = if number == *most {
                *without || is_strict
            } else if number > *most {
                is_strict
            } else {
                *without
            };
            *most = most.max(number);
        }
    }
    let [low, high] = bounds;
    low.0 > -high.0 || low.0 == -high.0 && (low.1 || high.1)
}
