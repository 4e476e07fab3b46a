//! Experiments whose arms differ in their triggers or conditions: an exposure belongs to the page view, as soon as any
//! arm may show in it.

use crate::ruleset::model::{Cond, ElementIx, Subject};

use super::condition::Verdict;
use super::effect::Effect;
use super::rule::Phase;
use super::{dirty, Engine};
use crate::ruleset::depends::leaves;

impl Engine {
    /// Where arms differ in their triggers or conditions, they can differ in a page view as soon as one of them may.
    #[inline(never)]
    pub(crate) fn expose_page(&mut self, rule: u32, out: &mut Vec<Effect>) {
        let index = rule as usize;
        let is_idle = matches!(self.rules[index].phase, Phase::Idle);
        if self.rules[index].seat.arm.is_some() {
            return;
        }
        let face = self.would_wear(rule);
        if is_idle {
            self.wear(rule, face);
        } else if self.rules[index].seat.worn != face {
            return;
        }
        self.watch_faces(rule);
        if !self.may_any(rule) || !self.rule_opening(rule).is_some_and(|opening| opening.is_open) {
            return;
        }
        if let Some(no) = self.limit(rule) {
            return self.blocked(rule, no, out);
        }
        if let Err(no) = self.admit(rule) {
            return self.blocked(rule, no, out);
        }
        let is_known = self.experiment(rule).is_some_and(|experiment| self.deal(experiment).is_ok());
        if is_known && (self.unmeasured().is_none() || self.extra(rule).test) {
            self.expose(rule, out);
        }
    }

    /// Rules whose arms may begin to differ in this page view, because of that change; the first of the file last.
    #[inline(never)]
    pub(crate) fn page_trials(&self, changed: u32) -> Vec<u32> {
        const ALWAYS: u32 = dirty::URL | dirty::CONSENT | dirty::TIME | dirty::HISTORY | dirty::FACTS | dirty::FIRED;
        let mut due = Vec::new();
        for rule in self.stateful.iter().rev() {
            let state = &self.rules[*rule as usize];
            let is_changed = changed & (state.depends | ALWAYS) != 0;
            if self.set.rules[*rule as usize].is_page_trial() && state.seat.arm.is_none() && is_changed {
                due.push(*rule);
            }
        }
        due
    }

    /// The conditions of all arms of a rule.
    fn conds(&self, rule: u32) -> Vec<Option<&Cond>> {
        let rule = &self.set.rules[rule as usize];
        let faces = rule.trial.iter().flat_map(|trial| trial.faces.iter().flatten());
        let mut conds = vec![rule.cond.as_ref()];
        conds.extend(faces.map(|face| face.cond.as_ref()));
        conds
    }

    /// Whether any arm may show.
    fn may_any(&self, rule: u32) -> bool {
        self.conds(rule).into_iter().any(|cond| cond.is_none_or(|cond| self.verdict(cond) == Verdict::True))
    }

    /// Time alone may change that.
    fn watch_faces(&mut self, rule: u32) {
        let mut next = self.rule_opening(rule).and_then(|opening| opening.changes);
        for cond in self.conds(rule).into_iter().flatten() {
            if let Some(at) = self.cond_changes(cond) {
                next = Some(next.map_or(at, |next| next.min(at)));
            }
        }
        if let Some(at) = next {
            self.recheck_at_wall(rule, at);
            self.stale_timers();
        }
    }

    /// What their conditions read of the page.
    #[inline(never)]
    pub(crate) fn sampled_of_trials(&self, rules: &[u32], elements: &mut Vec<ElementIx>) {
        for rule in rules {
            for cond in self.conds(*rule).into_iter().flatten() {
                leaves(cond, &mut |leaf| {
                    if let Subject::Element(query) | Subject::Sampled(query) = leaf.subject {
                        if !elements.contains(&query) {
                            elements.push(query);
                        }
                    }
                });
            }
        }
    }
}
