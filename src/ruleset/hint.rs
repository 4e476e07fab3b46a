//! What to do about a problem, where that does not follow from its sentence: the unit that was meant, the place where a
//! name belongs.

use super::action::RULE_ACTIONS;
use super::cond::CONDITIONS;
use super::names;
use super::rule::{LIMITS, RULE};
use super::scan;
use super::settings::SETTINGS;
use super::trigger::TRIGGERS;

/// Units as people write them, ours, and how many of ours they are.
const UNITS: &[(&str, &str, u32)] = &[
    ("ms", "ms", 1),
    ("msec", "ms", 1),
    ("msecs", "ms", 1),
    ("millisecond", "ms", 1),
    ("milliseconds", "ms", 1),
    ("s", "s", 1),
    ("sec", "s", 1),
    ("secs", "s", 1),
    ("second", "s", 1),
    ("seconds", "s", 1),
    ("sekunde", "s", 1),
    ("sekunden", "s", 1),
    ("m", "m", 1),
    ("min", "m", 1),
    ("mins", "m", 1),
    ("minute", "m", 1),
    ("minutes", "m", 1),
    ("minuten", "m", 1),
    ("h", "h", 1),
    ("hr", "h", 1),
    ("hrs", "h", 1),
    ("hour", "h", 1),
    ("hours", "h", 1),
    ("std", "h", 1),
    ("stunde", "h", 1),
    ("stunden", "h", 1),
    ("d", "d", 1),
    ("day", "d", 1),
    ("days", "d", 1),
    ("tag", "d", 1),
    ("tage", "d", 1),
    ("w", "d", 7),
    ("week", "d", 7),
    ("weeks", "d", 7),
    ("woche", "d", 7),
    ("wochen", "d", 7),
    ("mo", "d", 30),
    ("month", "d", 30),
    ("months", "d", 30),
    ("monat", "d", 30),
    ("monate", "d", 30),
    ("y", "d", 365),
    ("yr", "d", 365),
    ("year", "d", 365),
    ("years", "d", 365),
];

/// For what is no duration: how it is written.
pub(super) fn duration(found: &str) -> Option<String> {
    let text = found.trim_matches('"').trim();
    if text.starts_with('-') {
        return Some("Nothing happens before it is due: a duration has no sign.".into());
    }
    if let Some(number) = scan::decimal(text) {
        return bare(number);
    }
    let end = text.find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | ','))).filter(|end| *end > 0)?;
    let unit = text[end..].trim().to_ascii_lowercase();
    let (_, ours, times) = UNITS.iter().find(|(theirs, ..)| *theirs == unit)?;
    let Ok(number) = text[..end].parse::<u32>() else {
        return parts(scan::decimal(&text[..end].replace(',', "."))? * f64::from(*times), ours);
    };
    Some(format!("Write \"{}{ours}\".", number.checked_mul(*times)?))
}

/// The same among limits, where a bare number is one of days more often than not.
pub(super) fn days(found: &str) -> Option<String> {
    match found.parse::<u32>() {
        Ok(days @ 1..=400) => Some(format!("Write \"{days}d\" for days, or \"{days}s\" for seconds.")),
        _ => duration(found),
    }
}

/// A number of a unit that is not whole, in whole ones of it and smaller ones.
fn parts(number: f64, unit: &str) -> Option<String> {
    const OURS: [(&str, f64); 5] = [("d", 864e5), ("h", 36e5), ("m", 6e4), ("s", 1e3), ("ms", 1.0)];
    let first = OURS.iter().position(|(name, _)| *name == unit)?;
    let mut rest = number * OURS[first].1;
    if rest.fract() != 0.0 || !(1.0..=1e12).contains(&rest) {
        return None;
    }
    let mut out = String::new();
    for (name, ms) in &OURS[first..] {
        let whole = (rest / ms).floor();
        rest -= whole * ms;
        if whole > 0.0 {
            out.push_str(&format!("{whole}{name}"));
        }
    }
    Some(format!("Write \"{out}\"."))
}

/// For a bare number: how it is written with a unit.
fn bare(number: f64) -> Option<String> {
    const WORDS: [&str; 13] =
        ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];
    if number.fract() != 0.0 {
        let ms = (number * 1_000.0).round();
        return (ms < 1e6).then(|| format!("Write \"{ms}ms\" for {number} seconds."));
    }
    if number >= 1_000.0 {
        let seconds = number / 1_000.0;
        let short = if seconds.fract() == 0.0 { format!("{seconds}s") } else { format!("{number}ms") };
        return Some(format!("Write \"{short}\" if you mean {number} milliseconds."));
    }
    let word = WORDS.get(number as usize).map_or_else(|| number.to_string(), |word| (*word).into());
    let plural = if number == 1.0 { "" } else { "s" };
    Some(format!("Write \"{number}s\" for {word} second{plural}."))
}

