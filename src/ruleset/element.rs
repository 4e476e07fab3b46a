//! The condition `element`: what is read from the page at the instant of the decision.

use super::compare::Sort;
use super::cond::join;
use super::intern::prefixed;
use super::model::{Cond, ElementIx, ElementQuery, ElementWhat, Subject};
use super::reader::{Reader, Table};
use super::value::Value;

const ELEMENT: Table = Table { main: "on", known: &["on", "visible", "text", "value", "count"], later: &[] };

impl<'v> Reader<'v, '_> {
    /// `"#x"` exists, or a closer look at it.
    pub(super) fn element(&mut self, value: &'v Value) -> Cond {
        let form = &self.form(value, &ELEMENT);
        let css = self.need(form, "on", Reader::css);
        let mut all = Vec::new();
        for (name, what, sort) in [
            ("visible", ElementWhat::Visible, Sort::Plain),
            ("text", ElementWhat::Text, Sort::Plain),
            ("value", ElementWhat::Value, Sort::Plain),
            ("count", ElementWhat::Count, Sort::Number),
        ] {
            if let Some(part) = self.enter(form, name) {
                if what == ElementWhat::Visible {
                    self.flag(part);
                }
                let query = self.query(&css, what);
                all.push(self.compare(part, Subject::Element(query), sort));
                self.path.pop();
            }
        }
        if all.is_empty() {
            let query = self.query(&css, ElementWhat::Exists);
            all.push(self.holds(Subject::Element(query)));
        }
        join(all)
    }

    fn query(&mut self, css: &str, what: ElementWhat) -> ElementIx {
        let sort = match what {
            ElementWhat::Exists => "q",
            ElementWhat::Visible => "v",
            ElementWhat::Text => "t",
            ElementWhat::Value => "f",
            ElementWhat::Count => "c",
        };
        let (index, new) = self.names.intern(&prefixed(sort, css), self.set.elements.len());
        if new {
            self.set.elements.push(ElementQuery { css: css.into(), what });
        }
        ElementIx(index)
    }
}
