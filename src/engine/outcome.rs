//! Acting on a rule, and what becomes of what it put on the screen.

use crate::ruleset::model::{Action, Kind, SeenOutcome};
use crate::ruleset::value::Value;

use super::effect::{Effect, HideReason, Report, Show};
use super::input::{Caused, Event, Outcome};
use super::ledger::Op;
use super::number::push_int;
use super::render::Filled;
use super::role::HIDE_ON;
use super::rule::{Decision, Phase, Shown};
use super::trigger::MAX_CASCADE;
use super::{dirty, Engine, No};
use crate::ruleset::model::Source;
use crate::time::{difference, Instant, Wall};

/// How often in a page view something without an anchor is drawn again after the page took it away.
const MAX_RETRIES: u32 = 3;

impl Engine {
    /// The rule may act: counters are taken, orders go out.
    pub(crate) fn act_on(&mut self, rule: u32, out: &mut Vec<Effect>) {
        if self.rules[rule as usize].is_tried && self.is_withheld(rule, out) {
            return;
        }
        let views = match self.views(rule) {
            Ok(views) => views,
            Err(no) => return self.refuse(rule, no, out),
        };
        let index = rule as usize;
        let draws = self.set.rules[index].actions.iter().any(Engine::is_surface);
        let is_first = !self.rules[index].is_counted;
        let is_stateful = self.set.rules[index].trigger.is_none();
        let taken = is_first.then(|| (self.wall(), self.today()));
        if let Some(taken) = taken {
            self.rules[index].is_counted = is_stateful;
            self.tally(rule, taken, 1);
            self.record_seen(rule, SeenOutcome::Shown);
        }
        self.decided(rule, if draws { Decision::Shown } else { Decision::Ran });
        if !draws {
            // A run is this rule's impression: it happens at once, so it is reported at once.
            self.report("opportune_impression", rule, "", None, self.wall(), out);
        }
        let mut first = taken;
        for (action, view) in views.into_iter().enumerate() {
            let is_drawn = Engine::is_surface(&self.set.rules[index].actions[action]);
            match is_drawn {
                true => self.show(rule, action as u32, view, first.take(), out),
                false => {
                    let view = view.0;
                    // Lent for the run, which needs all of the engine.
                    let actions = std::mem::take(&mut self.set.rules[index].actions);
                    self.run_action(rule, &actions[action], view, false, out);
                    self.set.rules[index].actions = actions;
                }
            }
        }
        let firing = self.rules[index].firing.take();
        self.close(rule);
        if draws {
            self.rules[index].phase = Phase::Shown;
            self.rules[index].is_forced = is_stateful && firing.as_ref().is_some_and(|firing| firing.is_forced);
            // Its templates go on reading the event that fired it.
            self.rules[index].firing = firing.filter(|_| !is_stateful);
            self.signals.arm(rule, HIDE_ON + 4 * self.rules[index].seat.worn, true);
            if is_stateful {
                self.watch_windows(rule);
            }
        }
    }

    fn show(
        &mut self,
        rule: u32,
        action: u32,
        (view, turns): Filled,
        taken: Option<(Wall, i64)>,
        out: &mut Vec<Effect>,
    ) {
        let source = &self.set.rules[rule as usize];
        let Some(Action::Surface(surface)) = source.actions.get(action as usize) else { return };
        let has_countdown = surface.countdown;
        let mut key = self.id(rule);
        key.push('#');
        push_int(&mut key, i64::from(action));
        let anchor = surface.anchor.map(|anchor| self.set.selectors[anchor.0 as usize].css.clone());
        let answers = match surface.kind {
            Kind::Tooltip => self.answered(rule, surface.anchor.map(|anchor| anchor.0)),
            _ => None,
        };
        let shown = Shown {
            key: key.clone(),
            rule,
            action,
            kind: surface.kind,
            is_anchored: surface.anchor.is_some(),
            slots: self.slots(rule, surface),
            answers,
            view: view.clone(),
            turns_at: self.turns_at(turns),
            hide_at: surface.hide_after.map(|time| self.visible_time() + time),
            rest: None,
            ends_at: self.view_ends_at(rule, &view),
            leave_at: None,
            interrupts: source.interrupts,
            counts: self.counts(rule),
            taken,
            is_drawn: false,
            is_answered: false,
            taken_by: 0,
        };
        let kind = surface.kind;
        let id = self.id(rule);
        self.shown.push(shown);
        let show = Show { key, rule: id, place: rule, kind, anchor, answers: answers.is_some(), view };
        out.push(Effect::Show(Box::new(show)));
        if has_countdown {
            // Lent for the run, which needs all of the engine.
            let actions = std::mem::take(&mut self.set.rules[rule as usize].actions);
            if let Some(Action::Surface(surface)) = actions.get(action as usize) {
                self.begin_countdowns(&surface.view);
            }
            self.set.rules[rule as usize].actions = actions;
        }
    }

