//! Progress that outlives its page view: into the ledger, out of it, and put together with what other tabs have.

use crate::order::sort;
use crate::ruleset::model::{Clock, OperatorKind, Scope};
use crate::ruleset::value::Value;

use super::ledger::Ledger;
use super::operator::OperatorState;
use super::progress::{Mark, Progress, FORGOT};
use super::Engine;
use crate::time::{difference, Wall};

/// Most operators whose progress is stored; those that moved last.
pub(crate) const MAX_PROGRESS: usize = 256;

impl Ledger {
    fn progress_of(&self, key: u64) -> Option<&Progress> {
        self.progress.iter().find(|(known, _)| *known == key).map(|(_, progress)| progress)
    }

    fn keep_progress(&mut self, key: u64, progress: Progress) {
        self.progress.retain(|(known, _)| *known != key);
        // What has seen nothing needs no entry; what has forgotten all does, so that others forget it too.
        if progress.last.number == 0 {
            return;
        }
        if self.progress.len() >= MAX_PROGRESS {
            self.progress.remove(0);
        }
        self.progress.push((key, progress));
    }
}

impl OperatorState {
    /// Whether a mark stays when everything before is forgotten.
    fn is_lasting(&self, slot: u32) -> bool {
        let once = |slot: usize| self.once.get(slot).is_some_and(|once| *once);
        match self.kind {
            OperatorKind::All => once(slot as usize),
            OperatorKind::Sequence => (slot as usize) < self.once.len() && (0..=slot as usize).all(once),
            _ => false,
        }
    }

    /// What this tab and the store know, as one. It does not matter in which order tabs are put together, or how often.
    fn join(&mut self, other: &Progress) {
        for mark in &other.marks {
            let is_each = self.kind == OperatorKind::Count && mark.slot == 0;
            let ours = self.progress.marks.iter_mut().find(|ours| {
                ours.slot == mark.slot && ours.value == mark.value && (!is_each || ours.stamp == mark.stamp)
            });
            match ours {
                Some(ours) if (ours.start, ours.stamp) < (mark.start, mark.stamp) => *ours = mark.clone(),
                Some(ours) if ours.stamp == mark.stamp => ours.spent = ours.spent.max(mark.spent),
                Some(_) => {}
                None => self.progress.marks.push(mark.clone()),
            }
        }
        self.progress.last = self.progress.last.max(other.last);
        self.progress.dropped = self.progress.dropped.max(other.dropped);
        let dropped = self.progress.dropped;
        let marks = self.progress.marks.clone();
        let last = self.progress.last;
        let is_known = |mark: &Mark| {
            let forgot = marks.iter().find(|other| other.slot == FORGOT && other.value == mark.value);
            let is_forgotten = forgot.is_some_and(|forgot| mark.stamp <= forgot.stamp);
            let is_broken = self.strict && mark.stamp != last;
            mark.stamp > dropped && (mark.slot == FORGOT || !is_broken && (!is_forgotten || self.is_lasting(mark.slot)))
        };
        let known: Vec<Mark> = marks.iter().filter(|mark| is_known(mark)).cloned().collect();
        self.progress.marks = known;
        if self.kind == OperatorKind::Count {
            sort(&mut self.progress.marks, &|a, b| (a.stamp, a.slot) < (b.stamp, b.slot));
            self.progress.trim(self.times);
        }
        let most = self.shape().most_values();
        self.progress.evict(most);
    }
}

impl Engine {
    /// Hands what moved since to the ledger.
    pub(crate) fn keep_progress(&mut self) {
        if self.signals.tree.operators.is_empty() {
            self.ledger.saved = self.even();
        } else {
            self.keep_moved();
        }
    }

    #[inline(never)]
    fn keep_moved(&mut self) {
        if self.is_unsaved {
            self.read_absences();
        }
        for place in std::mem::take(&mut self.signals.tree.touched) {
            let state = &mut self.signals.tree.operators[place as usize];
            state.is_touched = false;
            self.ledger.keep_progress(state.key, state.progress.clone());
            self.is_unsaved = true;
        }
        self.ledger.saved = self.even();
    }

    /// Notes how far the clocks of absences are that stand still while no page is open.
    fn read_absences(&mut self) {
        for clock in [Clock::Visible, Clock::Active] {
            let read = self.read_long(clock);
            for at in 0..self.signals.tree.due[clock as usize].len() {
                let (target, place) = self.signals.tree.due[clock as usize][at];
                let state = &mut self.signals.tree.operators[place as usize];
                let length = state.within.unwrap_or_default().0;
                for mark in &mut state.progress.marks {
                    if mark.slot == 0 {
                        mark.spent.0 = difference(length, difference(target, read));
                    }
                }
                // Written along, but no reason to write.
                self.ledger.keep_progress(state.key, state.progress.clone());
            }
        }
    }

    /// Takes in what the ledger has. `session` is the one that this tab's progress is of.
    pub(crate) fn take_progress(&mut self, session: Option<Wall>) {
        if self.spans_views() {
            self.take_moved(session);
        }
    }

    #[inline(never)]
    fn take_moved(&mut self, session: Option<Wall>) {
        // Whoever began a session later knows that the last one is over.
        if session.is_some() && self.ledger.session > session {
            self.leave_session();
        }
        self.read_absences();
        // What was stored by a clock that was ahead is as old as it was then.
        let ahead = difference(self.ledger.saved.0, self.even().0).max(0);
        for place in 0..self.signals.tree.operators.len() {
            let state = &mut self.signals.tree.operators[place];
            if state.scope == Scope::Page {
                continue;
            }
            match self.ledger.progress_of(state.key) {
                Some(stored) => {
                    let mut stored = stored.clone();
                    stored.shift(ahead);
                    state.join(&stored);
                }
                None if state.progress.last.number == 0 => continue,
                None => {}
            }
            let (key, progress, is_absent) = (state.key, state.progress.clone(), state.kind == OperatorKind::Absent);
            self.ledger.keep_progress(key, progress);
            if is_absent {
                self.watch_absence(place as u32);
            }
        }
    }
}

impl Progress {
    fn shift(&mut self, by: i64) {
        let back = |at: &mut Wall| at.0 = difference(at.0, by);
        back(&mut self.last.at);
        back(&mut self.dropped.at);
        for mark in &mut self.marks {
            back(&mut mark.start);
            back(&mut mark.stamp.at);
        }
    }

    /// Forgets the values seen least lately, beyond so many.
    pub(crate) fn evict(&mut self, most: usize) {
        loop {
            let mut values: Vec<(super::progress::Stamp, Value)> = Vec::new();
            for mark in self.marks.iter().filter(|mark| mark.value != Value::Null) {
                match values.iter_mut().find(|(_, known)| *known == mark.value) {
                    Some((stamp, _)) => *stamp = mark.stamp.max(*stamp),
                    None => values.push((mark.stamp, mark.value.clone())),
                }
            }
            if values.len() <= most {
                return;
            }
            let mut oldest = values[0].clone();
            for other in &values {
                if other.0 < oldest.0 {
                    oldest = other.clone();
                }
            }
            self.marks.retain(|mark| mark.value != oldest.1);
        }
    }
}
