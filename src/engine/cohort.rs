//! Who began when: the ISO week of the first visit, in the calendar of `settings.timeZone`. It is told with what is
//! reported of goals, and only where the visitor's history may be used.

use crate::ruleset::schedule::days_before;

use super::number::push_int;
use super::Engine;
use crate::time::Ms;

impl Engine {
    /// Such as `2026-W09`.
    pub(super) fn cohort(&self) -> Option<String> {
        self.visits().ok()?;
        let first = self.ledger.first_visit?;
        Some(week((first + self.offset(first)).0.div_euclid(Ms::DAY.0)))
    }
}

/// The week of a day since 1970. It is of the year in which its Thursday is.
fn week(day: i64) -> String {
    let thursday = day.saturating_sub((day.saturating_add(3)).rem_euclid(7)).saturating_add(3);
    let mut year = 1970_i64.saturating_add(thursday.div_euclid(366));
    while days_before(year.saturating_add(1), 1, 1) <= thursday && year < 9_999 {
        year += 1;
    }
    let number = thursday.saturating_sub(days_before(year, 1, 1)) / 7 + 1;
    let mut text = String::new();
    push_int(&mut text, year);
    text.push_str(if number < 10 { "-W0" } else { "-W" });
    push_int(&mut text, number);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weeks_are_those_of_iso_8601() {
        // Days around turns of the year, as in the examples of the standard.
        for ((year, month, day), want) in [
            ((1970, 1, 1), "1970-W01"),
            ((2005, 1, 1), "2004-W53"),
            ((2005, 1, 2), "2004-W53"),
            ((2005, 12, 31), "2005-W52"),
            ((2007, 1, 1), "2007-W01"),
            ((2008, 12, 28), "2008-W52"),
            ((2008, 12, 29), "2009-W01"),
            ((2010, 1, 3), "2009-W53"),
            ((2010, 1, 4), "2010-W01"),
            ((2026, 11, 22), "2026-W47"),
        ] {
            assert_eq!(week(days_before(year, month, day)), want);
        }
    }

    #[test]
    fn no_day_is_too_far() {
        for day in [i64::MIN, -1_000_000, 1_000_000_000, i64::MAX] {
            assert!(!week(day).is_empty());
        }
    }
}
