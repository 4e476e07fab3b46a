//! From the JSON of a trace to its head and its signals.

use crate::engine::input::{ConsentState, Stored};
use crate::ruleset::by_device::device_of;
use crate::ruleset::value::Value;
use crate::time::{Ms, Wall};

use super::reader::{problem, Node, Reader};
use super::sample::{self, Sample};
use super::signal::{self, Answer, Claim, Signal};
use super::state;
use super::zones::Zones;

/// Of a page of which a trace does not say it.
pub(super) const VIEWPORT: (f64, f64) = (1_280.0, 800.0);

/// A trace that can be run.
#[derive(Clone, Debug, PartialEq)]
pub struct Trace {
    /// The wall clock at `"0s"`.
    pub start: Wall,
    /// Time zones.
    pub zones: Zones,
    /// The visitor's language.
    pub language: String,
    /// The language in which the page is read; the visitor's, unless given.
    pub locale: Option<String>,
    /// The visitor's id, and whether the page gave it.
    pub visitor: String,
    /// `"named": false`: it is a random one, for the ledger to keep.
    pub is_named: bool,
    /// Arms that are forced: each experiment, and a variant of it.
    pub variants: Vec<(String, String)>,
    /// Selectors that the trace knows of.
    pub selectors: Vec<String>,
    /// Consent at the start: functional, analytics, personalization.
    pub consent: [ConsentState; 3],
    /// Facts given to `start`, for the first load.
    pub facts: Option<Value>,
    /// What is stored before the first load.
    pub stored: Stored,
    /// How claims are answered at first.
    pub claim: Claim,
    /// The elements at first.
    pub sample: Sample,
    /// The signals, in order.
    pub events: Vec<(Ms, Signal)>,
}

impl Trace {
    /// On which kind of device it begins: a place in `by_device::DEVICES`.
    pub fn device(&self) -> u32 {
        let (mut width, mut is_touch) = (VIEWPORT.0, false);
        for (_, signal) in &self.events {
            match signal {
                Signal::PageView { viewport, touch, .. } => {
                    (width, is_touch) = (viewport.map_or(width, |it| it.0), touch.unwrap_or(is_touch));
                    break;
                }
                Signal::Viewport { width: now, touch, .. } => (width, is_touch) = (*now, touch.unwrap_or(is_touch)),
                _ => {}
            }
        }
        device_of(width, is_touch)
    }

    /// Whether any claim in it is refused.
    pub(super) fn refuses(&self) -> bool {
        let refused = |claim: &Claim| claim.is == Answer::Refused;
        refused(&self.claim)
            || self.events.iter().any(|(_, signal)| matches!(signal, Signal::Claim(one) if refused(one)))
    }
}

/// Most signals in a trace.
const MOST_EVENTS: usize = 100_000;

/// The names of the signals.
const NAMES: [&str; 37] = [
    "pageView",
    "restore",
    "url",
    "pageEnd",
    "visibility",
    "viewport",
    "environment",
    "height",
    "activity",
    "pointer",
    "focus",
    "seen",
    "appears",
    "media",
    "scroll",
    "passed",
    "exit",
    "click",
    "copy",
    "input",
    "submit",
    "invalid",
    "typing",
    "facts",
    "event",
    "consent",
    "sample",
    "dom",
    "claim",
    "merge",
    "trigger",
    "dismiss",
    "mute",
    "outcome",
    "rules",
    "clock",
    "end",
];

const HEAD: [&str; 18] = [
    "$comment",
    "version",
    "now",
    "timeZone",
    "zone",
    "zones",
    "language",
    "locale",
    "visitor",
    "variants",
    "selectors",
    "consent",
    "facts",
    "stored",
    "claim",
    "sample",
    "events",
    "$schema",
];

