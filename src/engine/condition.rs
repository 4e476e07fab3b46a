//! Conditions in three values: true, false, unknown. Only true shows.

use std::borrow::Cow;

use crate::ruleset::model::{Amount, Cond, Leaf, Pattern, Subject, Test};
use crate::ruleset::value::Value;

use super::input::ConsentState;
use super::pattern::find;
use super::reason::No;
use super::url::Url;
use super::Engine;

/// The outcome of a condition. `Unknown` carries the reason that explains it best.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    True,
    False,
    Unknown(No),
}

impl Verdict {
    fn of(holds: bool) -> Verdict {
        match holds {
            true => Verdict::True,
            false => Verdict::False,
        }
    }

    fn not(self) -> Verdict {
        match self {
            Verdict::True => Verdict::False,
            Verdict::False => Verdict::True,
            unknown => unknown,
        }
    }

    /// The reason for a no; `None` for a yes.
    pub(crate) fn no(self) -> Option<No> {
        match self {
            Verdict::True => None,
            Verdict::False => Some(No::If),
            Verdict::Unknown(why) => Some(why),
        }
    }
}

/// What there is to compare.
pub(crate) enum Subjected<'a> {
    Known(Cow<'a, Value>),
    /// A count that is known only from below: history before this page load cannot be read.
    AtLeast(f64),
    Missing(No),
}

fn known(text: &str) -> Subjected<'static> {
    Subjected::Known(Cow::Owned(Value::from(text)))
}

fn found(value: Option<&Value>) -> Subjected<'_> {
    match value {
        None | Some(Value::Null) => Subjected::Missing(No::Unknown),
        Some(value) => Subjected::Known(Cow::Borrowed(value)),
    }
}

impl Engine {
    /// The verdict on a condition tree.
    pub(crate) fn verdict(&self, cond: &Cond) -> Verdict {
        match cond {
            Cond::All(parts) => self.fold(parts, Verdict::False, Verdict::True),
            Cond::Any(parts) => self.fold(parts, Verdict::True, Verdict::False),
            Cond::Not(part) => self.verdict(part).not(),
            Cond::Leaf(leaf) => self.leaf(leaf, None),
        }
    }

    /// `decisive` settles it at once; else an unknown part makes it unknown; else it is `rest`.
    fn fold(&self, parts: &[Cond], decisive: Verdict, rest: Verdict) -> Verdict {
        let mut result = rest;
        for part in parts {
            let verdict = self.verdict(part);
            if verdict == decisive {
                return decisive;
            }
            // The first unknown names the reason, but one that consent can lift says more.
            match (verdict, result) {
                (Verdict::Unknown(No::ConsentPending | No::ConsentDenied), _) => result = verdict,
                (Verdict::Unknown(_), Verdict::True | Verdict::False) => result = verdict,
                _ => {}
            }
        }
        result
    }

    /// Whether all of `leaves` hold of an event's properties.
    pub(crate) fn where_holds(&self, leaves: &[Leaf], props: &Value) -> bool {
        leaves.iter().all(|leaf| self.leaf(leaf, Some(props)) == Verdict::True)
    }

    /// The verdict on one comparison; `props` are those of the event or item at hand.
    pub(crate) fn leaf(&self, leaf: &Leaf, props: Option<&Value>) -> Verdict {
        if let Subject::CartHas(parts) = &leaf.subject {
            return self.cart_has(parts, &leaf.tests);
        }
        let subject = match (self.subject(&leaf.subject, props), &leaf.otherwise) {
            (Subjected::Missing(_), Some(stand_in)) => Subjected::Known(Cow::Borrowed(stand_in)),
            (subject, _) => subject,
        };
        let mut result = Verdict::True;
        for test in &leaf.tests {
            match self.test(leaf, test, &subject) {
                Verdict::True => {}
                Verdict::False => return Verdict::False,
                unknown => result = unknown,
            }
        }
        result
    }

    fn test(&self, leaf: &Leaf, test: &Test, subject: &Subjected) -> Verdict {
        match (test, subject) {
            (Test::Exists(want), Subjected::Missing(No::Unknown)) => Verdict::of(!want),
            (Test::Empty(want), Subjected::Missing(No::Unknown)) => Verdict::of(*want),
            (_, Subjected::Missing(why)) => Verdict::Unknown(*why),
            (Test::AtLeast(_) | Test::Above(_), Subjected::AtLeast(count)) => {
                match self.compare(leaf, test, &Value::Num(*count)) {
                    Verdict::True => Verdict::True,
                    _ => Verdict::Unknown(self.unread_history()),
                }
            }
            (_, Subjected::AtLeast(_)) => Verdict::Unknown(self.unread_history()),
            (Test::Like(patterns), Subjected::Known(value)) => self.like(leaf, patterns, value),
            (_, Subjected::Known(value)) => self.compare(leaf, test, value),
        }
    }

