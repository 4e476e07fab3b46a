//! Schedules: whether one is open now, and when that changes next. The host gives each zone's offsets; nothing here
//! knows a calendar of clock changes.

use crate::ruleset::model::{Schedule, Time};
use crate::ruleset::schedule::windows;
use crate::ruleset::value::Value;

use super::effect::{Effect, HideReason};
use super::rule::Shown;
use super::Engine;
use crate::time::{difference, sum, Instant, Ms, Wall};

/// What a schedule says at an instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Opening {
    pub(crate) is_open: bool,
    /// When it may open or close next; looking at any other time changes nothing.
    pub(crate) changes: Option<Wall>,
}

/// From each UTC instant on, that many milliseconds are added. Sorted.
type Zone = [(Wall, i64)];

/// How far the zone's clock is ahead; `None` if nothing is known of it.
pub(crate) fn offset(zone: &Zone, at: Wall) -> Option<i64> {
    let after = zone.partition_point(|(from, _)| *from <= at);
    zone.get(after.saturating_sub(1)).map(|(_, offset)| *offset)
}

/// The first instant at which the zone's clock shows this or later. So a time that is skipped is the first instant
/// after, and of one that comes twice it is the first.
pub(super) fn first_at(zone: &Zone, local: i64) -> Wall {
    let mut found = Wall(local);
    for (index, (from, offset)) in zone.iter().enumerate() {
        let at = Wall(difference(local, *offset));
        found = if index == 0 { at } else { at.max(*from) };
        if zone.get(index + 1).is_none_or(|(until, _)| found < *until) {
            break;
        }
    }
    found
}

/// What the schedule says. `None`: the zone is not known.
pub(crate) fn opening(schedule: &Schedule, zone: &Zone, now: Wall) -> Option<Opening> {
    let today = sum(now.0, offset(zone, now)?).div_euclid(Ms::DAY.0);
    let instant = |time: Option<Time>| {
        time.map(|time| match time {
            Time::Fixed(at) => at,
            Time::Local(local) => first_at(zone, local),
        })
    };
    let (from, to) = (instant(schedule.from), instant(schedule.to));
    if from.is_some_and(|from| now < from) {
        return Some(Opening { is_open: false, changes: from });
    }
    if to.is_some_and(|to| now >= to) {
        return Some(Opening { is_open: false, changes: None });
    }
    let mut next = to;
    let mut is_open = schedule.days == Schedule::EVERY_DAY && schedule.hours.is_empty();
    if !is_open {
        // The hours of yesterday may reach into today; those of a week from now are the last that can be next.
        for day in today - 1..=today + 8 {
            for (start, end) in windows(schedule, day) {
                let (start, end) = (first_at(zone, start), first_at(zone, end));
                is_open |= start <= now && now < end;
                for edge in [start, end] {
                    if edge > now && next.is_none_or(|next| edge < next) {
                        next = Some(edge);
                    }
                }
            }
        }
    }
    Some(Opening { is_open, changes: next })
}

impl Engine {
    /// What is known of a zone.
    pub(crate) fn zone(&self, place: u32) -> &Zone {
        self.context.zones.get(place as usize).map_or(&[], Vec::as_slice)
    }

    /// What a schedule says now. `None`: its zone is not known.
    #[inline(never)]
    pub(crate) fn opening(&self, schedule: &Schedule) -> Option<Opening> {
        opening(schedule, self.zone(schedule.zone), self.wall())
    }

    /// Whether a rule's own schedule is open, and when that changes.
    pub(crate) fn rule_opening(&self, rule: u32) -> Option<Opening> {
        let Some(schedule) = &self.set.rules[rule as usize].schedule else {
            return Some(Opening { is_open: true, changes: None });
        };
        self.opening(schedule)
    }

    /// When what a rule shows may have to go with its schedule; what was forced does not go by it.
    pub(crate) fn ends_at(&self, rule: u32) -> Option<Instant> {
        self.set.rules[rule as usize].schedule.as_ref()?;
        let is_forced = self.rules[rule as usize].firing.as_ref().is_some_and(|firing| firing.is_forced);
        let at = self.rule_opening(rule)?.changes.filter(|_| !is_forced)?;
        Some(Instant(difference(at.0, self.wall_offset)))
    }

    /// When a view may have to go: with its rule's schedule, or with the countdown in it.
    pub(crate) fn view_ends_at(&self, rule: u32, view: &Value) -> Option<Instant> {
        match (self.ends_at(rule), self.countdown_end(view)) {
            (Some(one), Some(other)) => Some(one.min(other)),
            (one, other) => one.or(other),
        }
    }

    /// Takes away what was shown by rules whose schedule closed, or whose countdown is over.
    pub(crate) fn end_schedules(&mut self, out: &mut Vec<Effect>) {
        let now = self.now.mono;
        if self.shown.iter().any(|shown| shown.ends_at.is_some_and(|at| at <= now)) {
            self.end_due_schedules(out);
        }
    }

    #[inline(never)]
    fn end_due_schedules(&mut self, out: &mut Vec<Effect>) {
        let is_due = |engine: &Engine, shown: &Shown| shown.ends_at.is_some_and(|at| at <= engine.now.mono);
        let is_closed = |engine: &Engine, rule: u32| engine.rule_opening(rule).is_some_and(|opening| !opening.is_open);
        self.hide_where(
            HideReason::Schedule,
            &|engine, shown| is_due(engine, shown) && (is_closed(engine, shown.rule) || engine.is_run_out(&shown.view)),
            out,
        );
        let mut is_over = false;
        for index in 0..self.shown.len() {
            if is_due(self, &self.shown[index]) {
                is_over |= self.countdown_end(&self.shown[index].view).is_some();
                self.shown[index].ends_at = self.ends_at(self.shown[index].rule);
            }
        }
        if is_over {
            self.refresh_views(out);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: i64 = 3_600_000;
    /// Central Europe in 2026: summer from 29 March 01:00 UTC to 25 October 01:00 UTC.
    const BERLIN: [(Wall, i64); 3] =
        [(Wall(i64::MIN), HOUR), (Wall(1_774_746_000_000), 2 * HOUR), (Wall(1_792_890_000_000), HOUR)];

    #[test]
    fn a_skipped_time_is_the_first_instant_after_it() {
        // 29 March, 02:30 on the clock: it goes from 02:00 to 03:00.
        let skipped = 1_774_746_000_000 + HOUR + HOUR / 2;
        assert_eq!(first_at(&BERLIN, skipped), Wall(1_774_746_000_000));
        assert_eq!(first_at(&BERLIN, skipped - HOUR), Wall(1_774_746_000_000 - HOUR / 2));
        assert_eq!(first_at(&BERLIN, skipped + HOUR), Wall(1_774_746_000_000 + HOUR / 2));
    }

    #[test]
    fn a_repeated_time_is_its_first() {
        // 25 October, 02:30 on the clock: it goes from 03:00 back to 02:00.
        let repeated = 1_792_890_000_000 + HOUR + HOUR / 2;
        assert_eq!(first_at(&BERLIN, repeated), Wall(1_792_890_000_000 - HOUR / 2));
        assert_eq!(first_at(&BERLIN, repeated + HOUR), Wall(1_792_890_000_000 + HOUR + HOUR / 2));
    }

    #[test]
    fn an_unknown_zone_says_nothing() {
        let all = Schedule { from: None, to: None, days: 1, hours: Vec::new(), zone: 0 };
        assert_eq!(opening(&all, &[], Wall(0)), None);
    }
}
