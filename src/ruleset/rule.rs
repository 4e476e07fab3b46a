//! A rule: its parts, what they default to, and what cannot stand together.

use super::expect;
use super::intern::prefixed;
use super::limits;
use super::model::{Action, Atom, Kind, Limit, Rule, Trigger, Wait};
use super::problem::Code;
use super::reader::{Form, Reader, Table};
use super::trigger::{every, idle_alone};
use super::value::Value;
use crate::engine::time::Ms;

const RULE: Table = Table {
    main: "",
    known: &[
        "id",
        "description",
        "enabled",
        "when",
        "if",
        "delay",
        "wait",
        "show",
        "do",
        "interrupts",
        "slot",
        "priority",
        "limit",
        "meta",
    ],
    later: &["cancelOn", "hideOn", "tags", "schedule", "rollout", "experiment", "on"],
};

const LIMIT: Table = Table {
    main: "",
    known: &["perPage", "perSession", "perDay", "perVisitor", "cooldown", "afterDismiss", "afterClick"],
    later: &["afterGoal", "key"],
};

impl<'v> Reader<'v, '_> {
    /// One rule of the list.
    pub(super) fn one_rule(&mut self, value: &'v Value, place: u32) -> Rule {
        self.leaves = 0;
        let form = &self.form(value, &RULE);
        let id = match value {
            Value::Map(_) => self.need(form, "id", Reader::id),
            _ => String::new(),
        };
        self.opt(form, "description", Reader::str);
        let enabled = self.opt(form, "enabled", Reader::enabled).unwrap_or(true);
        let trigger = self.opt(form, "when", Reader::trigger);
        let cond = self.opt(form, "if", Reader::cond);
        let actions = self.actions(form, value);
        let interrupts = self.interrupts(form, &actions, trigger.as_ref());
        Rule {
            id,
            place,
            enabled,
            cond,
            delay: self.opt(form, "delay", Reader::duration).unwrap_or_default(),
            wait: self.opt(form, "wait", Reader::wait).unwrap_or_else(|| default_wait(trigger.as_ref())),
            actions,
            interrupts,
            slot: self.opt(form, "slot", Reader::owned_name),
            priority: self
                .opt(form, "priority", |reader, value| reader.whole(value, -1_000_000, 1_000_000, expect::PRIORITY))
                .unwrap_or(0),
            limit: self.limit(form, trigger.as_ref()),
            meta: self.opt(form, "meta", |_, value| value.clone()),
            trigger,
        }
    }

    fn id(&mut self, value: &'v Value) -> String {
        let Value::Text(id) = value else {
            self.problem(Code::WrongType, expect::ID, value);
            return String::new();
        };
        if id.is_empty() || id.len() > limits::ID {
            self.problem(Code::OutOfRange, expect::ID, value);
        }
        if !self.names.intern(&prefixed("i", id), 0).1 {
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

    fn wait(&mut self, value: &'v Value) -> Wait {
        match value {
            Value::Text(text) if text == "page" => Wait::Page,
            _ => Wait::For(self.duration_or(value, expect::WAIT)),
        }
    }

    /// `show`, or the list of `do`; exactly one of them.
    fn actions(&mut self, form: &Form<'v>, value: &'v Value) -> Vec<Action> {
        let show = self.opt(form, "show", Reader::show);
        let list = self.opt(form, "do", Reader::rule_actions);
        match (show, list) {
            (Some(_), Some(_)) => self.problem(Code::Conflict, expect::BOTH_SHOW_DO, value),
            (Some(show), None) => return show.into_iter().collect(),
            (None, Some(list)) => return list,
            (None, None) if matches!(value, Value::Map(_)) => {
                self.problem(Code::Missing, expect::SHOW_OR_DO, &Value::Null);
            }
            (None, None) => {}
        }
        Vec::new()
    }

    fn interrupts(&mut self, form: &Form<'v>, actions: &[Action], trigger: Option<&Trigger>) -> bool {
        let popup = actions.iter().any(|action| matches!(action, Action::Surface(it) if it.kind == Kind::Popup));
        if popup && trigger.is_some_and(idle_alone) {
            if let Some(when) = self.enter(form, "when") {
                self.problem(Code::Conflict, expect::IDLE_POPUP, when);
                self.path.pop();
            }
        }
        let written = self.enter(form, "interrupts").map(|interrupts| {
            let before = self.count();
            let flag = self.flag(interrupts);
            if popup && !flag && self.count() == before {
                self.problem(Code::Conflict, expect::INTERRUPTS, interrupts);
            }
            self.path.pop();
            flag
        });
        popup || written == Some(true)
    }

    fn limit(&mut self, form: &Form<'v>, trigger: Option<&Trigger>) -> Limit {
        let free = |atom: &Atom| matches!(atom, Atom::Manual | Atom::Click { .. } | Atom::Hover { .. });
        let once = trigger.is_some_and(|trigger| !every(trigger, free));
        let per_page = once.then_some(1);
        let Some(value) = self.enter(form, "limit") else {
            return Limit { per_page, ..Limit::default() };
        };
        let form = &self.form(value, &LIMIT);
        let limit = Limit {
            per_page: self.opt(form, "perPage", Reader::per_page).unwrap_or(per_page),
            per_session: self.opt(form, "perSession", Reader::times),
            per_day: self.opt(form, "perDay", Reader::times),
            per_visitor: self.opt(form, "perVisitor", Reader::times),
            cooldown: self.opt(form, "cooldown", Reader::duration),
            after_dismiss: self.opt(form, "afterDismiss", Reader::duration),
            after_click: self.opt(form, "afterClick", Reader::duration),
        };
        self.path.pop();
        limit
    }

    fn per_page(&mut self, value: &'v Value) -> Option<u32> {
        match value {
            Value::Text(text) if text == "any" => None,
            _ => Some(self.whole(value, 1, 1_000_000, expect::COUNT_OR_ANY) as u32),
        }
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