/// Reads a trace, or says everything that is wrong with it.
pub fn decode(trace: &Value) -> Result<Trace, Vec<Value>> {
    let mut reader = Reader::default();
    let node = Node::root(trace);
    if !node.is_map() {
        reader.wrong(&node, "wrong_type", "a trace: an object with events");
        return Err(reader.problems);
    }
    reader.only(&node, &HEAD);
    let (start, offset) = match node.child("now") {
        Some(now) => state::date(&mut reader, &now),
        // Nine o'clock on a Monday in winter: any fixed instant will do for a story that does not name one.
        None => (Wall(1_767_603_600_000), 0),
    };
    version(&mut reader, &node);
    let visitor = node.child("visitor");
    if let Some(visitor) = &visitor {
        reader.only(visitor, &["id", "named"]);
    }
    let read = Trace {
        start,
        zones: zones(&mut reader, &node, (start, offset)),
        language: node.child("language").map_or("en".into(), |child| reader.text(&child)),
        locale: node.child("locale").map(|child| reader.text(&child)),
        visitor: visitor.as_ref().and_then(|node| node.child("id")).map_or("v1".into(), |id| reader.text(&id)),
        is_named: visitor.as_ref().is_none_or(|node| reader.flag_or(node, "named", true)),
        variants: node.child("variants").map_or(Vec::new(), |child| state::variants(&mut reader, &child)),
        selectors: node.child("selectors").map_or(Vec::new(), |child| reader.texts(&child)),
        consent: node.child("consent").map_or([ConsentState::Granted; 3], |child| {
            state::consent(&mut reader, &child).map(Option::unwrap_or_default)
        }),
        facts: node.child("facts").map(|child| child.value.clone()),
        stored: node.child("stored").map_or(Stored::Nothing, |child| state::stored(&mut reader, &child)),
        claim: node.child("claim").map_or(Claim::default(), |child| state::claim(&mut reader, &child)),
        sample: node.child("sample").map_or(Sample::default(), |child| sample::read(&mut reader, &child)),
        events: events(&mut reader, &node),
    };
    if reader.problems.is_empty() {
        Ok(read)
    } else {
        Err(reader.problems)
    }
}

fn version(reader: &mut Reader, node: &Node) {
    if let Some(version) = node.child("version") {
        if *version.value != Value::Num(1.0) {
            reader.wrong(&version, "newer_version", "version 1");
        }
    }
}

/// The visitor's zone is `zone`, or the one that `timeZone` names, or else the offset in `now` holds all along.
fn zones(reader: &mut Reader, node: &Node, (start, offset): (Wall, i64)) -> Zones {
    let zone = |reader: &mut Reader, node: &Node| {
        let pairs = state::zone(reader, node);
        // What held before is not for us to guess.
        if pairs.first().is_some_and(|(from, _)| *from > start) {
            reader.wrong(node, "out_of_range", "offsets that begin with the trace, or before");
        }
        pairs
    };
    let mut all = Zones { name: node.child("timeZone").map(|child| reader.text(&child)), ..Zones::default() };
    if let Some(zones) = node.child("zones") {
        for (name, pairs) in zones.entries() {
            let offsets = zone(reader, &pairs);
            all.others.push((name.into(), offsets));
        }
    }
    let named = all.others.iter().find(|(zone, _)| Some(zone) == all.name.as_ref());
    all.visitor = match (node.child("zone"), named) {
        (Some(node), _) => zone(reader, &node),
        (None, Some((_, pairs))) => pairs.clone(),
        (None, None) => vec![(Wall(i64::MIN), offset)],
    };
    all
}

fn events(reader: &mut Reader, node: &Node) -> Vec<(Ms, Signal)> {
    let Some(list) = reader.needed(node, "events") else { return Vec::new() };
    let Value::List(items) = list.value else {
        reader.wrong(&list, "wrong_type", "a list of signals");
        return Vec::new();
    };
    if items.len() > MOST_EVENTS {
        let expected = format!("at most {MOST_EVENTS} signals");
        reader.problems.push(problem("too_large", &list.path(), &expected, &format!("{}", items.len())));
        return Vec::new();
    }
    let mut events = Vec::new();
    let mut last = Ms(0);
    for item in list.items() {
        let at = reader.needed(&item, "at").map_or(last, |at| instant(reader, &at, last));
        last = at;
        let mut named = item.entries().filter(|(key, _)| *key != "at" && *key != "$comment");
        match (named.next(), named.next()) {
            (Some((name, body)), None) if NAMES.contains(&name) => {
                events.push((at, signal::read(reader, name, &body)));
            }
            (Some((name, body)), None) => {
                let expected = format!("a signal: {}", NAMES.join(", "));
                reader.problems.push(problem("unknown_signal", &body.path(), &expected, name));
            }
            _ => reader.wrong(&item, "one_signal", "exactly one signal beside \"at\""),
        }
    }
    events
}

/// Signals come in order of time.
fn instant(reader: &mut Reader, node: &Node, last: Ms) -> Ms {
    let at = reader.span(node);
    if at < last {
        reader.wrong(node, "out_of_order", "an instant not before the one above it");
    }
    at.max(last)
}
