//! A problem as a sentence: where, what was expected, what was found, and what to do about it.

use super::expect::Expected;
use super::limits;
use super::nearest::nearest;
use super::problem::{Code, Problem};
use super::value::Value;

/// A list of more names than that is cut to these few.
const MANY: usize = 12;
const FEW: usize = 8;

impl Expected {
    /// What was expected, to be read after "must be".
    pub fn text(&self) -> String {
        match self.names().as_slice() {
            [] => self.words.into(),
            _ if !self.words.is_empty() => self.words.into(),
            [one] => quote(one),
            names => format!("one of {}", listed(names, "or")),
        }
    }

    /// The names known there.
    fn names(&self) -> Vec<&'static str> {
        self.names.split_ascii_whitespace().collect()
    }
}

impl Problem {
    /// Adds what was found, and the nearest known name.
    pub(super) fn describe(&mut self, found: &Value) {
        if self.code != Code::Missing {
            self.found = json(found);
        }
        self.nearest = match (self.code, found) {
            (Code::UnknownField, _) => match self.meant() {
                Some(meant) => meant.strip_prefix('=').map(Into::into),
                None => segments(&self.path).pop().and_then(|key| nearest(&key, &self.expected.names())),
            },
            (Code::UnknownValue, Value::Text(text)) => nearest(text, &self.expected.names()),
            _ => None,
        };
    }

