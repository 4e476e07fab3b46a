//! Advice on honesty: refusals that shame, deadlines that nothing else keeps, numbers that nobody counted, popups over a
//! phone's first screen. A short list of words for each language, and silence where none of them stands: advice that is
//! wrong is not read.

use super::finding::Finding;
use super::shadow::fields;
use super::spot::below;
use super::urls::leaves;
use crate::ruleset::model::{Action, Atom, OperatorKind, Rule, Subject, Surface, Trigger};
use crate::ruleset::value::Value;
use crate::time::Ms;

/// On a phone a popup takes the whole screen: sooner than that nobody has seen what is under it.
const PHONE: Ms = Ms(5_000);
/// In less not everybody has found and pressed a button.
const ENOUGH: Ms = Ms(20_000);

/// How refusals begin, by language: English, German, French, Spanish, Italian, Dutch. Without marks.
const REFUSALS: &[&str] = &[
    "no thanks",
    "no thank you",
    "no",
    "nope",
    "nein danke",
    "nein",
    "non merci",
    "non",
    "no gracias",
    "no grazie",
    "nee bedankt",
    "nee dank je",
    "nee",
];

/// How they go on where they blame whoever refuses, or begin with it.
const BLAMES: &[&str] = &[
    "i hate",
    "i don't want to save",
    "i do not want to save",
    "i don't want a discount",
    "i don't want free",
    "i don't need a discount",
    "i don't need to save",
    "i don't like",
    "i do not like",
    "i don't care",
    "i prefer to pay",
    "i prefer paying",
    "i like paying",
    "i like to pay",
    "i love paying",
    "i enjoy paying",
    "i'd rather pay",
    "i would rather pay",
    "i'd rather miss",
    "i'll pay",
    "i'm not interested in saving",
    "ich zahle lieber",
    "ich bezahle lieber",
    "ich zahle gern",
    "ich bezahle gern",
    "ich will nicht sparen",
    "ich möchte nicht sparen",
    "ich mag keine",
    "ich hasse",
    "je préfère payer",
    "je ne veux pas économiser",
    "je n'aime pas",
    "je déteste",
    "j'aime payer",
    "prefiero pagar",
    "no quiero ahorrar",
    "no me gusta",
    "me gusta pagar",
    "odio",
    "preferisco pagare",
    "non voglio risparmiare",
    "non mi piace",
    "mi piace pagare",
    "ik betaal liever",
    "ik wil niet besparen",
    "ik hou niet van",
    "ik haat",
];

/// What is advised against even if one arm of an experiment does it alone.
pub(super) const ANYWHERE: &[&str] = &["shames", "made_up_number", "countdown_alone", "goes_too_soon"];

/// What is under these is data of the shop's.
const DATA: &[&str] = &["emit", "dataLayer", "call", "setFact"];

pub(super) fn find(source: &Value, rule: &Rule, out: &mut Vec<Finding>) {
    let parts = fields(source, rule);
    let mut walk = Walk { texts: source.get("texts"), is_kept: is_kept(source, parts), rule, out };
    for (key, part) in parts {
        // Another device or another arm, other words.
        if matches!(key.as_str(), "show" | "do" | "on" | "experiment") {
            walk.value(part, &format!("/{key}"));
        }
    }
    for action in &rule.actions {
        if let Action::Surface(surface) = action {
            walk.hurry(surface);
        }
    }
}

/// A popup that covers a phone before its visitor has seen the page, where no condition asks for the device.
pub(super) fn is_soon_on_phones(source: &Value, rule: &Rule) -> bool {
    let mut is_asked = fields(source, rule).iter().any(|(key, _)| key == "on");
    if let Some(cond) = &rule.cond {
        leaves(cond, &mut |leaf| {
            is_asked |= matches!(
                leaf.subject,
                Subject::Device
                    | Subject::Viewport(_)
                    | Subject::Pointer
                    | Subject::Orientation
                    | Subject::Audience(_)
                    | Subject::Stage(_)
                    | Subject::Score(_)
            );
        });
    }
    !is_asked
        && rule.trigger.as_ref().and_then(soonest).is_some_and(|time| Ms(time.0.saturating_add(rule.delay.0)) < PHONE)
}

