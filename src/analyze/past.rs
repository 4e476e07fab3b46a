//! Rules whose time is over: what is said hangs on when it is asked, so only whoever names an instant is told.

use super::domain::passes;
use super::finding::Finding;
use super::lits::{ways, Lit};
use crate::ruleset::model::{Rule, RuleSet, Schedule, Subject, Time};
use crate::time::Wall;

/// As far as any zone's clock is behind UTC.
const BEHIND: i64 = 12 * 3_600_000;

/// Rules that have no time left after `now`.
pub(super) fn find(set: &RuleSet, now: Wall, skip: &[String], out: &mut Vec<Finding>) {
    for rule in set.rules.iter().filter(|rule| rule.enabled && !skip.contains(&rule.id)) {
        if let Some(below) = over(rule, now) {
            let message = format!("\"{}\" never shows any more: its schedule is over.", rule.id);
            out.push(Finding::new("schedule_over", rule, &below, message));
        }
    }
}

/// Where it says that its time is over.
fn over(rule: &Rule, now: Wall) -> Option<String> {
    if rule.schedule.as_ref().is_some_and(|schedule| is_past(schedule, now)) {
        return Some("/schedule/to".into());
    }
    let all = ways(rule.cond.as_ref()?, true)?;
    let past = |lit: &&Lit| match &lit.subject {
        Subject::Schedule(schedule) => {
            is_past(schedule, now) && passes(lit, &true.into(), false) && !passes(lit, &false.into(), false)
        }
        _ => false,
    };
    let mut first = None;
    for way in &all {
        let lit = way.iter().find(past)?;
        first = first.or(Some(lit.at.clone()));
    }
    first
}

/// Whether it is over wherever on earth its clock stands.
fn is_past(schedule: &Schedule, now: Wall) -> bool {
    match schedule.to {
        Some(Time::Fixed(at)) => at <= now,
        Some(Time::Local(at)) => at.saturating_add(BEHIND) <= now.0,
        None => false,
    }
}
