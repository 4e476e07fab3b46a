//! Events by name: who waits for them, and which are the same event twice: two routes (`track()` and `dataLayer`, say), a tag that fires again, a thank-you page reloaded.

use crate::order::sort;
use crate::ruleset::model::{About, Ask};
use crate::ruleset::value::Value;

use super::hash::fnv1a;
use super::ledger::{Op, ORDER};
use super::number::push_int;
use super::signals::EventWatch;
use super::Engine;

/// Ids remembered in a page.
const MAX_IDS: usize = 64;

/// Who listens, in order of names, so that an event costs as much as those who wait for it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ears {
    /// Places among the event atoms.
    waiting: Vec<u32>,
    /// Places among the questions.
    asking: Vec<u32>,
}

impl Ears {
    pub(super) fn new(events: &[EventWatch], asks: &[Ask]) -> Ears {
        Ears {
            waiting: by_name(events.len(), &|at| &events[at].name),
            asking: by_name(asks.len(), &|at| about(&asks[at])),
        }
    }

    /// Places of the event atoms that wait for that name.
    pub(super) fn waiting(&self, events: &[EventWatch], name: &str) -> Vec<u32> {
        named(&self.waiting, &|at| &events[at].name, name)
    }

    /// Places of the questions about that name.
    pub(super) fn asking(&self, asks: &[Ask], name: &str) -> Vec<u32> {
        named(&self.asking, &|at| about(&asks[at]), name)
    }
}

/// The event that a question is about; no event is called "".
fn about(ask: &Ask) -> &str {
    match &ask.about {
        About::Event(name) => name,
        About::Seen(..) | About::Goal(_) => "",
    }
}

fn by_name<'a>(count: usize, name: &dyn Fn(usize) -> &'a str) -> Vec<u32> {
    let mut places: Vec<u32> = (0..count as u32).collect();
    sort(&mut places, &|a, b| (name(*a as usize), a) < (name(*b as usize), b));
    places
}

fn named<'a>(places: &[u32], of: &dyn Fn(usize) -> &'a str, name: &str) -> Vec<u32> {
    let mut found = Vec::new();
    let first = places.partition_point(|at| of(*at as usize) < name);
    for at in &places[first..] {
        if name.is_empty() || of(*at as usize) != name {
            break;
        }
        found.push(*at);
    }
    found
}

impl Engine {
    /// Whether an event of that name (ours, for commerce) has been heard before: the same `event_id`, or the same order
    /// completed. An order is remembered for the session, as a number that says nothing of it.
    pub(super) fn is_repeat(&mut self, name: &str, props: &Value) -> bool {
        let mut is_known = self.is_known(name, props.get("event_id"));
        if name != "checkout_completed" {
            return is_known;
        }
        // Of GA4, as an event's own property or pushed for a tag manager; of Segment; of Shopify.
        let from = |map: &str, key: &str| props.get(map).and_then(|map| map.get(key));
        let order = (props.get("transaction_id").or(props.get("order_id")))
            .or(from("ecommerce", "transaction_id"))
            .or(from("checkout", "order").and_then(|order| order.get("id")));
        is_known |= self.is_known("", order);
        if let Some(order) = order.and_then(text) {
            let value = fnv1a(order.as_bytes()).max(1);
            is_known |= self.ledger.mark_of(ORDER) == value;
            if !is_known {
                self.record(Op::Mark { key: ORDER.into(), value });
            }
        }
        is_known
    }

    /// Whether that id was met before under that name; it is met from now on.
    fn is_known(&mut self, name: &str, id: Option<&Value>) -> bool {
        let Some(mut key) = id.and_then(text) else { return false };
        key.push(' ');
        key.push_str(name);
        if self.event_ids.contains(&key) {
            return true;
        }
        if self.event_ids.len() >= MAX_IDS {
            self.event_ids.remove(0);
        }
        self.event_ids.push(key);
        false
    }
}

/// An id: a text that is not empty, or a whole number, which is the same id as its digits.
fn text(id: &Value) -> Option<String> {
    match id {
        Value::Text(text) if !text.is_empty() => Some(text.clone()),
        Value::Num(number) if number.abs() < 1e15 && *number == (*number as i64) as f64 => {
            let mut digits = String::new();
            push_int(&mut digits, *number as i64);
            Some(digits)
        }
        _ => None,
    }
}
