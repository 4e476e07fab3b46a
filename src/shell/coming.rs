//! Rules on their way into the engine, piece by piece, so that the page has its turn in between.

use std::mem::ManuallyDrop;

use super::host;
use crate::engine::seeds::Seeds;
use crate::ruleset::value::Value;
use crate::ruleset::Opening;

/// Rules that are being opened: what they are made of, what was read of it, and what the engine made of that.
pub(crate) struct Coming {
    source: Value,
    pub(crate) reading: Opening,
    is_read: bool,
    /// Not dropped, like the engine that they become.
    pub(crate) seeds: ManuallyDrop<Seeds>,
}

impl Coming {
    /// Nothing was read yet.
    pub(crate) fn new(source: Value, reading: Opening) -> Coming {
        Coming { source, reading, is_read: false, seeds: ManuallyDrop::new(Seeds::new()) }
    }

    /// Goes on with so many rules: reads them all, then makes what an engine needs of them, unless one runs already, and
    /// lets go of what they were made of. True if that was all.
    pub(crate) fn go_on(&mut self, most: usize, is_running: bool) -> bool {
        if !self.is_read {
            self.is_read = self.reading.read(&self.source, &mut host::parses, most);
            return false;
        }
        let is_sown = is_running || self.seeds.sow(self.reading.rules(), most);
        let left = self.rules().map_or(0, |rules| {
            rules.truncate(rules.len().saturating_sub(most));
            rules.len()
        });
        is_sown && left == 0
    }

    /// The rules as they were written.
    pub(crate) fn rules(&mut self) -> Option<&mut Vec<Value>> {
        let Value::Map(pairs) = &mut self.source else { return None };
        pairs.iter_mut().find_map(|(key, value)| match value {
            Value::List(rules) if key == "rules" => Some(rules),
            _ => None,
        })
    }
}
