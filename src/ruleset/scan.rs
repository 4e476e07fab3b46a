//! Small scanners of text: durations, decimals, colors, links. Exact and without the standard library's float
//! parser, which alone would cost the shopper more than this whole file.

use super::limits;
use super::names;

/// Why a duration cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BadDuration {
    /// It is not whole numbers with units.
    Form,
    /// It is longer than [`limits::DURATION`].
    Long,
}

/// Milliseconds of a duration like `"1m30s"`: whole numbers with the units `d`, `h`, `m`, `s`, `ms`, largest first.
pub(crate) fn duration(text: &str) -> Result<i64, BadDuration> {
    const UNITS: &str = "ms s m h d";
    const SIZES: [i64; 5] = [1, 1_000, 60_000, 3_600_000, 86_400_000];
    let bytes = text.as_bytes();
    let (mut at, mut total, mut last) = (0, 0i64, i64::MAX);
    while at < bytes.len() || at == 0 {
        let (number, after) = whole(bytes, at).ok_or(BadDuration::Form)?;
        let mut end = after;
        while bytes.get(end).is_some_and(u8::is_ascii_lowercase) {
            end += 1;
        }
        let unit = names::place(UNITS, text.get(after..end).unwrap_or_default()).ok_or(BadDuration::Form)?;
        let size = SIZES.get(unit).copied().unwrap_or_default();
        if size >= last {
            return Err(BadDuration::Form);
        }
        total = total.saturating_add(number.saturating_mul(size));
        last = size;
        at = end;
    }
    if total > limits::DURATION {
        return Err(BadDuration::Long);
    }
    Ok(total)
}

/// The digits from `at` on as a number, and where they end.
fn whole(bytes: &[u8], at: usize) -> Option<(i64, usize)> {
    let digits = bytes.get(at..)?.iter().take_while(|byte| byte.is_ascii_digit());
    let (mut number, mut count) = (0i64, 0);
    for digit in digits {
        number = number.saturating_mul(10).saturating_add(i64::from(digit - b'0'));
        count += 1;
    }
    (count > 0).then_some((number, at + count))
}

/// A plain decimal like `-12.50`, and nothing else: no exponent, no spaces, no `+`. Exact for up to 15 digits.
pub fn decimal(text: &str) -> Option<f64> {
    let (negative, digits) = match text.strip_prefix("-") {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (mut number, mut scale, mut point, mut count) = (0f64, 1f64, false, 0);
    for byte in digits.bytes() {
        match byte {
            b'.' if !point && count > 0 => {
                point = true;
                count = 0;
            }
            b'0'..=b'9' => {
                number = number * 10.0 + f64::from(byte - b'0');
                scale *= if point { 10.0 } else { 1.0 };
                count += 1;
            }
            _ => return None,
        }
    }
    if count == 0 || !number.is_finite() || !scale.is_finite() {
        return None;
    }
    let number = number / scale;
    Some(if negative { -number } else { number })
}

/// What stands before and after the first `mark`.
#[inline(never)]
pub(crate) fn cut<'t>(text: &'t str, mark: &str) -> Option<(&'t str, &'t str)> {
    let mut at = 0;
    while at + mark.len() <= text.len() {
        if text.as_bytes().get(at..at + mark.len()) == Some(mark.as_bytes()) {
            return Some((text.get(..at)?, text.get(at + mark.len()..)?));
        }
        at += 1;
    }
    None
}

/// The pieces of a text between ASCII marks.
#[inline(never)]
pub(crate) fn pieces(text: &str, mark: u8) -> Vec<String> {
    let mut out = Vec::new();
    let mut from = 0;
    for at in 0..=text.len() {
        if text.as_bytes().get(at).is_none_or(|byte| *byte == mark) {
            out.push(text.get(from..at).unwrap_or_default().into());
            from = at + 1;
        }
    }
    out
}

/// Whether this is a path: pieces between dots, none of them empty.
pub(super) fn is_path(text: &str) -> bool {
    let mut last = b'.';
    for byte in text.bytes() {
        if byte == b'.' && last == b'.' {
            return false;
        }
        last = byte;
    }
    last != b'.'
}

/// The number before `unit`, if it is a plain decimal of 0 or more.
pub(super) fn measure(text: &str, unit: &str) -> Option<f64> {
    text.strip_suffix(unit).and_then(decimal).filter(|number| *number >= 0.0)
}

/// Whether every byte passes.
#[inline(never)]
pub(super) fn all(text: &str, test: fn(u8) -> bool) -> bool {
    for byte in text.bytes() {
        if !test(byte) {
            return false;
        }
    }
    true
}

