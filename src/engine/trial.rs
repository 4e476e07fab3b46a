//! Experiments: which arm the visitor is in, and where that begins to matter. Up to there the rule runs as it is written,
//! the same for everybody; there an exposure is recorded, the same for every arm, and from there on the rule is what its
//! arm says. All of this is behind a look at [`RuleState::is_tried`](super::rule::RuleState) or
//! [`RuleSet::is_measured`](crate::ruleset::model::RuleSet), and comes in a file of the wasm of its own (`build/later.txt`).

use crate::ruleset::model::{Experiment, Point};
use crate::ruleset::value::Value;

use super::effect::Effect;
use super::extra::Extra;
use super::ledger::Op;
use super::role::CANCEL_ON;
use super::rule::{Decision, Phase};
use super::trail::Exposure;
use super::{Engine, No};

/// The name of a holdout: of what it is in place of an experiment, and of the arm that sees nothing.
const HOLDOUT: &str = "holdout";
/// The arm of everybody else, where a rule has no experiment.
const REST: &str = "rest";
/// The bits of the holdout's exposures.
pub(super) const HELD_OUT: u32 = 0b11 << 30;

/// Where a rule is in its experiment, in this page view.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Seat {
    /// The arm that it goes by.
    pub(crate) arm: Option<Arm>,
    /// Its content is that of this arm, counted from 1; 0: as it is written.
    pub(crate) worn: u32,
    /// Arms of which the exposure was told: a bit for each; the last two are those of the holdout.
    pub(super) told: u32,
    /// Nothing is shown for the rest of the page view; for stateful rules.
    pub(crate) is_withheld: bool,
}

/// What somebody is dealt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Arm {
    /// No part of it: the rule as it is written.
    Out,
    /// One of its arms.
    In(u32),
    /// Whoever sees nothing of anything.
    Holdout,
}

impl Engine {
    pub(super) fn experiment(&self, rule: u32) -> Option<&Experiment> {
        self.set.rules[rule as usize].trial.as_ref().map(|trial| &*trial.experiment)
    }

    /// Why nothing may be recorded, if so.
    pub(super) fn unmeasured(&self) -> Option<No> {
        super::subject::refused(self.consent.analytics)
    }

    /// What the visitor is dealt for a rule, whatever was decided so far; or why that is not known.
    fn dealt(&self, rule: u32) -> Result<Arm, No> {
        match self.experiment(rule) {
            Some(experiment) => Ok(self.deal(experiment)?.arm),
            None => Ok(if self.is_held_out()? { Arm::Holdout } else { Arm::Out }),
        }
    }

    /// Whether the rule has an arm that shows nothing.
    fn has_control(&self, rule: u32) -> bool {
        self.experiment(rule).is_some_and(|experiment| experiment.arms.iter().any(|arm| arm.is_control))
    }

    fn is_control(&self, rule: u32, arm: u32) -> bool {
        let arm = self.experiment(rule).and_then(|experiment| experiment.arms.get(arm as usize));
        arm.is_some_and(|arm| arm.is_control)
    }

    pub(super) fn differs_at(&self, rule: u32) -> Point {
        self.set.rules[rule as usize].trial.as_ref().map_or(Point::Show, |trial| trial.point)
    }

    fn is_forced_firing(&self, rule: u32) -> bool {
        self.rules[rule as usize].firing.as_ref().is_some_and(|firing| firing.is_forced)
    }

    /// Without consent a rule that has a control is served as that: nothing is shown. If it has none, it runs as it is
    /// written, and nothing is recorded.
    #[inline(never)]
    pub(crate) fn admit(&self, rule: u32) -> Result<(), No> {
        if !self.has_control(rule) || self.is_forced_firing(rule) {
            return Ok(());
        }
        let dealt = self.experiment(rule).map(|experiment| self.deal(experiment));
        if let Some(Ok(dealt)) = &dealt {
            if dealt.is_forced {
                return Ok(());
            }
        }
        if let Some(no) = self.unmeasured() {
            return Err(no);
        }
        match (self.rules[rule as usize].seat.arm, dealt) {
            (None, Some(Err(no))) => Err(no),
            _ => Ok(()),
        }
    }

    /// A new firing goes by the rule as it is written, until its arm begins to matter.
    #[inline(never)]
    pub(crate) fn begin_firing(&mut self, rule: u32) {
        if self.set.rules[rule as usize].trial.is_none() || self.differs_at(rule) != Point::Page {
            self.unseat(rule);
        }
    }

    fn unseat(&mut self, rule: u32) {
        self.wear(rule, 0);
        self.rules[rule as usize].seat.arm = None;
    }

    /// A page view begins.
    #[inline(never)]
    pub(crate) fn unseat_all(&mut self) {
        for rule in 0..self.rules.len() {
            if self.rules[rule].is_tried {
                self.unseat(rule as u32);
                self.rules[rule].seat = Seat::default();
            }
        }
    }

