//! The only file that reads a clock. It reads the global functions at each call, never a kept reference:
//! test drivers replace them.

use js_sys::Date;
use wasm_bindgen::prelude::*;

use crate::engine::time::{Instant, Now, Wall};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = performance, js_name = now)]
    fn performance_now() -> f64;
}

/// The monotonic clock in fractions of milliseconds.
pub(crate) fn mono() -> f64 {
    performance_now()
}

/// Both clocks, in whole milliseconds rounded down; `skew` moves the wall clock.
pub(crate) fn now(skew: f64) -> Now {
    Now { mono: Instant(mono().floor() as i64), wall: Wall((Date::now() + skew).floor() as i64) }
}