/// Whether this is a color that is safe and sure to parse: hex, `rgb()`, `hsl()`, or a name.
pub(super) fn is_color(text: &str) -> bool {
    if let Some(hex) = text.strip_prefix('#') {
        return matches!(hex.len(), 3 | 4 | 6 | 8) && all(hex, |byte| byte.is_ascii_hexdigit());
    }
    let Some((name, rest)) = cut(text, "(") else {
        return !text.is_empty() && all(text, |byte| byte.is_ascii_alphabetic());
    };
    let Some(inner) = rest.strip_suffix(')') else { return false };
    let allowed = |byte: u8| byte.is_ascii_digit() || is_one_of(byte, " .,%/-deg");
    names::place("rgb rgba hsl hsla", name).is_some()
        && !all(inner, |byte| !byte.is_ascii_digit())
        && all(inner, allowed)
}

/// Whether this is a plain list of font families.
pub(super) fn is_font(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte >= 128 || is_one_of(byte, " ,-_'\"");
    let (mut single, mut double) = (true, true);
    for byte in text.bytes() {
        single ^= byte == b'\'';
        double ^= byte == b'"';
    }
    !text.trim_ascii().is_empty() && all(text, plain) && single && double
}

#[inline(never)]
pub(super) fn is_one_of(byte: u8, bytes: &str) -> bool {
    bytes.as_bytes().contains(&byte)
}

/// Whether a link may stand in a widget. `whole` is false if only the beginning is known and a template follows.
/// Browsers drop tabs and newlines within a URL and control characters before it, and so does this.
pub(super) fn is_link(text: &str, whole: bool) -> bool {
    let mut scheme = String::new();
    for byte in text.bytes() {
        match byte {
            b':' => return names::place("http https mailto tel", &scheme).is_some(),
            b'/' | b'?' | b'#' => return true,
            0..=31 | 127 => {}
            b' ' if scheme.is_empty() => {}
            byte => scheme.push(char::from(byte.to_ascii_lowercase())),
        }
    }
    whole && !scheme.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_need_units_in_order() {
        for (text, ms) in [("10s", 10_000), ("1m30s", 90_000), ("300ms", 300), ("2h", 7_200_000), ("7d", 604_800_000)] {
            assert_eq!(duration(text), Ok(ms), "{text}");
        }
        assert_eq!(duration("1d2h3m4s5ms"), Ok(93_784_005));
        for text in ["", "10", "s", "10 s", "10S", "1.5s", "-1s", "30s1m", "1s1s", "10sec", "1m 30s", "10s "] {
            assert_eq!(duration(text), Err(BadDuration::Form), "{text:?}");
        }
        assert_eq!(duration("99999999999999999999d"), Err(BadDuration::Long));
    }

    #[test]
    fn decimals_are_plain_and_exact() {
        for text in ["0", "49.9", "-12.50", "0.1", "123456789.25", "33.333"] {
            assert_eq!(decimal(text), text.parse().ok(), "{text}");
        }
        for text in ["", "-", ".5", "5.", "1e3", "+1", " 1", "1,5", "1.2.3", "NaN", "inf"] {
            assert_eq!(decimal(text), None, "{text:?}");
        }
        assert_eq!(measure("50%", "%"), Some(50.0));
        assert_eq!(measure("-1px", "px"), None);
    }

    #[test]
    fn colors_are_hex_functions_or_names() {
        for text in ["#0a6", "#00aa66ff", "rgb(0 160 100)", "rgba(0, 0, 0, .5)", "hsl(120deg 50% 50% / 20%)", "teal"] {
            assert!(is_color(text), "{text}");
        }
        for text in ["", "#12", "#ggg", "url(x)", "rgb()", "rgb(1", "red;", "var(--x)", "rgb(expression(1))"] {
            assert!(!is_color(text), "{text}");
        }
    }

    #[test]
    fn links_keep_to_safe_schemes() {
        for text in ["https://x.test", "HTTP://x", "mailto:a@b.test", "tel:+49", "/cart", "#top", "?a=b:c", "sale.html"]
        {
            assert!(is_link(text, true), "{text}");
        }
        for text in
            ["", "javascript:alert(1)", "java\nscript:alert(1)", "\u{1}javascript:x", " data:x", ":x", "vbscript:"]
        {
            assert!(!is_link(text, true), "{text:?}");
        }
        assert!(is_link("/products/", false) && is_link("https://", false));
        assert!(!is_link("", false) && !is_link("java", false) && !is_link(" ", false));
    }
}
