//! Whether one value can pass several tests at once. A yes may be wrong, a no never is: what is not understood passes.

use super::glob::{self, Glob};
use super::lits::{numbers, Lit};
use crate::ruleset::model::{Pattern, Subject, Test};
use crate::ruleset::value::Value;

/// Numbers between two of which this many or fewer whole ones lie are tried one by one.
const FEW: f64 = 80.0;

/// What values a subject can have.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// A whole number from 0 on.
    Count,
    /// A text.
    Text,
    /// One of a few texts.
    Device,
    /// Anything.
    Any,
}

fn kind(subject: &Subject) -> Kind {
    match subject {
        Subject::Path | Subject::Url | Subject::Referrer | Subject::Query(_) | Subject::Utm(_) | Subject::Language => {
            Kind::Text
        }
        Subject::Visits | Subject::PageViewsInSession | Subject::PageViewsOfVisitor | Subject::History(_) => {
            Kind::Count
        }
        Subject::Device => Kind::Device,
        _ => Kind::Any,
    }
}

/// A path, which is held against patterns with a slash at its end and without.
fn is_path(subject: &Subject) -> bool {
    matches!(subject, Subject::Path | Subject::LandingPath)
}

/// Whether a value of the subject that all these are about can pass them.
pub(super) fn possible(lits: &[&Lit]) -> bool {
    let Some(first) = lits.first() else { return true };
    let kind = kind(&first.subject);
    if lits.iter().all(|lit| passes_missing(lit)) {
        return true;
    }
    if let Some(candidates) = candidates(lits, kind) {
        return candidates.iter().any(|(value, fold)| lits.iter().all(|lit| passes(lit, value, *fold)));
    }
    in_one_range(lits) && like_all(lits)
}

/// Whether a missing value has the verdict.
pub(super) fn passes_missing(lit: &Lit) -> bool {
    match (&lit.otherwise, &lit.test) {
        (Some(value), _) => passes(lit, value, false),
        (None, Test::Exists(want)) => *want != lit.want,
        (None, Test::Empty(want)) => *want == lit.want,
        _ => false,
    }
}

/// All values that can pass, if they are few. With each: whether it stands for all spellings in upper and lower case.
fn candidates(lits: &[&Lit], kind: Kind) -> Option<Vec<(Value, bool)>> {
    if kind == Kind::Device {
        return Some(["mobile", "tablet", "desktop"].iter().map(|name| (Value::from(*name), false)).collect());
    }
    let is_url = |lit: &Lit| matches!(lit.subject, Subject::Url | Subject::Referrer);
    // The first visit is number 1.
    let least = if lits.iter().any(|lit| lit.subject == Subject::Visits) { 1.0 } else { 0.0 };
    for lit in lits {
        let found: Vec<Value> = match (&lit.test, lit.want) {
            (Test::Is(value), true) | (Test::IsNot(value), false) => vec![value.clone()],
            (Test::In(values), true) | (Test::NotIn(values), false) => values.clone(),
            (Test::Empty(want), _) if *want == lit.want => {
                vec![Value::from(""), Value::List(Vec::new()), Value::Map(Vec::new())]
            }
            (Test::Like(patterns), true) if !is_url(lit) && patterns.iter().all(is_plain) => {
                patterns.iter().map(|pattern| Value::Text(pattern.pieces.concat())).collect()
            }
            _ => continue,
        };
        let fits = |value: &Value| match kind {
            Kind::Count => value.num().is_some_and(|number| number >= least && number.fract() == 0.0),
            Kind::Text | Kind::Device => value.text().is_some(),
            Kind::Any => true,
        };
        let mut all: Vec<(Value, bool)> = found.into_iter().filter(fits).map(|value| (value, lit.fold)).collect();
        if matches!(lit.subject, Subject::Fact(_) | Subject::Prop(_)) {
            all.push((list_of(lits), lits.iter().any(|lit| lit.fold)));
        }
        return Some(all);
    }
    if kind == Kind::Count {
        let (low, high) = range(lits);
        let (low, high) = (low.max(least).ceil(), high.floor());
        if high - low <= FEW {
            let mut all = Vec::new();
            let mut at = low;
            while at <= high {
                all.push((Value::Num(at), false));
                at += 1.0;
            }
            return Some(all);
        }
    }
    None
}

