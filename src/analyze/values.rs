//! Advice on what a text is compared with: signs of a comparison written into the text, stars where they are only stars,
//! addresses and paths that no page has, numbers in quotes.

use super::finding::Finding;
use super::spot::{below, Spot};
use crate::ruleset::value::Value;

/// Comparisons as people write them into a text, each with the operator that is meant.
const WORDS: &[(&str, &str)] = &[
    (">=", "atLeast"),
    ("<=", "atMost"),
    (">", "above"),
    ("<", "below"),
    ("!=", "isNot"),
    ("==", "is"),
    ("contains ", "contains"),
    ("starts with ", "startsWith"),
    ("startsWith ", "startsWith"),
    ("ends with ", "endsWith"),
    ("endsWith ", "endsWith"),
    ("at least ", "atLeast"),
    ("atLeast ", "atLeast"),
    ("at most ", "atMost"),
    ("atMost ", "atMost"),
    ("more than ", "above"),
    ("greater than ", "above"),
    ("less than ", "below"),
];
/// What is compared with patterns.
const URLS: &[&str] = &["url", "referrer"];
const PATHS: &[&str] = &["path", "landingPath", "pageView"];
/// What is a number, below what.
const NUMBERS: &[(&str, &str)] =
    &[("cart", "value"), ("cart", "count"), ("has", "quantity"), ("product", "price"), ("customer", "orders")];
/// What nobody asks to be one exact number, written without an operator.
const EXACT: &[&str] = &["daysSinceLastVisit", "daysSinceFirstVisit"];
/// Amounts of money, below what.
const MONEY: &[(&str, &str)] = &[("cart", "value"), ("product", "price")];
const OPERATORS: &[&str] =
    &["is", "isNot", "in", "notIn", "contains", "startsWith", "endsWith", "like", "matches", "else"];

pub(super) fn find(spot: &Spot, out: &mut Vec<Finding>) {
    for (key, at, part) in &spot.parts {
        let mut walk = Walk { spot, out };
        match *key {
            "if" | "when" | "cancelOn" | "hideOn" => walk.go(part, at, ("", "")),
            _ => {}
        }
    }
}

struct Walk<'a> {
    spot: &'a Spot<'a>,
    out: &'a mut Vec<Finding>,
}

