//! Dwell beyond the page's own clocks: time at an element, and time over more than a page view. Sorted by element, so
//! that coming and going costs as much as those who wait there, however many wait elsewhere.
//!
//! What spans loads is what the ledger holds and what was added here since; it never falls below what was saved. That a
//! rule has had its turn is kept under the clock's name and the rule's goal, so an edited goal is a new one.

use crate::order::sort;
use crate::ruleset::model::{Clock, DwellOn, Scope, Selector, SelectorIx};

use super::decide::sooner;
use super::hash::fnv1a;
use super::ledger::{Ledger, Op};
use super::meters::Dial;
use super::page::Page;
use super::{Engine, Reason};
use crate::time::{Instant, Ms};

/// A clock that some dwell waits for.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    pub(crate) scope: Scope,
    pub(crate) clock: Clock,
    /// Only time spent there.
    pub(crate) on: Option<DwellOn>,
    pub(crate) dial: Dial,
    /// `BY_*` bits of how the visitor is there now.
    pub(crate) there: u32,
    /// Leaving and input start over.
    pub(crate) is_hesitation: bool,
    /// Its name in the ledger.
    key: u32,
    /// As much of its reading as the ledger holds.
    saved: Ms,
}

/// All of them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Places {
    /// Sorted by element; those without one come first.
    pub(crate) all: Vec<Place>,
    /// Places in `all` where the visitor is.
    live: Vec<u32>,
    has_active: bool,
}

impl Places {
    /// Adds a waiter; `sort` once all are there.
    pub(super) fn wait(
        &mut self,
        time: Ms,
        clock: Clock,
        scope: Scope,
        on: Option<DwellOn>,
        is_hesitation: bool,
        atom: u32,
    ) {
        let mut dial = Dial::default();
        dial.wait(time, atom);
        self.has_active |= clock == Clock::Active;
        self.all.push(Place { scope, clock, on, dial, there: 0, is_hesitation, key: 0, saved: Ms(0) });
    }

    /// Somebody wants to know whether the visitor is there.
    pub(super) fn track(&mut self, clock: Clock, on: DwellOn) {
        let (scope, dial) = (Scope::Page, Dial::default());
        let (key, saved) = (0, Ms(0));
        self.all.push(Place { scope, clock, on: Some(on), dial, there: 0, is_hesitation: false, key, saved });
    }

    /// Whether the visitor is there.
    pub(super) fn is_there(&self, clock: Clock, on: DwellOn) -> bool {
        let is_it = |place: &&Place| place.on == Some(on) && place.clock == clock && !place.is_hesitation;
        self.all.iter().find(is_it).is_some_and(|place| place.there != 0)
    }

    /// Those that wait for the same clock become one.
    pub(super) fn sort(&mut self, selectors: &[Selector]) {
        sort(&mut self.all, &|a, b| (a.rank(), a.first_atom()) < (b.rank(), b.first_atom()));
        let mut kept: Vec<Place> = Vec::new();
        for mut place in core::mem::take(&mut self.all) {
            match kept.last_mut() {
                Some(last) if last.rank() == place.rank() => last.dial.steps.all.append(&mut place.dial.steps.all),
                _ => kept.push(place),
            }
        }
        self.live.clear();
        for (index, place) in kept.iter_mut().enumerate() {
            place.dial.sort();
            place.name(selectors);
            if place.on.is_none() || place.there != 0 {
                self.live.push(index as u32);
            }
        }
        self.all = kept;
    }

    /// Where those at an element begin.
    fn first(&self, on: SelectorIx) -> usize {
        self.all.partition_point(|place| place.on.is_none_or(|at| at.on < on))
    }

    /// When the next of them is reached.
    pub(super) fn due(&self) -> Option<(Instant, Reason)> {
        let mut next = None;
        for index in &self.live {
            let place = &self.all[*index as usize];
            let reason = if place.is_hesitation { Reason::Hesitation } else { Reason::Dwell };
            sooner(&mut next, place.dial.due(), reason);
        }
        next
    }

    /// Whoever is reached by `now` goes to `fired`.
    pub(super) fn take(&mut self, now: Instant, fired: &mut Vec<u32>) {
        for index in &self.live {
            self.all[*index as usize].dial.take(now, fired);
        }
    }

    /// What is of that scope begins anew.
    pub(super) fn reset(&mut self, scope: Scope, now: Instant) {
        for place in &mut self.all {
            if place.scope == scope {
                place.dial.reset(now);
                place.saved = Ms(0);
            }
        }
    }

