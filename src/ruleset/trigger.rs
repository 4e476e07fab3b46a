//! Triggers: which there are, their fields and their defaults.

use super::expect;
use super::limits;
use super::model::{Atom, Clock, Depth, DwellOn, Measure, Selector, Source, Trigger};
use super::problem::Code;
use super::reader::{Reader, Step, Table};
use super::value::Value;
use super::vocabulary;
use crate::engine::time::Ms;

const TRIGGERS: Table = Table {
    main: "",
    known: &[
        "dwell",
        "scroll",
        "scrollUp",
        "hover",
        "exitIntent",
        "idle",
        "return",
        "click",
        "event",
        "pageView",
        "manual",
        "any",
        "all",
    ],
    later: &[
        "visible",
        "appears",
        "rageClick",
        "deadClick",
        "focus",
        "input",
        "submit",
        "invalid",
        "copy",
        "hesitation",
        "formAbandon",
        "media",
        "turns",
        "sequence",
        "count",
        "absent",
        "hold",
    ],
};

const ALL: Table = Table { main: "of", known: &["of", "within"], later: &["scope", "strict", "same"] };
const ANY: Table = Table { main: "of", known: &["of"], later: &["scope"] };
const CLICK: Table = Table { main: "on", known: &["on"], later: &[] };
const DWELL: Table = Table { main: "for", known: &["for", "clock", "scope", "on", "by"], later: &[] };
const EVENT: Table = Table { main: "name", known: &["name", "where", "source"], later: &[] };
const EXIT: Table = Table { main: "sensitivity", known: &["sensitivity", "after", "touch"], later: &[] };
const HOVER: Table = Table { main: "on", known: &["on", "for", "times"], later: &[] };
const IDLE: Table = Table { main: "for", known: &["for"], later: &[] };
const PAGE_VIEW: Table = Table { main: "path", known: &["path"], later: &[] };
const RETURN: Table = Table { main: "after", known: &["after"], later: &[] };
const SCROLL: Table = Table { main: "depth", known: &["depth", "measure", "container", "on"], later: &[] };
const SCROLL_UP: Table = Table { main: "by", known: &["by", "within", "afterDepth"], later: &[] };

