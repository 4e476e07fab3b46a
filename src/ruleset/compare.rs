//! Comparisons: a literal, a list of them, or operators, held against one subject.

use super::expect;
use super::limits;
use super::model::{Amount, Cond, Leaf, Pattern, Subject, Test};
use super::pattern;
use super::problem::Code;
use super::reader::{Reader, Step, Table};
use super::settings;
use super::value::Value;

const OPERATORS: Table = Table {
    main: "",
    known: &[
        "is",
        "isNot",
        "in",
        "notIn",
        "contains",
        "startsWith",
        "endsWith",
        "like",
        "atLeast",
        "atMost",
        "above",
        "below",
        "between",
        "exists",
        "empty",
        "ignoreCase",
        "else",
    ],
    later: &["matches"],
};

const TIMES: Table = Table {
    main: "",
    known: &["is", "isNot", "in", "notIn", "atLeast", "atMost", "above", "below", "between"],
    later: &[],
};

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
    /// How often: at least that many.
    Times,
    /// One of these.
    Names(&'static [&'static str]),
}

impl<'v> Reader<'v, '_> {
    /// A comparison as a condition.
    pub(super) fn compare(&mut self, value: &'v Value, subject: Subject, sort: Sort) -> Cond {
        Cond::Leaf(self.leaf(value, subject, sort))
    }

    /// A comparison.
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

    fn blank(&mut self, subject: Subject) -> Leaf {
        self.leaves += 1;
        if self.leaves == limits::LEAVES + 1 {
            self.problem(Code::TooLarge, expect::LEAVES, &Value::Null);
        }
        let at = self.pointer(2).into_boxed_str();
        Leaf { subject, tests: Vec::new(), ignore_case: false, otherwise: None, at }
    }

    /// A literal or a list of literals.
    fn bare(&mut self, value: &'v Value, sort: Sort) -> Test {
        match (sort, value) {
            (Sort::Path, _) => Test::Like(self.many(value, Reader::path_pattern)),
            (Sort::Url, _) => Test::Like(self.many(value, Reader::url_pattern)),
            (Sort::Language, _) => Test::Like(self.many(value, Reader::language).concat()),
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
        let table = if matches!(sort, Sort::Times) { &TIMES } else { &OPERATORS };
        self.form_of(value, table, expect::names("an operator", table.known));
        let Value::Map(pairs) = value else { return };
        for (index, (key, operand)) in pairs.iter().enumerate() {
            self.step(index, key);
            match key.as_str() {
                "ignoreCase" => leaf.ignore_case = self.flag(operand),
                "else" => leaf.otherwise = Some(self.literal(operand, sort)),
                _ => {
                    if let Some(test) = self.test(key, operand, sort) {
                        leaf.tests.push(test);
                    }
                }
            }
            self.path.pop();
        }
        if leaf.tests.is_empty() && self.count() == before {
            self.problem(Code::Missing, expect::OPERATOR, value);
        }
    }

    fn test(&mut self, name: &str, value: &'v Value, sort: Sort) -> Option<Test> {
        Some(match name {
            "is" | "in" if is_list(value) => Test::In(self.literals(value, sort)),
            "isNot" | "notIn" if is_list(value) => Test::NotIn(self.literals(value, sort)),
            "in" | "notIn" => {
                self.problem(Code::WrongType, expect::LIST, value);
                return None;
            }
            "is" => Test::Is(self.literal(value, sort)),
            "isNot" => Test::IsNot(self.literal(value, sort)),
            "contains" => Test::Contains(self.literal(value, if is_names(sort) { Sort::Plain } else { sort })),
            "startsWith" => Test::StartsWith(self.folded_text(value, sort)),
            "endsWith" => Test::EndsWith(self.folded_text(value, sort)),
            "like" => Test::Like(match sort {
                Sort::Path => self.many(value, Reader::path_pattern),
                Sort::Url => self.many(value, Reader::url_pattern),
                _ => self.many(value, Reader::text_pattern),
            }),
            "atLeast" => Test::AtLeast(self.amount(value, sort)),
            "atMost" => Test::AtMost(self.amount(value, sort)),
            "above" => Test::Above(self.amount(value, sort)),
            "below" => Test::Below(self.amount(value, sort)),
            "between" => return self.between(value, sort),
            "exists" => Test::Exists(self.flag(value)),
            "empty" => Test::Empty(self.flag(value)),
            _ => return None,
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

    fn literals(&mut self, value: &'v Value, sort: Sort) -> Vec<Value> {
        let mut out = Vec::new();
        for (index, item) in self.some_items(value).iter().enumerate() {
            self.path.push(Step::Item(index as u32));
            out.push(self.literal(item, sort));
            self.path.pop();
        }
        out
    }

    fn literal(&mut self, value: &'v Value, sort: Sort) -> Value {
        match (sort, value) {
            (Sort::Names(names), _) => {
                self.choice(value, names);
            }
            (Sort::Number, Value::Num(_)) => {}
            (Sort::Number, _) => self.problem(Code::WrongType, expect::NUMBER, value),
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
    fn folded_text(&mut self, value: &'v Value, sort: Sort) -> String {
        let text = self.str(value);
        match sort {
            Sort::Path => pattern::folded(pattern::without_slash(text)),
            _ => text.into(),
        }
    }

    fn amount(&mut self, value: &'v Value, sort: Sort) -> Amount {
        match (sort, value) {
            (Sort::Times, _) => return Amount::Number(f64::from(self.whole(value, 0, 1_000_000, expect::TIMES))),
            (_, Value::Num(number)) => return Amount::Number(*number),
            (Sort::Plain, Value::Map(pairs)) if !pairs.is_empty() => return self.money(pairs),
            (Sort::Plain, _) => self.problem(Code::WrongType, expect::AMOUNT, value),
            _ => self.problem(Code::WrongType, expect::NUMBER, value),
        }
        Amount::Number(0.0)
    }

    fn money(&mut self, pairs: &'v [(String, Value)]) -> Amount {
        let mut out = Vec::with_capacity(pairs.len());
        for (index, (currency, value)) in pairs.iter().enumerate() {
            if currency == "$comment" {
                continue;
            }
            self.step(index, currency);
            if !settings::is_currency(currency) {
                self.problem(Code::UnknownField, expect::CURRENCY, value);
            }
            out.push((currency.clone(), self.number(value)));
            self.path.pop();
        }
        Amount::Money(out)
    }

    /// `en` is English of any region, `en-GB` only that of Britain.
    fn language(&mut self, value: &'v Value) -> Vec<Pattern> {
        let tag = self.checked(value, settings::is_language, expect::LANGUAGE);
        let mut prefix = tag.clone();
        prefix.push('-');
        let pattern = |pieces| Pattern { pieces, query: false, hash: false };
        vec![pattern(vec![tag]), pattern(vec![prefix, String::new()])]
    }
}

fn is_list(value: &Value) -> bool {
    matches!(value, Value::List(_))
}

fn is_names(sort: Sort) -> bool {
    matches!(sort, Sort::Names(_))
}
