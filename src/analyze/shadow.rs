//! Rules that another one always beats to their place, and rules that are written twice.

use super::finding::Finding;
use crate::ruleset::model::{Action, Atom, Cond, Kind, OperatorKind, Rule, RuleSet, Trigger, Wait};
use crate::ruleset::value::Value;

/// What a rule may have so that we know when it shows; with any other field we say nothing.
const WINNER: &[&str] = &[
    "$comment",
    "id",
    "description",
    "enabled",
    "when",
    "if",
    "wait",
    "show",
    "interrupts",
    "slot",
    "priority",
    "limit",
    "meta",
];
/// What the loser must not have: it would change when or where it shows.
const LOSER_NOT: &[&str] = &["delay", "experiment"];

/// Rules that never get their place, and rules that are there twice.
pub(super) fn find(source: &Value, set: &RuleSet, skip: &[String], out: &mut Vec<Finding>) {
    let alive = |rule: &&Rule| rule.enabled && !skip.contains(&rule.id);
    let rules: Vec<&Rule> = set.rules.iter().filter(alive).collect();
    for (index, rule) in rules.iter().enumerate() {
        let twin = rules[..index].iter().find(|other| same_but_name(other, rule));
        if let Some(twin) = twin {
            let message =
                format!("\"{}\" is \"{}\" once more: both do the same at the same instants.", rule.id, twin.id);
            out.push(Finding::new("duplicate_rule", rule, "", message).because(vec![place(twin)]));
            continue;
        }
        if let Some(winner) = rules.iter().find(|other| other.id != rule.id && beats(source, other, rule)) {
            let message = format!(
                "\"{}\" never shows: whenever it fires, so does \"{}\", which goes first and takes the same place.",
                rule.id, winner.id
            );
            out.push(Finding::new("always_outranked", rule, "", message).because(vec![place(winner)]));
        }
    }
}

fn place(rule: &Rule) -> String {
    format!("/rules/{}", rule.place)
}

/// Whether two rules differ in nothing but their name and what is never read.
fn same_but_name(a: &Rule, b: &Rule) -> bool {
    // Other visitors are drawn for each id.
    let is_for_all = a.rollout >= 10_000;
    is_for_all && a.trigger == b.trigger && a.cond == b.cond && bare(a) == bare(b)
}

/// All of a rule as text, without its name.
fn bare(rule: &Rule) -> String {
    format!("{:?}", Rule { id: String::new(), place: 0, arming: 0, meta: None, ..rule.clone() })
}

/// The fields of a rule as it is written.
pub(super) fn fields<'v>(source: &'v Value, rule: &Rule) -> &'v [(String, Value)] {
    match source.written(&format!("/rules/{}", rule.place)) {
        Some(Value::Map(pairs)) => pairs,
        _ => &[],
    }
}

/// Whether `winner` always takes the place of `loser`, which is decided in the instant of its firing and never again.
fn beats(source: &Value, winner: &Rule, loser: &Rule) -> bool {
    let goes_first =
        winner.priority > loser.priority || winner.priority == loser.priority && winner.place < loser.place;
    let (Some(trigger), Some(same)) = (&winner.trigger, &loser.trigger) else { return false };
    goes_first
        && trigger == same
        && fields(source, winner).iter().all(|(key, _)| WINNER.contains(&key.as_str()))
        && fields(source, loser).iter().all(|(key, _)| !LOSER_NOT.contains(&key.as_str()))
        && winner.key.is_none()
        && is_free(winner, trigger)
        && is_momentary(winner, trigger)
        && is_momentary(loser, trigger)
        && winner.interrupts == loser.interrupts
        && takes_place_of(winner, loser)
        && follows(winner.cond.as_ref(), loser.cond.as_ref())
}

