//! Thresholds on something that only grows: sorted once, so that a signal costs a comparison, however many rules wait.

use crate::order::sort;

use super::stopwatch::Stopwatch;
use crate::time::{Instant, Ms};

/// Who waits for what.
#[derive(Clone, Debug, Default)]
pub(crate) struct Steps {
    /// Threshold and atom; sorted by threshold, then by atom.
    pub(crate) all: Vec<(f64, u32)>,
    next: usize,
}

impl Steps {
    /// Adds a waiter; `sort` once all are there.
    #[inline(never)]
    pub(crate) fn push(&mut self, threshold: f64, atom: u32) {
        self.all.push((threshold, atom));
    }

    /// No threshold is NaN: the decoder refuses what is not a finite number. Whoever was reached stays so, and whoever
    /// comes before the last of those was reached too.
    fn sort(&mut self) {
        let last = self.next.checked_sub(1).and_then(|last| self.all.get(last)).copied();
        sort(&mut self.all, &|a, b| a.0 < b.0 || a.0 == b.0 && a.1 < b.1);
        let place = self.all.iter().position(|step| Some(*step) == last);
        self.next = place.map_or(0, |place| place + 1);
    }

    /// Of those that were reached, whoever came after it (from the atom `first` on) goes to `fired`.
    #[inline(never)]
    fn late(&self, first: u32, fired: &mut Vec<u32>) {
        for (_, atom) in &self.all[..self.next.min(self.all.len())] {
            if *atom >= first {
                fired.push(*atom);
            }
        }
    }

    /// Whoever is reached by `to` goes to `fired`.
    #[inline(never)]
    fn reach(&mut self, to: f64, fired: &mut Vec<u32>) {
        while let Some((threshold, atom)) = self.all.get(self.next) {
            if *threshold > to {
                break;
            }
            fired.push(*atom);
            self.next += 1;
        }
    }
}

/// The maximum of a measure, and who waits for it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Meter {
    pub(crate) steps: Steps,
    pub(crate) max: f64,
}

impl Meter {
    pub(crate) fn sort(&mut self) {
        self.steps.sort();
    }

    /// Raises the maximum; whoever it reaches goes to `fired`.
    pub(crate) fn raise(&mut self, to: f64, fired: &mut Vec<u32>) {
        if to > self.max {
            self.max = to;
            self.steps.reach(to, fired);
        }
    }

    /// Whoever came late, from the atom `first` on, and finds itself reached goes to `fired`.
    pub(crate) fn catch_up(&mut self, first: u32, fired: &mut Vec<u32>) {
        self.steps.late(first, fired);
        if self.max > 0.0 {
            self.steps.reach(self.max, fired);
        }
    }

    pub(crate) fn reset(&mut self) {
        self.steps.next = 0;
        self.max = 0.0;
    }
}

/// A stopwatch, and who waits for it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Dial {
    pub(crate) watch: Stopwatch,
    /// In milliseconds.
    pub(crate) steps: Steps,
}

impl Dial {
    pub(crate) fn sort(&mut self) {
        self.steps.sort();
    }

    /// Adds a waiter; `sort` once all are there.
    pub(crate) fn wait(&mut self, time: Ms, atom: u32) {
        self.steps.push(time.0 as f64, atom);
    }

    /// When the next threshold is reached.
    pub(crate) fn due(&self) -> Option<Instant> {
        let (target, _) = self.steps.all.get(self.steps.next)?;
        self.watch.reaches(Ms(*target as i64))
    }

    /// Whoever came late, from the atom `first` on, and finds itself reached goes to `fired`.
    pub(crate) fn catch_up(&mut self, first: u32, now: Instant, fired: &mut Vec<u32>) {
        self.steps.late(first, fired);
        self.take(now, fired);
    }

    /// Whoever is reached by `now` goes to `fired`.
    pub(crate) fn take(&mut self, now: Instant, fired: &mut Vec<u32>) {
        let read = self.watch.read(now).0 as f64;
        self.steps.reach(read, fired);
    }

    /// Whoever is reached by now and has had their turn is not told when the clock is next looked at.
    pub(crate) fn pass(&mut self, read: Ms, had_turn: &dyn Fn(f64, u32) -> bool) {
        let is_past = |(goal, atom): &&(f64, u32)| *goal <= read.0 as f64 && had_turn(*goal, *atom);
        self.steps.next = self.steps.all.iter().take_while(is_past).count();
    }

    pub(crate) fn reset(&mut self, now: Instant) {
        self.steps.next = 0;
        self.watch.restart(now);
    }
}

/// A scroller: the page, or a container in it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Scroller {
    pub(crate) height: f64,
    pub(crate) view: f64,
    pub(crate) top: f64,
    /// The page is not there yet in full.
    pub(crate) is_loading: bool,
    /// top / (height - view)
    pub(crate) scrolled: Meter,
    /// (top + view) / height
    pub(crate) seen: Meter,
    /// Pixels from the top.
    pub(crate) px: Meter,
    /// When a scroller that cannot scroll counts as read to its end.
    pub(crate) still_at: Option<Instant>,
}

impl Scroller {
    pub(crate) fn meters(&mut self) -> [&mut Meter; 3] {
        [&mut self.scrolled, &mut self.seen, &mut self.px]
    }

    /// From now on it must keep its height: until then, all of it has been seen if it cannot scroll.
    pub(crate) fn keep_still(&mut self, until: Instant) {
        let is_whole = self.height > 0.0 && self.view > 0.0 && self.height <= self.view + 1.0;
        self.still_at = (is_whole && !self.is_loading).then_some(until);
    }

    /// The share scrolled so far, at most.
    pub(crate) fn share(&self) -> f64 {
        self.scrolled.max
    }

    pub(crate) fn raise(&mut self, fired: &mut Vec<u32>) {
        self.px.raise(self.top, fired);
        let room = self.height - self.view;
        if self.view > 0.0 && room > 0.0 {
            // Zoomed browsers report tops that are up to a pixel short of the end.
            let at_end = room - self.top < 1.0;
            self.scrolled.raise(if at_end { 1.0 } else { self.top / room }, fired);
            self.seen.raise(if at_end { 1.0 } else { (self.top + self.view) / self.height }, fired);
        }
    }

    /// It cannot scroll and its height was still: all of it has been seen.
    pub(crate) fn complete(&mut self, fired: &mut Vec<u32>) {
        self.still_at = None;
        self.scrolled.raise(1.0, fired);
        self.seen.raise(1.0, fired);
    }
}
