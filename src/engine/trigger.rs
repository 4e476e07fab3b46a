//! From signals to firings: who waits for an event or a call, and what a rule makes of its trigger's firing.

use crate::ruleset::model::{Atom, Deed, Operator, OperatorKind, Source, Trigger};
use crate::ruleset::vocabulary::ours;

use super::effect::{Effect, HideReason};
use super::input::{Caused, Event};
use super::role::{CANCEL_ON, HIDE_ON};
use super::rule::{said, Decision, Firing, Phase};
use super::{dirty, Engine, No};
use crate::ruleset::firing::{atoms, sort};

/// Deepest chain of events caused by events.
pub(crate) const MAX_CASCADE: u32 = 8;

impl Engine {
    /// A `cancelOn` or `hideOn` fired.
    pub(crate) fn guard_fired(&mut self, (rule, role): (u32, u32), out: &mut Vec<Effect>) {
        match (role % 4, self.rules[rule as usize].phase) {
            (HIDE_ON, Phase::Shown) => self.hide_where(HideReason::HideOn, &|_, shown| shown.rule == rule, out),
            (HIDE_ON, _) | (_, Phase::Idle | Phase::Shown) => {}
            _ => self.drop_firing(rule, No::Cancelled, out),
        }
    }

    /// A rule's trigger fired.
    pub(super) fn fired(&mut self, rule: u32, firing: Firing) {
        let state = &mut self.rules[rule as usize];
        match state.phase {
            Phase::Idle => {}
            Phase::Shown => return self.decided(rule, Decision::No(No::Busy)),
            _ => return,
        }
        state.is_unanchored = false;
        state.firing = Some(firing);
        if state.is_tried {
            self.begin_firing(rule);
        }
        self.signals.arm(rule, CANCEL_ON + 4 * self.rules[rule as usize].seat.worn, true);
        self.open(rule);
        self.dirty |= dirty::FIRED;
    }

    /// What a rule caused has its turn.
    pub(crate) fn take_caused(&mut self, caused: Caused, depth: u32) {
        match caused {
            Caused::Event(event) => self.hear(event, depth),
            Caused::Facts(patch) => {
                self.facts.merge(patch);
                self.dirty |= dirty::FACTS;
            }
            Caused::Next(id, is_step) => {
                let is_it =
                    |rule: &crate::ruleset::model::Rule| rule.id == id && rule.enabled && rule.trigger.is_some();
                let sort = if is_step { sort::FREE | sort::STEP } else { sort::FREE };
                if let Some(rule) = self.set.rules.iter().position(is_it) {
                    self.fired(rule as u32, Firing { sort, ..Firing::default() });
                }
            }
        }
    }

    /// An event happened: history, then triggers.
    pub(crate) fn hear(&mut self, event: Event, depth: u32) {
        if depth == 0 && event.source == Source::Track {
            self.be_active();
        }
        let name = ours(&event.name);
        let asked = self.signals.ears.asking(&self.set.asks, name);
        let waiting = self.signals.ears.waiting(&self.signals.events, name);
        let is_heard = !asked.is_empty() || !waiting.is_empty();
        // What nobody waits for is not remembered either.
        if !is_heard || depth == 0 && self.is_repeat(name, &event.props) {
            return;
        }
        // All questions are asked before any answer changes; so are all triggers before any fires.
        let mut happened = Vec::new();
        for index in asked {
            if self.where_holds(&self.set.asks[index as usize].filter, &event.props) {
                happened.push(index);
            }
        }
        for ask in happened {
            self.happened(ask as usize);
        }
        let mut fits = Vec::new();
        for index in waiting {
            let watch = &self.signals.events[index as usize];
            if watch.source.is_none_or(|source| source == event.source) && self.where_holds(&watch.filter, &event.props)
            {
                fits.push(watch.atom);
            }
        }
        self.look(&mut fits);
        self.fire_all(fits, said(event.props));
    }

    /// `trigger(id)`: the manual part of its trigger if it has one, else the whole rule.
    pub(crate) fn trigger(&mut self, id: &str, force: bool) {
        let Some(rule) = self.set.rules.iter().position(|rule| rule.id == id && rule.enabled) else { return };
        let rule = rule as u32;
        let mut manual = Vec::new();
        for (owner, atom) in &self.signals.manual {
            if *owner == rule {
                manual.push(*atom);
            }
        }
        if force || manual.is_empty() {
            let is_stateful = self.set.rules[rule as usize].trigger.is_none();
            if force || !is_stateful {
                self.fired(rule, Firing { is_forced: force, sort: sort::FREE, ..Firing::default() });
            }
            return;
        }
        self.fire_all(manual, None);
    }

    /// Activity ends the wait of what idleness fired.
    pub(crate) fn drop_idle(&mut self) {
        for at in (0..self.open.len()).rev() {
            let rule = self.open[at];
            let is_waiting = matches!(self.rules[rule as usize].phase, Phase::Waiting { .. });
            if is_waiting && self.fired_by(rule, sort::IDLE) {
                self.close(rule);
            }
        }
    }

    /// Those `pageView` atoms fire that fit the current path.
    pub(crate) fn fit_page_views(&self, fired: &mut Vec<u32>) {
        for (patterns, atom) in &self.signals.page_views {
            if patterns.is_empty() || patterns.iter().any(|pattern| pattern.is_like_path(&self.page.url)) {
                fired.push(*atom);
            }
        }
    }

    /// The selector whose hover or focus makes a rule fire, if it is that of its own anchor.
    pub(crate) fn answered(&self, rule: u32, anchor: Option<u32>) -> Option<u32> {
        let mut answers = None;
        if let Some(trigger) = &self.set.rules[rule as usize].trigger {
            let mut look = |atom: &Atom| {
                let on = match atom {
                    Atom::Hover { on, .. } => Some(on.0),
                    Atom::Deed { what: Deed::Focus, on: Some(on), .. } => Some(on.0),
                    _ => None,
                };
                if on.is_some() && on == anchor {
                    answers = anchor;
                }
            };
            match trigger {
                Trigger::Atom(atom) => look(atom),
                Trigger::Op(Operator { kind: OperatorKind::Any, of, .. }) => {
                    of.iter().for_each(|part| atoms(part, &mut look));
                }
                Trigger::Op(_) => {}
            }
        }
        answers
    }
}
