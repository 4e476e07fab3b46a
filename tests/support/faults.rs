//! A seeded schedule of everything that goes wrong around an outbox, and what becomes of the events.

use std::collections::BTreeSet;

use opportune_outbox::batch::Batch;
use opportune_outbox::state::Counts;

use super::collector::{self, Collector, Mood};
use super::tabs::{Step, Store, Tab};

pub(crate) struct Chance(u64);

impl Chance {
    fn below(&mut self, most: u32) -> u32 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) % u64::from(most)) as u32
    }
}

/// How many of each thing went wrong.
#[derive(Debug, Default)]
pub(crate) struct Wrongs {
    pub(crate) tabs_closed: u64,
    pub(crate) browsers_killed: u64,
    pub(crate) cut_writes: u64,
    pub(crate) undone_writes: u64,
    pub(crate) aborted_writes: u64,
    pub(crate) answers_lost_or_bad: u64,
    pub(crate) two_senders: u64,
}

pub(crate) struct World {
    chance: Chance,
    now: f64,
    pub(crate) store: Store,
    /// The disk some transactions ago, for when the power fails.
    past: Vec<Store>,
    tabs: Vec<Tab>,
    /// Which tab has the lock. Where there are no locks, now and then two have it.
    holders: Vec<u32>,
    names: Vec<u32>,
    drawn: u32,
    pub(crate) collector: Collector,
    mood: Mood,
    pub(crate) captured: u32,
    pub(crate) unwritten: BTreeSet<u32>,
    pub(crate) wrongs: Wrongs,
    has_power_cuts: bool,
    has_locks: bool,
}

impl World {
    pub(crate) fn new(seed: u64, has_power_cuts: bool, has_locks: bool) -> Self {
        let mut world = Self {
            chance: Chance(seed),
            now: 1.7e12,
            store: Store::default(),
            past: Vec::new(),
            tabs: Vec::new(),
            holders: Vec::new(),
            names: Vec::new(),
            drawn: 0,
            collector: Collector::default(),
            mood: Mood::Well,
            captured: 0,
            unwritten: BTreeSet::new(),
            wrongs: Wrongs::default(),
            has_power_cuts,
            has_locks,
        };
        world.open();
        world
    }

    fn open(&mut self) {
        self.drawn += 1;
        let seed = u64::from(self.chance.below(u32::MAX)) << 32 | u64::from(self.chance.below(u32::MAX));
        let mut tab = Tab::new(seed, self.drawn);
        tab.begin(false, self.now);
        self.tabs.push(tab);
        self.names.push(self.drawn);
    }

    /// A tab is gone, and with it what only it knew.
    fn close(&mut self, at: usize) {
        let tab = self.tabs.remove(at);
        let name = self.names.remove(at);
        self.holders.retain(|one| *one != name);
        let written: BTreeSet<u32> = self.store.ids().collect();
        self.unwritten.extend(tab.unwritten().difference(&written));
    }

    fn kill(&mut self) {
        self.wrongs.browsers_killed += 1;
        if self.has_power_cuts && self.chance.below(3) == 0 && !self.past.is_empty() {
            let back = self.chance.below(self.past.len() as u32) as usize;
            self.wrongs.undone_writes += (self.past.len() - back) as u64;
            let had: BTreeSet<u32> = self.store.ids().chain(self.store.counted.iter().map(|(id, _)| *id)).collect();
            self.store = self.past.swap_remove(back);
            let has: BTreeSet<u32> = self.store.ids().collect();
            let counted: BTreeSet<u32> = self.store.counted.iter().map(|(id, _)| *id).collect();
            self.unwritten.extend(had.into_iter().filter(|id| !has.contains(id) && !counted.contains(id)));
        }
        self.past.clear();
        while !self.tabs.is_empty() {
            self.close(0);
        }
        self.open();
    }

    fn captures(&mut self, at: usize, events: u32) {
        for _ in 0..1 + self.chance.below(4) {
            if self.captured >= events {
                return;
            }
            self.captured += 1;
            let length = match self.chance.below(400) {
                0 => 20_000,
                1 => 9_000,
                _ => 20 + self.chance.below(200) as usize,
            };
            self.tabs[at].capture(self.captured, length, self.now);
        }
    }

    /// A transaction has its turn.
    fn transact(&mut self, at: usize) {
        if self.tabs[at].syncing.as_ref().is_none_or(|one| one.is_written) {
            return;
        }
        match self.chance.below(1_000) {
            0 => {
                self.wrongs.cut_writes += 1;
                let most = self.chance.below(600) as usize;
                self.tabs[at].transact(&mut self.store, Some(most));
                self.kill();
            }
            // It is not done, and says so.
            1..=3 => {
                self.wrongs.aborted_writes += 1;
                self.tabs[at].done();
                self.tabs[at].give_up(self.now);
            }
            _ => {
                if self.has_power_cuts {
                    self.past.push(self.store.clone());
                    if self.past.len() > 4 {
                        self.past.remove(0);
                    }
                }
                self.tabs[at].transact(&mut self.store, None);
            }
        }
    }

