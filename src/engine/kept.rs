//! What is kept of events for later: exactly the properties that a rule's templates read.

use std::rc::Rc;

use crate::ruleset::model::{Action, OperatorKind, Rule, Trigger};
use crate::ruleset::scan::pieces;
use crate::ruleset::template::Scanner;
use crate::ruleset::value::Value;

use super::progress::Prop;

/// Stands for the event itself, in the place of a step: an `absent` has that of its `after`.
const EVENT: u32 = u32::MAX;
/// Longest text kept, in bytes.
const MAX_TEXT: usize = 256;
/// Most properties a rule keeps.
pub(crate) const MAX_KEPT: usize = 32;

/// A property that a template reads.
#[derive(Clone, Debug)]
pub(crate) struct Kept {
    step: u32,
    path: Rc<str>,
    pieces: Vec<String>,
}

/// What a rule's templates read of earlier events.
pub(crate) fn kept(rule: &Rule) -> Rc<[Kept]> {
    let mut out = Vec::new();
    if let Some(Trigger::Op(_)) = &rule.trigger {
        of_actions(&rule.actions, &mut out);
    }
    for face in rule.trial.iter().flat_map(|trial| trial.faces.iter().flatten()) {
        if let Some(Trigger::Op(_)) = &face.trigger {
            of_actions(&face.actions, &mut out);
        }
    }
    out.into()
}

#[inline(never)]
fn of_actions(actions: &[Action], out: &mut Vec<Kept>) {
    for action in actions {
        match action {
            Action::Surface(surface) => {
                of_data(&surface.view, out);
                for button in &surface.buttons {
                    of_actions(&button.actions, out);
                }
                of_actions(&surface.done, out);
            }
            Action::Emit { props: data, .. }
            | Action::DataLayer(data)
            | Action::SetFact(data)
            | Action::Call { args: data, .. }
            | Action::Hand { text: data, .. } => {
                of_data(data, out);
            }
            Action::Next(_) => {}
        }
    }
}

fn of_data(data: &Value, out: &mut Vec<Kept>) {
    match data {
        Value::Text(text) => {
            let mut scanner = Scanner::new(text);
            while scanner.open().is_some() {
                of_path(scanner.word(), out);
            }
        }
        Value::List(items) => items.iter().for_each(|item| of_data(item, out)),
        Value::Map(pairs) => {
            for (key, item) in pairs {
                match (key.as_str(), item) {
                    ("from", Value::Text(path)) => of_path(path, out),
                    _ => of_data(item, out),
                }
            }
        }
        _ => {}
    }
}

fn of_path(path: &str, out: &mut Vec<Kept>) {
    let mut pieces = pieces(path, b'.');
    let is_step = pieces.first().is_some_and(|root| root == "steps");
    if !is_step && pieces.first().is_none_or(|root| root != "event") {
        return;
    }
    pieces.remove(0);
    let mut step = EVENT;
    if is_step && !pieces.is_empty() {
        let number: Option<u32> = pieces.remove(0).parse().ok();
        step = number.unwrap_or(EVENT - 1);
    }
    let path: Rc<str> = pieces.join(".").into();
    let is_new = !out.iter().any(|kept| kept.step == step && kept.path == path);
    if !pieces.is_empty() && is_new && out.len() < MAX_KEPT {
        out.push(Kept { step, path, pieces });
    }
}

/// What is kept of the event with which a child fired.
pub(crate) fn keep(kept: &[Kept], slot: u32, kind: OperatorKind, event: &Value) -> Vec<Prop> {
    let mut props = Vec::new();
    for one in kept {
        let is_event = one.step == EVENT && kind == OperatorKind::Absent;
        if one.step != slot && !is_event {
            continue;
        }
        if let Some(value) = event.at(&one.pieces).filter(|value| is_small(value)) {
            props.push(Prop { step: one.step, path: one.path.clone(), value: value.clone() });
        }
    }
    props
}

/// Whether a value is one that is kept.
pub(crate) fn is_small(value: &Value) -> bool {
    match value {
        Value::Text(text) => text.len() <= MAX_TEXT,
        Value::Num(_) | Value::Bool(_) => true,
        _ => false,
    }
}

/// Earlier events by step, as templates see them.
pub(crate) fn steps(props: &[Prop]) -> Value {
    let mut out = Value::Null;
    for prop in props.iter().filter(|prop| prop.step != EVENT) {
        let mut step = String::new();
        super::number::push_int(&mut step, i64::from(prop.step));
        let mut patch = Value::Null;
        patch.set(&step, nested(prop));
        out.merge(patch);
    }
    out
}

/// What is left of the event itself.
pub(crate) fn event(props: &[Prop]) -> Value {
    let mut out = Value::Null;
    for prop in props.iter().filter(|prop| prop.step == EVENT) {
        out.merge(nested(prop));
    }
    out
}

fn nested(prop: &Prop) -> Value {
    let mut value = prop.value.clone();
    for piece in pieces(&prop.path, b'.').iter().rev() {
        let mut outer = Value::Null;
        outer.set(piece, value);
        value = outer;
    }
    value
}
