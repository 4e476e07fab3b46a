//! Theme tokens. Their values reach the style of a widget, so each is of a kind that can do nothing else.

use super::expect;
use super::names;
use super::reader::{table, Reader, Table};
use super::scan;
use super::value::Value;

const THEME: Table = table("", "accent surface text radius font");

impl<'v> Reader<'v, '_> {
    /// Theme tokens as a map, in the order of the table.
    #[inline(never)]
    pub(super) fn theme(&mut self, value: &'v Value) -> Value {
        let form = &self.form(value, &THEME);
        let mut out = Vec::new();
        for index in 0..5 {
            let name = names::nth(THEME.known, index);
            if let Some(token) = self.enter(form, name) {
                let token = match index {
                    3 => self.checked(token, is_length, expect::LENGTH),
                    4 => self.checked(token, scan::is_font, expect::FONT),
                    _ => self.checked(token, scan::is_color, expect::COLOR),
                };
                out.push((name.into(), token.into()));
                self.leave();
            }
        }
        Value::Map(out)
    }
}

fn is_length(text: &str) -> bool {
    scan::measure(text, "px").is_some_and(|size| size <= 100.0)
}
