//! Which arm of an experiment the visitor is dealt: by a hash of their name, as GrowthBook does it (its version 2), and
//! once dealt for good: the ledger keeps it.

use crate::ruleset::model::{Experiment, Subject};
use crate::ruleset::value::Value;

use super::condition::Subjected;
use super::hash::{bucket, choose, fnv1a, is_in_namespace};
use super::number::push_int;
use super::trail;
use super::trial::Arm;
use super::{Engine, No};

/// What the hash of a holdout begins with.
const HOLDOUT: &str = "holdout";

/// What somebody is dealt, and why.
pub(crate) struct Deal {
    pub(crate) arm: Arm,
    /// Of 10,000.
    pub(crate) bucket: Option<u32>,
    pub(crate) why: &'static str,
    pub(crate) is_forced: bool,
    /// What is to be kept, if it is not yet.
    pub(crate) assigned: Option<trail::Arm>,
}

impl Deal {
    fn of(arm: Arm, why: &'static str) -> Deal {
        Deal { arm, bucket: None, why, is_forced: false, assigned: None }
    }
}

impl Engine {
    /// The visitor's name, if it is one that lasts; or why there is none.
    fn lasting_visitor(&self) -> Result<&str, No> {
        if self.context.is_named {
            return Ok(&self.context.visitor);
        }
        match super::subject::refused(self.consent.functional) {
            Some(no) => Err(no),
            None if self.is_unavailable => Err(No::NoStorage),
            None if !self.is_read => Err(No::Unknown),
            None => Ok(self.visitor()),
        }
    }

    /// What the fact says that visitors are told apart by, as far as it is known.
    fn by_fact(&self, experiment: &Experiment) -> Option<String> {
        let subject = Subject::Fact(experiment.by.clone()?);
        let mut name = String::new();
        match self.subject(&subject, None) {
            Subjected::Known(Value::Text(text)) => name.push_str(text),
            Subjected::Known(Value::Num(number)) if (*number as i64) as f64 == *number => {
                push_int(&mut name, *number as i64);
            }
            _ => {}
        }
        Some(name).filter(|name| !name.is_empty())
    }

    /// Whether the visitor sees nothing of anything.
    pub(crate) fn is_held_out(&self) -> Result<bool, No> {
        let most = self.set.settings.holdout;
        if most == 0 {
            return Ok(false);
        }
        Ok(bucket(HOLDOUT, self.lasting_visitor()?) < most)
    }

    /// The same as a deal, for rules without an experiment.
    pub(crate) fn deal_holdout(&self) -> Result<Deal, No> {
        Ok(match self.is_held_out()? {
            true => Deal::of(Arm::Holdout, HOLDOUT),
            false => Deal::of(Arm::Out, "rest"),
        })
    }

    /// The arm that is forced: for a look, or a test.
    pub(crate) fn forced(&self, experiment: &Experiment) -> Option<u32> {
        let (_, variant) = self.context.forced.iter().find(|(name, _)| *name == experiment.name)?;
        experiment.arms.iter().position(|arm| arm.id == *variant).map(|arm| arm as u32)
    }

    /// What the visitor is dealt, or why that is not known.
    pub(crate) fn deal(&self, experiment: &Experiment) -> Result<Deal, No> {
        if let Some(arm) = self.forced(experiment) {
            return Ok(Deal { is_forced: true, ..Deal::of(Arm::In(arm), "forced") });
        }
        let (visitor, fact) = (self.lasting_visitor(), self.by_fact(experiment));
        let name = match (&fact, visitor) {
            (Some(name), _) => name.as_str(),
            (None, visitor) => visitor?,
        };
        // Where nobody can be held out by name, nobody is.
        if self.is_held_out().unwrap_or(false) {
            return Ok(Deal::of(Arm::Holdout, HOLDOUT));
        }
        let unit = unit_of(name, fact.is_some());
        let anonymous = visitor.ok().map(|name| unit_of(name, false));
        let mut deal = self.deal_name(experiment, name, [Some(unit), anonymous]);
        let keep = |arm: u32| {
            let variant = experiment.arms.get(arm as usize).map_or(String::new(), |arm| arm.id.clone());
            trail::Arm { experiment: experiment.name.clone(), version: experiment.version, unit, variant }
        };
        if let Arm::In(arm) = deal.arm {
            deal.assigned = Some(keep(arm)).filter(|new| !self.arms().contains(new));
        }
        Ok(deal)
    }

