//! Models that score a visitor: weights, and what each of them weighs.

use super::expect;
use super::limits;
use super::model::{Cond, Leaf, Model, Subject, Term};
use super::problem::Code;
use super::reader::Reader;
use super::scan;
use super::table::{field, ix, known, table, Table};
use super::value::Value;

pub(super) const MODEL: Table = table("", "kind bias weights");
pub(super) const TERM: Table = table("", "if fact count did weight else most");
const COUNTS: &str = "visits pageViews daysSinceLastVisit daysSinceFirstVisit";

impl<'v> Reader<'v, '_> {
    /// A model of that name.
    pub(super) fn model(&mut self, value: &'v Value, name: &str) -> Model {
        let form = &self.form(value, ix!(MODEL));
        let is_logistic = self.choice_at(form, field!(MODEL, "kind"), "linear logistic") == Some(1);
        let mut model = Model { name: name.into(), is_logistic, bias: 0, terms: Vec::new() };
        if let Some(bias) = self.enter(form, field!(MODEL, "bias")) {
            model.bias = self.millionths(bias);
            self.leave();
        }
        if let Some(weights) = self.need(form, field!(MODEL, "weights")) {
            self.list(weights, &mut |reader, item| model.terms.extend(reader.term(item)));
            self.leave();
        }
        model
    }

    /// A weight, in millionths.
    fn millionths(&mut self, value: &'v Value) -> i64 {
        match value {
            Value::Num(number) if number.abs() <= 1e6 => return (number * 1e6 + 0.5).floor() as i64,
            Value::Num(_) => self.problem(Code::OutOfRange, expect::WEIGHT, value),
            _ => self.problem(Code::WrongType, expect::WEIGHT, value),
        }
        0
    }

    fn term(&mut self, value: &'v Value) -> Option<Term> {
        self.form(value, ix!(TERM));
        let mut term = Term { of: Cond::All(Vec::new()), is_number: true, weight: 0, otherwise: None, most: 1e9 };
        let mut said = 0u32;
        self.entries(value, known!(TERM), &mut |reader, which, _, part| {
            said |= 1 << which;
            match which {
                0 => {
                    term.of = reader.cond(part);
                    term.is_number = false;
                }
                1 => {
                    let path = reader.name(part);
                    reader.dotted(path, Code::UnknownValue, part);
                    term.of = reader.number_of(Subject::Fact(scan::pieces(path, b'.')));
                }
                2 => {
                    let subject = match reader.choice(part, COUNTS) {
                        0 => Subject::Visits,
                        1 => Subject::PageViewsInSession,
                        2 => Subject::DaysSinceLastVisit,
                        _ => Subject::DaysSinceFirstVisit,
                    };
                    term.of = reader.number_of(subject);
                }
                3 => term.of = reader.counted(part),
                4 => term.weight = reader.millionths(part),
                5 => term.otherwise = Some(reader.number(part)),
                _ => term.most = reader.number(part),
            }
        });
        if said & 0b10000 == 0 {
            self.problem(Code::Missing, expect::words("weight"), value);
        }
        match (said & 0b1111).count_ones() {
            0 => self.problem(Code::Missing, expect::words("if"), value),
            1 => return Some(term),
            _ => self.problem(Code::Conflict, expect::ONE_SOURCE, value),
        }
        None
    }

    /// The number of a subject, whatever it is.
    fn number_of(&mut self, subject: Subject) -> Cond {
        self.holds(subject)
    }

    /// How often an event happened; in a window, as often as can be known.
    fn counted(&mut self, value: &'v Value) -> Cond {
        self.entries(value, "times", &mut |reader, _, _, part| reader.problem(Code::Conflict, expect::NO_TIMES, part));
        let cond = self.did(value);
        if let Cond::Leaf(Leaf { subject: Subject::History(ask), .. }) = &cond {
            if let Some(ask) = self.set.asks.get_mut(ask.0 as usize) {
                ask.keep = limits::KEPT;
            }
        }
        cond
    }
}
