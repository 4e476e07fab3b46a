//! Time as rules and engine see it: whole milliseconds, handed in by the caller. Nothing here reads a clock.

use core::ops::{Add, Sub};

/// A length of time in whole milliseconds. Arithmetic saturates: no input can overflow it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Ms(pub i64);

/// A moment on the monotonic clock, in milliseconds since an origin the caller chose (in a browser, the time origin).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Instant(pub i64);

/// A moment on the wall clock, in milliseconds since 1970-01-01 UTC. It may jump either way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Wall(pub i64);

/// The caller's sample of both clocks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Now {
    /// Drives page clocks, delays and waits.
    pub mono: Instant,
    /// Drives caps, sessions, days and retention.
    pub wall: Wall,
}

impl Ms {
    /// One second.
    pub const SECOND: Ms = Ms(1_000);
    /// One day of 24 hours.
    pub const DAY: Ms = Ms(86_400_000);
}

impl Now {
    /// The same reading, but no date further than 100,000 years from 1970 (beyond that, deadlines would not pass) and no
    /// page open for more than 100 years (each day of them may be an instant to look at).
    pub(crate) fn within_reason(self) -> Now {
        const FAR: i64 = 100_000 * 366 * 86_400_000;
        const LONG: i64 = FAR / 1_000;
        Now { mono: Instant(self.mono.0.clamp(-LONG, LONG)), wall: Wall(self.wall.0.clamp(-FAR, FAR)) }
    }

    /// The same reading with the monotonic clock set to `mono`, and the wall clock moved by the same amount.
    pub fn at(self, mono: Instant) -> Now {
        Now { mono, wall: self.wall + (mono - self.mono) }
    }
}

/// Saturates. Out of line, as it is some thirty bytes of wasm wherever times are added.
#[inline(never)]
pub(crate) fn sum(a: i64, b: i64) -> i64 {
    a.saturating_add(b)
}

/// Saturates, too.
#[inline(never)]
pub(crate) fn difference(a: i64, b: i64) -> i64 {
    a.saturating_sub(b)
}

impl Add for Ms {
    type Output = Ms;
    fn add(self, other: Ms) -> Ms {
        Ms(sum(self.0, other.0))
    }
}

impl Sub for Ms {
    type Output = Ms;
    fn sub(self, other: Ms) -> Ms {
        Ms(difference(self.0, other.0))
    }
}

impl Add<Ms> for Instant {
    type Output = Instant;
    fn add(self, by: Ms) -> Instant {
        Instant(sum(self.0, by.0))
    }
}

impl Sub for Instant {
    type Output = Ms;
    fn sub(self, earlier: Instant) -> Ms {
        Ms(difference(self.0, earlier.0))
    }
}

impl Add<Ms> for Wall {
    type Output = Wall;
    fn add(self, by: Ms) -> Wall {
        Wall(sum(self.0, by.0))
    }
}

impl Sub for Wall {
    type Output = Ms;
    fn sub(self, earlier: Wall) -> Ms {
        Ms(difference(self.0, earlier.0))
    }
}
