//! What is seen and heard: elements that stay on screen, and videos and sounds that play.

use crate::order::sort;
use crate::ruleset::model::{Play, SelectorIx};

use super::act::Acts;
use super::meters::{Dial, Meter};
use super::Engine;
use crate::time::{Instant, Ms};

/// Most elements of one selector that are told apart.
const MAX_SPOTS: usize = 512;

/// A share of an element that must stay on screen, and who waits for how long.
#[derive(Clone, Debug)]
pub(crate) struct Sight {
    pub(crate) on: SelectorIx,
    pub(crate) ratio: f64,
    /// Each element counts for itself.
    pub(crate) each: bool,
    /// The first stands for the element that is seen most; with `each` it only holds who waits.
    pub(crate) spots: Vec<Spot>,
}

/// An element, or the one of all that is seen most.
#[derive(Clone, Debug, Default)]
pub(crate) struct Spot {
    /// Its number in the page, from 1; 0 is the one that is seen most.
    which: u32,
    is_there: bool,
    pub(crate) dial: Dial,
}

/// All that rules wait to see.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sights {
    /// Sorted by selector.
    pub(crate) all: Vec<Sight>,
    /// Places in `all` of those that are on screen.
    live: Vec<u32>,
}

impl Sights {
    /// Adds a waiter; `sort` once all are there.
    pub(super) fn wait(&mut self, on: SelectorIx, ratio: f64, time: Ms, each: bool, atom: u32) {
        let mut sight = Sight { on, ratio, each, spots: vec![Spot::default()] };
        sight.spots[0].dial.wait(time, atom);
        self.all.push(sight);
    }

    /// Those that wait for the same share of the same element become one.
    pub(super) fn sort(&mut self) {
        let is_before = |a: &Sight, b: &Sight| {
            (a.on, a.each) < (b.on, b.each)
                || (a.on, a.each) == (b.on, b.each)
                    && (a.ratio < b.ratio || a.ratio == b.ratio && a.first_atom() < b.first_atom())
        };
        sort(&mut self.all, &is_before);
        let mut kept: Vec<Sight> = Vec::new();
        for sight in core::mem::take(&mut self.all) {
            match kept.last_mut() {
                Some(last) if (last.on, last.each, last.ratio) == (sight.on, sight.each, sight.ratio) => {
                    for spot in &mut last.spots {
                        for (time, atom) in &sight.spots[0].dial.steps.all {
                            spot.dial.steps.push(*time, *atom);
                        }
                    }
                }
                _ => kept.push(sight),
            }
        }
        self.live.clear();
        for (place, sight) in kept.iter_mut().enumerate() {
            for spot in &mut sight.spots {
                spot.dial.sort();
            }
            if sight.spots.iter().any(|spot| spot.is_there) {
                self.live.push(place as u32);
            }
        }
        self.all = kept;
    }

    /// A page view begins: what is on screen stays there and is seen anew.
    pub(super) fn reset(&mut self, now: Instant) {
        for sight in &mut self.all {
            for spot in &mut sight.spots {
                spot.dial.reset(now);
            }
        }
    }

    /// The page came to the foreground or left it.
    pub(super) fn show(&mut self, now: Instant, visible: bool) {
        for place in &self.live {
            for spot in &mut self.all[*place as usize].spots {
                spot.run(now, visible);
            }
        }
    }

    /// When the next of them was on screen long enough.
    pub(super) fn due(&self) -> Option<Instant> {
        let mut next: Option<Instant> = None;
        for place in &self.live {
            for spot in &self.all[*place as usize].spots {
                match (next, spot.dial.due()) {
                    (Some(at), Some(due)) if at <= due => {}
                    (_, None) => {}
                    (_, due) => next = due,
                }
            }
        }
        next
    }

    /// Whoever came late, from the atom `first` on, and finds it seen long enough goes to `fired`.
    pub(super) fn catch_up(&mut self, first: u32, now: Instant, fired: &mut Vec<u32>) {
        for place in &self.live {
            for spot in &mut self.all[*place as usize].spots {
                if spot.is_there {
                    spot.dial.catch_up(first, now, fired);
                }
            }
        }
    }