/// Whether the condition asks, for all of it, that other pages of the visit came before.
pub(super) fn has_seen_pages(source: &Value, rule: &Rule) -> bool {
    let pages = source.written(&format!("/rules/{}/if/pageViews", rule.place));
    let pages = pages.map(|pages| pages.get("session").unwrap_or(pages));
    let least = |pages: &Value| {
        let exact = pages.num().or_else(|| pages.get("is")?.num());
        exact.or_else(|| pages.get("atLeast")?.num()).or_else(|| Some(pages.get("above")?.num()? + 1.0))
    };
    pages.and_then(least).is_some_and(|least| least >= 2.0)
}

/// How soon after a page view it may fire by time alone.
fn soonest(trigger: &Trigger) -> Option<Ms> {
    match trigger {
        Trigger::Atom(Atom::PageView { .. }) => Some(Ms(0)),
        Trigger::Atom(atom) => super::dead::plain_dwell(atom).map(|(time, _)| time),
        Trigger::Op(operator) if operator.kind == OperatorKind::Any => operator.of.iter().filter_map(soonest).min(),
        Trigger::Op(_) => None,
    }
}

/// Whether the words of a button blame whoever presses it.
fn shames(text: &str) -> bool {
    let mut plain = String::new();
    for c in text.to_lowercase().replace('\u{2019}', "'").chars() {
        let is_word = c.is_alphanumeric() || c == '\'';
        if is_word || !plain.ends_with(' ') {
            plain.push(if is_word { c } else { ' ' });
        }
    }
    let plain = plain.trim();
    let blames = |text: &str| BLAMES.iter().any(|blame| begins(text, blame));
    blames(plain) || REFUSALS.iter().any(|no| begins(plain, no) && blames(plain[no.len()..].trim_start()))
}

/// Whether a text begins with these words, whole.
fn begins(text: &str, words: &str) -> bool {
    text.strip_prefix(words).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
}

/// What goes with a widget that goes, or tells the page, which may keep to it.
const OFFERS: &[&str] = &["coupon", "form", "emit", "dataLayer", "call", "setFact", "fill", "enable", "next"];

/// Whether a rule offers something where a countdown of the visitor's own stands, or a rule whose countdown runs with it
/// does, or the page says for whom it is.
fn is_kept(source: &Value, parts: &[(String, Value)]) -> bool {
    let offers = |parts: &[(String, Value)]| {
        parts.iter().any(|(key, part)| match key.as_str() {
            "if" => has(part, &["fact"]),
            "show" | "do" | "on" | "experiment" => has(part, OFFERS),
            _ => false,
        })
    };
    let mut keys = Vec::new();
    parts.iter().for_each(|(_, part)| clocks(part, &mut keys));
    let others = match source.get("rules") {
        Some(Value::List(rules)) => rules.as_slice(),
        _ => &[],
    };
    offers(parts)
        || others.iter().any(|other| {
            let Value::Map(parts) = other else { return false };
            let mut theirs = Vec::new();
            parts.iter().for_each(|(_, part)| clocks(part, &mut theirs));
            theirs.iter().any(|key| keys.contains(key)) && offers(parts)
        })
}

/// Whether one of these names stands somewhere in it.
fn has(value: &Value, names: &[&str]) -> bool {
    match value {
        Value::List(items) => items.iter().any(|item| has(item, names)),
        Value::Map(pairs) => pairs.iter().any(|(key, item)| names.contains(&key.as_str()) || has(item, names)),
        _ => false,
    }
}

/// The keys that the countdowns in it share.
fn clocks<'v>(value: &'v Value, out: &mut Vec<&'v str>) {
    match value {
        Value::List(items) => items.iter().for_each(|item| clocks(item, out)),
        Value::Map(pairs) => pairs.iter().for_each(|(name, item)| {
            if name == "countdown" {
                out.extend(item.get("key").and_then(Value::text));
            }
            clocks(item, out);
        }),
        _ => {}
    }
}

