//! The signals of a trace, one JSON object each: `{ "at": "3s", "scroll": { "top": 800, "by": "wheel" } }`.

use crate::engine::input::{Activity, ConsentState, Event, Exit, Outcome, Stored};
use crate::ruleset::model::Source;
use crate::ruleset::value::Value;
use crate::time::{Ms, Wall};

use super::hands::{self, Click, Field};
use super::reader::{Node, Reader};
use super::sample::{self, Sample};
use super::sight;
use super::state::{claim, consent, date, environment, outcome, stored};

/// One signal, selectors still by name.
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs)]
pub enum Signal {
    /// A load: a fresh engine on what was stored.
    PageView {
        url: String,
        referrer: String,
        visible: bool,
        viewport: Option<(f64, f64)>,
        height: Option<f64>,
        touch: Option<bool>,
        environment: Option<Value>,
        facts: Option<Value>,
    },
    /// The page came back from the bfcache.
    Restore,
    /// The URL changed without a load.
    Url(String),
    /// The page is left.
    PageEnd,
    /// It came to the foreground or left it.
    Visibility(bool),
    /// Size of the viewport, and whether the main pointer is a finger.
    Viewport { width: f64, height: f64, touch: Option<bool> },
    /// What changed of the visitor's surroundings.
    Environment(Value),
    /// Height of the page or of a container.
    Height { container: Option<String>, height: f64, view: f64 },
    /// The visitor did something.
    Activity(Activity),
    /// The pointer is now over these.
    Pointer { over: Vec<String>, touch: bool, widget: Option<String> },
    /// Focus is now within these.
    Focus { on: Vec<String>, keyboard: bool, widget: Option<String> },
    /// That share of the element is on screen: of that element among its like, counted from 1.
    Seen { on: String, element: Option<u32>, ratio: f64 },
    /// These are in the document and rendered.
    Appears(Vec<String>),
    /// A video or sound: the share played, and 1 playing, 2 paused, 3 ended.
    Media { on: String, share: f64, state: u32 },
    /// A scroller is now there; moved by the visitor or by a script.
    Scroll { container: Option<String>, top: f64, by: Option<Activity> },
    /// That share of the element has passed the viewport's bottom edge.
    Passed { on: String, share: f64 },
    /// The pointer left the page.
    Exit(Exit),
    /// A click.
    Click(Click),
    /// Something was copied there.
    Copy(Vec<String>),
    /// Something happened to fields or forms.
    Field(Field),
    /// Typing; composing or not.
    Typing(bool),
    /// A merge patch to the facts.
    Facts(Value),
    /// Something happened by name.
    Event(Event),
    /// Consent changed, for the purposes named: functional, analytics, personalization.
    Consent([Option<ConsentState>; 3]),
    /// The elements are like this from now on.
    Sample(Sample),
    /// The document changed.
    Dom,
    /// How claims are answered from now on.
    Claim(Claim),
    /// What other tabs stored.
    Merge(Stored),
    /// `trigger(id)`
    Trigger { rule: String, force: bool },
    /// `dismiss(id)`
    Dismiss(Option<String>),
    /// `mute()`
    Mute(Option<Ms>),
    /// What became of a widget: now, or for good if it could not be drawn.
    Outcome { rule: String, action: Option<u32>, is: Outcome },
    /// Other rules from here on: the source of a rule set.
    Rules(Value),
    /// The wall clock was set.
    Clock(Wall),
    /// Nothing; time passed.
    End,
}

/// How the store answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Claim {
    /// What it says.
    pub is: Answer,
    /// How long it takes.
    pub after: Ms,
    /// How many claims are refused, if they are; then they are granted again.
    pub times: u32,
}

/// What the store says to a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// What this tab stored, so nothing stands in the way.
    Granted,
    /// Another tab showed the same meanwhile.
    Refused,
    /// There is no store.
    Unavailable,
}

impl Default for Claim {
    fn default() -> Claim {
        Claim { is: Answer::Granted, after: Ms(0), times: 0 }
    }
}

