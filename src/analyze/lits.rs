//! Conditions taken apart: the ways in which one can be true, each a list of tests that must come out so.

use crate::ruleset::model::{Amount, Cond, Leaf, Pattern, Subject, Test};
use crate::ruleset::value::Value;

/// More ways than that, and nothing is said.
const MOST_WAYS: usize = 256;

/// A test of a subject that must hold (or not), where it is written.
#[derive(Clone, Debug)]
pub(super) struct Lit {
    pub(super) subject: Subject,
    pub(super) test: Test,
    /// The verdict it must have.
    pub(super) want: bool,
    pub(super) fold: bool,
    /// Stands in for a missing value.
    pub(super) otherwise: Option<Value>,
    /// JSON Pointer within its rule.
    pub(super) at: String,
}

impl Lit {
    /// A test that must hold.
    pub(super) fn new(subject: Subject, test: Test, at: &str) -> Lit {
        Lit { subject, test, want: true, fold: false, otherwise: None, at: at.into() }
    }
}

/// One way: all of these.
pub(super) type Way = Vec<Lit>;

/// Every way in which a condition can have that verdict; `None` if there are too many. Of audiences and stages those of
/// what they ask, unless that would be too many.
pub(super) fn ways(cond: &Cond, want: bool) -> Option<Vec<Way>> {
    apart(cond, want, true).or_else(|| apart(cond, want, false))
}

fn apart(cond: &Cond, want: bool, is_deep: bool) -> Option<Vec<Way>> {
    match (cond, want) {
        (Cond::Not(part), _) => apart(part, !want, is_deep),
        (Cond::All(parts), true) | (Cond::Any(parts), false) => each(parts, want, is_deep),
        (Cond::Any(parts), true) | (Cond::All(parts), false) => {
            let mut out = Vec::new();
            for part in parts {
                out.extend(apart(part, want, is_deep)?);
            }
            (out.len() <= MOST_WAYS).then_some(out)
        }
        (Cond::Leaf(leaf), _) if is_deep && is_named(leaf, want) => named(leaf, want),
        (Cond::Leaf(leaf), _) => Some(of_leaf(leaf, want)),
        #[allow(unreachable_patterns)]
        _ => None,
    }
}

/// Whether the verdict is that of conditions with a name.
fn is_named(leaf: &Leaf, want: bool) -> bool {
    let is_known = match (&leaf.subject, &leaf.tests[..]) {
        (Subject::Audience(_), [Test::Is(Value::Bool(true))]) => true,
        (Subject::Stage(_), [Test::Is(Value::Text(_)) | Test::In(_)]) => want,
        _ => false,
    };
    is_known && leaf.otherwise.is_none()
}

/// The ways of an audience, or of the stages that are asked for; all are written where the rule names them.
fn named(leaf: &Leaf, want: bool) -> Option<Vec<Way>> {
    let mut out = match (&leaf.subject, &leaf.tests[..]) {
        (Subject::Audience(named), _) => apart(&named.cond, want, true)?,
        (Subject::Stage(stages), [test]) => {
            let mut all = Vec::new();
            let is_asked = |name: &str| match test {
                Test::Is(Value::Text(wanted)) => wanted == name,
                Test::In(wanted) => wanted.iter().any(|one| one.text() == Some(name)),
                _ => false,
            };
            for stage in stages.iter().filter(|stage| is_asked(&stage.name)) {
                all.extend(apart(&stage.cond, true, true)?);
            }
            all
        }
        _ => return None,
    };
    for lit in out.iter_mut().flatten() {
        lit.at = leaf.at.to_string();
    }
    (out.len() <= MOST_WAYS).then_some(out)
}

/// All parts have it: each way of one with each way of the others.
fn each(parts: &[Cond], want: bool, is_deep: bool) -> Option<Vec<Way>> {
    let mut out: Vec<Way> = vec![Vec::new()];
    for part in parts {
        let of_part = apart(part, want, is_deep)?;
        if out.len() * of_part.len() > MOST_WAYS {
            return None;
        }
        let mut next = Vec::new();
        for way in &out {
            for more in &of_part {
                let mut both = way.clone();
                both.extend(more.iter().cloned());
                next.push(both);
            }
        }
        out = next;
    }
    Some(out)
}

/// A comparison is true if all its tests are, and false if one is false.
fn of_leaf(leaf: &Leaf, want: bool) -> Vec<Way> {
    let lit = |test: &Test| Lit {
        subject: leaf.subject.clone(),
        test: test.clone(),
        want,
        fold: leaf.ignore_case,
        otherwise: leaf.otherwise.clone(),
        at: leaf.at.to_string(),
    };
    match want {
        true => vec![leaf.tests.iter().map(lit).collect()],
        false => leaf.tests.iter().map(|test| vec![lit(test)]).collect(),
    }
}

/// All of these comparisons, as one way.
pub(super) fn all_of(leaves: &[Leaf]) -> Way {
    leaves.iter().flat_map(|leaf| of_leaf(leaf, true).remove(0)).collect()
}

/// A path that is like one of these.
pub(super) fn on_path(patterns: &[Pattern], at: &str) -> Lit {
    Lit::new(Subject::Path, Test::Like(patterns.to_vec()), at)
}

/// The numbers that an amount may mean.
pub(super) fn numbers(amount: &Amount) -> Vec<f64> {
    match amount {
        Amount::Number(number) => vec![*number],
        Amount::Money(list) => list.iter().map(|(_, number)| *number).collect(),
    }
}
