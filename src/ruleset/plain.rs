//! Reading the plain things: texts, numbers, durations, measures, names.

use super::expect::{self, Expected};
use super::limits;
use super::names;
use super::problem::Code;
use super::reader::Reader;
use super::scan::{self, BadDuration};
use super::table::{Field, Form};
use super::value::Value;
use crate::time::Ms;

impl<'v> Reader<'v, '_> {
    /// A text that is not too long.
    #[inline(never)]
    pub(super) fn str(&mut self, value: &'v Value) -> &'v str {
        match value {
            Value::Text(text) if text.len() <= limits::TEXT => return text,
            Value::Text(_) => self.problem(Code::TooLarge, expect::TEXT_LENGTH, value),
            _ => self.problem(Code::WrongType, expect::TEXT, value),
        }
        ""
    }

    /// A text with something in it.
    #[inline(never)]
    pub(super) fn name(&mut self, value: &'v Value) -> &'v str {
        let before = self.count();
        let text = self.str(value);
        if text.trim_ascii().is_empty() && self.count() == before {
            self.problem(Code::OutOfRange, expect::TEXT_OF_SOME, value);
        }
        text
    }

    /// `true` or `false`.
    #[inline(never)]
    pub(super) fn flag(&mut self, value: &'v Value) -> bool {
        match value {
            Value::Bool(flag) => *flag,
            _ => {
                self.problem(Code::WrongType, expect::FLAG, value);
                false
            }
        }
    }

    /// A number.
    pub(super) fn number(&mut self, value: &'v Value) -> f64 {
        match value {
            Value::Num(number) => *number,
            _ => {
                self.problem(Code::WrongType, expect::NUMBER, value);
                0.0
            }
        }
    }

    /// A whole number from `low` to `high`.
    #[inline(never)]
    pub(super) fn whole(&mut self, value: &'v Value, low: i32, high: i32, expected: Expected) -> i32 {
        match value {
            Value::Num(number) if *number >= f64::from(low) && *number <= f64::from(high) => {
                let whole = *number as i32;
                if f64::from(whole) == *number {
                    return whole;
                }
                self.problem(Code::OutOfRange, expected, value);
            }
            Value::Num(_) => self.problem(Code::OutOfRange, expected, value),
            _ => self.problem(Code::WrongType, expected, value),
        }
        low
    }

    /// A duration with its unit.
    pub(super) fn duration(&mut self, value: &'v Value) -> Ms {
        self.duration_or(value, expect::DURATION)
    }

    /// The same, where something else may stand in its place.
    #[inline(never)]
    pub(super) fn duration_or(&mut self, value: &'v Value, expected: Expected) -> Ms {
        match value {
            Value::Text(text) => match scan::duration(text) {
                Ok(ms) => return Ms(ms),
                Err(BadDuration::Form) => self.problem(Code::BadDuration, expected, value),
                Err(BadDuration::Long) => self.problem(Code::OutOfRange, expect::DURATION_LENGTH, value),
            },
            Value::Num(_) => self.problem(Code::BadDuration, expected, value),
            _ => self.problem(Code::WrongType, expected, value),
        }
        Ms(0)
    }

    /// A number with this unit, at most `most`.
    #[inline(never)]
    pub(super) fn measure(&mut self, value: &'v Value, unit: &str, most: f64, expected: Expected) -> f64 {
        let code = match value {
            Value::Text(text) => match scan::measure(text, unit) {
                Some(number) if number <= most => return number,
                Some(_) => Code::OutOfRange,
                None => Code::UnknownValue,
            },
            _ => Code::WrongType,
        };
        self.problem(code, expected, value);
        0.0
    }

    /// One of a few names; its place among them.
    #[inline(never)]
    pub(super) fn choice(&mut self, value: &'v Value, names: &'static str) -> usize {
        let code = match value {
            Value::Text(text) => match names::place(names, text) {
                Some(index) => return index,
                None => Code::UnknownValue,
            },
            _ => Code::WrongType,
        };
        self.problem(code, expect::names("", names), value);
        0
    }

    /// A text that passes a check.
    #[inline(never)]
    pub(super) fn checked(&mut self, value: &'v Value, check: fn(&str) -> bool, expected: Expected) -> &'v str {
        match value {
            Value::Text(text) if check(text) => return text,
            Value::Text(_) => self.problem(Code::UnknownValue, expected, value),
            _ => self.problem(Code::WrongType, expected, value),
        }
        ""
    }

    /// A path with dots, none of its pieces empty.
    #[inline(never)]
    pub(super) fn dotted(&mut self, text: &str, code: Code, value: &Value) {
        if !scan::is_path(text) {
            self.problem(code, expect::PATH, value);
        }
    }
}

/// Fields of the plain sorts.
impl<'v> Reader<'v, '_> {
    /// A field with a duration.
    #[inline(never)]
    pub(super) fn time_at(&mut self, form: &Form<'v>, field: Field) -> Option<Ms> {
        let value = self.enter(form, field)?;
        let time = self.duration(value);
        self.leave();
        Some(time)
    }

    /// A field with a duration that must be there.
    pub(super) fn need_time(&mut self, form: &Form<'v>, field: Field) -> Ms {
        let Some(value) = self.need(form, field) else { return Ms(0) };
        let time = self.duration(value);
        self.leave();
        time
    }

    /// A field that says how many, at least once.
    #[inline(never)]
    pub(super) fn count_at(&mut self, form: &Form<'v>, field: Field) -> Option<u32> {
        let value = self.enter(form, field)?;
        let count = self.whole(value, 1, 1_000_000, expect::COUNT);
        self.leave();
        Some(count as u32)
    }

    /// A field with one of a few names.
    #[inline(never)]
    pub(super) fn choice_at(&mut self, form: &Form<'v>, field: Field, names: &'static str) -> Option<usize> {
        let value = self.enter(form, field)?;
        let index = self.choice(value, names);
        self.leave();
        Some(index)
    }

    /// A field with `true` or `false`.
    #[inline(never)]
    pub(super) fn flag_at(&mut self, form: &Form<'v>, field: Field) -> Option<bool> {
        let value = self.enter(form, field)?;
        let flag = self.flag(value);
        self.leave();
        Some(flag)
    }

    /// A field with a text that has something in it.
    #[inline(never)]
    pub(super) fn name_at(&mut self, form: &Form<'v>, field: Field) -> Option<&'v str> {
        let value = self.enter(form, field)?;
        let name = self.name(value);
        self.leave();
        Some(name)
    }

    /// The same, of a field that must be there.
    #[inline(never)]
    pub(super) fn need_name(&mut self, form: &Form<'v>, field: Field) -> &'v str {
        let Some(value) = self.need(form, field) else { return "" };
        let name = self.name(value);
        self.leave();
        name
    }
}
