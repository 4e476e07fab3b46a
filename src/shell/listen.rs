//! Listeners on `window` for what a visitor's hands do: the one table of event names, and a guard that removes what it
//! added. A listener exists only while the engine asks for what it tells.

use js_sys::Function;
use wasm_bindgen::UnwrapThrowExt;
use web_sys::EventTarget;

use super::host::{Host, WINDOW};
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
    FocusIn,
    FocusOut,
    Input,
    KeyDown,
    MouseOut,
    PointerDown,
    PointerOut,
    PointerOver,
    Scroll,
    TouchStart,
    Wheel,
}

const CROSSING: u32 = Need::POINTER | Need::EXIT | Need::ACTIVITY;
const SCROLLING: u32 = Need::SCROLL | Need::CONTAINER;

/// Sorted by name; the place of a row is its `Kind`.
const TABLE: [(Kind, &str, u32); 16] = [
    (Kind::BeforeInput, "beforeinput", Need::TYPING),
    (Kind::Click, "click", Need::CLICK),
    (Kind::CompositionEnd, "compositionend", Need::TYPING),
    (Kind::CompositionStart, "compositionstart", Need::TYPING),
    (Kind::ContextMenu, "contextmenu", Need::EXIT),
    (Kind::FocusIn, "focusin", Need::FOCUS),
    (Kind::FocusOut, "focusout", Need::FOCUS),
    (Kind::Input, "input", Need::TYPING),
    (Kind::KeyDown, "keydown", Need::ACTIVITY),
    (Kind::MouseOut, "mouseout", Need::EXIT),
    (Kind::PointerDown, "pointerdown", Need::ACTIVITY | Need::EXIT),
    (Kind::PointerOut, "pointerout", CROSSING),
    (Kind::PointerOver, "pointerover", CROSSING),
    (Kind::Scroll, "scroll", SCROLLING),
    (Kind::TouchStart, "touchstart", Need::ACTIVITY),
    (Kind::Wheel, "wheel", Need::ACTIVITY),
];

impl Kind {
    /// The kind with that number.
    pub(crate) fn of(number: u32) -> Option<Kind> {
        TABLE.get(number as usize).map(|row| row.0)
    }
}

/// One listener; dropping it removes it.
struct Listener {
    kind: Kind,
    window: EventTarget,
    name: &'static str,
    function: Function,
}

impl Drop for Listener {
    fn drop(&mut self) {
        // It can fail only where there is no such method, and then nothing was added.
        let _ = self.window.remove_event_listener_with_callback_and_bool(self.name, &self.function, true);
    }
}

/// The listeners there are now.
#[derive(Default)]
pub(crate) struct Listeners(Vec<Listener>);

impl Listeners {
    /// Adds what these needs ask for and is not there, removes what they do not ask for.
    pub(crate) fn watch(&mut self, host: &Host, needs: u32) {
        for (kind, name, row) in TABLE {
            let place = self.0.iter().position(|one| one.kind == kind);
            match (place, row & needs != 0) {
                (Some(index), false) => drop(self.0.swap_remove(index)),
                (None, true) => self.add(host, kind, name),
                _ => {}
            }
        }
    }

    fn add(&mut self, host: &Host, kind: Kind, name: &'static str) {
        let window = WINDOW.with(EventTarget::clone);
        let function = host.on(kind as u32);
        window
            .add_event_listener_with_callback_and_add_event_listener_options(name, &function, &host.bag())
            .unwrap_throw();
        self.0.push(Listener { kind, window, name, function });
    }
}
