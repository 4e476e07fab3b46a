//! The compiled rule set, continued: what has a name at the top of the file. Part of `model.rs`, where everybody finds
//! it. Shared by all that refer to it.

use super::Cond;

/// A condition with a name: an audience, or one of the stages.
#[derive(Clone, Debug, PartialEq)]
pub struct Named {
    /// Its name.
    pub name: String,
    /// What must hold.
    pub cond: Cond,
}

/// A model: a sum, or the probability that belongs to it.
#[derive(Clone, Debug, PartialEq)]
pub struct Model {
    /// Its name.
    pub name: String,
    /// The sum is turned into a share between 0 and 1.
    pub is_logistic: bool,
    /// What the sum begins with, in millionths.
    pub bias: i64,
    /// What is added.
    pub terms: Vec<Term>,
}

/// One summand.
#[derive(Clone, Debug, PartialEq)]
pub struct Term {
    /// A condition, 1 if it holds and 0 if it does not; or with `is_number` a comparison whose subject is the number.
    pub of: Cond,
    /// The subject's number counts, not whether something holds of it.
    pub is_number: bool,
    /// What one of it adds, in millionths.
    pub weight: i64,
    /// Stands in for what is not known.
    pub otherwise: Option<f64>,
    /// More than that counts no more.
    pub most: f64,
}
