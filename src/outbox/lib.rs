//! The outbox of the sink `beacon`: which events are kept, which go next, when, and what an answer means for them.
//!
//! It is a state machine without a clock, a store, a network or chance of its own: instants, what lies in the store,
//! what a collector answered and a seed are handed in; what to write, erase and send, and when to ask again, come out.
//! `src/js/outbox.js` carries that out. It holds no texts, only where they belong, so it needs no allocator: it is small
//! enough (5 kB compressed) to lie within the script of the sink, which nobody loads who did not ask for it.
//!
//! What it promises (`tests/outbox.rs` shows it over a million events):
//! - An event that is in the store leaves it only when a collector took it, or counted: full, old, refused, damaged.
//! - What is counted goes with a batch, under an id, and is counted once.
//! - Two tabs may send the same event, under the same id; one alone does as long as locks hold.
//! - A record that was cut anywhere is none; the one before it is untouched.

pub mod batch;
#[cfg(target_family = "wasm")]
pub mod door;
pub mod frame;
mod list;
mod machine;
pub mod state;
mod sync;

pub use machine::{Outbox, Setup, NEVER};
pub use state::Lost;
pub use sync::Seen;

/// Records that lie in the store at most.
pub const MOST: usize = 500;
/// Bytes that lie in the store at most, everything included.
pub const BYTES: usize = 65_536;
/// Bytes of one event's text at most.
pub const TEXT: usize = 16_384;
