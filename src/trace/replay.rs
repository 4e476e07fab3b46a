//! Recorded traces: what really came through the engine's door, one input for each event and nothing of our own. The
//! page's answers to the engine's questions are in the trace too, so the same decisions follow, whatever they hang on.

use crate::engine::effect::Effect;
use crate::engine::input::{
    Activity, Click, Consent, Context, Event, Exit, Input, NewRules, Outcome, PageView, Sampled,
};
use crate::engine::Engine;
use crate::ruleset::by_device::DESKTOP;
use crate::ruleset::compile_with;
use crate::ruleset::model::{Deed, ElementIx, SelectorIx, Source};
use crate::ruleset::value::Value;
use crate::time::{Instant, Ms, Now, Wall};

use super::decide::Record;
use super::hands::pair;
use super::reader::{Node, Reader};
use super::update::kept;
use super::{refused, state};

/// What a recorded trace runs on.
struct Replay {
    engine: Engine,
    source: Value,
    device: u32,
    reader: Reader,
    record: Record,
    origin: Wall,
    /// Wall minus monotonic time.
    offset: i64,
    now: Ms,
    out: Vec<Effect>,
}

/// Whether a trace was recorded rather than written.
pub(super) fn is_recorded(trace: &Value) -> bool {
    trace.get("recorded") == Some(&Value::Bool(true))
}

/// Runs the rules through a recorded trace.
pub(super) fn replay(rules: &Value, trace: &Value) -> Value {
    let mut reader = Reader::default();
    let node = Node::root(trace);
    let device = node.child("device").map_or(DESKTOP, |it| reader.word(&it, &["mobile", "tablet", "desktop"]) as u32);
    let (set, found) = compile_with(rules, &[], device, &mut |_| true);
    let mut problems: Vec<Value> = found.iter().map(|problem| problem.to_value()).collect();
    let start = node.child("now").map_or(Wall(0), |now| state::date(&mut reader, &now).0);
    let context = Context {
        language: text(&mut reader, &node, "language"),
        locale: text(&mut reader, &node, "locale"),
        zones: zones(&mut reader, &node),
        visitor: text(&mut reader, &node, "visitor"),
        is_named: reader.flag_or(&node, "named", false),
        tab: reader.number_or(&node, "tab", 1.0) as u32,
        left: node.child("left").map_or(Vec::new(), |left| pages(&mut reader, &left)),
        forced: node.child("variants").map_or(Vec::new(), |it| state::variants(&mut reader, &it)),
        matches: None,
    };
    let mut replay = Replay {
        engine: Engine::new(set, context),
        source: rules.clone(),
        device,
        reader,
        record: Record::default(),
        origin: start,
        offset: start.0,
        now: Ms(0),
        out: Vec::new(),
    };
    if let Some(events) = replay.reader.needed(&node, "events") {
        for event in events.items() {
            replay.event(&event);
        }
    }
    problems.append(&mut replay.reader.problems);
    match problems.iter().any(|problem| problem.get("in").is_some()) {
        true => refused(problems),
        false => replay.finish(problems),
    }
}

fn text(reader: &mut Reader, node: &Node, key: &str) -> String {
    node.child(key).map_or(String::new(), |child| reader.text(&child))
}

/// The numbers of pages that were left, forms in them.
fn pages(reader: &mut Reader, left: &Node) -> Vec<u32> {
    left.items().iter().map(|page| reader.number(page) as u32).collect()
}

/// For each zone that the rules name, its pairs.
fn zones(reader: &mut Reader, node: &Node) -> Vec<Vec<(Wall, i64)>> {
    let Some(zones) = node.child("zones") else { return Vec::new() };
    zones.items().iter().map(|pairs| state::zone(reader, pairs)).collect()
}

impl Replay {
    fn clock(&self) -> Now {
        Now { mono: Instant(self.now.0), wall: Wall(self.now.0.saturating_add(self.offset)) }
    }

    fn finish(self, problems: Vec<Value>) -> Value {
        let state = self.engine.explain(self.clock(), None);
        self.record.finish(problems, state)
    }

    fn event(&mut self, event: &Node) {
        let at = self.reader.needed(event, "at").map_or(Ms(0), |at| self.reader.span(&at));
        self.now = self.now.max(at);
        for (name, body) in event.entries().filter(|(name, _)| *name != "at") {
            if let Some(input) = self.input(name, &body) {
                self.engine.handle(self.clock(), input, &mut self.out);
                for effect in std::mem::take(&mut self.out) {
                    self.record.note(self.now, self.origin, self.engine.rules(), &effect);
                }
            }
        }
    }

