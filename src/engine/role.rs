//! What a trigger is there for.

/// It is the rule's `when`.
pub(crate) const WHEN: u32 = 0;
/// It takes a firing back.
pub(crate) const CANCEL_ON: u32 = 1;
/// It takes what shows off the screen.
pub(crate) const HIDE_ON: u32 = 2;
