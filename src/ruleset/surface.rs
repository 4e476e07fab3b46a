//! Surfaces: tooltip, popup, banner and cta, brought into the long form that is drawn (see `engine/effect.rs`).

use super::expect;
use super::model::{Action, Button, Kind, Progress, Selector, SelectorIx, Surface, Tree};
use super::problem::Code;
use super::reader::{Form, Reader, Table};
use super::value::Value;

/// The surfaces there are.
pub(super) const SURFACES: Table = Table {
    main: "",
    known: &["tooltip", "popup", "banner", "cta"],
    later: &["toast", "inline", "badge", "highlight"],
};

/// What `show` takes: a surface, or a block that has a usual one.
const SHOW: Table = Table {
    main: "",
    known: &["tooltip", "popup", "banner", "cta", "coupon", "progress"],
    later: &["toast", "inline", "badge", "highlight", "countdown", "survey", "form"],
};

const TOOLTIP: Table = Table {
    main: "text",
    known: &["anchor", "side", "title", "text", "image", "content", "buttons", "close", "hideAfter", "theme"],
    later: &[],
};
const POPUP: Table = Table {
    main: "text",
    known: &["size", "title", "text", "image", "content", "buttons", "close", "hideAfter", "theme"],
    later: &[],
};
const BANNER: Table = Table {
    main: "text",
    known: &["edge", "title", "text", "image", "content", "buttons", "close", "hideAfter", "theme"],
    later: &[],
};
const CTA: Table = Table { main: "text", known: &["anchor", "text", "href", "class", "theme"], later: &[] };
const BUTTON: Table = Table { main: "text", known: &["text", "href", "do", "style"], later: &[] };

const SIDES: &[&str] = &["top", "right", "bottom", "left"];
const SIZES: &[&str] = &["small", "medium", "large"];
const EDGES: &[&str] = &["top", "bottom"];
const STYLES: &[&str] = &["primary", "plain"];

/// A view in the making: its pairs, and what hangs on it.
#[derive(Default)]
pub(super) struct View {
    pub(super) pairs: Vec<(String, Tree)>,
    pub(super) progress: Option<Progress>,
    pub(super) field: Option<SelectorIx>,
    buttons: Vec<Button>,
}

impl View {
    /// Adds a pair.
    pub(super) fn put(&mut self, key: &str, tree: Tree) {
        self.pairs.push((key.into(), tree));
    }

    fn put_name(&mut self, key: &str, name: &str) {
        self.put(key, Tree::Lit(name.into()));
    }

    fn surface(self, kind: Kind) -> Surface {
        Surface {
            kind,
            anchor: None,
            edge: None,
            hide_after: None,
            view: Tree::Map(self.pairs),
            progress: self.progress,
            buttons: self.buttons,
        }
    }
}

