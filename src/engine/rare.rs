//! Signals and triggers that few rule sets have. Everything here is behind a look at [`Signals::has_rare`], and comes in
//! a file of the wasm of its own (`build/later.txt`).

use crate::ruleset::model::{Atom, Clock, Deed, Depth, DwellOn, Scope, Selector, SelectorIx};
use crate::ruleset::value::Value;

use super::input::Input;
use super::meters::Meter;
use super::signals::{Signals, NONE};
use super::{Engine, Reason};
use crate::time::Instant;

/// In the idle dial: all touched forms, after half a minute.
const FORMS: (f64, u32) = (30_000.0, NONE);

impl Signals {
    /// What few rule sets have. The engine asks [`Signals::has_rare`] before it goes to what only these need.
    #[inline(never)]
    pub(super) fn plant_rare(&mut self, node: u32, atom: &Atom, index: u32) {
        self.has_rare = true;
        match atom {
            Atom::Dwell { time, clock, scope, on } => self.places.wait(*time, *clock, *scope, *on, false, index),
            Atom::Scroll { depth, on: Some(on), .. } => self.plant_passed(*on, *depth, index),
            Atom::ScrollUp { by, within, after_depth } => {
                self.plant_scroll_up(*by, *within, *after_depth, false, index)
            }
            Atom::Return { after } => self.returns.push((*after, false, index)),
            Atom::Copy { on } => self.copies.wait(*on, index),
            Atom::Visible { on, ratio, time, each } => self.sights.wait(*on, *ratio, *time, *each, index),
            Atom::Appears { on } => self.appears.wait(Some(*on), index),
            Atom::Media { on, play } => self.plays.wait(*on, *play, index),
            Atom::Deed { what, on, times } => {
                // One entry is enough: idleness concerns all forms at once.
                if *what == Deed::FormAbandon && !self.idle.steps.all.contains(&FORMS) {
                    self.idle.steps.all.push(FORMS);
                }
                self.deeds.wait(*what, *on, *times, index);
            }
            Atom::Hesitation { on, time } => {
                let on = Some(DwellOn::hesitation(*on));
                self.places.wait(*time, Clock::Visible, Scope::Page, on, true, index);
            }
            Atom::Turns { cond } => self.plant_watch(node, cond),
            _ => {}
        }
    }

    fn plant_passed(&mut self, on: SelectorIx, depth: Depth, atom: u32) {
        let at = self.passed.iter().position(|(selector, ..)| *selector == on).unwrap_or_else(|| {
            self.passed.push((on, Meter::default(), 0.0));
            self.passed.len() - 1
        });
        let (Depth::Share(share) | Depth::Px(share)) = depth;
        self.passed[at].1.steps.push(share, atom);
    }

    #[inline(never)]
    pub(super) fn settle_rare(&mut self, selectors: &[Selector]) {
        for (_, meter, _) in &mut self.passed {
            meter.sort();
        }
        self.places.sort(selectors);
        for acts in [&mut self.copies, &mut self.appears] {
            acts.sort();
        }
        self.sights.sort();
        self.plays.sort();
        self.deeds.sort();
    }

    #[inline(never)]
    pub(super) fn reset_rare(&mut self, now: Instant) {
        self.places.reset(Scope::Page, now);
        self.passed.iter_mut().for_each(|(_, meter, _)| meter.reset());
        self.deeds.reset();
        self.sights.reset(now);
        self.plays.reset();
    }
}

impl Engine {
    /// Signals that only some triggers wait for; what is told of the event, if anything.
    #[inline(never)]
    pub(super) fn apply_rare(&mut self, input: Input, fired: &mut Vec<u32>) -> Value {
        let mut event = Value::Null;
        match input {
            Input::Seen { on, which, ratio } => {
                if which == 0 {
                    self.be_there(DwellOn::BY_VIEW, &[on], ratio >= 0.5, false);
                }
                self.sight(on, which, ratio);
            }
            Input::Appears(on) => self.signals.appears.meet(&[on], fired),
            Input::Media { on, share, state } => self.signals.plays.play(on, share, state, fired),
            Input::Passed { on, share } => self.pass_by(on, share, fired),
            Input::Copy(on) => self.signals.copies.meet(&on, fired),
            Input::Field { what, on, length } => {
                self.field(what, &on, fired);
                if let Some(length) = length {
                    event.set("length", Value::Num(f64::from(length)));
                }
            }
            _ => {}
        }
        event
    }

    #[inline(never)]
    pub(super) fn take_rare(&mut self, fired: &mut Vec<u32>) {
        let now = self.now.mono;
        self.signals.places.take(now, fired);
        self.signals.sights.take(now, fired);
        self.signals.deeds.take(now, fired);
    }

    #[inline(never)]
    pub(super) fn rare_dues(&self) -> [Option<(Instant, Reason)>; 3] {
        let sight = self.signals.sights.due().map(|at| (at, Reason::Sight));
        [self.signals.places.due(), sight, self.signals.deeds.due().map(|at| (at, Reason::Answer))]
    }
}
