//! What an engine makes of each rule before it runs. Made piece by piece, so that a page that begins with thousands of
//! rules can do something else in between.

use crate::ruleset::model::RuleSet;

use super::rule::RuleState;
use super::signals::Signals;

/// As much of an engine as was made so far.
pub(crate) struct Seeds {
    pub(crate) signals: Signals,
    pub(crate) rules: Vec<RuleState>,
    /// Stateful rules, and those whose arms differ in when they fire.
    pub(crate) stateful: Vec<u32>,
}

impl Seeds {
    /// Nothing yet.
    pub(crate) fn new() -> Seeds {
        Seeds { signals: Signals::new(), rules: Vec::new(), stateful: Vec::new() }
    }

    /// Goes on with so many rules, of the same set each time. True if that was all.
    pub(crate) fn sow(&mut self, set: &mut RuleSet, most: usize) -> bool {
        let first = self.rules.len();
        let end = first.saturating_add(most).min(set.rules.len());
        for index in first..end {
            let rule = &mut set.rules[index];
            rule.enabled &= !set.disabled;
            self.rules.push(RuleState::new(rule, set.settings.holdout));
            self.signals.plant_rule(index as u32, rule);
            if rule.enabled && (rule.trigger.is_none() || rule.is_page_trial()) {
                self.stateful.push(index as u32);
            }
        }
        end == set.rules.len()
    }
}
