//! JSON text, spelled exactly as `JSON.stringify` spells it, so that native runs and browsers can be compared
//! byte for byte.

use crate::ruleset::value::Value;

/// The text of a value, without any space.
pub fn write(value: &Value) -> String {
    let mut out = String::new();
    write_into(value, &mut out);
    out
}

fn write_into(value: &Value, out: &mut String) {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(true) => out.push_str("true"),
        Value::Bool(false) => out.push_str("false"),
        Value::Num(number) => out.push_str(&write_number(*number)),
        Value::Text(text) => write_text(text, out),
        Value::List(items) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                write_into(item, out);
            }
            out.push(']');
        }
        Value::Map(pairs) => {
            out.push('{');
            for (index, (key, item)) in pairs.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                write_text(key, out);
                out.push(':');
                write_into(item, out);
            }
            out.push('}');
        }
    }
}

fn write_text(text: &str, out: &mut String) {
    out.push('"');
    for letter in text.chars() {
        match letter {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            low if low < ' ' => out.push_str(&format!("\\u{:04x}", low as u32)),
            other => out.push(other),
        }
    }
    out.push('"');
}

/// ECMAScript's `Number::toString`. Both languages print the shortest digits that read back; only the exponent differs.
pub(super) fn write_number(number: f64) -> String {
    if !number.is_finite() {
        return "null".into();
    }
    if number == 0.0 {
        return "0".into();
    }
    let size = number.abs();
    if (1e-6..1e21).contains(&size) {
        return format!("{number}");
    }
    let text = format!("{number:e}");
    match text.split_once('e') {
        Some((digits, exponent)) if !exponent.starts_with('-') => format!("{digits}e+{exponent}"),
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_spelled_as_in_javascript() {
        let cases = [
            (0.0, "0"),
            (-0.0, "0"),
            (40.0, "40"),
            (49.9, "49.9"),
            (-1.5, "-1.5"),
            (1e20, "100000000000000000000"),
            (1e21, "1e+21"),
            (1.5e300, "1.5e+300"),
            (0.000001, "0.000001"),
            (0.0000001, "1e-7"),
            (1.2e-10, "1.2e-10"),
        ];
        for (number, expected) in cases {
            assert_eq!(write_number(number), expected);
        }
    }

    #[test]
    fn texts_are_escaped_as_in_javascript() {
        assert_eq!(write(&Value::from("a\"\\\n\u{1}\u{7f}é")), "\"a\\\"\\\\\\n\\u0001\u{7f}é\"");
    }
}
