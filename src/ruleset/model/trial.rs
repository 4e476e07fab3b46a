//! The compiled rule set, continued: experiments. Part of `model.rs`, where everybody finds it.

use std::rc::Rc;

use super::{Action, Cond, Rule, Trigger, Wait};
use crate::ruleset::names;
use crate::ruleset::value::Value;
use crate::time::Ms;

/// An experiment: who is in it, and how its arms are dealt.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Experiment {
    /// Its name; of a rule's own, the rule's id.
    pub name: String,
    /// What is hashed before the name of the visitor.
    pub seed: String,
    /// A fact that tells visitors apart, rather than their browser.
    pub by: Option<Vec<String>>,
    /// The share of visitors that takes part, from 0 to 1.
    pub coverage: f64,
    /// Only those take part whom that name hashes to from the first to before the second of these shares.
    pub namespace: Option<(String, f64, f64)>,
    /// Another one deals anew.
    pub version: u32,
    /// Whoever was dealt an arm in a version before this one takes no part.
    pub min_version: u32,
    /// Its arms.
    pub arms: Vec<Variant>,
}

/// An arm of an experiment.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Variant {
    /// Its name.
    pub id: String,
    /// Its share, from 0 to 1.
    pub weight: f64,
    /// It shows nothing.
    pub is_control: bool,
}

/// What an experiment makes of a rule.
#[derive(Clone, Debug)]
pub struct Trial {
    /// It.
    pub experiment: Rc<Experiment>,
    /// By arm: what is otherwise; nothing is in the control, or where the rule is as it is written.
    pub faces: Vec<Option<Face>>,
    /// Where arms can differ first.
    pub point: Point,
    /// A hash of all that.
    pub mark: u64,
}

/// What of a rule is otherwise in an arm.
#[derive(Clone, Debug)]
pub struct Face {
    /// As in [`Rule`].
    pub trigger: Option<Trigger>,
    /// As in [`Rule`].
    pub cond: Option<Cond>,
    /// As in [`Rule`].
    pub cancel_on: Option<Trigger>,
    /// As in [`Rule`].
    pub hide_on: Option<Trigger>,
    /// As in [`Rule`].
    pub delay: Ms,
    /// As in [`Rule`].
    pub wait: Wait,
    /// As in [`Rule`].
    pub actions: Vec<Action>,
    /// As in [`Rule`].
    pub meta: Option<Value>,
}

/// Where the arms of an experiment can differ first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Point {
    /// Where the rule would show.
    Show,
    /// Where it fired and may.
    Firing,
    /// In the page view, as soon as it may.
    Page,
}

impl Rule {
    /// Whether its arms differ in when they fire, or on what condition.
    pub(crate) fn is_page_trial(&self) -> bool {
        self.trial.as_ref().is_some_and(|trial| trial.point == Point::Page)
    }

    /// Tells its experiment, with all its arms, from any other; 0 without.
    pub(crate) fn mark(&self) -> u64 {
        self.trial.as_ref().map_or(0, |trial| trial.mark)
    }
}

impl Point {
    /// Its name in explanations.
    pub fn name(self) -> &'static str {
        names::nth("show firing page", self as usize)
    }
}

impl Face {
    /// What a rule is that was read with an arm's overrides.
    pub(crate) fn of(rule: Rule) -> Face {
        Face {
            trigger: rule.trigger,
            cond: rule.cond,
            cancel_on: rule.cancel_on,
            hide_on: rule.hide_on,
            delay: rule.delay,
            wait: rule.wait,
            actions: rule.actions,
            meta: rule.meta,
        }
    }

    /// Where it differs from a rule first.
    pub(crate) fn point(&self, rule: &Rule) -> Point {
        if self.trigger != rule.trigger || self.cond != rule.cond {
            return Point::Page;
        }
        let is_later = self.delay != rule.delay || self.wait != rule.wait || self.cancel_on != rule.cancel_on;
        if is_later && rule.trigger.is_some() {
            Point::Firing
        } else {
            Point::Show
        }
    }

    /// Makes a rule what this is, and this what the rule was.
    pub(crate) fn swap(&mut self, rule: &mut Rule) {
        use std::mem::swap;
        swap(&mut self.trigger, &mut rule.trigger);
        swap(&mut self.cond, &mut rule.cond);
        swap(&mut self.cancel_on, &mut rule.cancel_on);
        swap(&mut self.hide_on, &mut rule.hide_on);
        swap(&mut self.delay, &mut rule.delay);
        swap(&mut self.wait, &mut rule.wait);
        swap(&mut self.actions, &mut rule.actions);
        swap(&mut self.meta, &mut rule.meta);
    }
}
