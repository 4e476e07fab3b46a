//! A collector for simulations, with a ledger of its own: what arrived, by id. It may refuse, die, and lose its answers.

use std::collections::{BTreeMap, BTreeSet};

use opportune_outbox::state::{Counts, REASONS};

/// How it behaves for a while.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Mood {
    Well,
    /// 503, and sometimes how long to stay away.
    Failing,
    /// Nobody answers.
    Dead,
    /// It takes what comes, and every other answer is lost.
    Deaf,
    /// It will have nothing (404).
    Gone,
}

/// Events of these ids it calls malformed.
pub(crate) const POISON: u32 = 997;

#[derive(Default)]
pub(crate) struct Collector {
    pub(crate) requests: u64,
    pub(crate) arrived: BTreeSet<u32>,
    /// How often an event came that was there.
    pub(crate) again: u64,
    /// What senders said they lost, by the id under which they said it.
    pub(crate) lost: BTreeMap<u64, Counts>,
}

impl Collector {
    /// A request: the status that its sender sees, zero for none.
    pub(crate) fn receive(&mut self, mood: Mood, chance: u32, ids: &[u32], lost_id: u64, lost: &Counts) -> u32 {
        self.requests += 1;
        match mood {
            Mood::Failing => return if chance % 4 == 0 { 429 } else { 503 },
            Mood::Dead => return 0,
            Mood::Gone => return 404,
            Mood::Well | Mood::Deaf => {}
        }
        if ids.iter().any(|id| id % POISON == 0) {
            return if chance % 2 == 0 { 400 } else { 413 };
        }
        for id in ids {
            self.again += u64::from(!self.arrived.insert(*id));
        }
        if lost_id != 0 {
            let before = self.lost.insert(lost_id, *lost);
            assert!(before.is_none_or(|before| before == *lost), "the same id tells other counts");
        }
        if mood == Mood::Deaf && chance % 2 == 0 {
            [0, 502, 408][chance as usize / 2 % 3]
        } else {
            200 + chance % 2 * 4
        }
    }

    /// What senders said they lost, in all.
    pub(crate) fn told(&self) -> [u64; REASONS] {
        let mut sum = [0; REASONS];
        for counts in self.lost.values() {
            for (one, count) in sum.iter_mut().zip(counts) {
                *one += u64::from(*count);
            }
        }
        sum
    }
}