/// The list that has every entry that is asked for, and none that must not be.
pub(super) fn list_of(lits: &[&Lit]) -> Value {
    let (mut asked, mut barred) = (Vec::new(), Vec::new());
    for lit in lits {
        let (values, want) = match &lit.test {
            Test::Is(value) | Test::Contains(value) => (std::slice::from_ref(value), lit.want),
            Test::IsNot(value) => (std::slice::from_ref(value), !lit.want),
            Test::In(values) => (values.as_slice(), lit.want),
            Test::NotIn(values) => (values.as_slice(), !lit.want),
            _ => continue,
        };
        match want {
            true => asked.extend_from_slice(values),
            false => barred.extend(values.iter().map(|value| (value, lit.fold))),
        }
    }
    // Where some do not look at case, whoever does may be content with another spelling.
    let is_free = lits.iter().any(|lit| lit.fold);
    let bars = |value: &Value, (bar, fold): &(&Value, bool)| match (value, bar) {
        (Value::Text(a), Value::Text(b)) if *fold => a.eq_ignore_ascii_case(b),
        (a, b) => a == *b && (*fold || !is_free),
    };
    asked.retain(|value| !barred.iter().any(|bar| bars(value, bar)));
    Value::List(asked)
}

/// A pattern that one text alone is like. Paths are compared without a slash at their end.
fn is_plain(pattern: &Pattern) -> bool {
    pattern.pieces.len() == 1 && !pattern.query && !pattern.hash && !pattern.pieces.concat().ends_with('/')
}

/// Whether a value may have the verdict. With `any_case`, some spelling of it.
pub(super) fn passes(lit: &Lit, value: &Value, any_case: bool) -> bool {
    let fold = lit.fold || any_case;
    // Of a text in any spelling it is not known that it differs.
    let says = |holds: bool| holds == lit.want || any_case && !lit.want && !lit.fold;
    let same = |a: &Value, b: &Value| match (a, b) {
        (Value::Text(a), Value::Text(b)) => a == b || fold && a.eq_ignore_ascii_case(b),
        (a, b) => a == b,
    };
    // Of a list, one of its entries.
    let same = |a: &Value, b: &Value| match a {
        Value::List(items) => items.iter().any(|item| same(item, b)),
        a => same(a, b),
    };
    let folded = |text: &str| if fold { text.to_ascii_lowercase() } else { text.to_string() };
    match &lit.test {
        Test::Is(want) => says(same(value, want)),
        Test::IsNot(want) => same(value, want) != lit.want || any_case && lit.want && !lit.fold,
        Test::In(wants) => says(wants.iter().any(|want| same(value, want))),
        Test::NotIn(wants) => {
            wants.iter().any(|want| same(value, want)) != lit.want || any_case && lit.want && !lit.fold
        }
        Test::Exists(want) => *want == lit.want,
        Test::Empty(want) => (is_empty(value) == *want) == lit.want,
        Test::StartsWith(want) => value.text().is_some_and(|text| says(folded(text).starts_with(&folded(want)))),
        Test::EndsWith(want) => value.text().is_some_and(|text| says(folded(text).ends_with(&folded(want)))),
        Test::Contains(want) => match (value, want) {
            (Value::List(_), _) => says(same(value, want)),
            (Value::Text(text), Value::Text(want)) => says(folded(text).contains(&folded(want))),
            _ => says(false),
        },
        Test::Like(patterns) => value.text().is_some_and(|text| like(lit, patterns, text, any_case)),
        Test::AtLeast(_) | Test::AtMost(_) | Test::Above(_) | Test::Below(_) | Test::Between(..) => {
            number(value).is_some_and(|number| compares(&lit.test, number, lit.want))
        }
        #[allow(unreachable_patterns)]
        _ => true,
    }
}

fn like(lit: &Lit, patterns: &[Pattern], text: &str, any_case: bool) -> bool {
    if patterns.iter().any(|pattern| pattern.query || pattern.hash) || any_case && !lit.fold && !lit.want {
        return true;
    }
    let letters = glob::around(text, false, false);
    let fits = |glob: &Glob| glob::meet(glob, &letters, lit.fold || any_case);
    let fits_path = |glob: &Glob| fits(glob) || glob::meet(glob, &glob::slashed(&letters), false);
    let holds = patterns.iter().map(glob::of).any(|glob| match lit.subject {
        Subject::Path | Subject::LandingPath => fits_path(&glob),
        _ => fits(&glob),
    });
    holds == lit.want || matches!(lit.subject, Subject::Url | Subject::Referrer)
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Text(text) => text.is_empty(),
        Value::List(items) => items.is_empty(),
        Value::Map(pairs) => pairs.is_empty(),
        _ => false,
    }
}

/// As generous as the engine, or more.
fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Num(number) => Some(*number),
        Value::Text(text) => text.trim().parse().ok(),
        _ => None,
    }
}

