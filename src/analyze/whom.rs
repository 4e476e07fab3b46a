//! Whose journey it is: where rules are for a share of the visitors, one whom as many of them as can be are for.

use crate::engine::sees;
use crate::ruleset::model::{Rule, RuleSet};

/// So many names are tried.
const MOST_NAMES: u32 = 20_000;

/// Whether there is any visitor at all whom a rule is shown to.
pub(super) fn is_for_somebody(set: &RuleSet, rule: &Rule) -> bool {
    set.settings.holdout < 10_000 && rule.rollout > 0
}

/// The name of a visitor who is in no holdout and in these rollouts; none, where anybody is.
pub(super) fn name(set: &RuleSet, rules: &[&Rule]) -> Option<String> {
    if set.settings.holdout == 0 && rules.iter().all(|rule| rule.rollout >= 10_000) {
        return None;
    }
    let mut best: Option<(usize, String)> = None;
    for place in 1..=MOST_NAMES {
        let name = format!("v{place}");
        let is_for = |rule: &&&Rule| sees(&name, &rule.id, rule.rollout, set.settings.holdout);
        let count = rules.iter().filter(is_for).count();
        if best.as_ref().is_none_or(|(most, _)| count > *most) {
            best = Some((count, name));
        }
        if count == rules.len() {
            break;
        }
    }
    best.map(|(_, name)| name)
}
