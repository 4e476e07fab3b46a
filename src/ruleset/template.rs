//! Templates `{{ path | filter: argument }}` and trees of values that contain them. One pass, text only.

use super::expect::{self, Expected};
use super::model::{Filter, Part, Template, Tree};
use super::problem::Code;
use super::reader::Reader;
use super::scan;
use super::value::Value;

const FILTERS: &[&str] = &["default", "money", "number", "upper"];

impl<'v> Reader<'v, '_> {
    /// A text that may hold templates.
    pub(super) fn words(&mut self, value: &'v Value) -> Tree {
        match value {
            // By language, from the list of texts, or rich: all known, none here yet.
            Value::Map(_) | Value::List(_) => {
                self.problem(Code::Unsupported, expect::TEXT, value);
                Tree::Lit(Value::Null)
            }
            _ => {
                let text = self.str(value);
                self.template(text, value)
            }
        }
    }

    /// The tree of a text: a literal, if there is no template in it.
    fn template(&mut self, text: &'v str, value: &'v Value) -> Tree {
        match parse(text) {
            Ok(parts) if parts.iter().all(|part| matches!(part, Part::Lit(_))) => Tree::Lit(text.into()),
            Ok(parts) => Tree::Text(Template { parts }),
            Err((expected, _name)) => {
                self.problem(Code::BadTemplate, expected, value);
                #[cfg(feature = "dev")]
                self.suggest(super::nearest::nearest(_name, FILTERS));
                Tree::Lit(Value::Null)
            }
        }
    }

    /// Data for the page: any JSON, with templates in its texts and `{"from": path}` for values.
    pub(super) fn tree(&mut self, value: &'v Value) -> Tree {
        match value {
            Value::Text(text) => {
                let before = self.count();
                self.str(value);
                if self.count() > before {
                    return Tree::Lit(Value::Null);
                }
                self.template(text, value)
            }
            Value::List(items) if items.is_empty() => Tree::Lit(value.clone()),
            Value::List(_) => Tree::List(self.list(value, Reader::tree)),
            Value::Map(pairs) => self.from(value).unwrap_or_else(|| self.branches(pairs)),
            _ => Tree::Lit(value.clone()),
        }
    }

    fn branches(&mut self, pairs: &'v [(String, Value)]) -> Tree {
        let mut out = Vec::with_capacity(pairs.len());
        for (index, (key, value)) in pairs.iter().enumerate() {
            if key == "$comment" {
                continue;
            }
            self.step(index, key);
            out.push((key.clone(), self.tree(value)));
            self.path.pop();
        }
        Tree::Map(out)
    }

    /// `{"from": "cart.value"}`, if it is that.
    pub(super) fn from(&mut self, value: &'v Value) -> Option<Tree> {
        let Value::Map(pairs) = value else { return None };
        let mut fields = pairs.iter().enumerate().filter(|(_, (key, _))| key != "$comment");
        match (fields.next(), fields.next()) {
            (Some((index, (key, path @ Value::Text(_)))), None) if key == "from" => {
                self.step(index, key);
                let path = self.dotted(path);
                self.path.pop();
                Some(Tree::From(path))
            }
            _ => None,
        }
    }

    /// A number, where it comes from, or a template that is one place: for progress bars.
    pub(super) fn quantity(&mut self, value: &'v Value) -> Tree {
        if let Value::Num(_) = value {
            return Tree::Lit(value.clone());
        }
        if let Some(tree) = self.from(value) {
            return tree;
        }
        if let Value::Text(_) = value {
            match self.words(value) {
                Tree::Text(Template { mut parts }) if parts.len() == 1 => {
                    return match parts.pop() {
                        Some(Part::Slot { path, filters }) if filters.is_empty() => Tree::From(path),
                        Some(part) => Tree::Text(Template { parts: vec![part] }),
                        None => Tree::Lit(Value::Null),
                    };
                }
                Tree::Lit(Value::Null) => return Tree::Lit(Value::Null),
                _ => {}
            }
        }
        self.problem(Code::WrongType, expect::PROGRESS, value);
        Tree::Lit(Value::Null)
    }

    /// A link that may hold templates, but not where its scheme stands.
    pub(super) fn link(&mut self, value: &'v Value) -> Tree {
        let before = self.count();
        let tree = self.words(value);
        if self.count() > before {
            return tree;
        }
        let (start, whole) = match &tree {
            Tree::Lit(Value::Text(text)) => (text.as_str(), true),
            Tree::Text(Template { parts }) => match parts.first() {
                Some(Part::Lit(text)) => (text.as_str(), false),
                _ => ("", false),
            },
            _ => ("", true),
        };
        if !scan::is_link(start, whole) {
            let expected = if whole { expect::LINK } else { expect::LINK_START };
            self.problem(Code::BadLink, expected, value);
        }
        tree
    }
}

/// What is wrong with a template: what was expected, and the name of a filter that is none.
type Bad<'t> = (Expected, &'t str);

