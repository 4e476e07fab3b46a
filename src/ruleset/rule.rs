//! A rule: its parts, what they default to, and what cannot stand together.

use super::expect;
use super::limits;
use super::model::{Action, Atom, Kind, Limit, Rule, Trigger, Wait};
use super::problem::Code;
use super::reader::{Form, Reader, Table};
use super::trigger::{every, idle_alone};
use super::value::Value;
use crate::engine::time::Ms;

const RULE: Table = Table {
    main: "",
    known: "id description enabled when if delay wait show do interrupts slot priority limit meta",
    later: "cancelOn hideOn tags schedule rollout experiment on",
};

const LIMIT: Table = Table {
    main: "",
    known: "perPage perSession perDay perVisitor cooldown afterDismiss afterClick",
    later: "afterGoal key",
};

impl<'v> Reader<'v, '_> {
    /// One rule of the list. Goes into the set, and out of it again if it is bad.
    #[inline(never)]
    pub(super) fn one_rule(&mut self, value: &'v Value, place: u32) {
        self.leaves = 0;
        let form = &self.form(value, &RULE);
        if !matches!(value, Value::Map(_)) {
            return;
        }
        let mut id = String::new();
        if let Some(value) = self.need(form, "id") {
            id = self.id(value);
            self.leave();
        }
        if let Some(description) = self.enter(form, "description") {
            self.str(description);
            self.leave();
        }
        let mut enabled = true;
        if let Some(value) = self.enter(form, "enabled") {
            enabled = self.enabled(value);
            self.leave();
        }
        let mut trigger = None;
        if let Some(value) = self.enter(form, "when") {
            trigger = Some(self.trigger(value));
            self.leave();
        }
        let mut cond = None;
        if let Some(value) = self.enter(form, "if") {
            cond = Some(self.cond(value));
            self.leave();
        }
        let actions = self.actions(form, value);
        let interrupts = self.interrupts(form, &actions, trigger.as_ref());
        let delay = self.time_at(form, "delay").unwrap_or_default();
        let mut wait = default_wait(trigger.as_ref());
        if let Some(value) = self.enter(form, "wait") {
            wait = match value {
                Value::Text(text) if text == "page" => Wait::Page,
                _ => Wait::For(self.duration_or(value, expect::WAIT)),
            };
            self.leave();
        }
        let slot = self.name_at(form, "slot").map(Into::into);
        let mut priority = 0;
        if let Some(value) = self.enter(form, "priority") {
            priority = self.whole(value, -1_000_000, 1_000_000, expect::PRIORITY);
            self.leave();
        }
        let limit = self.limit(form, trigger.as_ref());
        let mut meta = None;
        if let Some(value) = self.enter(form, "meta") {
            meta = Some(value.clone());
            self.leave();
        }
        let rule =
            Rule { id, place, enabled, trigger, cond, delay, wait, actions, interrupts, slot, priority, limit, meta };
        self.set.rules.push(rule);
    }

    fn id(&mut self, value: &'v Value) -> String {
        let Value::Text(id) = value else {
            self.problem(Code::WrongType, expect::ID, value);
            return String::new();
        };
        if id.is_empty() || id.len() > limits::ID {
            self.problem(Code::OutOfRange, expect::ID, value);
        }
        if !self.names.intern("i", id, 0).1 {
            self.problem(Code::Duplicate, expect::ID_UNIQUE, value);
        }
        id.clone()
    }

    /// Preview is what an editor shows on request; to shoppers it is off.
    fn enabled(&mut self, value: &'v Value) -> bool {
        match value {
            Value::Bool(flag) => *flag,
            Value::Text(text) if text == "preview" => false,
            _ => {
                self.problem(Code::WrongType, expect::ENABLED, value);
                false
            }
        }
    }

    /// `show`, or the list of `do`; exactly one of them.
    fn actions(&mut self, form: &Form<'v>, value: &'v Value) -> Vec<Action> {
        let mut actions = Vec::new();
        let show = self.enter(form, "show");
        if let Some(show) = show {
            actions.extend(self.show(show));
            self.leave();
        }
        let list = self.enter(form, "do");
        if let Some(list) = list {
            actions = self.rule_actions(list);
            self.leave();
        }
        match (show, list) {
            (Some(_), Some(_)) => self.problem(Code::Conflict, expect::BOTH_SHOW_DO, value),
            (None, None) => self.problem(Code::Missing, expect::SHOW_OR_DO, &Value::Null),
            _ => {}
        }
        actions
    }

    fn interrupts(&mut self, form: &Form<'v>, actions: &[Action], trigger: Option<&Trigger>) -> bool {
        let mut popup = false;
        for action in actions {
            popup |= matches!(action, Action::Surface(it) if it.kind == Kind::Popup);
        }
        if popup && trigger.is_some_and(idle_alone) {
            if let Some(when) = self.enter(form, "when") {
                self.problem(Code::Conflict, expect::IDLE_POPUP, when);
                self.leave();
            }
        }
        let Some(value) = self.enter(form, "interrupts") else { return popup };
        let flag = self.flag(value);
        if popup && matches!(value, Value::Bool(false)) {
            self.problem(Code::Conflict, expect::INTERRUPTS, value);
        }
        self.leave();
        popup || flag
    }

    fn limit(&mut self, form: &Form<'v>, trigger: Option<&Trigger>) -> Limit {
        let free = |atom: &Atom| matches!(atom, Atom::Manual | Atom::Click { .. } | Atom::Hover { .. });
        let once = trigger.is_some_and(|trigger| !every(trigger, free));
        let per_page = once.then_some(1);
        let Some(value) = self.enter(form, "limit") else {
            return Limit { per_page, ..Limit::default() };
        };
        let form = &self.form(value, &LIMIT);
        let mut limit = Limit { per_page, ..Limit::default() };
        if let Some(value) = self.enter(form, "perPage") {
            limit.per_page = match value {
                Value::Text(text) if text == "any" => None,
                _ => Some(self.whole(value, 1, 1_000_000, expect::COUNT_OR_ANY) as u32),
            };
            self.leave();
        }
        limit.per_session = self.count_at(form, "perSession");
        limit.per_day = self.count_at(form, "perDay");
        limit.per_visitor = self.count_at(form, "perVisitor");
        limit.cooldown = self.time_at(form, "cooldown");
        limit.after_dismiss = self.time_at(form, "afterDismiss");
        limit.after_click = self.time_at(form, "afterClick");
        self.leave();
        limit
    }
}

/// A firing that stands for a state of the page view waits for late facts; one that stands for a moment does not.
fn default_wait(trigger: Option<&Trigger>) -> Wait {
    let momentary = |atom: &Atom| !matches!(atom, Atom::PageView { .. } | Atom::Dwell { .. } | Atom::Scroll { .. });
    match trigger {
        Some(trigger) if !every(trigger, momentary) => Wait::Page,
        _ => Wait::For(Ms(0)),
    }
}
