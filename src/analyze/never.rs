//! Rules that can never show: their conditions or their trigger contradict themselves, or a limit of 0 stops them.

use super::finding::{quoted, Finding};
use super::lits::{on_path, Lit};
use super::solve::{never, none_clash, Clash};
use crate::ruleset::model::{Atom, Clock, OperatorKind, Rule, RuleSet, Scope, Trigger};
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

/// What is sure about the page whenever the rule is decided: the path that its `pageView` fired on.
pub(super) fn given(rule: &Rule) -> Vec<Lit> {
    match &rule.trigger {
        Some(Trigger::Atom(Atom::PageView { path })) if !path.is_empty() => vec![on_path(path, "/when/pageView")],
        _ => Vec::new(),
    }
}

/// Why a trigger never fires, and where.
fn dead(trigger: &Trigger, at: &str, is_scoped: bool) -> Option<(String, String)> {
    match trigger {
        Trigger::Atom(Atom::Event { filter, .. }) if !none_clash(filter) => {
            Some((at.into(), "the conditions on its event's properties contradict each other".into()))
        }
        Trigger::Op(operator) => {
            let children = || operator.of.iter().map(|child| dead(child, at, is_scoped));
            match operator.kind {
                OperatorKind::Any => children().collect::<Option<Vec<_>>>()?.into_iter().next(),
                OperatorKind::Sequence | OperatorKind::Count | OperatorKind::Hold => children().flatten().next(),
                // Of an `absent`, what it waits after.
                OperatorKind::Absent => children().next().flatten(),
                OperatorKind::All => {
                    if let Some(found) = children().flatten().next() {
                        return Some(found);
                    }
                    let within = operator.within?;
                    if within.0 <= 0 {
                        return Some((at.into(), "a window of no length holds nothing".into()));
                    }
                    let gap = apart(&operator.of).filter(|_| !is_scoped)?;
                    (gap >= within).then(|| {
                        let why = "its clocks reach their times further apart than `within`";
                        (at.into(), why.into())
                    })
                }
            }
        }
        _ => None,
    }
}

/// Whether its trigger remembers beyond the page view: then its clocks may have begun apart.
fn is_scoped(source: &Value, rule: &Rule) -> bool {
    let when = source.written(&format!("/rules/{}/when", rule.place));
    when.is_some_and(|when| crate::trace::write(when).contains("\"scope\""))
}

/// How far apart, at least, two dwells of one clock of the page fire.
fn apart(of: &[Trigger]) -> Option<Ms> {
    let mut widest: Option<Ms> = None;
    for clock in [Clock::Visible, Clock::Active, Clock::Total] {
        let mut times: Vec<Ms> = Vec::new();
        for child in of {
            if let Trigger::Atom(atom) = child {
                times.extend(plain_dwell(atom).filter(|(_, of)| *of == clock).map(|(time, _)| time));
            }
        }
        if let (Some(first), Some(last)) = (times.iter().min(), times.iter().max()) {
            widest = widest.max(Some(*last - *first));
        }
    }
    widest
}

/// A dwell on the page itself.
pub(super) fn plain_dwell(atom: &Atom) -> Option<(Ms, Clock)> {
    match atom {
        Atom::Dwell { time, clock, scope: Scope::Page, on: None } => Some((*time, *clock)),
        _ => None,
    }
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
    let Some(Trigger::Atom(Atom::PageView { .. })) = &rule.trigger else { return None };
    let Some(Trigger::Atom(cancels)) = &rule.cancel_on else { return None };
    let (time, clock) = plain_dwell(cancels)?;
    // Both run on the visible clock, and both began with the page view.
    if clock != Clock::Visible || time >= rule.delay {
        return None;
    }
    let message = format!("\"{}\" never shows: what cancels it always comes before its delay is over.", rule.id);
    let because = vec![format!("/rules/{}/delay", rule.place), format!("/rules/{}/cancelOn", rule.place)];
    Some(Finding::new("unreachable_delay", rule, "/delay", message).because(because))
}
