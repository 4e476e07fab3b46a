//! What a visitor does so that a condition comes true and a trigger fires.

use super::choose::choose;
use super::devices::viewport;
use super::lits::{all_of, Lit, Way};
use super::solve::groups;
use super::witness::{map, Visitor};
use super::worst::Scope;
use crate::ruleset::model::{
    About, Action, Atom, Clock, Deed, Depth, DwellOn, Operator, OperatorKind, Play, Rule, SelectorIx, Subject, Trigger,
};
use crate::ruleset::value::Value;
use crate::time::Ms;

impl Visitor<'_> {
    /// Facts, the viewport, and what happened before.
    pub(super) fn provide(&mut self, rule: &Rule, way: &Way) {
        let mut facts = Value::Map(Vec::new());
        for path in spoken(rule) {
            let is_number =
                path.last().is_some_and(|last| matches!(last.as_str(), "value" | "price" | "count" | "orders"));
            put(&mut facts, &path, if is_number { Value::Num(1.0) } else { "Ada".into() });
        }
        for group in groups(way) {
            let lit = group[0];
            match &lit.subject {
                Subject::Fact(path) => {
                    if let Some(value) = choose(&group) {
                        put(&mut facts, path, value.unwrap_or_default());
                    }
                }
                Subject::CartHas(parts) if lit.want => {
                    let mut item = Value::Map(Vec::new());
                    let tests = all_of(parts);
                    for group in groups(&tests) {
                        if let (Subject::Prop(path), Some(Some(value))) = (&group[0].subject, choose(&group)) {
                            put(&mut item, path, value);
                        }
                    }
                    put(&mut facts, &["cart".into(), "items".into()], Value::List(vec![item]));
                }
                Subject::Device => {
                    if let Some(Some(Value::Text(device))) = choose(&group) {
                        let (size, touch) = viewport(&device);
                        self.say("viewport", map(vec![("size", size), ("touch", touch)]));
                    }
                }
                Subject::History(ask) => self.remember(ask.0 as usize, &group),
                _ => {}
            }
        }
        if facts != Value::Map(Vec::new()) {
            self.say("facts", facts);
        }
    }

    fn deed(&mut self, what: Deed, on: &Value, times: u32) {
        let body = || map(vec![("on", on.clone())]);
        match what {
            Deed::RageClick => (0..times.min(20)).for_each(|_| self.say("click", body())),
            Deed::DeadClick => {
                self.say("click", body());
                self.wait(Ms(1_100), true);
            }
            Deed::Focus => self.say("focus", body()),
            Deed::Input => self.say("input", body()),
            Deed::Submit => self.say("submit", body()),
            Deed::Invalid => self.say("invalid", body()),
            Deed::FormAbandon => {
                self.say("focus", body());
                self.say("input", body());
                self.wait(Ms(31_000), false);
            }
        }
    }

    fn remember(&mut self, ask: usize, group: &[&Lit]) {
        let Some(ask) = self.set.asks.get(ask) else { return };
        let least = super::domain::range(group).0.clamp(0.0, 20.0) as u32;
        // What is shown is acted on as it comes: `seen` comes by itself, or not.
        if let About::Event(name) = &ask.about {
            for _ in 0..least {
                let event = event(name, &all_of(&ask.filter));
                self.say("event", event);
            }
        }
    }

    /// Does what a trigger waits for.
    pub(super) fn fire(&mut self, rule: &Rule, trigger: &Trigger, depth: u32) {
        match trigger {
            Trigger::Atom(atom) => self.fire_atom(rule, atom),
            Trigger::Op(Operator { kind, of, times, within, .. }) => match kind {
                OperatorKind::Any => of
                    .iter()
                    .take(if depth > 0 { 1 } else { of.len() })
                    .for_each(|child| self.fire(rule, child, depth + 1)),
                OperatorKind::All => {
                    // What takes its time goes first, so that the rest lies close together.
                    let mut order: Vec<&Trigger> = of.iter().collect();
                    order.sort_by_key(|child| takes(child));
                    order.iter().rev().for_each(|child| self.fire(rule, child, depth + 1));
                }
                OperatorKind::Sequence => of.iter().for_each(|child| self.fire(rule, child, depth + 1)),
                OperatorKind::Count => {
                    for _ in 0..(*times).min(50) {
                        of.iter().for_each(|child| self.fire(rule, child, depth + 1));
                    }
                }
                OperatorKind::Absent => {
                    of.iter().take(1).for_each(|child| self.fire(rule, child, depth + 1));
                    self.wait(within.unwrap_or_default() + Ms(100), true);
                }
                #[allow(unreachable_patterns)]
                _ => {}
            },
        }
    }

    fn fire_atom(&mut self, rule: &Rule, atom: &Atom) {
        let css = |on: &SelectorIx| {
            Value::Text(self.set.selectors.get(on.0 as usize).map_or(String::new(), |one| one.css.clone()))
        };
        match atom {
            Atom::Dwell { time, on: Some(at), .. } => {
                let (selector, by, time) = (css(&at.on), at.by, *time);
                match by {
                    by if by & DwellOn::BY_POINTER != 0 => {
                        self.say("pointer", map(vec![("over", Value::List(vec![selector]))]))
                    }
                    by if by & DwellOn::BY_FOCUS != 0 => {
                        self.say("focus", map(vec![("on", Value::List(vec![selector]))]))
                    }
                    _ => self.say("seen", map(vec![("on", selector), ("ratio", Value::Num(1.0))])),
                }
                self.wait(time + Ms(100), true);
                self.say("pointer", map(vec![("over", Value::List(Vec::new()))]));
            }
            Atom::Dwell { time, clock, .. } => {
                let (mut left, step) = (*time + Ms(100), if *clock == Clock::Active { Ms(4_000) } else { *time });
                while left > Ms(0) {
                    self.say("activity", "pointer".into());
                    self.wait(left.min(step.max(Ms(1))), true);
                    left = left - step.max(Ms(1));
                }
            }
            Atom::Scroll { on: Some(on), .. } => {
                let on = css(on);
                self.say("activity", "wheel".into());
                self.say("passed", map(vec![("on", on), ("share", Value::Num(1.0))]));
            }
            Atom::Scroll { container, depth, .. } => {
                let px = match depth {
                    Depth::Px(px) => *px,
                    Depth::Share(_) => 0.0,
                };
                let container = container.as_ref().map(css);
                let mut height = map(vec![("height", Value::Num(px + 5_000.0)), ("view", Value::Num(500.0))]);
                let mut scroll = map(vec![("top", Value::Num(px + 4_500.0))]);
                if let Some(container) = container {
                    height.set("container", container.clone());
                    scroll.set("container", container);
                    self.say("height", height);
                    self.say("activity", "wheel".into());
                } else {
                    self.say("height", Value::Num(px + 5_000.0));
                }
                self.say("scroll", scroll);
            }
            Atom::ScrollUp { by, .. } => {
                let top = 3_000.0 + by;
                self.say("height", Value::Num(top + 1_000.0));
                self.say("scroll", map(vec![("top", Value::Num(top))]));
                self.wait(Ms(100), false);
                self.say("scroll", map(vec![("top", Value::Num(top - by - 1.0))]));
            }
            Atom::Hover { on, time, times } => {
                let (on, time, times) = (css(on), *time, *times);
                for _ in 0..times {
                    self.say("pointer", map(vec![("over", Value::List(vec![on.clone()]))]));
                    self.wait(time + Ms(10), true);
                    self.say("pointer", map(vec![("over", Value::List(Vec::new()))]));
                }
            }
            Atom::ExitIntent { after, .. } => {
                self.wait((*after).max(Ms(1_000)) + Ms(100), true);
                self.say("exit", map(vec![("y", Value::Num(-4.0)), ("speed", Value::Num(2.0))]));
            }
            Atom::Idle { time } => self.wait(*time + Ms(100), true),
            Atom::Return { after } => {
                let after = *after;
                self.say("visibility", "hidden".into());
                self.wait(after + Ms(100), false);
                self.say("visibility", "visible".into());
            }
            Atom::Click { on } => {
                let on = on.as_ref().map(css).into_iter().collect();
                self.say("click", map(vec![("on", Value::List(on))]));
            }
            Atom::Event { name, filter, .. } => {
                let event = event(name, &all_of(filter));
                self.say("event", event);
            }
            Atom::Visible { on, time, .. } => {
                let (on, time) = (css(on), *time);
                self.say("seen", map(vec![("on", on), ("ratio", Value::Num(1.0))]));
                self.wait(time + Ms(10), true);
            }
            Atom::Appears { on } => {
                let on = css(on);
                self.say("appears", on);
            }
            Atom::Media { on, play } => {
                let mut media = map(vec![("on", css(on))]);
                match play {
                    Play::Share(_) => media.set("progress", Value::Num(1.0)),
                    Play::State(state) => {
                        let name = ["playing", "paused", "ended"].get(*state as usize).copied().unwrap_or("ended");
                        media.set("state", name.into());
                    }
                }
                self.say("media", media);
            }
            Atom::Copy { on } => {
                let on = on.as_ref().map(css).into_iter().collect();
                self.say("copy", map(vec![("on", Value::List(on))]));
            }
            Atom::Deed { what, on, times } => {
                let on = Value::List(on.as_ref().map(css).into_iter().collect());
                self.deed(*what, &on, *times);
            }
            Atom::Hesitation { on, time } => {
                let (on, time) = (Value::List(vec![css(on)]), *time);
                self.say("focus", map(vec![("on", on)]));
                self.wait(time + Ms(100), true);
                self.say("focus", map(vec![("on", Value::List(Vec::new()))]));
            }
            // It is the page that starts it.
            Atom::Manual => self.say("trigger", map(vec![("rule", rule.id.as_str().into())])),
            // It fires by itself, when a page view begins.
            Atom::PageView { .. } if self.scope != Scope::Page => self.wait(Ms(2_100), true),
            _ => {}
        }
    }
}

