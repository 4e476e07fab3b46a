//! Listeners on `window` for what a visitor's hands do: the one table of event names. A listener exists only while the
//! engine asks for what it tells.

use std::cell::Cell;

use super::host;
use crate::engine::effect::Need;

/// What an event tells us. The number goes with the listener, so that no event's name ever crosses as text.
#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(u32)]
pub(crate) enum Kind {
    BeforeInput,
    Click,
    CompositionEnd,
    CompositionStart,
    ContextMenu,
    Copy,
    FocusIn,
    FocusOut,
    Input,
    Invalid,
    KeyDown,
    MouseOut,
    PointerDown,
    PointerOut,
    PointerOver,
    Scroll,
    Submit,
    TouchStart,
    Wheel,
}

const CROSSING: u32 = Need::POINTER | Need::EXIT | Need::ACTIVITY;
const SCROLLING: u32 = Need::SCROLL | Need::CONTAINER;

/// Sorted by name; the place of a row is its `Kind`.
const TABLE: [(Kind, &str, u32); 19] = [
    (Kind::BeforeInput, "beforeinput", Need::TYPING),
    (Kind::Click, "click", Need::CLICK),
    (Kind::CompositionEnd, "compositionend", Need::TYPING),
    (Kind::CompositionStart, "compositionstart", Need::TYPING),
    (Kind::ContextMenu, "contextmenu", Need::EXIT),
    (Kind::Copy, "copy", Need::COPY),
    (Kind::FocusIn, "focusin", Need::FOCUS),
    (Kind::FocusOut, "focusout", Need::FOCUS),
    (Kind::Input, "input", Need::TYPING | Need::FIELD),
    (Kind::Invalid, "invalid", Need::INVALID),
    (Kind::KeyDown, "keydown", Need::ACTIVITY),
    (Kind::MouseOut, "mouseout", Need::EXIT),
    (Kind::PointerDown, "pointerdown", Need::ACTIVITY | Need::EXIT),
    (Kind::PointerOut, "pointerout", CROSSING),
    (Kind::PointerOver, "pointerover", CROSSING),
    (Kind::Scroll, "scroll", SCROLLING),
    (Kind::Submit, "submit", Need::SUBMIT),
    (Kind::TouchStart, "touchstart", Need::ACTIVITY),
    (Kind::Wheel, "wheel", Need::ACTIVITY),
];

impl Kind {
    /// The kind with that number.
    pub(crate) fn of(number: u32) -> Option<Kind> {
        TABLE.get(number as usize).map(|row| row.0)
    }
}

/// Which listeners there are now: a bit for each kind.
pub(crate) struct Listeners(Cell<u32>);

impl Listeners {
    /// None.
    pub(crate) const fn new() -> Listeners {
        Listeners(Cell::new(0))
    }

    /// Adds what these needs ask for and is not there, removes what they do not ask for.
    pub(crate) fn watch(&self, needs: u32) {
        let mut on = self.0.get();
        for (kind, name, row) in TABLE {
            let bit = 1 << kind as u32;
            if (row & needs != 0) != (on & bit != 0) {
                on ^= bit;
                self.0.set(on);
                host::listen(kind as u32, name, on & bit != 0);
            }
        }
    }
}