const ACTIVITIES: [&str; 4] = ["pointer", "key", "touch", "wheel"];
const KINDS: [Activity; 4] = [Activity::Pointer, Activity::Key, Activity::Touch, Activity::Wheel];

/// Reads the signal called `name`.
pub(super) fn read(reader: &mut Reader, name: &str, node: &Node) -> Signal {
    match name {
        "pageView" => page_view(reader, node),
        "restore" => bare(reader, node, Signal::Restore),
        "url" => Signal::Url(reader.text(node)),
        "pageEnd" => bare(reader, node, Signal::PageEnd),
        "visibility" => Signal::Visibility(reader.word(node, &["hidden", "visible"]) == 1),
        "viewport" => viewport(reader, node),
        "environment" => Signal::Environment(environment(reader, node)),
        "height" => height(reader, node),
        "activity" => Signal::Activity(KINDS[reader.word(node, &ACTIVITIES)]),
        "pointer" => hands::pointer(reader, node),
        "focus" => hands::focus(reader, node),
        "scroll" => scroll(reader, node),
        "seen" | "passed" | "appears" | "media" => sight::read(reader, name, node),
        "exit" => exit(reader, node),
        "click" => Signal::Click(hands::click(reader, node)),
        "input" | "submit" | "invalid" => Signal::Field(hands::field(reader, name, node)),
        "copy" => {
            reader.only(node, &["on"]);
            Signal::Copy(hands::selectors(reader, node))
        }
        _ => read_rest(reader, name, node),
    }
}

fn read_rest(reader: &mut Reader, name: &str, node: &Node) -> Signal {
    match name {
        "typing" => {
            reader.object(node, &["composing"]);
            Signal::Typing(reader.flag_or(node, "composing", false))
        }
        "facts" => {
            if !node.is_map() {
                reader.wrong(node, "wrong_type", "an object");
            }
            Signal::Facts(node.value.clone())
        }
        "event" => event(reader, node),
        "consent" => Signal::Consent(consent(reader, node)),
        "sample" => Signal::Sample(sample::read(reader, node)),
        "dom" => bare(reader, node, Signal::Dom),
        "claim" => Signal::Claim(claim(reader, node)),
        "merge" => Signal::Merge(stored(reader, node)),
        "trigger" => match node.value {
            Value::Map(_) => {
                reader.only(node, &["rule", "force"]);
                Signal::Trigger { rule: text_of(reader, node, "rule"), force: reader.flag_or(node, "force", false) }
            }
            _ => Signal::Trigger { rule: reader.text(node), force: false },
        },
        "dismiss" => Signal::Dismiss(match node.value {
            Value::Bool(true) => None,
            _ => Some(reader.text(node)),
        }),
        "mute" => Signal::Mute(match node.value {
            Value::Bool(true) => None,
            _ => Some(reader.span(node)),
        }),
        "outcome" => outcome(reader, node),
        "rules" => Signal::Rules(node.value.clone()),
        "clock" => Signal::Clock(date(reader, node).0),
        _ => bare(reader, node, Signal::End),
    }
}

/// What has nothing more to say: `{}`, or `true`.
fn bare(reader: &mut Reader, node: &Node, signal: Signal) -> Signal {
    reader.object(node, &[]);
    signal
}

fn page_view(reader: &mut Reader, node: &Node) -> Signal {
    let map = node.is_map();
    reader.only(node, &["url", "referrer", "visible", "viewport", "height", "touch", "environment", "facts"]);
    let url = if map { text_of(reader, node, "url") } else { reader.text(node) };
    // An address without a host has none to compare, and what is not quite one a path that nobody meant.
    if !url.is_empty() && !url.split(['?', '#']).next().is_some_and(|place| place.contains("://")) {
        let at = if map { node.child("url") } else { None };
        reader.wrong(at.as_ref().unwrap_or(node), "bad_url", "an address like \"https://shop.test/cart\"");
    }
    Signal::PageView {
        url,
        referrer: node.child("referrer").map_or(String::new(), |child| reader.text(&child)),
        visible: reader.flag_or(node, "visible", true),
        viewport: node.child("viewport").map(|child| size(reader, &child)),
        height: node.child("height").map(|child| reader.number(&child)),
        touch: node.child("touch").map(|child| reader.flag(&child)),
        environment: node.child("environment").map(|child| environment(reader, &child)),
        facts: node.child("facts").map(|child| child.value.clone()),
    }
}