    /// What draws nothing: an event, a push, a call. `asked`: the visitor pressed a button for it.
    pub(super) fn run_action(&mut self, rule: u32, action: &Action, data: Value, asked: bool, out: &mut Vec<Effect>) {
        let id = self.id(rule);
        match action {
            Action::Surface(_) => {}
            Action::Emit { name, .. } => {
                let event = Event { name: name.clone(), props: data.clone(), source: Source::Track };
                if self.cause(rule, Caused::Event(event), out) {
                    out.push(Effect::Emit { rule: id, name: name.clone(), props: data });
                }
            }
            Action::SetFact(_) => _ = self.cause(rule, Caused::Facts(data), out),
            Action::Next(id) => _ = self.cause(rule, Caused::Next(id.clone(), asked), out),
            Action::DataLayer(_) => out.push(Effect::DataLayer(data)),
            Action::Hand { what, on, .. } => {
                out.push(Effect::Hand { rule: id, what: *what, on: on.clone(), text: data, asked });
            }
            Action::Call { name, .. } => out.push(Effect::Call { rule: id, name: name.clone(), args: data }),
        }
    }

    /// Queues what a rule causes; too deep in a chain of such, it is dropped.
    pub(super) fn cause(&mut self, rule: u32, caused: Caused, out: &mut Vec<Effect>) -> bool {
        let fits = self.depth < MAX_CASCADE;
        if fits {
            self.caused.push((caused, self.depth + 1));
        } else {
            self.dropped = self.dropped.saturating_add(1);
            self.decided(rule, Decision::No(No::Cascade));
            self.blocked(rule, No::Cascade, out);
        }
        fits
    }

    /// Live bindings: what is on the screen follows its facts.
    pub(crate) fn refresh_views(&mut self, out: &mut Vec<Effect>) {
        for index in 0..self.shown.len() {
            let shown = &self.shown[index];
            let rule = &self.set.rules[shown.rule as usize];
            let firing = self.rules[shown.rule as usize].firing.as_ref();
            let Some(action) = rule.actions.get(shown.action as usize) else { continue };
            let Ok((view, turns)) = self.view(shown.rule, action, firing) else { continue };
            let turns_at = self.turns_at(turns);
            self.shown[index].turns_at = turns_at;
            let shown = &self.shown[index];
            if view != shown.view {
                let (key, rule) = (shown.key.clone(), shown.rule);
                self.shown[index].ends_at = self.view_ends_at(rule, &view);
                self.stale_timers();
                self.shown[index].view = view.clone();
                out.push(Effect::Update { key, view });
            }
        }
    }

    /// The instant at which a view reads differently.
    fn turns_at(&self, turns: Option<Wall>) -> Option<Instant> {
        turns.map(|at| Instant(difference(at.0, self.wall_offset)))
    }

    /// Time alone changed what something on the screen says.
    pub(crate) fn turn_views(&mut self, out: &mut Vec<Effect>) {
        let now = self.now.mono;
        if self.shown.iter().any(|shown| shown.turns_at.is_some_and(|at| at <= now)) {
            self.refresh_views(out);
        }
    }

