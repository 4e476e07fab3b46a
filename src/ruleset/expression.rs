//! The operator `matches`: regular expressions in time that grows with the text and no faster. The author's build
//! compiles them itself; in the shopper's build the scripts are asked, which load a module for it.

use super::expect;
use super::intern::prefixed;
use super::limits;
use super::model::Expression;
use super::problem::Code;
use super::reader::Reader;
use super::value::Value;

#[cfg(feature = "dev")]
#[path = "../matches/pattern.rs"]
mod pattern;

impl<'v> Reader<'v, '_> {
    /// A regular expression, or a list of them: each with its place in the set.
    #[inline(never)]
    pub(super) fn expressions(&mut self, value: &'v Value, fold: bool) -> Vec<(u32, String)> {
        let mut out = Vec::new();
        self.many(value, &mut |reader, item| {
            let before = reader.count();
            let text = reader.name(item);
            if text.len() > limits::PATTERN {
                reader.problem(Code::TooLarge, expect::PATTERN_LENGTH, item);
            }
            if reader.count() > before {
                return;
            }
            let key = prefixed(if fold { "i" } else { "s" }, text);
            let Some(expression) = reader.expression(key) else {
                return reader.problem(Code::BadPattern, expect::EXPRESSION, item);
            };
            let (place, new) = reader.names.intern("x", &expression.key, reader.set.patterns.len());
            if new {
                reader.set.patterns.push(expression);
            }
            out.push((place, text.into()));
        });
        out
    }

    #[cfg(feature = "dev")]
    fn expression(&mut self, key: String) -> Option<Expression> {
        pattern::of_key(&key).map(|regex| Expression { key, regex })
    }

    /// A text that begins with 0 is no selector; what follows is a key.
    #[cfg(not(feature = "dev"))]
    fn expression(&mut self, key: String) -> Option<Expression> {
        (self.parses)(&prefixed("\0", &key)).then_some(Expression { key })
    }
}
