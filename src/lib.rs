//! Opportune: a client-side trigger runtime for storefronts.

pub mod engine;
pub mod ruleset;
