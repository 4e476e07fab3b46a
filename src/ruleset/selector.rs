//! Selectors: what can be judged without a browser, and interning. Whether CSS really parses is the browser's to say.

use super::expect;
use super::intern::prefixed;
use super::limits;
use super::model::{Selector, SelectorIx};
use super::problem::Code;
use super::reader::{Form, Reader};
use super::scan;
use super::value::Value;

impl<'v> Reader<'v, '_> {
    /// A selector, or a list of them that stands for any of them.
    pub(super) fn css(&mut self, value: &'v Value) -> String {
        match value {
            Value::List(_) => self.list(value, Reader::one_css).join(", "),
            _ => self.one_css(value),
        }
    }

    fn one_css(&mut self, value: &'v Value) -> String {
        let Value::Text(text) = value else {
            self.problem(Code::WrongType, expect::CSS, value);
            return String::new();
        };
        let css = text.trim_ascii();
        if css.len() > limits::SELECTOR {
            self.problem(Code::TooLarge, expect::SELECTOR_LENGTH, value);
        } else if !self.parts_parse(css) {
            self.problem(Code::BadSelector, expect::CSS, value);
        }
        css.into()
    }

    /// Whether each part between `>>>` is a selector.
    fn parts_parse(&mut self, css: &str) -> bool {
        let (part, rest) = match scan::cut(css, ">>>") {
            Some((part, rest)) => (part, Some(rest)),
            None => (css, None),
        };
        let part = part.trim_ascii();
        is_plausible(part) && (self.parses)(part) && rest.is_none_or(|rest| self.parts_parse(rest))
    }

    /// A selector by its index, used for `uses`.
    pub(super) fn selector(&mut self, value: &'v Value, uses: u32) -> SelectorIx {
        let css = self.css(value);
        let (index, new) = self.names.intern(&prefixed("s", &css), self.set.selectors.len());
        if new {
            self.set.selectors.push(Selector { css, uses });
        } else if let Some(selector) = self.set.selectors.get_mut(index as usize) {
            selector.uses |= uses;
        }
        SelectorIx(index)
    }

    /// A field with a selector.
    pub(super) fn opt_selector(&mut self, form: &Form<'v>, key: &'static str, uses: u32) -> Option<SelectorIx> {
        let value = self.enter(form, key)?;
        let index = self.selector(value, uses);
        self.path.pop();
        Some(index)
    }

    /// A field that must be there, with a selector.
    pub(super) fn need_selector(&mut self, form: &Form<'v>, key: &'static str, uses: u32) -> SelectorIx {
        self.opt_selector(form, key, uses).unwrap_or_else(|| {
            self.problem(Code::Missing, expect::words(key), &Value::Null);
            SelectorIx(0)
        })
    }
}

/// Whether brackets and quotes close, and neither end hangs in the air.
fn is_plausible(css: &str) -> bool {
    let mut open = Vec::new();
    let mut quote = 0;
    let mut bytes = css.bytes();
    while let Some(byte) = bytes.next() {
        match byte {
            b'\\' if bytes.next().is_none() => return false,
            b'\\' => {}
            _ if quote == byte => quote = 0,
            _ if quote != 0 => {}
            b'"' | b'\'' => quote = byte,
            b'(' | b'[' => open.push(byte),
            b')' if open.pop() != Some(b'(') => return false,
            b']' if open.pop() != Some(b'[') => return false,
            b'{' | b'}' | b';' | b'<' | b'@' | b'!' => return false,
            _ => {}
        }
    }
    let (Some(first), Some(last)) = (css.as_bytes().first(), css.as_bytes().last()) else { return false };
    let ends_well = !b",>+~.#:".contains(last);
    open.is_empty() && quote == 0 && ends_well && *first != b',' && !first.is_ascii_digit()
}

#[cfg(test)]
mod tests {
    use super::is_plausible;

    #[test]
    fn broken_selectors_are_seen_without_a_browser() {
        for css in ["#coupon", "a[href^='/x{']", ".a > .b:not(.c, [d])", "x-y::part(z)", "#a\\.b", "*"] {
            assert!(is_plausible(css), "{css}");
        }
        for css in ["", "#a[", "a)", "a(", "[x='y]", "a,", ", a", "#", ".", "a >", "a { }", "(a]", "1a", "a\\"] {
            assert!(!is_plausible(css), "{css}");
        }
    }
}
