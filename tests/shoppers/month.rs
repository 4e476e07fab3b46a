//! A whole population's time: everybody's life, and the other lives of those who were in an experiment.

use std::ops::Range;

use opportune::ruleset::value::Value;

use super::known::Known;
use super::life::{live, Life};
use super::person::{Choice, Person, Population};
use super::plan::{forced, plans, Plan};
use super::study::Lives;
use super::truth::Effects;
use super::world::World;

/// One experiment with the worlds in which everybody is in the same arm.
pub(crate) struct Branch {
    pub(crate) plan: Plan,
    worlds: Vec<World>,
}

/// The rules of a run, as they are and with each arm forced.
pub(crate) struct Stage {
    pub(crate) world: World,
    pub(crate) branches: Vec<Branch>,
}

/// What came of it.
pub(crate) struct Month {
    pub(crate) people: Vec<Person>,
    pub(crate) lives: Vec<Life>,
    pub(crate) known: Vec<Known>,
    /// By experiment and goal, of all who were exposed: whether each of their lives reached it.
    pub(crate) truths: Vec<Vec<Lives>>,
    /// Exposures that were not the same in all lives of somebody. Nothing may hang on the arm before its exposure.
    pub(crate) apart: Vec<String>,
}

impl Stage {
    pub(crate) fn new(source: &Value, effects: &Effects) -> Result<Stage, Vec<String>> {
        let branch = |plan: Plan| {
            let world = |arm: usize| World::new(forced(source, &plan, arm), effects.clone());
            let worlds = (0..plan.arms.len()).map(world).collect::<Result<Vec<World>, Vec<String>>>()?;
            Ok(Branch { plan, worlds })
        };
        Ok(Stage {
            world: World::new(source.clone(), effects.clone())?,
            branches: plans(source).into_iter().map(branch).collect::<Result<Vec<Branch>, Vec<String>>>()?,
        })
    }

    /// Nobody yet.
    pub(crate) fn empty(&self, goals: &[String]) -> Month {
        let truths = self.branches.iter().map(|_| vec![Lives::new(); goals.len()]).collect();
        Month { people: Vec::new(), lives: Vec::new(), known: Vec::new(), truths, apart: Vec::new() }
    }

    /// Lives it all for these shoppers. With `checks` those who are not exposed live their other lives too, in which
    /// they must not be either.
    pub(crate) fn run(
        &self,
        seed: u64,
        numbers: Range<u64>,
        among: &Population,
        goals: &[String],
        checks: bool,
    ) -> Month {
        let mut month = self.empty(goals);
        for number in numbers {
            let person = Person::new(seed, number, among);
            if among.only_counted && person.choice != Choice::All {
                continue;
            }
            let life = live(&person, &self.world);
            let known = Known::of(&life);
            for (at, branch) in self.branches.iter().enumerate() {
                if checks || known.arm(&branch.plan.name).is_some() {
                    branch.others(&person, &known, goals, &mut month.truths[at], &mut month.apart);
                }
            }
            month.people.push(person);
            month.lives.push(life);
            month.known.push(known);
        }
        month
    }
}

impl Month {
    /// Adds those who came after.
    pub(crate) fn extend(&mut self, part: Month) {
        self.people.extend(part.people);
        self.lives.extend(part.lives);
        self.known.extend(part.known);
        self.apart.extend(part.apart);
        for (into, from) in self.truths.iter_mut().flatten().zip(part.truths.into_iter().flatten()) {
            into.extend(from);
        }
    }
}

/// Does work on as many threads as there are processors, each with its share of the numbers, and gives the results in
/// order. Compiled rules do not cross threads, so each opens its own.
pub(crate) fn spread<T: Send>(numbers: u64, work: &(dyn Fn(Range<u64>) -> T + Sync)) -> Vec<T> {
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get).min(16) as u64;
    let share = numbers.div_ceil(threads).max(1);
    std::thread::scope(|scope| {
        let part = |from: u64| scope.spawn(move || work(from..(from + share).min(numbers)));
        let running: Vec<_> = (0..numbers).step_by(share as usize).map(part).collect();
        running.into_iter().map(|part| part.join().expect("a part panicked")).collect()
    })
}

impl Branch {
    /// The other lives of somebody, in which all is the same but the arm.
    fn others(&self, person: &Person, known: &Known, goals: &[String], truths: &mut [Lives], apart: &mut Vec<String>) {
        let name = &self.plan.name;
        let met = known.arm(name);
        // Who is held out of everything is in no arm in any life.
        if met.is_some_and(|met| !self.plan.arms.iter().any(|arm| arm.id == met.variant)) {
            return;
        }
        let mut reached = vec![Vec::new(); goals.len()];
        for (arm, world) in self.plan.arms.iter().zip(&self.worlds) {
            let other;
            let known = if met.is_some_and(|met| met.variant == arm.id) {
                known
            } else {
                other = Known::of(&live(person, world));
                &other
            };
            let there = known.arm(name);
            if there.map(|there| there.at) != met.map(|met| met.at)
                || there.is_some_and(|there| there.variant != arm.id)
            {
                apart.push(format!(
                    "{name}: {} is exposed at {met:?} here, and at {there:?} with {} for all",
                    person.id, arm.id
                ));
            }
            for (goal, reached) in goals.iter().zip(&mut reached) {
                let is_reached = there.and_then(|there| known.reached(goal, there)).is_some();
                reached.push(f64::from(u8::from(is_reached)));
            }
        }
        if met.is_some() {
            for (truth, reached) in truths.iter_mut().zip(reached) {
                truth.push(reached);
            }
        }
    }
}
