//! Names to numbers, without a hash map: code size and order matter more here than the last microsecond.

/// A set of names, each with the number under which it was first seen.
#[derive(Default)]
pub(super) struct Names {
    sorted: Vec<(String, u32)>,
}

impl Names {
    /// The number of `name`: the one it has, or `fresh`, which it has from now on. True if it is new.
    pub(super) fn intern(&mut self, name: &str, fresh: usize) -> (u32, bool) {
        match self.sorted.binary_search_by(|(known, _)| known.as_str().cmp(name)) {
            Ok(place) => (self.sorted.get(place).map_or(0, |entry| entry.1), false),
            Err(place) => {
                self.sorted.insert(place, (name.into(), fresh as u32));
                (fresh as u32, true)
            }
        }
    }
}
