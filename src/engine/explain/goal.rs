//! Explanations, continued: goals, how often they were counted and what they wait for; funnels, and how far they are.

use crate::ruleset::model::{Count, Funnel, Rule};
use crate::ruleset::value::Value;

use super::cond::verdict;
use super::map::Map;
use crate::engine::goal::OUT;
use crate::engine::input::ConsentState;
use crate::engine::rule::Phase;
use crate::engine::Engine;
use crate::ruleset::depends::own_leaves;
use crate::time::Now;

impl Engine {
    /// Adds what there is of goals and funnels, if there is any.
    pub(crate) fn explain_goals(&self, now: Now, all: &mut Map) {
        if self.set.goals.is_empty() {
            return;
        }
        let mut goals = Vec::new();
        for (index, rule) in self.set.rules.iter().enumerate() {
            if rule.goal.is_some() && !rule.id.is_empty() {
                goals.push(self.explain_goal(now, index));
            }
        }
        let mut funnels = Vec::new();
        for funnel in &self.set.funnels {
            funnels.push(self.explain_funnel(funnel));
        }
        let mut exposures = Vec::new();
        for one in self.ledger.trail.iter().flat_map(|trail| &trail.exposures) {
            if (self.wall() - one.at).0 < self.set.settings.attribution.0 {
                let mut map = Map::default();
                map.text("experiment", &one.experiment);
                map.text("variant", &one.variant);
                map.wall("at", Some(one.at));
                exposures.push(map.done());
            }
        }
        all.put("goals", Value::List(goals));
        all.put("funnels", Value::List(funnels));
        all.put("exposures", Value::List(exposures));
    }

    fn explain_goal(&self, now: Now, index: usize) -> Value {
        let (rule, state) = (&self.set.rules[index], &self.rules[index]);
        let name = rule.id.strip_prefix(Rule::GOAL).unwrap_or_default();
        let record = self.ledger.rule(&rule.id);
        let waiting = self.met.iter().filter(|met| met.name == name).count();
        let mut all = Map::default();
        all.text("goal", name);
        all.text("pointer", &pointer("/goals/", name));
        all.text(
            "state",
            match state.phase {
                _ if !rule.enabled => "disabled",
                Phase::Waiting { .. } => "waiting",
                _ => "armed",
            },
        );
        if let Phase::Waiting { no, .. } = state.phase {
            all.text("reason", no.name());
        }
        let mut conditions = Vec::new();
        if let Some(cond) = &rule.cond {
            own_leaves(cond, &mut |leaf| conditions.push(self.explain_leaf(leaf)));
        }
        all.put("if", verdict(self.rule_verdict(index as u32)));
        all.put("conditions", Value::List(conditions));
        all.put("progress", self.explain_progress(now, index as u32));
        let count = rule.goal.and_then(|goal| self.set.goals.get(goal as usize)).map(|goal| goal.count);
        all.text(
            "count",
            match count {
                Some(Count::Session) => "session",
                Some(Count::Page) => "page",
                Some(Count::Each) => "each",
                _ => "visitor",
            },
        );
        all.num("inPage", f64::from(state.in_page));
        all.num("inSession", f64::from(record.map_or(0, |record| record.in_session)));
        all.num("total", f64::from(record.map_or(0, |record| record.total)));
        all.wall("last", record.and_then(|record| record.shown));
        all.num("waiting", waiting as f64);
        if waiting > 0 {
            let is_asked =
                ConsentState::Pending == self.consent.analytics || ConsentState::Pending == self.consent.functional;
            all.text("waitsFor", if is_asked { "consent" } else { "storage" });
        }
        all.done()
    }

    fn explain_funnel(&self, funnel: &Funnel) -> Value {
        let open = self.ledger.progress_in(funnel, self.wall());
        let reached = open.map_or(0, |(step, _)| step & (OUT - 1));
        let name_of = |place: u32| self.set.goals.get(place as usize).map_or("", |goal| &goal.name);
        let mut all = Map::default();
        all.text("funnel", &funnel.name);
        all.text("pointer", &pointer("/funnels/", &funnel.name));
        all.text(
            "state",
            match open {
                None => "closed",
                Some((step, _)) if step & OUT != 0 => "excluded",
                Some((step, _)) if step as usize >= funnel.steps.len() => "done",
                Some(_) => "open",
            },
        );
        all.num("step", f64::from(reached));
        all.num("steps", funnel.steps.len() as f64);
        let mut next = Vec::new();
        for step in funnel.steps.iter().skip(reached as usize) {
            next.push(Value::from(name_of(step.goal)));
            if !step.optional {
                break;
            }
        }
        let is_over = open.is_some_and(|(step, _)| step & OUT != 0);
        all.put("next", Value::List(if is_over { Vec::new() } else { next }));
        all.wall("entered", open.map(|(_, since)| since));
        all.wall("until", open.map(|(_, since)| since + funnel.within));
        all.done()
    }
}

fn pointer(section: &str, name: &str) -> String {
    let mut pointer = String::from(section);
    pointer.push_str(name);
    pointer
}
