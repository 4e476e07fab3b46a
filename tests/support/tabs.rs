//! A browser for simulations: a store whose transactions hold wholly or, when it is killed at its worst, up to any byte;
//! tabs that come and go; a lock that ends with its tab.

use std::collections::{BTreeMap, BTreeSet};

use opportune_outbox::batch::Batch;
use opportune_outbox::frame::HEAD;
use opportune_outbox::state::STATE;
use opportune_outbox::{Lost, Outbox, Seen, Setup, BYTES, TEXT};

/// What lies on the disk.
#[derive(Clone, Default)]
pub(crate) struct Store {
    pub(crate) records: BTreeMap<u64, Vec<u8>>,
    pub(crate) slots: [Vec<u8>; 2],
    next: u64,
    /// Each loss that the shared state counts: which event, and why.
    pub(crate) counted: Vec<(u32, Lost)>,
}

impl Store {
    pub(crate) fn bytes(&self) -> usize {
        self.records.values().chain(&self.slots).map(Vec::len).sum()
    }

    pub(crate) fn ids(&self) -> impl Iterator<Item = u32> + '_ {
        self.records.values().map(|bytes| id_of(bytes))
    }
}

/// Takes bytes until the browser dies.
struct Disk {
    left: Option<usize>,
}

impl Disk {
    fn write(&mut self, bytes: &[u8]) -> Option<Vec<u8>> {
        let most = self.left.unwrap_or(usize::MAX).min(bytes.len());
        self.left = self.left.map(|left| left - most);
        (most > 0).then(|| bytes[..most].to_vec())
    }
}

/// The event of a record, of which the text begins with its id.
pub(crate) fn id_of(frame: &[u8]) -> u32 {
    frame.get(HEAD..HEAD + 4).map_or(0, |bytes| u32::from_le_bytes(bytes.try_into().unwrap()))
}

/// One tab, and what its page holds besides the outbox.
pub(crate) struct Tab {
    pub(crate) outbox: Box<Outbox>,
    /// Frames by number, of what is not in the store.
    fresh: BTreeMap<u32, Vec<u8>>,
    /// What the store held, as the outbox knows it.
    view: Vec<Vec<u8>>,
    pub(crate) syncing: Option<Syncing>,
    pub(crate) step: Step,
    /// Dropped at once, and counted by nobody but this tab.
    lost: Vec<(u32, Lost)>,
    pub(crate) flushed: Vec<(u32, u32)>,
    pub(crate) is_offline: bool,
}

/// A transaction that waits for its turn, or for its answer.
pub(crate) struct Syncing {
    putting: BTreeSet<u32>,
    lost: Vec<(u32, Lost)>,
    view: Vec<Vec<u8>>,
    pub(crate) is_written: bool,
    pub(crate) is_locked: bool,
}

/// How far sending is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Step {
    Idle,
    /// It has the lock, and has not seen the store since.
    Locked,
    Ready,
    /// The status that will be seen.
    Sent(u32, u32),
    /// What the answer means is not in the store.
    Answered,
}

impl Tab {
    pub(crate) fn new(seed: u64, tab: u32) -> Self {
        let mut outbox = Box::new(Outbox::new());
        let keep = 7.0 * 86_400_000.0;
        outbox.open(Setup { seed, tab, events: 20, bytes: 30_000, wait: 2_000.0, keep, tries: 8 });
        let (fresh, view, lost, flushed) = Default::default();
        Self { outbox, fresh, view, lost, flushed, syncing: None, step: Step::Idle, is_offline: false }
    }

    pub(crate) fn capture(&mut self, id: u32, length: usize, now: f64) {
        let mut bytes = vec![b'x'; HEAD + length.max(4)];
        bytes[HEAD..HEAD + 4].copy_from_slice(&id.to_le_bytes());
        match self.outbox.capture(&mut bytes, now) {
            0 => self.lost.push((id, if length > TEXT { Lost::Large } else { Lost::Full })),
            serial => drop(self.fresh.insert(serial, bytes)),
        }
    }

    /// What only this tab knows: it ends with it.
    pub(crate) fn unwritten(&self) -> BTreeSet<u32> {
        let told = self.syncing.iter().filter(|one| !one.is_written).flat_map(|one| &one.lost);
        self.fresh.values().map(|bytes| id_of(bytes)).chain(self.lost.iter().chain(told).map(|(id, _)| *id)).collect()
    }

    /// Asks the store for a transaction.
    pub(crate) fn begin(&mut self, is_locked: bool, now: f64) {
        let count = self.outbox.begin(is_locked, now);
        let putting: BTreeSet<u32> = (0..count).map(|place| self.outbox.putting(place)).collect();
        // The rest arrived before it was written.
        self.fresh.retain(|serial, _| putting.contains(serial));
        let lost = std::mem::take(&mut self.lost);
        self.syncing = Some(Syncing { putting, lost, view: Vec::new(), is_written: false, is_locked });
    }

    /// The transaction has its turn. With `most`, the browser dies after that many bytes are written.
    pub(crate) fn transact(&mut self, store: &mut Store, most: Option<usize>) {
        let Some(syncing) = &mut self.syncing else { return };
        let mut disk = Disk { left: most };
        for serial in &syncing.putting {
            let bytes = &self.fresh[serial];
            store.next += 1;
            if let Some(written) = disk.write(bytes) {
                store.records.insert(store.next, written);
            }
        }
        for slot in 0..2 {
            self.outbox.see_state(slot as u32, &store.slots[slot]);
        }
        let mut goes = Vec::new();
        let mut counted = std::mem::take(&mut syncing.lost);
        for (key, bytes) in &store.records {
            match self.outbox.see(bytes) {
                Seen::Stays => syncing.view.push(bytes.clone()),
                Seen::Goes => goes.push(*key),
                Seen::Lost(why) => {
                    goes.push(*key);
                    counted.push((id_of(bytes), why));
                }
            }
        }
        let mut state = [0; STATE];
        let slot = self.outbox.end(&mut state);
        if slot >= 0 {
            if let Some(written) = disk.write(&state) {
                let is_whole = written.len() == STATE;
                store.slots[slot as usize] = written;
                if is_whole {
                    store.counted.append(&mut counted);
                }
            }
        } else {
            assert!(counted.is_empty(), "lost, and the state does not change");
        }
        for key in goes {
            if disk.write(&[0]).is_some() {
                store.records.remove(&key);
            }
        }
        syncing.lost = counted;
        syncing.is_written = most.is_none();
        assert!(most.is_some() || store.bytes() <= BYTES, "{} bytes are stored", store.bytes());
    }

    /// The store answers.
    pub(crate) fn done(&mut self) {
        let Some(syncing) = self.syncing.take() else { return };
        self.outbox.done(syncing.is_written);
        if !syncing.is_written {
            self.lost.extend(syncing.lost);
            return;
        }
        self.view = syncing.view;
        self.fresh.retain(|serial, _| !syncing.putting.contains(serial));
    }

    /// What was to be done with the lock is tried again.
    pub(crate) fn give_up(&mut self, now: f64) {
        if matches!(self.step, Step::Locked | Step::Answered) {
            self.begin(true, now);
        }
    }

    /// The ids of what was picked.
    pub(crate) fn ids(&self, batch: &Batch) -> Vec<u32> {
        let places = batch.places.iter().take(batch.count);
        places
            .map(|&place| {
                id_of(if place < 0 { &self.fresh[&((-1 - place) as u32)] } else { &self.view[place as usize] })
            })
            .collect()
    }
}