    /// The trigger of an arm fired: whether it is that of the visitor's.
    #[inline(never)]
    pub(crate) fn is_turn(&mut self, rule: u32, face: u32) -> bool {
        if self.set.rules[rule as usize].trial.is_none() || self.differs_at(rule) != Point::Page {
            return face == 0;
        }
        if self.rules[rule as usize].seat.arm.is_none() && matches!(self.rules[rule as usize].phase, Phase::Idle) {
            let worn = self.would_wear(rule);
            self.wear(rule, worn);
            // It runs as it is written, and nobody may be measured: in this page view that is how it stays. Were a
            // later consent to begin the experiment here, that would hang on whether the arm is what already runs.
            if face == 0 && worn == 0 && !self.is_served(rule) {
                self.sit_out(rule);
            }
        }
        self.rules[rule as usize].seat.worn == face
    }

    /// In this page view the experiment has no part in it.
    fn sit_out(&mut self, rule: u32) {
        let is_out = !self.is_held_out().unwrap_or(false);
        self.rules[rule as usize].seat.arm = Some(if is_out { Arm::Out } else { Arm::Holdout });
    }

    /// Whether the visitor is in an arm of this, as far as consent goes.
    fn is_served(&self, rule: u32) -> bool {
        let is_forced = self.experiment(rule).is_some_and(|experiment| self.forced(experiment).is_some());
        is_forced || self.unmeasured().is_none() || self.has_control(rule)
    }

    /// The content of the arm that the visitor is going to be in.
    pub(super) fn would_wear(&self, rule: u32) -> u32 {
        match self.dealt(rule) {
            Ok(Arm::In(arm)) if self.is_served(rule) => self.face_of(rule, arm),
            _ => 0,
        }
    }

    fn face_of(&self, rule: u32, arm: u32) -> u32 {
        let trial = self.set.rules[rule as usize].trial.as_ref();
        let face = trial.and_then(|trial| trial.faces.get(arm as usize));
        face.map_or(0, |face| if face.is_some() { arm + 1 } else { 0 })
    }

    /// Makes the rule what it is in an arm, counted from 1, or with 0 as it is written.
    pub(crate) fn wear(&mut self, rule: u32, face: u32) {
        let index = rule as usize;
        let old = self.rules[index].seat.worn;
        if old == face {
            return;
        }
        self.signals.arm(rule, CANCEL_ON + 4 * old, false);
        self.dress(rule, face);
        if let Phase::Delay { .. } | Phase::Ready | Phase::Waiting { .. } = self.rules[index].phase {
            self.signals.arm(rule, CANCEL_ON + 4 * face, true);
        }
    }

    /// The same, where nobody listens to any of it.
    fn dress(&mut self, rule: u32, face: u32) {
        let index = rule as usize;
        let old = std::mem::replace(&mut self.rules[index].seat.worn, face);
        // How close it came was told by the places in a condition that may be another now.
        self.rules[index].miss = None;
        let rule = &mut self.set.rules[index];
        let Some(mut trial) = rule.trial.take() else { return };
        for worn in [old, face] {
            if let Some(Some(face)) = worn.checked_sub(1).and_then(|at| trial.faces.get_mut(at as usize)) {
                face.swap(rule);
            }
        }
        rule.trial = Some(trial);
    }

    /// Other rules came: what this one wears is that of the new set.
    #[inline(never)]
    pub(crate) fn dress_again(&mut self, rule: u32) {
        let worn = std::mem::take(&mut self.rules[rule as usize].seat.worn);
        self.dress(rule, worn);
    }

    /// What keeps one arm from the screen keeps all of them, as long as none of them is told from the others.
    #[inline(never)]
    pub(crate) fn free_for_all(&mut self, rule: u32) -> Result<(), No> {
        let seat = self.rules[rule as usize].seat;
        let is_open = seat.arm.is_none() && self.differs_at(rule) == Point::Show && !self.is_forced_firing(rule);
        let arms = self.experiment(rule).map_or(0, |experiment| experiment.arms.len() as u32);
        if !is_open || arms == 0 || self.unmeasured().is_some() || !matches!(self.dealt(rule), Ok(Arm::In(_))) {
            return self.place_for(rule);
        }
        let mut answer = Ok(());
        for arm in 0..arms {
            if !self.is_control(rule, arm) {
                self.dress(rule, self.face_of(rule, arm));
                self.rules[rule as usize].seat.arm = Some(Arm::In(arm));
                answer = answer.and(self.place_for(rule));
            }
        }
        self.dress(rule, 0);
        self.rules[rule as usize].seat.arm = None;
        answer
    }

    fn place_for(&self, rule: u32) -> Result<(), No> {
        self.slots_free(rule)?;
        self.views(rule).map(|_| ())
    }

    /// It fired and may: where arms differ in what comes now, this is where that begins.
    #[inline(never)]
    pub(crate) fn reach(&mut self, rule: u32, out: &mut Vec<Effect>) {
        if self.differs_at(rule) == Point::Firing && self.rules[rule as usize].seat.arm.is_none() {
            self.expose(rule, out);
        }
    }