    /// The shell or the visitor says what became of a widget.
    pub(crate) fn outcome(&mut self, key: &str, is: Outcome, out: &mut Vec<Effect>) {
        let Some(at) = self.shown.iter().position(|shown| shown.key == key) else { return };
        let rule = self.shown[at].rule;
        match is {
            Outcome::Drawn => {
                self.shown[at].is_drawn = true;
                // Once counted it cannot be given back.
                if let Some((decided, _)) = self.shown[at].taken.take() {
                    self.report("opportune_impression", rule, "", None, decided, out);
                }
            }
            Outcome::NotDrawn(why) if why != "contested" && self.shown[at].is_drawn && self.shown[at].is_anchored => {
                // What it stood at is gone. A stateful rule comes back with it.
                self.rules[rule as usize].is_unanchored = true;
                self.hide_at(at, HideReason::Lost, out);
            }
            Outcome::NotDrawn(why) => self.not_drawn(at, &why, out),
            Outcome::Click(button) => self.clicked(at, button, out),
            Outcome::Answer(choice) => self.reply(at, choice, out),
            Outcome::Take(how) => {
                let bit = 1 + (how & 1);
                if self.shown[at].taken_by & bit == 0 {
                    self.shown[at].taken_by |= bit;
                    self.pressed(rule, if bit == 1 { "copy" } else { "apply" }, None, out);
                }
            }
            Outcome::Dismiss(how) if how != "mute" && (self.shown[at].is_answered || self.shown[at].taken_by != 0) => {
                self.rules[rule as usize].is_dismissed = self.set.rules[rule as usize].trigger.is_none();
                self.hide_at(at, HideReason::Dismiss, out);
            }
            Outcome::Dismiss(how) => {
                let interrupts = self.shown[at].interrupts;
                self.record(Op::Dismissed { names: self.names(rule), at: self.wall(), interrupts });
                self.record_seen(rule, SeenOutcome::Dismiss);
                self.rules[rule as usize].is_dismissed = self.set.rules[rule as usize].trigger.is_none();
                if how == "mute" {
                    self.mute(None);
                }
                let how = ["escape", "outside", "mute"].into_iter().find(|name| *name == how).unwrap_or("close");
                self.report("opportune_dismiss", rule, how, None, self.wall(), out);
                self.hide_at(at, HideReason::Dismiss, out);
            }
        }
    }

    fn clicked(&mut self, at: usize, button: u32, out: &mut Vec<Effect>) {
        let (rule, kind) = (self.shown[at].rule, self.shown[at].kind);
        self.pressed(rule, "", Some(button), out);
        self.follow(at, Some(button), kind == Kind::Cta, out);
    }

    #[inline(never)]
    fn pressed(&mut self, rule: u32, how: &'static str, button: Option<u32>, out: &mut Vec<Effect>) {
        self.record(Op::Clicked { names: self.names(rule), at: self.wall() });
        self.record_seen(rule, SeenOutcome::Click);
        self.report("opportune_click", rule, how, button, self.wall(), out);
    }

    /// Nothing was drawn: counters are given back, and the rule may wait for its anchor.
    fn not_drawn(&mut self, at: usize, why: &str, out: &mut Vec<Effect>) {
        let no = match why {
            "not_visible" => No::NotVisible,
            "many" => No::Many,
            "contested" => No::Contested,
            "no_storage" => No::NoStorage,
            _ => No::NotFound,
        };
        let shown = self.shown.remove(at);
        let (rule, index) = (shown.rule, shown.rule as usize);
        self.give_back(&shown);
        self.dirty |= dirty::SCREEN;
        self.stale_timers();
        if self.shown.iter().any(|other| other.rule == rule) {
            return;
        }
        // What has no anchor needs no change of the document to be tried again, but not for ever.
        let waits_for_page = shown.is_anchored || self.rules[index].retries >= MAX_RETRIES;
        self.rules[index].retries += 1;
        self.rules[index].is_unanchored = waits_for_page && no.is_of_anchor();
        if self.set.rules[index].trigger.is_none() || no == No::Contested {
            self.close(rule);
            self.rules[index].is_dismissed |= no == No::Contested;
            self.decided(rule, Decision::No(no));
            return self.blocked(rule, no, out);
        }
        let firing = self.rules[index].firing.take();
        self.rules[index].firing = Some(super::rule::Firing { is_delayed: true, ..firing.unwrap_or_default() });
        self.open(rule);
        self.refuse(rule, no, out);
    }

