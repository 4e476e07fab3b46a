//! The changes of a ledger.

use super::ledger::Arrival;
use super::trail::{Arm, Exposure};
use crate::time::{Ms, Wall};

/// One change.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Op {
    /// Somebody did something; begins a session if the last one is over.
    Active {
        at: Wall,
        /// When somebody last did something before: the store may not know yet.
        was: Wall,
        gap: Ms,
        arrival: Arrival,
        keep_history: bool,
    },
    PageView,
    /// Taken at the decision; given back (`by` -1) if nothing was drawn.
    /// Names are those of records; the empty one is what all rules share.
    Impression {
        names: Vec<String>,
        at: Wall,
        day: i64,
        by: i32,
    },
    Dismissed {
        names: Vec<String>,
        at: Wall,
        interrupts: bool,
    },
    Clicked {
        names: Vec<String>,
        at: Wall,
    },
    Muted {
        at: Wall,
        time: Ms,
    },
    /// A step of a funnel, from 1, or `goal::OUT`; a first one opens it for so long.
    Step {
        key: String,
        step: u32,
        at: Wall,
        within: Ms,
    },
    /// An interruption left the screen.
    Quiet {
        at: Wall,
    },
    Happened {
        key: String,
        at: Wall,
        keep: u32,
    },
    /// A countdown of this visitor's began.
    Begun {
        key: String,
        at: Wall,
    },
    /// A note for the session; 0 takes it away.
    Mark {
        key: String,
        value: u32,
    },
    /// A dwell clock read more: `by` on top, and at least `to`.
    Dwelt {
        of_session: bool,
        key: u32,
        by: Ms,
        to: Ms,
    },
    /// The visitor was where the arms of an experiment can differ; kept for that long.
    Exposed {
        exposure: Exposure,
        keep: Ms,
    },
    /// Somebody is in an arm from here on.
    Assigned(Arm),
}
