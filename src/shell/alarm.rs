//! The one timer. It knows when the engine wants to run next and nothing else; whoever it wakes compares the clock,
//! because timers fire early, late, or hours late in a tab that slept.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use gloo_timers::callback::Timeout;

use super::clock;
use super::host::Host;
use crate::engine::time::Instant;

/// The longest delay a timer can have: a longer one would fire at once.
const LONGEST: f64 = 2_147_483_647.0;

/// At most one armed timer.
#[derive(Default)]
pub(crate) struct Alarm {
    armed: Cell<Option<Instant>>,
    timer: RefCell<Option<Timeout>>,
}

impl Alarm {
    /// Makes sure that the host is woken no later than `deadline`. A timer that is due sooner stays: waking early costs
    /// less than arming anew at each sign of life. Without a deadline there is no timer at all.
    pub(crate) fn set(&self, host: &Rc<Host>, deadline: Option<Instant>) {
        let Some(deadline) = deadline else { return self.clear() };
        if self.armed.get().is_some_and(|armed| armed <= deadline) {
            return;
        }
        self.clear();
        let delay = (deadline.0 as f64 - clock::mono()).ceil().clamp(0.0, LONGEST);
        let host = Rc::clone(host);
        self.armed.set(Some(deadline));
        *self.timer.borrow_mut() = Some(Timeout::new(delay as u32, move || host.wake()));
    }

    /// Takes the timer away, also once it has fired.
    pub(crate) fn clear(&self) {
        self.armed.set(None);
        self.timer.borrow_mut().take();
    }
}
