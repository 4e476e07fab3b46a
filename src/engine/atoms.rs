//! The signal patterns: what their firings are, and which signals they need.

use crate::ruleset::depends::depends;
use crate::ruleset::model::{Action, Atom, Clock, Deed, DwellOn, Kind, Rule, SelectorIx, Source};

use super::dirty;
use super::effect::Need;

use super::signals::Signals;

/// How many classes of signals there are.
const CLASSES: usize = 24;

/// The element that the visitor points at, focuses or clicks to make it fire.
pub(crate) fn asked_on(atom: &Atom) -> Option<SelectorIx> {
    match atom {
        Atom::Hover { on, .. } => Some(*on),
        Atom::Click { on } | Atom::Deed { what: Deed::Focus, on, .. } => *on,
        _ => None,
    }
}

/// Where the tooltip of a rule stands.
pub(crate) fn anchor_of(rule: &Rule) -> Option<SelectorIx> {
    rule.actions.iter().find_map(|action| match action {
        Action::Surface(surface) if surface.kind == Kind::Tooltip => surface.anchor,
        _ => None,
    })
}

/// The classes of signals a pattern needs.
pub(crate) fn needs(atom: &Atom) -> u32 {
    const SCROLL: u32 = Need::SCROLL | Need::HEIGHT | Need::VIEWPORT | Need::ACTIVITY;
    match atom {
        Atom::Dwell { clock, on, .. } => {
            let by = on.map_or(0, |on| on.by);
            let when = |bit: u32, need: u32| if by & bit != 0 { need } else { 0 };
            let active = if *clock == Clock::Active { Need::ACTIVITY } else { 0 };
            active
                | when(DwellOn::BY_POINTER, Need::POINTER)
                | when(DwellOn::BY_FOCUS, Need::FOCUS)
                | when(DwellOn::BY_VIEW, Need::VIEW)
        }
        Atom::Scroll { on: Some(_), .. } => Need::PASSED | Need::ACTIVITY,
        Atom::Scroll { container: Some(_), .. } => Need::CONTAINER | Need::HEIGHT | Need::ACTIVITY,
        Atom::Scroll { .. } | Atom::ScrollUp { .. } => SCROLL,
        Atom::Hover { .. } => Need::POINTER | Need::FOCUS,
        Atom::ExitIntent { touch, .. } => {
            let up = if touch & Atom::TOUCH_SCROLL_UP != 0 { SCROLL } else { 0 };
            Need::EXIT | Need::ACTIVITY | Need::VIEWPORT | up
        }
        Atom::Idle { .. } => Need::ACTIVITY,
        Atom::Click { .. } => Need::CLICK,
        Atom::Copy { .. } => Need::COPY,
        Atom::Visible { .. } => Need::VIEW,
        Atom::Appears { .. } => Need::APPEARS,
        Atom::Media { .. } => Need::MEDIA,
        Atom::Hesitation { .. } => Need::POINTER | Need::FOCUS | Need::FIELD | Need::CLICK,
        Atom::Deed { what, .. } => match what {
            Deed::RageClick => Need::CLICK,
            Deed::DeadClick => Need::CLICK | Need::ANSWER,
            Deed::Focus => Need::FOCUS,
            Deed::Input => Need::FIELD,
            Deed::Submit => Need::SUBMIT,
            Deed::Invalid => Need::INVALID,
            Deed::FormAbandon => Need::FIELD | Need::SUBMIT | Need::ACTIVITY,
        },
        Atom::Event { source, .. } => match source {
            Some(Source::Track) => 0,
            Some(Source::Dom) => Need::DOM_EVENTS,
            Some(Source::DataLayer) => Need::DATA_LAYER,
            None => Need::DOM_EVENTS | Need::DATA_LAYER,
        },
        Atom::Return { .. } | Atom::PageView { .. } | Atom::Turns { .. } | Atom::Manual => 0,
    }
}

/// What is told as it is, once somebody asks: guards ask before they are armed, or it would be taken for news.
pub(super) const STATES: u32 = Need::FOCUS | Need::VIEW | Need::PASSED;

/// How many need each class of signals.
#[derive(Clone, Debug, Default)]
pub(crate) struct Needs {
    counts: [u32; CLASSES],
    /// Classes that somebody needs: asked for at every signal.
    pub(crate) mask: u32,
}

impl Needs {
    /// Counts one more, or one less, that needs these.
    pub(crate) fn add(&mut self, mask: u32, by: i32) {
        let mut left = mask;
        while left != 0 {
            let lowest = left & left.wrapping_neg();
            if let Some(count) = self.counts.get_mut(left.trailing_zeros() as usize) {
                *count = count.saturating_add_signed(by);
                self.mask = if *count > 0 { self.mask | lowest } else { self.mask & !lowest };
            }
            left ^= lowest;
        }
    }
}

impl Signals {
    pub(crate) fn count_needs(&mut self) {
        self.needs = Needs::default();
        for atom in &self.atoms {
            if !atom.spent {
                self.needs.add(atom.needs, 1);
            }
        }
        if self.guards.len() + self.tree.watches.len() > 0 {
            self.count_standing();
        }
    }

    /// What is asked for all the while: what guards are not to take for news, and what watched conditions hang on.
    #[inline(never)]
    fn count_standing(&mut self) {
        for atom in &self.atoms {
            if atom.spent && atom.is_guard {
                self.needs.add(atom.needs & STATES, 1);
            }
        }
        for watch in &self.tree.watches {
            let depends = depends(&watch.cond);
            // History: whether the session goes on. A bit for a bit.
            let viewport = (depends & dirty::DEVICE) * (Need::VIEWPORT / dirty::DEVICE);
            let activity = (depends & dirty::HISTORY) * (Need::ACTIVITY / dirty::HISTORY);
            self.needs.add(viewport | activity, 1);
        }
    }

    /// A once-only atom has fired: nobody observes for it any more.
    pub(crate) fn spend(&mut self, atom: u32) {
        let state = &mut self.atoms[atom as usize];
        if state.once && !state.spent {
            state.spent = true;
            self.needs.add(state.needs, -1);
        }
    }

    /// A once-only atom may fire again.
    pub(crate) fn unspend(&mut self, atom: u32) {
        let state = &mut self.atoms[atom as usize];
        if state.once && state.spent {
            state.spent = false;
            self.needs.add(state.needs, 1);
        }
    }
}
