//! What the page hands in, as plain data. `pack` in `src/js/plain.js` walked it (own data properties only, bounded)
//! and laid it out flat, so that it crosses in one piece: a stream of numbers (a tag, then what belongs to it) and
//! one of texts, with a zero character between them. It knows nothing of rules.

use crate::ruleset::value::Value;

/// Reads packed values one after the other. Past the end there is nothing but nulls.
pub(crate) struct Reader<'a> {
    numbers: &'a [f64],
    texts: &'a str,
}

impl<'a> Reader<'a> {
    /// From the first value on.
    pub(crate) fn new(numbers: &'a [f64], texts: &'a str) -> Reader<'a> {
        Reader { numbers, texts }
    }

    /// Whether that was all.
    pub(crate) fn is_over(&self) -> bool {
        self.numbers.is_empty()
    }

    /// The next raw number.
    pub(crate) fn number(&mut self) -> f64 {
        let Some((first, rest)) = self.numbers.split_first() else { return 0.0 };
        self.numbers = rest;
        *first
    }

    /// The next raw text.
    pub(crate) fn text(&mut self) -> String {
        let end = self.texts.bytes().position(|byte| byte == 0).unwrap_or(self.texts.len());
        let text = self.texts.get(..end).unwrap_or_default();
        self.texts = self.texts.get(end + 1..).unwrap_or_default();
        text.into()
    }

    /// The next value.
    pub(crate) fn value(&mut self) -> Value {
        match self.number() as u32 {
            1 => Value::Bool(false),
            2 => Value::Bool(true),
            3 => Value::Num(self.number()),
            4 => Value::Text(self.text()),
            5 => {
                let mut items = Vec::new();
                for _ in 0..self.number() as u32 {
                    items.push(self.value());
                }
                Value::List(items)
            }
            6 => {
                let mut pairs = Vec::new();
                for _ in 0..self.number() as u32 {
                    pairs.push((self.text(), self.value()));
                }
                Value::Map(pairs)
            }
            _ => Value::Null,
        }
    }
}
