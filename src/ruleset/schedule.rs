//! Schedules: `{ from, to, days, hours, timeZone }`, of a rule or as a condition. Dates are read without any library;
//! what a zone's clock shows at which instant is for the engine, which the host tells.

use super::expect;
use super::limits;
use super::model::{Schedule, Time};
use super::problem::Code;
use super::reader::Reader;
use super::settings::is_zone;
use super::table::{ix, known, table, Table};
use super::value::Value;
use crate::time::{Ms, Wall};

pub(super) const SCHEDULE: Table = table("", "from to days hours timeZone");
const DAYS: &str = "mon tue wed thu fri sat sun";
const MINUTE: i64 = 60_000;
const DAY: i64 = Ms::DAY.0;

impl<'v> Reader<'v, '_> {
    /// A schedule. `None` if it is bad.
    #[inline(never)]
    pub(super) fn schedule(&mut self, value: &'v Value) -> Option<Schedule> {
        let before = self.count();
        self.form(value, ix!(SCHEDULE));
        let mut read = Schedule { from: None, to: None, days: 0, hours: Vec::new(), zone: 0 };
        let mut said = 0u32;
        self.entries(value, known!(SCHEDULE), &mut |reader, which, _, part| {
            said |= 1 << which;
            match which {
                0 => read.from = reader.moment(part, 0),
                1 => read.to = reader.moment(part, DAY),
                2 => reader.many(part, &mut |reader, day| read.days |= 1 << reader.choice(day, DAYS)),
                3 => reader.many(part, &mut |reader, item| read.hours.extend(reader.hours(item))),
                _ => read.zone = reader.zone(part),
            }
        });
        if self.count() > before {
            return None;
        }
        if said & 0b100 == 0 {
            read.days = Schedule::EVERY_DAY;
        }
        if said & 0b1111 == 0 {
            self.problem(Code::Missing, expect::SCHEDULE, value);
        } else if !can_open(&read) {
            self.problem(Code::OutOfRange, expect::OPEN, value);
        }
        self.set.is_zoned |= read.zone == 0;
        (self.count() == before).then_some(read)
    }

    /// A date, or a date and time; of a bare date the day's beginning, or that plus `whole`.
    pub(super) fn moment(&mut self, value: &'v Value, whole: i64) -> Option<Time> {
        let time = value.text().and_then(|text| moment(text, whole));
        if time.is_none() {
            let code = if value.text().is_some() { Code::UnknownValue } else { Code::WrongType };
            self.problem(code, expect::DATE, value);
        }
        time
    }

    fn hours(&mut self, value: &'v Value) -> Option<(i64, i64)> {
        let hours = value.text().and_then(hours);
        if hours.is_none() {
            let code = if value.text().is_some() { Code::UnknownValue } else { Code::WrongType };
            self.problem(code, expect::HOURS, value);
        }
        hours
    }

    /// A zone by its place among those that the host is asked for.
    fn zone(&mut self, value: &'v Value) -> u32 {
        let name = self.checked(value, is_zone, expect::ZONE);
        let zones = &mut self.set.zones;
        if let Some(place) = zones.iter().position(|known| known == name) {
            return place as u32;
        }
        zones.push(name.into());
        let place = zones.len() - 1;
        if place == limits::ZONES {
            self.problem(Code::TooLarge, expect::ZONES, value);
        }
        place as u32
    }
}

/// Milliseconds from midnight to midnight or later: `"09:00-18:00"`, and over night `"22:00-02:00"`.
fn hours(text: &str) -> Option<(i64, i64)> {
    if text.len() != 11 || text.as_bytes().get(5) != Some(&b'-') {
        return None;
    }
    let (from, to) = (clock(text, 0)?, clock(text, 6)?);
    let length = to - from;
    (from < DAY && length != 0).then_some((from, if length < 0 { to + DAY } else { to }))
}

/// `24:00` is the midnight that ends a day.
fn clock(text: &str, at: usize) -> Option<i64> {
    let time = number(text, at, 2, b':')? * 60 + number(text, at + 3, 2, 0)?;
    (time <= 24 * 60 && number(text, at + 3, 2, 0)? < 60).then_some(time * MINUTE)
}

/// So many digits from `at` on as a number, with `mark` behind them (0: whatever).
#[inline(never)]
fn number(text: &str, at: usize, digits: usize, mark: u8) -> Option<i64> {
    let mut number = 0;
    for digit in text.as_bytes().get(at..at + digits)? {
        if !digit.is_ascii_digit() {
            return None;
        }
        number = number * 10 + i64::from(digit - b'0');
    }
    let behind = text.as_bytes().get(at + digits).copied();
    (mark == 0 || behind == Some(mark)).then_some(number)
}

