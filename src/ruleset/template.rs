//! Templates `{{ path | filter: argument }}` and data that contains them. One pass, text only. They stay texts: the
//! decoder reads each once to see that it can be read, the engine reads it again whenever it is filled in.

use super::expect::{self, Expected};
use super::names;
use super::problem::Code;
use super::reader::Reader;
use super::scan;
use super::settings;
use super::value::Value;

const FILTERS: &str = "default money number upper";

impl<'v> Reader<'v, '_> {
    /// A text that may hold templates; null if it is not one.
    #[inline(never)]
    pub(super) fn words(&mut self, value: &'v Value) -> Value {
        let before = self.count();
        match value {
            // By language, from the list of texts, or rich: all known, none here yet.
            Value::Map(_) | Value::List(_) => self.problem(Code::Unsupported, expect::TEXT, value),
            _ => {
                let text = self.str(value);
                if let Err((expected, _name)) = check(text) {
                    self.problem(Code::BadTemplate, expected, value);
                    #[cfg(feature = "dev")]
                    if !expected.names.is_empty() {
                        let filters: Vec<&str> = FILTERS.split_ascii_whitespace().collect();
                        self.suggest(super::nearest::nearest(_name, &filters));
                    }
                }
            }
        }
        if self.count() > before {
            return Value::Null;
        }
        value.clone()
    }

    /// Data for the page: any JSON, with templates in its texts and `{"from": path}` for values. Without comments.
    pub(super) fn data(&mut self, value: &'v Value) -> Value {
        match value {
            Value::Text(_) => self.words(value),
            Value::List(items) if !items.is_empty() => {
                let mut out = Vec::new();
                self.list(value, &mut |reader, item| out.push(reader.data(item)));
                Value::List(out)
            }
            Value::Map(_) => {
                if let Some(from) = self.from(value) {
                    return from;
                }
                let mut out = Vec::new();
                self.entries(value, "", &mut |reader, _, key, item| out.push((key.into(), reader.data(item))));
                Value::Map(out)
            }
            _ => value.clone(),
        }
    }

    /// `{"from": "cart.value"}`, if it is that.
    pub(super) fn from(&mut self, value: &'v Value) -> Option<Value> {
        let Value::Map(pairs) = value else { return None };
        let mut chosen = None;
        for (index, (key, path)) in pairs.iter().enumerate() {
            if key == "$comment" {
                continue;
            }
            if chosen.is_some() || key != "from" || path.text().is_none() {
                return None;
            }
            chosen = Some((index, key, path));
        }
        let (index, key, value) = chosen?;
        let before = self.count();
        self.step(index, key);
        let path = self.str(value);
        if self.count() == before {
            self.dotted(path, Code::UnknownValue, value);
        }
        self.leave();
        Some(from(path))
    }

    /// A number, where it comes from, or a template that is one place: for progress bars.
    pub(super) fn quantity(&mut self, value: &'v Value) -> Value {
        if let Value::Num(_) = value {
            return value.clone();
        }
        if let Some(from) = self.from(value) {
            return from;
        }
        if let Value::Text(text) = value {
            let words = self.words(value);
            if matches!(words, Value::Null) {
                return words;
            }
            let mut scanner = Scanner::new(text);
            if scanner.open() == Some("") {
                let path = scanner.word();
                let mut is_bare = true;
                while let Ok(Some(_)) = scanner.filter() {
                    is_bare = false;
                }
                if scanner.rest.is_empty() {
                    return if is_bare { from(path) } else { words };
                }
            }
        }
        self.problem(Code::WrongType, expect::PROGRESS, value);
        Value::Null
    }

    /// A link that may hold templates, but not where its scheme stands.
    pub(super) fn link(&mut self, value: &'v Value) -> Value {
        let words = self.words(value);
        if let Value::Text(text) = &words {
            let (start, whole) = match scan::cut(text, "{{") {
                Some((start, _)) => (start, false),
                None => (text.as_str(), true),
            };
            if !scan::is_link(start, whole) {
                let expected = if whole { expect::LINK } else { expect::LINK_START };
                self.problem(Code::BadLink, expected, value);
            }
        }
        words
    }
}

fn from(path: &str) -> Value {
    Value::Map(vec![("from".into(), path.into())])
}

/// Reads a text to its end; if that fails, what was expected and the word it last read.
fn check(text: &str) -> Result<(), (Expected, &str)> {
    let mut scanner = Scanner::new(text);
    while scanner.open().is_some() {
        if !scan::is_path(scanner.word()) {
            return Err((expect::TEMPLATE_PATH, ""));
        }
        loop {
            match scanner.filter() {
                Ok(None) => break,
                Ok(Some(_)) => {}
                Err(expected) => return Err((expected, scanner.name)),
            }
        }
    }
    Ok(())
}

