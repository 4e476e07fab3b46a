//! Goals and funnels: what happened, whether it counts, how far the visitor is. Everything here is behind a look whether
//! the rules have any goal, and comes in a file of the wasm of its own (`build/later.txt`).
//!
//! What a goal waits for is a rule that shows nothing. When it fires and its condition holds the goal is *met*: questions
//! about the past know it at once. Reports and funnels are for analytics: a goal that is met waits until that consent is
//! given and the store was read, so that nothing is counted twice, and is counted then, with the instant at which it was
//! met. Counts stand among the ledger's records, funnels among its marks.

use crate::ruleset::model::{About, Count, Funnel, Rule, Wait};
use crate::ruleset::settings::is_currency;
use crate::ruleset::value::Value;

use super::condition::Verdict;
use super::effect::{Effect, Report};
use super::extra::{Exposed, Extra};
use super::input::ConsentState;
use super::ledger::{entry, Answer, Ledger, Op};
use super::number::number;
use super::rule::Phase;
use super::{Engine, No};
use crate::ruleset::firing::sort;
use crate::time::{difference, Ms, Wall};

/// Most goals that wait to be counted; the oldest goes.
const MAX_MET: usize = 64;
/// Of a funnel that a goal ended, beside how far it had come.
pub(crate) const OUT: u32 = 1 << 16;

/// A goal that happened.
#[derive(Clone, Debug)]
pub(crate) struct Met {
    pub(super) name: String,
    at: Wall,
    page_view: u32,
    /// Not before in its page view.
    is_first: bool,
    value: Option<f64>,
    currency: Option<String>,
    segments: Vec<String>,
}

impl Engine {
    /// Whether a rule is what a goal waits for that is counted by sessions.
    pub(super) fn counts_sessions(&self, rule: &Rule) -> bool {
        let goal = rule.goal.and_then(|goal| self.set.goals.get(goal as usize));
        goal.is_some_and(|goal| goal.count == Count::Session)
    }

    /// A goal's trigger fired: it is met if its condition holds. What is not known yet may still be, in this page view.
    #[inline(never)]
    pub(super) fn decide_goal(&mut self, rule: u32) {
        let state = &self.rules[rule as usize];
        let waits = match self.set.rules[rule as usize].wait {
            Wait::For(_) => false,
            Wait::Page => true,
            Wait::Default => state.firing.as_ref().is_some_and(|firing| firing.is(sort::LASTING)),
        };
        let no = match self.rule_verdict(rule) {
            Verdict::True => {
                self.meet(rule);
                return self.close(rule);
            }
            Verdict::False if !waits => return self.close(rule),
            Verdict::False => No::If,
            Verdict::Unknown(no) => no,
        };
        self.rules[rule as usize].phase = Phase::Waiting { until: None, no };
    }

    fn meet(&mut self, rule: u32) {
        let index = rule as usize;
        let Some(goal) = self.set.rules[index].goal.and_then(|goal| self.set.goals.get(goal as usize)) else { return };
        let name = goal.name.clone();
        let mut segments = Vec::new();
        for named in &goal.segments {
            if self.verdict(&named.cond) == Verdict::True {
                segments.push(named.name.clone());
            }
        }
        let value = self.read_of(rule, 0).and_then(|value| number(&value));
        // What the event says of itself comes before what the rules say of all such events.
        let told = (1..3).find_map(|which| match self.read_of(rule, which) {
            Some(Value::Text(code)) if !code.is_empty() => Some(code.to_ascii_uppercase()),
            _ => None,
        });
        let currency = match told {
            Some(code) => Some(code).filter(|code| is_currency(code)),
            None => self.set.settings.currency.clone(),
        };
        self.rules[index].in_page = self.rules[index].in_page.saturating_add(1);
        let met = Met {
            name,
            at: self.wall(),
            page_view: self.page.count,
            is_first: self.rules[index].in_page == 1,
            currency: currency.filter(|_| value.is_some()),
            value,
            segments,
        };
        for ask in 0..self.set.asks.len() {
            if matches!(&self.set.asks[ask].about, About::Goal(name) if *name == met.name) {
                self.happened(ask);
            }
        }
        if self.met.len() >= MAX_MET {
            self.met.remove(0);
            self.dropped = self.dropped.saturating_add(1);
        }
        self.met.push(met);
    }

