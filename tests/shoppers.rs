//! The journey simulator: the same seed gives the same month, nobody is measured who did not agree, and a small share of
//! the proof that effects are told without bias. `npm run prove` runs all of it.

#[path = "shoppers/mod.rs"]
#[allow(dead_code)]
mod shoppers;

use std::collections::{BTreeMap, BTreeSet};

use opportune::ruleset::value::Value;
use opportune::trace::json;

use shoppers::bias::{cover, Coverage};
use shoppers::month::{Month, Stage};
use shoppers::person::{Choice, Population, CHOICES};
use shoppers::truth::Effects;
use shoppers::world::FIRST_DAY;
use shoppers::write;

const AMONG: Population =
    Population { days: 20, keen: 0.5, first_day: FIRST_DAY, choices: CHOICES, visits: 4, only_counted: false };

fn read(path: &str) -> Value {
    let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{path}: {error}"));
    json::read(&text).unwrap_or_else(|| panic!("{path} is no JSON"))
}

fn shop() -> Stage {
    let effects = Effects::read(&read("tests/shoppers/effects.json")).unwrap_or_else(|wrong| panic!("{wrong}"));
    Stage::new(&read("rules/shop.json"), &effects).unwrap_or_else(|wrong| panic!("{wrong:?}"))
}

fn lines(stage: &Stage, month: &Month) -> Vec<String> {
    let mut lines = Vec::new();
    for (person, life) in month.people.iter().zip(&month.lives) {
        lines.extend(life.wire.sent.iter().map(|report| write::event(person, report)));
        lines.push(write::truth(&stage.world, person, life));
    }
    lines
}

#[test]
fn a_seed_is_a_month() {
    let stage = shop();
    let run = |seed, from, to| lines(&stage, &stage.run(seed, from..to, &AMONG, &[], false));
    let whole = run(7, 0, 60);
    assert!(whole.len() > 120, "hardly anything happened");
    assert_eq!(whole, run(7, 0, 60));
    // Nobody's life hangs on who else is there, so threads may share the work.
    let halves: Vec<String> = run(7, 0, 25).into_iter().chain(run(7, 25, 60)).collect();
    assert_eq!(whole, halves);
    assert_ne!(whole, run(8, 0, 60));
}

#[test]
fn nothing_is_sent_of_who_did_not_agree() {
    let stage = shop();
    let month = stage.run(3, 0..400, &AMONG, &[], false);
    let (mut agreed, mut late, mut dropped) = (0, 0, 0);
    for (person, life) in month.people.iter().zip(&month.lives) {
        match person.choice {
            Choice::All => agreed += life.wire.sent.len(),
            _ => assert!(life.wire.sent.is_empty(), "{} chose {}", person.id, person.choice.name()),
        }
        late += life.wire.late;
        dropped += life.wire.dropped;
    }
    assert!(agreed > 200 && late > 0 && dropped > 0, "{agreed} sent, {late} late, {dropped} dropped");
}

#[test]
fn what_was_never_drawn_was_never_seen() {
    let stage = shop();
    let month = stage.run(5, 0..300, &AMONG, &[], false);
    let seen: usize = month.lives.iter().map(|life| life.fate.seen.len()).sum();
    assert!(seen > 100, "hardly anything was seen");
    for (person, life) in month.people.iter().zip(&month.lives) {
        if person.choice != Choice::All || life.wire.dropped > 0 {
            continue;
        }
        let begins = stage.world.begins() + person.arrives;
        for one in &life.fate.seen {
            let is_its = |report: &&opportune::engine::effect::Report| {
                report.name == "opportune_impression" && report.rule == one.rule && report.at <= begins + one.at
            };
            assert!(
                life.wire.sent.iter().any(|report| is_its(&report)),
                "{} saw {} and nothing drew it",
                person.id,
                one.rule
            );
        }
    }
}

/// A hint with a code and no button has its code applied, and what has neither is only read.
#[test]
fn nobody_presses_what_is_not_there() {
    let stage = shop();
    let month = stage.run(11, 0..3_000, &AMONG, &[], false);
    let mut reasons: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for report in month.lives.iter().flat_map(|life| &life.wire.sent).filter(|one| one.name == "opportune_click") {
        reasons.entry(&report.rule).or_default().insert(report.reason);
    }
    let all: Vec<(&str, Vec<&str>)> =
        reasons.into_iter().map(|(rule, reasons)| (rule, reasons.into_iter().collect())).collect();
    assert_eq!(all, [("coupon-hint", vec!["apply"]), ("exit-offer", vec![""]), ("newsletter", vec![""])]);
}

/// A small share of `npm run shoppers -- --bias 1000`, which `npm run prove` runs.
fn unbiased(kind: &str) {
    let source = read(&format!("tests/shoppers/bias/{kind}.json"));
    let effects = Effects::read(&read("tests/shoppers/bias/effects.json")).unwrap_or_else(|wrong| panic!("{wrong}"));
    let (all, wrong) = cover(&source, &effects, "added", 8, 250);
    assert_eq!(wrong, Vec::<String>::new(), "exposures must not hang on the arm");
    let complaints: Vec<String> = all.iter().filter_map(Coverage::complaint).collect();
    assert!(!all.is_empty() && complaints.is_empty(), "{complaints:?}");
}

#[test]
fn arms_that_differ_in_text_are_told_without_bias() {
    unbiased("text");
}

#[test]
fn arms_that_differ_in_delay_are_told_without_bias() {
    unbiased("delay");
}

#[test]
fn arms_that_differ_in_when_are_told_without_bias() {
    unbiased("when");
}