/// For a name that is not known here: where it belongs. `what` is what was expected, `path` leads from the top.
pub(super) fn elsewhere(path: &[String], what: &str) -> Option<&'static str> {
    let (key, above) = path.split_last()?;
    let is = |known: &str| names::place(known, key).is_some();
    let is_shared = is("any all not");
    let is_inside = matches!(above, [rules, ..] if rules == "rules");
    let is_rule = matches!(above, [rules, _] if rules == "rules");
    Some(match what {
        _ if is_shared => return None,
        "a trigger" if is(CONDITIONS.known) => "It is a condition: write it under \"if\".",
        "a trigger" if names::place("within scope strict same of times", key).is_some() => {
            "It belongs into the operator, as in {\"sequence\": {\"of\": [\u{2026}], \"within\": \"5m\"}}."
        }
        "a trigger" if is_inside && is(RULE.known) => "It belongs to the rule, beside \"when\".",
        "a condition" if is(TRIGGERS.known) => "It is a trigger: write it under \"when\".",
        _ if above.iter().any(|name| name == "weights") && is(CONDITIONS.known) => {
            "It is a condition: write it under \"if\", beside the \"weight\"."
        }
        _ if above.is_empty() && is(RULE.known) => "It belongs to a rule, and rules stand in the list \"rules\".",
        _ if above.is_empty() && is(SETTINGS.known) => "It is a setting: write it under \"settings\".",
        _ if is_rule && is(TRIGGERS.known) => "It is a trigger: write it under \"when\".",
        _ if is_rule && is(CONDITIONS.known) => "It is a condition: write it under \"if\".",
        _ if is_rule && is(RULE_ACTIONS.known) => "It is what a rule shows or does: write it under \"show\" or \"do\".",
        _ if is_rule && is(SETTINGS.known) => "It is for all rules: write it under \"settings\" at the top.",
        _ if matches!(above, [goals, _] if goals == "goals") && is(TRIGGERS.known) => {
            "It is a trigger: write it under \"when\"."
        }
        _ if matches!(above, [goals, _] if goals == "goals") && is(CONDITIONS.known) => {
            "It is a condition: write it under \"if\"."
        }
        _ if matches!(above, [.., variants, _] if variants == "variants") && is(RULE_ACTIONS.known) => {
            "It is what a variant shows or does: write it under \"show\" or \"do\"."
        }
        _ if is_inside && is(LIMITS[1].known) => "It is a limit: write it under \"limit\" in the rule.",
        _ if above.iter().any(|name| name == "show") && is(RULE.known) => "It belongs to the rule, beside \"show\".",
        _ => return None,
    })
}

/// For a name among conditions that is none: how the field of one is written, or a fact of the page.
pub(super) fn condition(key: &str) -> Option<String> {
    if let Some((head, rest)) = key.split_once('.') {
        names::place(CONDITIONS.known, head)?;
        let open: Vec<String> = rest.split('.').map(|name| format!("{{\"{name}\": ")).collect();
        return Some(format!("Write {{\"{head}\": {}\u{2026}{}}}.", open.concat(), "}".repeat(open.len())));
    }
    Some(format!("What the page itself sets is a fact: {{\"fact\": {{{}: \u{2026}}}}}.", super::message::quoted(key)))
}

/// Triggers that need nothing more.
const PLAIN: &str = "scrollUp exitIntent return click pageView copy rageClick deadClick manual";

/// For a trigger that is written as its name, or with it.
pub(super) fn trigger(found: &str) -> Option<String> {
    let name = found.strip_prefix('"')?.strip_suffix('"')?;
    names::place(PLAIN, name).map(|_| format!("Write {{\"{name}\": true}}."))
}

/// For what is no CSS selector: the language that it is of.
pub(super) fn selector(found: &str) -> Option<String> {
    const JQUERY: &str = "contains eq first last even odd gt lt visible hidden";
    let text = found.trim_matches('"').trim();
    // Comments are CSS.
    if !text.contains("/*") && (text.starts_with(['/', '(']) || text.starts_with("./") || text.starts_with("xpath=")) {
        return Some("It is an XPath; \"Copy selector\" in the browser's inspector gives CSS.".into());
    }
    let mut pseudos = text.split(':').skip(1).filter_map(|rest| rest.split(|c: char| !is_of_name(c)).next());
    let theirs = pseudos.find(|name| names::place(JQUERY, name).is_some())?;
    Some(format!("\":{theirs}\" is jQuery's, and no CSS."))
}

