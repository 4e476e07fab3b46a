//! The condition `element`: what is read from the page at the instant of the decision.

use super::compare::Sort;
use super::cond::join;
use super::model::{Cond, ElementIx, ElementQuery, ElementWhat, Subject};
use super::names;
use super::reader::Reader;
use super::table::{field, ix, table, Table};
use super::value::Value;

pub(super) const ELEMENT: Table = table("on", "on visible text value count");

impl<'v> Reader<'v, '_> {
    /// `"#x"` exists, or a closer look at it.
    #[inline(never)]
    pub(super) fn element(&mut self, value: &'v Value) -> Cond {
        let form = &self.form(value, ix!(ELEMENT));
        let mut css = String::new();
        if let Some(on) = self.need(form, field!(ELEMENT, "on")) {
            css = self.css(on);
            self.leave();
        }
        let mut all = Vec::new();
        for what in [ElementWhat::Visible, ElementWhat::Text, ElementWhat::Value, ElementWhat::Count] {
            let (field, sort) = match what {
                ElementWhat::Visible => (field!(ELEMENT, "visible"), Sort::Plain),
                ElementWhat::Text => (field!(ELEMENT, "text"), Sort::Plain),
                ElementWhat::Value => (field!(ELEMENT, "value"), Sort::Plain),
                _ => (field!(ELEMENT, "count"), Sort::Number),
            };
            if let Some(part) = self.enter(form, field) {
                if what == ElementWhat::Visible {
                    self.flag(part);
                }
                let query = self.query(&css, what);
                all.push(self.compare(part, Subject::Element(query), sort));
                self.leave();
            }
        }
        if all.is_empty() {
            let query = self.query(&css, ElementWhat::Exists);
            all.push(self.holds(Subject::Element(query)));
        }
        join(all)
    }

    #[inline(never)]
    pub(super) fn query(&mut self, css: &str, what: ElementWhat) -> ElementIx {
        let sort = names::nth("q v t f c T M C S", what as usize);
        let (index, new) = self.names.intern(sort, css, self.set.elements.len());
        if new {
            self.set.elements.push(ElementQuery { css: css.into(), what });
        }
        ElementIx(index)
    }
}
