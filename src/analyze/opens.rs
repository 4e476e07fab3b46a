//! When a journey begins: where rules have a schedule, at an instant at which as many of them as can be are open.

use super::domain::passes;
use super::lits::Way;
use crate::engine::schedule_opening as opening;
use crate::ruleset::model::{Rule, RuleSet, Schedule, Subject, Time};
use crate::ruleset::value::Value;
use crate::time::{Ms, Wall};

/// A Monday, just after midnight: 2026-01-05T00:00:10Z.
const MONDAY: Wall = Wall(1_767_571_210_000);
/// So many openings and closings of a schedule are looked at.
const MOST_EDGES: u32 = 60;

/// From each UTC instant on, that many milliseconds are added.
type Zone = Vec<(Wall, i64)>;

/// The zone of that place, as far as the host knows it; else the clock of UTC.
fn zone(set: &RuleSet, known: &Value, place: u32) -> Zone {
    let pairs = set.zones.get(place as usize).and_then(|name| known.get(name));
    let Some(Value::List(pairs)) = pairs else { return vec![(Wall(i64::MIN), 0)] };
    let numbers: Vec<i64> = pairs.iter().filter_map(Value::num).map(|number| number as i64).collect();
    let all: Zone = numbers.chunks_exact(2).map(|pair| (Wall(pair[0]), pair[1])).collect();
    if all.is_empty() {
        vec![(Wall(i64::MIN), 0)]
    } else {
        all
    }
}

/// What the trace says of the zones that rules name.
pub(super) fn zones(set: &RuleSet, known: &Value) -> Value {
    let mut out = Value::Map(Vec::new());
    for (place, name) in set.zones.iter().enumerate().filter(|(_, name)| *name != "visitor") {
        let pair = |(from, offset): &(Wall, i64)| {
            let from = from.0.max(0) as f64;
            Value::List(vec![Value::Num(from), Value::Num(*offset as f64)])
        };
        out.set(name, Value::List(zone(set, known, place as u32).iter().map(pair).collect()));
    }
    out
}

/// Schedules that must be open for a rule, one way of it.
pub(super) fn wanted(rule: &Rule, way: &Way) -> Vec<Schedule> {
    let asked = way.iter().filter_map(|lit| match &lit.subject {
        Subject::Schedule(schedule) if !passes(lit, &false.into(), false) => Some((**schedule).clone()),
        _ => None,
    });
    rule.schedule.iter().map(|schedule| (**schedule).clone()).chain(asked).collect()
}

/// The first instant at which most of these rules are open, each by all of its schedules.
pub(super) fn start(set: &RuleSet, known: &Value, rules: &[Vec<Schedule>]) -> Wall {
    let is_open = |schedule: &Schedule, at: Wall| {
        opening(schedule, &zone(set, known, schedule.zone), at).is_some_and(|opening| opening.is_open)
    };
    let open = |at: Wall| rules.iter().filter(|all| all.iter().all(|schedule| is_open(schedule, at))).count();
    let mut best = (open(MONDAY), MONDAY);
    for schedule in rules.iter().flatten() {
        for at in openings(schedule, &zone(set, known, schedule.zone)) {
            let count = open(at);
            if count > best.0 {
                best = (count, at);
            }
        }
        if best.0 == rules.len() {
            break;
        }
    }
    best.1
}

/// Instants at which a schedule opens.
fn openings(schedule: &Schedule, zone: &Zone) -> Vec<Wall> {
    let instant = |time: Time| match time {
        Time::Fixed(at) => at,
        Time::Local(at) => Wall(at.saturating_sub(Ms::DAY.0)),
    };
    let week = 8 * Ms::DAY.0;
    let mut at = match (schedule.from, schedule.to) {
        (Some(from), _) => instant(from),
        (None, Some(to)) => Wall(MONDAY.0.min(instant(to).0.saturating_sub(week))),
        (None, None) => MONDAY,
    };
    let mut out = Vec::new();
    for _ in 0..MOST_EDGES {
        let Some(opening) = opening(schedule, zone, at) else { break };
        if opening.is_open {
            out.push(at);
        }
        let Some(next) = opening.changes else { break };
        at = next;
    }
    out
}

/// The instant as a trace says it.
pub(super) fn written(at: Wall) -> String {
    let (day, time) = (at.0.div_euclid(Ms::DAY.0), at.0.rem_euclid(Ms::DAY.0));
    let (year, month, date) = date(day);
    let (hour, minute, second) = (time / 3_600_000, time / 60_000 % 60, time / 1_000 % 60);
    format!("{year:04}-{month:02}-{date:02}T{hour:02}:{minute:02}:{second:02}.{:03}Z", time % 1_000)
}

/// Year, month and day of a number of days since 1970, in the calendar of today. (Howard Hinnant's `civil_from_days`.)
fn date(day: i64) -> (i64, i64, i64) {
    let day = day + 719_468;
    let era = day.div_euclid(146_097);
    let of_era = day.rem_euclid(146_097);
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let date = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    (year + era * 400 + i64::from(month <= 2), month, date)
}
