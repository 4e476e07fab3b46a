//! Opportune: a client-side trigger runtime for storefronts.

pub mod engine;
pub mod ruleset;
#[cfg(feature = "dev")]
pub mod trace;
