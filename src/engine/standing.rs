//! Firings that wait for their condition to the end of the page view. There may be thousands of them, and most changes
//! concern none: each is kept under the one comparison that is false, and looked at again when that can have changed.
//! What is here is not in `Engine::open`; nothing but such a change, or the end of the wait, concerns it.

use crate::order::unique;
use crate::ruleset::model::{Amount, Leaf, Subject, Test};
use crate::ruleset::value::Value;

use super::reason::No;
use super::rule::Phase;
use super::{dirty, Engine};
use crate::ruleset::depends::{depends, depends_on, own_leaves};
use crate::ruleset::firing::sort;

/// Waiting firings by what they wait for.
#[derive(Default)]
pub(crate) struct Standing {
    /// Under the changes (`dirty` bits) that can help them.
    broad: Vec<(u32, Vec<u32>)>,
    /// Under a fact.
    facts: Vec<ByFact>,
    count: usize,
}

/// Those that one fact keeps waiting.
#[derive(Default)]
struct ByFact {
    path: Vec<String>,
    /// The value, and the currency beside it, that keeps them waiting.
    value: Value,
    currency: Value,
    /// Each with the numbers between which the fact changes nothing for it.
    rules: Vec<(u32, f64, f64)>,
}

static NOTHING: Value = Value::Null;

impl ByFact {
    /// What keeps them waiting is what there is now.
    fn note(&mut self, facts: &Value) {
        let (value, currency) = fact_and_currency(facts, &self.path);
        (self.value, self.currency) = (value.clone(), currency.clone());
    }
}

fn fact_and_currency<'a>(facts: &'a Value, path: &[String]) -> (&'a Value, &'a Value) {
    let currency = path.first().and_then(|root| facts.get(root)?.get("currency"));
    (facts.at(path).unwrap_or(&NOTHING), currency.unwrap_or(&NOTHING))
}

impl Engine {
    /// Sets a firing aside that waits for its condition, if nothing but a change of facts or the like can help it.
    pub(crate) fn set_aside(&mut self, rule: u32, no: No) {
        let state = &self.rules[rule as usize];
        let is_timed = state.recheck.is_some() || !matches!(state.phase, Phase::Waiting { until: None, .. });
        if no != No::If || is_timed || self.fired_by(rule, sort::IDLE) {
            return;
        }
        let Some(cond) = &self.set.rules[rule as usize].cond else { return };
        // It was weighed just now.
        let (mut place, mut leaf) = (0, None);
        own_leaves(cond, &mut |one| {
            if self.misses.blame == Some(place) {
                leaf = Some(one);
            }
            place += 1;
        });
        if let Some(Leaf { subject: Subject::Fact(path), tests, .. }) = leaf {
            let (low, high) = asleep(tests);
            let at = self.standing.facts.iter().position(|group| group.path == *path).unwrap_or_else(|| {
                self.standing.facts.push(ByFact { path: path.clone(), ..ByFact::default() });
                self.standing.facts.len() - 1
            });
            // Others that wait here wait for the same: a change would have called them back.
            let group = &mut self.standing.facts[at];
            if group.rules.is_empty() {
                group.note(&self.facts);
            }
            group.rules.push((rule, low, high));
        } else {
            let mask = leaf.map_or(depends(cond), |leaf| depends_on(&leaf.subject));
            let at = self.standing.broad.iter().position(|group| group.0 == mask).unwrap_or_else(|| {
                self.standing.broad.push((mask, Vec::new()));
                self.standing.broad.len() - 1
            });
            self.standing.broad[at].1.push(rule);
        }
        self.standing.count += 1;
        self.aside.push(rule);
        // Firings that were cancelled meanwhile leave their entries behind.
        if self.standing.count > self.rules.len() * 2 {
            self.call_back(u32::MAX);
        }
    }

    /// Those set aside leave the list of open ones, all at once: one by one, thousands would move it thousands of times.
    #[inline(never)]
    pub(crate) fn leave_open(&mut self) {
        let mut aside = std::mem::take(&mut self.aside);
        unique(&mut aside);
        self.open.retain(|rule| aside.binary_search(rule).is_err());
    }

    /// Opens those again that a change may help.
    pub(crate) fn call_back(&mut self, changed: u32) {
        if !self.aside.is_empty() {
            self.leave_open();
        }
        let mut found = Vec::new();
        let all = changed & (dirty::URL | dirty::CONSENT) != 0;
        for (mask, rules) in &mut self.standing.broad {
            if all || *mask & changed != 0 {
                found.append(rules);
            }
        }
        if all || changed & dirty::FACTS != 0 {
            for at in 0..self.standing.facts.len() {
                self.call_back_by_fact(at, all, &mut found);
            }
        }
        if found.is_empty() {
            return;
        }
        self.standing.count = self.standing.count.saturating_sub(found.len());
        for rule in found {
            if matches!(self.rules[rule as usize].phase, Phase::Waiting { .. }) {
                self.open.push(rule);
            }
        }
        unique(&mut self.open);
    }

    fn call_back_by_fact(&mut self, at: usize, all: bool, found: &mut Vec<u32>) {
        let group = &mut self.standing.facts[at];
        if group.rules.is_empty() && !all {
            return;
        }
        let (value, currency) = fact_and_currency(&self.facts, &group.path);
        let is_same = *currency == group.currency;
        if !all && is_same && *value == group.value {
            return;
        }
        // Another sort of value, or another currency: that concerns them all.
        let number = if all || !is_same { None } else { value.num() };
        let mut kept = 0;
        for index in 0..group.rules.len() {
            let (rule, low, high) = group.rules[index];
            if number.is_some_and(|number| low < number && number < high) {
                group.rules[kept] = group.rules[index];
                kept += 1;
            } else {
                found.push(rule);
            }
        }
        group.rules.truncate(kept);
        if is_same {
            group.value = value.clone();
        } else {
            group.note(&self.facts);
        }
    }

    /// Nothing waits any more.
    pub(crate) fn forget_standing(&mut self) {
        self.standing = Standing::default();
    }
}

/// Between which numbers one false comparison stays false. Nowhere, if that cannot be told.
fn asleep(tests: &[Test]) -> (f64, f64) {
    match tests {
        [Test::AtLeast(Amount::Number(least)) | Test::Above(Amount::Number(least))] => (f64::NEG_INFINITY, *least),
        [Test::AtMost(Amount::Number(most)) | Test::Below(Amount::Number(most))] => (*most, f64::INFINITY),
        _ => (f64::INFINITY, f64::NEG_INFINITY),
    }
}
