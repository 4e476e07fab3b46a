//! What completes a firing: the sorts there are, and the atoms of a trigger.

use super::model::{Atom, Deed, Trigger};

/// The sorts of firings, as bits.
pub(crate) mod sort {
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
    pub(crate) const STEP: u32 = 32;
}

/// What the firings of a pattern are: bits of [`sort`].
pub(crate) fn sort_of(atom: &Atom) -> u32 {
    match atom {
        Atom::ExitIntent { .. } => sort::EXIT,
        Atom::Idle { .. } => sort::IDLE,
        Atom::Manual | Atom::Click { .. } | Atom::Hover { .. } => sort::FREE,
        Atom::Deed { what: Deed::Focus, .. } => sort::FREE,
        Atom::PageView { .. } | Atom::Visible { .. } => sort::LASTING,
        _ if atom.is_once() => sort::LASTING,
        _ => 0,
    }
}

/// Calls `each` with every atom of a trigger, in order.
pub(crate) fn atoms<'a>(trigger: &'a Trigger, each: &mut dyn FnMut(&'a Atom)) {
    match trigger {
        Trigger::Atom(atom) => each(atom),
        Trigger::Op(operator) => operator.of.iter().for_each(|part| atoms(part, each)),
    }
}
