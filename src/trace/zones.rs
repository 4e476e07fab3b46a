//! What a trace says of time zones, and what of it a rule set asks for.

use crate::ruleset::model::RuleSet;
use crate::time::Wall;

/// From each UTC instant on, that many milliseconds are added.
pub(super) type Offsets = Vec<(Wall, i64)>;

/// The zones of a trace.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Zones {
    /// The visitor's; it stands for that of the settings too, whichever that is.
    pub visitor: Offsets,
    /// Its name, if the trace says.
    pub name: Option<String>,
    /// Others, by name.
    pub others: Vec<(String, Offsets)>,
}

impl Zones {
    /// The offsets of each of the zones that the rules name; empty where the trace says nothing of it.
    pub fn of(&self, set: &RuleSet) -> Vec<Offsets> {
        set.zones.iter().enumerate().map(|(place, name)| self.offsets(place, name)).collect()
    }

    fn offsets(&self, place: usize, name: &String) -> Offsets {
        let named = self.others.iter().find(|(zone, _)| zone == name).map(|(_, offsets)| offsets);
        let is_own = place == 0 || name == "visitor" || Some(name) == self.name.as_ref();
        named.or(is_own.then_some(&self.visitor)).cloned().unwrap_or_default()
    }
}
