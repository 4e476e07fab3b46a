//! Static analysis: what is wrong with a rule set that compiles. Only in builds with the feature `dev`.
//!
//! A finding is right: it follows from the compiled rules for every journey there can be, or it is not made. What is not
//! understood (a field, an operator, a condition that came later) makes it silent, never wrong. All of it is about what
//! rules do by themselves: `trigger()`, previews and forced firings pass by triggers and limits.
//! Advice is an opinion, and says so.

mod acts;
mod advice;
mod caps;
mod chains;
mod choose;
mod dead;
mod devices;
mod domain;
mod finding;
mod glob;
mod holes;
mod honest;
mod links;
mod lits;
mod measure;
mod never;
mod opens;
mod past;
mod places;
mod pressure;
mod shadow;
mod shares;
mod slips;
mod solve;
mod spot;
mod storage;
mod tags;
mod urls;
mod values;
mod whom;
mod witness;
mod worn;
mod worst;

use crate::ruleset;
use crate::ruleset::by_device::DESKTOP;
use crate::ruleset::model::RuleSet;
use crate::ruleset::value::Value;
use crate::time::Wall;

use devices::variants;
pub use finding::Finding;
pub use measure::{measure, Counts};
pub use worst::Worst;

/// What to look for besides problems.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Findings, advice and the worst case.
    pub analysis: bool,
    /// The shop's addresses, or paths.
    pub urls: Vec<String>,
    /// Rules whose schedule is over at that instant, in milliseconds since 1970.
    pub now: Option<f64>,
    /// What is stored in the visitor's browser.
    pub storage: bool,
    /// By name of a zone, UTC instants and the offset from each on, in turn and in milliseconds. Without: those of UTC.
    pub zones: Value,
}

impl Options {
    /// Reads `{ analysis, urls, now, storage, zones }`.
    pub fn read(value: &Value) -> Options {
        let is_on = |key: &str| value.get(key) == Some(&Value::Bool(true));
        let urls = match value.get("urls") {
            Some(Value::List(items)) => items.iter().filter_map(|item| item.text().map(Into::into)).collect(),
            _ => Vec::new(),
        };
        let now = value.get("now").and_then(Value::num);
        let zones = value.get("zones").cloned().unwrap_or_default();
        Options { analysis: is_on("analysis"), urls, now, storage: is_on("storage"), zones }
    }
}

/// All findings and advice about a rule set, in the order of its rules.
pub fn findings(source: &Value, options: &Options) -> Vec<Finding> {
    let mut all = Vec::new();
    for variant in variants(source) {
        let mut here = found(&variant.source, options);
        for arm in devices::arms(&variant.source) {
            devices::keep(&mut here, &found(&arm, options), &arm);
        }
        written(&variant.source, &mut here);
        devices::join(source, &variant, here, &mut all);
    }
    devices::tell(&mut all);
    advice::fold(&mut all);
    let (set, _) = ruleset::compile(source);
    let place = |one: &Finding| set.rules.iter().find(|rule| rule.id == one.rule).map_or(0, |rule| rule.place);
    all.sort_by_key(place);
    all
}

/// Slips of the pen, in a rule set that is the same on all devices.
fn written(source: &Value, out: &mut Vec<Finding>) {
    let set = rules_of(source);
    if !set.disabled {
        spot::find(source, &set, out);
    }
}

/// Of a rule set that is the same on all devices.
fn found(source: &Value, options: &Options) -> Vec<Finding> {
    let set = rules_of(source);
    let mut found = Vec::new();
    if set.disabled {
        return found;
    }
    never::find(source, &set, &mut found);
    // A rule that never shows is told so once.
    let mut dead: Vec<String> = found.iter().map(|one| one.rule.clone()).collect();
    if let Some(now) = options.now {
        past::find(source, &set, Wall(now as i64), &dead, &mut found);
        dead = found.iter().map(|one| one.rule.clone()).collect();
    }
    chains::unstarted(source, &set, &mut dead, &mut found);
    chains::circles(&set, &mut found);
    shadow::find(source, &set, &dead, &mut found);
    caps::find(source, &set, &dead, &mut found);
    if !options.urls.is_empty() {
        urls::find(&set, &options.urls, &dead, &mut found);
    }
    advice::find(source, &set, &mut found);
    found
}

/// The rules of the file, without what goals wait for: those show nothing.
fn rules_of(source: &Value) -> RuleSet {
    let (mut set, _) = ruleset::compile(source);
    set.rules.retain(|rule| rule.goal.is_none());
    set
}

/// The most interruptions in a page view, a session and a day, each with a journey that shows them. Of journeys that
/// stay on one kind of device.
pub fn worst_case(source: &Value) -> Vec<Worst> {
    worst_of(source, &Value::Null)
}

fn worst_of(source: &Value, zones: &Value) -> Vec<Worst> {
    let all = variants(source);
    let mut worst: Option<Vec<Worst>> = None;
    for variant in &all {
        let (source, device) = (&variant.source, variant.devices[0]);
        let set = rules_of(source);
        let mut dead = Vec::new();
        never::find(source, &set, &mut dead);
        let dead: Vec<String> = dead.into_iter().map(|one| one.rule).collect();
        let device = (all.len() > 1).then_some(device);
        let here = worst::worst(&set, &dead, device, zones);
        worst = Some(match worst {
            Some(before) => before.into_iter().zip(here).map(|(one, other)| devices::worse(one, other)).collect(),
            None => here,
        });
    }
    worst.unwrap_or_default()
}

/// The problems, and what the options ask for: `{ problems, findings, storage }`.
/// `parses`: a second opinion on each selector.
pub fn report(source: &Value, options: &Options, parses: &mut dyn FnMut(&str) -> bool) -> Value {
    let (_, problems) = ruleset::compile_with(source, &[], DESKTOP, parses);
    let mut out = Value::Null;
    out.set("problems", Value::List(problems.iter().map(|problem| problem.to_value()).collect()));
    if options.analysis {
        let found = findings(source, options);
        out.set("findings", Value::List(found.iter().map(Finding::to_value).collect()));
        let mut all = Value::Null;
        for one in worst_of(source, &options.zones) {
            all.set(one.scope, one.to_value());
        }
        out.set("worst", all);
    }
    if options.storage {
        let mut all = Vec::new();
        for variant in variants(source) {
            for entry in storage::inventory(&ruleset::compile(&variant.source).0) {
                if !all.contains(&entry) {
                    all.push(entry);
                }
            }
        }
        out.set("storage", Value::List(all));
    }
    out
}
