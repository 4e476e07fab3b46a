//! The outbox of one tab: what it holds, what it knows of the store, and when it is due.

use crate::frame::{self, Record};
use crate::list::List;
use crate::state::{Lost, News, State};
use crate::sync::Sync;
use crate::{BYTES, MOST, TEXT};

/// No instant: nothing is due.
pub const NEVER: f64 = -1.0;
/// The first wait after a failure, and the longest.
const FIRST: f64 = 1_000.0;
const LONGEST: f64 = 300_000.0;
/// Nobody waits longer, whatever a collector asks for or a clock that was set back says.
const HOUR: f64 = 3_600_000.0;
/// A collector that never answers is tried once by a page, this long after the last time.
const REST: f64 = 600_000.0;
/// Browsers say "offline" when they are not: after this long it is tried.
const OFFLINE: f64 = 60_000.0;

/// What a page asks for.
#[derive(Clone, Copy, Debug, Default)]
pub struct Setup {
    /// Chance: whatever the outbox draws comes from here.
    pub seed: u64,
    /// A number for this tab.
    pub tab: u32,
    /// Events of a batch at most.
    pub events: u32,
    /// Bytes of a batch at most, its head excluded.
    pub bytes: u32,
    /// How long events wait for company, in milliseconds.
    pub wait: f64,
    /// How long an event is worth sending, in milliseconds.
    pub keep: f64,
    /// After so many tries without any answer it gives up.
    pub tries: u32,
}

/// What may be sent now.
pub(crate) const ONE: u32 = 1;

/// The state machine.
pub struct Outbox {
    pub(crate) setup: Setup,
    pub(crate) random: u64,
    serial: u32,
    pub(crate) flight: u32,
    /// Captured, and not in the store. The mark says whether they are being written.
    pub(crate) fresh: List,
    /// In the store, when it was last seen.
    pub(crate) stored: List,
    /// Under way. The mark is the flight.
    pub(crate) flying: List,
    /// To be erased. The mark says whether the collector refused them.
    pub(crate) gone: List,
    pub(crate) sync: Sync,
    /// The shared state when it was last seen, and what is not in it.
    pub(crate) state: State,
    pub(crate) news: News,
    /// The id of the counts that go with the batch under way.
    pub(crate) telling: u64,
    /// Since when something waits.
    pub(crate) since: f64,
    /// How many events a batch may have, where a larger one was refused.
    pub(crate) limit: u32,
    /// Since when the browser says it is offline; zero: it is not.
    offline: f64,
    /// Whether this page may try a collector that was given up.
    pub(crate) may_try: bool,
}

impl Outbox {
    /// Nothing yet.
    pub const fn new() -> Self {
        Self {
            setup: Setup { seed: 0, tab: 0, events: 0, bytes: 0, wait: 0.0, keep: 0.0, tries: 0 },
            random: 0,
            serial: 0,
            flight: 0,
            fresh: List::new(),
            stored: List::new(),
            flying: List::new(),
            gone: List::new(),
            sync: Sync::new(),
            state: State::NONE,
            news: News::NONE,
            telling: 0,
            since: 0.0,
            limit: 0,
            offline: 0.0,
            may_try: false,
        }
    }

    /// Begins, in place.
    pub fn open(&mut self, setup: Setup) {
        self.setup = setup;
        self.random = setup.seed | 1;
        self.limit = setup.events;
        self.may_try = true;
    }

    /// A new number, never zero (xorshift64).
    pub(crate) fn draw(&mut self) -> u64 {
        self.random ^= self.random << 13;
        self.random ^= self.random >> 7;
        self.random ^= self.random << 17;
        self.random
    }

    /// An event was captured: its text lies in `bytes` behind the room for a head. Its number, or zero: it is dropped,
    /// and counted.
    pub fn capture(&mut self, bytes: &mut [u8], now: f64) -> u32 {
        let (size, full) = (bytes.len(), self.fresh.len() >= MOST);
        if size > frame::HEAD + TEXT {
            return self.too_large();
        }
        // How full the store is, is found out there: other tabs may have emptied it.
        if full || self.fresh.bytes() + size > BYTES {
            self.news.lose(Lost::Full);
            return 0;
        }
        self.waits(now);
        self.serial += 1;
        let record = frame::write(bytes, now, self.setup.tab, self.serial);
        self.fresh.push(record);
        self.serial
    }