    fn input(&mut self, name: &str, node: &Node) -> Option<Input> {
        let mut flag = |key: &str| self.reader.flag_or(node, key, false);
        Some(match name {
            "clock" => {
                self.offset = self.reader.number(node) as i64;
                return None;
            }
            "end" => return None,
            "lost" => {
                self.record.problems.push(Value::Map(vec![
                    ("code".into(), "incomplete".into()),
                    ("path".into(), node.path().as_str().into()),
                    ("message".into(), "This recording lost its oldest part here: what follows may differ.".into()),
                ]));
                return None;
            }
            "wake" => Input::Wake,
            "pageEnd" => Input::PageEnd,
            "dom" => Input::Dom,
            "pageView" => {
                let (visible, restored) = (flag("visible"), flag("restored"));
                let (url, referrer) = (text(&mut self.reader, node, "url"), text(&mut self.reader, node, "referrer"));
                Input::PageView(PageView { url, referrer, visible, restored })
            }
            "url" => Input::Url(self.reader.text(node)),
            "facts" => Input::Facts(node.value.clone().into()),
            "environment" => Input::Environment(node.value.clone()),
            "event" => {
                let source = node.child("source").map_or(0, |it| self.reader.word(&it, &["track", "dom", "dataLayer"]));
                let source = [Source::Track, Source::Dom, Source::DataLayer][source];
                let props = node.child("props").map(|props| props.value.clone()).unwrap_or_default();
                Input::Event(Event { name: text(&mut self.reader, node, "name"), props, source })
            }
            "consent" => {
                let states = state::consent(&mut self.reader, node);
                let [functional, analytics, personalization] = states.map(Option::unwrap_or_default);
                Input::Consent(Consent { functional, analytics, personalization })
            }
            "trigger" => Input::Trigger { force: flag("force"), rule: text(&mut self.reader, node, "rule") },
            "dismiss" => Input::Dismiss(node.value.text().map(String::from)),
            "mute" => Input::Mute(node.value.text().map(|_| self.reader.span(node))),
            "outcome" => self.outcome(node),
            "synced" => Input::Synced(state::stored(&mut self.reader, node)),
            "left" => Input::Left(pages(&mut self.reader, node)),
            "merge" => Input::Merge(state::stored(&mut self.reader, node)),
            "sampled" => self.sampled(node),
            "rules" => return self.rules(node),
            _ => return self.signal(name, node),
        })
    }

    /// What the visitor's hands and the page's elements do.
    fn signal(&mut self, name: &str, node: &Node) -> Option<Input> {
        const KINDS: [Activity; 4] = [Activity::Pointer, Activity::Key, Activity::Touch, Activity::Wheel];
        let on = node.child("on").unwrap_or(*node);
        Some(match name {
            "activity" => Input::Activity(KINDS[self.reader.word(node, &["pointer", "key", "touch", "wheel"])]),
            "typing" => Input::Typing { composing: self.reader.flag_or(node, "composing", false) },
            "visibility" => Input::Visibility(self.reader.word(node, &["hidden", "visible"]) == 1),
            "pointer" => {
                let (touch, widget) = (self.reader.flag_or(node, "touch", false), self.widget(node));
                Input::Pointer { over: self.selectors(&on), touch, widget }
            }
            "focus" => {
                let (keyboard, widget) = (self.reader.flag_or(node, "keyboard", false), self.widget(node));
                Input::Focus { on: self.selectors(&on), keyboard, widget }
            }
            "click" => self.click(node, &on),
            "field" => self.field(node, &on),
            "copy" => Input::Copy(self.selectors(&on)),
            "viewport" => {
                let (width, height) = (self.number(node, "width"), self.number(node, "height"));
                Input::Viewport { width, height, coarse: self.reader.flag_or(node, "touch", false) }
            }
            "height" => {
                let (height, view) = (self.number(node, "height"), self.number(node, "view"));
                Input::Height { container: self.container(node), height, view }
            }
            "scroll" => Input::Scroll { top: self.number(node, "top"), container: self.container(node) },
            "seen" => {
                let (which, ratio) = (self.number(node, "element") as u32, self.number(node, "ratio"));
                Input::Seen { on: self.selector(&on)?, which, ratio }
            }
            "passed" => Input::Passed { share: self.number(node, "share"), on: self.selector(&on)? },
            "appears" => Input::Appears(self.selector(&on)?),
            "media" => {
                let (share, state) = (self.number(node, "share"), self.number(node, "state") as u32);
                Input::Media { on: self.selector(&on)?, share, state }
            }
            "exit" => self.exit(node),
            _ => {
                self.reader.wrong(node, "unknown_signal", "what a page records");
                return None;
            }
        })
    }

