//! Where a rule is between its firing and its end.

use std::rc::Rc;

use crate::ruleset::depends::depends;
use crate::ruleset::model::{Kind, Rule, Trial};
use crate::ruleset::value::Value;

use super::explain::miss::Miss;
use super::reason::No;
use super::role::{CANCEL_ON, HIDE_ON};
use super::trial::Seat;
use super::{dirty, Engine};
use crate::time::{Instant, Ms, Wall};

/// State of one rule.
#[derive(Clone, Debug)]
pub(crate) struct RuleState {
    pub(crate) phase: Phase,
    pub(crate) firing: Option<Firing>,
    /// Impressions or runs in this page view.
    pub(crate) in_page: u32,
    /// A stateful rule's one impression in this page view was counted.
    pub(crate) is_counted: bool,
    /// A stateful rule that `trigger` forced: its condition does not hide it.
    pub(crate) is_forced: bool,
    /// The visitor closed it in this page view.
    pub(crate) is_dismissed: bool,
    /// The last decision.
    pub(crate) last: Option<(Wall, Decision)>,
    /// How close it came in this page view.
    pub(crate) miss: Option<Miss>,
    /// Reasons already reported in this page view.
    pub(crate) reported: u64,
    /// When what stands in its way may be over.
    pub(crate) recheck: Option<Instant>,
    /// `dirty` bits that can change its condition.
    pub(crate) depends: u32,
    /// Its anchor was not found; nothing is tried again before the document changes.
    pub(crate) is_unanchored: bool,
    /// How often drawing it failed in this page view.
    pub(crate) retries: u32,
    /// Any of its actions puts something on the screen.
    pub(crate) draws: bool,
    /// It has an experiment, or may be held out.
    pub(crate) is_tried: bool,
    pub(crate) seat: Seat,
}

/// What was decided last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Decision {
    Shown,
    Ran,
    Hidden,
    No(No),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Phase {
    Idle,
    /// Until the visible clock reads that.
    Delay {
        until: Ms,
    },
    /// To be decided in the next arbitration.
    Ready,
    /// A passing no; until the visible clock reads that (`None`: to the end of the page view).
    Waiting {
        until: Option<Ms>,
        no: No,
    },
    Shown,
}

/// What is told along with a firing; most often nothing, for which nothing is allocated.
pub(crate) type Said = Option<Rc<Value>>;
static NOTHING: Value = Value::Null;

/// Shares what is told.
pub(crate) fn said(value: Value) -> Said {
    match value {
        Value::Null => None,
        value => Some(Rc::new(value)),
    }
}

/// What was told.
pub(crate) fn heard(said: &Said) -> &Value {
    match said {
        Some(value) => value,
        None => &NOTHING,
    }
}

/// What made it fire.
#[derive(Clone, Debug, Default)]
pub(crate) struct Firing {
    /// Properties of the event that completed it.
    pub(crate) event: Said,
    /// What is kept of the events of its steps.
    pub(crate) steps: Said,
    /// The `absent` that completed it: its `no` ends the wait. Counted from the rule's first node.
    pub(crate) absent: Option<u32>,
    /// What completed it: bits of `ruleset::firing::sort`.
    pub(crate) sort: u32,
    /// `trigger(id, { force: true })`.
    pub(crate) is_forced: bool,
    /// The delay was served.
    pub(crate) is_delayed: bool,
}

impl Firing {
    pub(crate) fn is(&self, sort: u32) -> bool {
        self.sort & sort != 0
    }
}

/// Something on the screen.
#[derive(Clone, Debug)]
pub(crate) struct Shown {
    pub(crate) key: String,
    pub(crate) rule: u32,
    pub(crate) action: u32,
    pub(crate) kind: Kind,
    pub(crate) is_anchored: bool,
    pub(crate) slots: Vec<String>,
    /// Selector whose pointer or focus it answers.
    pub(crate) answers: Option<u32>,
    pub(crate) view: Value,
    /// Time alone changes what it says then.
    pub(crate) turns_at: Option<Instant>,
    /// The visible clock's reading at which it goes.
    pub(crate) hide_at: Option<Ms>,
    /// Pointer or focus is in it: how long it would have stayed.
    pub(crate) rest: Option<Ms>,
    /// Its rule's schedule may close then, or its countdown end.
    pub(crate) ends_at: Option<Instant>,
    /// The pointer left: it goes then, unless it comes back.
    pub(crate) leave_at: Option<Instant>,
    pub(crate) interrupts: bool,
    /// Counts towards `max*` and the quiet period.
    pub(crate) counts: bool,
    /// The impression number, so that what was never drawn can be given back.
    pub(crate) taken: Option<(Wall, i64)>,
    /// The page said that it is on the screen.
    pub(crate) is_drawn: bool,
    /// Its question was answered: closing it is no refusal any more.
    pub(crate) is_answered: bool,
    /// Which ways its coupon was taken: bits.
    pub(crate) taken_by: u32,
}

