//! Filters of templates. Numbers, dates and letters are the shell's to write, for the locale: they leave as
//! `{ value, filter, .. }`, one within the other where several filters stand in a row. Nothing is decided by how they read.

use crate::ruleset::model::Time;
use crate::ruleset::schedule::moment;
use crate::ruleset::template::{Filter, Scanner};
use crate::ruleset::value::Value;

use super::number::number;
use super::number::push_int;
use super::render::{step, Scope};
use super::schedule::first_at;
use super::Engine;
use crate::time::{difference, sum, Wall};

/// Longest text that a single value may put into a template, in characters.
const MAX_VALUE: usize = 512;

const MINUTE: i64 = 60_000;
const DAY: i64 = 24 * 60 * MINUTE;
/// Units of what is far away, each from its own length on; what is nearer than a minute is now.
const UNITS: [(&str, i64); 6] = [
    ("year", 365 * DAY),
    ("month", 30 * DAY),
    ("week", 7 * DAY),
    ("day", DAY),
    ("hour", 60 * MINUTE),
    ("minute", MINUTE),
];

impl Engine {
    /// What stands for the place that the scanner is in: a text, or a piece that the shell formats.
    pub(super) fn slot(&self, scanner: &mut Scanner, scope: &Scope) -> Value {
        let path = scanner.word();
        let mut value = self.look_up(path, scope).cloned().unwrap_or_default();
        if let Value::Null = value {
            // Wherever it stands, the others have something to work on then.
            let mut ahead = scanner.clone();
            while let Ok(Some((filter, mut args))) = ahead.filter() {
                if filter == Filter::Default {
                    value = args.pop().unwrap_or_default();
                    break;
                }
            }
        }
        let mut piece = None;
        // The decoder has read it to its end before, so an error is the end of it at most.
        while let Ok(Some((filter, args))) = scanner.filter() {
            if filter as u32 >= Filter::Upper as u32 {
                let words = piece.take().unwrap_or_else(|| plain_text(&value, scope));
                piece = Some(formatted(filter, words, args));
            } else if piece.is_none() {
                // Where there is no number or date the words go through, those of `default` most of all.
                piece = self.figure(filter, &value, args, path, scope);
            }
        }
        piece.unwrap_or_else(|| plain_text(&value, scope))
    }

    /// A number or a date that the shell formats.
    #[inline(never)]
    fn figure(&self, filter: Filter, value: &Value, args: Vec<Value>, path: &str, scope: &Scope) -> Option<Value> {
        match filter {
            Filter::Money => Some(self.money(number(value)?, args, path)),
            Filter::Number => Some(pieced(filter, Value::Num(number(value)?), "digits", args.into_iter().next())),
            Filter::Plural => Some(formatted(filter, Value::Num(number(value)?), args)),
            Filter::Date | Filter::Relative => self.dated(filter, value, args, scope),
            _ => None,
        }
    }

    /// A date, or how far away it is.
    #[inline(never)]
    fn dated(&self, filter: Filter, value: &Value, args: Vec<Value>, scope: &Scope) -> Option<Value> {
        match filter {
            Filter::Date => instant(value).map(|_| formatted(filter, value.clone(), args)),
            _ => self.relative(value, scope),
        }
    }

    fn money(&self, amount: f64, args: Vec<Value>, path: &str) -> Value {
        let amount = Value::Num(amount);
        match args.into_iter().next().or_else(|| self.currency(path)) {
            Some(currency) => pieced(Filter::Money, amount, "currency", Some(currency)),
            None => pieced(Filter::Number, amount, "digits", Some(Value::Num(2.0))),
        }
    }

    /// The currency of an amount: that of the fact it is in, of the cart, or of the settings.
    fn currency(&self, path: &str) -> Option<Value> {
        // What has none of its own is an amount of the cart's: `progress.remaining`, most of all.
        let of = |root: &str| self.facts.get(root).and_then(|root| root.get("currency")?.text());
        let own = of(step(path).0).or(of("cart")).or(self.set.settings.currency.as_deref());
        own.map(Into::into)
    }

    /// How far away an instant is, in whole units of which there is one at least: never more time than there is.
    fn relative(&self, value: &Value, scope: &Scope) -> Option<Value> {
        let at = match instant(value)? {
            Time::Fixed(at) => at,
            Time::Local(local) => first_at(self.zone(0), local),
        };
        let left = difference(at.0, self.wall().0);
        let size = left.saturating_abs();
        let (mut name, mut count, mut turn) = ("second", 0, sum(at.0, MINUTE));
        let mut above = i64::MAX;
        for (unit, length) in UNITS {
            if size >= length {
                (name, count) = (unit, left / length);
                // What lies ahead gets less, what lies behind more, up to the next unit.
                turn = match left > 0 {
                    true => difference(at.0, count * length - 1),
                    false => sum(at.0, above.min((1 - count) * length)),
                };
                break;
            }
            above = length;
        }
        let turn = Wall(turn);
        if scope.turns.get().is_none_or(|sooner| turn < sooner) {
            scope.turns.set(Some(turn));
        }
        Some(formatted(Filter::Relative, Value::Num(count as f64), vec![name.into()]))
    }
}

/// The instant that a number (since 1970, in milliseconds) or a text like `2026-11-27T10:00:00Z` names.
fn instant(value: &Value) -> Option<Time> {
    match value {
        Value::Num(at) if at.abs() <= 8.64e15 => Some(Time::Fixed(Wall(*at as i64))),
        Value::Text(text) => {
            let (seconds, rest) = (text.get(..19).unwrap_or(text), text.get(19..).unwrap_or_default());
            let Some(parts) = rest.strip_prefix('.') else { return moment(text, 0) };
            // Scripts write parts of seconds.
            let mut whole = String::from(seconds);
            whole.push_str(parts.trim_start_matches(|c: char| c.is_ascii_digit()));
            moment(&whole, 0)
        }
        _ => None,
    }
}

fn formatted(filter: Filter, value: Value, args: Vec<Value>) -> Value {
    pieced(filter, value, "args", (!args.is_empty()).then_some(Value::List(args)))
}

#[inline(never)]
fn pieced(filter: Filter, value: Value, option: &str, with: Option<Value>) -> Value {
    let mut pairs = vec![("value".into(), value), ("filter".into(), filter.name().into())];
    if let Some(with) = with {
        pairs.push((option.into(), with));
    }
    Value::Map(pairs)
}

/// The value as text; a number that is no integer is left to the locale.
#[inline(never)]
fn plain_text(value: &Value, scope: &Scope) -> Value {
    let mut text = String::new();
    match value {
        Value::Text(source) => {
            let mut room = MAX_VALUE;
            for c in source.chars() {
                if is_printable(c) && room > 0 {
                    room -= 1;
                    text.push(c);
                }
            }
        }
        Value::Num(number) if number.fract() == 0.0 && number.abs() < 1e15 => push_int(&mut text, *number as i64),
        Value::Num(_) => return formatted(Filter::Number, value.clone(), Vec::new()),
        Value::Bool(flag) => text.push_str(if *flag { "true" } else { "false" }),
        Value::Null | Value::List(_) | Value::Map(_) => return scope.miss(),
    }
    Value::Text(text)
}

/// Control characters could hide text, and bidirectional marks could reorder what stands around a value.
fn is_printable(c: char) -> bool {
    !matches!(c, '\0'..='\x08' | '\x0b'..='\x1f' | '\x7f'..='\u{9f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}
