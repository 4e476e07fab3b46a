//! Advice on slips of the pen that no grammar sees: an event's name that is nearly one of the vocabulary, a campaign's
//! parameter that is nearly one of the known, a language by its name, markup in texts that are shown letter by letter.

use super::finding::Finding;
use super::spot::{below, Spot};
use crate::ruleset::value::Value;
use crate::ruleset::{distance, language, vocabulary};

/// The vocabulary of commerce events.
const EVENTS: &[&str] = &[
    "cart_viewed",
    "checkout_completed",
    "checkout_started",
    "coupon_applied",
    "coupon_denied",
    "coupon_removed",
    "product_added_to_cart",
    "product_removed_from_cart",
    "product_viewed",
    "search_submitted",
];
const TAGS: &[&str] =
    &["b", "i", "u", "em", "strong", "br", "p", "a", "span", "div", "img", "h1", "h2", "h3", "ul", "li"];
/// Parameters that links of campaigns carry, after their `utm_`; of the first ones a slip is told.
const PARAMETERS: &[&str] = &["source", "medium", "campaign", "content"];
const MORE_PARAMETERS: &[&str] = &["term", "id", "source_platform", "creative_format", "marketing_tactic"];
/// What is under these is data of the shop's.
const DATA: &[&str] = &["emit", "dataLayer", "call", "setFact", "meta"];

pub(super) fn find(source: &Value, spot: &Spot, out: &mut Vec<Finding>) {
    for (key, at, part) in &spot.parts {
        let mut walk = Walk { source, spot, out };
        match *key {
            "show" | "do" | "on" => walk.texts(part, at),
            "when" | "if" | "cancelOn" | "hideOn" => walk.names(part, at),
            _ => {}
        }
    }
}

struct Walk<'a> {
    source: &'a Value,
    spot: &'a Spot<'a>,
    out: &'a mut Vec<Finding>,
}

impl Walk<'_> {
    fn say(&mut self, code: &'static str, at: &str, words: String) {
        self.out.push(self.spot.say(code, at, &words));
    }

    fn texts(&mut self, value: &Value, at: &str) {
        match value {
            Value::Text(text) if has_markup(text) => {
                let words = "texts are shown letter by letter, so tags are seen as they are written; a list of parts makes words strong or links.";
                self.say("markup", at, words.into());
            }
            Value::List(items) => {
                items.iter().enumerate().for_each(|(at_item, item)| self.texts(item, &format!("{at}/{at_item}")))
            }
            Value::Map(pairs) => {
                for (key, item) in pairs.iter().filter(|(key, _)| !DATA.contains(&key.as_str())) {
                    self.texts(item, &below(at, key));
                }
            }
            _ => {}
        }
    }

    fn names(&mut self, value: &Value, at: &str) {
        match value {
            Value::List(items) => {
                items.iter().enumerate().for_each(|(at_item, item)| self.names(item, &format!("{at}/{at_item}")))
            }
            Value::Map(pairs) => {
                for (key, item) in pairs {
                    let at = below(at, key);
                    match key.as_str() {
                        "event" | "did" => self.each(item, &at, &mut Self::event),
                        "language" => self.each(item, &at, &mut Self::language),
                        "utm" | "query" => self.parameters(item, &at, key == "utm"),
                        // A fact or a property may have any name.
                        "fact" | "where" => {}
                        _ => self.names(item, &at),
                    }
                }
            }
            _ => {}
        }
    }

    /// A text, or each of a list.
    fn each(&mut self, value: &Value, at: &str, what: &mut dyn FnMut(&mut Self, &str, &str)) {
        match value {
            Value::Text(text) => what(self, text, at),
            Value::List(items) => {
                items.iter().enumerate().for_each(|(at_item, item)| self.each(item, &format!("{at}/{at_item}"), what));
            }
            Value::Map(pairs) => {
                for (key, item) in
                    pairs.iter().filter(|(key, _)| matches!(key.as_str(), "name" | "event" | "is" | "in"))
                {
                    self.each(item, &below(at, key), what);
                }
            }
            _ => {}
        }
    }

    fn event(&mut self, name: &str, at: &str) {
        if vocabulary::ours(name) != name || EVENTS.contains(&name) || is_caused(self.source, name) {
            return;
        }
        let near = EVENTS.iter().find(|known| distance(known, name) <= 2).copied();
        if let Some(meant) = near.or_else(|| vocabulary::written_so(name)) {
            self.say(
                "nearly_an_event",
                at,
                format!("{name:?} is nearly a commerce event of ours; did you mean {meant:?}?"),
            );
        }
    }

    /// Of the query only what begins as those of campaigns do: a shop's own may have any name.
    fn parameters(&mut self, value: &Value, at: &str, is_utm: bool) {
        let Value::Map(pairs) = value else { return };
        for (key, _) in pairs {
            let prefix = if key.starts_with("utm_") { "utm_" } else { "" };
            let name = &key[prefix.len()..];
            let is_known = PARAMETERS.contains(&name) || MORE_PARAMETERS.contains(&name);
            if is_known || !is_utm && prefix.is_empty() {
                continue;
            }
            if let Some(near) = PARAMETERS.iter().find(|known| distance(known, name) <= 2) {
                let words = format!(
                    "{key:?} is nearly a parameter that links of campaigns carry; did you mean \"{prefix}{near}\"?"
                );
                self.say("nearly_a_parameter", &below(at, key), words);
            }
        }
    }

    fn language(&mut self, tag: &str, at: &str) {
        // Regions and scripts follow a hyphen; a name that is longer is no tag.
        if tag.len() > 3 && !tag.contains('-') {
            let meant = language(tag).map(|tag| format!("; did you mean {tag:?}?")).unwrap_or_else(|| ".".into());
            self.say("no_language", at, format!("{tag:?} is no language tag like \"en\" or \"en-GB\"{meant}"));
        }
    }
}

/// Whether some rule emits an event of that name.
fn is_caused(value: &Value, name: &str) -> bool {
    match value {
        Value::List(items) => items.iter().any(|item| is_caused(item, name)),
        Value::Map(pairs) => pairs.iter().any(|(key, item)| {
            let is_it =
                key == "emit" && (item.text() == Some(name) || item.get("name").and_then(Value::text) == Some(name));
            is_it || is_caused(item, name)
        }),
        _ => false,
    }
}

/// Whether there is a tag in it, begun or ended.
fn has_markup(text: &str) -> bool {
    text.match_indices('<').any(|(at, _)| {
        let rest = text[at + 1..].trim_start_matches('/');
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len());
        let is_closed = rest[end..].find('>').is_some();
        is_closed && TAGS.contains(&rest[..end].to_ascii_lowercase().as_str())
    })
}
