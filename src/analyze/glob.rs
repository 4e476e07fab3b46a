//! Patterns with `*` as sets of texts: do two of them share a text, is one inside the other?

use crate::ruleset::model::Pattern;

/// A pattern as letters and stars (`None`).
pub(super) type Glob = Vec<Option<u8>>;

/// The letters and stars of a compiled pattern.
pub(super) fn of(pattern: &Pattern) -> Glob {
    let mut out = Vec::new();
    for (index, piece) in pattern.pieces.iter().enumerate() {
        if index > 0 {
            out.push(None);
        }
        out.extend(piece.bytes().map(Some));
    }
    out
}

/// A text with a star before it, after it, or both.
pub(super) fn around(text: &str, before: bool, after: bool) -> Glob {
    let mut out: Glob = if before { vec![None] } else { Vec::new() };
    out.extend(text.bytes().map(Some));
    if after {
        out.push(None);
    }
    out
}

/// With a slash at its end.
pub(super) fn slashed(glob: &Glob) -> Glob {
    let mut out = glob.clone();
    out.push(Some(b'/'));
    out
}

fn same(a: u8, b: u8, fold: bool) -> bool {
    a == b || fold && a.eq_ignore_ascii_case(&b)
}

/// Whether some text is like both.
pub(super) fn meet(a: &Glob, b: &Glob, fold: bool) -> bool {
    // reach[j]: the first i of `a` and the first j of `b` can stand for the same text.
    let mut reach = vec![false; b.len() + 1];
    reach[0] = true;
    for j in 0..b.len() {
        reach[j + 1] = reach[j] && b[j].is_none();
    }
    for left in a {
        let mut next = vec![false; b.len() + 1];
        next[0] = reach[0] && left.is_none();
        for j in 0..b.len() {
            // A star takes one more letter of the other side, or ends here.
            next[j + 1] = match (left, b[j]) {
                (Some(x), Some(y)) => reach[j] && same(*x, y, fold),
                (None, Some(_)) => reach[j + 1] || next[j],
                (Some(_), None) => reach[j + 1] || next[j],
                (None, None) => reach[j + 1] || next[j] || reach[j],
            };
        }
        reach = next;
    }
    reach[b.len()]
}

/// Whether every text like `inner` is surely like `outer`: its stars are met by stars only. A no may be wrong.
pub(super) fn inside(inner: &Glob, outer: &Glob, fold: bool) -> bool {
    let mut reach = vec![false; outer.len() + 1];
    reach[0] = true;
    for j in 0..outer.len() {
        reach[j + 1] = reach[j] && outer[j].is_none();
    }
    for letter in inner {
        let mut next = vec![false; outer.len() + 1];
        for j in 0..outer.len() {
            next[j + 1] = match (letter, outer[j]) {
                (Some(x), Some(y)) => reach[j] && same(*x, y, fold),
                (_, None) => reach[j + 1] || next[j] || reach[j],
                (None, Some(_)) => false,
            };
        }
        reach = next;
    }
    reach[outer.len()]
}

/// A text that is like it, its stars filled with `fill`.
pub(super) fn sample(glob: &Glob, fill: &str) -> String {
    let mut bytes = Vec::new();
    for letter in glob {
        match letter {
            Some(byte) => bytes.push(*byte),
            None => bytes.extend(fill.bytes()),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn glob(text: &str) -> Glob {
        text.bytes().map(|byte| (byte != b'*').then_some(byte)).collect()
    }

    /// All texts of up to five of two letters.
    fn texts() -> Vec<Glob> {
        let mut all: Vec<Glob> = vec![Vec::new()];
        let mut first = 0;
        for _ in 0..5 {
            let last = all.len();
            for at in first..last {
                for letter in [b'a', b'b'] {
                    let mut longer = all[at].clone();
                    longer.push(Some(letter));
                    all.push(longer);
                }
            }
            first = last;
        }
        all
    }

    #[test]
    fn they_meet_where_a_text_is_like_both() {
        let patterns = ["", "a", "*", "a*", "*a", "a*b", "*a*", "ab", "b*", "*b*a", "a*a", "bb*", "**", "*ab*b"];
        let texts = texts();
        for a in patterns {
            for b in patterns {
                let (one, other) = (glob(a), glob(b));
                let both = texts.iter().any(|text| meet(&one, text, false) && meet(&other, text, false));
                assert_eq!(meet(&one, &other, false), both, "{a} {b}");
                let is_inside = texts.iter().all(|text| !meet(&one, text, false) || meet(&other, text, false));
                assert!(!inside(&one, &other, false) || is_inside, "{a} in {b}");
            }
        }
        assert!(inside(&glob("/a/*"), &glob("/*"), false) && inside(&glob("/a"), &glob("/A"), true));
        assert!(!inside(&glob("/*"), &glob("/a*"), false));
    }
}
