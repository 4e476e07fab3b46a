//! What an experiment says about a goal, from what was sent: by exposures, as one should, and by impressions, as one
//! should not; and beside it what is true.

use super::known::Known;
use super::plan::Plan;
use super::stats::{mismatch, Estimate, Sample};

/// One arm and one goal.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct ArmResult {
    pub(crate) id: String,
    pub(crate) exposed: u32,
    pub(crate) converted: u32,
    /// The share of the exposed that reached the goal.
    pub(crate) rate: Estimate,
    /// What the goal was worth, for each of the exposed.
    pub(crate) worth: Estimate,
    /// More than in the base arm, by exposures. Nothing for the base arm itself.
    pub(crate) lift: Option<Estimate>,
    /// The same by impressions.
    pub(crate) naive: Option<Estimate>,
    /// What it truly is, on average over all who were exposed.
    pub(crate) truth: Option<f64>,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Study {
    pub(crate) experiment: String,
    pub(crate) goal: String,
    pub(crate) arms: Vec<ArmResult>,
    /// How likely shares of exposures as uneven as these are, by chance alone.
    pub(crate) mismatch: f64,
    /// People who were exposed to more than one variant: there must be none.
    pub(crate) mixed: u32,
}

/// Who was exposed, and whether each of their lives, one for each arm, reached the goal.
pub(crate) type Lives = Vec<Vec<f64>>;

/// Compares the arms of an experiment with one of them. `lives` has the truth; without it the study is one that a shop
/// could do.
pub(crate) fn study(people: &[Known], plan: &Plan, goal: &str, lives: &Lives, base: usize) -> Study {
    let mut by_exposure = vec![Sample::default(); plan.arms.len()];
    let mut worth = vec![Sample::default(); plan.arms.len()];
    let mut converted = vec![0; plan.arms.len()];
    let mut mixed = 0;
    for person in people {
        let Some(met) = person.arm(&plan.name) else { continue };
        let Some(arm) = plan.arms.iter().position(|arm| arm.id == met.variant) else { continue };
        let value = person.reached(goal, met);
        by_exposure[arm].add(f64::from(u8::from(value.is_some())));
        worth[arm].add(value.unwrap_or(0.0));
        converted[arm] += u32::from(value.is_some());
        let others = |one: &&super::known::Met| one.experiment == plan.name && one.variant != met.variant;
        mixed += u32::from(person.impressions.iter().any(|one| others(&one)));
    }
    let naive = impressions(people, plan, goal);
    let truth = |arm: usize| {
        let sum = lives.iter().map(|life| life[arm] - life[base]).sum::<f64>();
        (!lives.is_empty()).then(|| sum / lives.len() as f64)
    };
    let arm = |place: usize| {
        let is_other = place != base;
        ArmResult {
            id: plan.arms[place].id.clone(),
            exposed: by_exposure[place].n as u32,
            converted: converted[place],
            rate: by_exposure[place].estimate(),
            worth: worth[place].estimate(),
            lift: is_other.then(|| by_exposure[place].less(&by_exposure[base])),
            naive: is_other.then(|| naive[place].less(&naive[base])),
            truth: if is_other { truth(place) } else { None },
        }
    };
    let counts: Vec<f64> = by_exposure.iter().map(|sample| sample.n).collect();
    let shares: Vec<f64> = plan.arms.iter().map(|arm| arm.weight).collect();
    Study {
        experiment: plan.name.clone(),
        goal: goal.into(),
        arms: (0..plan.arms.len()).map(arm).collect(),
        mismatch: mismatch(&counts, &shares),
        mixed,
    }
}

/// Who saw it and who did not: of an arm that draws, those who have an impression of it; of one that does not, all who
/// have no impression of any. That is what one gets without exposures, and it compares different people.
fn impressions(people: &[Known], plan: &Plan, goal: &str) -> Vec<Sample> {
    let mut samples = vec![Sample::default(); plan.arms.len()];
    for person in people.iter().filter(|person| person.is_measured) {
        let reached = f64::from(u8::from(person.reached_ever(goal)));
        let seen = person.impressions.iter().find(|one| one.experiment == plan.name);
        for (sample, arm) in samples.iter_mut().zip(&plan.arms) {
            let counts = if arm.is_control { seen.is_none() } else { seen.is_some_and(|one| one.variant == arm.id) };
            if counts {
                sample.add(reached);
            }
        }
    }
    samples
}
