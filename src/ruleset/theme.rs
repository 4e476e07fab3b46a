//! Theme tokens. Their values reach the style of a widget, so each is of a kind that can do nothing else.

use super::expect::{self, Expected};
use super::names;
use super::reader::Reader;
use super::scan;
use super::table::{ix, table, Table};
use super::value::Value;

/// The tokens; the first is the name of a ready theme, whose tokens the others replace.
pub(super) const THEME: Table = table("", "name accent surface text muted line radius size space motion font");
const TOKENS: usize = 11;
/// Ready themes; what they look like only the widgets know (`js/ui/themes.js`).
const READY: &str = "paper ink night garden coast bloom";

impl<'v> Reader<'v, '_> {
    /// Theme tokens as a map, in the order of the table. A text is the name of a ready theme.
    #[inline(never)]
    pub(super) fn theme(&mut self, value: &'v Value) -> Value {
        let mut out = Vec::new();
        if let Value::Text(_) = value {
            out.push(("name".into(), self.token(0, value).into()));
            return Value::Map(out);
        }
        let form = &self.form(value, ix!(THEME));
        for index in 0..TOKENS {
            let field = THEME.nth(index);
            if let Some(token) = self.enter(form, field) {
                out.push((form.name(field).into(), self.token(index, token).into()));
                self.leave();
            }
        }
        Value::Map(out)
    }

    /// One token, by its place in the table.
    fn token(&mut self, index: usize, value: &'v Value) -> &'v str {
        let (check, expected): (fn(&str) -> bool, Expected) = match index {
            0 => (is_ready, expect::names("", READY)),
            6 => (is_radius, expect::LENGTH),
            7 => (is_size, expect::FONT_SIZE),
            8 => (is_space, expect::SPACE),
            9 => (is_motion, expect::MOTION),
            10 => (scan::is_font, expect::FONT),
            _ => (scan::is_color, expect::COLOR),
        };
        self.checked(value, check, expected)
    }
}

fn is_ready(text: &str) -> bool {
    names::place(READY, text).is_some()
}

/// Whether this is a decimal from `least` to `most` with that unit.
#[inline(never)]
fn is_measure(text: &str, unit: &str, least: f64, most: f64) -> bool {
    scan::measure(text, unit).is_some_and(|size| size >= least && size <= most)
}

fn is_radius(text: &str) -> bool {
    is_measure(text, "px", 0.0, 100.0)
}

fn is_size(text: &str) -> bool {
    is_measure(text, "px", 12.0, 32.0)
}

fn is_space(text: &str) -> bool {
    is_measure(text, "px", 2.0, 8.0)
}

fn is_motion(text: &str) -> bool {
    is_measure(text, "ms", 0.0, 1000.0)
}
