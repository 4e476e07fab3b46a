//! Actions: what a rule, or a button of a widget, does besides drawing.

use super::expect;
use super::model::{Action, Tree};
use super::reader::{Reader, Table};
use super::surface::SURFACES;
use super::value::Value;

const RULE_ACTIONS: Table = Table {
    main: "",
    known: &["tooltip", "popup", "banner", "cta", "emit", "dataLayer", "call"],
    later: &["toast", "inline", "badge", "highlight", "setFact", "next", "fill", "focus", "enable"],
};

const BUTTON_ACTIONS: Table =
    Table { main: "", known: &["emit", "dataLayer", "call"], later: &["setFact", "next", "fill", "focus"] };

const EMIT: Table = Table { main: "name", known: &["name", "props"], later: &[] };
const CALL: Table = Table { main: "name", known: &["name", "args"], later: &["into"] };

impl<'v> Reader<'v, '_> {
    /// What a rule does: a list of actions.
    pub(super) fn rule_actions(&mut self, value: &'v Value) -> Vec<Action> {
        self.list(value, |reader, value| reader.action(value, &RULE_ACTIONS))
    }

    /// What a button does: a list of actions, or one.
    pub(super) fn button_actions(&mut self, value: &'v Value) -> Vec<Action> {
        self.many(value, |reader, value| reader.action(value, &BUTTON_ACTIONS))
    }

    fn action(&mut self, value: &'v Value, table: &'static Table) -> Action {
        let what = expect::names("an action", table.known);
        let Some((name, value)) = self.only(value, table, what, expect::ACTION) else {
            return Action::DataLayer(nothing());
        };
        let action = match name {
            name if SURFACES.known.contains(&name) => self.surface(name, value),
            "emit" => {
                let form = &self.form(value, &EMIT);
                let name = self.need(form, "name", Reader::owned_name);
                Action::Emit { name, props: self.opt(form, "props", Reader::object_tree).unwrap_or_else(nothing) }
            }
            "dataLayer" => Action::DataLayer(self.object_tree(value)),
            _ => {
                let form = &self.form(value, &CALL);
                let name = self.need(form, "name", Reader::owned_name);
                let args = self.opt(form, "args", Reader::tree);
                Action::Call { name, args: args.unwrap_or_else(nothing) }
            }
        };
        self.path.pop();
        action
    }

    /// A tree that is a map.
    fn object_tree(&mut self, value: &'v Value) -> Tree {
        self.pairs(value, expect::OBJECT);
        self.tree(value)
    }
}

fn nothing() -> Tree {
    Tree::Map(Vec::new())
}
