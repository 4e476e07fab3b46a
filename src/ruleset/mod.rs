//! From JSON-shaped values to a compiled rule set and a list of problems. Pure: it reads no page, no clock, no file,
//! and the same source gives the same answer everywhere. What only a browser can judge (CSS) is asked through a
//! function that the caller hands in.
//!
//! A bad rule is left out and the rest run; a bad setting keeps its default; a newer `version` refuses the whole set.

mod action;
pub(crate) mod arm;
mod block;
pub mod by_device;
mod compare;
mod cond;
mod countdown;
mod deed;
pub(crate) mod depends;
mod element;
mod expect;
mod experiment;
mod expression;
pub(crate) mod firing;
mod goal;
#[cfg(feature = "dev")]
mod hint;
mod history;
mod intern;
pub mod limits;
#[cfg(feature = "dev")]
mod meant;
#[cfg(feature = "dev")]
mod message;
pub mod model;
mod named;
pub(crate) mod names;
#[cfg(feature = "dev")]
mod nearest;
mod opening;
mod operator;
pub mod packed;
pub mod pattern;
mod plain;
mod problem;
mod question;
mod reader;
mod rule;
pub mod scan;
pub(crate) mod schedule;
mod score;
mod selector;
pub(crate) mod settings;
mod sight;
mod surface;
mod surroundings;
mod table;
mod tables;
pub(crate) mod template;
mod theme;
mod top;
mod trigger;
pub mod value;
pub mod vocabulary;
mod words;
#[cfg(feature = "dev")]
mod wrote;

pub use expect::Expected;
#[cfg(feature = "dev")]
pub(crate) use nearest::{distance, language, nearest as nearest_name};
pub use opening::Opening;
pub use problem::{Code, Problem};

use model::{RuleSet, Selector};
use value::Value;

/// Compiles a rule set as it is on a desktop. The problems are in document order, at most [`limits::PROBLEMS`] of them.
pub fn compile(source: &Value) -> (RuleSet, Vec<Problem>) {
    compile_with(source, &[], by_device::DESKTOP, &mut |_| true)
}

/// The same, with a second opinion on each selector (without its `>>>`): a browser knows whether it parses it.
/// A rule with a selector that `parses` refuses is left out like any other bad rule. The selectors of `before`, a set
/// that this one takes the place of, come first and keep their indices. `device`: where it runs, a place in
/// [`by_device::DEVICES`].
pub fn compile_with(
    source: &Value,
    before: &[Selector],
    device: u32,
    parses: &mut dyn FnMut(&str) -> bool,
) -> (RuleSet, Vec<Problem>) {
    let mut opening = Opening::new(before.to_vec(), device);
    while !opening.read(source, parses, limits::RULES) {}
    opening.finish()
}