/// Whether no limit of its own ever holds it back.
fn is_free(rule: &Rule, trigger: &Trigger) -> bool {
    let limit = &rule.limit;
    let mut bare = limit.clone();
    bare.per_page = None;
    let asked = |atom: &Atom| matches!(atom, Atom::Click { .. } | Atom::Hover { .. });
    bare == Default::default() && (limit.per_page.is_none() || limit.per_page == Some(0) && every(trigger, asked))
}

/// Whether a firing that cannot show at once is gone.
fn is_momentary(rule: &Rule, trigger: &Trigger) -> bool {
    let momentary = |atom: &Atom| {
        matches!(
            atom,
            Atom::Click { .. }
                | Atom::Hover { .. }
                | Atom::Event { .. }
                | Atom::ExitIntent { .. }
                | Atom::Return { .. }
        )
    };
    rule.wait == Wait::For(crate::time::Ms(0)) || rule.wait == Wait::Default && every(trigger, momentary)
}

/// Whether every single pattern of a trigger is of this sort; of operators only those that pass firings on.
pub(super) fn every(trigger: &Trigger, is: fn(&Atom) -> bool) -> bool {
    match trigger {
        Trigger::Atom(atom) => is(atom),
        Trigger::Op(operator) => match operator.kind {
            OperatorKind::Any | OperatorKind::All => operator.of.iter().all(|child| every(child, is)),
            #[allow(unreachable_patterns)]
            _ => false,
        },
    }
}

/// Whether both show one thing in the same place, and nothing in the winner's words can be missing.
fn takes_place_of(winner: &Rule, loser: &Rule) -> bool {
    let ([Action::Surface(a)], [Action::Surface(b)]) = (&winner.actions[..], &loser.actions[..]) else { return false };
    let same_place = match (a.kind, b.kind) {
        (Kind::Popup, Kind::Popup) => true,
        (Kind::Banner, Kind::Banner) => a.edge == b.edge,
        (Kind::Inline, Kind::Inline) => a.anchor == b.anchor && a.edge == b.edge,
        // Of toasts there is room for two.
        (Kind::Toast, _) => false,
        (one, other) if one == other => a.anchor == b.anchor,
        _ => false,
    };
    same_place && (winner.slot.is_none() || winner.slot == loser.slot) && is_plain(&a.view)
}

/// Whether no template stands in it, and nothing that is looked up.
fn is_plain(view: &Value) -> bool {
    match view {
        Value::Text(text) => !text.contains("{{"),
        Value::List(items) => items.iter().all(is_plain),
        Value::Map(pairs) => pairs.iter().all(|(key, value)| key != "from" && is_plain(value)),
        _ => true,
    }
}

/// Whether `first` is true whenever `then` is: each of its parts is one of the other's.
fn follows(first: Option<&Cond>, then: Option<&Cond>) -> bool {
    let (mut needed, mut there) = (Vec::new(), Vec::new());
    first.into_iter().for_each(|cond| flatten(cond, &mut needed));
    then.into_iter().for_each(|cond| flatten(cond, &mut there));
    needed.iter().all(|part| there.contains(part))
}

/// The parts that must all be true, without the places where they are written.
fn flatten(cond: &Cond, out: &mut Vec<Cond>) {
    match cond {
        Cond::All(parts) => parts.iter().for_each(|part| flatten(part, out)),
        other => out.push(placeless(other)),
    }
}

fn placeless(cond: &Cond) -> Cond {
    let mut out = cond.clone();
    match &mut out {
        Cond::All(parts) | Cond::Any(parts) => parts.iter_mut().for_each(|part| *part = placeless(part)),
        Cond::Not(part) => **part = placeless(part),
        Cond::Leaf(leaf) => leaf.at = "".into(),
        #[allow(unreachable_patterns)]
        _ => {}
    }
    out
}

/// A banner or toast that fired counts towards `max*`, as an interruption does.
pub(super) fn is_fired_banner(rule: &Rule) -> bool {
    let is_bar = |action: &Action| matches!(action, Action::Surface(surface) if surface.kind.is_bar());
    rule.trigger.is_some() && rule.actions.iter().any(is_bar)
}
