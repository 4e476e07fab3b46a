//! Triggers: which there are, their fields and their defaults.

use std::rc::Rc;

use super::expect;
use super::model::{Atom, Clock, Deed, Depth, DwellOn, Measure, Scope, Selector, Source, Trigger};
use super::names;
use super::operator::{any, OPERATORS};
use super::pattern::Against;
use super::problem::Code;
use super::reader::Reader;
use super::table::{ix, known, table, Field, Form, Table};
use super::tables::TableIx;
use super::value::Value;
use super::vocabulary;
use crate::time::Ms;

pub(super) const TRIGGERS: Table = table(
    "",
    "dwell scroll scrollUp hover exitIntent idle return click event pageView copy visible appears media rageClick deadClick focus input submit invalid hesitation formAbandon manual turns any all sequence count absent hold",
);

/// Fields of the single patterns, in the order of [`TRIGGERS`]; `manual` has none.
pub(super) const ATOMS: [Table; 22] = [
    table("for", "for clock scope on by"),
    table("depth", "depth measure container on"),
    table("by", "by within afterDepth"),
    table("on", "on for times"),
    table("sensitivity", "sensitivity after touch"),
    table("for", "for"),
    table("after", "after"),
    table("on", "on"),
    table("name", "name where source"),
    table("path", "path"),
    table("on", "on"),
    table("on", "on ratio for each"),
    table("on", "on"),
    table("on", "on progress state"),
    table("on", "on times"),
    table("on", "on"),
    table("on", "on"),
    table("on", "on"),
    table("on", "on"),
    table("on", "on"),
    table("on", "on for"),
    table("on", "on"),
];
const PAGE_VIEW: usize = 9;
const DEEDS: usize = 14;
const FOCUS: usize = 16;
const MANUAL: usize = 22;
const TURNS: usize = 23;
const ANY: usize = 24;

/// The fields of a trigger or an operator, by its place; some have none.
pub(super) fn table_of(which: usize) -> Option<TableIx> {
    match which {
        MANUAL | TURNS => None,
        ANY.. => Some(ix!(OPERATORS[0]).row(which - ANY)),
        _ => Some(ix!(ATOMS[0]).row(which)),
    }
}

/// A field of a trigger, by both names; see [`of!`].
pub(super) const fn field_of(trigger: &str, name: &str) -> Field {
    let which = names::place_of(TRIGGERS.known, trigger);
    Field::of(if which < ANY { &ATOMS[which] } else { &OPERATORS[which - ANY] }, name)
}

/// `of!("dwell", "clock")`: that field of that trigger, found while this is compiled.
macro_rules! of {
    ($trigger:literal, $name:literal) => {
        const { $crate::ruleset::trigger::field_of($trigger, $name) }
    };
}
pub(super) use of;

impl Atom {
    /// Its name in the rule language.
    pub(crate) fn name(&self) -> &'static str {
        /// `place!("dwell")`: where it stands, found while this is compiled.
        macro_rules! place {
            ($name:literal) => {
                const { names::place_of(TRIGGERS.known, $name) }
            };
        }
        let place = match self {
            Atom::Dwell { .. } => place!("dwell"),
            Atom::Scroll { .. } => place!("scroll"),
            Atom::Idle { .. } => place!("idle"),
            Atom::Hover { .. } => place!("hover"),
            Atom::ExitIntent { .. } => place!("exitIntent"),
            Atom::ScrollUp { .. } => place!("scrollUp"),
            Atom::Return { .. } => place!("return"),
            Atom::Click { .. } => place!("click"),
            Atom::Copy { .. } => place!("copy"),
            Atom::Visible { .. } => place!("visible"),
            Atom::Appears { .. } => place!("appears"),
            Atom::Media { .. } => place!("media"),
            Atom::Deed { what, .. } => return what.name(),
            Atom::Hesitation { .. } => place!("hesitation"),
            Atom::Event { .. } => place!("event"),
            Atom::PageView { .. } => place!("pageView"),
            Atom::Turns { .. } => place!("turns"),
            Atom::Manual => place!("manual"),
        };
        names::nth(known!(TRIGGERS), place)
    }
}

