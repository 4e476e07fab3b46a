//! Rule tests: `{ "rules", "given": trace, "expect": [..] }`, what a store keeps beside its rules.
//!
//! An expectation names one thing (`shows`, `hides`, `blocks`, `never`, `event`, `problem`, `only`) and may say when
//! (`at`, or `between` two instants, both included), why (`reason`), and what it says (`text`, a part of any text shown).
//! An `event` may say what is in it (`props`), and exactly how often it comes (`times`).

use crate::ruleset::value::Value;
use crate::time::Ms;

use super::reader::{Node, Reader};
use super::simulate;
use super::unlisted::leaves_open;
use super::when::Span;

const WHATS: [&str; 7] = ["shows", "hides", "blocks", "never", "event", "problem", "only"];
const KEYS: [&str; 17] = [
    "shows",
    "hides",
    "blocks",
    "never",
    "event",
    "problem",
    "only",
    "at",
    "between",
    "reason",
    "text",
    "rule",
    "props",
    "times",
    "experiment",
    "variant",
    "$comment",
];

/// One expectation, read.
struct Wish<'a> {
    what: &'a str,
    names: Vec<String>,
    at: Option<Ms>,
    between: Option<(Ms, Ms)>,
    reason: Option<String>,
    text: Option<String>,
    rule: Option<String>,
    experiment: Option<String>,
    variant: Option<String>,
    props: Option<Value>,
    times: Option<usize>,
}

/// Runs a rule test: `{ ok, results: [{ ok, expect, path }], problems, simulated }`.
pub fn test(case: &Value) -> Value {
    let empty = Value::Null;
    // Whoever can write numbers and dates has run it before, and says what is read then.
    let simulated = case
        .get("simulated")
        .cloned()
        .unwrap_or_else(|| simulate(case.get("rules").unwrap_or(&empty), case.get("given").unwrap_or(&empty)));
    let mut reader = Reader::default();
    let root = Node::root(case);
    let expect = reader.needed(&root, "expect");
    let items = expect.as_ref().map_or(Vec::new(), |node| node.items());
    if items.is_empty() {
        reader.wrong(&Node::root(case), "missing_field", "at least one expectation");
    }
    let usable = simulated.get("error").is_none();
    let (mut results, mut wishes) = (Vec::new(), Vec::new());
    let mut ok = usable;
    for item in &items {
        let before = reader.problems.len();
        wishes.push(read(&mut reader, item).filter(|_| reader.problems.len() == before));
    }
    let expected: Vec<&str> =
        wishes.iter().flatten().filter(|wish| wish.what == "problem").flat_map(Wish::names).collect();
    for (item, wish) in items.iter().zip(&wishes) {
        let is_sure = |wish: &Wish| wish.names().all(|id| !wish.is_open(id, &simulated, &expected));
        let held = usable && wish.as_ref().is_some_and(|wish| holds(wish, &simulated) && is_sure(wish));
        ok &= held;
        results.push(Value::Map(vec![
            ("ok".into(), held.into()),
            ("path".into(), item.path().as_str().into()),
            ("expect".into(), item.value.clone()),
        ]));
    }
    ok &= reader.problems.is_empty();
    Value::Map(vec![
        ("ok".into(), ok.into()),
        ("results".into(), Value::List(results)),
        ("problems".into(), Value::List(reader.problems)),
        ("simulated".into(), simulated),
    ])
}

fn read<'a>(reader: &mut Reader, node: &'a Node<'a>) -> Option<Wish<'a>> {
    reader.only(node, &KEYS);
    let found: Vec<_> = node.entries().filter(|(key, _)| WHATS.contains(key)).collect();
    let [(what, name)] = found.as_slice() else {
        reader.wrong(node, "one_expectation", &format!("exactly one of {}", WHATS.join(", ")));
        return None;
    };
    let mut text = |key: &str| node.child(key).map(|child| reader.text(&child));
    let (reason, part, rule) = (text("reason"), text("text"), text("rule"));
    let (experiment, variant) = (text("experiment"), text("variant"));
    let between = node.child("between").and_then(|child| match child.items().as_slice() {
        [from, to] => Some((reader.span(from), reader.span(to))),
        _ => {
            reader.wrong(&child, "wrong_type", "[from, to]");
            None
        }
    });
    Some(Wish {
        what,
        names: reader.texts(name),
        at: node.child("at").map(|child| reader.span(&child)),
        between,
        reason,
        text: part,
        rule,
        experiment,
        variant,
        props: node.child("props").map(|child| child.value.clone()),
        times: node.child("times").map(|child| reader.number(&child) as usize),
    })
}

