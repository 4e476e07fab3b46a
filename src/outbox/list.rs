//! A list of records of bounded length, in place.

use crate::frame::Record;
use crate::MOST;

pub(crate) struct List {
    items: [Record; MOST],
    length: usize,
}

impl List {
    pub(crate) const fn new() -> Self {
        let none = Record { at: 0.0, tab: 0, serial: 0, sum: 0, size: 0, mark: 0 };
        Self { items: [none; MOST], length: 0 }
    }

    pub(crate) fn all(&self) -> &[Record] {
        self.items.get(..self.length).unwrap_or_default()
    }

    pub(crate) fn all_mut(&mut self) -> &mut [Record] {
        self.items.get_mut(..self.length).unwrap_or_default()
    }

    pub(crate) fn len(&self) -> usize {
        self.length
    }

    #[inline(never)]
    pub(crate) fn bytes(&self) -> usize {
        self.all().iter().map(|one| one.size as usize).sum()
    }

    /// Whether there was room.
    #[inline(never)]
    pub(crate) fn push(&mut self, record: Record) -> bool {
        let Some(place) = self.items.get_mut(self.length) else { return false };
        *place = record;
        self.length += 1;
        true
    }

    #[inline(never)]
    pub(crate) fn find(&self, record: &Record) -> Option<&Record> {
        self.all().iter().find(|one| one.is(record))
    }

    pub(crate) fn has(&self, record: &Record) -> bool {
        self.find(record).is_some()
    }

    #[inline(never)]
    pub(crate) fn retain(&mut self, keep: &mut dyn FnMut(&Record) -> bool) {
        let mut kept = 0;
        for place in 0..self.length {
            let Some(&record) = self.items.get(place) else { break };
            if keep(&record) {
                if let Some(to) = self.items.get_mut(kept) {
                    *to = record;
                }
                kept += 1;
            }
        }
        self.length = kept;
    }

    pub(crate) fn clear(&mut self) {
        self.length = 0;
    }

    pub(crate) fn copy(&mut self, from: &List) {
        self.clear();
        for record in from.all() {
            self.push(*record);
        }
    }
}