impl<'v> Reader<'v, '_> {
    /// An object with one trigger.
    pub(super) fn trigger(&mut self, value: &'v Value) -> Trigger {
        let what = expect::names("a trigger", TRIGGERS.known);
        let Some((name, value)) = self.only(value, &TRIGGERS, what, expect::TRIGGER) else {
            return Trigger::Any(Vec::new());
        };
        let trigger = self.named_trigger(name, value);
        self.path.pop();
        trigger
    }

    fn named_trigger(&mut self, name: &str, value: &'v Value) -> Trigger {
        match (name, value) {
            ("any" | "all", _) => self.operator(name == "all", value),
            ("pageView", _) => Trigger::Atom(self.page_view(value)),
            // A list in the place of one value: any of them.
            (_, Value::List(_)) => {
                let mut any = Vec::new();
                for (index, item) in self.some_items(value).iter().enumerate() {
                    self.path.push(Step::Item(index as u32));
                    any.push(Trigger::Atom(self.atom(name, item)));
                    self.path.pop();
                }
                Trigger::Any(any)
            }
            _ => Trigger::Atom(self.atom(name, value)),
        }
    }

    fn operator(&mut self, all: bool, value: &'v Value) -> Trigger {
        if self.nesting >= limits::TRIGGER_DEPTH {
            self.problem(Code::TooDeep, expect::TRIGGER_LEVELS, value);
            return Trigger::Any(Vec::new());
        }
        let form = &self.form(value, if all { &ALL } else { &ANY });
        self.nesting += 1;
        let of = self.need(form, "of", |reader, value| reader.list(value, Reader::trigger));
        self.nesting -= 1;
        if all {
            Trigger::All { of, within: self.opt(form, "within", Reader::duration) }
        } else {
            Trigger::Any(of)
        }
    }

    fn atom(&mut self, name: &str, value: &'v Value) -> Atom {
        match name {
            "dwell" => self.dwell(value),
            "scroll" => self.scroll(value),
            "scrollUp" => self.scroll_up(value),
            "hover" => self.hover(value),
            "exitIntent" => self.exit_intent(value),
            "idle" => {
                let form = &self.form(value, &IDLE);
                Atom::Idle { time: self.need(form, "for", Reader::duration) }
            }
            "return" => {
                let form = &self.form(value, &RETURN);
                Atom::Return { after: self.opt(form, "after", Reader::duration).unwrap_or(Ms(5_000)) }
            }
            "click" => {
                let form = &self.form(value, &CLICK);
                Atom::Click { on: self.opt_selector(form, "on", Selector::CLICK) }
            }
            "event" => self.event(value),
            _ => {
                if *value != Value::Bool(true) {
                    self.problem(Code::WrongType, expect::TRUE, value);
                }
                Atom::Manual
            }
        }
    }

    fn dwell(&mut self, value: &'v Value) -> Atom {
        let form = &self.form(value, &DWELL);
        let time = self.need(form, "for", Reader::duration);
        let clock = match self.opt(form, "clock", |reader, value| reader.choice(value, &["visible", "active", "total"]))
        {
            Some(1) => Clock::Active,
            Some(2) => Clock::Total,
            _ => Clock::Visible,
        };
        self.opt(form, "scope", Reader::page_scope);
        let by = self.opt(form, "by", Reader::dwell_by);
        let by_or = by.unwrap_or(DwellOn::BY_POINTER | DwellOn::BY_FOCUS);
        let on = self.opt_selector(form, "on", by_or).map(|on| DwellOn { on, by: by_or });
        if by.is_some() && on.is_none() {
            self.problem(Code::Missing, expect::words("on"), value);
        }
        Atom::Dwell { time, clock, on }
    }

    fn dwell_by(&mut self, value: &'v Value) -> u32 {
        // The bits of a selector's uses, too.
        const {
            assert!(Selector::POINTER == DwellOn::BY_POINTER && Selector::FOCUS == DwellOn::BY_FOCUS);
            assert!(Selector::VIEW == DwellOn::BY_VIEW);
        }
        let by = self.bits(value, &["pointer", "focus", "view"]);
        if by == 0 {
            self.problem(Code::OutOfRange, expect::LIST_OF_SOME, value);
        }
        by
    }

    /// Only the page's scope is here in this version.
    fn page_scope(&mut self, value: &'v Value) {
        if matches!(value.text(), Some("session" | "visitor")) {
            self.problem(Code::Unsupported, expect::names("", &["page"]), value);
        } else {
            self.choice(value, &["page"]);
        }
    }

    /// A list of names as bits, in order of the names.
    fn bits(&mut self, value: &'v Value, names: &'static [&'static str]) -> u32 {
        let mut bits = 0;
        let one = [value];
        let items: Vec<&'v Value> = match value {
            Value::List(_) => self.items(value).iter().collect(),
            _ => one.to_vec(),
        };
        for (index, item) in items.into_iter().enumerate() {
            self.path.push(if matches!(value, Value::List(_)) { Step::Item(index as u32) } else { Step::Same });
            bits |= 1 << self.choice(item, names);
            self.path.pop();
        }
        bits
    }

    fn scroll(&mut self, value: &'v Value) -> Atom {
        let form = &self.form(value, &SCROLL);
        let depth = self.need(form, "depth", |reader, value| Some(reader.depth(value)));
        let measure = match self.opt(form, "measure", |reader, value| reader.choice(value, &["scrolled", "seen"])) {
            Some(1) => Measure::Seen,
            _ => Measure::Scrolled,
        };
        let container = self.opt_selector(form, "container", Selector::CONTAINER);
        let on = self.opt_selector(form, "on", Selector::PASSED);
        if on.is_some() && matches!(depth, Some(Depth::Px(_))) {
            if let Some(depth) = self.enter(form, "depth") {
                self.problem(Code::Conflict, expect::SHARE, depth);
                self.path.pop();
            }
        }
        Atom::Scroll { depth: depth.unwrap_or(Depth::Share(0.0)), measure, container, on }
    }

    fn depth(&mut self, value: &'v Value) -> Depth {
        let text = value.text().unwrap_or_default();
        if text.ends_with("px") {
            Depth::Px(self.measure(value, "px", 1e6, expect::DEPTH))
        } else {
            Depth::Share(self.measure(value, "%", 100.0, expect::DEPTH) / 100.0)
        }
    }

    fn scroll_up(&mut self, value: &'v Value) -> Atom {
        let form = &self.form(value, &SCROLL_UP);
        Atom::ScrollUp {
            by: self.opt(form, "by", Reader::pixels).unwrap_or(300.0),
            within: self.opt(form, "within", Reader::duration).unwrap_or(Ms(500)),
            after_depth: self.opt(form, "afterDepth", Reader::percent).unwrap_or(0.2),
        }
    }

    fn hover(&mut self, value: &'v Value) -> Atom {
        let form = &self.form(value, &HOVER);
        Atom::Hover {
            on: self.need_selector(form, "on", Selector::POINTER | Selector::FOCUS),
            time: self.opt(form, "for", Reader::duration).unwrap_or(Ms(300)),
            times: self.opt(form, "times", Reader::times).unwrap_or(1),
        }
    }

    fn exit_intent(&mut self, value: &'v Value) -> Atom {
        let form = &self.form(value, &EXIT);
        let sensitivity =
            self.opt(form, "sensitivity", |reader, value| reader.choice(value, &["low", "medium", "high"]));
        Atom::ExitIntent {
            min_speed: match sensitivity {
                Some(0) => 0.8,
                Some(2) => 0.0,
                _ => 0.3,
            },
            after: self.opt(form, "after", Reader::duration).unwrap_or(Ms::SECOND),
            // Not `idle` by default: on touch a reader at rest looks like nobody.
            touch: self
                .opt(form, "touch", |reader, value| reader.bits(value, &["scrollUp", "return", "idle"]))
                .unwrap_or(Atom::TOUCH_SCROLL_UP | Atom::TOUCH_RETURN),
        }
    }

    fn event(&mut self, value: &'v Value) -> Atom {
        let form = &self.form(value, &EVENT);
        let name = self.need(form, "name", Reader::name);
        let filter = self.opt(form, "where", Reader::filter).unwrap_or_default();
        let source = self.opt(form, "source", |reader, value| reader.choice(value, &["track", "dom", "dataLayer"]));
        let source = source.map(|index| match index {
            1 => Source::Dom,
            2 => Source::DataLayer,
            _ => Source::Track,
        });
        if matches!(source, None | Some(Source::Dom)) {
            self.listen(name);
        }
        Atom::Event { name: vocabulary::ours(name).into(), filter, source }
    }

    fn page_view(&mut self, value: &'v Value) -> Atom {
        let form = &self.form(value, &PAGE_VIEW);
        let path = self.opt(form, "path", |reader, value| reader.many(value, Reader::path_pattern));
        Atom::PageView { path: path.unwrap_or_default() }
    }
}

/// Whether every single pattern of a trigger is of this sort.
pub(super) fn every(trigger: &Trigger, is: fn(&Atom) -> bool) -> bool {
    match trigger {
        Trigger::Atom(atom) => is(atom),
        Trigger::Any(of) | Trigger::All { of, .. } => of.iter().all(|child| every(child, is)),
    }
}

/// Whether idling alone can make it fire.
pub(super) fn idle_alone(trigger: &Trigger) -> bool {
    match trigger {
        Trigger::Atom(atom) => matches!(atom, Atom::Idle { .. }),
        Trigger::Any(of) => of.iter().any(idle_alone),
        Trigger::All { of, .. } => !of.is_empty() && of.iter().all(idle_alone),
    }
}
