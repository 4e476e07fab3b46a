//! How many interruptions a journey had: the most in one page view, in one session, in one day.

use crate::ruleset::model::RuleSet;
use crate::ruleset::value::Value;
use crate::time::Ms;
use crate::trace::{context, Driver, Signal, Trace};

/// The most interruptions within each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// In a page view.
    pub page: u32,
    /// In a session.
    pub session: u32,
    /// In a calendar day.
    pub day: u32,
}

/// Most deadlines followed between two signals.
const MOST_WAKES: u32 = 10_000;

/// A journey under way, its interruptions counted.
pub(super) struct Meter {
    driver: Driver,
    interrupting: Vec<String>,
    loads: u32,
    seen: usize,
    /// Where each interruption was: its page view, session and day.
    found: Vec<((u32, u64), i64, i64)>,
}

impl Meter {
    pub(super) fn new(set: &RuleSet, trace: &Trace) -> Meter {
        let interrupting = set.rules.iter().filter(|rule| rule.interrupts).map(|rule| rule.id.clone()).collect();
        let driver = Driver::new(set.clone(), context(trace), trace);
        Meter { driver, interrupting, loads: 0, seen: 0, found: Vec::new() }
    }

    /// Lets time pass, and then this happen.
    pub(super) fn feed(&mut self, at: Ms, signal: &Signal) {
        for _ in 0..MOST_WAKES {
            let due = self.driver.engine().next_deadline().map(|(instant, _)| Ms(instant.0));
            let Some(due) = due.filter(|due| *due <= at) else { break };
            self.driver.advance_to(due);
            self.harvest();
        }
        self.driver.advance_to(at);
        self.harvest();
        self.loads += u32::from(matches!(signal, Signal::PageView { .. }));
        self.driver.feed(signal);
        self.harvest();
    }

    fn harvest(&mut self) {
        let (session, day) = self.driver.engine().session_and_day();
        for one in &self.driver.events()[self.seen..] {
            let is_impression = one.get("name").and_then(Value::text) == Some("opportune_impression");
            let rule = one.get("rule").and_then(Value::text).unwrap_or_default();
            if is_impression && self.interrupting.iter().any(|id| id == rule) {
                let view = one.get("pageView").and_then(Value::num).unwrap_or_default();
                self.found.push(((self.loads, view as u64), session.map_or(0, |wall| wall.0), day));
            }
        }
        self.seen = self.driver.events().len();
    }

    pub(super) fn driver(&self) -> &Driver {
        &self.driver
    }

    /// The counts so far.
    pub(super) fn counts(&self) -> Counts {
        Counts {
            page: most(self.found.iter().map(|one| one.0)),
            session: most(self.found.iter().map(|one| one.1)),
            day: most(self.found.iter().map(|one| one.2)),
        }
    }
}

/// How often the most frequent one is there.
fn most<T: PartialEq>(all: impl Iterator<Item = T>) -> u32 {
    let mut counted: Vec<(T, u32)> = Vec::new();
    for one in all {
        match counted.iter_mut().find(|(known, _)| *known == one) {
            Some((_, count)) => *count += 1,
            None => counted.push((one, 1)),
        }
    }
    counted.iter().map(|(_, count)| *count).max().unwrap_or(0)
}

/// The interruptions along a trace.
pub fn measure(set: &RuleSet, trace: &Trace) -> Counts {
    let mut meter = Meter::new(set, trace);
    for (at, signal) in &trace.events {
        meter.feed(*at, signal);
    }
    meter.counts()
}
