//! URLs as conditions see them: path, query and fragment, decoded.

use crate::ruleset::scan::cut;

/// A parsed URL.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Url {
    /// As given, without leading and trailing space.
    pub(crate) whole: String,
    /// `https://host` part, ASCII lower case; empty for a bare path.
    pub(crate) origin: String,
    /// Percent-decoded, ASCII lower case, without trailing slash (but `/` for the root).
    pub(crate) path: String,
    /// The same with a slash: the path of a folder's own page is written with or without it, and `/de/*` means both.
    pub(crate) folder: String,
    /// Pairs in order, decoded.
    pub(crate) query: Vec<(String, String)>,
    /// The raw query, ASCII lower case.
    pub(crate) raw_query: String,
    /// Without `#`.
    pub(crate) hash: String,
}

impl Url {
    /// Parses any text; nothing is refused. With `hash_routing`, `#/...` or `#!...` is the path.
    pub(crate) fn parse(text: &str, hash_routing: bool) -> Url {
        let whole = text.trim_ascii();
        let (rest, hash) = halves(whole, "#");
        let (rest, mut query) = halves(rest, "?");
        let (origin, mut path) = split_origin(rest);
        if hash_routing && (hash.starts_with("/") || hash.starts_with("!")) {
            let mut route = hash;
            while let Some(rest) = route.strip_prefix("!") {
                route = rest;
            }
            let (route_path, route_query) = halves(route, "?");
            path = route_path;
            if !route_query.is_empty() {
                query = route_query;
            }
        }
        let path = clean_path(path);
        let mut folder = path.clone();
        folder.push('/');
        Url {
            whole: whole.into(),
            folder,
            origin: origin.to_ascii_lowercase(),
            path,
            query: parse_query(query),
            raw_query: query.to_ascii_lowercase(),
            hash: hash.into(),
        }
    }

    /// The first value of a query parameter.
    pub(crate) fn param(&self, name: &str) -> Option<&str> {
        value_of(&self.query, name)
    }
}

/// The first value of that name in a list of pairs.
pub(crate) fn value_of<'a>(pairs: &'a [(String, String)], name: &str) -> Option<&'a str> {
    pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
}

/// What stands before and after the first `mark`; without one, all of it before.
#[inline(never)]
pub(crate) fn halves<'a>(text: &'a str, mark: &str) -> (&'a str, &'a str) {
    cut(text, mark).unwrap_or((text, ""))
}

fn split_origin(text: &str) -> (&str, &str) {
    let Some(scheme) = super::text::find(text.as_bytes(), b"://", false) else { return ("", text) };
    let split = scheme + 3 + halves(&text[scheme + 3..], "/").0.len();
    (&text[..split], &text[split..])
}

fn clean_path(raw: &str) -> String {
    let mut path = decode(raw, false);
    path.make_ascii_lowercase();
    if !path.starts_with("/") {
        path.insert(0, '/');
    }
    while path.len() > 1 && path.ends_with("/") {
        path.pop();
    }
    path
}

fn parse_query(raw: &str) -> Vec<(String, String)> {
    let mut pairs = Vec::new();
    let mut left = raw;
    while !left.is_empty() && pairs.len() < 64 {
        let pair;
        (pair, left) = halves(left, "&");
        if !pair.is_empty() {
            let (key, value) = halves(pair, "=");
            pairs.push((decode(key, true), decode(value, true)));
        }
    }
    pairs
}

/// Percent-decodes; what does not decode to UTF-8 stays as it was written.
pub(crate) fn decode(raw: &str, plus_is_space: bool) -> String {
    if !raw.bytes().any(|byte| byte == b'%' || (plus_is_space && byte == b'+')) {
        return raw.into();
    }
    let mut bytes = Vec::with_capacity(raw.len());
    let source = raw.as_bytes();
    let mut at = 0;
    while let Some(&byte) = source.get(at) {
        let pair = (source.get(at + 1).and_then(|d| hex(*d)), source.get(at + 2).and_then(|d| hex(*d)));
        match (byte, pair) {
            (b'%', (Some(high), Some(low))) => {
                bytes.push(high * 16 + low);
                at += 2;
            }
            (b'+', _) if plus_is_space => bytes.push(b' '),
            _ => bytes.push(byte),
        }
        at += 1;
    }
    String::from_utf8(bytes).unwrap_or_else(|_| raw.into())
}

fn hex(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        b'A'..=b'F' => Some(digit - b'A' + 10),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_decoded_folded_and_trimmed() {
        let url = Url::parse("https://Shop.test/Caf%C3%A9/?a=1+2&b=%26#top", false);
        assert_eq!(url.path, "/café");
        assert_eq!(url.origin, "https://shop.test");
        assert_eq!(url.param("a"), Some("1 2"));
        assert_eq!(url.param("b"), Some("&"));
        assert_eq!(url.hash, "top");
    }

    #[test]
    fn hash_routes_are_paths_only_when_asked() {
        assert_eq!(Url::parse("https://s.test/#/cart?x=1", true).path, "/cart");
        assert_eq!(Url::parse("https://s.test/#!/cart", true).path, "/cart");
        assert_eq!(Url::parse("https://s.test/#/cart", false).path, "/");
    }

    #[test]
    fn broken_escapes_stay_as_written() {
        assert_eq!(decode("100%", false), "100%");
        assert_eq!(decode("%ff", false), "%ff");
    }
}
