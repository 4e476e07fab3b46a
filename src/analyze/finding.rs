//! What the analysis says: a finding is right, advice is an opinion.

use crate::ruleset::model::Rule;
use crate::ruleset::value::Value;
use crate::trace::write;

/// One finding, or one piece of advice.
#[derive(Clone, Debug)]
pub struct Finding {
    /// Its kind, a closed list: see `src/docs/rules.md`.
    pub code: &'static str,
    /// Advice is never wrong to ignore.
    pub is_advice: bool,
    /// JSON Pointer into the rule set.
    pub path: String,
    /// The rule's id; empty where it is about no rule.
    pub rule: String,
    /// In words.
    pub message: String,
    /// JSON Pointers of what it follows from.
    pub because: Vec<String>,
    /// The kinds of devices on which it holds; empty: on all.
    pub on: Vec<&'static str>,
}

impl Finding {
    /// A finding about a rule; `below` is a JSON Pointer within it.
    pub(super) fn new(code: &'static str, rule: &Rule, below: &str, message: String) -> Finding {
        let path = format!("/rules/{}{below}", rule.place);
        Finding { code, is_advice: false, path, rule: rule.id.clone(), message, because: Vec::new(), on: Vec::new() }
    }

    pub(super) fn advice(code: &'static str, rule: &Rule, below: &str, message: String) -> Finding {
        Finding { is_advice: true, ..Finding::new(code, rule, below, message) }
    }

    /// Advice on what is written at a place, in a rule or elsewhere.
    pub(super) fn written(code: &'static str, rule: &str, path: &str, message: String) -> Finding {
        let (path, rule) = (path.into(), rule.into());
        Finding { code, is_advice: true, path, rule, message, because: Vec::new(), on: Vec::new() }
    }

    pub(super) fn because(mut self, pointers: Vec<String>) -> Finding {
        self.because = pointers;
        self
    }

    /// As data.
    pub fn to_value(&self) -> Value {
        let mut out = Value::Null;
        out.set("level", if self.is_advice { "advice" } else { "finding" }.into());
        out.set("code", self.code.into());
        out.set("path", self.path.as_str().into());
        if !self.rule.is_empty() {
            out.set("rule", self.rule.as_str().into());
        }
        if !self.because.is_empty() {
            out.set("because", Value::List(self.because.iter().map(|at| at.as_str().into()).collect()));
        }
        if !self.on.is_empty() {
            out.set("on", Value::List(self.on.iter().map(|device| (*device).into()).collect()));
        }
        out.set("message", self.message.as_str().into());
        out
    }
}

/// A place within a rule and what is written there, to be read in a sentence: `if.path "/cart"`.
pub(super) fn quoted(source: &Value, place: u32, below: &str) -> String {
    let name = below.trim_start_matches('/').replace('/', ".");
    let Some(value) = source.written(&format!("/rules/{place}{below}")) else { return name };
    let text = write(value);
    match text.char_indices().nth(60) {
        Some((end, _)) => format!("{name} {}…", &text[..end]),
        None => format!("{name} {text}"),
    }
}