/// `2026-11-27`, `2026-11-27T10:00`, with seconds or without, and `Z` or `+01:00` behind it or nothing.
pub(crate) fn moment(text: &str, whole: i64) -> Option<Time> {
    let (year, month, day) = (number(text, 0, 4, b'-')?, number(text, 5, 2, b'-')?, number(text, 8, 2, 0)?);
    if !(1..=12).contains(&month) || day < 1 || day > days_in(year, month) {
        return None;
    }
    let midnight = days_before(year, month, day) * DAY;
    if text.len() == 10 {
        return Some(Time::Local(midnight + whole));
    }
    let time = clock(text, 11)?;
    if text.as_bytes().get(10) != Some(&b'T') || time >= DAY {
        return None;
    }
    let (mut local, mut end) = (midnight + time, 16);
    if text.as_bytes().get(16) == Some(&b':') {
        local += number(text, 17, 2, 0).filter(|seconds| *seconds < 60)? * 1_000;
        end = 19;
        // What scripts write has thousandths, too: nobody waits for those.
        if text.as_bytes().get(19) == Some(&b'.') && number(text, 20, 3, 0).is_some() {
            end = 23;
        }
    }
    let sign = match text.as_bytes().get(end) {
        None => return Some(Time::Local(local)),
        Some(b'Z') => return (text.len() == end + 1).then_some(Time::Fixed(Wall(local))),
        Some(b'+') => 1,
        Some(b'-') => -1,
        _ => return None,
    };
    let offset = clock(text, end + 1)?;
    (text.len() == end + 6).then_some(Time::Fixed(Wall(local - sign * offset)))
}

fn days_in(year: i64, month: i64) -> i64 {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        2 => 28 + i64::from(leap),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days from 1970-01-01 to that date.
pub(crate) fn days_before(year: i64, month: i64, day: i64) -> i64 {
    let before = year - 1;
    // 719,162 days lie between 0001-01-01 and 1970-01-01.
    let mut days = before * 365 + before / 4 - before / 100 + before / 400 + day - 1 - 719_162;
    for earlier in 1..month {
        days += days_in(year, earlier);
    }
    days
}

/// Whether there is any moment at which it is open, as far as that can be told without knowing a zone.
fn can_open(schedule: &Schedule) -> bool {
    let (from, to) = match (schedule.from, schedule.to) {
        (Some(Time::Local(from)), Some(Time::Local(to))) => (from, to),
        (Some(Time::Fixed(from)), Some(Time::Fixed(to))) => return from < to,
        _ => return true,
    };
    if from >= to || to - from > 8 * DAY {
        return from < to;
    }
    let mut day = from.div_euclid(DAY) - 1;
    while day * DAY < to {
        for (start, end) in windows(schedule, day) {
            if start < to && end > from {
                return true;
            }
        }
        day += 1;
    }
    false
}

/// The stretches of a calendar day, as its clock shows them.
pub(crate) fn windows(schedule: &Schedule, day: i64) -> Vec<(i64, i64)> {
    let mut out = Vec::new();
    // The first day of 1970 was a Thursday.
    if schedule.days >> (day + 3).rem_euclid(7) & 1 == 1 {
        let midnight = day.saturating_mul(DAY);
        for (start, end) in &schedule.hours {
            out.push((midnight + start, midnight + end));
        }
        if out.is_empty() {
            out.push((midnight, midnight + DAY));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_or_refused() {
        let midnight = Time::Local(1_795_737_600_000);
        assert_eq!(moment("2026-11-27", 0), Some(midnight));
        assert_eq!(moment("2026-11-27", DAY), Some(Time::Local(1_795_824_000_000)));
        assert_eq!(moment("2026-11-27T00:00", DAY), Some(midnight));
        assert_eq!(moment("2026-11-27T10:00:30", 0), Some(Time::Local(1_795_773_630_000)));
        assert_eq!(moment("2026-11-27T10:00+01:00", 0), Some(Time::Fixed(Wall(1_795_770_000_000))));
        assert_eq!(moment("2026-11-27T10:00:00Z", 0), Some(Time::Fixed(Wall(1_795_773_600_000))));
        assert_eq!(moment("2026-11-27T10:00:00.123Z", 0), moment("2026-11-27T10:00:00Z", 0));
        assert_eq!(moment("2000-02-29", 0), Some(Time::Local(951_782_400_000)));
        assert_eq!(moment("1970-01-01T00:00Z", 0), Some(Time::Fixed(Wall(0))));
        for bad in [
            "",
            "2026-11-31",
            "2026-02-29",
            "2026-13-01",
            "2026-1-01",
            "2026-11-27 10:00",
            "2026-11-27T24:00",
            "2026-11-27T10:60",
            "2026-11-27T10:00:60",
            "2026-11-27T10:00+1:00",
            "2026-11-27T10:00ZZ",
            "2026-11-27T1é:00",
            "27.11.2026",
        ] {
            assert_eq!(moment(bad, 0), None, "{bad}");
        }
    }

    #[test]
    fn hours_may_pass_midnight() {
        let hour = 60 * MINUTE;
        assert_eq!(hours("09:00-18:30"), Some((9 * hour, 18 * hour + 30 * MINUTE)));
        assert_eq!(hours("22:00-02:00"), Some((22 * hour, 26 * hour)));
        assert_eq!(hours("00:00-24:00"), Some((0, 24 * hour)));
        for bad in ["", "9:00-18:00", "09:00-09:00", "24:00-02:00", "09:00-25:00", "09:60-10:00", "09:00 18:00"] {
            assert_eq!(hours(bad), None, "{bad}");
        }
    }
}
