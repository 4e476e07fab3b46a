//! JSON-shaped data: what rules, facts and event properties are made of, and what leaves the engine.

use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};

/// A JSON value. Maps keep the order of the text.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Value {
    /// `null`
    #[default]
    Null,
    /// `true` or `false`
    Bool(bool),
    /// Any number. Never NaN or infinite: whoever reads a value in refuses those.
    Num(f64),
    /// A string
    Text(String),
    /// An array
    List(Vec<Value>),
    /// An object
    Map(Vec<(String, Value)>),
}

impl Value {
    /// The value under `key`, if this is a map that has one.
    pub fn get(&self, key: &str) -> Option<&Value> {
        match self {
            Value::Map(pairs) => pairs.iter().find(|(name, _)| name == key).map(|(_, value)| value),
            _ => None,
        }
    }

    /// The value at the end of `path`, each step a key.
    pub fn at(&self, path: &[String]) -> Option<&Value> {
        path.iter().try_fold(self, |value, key| match value {
            Value::List(items) => items.get(index(key)?),
            _ => value.get(key),
        })
    }

    /// What is written at a JSON Pointer.
    #[cfg(feature = "dev")]
    pub(crate) fn written(&self, pointer: &str) -> Option<&Value> {
        pointer.split('/').skip(1).try_fold(self, |value, step| {
            let step = step.replace("~1", "/").replace("~0", "~");
            match value {
                Value::List(items) => items.get(step.parse::<usize>().ok()?),
                _ => value.get(&step),
            }
        })
    }

    /// The text, if this is one.
    pub fn text(&self) -> Option<&str> {
        match self {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The number, if this is one.
    pub fn num(&self) -> Option<f64> {
        match self {
            Value::Num(number) => Some(*number),
            _ => None,
        }
    }

    /// Sets `key` in a map; anything else becomes a map first.
    pub fn set(&mut self, key: &str, value: Value) {
        if !matches!(self, Value::Map(_)) {
            *self = Value::Map(Vec::new());
        }
        if let Value::Map(pairs) = self {
            match pairs.iter_mut().find(|(name, _)| name == key) {
                Some(pair) => pair.1 = value,
                None => pairs.push((key.into(), value)),
            }
        }
    }

    /// Applies a JSON merge patch (RFC 7396): maps merge, `null` removes, everything else replaces.
    pub fn merge(&mut self, patch: Value) {
        let Value::Map(changes) = patch else {
            *self = patch;
            return;
        };
        if !matches!(self, Value::Map(_)) {
            *self = Value::Map(Vec::new());
        }
        let Value::Map(pairs) = self else { return };
        for (key, change) in changes {
            let mut place = 0;
            while pairs.get(place).is_some_and(|pair| pair.0 != key) {
                place += 1;
            }
            if let Value::Null = change {
                if place < pairs.len() {
                    pairs.remove(place);
                }
                continue;
            }
            if place == pairs.len() {
                pairs.push((key, Value::Null));
            }
            if let Some(pair) = pairs.get_mut(place) {
                pair.1.merge(change);
            }
        }
    }
}

/// A place in a list, written as a plain number below 1,000.
fn index(text: &str) -> Option<usize> {
    let is_plain = !text.is_empty() && text.len() < 4 && text.bytes().all(|byte| byte.is_ascii_digit());
    is_plain.then(|| text.bytes().fold(0, |sum, byte| sum * 10 + usize::from(byte - b'0')))
}

impl From<&str> for Value {
    fn from(text: &str) -> Value {
        Value::Text(text.into())
    }
}

impl From<bool> for Value {
    fn from(flag: bool) -> Value {
        Value::Bool(flag)
    }
}

impl From<f64> for Value {
    fn from(number: f64) -> Value {
        Value::Num(number)
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            Value::Null => to.serialize_unit(),
            Value::Bool(flag) => to.serialize_bool(*flag),
            Value::Num(number) => to.serialize_f64(*number),
            Value::Text(text) => to.serialize_str(text),
            Value::List(items) => {
                let mut list = to.serialize_seq(Some(items.len()))?;
                for item in items {
                    list.serialize_element(item)?;
                }
                list.end()
            }
            Value::Map(pairs) => {
                let mut map = to.serialize_map(Some(pairs.len()))?;
                for (key, value) in pairs {
                    map.serialize_entry(key, value)?;
                }
                map.end()
            }
        }
    }
}
