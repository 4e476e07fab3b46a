//! Templates: one pass, text only. What depends on the locale leaves as `{ value, filter }` for the shell.

use crate::ruleset::model::{Action, Filter, Part, Progress, Template, Tree};
use crate::ruleset::value::Value;

use super::condition::number;
use super::input::ConsentState;
use super::ledger_text::push_int;
use super::{Engine, No};

/// Longest text that a single value may put into a template, in characters.
const MAX_VALUE: usize = 512;

/// What a template can see besides the facts.
struct Scope<'a> {
    event: &'a Value,
    progress: Value,
}

impl Engine {
    /// Every action of a rule with its values put in: a view, or properties.
    pub(crate) fn views(&self, rule: u32) -> Result<Vec<Value>, No> {
        let event = self.rules[rule as usize].firing.as_ref().map_or(&Value::Null, |firing| &firing.event);
        self.set.rules[rule as usize].actions.iter().map(|action| self.view(action, event)).collect()
    }

    /// One action with its values put in.
    pub(crate) fn view(&self, action: &Action, event: &Value) -> Result<Value, No> {
        let mut scope = Scope { event, progress: Value::Null };
        match action {
            Action::Surface(surface) => {
                if let Some(progress) = &surface.progress {
                    scope.progress = self.progress(progress, &scope)?;
                }
                self.tree(&surface.view, &scope, false)
            }
            Action::Emit { props, .. } => self.tree(props, &scope, false),
            Action::DataLayer(push) => self.tree(push, &scope, false),
            Action::Call { args, .. } => self.tree(args, &scope, false),
        }
    }

    fn progress(&self, progress: &Progress, scope: &Scope) -> Result<Value, No> {
        let read = |tree: &Tree| number(&self.tree(tree, scope, false)?).ok_or(No::MissingValue);
        let (value, goal) = (read(&progress.value)?, read(&progress.goal)?);
        let mut map = Value::Null;
        map.set("value", Value::Num(value));
        map.set("goal", Value::Num(goal));
        map.set("remaining", Value::Num((goal - value).max(0.0)));
        let percent = if goal > 0.0 { (value / goal * 100.0).floor().clamp(0.0, 100.0) } else { 100.0 };
        map.set("percent", Value::Num(percent));
        Ok(map)
    }

    fn tree(&self, tree: &Tree, scope: &Scope, is_link: bool) -> Result<Value, No> {
        Ok(match tree {
            Tree::Lit(value) => value.clone(),
            Tree::Text(template) => self.text(template, scope, is_link)?,
            Tree::From(path) => self.look_up(path, scope).cloned().ok_or(No::MissingValue)?,
            Tree::List(items) => {
                Value::List(items.iter().map(|item| self.tree(item, scope, false)).collect::<Result<_, _>>()?)
            }
            Tree::Map(pairs) => {
                let pair = |(key, tree): &(String, Tree)| Ok((key.clone(), self.tree(tree, scope, key == "href")?));
                Value::Map(pairs.iter().map(pair).collect::<Result<_, No>>()?)
            }
        })
    }

    fn look_up<'a>(&'a self, path: &[String], scope: &'a Scope) -> Option<&'a Value> {
        let found = match path.split_first()? {
            (root, rest) if root == "event" => scope.event.at(rest),
            (root, rest) if root == "progress" => scope.progress.at(rest),
            (root, _) if root == "customer" && self.consent.personalization != ConsentState::Granted => None,
            _ => self.facts.at(path),
        };
        found.filter(|value| !matches!(value, Value::Null))
    }

