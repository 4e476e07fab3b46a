//! The bar: over many months a plain difference of means over exposures holds the true effect within its 95 % interval
//! as often as it says, and the difference by impressions does not.

use std::ops::Range;

use opportune::ruleset::value::Value;

use super::month::{spread, Stage};
use super::person::Population;
use super::study::{study, ArmResult};
use super::truth::Effects;
use super::world::FIRST_DAY;

/// Few days and keen people: most of them reach what is tested, so that a run is worth its time.
const AMONG: Population = Population { days: 5, keen: 0.9, first_day: FIRST_DAY, visits: 3 };

/// How one comparison fared over all runs.
#[derive(Clone, Debug, Default)]
pub(crate) struct Coverage {
    /// Which arm against which.
    pub(crate) name: String,
    pub(crate) runs: u32,
    /// Runs whose interval holds the truth: by exposures, and by impressions.
    pub(crate) held: u32,
    pub(crate) held_naive: u32,
    /// Sums over the runs.
    exposed: f64,
    truth: f64,
    estimate: f64,
    naive: f64,
}

impl Coverage {
    pub(crate) fn share(&self) -> f64 {
        f64::from(self.held) / f64::from(self.runs)
    }

    pub(crate) fn share_naive(&self) -> f64 {
        f64::from(self.held_naive) / f64::from(self.runs)
    }

    /// One run more.
    fn note(&mut self, arm: &ArmResult, base: &ArmResult) {
        let (Some(lift), Some(naive), Some(truth)) = (arm.lift, arm.naive, arm.truth) else { return };
        self.runs += 1;
        self.held += u32::from(lift.holds(truth));
        self.held_naive += u32::from(naive.holds(truth));
        self.exposed += f64::from(arm.exposed + base.exposed);
        self.truth += truth;
        self.estimate += lift.is;
        self.naive += naive.is;
    }

    fn add(&mut self, other: &Coverage) {
        self.runs += other.runs;
        self.held += other.held;
        self.held_naive += other.held_naive;
        self.exposed += other.exposed;
        self.truth += other.truth;
        self.estimate += other.estimate;
        self.naive += other.naive;
    }

    fn mean(&self, sum: f64) -> f64 {
        sum / f64::from(self.runs)
    }

    pub(crate) fn truth(&self) -> f64 {
        self.mean(self.truth)
    }

    pub(crate) fn estimate(&self) -> f64 {
        self.mean(self.estimate)
    }

    pub(crate) fn naive(&self) -> f64 {
        self.mean(self.naive)
    }

    pub(crate) fn exposed(&self) -> f64 {
        self.mean(self.exposed)
    }
}

/// What must not be: exposures that hung on the arm, and people who were shown two.
pub(crate) type Wrong = Vec<String>;

/// Runs a rule set that often, each time with other people.
pub(crate) fn cover(source: &Value, effects: &Effects, goal: &str, runs: u64, visitors: u64) -> (Vec<Coverage>, Wrong) {
    let mut all: Vec<Coverage> = Vec::new();
    let mut wrong = Wrong::new();
    for (part, complaints) in spread(runs, &|runs| cover_part(source, effects, goal, runs, visitors)) {
        wrong.extend(complaints);
        match all.is_empty() {
            true => all = part,
            false => all.iter_mut().zip(part).for_each(|(into, from)| into.add(&from)),
        }
    }
    (all, wrong)
}

fn cover_part(
    source: &Value,
    effects: &Effects,
    goal: &str,
    runs: Range<u64>,
    visitors: u64,
) -> (Vec<Coverage>, Wrong) {
    let stage = match Stage::new(source, effects) {
        Ok(stage) => stage,
        Err(wrong) => return (Vec::new(), wrong),
    };
    let mut all: Vec<Coverage> = Vec::new();
    let mut wrong = Wrong::new();
    for run in runs {
        // Every tenth run asks those who were not exposed, too.
        let month = stage.run(run, 0..visitors, &AMONG, &[goal.to_string()], run % 10 == 0);
        wrong.extend(month.apart);
        let mut place = 0;
        for (branch, truths) in stage.branches.iter().zip(&month.truths) {
            for base in 0..branch.plan.arms.len() {
                let study = study(&month.known, &branch.plan, goal, &truths[0], base);
                if study.mixed > 0 {
                    wrong.push(format!("run {run}: {} of {} saw two arms", study.mixed, study.experiment));
                }
                // Each pair once.
                for arm in &study.arms[base + 1..] {
                    if all.len() == place {
                        let name = format!("{} against {}", arm.id, study.arms[base].id);
                        all.push(Coverage { name, ..Coverage::default() });
                    }
                    all[place].note(arm, &study.arms[base]);
                    place += 1;
                }
            }
        }
    }
    (all, wrong)
}
