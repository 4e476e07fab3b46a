//! What an engine decided, written down as data from its effects.

use crate::engine::effect::{Effect, Report, Show};
use crate::ruleset::model::{Hand, RuleSet};
use crate::ruleset::value::Value;
use crate::time::{Ms, Wall};

use super::when::write_span;

/// The decisions, outcome events and problems of a run.
#[derive(Default)]
pub(super) struct Record {
    pub(super) decisions: Vec<Value>,
    pub(super) events: Vec<Value>,
    pub(super) problems: Vec<Value>,
    /// The instant of the decision that is being answered, if the answer took its time.
    pub(super) asked: Option<Ms>,
    /// Outcomes as the engine reported them, where somebody asked for these alone: nothing else is written then.
    pub(super) raw: Option<Vec<Report>>,
    /// Rules of what is shown, by key.
    shown: Vec<(String, String)>,
}

impl Record {
    /// Notes an effect that the engine ordered at `now`.
    pub(super) fn note(&mut self, now: Ms, origin: Wall, rules: &RuleSet, effect: &Effect) {
        if let Some(raw) = &mut self.raw {
            if let Effect::Report(report) = effect {
                raw.push(report.clone());
            }
            return;
        }
        let at = self.asked.unwrap_or(now);
        match effect {
            Effect::Show(show) => {
                self.shown.push((show.key.clone(), show.rule.clone()));
                self.decide(at, &show.rule, "shown", shown(show));
            }
            Effect::Update { key, view } => {
                let rule = self.rule_of(key);
                self.decide(at, &rule, "updated", vec![("view".into(), view.clone())]);
            }
            Effect::Hide { key, why } => {
                let rule = self.rule_of(key);
                self.shown.retain(|(known, _)| known != key);
                self.decide(at, &rule, "hidden", vec![("reason".into(), why.name().into())]);
            }
            Effect::Emit { rule, name, props } => {
                let more = vec![("name".into(), name.as_str().into()), ("props".into(), props.clone())];
                self.decide(at, rule, "emitted", more);
            }
            Effect::Call { rule, name, args } => {
                let more = vec![("name".into(), name.as_str().into()), ("args".into(), args.clone())];
                self.decide(at, rule, "called", more);
            }
            Effect::Hand { rule, what, on, text, .. } => {
                let did = if *what == Hand::Fill { "filled" } else { "focused" };
                let mut more = vec![("on".into(), on.as_str().into())];
                if *what == Hand::Fill {
                    more.push(("text".into(), text.clone()));
                }
                self.decide(at, rule, did, more);
            }
            Effect::DataLayer(pushed) => self.decide(at, "", "pushed", vec![("value".into(), pushed.clone())]),
            Effect::Report(report) => self.report(at, origin, report),
            Effect::Passed { rule, no } => {
                let id = rules.rules.get(*rule as usize).map_or("", |rule| &rule.id);
                self.decide(at, id, "blocked", vec![("reason".into(), no.name().into())]);
            }
            Effect::Watch(_) | Effect::Sample { .. } | Effect::Sync { .. } | Effect::Erase => {}
        }
    }

    fn decide(&mut self, at: Ms, rule: &str, did: &str, more: Vec<(String, Value)>) {
        let mut pairs = vec![("at".into(), write_span(at).as_str().into())];
        if !rule.is_empty() {
            pairs.push(("rule".into(), rule.into()));
        }
        pairs.push(("did".into(), did.into()));
        pairs.extend(more);
        self.decisions.push(Value::Map(pairs));
    }

    fn report(&mut self, at: Ms, origin: Wall, report: &Report) {
        if report.name == "opportune_blocked" {
            self.decide(at, &report.rule, "blocked", vec![("reason".into(), report.reason.into())]);
        }
        // The engine dates it by the wall clock; in a trace that is an instant since its start.
        let mut pairs =
            vec![("at".into(), write_span(report.at - origin).as_str().into()), ("name".into(), report.name.into())];
        if !report.rule.is_empty() {
            pairs.push(("rule".into(), report.rule.as_str().into()));
        }
        if !report.reason.is_empty() {
            pairs.push(("reason".into(), report.reason.into()));
        }
        if let Some(button) = report.button {
            pairs.push(("button".into(), Value::Num(f64::from(button))));
        }
        if report.answer != Value::Null {
            pairs.push(("answer".into(), report.answer.clone()));
        }
        if let Value::Map(extra) = &report.extra {
            pairs.extend(extra.iter().map(|(name, value)| (name.clone(), dated(name, value, origin))));
        }
        pairs.push(("seq".into(), Value::Num(f64::from(report.seq))));
        pairs.push(("pageView".into(), Value::Num(f64::from(report.page_view))));
        if let Some(began) = report.session {
            pairs.push(("session".into(), write_span(began - origin).as_str().into()));
        }
        if report.meta != Value::Null {
            pairs.push(("meta".into(), report.meta.clone()));
        }
        self.events.push(Value::Map(pairs));
    }

    /// The result of a run that ended in that state; `problems` were there before it began.
    pub(super) fn finish(mut self, mut problems: Vec<Value>, state: Value) -> Value {
        problems.append(&mut self.problems);
        Value::Map(vec![
            ("problems".into(), Value::List(problems)),
            ("decisions".into(), Value::List(self.decisions)),
            ("events".into(), Value::List(self.events)),
            ("state".into(), state),
        ])
    }

    fn rule_of(&self, key: &str) -> String {
        self.shown.iter().find(|(known, _)| known == key).map_or(String::new(), |(_, rule)| rule.clone())
    }
}

/// The same, with exposures and the entry to a funnel dated by the trace's own clock.
fn dated(name: &str, value: &Value, origin: Wall) -> Value {
    if let ("entered", Value::Num(at)) = (name, value) {
        return write_span(Wall(*at as i64) - origin).as_str().into();
    }
    let Value::List(items) = value else { return value.clone() };
    let mut items = items.clone();
    for item in &mut items {
        if let Some(at) = item.get("at").and_then(Value::num) {
            item.set("at", write_span(Wall(at as i64) - origin).as_str().into());
        }
    }
    Value::List(items)
}

fn shown(show: &Show) -> Vec<(String, Value)> {
    let mut pairs = vec![("surface".into(), show.kind.name().into())];
    if let Some(anchor) = &show.anchor {
        pairs.push(("anchor".into(), anchor.as_str().into()));
    }
    if show.answers {
        pairs.push(("answers".into(), true.into()));
    }
    pairs.push(("view".into(), show.view.clone()));
    pairs
}