    /// Sending goes one step on.
    fn send(&mut self, at: usize, batch: &mut Batch) {
        let (now, name) = (self.now, self.names[at]);
        let due = self.tabs[at].outbox.due(now);
        let is_free = self.holders.is_empty() || (!self.has_locks && self.chance.below(20) == 0);
        let tab = &mut self.tabs[at];
        match tab.step {
            Step::Idle if due >= 0.0 && due <= now && is_free => {
                self.wrongs.two_senders += u64::from(!self.holders.is_empty());
                self.holders.push(name);
                tab.step = Step::Locked;
            }
            Step::Locked if tab.syncing.is_none() => tab.begin(true, now),
            Step::Ready => {
                if tab.outbox.pick(batch, now) == 0 {
                    return self.release(at);
                }
                let ids = tab.ids(batch);
                let mood = if tab.is_offline { Mood::Dead } else { self.mood };
                let chance = self.chance.below(1_000);
                let status = self.collector.receive(mood, chance, &ids, batch.lost_id, &batch.lost);
                self.wrongs.answers_lost_or_bad += u64::from(!(200..300).contains(&status));
                self.tabs[at].step = Step::Sent(batch.flight, status);
            }
            Step::Sent(flight, status) => {
                let asked = if status == 429 { f64::from(self.chance.below(20_000)) } else { 0.0 };
                tab.outbox.answer(flight, status, asked, now);
                tab.step = Step::Answered;
            }
            Step::Answered if tab.syncing.is_none() => tab.begin(true, now),
            _ => {}
        }
    }

    fn release(&mut self, at: usize) {
        let name = self.names[at];
        self.tabs[at].step = Step::Idle;
        self.holders.retain(|one| *one != name);
    }

    /// The store answered: what waited for it goes on.
    fn done(&mut self, at: usize) {
        let Some(syncing) = self.tabs[at].syncing.as_ref().filter(|one| one.is_written) else { return };
        let is_locked = syncing.is_locked;
        self.tabs[at].done();
        match self.tabs[at].step {
            Step::Locked if is_locked => self.tabs[at].step = Step::Ready,
            Step::Answered if is_locked => self.release(at),
            _ => {}
        }
    }

    /// A page is hidden; it may be for good.
    fn hide(&mut self, at: usize, batch: &mut Batch) {
        while self.tabs[at].outbox.flush(batch) > 0 {
            let ids = self.tabs[at].ids(batch);
            let chance = self.chance.below(1_000);
            let status = self.collector.receive(self.mood, chance, &ids, 0, &Counts::default());
            let flight = batch.flight;
            self.tabs[at].flushed.push((flight, status));
        }
    }

    fn answer_flushes(&mut self, at: usize) {
        for (flight, status) in std::mem::take(&mut self.tabs[at].flushed) {
            self.tabs[at].outbox.answer(flight, status, 0.0, self.now);
        }
    }

    pub(crate) fn step(&mut self, batch: &mut Batch, events: u32) {
        self.now += f64::from(self.chance.below(400));
        let at = self.chance.below(self.tabs.len() as u32) as usize;
        match self.chance.below(100) {
            0..=7 => self.captures(at, events),
            8..=24 => {
                let tab = &mut self.tabs[at];
                if tab.syncing.is_none() && tab.outbox.has_news() {
                    tab.begin(false, self.now);
                }
            }
            25..=54 => self.transact(at),
            55..=74 => self.done(at),
            75..=94 => self.send(at, batch),
            95 => self.hide(at, batch),
            96 => self.answer_flushes(at),
            97 if self.tabs.len() < 5 && self.chance.below(10) == 0 => self.open(),
            97 if self.tabs.len() > 1 && self.chance.below(10) == 0 => {
                self.wrongs.tabs_closed += 1;
                self.close(at);
            }
            98 if self.chance.below(12) == 0 => self.kill(),
            99 => self.turn(at),
            _ => {}
        }
    }

    /// Circumstances change.
    fn turn(&mut self, at: usize) {
        match self.chance.below(60) {
            0..=1 => self.mood = Mood::Failing,
            2 => self.mood = Mood::Dead,
            3..=5 => self.mood = Mood::Deaf,
            6 if self.chance.below(8) == 0 => self.mood = Mood::Gone,
            7..=20 => self.mood = Mood::Well,
            21..=23 => self.now += 60_000.0,
            24 if self.chance.below(20) == 0 => self.now += 8.0 * 86_400_000.0,
            25 if self.chance.below(20) == 0 => self.now -= 7_200_000.0,
            26..=40 => {
                let is_offline = !self.tabs[at].is_offline && self.chance.below(3) == 0;
                self.tabs[at].is_offline = is_offline;
                self.tabs[at].outbox.line(!is_offline, self.now);
            }
            _ => {}
        }
    }

    /// Everything is well from here on: all that waits must arrive.
    pub(crate) fn drain(&mut self, batch: &mut Batch) {
        for round in 0..4 {
            self.kill();
            self.mood = Mood::Well;
            self.has_power_cuts = false;
            self.now += 2.0 * 3_600_000.0;
            for _ in 0..400_000 {
                let tab = &mut self.tabs[0];
                if tab.step == Step::Idle
                    && tab.syncing.is_none()
                    && !tab.outbox.has_news()
                    && tab.outbox.waiting() == 0
                {
                    break;
                }
                if tab.syncing.is_some() {
                    tab.transact(&mut self.store, None);
                    self.done(0);
                } else if tab.step == Step::Idle && tab.outbox.has_news() {
                    tab.begin(false, self.now);
                } else {
                    self.now += 500.0;
                    self.send(0, batch);
                }
            }
            // What was lost until the end goes with one more event.
            if round < 3 {
                self.captured += 1;
                self.captured += u32::from(self.captured % collector::POISON == 0);
                self.tabs[0].capture(self.captured, 50, self.now);
                self.tabs[0].begin(false, self.now);
                self.tabs[0].transact(&mut self.store, None);
                self.done(0);
            }
        }
    }
}
