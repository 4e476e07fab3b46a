//! Selectors: what can be judged without a browser, and interning. Whether CSS really parses is the browser's to say.

use super::expect;
use super::limits;
use super::model::{Selector, SelectorIx};
use super::problem::Code;
use super::reader::Reader;
use super::scan;
use super::table::{Field, Form};
use super::value::Value;

impl<'v> Reader<'v, '_> {
    /// A selector, or a list of them that stands for any of them.
    #[inline(never)]
    pub(super) fn css(&mut self, value: &'v Value) -> String {
        let mut out = String::new();
        self.many(value, &mut |reader, item| {
            if !out.is_empty() {
                out.push_str(", ");
            }
            out.push_str(reader.one_css(item));
        });
        out
    }

    fn one_css(&mut self, value: &'v Value) -> &'v str {
        let Value::Text(text) = value else {
            self.problem(Code::WrongType, expect::CSS, value);
            return "";
        };
        let css = text.trim_ascii();
        if css.len() > limits::SELECTOR {
            self.problem(Code::TooLarge, expect::SELECTOR_LENGTH, value);
        } else if !self.parts_parse(css) {
            self.problem(Code::BadSelector, expect::CSS, value);
        }
        css
    }

    /// Whether each part between `>>>` is a selector.
    fn parts_parse(&mut self, css: &str) -> bool {
        let mut rest = Some(css);
        while let Some(css) = rest {
            let part;
            (part, rest) = match scan::cut(css, ">>>") {
                Some((part, rest)) => (part, Some(rest)),
                None => (css, None),
            };
            let part = part.trim_ascii();
            if !is_plausible(part) || !(self.parses)(part) {
                return false;
            }
        }
        true
    }

    /// A field with a selector, by its index; used for `uses`.
    #[inline(never)]
    pub(super) fn selector_at(&mut self, form: &Form<'v>, field: Field, uses: u32) -> Option<SelectorIx> {
        let value = self.enter(form, field)?;
        let css = self.css(value);
        self.leave();
        Some(self.intern_selector(&css, uses))
    }

    /// The index of a selector, which is from now on used for that too.
    pub(super) fn intern_selector(&mut self, css: &str, uses: u32) -> SelectorIx {
        let (index, new) = self.names.intern("s", css, self.set.selectors.len());
        if new {
            self.set.selectors.push(Selector { css: css.into(), uses });
        } else if let Some(selector) = self.set.selectors.get_mut(index as usize) {
            selector.uses |= uses;
        }
        SelectorIx(index)
    }

    /// The same, of a field that must be there.
    #[inline(never)]
    pub(super) fn need_selector(&mut self, form: &Form<'v>, field: Field, uses: u32) -> SelectorIx {
        let index = self.selector_at(form, field, uses);
        if index.is_none() {
            self.problem(Code::Missing, form.lacking(field), &Value::Null);
        }
        index.unwrap_or(SelectorIx(0))
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
    let ends_well = !scan::is_one_of(*last, ",>+~.#:");
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
