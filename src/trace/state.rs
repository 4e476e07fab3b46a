//! The signals of a trace, continued: consent, the store, outcomes, the visitor's surroundings, and dates and zones.

use crate::engine::input::{ConsentState, Outcome, Stored};
use crate::ruleset::value::Value;
use crate::time::{Ms, Wall};

use super::reader::{Node, Reader};
use super::signal::{text_of, Answer, Claim, Signal};
use super::when::{read_date, read_offset};

const STATES: [ConsentState; 3] = [ConsentState::Pending, ConsentState::Granted, ConsentState::Denied];
const PURPOSES: [&str; 3] = ["functional", "analytics", "personalization"];

/// Reads `"granted"` for all purposes, or a state by purpose.
pub(super) fn consent(reader: &mut Reader, node: &Node) -> [Option<ConsentState>; 3] {
    let mut state = |node: &Node| STATES[reader.word(node, &["pending", "granted", "denied"])];
    if !node.is_map() {
        return [Some(state(node)); 3];
    }
    let states = PURPOSES.map(|purpose| node.child(purpose).map(|child| state(&child)));
    reader.only(node, &PURPOSES);
    states
}

/// Reads `"granted"`, `"refused"`, `"unavailable"`, or `{ "is", "after", "times" }`.
pub(super) fn claim(reader: &mut Reader, node: &Node) -> Claim {
    let mut answer = |node: &Node| {
        let answers = [Answer::Granted, Answer::Refused, Answer::Unavailable];
        answers[reader.word(node, &["granted", "refused", "unavailable"])]
    };
    if !node.is_map() {
        return Claim { is: answer(node), after: Ms(0), times: 1 };
    }
    let is = node.child("is").map_or(Answer::Granted, |child| answer(&child));
    reader.only(node, &["is", "after", "times"]);
    let after = node.child("after").map_or(Ms(0), |child| reader.span(&child));
    Claim { is, after, times: reader.number_or(node, "times", 1.0) as u32 }
}

/// Reads `{ "text": ".." }`, `"nothing"`, `"unavailable"` or `"refused"`.
pub(super) fn stored(reader: &mut Reader, node: &Node) -> Stored {
    if node.is_map() {
        reader.only(node, &["text"]);
        return Stored::Text(text_of(reader, node, "text"));
    }
    let words = ["nothing", "unavailable", "refused"];
    [Stored::Nothing, Stored::Unavailable, Stored::Refused][reader.word(node, &words)].clone()
}

pub(super) fn outcome(reader: &mut Reader, node: &Node) -> Signal {
    const WORDS: [&str; 10] =
        ["drawn", "click", "dismiss", "answer", "copy", "apply", "not_found", "not_visible", "many", "contested"];
    const HOWS: [&str; 4] = ["close", "escape", "outside", "mute"];
    reader.only(node, &["rule", "is", "button", "choice", "how", "action"]);
    let word = reader.needed(node, "is").map_or(0, |child| reader.word(&child, &WORDS));
    let is = match WORDS[word] {
        "drawn" => Outcome::Drawn,
        "click" => Outcome::Click(reader.number_or(node, "button", 0.0) as u32),
        "answer" => Outcome::Answer(reader.number_or(node, "choice", 0.0) as u32),
        "copy" => Outcome::Take(0),
        "apply" => Outcome::Take(1),
        "dismiss" => {
            let how = node.child("how").map_or(0, |child| reader.word(&child, &HOWS));
            Outcome::Dismiss(HOWS[how].into())
        }
        other => Outcome::NotDrawn(other.into()),
    };
    let action = node.child("action").map(|child| reader.number(&child) as u32);
    Signal::Outcome { rule: text_of(reader, node, "rule"), action, is }
}

/// Reads `{ "experiment": "variant", .. }`: arms that are forced.
pub(super) fn variants(reader: &mut Reader, node: &Node) -> Vec<(String, String)> {
    if !node.is_map() {
        reader.wrong(node, "wrong_type", "an object: each experiment, and a variant of it");
    }
    let mut all = Vec::new();
    for (name, child) in node.entries() {
        all.push((name.into(), reader.text(&child)));
    }
    all
}

/// An ISO 8601 date with offset.
pub(super) fn date(reader: &mut Reader, node: &Node) -> (Wall, i64) {
    match node.value.text().and_then(read_date) {
        Some(date) => date,
        None => {
            reader.wrong(node, "bad_date", "a date like \"2026-11-21T10:00:00+01:00\"");
            (Wall(0), 0)
        }
    }
}

/// Reads `{ "online": false, "colorScheme": "dark", .. }`.
pub(super) fn environment(reader: &mut Reader, node: &Node) -> Value {
    reader.only(node, &["timeZone", "saveData", "reducedMotion", "colorScheme", "online"]);
    for (name, child) in node.entries() {
        match name {
            "timeZone" => _ = reader.text(&child),
            "colorScheme" => _ = reader.word(&child, &["light", "dark"]),
            _ => _ = reader.flag(&child),
        }
    }
    if !node.is_map() {
        reader.wrong(node, "wrong_type", "an object");
    }
    node.value.clone()
}

/// Reads `[[from, offset], ..]`: UTC instants and offsets, in milliseconds or as `"2026-03-29T01:00:00Z"` and `"+02:00"`.
/// The first offset holds before its instant too.
pub(super) fn zone(reader: &mut Reader, node: &Node) -> Vec<(Wall, i64)> {
    let mut pairs = Vec::new();
    for pair in node.items() {
        match pair.items().as_slice() {
            [from, offset] => {
                let from = match from.value {
                    Value::Text(_) => date(reader, from).0,
                    _ => Wall(reader.number(from) as i64),
                };
                let offset = match offset.value.text().and_then(read_offset) {
                    Some(offset) => offset,
                    None => reader.number(offset) as i64,
                };
                pairs.push((from, offset));
            }
            _ => reader.wrong(&pair, "wrong_type", "[UTC instant, offset]"),
        }
    }
    if !pairs.windows(2).all(|two| two[0].0 < two[1].0) {
        reader.wrong(node, "out_of_order", "pairs in order of time");
    }
    pairs
}