    /// The value of a goal, or its currency, as far as it is there.
    fn read_of(&self, rule: u32, which: usize) -> Option<Value> {
        let action = self.set.rules[rule as usize].actions.get(which)?;
        let (value, _) = self.view(rule, action, self.rules[rule as usize].firing.as_ref()).ok()?;
        Some(value)
    }

    /// Counts what was met, once that may be.
    pub(super) fn settle_goals(&mut self, out: &mut Vec<Effect>) {
        if !self.met.is_empty() {
            self.count_goals(out);
        }
    }

    /// What was met is nobody's any more.
    #[inline(never)]
    pub(super) fn forget_met(&mut self) {
        self.met.clear();
    }

    #[inline(never)]
    fn count_goals(&mut self, out: &mut Vec<Effect>) {
        match self.consent.analytics {
            ConsentState::Granted => {}
            ConsentState::Pending => return,
            ConsentState::Denied => return self.forget_met(),
        }
        // A page that is left does not wait for the store any more.
        let is_known = self.is_history_known() || self.page.ended;
        if self.consent.functional == ConsentState::Pending || !is_known {
            return;
        }
        for met in std::mem::take(&mut self.met) {
            self.count_goal(&met, out);
        }
    }

    fn count_goal(&mut self, met: &Met, out: &mut Vec<Effect>) {
        let Some(goal) = self.set.goals.iter().position(|goal| goal.name == met.name) else { return };
        let mut id = String::from(Rule::GOAL);
        id.push_str(&met.name);
        let (total, in_session) = self.ledger.rule(&id).map_or((0, 0), |record| (record.total, record.in_session));
        let counts = match self.set.goals[goal].count {
            Count::Visitor => total == 0,
            Count::Session => in_session == 0,
            Count::Page => met.is_first,
            Count::Each => true,
        };
        if counts {
            self.record(Op::Impression { names: vec![id], at: met.at, day: self.today(), by: 1 });
            let extra = Extra {
                goal: Some(met.name.clone()),
                value: met.value,
                currency: met.currency.clone(),
                count: Some(total.saturating_add(1)),
                exposures: self.exposures_before(met.at),
                segments: met.segments.clone(),
                ..Extra::default()
            };
            self.say("opportune_goal", goal, met, extra, out);
        }
        for place in 0..self.set.funnels.len() {
            self.go_through(place, goal as u32, met, out);
        }
    }

    /// What the visitor was exposed to within the time for which it is remembered, the latest last.
    fn exposures_before(&mut self, at: Wall) -> Vec<Exposed> {
        let (now, window) = (self.wall(), self.set.settings.attribution);
        let mut found = Vec::new();
        for one in &self.ledger.open_trail(now).exposures {
            if one.at <= at && (at - one.at).0 < window.0 {
                let (experiment, variant) = (one.experiment.clone(), one.variant.clone());
                found.push(Exposed { experiment, variant, at: one.at });
            }
        }
        found
    }

