//! What came closest: of each rule and page view the nearest miss, and of the last arbitration every candidate. Both are
//! noted as decisions are made, because afterwards nobody knows the values that were there.

use std::rc::Rc;

use crate::ruleset::model::{Cond, Leaf};
use crate::ruleset::value::Value;

use super::map::{need, Map};
use crate::engine::condition::{Subjected, Verdict};
use crate::engine::rule::Decision;
use crate::engine::{Engine, No};
use crate::ruleset::depends::own_leaves;
use crate::ruleset::names;
use crate::time::Wall;

/// Most candidates of one arbitration that are remembered.
const MAX_CANDIDATES: usize = 256;

/// How close a rule came in this page view. Plain numbers: thousands may miss at one scroll, and most are never asked.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Miss {
    at: Wall,
    no: No,
    stage: u8,
    /// The comparisons that stood in the way: where they begin in [`Misses::failing`], and how many they are.
    first: u32,
    count: u32,
}

/// What stood in the way of all rules in this page view.
#[derive(Default)]
pub(crate) struct Misses {
    /// Each comparison by its place in its rule's condition, and what was there.
    failing: Vec<(u32, Had)>,
    /// The text kept last: most often the next one is the same.
    text: Option<Rc<str>>,
    /// Where those of the condition begin that was weighed last, until they are noted.
    weighed: Option<u32>,
    /// The comparison that makes all of it false, whatever the others say, by its place.
    pub(crate) blame: Option<u32>,
    /// The place that is next.
    place: u32,
}

/// What a comparison looked at.
enum Had {
    Value(Value),
    Text(Rc<str>),
}

/// What a firing passes, in order. The place counts.
const STAGES: &str = "when if schedule rollout limit screen drawn";

/// How far a rule came that was stopped by this; 0 where that says nothing about how close it came.
fn stage(no: No) -> u8 {
    match no {
        No::If | No::Unknown | No::Currency => 1,
        No::Schedule => 2,
        No::Rollout => 3,
        No::Limit | No::NoStorage | No::ConsentPending | No::ConsentDenied | No::Muted => 4,
        No::NotFired | No::Busy | No::Disabled | No::Navigated | No::Stale | No::Cancelled | No::Cascade => 0,
        No::MissingValue | No::NotFound | No::NotVisible | No::Many | No::Contested => 6,
        _ => 5,
    }
}

impl Engine {
    /// Notes what was decided about a rule: for the transcript, and if it never came closer.
    pub(crate) fn note(&mut self, rule: u32, decision: Decision) {
        if self.pass.as_ref().is_some_and(|pass| !pass.only_runs) && self.transcript.len() < MAX_CANDIDATES {
            self.transcript.push((rule, decision));
        }
        let Decision::No(no) = decision else { return };
        let stage = stage(no);
        let best = self.rules[rule as usize].miss.map_or((0, u32::MAX), |miss| (miss.stage, miss.count));
        // One comparison less than one is none.
        let is_far = stage < best.0 || stage == 0 || stage == best.0 && best.1 <= 1;
        if self.misses.weighed.is_none() && stage == 1 && !is_far {
            self.weigh(rule);
        }
        let all = self.misses.failing.len() as u32;
        let first = self.misses.weighed.take().unwrap_or(all);
        let count = if stage == 1 { all - first } else { 0 };
        if is_far || stage == best.0 && count >= best.1 {
            self.misses.failing.truncate(first as usize);
        } else {
            self.misses.failing.truncate((first + count) as usize);
            self.rules[rule as usize].miss = Some(Miss { at: self.wall(), no, stage, first, count });
        }
    }

    /// The verdict on a rule's condition. Whatever stands in its way is looked at once, for those who ask afterwards.
    pub(crate) fn weigh(&mut self, rule: u32) -> Verdict {
        let mut misses = std::mem::take(&mut self.misses);
        (misses.place, misses.blame) = (0, None);
        let first = misses.failing.len() as u32;
        let cond = self.set.rules[rule as usize].cond.as_ref();
        let fails = cond.is_some_and(|cond| self.failing(cond, Verdict::True, true, &mut misses));
        misses.weighed = fails.then_some(first);
        self.misses = misses;
        match self.misses.blame {
            _ if !fails => Verdict::True,
            Some(_) => Verdict::False,
            None => self.rule_verdict(rule),
        }
    }

    /// Whether a condition is not what it should be, and the comparisons because of which. `alone`: whatever is false in
    /// it makes all of it false.
    fn failing(&self, cond: &Cond, want: Verdict, alone: bool, to: &mut Misses) -> bool {
        let verdict = match cond {
            Cond::All(parts) if want == Verdict::True => {
                let mut fails = false;
                for part in parts {
                    fails |= self.failing(part, want, alone, to);
                }
                return fails;
            }
            _ => self.verdict(cond),
        };
        if verdict == want {
            own_leaves(cond, &mut |_| to.place += 1);
            return false;
        }
        match cond {
            Cond::All(parts) | Cond::Any(parts) => {
                for part in parts {
                    self.failing(part, want, false, to);
                }
            }
            Cond::Not(part) => {
                self.failing(part, want.not(), false, to);
            }
            Cond::Leaf(leaf) => {
                if alone && verdict == Verdict::False {
                    to.blame.get_or_insert(to.place);
                }
                let had = self.keep(leaf, &mut to.text);
                to.failing.push((to.place, had));
                to.place += 1;
            }
        }
        true
    }