    /// What is meant by a name that is not known here, but elsewhere.
    fn meant(&self) -> Option<&'static str> {
        super::meant::meant(&segments(&self.path), self.expected.words, &self.expected.names())
    }

    /// Adds the words to the data.
    pub(super) fn add_words(&self, pairs: &mut Vec<(String, Value)>) {
        let mut add = |key: &str, text: String| {
            if !text.is_empty() {
                pairs.push((key.into(), Value::Text(text)));
            }
        };
        add("expected", self.expected.text());
        add("found", self.found.clone());
        add("nearest", self.nearest.clone().unwrap_or_default());
        add("message", self.message());
    }

    /// The problem as a sentence: where, what was expected, what was found, and what to do about it.
    pub fn message(&self) -> String {
        let path = segments(&self.path);
        let (prefix, inner) = match path.as_slice() {
            [rules, index, inner @ ..] if rules == "rules" => {
                let id = self.rule.as_deref().map(|id| format!(" {}", quote(id)));
                (format!("rules[{index}]{}: ", id.unwrap_or_default()), inner)
            }
            all => (String::new(), all),
        };
        let subject = match (inner, prefix.is_empty()) {
            ([], true) => "the rule set".into(),
            ([], false) => "this rule".into(),
            _ => dotted(inner),
        };
        let mut out = format!("{prefix}{}", self.sentence(&subject, inner, prefix.is_empty()));
        match &self.nearest {
            Some(name) => out.push_str(&format!("; did you mean {}?", quote(name))),
            None => out.push('.'),
        }
        if let Some(hint) = self.hint() {
            out.push(' ');
            out.push_str(&hint);
        }
        out
    }

    fn sentence(&self, subject: &str, inner: &[String], top: bool) -> String {
        let Problem { expected, found, .. } = self;
        match self.code {
            Code::Missing if expected.words.contains(['"', ' ']) => format!("{subject} needs {}", expected.words),
            Code::Missing => format!("{subject} needs {}", quote(expected.words)),
            Code::UnknownField if expected.names.is_empty() => format!("{subject} is not {}", expected.words),
            Code::UnknownField if !expected.words.is_empty() => format!("{subject} is not {}", expected.words),
            Code::UnknownField => format!("{subject} is not a field of {}", owner(inner, top)),
            Code::Duplicate if inner.last().is_some_and(|key| key == "id") => {
                format!("id {found} is already taken by an earlier rule")
            }
            Code::Duplicate => format!("{subject} is written twice"),
            Code::TooDeep => format!("{subject} is nested too deep: {}", expected.words),
            Code::TooLarge if self.path.is_empty() => "there are more problems than these 100".into(),
            Code::TooLarge => format!("{subject} is too large: {}", expected.words),
            Code::NewerVersion => format!("version {found} is newer than this runtime, which reads version 1"),
            Code::Unsupported if expected.words.is_empty() && expected.names().len() == 1 => {
                format!("{subject} {found} is known, but not in this version")
            }
            Code::Unsupported if expected.names.is_empty() && !expected.words.is_empty() => {
                format!("{subject} in this form is known, but not in this version")
            }
            Code::Unsupported => format!("{subject} is known, but not in this version"),
            Code::Conflict if *expected == super::expect::AGAINST => {
                format!("{subject} takes {}, found {found}", expected.words)
            }
            Code::Conflict if expected.names.is_empty() => format!("{subject} takes {}", expected.words),
            Code::Conflict => {
                let noun = expected.words.trim_start_matches("an ").trim_start_matches("a ");
                format!("{subject} takes one {noun}, found {found}")
            }
            Code::BadTemplate if !expected.names.is_empty() => {
                format!("{subject} uses a filter that is not known, in {found}")
            }
            Code::SelfReference => format!("{subject} is about this rule itself"),
            _ => format!("{subject} must be {}, found {found}", expected.text()),
        }
    }

    /// What to do about it, where that does not follow from the sentence.
    fn hint(&self) -> Option<String> {
        let (words, names) = (self.expected.words, self.expected.names());
        let path = segments(&self.path);
        let elsewhere = super::hint::elsewhere(&path, words);
        if matches!(self.code, Code::UnknownValue | Code::WrongType) || self.expected == super::expect::CURRENCY {
            let days = path.iter().rev().take(2).any(|key| key == "days").then(|| super::wrote::days(&self.found));
            if let Some(hint) = days.flatten().or_else(|| super::wrote::instead(self.expected, &path, &self.found)) {
                return Some(hint);
            }
        }
        Some(match self.code {
            Code::UnknownField if self.nearest.is_none() && self.meant().is_some_and(|it| !it.starts_with('=')) => {
                self.meant()?.into()
            }
            Code::BadDuration if path.iter().any(|key| key == "limit") => return super::hint::days(&self.found),
            Code::BadDuration => return super::hint::duration(&self.found),
            Code::BadSelector => return super::hint::selector(&self.found),
            Code::UnknownField if self.nearest.is_none() && elsewhere.is_some() => elsewhere?.into(),
            Code::UnknownField if self.nearest.is_none() && !names.is_empty() => {
                let known = format!("Known here: {}.", shortly(&names));
                match path.last().filter(|_| words == "a condition").and_then(|key| super::hint::condition(key)) {
                    Some(hint) if hint.starts_with("Write") => hint,
                    Some(hint) => format!("{hint} {known}"),
                    None => super::meant::generally(&path, &known).unwrap_or(known),
                }
            }
            Code::BadPattern if self.found.contains("://") && self.path.ends_with("/path") => {
                "To match whole addresses, take \"url\".".into()
            }
            Code::WrongType if self.expected == super::expect::TRIGGER => return super::hint::trigger(&self.found),
            Code::Duplicate if self.path.ends_with("/id") => "Give this one an id of its own.".into(),
            Code::Duplicate => "Keep one of them.".into(),
            Code::NewerVersion => "Update the package.".into(),
            Code::Unsupported if names.len() == 1 && words.is_empty() => format!("Write {}.", self.expected.text()),
            Code::Unsupported if names.is_empty() && !words.is_empty() => format!("Write {words}."),
            Code::Conflict if !names.is_empty() && segments(&self.path).get(2).is_some_and(|key| key == "on") => {
                "What is merged in does not take away what was there: set that to null.".into()
            }
            Code::Conflict if names.contains(&"all") => {
                "To combine several, list them under \"all\" or \"any\".".into()
            }
            Code::Conflict if names.contains(&"popup") => {
                "Several stand one after the other in the list \"do\".".into()
            }
            Code::BadTemplate if self.expected == super::expect::TEMPLATE && self.found.contains("}}") => {
                "What a filter takes follows a colon, and texts stand in quotes that end: {{ name | default: 'there' }}.".into()
            }
            Code::SelfReference if !self.path.ends_with("/next") => "For how often it shows, use \"limit\".".into(),
            Code::BadTemplate if self.nearest.is_none() && !names.is_empty() => {
                format!("The filters are {}.", listed(&names, "and"))
            }
            _ => return None,
        })
    }
}

