//! Advice: what works as written, and yet is seldom meant or seldom liked.

use super::finding::Finding;
use super::urls::leaves;
use crate::ruleset::model::{Action, Atom, OperatorKind, Rule, RuleSet, Subject, Trigger};
use crate::ruleset::value::Value;
use crate::time::Ms;

/// Safari forgets what a page stored when nobody came for that long.
const SAFARI: Ms = Ms(7 * 86_400_000);
/// Sooner than that nobody has read anything.
const ARRIVAL: Ms = Ms(3_000);

pub(super) fn find(source: &Value, set: &RuleSet, out: &mut Vec<Finding>) {
    for rule in set.rules.iter().filter(|rule| rule.enabled) {
        moments(rule, out);
        promises(set, rule, out);
        dark(source, rule, out);
    }
}

/// A moment that waits for others in an `all`: by the time they come it is over.
fn moments(rule: &Rule, out: &mut Vec<Finding>) {
    let mut found = None;
    if let Some(trigger) = &rule.trigger {
        in_all(trigger, &mut found);
    }
    if let Some(name) = found {
        let message = format!(
            "\"{}\": `{name}` inside `all` counts even if the rest follows much later; `sequence` says what comes first.",
            rule.id
        );
        out.push(Finding::advice("moment_in_all", rule, "/when", message));
    }
}

fn in_all(trigger: &Trigger, found: &mut Option<&'static str>) {
    let Trigger::Op(operator) = trigger else { return };
    for child in &operator.of {
        if operator.kind == OperatorKind::All && operator.within.is_none() && operator.of.len() > 1 {
            let name = match child {
                Trigger::Atom(Atom::ExitIntent { .. }) => Some("exitIntent"),
                Trigger::Atom(Atom::Click { .. }) => Some("click"),
                Trigger::Atom(Atom::Return { .. }) => Some("return"),
                Trigger::Atom(Atom::Copy { .. }) => Some("copy"),
                _ => None,
            };
            *found = found.or(name);
        }
        in_all(child, found);
    }
}

/// Memory that Safari does not have.
fn promises(set: &RuleSet, rule: &Rule, out: &mut Vec<Finding>) {
    let limit = &rule.limit;
    let mut say = |what: &str, below: &str| {
        let message = format!(
            "\"{}\": {what} lasts in Safari only while the visitor comes back within 7 days; after that it is forgotten.",
            rule.id
        );
        out.push(Finding::advice("longer_than_safari", rule, below, message));
    };
    for (name, gap) in
        [("cooldown", limit.cooldown), ("afterDismiss", limit.after_dismiss), ("afterClick", limit.after_click)]
    {
        if gap.is_some_and(|gap| gap > SAFARI) {
            say(&format!("limit.{name}"), &format!("/limit/{name}"));
        }
    }
    if limit.per_visitor.is_some() {
        say("limit.perVisitor", "/limit/perVisitor");
    }
    if let Some(cond) = &rule.cond {
        leaves(cond, &mut |leaf| {
            if let Subject::History(ask) = leaf.subject {
                let window = set.asks.get(ask.0 as usize).and_then(|ask| ask.within);
                if window.is_some_and(|window| window > SAFARI) {
                    say("this window", &leaf.at);
                }
            }
        });
    }
}

/// Nearly every rule counts visitors, and what Safari forgets is the same for all: it is said once.
pub(super) fn fold(all: &mut Vec<Finding>) {
    const SHOWN: usize = 3;
    let (of_safari, mut rest): (Vec<Finding>, Vec<Finding>) =
        std::mem::take(all).into_iter().partition(|one| one.code == "longer_than_safari");
    if let [first, _, ..] = of_safari.as_slice() {
        let name = |one: &Finding| {
            let (rule, what) = one.message.split_once(": ").unwrap_or_default();
            format!("{} of {rule}", what.split(" lasts ").next().unwrap_or_default())
        };
        let mut names: Vec<String> = of_safari.iter().take(SHOWN).map(name).collect();
        if of_safari.len() > SHOWN {
            names.push(format!("{} more", of_safari.len() - SHOWN));
        }
        let last = names.pop().unwrap_or_default();
        let message = format!(
            "in Safari these last only while the visitor comes back within 7 days, and are forgotten then: {} and {last}.",
            names.join(", ")
        );
        let because = of_safari.iter().map(|one| one.path.clone()).collect();
        rest.push(Finding::written("longer_than_safari", &first.rule, &first.path, message).because(because));
    } else {
        rest.extend(of_safari);
    }
    *all = rest;
}

/// What visitors resent.
fn dark(source: &Value, rule: &Rule, out: &mut Vec<Finding>) {
    if rule.interrupts {
        let has_seen_pages = super::honest::has_seen_pages(source, rule);
        if has_seen_pages {
            // A later page of a visit is no arrival.
        } else if rule.trigger.as_ref().is_some_and(on_arrival) && rule.delay < ARRIVAL {
            let message = format!("\"{}\" interrupts visitors who have just arrived and seen nothing yet.", rule.id);
            out.push(Finding::advice("interrupts_on_arrival", rule, "/when", message));
        } else if super::honest::is_soon_on_phones(source, rule) {
            let message = format!(
                "\"{}\" covers the whole screen of a phone within the first 5 s: wait for a scroll there, or ask for the `device`.",
                rule.id
            );
            out.push(Finding::advice("modal_on_phone", rule, "/when", message));
        }
        let limit = &rule.limit;
        let is_bounded = limit.per_session.is_some()
            || limit.per_day.is_some()
            || limit.per_visitor.is_some()
            || limit.cooldown.is_some()
            || limit.after_dismiss.is_some();
        let is_asked = |atom: &Atom| matches!(atom, Atom::Click { .. } | Atom::Manual);
        let is_uninvited = rule.trigger.as_ref().is_none_or(|trigger| !super::shadow::every(trigger, is_asked));
        if !is_bounded && is_uninvited {
            let is_event = |atom: &Atom| matches!(atom, Atom::Event { .. });
            let when = match rule.trigger.as_ref().is_some_and(|trigger| super::shadow::every(trigger, is_event)) {
                true => "in each page view in which that happens",
                false => "in each page view",
            };
            let message = format!(
                "\"{}\" comes back {when}, even to those who closed it: say `limit.afterDismiss` or `perSession`.",
                rule.id
            );
            out.push(Finding::advice("nags", rule, "", message));
        }
    }
    for action in &rule.actions {
        let Action::Surface(surface) = action else { continue };
        let is_stuck = surface.kind.is_bar() && surface.hide_after.is_none() && rule.hide_on.is_none();
        if is_stuck && surface.view.written("/close") == Some(&Value::Bool(false)) && rule.trigger.is_some() {
            let message = format!("\"{}\" cannot be closed and does not go by itself.", rule.id);
            out.push(Finding::advice("cannot_be_closed", rule, "/show", message));
        }
    }
    super::honest::find(source, rule, out);
}

/// It may fire as soon as a page view begins.
fn on_arrival(trigger: &Trigger) -> bool {
    match trigger {
        Trigger::Atom(Atom::PageView { .. }) => true,
        Trigger::Atom(atom) => super::dead::plain_dwell(atom).is_some_and(|(time, _)| time < ARRIVAL),
        Trigger::Op(operator) => operator.kind == OperatorKind::Any && operator.of.iter().any(on_arrival),
    }
}