/// How long a trigger takes to fire, about.
fn takes(trigger: &Trigger) -> i64 {
    match trigger {
        Trigger::Atom(Atom::PageView { .. }) => i64::MAX,
        Trigger::Atom(
            Atom::Dwell { time, .. } | Atom::Idle { time } | Atom::Hover { time, .. } | Atom::Visible { time, .. },
        ) => time.0,
        Trigger::Atom(Atom::Return { after } | Atom::ExitIntent { after, .. }) => after.0,
        Trigger::Atom(_) => 0,
        Trigger::Op(operator) => operator.of.iter().map(takes).fold(0, i64::saturating_add),
    }
}

/// Paths of facts that its texts speak of: where one is missing, nothing shows.
fn spoken(rule: &Rule) -> Vec<Vec<String>> {
    let mut out = Vec::new();
    for action in &rule.actions {
        if let Action::Surface(surface) = action {
            templates(&surface.view, &mut out);
        }
    }
    out
}

fn templates(view: &Value, out: &mut Vec<Vec<String>>) {
    match view {
        Value::Text(text) => {
            for part in text.split("{{").skip(1) {
                let path = part.split(['|', '}']).next().unwrap_or_default().trim();
                if !path.is_empty() && !path.starts_with("progress.") {
                    out.push(path.split('.').map(Into::into).collect());
                }
            }
        }
        Value::List(items) => items.iter().for_each(|item| templates(item, out)),
        Value::Map(pairs) => {
            for (key, value) in pairs {
                match value.text() {
                    Some(path) if key == "from" => out.push(path.split('.').map(Into::into).collect()),
                    _ => templates(value, out),
                }
            }
        }
        _ => {}
    }
}

/// An event whose properties pass.
fn event(name: &str, tests: &Way) -> Value {
    let mut props = Value::Map(Vec::new());
    for group in groups(tests) {
        if let (Subject::Prop(path), Some(Some(value))) = (&group[0].subject, choose(&group)) {
            put(&mut props, path, value);
        }
    }
    map(vec![("name", name.into()), ("props", props)])
}

/// Sets what is at the end of a path.
fn put(to: &mut Value, path: &[String], value: Value) {
    match path {
        [] => *to = value,
        [first, rest @ ..] => {
            let mut inner = to.get(first).cloned().unwrap_or_default();
            put(&mut inner, rest, value);
            to.set(first, inner);
        }
    }
}