    /// What a comparison looks at, kept.
    fn keep(&self, leaf: &Leaf, last: &mut Option<Rc<str>>) -> Had {
        let text = match self.subject(&leaf.subject, None) {
            Subjected::Known(Value::Text(text)) => &**text,
            Subjected::Text(text) => text,
            _ => return Had::Value(self.had(leaf)),
        };
        match last {
            Some(known) if **known == *text => {}
            _ => *last = Some(text.into()),
        }
        last.clone().map_or(Had::Value(Value::Null), Had::Text)
    }

    /// What a comparison looks at.
    pub(crate) fn had(&self, leaf: &Leaf) -> Value {
        match self.subject(&leaf.subject, None) {
            Subjected::Known(value) => value.clone(),
            Subjected::Text(text) => Value::from(text),
            Subjected::Count(count) | Subjected::AtLeast(count) => Value::Num(count),
            Subjected::Missing(_) => Value::Null,
        }
    }

    /// How close a rule came: what stopped it last on its way, or how far its trigger is.
    pub(crate) fn explain_miss(&self, index: usize, progress: &Value) -> Value {
        let state = &self.rules[index];
        let mut map = Map::default();
        match &state.miss {
            Some(miss) => {
                let mut failing = Vec::new();
                let mut leaves = Vec::new();
                if let Some(cond) = &self.set.rules[index].cond {
                    own_leaves(cond, &mut |leaf| leaves.push(leaf));
                }
                let (first, last) = (miss.first as usize, (miss.first + miss.count) as usize);
                for (place, had) in self.misses.failing.get(first..last).unwrap_or_default() {
                    let Some(leaf) = leaves.get(*place as usize) else { continue };
                    let mut map = Map::default();
                    map.text("pointer", &leaf.at);
                    map.put(
                        "had",
                        match had {
                            Had::Value(value) => value.clone(),
                            Had::Text(text) => Value::from(&**text),
                        },
                    );
                    map.put("need", needs(leaf));
                    failing.push(map.done());
                }
                map.wall("at", Some(miss.at));
                map.text("stage", names::nth(STAGES, miss.stage as usize));
                map.text("reason", miss.no.name());
                map.put("failing", Value::List(failing));
            }
            None if state.in_page > 0 || self.set.rules[index].trigger.is_none() => return Value::Null,
            None => {
                map.text("stage", names::nth(STAGES, 0));
                map.text("reason", No::NotFired.name());
                map.num("progress", furthest(progress));
            }
        }
        map.done()
    }

    /// Every candidate of the last arbitration and what became of it.
    pub(crate) fn explain_arbitration(&self) -> Value {
        let mut list = Vec::new();
        for (rule, decision) in &self.transcript {
            // A blank is what an update left of a rule.
            let Some(rule) = self.set.rules.get(*rule as usize).filter(|rule| !rule.id.is_empty()) else { continue };
            let mut one = Map::default();
            one.text("rule", &rule.id);
            one.text("did", decision.names().0);
            if let Decision::No(no) = decision {
                one.text("reason", no.name());
            }
            list.push(one.done());
        }
        let mut map = Map::default();
        map.wall("at", Some(self.arbitrated));
        map.put("candidates", Value::List(list));
        map.done()
    }
}

impl Misses {
    /// A page view begins.
    pub(crate) fn clear(&mut self) {
        self.failing.clear();
    }
}

impl Decision {
    /// What was done, and why not.
    pub(crate) fn names(self) -> (&'static str, &'static str) {
        match self {
            Decision::Shown => ("shown", ""),
            Decision::Ran => ("ran", ""),
            Decision::Hidden => ("hidden", ""),
            Decision::No(no) => ("blocked", no.name()),
        }
    }
}

/// The tests of a comparison.
pub(crate) fn needs(leaf: &Leaf) -> Value {
    let mut needs = Vec::new();
    for test in &leaf.tests {
        needs.push(need(test));
    }
    Value::List(needs)
}

/// The greatest share that any part of a trigger has reached.
fn furthest(progress: &Value) -> f64 {
    let mut most = 0.0;
    if let Value::List(parts) = progress {
        for part in parts {
            let number = |key: &str| part.get(key).and_then(Value::num).unwrap_or(0.0);
            let share = if number("need") > 0.0 { number("have") / number("need") } else { 0.0 };
            most = if share > most { share } else { most };
        }
    }
    if most < 1.0 {
        most
    } else {
        1.0
    }
}
