//! JSON text to the crate's values, natively.

#![allow(dead_code)]

use opportune::ruleset::value::Value;

/// Parses JSON text.
pub(crate) fn parse(text: &str) -> Result<Value, String> {
    serde_json::from_str::<serde_json::Value>(text).map(|json| convert(&json)).map_err(|error| error.to_string())
}

/// The crate's value for a parsed one.
pub(crate) fn convert(json: &serde_json::Value) -> Value {
    match json {
        serde_json::Value::Null => Value::Null,
        serde_json::Value::Bool(flag) => Value::Bool(*flag),
        serde_json::Value::Number(number) => Value::Num(number.as_f64().unwrap_or(0.0)),
        serde_json::Value::String(text) => Value::Text(text.clone()),
        serde_json::Value::Array(items) => Value::List(items.iter().map(convert).collect()),
        serde_json::Value::Object(pairs) => {
            Value::Map(pairs.iter().map(|(key, item)| (key.clone(), convert(item))).collect())
        }
    }
}

/// Parses JSON text. Panics with the text if it is none: in a test that is the message.
#[allow(dead_code)]
pub(crate) fn json(text: &str) -> Value {
    parse(text).unwrap_or_else(|error| panic!("{error} in {text}"))
}
