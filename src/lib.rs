//! Opportune: a client-side trigger runtime for storefronts.

#[cfg(target_family = "wasm")]
pub mod api;
pub mod engine;
pub mod ruleset;
#[cfg(target_family = "wasm")]
pub mod shell;
#[cfg(feature = "dev")]
pub mod trace;
