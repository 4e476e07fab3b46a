//! Surfaces, brought into the long form that is drawn (see `engine/effect.rs`).

use super::block::{self, put, Found, Pairs, COUNTDOWN_BLOCK, COUPON_BLOCK, FORM_BLOCK, PROGRESS_BLOCK, SURVEY_BLOCK};
use super::countdown;
use super::expect;
use super::model::{Action, Button, Kind, Selector, Surface};
use super::names;
use super::problem::Code;
use super::reader::Reader;
use super::table::{field, ix, table, Field, Form, Table};
use super::tables::TableIx;
use super::value::Value;
use crate::time::Ms;

/// What `show` takes: a surface, or a block that has a usual one.
pub(super) const SHOW: Table =
    table("", "tooltip popup banner cta toast inline badge highlight coupon progress countdown survey form");

/// Fields of the surfaces. `show` and `do` know them by these places, too.
pub(super) const SURFACES: [Table; 8] = [
    table("text", "anchor side title text image content buttons close hideAfter theme"),
    table("text", "size title text image content buttons close hideAfter theme"),
    table("text", "edge title text image content buttons close hideAfter theme"),
    table("text", "anchor text href class theme"),
    table("text", "corner title text image content buttons close hideAfter theme"),
    table("text", "anchor place title text image content buttons close hideAfter theme"),
    table("text", "anchor corner title text image content buttons close hideAfter theme"),
    table("anchor", "anchor effect hideAfter theme"),
];
const TOOLTIP: usize = 0;
const POPUP: usize = 1;
const CTA: usize = 3;
const HIGHLIGHT: usize = 7;
// Two of the blocks behind them.
const COUPON: usize = COUNT;
const COUNTDOWN: usize = COUNT + 2;
/// Beyond the end of all names.
const NONE: usize = 9;

/// `part!(is_anchored, "title")`: a field that all have in the same order that say something with more than a text.
macro_rules! part {
    ($is_anchored:expr, $name:literal) => {
        if $is_anchored {
            field!(SURFACES[TOOLTIP], $name)
        } else {
            field!(SURFACES[POPUP], $name)
        }
    };
}

/// How many surfaces there are.
pub(super) const COUNT: usize = 8;
pub(super) const ENABLE: Table = table("", "on for reason");
/// How long a control is held, and how long at most: from the contract.
const HOLD: Ms = Ms(3_000);
const MAX_HOLD: Ms = Ms(5_000);
pub(super) const BUTTON: Table = table("text", "text href do style");

const STYLES: &str = "primary plain";
const CORNERS: &str = "top-start top-end bottom-start bottom-end";

/// How long a toast stays that has nothing in it to press.
const TOAST: Ms = Ms(8_000);

/// The fields of what `show` takes, by its place; some blocks have no small form.
pub(super) fn table_of(which: usize) -> Option<TableIx> {
    match which {
        COUPON => Some(ix!(block::COUPON)),
        COUNTDOWN => Some(ix!(countdown::COUNTDOWN)),
        _ => (which < COUNT).then(|| ix!(SURFACES[0]).row(which)),
    }
}

