//! `npm run shoppers`: a month of the demo shop, or of any rules. `--bias 1000` runs the bar instead.
#![allow(clippy::disallowed_macros, clippy::disallowed_methods)]

use std::fs;
use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

use opportune::ruleset::value::Value;
use opportune::trace::{self, json};

#[path = "mod.rs"]
mod shoppers;

use shoppers::bias::{cover, Coverage};
use shoppers::month::{spread, Stage};
use shoppers::person::{Population, CHOICES};
use shoppers::shop::map;
use shoppers::study::study;
use shoppers::truth::Effects;
use shoppers::world::FIRST_DAY;
use shoppers::write::Sums;
use shoppers::{tables, write};

const HELP: &str = "npm run shoppers -- [--seed 1] [--days 30] [--visitors 60000] [--rules rules/shop.json]
  [--effects tests/shoppers/effects.json] [--out .cache/shoppers] [--report file.json]
--out      a folder: events.jsonl is what sinks get, truth.jsonl what is true
--report   the sums, as www/report.html draws them
--bias N   instead, N months of each of tests/shoppers/bias/*.json: do intervals hold the true effects?";

struct Options {
    seed: u64,
    days: u32,
    visitors: u64,
    rules: String,
    effects: String,
    out: Option<String>,
    report: Option<String>,
    bias: Option<u64>,
}

fn options() -> Result<Options, String> {
    let mut all = Options {
        seed: 1,
        days: 30,
        visitors: 60_000,
        rules: "rules/shop.json".into(),
        effects: "tests/shoppers/effects.json".into(),
        out: None,
        report: None,
        bias: None,
    };
    let mut given = std::env::args().skip(1);
    while let Some(name) = given.next() {
        if name == "--help" {
            return Err(HELP.into());
        }
        let value = given.next().ok_or_else(|| format!("{name} needs a value\n{HELP}"))?;
        let number = || value.parse::<u64>().map_err(|_| format!("{name} needs a whole number, not {value}"));
        match name.as_str() {
            "--seed" => all.seed = number()?,
            "--days" => all.days = number()?.clamp(1, 150) as u32,
            "--visitors" => all.visitors = number()?.clamp(1, 5_000_000),
            "--bias" => all.bias = Some(number()?.max(1)),
            "--rules" => all.rules = value,
            "--effects" => all.effects = value,
            "--out" => all.out = Some(value),
            "--report" => all.report = Some(value),
            _ => return Err(format!("{name} is no option\n{HELP}")),
        }
    }
    Ok(all)
}

fn read(path: &str) -> Result<Value, String> {
    let text = fs::read_to_string(path).map_err(|error| format!("{path}: {error}"))?;
    json::read(&text).ok_or_else(|| format!("{path} is no JSON"))
}

/// What experiments are judged by: where funnels end, or else every goal.
fn goals(source: &Value) -> Vec<String> {
    let last = |funnel: &(String, Value)| match funnel.1.get("steps") {
        Some(Value::List(steps)) => steps.last().and_then(Value::text).map(String::from),
        _ => None,
    };
    let mut ends: Vec<String> = match source.get("funnels") {
        Some(Value::Map(funnels)) => funnels.iter().filter_map(last).collect(),
        _ => Vec::new(),
    };
    ends.dedup();
    match source.get("goals") {
        Some(Value::Map(goals)) if ends.is_empty() => goals.iter().map(|(name, _)| name.clone()).collect(),
        _ => ends,
    }
}

fn run_month(options: &Options) -> Result<(), String> {
    let source = read(&options.rules)?;
    let effects = Effects::read(&read(&options.effects)?)?;
    let stage = Stage::new(&source, &effects).map_err(|wrong| format!("{}:\n{}", options.rules, wrong.join("\n")))?;
    let goals = goals(&source);
    let among = Population {
        days: options.days,
        keen: 0.0,
        first_day: FIRST_DAY,
        choices: CHOICES,
        visits: 6,
        only_counted: false,
    };
    let began = Instant::now();
    let parts = spread(options.visitors, &|numbers| {
        Stage::new(&source, &effects).map(|stage| stage.run(options.seed, numbers, &among, &goals, false))
    });
    let mut month = stage.empty(&goals);
    for part in parts {
        month.extend(part.map_err(|wrong| wrong.join("\n"))?);
    }
    let took = began.elapsed();
    let mut studies = Vec::new();
    for (branch, truths) in stage.branches.iter().zip(&month.truths) {
        studies.extend(
            goals
                .iter()
                .zip(truths)
                .map(|(goal, lives)| study(&month.known, &branch.plan, goal, lives, branch.plan.base())),
        );
    }
    let sums = Sums::of(&month);
    println!("{}", tables::month(&sums, &studies));
    println!("\n{:.1} s for {} lives", took.as_secs_f64(), options.visitors);
    if !month.apart.is_empty() {
        return Err(format!("{} exposures hung on the arm, the first: {}", month.apart.len(), month.apart[0]));
    }
    if let Some(folder) = &options.out {
        let (mut events, mut truths) = (String::new(), String::new());
        for (person, life) in month.people.iter().zip(&month.lives) {
            for report in &life.wire.sent {
                events.push_str(&write::event(person, report));
                events.push('\n');
            }
            truths.push_str(&write::truth(&stage.world, person, life));
            truths.push('\n');
        }
        save(folder, "events.jsonl", &events)?;
        save(folder, "truth.jsonl", &truths)?;
    }
    if let Some(path) = &options.report {
        let head = map(&[
            ("seed", (options.seed as f64).into()),
            ("days", f64::from(options.days).into()),
            ("rules", options.rules.as_str().into()),
            ("from", (stage.world.begins().0 as f64).into()),
        ]);
        let text = trace::write(&sums.to_value(&studies, head)) + "\n";
        let folder = Path::new(path).parent().map_or(Ok(()), fs::create_dir_all);
        folder.and_then(|()| fs::write(path, text)).map_err(|error| format!("{path}: {error}"))?;
        println!("{path}");
    }
    Ok(())
}

fn save(folder: &str, name: &str, text: &str) -> Result<(), String> {
    let path = format!("{folder}/{name}");
    fs::create_dir_all(folder).and_then(|()| fs::write(&path, text)).map_err(|error| format!("{path}: {error}"))?;
    println!("{path}: {} lines", text.lines().count());
    Ok(())
}

/// Fails where an interval holds the truth too rarely or too often, or the naive estimate is not shown to be biased.
fn run_bias(runs: u64) -> Result<(), String> {
    let mut failures = Vec::new();
    for kind in ["text", "delay", "when"] {
        let began = Instant::now();
        let source = read(&format!("tests/shoppers/bias/{kind}.json"))?;
        let effects = Effects::read(&read("tests/shoppers/bias/effects.json")?)?;
        let (all, wrong) = cover(&source, &effects, "added", runs, 550);
        println!("arms that differ in {kind}:\n{}\n{:.0} s\n", tables::coverage(&all), began.elapsed().as_secs_f64());
        failures.extend(wrong.into_iter().take(5));
        failures.extend(all.iter().filter_map(Coverage::complaint));
        if !all.iter().any(Coverage::is_naive_wrong) {
            failures.push(format!("{kind}: estimates by impressions are not shown to be biased"));
        }
    }
    if failures.is_empty() {
        Ok(())
    } else {
        Err(failures.join("\n"))
    }
}

fn main() -> ExitCode {
    let done = options().and_then(|options| match options.bias {
        Some(runs) => run_bias(runs),
        None => run_month(&options),
    });
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::from(2)
        }
    }
}
