//! Conditions that triggers watch: `turns`, and the `while` of a `hold`. They are brought up to date after an input has
//! changed what they see, and before anybody fires by it.

use std::rc::Rc;

use crate::ruleset::model::{Atom, Clock, Cond, DwellOn, OperatorKind};

use super::condition::Verdict;
use super::operator::{Node, Tree};
use super::signals::{Signals, NONE};
use super::stopwatch::Stopwatch;
use super::{dirty, Engine};
use crate::ruleset::depends::depends;
use crate::time::{difference, Instant, Ms};

/// A condition that a trigger watches.
#[derive(Clone, Debug)]
pub(crate) struct Watch {
    pub(crate) node: u32,
    pub(crate) cond: Rc<Cond>,
    /// `dirty` bits that can change it; all of them before the first look.
    depends: u32,
    /// Nothing while it is unknown.
    pub(crate) is: Option<bool>,
    /// When time alone may change it.
    recheck: Option<Instant>,
}

/// A clock that runs only while a `hold` holds: time on the page, at an element, or without activity.
#[derive(Clone, Debug)]
pub(crate) struct Held {
    pub(crate) atom: u32,
    pub(crate) time: Ms,
    clock: Clock,
    on: Option<DwellOn>,
    is_idle: bool,
    pub(crate) watch: Stopwatch,
    is_done: bool,
}

impl Held {
    /// A page view begins.
    pub(crate) fn reset(&mut self, now: Instant) {
        self.watch.restart(now);
        self.is_done = false;
    }
}

impl Signals {
    /// The clock of its own that an atom has.
    pub(crate) fn held(&self, atom: u32) -> Option<&Held> {
        let state = self.atoms.get(atom as usize).filter(|state| state.is_held)?;
        self.tree.operators[state.hold as usize].held.iter().find(|held| held.atom == atom)
    }

    #[inline(never)]
    pub(crate) fn plant_watch(&mut self, node: u32, cond: &Rc<Cond>) {
        self.tree.watched = u32::MAX;
        self.tree.watches.push(Watch { node, cond: cond.clone(), depends: u32::MAX, is: None, recheck: None });
    }

    /// Under a `hold` an atom that measures time has a clock of its own; true if it is one.
    #[inline(never)]
    pub(crate) fn plant_held(&mut self, hold: u32, index: u32, atom: &Atom) -> bool {
        let (time, clock, on, is_idle) = match atom {
            Atom::Dwell { time, clock, on, .. } => (*time, *clock, *on, false),
            Atom::Idle { time } => (*time, Clock::Visible, None, true),
            _ => return false,
        };
        if let Some(on) = on {
            // Only to know whether the visitor is there.
            self.has_rare = true;
            self.places.track(clock, on);
        }
        let watch = Stopwatch::default();
        let held = Held { atom: index, time, clock, on, is_idle, watch, is_done: false };
        if self.tree.operators[hold as usize].held.is_empty() {
            self.tree.holding.push(hold);
        }
        self.tree.operators[hold as usize].held.push(held);
        true
    }
}

impl Tree {
    /// Whether every `hold` around an atom holds.
    pub(crate) fn holds(&self, mut hold: u32) -> bool {
        while hold != NONE {
            let state = &self.operators[hold as usize];
            if !state.is_on {
                return false;
            }
            hold = state.hold;
        }
        true
    }

    /// The condition that a node watches is written otherwise now, and looked at again.
    pub(super) fn watch_anew(&mut self, node: u32, cond: &Rc<Cond>) {
        if let Ok(at) = self.watches.binary_search_by_key(&node, |watch| watch.node) {
            let watch = &mut self.watches[at];
            (watch.cond, watch.depends) = (cond.clone(), u32::MAX);
            self.watched = u32::MAX;
        }
    }

    /// The nodes below one.
    pub(crate) fn below(&self, node: u32) -> std::ops::Range<usize> {
        let mut end = node as usize + 1;
        while self.nodes.get(end).is_some_and(|other| other.parent != NONE && other.parent >= node) {
            end += 1;
        }
        node as usize + 1..end
    }
}