impl<'v> Reader<'v, '_> {
    /// An object with one trigger.
    pub(super) fn trigger(&mut self, value: &'v Value) -> Trigger {
        let what = expect::names("a trigger", TRIGGERS.known);
        let Some((which, value)) = self.only(value, ix!(TRIGGERS), what, expect::TRIGGER) else {
            return any(Vec::new());
        };
        let is_list = which != PAGE_VIEW && which != TURNS && matches!(value, Value::List(_));
        let trigger =
            if which >= ANY || is_list { self.combined(which, value) } else { Trigger::Atom(self.atom(which, value)) };
        self.leave();
        trigger
    }

    /// An operator, or a list in the place of one value: any of them.
    #[inline(never)]
    fn combined(&mut self, which: usize, value: &'v Value) -> Trigger {
        if which >= ANY {
            return self.operator(which - ANY, value);
        }
        let mut of = Vec::new();
        self.list(value, &mut |reader, item| match item {
            Value::List(_) => reader.problem(Code::WrongType, expect::ONE_OF_LIST, item),
            _ => of.push(Trigger::Atom(reader.atom(which, item))),
        });
        any(of)
    }

    /// A single pattern, by its place in the table.
    #[inline(never)]
    fn atom(&mut self, which: usize, value: &'v Value) -> Atom {
        if which == TURNS {
            return self.turns(value);
        }
        if which == MANUAL {
            if !matches!(value, Value::Bool(true)) {
                self.problem(Code::WrongType, expect::TRUE, value);
            }
            return Atom::Manual;
        }
        let form = &self.form(value, ix!(ATOMS[0]).row(which));
        match which {
            0 => self.dwell(form, value),
            1 => self.scroll(form),
            3 => Atom::Hover {
                on: self.need_selector(form, of!("hover", "on"), Selector::POINTER | Selector::FOCUS),
                time: self.time_at(form, of!("hover", "for")).unwrap_or(Ms(300)),
                times: self.count_at(form, of!("hover", "times")).unwrap_or(1),
            },
            4 => self.exit_intent(form),
            5 => Atom::Idle { time: self.need_time(form, of!("idle", "for")) },
            7 => Atom::Click { on: self.selector_at(form, of!("click", "on"), Selector::CLICK) },
            8 => self.event(form),
            FOCUS => Atom::Deed {
                what: Deed::Focus,
                on: Some(self.need_selector(form, of!("focus", "on"), Selector::FOCUS)),
                times: 1,
            },
            PAGE_VIEW => {
                let mut path = Vec::new();
                if let Some(value) = self.enter(form, of!("pageView", "path")) {
                    path = self.patterns(value, Against::Path);
                    self.leave();
                }
                Atom::PageView { path: Rc::new(path) }
            }
            _ => self.rare_atom(which, form, value),
        }
    }

    #[inline(never)]
    fn turns(&mut self, value: &'v Value) -> Atom {
        Atom::Turns { cond: self.pushed(value) }
    }

    #[inline(never)]
    fn rare_atom(&mut self, which: usize, form: &Form<'v>, value: &'v Value) -> Atom {
        match which {
            2 => Atom::ScrollUp {
                by: self.measure_at(form, of!("scrollUp", "by"), "px", 300.0),
                within: self.time_at(form, of!("scrollUp", "within")).unwrap_or(Ms(500)),
                after_depth: self.measure_at(form, of!("scrollUp", "afterDepth"), "%", 20.0) / 100.0,
            },
            6 => Atom::Return { after: self.time_at(form, of!("return", "after")).unwrap_or(Ms(5_000)) },
            10 => Atom::Copy { on: self.selector_at(form, of!("copy", "on"), Selector::COPY) },
            11 => self.visible(form),
            12 => Atom::Appears { on: self.need_selector(form, of!("appears", "on"), Selector::APPEARS) },
            DEEDS.. => self.deed(which - DEEDS, form),
            _ => self.media(form, value),
        }
    }

    fn dwell(&mut self, form: &Form<'v>, value: &'v Value) -> Atom {
        // The bits of a selector's uses, too.
        const {
            assert!(Selector::POINTER == DwellOn::BY_POINTER && Selector::FOCUS == DwellOn::BY_FOCUS);
            assert!(Selector::VIEW == DwellOn::BY_VIEW);
        }
        let time = self.need_time(form, of!("dwell", "for"));
        let clock = match self.choice_at(form, of!("dwell", "clock"), "visible active total") {
            Some(1) => Clock::Active,
            Some(2) => Clock::Total,
            _ => Clock::Visible,
        };
        if value.get("scope").is_none() && value.get("by").is_none() && value.get("on").is_none() {
            return Atom::Dwell { time, clock, scope: Scope::Page, on: None };
        }
        self.dwell_in_place(form, value, time, clock)
    }

    /// A dwell that is kept for longer than the page view, or counts somewhere only.
    #[inline(never)]
    fn dwell_in_place(&mut self, form: &Form<'v>, value: &'v Value, time: Ms, clock: Clock) -> Atom {
        let scope = match self.choice_at(form, of!("dwell", "scope"), "page session visitor") {
            Some(1) => Scope::Session,
            Some(2) => Scope::Visitor,
            _ => Scope::Page,
        };
        let mut by = DwellOn::BY_POINTER | DwellOn::BY_FOCUS;
        let written = self.enter(form, of!("dwell", "by"));
        if let Some(value) = written {
            by = self.bits(value, "pointer focus view");
            if by == 0 {
                self.problem(Code::OutOfRange, expect::LIST_OF_SOME, value);
            }
            self.leave();
        }
        let on = self.selector_at(form, of!("dwell", "on"), by).map(|on| DwellOn { on, by });
        if by & DwellOn::BY_VIEW != 0 {
            self.watch_ratio(0.5);
        }
        if written.is_some() && on.is_none() {
            self.problem(Code::Missing, expect::words("on"), value);
        }
        Atom::Dwell { time, clock, scope, on }
    }

    /// A list of names, or one, as bits in the order of the names.
    #[inline(never)]
    fn bits(&mut self, value: &'v Value, names: &'static str) -> u32 {
        let mut bits = 0;
        if !matches!(value, Value::List(items) if items.is_empty()) {
            self.many(value, &mut |reader, item| bits |= 1 << reader.choice(item, names));
        }
        bits
    }

    /// A field with a measure in that unit.
    #[inline(never)]
    pub(super) fn measure_at(&mut self, form: &Form<'v>, field: Field, unit: &str, default: f64) -> f64 {
        let Some(value) = self.enter(form, field) else { return default };
        let is_px = unit == "px";
        let (most, expected) = if is_px { (1e6, expect::PIXELS) } else { (100.0, expect::PERCENT) };
        let number = self.measure(value, unit, most, expected);
        self.leave();
        number
    }

    fn scroll(&mut self, form: &Form<'v>) -> Atom {
        let mut depth = Depth::Share(0.0);
        if let Some(value) = self.need(form, of!("scroll", "depth")) {
            depth = if value.text().is_some_and(|text| text.ends_with("px")) {
                Depth::Px(self.measure(value, "px", 1e6, expect::DEPTH))
            } else {
                Depth::Share(self.measure(value, "%", 100.0, expect::DEPTH) / 100.0)
            };
            self.leave();
        }
        let measure = match self.choice_at(form, of!("scroll", "measure"), "scrolled seen") {
            Some(1) => Measure::Seen,
            _ => Measure::Scrolled,
        };
        let container = self.selector_at(form, of!("scroll", "container"), Selector::CONTAINER);
        let on = self.selector_at(form, of!("scroll", "on"), Selector::PASSED);
        if on.is_some() {
            self.scroll_past(form, depth);
        }
        Atom::Scroll { depth, measure, container, on }
    }

    /// Of an element only shares can be told.
    #[inline(never)]
    fn scroll_past(&mut self, form: &Form<'v>, depth: Depth) {
        if let Depth::Px(_) = depth {
            if let Some(depth) = self.enter(form, of!("scroll", "depth")) {
                self.problem(Code::Conflict, expect::SHARE, depth);
                self.leave();
            }
        }
    }

    fn exit_intent(&mut self, form: &Form<'v>) -> Atom {
        let min_speed = match self.choice_at(form, of!("exitIntent", "sensitivity"), "low medium high") {
            Some(0) => 0.8,
            Some(2) => 0.0,
            _ => 0.3,
        };
        let after = self.time_at(form, of!("exitIntent", "after")).unwrap_or(Ms::SECOND);
        // Not `idle` by default: on touch a reader at rest looks like nobody.
        let mut touch = Atom::TOUCH_SCROLL_UP | Atom::TOUCH_RETURN;
        if let Some(value) = self.enter(form, of!("exitIntent", "touch")) {
            touch = self.bits(value, "scrollUp return idle");
            self.leave();
        }
        Atom::ExitIntent { min_speed, after, touch }
    }

    fn event(&mut self, form: &Form<'v>) -> Atom {
        let name = self.need_name(form, of!("event", "name"));
        let filter = Rc::new(self.filter_at(form, of!("event", "where")));
        let source = match self.choice_at(form, of!("event", "source"), "track dom dataLayer") {
            None => None,
            Some(1) => Some(Source::Dom),
            Some(2) => Some(Source::DataLayer),
            Some(_) => Some(Source::Track),
        };
        if matches!(source, None | Some(Source::Dom)) {
            self.listen(name);
        }
        Atom::Event { name: vocabulary::ours(name).into(), filter, source }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ruleset::model::OperatorKind;

    #[test]
    fn operators_are_called_as_in_the_table() {
        let kinds = [OperatorKind::Any, OperatorKind::All, OperatorKind::Sequence, OperatorKind::Count];
        for kind in kinds.into_iter().chain([OperatorKind::Absent, OperatorKind::Hold]) {
            let name = kind.name();
            assert_eq!(name, format!("{kind:?}").to_ascii_lowercase());
            assert!(names::place(TRIGGERS.known, name).is_some_and(|place| place >= ANY), "{name}");
        }
    }
}
