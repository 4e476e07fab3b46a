//! What hands do, as a trace tells it: pointing, clicking, focus, and what happens to fields. Of what was typed there is
//! the length at most.

use crate::ruleset::model::Deed;
use crate::ruleset::value::Value;

use super::reader::{Node, Reader};
use super::signal::Signal;

/// A click, selectors still by name.
#[derive(Clone, Debug, Default, PartialEq)]
#[allow(missing_docs)]
pub struct Click {
    pub on: Vec<String>,
    pub x: f64,
    pub y: f64,
    /// Into a field or its label, or without a pointer.
    pub field: bool,
    /// The page changed when the button went down.
    pub answered: bool,
}

/// What happened to fields or forms.
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs)]
pub struct Field {
    pub what: Deed,
    pub on: Vec<String>,
    /// How long the text is now.
    pub length: Option<u32>,
}

pub(super) fn pointer(reader: &mut Reader, node: &Node) -> Signal {
    reader.object(node, &["over", "type", "widget"]);
    let kind = node.child("type").map_or(0, |child| reader.word(&child, &["mouse", "pen", "touch"]));
    Signal::Pointer {
        over: node.child("over").map_or(Vec::new(), |child| reader.texts(&child)),
        touch: kind == 2,
        widget: node.child("widget").map(|child| reader.text(&child)),
    }
}

pub(super) fn focus(reader: &mut Reader, node: &Node) -> Signal {
    reader.only(node, &["on", "keyboard", "widget"]);
    Signal::Focus {
        on: selectors(reader, node),
        keyboard: reader.flag_or(node, "keyboard", true),
        widget: node.child("widget").map(|child| reader.text(&child)),
    }
}

/// `"#help"`, or `{ "on", "at": [x, y], "field", "answered" }`.
pub(super) fn click(reader: &mut Reader, node: &Node) -> Click {
    reader.only(node, &["on", "at", "field", "answered"]);
    let (x, y) = node.child("at").map_or((0.0, 0.0), |child| pair(reader, &child, "[x, y]"));
    Click {
        on: selectors(reader, node),
        x,
        y,
        field: reader.flag_or(node, "field", false),
        answered: reader.flag_or(node, "answered", false),
    }
}

/// `"#email"`, or `{ "on", "length" }`.
pub(super) fn field(reader: &mut Reader, name: &str, node: &Node) -> Field {
    let what = match name {
        "input" => Deed::Input,
        "submit" => Deed::Submit,
        _ => Deed::Invalid,
    };
    reader.only(node, if what == Deed::Input { &["on", "length"] } else { &["on"] });
    let length = node.child("length").map(|child| reader.number(&child) as u32);
    Field { what, on: selectors(reader, node), length }
}

/// A list of two numbers.
pub(super) fn pair(reader: &mut Reader, node: &Node, expected: &str) -> (f64, f64) {
    match (node.value, node.items().as_slice()) {
        (Value::List(_), [first, second]) => (reader.number(first), reader.number(second)),
        _ => {
            reader.wrong(node, "wrong_type", expected);
            (0.0, 0.0)
        }
    }
}

/// The texts under `on`, or the node itself if it is one or a list of them. `true`: it was on nothing that rules name.
pub(super) fn selectors(reader: &mut Reader, node: &Node) -> Vec<String> {
    match node.value {
        Value::Bool(true) => Vec::new(),
        Value::Bool(false) | Value::Null => {
            reader.wrong(node, "wrong_type", "a selector, a list of them, or true for none");
            Vec::new()
        }
        Value::Map(_) => {
            let child = node.child("on").filter(|child| *child.value != Value::Null);
            child.map_or(Vec::new(), |child| reader.texts(&child))
        }
        _ => reader.texts(node),
    }
}
