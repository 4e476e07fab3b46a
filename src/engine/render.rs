//! Templates: one pass, text only. What depends on the locale leaves as `{ value, filter }` for the shell (`filter.rs`).

use std::cell::Cell;

use crate::ruleset::model::Action;
use crate::ruleset::scan::cut;
use crate::ruleset::template::Scanner;
use crate::ruleset::value::Value;

use super::input::ConsentState;
use super::number::number;
use super::rule::{heard, Firing};
use super::{Engine, No};
use crate::time::Wall;

/// What a template can see besides the facts.
pub(super) struct Scope<'a> {
    event: &'a Value,
    steps: &'a Value,
    experiment: Value,
    progress: Value,
    /// Whether this is the view of a surface, in which some fields are names and not words.
    is_view: bool,
    /// Something was missing. A flag instead of results all the way up: those would double this file's code.
    missing: Cell<bool>,
    /// When what is filled in reads differently, though no fact changed.
    pub(super) turns: Cell<Option<Wall>>,
}

/// Data with its values put in, and when time alone changes it.
pub(crate) type Filled = (Value, Option<Wall>);

impl Scope<'_> {
    /// Stands for a value that is missing.
    pub(super) fn miss(&self) -> Value {
        self.missing.set(true);
        Value::Null
    }
}

impl Engine {
    /// Every action of a rule with its values put in: a view, or properties.
    pub(crate) fn views(&self, rule: u32) -> Result<Vec<Filled>, No> {
        let firing = self.rules[rule as usize].firing.as_ref();
        let mut out = Vec::new();
        for action in &self.set.rules[rule as usize].actions {
            let view = self.view(rule, action, firing)?;
            if let Action::Surface(surface) = action {
                if let Some(no) = if surface.countdown { self.countdown_no(surface, &view.0) } else { None } {
                    return Err(no);
                }
            }
            out.push(view);
        }
        Ok(out)
    }

    /// One action with its values put in.
    pub(crate) fn view(&self, rule: u32, action: &Action, firing: Option<&Firing>) -> Result<Filled, No> {
        let event = firing.map_or(&Value::Null, |firing| heard(&firing.event));
        let steps = firing.map_or(&Value::Null, |firing| heard(&firing.steps));
        let (missing, turns) = (Cell::new(false), Cell::new(None));
        let experiment = if self.rules[rule as usize].is_tried { self.told_experiment(rule) } else { Value::Null };
        let mut scope = Scope { event, steps, experiment, progress: Value::Null, is_view: false, missing, turns };
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
        Ok((filled, scope.turns.get()))
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
                self.text(text, scope, matches!(key, "href" | "src"))
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
                if let ([(by, Value::Map(texts))], true) = (pairs.as_slice(), scope.is_view) {
                    if by == "by" {
                        return self.in_language(texts, scope, key);
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
            "experiment" if scope.experiment != Value::Null => &scope.experiment,
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
        // Values must not reorder what stands around them: the shell sets them apart where that could be.
        let is_rtl = runs_left(text);
        let mut scanner = Scanner::new(text);
        while let Some(before) = scanner.open() {
            plain.push_str(before);
            match self.slot(&mut scanner, scope) {
                Value::Text(value) if is_link => encode(&mut plain, &value),
                Value::Text(value) if scope.is_view && (is_rtl || runs_left(&value)) => {
                    push_plain(&mut pieces, &mut plain);
                    pieces.push(Value::Map(vec![("value".into(), Value::Text(value))]));
                }
                Value::Text(value) => plain.push_str(&value),
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
}

/// The first piece of a path, and the path from there.
pub(super) fn step(path: &str) -> (&str, Option<&str>) {
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

/// Whether any of it is written from right to left.
#[inline(never)]
fn runs_left(text: &str) -> bool {
    text.chars().any(|c| {
        matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}' | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
    })
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
