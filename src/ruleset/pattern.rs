//! Patterns with `*`, and the form in which paths and URLs are compared.

use super::expect;
use super::model::Pattern;
use super::problem::Code;
use super::reader::Reader;
use super::scan;
use super::value::Value;

/// What a pattern is held against.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Against {
    /// Text as it is.
    Text,
    /// A path: folded, and it begins with a slash.
    Path,
    /// A URL: folded.
    Url,
}

impl<'v> Reader<'v, '_> {
    /// A pattern from its text.
    pub(super) fn pattern(&mut self, value: &'v Value, against: Against) -> Pattern {
        let before = self.count();
        let text = self.str(value);
        if self.count() == before && !can_match(text, against) {
            let expected = if against == Against::Path { expect::PATH_PATTERN } else { expect::TEXT_OF_SOME };
            self.problem(Code::BadPattern, expected, value);
        }
        compile(text, against)
    }

    /// A pattern for a path.
    pub(super) fn path_pattern(&mut self, value: &'v Value) -> Pattern {
        self.pattern(value, Against::Path)
    }

    /// A pattern for a URL.
    pub(super) fn url_pattern(&mut self, value: &'v Value) -> Pattern {
        self.pattern(value, Against::Url)
    }

    /// A pattern for any text.
    pub(super) fn text_pattern(&mut self, value: &'v Value) -> Pattern {
        self.pattern(value, Against::Text)
    }
}

fn can_match(text: &str, against: Against) -> bool {
    match against {
        Against::Path => text.bytes().next().is_some_and(|first| b"/*?#!".contains(&first)),
        Against::Url => !text.is_empty(),
        Against::Text => true,
    }
}

fn compile(text: &str, against: Against) -> Pattern {
    if against == Against::Text {
        return Pattern { pieces: scan::pieces(text, b'*'), query: false, hash: false };
    }
    let has = |mark: u8| text.as_bytes().contains(&mark);
    let (query, hash) = (has(b'?'), has(b'#'));
    let bare = if query || hash { text } else { without_slash(text) };
    Pattern { pieces: scan::pieces(bare, b'*').iter().map(|piece| folded(piece)).collect(), query, hash }
}

/// Without a trailing slash; `/` alone stays.
pub fn without_slash(path: &str) -> &str {
    match path.strip_suffix('/') {
        Some(rest) if !rest.is_empty() => rest,
        _ => path,
    }
}

/// Percent-decoded, in ASCII lower case: the form in which paths and URLs are compared. What does not decode to UTF-8
/// stays as it is.
pub fn folded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let decoded = match (first, after) {
            (b'%', [high, low, after @ ..]) => hex(*high).zip(hex(*low)).map(|(high, low)| (high * 16 + low, after)),
            _ => None,
        };
        let (byte, after) = decoded.unwrap_or((first, after));
        bytes.push(byte);
        rest = after;
    }
    let mut out = String::from_utf8(bytes).unwrap_or_else(|_| text.into());
    out.make_ascii_lowercase();
    out
}

fn hex(byte: u8) -> Option<u8> {
    match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        b'A'..=b'F' => Some(byte - b'A' + 10),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(text: &str) -> Vec<String> {
        compile(text, Against::Path).pieces
    }

    #[test]
    fn patterns_are_folded_and_cut_at_stars() {
        assert_eq!(pieces("/Checkout*"), ["/checkout", ""]);
        assert_eq!(pieces("/products/"), ["/products"]);
        assert_eq!(pieces("/"), ["/"]);
        assert_eq!(pieces("/caf%C3%A9/%2A"), ["/caf\u{e9}/*"]);
        assert_eq!(pieces("/a%ff%zz%4"), ["/a%ff%zz%4"]);
        assert!(compile("/a?b=*", Against::Path).query && compile("*#x", Against::Url).hash);
        assert_eq!(compile("Size*", Against::Text).pieces, ["Size", ""]);
    }
}
