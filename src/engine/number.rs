//! Numbers as conditions, templates and the ledger see them: no locale, no exponent, nothing that two browsers could read apart.

use crate::ruleset::scan::cut;
use crate::ruleset::value::Value;

/// A number, or a text that is a plain decimal.
pub(crate) fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Num(number) => Some(*number),
        Value::Text(text) => decimal(text),
        _ => None,
    }
}

pub(super) fn decimal(mut text: &str) -> Option<f64> {
    while let Some(rest) = text.strip_prefix(" ").or_else(|| text.strip_suffix(" ")) {
        text = rest;
    }
    let unsigned = text.strip_prefix("-").unwrap_or(text);
    let (whole, fraction) = cut(unsigned, ".").unwrap_or((unsigned, "0"));
    // Both parts are integers below 10^12, so this is exact up to one rounding; the library's parser costs 8 kB of wasm.
    let (whole, part, mut scale) = (digits(whole)?, digits(fraction)?, 1.0);
    for _ in 0..fraction.len() {
        scale *= 10.0;
    }
    let size = (whole * scale + part) / scale;
    Some(if unsigned.len() < text.len() { -size } else { size })
}

/// The number that one to twelve digits are.
#[inline(never)]
fn digits(text: &str) -> Option<f64> {
    if text.is_empty() || text.len() > 12 {
        return None;
    }
    let mut sum = 0.0;
    for byte in text.bytes() {
        if !byte.is_ascii_digit() {
            return None;
        }
        sum = sum * 10.0 + f64::from(byte - b'0');
    }
    Some(sum)
}

/// Appends a decimal number. The formatter of the standard library costs more bytes.
pub(crate) fn push_int(to: &mut String, number: i64) {
    if number < 0 {
        to.push('-');
    }
    let start = to.len();
    let mut rest = number.unsigned_abs();
    loop {
        to.insert(start, char::from(b'0' + (rest % 10) as u8));
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
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
