//! Plain data as it crosses between the page's scripts and us: `pack` in `src/js/plain.js` walks it (own data properties
//! only, bounded) and lays it out flat, so that it crosses in one piece: a stream of numbers (a tag, then what belongs
//! to it) and one of texts, each ended by a zero character. `unpack` makes objects of it again. It knows nothing of rules.

use super::value::Value;

/// Values, laid out one after the other.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Packed {
    pub(crate) numbers: Vec<f64>,
    pub(crate) texts: String,
}

impl Packed {
    /// Applies the first value as a JSON merge patch (RFC 7396): maps merge, `null` removes, everything else replaces.
    pub fn merge_into(&self, to: &mut Value) {
        self.read().merge(to);
    }

    /// Reads it from the first value on.
    pub(crate) fn read(&self) -> Reader<'_> {
        Reader { numbers: &self.numbers, texts: &self.texts }
    }

    /// A number.
    pub(crate) fn num(&mut self, number: f64) {
        self.tag(3.0, number);
    }

    /// A text.
    pub(crate) fn text(&mut self, text: &str) {
        self.numbers.push(4.0);
        self.raw(text);
    }

    /// A list; its items come next.
    pub(crate) fn list(&mut self, length: usize) {
        self.tag(5.0, length as f64);
    }

    /// Any value.
    pub(crate) fn value(&mut self, value: &Value) {
        match value {
            Value::Null => self.numbers.push(0.0),
            Value::Bool(flag) => self.numbers.push(f64::from(u8::from(*flag) + 1)),
            Value::Num(number) => self.num(*number),
            Value::Text(text) => self.text(text),
            Value::List(items) => {
                self.list(items.len());
                items.iter().for_each(|item| self.value(item));
            }
            Value::Map(pairs) => {
                self.tag(6.0, pairs.len() as f64);
                for (key, value) in pairs {
                    self.raw(key);
                    self.value(value);
                }
            }
        }
    }

    fn tag(&mut self, tag: f64, number: f64) {
        self.numbers.push(tag);
        self.numbers.push(number);
    }

    fn raw(&mut self, text: &str) {
        self.texts.push_str(text);
        self.texts.push('\0');
    }
}

impl From<Value> for Packed {
    /// What a page would have handed in: its scripts drop zero characters, too.
    fn from(value: Value) -> Packed {
        let mut packed = Packed::default();
        packed.value(&without_zeros(value));
        packed
    }
}

fn without_zeros(value: Value) -> Value {
    let drop = |text: String| text.replace('\0', "");
    match value {
        Value::Text(text) => Value::Text(drop(text)),
        Value::List(items) => Value::List(items.into_iter().map(without_zeros).collect()),
        Value::Map(pairs) => {
            Value::Map(pairs.into_iter().map(|(key, value)| (drop(key), without_zeros(value))).collect())
        }
        other => other,
    }
}

/// Reads values one after the other. Past the end there is nothing but nulls.
pub(crate) struct Reader<'a> {
    pub(crate) numbers: &'a [f64],
    texts: &'a str,
}

impl<'a> Reader<'a> {
    /// The next raw number.
    pub(crate) fn number(&mut self) -> f64 {
        let Some((first, rest)) = self.numbers.split_first() else { return 0.0 };
        self.numbers = rest;
        *first
    }

    /// The next raw text.
    fn text(&mut self) -> &'a str {
        let end = self.texts.bytes().position(|byte| byte == 0).unwrap_or(self.texts.len());
        let text = self.texts.get(..end).unwrap_or_default();
        self.texts = self.texts.get(end + 1..).unwrap_or_default();
        text
    }

    /// The next value.
    pub(crate) fn value(&mut self) -> Value {
        let mut value = Value::Null;
        self.put(&mut value, false);
        value
    }

    /// Applies the next value as a JSON merge patch.
    fn merge(&mut self, to: &mut Value) {
        self.put(to, true);
    }

    /// Makes `to` the next value, or what it becomes by it as a patch: what is there stays where it is, and no value
    /// comes to be that is only taken apart again.
    fn put(&mut self, to: &mut Value, is_patch: bool) {
        *to = match self.number() as u32 {
            1 => Value::Bool(false),
            2 => Value::Bool(true),
            3 => Value::Num(self.number()),
            4 => {
                let text = self.text();
                if to.text() == Some(text) {
                    return;
                }
                Value::Text(text.into())
            }
            5 => {
                let mut items = Vec::new();
                for _ in 0..self.number() as u32 {
                    items.push(self.value());
                }
                Value::List(items)
            }
            6 => {
                if !matches!(to, Value::Map(_)) {
                    *to = Value::Map(Vec::new());
                }
                let Value::Map(pairs) = to else { return };
                for _ in 0..self.number() as u32 {
                    let key = self.text();
                    let mut place = if is_patch { 0 } else { pairs.len() };
                    while pairs.get(place).is_some_and(|pair| pair.0 != key) {
                        place += 1;
                    }
                    if place == pairs.len() {
                        pairs.push((key.into(), Value::Null));
                    }
                    self.put(&mut pairs[place].1, is_patch);
                    if is_patch && pairs[place].1 == Value::Null {
                        pairs.remove(place);
                    }
                }
                return;
            }
            _ => Value::Null,
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn map(pairs: &[(&str, Value)]) -> Value {
        Value::Map(pairs.iter().map(|(key, value)| (String::from(*key), value.clone())).collect())
    }

    fn some() -> [Value; 9] {
        let list = Value::List(vec![Value::Num(6.0), Value::Null, map(&[("a", Value::Null)])]);
        [
            Value::Null,
            Value::from(true),
            Value::Num(-1.5),
            Value::from("EUR"),
            list.clone(),
            map(&[]),
            map(&[("a", Value::Num(3.0)), ("b", map(&[("c", Value::from("x")), ("d", Value::Null)]))]),
            map(&[("b", map(&[("c", Value::Null), ("e", Value::from(false))])), ("a", map(&[("z", Value::Null)]))]),
            map(&[("b", Value::Num(0.0)), ("a", Value::Null), ("", list)]),
        ]
    }

    #[test]
    fn merges_as_values_do() {
        for before in some() {
            for patch in some() {
                let (mut expected, mut merged) = (before.clone(), before.clone());
                expected.merge(patch.clone());
                Packed::from(patch.clone()).merge_into(&mut merged);
                assert_eq!(merged, expected, "{before:?} with {patch:?}");
            }
        }
    }

    #[test]
    fn reads_what_was_laid_out_nulls_and_all() {
        let mut packed = Packed::default();
        some().iter().for_each(|value| packed.value(value));
        let mut from = packed.read();
        assert_eq!(some().map(|_| from.value()), some());
        assert_eq!(from.value(), Value::Null);
    }

    #[test]
    fn zero_characters_shift_nothing() {
        let (mut facts, patch) = (map(&[]), map(&[("a\0b", Value::from("\0x\0")), ("c", Value::from("y"))]));
        Packed::from(patch).merge_into(&mut facts);
        assert_eq!(facts, map(&[("ab", Value::from("x")), ("c", Value::from("y"))]));
    }

    #[test]
    fn what_is_missing_at_the_end_is_null() {
        let mut facts = map(&[("a", Value::Num(2.0)), ("b", Value::Num(3.0))]);
        Packed { numbers: vec![6.0, 2.0, 3.0, 4.0], texts: "b\0a\0".into() }.merge_into(&mut facts);
        assert_eq!(facts, map(&[("b", Value::Num(4.0))]));
    }
}
