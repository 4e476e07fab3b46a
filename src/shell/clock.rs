//! The only file that reads a clock.

use super::host;
use crate::time::{Instant, Now, Wall};

/// Both clocks, in whole milliseconds rounded down.
pub(crate) fn now() -> Now {
    Now { mono: Instant(host::mono().floor() as i64), wall: Wall(host::wall().floor() as i64) }
}
