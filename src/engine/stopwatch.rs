//! A clock that can be paused and resumes with the remainder.

use crate::time::{Instant, Ms};

/// Accumulated running time.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Stopwatch {
    total: Ms,
    since: Option<Instant>,
    /// It runs on its own only until then (exclusive); later time does not count until it is run again.
    until: Option<Instant>,
}

impl Stopwatch {
    /// Runs from `now` on, or pauses there.
    pub(crate) fn set_running(&mut self, now: Instant, running: bool) {
        self.total = self.read(now);
        self.since = running.then_some(now);
        self.until = None;
    }

    /// Runs from `now` until `end`, whatever it did before.
    pub(crate) fn run_until(&mut self, now: Instant, end: Instant) {
        self.set_running(now, true);
        self.until = Some(end);
    }

    /// Back to zero; runs on if it ran.
    pub(crate) fn restart(&mut self, now: Instant) {
        self.set_total(now, Ms(0));
    }

    /// Goes on from there; runs on if it ran.
    pub(crate) fn set_total(&mut self, now: Instant, total: Ms) {
        self.total = total;
        if self.since.is_some() {
            self.since = Some(now);
        }
    }

    /// The time accumulated by `now`.
    pub(crate) fn read(&self, now: Instant) -> Ms {
        let Some(since) = self.since else { return self.total };
        let end = self.until.map_or(now, |until| until.min(now));
        self.total + Ms((end - since).0.max(0))
    }

    /// When it will read `target`, if it keeps running as it does.
    pub(crate) fn reaches(&self, target: Ms) -> Option<Instant> {
        let since = self.since?;
        let at = since + Ms((target - self.total).0.max(0));
        match self.until {
            Some(until) if at > until && target > self.total => None,
            _ => Some(at),
        }
    }

    /// Whether it runs at `now`.
    pub(crate) fn is_running(&self, now: Instant) -> bool {
        self.since.is_some() && self.until.is_none_or(|until| now < until)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn resumes_with_the_remainder() {
        let mut watch = Stopwatch::default();
        watch.set_running(Instant(0), true);
        watch.set_running(Instant(4_000), false);
        assert_eq!(watch.reaches(Ms(10_000)), None);
        watch.set_running(Instant(24_000), true);
        assert_eq!(watch.reaches(Ms(10_000)), Some(Instant(30_000)));
        assert_eq!(watch.read(Instant(30_000)), Ms(10_000));
    }

    #[test]
    fn a_bounded_run_stops_by_itself() {
        let mut watch = Stopwatch::default();
        watch.run_until(Instant(0), Instant(5_000));
        assert_eq!(watch.reaches(Ms(6_000)), None);
        assert_eq!(watch.read(Instant(9_000)), Ms(5_000));
        watch.run_until(Instant(8_000), Instant(13_000));
        assert_eq!(watch.reaches(Ms(6_000)), Some(Instant(9_000)));
        // Told that it was more already, it is there at once, though it stands.
        watch.set_total(Instant(20_000), Ms(30_000));
        assert_eq!(watch.reaches(Ms(25_000)), Some(Instant(20_000)));
        assert_eq!(watch.reaches(Ms(30_001)), None);
    }
}