    fn like(&self, leaf: &Leaf, patterns: &[Pattern], value: &Value) -> Verdict {
        let holds = match (&leaf.subject, value) {
            (Subject::Path, _) => patterns.iter().any(|pattern| pattern.is_like_path(&self.page.url)),
            (Subject::Url, _) => patterns.iter().any(|pattern| pattern.is_like_url(&self.page.url)),
            (Subject::Referrer, Value::Text(text)) => {
                let url = Url::parse(text, false);
                patterns.iter().any(|pattern| pattern.is_like_url(&url))
            }
            (_, Value::Text(text)) if leaf.ignore_case => {
                let text = text.to_ascii_lowercase();
                patterns.iter().any(|pattern| {
                    let pieces = pattern.pieces.iter().map(|piece| piece.to_ascii_lowercase()).collect();
                    Pattern { pieces, ..*pattern }.is_like(&text)
                })
            }
            (_, Value::Text(text)) => patterns.iter().any(|pattern| pattern.is_like(text)),
            _ => return Verdict::Unknown(No::Unknown),
        };
        Verdict::of(holds)
    }

    fn compare(&self, leaf: &Leaf, test: &Test, value: &Value) -> Verdict {
        let same = |want: &Value| equal(value, want, leaf.ignore_case);
        Verdict::of(match test {
            Test::Is(want) => same(want),
            Test::IsNot(want) => !same(want),
            Test::In(wants) => wants.iter().any(same),
            Test::NotIn(wants) => !wants.iter().any(same),
            Test::Contains(want) => contains(value, want, leaf.ignore_case),
            Test::StartsWith(want) | Test::EndsWith(want) => {
                let Value::Text(text) = value else { return Verdict::Unknown(No::Unknown) };
                let (text, want) = (fold_case(text, leaf.ignore_case), fold_case(want, leaf.ignore_case));
                match test {
                    Test::StartsWith(_) => text.starts_with(want.as_ref()),
                    _ => text.ends_with(want.as_ref()),
                }
            }
            Test::Exists(want) => *want,
            Test::Empty(want) => is_empty(value) == *want,
            Test::Like(patterns) => return self.like(leaf, patterns, value),
            _ => return self.compare_numbers(leaf, test, value),
        })
    }

    fn compare_numbers(&self, leaf: &Leaf, test: &Test, value: &Value) -> Verdict {
        let Some(have) = number(value) else { return Verdict::Unknown(No::Unknown) };
        let bound = |amount: &Amount| self.amount(&leaf.subject, amount);
        let holds = match test {
            Test::AtLeast(amount) => bound(amount).map(|want| have >= want),
            Test::AtMost(amount) => bound(amount).map(|want| have <= want),
            Test::Above(amount) => bound(amount).map(|want| have > want),
            Test::Below(amount) => bound(amount).map(|want| have < want),
            Test::Between(low, high) => match (bound(low), bound(high)) {
                (Some(low), Some(high)) => Some(low <= have && have <= high),
                _ => None,
            },
            _ => None,
        };
        holds.map_or(Verdict::Unknown(No::Currency), Verdict::of)
    }

    /// The number to compare with; `None` when it is in another currency.
    fn amount(&self, subject: &Subject, amount: &Amount) -> Option<f64> {
        let ours = self.set.settings.currency.as_deref();
        let theirs = match subject {
            Subject::Fact(path) => {
                path.first().and_then(|root| self.facts.get(root)).and_then(|root| root.get("currency"))
            }
            _ => None,
        };
        let theirs = theirs.and_then(Value::text);
        match amount {
            Amount::Number(number) if !is_money(subject) => Some(*number),
            Amount::Number(number) => match (ours, theirs) {
                (Some(ours), Some(theirs)) if ours != theirs => None,
                _ => Some(*number),
            },
            Amount::Money(list) => {
                let currency = theirs.or(ours)?;
                list.iter().find(|(code, _)| code == currency).map(|(_, number)| *number)
            }
        }
    }

    fn cart_has(&self, parts: &[Leaf], tests: &[Test]) -> Verdict {
        let Some(Value::List(items)) = self.facts.get("cart").and_then(|cart| cart.get("items")) else {
            return Verdict::Unknown(No::Unknown);
        };
        let has = items.iter().any(|item| self.where_holds(parts, item));
        let wanted = !tests.iter().any(|test| matches!(test, Test::Is(Value::Bool(false)) | Test::Exists(false)));
        Verdict::of(has == wanted)
    }

