//! What a pattern may be. Read by the module for shoppers and by the author's build, so that both answer alike: how
//! large it is is told from its text, as the library's own measure depends on the machine.

use regex_lite::{Regex, RegexBuilder};

/// Characters, classes and repetitions of a pattern written out in full: it bounds the steps for each byte of a text.
const MOST: u64 = 1_024;
/// Levels of groups.
const NESTED: u32 = 16;

/// Compiles what a key names: `i` and a pattern without regard to case, or `s` and one with.
pub(crate) fn of_key(key: &str) -> Option<Regex> {
    let pattern = key.get(1..)?;
    if size(pattern.as_bytes())? > MOST {
        return None;
    }
    let mut builder = RegexBuilder::new(pattern);
    builder.case_insensitive(key.starts_with('i')).nest_limit(NESTED);
    builder.build().ok()
}

/// How large a pattern is at most, if it is one at all; `None` for groups other than `(..)` and `(?:..)`.
fn size(pattern: &[u8]) -> Option<u64> {
    let (mut groups, mut total, mut last) = (Vec::new(), 0u64, 0u64);
    let mut at = 0;
    while let Some(&byte) = pattern.get(at) {
        at += 1;
        let item = match byte {
            b'\\' => {
                at += 1;
                1
            }
            b'[' => {
                let from = at;
                at = after_class(pattern, at);
                (at - from) as u64
            }
            b'(' => {
                if pattern.get(at) == Some(&b'?') {
                    if pattern.get(at + 1) != Some(&b':') {
                        return None;
                    }
                    at += 2;
                }
                groups.push(total);
                (total, last) = (0, 0);
                continue;
            }
            b')' => {
                let inside = total.max(1);
                total = groups.pop()?;
                inside
            }
            b'{' => {
                let (most, after) = repetition(pattern, at);
                at = after;
                // What is repeated stands there once already.
                last.saturating_mul(most.saturating_sub(1))
            }
            _ => 1,
        };
        total = total.saturating_add(item);
        last = if byte == b'{' { last.saturating_add(item) } else { item };
    }
    Some(total)
}

/// Where a class ends that begins before `at`.
fn after_class(pattern: &[u8], mut at: usize) -> usize {
    at += usize::from(pattern.get(at) == Some(&b'^'));
    // A bracket that comes first is one of its characters.
    at += usize::from(pattern.get(at) == Some(&b']'));
    while let Some(&byte) = pattern.get(at) {
        at += 1 + usize::from(byte == b'\\');
        if byte == b']' {
            break;
        }
    }
    at.min(pattern.len())
}

/// The largest number up to the closing brace, and where that is.
fn repetition(pattern: &[u8], mut at: usize) -> (u64, usize) {
    let (mut most, mut number) = (1, 0u64);
    while let Some(&byte) = pattern.get(at) {
        at += 1;
        match byte {
            b'0'..=b'9' => number = number.saturating_mul(10).saturating_add(u64::from(byte - b'0')),
            b',' => number = 0,
            _ => break,
        }
        most = most.max(number);
    }
    (most, at)
}

#[cfg(test)]
mod tests {
    use super::{of_key, size};

    #[test]
    fn sizes_are_told_from_the_text() {
        for (pattern, expected) in [
            ("abc", 3),
            ("a{3}", 3),
            ("(ab){4}", 8),
            ("((ab){4}c){10}", 90),
            ("[a-z]{10}", 40),
            ("a|b", 3),
            (r"\d{2,5}", 5),
            ("[]a]x", 4),
            ("(?:a)*", 2),
        ] {
            assert_eq!(size(pattern.as_bytes()), Some(expected), "{pattern}");
        }
        for bad in ["(?i)a", "(?x)a", "(?=a)", "a)", "(?"] {
            assert_eq!(size(bad.as_bytes()), None, "{bad}");
        }
    }

    #[test]
    fn large_patterns_are_refused() {
        assert!(of_key("sa{1000}").is_some() && of_key("i^[a-z]+$").is_some());
        for large in ["sa{1025}", "s(a{100}){100}", "s((a{30}){30}){30}", "sa{99999999999999999999999}"] {
            assert!(of_key(large).is_none(), "{large}");
        }
    }

    /// Whatever the library thinks of a pattern that is not too large, it never finds its own limit on memory.
    #[test]
    fn what_is_small_enough_fits_everywhere() {
        let large = ["s[^a-z]{200}", "s(a|b|c|d){100}", "s(?:[0-9a-f]{2}){30}", "s.{1000}"];
        for pattern in large {
            assert_eq!(
                of_key(pattern).is_some(),
                size(&pattern.as_bytes()[1..]).is_some_and(|size| size <= super::MOST)
            );
        }
    }
}
