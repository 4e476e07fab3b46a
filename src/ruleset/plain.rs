//! Reading the plain things: texts, numbers, durations, measures, names.

use super::expect::{self, Expected};
use super::limits;
use super::problem::Code;
use super::reader::Reader;
use super::scan::{self, BadDuration};
use super::value::Value;
use crate::engine::time::Ms;

impl<'v> Reader<'v, '_> {
    /// A text that is not too long.
    pub(super) fn str(&mut self, value: &'v Value) -> &'v str {
        match value {
            Value::Text(text) if text.len() <= limits::TEXT => return text,
            Value::Text(_) => self.problem(Code::TooLarge, expect::TEXT_LENGTH, value),
            _ => self.problem(Code::WrongType, expect::TEXT, value),
        }
        ""
    }

    /// A text with something in it.
    pub(super) fn name(&mut self, value: &'v Value) -> &'v str {
        let before = self.count();
        let text = self.str(value);
        if text.trim_ascii().is_empty() && self.count() == before {
            self.problem(Code::OutOfRange, expect::TEXT_OF_SOME, value);
        }
        text
    }

    /// The same, owned.
    pub(super) fn owned_name(&mut self, value: &'v Value) -> String {
        self.name(value).into()
    }

    /// `true` or `false`.
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

    /// How many times, at least once.
    pub(super) fn times(&mut self, value: &'v Value) -> u32 {
        self.whole(value, 1, 1_000_000, expect::COUNT) as u32
    }

    /// A duration with its unit.
    pub(super) fn duration(&mut self, value: &'v Value) -> Ms {
        self.duration_or(value, expect::DURATION)
    }

    /// The same, where something else may stand in its place.
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

    /// A length in pixels.
    pub(super) fn pixels(&mut self, value: &'v Value) -> f64 {
        self.measure(value, "px", 1e6, expect::PIXELS)
    }

    /// A percentage, as a share from 0 to 1.
    pub(super) fn percent(&mut self, value: &'v Value) -> f64 {
        self.measure(value, "%", 100.0, expect::PERCENT) / 100.0
    }

    /// One of a few names; its index.
    pub(super) fn choice(&mut self, value: &'v Value, names: &'static [&'static str]) -> usize {
        let code = match value {
            Value::Text(text) => match names.iter().position(|name| name == text) {
                Some(index) => return index,
                None => Code::UnknownValue,
            },
            _ => Code::WrongType,
        };
        self.problem(code, expect::names("", names), value);
        0
    }

    /// A path with dots, in its pieces.
    pub(super) fn dotted(&mut self, value: &'v Value) -> Vec<String> {
        let before = self.count();
        let text = self.str(value);
        if self.count() > before {
            return Vec::new();
        }
        self.split(text, Code::UnknownValue, value)
    }

    /// The pieces of a path with dots; none may be empty.
    pub(super) fn split(&mut self, text: &str, code: Code, value: &Value) -> Vec<String> {
        let pieces = scan::pieces(text, b'.');
        if pieces.iter().any(String::is_empty) {
            self.problem(code, expect::PATH, value);
        }
        pieces
    }
}
