//! Values that pass tests: what a visitor who wants to see a rule must bring.

use super::domain::{list_of, passes, passes_missing, range};
use super::glob;
use super::lits::{numbers, Lit};
use crate::ruleset::model::Test;
use crate::ruleset::value::Value;

/// A value that passes all of these; `Some(None)` if it must be missing, `None` if none was found.
pub(super) fn choose(lits: &[&Lit]) -> Option<Option<Value>> {
    let mut tried: Vec<Value> = Vec::new();
    for lit in lits {
        suggest(&lit.test, &mut tried);
    }
    let (low, high) = range(lits);
    for number in [low, high, low + 1.0, high - 1.0, (low + high) / 2.0, 0.0, 1.0] {
        if number.is_finite() {
            tried.push(Value::Num(number));
        }
    }
    tried.extend([Value::from("x"), Value::from("zz"), Value::from(""), true.into(), false.into()]);
    let fits = |value: &&Value| lits.iter().all(|lit| passes(lit, value, false));
    if let Some(value) = tried.iter().find(fits) {
        return Some(Some(value.clone()));
    }
    // Several tags at once.
    let list = list_of(lits);
    if fits(&&list) {
        return Some(Some(list));
    }
    lits.iter().all(|lit| passes_missing(lit)).then_some(None)
}

fn suggest(test: &Test, to: &mut Vec<Value>) {
    match test {
        Test::Is(value) | Test::IsNot(value) | Test::Contains(value) => to.push(value.clone()),
        Test::In(values) | Test::NotIn(values) => to.extend(values.iter().cloned()),
        Test::StartsWith(text) | Test::EndsWith(text) => to.push(Value::Text(text.clone())),
        Test::Like(patterns) => {
            for pattern in patterns {
                for fill in ["", "x"] {
                    to.push(Value::Text(glob::sample(&glob::of(pattern), fill)));
                }
            }
        }
        Test::AtLeast(amount) | Test::AtMost(amount) | Test::Above(amount) | Test::Below(amount) => {
            for number in numbers(amount) {
                to.extend([Value::Num(number), Value::Num(number + 1.0), Value::Num(number - 1.0)]);
            }
        }
        Test::Between(low, high) => to.extend(numbers(low).into_iter().chain(numbers(high)).map(Value::Num)),
        _ => {}
    }
}