    /// The value a comparison looks at.
    pub(crate) fn subject<'a>(&'a self, subject: &Subject, props: Option<&'a Value>) -> Subjected<'a> {
        match subject {
            Subject::Path => known(&self.page.url.path),
            Subject::Url => known(&self.page.url.whole),
            Subject::Query(name) => self.page.url.param(name).map_or(Subjected::Missing(No::Unknown), known),
            Subject::Referrer => self.ledger.arrival.referrer.as_deref().map_or(Subjected::Missing(No::Unknown), known),
            Subject::Utm(name) => {
                let utm = self.ledger.arrival.utm.iter().find(|(key, _)| key == name);
                utm.map_or(Subjected::Missing(No::Unknown), |(_, value)| known(value))
            }
            Subject::Visitor => match self.visits() {
                Ok(count) => known(if count > 1 { "returning" } else { "new" }),
                Err(why) => Subjected::Missing(why),
            },
            Subject::Visits => match self.visits() {
                Ok(count) => Subjected::Known(Cow::Owned(Value::Num(f64::from(count)))),
                Err(why) => Subjected::Missing(why),
            },
            Subject::PageViewsInSession => self.count(self.ledger.page_views),
            Subject::PageViewsOfVisitor => match self.visits() {
                Ok(_) => self.count(self.ledger.all_page_views),
                Err(why) => Subjected::Missing(why),
            },
            Subject::Device => self.page.device().map_or(Subjected::Missing(No::Unknown), known),
            Subject::Language if self.context.language.is_empty() => Subjected::Missing(No::Unknown),
            Subject::Language => known(&self.context.language),
            Subject::Fact(path) => self.fact(path),
            Subject::CartHas(_) => Subjected::Missing(No::Unknown),
            Subject::Element(query) => {
                found(self.samples.iter().find(|(index, _)| index == query).map(|(_, value)| value))
            }
            Subject::History(ask) => self.count(self.ledger.answer(&self.set.asks[ask.0 as usize], self.wall())),
            Subject::Prop(path) => found(props.and_then(|props| props.at(path))),
        }
    }

    fn fact(&self, path: &[String]) -> Subjected<'_> {
        if path.first().is_some_and(|root| root == "customer") {
            match self.consent.personalization {
                ConsentState::Granted => {}
                ConsentState::Pending => return Subjected::Missing(No::ConsentPending),
                ConsentState::Denied => return Subjected::Missing(No::ConsentDenied),
            }
        }
        found(self.facts.at(path))
    }

    fn count(&self, count: u32) -> Subjected<'static> {
        let count = f64::from(count);
        match self.is_history_known() {
            true => Subjected::Known(Cow::Owned(Value::Num(count))),
            false => Subjected::AtLeast(count),
        }
    }

    /// The number of this visit, or why it is not known.
    fn visits(&self) -> Result<u32, No> {
        match self.consent.personalization {
            ConsentState::Pending => Err(No::ConsentPending),
            ConsentState::Denied => Err(No::ConsentDenied),
            ConsentState::Granted if self.is_ledger_read() => Ok(self.ledger.visits.max(1)),
            ConsentState::Granted => Err(self.unread_history()),
        }
    }

    /// Why history before this load cannot be read.
    fn unread_history(&self) -> No {
        match self.consent.functional {
            ConsentState::Pending => No::ConsentPending,
            ConsentState::Denied => No::ConsentDenied,
            ConsentState::Granted => No::Unknown,
        }
    }
}

fn is_money(subject: &Subject) -> bool {
    let Subject::Fact(path) = subject else { return false };
    path.last().is_some_and(|last| matches!(last.as_str(), "value" | "price" | "total" | "subtotal" | "amount"))
}

fn fold_case(text: &str, fold: bool) -> Cow<'_, str> {
    match fold {
        true => Cow::Owned(text.to_ascii_lowercase()),
        false => Cow::Borrowed(text),
    }
}

fn equal(have: &Value, want: &Value, fold: bool) -> bool {
    match (have, want) {
        (Value::Text(have), Value::Text(want)) if fold => have.eq_ignore_ascii_case(want),
        _ => have == want,
    }
}

fn contains(have: &Value, want: &Value, fold: bool) -> bool {
    match (have, want) {
        (Value::List(items), _) => items.iter().any(|item| equal(item, want, fold)),
        (Value::Text(have), Value::Text(want)) => find(&fold_case(have, fold), &fold_case(want, fold)).is_some(),
        _ => false,
    }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Text(text) => text.is_empty(),
        Value::List(items) => items.is_empty(),
        Value::Map(pairs) => pairs.is_empty(),
        _ => false,
    }
}

/// A number, or a text that is a plain decimal.
pub(crate) fn number(value: &Value) -> Option<f64> {
    let text = match value {
        Value::Num(number) => return Some(*number),
        Value::Text(text) => text.trim(),
        _ => return None,
    };
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let is_plain = |part: &str| !part.is_empty() && part.len() <= 12 && part.bytes().all(|byte| byte.is_ascii_digit());
    if !is_plain(whole) || !is_plain(fraction) {
        return None;
    }
    // Both parts are integers below 10^12, so this is exact up to one rounding; the library's parser costs 8 kB of wasm.
    let read = |part: &str| part.bytes().fold(0.0, |sum, byte| sum * 10.0 + f64::from(byte - b'0'));
    let scale = fraction.bytes().fold(1.0, |scale, _| scale * 10.0);
    let size = (read(whole) * scale + read(fraction)) / scale;
    Some(if text.starts_with('-') { -size } else { size })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_decimals_are_numbers() {
        for (text, want) in [
            ("49.90", Some(49.9)),
            ("-3", Some(-3.0)),
            (" 7 ", Some(7.0)),
            ("1e3", None),
            ("", None),
            (".5", None),
            ("1,5", None),
        ] {
            assert_eq!(number(&Value::from(text)), want, "{text}");
        }
    }
}