    /// The rule may act: with its arm. True if that is to show nothing.
    #[inline(never)]
    pub(crate) fn is_withheld(&mut self, rule: u32, out: &mut Vec<Effect>) -> bool {
        if self.is_forced_firing(rule) {
            return false;
        }
        if self.rules[rule as usize].seat.arm.is_none() {
            match self.differs_at(rule) {
                // Its moment went by without consent.
                Point::Page => self.sit_out(rule),
                _ => self.expose(rule, out),
            }
        }
        let no = match self.rules[rule as usize].seat.arm {
            Some(Arm::Holdout) => No::Holdout,
            Some(Arm::In(arm)) if self.is_control(rule, arm) => No::Control,
            _ => return false,
        };
        self.withhold(rule, no, out);
        true
    }

    /// Counters and the quiet period are as if it had been shown and closed at once.
    fn withhold(&mut self, rule: u32, no: No, out: &mut Vec<Effect>) {
        let index = rule as usize;
        let is_stateful = self.set.rules[index].trigger.is_none();
        if !self.rules[index].is_counted {
            self.rules[index].is_counted = is_stateful;
            self.tally(rule, (self.wall(), self.today()), 1);
            if self.counts(rule) {
                self.record(Op::Quiet { at: self.wall() });
            }
        }
        self.close(rule);
        self.rules[index].seat.is_withheld = is_stateful;
        self.decided(rule, Decision::No(no));
        self.blocked(rule, no, out);
    }

    /// Here arms can differ: the visitor takes their seat, and that is recorded.
    pub(super) fn expose(&mut self, rule: u32, out: &mut Vec<Effect>) {
        let index = rule as usize;
        let dealt = match self.experiment(rule) {
            Some(experiment) => match self.deal(experiment) {
                Ok(deal) if self.unmeasured().is_none() || deal.is_forced => Ok(deal),
                Ok(deal) if deal.arm == Arm::Holdout => Ok(deal),
                Ok(_) => Err(No::ConsentPending),
                Err(no) => Err(no),
            },
            None => self.deal_holdout(),
        };
        let Ok(deal) = dealt else {
            self.rules[index].seat.arm = Some(Arm::Out);
            return;
        };
        self.rules[index].seat.arm = Some(deal.arm);
        if let Arm::In(arm) = deal.arm {
            self.wear(rule, self.face_of(rule, arm));
            if let (Some(assigned), None) = (deal.assigned, self.unmeasured()) {
                self.record(Op::Assigned(assigned));
            }
        }
        if self.unmeasured().is_some() && !deal.is_forced {
            return;
        }
        let Some((experiment, variant, bit)) = self.label(rule, deal.arm) else { return };
        if self.rules[index].seat.told & bit == 0 {
            self.rules[index].seat.told |= bit;
            if !deal.is_forced {
                let exposure = Exposure { experiment, variant, at: self.wall() };
                self.record(Op::Exposed { exposure, keep: self.set.settings.attribution });
            }
            self.report("opportune_exposure", rule, "", None, self.wall(), out);
        }
    }

    /// What a rule's events say of an arm: the experiment, its variant; and the bit that stands for it.
    pub(super) fn label(&self, rule: u32, arm: Arm) -> Option<(String, String, u32)> {
        let is_holdout = self.set.settings.holdout > 0;
        let (name, variant, bit) = match (self.experiment(rule), arm) {
            (Some(experiment), Arm::In(arm)) => {
                (&*experiment.name, &*experiment.arms.get(arm as usize)?.id, 1 << (arm & 15))
            }
            (Some(experiment), Arm::Holdout) => (&*experiment.name, HOLDOUT, 1 << 30),
            (None, Arm::Holdout) => (HOLDOUT, HOLDOUT, 1 << 30),
            (None, _) if is_holdout => (HOLDOUT, REST, 1 << 31),
            _ => return None,
        };
        Some((name.into(), variant.into(), bit))
    }

    /// What a rule's outcome says of its experiment.
    #[inline(never)]
    pub(crate) fn extra(&self, rule: u32) -> Extra {
        let mut extra =
            Extra { test: self.experiment(rule).is_some_and(|it| self.forced(it).is_some()), ..Extra::default() };
        if self.unmeasured().is_some() && !extra.test {
            return extra;
        }
        // Before the arm matters, what is blocked is blocked in that which it would have been.
        let seat = self.rules[rule as usize].seat.arm;
        let arm = seat.map_or_else(|| self.dealt(rule).ok(), Some);
        if let Some((experiment, variant, _)) = arm.and_then(|arm| self.label(rule, arm)) {
            (extra.experiment, extra.variant) = (Some(experiment), Some(variant));
        }
        extra
    }

    /// What templates see of it.
    #[inline(never)]
    pub(crate) fn told_experiment(&self, rule: u32) -> Value {
        let mut told = Value::Null;
        let arm = self.rules[rule as usize].seat.arm;
        if let Some((experiment, variant, _)) = arm.and_then(|arm| self.label(rule, arm)) {
            told.set("name", Value::Text(experiment));
            told.set("variant", Value::Text(variant));
        }
        told
    }
}