impl<'v> Reader<'v, '_> {
    /// What a rule shows.
    pub(super) fn show(&mut self, value: &'v Value) -> Option<Action> {
        let (name, inner) = self.only(value, &SHOW, expect::names("a surface", SHOW.known), expect::SURFACE)?;
        let action = match name {
            "coupon" | "progress" => self.usual(name, inner),
            _ => self.surface(name, inner),
        };
        self.path.pop();
        Some(action)
    }

    /// A block in its usual surface.
    fn usual(&mut self, name: &'v str, value: &'v Value) -> Action {
        let mut view = View::default();
        let block = self.named_block(name, value, &mut view);
        view.put("content", Tree::List(vec![block]));
        view.put_name("close", "Close");
        self.put_theme(None, &mut view);
        let field = view.field;
        if name == "coupon" {
            if field.is_none() {
                self.problem(Code::Missing, expect::words("field"), &Value::Null);
            }
            let mut surface = view.surface(Kind::Tooltip);
            surface.anchor = field;
            return Action::Surface(Box::new(surface));
        }
        view.put_name("edge", "bottom");
        let mut surface = view.surface(Kind::Banner);
        surface.edge = Some("bottom".into());
        Action::Surface(Box::new(surface))
    }

    /// A surface by its name.
    pub(super) fn surface(&mut self, name: &str, value: &'v Value) -> Action {
        let surface = match name {
            "tooltip" => {
                let form = &self.form(value, &TOOLTIP);
                let anchor = self.need_selector(form, "anchor", Selector::ANCHOR);
                let mut surface = self.widget(form, value, Kind::Tooltip, "side", SIDES, None);
                surface.anchor = Some(anchor);
                surface
            }
            "popup" => {
                let form = &self.form(value, &POPUP);
                let mut surface = self.widget(form, value, Kind::Popup, "size", SIZES, Some("medium"));
                surface.edge = None;
                surface
            }
            "banner" => {
                let form = &self.form(value, &BANNER);
                self.widget(form, value, Kind::Banner, "edge", EDGES, Some("bottom"))
            }
            _ => self.cta(value),
        };
        Action::Surface(Box::new(surface))
    }

    /// What tooltip, popup and banner share; they differ in one field with a choice.
    fn widget(
        &mut self,
        form: &Form<'v>,
        value: &'v Value,
        kind: Kind,
        field: &'static str,
        names: &'static [&'static str],
        default: Option<&'static str>,
    ) -> Surface {
        let mut view = View::default();
        for key in ["title", "text"] {
            if let Some(tree) = self.opt(form, key, Reader::words) {
                view.put(key, tree);
            }
        }
        if let Some(tree) = self.opt(form, "image", Reader::image) {
            view.put("image", tree);
        }
        if let Some(content) = self.enter(form, "content") {
            self.content(content, &mut view);
            self.path.pop();
        }
        self.buttons(form, &mut view);
        if view.pairs.is_empty() {
            self.problem(Code::Missing, expect::CONTENT, value);
        }
        self.close(form, kind, &mut view);
        self.put_theme(Some(form), &mut view);
        let chosen = self.enter(form, field).map(|value| {
            let index = self.choice(value, names);
            self.path.pop();
            names.get(index).copied().unwrap_or_default()
        });
        let chosen = chosen.or(default);
        if let Some(name) = chosen {
            view.put_name(field, name);
        }
        let mut surface = view.surface(kind);
        surface.edge = chosen.map(Into::into);
        surface.hide_after = self.opt(form, "hideAfter", Reader::duration);
        surface
    }

    /// The label of the close button, or `false` for none; a popup always has one.
    fn close(&mut self, form: &Form<'v>, kind: Kind, view: &mut View) {
        let label = match self.enter(form, "close") {
            None => Tree::Lit("Close".into()),
            Some(value) => {
                let label = match value {
                    Value::Bool(true) => Tree::Lit("Close".into()),
                    Value::Bool(false) if kind == Kind::Popup => {
                        self.problem(Code::Conflict, expect::CLOSABLE, value);
                        Tree::Lit(Value::Null)
                    }
                    Value::Bool(false) => Tree::Lit(value.clone()),
                    _ => self.words(value),
                };
                self.path.pop();
                label
            }
        };
        view.put("close", label);
    }

    /// The theme of the settings with the widget's own tokens over it.
    fn put_theme(&mut self, form: Option<&Form<'v>>, view: &mut View) {
        let mut theme = self.set.settings.theme.clone();
        if let Some(own) = form.and_then(|form| self.opt(form, "theme", Reader::theme)) {
            theme.merge(own);
        }
        if theme != Value::Map(Vec::new()) {
            view.put("theme", Tree::Lit(theme));
        }
    }

    fn buttons(&mut self, form: &Form<'v>, view: &mut View) {
        if let Some(buttons) = self.opt(form, "buttons", |reader, value| reader.list(value, Reader::button)) {
            let mut trees = Vec::new();
            for (tree, button) in buttons {
                trees.push(tree);
                view.buttons.push(button);
            }
            view.put("buttons", Tree::List(trees));
        }
    }

    fn button(&mut self, value: &'v Value) -> (Tree, Button) {
        let form = &self.form(value, &BUTTON);
        let mut view = View::default();
        let text = self.need(form, "text", |reader, value| Some(reader.words(value)));
        view.put("text", text.unwrap_or(Tree::Lit(Value::Null)));
        let href = self.opt(form, "href", Reader::link);
        let actions = self.opt(form, "do", Reader::button_actions);
        if href.is_some() && actions.is_some() {
            self.problem(Code::Conflict, expect::BOTH_HREF_DO, value);
        }
        if let Some(href) = href {
            view.put("href", href);
        }
        if let Some(index) = self.opt(form, "style", |reader, value| reader.choice(value, STYLES)) {
            view.put_name("style", STYLES.get(index).copied().unwrap_or_default());
        }
        let actions = actions.unwrap_or_default();
        (Tree::Map(view.pairs), Button { actions })
    }

    fn cta(&mut self, value: &'v Value) -> Surface {
        let form = &self.form(value, &CTA);
        let anchor = self.need_selector(form, "anchor", Selector::ANCHOR);
        let mut view = View::default();
        if let Some(text) = self.opt(form, "text", Reader::words) {
            view.put("text", text);
        }
        if let Some(href) = self.opt(form, "href", Reader::link) {
            view.put("href", href);
        }
        if let Some(class) = self.opt(form, "class", Reader::name) {
            view.put_name("class", class);
        }
        if let Some(theme) = self.opt(form, "theme", Reader::theme) {
            view.put("theme", Tree::Lit(theme));
        }
        if view.pairs.is_empty() {
            self.problem(Code::Missing, expect::CONTENT, value);
        }
        let mut surface = view.surface(Kind::Cta);
        surface.anchor = Some(anchor);
        surface
    }
}