    /// A text, or a list of texts and pieces for the shell to format.
    fn text(&self, template: &Template, scope: &Scope, is_link: bool) -> Result<Value, No> {
        let mut pieces = Vec::new();
        let mut plain = String::new();
        for part in &template.parts {
            match part {
                Part::Lit(text) => plain.push_str(text),
                Part::Slot { path, filters } => {
                    let piece = self.slot(path, filters, scope)?;
                    match piece {
                        Value::Text(text) if is_link => encode(&mut plain, &text),
                        Value::Text(text) => plain.push_str(&text),
                        piece => {
                            if !plain.is_empty() {
                                pieces.push(Value::Text(std::mem::take(&mut plain)));
                            }
                            pieces.push(piece);
                        }
                    }
                }
            }
        }
        if pieces.is_empty() {
            return Ok(Value::Text(plain));
        }
        if is_link {
            return Err(No::MissingValue);
        }
        if !plain.is_empty() {
            pieces.push(Value::Text(plain));
        }
        Ok(Value::List(pieces))
    }

    fn slot(&self, path: &[String], filters: &[Filter], scope: &Scope) -> Result<Value, No> {
        let mut value = self.look_up(path, scope).cloned();
        let mut format: Option<Value> = None;
        for filter in filters {
            match filter {
                Filter::Default(stand_in) => value = value.or_else(|| Some(stand_in.clone())),
                Filter::Money(currency) => {
                    let own = path.first().and_then(|root| self.facts.get(root)?.get("currency")?.text());
                    let ours = self.set.settings.currency.as_deref();
                    format = Some(match currency.as_deref().or(own).or(ours) {
                        Some(currency) => formatted("money", "currency", Value::from(currency)),
                        None => formatted("number", "digits", Value::Num(2.0)),
                    });
                }
                Filter::Number(digits) => {
                    let digits = digits.map_or(Value::Null, |digits| Value::Num(f64::from(digits)));
                    format = Some(formatted("number", "digits", digits));
                }
                Filter::Upper => format = Some(formatted("upper", "digits", Value::Null)),
            }
        }
        let value = value.ok_or(No::MissingValue)?;
        let is_upper = format.as_ref().is_some_and(|format| format.get("filter") == Some(&Value::from("upper")));
        match format {
            Some(mut format) if is_upper => {
                format.set("value", plain_text(&value).ok_or(No::MissingValue)?);
                Ok(format)
            }
            Some(mut format) => match number(&value) {
                Some(number) => {
                    format.set("value", Value::Num(number));
                    Ok(format)
                }
                // A default in words goes through as words.
                None => plain_text(&value).ok_or(No::MissingValue),
            },
            None => plain_text(&value).ok_or(No::MissingValue),
        }
    }
}

fn formatted(filter: &str, option: &str, value: Value) -> Value {
    let mut map = Value::Null;
    map.set("value", Value::Null);
    map.set("filter", Value::from(filter));
    if value != Value::Null {
        map.set(option, value);
    }
    map
}

/// The value as text; a number that is no integer is left to the locale.
fn plain_text(value: &Value) -> Option<Value> {
    let mut text = String::new();
    match value {
        Value::Text(source) => text.extend(source.chars().filter(|c| is_printable(*c)).take(MAX_VALUE)),
        Value::Num(number) if number.fract() == 0.0 && number.abs() < 1e15 => push_int(&mut text, *number as i64),
        Value::Num(number) => {
            let mut format = formatted("number", "digits", Value::Null);
            format.set("value", Value::Num(*number));
            return Some(format);
        }
        Value::Bool(flag) => text.push_str(if *flag { "true" } else { "false" }),
        Value::Null | Value::List(_) | Value::Map(_) => return None,
    }
    Some(Value::Text(text))
}

/// Control characters could hide text, and bidirectional overrides could reorder what stands around a value.
fn is_printable(c: char) -> bool {
    !matches!(c, '\0'..='\x08' | '\x0b'..='\x1f' | '\x7f'..='\u{9f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Percent-encodes a value for a link, so that it can change neither scheme nor host nor path.
fn encode(to: &mut String, text: &str) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => to.push(char::from(byte)),
            _ => {
                to.push('%');
                to.push(char::from(HEX[usize::from(byte >> 4)]));
                to.push(char::from(HEX[usize::from(byte & 15)]));
            }
        }
    }
}