/// The filters of a template, in the order of [`FILTERS`].
#[derive(Clone, Copy)]
pub(crate) enum Filter {
    /// Stands in for a missing value.
    Default,
    /// An amount, in that currency (or null: the cart's or the settings'). Formatted by the shell.
    Money,
    /// A number, with that many decimals (or null). Formatted by the shell.
    Number,
    /// Upper case.
    Upper,
}

/// Reads a text with templates, from place to place.
pub(crate) struct Scanner<'t> {
    /// What is not read yet.
    pub(crate) rest: &'t str,
    /// The latest filter's name.
    name: &'t str,
}

impl<'t> Scanner<'t> {
    pub(crate) fn new(text: &'t str) -> Scanner<'t> {
        Scanner { rest: text, name: "" }
    }

    /// Goes into the next place; what stands before it.
    pub(crate) fn open(&mut self) -> Option<&'t str> {
        let (before, rest) = scan::cut(self.rest, "{{")?;
        self.rest = rest;
        Some(before)
    }

    /// Takes `mark`, if it comes next.
    #[inline(never)]
    fn take(&mut self, mark: &str) -> bool {
        self.rest = self.rest.trim_ascii_start();
        match self.rest.strip_prefix(mark) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    /// Takes letters, digits, `_`, `-`, `$` and `.`; empty if none comes next.
    #[inline(never)]
    pub(crate) fn word(&mut self) -> &'t str {
        self.rest = self.rest.trim_ascii_start();
        let bytes = self.rest.as_bytes();
        let mut end = 0;
        while bytes.get(end).is_some_and(|byte| {
            byte.is_ascii_alphanumeric() || *byte >= 128 || matches!(byte, b'_' | b'-' | b'$' | b'.')
        }) {
            end += 1;
        }
        let word = self.rest.get(..end).unwrap_or_default();
        self.rest = self.rest.get(end..).unwrap_or_default();
        word
    }

    /// The next filter of a place; goes out of it if there is none.
    #[inline(never)]
    pub(crate) fn filter(&mut self) -> Result<Option<(Filter, Value)>, Expected> {
        if self.take("}}") {
            return Ok(None);
        }
        if !self.take("|") {
            return Err(expect::TEMPLATE);
        }
        self.name = self.word();
        let mut arg = Value::Null;
        let mut count = 0;
        if self.take(":") {
            loop {
                arg = self.arg()?;
                count += 1;
                if !self.take(",") {
                    break;
                }
            }
        }
        let Some(which) = names::place(FILTERS, self.name) else { return Err(expect::names("a filter", FILTERS)) };
        let fits = match (which, &arg) {
            (0, _) => count == 1,
            (_, Value::Null) => true,
            (1, Value::Text(currency)) => count == 1 && settings::is_currency(currency),
            (2, Value::Num(digits)) => count == 1 && *digits <= 20.0 && f64::from(*digits as u8) == *digits,
            _ => false,
        };
        if !fits {
            return Err(expect::TEMPLATE_ARG);
        }
        let filter = match which {
            0 => Filter::Default,
            1 => Filter::Money,
            2 => Filter::Number,
            _ => Filter::Upper,
        };
        Ok(Some((filter, arg)))
    }

    /// A quoted text, a number, or a bare word.
    fn arg(&mut self) -> Result<Value, Expected> {
        for mark in ["'", "\""] {
            if self.take(mark) {
                let (text, rest) = scan::cut(self.rest, mark).ok_or(expect::TEMPLATE)?;
                self.rest = rest;
                return Ok(text.into());
            }
        }
        let word = self.word();
        if word.is_empty() {
            return Err(expect::TEMPLATE_ARG);
        }
        Ok(match scan::decimal(word) {
            Some(number) => Value::Num(number),
            None => word.into(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::check;

    #[test]
    fn templates_are_read_to_their_end() {
        for text in [
            "",
            "a }} b",
            "Hi {{customer.firstName | default: 'you, }}' | upper}}!",
            "{{ a|money:EUR }}{{ b | number: 2 }}{{ c | default: 3.5 }}",
        ] {
            assert!(check(text).is_ok(), "{text}");
        }
    }

    #[test]
    fn broken_templates_are_refused() {
        for text in
            ["{{", "{{ a", "{{ a }", "{{}}", "{{ .a }}", "{{ a..b }}", "{{ a b }}", "{{ a | }}", "{{ a | loud }}"]
        {
            assert!(check(text).is_err(), "{text}");
        }
        for text in ["{{ a | default }}", "{{ a | upper: 1 }}", "{{ a | money: euro }}", "{{ a | number: 1.5 }}"] {
            assert!(check(text).is_err(), "{text}");
        }
        for text in ["{{ a | default: 'x }}", "{{ a | default: 1, 2 }}", "{{ a | default: }}", "{{ a | number: 'x' }}"]
        {
            assert!(check(text).is_err(), "{text}");
        }
    }
}
