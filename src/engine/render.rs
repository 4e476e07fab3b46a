//! Templates: one pass, text only. What depends on the locale leaves as `{ value, filter }` for the shell.

use std::cell::Cell;

use crate::ruleset::model::Action;
use crate::ruleset::scan::cut;
use crate::ruleset::template::{Filter, Scanner};
use crate::ruleset::value::Value;

use super::input::ConsentState;
use super::ledger_text::push_int;
use super::number::number;
use super::rule::Firing;
use super::{Engine, No};

/// Longest text that a single value may put into a template, in characters.
const MAX_VALUE: usize = 512;

/// What a template can see besides the facts.
pub(super) struct Scope<'a> {
    event: &'a Value,
    steps: &'a Value,
    progress: Value,
    /// Whether this is the view of a surface, in which some fields are names and not words.
    is_view: bool,
    /// Something was missing. A flag instead of results all the way up: those would double this file's code.
    missing: Cell<bool>,
}

impl Scope<'_> {
    /// Stands for a value that is missing.
    pub(super) fn miss(&self) -> Value {
        self.missing.set(true);
        Value::Null
    }
}

impl Engine {
    /// Every action of a rule with its values put in: a view, or properties.
    pub(crate) fn views(&self, rule: u32) -> Result<Vec<Value>, No> {
        let firing = self.rules[rule as usize].firing.as_ref();
        let mut out = Vec::new();
        for action in &self.set.rules[rule as usize].actions {
            let view = self.view(action, firing)?;
            if let Action::Surface(surface) = action {
                if let Some(no) = if surface.countdown { self.countdown_no(surface, &view) } else { None } {
                    return Err(no);
                }
            }
            out.push(view);
        }
        Ok(out)
    }

    /// One action with its values put in.
    pub(crate) fn view(&self, action: &Action, firing: Option<&Firing>) -> Result<Value, No> {
        let event = firing.map_or(&Value::Null, |firing| &*firing.event);
        let steps = firing.map_or(&Value::Null, |firing| &*firing.steps);
        let mut scope = Scope { event, steps, progress: Value::Null, is_view: false, missing: Cell::new(false) };
        let data = match action {
            Action::Surface(surface) => {
                scope.progress = self.progress(&surface.view, &scope);
                scope.is_view = true;
                &surface.view
            }
            Action::Emit { props: data, .. }
            | Action::DataLayer(data)
            | Action::SetFact(data)
            | Action::Call { args: data, .. } => data,
            Action::Hand { text, .. } => text,
            Action::Next(_) => &Value::Null,
        };
        let filled = self.fill(data, &scope, "");
        if scope.missing.get() {
            return Err(No::MissingValue);
        }
        Ok(filled)
    }

    /// What the widget's progress bar shows, if it has one.
    fn progress(&self, view: &Value, scope: &Scope) -> Value {
        let mut out = Value::Null;
        if let Some(Value::List(blocks)) = view.get("content") {
            for block in blocks {
                let Some(bar) = block.get("progress") else { continue };
                let (value, goal) = (self.quantity(bar, "value", scope), self.quantity(bar, "goal", scope));
                let percent = if goal > 0.0 { (value / goal * 100.0).floor().clamp(0.0, 100.0) } else { 100.0 };
                let remaining = if goal > value { goal - value } else { 0.0 };
                for (key, number) in [("value", value), ("goal", goal), ("remaining", remaining), ("percent", percent)]
                {
                    out.set(key, Value::Num(number));
                }
            }
        }
        out
    }

    #[inline(never)]
    fn quantity(&self, bar: &Value, key: &str, scope: &Scope) -> f64 {
        let filled = bar.get(key).map_or(Value::Null, |part| self.fill(part, scope, ""));
        number(&filled).unwrap_or_else(|| {
            scope.miss();
            0.0
        })
    }

    /// The data under `key` with its values put in.
    pub(super) fn fill(&self, data: &Value, scope: &Scope, key: &str) -> Value {
        match data {
            Value::Text(text) if !scope.is_view || !matches!(key, "class" | "field") => {
                self.text(text, scope, key == "href")
            }
            Value::List(items) => {
                let mut out = Vec::new();
                for item in items {
                    out.push(self.fill(item, scope, ""));
                }
                Value::List(out)
            }
            Value::Map(_) if scope.is_view && key == "countdown" => self.countdown(data, scope),
            Value::Map(pairs) => {
                if let [(from, Value::Text(path))] = pairs.as_slice() {
                    if from == "from" {
                        return self.look_up(path, scope).cloned().unwrap_or_else(|| scope.miss());
                    }
                }
                let mut out = Vec::new();
                for (key, item) in pairs {
                    out.push((key.clone(), self.fill(item, scope, key)));
                }
                Value::Map(out)
            }
            _ => data.clone(),
        }
    }

