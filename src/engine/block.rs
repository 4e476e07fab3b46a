//! Blocks that are more than a drawing: countdowns, and what follows when a button is pressed or a question answered.

use crate::ruleset::model::{Action, SeenOutcome, Source, Surface, Time};
use crate::ruleset::schedule::moment;
use crate::ruleset::value::Value;

use super::effect::{Effect, HideReason};
use super::input::{Caused, ConsentState, Event};
use super::ledger::Op;
use super::render::Scope;
use super::{schedule, Engine, No};
use crate::time::{difference, Instant, Ms, Wall};

/// The blocks of that name in a view.
fn blocks<'v>(view: &'v Value, name: &'v str) -> impl Iterator<Item = &'v Value> {
    let items: &[Value] = match view.get("content") {
        Some(Value::List(items)) => items,
        _ => &[],
    };
    items.iter().filter_map(move |block| block.get(name))
}

fn num(of: &Value, key: &str) -> Option<i64> {
    of.get(key)?.num().map(|number| number as i64)
}

/// When the first countdown of a view ends, of those that have yet to.
fn first_end(view: &Value) -> Option<Wall> {
    let mut first: Option<Wall> = None;
    for block in blocks(view, "countdown") {
        // Over, and it says so: that is how it stays.
        if block.get("over").is_some() && block.get("ended").is_some() {
            continue;
        }
        let Some(end) = num(block, "to").map(Wall) else { continue };
        first = Some(first.map_or(end, |known| known.min(end)));
    }
    first
}

/// What was answered: the event's name, the answer, and whether the widget stays to say thanks.
fn answer(view: &Value, choice: u32) -> Option<(&'static str, Value, bool)> {
    if let Some(form) = blocks(view, "form").next() {
        return Some(("form_submit", Value::Null, form.get("done").is_some()));
    }
    let survey = blocks(view, "survey").next()?;
    let answer = match (survey.get("choice"), survey.get("rating")) {
        (Some(Value::List(options)), _) => options.get(choice as usize)?.get("value")?.clone(),
        (_, Some(rating)) => {
            let most = num(rating, "most")?;
            let least = num(rating, "least").unwrap_or(1);
            (least..=most).contains(&i64::from(choice)).then_some(Value::Num(f64::from(choice)))?
        }
        // What was typed never comes here.
        _ => Value::Null,
    };
    Some(("survey_answer", answer, survey.get("done").is_some()))
}

impl Engine {
    /// A countdown with its end put in, in milliseconds since 1970.
    #[inline(never)]
    pub(super) fn countdown(&self, source: &Value, scope: &Scope) -> Value {
        let mut out = Value::Map(Vec::new());
        let Value::Map(pairs) = source else { return out };
        for (key, item) in pairs {
            if key != "to" {
                out.set(key, self.fill(item, scope, key));
                continue;
            }
            match self.deadline(item, scope) {
                Some(end) => {
                    out.set("to", Value::Num(end.0 as f64));
                    if end <= self.wall() {
                        out.set("over", true.into());
                    }
                }
                None => _ = scope.miss(),
            }
        }
        out
    }

    fn deadline(&self, to: &Value, scope: &Scope) -> Option<Wall> {
        if let Some(at) = num(to, "at") {
            return Some(Wall(at));
        }
        if let Some(local) = num(to, "zone") {
            return self.local(local);
        }
        if let Some(length) = num(to, "for") {
            return Some(self.begun(to).unwrap_or(self.wall()) + Ms(length));
        }
        match self.look_up(to.get("from")?.text()?, scope)? {
            Value::Num(at) => Some(Wall(*at as i64)),
            Value::Text(text) => match moment(text, Ms::DAY.0)? {
                Time::Fixed(at) => Some(at),
                Time::Local(local) => self.local(local),
            },
            _ => None,
        }
    }

    /// When the clock of the settings' zone shows that; `None` where nothing is known of the zone.
    fn local(&self, local: i64) -> Option<Wall> {
        let zone = self.zone(0);
        (!zone.is_empty()).then(|| schedule::first_at(zone, local))
    }

    /// When this visitor's countdown began.
    fn begun(&self, to: &Value) -> Option<Wall> {
        self.ledger.begun(to.get("key")?.text()?)
    }

