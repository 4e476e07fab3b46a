//! Conditions on how the visit came about, on the device and its surroundings, on consent and the time.

use super::compare::Sort;
use super::cond::join;
use super::model::{Cond, RuleSet, Subject};
use super::names;
use super::reader::Reader;
use super::table::{ix, table, Table};
use super::tables::TableIx;
use super::value::Value;

pub(super) const VIEWPORT: Table = table("", "width height");
pub(super) const CONSENT: Table = table("", "functional analytics personalization");

impl<'v> Reader<'v, '_> {
    /// One condition, by its place in the table after `not`.
    pub(super) fn surroundings(&mut self, which: usize, value: &'v Value) -> Cond {
        let (subject, sort) = match which {
            0 => (Subject::Hash, Sort::Hash),
            1 => (Subject::Channel, Sort::Names("direct organic paid social email referral affiliate")),
            2 => (Subject::LandingPath, Sort::Path),
            3 => (Subject::DaysSinceLastVisit, Sort::Number),
            4 => (Subject::DaysSinceFirstVisit, Sort::Number),
            5 => return self.parts(value, ix!(VIEWPORT), Subject::Viewport, Sort::Number),
            6 => (Subject::Pointer, Sort::Names("fine coarse")),
            7 => (Subject::Orientation, Sort::Names("portrait landscape")),
            8..=12 => {
                let place = which - 8;
                self.set.environment |= 1 << place;
                let sort = match names::nth(RuleSet::SURROUNDINGS, place) {
                    "timeZone" => Sort::Plain,
                    "colorScheme" => Sort::Names("light dark"),
                    _ => Sort::Flag,
                };
                (Subject::Environment(place as u32), sort)
            }
            13 => return self.parts(value, ix!(CONSENT), Subject::Consent, Sort::Names("pending granted denied")),
            _ => {
                return match self.schedule(value) {
                    Some(schedule) => self.holds(Subject::Schedule(Box::new(schedule))),
                    None => Cond::All(Vec::new()),
                };
            }
        };
        self.compare(value, subject, sort)
    }

    /// The fields of an object, each with a comparison of its own.
    fn parts(&mut self, value: &'v Value, table: TableIx, subject: fn(u32) -> Subject, sort: Sort) -> Cond {
        let mut all = Vec::new();
        self.form(value, table);
        if let Value::Map(_) = value {
            self.some_pairs(value);
        }
        self.entries(value, table.known(), &mut |reader, which, _, part| {
            all.push(reader.compare(part, subject(which as u32), sort));
        });
        join(all)
    }
}