    #[inline(never)]
    pub(super) fn look_up<'a>(&'a self, path: &str, scope: &'a Scope) -> Option<&'a Value> {
        let (root, mut rest) = step(path);
        let mut found = match root {
            "event" => scope.event,
            "steps" => scope.steps,
            "progress" => &scope.progress,
            "customer" if self.consent.personalization != ConsentState::Granted => return None,
            _ => self.facts.get(root)?,
        };
        while let Some(path) = rest {
            let key;
            (key, rest) = step(path);
            found = found.get(key)?;
        }
        if matches!(found, Value::Null) {
            return None;
        }
        Some(found)
    }

    /// A text, or a list of texts and pieces for the shell to format.
    #[inline(never)]
    fn text(&self, text: &str, scope: &Scope, is_link: bool) -> Value {
        let mut pieces = Vec::new();
        let mut plain = String::new();
        let mut scanner = Scanner::new(text);
        while let Some(before) = scanner.open() {
            plain.push_str(before);
            match self.slot(&mut scanner, scope) {
                Value::Text(text) if is_link => encode(&mut plain, &text),
                Value::Text(text) => plain.push_str(&text),
                // Only the shell could format it, and links must be whole here.
                _ if is_link => drop(scope.miss()),
                piece => {
                    push_plain(&mut pieces, &mut plain);
                    pieces.push(piece);
                }
            }
        }
        plain.push_str(scanner.rest);
        if pieces.is_empty() {
            return Value::Text(plain);
        }
        push_plain(&mut pieces, &mut plain);
        Value::List(pieces)
    }

    /// What stands for the place that the scanner is in.
    fn slot(&self, scanner: &mut Scanner, scope: &Scope) -> Value {
        let path = scanner.word();
        let mut value = self.look_up(path, scope).cloned().unwrap_or_default();
        let (mut filter, mut option, mut with) = ("", "digits", Value::Null);
        // The decoder has read it to its end before, so an error is the end of it at most.
        while let Ok(Some((next, arg))) = scanner.filter() {
            match next {
                Filter::Default => {
                    if let Value::Null = value {
                        value = arg;
                    }
                    continue;
                }
                Filter::Money => {
                    with = self.currency(arg, path);
                    (filter, option) = ("money", "currency");
                    if let Value::Null = with {
                        (filter, option, with) = ("number", "digits", Value::Num(2.0));
                    }
                }
                Filter::Number => (filter, option, with) = ("number", "digits", arg),
                Filter::Upper => (filter, with) = ("upper", Value::Null),
            }
        }
        if filter != "upper" {
            if let (false, Some(number)) = (filter.is_empty(), number(&value)) {
                return formatted(filter, option, with, Value::Num(number));
            }
            // A default in words goes through as words.
            return plain_text(&value, scope);
        }
        formatted(filter, option, with, plain_text(&value, scope))
    }

    /// The currency of an amount: as written, or that of the fact it is in, of the cart, or of the settings.
    fn currency(&self, written: Value, path: &str) -> Value {
        if let Value::Text(_) = written {
            return written;
        }
        // What has none of its own is an amount of the cart's: `progress.remaining`, most of all.
        let of = |root: &str| self.facts.get(root).and_then(|root| root.get("currency")?.text());
        if let Some(own) = of(step(path).0).or(of("cart")) {
            return own.into();
        }
        match &self.set.settings.currency {
            Some(ours) => ours.as_str().into(),
            None => Value::Null,
        }
    }
}

/// The first piece of a path, and the path from there.
fn step(path: &str) -> (&str, Option<&str>) {
    match cut(path, ".") {
        Some((first, rest)) => (first, Some(rest)),
        None => (path, None),
    }
}

fn push_plain(pieces: &mut Vec<Value>, plain: &mut String) {
    if !plain.is_empty() {
        pieces.push(Value::Text(std::mem::take(plain)));
    }
}

#[inline(never)]
fn formatted(filter: &str, option: &str, with: Value, value: Value) -> Value {
    let mut pairs = vec![("value".into(), value), ("filter".into(), filter.into())];
    if !matches!(with, Value::Null) {
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
        Value::Num(_) => return formatted("number", "digits", Value::Null, value.clone()),
        Value::Bool(flag) => text.push_str(if *flag { "true" } else { "false" }),
        Value::Null | Value::List(_) | Value::Map(_) => return scope.miss(),
    }
    Value::Text(text)
}

/// Control characters could hide text, and bidirectional overrides could reorder what stands around a value.
fn is_printable(c: char) -> bool {
    !matches!(c, '\0'..='\x08' | '\x0b'..='\x1f' | '\x7f'..='\u{9f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Percent-encodes a value for a link, so that it can change neither scheme nor host nor path.
fn encode(to: &mut String, text: &str) {
    let digit = |half: u8| char::from(if half < 10 { b'0' + half } else { b'A' + half - 10 });
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => to.push(char::from(byte)),
            _ => {
                to.push('%');
                to.push(digit(byte >> 4));
                to.push(digit(byte & 15));
            }
        }
    }
}
