//! Names to numbers. A hash table of our own: the standard one, or sorting, would cost the shopper kilobytes.

/// A set of names, each with the number under which it was first seen.
#[derive(Default)]
pub(super) struct Names {
    entries: Vec<(String, u32)>,
    /// Open addressing: index into `entries` plus one, or 0. Its length is a power of two.
    slots: Vec<u32>,
}

impl Names {
    /// The number of `name`: the one it has, or `fresh`, which it has from now on. True if it is new.
    pub(super) fn intern(&mut self, name: &str, fresh: usize) -> (u32, bool) {
        if self.entries.len() * 2 >= self.slots.len() {
            self.grow();
        }
        let (slot, known) = self.find(name);
        if let Some(number) = known {
            return (number, false);
        }
        self.entries.push((name.into(), fresh as u32));
        self.fill(slot);
        (fresh as u32, true)
    }

    /// Whether `name` is in the set.
    pub(super) fn contains(&self, name: &str) -> bool {
        self.find(name).1.is_some()
    }

    /// The slot where `name` is or would be, and its number if it is there.
    fn find(&self, name: &str) -> (usize, Option<u32>) {
        let mask = self.slots.len().wrapping_sub(1);
        let mut hash = Fnv::default();
        hash.eat(name.as_bytes());
        let mut slot = (hash.0 ^ (hash.0 >> 32)) as usize & mask;
        while let Some(place) = self.slots.get(slot).filter(|place| **place > 0) {
            match self.entries.get(*place as usize - 1) {
                Some((known, number)) if known == name => return (slot, Some(*number)),
                _ => slot = (slot + 1) & mask,
            }
        }
        (slot, None)
    }

    fn fill(&mut self, slot: usize) {
        if let Some(place) = self.slots.get_mut(slot) {
            *place = self.entries.len() as u32;
        }
    }

    fn grow(&mut self) {
        let entries = core::mem::take(&mut self.entries);
        self.slots = vec![0; self.slots.len().max(16) * 2];
        for entry in entries {
            let (slot, _) = self.find(&entry.0);
            self.entries.push(entry);
            self.fill(slot);
        }
    }
}

/// FNV-1a, 64 bits.
pub(super) struct Fnv(pub(super) u64);

impl Default for Fnv {
    fn default() -> Fnv {
        Fnv(0xcbf2_9ce4_8422_2325)
    }
}

impl Fnv {
    /// Takes in some bytes.
    pub(super) fn eat(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
}

/// Two texts as one.
pub(super) fn prefixed(prefix: &str, text: &str) -> String {
    let mut out = String::with_capacity(prefix.len() + text.len());
    out.push_str(prefix);
    out.push_str(text);
    out
}

#[cfg(test)]
mod tests {
    use super::Names;

    #[test]
    fn a_name_keeps_its_number() {
        let mut names = Names::default();
        for round in 0..2 {
            for number in 0..1_000usize {
                assert_eq!(names.intern(&number.to_string(), number), (number as u32, round == 0));
            }
        }
        assert!(names.contains("999") && !names.contains("1000") && !Names::default().contains(""));
    }
}
