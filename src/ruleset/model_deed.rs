//! The compiled rule set, continued: what hands do to controls. Part of `model.rs`, where everybody finds it.

/// What hands do to controls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    /// Clicks in the same place, each less than a second after the one before.
    RageClick,
    /// A click that the page did not answer for a second.
    DeadClick,
    /// Focus came into it.
    Focus,
    /// Something was typed or chosen.
    Input,
    /// A form was sent.
    Submit,
    /// A field was refused.
    Invalid,
    /// A form was touched, not sent, and left.
    FormAbandon,
}

impl Deed {
    /// Its name in the rule language.
    pub fn name(self) -> &'static str {
        const NAMES: [&str; 7] = ["rageClick", "deadClick", "focus", "input", "submit", "invalid", "formAbandon"];
        NAMES[self as usize]
    }
}
