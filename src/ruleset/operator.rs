//! Operators of triggers: their fields, their defaults, and what can be said of a trigger as a whole.

use std::rc::Rc;

use super::depends::{depends, dirty};
use super::expect;
use super::firing::{sort, sort_of};
use super::limits;
use super::model::{Atom, Clock, Cond, Operator, OperatorKind, Scope, Trigger};
use super::names;
use super::problem::Code;
use super::reader::Reader;
use super::scan;
use super::table::{ix, table, Field, Form, Table};
use super::trigger::of;
use super::value::Value;
use crate::time::Ms;

/// Fields of the operators, in the order of [`KINDS`].
pub(super) const OPERATORS: [Table; 6] = [
    table("of", "of"),
    table("of", "of within scope"),
    table("of", "of within scope strict same"),
    table("", "of times within scope"),
    table("", "after no for clock scope"),
    table("", "when while"),
];
const KINDS: [OperatorKind; 6] = [
    OperatorKind::Any,
    OperatorKind::All,
    OperatorKind::Sequence,
    OperatorKind::Count,
    OperatorKind::Absent,
    OperatorKind::Hold,
];

impl OperatorKind {
    /// Its name in the rule language.
    pub(crate) fn name(self) -> &'static str {
        names::nth("any all sequence count hold absent", self as usize)
    }
}

impl<'v> Reader<'v, '_> {
    /// An operator, by its place in the table.
    pub(super) fn operator(&mut self, which: usize, value: &'v Value) -> Trigger {
        let Some(kind) = KINDS.get(which) else { return any(Vec::new()) };
        if self.nesting >= limits::TRIGGER_DEPTH {
            self.problem(Code::TooDeep, expect::TRIGGER_LEVELS, value);
            return any(Vec::new());
        }
        let form = &self.form(value, ix!(OPERATORS[0]).row(which));
        let mut all = blank(*kind);
        self.nesting += 1;
        // The fields for a window and its scope, as far as it has them.
        let fields = match kind {
            OperatorKind::Any | OperatorKind::All | OperatorKind::Sequence => {
                if let Some(list) = self.need(form, of!("any", "of")) {
                    self.list(list, &mut |reader, item| all.of.push(reader.trigger(item)));
                    self.leave();
                }
                (*kind != OperatorKind::Any).then_some((of!("all", "within"), of!("all", "scope")))
            }
            OperatorKind::Count => {
                self.child(form, of!("count", "of"), &mut all.of);
                Some((of!("count", "within"), of!("count", "scope")))
            }
            OperatorKind::Hold => {
                self.child(form, of!("hold", "when"), &mut all.of);
                if let Some(value) = self.need(form, of!("hold", "while")) {
                    all.cond = Some(self.pushed(value));
                    self.leave();
                }
                None
            }
            OperatorKind::Absent => {
                self.child(form, of!("absent", "after"), &mut all.of);
                self.child(form, of!("absent", "no"), &mut all.of);
                Some((of!("absent", "for"), of!("absent", "scope")))
            }
        };
        self.nesting -= 1;
        let Some((window, scope)) = fields else { return Trigger::Op(all) };
        if let Some(value) = self.enter(form, window) {
            let time = self.duration(value);
            if time == Ms(0) && value.text().is_some_and(|text| scan::duration(text).is_ok()) {
                self.problem(Code::OutOfRange, expect::SOME_TIME, value);
            }
            all.within = Some(time);
            self.leave();
        } else if *kind == OperatorKind::Absent {
            self.lacks(form, window);
        }
        match kind {
            OperatorKind::Count => {
                if let Some(value) = self.need(form, of!("count", "times")) {
                    all.times = self.whole(value, 1, limits::KEPT as i32, expect::COUNT_KEPT) as u32;
                    self.leave();
                }
            }
            OperatorKind::Sequence => {
                all.strict = self.flag_at(form, of!("sequence", "strict")).unwrap_or(false);
                if let Some(value) = self.enter(form, of!("sequence", "same")) {
                    let path = self.name(value);
                    self.dotted(path, Code::UnknownValue, value);
                    all.same = scan::pieces(path, b'.');
                    self.leave();
                }
            }
            OperatorKind::Absent => match self.choice_at(form, of!("absent", "clock"), "visible active total") {
                Some(0) => all.clock = Clock::Visible,
                Some(1) => all.clock = Clock::Active,
                _ => {}
            },
            _ => {}
        }
        match self.choice_at(form, scope, "page session visitor") {
            Some(0) => all.scope = Scope::Page,
            Some(1) => all.scope = Scope::Session,
            Some(_) => all.scope = Scope::Visitor,
            None => {}
        }
        Trigger::Op(all)
    }

    /// A condition that is always current: what is only read at a firing cannot be watched.
    #[inline(never)]
    pub(super) fn pushed(&mut self, value: &'v Value) -> Rc<Cond> {
        let cond = self.cond(value);
        if depends(&cond) & dirty::SAMPLED != 0 {
            self.problem(Code::Conflict, expect::PUSHED, value);
        }
        Rc::new(cond)
    }

    /// A field with a trigger.
    #[inline(never)]
    fn child(&mut self, form: &Form<'v>, field: Field, to: &mut Vec<Trigger>) {
        if let Some(value) = self.need(form, field) {
            to.push(self.trigger(value));
            self.leave();
        }
    }
}

/// An operator with nothing in it but defaults.
fn blank(kind: OperatorKind) -> Operator {
    let scope = match kind {
        OperatorKind::Any | OperatorKind::All => Scope::Page,
        _ => Scope::Session,
    };
    Operator {
        kind,
        of: Vec::new(),
        within: None,
        scope,
        strict: false,
        same: Vec::new(),
        times: 1,
        clock: Clock::Total,
        cond: None,
    }
}

/// Any of these.
pub(super) fn any(of: Vec<Trigger>) -> Trigger {
    Trigger::Op(Operator { of, ..blank(OperatorKind::Any) })
}

/// Calls `each` with the sort (bits of `Firing`) of everything that can complete a trigger.
pub(super) fn completing(trigger: &Trigger, each: &mut dyn FnMut(u32)) {
    match trigger {
        Trigger::Atom(atom) => each(sort_of(atom)),
        // Time alone completes it.
        Trigger::Op(Operator { kind: OperatorKind::Absent, .. }) => each(sort::LASTING),
        Trigger::Op(Operator { kind: OperatorKind::Sequence, of, .. }) => {
            if let Some(last) = of.last() {
                completing(last, each);
            }
        }
        Trigger::Op(operator) => operator.of.iter().for_each(|child| completing(child, each)),
    }
}

/// Whether idling alone can make it fire.
pub(super) fn idle_alone(trigger: &Trigger) -> bool {
    match trigger {
        Trigger::Atom(atom) => matches!(atom, Atom::Idle { .. }),
        Trigger::Op(Operator { kind: OperatorKind::Any, of, .. }) => of.iter().any(idle_alone),
        Trigger::Op(Operator { of, .. }) => !of.is_empty() && of.iter().all(idle_alone),
    }
}
