//! Actions: what a rule, or a button of a widget, does besides drawing.

use super::expect::{self, Expected};
use super::model::{Action, Hand, Selector};
use super::problem::Code;
use super::reader::Reader;
use super::surface;
use super::table::{field, ix, table, Table};
use super::tables::TableIx;
use super::value::Value;

/// Those of a rule: the surfaces first, then those of a button.
pub(super) const RULE_ACTIONS: Table = table(
    "",
    "tooltip popup banner cta toast inline badge highlight emit dataLayer call setFact next fill focus enable",
);

pub(super) const BUTTON_ACTIONS: Table = table("", "emit dataLayer call setFact next fill focus");
pub(super) const FILL: Table = table("", "on text");
pub(super) const FOCUS: Table = table("on", "on");

pub(super) const EMIT: Table = table("name", "name props");
pub(super) const CALL: Table = table("name", "name args into");
/// Those that are in this version.
const NOW: Expected = expect::names("", "name args");

impl<'v> Reader<'v, '_> {
    /// What a rule does: a list of actions.
    pub(super) fn rule_actions(&mut self, value: &'v Value) -> Vec<Action> {
        let mut out = Vec::new();
        self.list(value, &mut |reader, item| out.extend(reader.action(item, ix!(RULE_ACTIONS), 0)));
        out
    }

    /// What a button does: a list of actions, or one.
    pub(super) fn button_actions(&mut self, value: &'v Value) -> Vec<Action> {
        let mut out = Vec::new();
        self.many(value, &mut |reader, item| out.extend(reader.action(item, ix!(BUTTON_ACTIONS), surface::COUNT)));
        out
    }

    #[inline(never)]
    fn action(&mut self, value: &'v Value, table: TableIx, first: usize) -> Option<Action> {
        let what = table.expected("an action");
        let (which, value) = self.only(value, table, what, expect::ACTION)?;
        let action = match (which + first).checked_sub(surface::COUNT) {
            None => self.surface(which, value),
            Some(1) => Action::DataLayer(self.object(value)),
            Some(3) => Action::SetFact(self.object(value)),
            Some(4) => Action::Next(self.rule_id(value).into()),
            Some(which @ (5 | 6)) => self.hand(which == 5, value),
            Some(7) => self.enable(value),
            Some(which) => {
                let is_emit = which == 0;
                let form = &if is_emit { self.form(value, ix!(EMIT)) } else { self.form_of(value, ix!(CALL), NOW) };
                let name = self.need_name(form, field!(EMIT, "name")).into();
                let mut data = Value::Map(Vec::new());
                let data_field = if is_emit { field!(EMIT, "props") } else { field!(CALL, "args") };
                if let Some(value) = self.enter(form, data_field) {
                    data = if is_emit { self.object(value) } else { self.data(value) };
                    self.leave();
                }
                if is_emit {
                    Action::Emit { name, props: data }
                } else {
                    if let Some(value) = self.enter(form, field!(CALL, "into")) {
                        self.problem(Code::Unsupported, NOW, value);
                        self.leave();
                    }
                    Action::Call { name, args: data }
                }
            }
        };
        self.leave();
        Some(action)
    }

    /// What is done at an element of the page.
    #[inline(never)]
    fn hand(&mut self, fills: bool, value: &'v Value) -> Action {
        let form = &self.form(value, if fills { ix!(FILL) } else { ix!(FOCUS) });
        let on = self.need_selector(form, field!(FILL, "on"), Selector::ANCHOR);
        let on = self.set.selectors.get(on.0 as usize).map_or(String::new(), |it| it.css.clone());
        let mut text = Value::Null;
        if let (true, Some(words)) = (fills, if fills { self.need(form, field!(FILL, "text")) } else { None }) {
            text = self.template(words);
            self.leave();
        }
        Action::Hand { what: if fills { Hand::Fill } else { Hand::Focus }, on, text }
    }

    /// Data that is a map.
    fn object(&mut self, value: &'v Value) -> Value {
        if !matches!(value, Value::Map(_)) {
            self.problem(Code::WrongType, expect::OBJECT, value);
        }
        self.data(value)
    }
}