impl Engine {
    /// Looks at the conditions that may have changed; who fires by it goes to `fired`.
    pub(crate) fn look(&mut self, fired: &mut Vec<u32>) {
        let changed = self.dirty;
        if self.signals.tree.watched & changed == 0 || self.page.count == 0 || self.page.ended {
            return;
        }
        self.look_at(changed, fired);
    }

    #[inline(never)]
    fn look_at(&mut self, changed: u32, fired: &mut Vec<u32>) {
        for index in 0..self.signals.tree.watches.len() {
            let watch = &self.signals.tree.watches[index];
            if watch.depends & changed == 0 {
                continue;
            }
            let cond = watch.cond.clone();
            let (was, depends) = (watch.is, depends(&cond));
            let is = match self.verdict(&cond) {
                Verdict::True => Some(true),
                Verdict::False => Some(false),
                Verdict::Unknown(_) => None,
            };
            let changes = if depends & (dirty::HISTORY | dirty::CLOCK) == 0 { None } else { self.cond_changes(&cond) };
            let recheck = changes.map(|at| Instant(difference(at.0, self.wall_offset)));
            let watch = &mut self.signals.tree.watches[index];
            (watch.is, watch.depends, watch.recheck) = (is, depends, recheck);
            let node = self.signals.tree.nodes[watch.node as usize];
            if is == was {
                continue;
            }
            if node.is_operator {
                self.turn(node, is, fired);
            } else if is == Some(true) {
                fired.push(node.is);
            }
        }
        let tree = &mut self.signals.tree;
        (tree.next_look, tree.watched) = (None, 0);
        for watch in &tree.watches {
            tree.watched |= watch.depends;
            if let Some(at) = watch.recheck.filter(|at| tree.next_look.is_none_or(|next| *at < next)) {
                tree.next_look = Some(at);
            }
        }
        self.is_next_stale = true;
    }

    /// Time has come to look again.
    pub(crate) fn look_by_time(&mut self, fired: &mut Vec<u32>) {
        if self.signals.tree.next_look.is_none_or(|at| at > self.now.mono) {
            return;
        }
        self.look_now(fired);
    }

    #[inline(never)]
    fn look_now(&mut self, fired: &mut Vec<u32>) {
        for watch in &mut self.signals.tree.watches {
            if watch.recheck.is_some_and(|at| at <= self.now.mono) {
                // For this look alone: it sets its bits again.
                watch.depends = u32::MAX;
                watch.recheck = None;
            }
        }
        self.signals.tree.watched = u32::MAX;
        self.dirty |= dirty::TIME;
        self.look(fired);
    }

    /// A `hold` begins to hold, or ends.
    fn turn(&mut self, node: Node, is: Option<bool>, fired: &mut Vec<u32>) {
        let now = self.now.mono;
        let index = self.signals.tree.operators[node.is as usize].node;
        let below = self.signals.tree.below(index);
        self.signals.tree.operators[node.is as usize].is_on = is == Some(true);
        if is == Some(false) {
            self.signals.drop_progress(below.clone(), node.is);
            for place in below.clone() {
                let node = self.signals.tree.nodes[place];
                if node.is_operator && self.signals.tree.operators[node.is as usize].kind == OperatorKind::Absent {
                    self.watch_absence(node.is);
                }
            }
        }
        self.run_held();
        if is != Some(true) {
            return;
        }
        // What was reached in this page view stays reached.
        for place in below {
            let node = self.signals.tree.nodes[place];
            let is_atom = !node.is_operator;
            if is_atom && self.signals.atoms[node.is as usize].reached && self.holds_atom(node.is) {
                self.signals.unspend(node.is);
                fired.push(node.is);
            }
        }
        for hover in &mut self.signals.hovers {
            let atom = self.signals.atoms[hover.atom as usize].node as usize;
            if self.signals.tree.below(index).contains(&atom) && (hover.pointed || hover.focused) && hover.due.is_none()
            {
                hover.due = Some(now + hover.time);
            }
        }
    }

