//! Surfaces, brought into the long form that is drawn (see `engine/effect.rs`).

use super::block::{put, Found, Pairs, COUNTDOWN_BLOCK, COUPON_BLOCK, FORM_BLOCK, PROGRESS_BLOCK, SURVEY_BLOCK};
use super::expect;
use super::model::{Action, Button, Kind, Selector, Surface};
use super::names;
use super::problem::Code;
use super::reader::{table, Form, Reader, Table};
use super::value::Value;
use crate::time::Ms;

/// What `show` takes: a surface, or a block that has a usual one.
const SHOW: Table =
    table("", "tooltip popup banner cta toast inline badge highlight coupon progress countdown survey form");

/// Fields of the surfaces. `show` and `do` know them by these places, too.
static SURFACES: [Table; 8] = [
    table("text", "anchor side title text image content buttons close hideAfter theme"),
    table("text", "size title text image content buttons close hideAfter theme"),
    table("text", "edge title text image content buttons close hideAfter theme"),
    table("text", "anchor text href class theme"),
    table("text", "corner title text image content buttons close hideAfter theme"),
    table("text", "anchor place title text image content buttons close hideAfter theme"),
    table("text", "anchor corner title text image content buttons close hideAfter theme"),
    table("anchor", "anchor effect hideAfter theme"),
];
/// How many surfaces there are.
pub(super) const COUNT: usize = 8;
const ENABLE: Table = table("", "on for reason");
/// How long a control is held, and how long at most: from the contract.
const HOLD: Ms = Ms(3_000);
const MAX_HOLD: Ms = Ms(5_000);
const BUTTON: Table = table("text", "text href do style");

const STYLES: &str = "primary plain";
const CORNERS: &str = "top-start top-end bottom-start bottom-end";

/// How long a toast stays that has nothing in it to press.
const TOAST: Ms = Ms(8_000);

