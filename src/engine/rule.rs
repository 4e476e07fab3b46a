//! Where a rule is between its firing and its end.

use std::rc::Rc;

use crate::ruleset::model::{Cond, Kind, Leaf, Rule, Subject, Trial, Trigger};
use crate::ruleset::value::Value;

use super::explain_miss::Miss;
use super::guard::{CANCEL_ON, HIDE_ON};
use super::reason::No;
use super::time::{Instant, Ms, Wall};
use super::trial::Seat;
use super::{dirty, Engine};

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
    /// What completed it: bits of `EXIT`...
    pub(crate) sort: u32,
    /// `trigger(id, { force: true })`.
    pub(crate) is_forced: bool,
    /// The delay was served.
    pub(crate) is_delayed: bool,
}

impl Firing {
    /// Exit intent.
    pub(crate) const EXIT: u32 = 1;
    /// Idleness: activity ends its wait.
    pub(crate) const IDLE: u32 = 2;
    /// Something the visitor or the page asked for: once per page view is not the default then.
    pub(crate) const FREE: u32 = 4;
    /// A state of the page view rather than a moment: it waits for late facts.
    pub(crate) const LASTING: u32 = 8;
    /// The visitor pointed at, focused or clicked what the rule's tooltip belongs to.
    pub(crate) const INVITED: u32 = 16;
    /// The visitor pressed a button that leads here: no interruption comes uninvited then.
    pub(crate) const STEP: u32 = 16;

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

/// Which changes can change a condition.
pub(crate) fn depends(cond: &Cond) -> u32 {
    match cond {
        Cond::All(parts) | Cond::Any(parts) => parts.iter().fold(0, |mask, part| mask | depends(part)),
        Cond::Not(part) => depends(part),
        Cond::Leaf(leaf) => depends_on(&leaf.subject),
    }
}

/// Which changes can change what a comparison looks at.
pub(crate) fn depends_on(subject: &Subject) -> u32 {
    match subject {
        Subject::Path | Subject::Url | Subject::Query(_) | Subject::Hash => dirty::URL,
        Subject::Referrer | Subject::Utm(_) | Subject::Channel | Subject::LandingPath | Subject::PageViewsInSession => {
            dirty::URL | dirty::HISTORY
        }
        Subject::Visitor | Subject::Visits | Subject::PageViewsOfVisitor | Subject::History(_) => {
            dirty::HISTORY | dirty::CONSENT
        }
        Subject::DaysSinceLastVisit | Subject::DaysSinceFirstVisit => dirty::HISTORY | dirty::CONSENT | dirty::CLOCK,
        Subject::Device | Subject::Viewport(_) | Subject::Pointer | Subject::Orientation => dirty::DEVICE,
        Subject::Language => 0,
        Subject::Environment(_) => dirty::ENVIRONMENT,
        Subject::Consent(_) => dirty::CONSENT,
        Subject::Schedule(_) => dirty::CLOCK,
        Subject::Fact(_) | Subject::CartHas(_) => dirty::FACTS | dirty::CONSENT,
        Subject::Element(_) => dirty::SAMPLED | dirty::ELEMENT | dirty::FACTS | dirty::URL,
        Subject::Sampled(_) => dirty::SAMPLED | dirty::FACTS | dirty::URL,
        Subject::Audience(named) => depends(&named.cond),
        Subject::Stage(_) | Subject::Score(_) => {
            let mut mask = dirty::CONSENT;
            parts(subject, &mut |part| mask |= depends(part));
            mask
        }
        Subject::Variant(_) => dirty::CONSENT | dirty::HISTORY | dirty::FACTS,
        Subject::Prop(_) => 0,
    }
}

/// Calls `each` with every comparison of a condition, and of what those refer to.
pub(crate) fn leaves<'a>(cond: &'a Cond, each: &mut dyn FnMut(&'a Leaf)) {
    own_leaves(cond, &mut |leaf| {
        each(leaf);
        parts(&leaf.subject, &mut |part| leaves(part, each));
    });
}

/// Calls `each` with every comparison that a condition itself is made of.
pub(crate) fn own_leaves<'a>(cond: &'a Cond, each: &mut dyn FnMut(&'a Leaf)) {
    match cond {
        Cond::All(parts) | Cond::Any(parts) => parts.iter().for_each(|part| own_leaves(part, each)),
        Cond::Not(part) => own_leaves(part, each),
        Cond::Leaf(leaf) => each(leaf),
    }
}

/// Calls `each` with every condition that a subject refers to.
fn parts<'a>(subject: &'a Subject, each: &mut dyn FnMut(&'a Cond)) {
    match subject {
        Subject::Audience(named) => each(&named.cond),
        Subject::Stage(stages) => stages.iter().for_each(|stage| each(&stage.cond)),
        Subject::Score(model) => model.terms.iter().for_each(|term| each(&term.of)),
        _ => {}
    }
}

/// Calls `each` with every atom of a trigger, in order.
pub(crate) fn atoms<'a>(trigger: &'a Trigger, each: &mut dyn FnMut(&'a crate::ruleset::model::Atom)) {
    match trigger {
        Trigger::Atom(atom) => each(atom),
        Trigger::Op(operator) => operator.of.iter().for_each(|part| atoms(part, each)),
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
        state.recheck = None;
        for role in [CANCEL_ON, HIDE_ON] {
            self.signals.arm(rule, role + 4 * state.seat.worn, false);
        }
        if let Ok(place) = self.open.binary_search(&rule) {
            self.open.remove(place);
        }
    }

    pub(crate) fn decided(&mut self, rule: u32, decision: Decision) {
        let wall = self.wall();
        self.rules[rule as usize].last = Some((wall, decision));
        self.note(rule, decision);
    }
}
