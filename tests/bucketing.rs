//! Who is dealt which arm: as GrowthBook publishes it, evenly, and in one experiment independently of another.
#![cfg(feature = "dev")]

#[path = "support/json.rs"]
mod support;

use opportune::ruleset::value::Value;
use opportune::trace::bucket;
use support::json;

/// `PROVE=1` takes ten times as many.
fn most() -> usize {
    if std::env::var_os("PROVE").is_some() {
        100_000
    } else {
        10_000
    }
}

/// What each of many visitors is dealt in an experiment: its bucket and variant.
fn dealt(experiment: &str, ids: &[Value]) -> Vec<(usize, Option<String>)> {
    let rules = json(&format!(r#"{{"rules": [], "experiments": {{"a": {experiment}}}}}"#));
    let Value::List(all) = bucket(&rules, "a", ids) else { panic!("no experiment") };
    let number = |one: &Value| one.get("bucket").and_then(Value::num).unwrap() as usize;
    all.iter().map(|one| (number(one), one.get("variant").and_then(Value::text).map(Into::into))).collect()
}

fn visitors(prefix: &str) -> Vec<Value> {
    (0..most()).map(|number| Value::Text(format!("{prefix}{number}"))).collect()
}

/// The sum of squares by which counts are off what is expected, each in its own measure.
fn chi_square(counts: &[f64], expected: &[f64]) -> f64 {
    counts.iter().zip(expected).map(|(count, want)| (count - want).powi(2) / want).sum()
}

/// Where a chi-square of so many degrees lies with a chance of 1 in 1,000 (by Wilson and Hilferty).
fn limit(degrees: f64) -> f64 {
    let part = 2.0 / (9.0 * degrees);
    degrees * (1.0 - part + 3.0902 * part.sqrt()).powi(3)
}

/// Names as shops have them: numbers, random numbers in two halves, and identifiers.
fn names() -> [Vec<Value>; 3] {
    let mut state = 1u32;
    let mut next = move || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        state ^ state >> 16
    };
    let halves = (0..most()).map(|_| Value::Text(format!("{}-{}", next(), next()))).collect();
    [visitors(""), halves, visitors("customer-00")]
}

#[test]
fn buckets_are_uniform() {
    for ids in names() {
        let mut counts = vec![0.0; 100];
        for (bucket, _) in dealt(r#"{"variants": [{"id": "a"}, {"id": "b"}]}"#, &ids) {
            counts[bucket / 100] += 1.0;
        }
        let found = chi_square(&counts, &[most() as f64 / 100.0; 100]);
        assert!(found < limit(99.0), "{found}");
    }
}

#[test]
fn arms_get_the_share_that_is_written() {
    let weights = r#"{"variants": [{"id": "a", "weight": 5}, {"id": "b", "weight": 3}, {"id": "c", "weight": 2}], "coverage": "60%"}"#;
    for ids in names() {
        let all = dealt(weights, &ids);
        let count = |arm: Option<&str>| all.iter().filter(|(_, variant)| variant.as_deref() == arm).count() as f64;
        let counts = [count(Some("a")), count(Some("b")), count(Some("c")), count(None)];
        let of = most() as f64;
        let found = chi_square(&counts, &[of * 0.3, of * 0.18, of * 0.12, of * 0.4]);
        assert!(found < limit(3.0), "{counts:?}: {found}");
    }
}

#[test]
fn one_experiment_says_nothing_of_another() {
    let two =
        |seed: &str| format!(r#"{{"seed": "{seed}", "variants": [{{"id": "a"}}, {{"id": "b"}}, {{"id": "c"}}]}}"#);
    for ids in names() {
        for (one, other) in [("one", "two"), ("experiment:a", "experiment:b"), ("x", "xx"), ("2025", "2026")] {
            let mut counts = [0.0; 9];
            for ((_, one), (_, other)) in dealt(&two(one), &ids).iter().zip(dealt(&two(other), &ids)) {
                let place =
                    |arm: &Option<String>| ["a", "b", "c"].iter().position(|id| arm.as_deref() == Some(id)).unwrap();
                counts[place(one) * 3 + place(&other)] += 1.0;
            }
            let of = most() as f64;
            let row = |at: usize| counts[at * 3..at * 3 + 3].iter().sum::<f64>();
            let column = |at: usize| counts.iter().skip(at).step_by(3).sum::<f64>();
            let expected: Vec<f64> = (0..9).map(|at| row(at / 3) * column(at % 3) / of).collect();
            let found = chi_square(&counts, &expected);
            assert!(found < limit(4.0), "{one} and {other}: {counts:?}: {found}");
        }
    }
}

/// A rollout hashes the rule's id, its experiment something else: who is in the one may be in any arm of the other.
#[test]
fn a_rollout_and_a_holdout_say_nothing_of_an_experiment() {
    let plain = r#"{"variants": [{"id": "a"}, {"id": "b"}]}"#;
    for seed in ["a", "holdout"] {
        let seeded = format!(r#"{{"seed": "{seed}", "variants": [{{"id": "a"}}, {{"id": "b"}}]}}"#);
        for ids in names() {
            let mut counts = [0.0; 2];
            for ((bucket, _), (_, arm)) in dealt(&seeded, &ids).iter().zip(dealt(plain, &ids)) {
                if *bucket < 2_000 {
                    counts[usize::from(arm.as_deref() == Some("b"))] += 1.0;
                }
            }
            let half = (counts[0] + counts[1]) / 2.0;
            let found = chi_square(&counts, &[half, half]);
            assert!(found < limit(1.0), "{seed}: {counts:?}: {found}");
        }
    }
}

#[test]
fn namespaces_that_do_not_overlap_have_nobody_in_common() {
    let part = |range: &str| {
        format!(
            r#"{{"namespace": {{"name": "checkout", "range": {range}}}, "variants": [{{"id": "a"}}, {{"id": "b"}}]}}"#
        )
    };
    for ids in names() {
        let (one, other) = (dealt(&part(r#"["0%", "40%"]"#), &ids), dealt(&part(r#"["40%", "100%"]"#), &ids));
        let is_in = |(_, arm): &(usize, Option<String>)| arm.is_some();
        assert!(one.iter().zip(&other).all(|(one, other)| is_in(one) != is_in(other)));
        let share = one.iter().filter(|one| is_in(one)).count() as f64 / most() as f64;
        // Version 1 of the hash, by which namespaces go, is less even.
        assert!((share - 0.4).abs() < 0.03, "{share}");
    }
}

#[test]
fn a_holdout_is_told_before_any_arm() {
    let rules = json(
        r#"{"settings": {"holdout": "10%"}, "rules": [], "experiments": {"a": {"variants": [{"id": "a"}, {"id": "b"}]}}}"#,
    );
    let Value::List(all) = bucket(&rules, "a", &visitors("v")) else { panic!("no experiment") };
    let held = all.iter().filter(|one| one.get("variant").and_then(Value::text) == Some("holdout")).count() as f64;
    assert!((held / most() as f64 - 0.1).abs() < 0.012, "{held}");
}

#[test]
fn an_experiment_of_a_rule_goes_by_the_id_of_the_rule() {
    let rules = json(
        r#"{"rules": [{"id": "hint", "when": {"manual": true}, "do": [{"emit": "x"}], "experiment": {"variants": [{"id": "a"}, {"id": "b"}]}}]}"#,
    );
    let Value::List(all) = bucket(&rules, "hint", &[Value::from("v1")]) else { panic!("no experiment") };
    assert_eq!(all[0].get("why").and_then(Value::text), Some("bucket"));
    assert_eq!(bucket(&rules, "another", &[]), Value::Null);
}