    /// What a goal is to a funnel: its beginning, the next step, its end, or nothing.
    fn go_through(&mut self, place: usize, goal: u32, met: &Met, out: &mut Vec<Effect>) {
        let funnel = &self.set.funnels[place];
        let (within, steps) = (funnel.within, funnel.steps.len() as u32);
        let (mut reached, entered) = match self.ledger.progress_in(funnel, met.at) {
            Some((step, since)) => (step, since),
            None => (0, met.at),
        };
        if reached & OUT != 0 || reached >= steps {
            return;
        }
        if reached > 0 && funnel.exclude.contains(&goal) {
            let key = funnel.key.clone();
            return self.record(Op::Step { key, step: OUT, at: met.at, within });
        }
        loop {
            let Some(step) = funnel.steps.get(reached as usize) else { return };
            reached += 1;
            match step.goal == goal {
                true => break,
                false if step.optional => {}
                false => return,
            }
        }
        let extra = Extra {
            funnel: Some(funnel.name.clone()),
            goal: Some(met.name.clone()),
            step: Some(reached),
            steps: Some(steps),
            entered: Some(entered),
            segments: met.segments.clone(),
            ..Extra::default()
        };
        let key = funnel.key.clone();
        self.record(Op::Step { key, step: reached, at: met.at, within });
        self.say("opportune_funnel_step", goal as usize, met, extra, out);
    }

    /// Reports what is of no rule, with what the goal's author wrote beside it.
    fn say(&mut self, name: &'static str, goal: usize, met: &Met, mut extra: Extra, out: &mut Vec<Effect>) {
        extra.cohort = self.cohort();
        self.seq += 1;
        out.push(Effect::Report(Report {
            name,
            rule: String::new(),
            place: 0,
            reason: "",
            button: None,
            answer: Value::Null,
            seq: self.seq,
            at: met.at,
            page_view: met.page_view,
            session: self.ledger.session,
            meta: self.set.goals.get(goal).map(|goal| goal.meta.clone()).unwrap_or_default(),
            extra: extra.into_value(),
        }));
    }

    /// Funnels that are in the rules no more are forgotten.
    pub(super) fn keep_funnels(&mut self) {
        let funnels = &self.set.funnels;
        self.ledger
            .answers
            .retain(|(key, _)| !key.starts_with(Funnel::KEY) || funnels.iter().any(|funnel| funnel.key == *key));
    }

    /// Nothing may be measured any more. True if there was anything.
    pub(super) fn forget_goals(&mut self) -> bool {
        self.forget_met();
        let is_goal = |names: &[String]| names.iter().any(|name| name.starts_with(Rule::GOAL));
        self.ops.retain(|(_, op)| match op {
            Op::Impression { names, .. } => !is_goal(names),
            op => !matches!(op, Op::Step { .. }),
        });
        self.ledger.forget_goals()
    }
}

impl Ledger {
    /// How far a funnel is that is open at that instant, and since when.
    pub(super) fn progress_in(&self, funnel: &Funnel, at: Wall) -> Option<(u32, Wall)> {
        let answer = self.known_answer(&funnel.key)?;
        let since = answer.since?;
        ((at - since).0 < funnel.within.0).then_some((answer.total, since))
    }

    /// Takes in a step. Two tabs that begin one anew have begun it once: with the first of the two.
    #[inline(never)]
    pub(super) fn step(&mut self, key: &str, step: u32, at: Wall, within: Ms) {
        let answer: &mut Answer = entry(&mut self.answers, key);
        let since = answer.since.unwrap_or(Wall(i64::MIN));
        let is_open = difference(at.0, since.0).saturating_abs() < within.0;
        if !is_open && step == 1 && at > since {
            (answer.since, answer.total) = (Some(at), 1);
        } else if is_open && step == 1 {
            answer.since = Some(since.min(at));
        } else if is_open && step == OUT {
            answer.total |= OUT;
        } else if is_open {
            answer.total = answer.total.max(step);
        }
    }

    /// How often goals were reached goes, and how far funnels are. True if there was anything.
    pub(super) fn forget_goals(&mut self) -> bool {
        let before = (self.rules.len(), self.answers.len());
        self.rules.retain(|(name, _)| !name.starts_with(Rule::GOAL));
        self.answers.retain(|(key, _)| !key.starts_with(Funnel::KEY));
        before != (self.rules.len(), self.answers.len())
    }
}
