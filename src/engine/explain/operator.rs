//! Explanations, continued: how far the operators of a trigger have come.

use crate::ruleset::model::{Clock, Operator, OperatorKind, Scope, Trigger};
use crate::ruleset::value::Value;

use super::map::Map;
use crate::engine::operator::OperatorState;
use crate::engine::progress::{Mark, FORGOT};
use crate::engine::Engine;
use crate::time::{difference, Instant, Now, Wall};

impl Engine {
    /// A trigger's operators and patterns, from the root down, in the order of the file.
    pub(crate) fn explain_trigger(&self, now: Now, trigger: &Trigger, node: &mut usize, list: &mut Vec<Value>) {
        let Some(at) = self.signals.tree.nodes.get(*node).copied() else { return };
        *node += 1;
        match trigger {
            Trigger::Atom(atom) => list.push(self.explain_atom(now, atom, at.is)),
            Trigger::Op(operator) => {
                if let (Some(state), true) =
                    (self.signals.tree.operators.get(at.is as usize), operator.kind != OperatorKind::Any)
                {
                    list.push(self.explain_operator(now, operator, state));
                }
                for child in &operator.of {
                    self.explain_trigger(now, child, node, list);
                }
            }
        }
    }

    fn explain_operator(&self, now: Now, operator: &Operator, state: &OperatorState) -> Value {
        let mut all = Map::default();
        all.text("trigger", operator.kind.name());
        if operator.kind == OperatorKind::Hold {
            let watch = self.signals.tree.watches.iter().find(|watch| watch.node == state.node);
            all.put("while", watch.and_then(|watch| watch.is).map_or(Value::from("unknown"), Value::Bool));
            return all.done();
        }
        all.text(
            "scope",
            match state.scope {
                Scope::Page => "page",
                Scope::Session => "session",
                Scope::Visitor => "visitor",
            },
        );
        let even = Wall(crate::time::sum(now.mono.0, self.even_offset));
        let is_over = state.scope == Scope::Session
            && self.ledger.is_session_over(self.wall_at(now.mono), self.set.settings.session);
        let lives = |mark: &&Mark| {
            mark.slot != FORGOT && !is_over && state.within.is_none_or(|within| even - mark.start < within)
        };
        let marks = &state.progress.marks;
        match operator.kind {
            OperatorKind::Count => {
                all.num("have", marks.iter().filter(lives).count() as f64);
                all.num("need", f64::from(state.times));
            }
            OperatorKind::Absent => self.explain_absent(now, state, &mut all),
            _ => {
                // Of a sequence, the chain that has come furthest; each step before its end is met.
                let is_chain = operator.kind == OperatorKind::Sequence;
                let mut best: Option<&Mark> = None;
                for mark in marks.iter().filter(lives) {
                    if best.is_none_or(|best| (best.slot, best.start) < (mark.slot, mark.start)) {
                        best = Some(mark);
                    }
                }
                let mut met = Vec::new();
                let mut have = 0.0;
                for slot in 0..operator.of.len() as u32 {
                    let is_met = match best {
                        Some(best) if is_chain => slot <= best.slot,
                        _ => marks.iter().filter(lives).any(|mark| mark.slot == slot),
                    };
                    have += f64::from(u8::from(is_met));
                    met.push(Value::Bool(is_met));
                }
                all.put("met", Value::List(met));
                all.num("have", have);
                all.num("need", operator.of.len() as f64);
                if let (Some(best), Some(within), true) = (best, state.within, is_chain) {
                    all.wall("until", Some(self.of_even(best.start + within)));
                }
            }
        }
        all.done()
    }

    /// A clock that runs only while something holds; what it is paused by.
    pub(crate) fn explain_held(&self, now: Now, atom: u32, all: &mut Map) -> &'static str {
        let Some(held) = self.signals.held(atom) else { return "" };
        all.num("have", held.watch.read(now.mono).0.min(held.time.0) as f64);
        all.num("need", held.time.0 as f64);
        match (held.watch.is_running(now.mono), self.page.visible) {
            (true, _) => "",
            (false, false) => "hidden",
            (false, true) => "inactive",
        }
    }

    fn explain_absent(&self, now: Now, state: &OperatorState, all: &mut Map) {
        let since = state.progress.mark(0, &Value::Null).map(|mark| self.of_even(mark.stamp.at));
        all.wall("since", since);
        let due = state.target.and_then(|target| match self.signals.runs.get(state.clock as usize) {
            Some(watch) => watch.reaches(crate::time::Ms(target)),
            None => Some(Instant(difference(target, self.even_offset))),
        });
        all.wall("due", due.map(|due| self.wall_at(due)));
        if let (Some(target), true) = (state.target, state.clock != Clock::Total) {
            let read = self.signals.runs[state.clock as usize].read(now.mono);
            let need = state.within.unwrap_or_default();
            all.num("have", difference(need.0, difference(target, read.0)) as f64);
            all.num("need", need.0 as f64);
        }
        // When it was due last, and when it fired: later, if no page was open then.
        if let Some((due, at)) = state.passed {
            let mut passed = Map::default();
            passed.wall("due", Some(self.of_even(due)));
            passed.wall("at", Some(self.of_even(at)));
            all.put("passed", passed.done());
        }
    }

    /// Wall time of the page view, of an instant of even time.
    fn of_even(&self, at: Wall) -> Wall {
        self.wall_at(Instant(difference(at.0, self.even_offset)))
    }
}