fn size(reader: &mut Reader, node: &Node) -> (f64, f64) {
    hands::pair(reader, node, "[width, height]")
}

fn viewport(reader: &mut Reader, node: &Node) -> Signal {
    if !node.is_map() {
        let (width, height) = size(reader, node);
        return Signal::Viewport { width, height, touch: None };
    }
    reader.only(node, &["size", "touch"]);
    let (width, height) = reader.needed(node, "size").map_or((0.0, 0.0), |child| size(reader, &child));
    Signal::Viewport { width, height, touch: node.child("touch").map(|child| reader.flag(&child)) }
}

fn height(reader: &mut Reader, node: &Node) -> Signal {
    if !node.is_map() {
        return Signal::Height { container: None, height: reader.number(node), view: 0.0 };
    }
    reader.only(node, &["container", "height", "view", "loading"]);
    let whole = if reader.flag_or(node, "loading", false) { -1.0 } else { 0.0 };
    Signal::Height {
        container: container(reader, node),
        height: reader.needed(node, "height").map_or(0.0, |child| reader.number(&child)),
        view: reader.number_or(node, "view", whole),
    }
}

fn scroll(reader: &mut Reader, node: &Node) -> Signal {
    if !node.is_map() {
        return Signal::Scroll { container: None, top: reader.number(node), by: Some(Activity::Wheel) };
    }
    reader.only(node, &["container", "top", "by"]);
    let by = node.child("by").map_or(0, |child| reader.word(&child, &["wheel", "touch", "key", "pointer", "script"]));
    Signal::Scroll {
        container: container(reader, node),
        top: reader.needed(node, "top").map_or(0.0, |child| reader.number(&child)),
        by: [Some(Activity::Wheel), Some(Activity::Touch), Some(Activity::Key), Some(Activity::Pointer), None][by],
    }
}

fn exit(reader: &mut Reader, node: &Node) -> Signal {
    reader.object(node, &["y", "speed", "buttons", "related", "native", "sinceEnter", "sincePress", "type"]);
    let kind = node.child("type").map_or(0, |child| reader.word(&child, &["mouse", "pen", "touch"]));
    let mut since = |key: &str| node.child(key).map_or(60_000.0, |child| reader.span(&child).0 as f64);
    let (since_enter, since_press) = (since("sinceEnter"), since("sincePress"));
    Signal::Exit(Exit {
        y: reader.number_or(node, "y", -1.0),
        speed: reader.number_or(node, "speed", 1.0),
        buttons: reader.number_or(node, "buttons", 0.0) as u32,
        related: reader.flag_or(node, "related", false),
        native: reader.flag_or(node, "native", false),
        since_enter,
        since_press,
        touch: kind == 2,
    })
}

fn event(reader: &mut Reader, node: &Node) -> Signal {
    let plain = !node.is_map();
    reader.only(node, &["name", "props", "source"]);
    let name = if plain { reader.text(node) } else { text_of(reader, node, "name") };
    let source = node.child("source").map_or(0, |child| reader.word(&child, &["track", "dom", "dataLayer"]));
    let props = node.child("props").map_or(Value::Map(Vec::new()), |child| child.value.clone());
    Signal::Event(Event { name, props, source: [Source::Track, Source::Dom, Source::DataLayer][source] })
}

pub(super) fn container(reader: &mut Reader, node: &Node) -> Option<String> {
    node.child("container").map(|child| reader.text(&child))
}

pub(super) fn text_of(reader: &mut Reader, node: &Node, key: &str) -> String {
    reader.needed(node, key).map_or(String::new(), |child| reader.text(&child))
}
