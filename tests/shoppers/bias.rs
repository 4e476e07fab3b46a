//! The bar: over many months a plain difference of means over exposures holds the true effect within its 95 % interval
//! as often as it says, and the difference by impressions does not.

use std::ops::Range;

use opportune::ruleset::value::Value;

use super::month::{spread, Stage};
use super::person::Population;
use super::study::{study, ArmResult};
use super::truth::Effects;
use super::world::FIRST_DAY;

/// Few days, keen people, and more of them who agree: most reach what is tested, so that a run is worth its time.
const AMONG: Population = Population {
    days: 5,
    keen: 0.9,
    first_day: FIRST_DAY,
    choices: [78.0, 6.0, 8.0, 8.0],
    visits: 2,
    only_counted: true,
};

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
    /// Estimate less truth, and its square.
    off: [f64; 2],
    off_naive: [f64; 2],
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
        for (sums, by) in [(&mut self.off, lift.is - truth), (&mut self.off_naive, naive.is - truth)] {
            sums[0] += by;
            sums[1] += by * by;
        }
    }

    fn add(&mut self, other: &Coverage) {
        self.runs += other.runs;
        self.held += other.held;
        self.held_naive += other.held_naive;
        self.exposed += other.exposed;
        self.truth += other.truth;
        for part in 0..2 {
            self.off[part] += other.off[part];
            self.off_naive[part] += other.off_naive[part];
        }
    }

    fn mean(&self, sum: f64) -> f64 {
        sum / f64::from(self.runs)
    }

    pub(crate) fn truth(&self) -> f64 {
        self.mean(self.truth)
    }

    /// By how much estimates are off on average, and the standard error of that.
    fn bias_of(&self, [sum, squares]: [f64; 2]) -> (f64, f64) {
        let mean = self.mean(sum);
        (mean, ((self.mean(squares) - mean * mean).max(0.0) / f64::from(self.runs)).sqrt())
    }

    pub(crate) fn bias(&self) -> (f64, f64) {
        self.bias_of(self.off)
    }

    pub(crate) fn bias_naive(&self) -> (f64, f64) {
        self.bias_of(self.off_naive)
    }

    /// What is wrong with the estimates by exposures. The bounds of the share are those of the bar, wider by four
    /// standard errors of what so few runs can say; an honest estimate fails once in thousands of proofs.
    pub(crate) fn complaint(&self) -> Option<String> {
        let runs = f64::from(self.runs);
        let slack = if runs >= 1_000.0 { 0.0 } else { 4.0 * (0.05 * 0.95 / runs).sqrt() };
        let (bias, error) = self.bias();
        if !(0.93 - slack..=0.97 + slack).contains(&self.share()) {
            return Some(format!("{}: the interval holds the truth in {:.1} %", self.name, self.share() * 100.0));
        }
        (bias.abs() > 4.0 * error)
            .then(|| format!("{}: off by {:.2} points on average, ± {:.2}", self.name, bias * 100.0, error * 100.0))
    }

    /// Impressions lead astray: far beyond chance.
    pub(crate) fn is_naive_wrong(&self) -> bool {
        let (bias, error) = self.bias_naive();
        bias.abs() > 8.0 * error && bias.abs() > 4.0 * self.bias().0.abs()
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
        // Every tenth run asks those who were not exposed, too, and those who never agree.
        let whole = run % 10 == 0;
        let among = Population { only_counted: !whole, ..AMONG };
        let month = stage.run(run, 0..visitors, &among, &[goal.to_string()], whole);
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