    /// Nothing of it was drawn: its counters are as if it had never been decided.
    fn give_back(&mut self, shown: &Shown) {
        let Some(taken) = shown.taken else { return };
        self.tally(shown.rule, taken, -1);
        self.rules[shown.rule as usize].is_counted = false;
    }

    /// `dismiss(id)`: the page takes a widget away. That is no judgement of the visitor's, so no counter moves.
    pub(crate) fn dismiss(&mut self, id: Option<&str>, out: &mut Vec<Effect>) {
        let is_meant =
            |engine: &Engine, shown: &Shown| id.is_none_or(|id| engine.set.rules[shown.rule as usize].id == id);
        for index in (0..self.shown.len()).rev() {
            if is_meant(self, &self.shown[index]) {
                let rule = self.shown[index].rule as usize;
                self.rules[rule].is_dismissed = self.set.rules[rule].trigger.is_none();
                self.hide_at(index, HideReason::Api, out);
            }
        }
    }

    pub(crate) fn hide_where(
        &mut self,
        why: HideReason,
        goes: &dyn Fn(&Engine, &Shown) -> bool,
        out: &mut Vec<Effect>,
    ) {
        let mut index = 0;
        while index < self.shown.len() {
            match goes(self, &self.shown[index]) {
                true => self.hide_at(index, why, out),
                false => index += 1,
            }
        }
    }

    pub(super) fn hide_at(&mut self, index: usize, why: HideReason, out: &mut Vec<Effect>) {
        let shown = self.shown.remove(index);
        self.stale_timers();
        self.dirty |= dirty::SCREEN;
        self.give_back(&shown);
        if shown.counts && shown.taken.is_none() {
            self.record(Op::Quiet { at: self.wall() });
        }
        if shown.is_drawn && !matches!(why, HideReason::Click | HideReason::Dismiss) {
            self.report("opportune_hidden", shown.rule, why.name(), None, self.wall(), out);
        }
        out.push(Effect::Hide { key: shown.key, why });
        if matches!(why, HideReason::Click | HideReason::Expire | HideReason::HideOn) {
            // A stateful rule that was answered, or whose time is over, stays away for the rest of the page view.
            self.rules[shown.rule as usize].is_dismissed |= self.set.rules[shown.rule as usize].trigger.is_none();
        }
        if !self.shown.iter().any(|other| other.rule == shown.rule) {
            self.close(shown.rule);
            self.decided(shown.rule, Decision::Hidden);
        }
    }

    /// Says once per rule, reason and page view that something did not show.
    pub(crate) fn blocked(&mut self, rule: u32, no: No, out: &mut Vec<Effect>) {
        let state = &mut self.rules[rule as usize];
        let is_goal = self.set.rules[rule as usize].goal.is_some();
        if state.reported & no.bit() == 0 && !is_goal {
            state.reported |= no.bit();
            if no.is_untold() {
                // For those who write down every decision; the page has nothing to do about it.
                #[cfg(feature = "dev")]
                out.push(Effect::Passed { rule, no });
                return;
            }
            self.report("opportune_blocked", rule, no.name(), None, self.wall(), out);
        }
    }

    /// A rule's id, to be sent or kept.
    #[inline(never)]
    fn id(&self, rule: u32) -> String {
        self.set.rules[rule as usize].id.clone()
    }

    pub(super) fn report(
        &mut self,
        name: &'static str,
        rule: u32,
        reason: &'static str,
        button: Option<u32>,
        at: Wall,
        out: &mut Vec<Effect>,
    ) {
        self.seq += 1;
        let source = &self.set.rules[rule as usize];
        let report = Report {
            name,
            rule: self.id(rule),
            place: source.place,
            reason,
            button,
            answer: Value::Null,
            seq: self.seq,
            at,
            page_view: self.page.count,
            session: self.ledger.session,
            meta: source.meta.clone().unwrap_or_default(),
            extra: if self.rules[rule as usize].is_tried { self.extra(rule).into_value() } else { Value::Null },
        };
        out.push(Effect::Report(report));
    }

    /// Whether an action puts something on the screen.
    pub(crate) fn is_surface(action: &Action) -> bool {
        matches!(action, Action::Surface(_))
    }
}
