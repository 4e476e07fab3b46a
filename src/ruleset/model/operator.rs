//! The compiled rule set, continued: operators of triggers. Part of `model.rs`, where everybody finds them.

use std::rc::Rc;

use super::{Clock, Cond, Trigger};
use crate::time::Ms;

/// Triggers combined into one. One shape for all kinds, as each field is read by several.
#[derive(Clone, Debug, PartialEq)]
pub struct Operator {
    /// How they combine.
    pub kind: OperatorKind,
    /// The children: `after` and `no` of an `absent`, `when` of a `hold`.
    pub of: Vec<Trigger>,
    /// The window, if any; `for` of an `absent`.
    pub within: Option<Ms>,
    /// How long it remembers firings.
    pub scope: Scope,
    /// `sequence`: no other firing of its own steps in between.
    pub strict: bool,
    /// `sequence`: the property that the steps' events agree on; empty if none.
    pub same: Vec<String>,
    /// `count`: how many.
    pub times: u32,
    /// `absent`: the clock of `for`.
    pub clock: Clock,
    /// `hold`: its `while`. Shared with the engine's tables.
    pub cond: Option<Rc<Cond>>,
}

/// How long something is remembered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// To the end of the page view.
    Page,
    /// To the end of the session.
    Session,
    /// For ever, in one browser.
    Visitor,
}

/// How an operator combines the firings of its children.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OperatorKind {
    /// Fires with each child, once per instant.
    Any,
    /// Fires when the last of all has fired; with a window, when the latest firings lie in one.
    All,
    /// Fires with its last child, at the end of a chain of earlier firings in order.
    Sequence,
    /// Fires when its child has fired that often.
    Count,
    /// Fires with its child while a condition is true.
    Hold,
    /// Fires when the second child has not fired for that long after the first one.
    Absent,
}