    /// Lets the clocks run or stand, as it is now.
    #[inline(never)]
    fn run(&mut self, now: Instant, page: &Page) {
        for index in &self.live {
            let place = &mut self.all[*index as usize];
            let there = place.on.is_none() || place.there != 0;
            let watch = &mut place.dial.watch;
            match place.clock {
                Clock::Visible => watch.set_running(now, there && page.visible),
                Clock::Total => watch.set_running(now, there && !page.ended),
                Clock::Active if there && page.active_until > now => watch.run_until(now, page.active_until),
                Clock::Active => watch.set_running(now, false),
            }
        }
    }

    /// The visitor is at some elements, by pointer, focus or view; with `all`, and at no others.
    fn be_there(&mut self, by: u32, at: &[SelectorIx], there: bool, all: bool) {
        for index in &self.live {
            let place = &mut self.all[*index as usize];
            if all && place.on.is_some_and(|on| !at.contains(&on.on)) {
                place.there &= !by;
            }
        }
        for on in at {
            for index in self.first(*on)..self.all.len() {
                let place = &mut self.all[index];
                let Some(here) = place.on.filter(|here| here.on == *on) else { break };
                place.there = if there { place.there | by & here.by } else { place.there & !by };
                let index = index as u32;
                if place.there != 0 && !self.live.contains(&index) {
                    self.live.push(index);
                }
            }
        }
    }

    /// Forgets where nobody is any more.
    fn leave(&mut self, now: Instant) {
        let all = &mut self.all;
        self.live.retain(|index| {
            let place = &mut all[*index as usize];
            if place.on.is_none() || place.there != 0 {
                return true;
            }
            if place.is_hesitation {
                place.dial.reset(now);
            }
            false
        });
    }

    /// Somebody made up their mind: who hesitates starts over.
    pub(super) fn restart(&mut self, now: Instant) {
        for index in &self.live {
            let place = &mut self.all[*index as usize];
            if place.is_hesitation {
                place.dial.reset(now);
            }
        }
    }
}

impl Place {
    fn rank(&self) -> (u32, u32, u32, u32) {
        let (on, by) = self.on.map_or((0, 0), |on| (on.on.0.saturating_add(1), on.by));
        (on, by, self.clock as u32, self.scope as u32 * 2 + u32::from(self.is_hesitation))
    }

    fn first_atom(&self) -> u32 {
        self.dial.steps.all.first().map_or(0, |(_, atom)| *atom)
    }

    /// Its name: the clock, and where.
    fn name(&mut self, selectors: &[Selector]) {
        if self.scope == Scope::Page {
            return;
        }
        let mut name = vec![self.clock as u8];
        if let Some(on) = self.on {
            name.push(on.by as u8);
            name.extend_from_slice(selectors.get(on.on.0 as usize).map_or("", |selector| &selector.css).as_bytes());
        }
        self.key = fnv1a(&name);
    }

    /// The name under which the ledger keeps that somebody who waited for `goal` has had their turn.
    fn goal(&self, goal: f64) -> u32 {
        let mut name = self.key.to_le_bytes().to_vec();
        name.extend_from_slice(&goal.to_le_bytes());
        fnv1a(&name)
    }
}

/// Dwell clocks and turns kept for a scope.
pub(super) const MAX_DWELLS: usize = 256;

impl Ledger {
    pub(super) fn dwelt(&mut self, of_session: bool, key: u32, by: Ms, to: Ms) {
        // 49 days are as much as it holds.
        let count = |time: Ms| time.0.clamp(0, i64::from(u32::MAX)) as u32;
        let list = &mut self.dwells[usize::from(!of_session)];
        let place = list.iter().position(|(known, _)| *known == key).unwrap_or_else(|| {
            if list.len() >= MAX_DWELLS {
                list.remove(0);
            }
            list.push((key, 0));
            list.len() - 1
        });
        let read = &mut list[place].1;
        *read = read.saturating_add(count(by)).max(count(to));
    }

    fn dwell(&self, scope: Scope, key: u32) -> u32 {
        let list = &self.dwells[usize::from(scope != Scope::Session)];
        list.iter().find(|(known, _)| *known == key).map_or(0, |(_, read)| *read)
    }
}

impl Engine {
    /// Somebody came, went, or did something.
    pub(super) fn run_places(&mut self) {
        if !self.signals.places.all.is_empty() {
            self.signals.places.run(self.now.mono, &self.page);
        }
        self.run_held();
    }