impl<'v> Reader<'v, '_> {
    /// What a rule shows.
    pub(super) fn show(&mut self, value: &'v Value) -> Option<Action> {
        let (which, inner) = self.only(value, &SHOW, expect::names("a surface", SHOW.known), expect::SURFACE)?;
        let action = if which < COUNT { self.surface(which, inner) } else { self.usual(which - COUNT, inner) };
        self.leave();
        Some(action)
    }

    /// A block in its usual surface.
    fn usual(&mut self, which: usize, value: &'v Value) -> Action {
        let (place, kind) = match which {
            0 => (COUPON_BLOCK, Kind::Tooltip),
            1 => (PROGRESS_BLOCK, Kind::Banner),
            2 => (COUNTDOWN_BLOCK, Kind::Banner),
            3 => (SURVEY_BLOCK, Kind::Popup),
            _ => (FORM_BLOCK, Kind::Popup),
        };
        self.found = Found::default();
        let (block, field) = self.block(place, value);
        let mut view = Vec::new();
        put(&mut view, "content", Value::List(vec![block]));
        put(&mut view, "close", "Close".into());
        let mut edge = None;
        match kind {
            Kind::Banner => {
                put(&mut view, "edge", "bottom".into());
                edge = Some("bottom".into());
            }
            Kind::Popup => put(&mut view, "size", "medium".into()),
            _ if field.is_none() => self.problem(Code::Missing, expect::words("field"), &Value::Null),
            _ => {}
        }
        let mut to = blank(kind);
        (to.anchor, to.edge, to.view) = (field, edge, Value::Map(view));
        self.add_found(&mut to);
        Action::Surface(Box::new(to))
    }

    /// A control of the page that is held: drawn like a widget, so that it ends like one.
    #[inline(never)]
    pub(super) fn enable(&mut self, value: &'v Value) -> Action {
        let form = &self.form(value, &ENABLE);
        let mut to = blank(Kind::Enable);
        to.anchor = Some(self.need_selector(form, "on", Selector::ANCHOR));
        let mut view = Vec::new();
        self.need_copy(form, "reason", Reader::words, &mut view);
        if let Some((key, _)) = view.first_mut() {
            *key = "text".into();
        }
        to.view = Value::Map(view);
        to.hide_after = Some(HOLD);
        if let Some(time) = self.enter(form, "for") {
            let before = self.count();
            let length = self.duration(time);
            if self.count() == before && (length == Ms(0) || length > MAX_HOLD) {
                self.problem(Code::OutOfRange, expect::HOLD, time);
            }
            to.hide_after = Some(length);
            self.leave();
        }
        Action::Surface(Box::new(to))
    }

    /// What the blocks of a surface said of it.
    fn add_found(&mut self, to: &mut Surface) {
        to.countdown = self.found.countdown;
        to.done = std::mem::take(&mut self.found.done);
    }

    /// A surface by its place.
    #[inline(never)]
    pub(super) fn surface(&mut self, which: usize, value: &'v Value) -> Action {
        let (kind, field, names, default) = match which {
            0 => (Kind::Tooltip, "side", "top right bottom left", ""),
            1 => (Kind::Popup, "size", "small medium large", "medium"),
            2 => (Kind::Banner, "edge", "top bottom", "bottom"),
            4 => (Kind::Toast, "corner", CORNERS, "bottom-end"),
            5 => (Kind::Inline, "place", "before after prepend append replace", "after"),
            6 => (Kind::Badge, "corner", CORNERS, "top-end"),
            7 => (Kind::Highlight, "effect", "outline glow tint", "outline"),
            _ => (Kind::Cta, "", "", ""),
        };
        let mut to = blank(kind);
        self.found = Found::default();
        let Some(table) = SURFACES.get(which) else { return Action::Surface(Box::new(to)) };
        let form = &self.form(value, table);
        if !matches!(kind, Kind::Popup | Kind::Banner | Kind::Toast) {
            to.anchor = Some(self.need_selector(form, "anchor", Selector::ANCHOR));
        }
        let mut view = Vec::new();
        if kind == Kind::Cta {
            self.copy(form, "text", Reader::words, &mut view);
            self.copy(form, "href", Reader::link, &mut view);
            if let Some(class) = self.name_at(form, "class") {
                put(&mut view, "class", class.into());
            }
            self.copy(form, "theme", Reader::theme, &mut view);
        } else if kind != Kind::Highlight {
            self.copy(form, "title", Reader::words, &mut view);
            self.copy(form, "text", Reader::rich, &mut view);
            self.copy(form, "image", Reader::image, &mut view);
            self.copy(form, "content", Reader::content, &mut view);
            self.buttons(form, &mut to.buttons, &mut view);
        }
        if view.is_empty() && kind != Kind::Highlight {
            self.problem(Code::Missing, expect::CONTENT, value);
        }
        if kind != Kind::Cta {
            if kind == Kind::Toast && to.buttons.is_empty() && !view.iter().any(|(key, _)| key == "content") {
                to.hide_after = Some(TOAST);
            }
            if kind != Kind::Highlight {
                self.close(form, kind, &mut view);
            }
            self.copy(form, "theme", Reader::theme, &mut view);
            let mut chosen = default;
            if let Some(index) = self.choice_at(form, field, names) {
                chosen = names::nth(names, index);
            }
            if !chosen.is_empty() {
                put(&mut view, field, chosen.into());
                if kind != Kind::Popup {
                    to.edge = Some(chosen.into());
                }
            }
            to.hide_after = self.time_at(form, "hideAfter").or(to.hide_after);
        }
        to.view = Value::Map(view);
        self.add_found(&mut to);
        Action::Surface(Box::new(to))
    }

    /// The label of the close button, or `false` for none; a popup always has one, and what is part of the page has
    /// none unless it is asked for.
    fn close(&mut self, form: &Form<'v>, kind: Kind, view: &mut Pairs) {
        let mut label = Value::Null;
        match self.enter(form, "close") {
            None => label = Value::Bool(!matches!(kind, Kind::Inline | Kind::Badge)),
            Some(value) => {
                match value {
                    Value::Bool(false) if kind == Kind::Popup => self.problem(Code::Conflict, expect::CLOSABLE, value),
                    Value::Bool(flag) => label = Value::Bool(*flag),
                    _ => label = self.words(value),
                }
                self.leave();
            }
        }
        if let Value::Bool(true) = label {
            label = "Close".into();
        }
        put(view, "close", label);
    }

    fn buttons(&mut self, form: &Form<'v>, to: &mut Vec<Button>, view: &mut Pairs) {
        let Some(value) = self.enter(form, "buttons") else { return };
        let mut views = Vec::new();
        self.list(value, &mut |reader, item| {
            let (view, actions) = reader.button(item);
            views.push(view);
            to.push(Button { actions });
        });
        put(view, "buttons", Value::List(views));
        self.leave();
    }

    fn button(&mut self, value: &'v Value) -> (Value, Vec<Action>) {
        let form = &self.form(value, &BUTTON);
        let mut view = Vec::new();
        let mut actions = Vec::new();
        self.need_copy(form, "text", Reader::words, &mut view);
        let has_link = self.copy(form, "href", Reader::link, &mut view);
        if let Some(list) = self.enter(form, "do") {
            actions = self.button_actions(list);
            self.leave();
            if has_link {
                self.problem(Code::Conflict, expect::BOTH_HREF_DO, value);
            }
        }
        if let Some(index) = self.choice_at(form, "style", STYLES) {
            put(&mut view, "style", names::nth(STYLES, index).into());
        }
        (Value::Map(view), actions)
    }
}

/// A surface with nothing in it.
fn blank(kind: Kind) -> Surface {
    Surface {
        kind,
        anchor: None,
        edge: None,
        hide_after: None,
        view: Value::Null,
        buttons: Vec::new(),
        countdown: false,
        done: Vec::new(),
    }
}
