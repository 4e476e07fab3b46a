//! What rules share: counters of tags and of `limit.key`, which let all of them together show only so often.

use super::shadow::every;
use super::worn::Worn;
use super::worst::{is_by_itself, Scope};
use crate::ruleset::model::{Rule, RuleSet};

/// Rules that count together, by place, and how often all of them show at most.
pub(super) struct Share {
    rules: Vec<usize>,
    most: u32,
}

/// The counters that hold these rules back within a scope.
pub(super) fn shares(set: &RuleSet, rules: &[Worn], scope: Scope) -> Vec<Share> {
    let mut out = Vec::new();
    for (place, quota) in set.settings.quotas.iter().enumerate() {
        let place = place as u32;
        let with = |has: &dyn Fn(&Rule) -> bool| -> Vec<usize> {
            rules.iter().enumerate().filter(|(_, worn)| has(&worn.faces[0].0)).map(|(at, _)| at).collect()
        };
        let tagged = with(&|rule| rule.quotas.contains(&place));
        if let Some(most) = scope.cap(&quota.limit, quota.limit.per_page) {
            out.push(Share { rules: tagged, most });
        }
        // Each holds its own limits against the count of all: whoever may show most has the last word.
        let keyed = with(&|rule| rule.key == Some(place));
        let caps: Option<Vec<u32>> =
            keyed.iter().map(|at| scope.cap(&rules[*at].faces[0].0.limit, in_page(&rules[*at]))).collect();
        if let Some(most) = caps.and_then(|caps| caps.into_iter().max()) {
            out.push(Share { rules: keyed, most });
        }
    }
    out
}

/// Its limit within a page view, where that is sure in each of its arms.
fn in_page(worn: &Worn) -> Option<u32> {
    let of_arm = |rule: &Rule| match (&rule.trigger, rule.limit.per_page) {
        (Some(trigger), Some(0)) => every(trigger, is_by_itself).then_some(1),
        // What comes back in the same page view is the same impression.
        (None, _) => None,
        (_, most) => most,
    };
    worn.faces.iter().map(|(rule, _)| of_arm(rule)).collect::<Option<Vec<u32>>>()?.into_iter().max()
}

/// How often rules that show so often by themselves show together at most. `None`: no bound.
pub(super) fn sum(bounds: &[Option<u32>], chosen: &[usize], shares: &[Share]) -> Option<u32> {
    let mut left: Vec<usize> = chosen.to_vec();
    let mut total = 0u32;
    let plain = |rules: &[usize]| -> Option<u32> {
        rules.iter().try_fold(0u32, |sum, at| bounds[*at].map(|most| sum.saturating_add(most)))
    };
    loop {
        let shared =
            |share: &Share| -> Vec<usize> { left.iter().copied().filter(|at| share.rules.contains(at)).collect() };
        // The counter that takes most off first; each rule is held against one.
        let saved = |share: &Share| match plain(&shared(share)) {
            Some(sum) => sum.saturating_sub(share.most),
            None => u32::MAX,
        };
        let Some(best) = shares.iter().max_by_key(|share| saved(share)).filter(|share| saved(share) > 0) else { break };
        let together = shared(best);
        total = total.saturating_add(best.most);
        left.retain(|at| !together.contains(at));
    }
    Some(total.saturating_add(plain(&left)?))
}
