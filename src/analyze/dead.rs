//! Triggers that can never fire.

use super::caps::firings_in_page;
use super::lits::{on_path, Lit};
use super::solve::{clash, none_clash};
use crate::ruleset::model::{Atom, Clock, OperatorKind, Scope, Trigger};
use crate::time::Ms;

/// Why a trigger never fires, and where.
pub(super) fn dead(trigger: &Trigger, at: &str, is_scoped: bool) -> Option<(String, String)> {
    if let Some(why) = disordered(trigger) {
        return Some((at.into(), why));
    }
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
                        let why =
                            "on a page that begins with it, its clocks reach their times further apart than `within`";
                        (at.into(), why.into())
                    })
                }
            }
        }
        _ => None,
    }
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

/// Why the parts of an operator that remembers nothing beyond the page view never come together in one.
fn disordered(trigger: &Trigger) -> Option<String> {
    let Trigger::Op(operator) = trigger else { return None };
    if operator.scope != Scope::Page {
        return None;
    }
    let of = &operator.of;
    match operator.kind {
        OperatorKind::Count => {
            let most = firings_in_page(of.first()?)?;
            let times = if most == 1 { "once".into() } else { format!("{most} times") };
            (most < operator.times).then(|| format!("what it counts fires {times} in a page view at most"))
        }
        OperatorKind::All => {
            let mut begins: Vec<Lit> = Vec::new();
            for child in of {
                if let Trigger::Atom(Atom::PageView { path }) = child {
                    begins.extend((!path.is_empty()).then(|| on_path(path, "/when")));
                }
            }
            let never = begins.len() > 1 && clash(&begins).is_some();
            never
                .then(|| "no page view begins on all of these paths; only a wider `scope` remembers another one".into())
        }
        OperatorKind::Sequence => {
            let views = of.iter().filter(|child| matches!(child, Trigger::Atom(Atom::PageView { .. }))).count();
            if views > 1 {
                return Some("a page view begins once; only a wider `scope` remembers another one".into());
            }
            let pairs =
                || of.iter().enumerate().flat_map(|(at, one)| of[at + 1..].iter().map(move |other| (one, other)));
            let never = pairs().any(|(one, other)| comes_after(one, other));
            never.then(|| "on a page that begins with it, a later one of its steps comes first".into())
        }
        _ => None,
    }
}

/// Whether the first is reached later than the second in every page view. Not so of depths: one jump reaches both, and
/// steps of one instant count in the order in which they stand.
fn comes_after(one: &Trigger, other: &Trigger) -> bool {
    let (Trigger::Atom(one), Trigger::Atom(other)) = (one, other) else { return false };
    let (Some((late, clock)), Some((early, of))) = (plain_dwell(one), plain_dwell(other)) else { return false };
    clock == of && late > early
}
