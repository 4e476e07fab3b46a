//! What can be known of a shopper from what was sent, and from nothing else.

use opportune::engine::effect::Report;
use opportune::ruleset::value::Value;
use opportune::time::Wall;

use super::life::Life;
use super::wire::{extra, variant_of};

/// An experiment, a variant of it, and when.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Met {
    pub(crate) experiment: String,
    pub(crate) variant: String,
    pub(crate) at: Wall,
}

/// A goal that was reached.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Reached {
    pub(crate) goal: String,
    pub(crate) at: Wall,
    pub(crate) value: f64,
    /// The exposures that the engine put it down to.
    pub(crate) after: Vec<Met>,
}

/// One visitor, as analytics knows them.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Known {
    /// They agreed to be measured.
    pub(crate) is_measured: bool,
    /// The first of each experiment.
    pub(crate) exposures: Vec<Met>,
    /// Those of each experiment's rules that were drawn, the first of each variant.
    pub(crate) impressions: Vec<Met>,
    pub(crate) goals: Vec<Reached>,
    /// Funnel and step, each once.
    pub(crate) steps: Vec<(String, u32)>,
    /// Of every rule: how often it was drawn, pressed, closed, blocked.
    pub(crate) rules: Vec<(String, [u32; 4])>,
}

impl Known {
    pub(crate) fn of(life: &Life) -> Known {
        let mut known = Known { is_measured: life.wire.is_open(), ..Known::default() };
        for report in &life.wire.sent {
            known.hear(report);
        }
        known
    }

    fn hear(&mut self, report: &Report) {
        match report.name {
            "opportune_exposure" if report.reason.is_empty() => add(&mut self.exposures, met(report), false),
            "opportune_impression" => {
                self.count(&report.rule, 0);
                if !extra(report, "experiment").is_empty() {
                    add(&mut self.impressions, met(report), true);
                }
            }
            "opportune_click" => self.count(&report.rule, 1),
            "opportune_dismiss" => self.count(&report.rule, 2),
            "opportune_blocked" => self.count(&report.rule, 3),
            "opportune_goal" => self.goals.push(Reached {
                goal: extra(report, "goal").into(),
                at: report.at,
                value: report.extra.get("value").and_then(Value::num).unwrap_or(0.0),
                after: exposures(report),
            }),
            "opportune_funnel_step" => {
                let step = report.extra.get("step").and_then(Value::num).unwrap_or(0.0) as u32;
                let one = (extra(report, "funnel").to_string(), step);
                if !self.steps.contains(&one) {
                    self.steps.push(one);
                }
            }
            _ => {}
        }
    }

    fn count(&mut self, rule: &str, what: usize) {
        match self.rules.iter_mut().find(|(id, _)| id == rule) {
            Some((_, counts)) => counts[what] += 1,
            None => {
                let mut counts = [0; 4];
                counts[what] = 1;
                self.rules.push((rule.into(), counts));
            }
        }
    }

    /// The arm they were first exposed to.
    pub(crate) fn arm(&self, experiment: &str) -> Option<&Met> {
        self.exposures.iter().find(|one| one.experiment == experiment)
    }

    /// Whether the goal came after that exposure, as the engine attributes it, and what it was worth in all.
    pub(crate) fn reached(&self, goal: &str, after: &Met) -> Option<f64> {
        let is_meant = |one: &&Reached| {
            one.goal == goal
                && one.after.iter().any(|met| met.experiment == after.experiment && met.variant == after.variant)
        };
        let mut values = self.goals.iter().filter(is_meant).map(|one| one.value).peekable();
        values.peek().is_some().then(|| values.sum())
    }

    /// Whether the goal was reached at all, attributed or not.
    pub(crate) fn reached_ever(&self, goal: &str) -> bool {
        self.goals.iter().any(|one| one.goal == goal)
    }
}

fn add(to: &mut Vec<Met>, one: Met, by_variant: bool) {
    let is_there = to.iter().any(|met| met.experiment == one.experiment && (!by_variant || met.variant == one.variant));
    if !is_there {
        to.push(one);
    }
}

fn met(report: &Report) -> Met {
    Met { experiment: extra(report, "experiment").into(), variant: variant_of(report).into(), at: report.at }
}

fn exposures(report: &Report) -> Vec<Met> {
    let Some(Value::List(items)) = report.extra.get("exposures") else { return Vec::new() };
    let text = |item: &Value, key: &str| item.get(key).and_then(Value::text).unwrap_or_default().to_string();
    let met = |item: &Value| Met {
        experiment: text(item, "experiment"),
        variant: text(item, "variant"),
        at: Wall(item.get("at").and_then(Value::num).unwrap_or(0.0) as i64),
    };
    items.iter().map(met).collect()
}
