//! `like` patterns: `*` stands for any run of characters.

use crate::ruleset::model::Pattern;

use super::text::{find, same};
use super::url::Url;

impl Pattern {
    /// Whether `text` is like this. At most the length of the text times that of the pattern.
    pub(crate) fn is_like(&self, text: &str, fold: bool) -> bool {
        let mut text = text.as_bytes();
        let last = self.pieces.len().saturating_sub(1);
        for (index, piece) in self.pieces.iter().enumerate() {
            let piece = piece.as_bytes();
            // The first piece must begin the text, and the last one end it; what is between is found where it first is.
            let at = match (index == 0, index == last) {
                (true, _) => Some(0),
                (false, true) => text.len().checked_sub(piece.len()),
                (false, false) => find(text, piece, fold),
            };
            let Some(at) = at else { return false };
            let fits = text.len() >= at + piece.len() && same(&text[at..at + piece.len()], piece, fold);
            if !fits || index == 0 && last == 0 && text.len() != piece.len() {
                return false;
            }
            text = &text[at + piece.len()..];
        }
        true
    }

    /// Whether the path of `url` is like this, with the query and fragment only if the pattern has them.
    pub(crate) fn is_like_path(&self, url: &Url) -> bool {
        self.is_like_base(&url.path, url) || self.is_like_base(&url.folder, url)
    }

    /// Whether the whole URL is.
    pub(crate) fn is_like_url(&self, url: &Url) -> bool {
        let mut base = url.origin.clone();
        if url.path != "/" {
            base.push_str(&url.path);
        }
        if self.is_like_base(&base, url) {
            return true;
        }
        base.push('/');
        self.is_like_base(&base, url)
    }

    fn is_like_base(&self, base: &str, url: &Url) -> bool {
        if !self.query && !self.hash {
            return self.is_like(base, false);
        }
        let mut text = String::from(base);
        if self.query {
            text.push('?');
            text.push_str(&url.raw_query);
        }
        if self.hash {
            text.push('#');
            text.push_str(&url.hash.to_ascii_lowercase());
        }
        self.is_like(&text, false)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pattern(text: &str) -> Pattern {
        Pattern {
            pieces: text.split('*').map(String::from).collect(),
            query: text.contains('?'),
            hash: text.contains('#'),
        }
    }

    #[test]
    fn stars_stand_for_any_run() {
        for (like, text, holds) in [
            ("/cart", "/cart", true),
            ("/cart", "/cart/x", false),
            ("/checkout*", "/checkout/step/2", true),
            ("*shoes*", "/red-shoes/9", true),
            ("/a*b*c", "/axxbyyc", true),
            ("/a*b*c", "/axxcyyb", false),
            ("*aa", "a", false),
            ("/x*x", "/x", false),
        ] {
            assert_eq!(pattern(like).is_like(text, false), holds, "{like} on {text}");
        }
    }

    #[test]
    fn a_query_counts_only_if_the_pattern_has_one() {
        let url = Url::parse("https://s.test/p?color=red", false);
        assert!(pattern("/p").is_like_path(&url));
        assert!(pattern("/p/*").is_like_path(&url));
        assert!(pattern("/p?*color=red*").is_like_path(&url));
        assert!(!pattern("/p?color=blue").is_like_path(&url));
        assert!(pattern("https://s.test/p").is_like_url(&url));
    }
}
