//! The compiled rule set, continued: goals and funnels. Part of `model.rs`, where everybody finds it. What a goal waits
//! for stands among the rules, as one of its own ([`Rule::goal`](super::Rule::goal)), after those of the file.

use std::rc::Rc;

use super::Named;
use crate::ruleset::value::Value;
use crate::time::Ms;

/// Something a store wants to happen.
#[derive(Clone, Debug)]
pub struct Goal {
    /// Its name.
    pub name: String,
    /// How often it is reported.
    pub count: Count,
    /// Audiences whose members its reports tell apart.
    pub segments: Vec<Rc<Named>>,
    /// Copied into its reports, never read.
    pub meta: Value,
}

/// How often a goal is reported. Conditions, limits and funnels see each time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Count {
    /// Once.
    Visitor,
    /// Once in a session.
    Session,
    /// Once in a page view.
    Page,
    /// Each time.
    Each,
}

/// Goals in an order.
#[derive(Clone, Debug)]
pub struct Funnel {
    /// Its name.
    pub name: String,
    /// Where the ledger keeps how far somebody is: another one for other steps.
    pub key: String,
    /// Its steps; the first is not optional.
    pub steps: Vec<Step>,
    /// Goals that end it, by place in the set.
    pub exclude: Vec<u32>,
    /// From the first step on.
    pub within: Ms,
}

impl Funnel {
    /// What its key begins with.
    pub const KEY: &'static str = "~u:";
}

/// A step of a funnel.
#[derive(Clone, Copy, Debug)]
pub struct Step {
    /// Place of its goal in the set.
    pub goal: u32,
    /// Later steps count without it.
    pub optional: bool,
}
