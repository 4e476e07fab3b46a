//! The signals of a trace, continued: what is seen, appears and plays.

use super::hands::selectors;
use super::reader::{Node, Reader};
use super::signal::{text_of, Signal};

/// Reads `seen`, `passed`, `appears` or `media`.
pub(super) fn read(reader: &mut Reader, name: &str, node: &Node) -> Signal {
    match name {
        "appears" => {
            reader.only(node, &["on"]);
            Signal::Appears(selectors(reader, node))
        }
        "passed" => {
            reader.only(node, &["on", "share"]);
            Signal::Passed { on: text_of(reader, node, "on"), share: reader.number_or(node, "share", 1.0) }
        }
        "media" => media(reader, node),
        _ => {
            reader.only(node, &["on", "ratio", "element"]);
            let element = node.child("element").map(|child| reader.number(&child).max(1.0) as u32);
            Signal::Seen { on: text_of(reader, node, "on"), element, ratio: reader.number_or(node, "ratio", 1.0) }
        }
    }
}

/// `{ "on", "progress": 0.5, "state": "playing" }`
fn media(reader: &mut Reader, node: &Node) -> Signal {
    reader.only(node, &["on", "progress", "state"]);
    let state = node.child("state").map(|child| reader.word(&child, &["playing", "paused", "ended"]) as u32 + 1);
    let share = reader.number_or(node, "progress", if state == Some(3) { 1.0 } else { 0.0 });
    Signal::Media { on: text_of(reader, node, "on"), share, state: state.unwrap_or(1) }
}
