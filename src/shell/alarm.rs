//! The one timer. It knows when the engine wants to run next and nothing else; whoever it wakes compares the clock,
//! because timers fire early, late, or hours late in a tab that slept.

use std::cell::Cell;

use super::host;
use crate::time::Instant;

/// The longest delay a timer can have: a longer one would fire at once.
const LONGEST: f64 = 2_147_483_647.0;

/// At most one armed timer.
pub(crate) struct Alarm {
    armed: Cell<Option<Instant>>,
}

impl Alarm {
    /// Not armed.
    pub(crate) const fn new() -> Alarm {
        Alarm { armed: Cell::new(None) }
    }

    /// Makes sure that we are woken no later than `deadline`. A timer that is due sooner stays: waking early costs
    /// less than arming anew at each sign of life. Without a deadline there is no timer at all.
    pub(crate) fn set(&self, deadline: Option<Instant>) {
        let armed = self.armed.get();
        let delay = match deadline {
            Some(deadline) if armed.is_some_and(|armed| armed <= deadline) => return,
            Some(deadline) => (deadline.0 as f64 - host::mono()).ceil().clamp(0.0, LONGEST),
            None if armed.is_none() => return,
            None => -1.0,
        };
        self.armed.set(deadline);
        host::alarm(delay);
    }

    /// It fired.
    pub(crate) fn fired(&self) {
        self.armed.set(None);
    }
}
