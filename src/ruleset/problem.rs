//! What is wrong with a rule set: a code, a place, and (for authors) what was expected and found. Data only; the
//! sentence is written in `message.rs`.

use super::expect::{self, Expected};
use super::names;
use super::value::Value;

/// The kinds of problems.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Code {
    /// A value of the wrong type.
    WrongType,
    /// A field that must be there is not.
    Missing,
    /// A field or name that is not known there.
    UnknownField,
    /// A value that is none of the known ones.
    UnknownValue,
    /// A number, or a count, outside of its range.
    OutOfRange,
    /// An id or key that is already taken.
    Duplicate,
    /// More, or longer, than the limits allow.
    TooLarge,
    /// Nested deeper than the limits allow.
    TooDeep,
    /// Not a CSS selector.
    BadSelector,
    /// A link with a scheme that is not allowed.
    BadLink,
    /// Not a duration with a unit.
    BadDuration,
    /// A template that cannot be read.
    BadTemplate,
    /// A pattern that can match nothing.
    BadPattern,
    /// Written for a newer version.
    NewerVersion,
    /// Known, but not in this version.
    Unsupported,
    /// Two parts that exclude each other.
    Conflict,
    /// A rule that asks about itself.
    SelfReference,
    /// Audiences, stages or models that refer to each other in a circle.
    Cycle,
    /// A reference to something that is bad itself.
    BadReference,
}

impl Code {
    /// The name under which it leaves the runtime.
    pub fn name(self) -> &'static str {
        // In their order.
        const NAMES: &str = "wrong_type missing unknown_field unknown_value out_of_range duplicate too_large too_deep \
             bad_selector bad_link bad_duration bad_template bad_pattern newer_version unsupported conflict \
             self_reference cycle bad_reference";
        names::nth(NAMES, self as usize)
    }
}

/// One problem.
#[derive(Clone, Debug, PartialEq)]
pub struct Problem {
    /// What kind.
    pub code: Code,
    /// JSON Pointer into the rule set.
    pub path: String,
    /// Id of the rule, if it is in one that has a readable id.
    pub rule: Option<String>,
    /// What was expected.
    pub expected: Expected,
    /// What was found, in JSON, clipped; empty where that says nothing.
    #[cfg(feature = "dev")]
    pub found: String,
    /// The nearest known name.
    #[cfg(feature = "dev")]
    pub nearest: Option<String>,
    /// Position in the document, level by level.
    pub(super) order: Vec<u32>,
}

impl Problem {
    /// A problem that says no more than its code and its place.
    pub(super) fn bare(code: Code, path: String, rule: Option<String>, expected: Expected) -> Problem {
        Problem {
            code,
            path,
            rule,
            expected,
            #[cfg(feature = "dev")]
            found: String::new(),
            #[cfg(feature = "dev")]
            nearest: None,
            order: Vec::new(),
        }
    }

    /// A selector that the browser cannot parse.
    #[cfg_attr(not(feature = "dev"), allow(unused_variables))]
    pub fn bad_selector(path: String, rule: Option<String>, css: &str) -> Problem {
        Problem {
            #[cfg(feature = "dev")]
            found: super::message::quoted(css),
            ..Problem::bare(Code::BadSelector, path, rule, expect::CSS)
        }
    }

    /// The problem as data: `code`, `path`, `rule`, and with the feature `dev` also `expected`, `found`, `nearest`
    /// and `message`.
    #[inline(never)]
    pub fn to_value(&self) -> Value {
        let mut pairs = vec![("code".into(), self.code.name().into()), ("path".into(), Value::Text(self.path.clone()))];
        if let Some(rule) = &self.rule {
            pairs.push(("rule".into(), Value::Text(rule.clone())));
        }
        #[cfg(feature = "dev")]
        self.add_words(&mut pairs);
        Value::Map(pairs)
    }
}

#[cfg(test)]
mod tests {
    use super::Code;

    #[test]
    fn names_stand_in_the_order_of_the_codes() {
        for code in
            [Code::WrongType, Code::OutOfRange, Code::TooDeep, Code::BadLink, Code::Unsupported, Code::BadReference]
        {
            assert_eq!(code.name().replace('_', ""), format!("{code:?}").to_ascii_lowercase());
        }
    }
}
