//! Experiments explained: which arm, by which bucket, and why.

use crate::ruleset::value::Value;

use super::map::Map;
use crate::engine::role::WHEN;
use crate::engine::trial::Arm;
use crate::engine::Engine;

impl Engine {
    /// `{ name, variant, why, bucket, differs, exposed }`: the arm that the visitor is in or would be in.
    pub(crate) fn explain_trial(&self, rule: u32) -> Value {
        let mut all = Map::default();
        let experiment = self.experiment(rule);
        all.text("name", experiment.map_or("holdout", |experiment| &experiment.name));
        let deal = match experiment {
            Some(experiment) => self.deal(experiment),
            None => self.deal_holdout(),
        };
        let seat = self.rules[rule as usize].seat.arm;
        let arm = seat.or_else(|| deal.as_ref().ok().map(|deal| deal.arm));
        let label = arm.and_then(|arm| self.label(rule, arm));
        all.put("variant", label.map_or(Value::Null, |(_, variant, _)| Value::Text(variant)));
        // Without consent it is its control, or as it is written.
        let unserved = self.unmeasured().filter(|_| experiment.is_some());
        let (why, bucket) = match deal {
            Ok(deal) if deal.is_forced || unserved.is_none() => (deal.why, deal.bucket),
            Ok(deal) => (unserved.map_or("", |no| no.name()), deal.bucket),
            Err(no) => (no.name(), None),
        };
        all.text("why", why);
        all.put("bucket", bucket.map_or(Value::Null, |bucket| Value::Num(f64::from(bucket))));
        all.text("differs", self.differs_at(rule).name());
        all.flag("exposed", matches!(seat, Some(Arm::In(_) | Arm::Holdout)));
        all.done()
    }

    /// The first node of the trigger that the rule goes by.
    pub(crate) fn first_node(&self, rule: u32) -> usize {
        let (first, nodes) = (self.signals.tree.first(rule), &self.signals.tree.nodes);
        let role = WHEN + 4 * self.rules[rule as usize].seat.worn;
        let own = nodes.iter().skip(first).take_while(|node| node.rule == rule);
        let is_it =
            |node: &crate::engine::operator::Node| node.parent == crate::engine::signals::NONE && node.slot == role;
        first + own.map(is_it).position(|is_it| is_it).unwrap_or(0)
    }
}
