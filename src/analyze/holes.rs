//! Advice on what texts are filled with: places that never have a value, braces that are no template's, templates where
//! nothing is filled in.

use super::finding::Finding;
use super::spot::{below, Spot};
use crate::ruleset::value::Value;

/// What conditions know and texts do not, as people write it, with what to do about it.
const STRANGERS: &[&str] = &[
    "query",
    "utm",
    "visitor",
    "visits",
    "path",
    "url",
    "referrer",
    "hash",
    "device",
    "cookie",
    "storage",
    "pageViews",
    "daysSinceLastVisit",
    "audience",
    "stage",
    "seen",
    "did",
];
/// Facts whose fields have names of ours.
const FACTS: &[(&str, &[&str])] = &[
    ("cart", &["value", "currency", "count", "coupon", "items"]),
    ("product", &["id", "name", "price", "currency", "available", "category"]),
    ("customer", &["id", "firstName", "orders", "tags"]),
];
/// Triggers of which no template learns anything.
const MUTE: &[&str] =
    &["dwell", "scroll", "scrollUp", "pageView", "visible", "appears", "exitIntent", "idle", "return"];
/// Where texts are not for people.
const DATA: &[&str] = &["$comment", "meta"];

pub(super) fn find(source: &Value, spot: &Spot, out: &mut Vec<Finding>) {
    let has = |field: &str| spot.parts.iter().any(|(key, ..)| *key == field);
    let is_silent = spot.parts.iter().all(|(key, _, part)| match *key {
        "when" => only_mute(part),
        "on" | "experiment" => false,
        _ => true,
    });
    let about = About {
        // A rule that another one starts has the event of that one.
        has_no_event: is_silent && has("show") && !starts(source, &spot.rule),
        has_progress: spot
            .parts
            .iter()
            .any(|(key, _, part)| matches!(*key, "show" | "do" | "on") && has_key(part, "progress")),
    };
    for (key, at, part) in &spot.parts {
        let mut walk = Walk { spot, out, about: &about };
        match *key {
            "show" | "do" | "on" => walk.shown(part, at, ""),
            "when" | "if" | "cancelOn" | "hideOn" => walk.compared(part, at),
            _ => {}
        }
    }
}

struct About {
    has_no_event: bool,
    has_progress: bool,
}

struct Walk<'a> {
    spot: &'a Spot<'a>,
    out: &'a mut Vec<Finding>,
    about: &'a About,
}

