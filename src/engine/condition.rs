//! Conditions in three values: true, false, unknown. Only true shows.

use crate::ruleset::limits::MATCHED;
use crate::ruleset::model::{Amount, Cond, Leaf, Pattern, Subject, Test};
use crate::ruleset::value::Value;

use super::number::{decimal, number};
use super::reason::No;
use super::text::{find, same};
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

    pub(crate) fn not(self) -> Verdict {
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
    Known(&'a Value),
    Text(&'a str),
    Count(f64),
    /// A count that is known only from below: history before this page load cannot be read.
    AtLeast(f64),
    Missing(No),
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
            (Subjected::Missing(_), Some(stand_in)) => Subjected::Known(stand_in),
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

    fn test(&self, leaf: &Leaf, test: &Test, have: &Subjected) -> Verdict {
        match (test, have) {
            (Test::Exists(want), Subjected::Missing(No::Unknown)) => Verdict::of(!want),
            (Test::Empty(want), Subjected::Missing(No::Unknown)) => Verdict::of(*want),
            (_, Subjected::Missing(why)) => Verdict::Unknown(*why),
            (Test::AtLeast(_) | Test::Above(_), Subjected::AtLeast(_)) => match self.compare(leaf, test, have) {
                Verdict::True => Verdict::True,
                _ => Verdict::Unknown(self.unread_history()),
            },
            (_, Subjected::AtLeast(_)) => Verdict::Unknown(self.unread_history()),
            _ => self.compare(leaf, test, have),
        }
    }

    fn like(&self, leaf: &Leaf, patterns: &[Pattern], have: &Subjected) -> Verdict {
        let Some(text) = have.text() else { return Verdict::Unknown(No::Unknown) };
        let is_parsed = matches!(leaf.subject, Subject::Referrer | Subject::LandingPath);
        let url = is_parsed.then(|| Url::parse(text, false));
        for pattern in patterns {
            let holds = match (&leaf.subject, &url) {
                (Subject::Path, _) => pattern.is_like_path(&self.page.url),
                (Subject::Url, _) => pattern.is_like_url(&self.page.url),
                (Subject::LandingPath, Some(url)) => pattern.is_like_path(url),
                (_, Some(url)) => pattern.is_like_url(url),
                _ => pattern.is_like(text, leaf.ignore_case),
            };
            if holds {
                return Verdict::True;
            }
        }
        Verdict::False
    }

    fn compare(&self, leaf: &Leaf, test: &Test, have: &Subjected) -> Verdict {
        let fold = leaf.ignore_case;
        Verdict::of(match test {
            Test::Is(want) => have.is(want, fold),
            Test::IsNot(want) => !have.is(want, fold),
            Test::In(wants) => wants.iter().any(|want| have.is(want, fold)),
            Test::NotIn(wants) => !wants.iter().any(|want| have.is(want, fold)),
            Test::Contains(want) => have.contains(want, fold),
            Test::StartsWith(want) | Test::EndsWith(want) => {
                let Some(text) = have.text() else { return Verdict::Unknown(No::Unknown) };
                let spare = text.len().checked_sub(want.len());
                let from = if matches!(test, Test::StartsWith(_)) { spare.map(|_| 0) } else { spare };
                from.is_some_and(|from| same(&text.as_bytes()[from..from + want.len()], want.as_bytes(), fold))
            }
            Test::Exists(want) => *want,
            Test::Empty(want) => have.is_empty() == *want,
            Test::Like(patterns) => return self.like(leaf, patterns, have),
            Test::Matches(patterns) => match have.text() {
                Some(text) if text.len() <= MATCHED => patterns.iter().any(|(place, _)| self.matches(*place, text)),
                _ => return Verdict::Unknown(No::Unknown),
            },
            _ => return self.compare_numbers(leaf, test, have),
        })
    }

    /// Whether a text matches a regular expression.
    #[cfg(feature = "dev")]
    fn matches(&self, pattern: u32, text: &str) -> bool {
        self.set.patterns.get(pattern as usize).is_some_and(|pattern| pattern.regex.is_match(text))
    }

    /// The shopper's build asks the shell, which has a module for it.
    #[cfg(not(feature = "dev"))]
    fn matches(&self, pattern: u32, text: &str) -> bool {
        self.context.matches.is_some_and(|matches| matches(pattern, text))
    }

    fn compare_numbers(&self, leaf: &Leaf, test: &Test, have: &Subjected) -> Verdict {
        let Some(have) = have.num() else { return Verdict::Unknown(No::Unknown) };
        let (low, high) = match test {
            Test::AtLeast(low) | Test::Above(low) => (Some(low), None),
            Test::AtMost(high) | Test::Below(high) => (None, Some(high)),
            Test::Between(low, high) => (Some(low), Some(high)),
            _ => (None, None),
        };
        let is_strict = matches!(test, Test::Above(_) | Test::Below(_));
        for (bound, sign) in [(low, 1.0), (high, -1.0)] {
            let Some(bound) = bound else { continue };
            let Some(bound) = self.amount(&leaf.subject, bound) else { return Verdict::Unknown(No::Currency) };
            let beyond = (have - bound) * sign;
            if beyond < 0.0 || is_strict && beyond == 0.0 {
                return Verdict::False;
            }
        }
        Verdict::True
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
                (Some(ours), Some(theirs)) if !same(ours.as_bytes(), theirs.as_bytes(), true) => None,
                _ => Some(*number),
            },
            Amount::Money(list) => {
                let currency = theirs.or(ours)?;
                list.iter()
                    .find(|(code, _)| same(code.as_bytes(), currency.as_bytes(), true))
                    .map(|(_, number)| *number)
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
}

fn is_money(subject: &Subject) -> bool {
    let Subject::Fact(path) = subject else { return false };
    path.last().is_some_and(|last| matches!(last.as_str(), "value" | "price" | "total" | "subtotal" | "amount"))
}

impl Subjected<'_> {
    fn text(&self) -> Option<&str> {
        match self {
            Subjected::Text(text) => Some(text),
            Subjected::Known(Value::Text(text)) => Some(text),
            _ => None,
        }
    }

    pub(crate) fn num(&self) -> Option<f64> {
        match self {
            Subjected::Count(number) | Subjected::AtLeast(number) => Some(*number),
            Subjected::Known(value) => number(value),
            Subjected::Text(text) => decimal(text),
            Subjected::Missing(_) => None,
        }
    }

    /// Whether it equals that; of a list, whether one of its entries does.
    fn is(&self, want: &Value, fold: bool) -> bool {
        match (self, want) {
            (Subjected::Known(Value::List(items)), _) => items.iter().any(|item| Subjected::Known(item).is(want, fold)),
            (Subjected::Count(have), Value::Num(want)) => have == want,
            (Subjected::Known(have), want) if !matches!(have, Value::Text(_)) => *have == want,
            (_, Value::Text(want)) => self.text().is_some_and(|have| same(have.as_bytes(), want.as_bytes(), fold)),
            _ => false,
        }
    }

    fn contains(&self, want: &Value, fold: bool) -> bool {
        if let Subjected::Known(Value::List(_)) = self {
            return self.is(want, fold);
        }
        let (Some(have), Value::Text(want)) = (self.text(), want) else { return false };
        find(have.as_bytes(), want.as_bytes(), fold).is_some()
    }

    fn is_empty(&self) -> bool {
        match self {
            Subjected::Text(text) => text.is_empty(),
            Subjected::Known(Value::Text(text)) => text.is_empty(),
            Subjected::Known(Value::List(items)) => items.is_empty(),
            Subjected::Known(Value::Map(pairs)) => pairs.is_empty(),
            _ => false,
        }
    }
}
