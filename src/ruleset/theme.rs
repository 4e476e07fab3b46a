//! Theme tokens. Their values reach the style of a widget, so each is of a kind that can do nothing else.

use super::expect;
use super::reader::{Reader, Table};
use super::scan;
use super::value::Value;

const THEME: Table =
    Table { main: "", known: &["accent", "background", "color", "radius", "font", "space"], later: &[] };

impl<'v> Reader<'v, '_> {
    /// Theme tokens as a map, in the order of the table.
    pub(super) fn theme(&mut self, value: &'v Value) -> Value {
        let form = &self.form(value, &THEME);
        let mut out = Value::Map(Vec::new());
        for name in THEME.known {
            let read = match *name {
                "radius" | "space" => Reader::length,
                "font" => Reader::font,
                _ => Reader::color,
            };
            if let Some(token) = self.opt(form, name, read) {
                out.set(name, Value::Text(token));
            }
        }
        out
    }

    fn length(&mut self, value: &'v Value) -> String {
        self.checked(value, |text| scan::measure(text, "px").is_some_and(|size| size <= 100.0), expect::LENGTH)
    }

    fn font(&mut self, value: &'v Value) -> String {
        self.checked(value, scan::is_font, expect::FONT)
    }

    fn color(&mut self, value: &'v Value) -> String {
        self.checked(value, scan::is_color, expect::COLOR)
    }
}
