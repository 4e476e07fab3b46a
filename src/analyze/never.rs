//! Rules that can never show: their conditions or their trigger contradict themselves, or a limit of 0 stops them.

use super::dead::{dead, plain_dwell};
use super::finding::{quoted, Finding};
use super::lits::{all_of, on_path, Lit};
use super::solve::{never, Clash};
use crate::ruleset::model::{Atom, Clock, Cond, Rule, RuleSet, Subject, Test, Trigger};
use crate::ruleset::value::Value;
use crate::time::Ms;

/// Everything that keeps rules from ever showing.
pub(super) fn find(source: &Value, set: &RuleSet, out: &mut Vec<Finding>) {
    for rule in set.rules.iter().filter(|rule| rule.enabled) {
        if let Some(finding) = one(source, set, rule) {
            out.push(finding);
        }
    }
}

/// Why a rule can never show, if that is so.
pub(super) fn one(source: &Value, set: &RuleSet, rule: &Rule) -> Option<Finding> {
    if let Some((below, why)) =
        rule.trigger.as_ref().and_then(|trigger| dead(trigger, "/when", is_scoped(source, rule)))
    {
        let message = format!("\"{}\" never fires: {why}. Only `trigger(\"{}\")` would start it.", rule.id, rule.id);
        return Some(Finding::new("never_fires", rule, &below, message));
    }
    if let Some(clashes) = never(rule.cond.as_ref(), &given(rule)) {
        return Some(contradiction(source, rule, &clashes));
    }
    if let Some(setting) = stopped(set, rule) {
        let message = format!("\"{}\" never shows: settings.{setting} is 0.", rule.id);
        return Some(Finding::new("never_shown", rule, "", message).because(vec![format!("/settings/{setting}")]));
    }
    let finding = late(rule)?;
    Some(finding)
}

fn contradiction(source: &Value, rule: &Rule, clashes: &[Clash]) -> Finding {
    let told = |clash: &Clash| {
        let parts: Vec<String> = clash.iter().map(|at| quoted(source, rule.place, at)).collect();
        match parts.as_slice() {
            [one] => format!("{one} cannot hold"),
            [all @ .., last] => format!("{} and {last} cannot hold together", all.join(", ")),
            [] => "nothing is asked for".into(),
        }
    };
    let reasons: Vec<String> = clashes.iter().take(3).map(told).collect();
    let message = format!("\"{}\" never shows: {}.", rule.id, reasons.join("; nor: "));
    let mut because = Vec::new();
    for at in clashes.iter().flatten() {
        let pointer = format!("/rules/{}{at}", rule.place);
        if !because.contains(&pointer) {
            because.push(pointer);
        }
    }
    let below = clashes.first().and_then(|clash| clash.first()).map_or("/if", String::as_str);
    Finding::new("never_true", rule, below, message).because(because)
}

/// What is sure whenever the rule is decided: that its schedule is open, and the path that it fired on, as another one is
/// another page view.
pub(super) fn given(rule: &Rule) -> Vec<Lit> {
    let mut all = match &rule.trigger {
        Some(Trigger::Atom(Atom::PageView { path })) if !path.is_empty() => vec![on_path(path, "/when/pageView")],
        Some(Trigger::Atom(Atom::Turns { cond })) => paths(cond),
        Some(Trigger::Op(operator)) => operator.cond.iter().flat_map(|cond| paths(cond)).collect(),
        _ => Vec::new(),
    };
    if let Some(schedule) = &rule.schedule {
        all.push(Lit::new(Subject::Schedule(schedule.clone()), Test::Is(true.into()), "/schedule"));
    }
    all
}

/// What a condition asks of the path, whatever else it asks.
fn paths(cond: &Cond) -> Vec<Lit> {
    match cond {
        Cond::All(parts) => parts.iter().flat_map(paths).collect(),
        Cond::Leaf(leaf) if leaf.subject == Subject::Path => all_of(std::slice::from_ref(leaf)),
        _ => Vec::new(),
    }
}

/// Whether its trigger remembers beyond the page view: then its clocks may have begun apart.
fn is_scoped(source: &Value, rule: &Rule) -> bool {
    let when = source.written(&format!("/rules/{}/when", rule.place));
    when.is_some_and(|when| crate::trace::write(when).contains("\"scope\""))
}

/// A cap of 0 that stops what counts towards it.
fn stopped(set: &RuleSet, rule: &Rule) -> Option<&'static str> {
    let most = &set.settings.most;
    let caps = [("maxPerPage", most.per_page), ("maxPerSession", most.per_session), ("maxPerDay", most.per_day)];
    let is_stopped = rule.interrupts || super::shadow::is_fired_banner(rule);
    caps.iter().find(|(_, most)| is_stopped && *most == Some(0)).map(|(name, _)| *name)
}

/// Its delay is longer than what cancels it takes.
fn late(rule: &Rule) -> Option<Finding> {
    let begins = match rule.trigger.as_ref()? {
        Trigger::Atom(Atom::PageView { .. }) => Ms(0),
        Trigger::Atom(atom) => plain_dwell(atom).filter(|(_, clock)| *clock == Clock::Visible)?.0,
        _ => return None,
    };
    let Some(Trigger::Atom(cancels)) = &rule.cancel_on else { return None };
    let (time, clock) = plain_dwell(cancels)?;
    // All run on the visible clock, and began with the page view. What was reached before it fired cancels nothing.
    if clock != Clock::Visible || time >= begins + rule.delay || time <= begins && begins > Ms(0) {
        return None;
    }
    let message = format!(
        "\"{}\" never shows on a page that begins with it: what cancels it always comes before its delay is over.",
        rule.id
    );
    let because = vec![format!("/rules/{}/delay", rule.place), format!("/rules/{}/cancelOn", rule.place)];
    Some(Finding::new("unreachable_delay", rule, "/delay", message).because(because))
}