    /// An event was captured whose text is too long to be handed in.
    pub fn too_large(&mut self) -> u32 {
        self.news.lose(Lost::Large);
        0
    }

    /// Remembers since when something waits. To be called before it does.
    pub(crate) fn waits(&mut self, now: f64) {
        if self.waiting() == 0 {
            self.since = now;
        }
    }

    #[inline(never)]
    pub(crate) fn is_free(&self, record: &Record) -> bool {
        !self.flying.has(record) && !self.gone.has(record)
    }

    /// How many events wait to be sent.
    #[inline(never)]
    pub fn waiting(&self) -> u32 {
        let lists = [&self.stored, &self.fresh];
        lists.iter().map(|list| list.all().iter().filter(|one| self.is_free(one)).count() as u32).sum()
    }

    /// How many events are held, and how many bytes they are.
    pub fn holds(&self) -> (u32, u32) {
        let count = self.stored.len() + self.fresh.len();
        (count as u32, (self.stored.bytes() + self.fresh.bytes()) as u32)
    }

    /// How many events were dropped, of which no collector knows.
    pub fn dropped(&self) -> u32 {
        let known = self.known();
        known.open.iter().chain(&known.sealed).fold(0, |sum, one| sum.saturating_add(*one))
    }

    /// The shared state with what this tab knows besides.
    #[inline(never)]
    pub(crate) fn known(&self) -> State {
        let mut state = self.state;
        self.sync.told.apply(&mut state);
        self.news.apply(&mut state);
        state
    }

    /// When it was tried without any answer for too long, and this page had its try.
    pub fn is_given_up(&self) -> bool {
        self.known().silent >= self.setup.tries && !self.may_try
    }

    /// Not before this, or never.
    fn allowed(&self, now: f64) -> f64 {
        if self.is_given_up() {
            return NEVER;
        }
        let not_before = self.known().not_before.min(now + HOUR);
        if self.offline > 0.0 {
            return not_before.max(self.offline.min(now) + OFFLINE);
        }
        not_before
    }

    /// When something is due: `NEVER`, or an instant.
    pub fn due(&self, now: f64) -> f64 {
        let (waiting, allowed) = (self.waiting(), self.allowed(now));
        if waiting == 0 || allowed < 0.0 || self.is_sending() {
            return NEVER;
        }
        let wanted = if waiting >= self.setup.events { now } else { self.since.min(now) + self.setup.wait };
        wanted.max(allowed)
    }

    /// Whether a batch is under way, flushes excluded.
    pub(crate) fn is_sending(&self) -> bool {
        self.flying.all().iter().any(|one| one.mark == ONE)
    }

    /// Whether a batch may go now, were there anything in it.
    pub(crate) fn may_send(&self, now: f64) -> bool {
        let allowed = self.allowed(now);
        allowed >= 0.0 && allowed <= now && !self.is_sending()
    }

    /// Whether a page that is left may send: it has no other time.
    pub(crate) fn may_flush(&self) -> bool {
        !self.is_given_up() && self.offline == 0.0
    }

    /// What the browser says of its line.
    pub fn line(&mut self, online: bool, now: f64) {
        if online {
            self.may_try |= self.offline > 0.0;
            self.offline = 0.0;
        } else if self.offline == 0.0 {
            self.offline = now;
        }
    }

    pub(crate) fn is_offline(&self) -> bool {
        self.offline > 0.0
    }

    /// When to try again after that many failures: twice as long each time, half of it by chance.
    pub(crate) fn back_off(&mut self, has_answer: bool, asked: f64, now: f64) -> f64 {
        let known = self.known();
        let mut wait = FIRST;
        for _ in 0..known.failures.min(10) {
            wait = (wait * 2.0).min(LONGEST);
        }
        if !has_answer && known.silent + 1 >= self.setup.tries {
            wait = REST;
        }
        let share = (self.draw() >> 40) as u32;
        let wait = wait / 2.0 + wait / 2.0 * (f64::from(share) / 16_777_216.0);
        now + wait.max(asked.min(HOUR))
    }

    /// Everything is erased, and what is under way is not sent again.
    pub fn clear(&mut self) {
        for list in [&mut self.fresh, &mut self.stored, &mut self.flying, &mut self.gone] {
            list.clear();
        }
        self.sync.clear();
        (self.state, self.news) = (State::default(), News::default());
        self.telling = 0;
        self.limit = self.setup.events;
    }
}

impl Default for Outbox {
    fn default() -> Self {
        Self::new()
    }
}
