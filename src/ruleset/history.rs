//! Questions about the past: `did`, `seen` and `goal`. Equal questions are one question, whatever number of times each of
//! them asks for, and its key says what is asked, so that the ledger finds its answer again after an edit of the file.

use super::compare::Sort;
use super::expect;
use super::intern::{prefixed, Fnv};
use super::limits;
use super::model::{About, Amount, Ask, AskIx, Cond, Leaf, SeenOutcome, Subject, Test};
use super::names;
use super::problem::Code;
use super::reader::Reader;
use super::table::{field, ix, table, Field, Form, Table};
use super::value::Value;
use super::vocabulary;
use crate::time::Ms;

pub(super) const DID: Table = table("event", "event where times within");
pub(super) const SEEN: Table = table("rule", "rule times within outcome");
const OUTCOMES: &str = "shown click dismiss";

impl<'v> Reader<'v, '_> {
    /// Whether an event happened.
    pub(super) fn did(&mut self, value: &'v Value) -> Cond {
        let form = &self.form(value, ix!(DID));
        let name = self.need_name(form, field!(DID, "event"));
        let filter = self.filter_at(form, field!(DID, "where"));
        self.listen(name);
        let ours = vocabulary::ours(name);
        let ask = Ask { about: About::Event(ours.into()), filter, within: None, keep: 0, key: prefixed("e:", ours) };
        self.question(form, field!(DID, "times"), value.get("where"), ask)
    }

    /// Whether another rule was shown, clicked or dismissed.
    pub(super) fn seen(&mut self, value: &'v Value) -> Cond {
        let form = &self.form(value, ix!(SEEN));
        let mut rule = "";
        if let Some(value) = self.need(form, field!(SEEN, "rule")) {
            rule = self.rule_id(value);
            self.leave();
        }
        let outcome = self.choice_at(form, field!(SEEN, "outcome"), OUTCOMES).unwrap_or(0);
        let mut key = prefixed("s:", rule);
        key.push(':');
        key.push_str(names::nth(OUTCOMES, outcome));
        let outcome = match outcome {
            1 => SeenOutcome::Click,
            2 => SeenOutcome::Dismiss,
            _ => SeenOutcome::Shown,
        };
        let ask = Ask { about: About::Seen(rule.into(), outcome), filter: Vec::new(), within: None, keep: 0, key };
        self.question(form, field!(SEEN, "times"), None, ask)
    }

    /// The id of another rule of this set.
    pub(super) fn rule_id(&mut self, value: &'v Value) -> &'v str {
        let before = self.count();
        let id = self.name(value);
        if self.count() > before {
            return "";
        }
        if self.rule == Some(id) {
            self.problem(Code::SelfReference, expect::OTHER_RULE, value);
        } else if !self.names.contains("r", id) {
            self.problem(Code::UnknownValue, expect::RULE_ID, value);
            #[cfg(feature = "dev")]
            self.suggest(super::nearest::nearest(id, &super::top::ids(self.rules)));
        }
        id
    }

    /// The comparison with a question's answer. `times`: that field, before `within`; `filter`: what is written in `where`.
    #[inline(never)]
    pub(super) fn question(&mut self, form: &Form<'v>, times: Field, filter: Option<&Value>, mut ask: Ask) -> Cond {
        if let Some(value) = self.enter(form, times.behind(1)) {
            ask.within = Some(self.window(value));
            self.leave();
        }
        add_hash(filter, &mut ask);
        // The question is known by its key alone; how many instants it must keep depends on what is asked of them.
        let index = self.ask(ask);
        let subject = Subject::History(index);
        let written = self.enter(form, times);
        let times = written.unwrap_or(&ONCE);
        let leaf = self.leaf(times, subject, Sort::Times);
        self.keep(index, &leaf, times);
        if written.is_some() {
            self.leave();
        }
        Cond::Leaf(leaf)
    }

    pub(super) fn window(&mut self, value: &'v Value) -> Ms {
        let length = self.duration(value);
        if length.0 > limits::HISTORY {
            self.problem(Code::OutOfRange, expect::WINDOW, value);
        }
        length
    }

    pub(super) fn ask(&mut self, ask: Ask) -> AskIx {
        let (index, new) = self.names.intern("a", &ask.key, self.set.asks.len());
        if new {
            self.set.asks.push(ask);
        }
        AskIx(index)
    }

    /// Lets a question keep as many instants as decide this comparison.
    fn keep(&mut self, index: AskIx, leaf: &Leaf, value: &Value) {
        let mut most_needed = 1.0;
        for test in &leaf.tests {
            let needed = needed(test);
            if needed > most_needed {
                most_needed = needed;
            }
        }
        let needed: f64 = most_needed;
        let Some(ask) = self.set.asks.get_mut(index.0 as usize) else { return };
        let most = f64::from(limits::KEPT);
        let windowed = ask.within.is_some();
        ask.keep = ask.keep.max(needed.min(most) as u32);
        if windowed && needed > most {
            self.problem(Code::OutOfRange, expect::KEPT, value);
        }
    }

    /// Has the shell listen for a DOM CustomEvent of this name, and of our name for it.
    #[inline(never)]
    pub(super) fn listen(&mut self, name: &str) {
        for name in [name, vocabulary::ours(name)] {
            let (_, new) = self.names.intern("d", name, self.set.dom_events.len());
            if new && !name.is_empty() {
                self.set.dom_events.push(name.into());
            }
        }
    }
}

/// Makes the key tell questions apart that differ in `where` or `within`.
#[inline(never)]
pub(super) fn add_hash(filter: Option<&Value>, ask: &mut Ask) {
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
    hash.write(&mut ask.key);
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
        Test::In(values) | Test::NotIn(values) => {
            let mut most = 0.0;
            for value in values {
                most = f64::max(most, number(value));
            }
            most + 1.0
        }
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

    /// Appends it to a key.
    #[inline(never)]
    pub(super) fn write(&self, to: &mut String) {
        for shift in (0..16).rev() {
            let digit = (self.0 >> (shift * 4)) & 15;
            to.push(char::from(if digit < 10 { b'0' + digit as u8 } else { b'a' + digit as u8 - 10 }));
        }
    }

    pub(super) fn value(&mut self, value: &Value) {
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
