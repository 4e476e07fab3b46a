//! Explanations, continued: the building of maps, and what a test asks for as data. It knows nothing of the engine.

use crate::ruleset::model::{Amount, Pattern, Test};
use crate::ruleset::value::Value;

use crate::time::Wall;

/// Builds a map. Out of line on purpose: an explanation has some fifty fields.
#[derive(Default)]
pub(crate) struct Map(Vec<(String, Value)>);

impl Map {
    #[inline(never)]
    pub(crate) fn put(&mut self, key: &str, value: Value) {
        self.0.push((String::from(key), value));
    }

    #[inline(never)]
    pub(crate) fn text(&mut self, key: &str, text: &str) {
        self.put(key, Value::from(text));
    }

    #[inline(never)]
    pub(crate) fn num(&mut self, key: &str, number: f64) {
        self.put(key, Value::Num(number));
    }

    #[inline(never)]
    pub(crate) fn flag(&mut self, key: &str, flag: bool) {
        self.put(key, Value::Bool(flag));
    }

    pub(crate) fn wall(&mut self, key: &str, at: Option<Wall>) {
        match at {
            Some(at) => self.num(key, at.0 as f64),
            None => self.put(key, Value::Null),
        }
    }

    pub(crate) fn done(self) -> Value {
        Value::Map(self.0)
    }
}

/// A test as data: `{ "above": 50 }`.
pub(crate) fn need(test: &Test) -> Value {
    let (name, value) = match test {
        Test::Is(want) => ("is", want.clone()),
        Test::IsNot(want) => ("isNot", want.clone()),
        Test::In(wants) => ("in", Value::List(wants.clone())),
        Test::NotIn(wants) => ("notIn", Value::List(wants.clone())),
        Test::Contains(want) => ("contains", want.clone()),
        Test::StartsWith(want) => ("startsWith", Value::from(want.as_str())),
        Test::EndsWith(want) => ("endsWith", Value::from(want.as_str())),
        Test::Matches(patterns) => {
            let mut list = Vec::new();
            for (_, text) in patterns {
                list.push(Value::from(text.as_str()));
            }
            ("matches", Value::List(list))
        }
        Test::Like(patterns) => ("like", likes(patterns)),
        Test::AtLeast(want) => ("atLeast", amount(want)),
        Test::AtMost(want) => ("atMost", amount(want)),
        Test::Above(want) => ("above", amount(want)),
        Test::Below(want) => ("below", amount(want)),
        Test::Between(low, high) => ("between", Value::List(vec![amount(low), amount(high)])),
        Test::Exists(want) => ("exists", Value::Bool(*want)),
        Test::Empty(want) => ("empty", Value::Bool(*want)),
    };
    let mut need = Map::default();
    need.put(name, value);
    need.done()
}

fn likes(patterns: &[Pattern]) -> Value {
    let mut list = Vec::new();
    for pattern in patterns {
        let mut text = String::new();
        for (index, piece) in pattern.pieces.iter().enumerate() {
            text.push_str(if index > 0 { "*" } else { "" });
            text.push_str(piece);
        }
        list.push(Value::Text(text));
    }
    Value::List(list)
}

#[inline(never)]
fn amount(amount: &Amount) -> Value {
    match amount {
        Amount::Number(number) => Value::Num(*number),
        Amount::Money(list) => {
            let mut map = Map::default();
            for (code, number) in list {
                map.num(code, *number);
            }
            map.done()
        }
    }
}
