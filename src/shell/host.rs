//! The page as our own scripts present it (`host` in `src/js/page.js`): functions that page markup cannot stand in front
//! of. Declarations only. Numbers and texts cross, never an object: what a reference to one costs in glue and table,
//! every shopper would download. "The event" is the one being handed to [`heard`](crate::api::heard).
//! No function throws, except on a fault of ours.

use wasm_bindgen::prelude::*;

#[wasm_bindgen(js_namespace = opportuneHost)]
extern "C" {
    /// Adds or removes the listener that hands events of this kind to [`heard`](crate::api::heard).
    pub(crate) fn listen(kind: u32, name: &str, on: bool);

    /// Calls [`measured`](crate::api::measured) with `WAKE` after so many milliseconds and no other time; below zero: at
    /// no time.
    pub(crate) fn alarm(delay: f64);

    /// The monotonic clock in fractions of milliseconds.
    pub(crate) fn mono() -> f64;

    /// The wall clock in milliseconds, moved by `options.now`.
    pub(crate) fn wall() -> f64;

    /// Observe these classes of signals and no others: bits of `Need`.
    pub(crate) fn watch(needs: u32);

    /// Tells, through [`told`](crate::api::told), which watched selectors the event concerns, if that is news.
    pub(crate) fn met();

    /// Whether the page asked us not to look where the event is (`data-opportune="off"`).
    pub(crate) fn off() -> bool;

    /// Where the pointer went: 0 to another element, 1 out of the window, 2 into a frame.
    pub(crate) fn into() -> u32;

    /// Whether focus is in something that opens a native popup (select, picker, list, autofill), or the pointer comes
    /// from one.
    pub(crate) fn native() -> bool;

    /// Whether this browser can read the selector; or, after a 0, whether that is a regular expression (`expression.rs`).
    pub(crate) fn parses(css: &str) -> bool;

    /// Whether the text matches that one of `RuleSet::patterns`.
    pub(crate) fn matches(pattern: u32, text: &str) -> bool;

    /// Carry this out; its parts are packed (`write.rs`), the kinds are those of `write::Out`.
    pub(crate) fn take(kind: u32, numbers: &[f64], texts: &str);
}
