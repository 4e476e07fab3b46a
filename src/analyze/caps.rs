//! Caps that no journey can reach, because another one is always reached first.

use super::finding::Finding;
use super::shadow::fields;
use crate::ruleset::model::{Atom, Rule, RuleSet, Scope, Trigger};
use crate::ruleset::value::Value;
use crate::time::Ms;

/// Longer than any calendar day, whatever the clocks do and wherever the visitor flies.
const DAY_AT_MOST: Ms = Ms(52 * 3_600_000);

/// Limits of rules that make no difference.
pub(super) fn find(source: &Value, set: &RuleSet, skip: &[String], out: &mut Vec<Finding>) {
    for rule in set.rules.iter().filter(|rule| rule.enabled && !skip.contains(&rule.id)) {
        // With a key, rules share their counts.
        let has_key = source.written(&format!("/rules/{}/limit/key", rule.place)).is_some();
        if !has_key && !fields(source, rule).iter().any(|(key, _)| key == "experiment") {
            one(rule, out);
        }
    }
}

fn one(rule: &Rule, out: &mut Vec<Finding>) {
    let limit = &rule.limit;
    let mut say = |cap: &str, why: String, because: &str| {
        let message = format!("\"{}\" never reaches limit.{cap}: {why}.", rule.id);
        let pointer = format!("/rules/{}{because}", rule.place);
        out.push(Finding::new("unreachable_cap", rule, &format!("/limit/{cap}"), message).because(vec![pointer]));
    };
    if let Some(ever) = limit.per_visitor {
        for (cap, most) in [("perPage", limit.per_page), ("perSession", limit.per_session), ("perDay", limit.per_day)] {
            if most.is_some_and(|most| most > ever) {
                say(cap, format!("perVisitor ends it after {ever}"), "/limit/perVisitor");
            }
        }
    }
    if let (Some(most), Some(gap)) = (limit.per_day, limit.cooldown) {
        if most > 1 && gap >= DAY_AT_MOST {
            say("perDay", "its cooldown is longer than a day".into(), "/limit/cooldown");
        }
    }
    if limit.per_page.is_some_and(|most| most > 1) {
        if let Some(most) = rule.trigger.as_ref().and_then(firings_in_page) {
            if limit.per_page.is_some_and(|cap| cap > most) {
                let times = if most == 1 { "once".into() } else { format!("{most} times") };
                say("perPage", format!("it fires {times} in a page view at most"), "/when");
            }
        }
    }
}

/// How often a trigger fires in a page view at most, where that is sure.
pub(super) fn firings_in_page(trigger: &Trigger) -> Option<u32> {
    match trigger {
        Trigger::Atom(Atom::PageView { .. }) => Some(1),
        // A page view may see several sessions.
        Trigger::Atom(Atom::Dwell { scope: Scope::Session, .. }) => None,
        Trigger::Atom(atom) if atom.is_once() => Some(1),
        Trigger::Op(operator) if operator.kind == crate::ruleset::model::OperatorKind::Any => {
            operator.of.iter().map(firings_in_page).sum()
        }
        _ => None,
    }
}
