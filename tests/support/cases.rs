//! How many cases a promise is tried on, and from which seed. In `cargo test` a few, always the same; with `PROVE=1`
//! 100,000, with `CASES` any other number, both from a fresh seed. The seed is printed, and `SEED` takes it again.

#![allow(dead_code)]
// A proof says what it did, and begins elsewhere each time.
#![allow(clippy::disallowed_macros, clippy::disallowed_methods)]

use std::time::{SystemTime, UNIX_EPOCH};

use proptest::test_runner::{Config, RngSeed};

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|text| text.parse().unwrap_or_else(|_| panic!("{name}={text} is no number")))
}

/// How many cases, where a test by itself runs `few`.
pub(crate) fn cases(few: u32) -> u32 {
    let all = if std::env::var_os("PROVE").is_some() { 100_000 } else { few };
    number("CASES").map_or(all, |chosen| chosen as u32)
}

/// The same as `proptest` takes it.
pub(crate) fn config(few: u32) -> Config {
    let cases = cases(few);
    let fresh = || SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_nanos() as u64);
    let is_long = ["PROVE", "CASES"].iter().any(|name| std::env::var_os(name).is_some());
    let seed = number("SEED").unwrap_or_else(|| if is_long { fresh() } else { 20_261_121 });
    let name = std::thread::current().name().unwrap_or_default().to_string();
    println!("{name}: {cases} cases from SEED={seed}");
    // Some promises hold only of few cases: the others are dealt anew.
    let max_global_rejects = cases.saturating_mul(4).max(1024);
    Config { cases, max_global_rejects, rng_seed: RngSeed::Fixed(seed), failure_persistence: None, ..Config::default() }
}