    fn click(&mut self, node: &Node, on: &Node) -> Input {
        let (x, y) = node.child("at").map_or((0.0, 0.0), |at| pair(&mut self.reader, &at, "[x, y]"));
        let (field, answered) = (self.flag(node, "field"), self.flag(node, "answered"));
        Input::Click(Click { on: self.selectors(on), x, y, field, answered })
    }

    fn field(&mut self, node: &Node, on: &Node) -> Input {
        const DEEDS: [Deed; 3] = [Deed::Input, Deed::Submit, Deed::Invalid];
        let what = self.reader.needed(node, "what");
        let what = what.map_or(0, |what| self.reader.word(&what, &["input", "submit", "invalid"]));
        let length = node.child("length").map(|length| self.reader.number(&length) as u32);
        Input::Field { what: DEEDS[what], length, on: self.selectors(on) }
    }

    fn exit(&mut self, node: &Node) -> Input {
        Input::Exit(Exit {
            y: self.number(node, "y"),
            speed: self.number(node, "speed"),
            buttons: self.number(node, "buttons") as u32,
            related: self.reader.flag_or(node, "related", false),
            native: self.reader.flag_or(node, "native", false),
            since_enter: self.number(node, "sinceEnter"),
            since_press: self.number(node, "sincePress"),
            touch: self.reader.flag_or(node, "touch", false),
        })
    }

    fn outcome(&mut self, node: &Node) -> Input {
        let key = text(&mut self.reader, node, "key");
        let detail = |reader: &mut Reader| text(reader, node, "how");
        let is = match text(&mut self.reader, node, "is").as_str() {
            "drawn" => Outcome::Drawn,
            "click" => Outcome::Click(self.number(node, "button") as u32),
            "answer" => Outcome::Answer(self.number(node, "choice") as u32),
            "copy" => Outcome::Take(0),
            "apply" => Outcome::Take(1),
            "dismiss" => Outcome::Dismiss(detail(&mut self.reader)),
            _ => Outcome::NotDrawn(detail(&mut self.reader)),
        };
        Input::Outcome { key, is }
    }

    /// `answers`: the place of each question among those of the rules, and its answer.
    fn sampled(&mut self, node: &Node) -> Input {
        let guards = self.number(node, "guards") as u32;
        let mut elements = Vec::new();
        if let Some(answers) = node.child("answers") {
            for pair in answers.items() {
                if let [index, value] = pair.items().as_slice() {
                    elements.push((ElementIx(self.reader.number(index) as u32), value.value.clone()));
                }
            }
        }
        Input::Sampled(Sampled { elements, guards })
    }

    fn rules(&mut self, node: &Node) -> Option<Input> {
        let source = node.child("set")?.value.clone();
        let (set, found) = compile_with(&source, &self.engine.rules().selectors, self.device, &mut |_| true);
        self.record.problems.extend(found.iter().map(|problem| problem.to_value()));
        let kept = kept(&self.source, &source);
        self.source = source;
        let zones = zones(&mut self.reader, node);
        Some(Input::Rules(Box::new(NewRules { set, zones, kept })))
    }

    fn flag(&mut self, node: &Node, key: &str) -> bool {
        self.reader.flag_or(node, key, false)
    }

    fn number(&mut self, node: &Node, key: &str) -> f64 {
        self.reader.number_or(node, key, 0.0)
    }

    fn container(&mut self, node: &Node) -> Option<SelectorIx> {
        node.child("container").and_then(|container| self.selector(&container))
    }

    fn widget(&mut self, node: &Node) -> Option<u32> {
        let rule = node.child("widget").map(|widget| self.reader.text(&widget))?;
        self.engine.rules().rules.iter().position(|known| known.id == rule).map(|index| index as u32)
    }

    fn selectors(&mut self, node: &Node) -> Vec<SelectorIx> {
        if let Value::Map(_) | Value::Null | Value::Bool(_) = node.value {
            return Vec::new();
        }
        node.items().iter().filter_map(|item| self.selector(item)).collect()
    }

    fn selector(&mut self, node: &Node) -> Option<SelectorIx> {
        let css = self.reader.text(node);
        let place = self.engine.rules().selectors.iter().position(|known| known.css == css);
        place.map(|index| SelectorIx(index as u32))
    }
}