impl<'v> Reader<'v, '_> {
    /// What a rule shows.
    pub(super) fn show(&mut self, value: &'v Value) -> Option<Action> {
        let (which, inner) = self.only(value, ix!(SHOW), expect::names("a surface", SHOW.known), expect::SURFACE)?;
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
        let form = &self.form(value, ix!(ENABLE));
        let mut to = blank(Kind::Enable);
        to.anchor = Some(self.need_selector(form, field!(ENABLE, "on"), Selector::ANCHOR));
        let mut view = Vec::new();
        self.need_copy(form, field!(ENABLE, "reason"), Reader::words, &mut view);
        if let Some((key, _)) = view.first_mut() {
            *key = "text".into();
        }
        to.view = Value::Map(view);
        to.hide_after = Some(HOLD);
        if let Some(time) = self.enter(form, field!(ENABLE, "for")) {
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
        // Of the field that it alone has: the names, and the place of the default.
        let (kind, names, default) = match which {
            TOOLTIP => (Kind::Tooltip, "top right bottom left", NONE),
            POPUP => (Kind::Popup, "small medium large", 1),
            2 => (Kind::Banner, "top bottom", 1),
            4 => (Kind::Toast, CORNERS, 3),
            5 => (Kind::Inline, "before after prepend append replace", 1),
            6 => (Kind::Badge, CORNERS, 1),
            HIGHLIGHT => (Kind::Highlight, "outline glow tint", 0),
            _ => (Kind::Cta, "", NONE),
        };
        let mut to = blank(kind);
        self.found = Found::default();
        let form = &self.form(value, ix!(SURFACES[0]).row(which));
        let is_anchored = !matches!(kind, Kind::Popup | Kind::Banner | Kind::Toast);
        if is_anchored {
            to.anchor = Some(self.need_selector(form, field!(SURFACES[TOOLTIP], "anchor"), Selector::ANCHOR));
        }
        let mut view = Vec::new();
        if kind == Kind::Cta {
            self.copy(form, field!(SURFACES[CTA], "text"), Reader::words, &mut view);
            self.copy(form, field!(SURFACES[CTA], "href"), Reader::link, &mut view);
            if let Some(class) = self.name_at(form, field!(SURFACES[CTA], "class")) {
                put(&mut view, "class", class.into());
            }
            self.copy(form, field!(SURFACES[CTA], "theme"), Reader::theme, &mut view);
        } else if kind != Kind::Highlight {
            self.copy(form, part!(is_anchored, "title"), Reader::words, &mut view);
            self.copy(form, part!(is_anchored, "text"), Reader::rich, &mut view);
            self.copy(form, part!(is_anchored, "image"), Reader::image, &mut view);
            self.copy(form, part!(is_anchored, "content"), Reader::content, &mut view);
            self.buttons(form, part!(is_anchored, "buttons"), &mut to.buttons, &mut view);
        }
        if view.is_empty() && kind != Kind::Highlight {
            self.problem(Code::Missing, expect::CONTENT, value);
        }
        if kind != Kind::Cta {
            if kind == Kind::Toast && to.buttons.is_empty() && !view.iter().any(|(key, _)| key == "content") {
                to.hide_after = Some(TOAST);
            }
            let mut hide_after = field!(SURFACES[HIGHLIGHT], "hideAfter");
            if kind != Kind::Highlight {
                hide_after = part!(is_anchored, "hideAfter");
                self.close(form, part!(is_anchored, "close"), kind, &mut view);
            }
            self.copy(form, hide_after.behind(1), Reader::theme, &mut view);
            let own = form.nth(usize::from(is_anchored));
            let chosen = names::nth(names, self.choice_at(form, own, names).unwrap_or(default));
            if !chosen.is_empty() {
                put(&mut view, form.name(own), chosen.into());
                if kind != Kind::Popup {
                    to.edge = Some(chosen.into());
                }
            }
            to.hide_after = self.time_at(form, hide_after).or(to.hide_after);
        }
        to.view = Value::Map(view);
        self.add_found(&mut to);
        Action::Surface(Box::new(to))
    }

    /// The label of the close button, or `false` for none; a popup always has one, and what is part of the page has
    /// none unless it is asked for.
    fn close(&mut self, form: &Form<'v>, field: Field, kind: Kind, view: &mut Pairs) {
        let mut label = Value::Null;
        match self.enter(form, field) {
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

    fn buttons(&mut self, form: &Form<'v>, field: Field, to: &mut Vec<Button>, view: &mut Pairs) {
        let Some(value) = self.enter(form, field) else { return };
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
        let form = &self.form(value, ix!(BUTTON));
        let mut view = Vec::new();
        let mut actions = Vec::new();
        self.need_copy(form, field!(BUTTON, "text"), Reader::words, &mut view);
        let has_link = self.copy(form, field!(BUTTON, "href"), Reader::link, &mut view);
        if let Some(list) = self.enter(form, field!(BUTTON, "do")) {
            actions = self.button_actions(list);
            self.leave();
            if has_link {
                self.problem(Code::Conflict, expect::BOTH_HREF_DO, value);
            }
        }
        if let Some(index) = self.choice_at(form, field!(BUTTON, "style"), STYLES) {
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
