//! Countdowns: to an instant of the calendar, to one that the page knows, or for a while from when this visitor first
//! saw it. The last is kept in the ledger under a name, so that it never begins anew.

use super::block::put;
use super::expect;
use super::intern::prefixed;
use super::model::Time;
use super::problem::Code;
use super::reader::Reader;
use super::table::{field, ix, table, Table};
use super::value::Value;
use crate::time::{Ms, Wall};

pub(super) const COUNTDOWN: Table = table("to", "to for key label ended");

impl<'v> Reader<'v, '_> {
    /// `to` becomes `{at}`, `{zone}` (what the clock of the settings' zone shows), `{from}`, or `{for, key}`.
    #[inline(never)]
    pub(super) fn countdown(&mut self, value: &'v Value) -> Value {
        let form = &self.form(value, ix!(COUNTDOWN));
        let mut out = Vec::new();
        let mut to = Vec::new();
        let mut ways = 0;
        if let Some(end) = self.enter(form, field!(COUNTDOWN, "to")) {
            ways += 1;
            match end {
                Value::Map(_) => {
                    if let Some(from) = self.from(end) {
                        put(&mut out, "to", from);
                        // What the page says may be a date without a zone.
                        self.set.is_zoned = true;
                    } else {
                        self.problem(Code::WrongType, expect::DEADLINE, end);
                    }
                }
                _ => match self.moment(end, Ms::DAY.0) {
                    Some(Time::Fixed(Wall(at))) => put(&mut to, "at", Value::Num(at as f64)),
                    Some(Time::Local(at)) => {
                        put(&mut to, "zone", Value::Num(at as f64));
                        self.set.is_zoned = true;
                    }
                    None => {}
                },
            }
            self.leave();
        }
        if let Some(time) = self.enter(form, field!(COUNTDOWN, "for")) {
            ways += 1;
            let before = self.count();
            let length = self.duration(time);
            if length == Ms(0) && self.count() == before {
                self.problem(Code::OutOfRange, expect::SOME_TIME, time);
            }
            self.leave();
            put(&mut to, "for", Value::Num(length.0 as f64));
            // A rule's id cannot begin with a control character.
            let key = match self.name_at(form, field!(COUNTDOWN, "key")) {
                Some(key) => prefixed("\u{2}", key),
                None => self.rule.unwrap_or_default().into(),
            };
            put(&mut to, "key", Value::Text(key));
        } else if self.enter(form, field!(COUNTDOWN, "key")).is_some() {
            self.problem(Code::Conflict, expect::COUNTDOWN_KEY, value);
            self.leave();
        }
        match ways {
            0 => self.problem(Code::Missing, expect::AN_END, value),
            1 => {}
            _ => self.problem(Code::Conflict, expect::TO_OR_FOR, value),
        }
        if !to.is_empty() {
            put(&mut out, "to", Value::Map(to));
        }
        self.copy(form, field!(COUNTDOWN, "label"), Reader::words, &mut out);
        self.copy(form, field!(COUNTDOWN, "ended"), Reader::words, &mut out);
        self.found.countdown = true;
        Value::Map(out)
    }
}