    /// Whether nothing holds an atom back. What is reached once and does not count now is noted.
    pub(crate) fn holds_atom(&self, atom: u32) -> bool {
        self.signals.tree.holds(self.signals.atoms[atom as usize].hold)
    }

    /// Starts and stops the clocks that run only while something holds.
    pub(crate) fn run_held(&mut self) {
        self.is_next_stale = true;
        if !self.signals.tree.holding.is_empty() {
            self.run_holding();
        }
    }

    #[inline(never)]
    fn run_holding(&mut self) {
        let (now, page) = (self.now.mono, &self.page);
        for at in &self.signals.tree.holding {
            let is_on = self.signals.tree.holds(*at);
            for held in &mut self.signals.tree.operators[*at as usize].held {
                let is_there = is_on && held.on.is_none_or(|on| self.signals.places.is_there(held.clock, on));
                match held.clock {
                    Clock::Visible => held.watch.set_running(now, is_there && page.visible),
                    Clock::Total => held.watch.set_running(now, is_there && !page.ended),
                    Clock::Active if is_there && page.active_until > now => {
                        held.watch.run_until(now, page.active_until);
                    }
                    Clock::Active => held.watch.set_running(now, false),
                }
            }
        }
    }

    /// When the next of those clocks has run long enough, or a condition is to be looked at again.
    pub(crate) fn next_held(&self) -> Option<Instant> {
        if self.signals.tree.holding.is_empty() {
            return None;
        }
        self.next_holding()
    }

    #[inline(never)]
    fn next_holding(&self) -> Option<Instant> {
        let mut next = None;
        for at in &self.signals.tree.holding {
            let state = &self.signals.tree.operators[*at as usize];
            for held in state.held.iter().filter(|held| state.is_on && !held.is_done) {
                let at = held.watch.reaches(held.time);
                if at.is_some_and(|at| next.is_none_or(|next| at < next)) {
                    next = at;
                }
            }
        }
        next
    }

    /// The atoms of those that have.
    pub(crate) fn take_held(&mut self, fired: &mut Vec<u32>) {
        if !self.signals.tree.holding.is_empty() {
            self.take_holding(fired);
        }
    }

    #[inline(never)]
    fn take_holding(&mut self, fired: &mut Vec<u32>) {
        let now = self.now.mono;
        for at in &self.signals.tree.holding {
            let state = &mut self.signals.tree.operators[*at as usize];
            for held in &mut state.held {
                if state.is_on && !held.is_done && held.watch.read(now) >= held.time {
                    held.is_done = true;
                    fired.push(held.atom);
                }
            }
        }
    }

    /// Activity: who waits for its absence begins anew.
    pub(crate) fn restart_held_idle(&mut self) {
        if !self.signals.tree.holding.is_empty() {
            self.restart_holding();
        }
    }

    #[inline(never)]
    fn restart_holding(&mut self) {
        let now = self.now.mono;
        let mut is_any = false;
        for at in &self.signals.tree.holding {
            let state = &mut self.signals.tree.operators[*at as usize];
            for held in state.held.iter_mut().filter(|held| held.is_idle) {
                held.reset(now);
                is_any = true;
            }
        }
        if is_any {
            self.drop_idle();
        }
    }
}

impl Signals {
    /// What `when` has come to is dropped.
    fn drop_progress(&mut self, below: std::ops::Range<usize>, hold: u32) {
        for held in &mut self.tree.operators[hold as usize].held {
            (held.watch, held.is_done) = (Stopwatch::default(), false);
        }
        for index in below {
            let node = self.tree.nodes[index];
            if node.is_operator {
                self.tree.drop_operator(node.is);
            } else {
                self.unspend(node.is);
                for hover in self.hovers.iter_mut().filter(|hover| hover.atom == node.is) {
                    (hover.rests, hover.due) = (0, None);
                }
            }
        }
    }
}
