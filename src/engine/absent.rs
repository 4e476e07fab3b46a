//! Absences: deadlines of `absent`, and of the session that most progress goes with.

use crate::ruleset::model::{Clock, OperatorKind, Scope};
use crate::ruleset::value::Value;

use super::input::ConsentState;
use super::operator::Tree;
use super::rule::{said, Firing};
use super::Engine;
use crate::ruleset::firing::sort;
use crate::time::{difference, sum, Instant, Ms, Wall};

impl Tree {
    /// Sets what the clock of an `absent` reads when it is due, or that it is not.
    pub(crate) fn set_target(&mut self, place: u32, target: Option<i64>) {
        let state = &mut self.operators[place as usize];
        let list = &mut self.due[state.clock as usize];
        if let Some(old) = std::mem::replace(&mut state.target, target) {
            if let Ok(at) = list.binary_search(&(old, place)) {
                list.remove(at);
            }
        }
        if let Some(new) = target {
            if let Err(at) = list.binary_search(&(new, place)) {
                list.insert(at, (new, place));
            }
        }
    }
}

impl Engine {
    /// Wall time as it was at the start of this load, and has run on evenly since: no jump of the clock moves it.
    pub(crate) fn even(&self) -> Wall {
        Wall(sum(self.now.mono.0, self.even_offset))
    }

    /// What a clock that spans page views reads.
    pub(crate) fn read_long(&self, clock: Clock) -> i64 {
        match self.signals.runs.get(clock as usize) {
            Some(watch) => watch.read(self.now.mono).0,
            None => self.even().0,
        }
    }

    /// An `absent` was started or cancelled.
    pub(crate) fn watch_absence(&mut self, place: u32) {
        let state = &self.signals.tree.operators[place as usize];
        let length = state.within.unwrap_or_default();
        let target = state.progress.mark(0, &Value::Null).map(|mark| match state.clock {
            Clock::Total => sum(mark.stamp.at.0, length.0),
            clock => sum(self.read_long(clock), difference(length.0, mark.spent.0)),
        });
        self.signals.tree.set_target(place, target);
        self.is_next_stale = true;
    }

    /// When the next absence has lasted long enough. While no page is open none does.
    pub(crate) fn next_absence(&self) -> Option<Instant> {
        if self.signals.tree.operators.is_empty() {
            return None;
        }
        self.next_of_absences()
    }

    #[inline(never)]
    fn next_of_absences(&self) -> Option<Instant> {
        if self.page.count == 0 || self.page.ended {
            return None;
        }
        let mut next: Option<Instant> = None;
        for (clock, list) in self.signals.tree.due.iter().enumerate() {
            let Some((target, _)) = list.first() else { continue };
            let at = match self.signals.runs.get(clock) {
                Some(watch) => watch.reaches(Ms(*target)),
                None => Some(Instant(difference(*target, self.even_offset))),
            };
            if at.is_some_and(|at| next.is_none_or(|next| at < next)) {
                next = at;
            }
        }
        next
    }

    /// The nodes of those that have lasted long enough.
    pub(crate) fn take_absences(&mut self, nodes: &mut Vec<u32>) {
        if !self.signals.tree.operators.is_empty() {
            self.take_each_absence(nodes);
        }
    }

    #[inline(never)]
    fn take_each_absence(&mut self, nodes: &mut Vec<u32>) {
        if self.page.count == 0 || self.page.ended {
            return;
        }
        for clock in [Clock::Visible, Clock::Active, Clock::Total] {
            let now = self.read_long(clock);
            for (target, place) in &self.signals.tree.due[clock as usize] {
                if *target <= now {
                    nodes.push(self.signals.tree.operators[*place as usize].node);
                }
            }
        }
    }

    /// An absence has lasted long enough, if nothing of the same instant ended it.
    #[inline(never)]
    pub(crate) fn pass_absence(&mut self, place: u32) {
        self.end_session();
        let now = self.even();
        let state = &mut self.signals.tree.operators[place as usize];
        let (Some(target), Some(mark)) = (state.target, state.progress.mark(0, &Value::Null)) else { return };
        let due = if state.clock == Clock::Total { Wall(target).min(now) } else { now };
        let event = said(super::kept::event(&mark.props));
        let steps = said(super::kept::steps(&mark.props));
        state.progress.tick(now);
        state.progress.forget(&Value::Null, 0);
        state.passed = Some((due, now));
        let (node, hold) = (state.node, state.hold);
        self.signals.tree.touch(place);
        self.signals.tree.set_target(place, None);
        if !self.signals.tree.holds(hold) {
            return;
        }
        let absent = Some(self.offset_of(self.signals.tree.nodes[node as usize]));
        self.fire_node(node, Firing { event, steps, absent, sort: sort::LASTING, ..Firing::default() });
    }

    /// What goes with the session goes, if it is over.
    pub(crate) fn end_session(&mut self) {
        if self.signals.tree.has_session
            && self.page.count > 0
            && self.ledger.is_session_over(self.wall(), self.set.settings.session)
        {
            self.drop_session();
        }
    }

    /// No other session has begun yet, so it is said that what is stored of this one does not count either.
    #[inline(never)]
    fn drop_session(&mut self) {
        for place in 0..self.signals.tree.operators.len() {
            let state = &self.signals.tree.operators[place];
            if state.scope == Scope::Session && !state.progress.marks.is_empty() && state.kind != OperatorKind::Any {
                self.signals.tree.drop_operator(place as u32);
                self.signals.tree.set_target(place as u32, None);
            }
        }
    }

    /// Progress of that scope goes.
    pub(crate) fn forget_progress(&mut self, scope: Scope) {
        if self.spans_views() {
            self.forget_each(scope);
        }
    }

    /// Whether something may go on from page view to page view: an operator, or a dwell.
    pub(crate) fn spans_views(&self) -> bool {
        self.signals.has_rare || !self.signals.tree.operators.is_empty()
    }

    /// Of a session that is over nothing stays, nor of whoever is known for no longer.
    #[inline(never)]
    pub(crate) fn leave_session(&mut self) {
        self.forget_each(Scope::Session);
        if self.consent.personalization != ConsentState::Granted {
            self.forget_each(Scope::Visitor);
        }
    }

    #[inline(never)]
    fn forget_each(&mut self, scope: Scope) {
        self.signals.places.reset(scope, self.now.mono);
        for place in 0..self.signals.tree.operators.len() {
            let state = &self.signals.tree.operators[place];
            if state.scope == scope && !state.progress.marks.is_empty() && state.kind != OperatorKind::Any {
                self.signals.tree.restart(place as u32);
            }
        }
    }
}