/// Whether a number test may have the verdict; of amounts by currency, with one of them.
fn compares(test: &Test, have: f64, want: bool) -> bool {
    let any = |amount: &_, holds: fn(f64, f64) -> bool| numbers(amount).iter().any(|bound| holds(have, *bound) == want);
    match test {
        Test::AtLeast(bound) => any(bound, |have, bound| have >= bound),
        Test::AtMost(bound) => any(bound, |have, bound| have <= bound),
        Test::Above(bound) => any(bound, |have, bound| have > bound),
        Test::Below(bound) => any(bound, |have, bound| have < bound),
        Test::Between(low, high) => {
            let holds = |low: &f64| numbers(high).iter().any(|high| (*low <= have && have <= *high) == want);
            numbers(low).iter().any(holds)
        }
        _ => true,
    }
}

/// The closed hull of the numbers that can pass; all of them if nothing is asked.
pub(super) fn range(lits: &[&Lit]) -> (f64, f64) {
    let (mut low, mut high) = (f64::NEG_INFINITY, f64::INFINITY);
    for lit in lits {
        let least = |amount: &_| numbers(amount).into_iter().fold(f64::INFINITY, f64::min);
        let most = |amount: &_| numbers(amount).into_iter().fold(f64::NEG_INFINITY, f64::max);
        match (&lit.test, lit.want) {
            (Test::AtLeast(bound) | Test::Above(bound), true) => low = low.max(least(bound)),
            (Test::AtMost(bound) | Test::Below(bound), true) => high = high.min(most(bound)),
            (Test::AtLeast(bound) | Test::Above(bound), false) => high = high.min(most(bound)),
            (Test::AtMost(bound) | Test::Below(bound), false) => low = low.max(least(bound)),
            (Test::Between(from, to), true) => {
                low = low.max(least(from));
                high = high.min(most(to));
            }
            (Test::Is(Value::Num(number)), true) => {
                low = low.max(*number);
                high = high.min(*number);
            }
            _ => {}
        }
    }
    (low, high)
}

/// Whether some number lies in all ranges that are asked for.
fn in_one_range(lits: &[&Lit]) -> bool {
    let (low, high) = range(lits);
    if low != high {
        return low < high;
    }
    lits.iter().all(|lit| !is_numeric(&lit.test) || compares(&lit.test, low, lit.want))
}

fn is_numeric(test: &Test) -> bool {
    matches!(test, Test::AtLeast(_) | Test::AtMost(_) | Test::Above(_) | Test::Below(_) | Test::Between(..))
}

/// Whether some text is like all patterns that are asked for, and like none that must not be.
fn like_all(lits: &[&Lit]) -> bool {
    let mut yes: Vec<(Vec<Glob>, &Lit)> = Vec::new();
    let mut no: Vec<(Vec<Glob>, &Lit)> = Vec::new();
    for lit in lits {
        let is_like = matches!(lit.test, Test::Like(_));
        let globs = match &lit.test {
            Test::Like(patterns) if patterns.iter().any(|pattern| pattern.query || pattern.hash) => continue,
            Test::Like(patterns) => patterns.iter().map(glob::of).collect(),
            // What a URL is compared with is not what it is held against patterns as.
            _ if matches!(lit.subject, Subject::Url | Subject::Referrer) => continue,
            Test::StartsWith(text) => vec![glob::around(text, false, true)],
            Test::EndsWith(text) => vec![glob::around(text, true, false)],
            _ => continue,
        };
        match lit.want {
            true => yes.push((globs, *lit)),
            // A path is like a pattern with its slash or without, but begins in one way only.
            false if is_like || !is_path(&lit.subject) => no.push((globs, *lit)),
            false => {}
        }
    }
    if lits.first().is_some_and(|lit| is_path(&lit.subject)) {
        // A test for that: every path begins with a slash.
        if no.iter().any(|(globs, _)| globs.iter().any(|glob| glob::inside(&vec![Some(b'/'), None], glob, false))) {
            return false;
        }
    }
    let meets = |a: &Glob, b: &Glob, fold: bool| {
        glob::meet(a, b, fold) || glob::meet(&glob::slashed(a), b, fold) || glob::meet(a, &glob::slashed(b), fold)
    };
    for (at, (one, lit)) in yes.iter().enumerate() {
        for (other, with) in &yes[at + 1..] {
            let fold = lit.fold || with.fold;
            if !one.iter().any(|a| other.iter().any(|b| meets(a, b, fold))) {
                return false;
            }
        }
        let excluded = |a: &Glob| {
            no.iter().any(|(globs, with)| {
                (with.fold || !lit.fold) && globs.iter().any(|glob| glob::inside(a, glob, with.fold))
            })
        };
        if one.iter().all(excluded) {
            return false;
        }
    }
    true
}
