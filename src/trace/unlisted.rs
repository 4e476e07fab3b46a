//! What rules ask of elements and zones that a trace says nothing of: a problem, never "not there".

use super::reader;
use super::zones::Zones;
use crate::ruleset::depends::leaves;
use crate::ruleset::model::{Atom, Cond, ElementWhat, Rule, RuleSet, SelectorIx, Subject, Trigger};
use crate::ruleset::value::Value;

/// What a rule asks for.
#[derive(Default)]
struct Asked<'a> {
    selectors: Vec<&'a str>,
    zones: Vec<&'a str>,
}

/// A problem for each, with the rules that may show because of it.
pub(super) fn unlisted(set: &RuleSet, listed: &[String], zones: &Zones) -> Vec<Value> {
    let rules: Vec<(&str, Asked)> = set.rules.iter().map(|rule| (rule.id.as_str(), asked(set, rule))).collect();
    let watched = set.selectors.iter().map(|selector| &selector.css);
    let of_elements = set.elements.iter().filter(|query| (query.what as u32) < ElementWhat::Title as u32);
    let mut missing: Vec<&String> = Vec::new();
    for css in watched.chain(of_elements.map(|query| &query.css)) {
        if !listed.contains(css) && !missing.contains(&css) {
            missing.push(css);
        }
    }
    let offsets = zones.of(set);
    let unknown = set.zones.iter().zip(&offsets).filter(|(_, offsets)| offsets.is_empty());
    let problem = |code, at, expected, name: &str, asks: &dyn Fn(&Asked) -> bool| {
        let mut problem = reader::problem(code, at, expected, name);
        let who = rules.iter().filter(|(_, asked)| asks(asked)).map(|(id, _)| Value::from(*id));
        problem.set("rules", Value::List(who.collect()));
        problem
    };
    let selector = |css: &String| {
        let asks = |asked: &Asked| asked.selectors.contains(&css.as_str());
        problem("unknown_selector", "/selectors", "every selector the rules use", css, &asks)
    };
    let zone = |(name, _): (&String, _)| {
        let asks = |asked: &Asked| asked.zones.contains(&name.as_str());
        problem("unknown_zone", "/zones", "every time zone the rules use", name, &asks)
    };
    missing.into_iter().map(selector).chain(unknown.map(zone)).collect()
}

/// Whether a problem says that it hangs on what the trace does not tell whether a rule shows.
pub(super) fn leaves_open(problem: &Value, rule: &str) -> bool {
    let code = problem.get("code").and_then(Value::text);
    let is_unlisted = matches!(code, Some("unknown_selector" | "unknown_zone"));
    let Some(Value::List(rules)) = problem.get("rules") else { return false };
    is_unlisted && rules.iter().any(|id| id.text() == Some(rule))
}

fn asked<'a>(set: &'a RuleSet, rule: &'a Rule) -> Asked<'a> {
    let mut out = Asked::default();
    let faces = || rule.trial.iter().flat_map(|trial| trial.faces.iter().flatten());
    // What ends a firing or hides what is shown lets nothing show.
    for trigger in std::iter::once(&rule.trigger).chain(faces().map(|face| &face.trigger)).flatten() {
        of_trigger(set, trigger, &mut out);
    }
    for cond in std::iter::once(&rule.cond).chain(faces().map(|face| &face.cond)).flatten() {
        of_cond(set, cond, &mut out);
    }
    let zone = rule.schedule.iter().filter_map(|schedule| set.zones.get(schedule.zone as usize));
    out.zones.extend(zone.map(String::as_str));
    out
}

fn of_trigger<'a>(set: &'a RuleSet, trigger: &'a Trigger, out: &mut Asked<'a>) {
    match trigger {
        Trigger::Atom(atom) => {
            for on in selectors(atom).into_iter().flatten() {
                out.selectors.extend(set.selectors.get(on.0 as usize).map(|selector| selector.css.as_str()));
            }
            if let Atom::Turns { cond } = atom {
                of_cond(set, cond, out);
            }
        }
        Trigger::Op(operator) => {
            operator.of.iter().for_each(|child| of_trigger(set, child, out));
            operator.cond.iter().for_each(|cond| of_cond(set, cond, out));
        }
    }
}

fn selectors(atom: &Atom) -> [Option<SelectorIx>; 2] {
    match atom {
        Atom::Dwell { on, .. } => [on.map(|dwell| dwell.on), None],
        Atom::Scroll { container, on, .. } => [*container, *on],
        Atom::Click { on } | Atom::Copy { on } | Atom::Deed { on, .. } => [*on, None],
        Atom::Hover { on, .. }
        | Atom::Visible { on, .. }
        | Atom::Appears { on }
        | Atom::Media { on, .. }
        | Atom::Hesitation { on, .. } => [Some(*on), None],
        _ => [None, None],
    }
}

fn of_cond<'a>(set: &'a RuleSet, cond: &'a Cond, out: &mut Asked<'a>) {
    leaves(cond, &mut |leaf| match &leaf.subject {
        Subject::Element(query) => {
            out.selectors.extend(set.elements.get(query.0 as usize).map(|query| query.css.as_str()));
        }
        Subject::Schedule(schedule) => {
            out.zones.extend(set.zones.get(schedule.zone as usize).map(String::as_str));
        }
        _ => {}
    });
}
