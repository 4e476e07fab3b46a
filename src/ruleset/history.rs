//! Questions about the past: `did` and `seen`. Equal questions are one question, whatever number of times each of
//! them asks for, and its key says what is asked, so that the ledger finds its answer again after an edit of the file.

use super::compare::Sort;
use super::expect;
use super::intern::{prefixed, Fnv};
use super::limits;
use super::model::{About, Amount, Ask, AskIx, Cond, Leaf, SeenOutcome, Subject, Test};
use super::problem::Code;
use super::reader::{Form, Reader, Table};
use super::value::Value;
use super::vocabulary;
use crate::engine::time::Ms;

const DID: Table = Table { main: "event", known: &["event", "where", "times", "within"], later: &[] };
const SEEN: Table = Table { main: "rule", known: &["rule", "times", "within", "outcome"], later: &[] };
const OUTCOMES: &[&str] = &["shown", "click", "dismiss"];

impl<'v> Reader<'v, '_> {
    /// Whether an event happened.
    pub(super) fn did(&mut self, value: &'v Value) -> Cond {
        let form = &self.form(value, &DID);
        let name = self.need(form, "event", Reader::name);
        let filter = self.opt(form, "where", Reader::filter).unwrap_or_default();
        self.listen(name);
        let ours = vocabulary::ours(name);
        let ask = Ask { about: About::Event(ours.into()), filter, within: None, keep: 0, key: prefixed("e:", ours) };
        self.question(form, ask)
    }

    /// Whether another rule was shown, clicked or dismissed.
    pub(super) fn seen(&mut self, value: &'v Value) -> Cond {
        let form = &self.form(value, &SEEN);
        let rule = self.need(form, "rule", Reader::rule_id);
        let outcome = self.opt(form, "outcome", |reader, value| reader.choice(value, OUTCOMES)).unwrap_or(0);
        let mut key = prefixed("s:", &rule);
        key.push(':');
        key.push_str(OUTCOMES.get(outcome).copied().unwrap_or_default());
        let outcome = match outcome {
            1 => SeenOutcome::Click,
            2 => SeenOutcome::Dismiss,
            _ => SeenOutcome::Shown,
        };
        let ask = Ask { about: About::Seen(rule, outcome), filter: Vec::new(), within: None, keep: 0, key };
        self.question(form, ask)
    }

    /// The id of another rule of this set.
    fn rule_id(&mut self, value: &'v Value) -> String {
        let before = self.count();
        let id = self.name(value);
        if self.count() > before {
            return String::new();
        }
        if self.rule == Some(id) {
            self.problem(Code::SelfReference, expect::OTHER_RULE, value);
        } else if !self.names.contains(&prefixed("r", id)) {
            self.problem(Code::UnknownValue, expect::RULE_ID, value);
            #[cfg(feature = "dev")]
            self.suggest(super::nearest::nearest(id, &self.ids));
        }
        id.into()
    }

    /// The comparison with a question's answer.
    fn question(&mut self, form: &Form<'v>, mut ask: Ask) -> Cond {
        ask.within = self.opt(form, "within", Reader::window);
        self.add_hash(form, &mut ask);
        // The question is known by its key alone; how many instants it must keep depends on what is asked of them.
        let index = self.ask(ask);
        let subject = Subject::History(index);
        let leaf = match self.enter(form, "times") {
            Some(value) => {
                let leaf = self.leaf(value, subject, Sort::Times);
                self.keep(index, &leaf, value);
                self.path.pop();
                leaf
            }
            None => {
                let leaf = self.leaf(&ONCE, subject, Sort::Times);
                self.keep(index, &leaf, &ONCE);
                leaf
            }
        };
        Cond::Leaf(leaf)
    }

    fn window(&mut self, value: &'v Value) -> Ms {
        let length = self.duration(value);
        if length.0 > limits::HISTORY {
            self.problem(Code::OutOfRange, expect::WINDOW, value);
        }
        length
    }

    fn ask(&mut self, ask: Ask) -> AskIx {
        let (index, new) = self.names.intern(&prefixed("a", &ask.key), self.set.asks.len());
        if new {
            self.set.asks.push(ask);
        }
        AskIx(index)
    }

    /// Lets a question keep as many instants as decide this comparison.
    fn keep(&mut self, index: AskIx, leaf: &Leaf, value: &Value) {
        let needed = leaf.tests.iter().map(needed).fold(1.0, f64::max);
        let Some(ask) = self.set.asks.get_mut(index.0 as usize) else { return };
        let most = f64::from(limits::KEPT);
        let windowed = ask.within.is_some();
        ask.keep = ask.keep.max(needed.min(most) as u32);
        if windowed && needed > most {
            self.problem(Code::OutOfRange, expect::KEPT, value);
        }
    }

    /// Makes the key tell questions apart that differ in `where` or `within`.
    fn add_hash(&mut self, form: &Form<'v>, ask: &mut Ask) {
        let filter = match self.enter(form, "where") {
            Some(value) => {
                self.path.pop();
                Some(value)
            }
            None => None,
        };
        if filter.is_none() && ask.within.is_none() {
            return;
        }
        let mut hash = Fnv::default();
        if let Some(Ms(within)) = ask.within {
            hash.eat(&within.to_le_bytes());
        }
        if let Some(filter) = filter {
            hash.filter(filter);
        }
        ask.key.push('#');
        for shift in (0..16).rev() {
            let digit = (hash.0 >> (shift * 4)) & 15;
            ask.key.push(char::from(b"0123456789abcdef"[digit as usize]));
        }
    }

    /// Has the shell listen for a DOM CustomEvent of this name, and of our name for it.
    pub(super) fn listen(&mut self, name: &str) {
        for name in [name, vocabulary::ours(name)] {
            let (_, new) = self.names.intern(&prefixed("d", name), self.set.dom_events.len());
            if new && !name.is_empty() {
                self.set.dom_events.push(name.into());
            }
        }
    }
}