    /// The same, where only the active clock can be concerned.
    pub(super) fn run_active_places(&mut self) {
        if self.signals.places.has_active {
            self.run_places();
        }
    }

    /// The visitor is at some elements, by pointer, focus or view; with `all`, and at no others.
    pub(super) fn be_there(&mut self, by: u32, at: &[SelectorIx], there: bool, all: bool) {
        if !self.signals.places.all.is_empty() {
            self.move_about(by, at, there, all);
        }
    }

    #[inline(never)]
    fn move_about(&mut self, by: u32, at: &[SelectorIx], there: bool, all: bool) {
        self.signals.places.be_there(by, at, there, all);
        self.run_places();
        self.signals.places.leave(self.now.mono);
    }

    /// What the clocks read that the ledger does not hold yet goes there.
    #[inline(never)]
    pub(super) fn save_places(&mut self) {
        for index in 0..self.signals.places.all.len() {
            let place = &mut self.signals.places.all[index];
            let read = place.dial.watch.read(self.now.mono);
            if place.scope == Scope::Page || read <= place.saved {
                continue;
            }
            // Tabs add up, but there is only one time that passes.
            let is_wall = place.clock == Clock::Total && place.on.is_none();
            let by = if is_wall { Ms(0) } else { read - place.saved };
            place.saved = read;
            let to = if is_wall { read } else { Ms(0) };
            let op = Op::Dwelt { of_session: place.scope == Scope::Session, key: place.key, by, to };
            self.record_quietly(op);
        }
    }

    /// A dwell over more than a page view has fired: not again in its scope.
    #[inline(never)]
    pub(super) fn keep_fired(&mut self, atom: u32) {
        let mut op = None;
        for place in &self.signals.places.all {
            for (goal, waiting) in &place.dial.steps.all {
                if *waiting == atom {
                    let (of_session, key) = (place.scope == Scope::Session, place.goal(*goal));
                    op = Some(Op::Dwelt { of_session, key, by: Ms(0), to: Ms(1) });
                }
            }
        }
        if let Some(op) = op {
            self.record_quietly(op);
        }
    }

    /// The ledger keeps what these clocks need, and no more.
    #[inline(never)]
    pub(super) fn keep_dwells(&mut self) {
        let mut asked = Vec::new();
        for place in &self.signals.places.all {
            if place.scope != Scope::Page {
                asked.push(place.key);
                for (goal, _) in &place.dial.steps.all {
                    asked.push(place.goal(*goal));
                }
            }
        }
        for list in &mut self.ledger.dwells {
            list.retain(|(key, _)| asked.contains(key));
        }
    }

    /// No answer to any question hangs on it, and it is stored with the next that does, or when the page is left.
    fn record_quietly(&mut self, op: Op) {
        let before = (self.dirty, self.is_unsaved);
        self.record(op);
        (self.dirty, self.is_unsaved) = before;
    }

    /// The ledger says something else than before: the clocks go on from there.
    pub(super) fn sync_places(&mut self) {
        if !self.signals.places.all.is_empty() {
            self.go_on_places();
        }
        self.signals.count_needs();
        self.is_next_stale = true;
    }

    #[inline(never)]
    fn go_on_places(&mut self) {
        let (now, wall) = (self.now.mono, self.wall());
        for place in &mut self.signals.places.all {
            let began = match place.scope {
                Scope::Page => continue,
                Scope::Session => self.ledger.session,
                Scope::Visitor => self.ledger.first_visit,
            };
            let was = place.dial.watch.read(now);
            let own = was - place.saved;
            place.saved = Ms(i64::from(self.ledger.dwell(place.scope, place.key)));
            let mut read = place.saved + own;
            // The time between two documents is known by the wall clock alone.
            if let (Clock::Total, None, Some(began), true) =
                (place.clock, place.on, began, !self.is_read || self.page.ended)
            {
                if wall - began > read {
                    read = wall - began;
                }
            }
            place.dial.reset(now);
            place.dial.watch.set_total(now, read);
            for (goal, atom) in &place.dial.steps.all {
                let state = &mut self.signals.atoms[*atom as usize];
                if !state.is_guard {
                    state.spent = self.ledger.dwell(place.scope, place.goal(*goal)) > 0;
                }
            }
            // What was reached before a guard was armed does not count: not by being told again either.
            let atoms = &self.signals.atoms;
            place.dial.pass(read, &|goal, atom| {
                let state = &atoms[atom as usize];
                state.spent || state.is_guard && goal <= was.0 as f64
            });
        }
    }
}