struct Walk<'a> {
    /// Those that rules name by a key.
    texts: Option<&'a Value>,
    /// Something may end when a visitor's own countdown does.
    is_kept: bool,
    rule: &'a Rule,
    out: &'a mut Vec<Finding>,
}

impl Walk<'_> {
    fn say(&mut self, code: &'static str, at: &str, words: &str) {
        self.out.push(Finding::advice(code, self.rule, at, format!("\"{}\": {words}", self.rule.id)));
    }

    fn value(&mut self, value: &Value, at: &str) {
        match value {
            Value::Text(text) => self.text(text, at),
            Value::List(items) => {
                items.iter().enumerate().for_each(|(index, item)| self.value(item, &format!("{at}/{index}")));
            }
            Value::Map(pairs) => {
                let key = value.get("t").and_then(Value::text);
                match key.and_then(|key| self.texts?.get(key)) {
                    Some(Value::Text(text)) => self.text(text, at),
                    Some(Value::Map(languages)) => {
                        languages.iter().filter_map(|(_, text)| text.text()).for_each(|text| self.text(text, at));
                    }
                    _ => {}
                }
                for (key, item) in pairs.iter().filter(|(key, _)| !DATA.contains(&key.as_str())) {
                    let at = below(at, key);
                    if key == "countdown" {
                        self.countdown(item, &at);
                    }
                    self.value(item, &at);
                }
            }
            _ => {}
        }
    }

    fn text(&mut self, text: &str, at: &str) {
        if at.contains("/buttons") && shames(text) {
            self.say("shames", at, "a refusal should be as plain as \"No, thank you\".");
        }
        if super::pressure::makes_up(text) {
            let words = "who counted that? A number that is typed in is soon not true: take it from a fact, as in \"Only {{ product.stock }} left\".";
            self.say("made_up_number", at, words);
        }
    }

    fn countdown(&mut self, value: &Value, at: &str) {
        let is_dated = self.rule.schedule.as_ref().is_some_and(|it| it.to.is_some());
        if value.get("for").is_some() && !is_dated && !self.is_kept {
            let words = "nothing ends when each visitor's own countdown does, so that it is pressure and no deadline: put what is offered beside it, to go with it, or count down to a date.";
            self.say("countdown_alone", at, words);
        }
    }

    /// What somebody is to do takes its time (WCAG 2.2.1).
    fn hurry(&mut self, surface: &Surface) {
        let any = |what: &str, is: &dyn Fn(&Value) -> bool| match surface.view.written(what) {
            Some(Value::List(items)) => items.iter().any(is),
            _ => false,
        };
        let asks = |block: &Value| ["coupon", "survey", "form"].iter().any(|kind| block.get(kind).is_some());
        if surface.hide_after.is_some_and(|time| time < ENOUGH)
            && (any("/buttons", &|_| true) || any("/content", &asks))
        {
            let words = "it has something to press and goes within 20 s: some need longer to get there. Leave `hideAfter` out, or make it longer.";
            self.say("goes_too_soon", "/show", words);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::shames;

    #[test]
    fn blame_is_told_from_a_plain_no() {
        for text in [
            "No thanks, I hate saving",
            "No, thank you — I’d rather pay full price",
            "I prefer to pay more",
            "Nein danke, ich zahle lieber den vollen Preis",
            "Non merci, je préfère payer plein tarif",
            "No, gracias. Prefiero pagar más",
            "No grazie, non mi piace risparmiare",
            "Nee, ik betaal liever meer",
        ] {
            assert!(shames(text), "{text}");
        }
        for text in [
            "",
            "No",
            "No, thank you",
            "No thanks, I have one already",
            "Not now",
            "Maybe later",
            "Nein danke",
            "Non merci",
            "Norway",
            "No, I don't need help",
            "I prefer a call",
            "Ich mag es",
        ] {
            assert!(!shames(text), "{text}");
        }
    }
}