/// An unanswered question to the shell.
#[derive(Clone, Debug)]
pub(crate) enum Pending {
    Sample,
    Claim { until: Instant },
}

/// An arbitration under way.
#[derive(Clone, Debug, Default)]
pub(crate) struct Pass {
    /// Rules still to be decided, in reverse order.
    pub(crate) left: Vec<u32>,
    /// Rules whose arms may begin to differ, in reverse order.
    pub(crate) trials: Vec<u32>,
    /// The rule that waits for its claim.
    pub(crate) claiming: Option<u32>,
    /// How many were on the screen before it began.
    pub(crate) before: usize,
    /// What had changed.
    pub(crate) changed: u32,
    /// Only rules that draw nothing.
    pub(crate) only_runs: bool,
}

impl RuleState {
    pub(crate) fn new(rule: &Rule, holdout: u32) -> RuleState {
        let mut state = RuleState {
            phase: Phase::Idle,
            firing: None,
            in_page: 0,
            is_counted: false,
            is_dismissed: false,
            is_forced: false,
            last: None,
            miss: None,
            reported: 0,
            recheck: None,
            is_unanchored: false,
            retries: 0,
            depends: rule.cond.as_ref().map_or(0, depends) | rule.schedule.as_ref().map_or(0, |_| dirty::CLOCK),
            draws: rule.actions.iter().any(Engine::is_surface),
            is_tried: rule.trial.is_some(),
            seat: Seat::default(),
        };
        if let Some(trial) = &rule.trial {
            state.take_faces(trial);
        }
        state.is_tried |= holdout > 0 && state.draws;
        state
    }

    /// What any of its arms may hang on, or do.
    #[inline(never)]
    fn take_faces(&mut self, trial: &Trial) {
        for face in trial.faces.iter().flatten() {
            self.depends |= face.cond.as_ref().map_or(0, depends);
            self.draws |= face.actions.iter().any(Engine::is_surface);
        }
    }
}

impl Engine {
    /// Whether that completed its firing.
    pub(crate) fn fired_by(&self, rule: u32, sort: u32) -> bool {
        self.rules[rule as usize].firing.as_ref().is_some_and(|firing| firing.is(sort))
    }

    /// Under way: to be decided in the next arbitration.
    pub(crate) fn open(&mut self, rule: u32) {
        if !self.aside.is_empty() {
            self.leave_open();
        }
        self.rules[rule as usize].phase = Phase::Ready;
        if let Err(place) = self.open.binary_search(&rule) {
            self.open.insert(place, rule);
        }
    }

    /// Back to idle.
    pub(crate) fn close(&mut self, rule: u32) {
        let state = &mut self.rules[rule as usize];
        state.phase = Phase::Idle;
        state.firing = None;
        for role in [CANCEL_ON, HIDE_ON] {
            self.signals.arm(rule, role + 4 * state.seat.worn, false);
        }
        if let Ok(place) = self.open.binary_search(&rule) {
            self.open.remove(place);
        }
        self.forget_recheck(rule);
    }

    /// Nothing stands in its way any more. Where arms differ in when they may show, that is still watched.
    pub(crate) fn forget_recheck(&mut self, rule: u32) {
        let state = &mut self.rules[rule as usize];
        if state.seat.arm.is_some() || !self.set.rules[rule as usize].is_page_trial() {
            state.recheck = None;
        }
    }

    pub(crate) fn decided(&mut self, rule: u32, decision: Decision) {
        let wall = self.wall();
        self.rules[rule as usize].last = Some((wall, decision));
        self.note(rule, decision);
    }
}