    /// Whoever is reached by `now` goes to `fired`.
    pub(super) fn take(&mut self, now: Instant, fired: &mut Vec<u32>) {
        for place in &self.live {
            for spot in &mut self.all[*place as usize].spots {
                if spot.is_there {
                    spot.dial.take(now, fired);
                }
            }
        }
    }
}

impl Sight {
    fn first_atom(&self) -> u32 {
        self.spots[0].dial.steps.all.first().map_or(0, |(_, atom)| *atom)
    }

    /// The spot of that element; a new one if there is room.
    fn spot(&mut self, which: u32) -> Option<&mut Spot> {
        let known = self.spots.iter().position(|spot| spot.which == which);
        if known.is_none() && self.spots.len() < MAX_SPOTS {
            let mut dial = self.spots[0].dial.clone();
            dial.reset(Instant(0));
            self.spots.push(Spot { which, is_there: false, dial });
        }
        let place = known.unwrap_or(self.spots.len() - 1);
        self.spots.get_mut(place).filter(|spot| spot.which == which)
    }
}

impl Spot {
    /// It is on screen or not: leaving starts over.
    fn run(&mut self, now: Instant, visible: bool) {
        let watch = &mut self.dial.watch;
        let is_running = self.is_there && visible;
        if is_running != watch.is_running(now) {
            watch.set_running(now, is_running);
            watch.restart(now);
        }
    }
}

/// Videos and sounds.
#[derive(Clone, Debug, Default)]
pub(crate) struct Plays {
    /// The share that was played. Sorted by selector.
    pub(crate) shares: Vec<(SelectorIx, Meter)>,
    /// By state: playing, paused, ended.
    states: [Acts; 3],
}

impl Plays {
    /// Adds a waiter; `sort` once all are there.
    pub(super) fn wait(&mut self, on: SelectorIx, play: Play, atom: u32) {
        match play {
            Play::Share(share) => {
                let place = self.shares.partition_point(|(at, _)| *at < on);
                if self.shares.get(place).is_none_or(|(at, _)| *at != on) {
                    self.shares.insert(place, (on, Meter::default()));
                }
                self.shares[place].1.steps.push(share, atom);
            }
            Play::State(state) => self.states[state as usize].wait(Some(on), atom),
        }
    }

    pub(super) fn sort(&mut self) {
        for (_, meter) in &mut self.shares {
            meter.sort();
        }
        for state in &mut self.states {
            state.sort();
        }
    }

    pub(super) fn reset(&mut self) {
        for (_, meter) in &mut self.shares {
            meter.reset();
        }
    }

    /// Whoever came late, from the atom `first` on, and finds it played far enough goes to `fired`.
    pub(super) fn catch_up(&mut self, first: u32, fired: &mut Vec<u32>) {
        for (_, meter) in &mut self.shares {
            meter.catch_up(first, fired);
        }
    }

    /// That share of it was played by now, and it is in that state: 1 playing, 2 paused, 3 ended.
    pub(super) fn play(&mut self, on: SelectorIx, share: f64, state: u32, fired: &mut Vec<u32>) {
        let place = self.shares.partition_point(|(at, _)| *at < on);
        if let Some((_, meter)) = self.shares.get_mut(place).filter(|(at, _)| *at == on) {
            meter.raise(share, fired);
        }
        if let Some(acts) = self.states.get((state as usize).wrapping_sub(1)) {
            acts.meet(&[on], fired);
        }
    }
}

impl Engine {
    /// That share of an element is on screen.
    pub(super) fn sight(&mut self, on: SelectorIx, which: u32, ratio: f64) {
        let (now, visible) = (self.now.mono, self.page.visible);
        let sights = &mut self.signals.sights;
        let first = sights.all.partition_point(|sight| sight.on < on);
        for (place, sight) in sights.all.iter_mut().enumerate().skip(first) {
            if sight.on != on {
                break;
            }
            if sight.each != (which > 0) {
                continue;
            }
            let is_there = ratio >= sight.ratio;
            if let Some(spot) = sight.spot(which) {
                spot.is_there = is_there;
                spot.run(now, visible);
            }
            let place = place as u32;
            if is_there && !sights.live.contains(&place) {
                sights.live.push(place);
            } else if !is_there && !sight.spots.iter().any(|spot| spot.is_there) {
                sights.live.retain(|live| *live != place);
            }
        }
        self.is_next_stale = true;
    }
}