/// Whose field something is: the nearest name above it.
fn owner(inner: &[String], top: bool) -> String {
    let above = inner.split_last().map(|(_, above)| above).unwrap_or_default();
    let name = above.iter().rev().find(|name| !is_index(name));
    match (name, top) {
        (Some(name), _) => quote(name),
        (None, true) => "a rule set".into(),
        (None, false) => "a rule".into(),
    }
}

/// The keys and indexes of a JSON Pointer.
fn segments(pointer: &str) -> Vec<String> {
    pointer.split('/').skip(1).map(|segment| segment.replace("~1", "/").replace("~0", "~")).collect()
}

fn is_index(segment: &str) -> bool {
    !segment.is_empty() && segment.bytes().all(|byte| byte.is_ascii_digit())
}

/// `["when", "all", "1"]` as `when.all[1]`.
fn dotted(path: &[String]) -> String {
    let mut out = String::new();
    for segment in path {
        let plain = segment.chars().all(|c| c.is_alphanumeric() || "_-$".contains(c)) && !segment.is_empty();
        if is_index(segment) {
            out.push_str(&format!("[{segment}]"));
        } else if plain {
            if !out.is_empty() {
                out.push('.');
            }
            out.push_str(segment);
        } else {
            out.push_str(&format!("[{}]", quoted(segment)));
        }
    }
    out
}

/// Of many names those that are wanted most, which come first: nobody reads forty to find one.
fn shortly(names: &[&str]) -> String {
    let shown = if names.len() > MANY { FEW } else { names.len() };
    match names.split_at(shown) {
        (names, []) => listed(names, "and"),
        (names, more) => {
            let names: Vec<String> = names.iter().map(|name| quote(name)).collect();
            format!("{} and {} more, which rules.md lists", names.join(", "), more.len())
        }
    }
}

/// `"a", "b" or "c"`
fn listed(names: &[&str], word: &str) -> String {
    let quotes: Vec<String> = names.iter().map(|name| quote(name)).collect();
    match quotes.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} {word} {last}", rest.join(", ")),
        _ => quotes.concat(),
    }
}

fn quote(text: &str) -> String {
    format!("\"{text}\"")
}

/// A text as JSON, clipped.
pub(super) fn quoted(text: &str) -> String {
    json(&Value::Text(text.into()))
}

/// A value as JSON, clipped.
fn json(value: &Value) -> String {
    let mut out = String::new();
    push_json(&mut out, value);
    match out.char_indices().nth(limits::FOUND) {
        None => out,
        Some((end, _)) => {
            out.truncate(end);
            out.push('\u{2026}');
            out
        }
    }
}

fn push_json(out: &mut String, value: &Value) {
    // Longer than this is clipped in any case.
    if out.len() > limits::FOUND * 4 {
        return;
    }
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(flag) => out.push_str(if *flag { "true" } else { "false" }),
        Value::Num(number) => out.push_str(&number.to_string()),
        Value::Text(text) => push_text(out, text),
        Value::List(items) => {
            out.push('[');
            for (index, item) in items.iter().enumerate().take(limits::FOUND) {
                out.push_str(if index > 0 { ", " } else { "" });
                push_json(out, item);
            }
            out.push(']');
        }
        Value::Map(pairs) => {
            out.push('{');
            for (index, (key, item)) in pairs.iter().enumerate().take(limits::FOUND) {
                out.push_str(if index > 0 { ", " } else { "" });
                push_text(out, key);
                out.push_str(": ");
                push_json(out, item);
            }
            out.push('}');
        }
    }
}

fn push_text(out: &mut String, text: &str) {
    out.push('"');
    for c in text.chars().take(limits::FOUND + 1) {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() => out.push_str(&format!("\\u{:04x}", c as u32)),
            c => out.push(c),
        }
    }
    out.push('"');
}
