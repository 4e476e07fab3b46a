//! Rules whose time is over: what is said hangs on when it is asked, so only whoever names an instant is told.

use super::domain::passes;
use super::finding::Finding;
use super::lits::{ways, Lit};
use super::shadow::fields;
use crate::ruleset::model::{Action, Rule, RuleSet, Schedule, Subject, Surface, Time};
use crate::ruleset::value::Value;
use crate::time::Wall;

/// As far as any zone's clock is behind UTC.
const BEHIND: i64 = 12 * 3_600_000;

/// Rules that have no time left after `now`.
pub(super) fn find(source: &Value, set: &RuleSet, now: Wall, skip: &[String], out: &mut Vec<Finding>) {
    for rule in set.rules.iter().filter(|rule| rule.enabled && !skip.contains(&rule.id)) {
        let mut say = |below: &str, what: &str| {
            let message = format!("\"{}\" never shows any more: {what} is over.", rule.id);
            out.push(Finding::new("schedule_over", rule, below, message));
        };
        if let Some(below) = over(rule, now) {
            say(&below, "its schedule");
        } else if rule.actions.iter().any(|action| matches!(action, Action::Surface(it) if has_ended(it, now))) {
            let is_list = fields(source, rule).iter().any(|(key, _)| key == "do");
            say(if is_list { "/do" } else { "/show" }, "what it counts down to");
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
    schedule.to.is_some_and(|to| is_gone(to, now))
}

fn is_gone(time: Time, now: Wall) -> bool {
    match time {
        Time::Fixed(at) => at <= now,
        Time::Local(at) => at.saturating_add(BEHIND) <= now.0,
    }
}

/// Whether a countdown of it has reached its date; then nothing of it shows.
fn has_ended(surface: &Surface, now: Wall) -> bool {
    let Some(Value::List(blocks)) = surface.view.written("/content") else { return false };
    blocks.iter().any(|block| {
        let at = |key: &str| block.written(&format!("/countdown/to/{key}")).and_then(Value::num);
        at("at").is_some_and(|at| is_gone(Time::Fixed(Wall(at as i64)), now))
            || at("zone").is_some_and(|at| is_gone(Time::Local(at as i64), now))
    })
}
