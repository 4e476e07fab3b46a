//! The page as our own scripts present it (`src/js/page.js`): functions that page markup cannot stand in front of.
//! Declarations only. No method throws, except on a fault of ours.

use js_sys::Function;
use wasm_bindgen::prelude::*;
use web_sys::{AddEventListenerOptions, Event, EventTarget};

#[wasm_bindgen]
extern "C" {
    /// One page, as one runtime sees it.
    pub type Host;

    #[wasm_bindgen(thread_local_v2, js_name = window)]
    pub(crate) static WINDOW: EventTarget;

    /// A function that hands events of this kind to [`heard`](crate::api::heard), traps caught.
    #[wasm_bindgen(method)]
    pub(crate) fn on(this: &Host, kind: u32) -> Function;

    /// Capture, passive, tied to the runtime's abort signal, and without a prototype the page could have polluted.
    #[wasm_bindgen(method)]
    pub(crate) fn bag(this: &Host) -> AddEventListenerOptions;

    /// Calls [`wake`](crate::api::wake), traps caught.
    #[wasm_bindgen(method)]
    pub(crate) fn wake(this: &Host);

    /// Observe these classes of signals and no others: bits of `Need`.
    #[wasm_bindgen(method)]
    pub(crate) fn watch(this: &Host, needs: u32);

    /// Tells, through [`told`](crate::api::told), which watched selectors the event concerns, if that is news.
    #[wasm_bindgen(method)]
    pub(crate) fn met(this: &Host, event: &Event);

    /// Whether it was a finger.
    #[wasm_bindgen(method)]
    pub(crate) fn touch(this: &Host, event: &Event) -> bool;

    /// Whether the page asked us not to look there (`data-opportune="off"`).
    #[wasm_bindgen(method)]
    pub(crate) fn off(this: &Host, event: &Event) -> bool;

    /// Where the pointer went: 0 to another element, 1 out of the window, 2 into a frame.
    #[wasm_bindgen(method)]
    pub(crate) fn into(this: &Host, event: &Event) -> u32;

    /// Whether focus is in something that opens a native popup (select, picker, list, autofill), or the pointer comes
    /// from one.
    #[wasm_bindgen(method)]
    pub(crate) fn native(this: &Host, event: &Event) -> bool;

    /// Which watched scroller scrolled: -1 the page, -2 none of ours.
    #[wasm_bindgen(method)]
    pub(crate) fn scroller(this: &Host, event: &Event) -> i32;

    /// Pixels from the top of that scroller.
    #[wasm_bindgen(method)]
    pub(crate) fn top(this: &Host, scroller: i32) -> f64;

    /// Milliseconds to add to the wall clock (`options.now`).
    #[wasm_bindgen(method)]
    pub(crate) fn skew(this: &Host) -> f64;

    /// Whether this browser can read the selector.
    #[wasm_bindgen(method)]
    pub(crate) fn parses(this: &Host, css: &str) -> bool;

    /// Carry this out; its parts are packed (`write.rs`), the kinds are those of `write::Out`.
    #[wasm_bindgen(method)]
    pub(crate) fn take(this: &Host, kind: u32, numbers: &[f64], texts: &str);
}