fn holds(wish: &Wish, simulated: &Value) -> bool {
    let list = |key: &str| match simulated.get(key) {
        Some(Value::List(items)) => items.as_slice(),
        _ => &[],
    };
    let shown = |decision: &&Value| is(decision, "did", "shown") && wish.is_then(decision);
    let each = |found: &dyn Fn(&String) -> bool| wish.names.iter().all(found);
    match wish.what {
        "shows" if wish.text.is_some() => each(&|id| {
            let says = |one: &Value| (is(one, "did", "shown") || is(one, "did", "updated")) && wish.fits(one);
            list("decisions").iter().any(|one| is(one, "rule", id) && says(one))
        }),
        "shows" => each(&|id| list("decisions").iter().any(|one| did(one, id, "shown") && wish.fits(one))),
        "hides" => each(&|id| list("decisions").iter().any(|one| did(one, id, "hidden") && wish.fits(one))),
        "blocks" => each(&|id| list("decisions").iter().any(|one| did(one, id, "blocked") && wish.fits(one))),
        "never" => each(&|id| !list("decisions").iter().any(|one| did(one, id, "shown") && wish.fits(one))),
        "event" => each(&|name| {
            let acts = list("decisions").iter().filter(|one| is(one, "did", "emitted") || is(one, "did", "called"));
            let fits = |one: &&Value| is(one, "name", name) && wish.fits(one);
            let found = list("events").iter().chain(acts).filter(fits).count();
            wish.times.map_or(found > 0, |times| found == times)
        }),
        "problem" => each(&|code| list("problems").iter().any(|one| is(one, "code", code))),
        // The exact list of what was shown, in order.
        _ => {
            let rules = list("decisions").iter().filter(shown).filter_map(|one| one.get("rule")?.text());
            rules.eq(wish.names.iter().map(String::as_str))
        }
    }
}

impl Wish<'_> {
    fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(String::as_str)
    }

    /// Whether it is told that a rule does not show, and the trace leaves open whether it does.
    fn is_open(&self, rule: &str, simulated: &Value, expected: &[&str]) -> bool {
        let Some(Value::List(problems)) = simulated.get("problems") else { return false };
        let is_expected =
            |one: &Value| one.get("code").and_then(Value::text).is_some_and(|code| expected.contains(&code));
        self.what == "never" && problems.iter().any(|one| leaves_open(one, rule) && !is_expected(one))
    }

    fn fits(&self, one: &Value) -> bool {
        let same = |key: &str, wanted: &Option<String>| wanted.as_deref().is_none_or(|text| is(one, key, text));
        let reads = |key: &str, text: &str| one.get(key).is_some_and(|view| contains(view, text));
        let says = self.text.as_deref().is_none_or(|text| reads("says", text) || reads("view", text));
        // What an outcome says stands in it.
        let inner = one.get("props").or(one.get("args")).unwrap_or(one);
        let props = self.props.as_ref().is_none_or(|wanted| has(Some(inner), wanted));
        let arm = same("experiment", &self.experiment) && same("variant", &self.variant);
        self.is_then(one) && same("reason", &self.reason) && same("rule", &self.rule) && arm && says && props
    }

    fn is_then(&self, one: &Value) -> bool {
        let at = one.get("at").and_then(Value::text).and_then(Span::read).map(|Span(at)| at);
        let within = |(from, to): (Ms, Ms)| at.is_some_and(|at| from <= at && at <= to);
        self.at.is_none_or(|wanted| at == Some(wanted)) && self.between.is_none_or(within)
    }
}

fn did(one: &Value, rule: &str, what: &str) -> bool {
    is(one, "rule", rule) && is(one, "did", what)
}

fn is(one: &Value, key: &str, text: &str) -> bool {
    one.get(key).and_then(Value::text) == Some(text)
}

/// Whether the properties hold at least the wanted ones.
fn has(props: Option<&Value>, wanted: &Value) -> bool {
    match (props, wanted) {
        (Some(props), Value::Map(pairs)) => pairs.iter().all(|(key, value)| props.get(key) == Some(value)),
        (Some(props), other) => props == other,
        (None, _) => false,
    }
}

/// Whether any text of a view has that part. Values that the page formats read as they stand.
fn contains(view: &Value, part: &str) -> bool {
    match view {
        Value::Text(text) => text.contains(part),
        Value::List(items) => flat(items).contains(part) || items.iter().any(|item| contains(item, part)),
        Value::Map(pairs) => pairs.iter().any(|(_, value)| contains(value, part)),
        _ => false,
    }
}

/// A text in pieces, as one; what the page formats reads as it stands.
fn flat(items: &[Value]) -> String {
    items.iter().map(piece).collect()
}

fn piece(item: &Value) -> String {
    match item {
        Value::Text(text) => text.clone(),
        Value::Num(number) => super::text::write_number(*number),
        Value::List(items) => flat(items),
        Value::Map(_) => {
            let parts = ["value", "text", "strong", "em", "link"];
            let plain = parts.iter().find_map(|key| item.get(key)).map_or(String::new(), piece);
            match item.get("filter").and_then(Value::text) {
                Some("upper") => plain.to_uppercase(),
                Some("lower") => plain.to_lowercase(),
                _ => plain,
            }
        }
        _ => String::new(),
    }
}
