//! What all shoppers of a run share: the rules as each kind of device opens them, what widgets do to people, and when
//! it all begins.

use opportune::ruleset::by_device::DEVICES;
use opportune::ruleset::compile_with;
use opportune::ruleset::model::RuleSet;
use opportune::ruleset::value::Value;
use opportune::time::Wall;
use opportune::trace::{decode, json, Trace};

use super::person::Person;
use super::truth::Effects;

/// The shop's clock: Galway's. Both edges of summer time around the months there are.
const HEAD: &str = r##"{
  "now": "2026-10-01T00:00:00+01:00", "language": "en-IE", "consent": "pending", "visitor": { "named": false },
  "timeZone": "Europe/Dublin",
  "zone": [["2026-03-29T01:00:00Z", "+01:00"], ["2026-10-25T01:00:00Z", "+00:00"], ["2027-03-28T01:00:00Z", "+01:00"]],
  "events": []
}"##;
/// The first of October 2026 is a Thursday.
pub(crate) const FIRST_DAY: u32 = 3;

pub(crate) struct World {
    pub(crate) source: Value,
    pub(crate) rules: [RuleSet; 3],
    pub(crate) effects: Effects,
    head: Trace,
}

impl World {
    /// Everything that is wrong with the rules, one line each, where something is.
    pub(crate) fn new(source: Value, effects: Effects) -> Result<World, Vec<String>> {
        let mut wrong: Vec<String> = Vec::new();
        let kinds = DEVICES.split(' ').count() as u32;
        let mut sets: Vec<RuleSet> = Vec::new();
        for device in 0..kinds {
            let (set, problems) = compile_with(&source, &[], device, &mut |_| true);
            if device == 0 {
                wrong.extend(problems.iter().map(|problem| opportune::trace::write(&problem.to_value())));
            }
            sets.push(set);
        }
        let mut head =
            json::read(HEAD).and_then(|head| decode(&head).ok()).ok_or_else(|| vec!["no head".to_string()])?;
        for set in &sets {
            let zones = head.zones.of(set);
            for (name, _) in set.zones.iter().zip(&zones).filter(|(_, offsets)| offsets.is_empty()) {
                wrong.push(format!("the time zone {name} is not known here; Europe/Dublin and \"visitor\" are"));
            }
            head.selectors.extend(set.selectors.iter().map(|selector| selector.css.clone()));
        }
        match <[RuleSet; 3]>::try_from(sets) {
            Ok(rules) if wrong.is_empty() => Ok(World { source, rules, effects, head }),
            _ => Err(wrong),
        }
    }

    /// The first instant of it all.
    pub(crate) fn begins(&self) -> Wall {
        self.head.start
    }

    /// Where somebody's trace begins: at their first visit, with nothing stored.
    pub(crate) fn trace(&self, person: &Person) -> Trace {
        Trace { start: self.begins() + person.arrives, visitor: person.id.clone(), ..self.head.clone() }
    }
}
