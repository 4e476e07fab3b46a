//! The operator `matches` for shoppers: regular expressions in a wasm module of their own, which the scripts load only
//! where a rule uses them (`createMatcher` in `src/js/load.js`). Texts come through one buffer, numbers go back.

mod pattern;

use std::cell::RefCell;

use regex_lite::Regex;

/// What was compiled, and the buffer.
struct State {
    patterns: Vec<Regex>,
    buffer: Vec<u8>,
}

thread_local! {
    static STATE: RefCell<State> = const { RefCell::new(State { patterns: Vec::new(), buffer: Vec::new() }) };
}

/// Where to put a text of that many bytes.
#[no_mangle]
pub extern "C" fn room(length: usize) -> *mut u8 {
    STATE.with_borrow_mut(|state| {
        state.buffer.clear();
        state.buffer.resize(length, 0);
        state.buffer.as_mut_ptr()
    })
}

/// Compiles the pattern in the buffer: `i` and a pattern without regard to case, or `s` and one with. Its number, or -1.
#[no_mangle]
pub extern "C" fn add() -> i32 {
    STATE.with_borrow_mut(|state| {
        let key = std::str::from_utf8(&state.buffer).unwrap_or_default();
        let Some(regex) = pattern::of_key(key) else { return -1 };
        state.patterns.push(regex);
        state.patterns.len() as i32 - 1
    })
}

/// Whether the text in the buffer matches.
#[no_mangle]
pub extern "C" fn test(pattern: usize) -> i32 {
    STATE.with_borrow(|state| {
        let text = std::str::from_utf8(&state.buffer).unwrap_or_default();
        i32::from(state.patterns.get(pattern).is_some_and(|regex| regex.is_match(text)))
    })
}