    fn arms(&self) -> &[trail::Arm] {
        self.ledger.trail.as_ref().map_or(&[], |trail| &trail.arms)
    }

    /// `units`: theirs, and that of their browser.
    fn deal_name(&self, experiment: &Experiment, name: &str, units: [Option<u32>; 2]) -> Deal {
        let bucket = bucket(&experiment.seed, name);
        let told = |arm: Arm, why| Deal { bucket: Some(bucket), ..Deal::of(arm, why) };
        for unit in units.into_iter().flatten() {
            for known in self.arms().iter().filter(|arm| arm.experiment == experiment.name && arm.unit == unit) {
                if known.version < experiment.min_version {
                    return told(Arm::Out, "version");
                }
            }
        }
        for unit in units.into_iter().flatten() {
            let is_it = |arm: &&trail::Arm| {
                (&arm.experiment, arm.version, arm.unit) == (&experiment.name, experiment.version, unit)
            };
            let known = self.arms().iter().find(is_it);
            let arm = known.and_then(|known| experiment.arms.iter().position(|arm| arm.id == known.variant));
            if let Some(arm) = arm {
                return told(Arm::In(arm as u32), "sticky");
            }
        }
        let (arm, why) = place(experiment, name, bucket);
        told(arm, why)
    }

    /// The variant that the visitor is in, for the condition.
    pub(crate) fn variant<'a>(&'a self, experiment: &'a Experiment) -> Subjected<'a> {
        let id = |arm: u32| experiment.arms.get(arm as usize).map(|arm| Subjected::Text(&arm.id));
        let control = || experiment.arms.iter().find(|arm| arm.is_control).map(|arm| Subjected::Text(&arm.id));
        let unmeasured = super::subject::refused(self.consent.analytics);
        let found = match (self.deal(experiment), unmeasured) {
            (Ok(Deal { arm: Arm::In(arm), is_forced, .. }), unmeasured) if is_forced || unmeasured.is_none() => id(arm),
            // Without consent an experiment serves its control.
            (Ok(_), Some(no)) | (Err(no), _) => return control().unwrap_or(Subjected::Missing(no)),
            (Ok(Deal { arm: Arm::Holdout, .. }), _) => return Subjected::Missing(No::Holdout),
            _ => None,
        };
        found.unwrap_or(Subjected::Missing(No::Unknown))
    }
}

/// Where a name falls that was dealt nothing yet.
fn place(experiment: &Experiment, name: &str, bucket: u32) -> (Arm, &'static str) {
    if let Some((space, low, high)) = &experiment.namespace {
        if !is_in_namespace(name, space, *low, *high) {
            return (Arm::Out, "namespace");
        }
    }
    let weights: Vec<f64> = experiment.arms.iter().map(|arm| arm.weight).collect();
    match choose(bucket, experiment.coverage, &weights) {
        Some(arm) => (Arm::In(arm), "bucket"),
        None => (Arm::Out, "coverage"),
    }
}

/// The same without a page, for a visitor or what a fact says of one: the bucket, the variant if any, and why.
#[cfg(feature = "dev")]
pub(crate) fn offline(experiment: &Experiment, name: &str, holdout: u32) -> (u32, Option<String>, &'static str) {
    let number = bucket(&experiment.seed, name);
    if bucket(HOLDOUT, name) < holdout {
        return (number, Some(HOLDOUT.into()), HOLDOUT);
    }
    match place(experiment, name, number) {
        (Arm::In(arm), why) => (number, experiment.arms.get(arm as usize).map(|arm| arm.id.clone()), why),
        (_, why) => (number, None, why),
    }
}

/// Whether a visitor of that name is in no such holdout, and in the rollout of that rule.
#[cfg(feature = "dev")]
pub(crate) fn sees(name: &str, rule: &str, rollout: u32, holdout: u32) -> bool {
    bucket(HOLDOUT, name) >= holdout && bucket(rule, name) < rollout
}

/// A name as a number; that of a fact is another one than that of a browser.
fn unit_of(name: &str, is_fact: bool) -> u32 {
    fnv1a(name.as_bytes()) ^ u32::from(is_fact)
}
