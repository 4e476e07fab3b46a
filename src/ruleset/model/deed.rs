//! The compiled rule set, continued: what hands do to controls, the visitor's and ours, and what rules do. Part of
//! `model.rs`, where everybody finds it.

use super::Surface;
use crate::ruleset::names;
use crate::ruleset::value::Value;

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
        names::nth("rageClick deadClick focus input submit invalid formAbandon", self as usize)
    }
}

/// What an action does at an element of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hand {
    /// Types a text into a field.
    Fill,
    /// Moves focus there.
    Focus,
}

impl Hand {
    /// Its name in the rule language.
    pub fn name(self) -> &'static str {
        match self {
            Hand::Fill => "fill",
            Hand::Focus => "focus",
        }
    }
}

/// What a rule does. Data for the page is JSON with `{{ }}` in its texts; `{"from": "cart.value"}` alone is that value.
#[derive(Clone, Debug)]
pub enum Action {
    /// Puts something on the screen.
    Surface(Box<Surface>),
    /// Causes an event, and a DOM CustomEvent `opportune:<name>`.
    Emit {
        /// Its name.
        name: String,
        /// Its properties.
        props: Value,
    },
    /// Pushes to `dataLayer`.
    DataLayer(Value),
    /// Calls a function the page registered.
    Call {
        /// Its name.
        name: String,
        /// Its argument.
        args: Value,
    },
    /// A JSON merge patch to the facts.
    SetFact(Value),
    /// Fires another rule, by its id.
    Next(String),
    /// Does something at an element of the page as the visitor's hands would.
    Hand {
        /// What.
        what: Hand,
        /// At which element: a selector.
        on: String,
        /// What is typed.
        text: Value,
    },
}
