//! How a value is written of which one sees what was meant: hours, dates and numbers as people write them, one thing
//! where a list of them is wanted.

use super::expect::{self, Expected};
use super::scan;

/// What to write in place of what was found, a value as JSON.
pub(super) fn instead(expected: Expected, path: &[String], found: &str) -> Option<String> {
    let text = found.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    let key = path.last().map(String::as_str).unwrap_or_default();
    let write = |what: String| Some(format!("Write {what}."));
    match (expected, text) {
        (expect::HOURS, Some(text)) => write(format!("\"{}\"", hours(text).filter(|ours| ours != text)?)),
        (expect::DATE | expect::DEADLINE, Some(text))
            if key == "countdown" || key == "to" && is_below(path, "countdown") =>
        {
            match date(text) {
                Some(date) => write(format!("\"{date}\"")),
                None if super::hint::duration(found).is_some() || is_duration(text) => {
                    write("{\"for\": \u{2026}} to count from when each visitor first sees it".into())
                }
                None => None,
            }
        }
        (expect::DATE, Some(text)) => write(format!("\"{}\"", date(text)?)),
        (expect::NUMBER | expect::AMOUNT | expect::WEIGHT, Some(text)) => write(number(text)?),
        (expect::CURRENCY, _) => write(format!("\"{}\"", currency(text.unwrap_or(key))?)),
        (expect::PERCENT | expect::DEPTH, _) => write(share(expected, text.unwrap_or(found), text.is_some())?),
        (expect::ENABLED, Some("true" | "false")) => write(text?.into()),
        (expect::LIST, None) if key == "rules" || key == "variants" => {
            Some("Each stands in a list, with its name: [{\"id\": \"a\", \u{2026}}].".into())
        }
        (expect::LIST, None) if found.starts_with('{') => Some("It stands in a list: [{\u{2026}}].".into()),
        // Actions have fields: their names alone are none.
        (expect::LIST, Some(text)) if key == "do" => {
            super::names::place(super::action::RULE_ACTIONS.known, text)?;
            write(format!("[{{{found}: \u{2026}}}]"))
        }
        (expect::LIST, Some(text)) => write(format!("[\"{text}\"]")),
        (expect::CONDITION, None) if found.starts_with('[') => {
            write("{\"all\": [\u{2026}]}, or {\"any\": [\u{2026}]}".into())
        }
        (expect::TRIGGER, None) if found.starts_with('[') => {
            write("{\"any\": [\u{2026}]}, or {\"all\": [\u{2026}]}".into())
        }
        (expect::TRIGGER, Some(text)) if text.starts_with('/') => write(format!("{{\"pageView\": \"{text}\"}}")),
        (expect::TRIGGER, Some(text)) if text.starts_with(|c: char| c.is_ascii_digit()) && is_duration(text) => {
            write(format!("{{\"dwell\": \"{text}\"}}"))
        }
        (expect::TRIGGER, Some(text)) if text.contains('_') => write(format!("{{\"event\": \"{text}\"}}")),
        (expect::FIELD, Some("email" | "phone")) => write(format!("{{{found}: true}}")),
        (expect::COMPARISONS, Some(text)) if text.contains('=') => {
            let (name, value) = text.split_once('=')?;
            write(format!("{{\"{}\": \"{}\"}}", name.trim(), value.trim()))
        }
        (expect::COMPARISONS, Some(name)) if !name.contains(' ') => {
            write(format!("{{\"{name}\": {{\"exists\": true}}}}"))
        }
        (expect::COMPARISON, None) if found == "null" => write("{\"exists\": false}, or {\"empty\": true}".into()),
        (expect::OBJECT, Some(_)) if is_below(path, "variants") => {
            write(format!("{{\"id\": {found}}}, and beside it what is otherwise in that variant"))
        }
        (expect::WORTH, Some(text))
            if text.contains('.') && !text.contains([' ', '{']) && text.parse::<f64>().is_err() =>
        {
            write(format!("{{\"from\": {found}}}"))
        }
        (expect::OBJECT, None) if key == "schedule" && found.starts_with('[') => {
            Some("Several are a condition: {\"any\": [{\"schedule\": \u{2026}}, {\"schedule\": \u{2026}}]}.".into())
        }
        (expect::OBJECT, None) if is_below(path, "quotas") => write(format!("{{\"perSession\": {found}}}")),
        (expect::OBJECT, _) => match key {
            "limit" => write("{\"perSession\": 1}".into()),
            "cart" if found.contains("empty") => write("{\"count\": 0}".into()),
            "consent" => write(format!("{{\"functional\": {found}}}")),
            "image" => {
                write(format!("{{\"src\": {found}, \"alt\": \"what it shows\", \"width\": 640, \"height\": 360}}"))
            }
            "afterGoal" => write(format!("{{\"goal\": {found}, \"for\": \"30d\"}}")),
            _ => None,
        },
        _ => None,
    }
}

