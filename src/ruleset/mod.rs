//! From JSON-shaped values to a compiled rule set, or to a list of problems.

pub mod model;
pub mod value;
