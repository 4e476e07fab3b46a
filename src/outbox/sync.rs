//! One transaction of the store: what was captured is put, everything that lies there is looked at, what need not lie
//! there is erased, and the shared state is written if it changed. Only once the store says that it is done does any of
//! it count.

use crate::frame::{self, Record};
use crate::list::List;
use crate::machine::Outbox;
use crate::state::{add, Counts, Lost, News, State, REASONS, STATE};
use crate::{BYTES, MOST};

/// A transaction under way.
pub(crate) struct Sync {
    next: List,
    bytes: usize,
    lost: Counts,
    /// The newer slot, and which one it is.
    base: State,
    slot: u32,
    after: State,
    /// What goes into the shared state.
    pub(crate) told: News,
    is_locked: bool,
    now: f64,
}

/// What becomes of a record in the store.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Seen {
    /// It waits on.
    Stays,
    /// It arrived: it is erased.
    Goes,
    /// It is erased, and counted.
    Lost(Lost),
}

/// Put into `mark` of what is being written.
const PUTTING: u32 = 1;
/// Put into `mark` of what the collector refused.
pub(crate) const REFUSED: u32 = 1;

impl Sync {
    pub(crate) const fn new() -> Self {
        Self {
            next: List::new(),
            bytes: 0,
            lost: [0; REASONS],
            base: State::NONE,
            slot: 0,
            after: State::NONE,
            told: News::NONE,
            is_locked: false,
            now: 0.0,
        }
    }

    pub(crate) fn clear(&mut self) {
        self.next.clear();
        self.bytes = 2 * STATE;
        self.lost = [0; REASONS];
        self.base = State::default();
        self.after = State::default();
        self.told = News::default();
        self.slot = 0;
    }
}

impl Outbox {
    /// Whether the store does not know everything.
    pub fn has_news(&self) -> bool {
        self.fresh.len() > 0 || self.gone.len() > 0 || self.news != News::default()
    }

    /// A transaction begins: how many records of `putting` it writes first. With the lock, nobody else is sending.
    pub fn begin(&mut self, is_locked: bool, now: f64) -> usize {
        self.sync.clear();
        (self.sync.is_locked, self.sync.now) = (is_locked, now);
        // What arrived before it was written need not be.
        let gone = &self.gone;
        self.fresh.retain(&mut |one| !gone.has(one));
        self.sync.told = core::mem::take(&mut self.news);
        for one in self.fresh.all_mut() {
            one.mark = PUTTING;
        }
        self.fresh.len()
    }

    /// The number of a record that is to be put.
    pub fn putting(&self, place: usize) -> u32 {
        self.fresh.all().get(place).map_or(0, |one| one.serial)
    }

    /// What lies in a slot of the shared state.
    pub fn see_state(&mut self, slot: u32, bytes: &[u8]) {
        let Some(state) = State::read(bytes) else { return };
        if state.generation >= self.sync.base.generation {
            (self.sync.base, self.sync.slot) = (state, slot);
        }
    }

    /// A record that lies in the store, oldest first: what becomes of it.
    pub fn see(&mut self, bytes: &[u8]) -> Seen {
        let Some(mut record) = frame::read(bytes) else { return self.lose(Lost::Damaged) };
        record.mark = 0;
        if let Some(gone) = self.gone.find(&record) {
            return if gone.mark == REFUSED { self.lose(Lost::Refused) } else { Seen::Goes };
        }
        let is_flying = self.flying.has(&record);
        let age = (self.sync.now - record.at).abs();
        // Others may be sending it, unless they cannot.
        if self.sync.is_locked && !is_flying && (age > self.setup.keep || age.is_nan()) {
            return self.lose(Lost::Old);
        }
        let bytes = self.sync.bytes + record.size as usize;
        if bytes > BYTES || self.sync.next.len() >= MOST {
            return self.lose(Lost::Full);
        }
        self.sync.bytes = bytes;
        self.sync.next.push(record);
        Seen::Stays
    }

    fn lose(&mut self, why: Lost) -> Seen {
        if let Some(one) = self.sync.lost.get_mut(why as usize) {
            *one = one.saturating_add(1);
        }
        Seen::Lost(why)
    }

    /// Everything was seen: into which slot the state goes that was written to `bytes`, or -1: it did not change.
    pub fn end(&mut self, bytes: &mut [u8; STATE]) -> i32 {
        let mut after = self.sync.base;
        self.sync.told.apply(&mut after);
        add(&mut after.open, &self.sync.lost);
        // Counts are told under an id. While nobody knows whether they arrived, what is lost waits for the next one.
        if self.sync.is_locked && after.id == 0 && after.open != Counts::default() {
            after.id = self.draw();
            after.sealed = core::mem::take(&mut after.open);
        }
        if after == self.sync.base {
            self.sync.after = after;
            return -1;
        }
        after.generation = after.generation.wrapping_add(1);
        after.write(bytes);
        self.sync.after = after;
        i32::from(self.sync.slot == 0)
    }

    /// The store did it, or nothing of it.
    pub fn done(&mut self, is_written: bool) {
        let mut told = core::mem::take(&mut self.sync.told);
        if !is_written {
            told.then(&self.news);
            self.news = told;
            return;
        }
        let was = self.waiting();
        self.state = self.sync.after;
        self.stored.copy(&self.sync.next);
        self.fresh.retain(&mut |one| one.mark != PUTTING);
        let (stored, fresh) = (&self.stored, &self.fresh);
        self.gone.retain(&mut |one| stored.has(one) || fresh.has(one));
        if was == 0 {
            self.since = self.sync.now;
        }
        // Whoever finds a collector given up does not wait for it.
        self.may_try &= self.state.silent < self.setup.tries || self.state.not_before <= self.sync.now;
    }

    /// What is known of the records in the store, oldest first.
    pub fn stored(&self) -> &[Record] {
        self.stored.all()
    }
}