/// The parts of a text.
fn parse(text: &str) -> Result<Vec<Part>, Bad<'_>> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = scan::cut(rest, "{{") {
        if !before.is_empty() {
            parts.push(Part::Lit(before.into()));
        }
        let mut scanner = Scanner { rest: after };
        parts.push(scanner.slot()?);
        rest = scanner.rest;
    }
    if !rest.is_empty() || parts.is_empty() {
        parts.push(Part::Lit(rest.into()));
    }
    Ok(parts)
}

/// Reads the inside of `{{ }}`.
struct Scanner<'t> {
    rest: &'t str,
}

impl<'t> Scanner<'t> {
    /// Takes `mark`, if it comes next.
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
    fn word(&mut self) -> &'t str {
        self.rest = self.rest.trim_ascii_start();
        let letter = |byte: &u8| byte.is_ascii_alphanumeric() || *byte >= 128 || b"_-$.".contains(byte);
        let end = self.rest.bytes().take_while(letter).count();
        let word = self.rest.get(..end).unwrap_or_default();
        self.rest = self.rest.get(end..).unwrap_or_default();
        word
    }

    fn slot(&mut self) -> Result<Part, Bad<'t>> {
        let path = scan::pieces(self.word(), b'.');
        if path.iter().any(String::is_empty) {
            return Err((expect::TEMPLATE_PATH, ""));
        }
        let mut filters = Vec::new();
        while self.take("|") {
            let name = self.word();
            let args = if self.take(":") { self.args()? } else { Vec::new() };
            filters.push(filter(name, args)?);
        }
        if self.take("}}") {
            return Ok(Part::Slot { path, filters });
        }
        Err((expect::TEMPLATE, ""))
    }

    fn args(&mut self) -> Result<Vec<Value>, Bad<'t>> {
        let mut args = vec![self.arg()?];
        while self.take(",") {
            args.push(self.arg()?);
        }
        Ok(args)
    }

    /// A quoted text, a number, or a bare word.
    fn arg(&mut self) -> Result<Value, Bad<'t>> {
        for mark in ["'", "\""] {
            if self.take(mark) {
                let (text, rest) = scan::cut(self.rest, mark).ok_or((expect::TEMPLATE, ""))?;
                self.rest = rest;
                return Ok(text.into());
            }
        }
        let word = self.word();
        match (word, scan::decimal(word)) {
            ("", _) => Err((expect::TEMPLATE_ARG, "")),
            (_, Some(number)) => Ok(Value::Num(number)),
            (word, None) => Ok(word.into()),
        }
    }
}

fn filter(name: &str, mut args: Vec<Value>) -> Result<Filter, Bad<'_>> {
    let arg = args.pop();
    let extra = !args.is_empty();
    match (name, arg) {
        _ if extra => {}
        ("default", Some(value)) => return Ok(Filter::Default(value)),
        ("money", None) => return Ok(Filter::Money(None)),
        ("money", Some(Value::Text(currency))) if super::settings::is_currency(&currency) => {
            return Ok(Filter::Money(Some(currency)));
        }
        ("number", None) => return Ok(Filter::Number(None)),
        ("number", Some(Value::Num(digits))) if digits <= 20.0 && f64::from(digits as u8) == digits => {
            return Ok(Filter::Number(Some(digits as u8)));
        }
        ("upper", None) => return Ok(Filter::Upper),
        _ => {}
    }
    if FILTERS.contains(&name) {
        return Err((expect::TEMPLATE_ARG, ""));
    }
    Err((expect::names("a filter", FILTERS), name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slot(path: &[&str], filters: Vec<Filter>) -> Part {
        Part::Slot { path: path.iter().map(|piece| (*piece).into()).collect(), filters }
    }

    #[test]
    fn templates_are_cut_into_parts() {
        assert_eq!(parse("").unwrap(), [Part::Lit("".into())]);
        assert_eq!(parse("a }} b").unwrap(), [Part::Lit("a }} b".into())]);
        assert_eq!(
            parse("Hi {{customer.firstName | default: 'you, }}' | upper}}!").unwrap(),
            [
                Part::Lit("Hi ".into()),
                slot(&["customer", "firstName"], vec![Filter::Default("you, }}".into()), Filter::Upper]),
                Part::Lit("!".into())
            ]
        );
        assert_eq!(
            parse("{{ a|money:EUR }}{{ b | number: 2 }}{{ c | default: 3.5 }}").unwrap(),
            [
                slot(&["a"], vec![Filter::Money(Some("EUR".into()))]),
                slot(&["b"], vec![Filter::Number(Some(2))]),
                slot(&["c"], vec![Filter::Default(Value::Num(3.5))])
            ]
        );
    }

    #[test]
    fn broken_templates_are_refused() {
        for text in
            ["{{", "{{ a", "{{ a }", "{{}}", "{{ .a }}", "{{ a..b }}", "{{ a b }}", "{{ a | }}", "{{ a | loud }}"]
        {
            assert!(parse(text).is_err(), "{text}");
        }
        for text in ["{{ a | default }}", "{{ a | upper: 1 }}", "{{ a | money: euro }}", "{{ a | number: 1.5 }}"] {
            assert!(parse(text).is_err(), "{text}");
        }
        for text in ["{{ a | default: 'x }}", "{{ a | default: 1, 2 }}", "{{ a | default: }}", "{{ a | number: 'x' }}"]
        {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}
