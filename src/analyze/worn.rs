//! A rule as it is in the arms of its experiment. A visitor stays in an arm, unless a fact of the page tells who they are.

use super::lits::Way;
use super::never::given;
use super::solve::{never, possible_ways};
use super::worst::{alone, Scope};
use crate::ruleset::model::{Rule, Trial};

/// An arm to put the visitor into: the name of the experiment, and that of the arm.
type Arm = (String, String);

/// A rule, and what it can be.
pub(super) struct Worn {
    /// As it is for some visitors, and the arm that those are in.
    pub(super) faces: Vec<(Rule, Option<Arm>)>,
    /// One visitor may be in several arms.
    is_mixed: bool,
}

impl Worn {
    pub(super) fn new(rule: &Rule) -> Worn {
        let mut plain = rule.clone();
        let Some(trial) = plain.trial.take() else {
            return Worn { faces: vec![(plain, None)], is_mixed: false };
        };
        let mut faces = Vec::new();
        let experiment = &trial.experiment;
        let named = |at: usize| Some((experiment.name.clone(), experiment.arms.get(at)?.id.clone()));
        for (at, arm) in experiment.arms.iter().enumerate() {
            let mut dressed = plain.clone();
            if let Some(Some(face)) = trial.faces.get(at) {
                face.clone().swap(&mut dressed);
            }
            let is_plain = matches!(trial.faces.get(at), None | Some(None));
            if arm.is_control || arm.weight <= 0.0 || is_plain && faces.iter().any(|(rule, _)| is_as(rule, &plain)) {
                continue;
            }
            faces.push((dressed, named(at)));
        }
        if is_for_others(&trial) && !faces.iter().any(|(rule, _)| is_as(rule, &plain)) {
            faces.push((plain, None));
        }
        faces.retain(|(rule, _)| never(rule.cond.as_ref(), &given(rule)).is_none());
        Worn { faces, is_mixed: experiment.by.is_some() }
    }

    pub(super) fn id(&self) -> &str {
        self.faces.first().map_or("", |(rule, _)| &rule.id)
    }

    /// How its condition can be true, in any arm.
    pub(super) fn ways(&self) -> Option<Vec<Way>> {
        let mut all = Vec::new();
        for (rule, _) in &self.faces {
            all.append(&mut ways(rule)?);
        }
        Some(all)
    }

    /// How often it alone can interrupt within a scope.
    pub(super) fn bound(&self, scope: Scope) -> Option<u32> {
        let mut most: Option<u32> = Some(0);
        for (rule, _) in &self.faces {
            let here = alone(rule, ways(rule).as_deref(), scope);
            most = match (most, here) {
                (Some(one), Some(other)) if self.is_mixed => Some(one.saturating_add(other)),
                (Some(one), Some(other)) => Some(one.max(other)),
                _ => None,
            };
        }
        // Its limits count by its name, whatever the arm.
        let limit = &self.faces.first()?.0.limit;
        let cap = scope.cap(limit, limit.per_page.filter(|most| *most > 0));
        let is_capped = self.is_mixed && self.faces.iter().all(|(rule, _)| rule.trigger.is_some());
        [most, cap.filter(|_| is_capped)].into_iter().flatten().min()
    }

    /// Where it shows most.
    pub(super) fn worst(&self, scope: Scope) -> usize {
        let rank = |rule: &Rule| {
            let most = alone(rule, ways(rule).as_deref(), scope);
            (most.is_none(), most)
        };
        let mut best = 0;
        for (at, (rule, _)) in self.faces.iter().enumerate() {
            if rank(rule) > rank(&self.faces[best].0) {
                best = at;
            }
        }
        best
    }
}

fn ways(rule: &Rule) -> Option<Vec<Way>> {
    possible_ways(rule.cond.as_ref(), &given(rule))
}

fn is_as(one: &Rule, other: &Rule) -> bool {
    one.trigger == other.trigger && one.cond == other.cond
}

/// Whether some visitors are in no arm: they see the rule as it is written.
fn is_for_others(trial: &Trial) -> bool {
    let experiment = &trial.experiment;
    experiment.coverage < 1.0 || experiment.namespace.is_some() || experiment.min_version > 0
}
