//! The compiled rule set, continued: schedules. Part of `model.rs`, where everybody finds them.

use crate::time::Wall;

/// When something is open: between two instants, on some days, in some hours of them.
#[derive(Clone, Debug, PartialEq)]
pub struct Schedule {
    /// Included.
    pub from: Option<Time>,
    /// Not included.
    pub to: Option<Time>,
    /// Weekdays: bit 0 is Monday.
    pub days: u8,
    /// Stretches of a day in milliseconds from its midnight; they may end on the day after. Empty: all day.
    pub hours: Vec<(i64, i64)>,
    /// Whose clock, by place in `RuleSet::zones`.
    pub zone: u32,
}

impl Schedule {
    /// Every day of the week.
    pub const EVERY_DAY: u8 = 127;
}

/// A moment in a schedule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Time {
    /// With an offset: the same everywhere.
    Fixed(Wall),
    /// What the zone's clock shows, in milliseconds since it showed 1970-01-01.
    Local(i64),
}
