//! Whether a condition can be true at all, and if not, which of its parts stand against each other.

use super::domain::possible;
use super::links;
use super::lits::{all_of, ways, Lit, Way};
use crate::ruleset::model::{Cond, Leaf, Subject, Test};
use crate::ruleset::value::Value;

/// JSON Pointers, within the rule, of comparisons that cannot hold together.
pub(super) type Clash = Vec<String>;

/// Why a condition can never be true, given these tests too: one clash for each way it could have been.
/// `None` if it can, or if nobody knows.
pub(super) fn never(cond: Option<&Cond>, given: &[Lit]) -> Option<Vec<Clash>> {
    let mut clashes: Vec<Clash> = Vec::new();
    for way in possible_ways(cond, given)? {
        let clash = clash(&way)?;
        if !clashes.contains(&clash) {
            clashes.push(clash);
        }
    }
    Some(clashes)
}

/// The ways in which a condition can be true, each with what is given.
pub(super) fn possible_ways(cond: Option<&Cond>, given: &[Lit]) -> Option<Vec<Way>> {
    let mut all = cond.map_or(Some(vec![Vec::new()]), |cond| ways(cond, true))?;
    for way in &mut all {
        way.extend(given.iter().cloned());
    }
    Some(all)
}

/// The smallest set of comparisons in it that cannot hold together, if some cannot.
pub(super) fn clash(way: &[Lit]) -> Option<Clash> {
    for lit in way {
        if let (Subject::CartHas(parts), true, Test::Is(Value::Bool(true))) = (&lit.subject, lit.want, &lit.test) {
            if !none_clash(parts) {
                return Some(vec![lit.at.clone()]);
            }
        }
    }
    for group in groups(way) {
        if !fits(&group) {
            return Some(smallest(&group));
        }
    }
    links::clash(way).map(|lits| pointers(&lits))
}

/// Whether all of these comparisons, say of an event's properties, can hold together.
pub(super) fn none_clash(leaves: &[Leaf]) -> bool {
    clash(&all_of(leaves)).is_none()
}

/// The tests by what they are about.
pub(super) fn groups(way: &[Lit]) -> Vec<Vec<&Lit>> {
    let mut groups: Vec<Vec<&Lit>> = Vec::new();
    for lit in way {
        let alike = |other: &Lit| key(&other.subject) == key(&lit.subject);
        match groups.iter_mut().find(|group| alike(group[0])) {
            Some(group) => group.push(lit),
            None => groups.push(vec![lit]),
        }
    }
    groups
}

/// New or returning is a question about the number of visits.
fn key(subject: &Subject) -> &Subject {
    match subject {
        Subject::Visitor => &Subject::Visits,
        other => other,
    }
}

/// Whether one value passes all tests of a group.
pub(super) fn fits(group: &[&Lit]) -> bool {
    let (named, counted): (Vec<&Lit>, Vec<&Lit>) = group.iter().partition(|lit| lit.subject == Subject::Visitor);
    if named.is_empty() {
        return possible(&counted);
    }
    // During visit 1, and after it.
    [("new", 0.0, 1.0), ("returning", 2.0, f64::INFINITY)].iter().any(|(name, least, most)| {
        let amount = |number: f64| crate::ruleset::model::Amount::Number(number);
        let low = Lit::new(Subject::Visits, Test::AtLeast(amount(*least)), "");
        let high = Lit::new(Subject::Visits, Test::AtMost(amount(*most)), "");
        let mut bounded = counted.clone();
        bounded.push(&low);
        bounded.push(&high);
        let is = Lit::new(Subject::Visitor, Test::Is(Value::from(*name)), "");
        let mut says = named.clone();
        says.push(&is);
        possible(&bounded) && possible(&says)
    }) || possible(&named) && named.iter().all(|lit| lit.otherwise.is_some() || is_about_existence(&lit.test))
}

fn is_about_existence(test: &Test) -> bool {
    matches!(test, Test::Exists(_) | Test::Empty(_))
}

fn smallest(group: &[&Lit]) -> Clash {
    for lit in group {
        if !fits(&[lit]) {
            return vec![lit.at.clone()];
        }
    }
    for (index, one) in group.iter().enumerate() {
        for other in &group[index + 1..] {
            if !fits(&[one, other]) {
                return pointers(&[one, other]);
            }
        }
    }
    pointers(group)
}

fn pointers(lits: &[&Lit]) -> Clash {
    let mut out: Clash = Vec::new();
    for lit in lits {
        if !out.contains(&lit.at) {
            out.push(lit.at.clone());
        }
    }
    out
}
