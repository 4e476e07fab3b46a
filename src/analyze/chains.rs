//! What rules start: circles of rules that start each other, and rules that nobody starts but rules that never show.

use super::finding::Finding;
use crate::ruleset::firing::sort;
use crate::ruleset::model::{Action, Atom, Limit, OperatorKind, Rule, RuleSet, Source, Trigger};
use crate::ruleset::value::Value;
use crate::ruleset::vocabulary::ours;
use crate::time::Ms;

/// Rules that draw nothing and start each other, at once or after their delays, until they are cut off.
pub(super) fn circles(set: &RuleSet, out: &mut Vec<Finding>) {
    let mut told = vec![false; set.rules.len()];
    for first in 0..set.rules.len() {
        if told[first] {
            continue;
        }
        let Some(circle) = around(set, first) else { continue };
        circle.iter().for_each(|at| told[*at] = true);
        let rules: Vec<&Rule> = circle.iter().map(|at| &set.rules[*at]).collect();
        out.push(circle_of(&rules));
    }
}

/// The shortest way from a rule back to itself.
fn around(set: &RuleSet, first: usize) -> Option<Vec<usize>> {
    let mut ways: Vec<Vec<usize>> = vec![vec![first]];
    let mut seen = vec![false; set.rules.len()];
    let mut at = 0;
    while let Some(way) = ways.get(at).cloned() {
        at += 1;
        for next in started(set, *way.last()?) {
            if next == first {
                return Some(way);
            }
            if !std::mem::replace(&mut seen[next], true) {
                ways.push(way.iter().copied().chain([next]).collect());
            }
        }
    }
    None
}

/// Rules that a rule starts each time it acts, as often as that is.
fn started(set: &RuleSet, from: usize) -> Vec<usize> {
    let rule = &set.rules[from];
    if !runs(rule) {
        return Vec::new();
    }
    let mut out = Vec::new();
    for action in &rule.actions {
        for (at, other) in set.rules.iter().enumerate().filter(|(_, other)| runs(other)) {
            let is_started = match action {
                Action::Next(id) => other.id == *id && is_unlimited(other, sort::FREE),
                Action::Emit { name, .. } => {
                    other.trigger.as_ref().is_some_and(|trigger| hears(trigger, ours(name))) && is_unlimited(other, 0)
                }
                _ => false,
            };
            if is_started {
                out.push(at);
            }
        }
    }
    out
}

/// A rule that fires, and is over as soon as it acted.
fn runs(rule: &Rule) -> bool {
    let draws = rule.actions.iter().any(|action| matches!(action, Action::Surface(_)));
    rule.enabled && rule.trigger.is_some() && !draws
}

/// Whether it may act as often as it fires, by something of that sort.
fn is_unlimited(rule: &Rule, sort: u32) -> bool {
    let in_page = match rule.limit.per_page {
        Some(0) => sort & sort::FREE != 0,
        written => written.is_none(),
    };
    in_page
        && rule.key.is_none()
        && rule.quotas.is_empty()
        && Limit { per_page: None, ..rule.limit.clone() } == Limit::default()
}

/// Whether each event of that name makes it fire, whatever is in it.
fn hears(trigger: &Trigger, event: &str) -> bool {
    match trigger {
        Trigger::Atom(Atom::Event { name, source, filter }) => {
            name.as_str() == event && source.is_none_or(|source| source == Source::Track) && filter.is_empty()
        }
        Trigger::Op(operator) if operator.kind == OperatorKind::Any => {
            operator.of.iter().any(|part| hears(part, event))
        }
        _ => false,
    }
}

fn circle_of(rules: &[&Rule]) -> Finding {
    let names: Vec<String> = rules.iter().chain(rules.first()).map(|rule| format!("\"{}\"", rule.id)).collect();
    let delay = rules.iter().fold(Ms(0), |sum, rule| sum + rule.delay);
    let how = match delay {
        Ms(0) => "they are cut off after eight steps (`cascade`)".into(),
        delay => format!("for ever, one round in {}", crate::trace::write_span(delay)),
    };
    let is_sure = |rule: &&&Rule| rule.cond.is_none() && rule.schedule.is_none() && rule.rollout == 10_000;
    let is_sure = rules.iter().filter(is_sure).count() == rules.len()
        && rules.iter().all(|rule| rule.delay == Ms(0) || rule.cancel_on.is_none());
    let unless = if is_sure { "" } else { ", unless their conditions stop them" };
    let start = if rules.len() == 1 { "starts itself" } else { "start each other" };
    let message = format!("{} {start}: {how}{unless}.", names.join(" \u{2192} "));
    let because = rules.iter().map(|rule| format!("/rules/{}/do", rule.place)).collect();
    let make = if is_sure { Finding::new } else { Finding::advice };
    make("circle", rules[0], "/do", message).because(because)
}

/// Rules that wait for others to start them, and all of those never show.
pub(super) fn unstarted(source: &Value, set: &RuleSet, dead: &mut Vec<String>, out: &mut Vec<Finding>) {
    let mut is_new = true;
    while is_new {
        is_new = false;
        for rule in set.rules.iter().filter(|rule| rule.enabled) {
            if dead_has(dead, rule) || rule.trigger != Some(Trigger::Atom(Atom::Manual)) {
                continue;
            }
            let starters: Vec<&Rule> = set.rules.iter().filter(|other| names(source, other, &rule.id)).collect();
            if starters.is_empty() || starters.iter().any(|other| other.enabled && !dead_has(dead, other)) {
                continue;
            }
            let list: Vec<String> = starters.iter().map(|other| format!("\"{}\"", other.id)).collect();
            let message = format!(
                "\"{}\" never shows: it is started by {} alone, which never acts. Only `trigger(\"{}\")` would start it.",
                rule.id,
                list.join(", "),
                rule.id
            );
            let because = starters.iter().map(|other| format!("/rules/{}", other.place)).collect();
            out.push(Finding::new("never_started", rule, "/when", message).because(because));
            dead.push(rule.id.clone());
            is_new = true;
        }
    }
}

fn dead_has(dead: &[String], rule: &Rule) -> bool {
    dead.contains(&rule.id)
}

/// Whether anything in it, by itself or when it is answered, starts a rule of that id.
fn names(source: &Value, rule: &Rule, id: &str) -> bool {
    fn has(value: &Value, id: &str) -> bool {
        match value {
            Value::List(items) => items.iter().any(|item| has(item, id)),
            Value::Map(pairs) => {
                pairs.iter().any(|(key, part)| key == "next" && part.text() == Some(id) || has(part, id))
            }
            _ => false,
        }
    }
    source.written(&format!("/rules/{}", rule.place)).is_some_and(|rule| has(rule, id))
}
