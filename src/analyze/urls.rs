//! The shop's own addresses held against the patterns of the rules.

use super::finding::Finding;
use super::lits::Lit;
use super::never::given;
use super::solve::possible_ways;
use crate::engine::Address;
use crate::ruleset::model::{Atom, Cond, Leaf, Pattern, Rule, RuleSet, Subject, Test, Trigger};

/// Patterns that no address is like, and rules that none of the addresses lets show.
pub(super) fn find(set: &RuleSet, urls: &[String], skip: &[String], out: &mut Vec<Finding>) {
    let pages: Vec<Address> = urls.iter().map(|url| Address::parse(url, set.settings.hash_routing)).collect();
    for rule in set.rules.iter().filter(|rule| rule.enabled && !skip.contains(&rule.id)) {
        let before = out.len();
        if let Some(cond) = &rule.cond {
            positive(cond, true, &mut |leaf| of_leaf(rule, leaf, &pages, out));
        }
        if let Some(trigger) = &rule.trigger {
            of_trigger(rule, trigger, &pages, out);
        }
        if out.len() == before && !pages.iter().any(|page| may_show(rule, page)) {
            let message = format!("\"{}\" shows on none of the addresses.", rule.id);
            out.push(Finding::new("no_address", rule, "/if", message));
        }
    }
}

fn of_leaf(rule: &Rule, leaf: &Leaf, pages: &[Address], out: &mut Vec<Finding>) {
    for test in &leaf.tests {
        let Test::Like(patterns) = test else { continue };
        let is_url = leaf.subject == Subject::Url;
        if is_url || leaf.subject == Subject::Path {
            report(rule, &leaf.at, patterns, is_url, pages, out);
        }
    }
}

fn of_trigger(rule: &Rule, trigger: &Trigger, pages: &[Address], out: &mut Vec<Finding>) {
    match trigger {
        Trigger::Atom(Atom::PageView { path }) => report(rule, "/when", path, false, pages, out),
        Trigger::Atom(_) => {}
        Trigger::Op(operator) => operator.of.iter().for_each(|child| of_trigger(rule, child, pages, out)),
    }
}

fn report(rule: &Rule, at: &str, patterns: &[Pattern], is_url: bool, pages: &[Address], out: &mut Vec<Finding>) {
    for pattern in patterns {
        let is_unsure = is_partial(pattern) || is_url && pages.iter().any(|page| !page.has_origin());
        if !is_unsure && !pages.iter().any(|page| page.is_like(pattern, is_url)) {
            let text = pattern.pieces.join("*");
            let message = format!("\"{}\": none of the addresses is like \"{text}\".", rule.id);
            out.push(Finding::new("no_address", rule, at, message));
        }
    }
}

/// Queries and fragments come from links that no list of pages names.
fn is_partial(pattern: &Pattern) -> bool {
    pattern.query || pattern.hash
}

/// Whether what a rule says about the address can be true on this page.
fn may_show(rule: &Rule, page: &Address) -> bool {
    let Some(ways) = possible_ways(rule.cond.as_ref(), &given(rule)) else { return true };
    ways.iter().any(|way| way.iter().all(|lit| page_may_hold(lit, page)))
}

/// Whether what a test says of the address may be so on this page.
pub(super) fn page_may_hold(lit: &Lit, page: &Address) -> bool {
    match (&lit.subject, &lit.test) {
        (Subject::Path, Test::Like(patterns)) if !patterns.iter().any(is_partial) => {
            patterns.iter().any(|pattern| page.is_like(pattern, false)) == lit.want
        }
        (Subject::Path, Test::Is(_) | Test::IsNot(_) | Test::In(_) | Test::NotIn(_)) => {
            super::domain::passes(lit, &page.path().into(), false)
        }
        _ => true,
    }
}

/// Calls `each` with every comparison that must hold, rather than fail, for the condition to be true.
fn positive(cond: &Cond, want: bool, each: &mut dyn FnMut(&Leaf)) {
    match cond {
        Cond::All(parts) | Cond::Any(parts) => parts.iter().for_each(|part| positive(part, want, each)),
        Cond::Not(part) => positive(part, !want, each),
        Cond::Leaf(leaf) if want => each(leaf),
        _ => {}
    }
}

/// Calls `each` with every comparison of a condition.
pub(super) fn leaves(cond: &Cond, each: &mut dyn FnMut(&Leaf)) {
    match cond {
        Cond::All(parts) | Cond::Any(parts) => parts.iter().for_each(|part| leaves(part, each)),
        Cond::Not(part) => leaves(part, each),
        Cond::Leaf(leaf) => each(leaf),
        #[allow(unreachable_patterns)]
        _ => {}
    }
}
