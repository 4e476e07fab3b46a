//! Selectors: what can be judged without a browser, and interning. Whether CSS really parses is the browser's to say.

use super::expect;
use super::limits;
use super::model::{Selector, SelectorIx};
use super::problem::Code;
use super::reader::{Form, Reader};
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
        let css = text.trim();
        if css.len() > limits::SELECTOR {
            self.problem(Code::TooLarge, expect::SELECTOR_LENGTH, value);
        } else if !css.split(">>>").all(|part| is_plausible(part.trim()) && (self.parses)(part.trim())) {
            self.problem(Code::BadSelector, expect::CSS, value);
        }
        css.into()
    }

    /// A selector by its index, used for `uses`.
    pub(super) fn selector(&mut self, value: &'v Value, uses: u32) -> SelectorIx {
        let css = self.css(value);
        let mut name = String::from("s");
        name.push_str(&css);
        let (index, new) = self.names.intern(&name, self.set.selectors.len());
        if new {
            self.set.selectors.push(Selector { css, uses });
        } else if let Some(selector) = self.set.selectors.get_mut(index as usize) {
            selector.uses |= uses;
        }
        SelectorIx(index)
    }

    /// A field with a selector.
    pub(super) fn opt_selector(&mut self, form: Form<'v>, key: &'static str, uses: u32) -> Option<SelectorIx> {
        let value = self.enter(form, key)?;
        let index = self.selector(value, uses);
        self.path.pop();
        Some(index)
    }

    /// A field that must be there, with a selector.
    pub(super) fn need_selector(&mut self, form: Form<'v>, key: &'static str, uses: u32) -> SelectorIx {
        self.opt_selector(form, key, uses).unwrap_or_else(|| {
            self.problem(Code::Missing, expect::words(key), &Value::Null);
            SelectorIx(0)
        })
    }
}

/// Whether brackets and quotes close, and neither end hangs in the air.
fn is_plausible(css: &str) -> bool {
    let mut open = Vec::new();
    let mut quote = None;
    let mut chars = css.chars();
    while let Some(c) = chars.next() {
        match (quote, c) {
            (_, '\\') => {
                if chars.next().is_none() {
                    return false;
                }
            }
            (Some(mark), _) if mark == c => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(c),
            (None, '(') => open.push(')'),
            (None, '[') => open.push(']'),
            (None, ')' | ']') => {
                if open.pop() != Some(c) {
                    return false;
                }
            }
            (None, '{' | '}' | ';' | '<' | '@' | '!') => return false,
            (None, _) => {}
        }
    }
    let hanging = |c: char| ",>+~.#:".contains(c);
    let starts_badly = css.starts_with([',', ')', ']']) || css.starts_with(|c: char| c.is_ascii_digit());
    open.is_empty() && quote.is_none() && !css.is_empty() && !css.ends_with(hanging) && !starts_badly
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