impl Walk<'_> {
    fn say(&mut self, code: &'static str, at: &str, words: &str) {
        self.out.push(self.spot.say(code, at, words));
    }

    fn shown(&mut self, value: &Value, at: &str, key: &str) {
        match value {
            Value::Text(text) => {
                if key == "href" && text.starts_with("www.") {
                    let words = format!(
                        "{text:?} leads to a page of that name in the same folder; a host begins with \"https://\"."
                    );
                    self.say("no_link", at, &words);
                }
                self.filled(text, at);
            }
            Value::List(items) => {
                items.iter().enumerate().for_each(|(place, item)| self.shown(item, &format!("{at}/{place}"), key));
            }
            Value::Map(pairs) => {
                for (key, item) in pairs.iter().filter(|(key, _)| !DATA.contains(&key.as_str())) {
                    self.shown(item, &below(at, key), key);
                }
            }
            _ => {}
        }
    }

    fn filled(&mut self, text: &str, at: &str) {
        if text.contains("{%") || is_single(text) {
            let words = format!("{text:?} is shown with its braces: a template stands in two, like \"{{{{ customer.firstName }}}}\", and knows no tags.");
            return self.say("braces", at, &words);
        }
        for part in text.split("{{").skip(1) {
            let inner = part.split("}}").next().unwrap_or_default();
            let (path, filters) = inner.split_once('|').unwrap_or((inner, ""));
            if !filters.contains("default") {
                self.place(path.trim(), at);
            }
        }
    }

    /// A place without which the rule does not show.
    fn place(&mut self, path: &str, at: &str) {
        let (root, rest) = path.split_once('.').unwrap_or((path, ""));
        let quoted = format!("\"{{{{ {path} }}}}\"");
        let words = match root {
            "progress" if !self.about.has_progress => {
                format!("{quoted} has a value only beside a \"progress\" block, so this never shows.")
            }
            "event" if self.about.has_no_event => {
                format!("{quoted} never has a value: nothing in \"when\" comes with an event, so this never shows.")
            }
            "fact" => format!("{quoted} has no value unless a fact is called \"fact\": write {{{{ {rest} }}}}."),
            _ if STRANGERS.contains(&root) => {
                format!("{quoted} has no value unless the page sets a fact of that name: texts know the facts and the event, not what conditions ask of the page.")
            }
            "remaining" | "percent" if rest.is_empty() => {
                format!("{quoted} is no fact of ours; did you mean {{{{ progress.{root} }}}}?")
            }
            _ => return self.fact(root, rest, &quoted, at),
        };
        self.say("no_value", at, &words);
    }

    fn fact(&mut self, root: &str, rest: &str, quoted: &str, at: &str) {
        let plain = |name: &str| name.replace(['_', '-'], "").to_ascii_lowercase();
        let known = FACTS.iter().find(|(name, _)| *name == root);
        let meant = known.and_then(|(_, names)| names.iter().find(|name| plain(name) == plain(rest) && **name != rest));
        if let Some(name) = meant {
            self.say("no_value", at, &format!("{quoted} is called \"{root}.{name}\" here."));
        }
    }

    /// Nothing is filled in where things are compared.
    fn compared(&mut self, value: &Value, at: &str) {
        match value {
            Value::Text(text) if text.contains("{{") && text.contains("}}") => {
                let words = format!("{text:?} is compared letter by letter: rules compare with what is written in them, and let the page say the rest as a fact.");
                self.say("template_in_condition", at, &words);
            }
            Value::List(items) => {
                items.iter().enumerate().for_each(|(place, item)| self.compared(item, &format!("{at}/{place}")));
            }
            Value::Map(pairs) => {
                for (key, item) in pairs.iter().filter(|(key, _)| key != "$comment") {
                    self.compared(item, &below(at, key));
                }
            }
            _ => {}
        }
    }
}

/// Whether every name of a trigger in it is one of which templates learn nothing.
fn only_mute(when: &Value) -> bool {
    let Value::Map(pairs) = when else { return false };
    pairs.iter().all(|(key, part)| match (key.as_str(), part) {
        ("$comment", _) => true,
        ("any" | "all" | "sequence", Value::List(items)) => items.iter().all(only_mute),
        _ => MUTE.contains(&key.as_str()),
    })
}

/// Whether something starts the rule of that name.
fn starts(value: &Value, rule: &str) -> bool {
    match value {
        Value::List(items) => items.iter().any(|item| starts(item, rule)),
        Value::Map(pairs) => {
            pairs.iter().any(|(key, item)| key == "next" && item.text() == Some(rule) || starts(item, rule))
        }
        _ => false,
    }
}

fn has_key(value: &Value, name: &str) -> bool {
    match value {
        Value::List(items) => items.iter().any(|item| has_key(item, name)),
        Value::Map(pairs) => pairs.iter().any(|(key, item)| key == name || has_key(item, name)),
        _ => false,
    }
}

/// Whether a path stands in braces that are not doubled: `{customer.firstName}`.
fn is_single(text: &str) -> bool {
    let mut rest = text;
    while let Some(at) = rest.find('{') {
        let inner = &rest[at + 1..];
        if let Some(doubled) = inner.strip_prefix('{') {
            rest = doubled.split_once("}}").map_or("", |(_, after)| after);
            continue;
        }
        let path = inner.split('}').next().unwrap_or_default().trim();
        let is_path =
            path.contains('.') && path.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._".contains(&byte));
        if is_path && FACTS.iter().any(|(root, _)| path.starts_with(root)) && inner.contains('}') {
            return true;
        }
        rest = inner;
    }
    false
}
