//! Comparisons of different subjects that hang together: a kind of device is a pointer and a width, who comes for the first
//! time has no visit before, and two schedules may have no instant in common.

use super::domain::passes_missing;
use super::lits::Lit;
use super::solve::fits;
use crate::ruleset::model::{Amount, Schedule, Subject, Test, Time};
use crate::ruleset::schedule::windows;
use crate::ruleset::value::Value;

/// What a device is made of, as [`crate::ruleset::by_device`] has it.
const SITUATIONS: [(&str, &str, f64, f64); 4] = [
    ("mobile", "coarse", 0.0, 600.0),
    ("tablet", "coarse", 600.0, 1_100.0),
    ("desktop", "coarse", 1_100.0, f64::INFINITY),
    ("desktop", "fine", 0.0, f64::INFINITY),
];
/// Days of which every week has all; their windows are held against each other.
const DAYS: std::ops::Range<i64> = 3..17;

/// The fewest of them that cannot hold together, though each subject by itself can.
pub(super) fn clash(way: &[Lit]) -> Option<Vec<&Lit>> {
    let sure = |is: &dyn Fn(&Subject) -> bool| -> Vec<&Lit> {
        way.iter().filter(|lit| is(&lit.subject) && lit.otherwise.is_none() && !passes_missing(lit)).collect()
    };
    let on = sure(&|subject| matches!(subject, Subject::Device | Subject::Pointer | Subject::Viewport(0)));
    let visits = sure(&|subject| matches!(subject, Subject::Visits | Subject::Visitor | Subject::DaysSinceLastVisit));
    let schedules: Vec<&Lit> = sure(&|subject| matches!(subject, Subject::Schedule(_)))
        .into_iter()
        .filter(|lit| lit.want && lit.test == Test::Is(Value::Bool(true)))
        .collect();
    fewest(&on, &is_one_device).or_else(|| fewest(&visits, &is_one_visit)).or_else(|| fewest(&schedules, &is_open))
}

/// One of them, two, or all, that do not fit.
fn fewest<'a>(lits: &[&'a Lit], fits: &dyn Fn(&[&Lit]) -> bool) -> Option<Vec<&'a Lit>> {
    for (at, one) in lits.iter().enumerate() {
        if !fits(&[one]) {
            return Some(vec![one]);
        }
        if let Some(other) = lits[at + 1..].iter().find(|other| !fits(&[one, other])) {
            return Some(vec![one, other]);
        }
    }
    (lits.len() > 2 && !fits(lits)).then(|| lits.to_vec())
}

/// Whether those about a subject hold beside these.
fn hold(lits: &[&Lit], subject: &Subject, more: &[Lit]) -> bool {
    let mut all: Vec<&Lit> = lits.iter().copied().filter(|lit| lit.subject == *subject).collect();
    if all.is_empty() {
        return true;
    }
    all.extend(more);
    fits(&all)
}

fn is_one_device(lits: &[&Lit]) -> bool {
    SITUATIONS.iter().any(|(device, pointer, least, below)| {
        let is = |subject: &Subject, name: &str| Lit::new(subject.clone(), Test::Is(name.into()), "");
        let (kind, way, width) = (Subject::Device, Subject::Pointer, Subject::Viewport(0));
        let wide = Lit::new(width.clone(), Test::AtLeast(Amount::Number(*least)), "");
        let narrow = Lit::new(width.clone(), Test::Below(Amount::Number(*below)), "");
        hold(lits, &kind, &[is(&kind, device)])
            && hold(lits, &way, &[is(&way, pointer)])
            && hold(lits, &width, &[wide, narrow])
    })
}

/// How long ago the last visit was is known from the second one on.
fn is_one_visit(lits: &[&Lit]) -> bool {
    let is_again = lits.iter().any(|lit| lit.subject == Subject::DaysSinceLastVisit);
    let mut all: Vec<&Lit> = lits.iter().copied().filter(|lit| lit.subject != Subject::DaysSinceLastVisit).collect();
    let second = Lit::new(Subject::Visits, Test::AtLeast(Amount::Number(2.0)), "");
    if !is_again || all.is_empty() {
        return true;
    }
    all.push(&second);
    fits(&all)
}

/// Whether all of these schedules are ever open at one instant.
fn is_open(lits: &[&Lit]) -> bool {
    let all: Vec<&Schedule> = lits
        .iter()
        .filter_map(|lit| match &lit.subject {
            Subject::Schedule(schedule) => Some(&**schedule),
            _ => None,
        })
        .collect();
    let is_one_clock = all.windows(2).all(|pair| pair[0].zone == pair[1].zone);
    meets(&all, &|time| fixed(time)) && (!is_one_clock || meets(&all, &|time| local(time)) && weekly(&all))
}

fn fixed(time: Time) -> Option<i64> {
    match time {
        Time::Fixed(at) => Some(at.0),
        Time::Local(_) => None,
    }
}

fn local(time: Time) -> Option<i64> {
    match time {
        Time::Local(at) => Some(at),
        Time::Fixed(_) => None,
    }
}

/// The last of the beginnings and the first of the ends, of those that can be compared.
fn span(all: &[&Schedule], of: &dyn Fn(Time) -> Option<i64>) -> (Option<i64>, Option<i64>) {
    let from = all.iter().filter_map(|schedule| of(schedule.from?)).max();
    let to = all.iter().filter_map(|schedule| of(schedule.to?)).min();
    (from, to)
}

fn meets(all: &[&Schedule], of: &dyn Fn(Time) -> Option<i64>) -> bool {
    !matches!(span(all, of), (Some(from), Some(to)) if from >= to)
}

/// Whether their days and hours have an instant in common, on the dates between which they are open where those are few.
/// What is apart on a clock is apart whatever its zone does: later on the clock is never earlier in time.
fn weekly(all: &[&Schedule]) -> bool {
    const DAY: i64 = 86_400_000;
    let (low, high, days) = match span(all, &local) {
        (Some(low), Some(high)) if high - low <= 14 * DAY => {
            (low, high, low.div_euclid(DAY) - 1..high.div_euclid(DAY) + 1)
        }
        _ => (i64::MIN, i64::MAX, DAYS),
    };
    let mut common: Vec<(i64, i64)> = vec![(low, high)];
    for schedule in all {
        let open: Vec<(i64, i64)> = days.clone().flat_map(|day| windows(schedule, day)).collect();
        let mut both = Vec::new();
        for (start, end) in &common {
            let overlap = open.iter().map(|(from, to)| (*start.max(from), *end.min(to)));
            both.extend(overlap.filter(|(from, to)| from < to));
        }
        common = both;
    }
    !common.is_empty()
}
