//! What stands between a firing and the screen: targeting and limits first, then the state of the screen.

use crate::ruleset::model::{Action, Kind, Surface};

use super::input::Sampled;
use super::page::EARLY;
use super::{Engine, No};
use crate::ruleset::firing::sort;
use crate::time::{difference, Instant, Wall};

/// Tooltips on the screen at once, and toasts.
const MOST: usize = 2;
/// Interruptions closed in a session after which there are no more.
const MAX_DISMISSALS: u32 = 2;

impl Engine {
    /// Condition and limits.
    pub(crate) fn target_gate(&mut self, rule: u32) -> Result<(), No> {
        let no = self.weigh(rule).no().or_else(|| self.closed(rule)).or_else(|| self.limit(rule));
        if let Some(no) = no {
            return Err(no);
        }
        if self.rules[rule as usize].is_tried {
            return self.admit(rule);
        }
        Ok(())
    }

    /// The screen, the interruption contract, slots and values; for stateful rules their limits too.
    pub(crate) fn screen_gate(&mut self, rule: u32) -> Result<(), No> {
        let index = rule as usize;
        let is_exit = self.fired_by(rule, sort::EXIT);
        if self.rules[index].firing.is_none() {
            if let Some(no) = self.limit(rule) {
                return Err(no);
            }
            if self.rules[index].is_tried {
                self.admit(rule)?;
            }
        }
        if !self.page.visible {
            return Err(No::Hidden);
        }
        if self.rules[index].is_unanchored {
            return Err(No::NotFound);
        }
        if is_exit && self.guards & Sampled::GUARD_DIALOG != 0 {
            return Err(No::Dialog);
        }
        if self.set.rules[index].interrupts {
            self.interruption(rule, is_exit)?;
        }
        if self.rules[index].is_tried {
            return self.free_for_all(rule);
        }
        self.slots_free(rule)?;
        self.views(rule).map(|_| ())
    }

    /// The interruption contract (rules.md section 4).
    fn interruption(&mut self, rule: u32, is_exit: bool) -> Result<(), No> {
        let now = self.now.mono;
        // What they pressed a button for is no interruption; what they typed was an answer.
        let is_step = self.fired_by(rule, sort::STEP);
        if !is_exit && !is_step && self.page.age(now) < EARLY {
            self.recheck(rule, self.page.began + EARLY);
            return Err(No::Early);
        }
        if !is_step && self.page.is_typing(now) {
            if let (false, Some(until)) = (self.page.composing, self.page.typing_until) {
                self.recheck(rule, until);
            }
            return Err(No::Typing);
        }
        for (bit, no) in [
            (Sampled::GUARD_PAYMENT, No::Payment),
            (Sampled::GUARD_DIALOG, No::Dialog),
            (Sampled::GUARD_QUIET_ZONE, No::QuietZone),
        ] {
            if self.guards & bit != 0 {
                return Err(no);
            }
        }
        self.quiet(rule).map_or(Ok(()), Err)
    }

    /// Silence between interruptions, and after two that were closed.
    pub(crate) fn quiet(&mut self, rule: u32) -> Option<No> {
        if !self.set.rules[rule as usize].interrupts || self.fired_by(rule, sort::STEP) {
            return None;
        }
        if self.ledger.dismissals >= MAX_DISMISSALS {
            return Some(No::Muted);
        }
        let over = self.ledger.quiet_since? + self.set.settings.quiet_period;
        if over <= self.wall() {
            return None;
        }
        self.recheck_at_wall(rule, over);
        Some(No::QuietPeriod)
    }

    /// The places on the screen that a surface takes.
    pub(crate) fn slots(&self, rule: u32, surface: &Surface) -> Vec<String> {
        let mut name = String::from(surface.kind.name());
        name.push(' ');
        if let (Kind::Banner | Kind::Inline, Some(edge)) = (surface.kind, &surface.edge) {
            name.push_str(edge);
        }
        if let Some(anchor) = surface.anchor {
            super::number::push_int(&mut name, i64::from(anchor.0));
        }
        let mut slots = Vec::new();
        // Toasts share a corner; they are only counted.
        if surface.kind != Kind::Toast {
            slots.push(name);
        }
        if let Some(slot) = &self.set.rules[rule as usize].slot {
            let mut own = String::from("own ");
            own.push_str(slot);
            slots.push(own);
        }
        slots
    }

    pub(crate) fn slots_free(&self, rule: u32) -> Result<(), No> {
        let before = self.pass.as_ref().map_or(0, |pass| pass.before);
        for action in &self.set.rules[rule as usize].actions {
            let Action::Surface(surface) = action else { continue };
            let slots = self.slots(rule, surface);
            let holder = self.shown.iter().position(|shown| shown.slots.iter().any(|slot| slots.contains(slot)));
            let is_few = matches!(surface.kind, Kind::Tooltip | Kind::Toast);
            let is_full = is_few && self.shown.iter().filter(|shown| shown.kind == surface.kind).count() >= MOST;
            match holder {
                Some(at) if at >= before => return Err(No::Outranked),
                Some(_) => return Err(No::Slot),
                None if is_full => return Err(No::Slot),
                None => {}
            }
        }
        Ok(())
    }

    pub(crate) fn recheck(&mut self, rule: u32, at: Instant) {
        let recheck = &mut self.rules[rule as usize].recheck;
        *recheck = Some(recheck.map_or(at, |known| known.min(at)));
    }

    pub(crate) fn recheck_at_wall(&mut self, rule: u32, at: Wall) {
        self.recheck(rule, Instant(difference(at.0, self.wall_offset)));
    }

    /// Its condition or its schedule says no.
    pub(crate) fn barred(&self, rule: u32) -> Option<No> {
        self.rule_verdict(rule).no().or_else(|| self.closed(rule))
    }

    /// Its schedule says no.
    fn closed(&self, rule: u32) -> Option<No> {
        match self.rule_opening(rule) {
            Some(opening) if opening.is_open => None,
            Some(_) => Some(No::Schedule),
            None => Some(No::Unknown),
        }
    }
}
