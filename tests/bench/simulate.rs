//! How many signals of a trace `simulate` runs in a second, natively: `cargo bench --features dev --bench simulate`.
//! The rule set and the trace come as files, so that Node's wasm is timed with the very same.

#![allow(clippy::disallowed_macros, clippy::disallowed_methods)]

use std::time::Instant;

use opportune::ruleset::value::Value;
use opportune::trace::{json, simulate};

fn read(name: &str) -> Value {
    let path = std::env::var(name).unwrap_or_else(|_| panic!("{name} must name a file"));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    json::read(&text).unwrap_or_else(|| panic!("{path} is no JSON"))
}

fn main() {
    let (rules, trace) = (read("RULES"), read("TRACE"));
    let signals = match trace.get("events") {
        Some(Value::List(events)) => events.len(),
        _ => panic!("the trace has no events"),
    };
    let mut best = f64::INFINITY;
    for _ in 0..60 {
        let began = Instant::now();
        let result = simulate(&rules, &trace);
        best = best.min(began.elapsed().as_secs_f64());
        assert!(result.get("error").is_none(), "the trace must be one");
    }
    println!("{:.0}", signals as f64 / best);
}
