//! What goes with one request, and what its answer means.

use crate::frame::Record;
use crate::list::List;
use crate::machine::{Outbox, ONE};
use crate::state::Counts;
use crate::sync::REFUSED;
use crate::MOST;

/// Bytes of the requests that a page may leave behind: browsers allow 64 KiB, and each request has a head.
const LEFT: u32 = 60_000;

/// A request: which records, under which name.
pub struct Batch {
    /// For the answer.
    pub flight: u32,
    /// The same for the same records and counts.
    pub id: u64,
    /// How many places.
    pub count: usize,
    /// Where in the store, or which number of what is not in the store: -1 - that.
    pub places: [i32; MOST],
    /// What was lost, and under which id; no id: nothing to tell.
    pub lost: Counts,
    /// The id of the counts.
    pub lost_id: u64,
}

impl Batch {
    /// Empty.
    pub const fn new() -> Self {
        Self { flight: 0, id: 0, count: 0, places: [0; MOST], lost: [0; 5], lost_id: 0 }
    }
}

impl Default for Batch {
    fn default() -> Self {
        Self::new()
    }
}

/// A name for what was picked.
struct Name(u64);

impl Name {
    fn add(&mut self, word: u32) {
        self.0 = (self.0 ^ u64::from(word)).wrapping_mul(0x0000_0100_0000_01b3);
        self.0 ^= self.0 >> 29;
    }
}

impl Outbox {
    /// Picks what goes next, oldest first. To be asked under the lock, when the store was just seen.
    pub fn pick(&mut self, batch: &mut Batch, now: f64) -> usize {
        batch.count = 0;
        if self.may_send(now) {
            batch.flight = ONE;
            let most = self.limit.clamp(1, self.setup.events);
            self.gather(batch, most, self.setup.bytes, None);
        }
        if batch.count > 0 {
            batch.lost_id = self.state.id;
            batch.lost = self.state.sealed;
            self.telling = self.state.id;
            let mut name = Name(batch.id);
            name.add(self.state.id as u32);
            batch.id = name.0;
            // What is left is due at once.
            self.since = 0.0;
        }
        batch.count
    }

    /// Picks what a page that is left sends by itself: what it captured. Nobody may be there for the answer.
    pub fn flush(&mut self, batch: &mut Batch) -> usize {
        batch.count = 0;
        batch.lost_id = 0;
        let left: u32 = self.flying.all().iter().map(|one| one.size).sum();
        if self.may_flush() && left < LEFT {
            // A name is never used twice: an answer must not speak for others.
            self.flight += 1;
            batch.flight = ONE + self.flight;
            let tab = self.setup.tab;
            self.gather(batch, MOST as u32, LEFT - left, Some(tab));
        }
        batch.count
    }

    #[inline(never)]
    fn gather(&mut self, batch: &mut Batch, most: u32, bytes: u32, tab: Option<u32>) {
        let (stored, fresh) = (self.stored.len(), if batch.flight == ONE { 0 } else { self.fresh.len() });
        let mut name = Name(0xcbf2_9ce4_8422_2325);
        let mut sum = 0;
        for place in 0..stored + fresh {
            let (list, at): (&List, _) =
                if place < stored { (&self.stored, place) } else { (&self.fresh, place - stored) };
            let Some(&record) = list.all().get(at) else { break };
            if tab.is_some_and(|tab| tab != record.tab) || !self.is_free(&record) {
                continue;
            }
            sum += record.size;
            let is_first = batch.count == 0 && batch.flight == ONE;
            if batch.count >= most as usize || (sum > bytes && !is_first) {
                break;
            }
            if !self.flying.push(Record { mark: batch.flight, ..record }) {
                break;
            }
            for word in [record.tab, record.serial, record.sum] {
                name.add(word);
            }
            if let Some(slot) = batch.places.get_mut(batch.count) {
                *slot = if place < stored { at as i32 } else { -1 - record.serial as i32 };
                batch.count += 1;
            }
        }
        batch.id = name.0;
    }

    /// What became of a flight: the status, or zero where none came. `asked` is how long the collector wants to be left
    /// alone, in milliseconds.
    pub fn answer(&mut self, flight: u32, status: u32, asked: f64, now: f64) {
        let count = self.flying.all().iter().filter(|one| one.mark == flight).count();
        if count == 0 {
            return;
        }
        let is_taken = (200..300).contains(&status);
        let is_final = (400..500).contains(&status) && !matches!(status, 408 | 425 | 429);
        // One of them may be to blame, or all are too much.
        let is_divided = matches!(status, 400 | 413 | 422) && count > 1;
        let is_refused = is_final && !is_divided && flight == ONE;
        for place in 0..self.flying.len() {
            let Some(&record) = self.flying.all().get(place) else { break };
            if record.mark == flight && (is_taken || is_refused) {
                self.gone.push(Record { mark: if is_refused { REFUSED } else { 0 }, ..record });
            }
        }
        self.flying.retain(&mut |one| one.mark != flight);
        if is_taken {
            self.news.arrive();
        }
        // Of a page that was left, an answer that is no success says little.
        if flight != ONE {
            return;
        }
        if is_taken {
            self.news.told = core::mem::take(&mut self.telling);
            self.limit = self.limit.saturating_mul(2).min(self.setup.events);
        } else if is_divided {
            self.limit = count as u32 / 2;
        } else if is_refused {
            self.limit = self.setup.events;
        } else {
            let not_before = self.back_off(status != 0, asked, now);
            self.news.fail(status != 0, !self.is_offline(), not_before);
            self.may_try = false;
        }
        self.since = 0.0;
    }
}