    /// Why a widget with countdowns must not show: one is over, or there is no place to keep when it began.
    #[inline(never)]
    pub(super) fn countdown_no(&self, surface: &Surface, view: &Value) -> Option<No> {
        for block in blocks(&surface.view, "countdown") {
            if block.get("to").is_none_or(|to| to.get("for").is_none()) {
                continue;
            }
            match self.consent.functional {
                ConsentState::Granted if self.is_unavailable => return Some(No::NoStorage),
                ConsentState::Granted if self.is_read => {}
                ConsentState::Denied => return Some(No::ConsentDenied),
                _ => return Some(No::ConsentPending),
            }
        }
        blocks(view, "countdown").any(|block| block.get("over").is_some()).then_some(No::Schedule)
    }

    /// The visitor sees countdowns of their own for the first time.
    #[inline(never)]
    pub(super) fn begin_countdowns(&mut self, source: &Value) {
        for block in blocks(source, "countdown") {
            let Some(to) = block.get("to") else { continue };
            if let (Some(_), None, Some(key)) = (to.get("for"), self.begun(to), to.get("key").and_then(Value::text)) {
                self.record(Op::Begun { key: key.into(), at: self.wall() });
            }
        }
    }

    /// The instant at which the first of a view's countdowns ends.
    pub(super) fn countdown_end(&self, view: &Value) -> Option<Instant> {
        first_end(view).map(|end| Instant(difference(end.0, self.wall_offset)))
    }

    /// Whether a countdown of it is over and has nothing to say about that.
    pub(super) fn is_run_out(&self, view: &Value) -> bool {
        let now = self.wall();
        blocks(view, "countdown")
            .any(|block| block.get("ended").is_none() && num(block, "to").is_some_and(|end| Wall(end) <= now))
    }

    /// A button of it was pressed (`Some`), or its question answered: its actions, and it goes unless it stays.
    pub(super) fn follow(&mut self, at: usize, button: Option<u32>, stays: bool, out: &mut Vec<Effect>) {
        let (rule, action) = (self.shown[at].rule, self.shown[at].action as usize);
        let firing = self.rules[rule as usize].firing.clone();
        // Lent for the run, which needs all of the engine.
        let actions = std::mem::take(&mut self.set.rules[rule as usize].actions);
        // What hands do comes when the widget is gone: a popup takes focus with it.
        let mut hands = Vec::new();
        if let Some(Action::Surface(surface)) = actions.get(action) {
            let steps = match button {
                Some(button) => surface.buttons.get(button as usize).map(|button| &button.actions),
                None => Some(&surface.done),
            };
            for step in steps.map_or(&[][..], Vec::as_slice) {
                if let Ok((data, _)) = self.view(rule, step, firing.as_ref()) {
                    let to = if matches!(step, Action::Hand { .. }) { &mut hands } else { &mut *out };
                    self.run_action(rule, step, data, true, to);
                }
            }
        }
        self.set.rules[rule as usize].actions = actions;
        if !stays {
            self.hide_at(at, HideReason::Click, out);
        }
        out.append(&mut hands);
    }

    /// The visitor answered a survey or sent a form. What was typed stays in the page.
    #[inline(never)]
    pub(super) fn reply(&mut self, at: usize, choice: u32, out: &mut Vec<Effect>) {
        let Some((name, answer, stays)) = answer(&self.shown[at].view, choice) else { return };
        if std::mem::replace(&mut self.shown[at].is_answered, true) {
            return;
        }
        let rule = self.shown[at].rule;
        self.record(Op::Clicked { names: self.names(rule), at: self.wall() });
        self.record_seen(rule, SeenOutcome::Click);
        let is_form = name == "form_submit";
        let event = if is_form { "opportune_submit" } else { "opportune_survey_answer" };
        self.report(event, rule, "", None, self.wall(), out);
        if let Some(Effect::Report(report)) = out.last_mut() {
            report.answer = answer.clone();
        }
        let mut props = Value::Null;
        props.set("rule", self.set.rules[rule as usize].id.as_str().into());
        if !matches!(answer, Value::Null) {
            props.set("answer", answer);
        }
        let event = Event { name: name.into(), props, source: Source::Track };
        self.cause(rule, Caused::Event(event), out);
        self.follow(at, None, stays, out);
    }
}