/// The code of a currency that is written in small letters, by its sign or by its name. `$` and `¥` are of several.
fn currency(text: &str) -> Option<String> {
    const NAMES: [(&str, &str); 7] = [
        ("\u{20ac}", "EUR"),
        ("euro", "EUR"),
        ("euros", "EUR"),
        ("\u{a3}", "GBP"),
        ("\u{20b9}", "INR"),
        ("\u{20a9}", "KRW"),
        ("z\u{142}", "PLN"),
    ];
    let plain = text.trim().to_lowercase();
    let code = plain.to_ascii_uppercase();
    let named = NAMES.iter().find(|(name, _)| *name == plain).map(|(_, code)| (*code).into());
    named.or_else(|| (super::settings::is_currency(&code)).then_some(code))
}

/// A share as people write it: `50`, `"50"`, `"50 %"`. Of what is below 1 nobody knows whether it is of 1 or of 100.
fn share(expected: Expected, text: &str, is_text: bool) -> Option<String> {
    let plain = text.trim().trim_end_matches('%').trim_end();
    let number = scan::decimal(&decimal(plain)?).filter(|number| (0.0..=100.0).contains(number))?;
    Some(match expected {
        _ if number > 0.0 && number < 1.0 && !text.contains('%') => {
            format!("\"{}%\", or \"{number}%\"", number * 100.0)
        }
        expect::DEPTH if !text.contains('%') => format!("\"{number}%\" or \"{number}px\""),
        _ if is_text && plain.len() + 1 == text.len() && plain == number.to_string() => return None,
        _ => format!("\"{number}%\""),
    })
}

/// Days as people write them, for a list of them.
pub(super) fn days(found: &str) -> Option<String> {
    const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    let text = found.trim_matches('"').to_ascii_lowercase();
    let day = |name: &str| DAYS.iter().position(|day| name.trim().starts_with(day));
    let (from, to) = match text.as_str() {
        "weekdays" | "weekday" | "workdays" | "businessdays" => (0, 4),
        "weekend" | "weekends" => (5, 6),
        _ => {
            let (from, to) = text.split_once('-')?;
            (day(from)?, day(to)?)
        }
    };
    let count = (to + 7 - from) % 7 + 1;
    let names: Vec<String> = (from..from + count).map(|at| format!("\"{}\"", DAYS[at % 7])).collect();
    Some(format!("Write [{}].", names.join(", ")))
}

fn is_below(path: &[String], name: &str) -> bool {
    path.len() > 1 && path[path.len() - 2] == name
}

fn is_duration(text: &str) -> bool {
    let units = text.strip_suffix(|c| matches!(c, 's' | 'm' | 'h' | 'd'));
    units.is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}

/// `8-14`, `8:00-14:00` and `9am-6pm` as hours are written.
fn hours(text: &str) -> Option<String> {
    let (from, to) = text.split_once('-').or_else(|| text.split_once('\u{2013}')).or_else(|| text.split_once("to"))?;
    Some(format!("{}-{}", clock(from)?, clock(to)?))
}

fn clock(text: &str) -> Option<String> {
    let text = text.trim().to_ascii_lowercase();
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == ' ');
    let (hour, minute) = digits.split_once([':', '.', 'h']).unwrap_or((digits, "0"));
    let (mut hour, minute): (u32, u32) = (hour.parse().ok()?, minute.parse().ok()?);
    match text[digits.len()..].trim() {
        "pm" if hour < 12 => hour += 12,
        "am" if hour == 12 => hour = 0,
        "am" | "pm" | "h" | "" => {}
        _ => return None,
    }
    (hour <= 24 && minute < 60).then(|| format!("{hour:02}:{minute:02}"))
}

/// `2026-12-01 08:00` and `24.12.2026` as dates are written. Where slashes are, nobody knows which is the month.
fn date(text: &str) -> Option<String> {
    let (day, time) = text.split_once(' ').unwrap_or((text, ""));
    let parts: Vec<&str> = day.split('.').collect();
    let day = match parts.as_slice() {
        [day, month, year] if year.len() == 4 => {
            format!("{year}-{:02}-{:02}", month.parse::<u32>().ok()?, day.parse::<u32>().ok()?)
        }
        [_] if day.len() == 10 && day.split('-').count() == 3 && !time.is_empty() => day.into(),
        _ => return None,
    };
    Some(if time.is_empty() { day } else { format!("{day}T{}", clock(time)?) })
}

