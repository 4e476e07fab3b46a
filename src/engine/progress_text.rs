//! Progress of operators as text: a part of the ledger's.

use crate::ruleset::value::Value;

use super::kept::MAX_KEPT;
use super::ledger_text::{Reader, Writer};
use super::number::push_int;
use super::progress::{Mark, Progress, Prop, Stamp, MAX_MARKS};
use crate::time::{Ms, Wall};

impl Writer {
    pub(super) fn progress(&mut self, key: u64, progress: &Progress) {
        self.int(key as i64);
        self.int(i64::from(progress.is_of_session));
        self.stamp(progress.last);
        self.stamp(progress.dropped);
        self.length(progress.marks.len());
        for mark in &progress.marks {
            self.int(i64::from(mark.slot));
            self.stamp(mark.stamp);
            self.int(mark.start.0);
            self.int(mark.spent.0);
            self.value(&mark.value);
            self.length(mark.props.len());
            for prop in &mark.props {
                self.int(i64::from(prop.step));
                self.text(&prop.path);
                self.value(&prop.value);
            }
        }
    }

    fn stamp(&mut self, stamp: Stamp) {
        self.int(stamp.at.0);
        self.int(i64::from(stamp.number));
    }

    /// A text behind a quote, a number by its bits; what is neither list nor map.
    fn value(&mut self, value: &Value) {
        let mut token = String::new();
        match value {
            Value::Text(text) => {
                token.push('\'');
                token.push_str(text);
            }
            Value::Num(number) => {
                token.push('#');
                // Zero has no sign here: the bits of the other one are no number that we read.
                push_int(&mut token, (number + 0.0).to_bits() as i64);
            }
            Value::Bool(true) => token.push('t'),
            Value::Bool(false) => token.push('f'),
            _ => token.push('.'),
        }
        self.text(&token);
    }
}

impl Reader<'_> {
    pub(super) fn progress(&mut self) -> (u64, Progress) {
        let key = self.int() as u64;
        let (is_of_session, last, dropped) = (self.int() != 0, self.stamp(), self.stamp());
        let mut progress = Progress { is_of_session, last, dropped, marks: Vec::new() };
        for _ in 0..self.length(2 * MAX_MARKS) {
            let mut mark = Mark {
                slot: self.count(),
                stamp: self.stamp(),
                start: Wall(self.int()),
                spent: Ms(self.int()),
                value: self.value(),
                props: Vec::new(),
            };
            for _ in 0..self.length(2 * MAX_KEPT) {
                let prop = Prop { step: self.count(), path: self.text().into(), value: self.value() };
                mark.props.push(prop);
            }
            progress.marks.push(mark);
        }
        (key, progress)
    }

    fn stamp(&mut self) -> Stamp {
        Stamp { at: Wall(self.int()), number: self.count() }
    }

    fn value(&mut self) -> Value {
        let token = self.text();
        let rest = token.get(1..).unwrap_or_default();
        match token.as_bytes().first() {
            Some(b'\'') => rest.into(),
            Some(b'#') => {
                let number = f64::from_bits(self.parse(rest) as u64);
                if number.is_finite() {
                    return Value::Num(number);
                }
                self.is_bad = true;
                Value::Null
            }
            Some(b't') => Value::Bool(true),
            Some(b'f') => Value::Bool(false),
            Some(b'.') => Value::Null,
            _ => {
                self.is_bad = true;
                Value::Null
            }
        }
    }
}
