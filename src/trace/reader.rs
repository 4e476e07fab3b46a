//! Reading JSON with a path at hand, so that every problem of a trace says where.

use crate::ruleset::nearest_name;
use crate::ruleset::value::Value;
use crate::time::Ms;

use super::text;
use super::when::Span;

/// A value and how we came to it. The way is written out only when there is something to complain of.
#[derive(Clone, Copy)]
pub(super) struct Node<'a> {
    pub(super) value: &'a Value,
    above: Option<&'a Node<'a>>,
    step: Step<'a>,
}

/// One step down the trace.
#[derive(Clone, Copy)]
enum Step<'a> {
    Key(&'a str),
    Item(usize),
}

/// Reads nodes and keeps what is wrong with them.
#[derive(Default)]
pub(super) struct Reader {
    pub(super) problems: Vec<Value>,
}

/// One problem as data, in the shape rule problems have.
pub(super) fn problem(code: &str, path: &str, expected: &str, found: &str) -> Value {
    let known = expected.strip_prefix("one of ").or_else(|| expected.strip_prefix("a signal: "));
    let known: Vec<&str> = known.map(|names| names.split(", ").collect()).unwrap_or_default();
    let nearest = nearest_name(found.trim_matches('"'), &known);
    let meant = nearest.as_ref().map(|name| format!("; did you mean \"{name}\"?")).unwrap_or_default();
    let message = format!("trace{path}: expected {expected}, found {found}{meant}");
    let mut problem = Value::Map(vec![
        ("code".into(), code.into()),
        ("path".into(), path.into()),
        ("in".into(), "trace".into()),
        ("expected".into(), expected.into()),
        ("found".into(), found.into()),
        ("message".into(), message.as_str().into()),
    ]);
    if let Some(name) = nearest {
        problem.set("nearest", name.as_str().into());
    }
    problem
}

impl<'a> Node<'a> {
    pub(super) fn root(value: &'a Value) -> Node<'a> {
        Node { value, above: None, step: Step::Item(0) }
    }

    pub(super) fn child<'s>(&'s self, key: &'s str) -> Option<Node<'s>> {
        self.value.get(key).map(|value| self.below(value, Step::Key(key)))
    }

    /// The entries of a map, or nothing.
    pub(super) fn entries<'s>(&'s self) -> impl Iterator<Item = (&'s str, Node<'s>)> {
        let pairs: &[(String, Value)] = match self.value {
            Value::Map(pairs) => pairs,
            _ => &[],
        };
        pairs.iter().map(|(key, value)| (key.as_str(), self.below(value, Step::Key(key))))
    }

    /// The items of a list; one value alone is a list of one.
    pub(super) fn items(&self) -> Vec<Node<'_>> {
        match self.value {
            Value::List(items) => {
                items.iter().enumerate().map(|(index, value)| self.below(value, Step::Item(index))).collect()
            }
            _ => vec![*self],
        }
    }

    pub(super) fn is_map(&self) -> bool {
        matches!(self.value, Value::Map(_))
    }

    /// Its JSON Pointer.
    pub(super) fn path(&self) -> String {
        let Some(above) = self.above else { return String::new() };
        match self.step {
            Step::Key(key) => format!("{}/{}", above.path(), key.replace('~', "~0").replace('/', "~1")),
            Step::Item(index) => format!("{}/{index}", above.path()),
        }
    }

    fn below<'s>(&'s self, value: &'s Value, step: Step<'s>) -> Node<'s> {
        Node { value, above: Some(self), step }
    }
}

impl Reader {
    pub(super) fn wrong(&mut self, node: &Node, code: &str, expected: &str) {
        let found = text::write(node.value);
        let short: String = found.chars().take(80).collect();
        self.problems.push(problem(code, &node.path(), expected, &short));
    }

    /// Complains of keys that are not in `known`.
    pub(super) fn only(&mut self, node: &Node, known: &[&str]) {
        for (key, child) in node.entries() {
            if !known.contains(&key) {
                let names = known.join(", ");
                let expected = if known.is_empty() { "nothing more".into() } else { format!("one of {names}") };
                self.problems.push(problem("unknown_field", &child.path(), &expected, key));
            }
        }
    }

    /// Complains of what is neither an object of these keys nor `true`, which is one without any.
    pub(super) fn object(&mut self, node: &Node, known: &[&str]) {
        match node.value {
            Value::Map(_) => self.only(node, known),
            Value::Bool(true) => {}
            _ => self.wrong(node, "wrong_type", "an object, or true"),
        }
    }

    pub(super) fn text(&mut self, node: &Node) -> String {
        match node.value {
            Value::Text(text) => text.clone(),
            _ => {
                self.wrong(node, "wrong_type", "a text");
                String::new()
            }
        }
    }

    pub(super) fn texts(&mut self, node: &Node) -> Vec<String> {
        node.items().iter().map(|item| self.text(item)).collect()
    }

    pub(super) fn number(&mut self, node: &Node) -> f64 {
        match node.value {
            Value::Num(number) if number.is_finite() => *number,
            _ => {
                self.wrong(node, "wrong_type", "a number");
                0.0
            }
        }
    }

    pub(super) fn flag(&mut self, node: &Node) -> bool {
        match node.value {
            Value::Bool(flag) => *flag,
            _ => {
                self.wrong(node, "wrong_type", "true or false");
                false
            }
        }
    }

    pub(super) fn span(&mut self, node: &Node) -> Ms {
        match node.value.text().and_then(Span::read) {
            Some(Span(span)) => span,
            None => {
                self.wrong(node, "bad_duration", "a duration with a unit, like \"10s\"");
                Ms(0)
            }
        }
    }

    /// One of the given words, by its index.
    pub(super) fn word(&mut self, node: &Node, words: &[&str]) -> usize {
        match node.value.text().and_then(|text| words.iter().position(|word| *word == text)) {
            Some(index) => index,
            None => {
                self.wrong(node, "unknown_value", &format!("one of {}", words.join(", ")));
                0
            }
        }
    }

    /// The child, or a problem and nothing.
    pub(super) fn needed<'a>(&mut self, node: &'a Node<'a>, key: &'a str) -> Option<Node<'a>> {
        let child = node.child(key);
        if child.is_none() {
            self.problems.push(problem("missing_field", &node.path(), &format!("a field \"{key}\""), "none"));
        }
        child
    }

    /// The child as a number, or what stands in for it.
    pub(super) fn number_or(&mut self, node: &Node, key: &str, otherwise: f64) -> f64 {
        node.child(key).map_or(otherwise, |child| self.number(&child))
    }

    /// The child as a flag, or what stands in for it.
    pub(super) fn flag_or(&mut self, node: &Node, key: &str, otherwise: bool) -> bool {
        node.child(key).map_or(otherwise, |child| self.flag(&child))
    }
}