/// Without `times`: at least once.
static ONCE: Value = Value::Num(1.0);

/// How many of the latest instants decide a test of their number: one more than the largest number it tells apart.
fn needed(test: &Test) -> f64 {
    let amount = |amount: &Amount| match amount {
        Amount::Number(number) => *number,
        Amount::Money(_) => 0.0,
    };
    let number = |value: &Value| value.num().unwrap_or(0.0);
    match test {
        Test::AtLeast(least) | Test::Below(least) => amount(least),
        Test::AtMost(most) | Test::Above(most) | Test::Between(_, most) => amount(most) + 1.0,
        Test::Is(value) | Test::IsNot(value) => number(value) + 1.0,
        Test::In(values) | Test::NotIn(values) => values.iter().map(number).fold(0.0, f64::max) + 1.0,
        _ => 1.0,
    }
}

impl Fnv {
    /// Conditions on properties: small and long forms hash alike, and the order of keys does not matter.
    fn filter(&mut self, value: &Value) {
        for (key, part) in sorted(value) {
            self.eat(key.as_bytes());
            match part {
                Value::Map(_) => self.value(part),
                Value::List(_) => self.operator(b"in", part),
                _ => self.operator(b"is", part),
            }
        }
    }

    fn operator(&mut self, name: &[u8], value: &Value) {
        self.eat(&[6]);
        self.eat(name);
        self.value(value);
        self.eat(&[7]);
    }

    fn value(&mut self, value: &Value) {
        match value {
            Value::Null => self.eat(&[0]),
            Value::Bool(flag) => self.eat(&[1, u8::from(*flag)]),
            Value::Num(number) => {
                self.eat(&[2]);
                self.eat(&number.to_bits().to_le_bytes());
            }
            Value::Text(text) => {
                self.eat(&[3]);
                self.eat(text.as_bytes());
                self.eat(&[255]);
            }
            Value::List(items) => {
                self.eat(&[4]);
                items.iter().for_each(|item| self.value(item));
                self.eat(&[5]);
            }
            Value::Map(_) => {
                self.eat(&[6]);
                for (key, part) in sorted(value) {
                    self.eat(key.as_bytes());
                    self.value(part);
                }
                self.eat(&[7]);
            }
        }
    }
}

/// The pairs of a map by name, without comments.
fn sorted(value: &Value) -> Vec<&(String, Value)> {
    let mut out: Vec<&(String, Value)> = Vec::new();
    if let Value::Map(pairs) = value {
        for pair in pairs.iter().filter(|(key, _)| key != "$comment") {
            let place = out.iter().position(|other| other.0 > pair.0);
            out.insert(place.unwrap_or(out.len()), pair);
        }
    }
    out
}
