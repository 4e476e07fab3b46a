//! Traces: what happened on a page, written down, and run again against a rule set on a virtual clock.
//!
//! Only in builds with the feature `dev`. Nothing here reads a clock or decides anything: the engine does.

mod bucket;
mod decide;
mod decode;
mod driver;
mod expect;
mod feed;
mod hands;
pub mod json;
mod reader;
mod replay;
mod sample;
mod sight;
mod signal;
mod state;
mod text;
mod unlisted;
mod update;
mod when;
mod zones;

use crate::engine::input::Context;
use crate::ruleset;
use crate::ruleset::by_device::DESKTOP;
use crate::ruleset::value::Value;

pub use bucket::bucket;
pub use decode::{decode, Trace};
pub use driver::{Driver, Wakes};
pub use expect::test;
pub use hands::{Click, Field};
pub use sample::Sample;
pub use signal::{Claim, Signal};
pub use text::write;
pub use when::{write_span, Span};
pub use zones::Zones;

/// Runs a rule set through a trace: `{ problems, decisions, events, state }`.
///
/// Problems of the rules come first, then those of the trace. A trace that cannot be used leaves
/// `"error": "trace"` and no decisions.
pub fn simulate(rules: &Value, trace: &Value) -> Value {
    if replay::is_recorded(trace) {
        return replay::replay(rules, trace);
    }
    let read = decode(trace);
    let device = read.as_ref().map_or(DESKTOP, Trace::device);
    let (set, found) = ruleset::compile_with(rules, &[], device, &mut |_| true);
    let mut problems: Vec<Value> = found.iter().map(|problem| problem.to_value()).collect();
    match read {
        Ok(trace) => {
            problems.extend(unlisted::unlisted(&set, &trace.selectors, &trace.zones));
            let mut driver = Driver::new(set, context(&trace), &trace).with_source(rules, device);
            driver.run(&trace.events);
            driver.finish(problems)
        }
        Err(wrong) => {
            problems.extend(wrong);
            refused(problems)
        }
    }
}

/// The answer to a trace that cannot be used.
fn refused(problems: Vec<Value>) -> Value {
    Value::Map(vec![
        ("error".into(), "trace".into()),
        ("problems".into(), Value::List(problems)),
        ("decisions".into(), Value::List(Vec::new())),
        ("events".into(), Value::List(Vec::new())),
        ("state".into(), Value::Null),
    ])
}

/// What the engine is told once, from the head of a trace.
pub fn context(trace: &Trace) -> Context {
    Context {
        language: trace.language.clone(),
        locale: trace.locale.clone().unwrap_or(trace.language.clone()),
        zones: Vec::new(),
        visitor: trace.visitor.clone(),
        is_named: trace.is_named,
        tab: 1,
        forced: trace.variants.clone(),
        matches: None,
        left: Vec::new(),
    }
}
