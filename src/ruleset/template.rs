//! Templates `{{ path | filter: argument }}` and data that contains them. One pass, text only. They stay texts: the
//! decoder reads each once to see that it can be read, the engine reads it again whenever it is filled in.

use super::expect::{self, Expected};
use super::names;
use super::problem::Code;
use super::reader::Reader;
use super::scan;
use super::settings;
use super::value::Value;

/// The filters of a template. Their places are those of [`Filter`].
const FILTERS: &str = "default money number date relative plural upper lower title truncate";
/// How long a date or a time is written; `none` leaves it out.
const STYLES: &str = "none short medium long full";
/// The categories of `Intl.PluralRules`.
const CATEGORIES: &str = "zero one two few many other";
/// The most that `truncate` may leave.
const MAX_LEFT: f64 = 512.0;

impl<'v> Reader<'v, '_> {
    /// A text that may hold templates; null if it is not one.
    #[inline(never)]
    pub(super) fn template(&mut self, value: &'v Value) -> Value {
        let before = self.count();
        let text = self.str(value);
        match check(text) {
            Ok(uses) => self.note_dates(uses),
            Err((expected, _name)) => {
                self.problem(Code::BadTemplate, expected, value);
                #[cfg(feature = "dev")]
                if !expected.names.is_empty() {
                    let filters: Vec<&str> = FILTERS.split_ascii_whitespace().collect();
                    self.suggest(super::nearest::nearest(_name, &filters));
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
            Value::Text(_) => self.template(value),
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
            let words = self.template(value);
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

    /// A link that may hold templates, but not where its scheme stands, and nothing that only the shell can format.
    pub(super) fn link_text(&mut self, value: &'v Value) -> Value {
        let words = self.template(value);
        if let Value::Text(text) = &words {
            let (start, whole) = match scan::cut(text, "{{") {
                Some((start, _)) => (start, false),
                None => (text.as_str(), true),
            };
            if !scan::is_link(start, whole) {
                let expected = if whole { expect::LINK } else { expect::LINK_START };
                self.problem(Code::BadLink, expected, value);
            } else if check(text).is_ok_and(|uses| uses > 1) {
                self.problem(Code::BadLink, expect::LINK_FILTER, value);
            }
        }
        words
    }
}

fn from(path: &str) -> Value {
    Value::Map(vec![("from".into(), path.into())])
}

/// Reads a text to its end: which filters it uses, a bit for each; or what was expected and the word it last read.
fn check(text: &str) -> Result<u32, (Expected, &str)> {
    let mut scanner = Scanner::new(text);
    let mut uses = 0;
    while scanner.open().is_some() {
        if !scan::is_path(scanner.word()) {
            return Err((expect::TEMPLATE_PATH, ""));
        }
        loop {
            match scanner.filter() {
                Ok(None) => break,
                Ok(Some((filter, _))) => uses |= 1 << filter as u32,
                Err(expected) => return Err((expected, scanner.name)),
            }
        }
    }
    Ok(uses)
}

/// The filters of a template, in the order of [`FILTERS`]. All but the first are formatted by the shell.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Filter {
    /// Stands in for a missing value.
    Default,
    /// An amount, in that currency (or that of the cart or the settings).
    Money,
    /// A number, with that many decimals.
    Number,
    /// A date, and a time, in these styles.
    Date,
    /// How far away an instant is.
    Relative,
    /// Words by the number's category, or by itself: `one '# item', other '# items'`.
    Plural,
    /// Upper case.
    Upper,
    /// Lower case.
    Lower,
    /// The first letter of each word in upper case.
    Title,
    /// At most so many characters.
    Truncate,
}

impl Filter {
    const ALL: [Filter; 10] = [
        Filter::Default,
        Filter::Money,
        Filter::Number,
        Filter::Date,
        Filter::Relative,
        Filter::Plural,
        Filter::Upper,
        Filter::Lower,
        Filter::Title,
        Filter::Truncate,
    ];

    /// Its name.
    pub(crate) fn name(self) -> &'static str {
        names::nth(FILTERS, self as usize)
    }

    /// Whether it takes these arguments.
    #[inline(never)]
    fn takes(self, args: &[Value]) -> bool {
        let is_whole = |number: f64| number <= MAX_LEFT && f64::from(number as u16) == number;
        match (self, args) {
            (Filter::Default, _) => args.len() == 1,
            (Filter::Plural, _) => {
                let mut has_other = false;
                for pair in args.chunks(2) {
                    let [case, Value::Text(_)] = pair else { return false };
                    match case {
                        Value::Num(number) if is_whole(*number) => {}
                        Value::Text(name) if names::place(CATEGORIES, name).is_some() => has_other |= name == "other",
                        _ => return false,
                    }
                }
                has_other
            }
            (Filter::Truncate, [Value::Num(left)]) => *left > 0.0 && is_whole(*left),
            (Filter::Truncate, _) => false,
            (_, []) => true,
            (Filter::Money, [Value::Text(currency)]) => settings::is_currency(currency),
            (Filter::Number, [Value::Num(digits)]) => *digits <= 20.0 && is_whole(*digits),
            (Filter::Date, [date]) => is_style(date),
            (Filter::Date, [date, time]) => is_style(date) && is_style(time),
            _ => false,
        }
    }
}

fn is_style(value: &Value) -> bool {
    value.text().is_some_and(|text| names::place(STYLES, text).is_some())
}

/// Reads a text with templates, from place to place.
#[derive(Clone)]
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

    /// The next filter of a place and its arguments; goes out of it if there is none.
    #[inline(never)]
    pub(crate) fn filter(&mut self) -> Result<Option<(Filter, Vec<Value>)>, Expected> {
        if self.take("}}") {
            return Ok(None);
        }
        if !self.take("|") {
            return Err(expect::TEMPLATE);
        }
        self.name = self.word();
        let mut args = Vec::new();
        if self.take(":") {
            loop {
                match self.quoted()? {
                    Some(text) => args.push(text),
                    None => {
                        args.push(self.bare()?);
                        // `one 'item'`
                        args.extend(self.quoted()?);
                    }
                }
                if !self.take(",") {
                    break;
                }
            }
        }
        let place = names::place(FILTERS, self.name);
        let Some(filter) = place.and_then(|place| Filter::ALL.get(place)) else {
            return Err(expect::names("a filter", FILTERS));
        };
        if !filter.takes(&args) {
            return Err(expect::TEMPLATE_ARG);
        }
        Ok(Some((*filter, args)))
    }

    /// A quoted text, if one comes next.
    #[inline(never)]
    fn quoted(&mut self) -> Result<Option<Value>, Expected> {
        for mark in ["'", "\""] {
            if self.take(mark) {
                let (text, rest) = scan::cut(self.rest, mark).ok_or(expect::TEMPLATE)?;
                self.rest = rest;
                return Ok(Some(text.into()));
            }
        }
        Ok(None)
    }

    /// A number, or a bare word.
    fn bare(&mut self) -> Result<Value, Expected> {
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
            "{{ a | plural: one '# item', 0 'none', other \"# items\" }}{{ b | date }}{{ b | date: none, short }}",
            "{{ a | lower | title | truncate: 12 }}{{ b | relative }}",
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
        for text in [
            "{{ a | plural }}",
            "{{ a | plural: 'x' }}",
            "{{ a | plural: one 'x' }}",
            "{{ a | plural: other }}",
            "{{ a | plural: other 'x', some 'y' }}",
            "{{ a | plural: other 'x', 1.5 'y' }}",
            "{{ a | date: soon }}",
            "{{ a | date: short, short, short }}",
            "{{ a | relative: day }}",
            "{{ a | truncate }}",
            "{{ a | truncate: 0 }}",
            "{{ a | truncate: 513 }}",
            "{{ a | title: 1 }}",
        ] {
            assert!(check(text).is_err(), "{text}");
        }
    }
}