/// A number in a text, with an operator before it or a unit around it.
fn number(text: &str) -> Option<String> {
    const MONEY: [char; 5] = ['\u{20ac}', '$', '\u{a3}', '\u{a5}', '\u{a0}'];
    let text = text.trim();
    let rest = text.trim_start_matches(['>', '<', '=', ' ']);
    let figure = rest.trim_start_matches(MONEY).trim_start();
    let end = figure.find(|c: char| !(c.is_ascii_digit() || ".,".contains(c))).unwrap_or(figure.len());
    let number = decimal(figure.get(..end)?.trim_end_matches(['.', ',']))?;
    Some(match text.get(..text.len() - rest.len())?.trim() {
        "" => number,
        ">" => format!("{{\"above\": {number}}}"),
        ">=" => format!("{{\"atLeast\": {number}}}"),
        "<" => format!("{{\"below\": {number}}}"),
        "<=" => format!("{{\"atMost\": {number}}}"),
        _ => return None,
    })
}

/// `49,90`, `1.250,00` and `1,250.00` with a point, as JSON has it. Where `1,250` could be either nobody knows.
fn decimal(text: &str) -> Option<String> {
    let commas = text.matches(',').count();
    let plain = match (text.rfind(','), text.rfind('.')) {
        (None, _) => text.into(),
        (Some(comma), Some(point)) if comma < point => text.replace(',', ""),
        (Some(_), Some(_)) if commas == 1 => text.replace('.', "").replace(',', "."),
        (Some(comma), None) if commas == 1 && text.len() - comma != 4 => text.replace(',', "."),
        (Some(_), None) if commas > 1 => text.replace(',', ""),
        _ => return None,
    };
    scan::decimal(&plain).map(|_| plain)
}

#[cfg(test)]
mod tests {
    use super::{currency, date, days, hours, number, share};
    use crate::ruleset::expect;

    #[test]
    fn hours_dates_days_and_numbers_are_read_as_people_write_them() {
        for (found, ours) in [("8-14", "08:00-14:00"), ("8:30 - 14:00", "08:30-14:00"), ("9am-6pm", "09:00-18:00")] {
            assert_eq!(hours(found).as_deref(), Some(ours));
        }
        assert_eq!([hours("morning"), hours("9-99"), hours("-"), hours("ä-ö")], [const { None }; 4]);
        assert_eq!(date("2026-12-01 8:00").as_deref(), Some("2026-12-01T08:00"));
        assert_eq!(date("24.12.2026").as_deref(), Some("2026-12-24"));
        assert_eq!([date("12/24/2026"), date("soon"), date("14:00"), date("2026-12-01")], [const { None }; 4]);
        assert_eq!(days("\"Mon-Fri\"").unwrap(), "Write [\"mon\", \"tue\", \"wed\", \"thu\", \"fri\"].");
        assert_eq!(days("\"sat - mon\"").unwrap(), "Write [\"sat\", \"sun\", \"mon\"].");
        assert_eq!([days("\"someday\""), days("7")], [const { None }; 2]);
        assert_eq!(
            [currency("eur"), currency(" Gbp "), currency("\u{20ac}"), currency("Euro")],
            ["EUR", "GBP", "EUR", "EUR"].map(|one| Some(one.into()))
        );
        assert_eq!([currency("$"), currency("euro-cents"), currency("")], [const { None }; 3]);
        assert_eq!(number(">= 30").as_deref(), Some("{\"atLeast\": 30}"));
        assert_eq!([number("30d"), number("45%"), number("50")], ["30", "45", "50"].map(|one| Some(one.into())));
        assert_eq!([number("{{ x }}"), number(""), number("<>5")], [const { None }; 3]);
        assert_eq!(
            [number("49,90"), number("49,90 \u{20ac}"), number("\u{20ac} 49.90")],
            ["49.90"; 3].map(|one| Some(one.into()))
        );
        assert_eq!(
            [number("1.250,00"), number("1,250.00"), number("0,5 kg")],
            ["1250.00", "1250.00", "0.5"].map(|one| Some(one.into()))
        );
        assert_eq!([number("> 1,234,567"), number("50,-")], ["{\"above\": 1234567}", "50"].map(|one| Some(one.into())));
        assert_eq!([number("1,250"), number("1.250,5,0"), number(",")], [const { None }; 3]);
        for (found, ours) in [("50", "50%"), ("50 %", "50%"), ("12,5 %", "12.5%"), ("0.5%", "")] {
            let wrote = share(expect::PERCENT, found, true).unwrap_or_default();
            assert_eq!(wrote.trim_matches('"'), ours, "{found}");
        }
        assert_eq!(share(expect::PERCENT, "0.5", false).as_deref(), Some("\"50%\", or \"0.5%\""));
        assert_eq!(share(expect::DEPTH, "50", false).as_deref(), Some("\"50%\" or \"50px\""));
        assert_eq!([share(expect::DEPTH, "half", true), share(expect::DEPTH, "120%", true)], [const { None }; 2]);
    }
}
