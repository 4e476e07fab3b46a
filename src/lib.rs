//! Opportune: a client-side trigger runtime for storefronts.
//!
//! A store writes rules in JSON: *when* something happens, *if* a condition holds, *show* something. This crate decides
//! the right instant, and its wasm build watches a real page. The parts, in the direction the data flows:
//!
//! 1. [`ruleset`] turns JSON into a compiled [`RuleSet`](ruleset::model::RuleSet) and a list of problems.
//! 2. The shell (wasm only) turns DOM events into dated [`Input`](engine::input::Input)s.
//! 3. [`engine`] takes one input at a time and answers with [`Effect`](engine::effect::Effect)s and the instant at
//!    which it wants to be woken.
//! 4. The shell carries the effects out: it draws, stores, observes, and arms one timer.
//!
//! [`time`] is the ground they stand on. `analyze` (feature `dev`) says what is wrong with a rule set before anybody runs it.
//! `trace` (feature `dev`) plays the part of the shell without a page: written signals in, decisions out.
//!
//! # Invariants
//!
//! Each has a test that fails when it is broken.
//!
//! 1. `engine` and `ruleset` know no clock, no page and no randomness, and build on the host with `serde` alone
//!    (`tests/tidy.rs`).
//! 2. The same inputs give the same effects, byte for byte, natively and in wasm (`tests/properties.rs`,
//!    `tests/scenarios.rs`, `tests/scenarios/run.mjs`), and so does the wasm that shoppers load (`tests/scenarios/shopper`).
//! 3. No input can panic the engine: what goes beyond a limit becomes a problem or a dropped signal that `explain`
//!    counts (`tests/properties.rs`).
//! 4. At most one timer is armed in the page, and none when nothing can change by time alone (`tests/web/main.rs`).
//! 5. `stop()` leaves no listener, timer, node or edit behind (`tests/e2e`).
//! 6. Text from rules and facts reaches the page as text only, links only with the schemes of the contract
//!    (`tests/ui`, `tests/errors.rs`).
//! 7. A trap inside wasm costs one restart from the last saved ledger, then disables the runtime; the shop goes on
//!    (`tests/e2e`).
//! 8. A store that is absent, full, forbidden or damaged degrades to memory (`src/engine/ledger_text.rs`, `tests/e2e`).
//! 9. Late and extra wakes change no decision, and neither does how long an answer of the shell takes
//!    (`tests/properties.rs`).
//! 10. What comes in later files of the wasm is reached only by rules that could not be read without it
//!     (`tests/scenarios/halves.mjs`, `tests/scenarios/shopper`).

#[cfg(feature = "dev")]
pub mod analyze;
#[cfg(target_family = "wasm")]
pub mod api;
pub mod engine;
mod order;
pub mod ruleset;
#[cfg(target_family = "wasm")]
pub mod shell;
pub mod time;
#[cfg(feature = "dev")]
pub mod trace;