impl Walk<'_> {
    fn say(&mut self, code: &'static str, at: &str, words: String) {
        self.out.push(self.spot.say(code, at, &words));
    }

    /// `about`: the key that this is the value of, and the one above that.
    fn go(&mut self, value: &Value, at: &str, about: (&str, &str)) {
        match value {
            Value::Text(text) => self.text(text, at, about, ""),
            Value::Num(number) if EXACT.contains(&about.0) && *number > 0.0 => {
                let words =
                    format!("`{}` is that exact number then: {{ \"atLeast\": {number} }} means that or more.", about.0);
                self.say("exactly", at, words);
            }
            Value::List(items) if is_band(items, about) => {
                let words = format!(
                    "`{}.{}` is one of those two amounts then, and nothing between: {{ \"between\": … }} means a band.",
                    about.1, about.0
                );
                self.say("exactly", at, words);
            }
            Value::Num(number) if MONEY.contains(&(about.1, about.0)) && *number > 0.0 => {
                let words = format!(
                    "`{}.{}` is that exact amount then: {{ \"atLeast\": {number} }} means that or more.",
                    about.1, about.0
                );
                self.say("exactly", at, words);
            }
            Value::List(items) => {
                for (place, item) in items.iter().enumerate() {
                    self.go(item, &format!("{at}/{place}"), about);
                }
            }
            Value::Map(pairs) => {
                for (key, item) in pairs {
                    let at = below(at, key);
                    match key.as_str() {
                        "$comment" | "name" | "event" | "rule" | "experiment" | "model" | "schedule" => {}
                        operator if OPERATORS.contains(&operator) => self.operand(item, &at, about, operator),
                        key => self.go(item, &at, (key, about.0)),
                    }
                }
            }
            _ => {}
        }
    }

    fn operand(&mut self, value: &Value, at: &str, about: (&str, &str), operator: &str) {
        match value {
            Value::Text(text) => self.text(text, at, about, operator),
            Value::List(items) => {
                for (place, item) in items.iter().enumerate() {
                    self.operand(item, &format!("{at}/{place}"), about, operator);
                }
            }
            _ => {}
        }
    }

    /// A text that something is compared with; without an operator it stands alone.
    fn text(&mut self, text: &str, at: &str, about: (&str, &str), operator: &str) {
        // Triggers name selectors and lengths of time; words of ours have nothing to compare.
        if !is_compared(about) || operator == "else" {
            return;
        }
        let is_pattern =
            operator == "like" || operator.is_empty() && (URLS.contains(&about.0) || PATHS.contains(&about.0));
        if let Some((_, meant)) = WORDS.iter().find(|(word, _)| begins(text, word)) {
            let words = format!("{text:?} is taken letter by letter; {{ {meant:?}: … }} compares.");
            return self.say("operator_in_text", at, words);
        }
        if operator == "matches" {
            if is_between_slashes(text, PATHS.contains(&about.0) || URLS.contains(&about.0)) {
                let words = format!("the slashes around {text:?} are looked for, too; a regular expression is written without them, and `ignoreCase` beside it.");
                self.say("slashes_in_pattern", at, words);
            }
            return;
        }
        if is_pattern && is_expression(text) {
            let words = format!("{text:?} looks like a regular expression, and is a pattern, in which only `*` means something; {{ \"matches\": … }} takes expressions.");
            return self.say("expression_in_pattern", at, words);
        }
        if !is_pattern && text.contains('*') {
            let negated = matches!(operator, "isNot" | "notIn");
            let words = match negated {
                true => format!(
                    "in {text:?} the `*` is only a star; {{ \"not\": {{ {:?}: {text:?} }} }} takes patterns.",
                    about.0
                ),
                false => format!("in {text:?} the `*` is only a star; {{ \"like\": … }} takes patterns."),
            };
            return self.say("star_in_text", at, words);
        }
        self.address(text, at, about.0, operator);
        if NUMBERS.contains(&(about.1, about.0)) && operator != "like" {
            let words = format!("{text:?} is a text, and this is a number: write it without quotes.");
            self.say("number_in_text", at, words);
        }
    }

    /// Addresses and paths that no page has.
    fn address(&mut self, text: &str, at: &str, about: &str, operator: &str) {
        let from_start = matches!(operator, "" | "is" | "isNot" | "in" | "notIn" | "startsWith" | "like");
        if text.is_empty() || !from_start || text.starts_with('*') {
            return;
        }
        let is_begun = operator == "startsWith" && "https://".starts_with(text) || text.starts_with("http");
        if URLS.contains(&about) && !is_begun && !text.contains("://") {
            let like = format!("*{}*", text.trim_matches('*'));
            let words = format!("no address begins like {text:?}, but with \"https://\"; {like:?} is a pattern for any part, and `path` asks for the path.");
            self.say("no_url", at, words);
        } else if PATHS.contains(&about) && !text.starts_with('/') {
            self.say("no_path", at, format!("every path begins with \"/\", and none with {text:?}."));
        } else if (about == "landingPath" || PATHS.contains(&about) && !matches!(operator, "" | "like"))
            && (text.contains('?') || text.contains('#'))
        {
            let words =
                format!("a path has neither query nor fragment: {text:?} is asked for by `query`, `hash` or `url`.");
            self.say("no_path", at, words);
        }
    }
}

/// Two amounts, the lower one first: a band, as people write it.
fn is_band(items: &[Value], about: (&str, &str)) -> bool {
    match items {
        [Value::Num(low), Value::Num(high)] => low < high && MONEY.contains(&(about.1, about.0)),
        _ => false,
    }
}

/// Whether a text under these keys is what a value is compared with.
fn is_compared((key, above): (&str, &str)) -> bool {
    const FREE: &[&str] =
        &["fact", "where", "query", "utm", "cookie", "storage", "meta", "cart", "has", "product", "customer"];
    const ALONE: &[&str] = &["title", "hash", "text", "value"];
    FREE.contains(&above) || URLS.contains(&key) || PATHS.contains(&key) || ALONE.contains(&key) && above != "show"
}

/// Whether a text begins with a comparison of something.
fn begins(text: &str, word: &str) -> bool {
    let Some(rest) = text.trim_start().strip_prefix(word) else { return false };
    let rest = rest.trim_start();
    match word.starts_with(|c: char| c.is_ascii_alphabetic()) {
        true => !rest.is_empty(),
        // A sign before a number; markup and arrows are texts.
        false => rest.starts_with(|c: char| c.is_ascii_digit() || c == '-') || word == "!=" && !rest.is_empty(),
    }
}

/// Whether there is something in it that only regular expressions have: addresses write none of it.
fn is_expression(text: &str) -> bool {
    text.contains(".*")
        || text.contains(['|', '\\'])
        || ["^", "/^"].iter().any(|begin| text.starts_with(begin))
        || ["$", "$/"].iter().any(|end| text.ends_with(end))
}

/// `/…/i`; of an address, which has slashes itself, only with flags.
fn is_between_slashes(text: &str, has_slashes: bool) -> bool {
    let Some((inner, flags)) = text.strip_prefix('/').and_then(|rest| rest.rsplit_once('/')) else { return false };
    let are_flags = flags.len() <= 3 && flags.bytes().all(|flag| b"gimsuy".contains(&flag));
    !inner.is_empty() && are_flags && !(has_slashes && flags.is_empty())
}
