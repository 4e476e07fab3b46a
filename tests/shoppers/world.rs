//! What all shoppers of a run share: the rules as each kind of device opens them, what widgets do to people, and when
//! it all begins.

use opportune::engine::input::Outcome;
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

    /// What becomes of a hand on what a rule shows: its first button, the link that it rewrote, or else its coupon.
    pub(crate) fn touched(&self, rule: &str) -> Option<Outcome> {
        let Some(Value::List(rules)) = self.source.get("rules") else { return None };
        let show = rules.iter().find(|one| one.get("id").and_then(Value::text) == Some(rule))?.get("show")?;
        let Value::Map(surfaces) = show else { return None };
        let (surface, body) = surfaces.first()?;
        if surface == "cta" || body.get("buttons").is_some() {
            return Some(Outcome::Click(0));
        }
        let Some(Value::List(blocks)) = body.get("content") else { return None };
        let coupon = blocks.iter().find_map(|block| block.get("coupon"))?;
        let is_applied = coupon.get("apply") == Some(&Value::Bool(true));
        Some(Outcome::Take(u32::from(is_applied)))
    }

    /// Where somebody's trace begins: at their first visit, with nothing stored.
    pub(crate) fn trace(&self, person: &Person) -> Trace {
        Trace { start: self.begins() + person.arrives, visitor: person.id.clone(), ..self.head.clone() }
    }
}