fn is_of_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '-'
}

#[cfg(test)]
mod tests {
    use super::{condition, duration, elsewhere, selector, trigger, PLAIN};
    use crate::ruleset::compile;
    use crate::ruleset::value::Value;

    #[test]
    fn what_is_written_too_short_is_written_out() {
        assert_eq!(condition("cart.value").unwrap(), "Write {\"cart\": {\"value\": \u{2026}}}.");
        assert_eq!(condition("wat.value"), None);
        assert!(condition("isMember").unwrap().contains("{\"fact\": {\"isMember\": \u{2026}}}"));
        assert_eq!(trigger("\"exitIntent\"").unwrap(), "Write {\"exitIntent\": true}.");
        assert_eq!([trigger("\"dwell\""), trigger("\"wat\""), trigger("7")], [const { None }; 3]);
        for name in PLAIN.split(' ') {
            let pair = |key: &str, value: Value| Value::Map(vec![(key.into(), value)]);
            let mut rule = pair("id", "x".into());
            rule.set("when", pair(name, Value::Bool(true)));
            rule.set("do", Value::List(vec![pair("emit", "x".into())]));
            let problems = compile(&pair("rules", Value::List(vec![rule]))).1;
            assert!(problems.is_empty(), "{name}: {problems:?}");
        }
    }

    #[test]
    fn selectors_of_other_languages_are_told_from_mere_slips() {
        for xpath in ["\"//a[@id='x']\"", "\"/html/body\"", "\"(//a)[2]\"", "\"xpath=//a\"", "\"./a\""] {
            assert!(selector(xpath).is_some_and(|hint| hint.contains("XPath")), "{xpath}");
        }
        assert!(selector("\"a:contains('Buy')\"").unwrap().contains("\":contains\""));
        assert!(selector("\"li:eq(2) >\"").unwrap().contains("\":eq\""));
        for slip in ["\"a:first-child >\"", "\"p::first-line[\"", "\"#size [\"", "\"\"", "7"] {
            assert_eq!(selector(slip), None, "{slip}");
        }
    }

    #[test]
    fn units_that_people_write_are_understood() {
        for (found, ours) in [
            ("\"10sec\"", "10s"),
            ("\"5 minutes\"", "5m"),
            ("\"1 month\"", "30d"),
            ("\"2W\"", "14d"),
            ("\"10 s\"", "10s"),
            ("\"1y\"", "365d"),
            ("\"1.5m\"", "1m30s"),
            ("\"2,5 Stunden\"", "2h30m"),
            ("\"0.5 s\"", "500ms"),
            ("\"10 Sekunden\"", "10s"),
        ] {
            assert_eq!(duration(found), Some(format!("Write \"{ours}\".")), "{found}");
        }
        for found in
            ["\"soon\"", "\"\"", "true", "\"10 fortnights\"", "\"99999999999s x\"", "\"1.2.3s\"", "\"0.0001s\""]
        {
            assert_eq!(duration(found), None, "{found}");
        }
        assert!(duration("\"-10s\"").unwrap().contains("sign") && duration("-10").unwrap().contains("sign"));
    }

    #[test]
    fn names_are_sent_where_they_belong() {
        let at = |path: &str, what: &str| {
            elsewhere(&path.split('/').skip(1).map(String::from).collect::<Vec<_>>(), what).unwrap_or_default()
        };
        assert!(at("/rules/0/when/path", "a trigger").contains("\"if\""));
        assert!(at("/rules/0/when/within", "a trigger").contains("\"of\""));
        assert!(at("/rules/0/if/dwell", "a condition").contains("\"when\""));
        assert!(at("/models/m/weights/0/visitor", "").contains("\"if\""));
        assert!(at("/rules/0/perSession", "").contains("\"limit\""));
        assert!(at("/rules/0/banner", "").contains("\"show\""));
        assert!(at("/rules/0/show/banner/delay", "").contains("beside \"show\""));
        assert!(at("/when", "").contains("\"rules\""));
        assert!(at("/currency", "").contains("\"settings\""));
        assert_eq!(
            [at("/rules/0/all", ""), at("/rules/0/nonsense", ""), at("/rules/0/if/wat", "a condition")],
            [""; 3]
        );
    }
}
