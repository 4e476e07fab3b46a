//! JSON text to the runtime's values, for tests on the host.

use opportune::ruleset::value::Value;

/// Reads JSON. Panics with the text if it is none: in a test that is the message.
pub(crate) fn json(text: &str) -> Value {
    let parsed: serde_json::Value = serde_json::from_str(text).unwrap_or_else(|error| panic!("{error} in {text}"));
    value(&parsed)
}

/// The runtime's value for one of serde_json's. Its numbers are finite, so ours are.
pub(crate) fn value(of: &serde_json::Value) -> Value {
    match of {
        serde_json::Value::Null => Value::Null,
        serde_json::Value::Bool(flag) => Value::Bool(*flag),
        serde_json::Value::Number(number) => Value::Num(number.as_f64().filter(|n| n.is_finite()).unwrap_or(0.0)),
        serde_json::Value::String(text) => Value::Text(text.clone()),
        serde_json::Value::Array(items) => Value::List(items.iter().map(value).collect()),
        serde_json::Value::Object(pairs) => {
            Value::Map(pairs.iter().map(|(key, item)| (key.clone(), value(item))).collect())
        }
    }
}
