//! What is read of the page before anybody decides.

use crate::ruleset::model::{ElementIx, Subject};

use super::effect::Effect;
use super::rule::{Pending, Phase};
use super::{dirty, Engine};
use crate::ruleset::depends::leaves;
use crate::ruleset::firing::sort;

impl Engine {
    /// Asks for what the verdicts on these rules hang on, if they do. `trials`: rules whose arms may begin to differ.
    pub(super) fn ask_for_sample(&mut self, rules: &[u32], trials: &[u32], out: &mut Vec<Effect>) {
        self.samples.clear();
        self.guards = 0;
        let mut elements: Vec<ElementIx> = Vec::new();
        let mut guards = false;
        if !trials.is_empty() {
            self.sampled_of_trials(trials, &mut elements);
        }
        for rule in rules {
            let (state, rule) = (&self.rules[*rule as usize], &self.set.rules[*rule as usize]);
            let is_exit = state.firing.as_ref().is_some_and(|firing| firing.is(sort::EXIT));
            guards |= (rule.interrupts || is_exit) && !matches!(state.phase, Phase::Shown);
            if state.depends & dirty::SAMPLED == 0 {
                continue;
            }
            if let Some(cond) = &rule.cond {
                leaves(cond, &mut |leaf| {
                    if let Subject::Element(query) | Subject::Sampled(query) = leaf.subject {
                        if !elements.contains(&query) {
                            elements.push(query);
                        }
                    }
                });
            }
        }
        if guards || !elements.is_empty() {
            self.pending = Some(Pending::Sample);
            out.push(Effect::Sample { elements, guards });
        }
    }
}
