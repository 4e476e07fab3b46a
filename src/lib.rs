//! Opportune: a client-side trigger runtime for storefronts.

pub mod engine;
pub mod ruleset;

#[cfg(target_family = "wasm")]
pub mod api;
#[cfg(target_family = "wasm")]
pub mod shell;
