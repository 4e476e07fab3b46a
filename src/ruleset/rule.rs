//! A rule: its parts, what they default to, and what cannot stand together.

use super::expect;
use super::firing::sort;
use super::intern::{prefixed, Fnv};
use super::limits;
use super::model::{Action, Kind, Limit, Quota, Rule, Wait};
use super::operator::{completing, idle_alone};
use super::problem::Code;
use super::reader::Reader;
use super::table::{field, ix, known, table, Form, Table};
use super::value::Value;
use crate::time::Ms;

pub(super) const RULE: Table = table(
    "",
    "id description enabled when if delay wait show do interrupts slot priority limit meta cancelOn hideOn schedule tags rollout on experiment",
);

// Some places among them.
const ID: usize = 0;
const WHEN: usize = 3;
const SHOW: usize = 7;
const DO: usize = 8;
const CANCEL_ON: usize = 14;
const HIDE_ON: usize = 15;
const ON: usize = 19;
const EXPERIMENT: usize = 20;

/// Stands for a limit per page that was not written: how often that is depends on what completes the firing.
const DEFAULT: Option<u32> = Some(0);

pub(super) const LIMITS: [Table; 2] = [
    table("", "perPage perSession perDay perVisitor cooldown afterDismiss afterClick"),
    table("", "perPage perSession perDay perVisitor cooldown afterDismiss afterClick key afterGoal"),
];

impl<'v> Reader<'v, '_> {
    /// One rule of the list. Goes into the set, and out of it again if it is bad.
    #[inline(never)]
    pub(super) fn one_rule(&mut self, value: &'v Value, place: u32) {
        self.leaves = 0;
        let form = &self.form(value, ix!(RULE));
        if !matches!(value, Value::Map(_)) {
            return;
        }
        let mut rule = blank(place);
        rule.on = self.overridden(place).map(|one| one.device);
        let mut has = 0u32;
        self.entries(value, known!(RULE), &mut |reader, which, _, value| {
            has |= 1 << which;
            match which {
                ID => rule.id = reader.id(value),
                1 => _ = reader.str(value),
                2 => rule.enabled = reader.enabled(value),
                WHEN => {
                    rule.trigger = Some(reader.trigger(value));
                    let mut hash = Fnv::default();
                    hash.value(value);
                    rule.arming = hash.0;
                }
                4 => rule.cond = Some(reader.cond(value)),
                5 => rule.delay = reader.duration(value),
                6 => rule.wait = reader.wait(value),
                SHOW => rule.actions.extend(reader.show(value)),
                DO => rule.actions = reader.rule_actions(value),
                9 => rule.interrupts = reader.flag(value),
                10 => rule.slot = Some(reader.name(value).into()),
                11 => rule.priority = reader.whole(value, -1_000_000, 1_000_000, expect::PRIORITY),
                12 => rule.key = reader.limit(value, &mut rule.limit, true),
                13 => rule.meta = Some(value.clone()),
                CANCEL_ON | HIDE_ON => reader.guard(value, which == HIDE_ON, &mut rule),
                16 => rule.schedule = reader.schedule(value).map(Box::new),
                17 => reader.many(value, &mut |reader, item| reader.label(item, &mut rule.quotas)),
                ON => reader.on(value),
                EXPERIMENT => rule.trial = reader.experiment(value),
                _ => rule.rollout = reader.rollout(value),
            }
        });
        if has & (1 << ID) == 0 {
            self.problem(Code::Missing, expect::words("id"), &Value::Null);
        }
        match (has >> SHOW) & 3 {
            0 => self.problem(Code::Missing, expect::SHOW_OR_DO, &Value::Null),
            3 => {
                self.problem(Code::Conflict, expect::BOTH_SHOW_DO, value);
                rule.actions.clear();
            }
            _ => {}
        }
        self.interrupts(form, &mut rule);
        if rule.interrupts {
            for action in &mut rule.actions {
                if let (Action::Surface(surface), false) = (action, self.mute_label == Value::Null) {
                    surface.view.set("mute", self.mute_label.clone());
                }
            }
        }
        let mut hash = Fnv(rule.arming);
        hash.eat(rule.id.as_bytes());
        rule.arming = hash.0;
        if has & (1 << CANCEL_ON | 1 << WHEN) == 1 << CANCEL_ON {
            if let Some(trigger) = self.enter(form, field!(RULE, "cancelOn")) {
                self.problem(Code::Conflict, expect::CANCELS, trigger);
                self.leave();
            }
        }
        defaults(&mut rule);
        self.set.rules.push(rule);
    }

    /// How many visitors of 10,000 it is for.
    #[inline(never)]
    fn rollout(&mut self, value: &'v Value) -> u32 {
        (self.measure(value, "%", 100.0, expect::PERCENT) * 100.0).round() as u32
    }

    /// What ends a firing, or what it shows.
    #[inline(never)]
    fn guard(&mut self, value: &'v Value, hides: bool, rule: &mut Rule) {
        let trigger = self.trigger(value);
        *(if hides { &mut rule.hide_on } else { &mut rule.cancel_on }) = Some(trigger);
    }

    fn id(&mut self, value: &'v Value) -> String {
        let Value::Text(id) = value else {
            self.problem(Code::WrongType, expect::ID, value);
            return String::new();
        };
        if id.is_empty() || id.len() > limits::ID {
            self.problem(Code::OutOfRange, expect::ID, value);
        }
        if self.merged.is_none() && !self.names.intern("i", id, 0).1 {
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

    /// A popup always interrupts, and idling alone must not open one.
    fn interrupts(&mut self, form: &Form<'v>, rule: &mut Rule) {
        let mut popup = false;
        for action in &rule.actions {
            popup |= matches!(action, Action::Surface(it) if it.kind == Kind::Popup);
        }
        if !popup {
            return;
        }
        rule.interrupts = true;
        if rule.trigger.as_ref().is_some_and(idle_alone) {
            if let Some(when) = self.enter(form, field!(RULE, "when")) {
                self.problem(Code::Conflict, expect::IDLE_POPUP, when);
                self.leave();
            }
        }
        if let Some(written) = self.enter(form, field!(RULE, "interrupts")) {
            if let Value::Bool(false) = written {
                self.problem(Code::Conflict, expect::INTERRUPTS, written);
            }
            self.leave();
        }
    }

    /// A label; it counts where the settings give it a quota.
    fn label(&mut self, value: &'v Value, quotas: &mut Vec<u32>) {
        let name = self.name(value);
        if self.names.contains("t", name) {
            let (quota, _) = self.names.intern("t", name, 0);
            // Bad quotas were let go as a whole.
            let there = self.set.settings.quotas.get(quota as usize);
            if there.is_some_and(|one| one.name == prefixed("\u{1}", name)) && !quotas.contains(&quota) {
                quotas.push(quota);
            }
        }
    }

    /// How often: of a rule, which may share its counts under a key, or of a tag.
    pub(super) fn limit(&mut self, value: &'v Value, limit: &mut Limit, is_rule: bool) -> Option<u32> {
        let form = &self.form(value, ix!(LIMITS[0]).row(usize::from(is_rule)));
        if let Some(value) = self.enter(form, field!(LIMITS[1], "perPage")) {
            limit.per_page = match value {
                Value::Text(text) if text == "any" => None,
                _ => Some(self.whole(value, 1, 1_000_000, expect::COUNT_OR_ANY) as u32),
            };
            self.leave();
        }
        limit.per_session = self.count_at(form, field!(LIMITS[1], "perSession"));
        limit.per_day = self.count_at(form, field!(LIMITS[1], "perDay"));
        limit.per_visitor = self.count_at(form, field!(LIMITS[1], "perVisitor"));
        limit.cooldown = self.time_at(form, field!(LIMITS[1], "cooldown"));
        limit.after_dismiss = self.time_at(form, field!(LIMITS[1], "afterDismiss"));
        limit.after_click = self.time_at(form, field!(LIMITS[1], "afterClick"));
        if !is_rule {
            return None;
        }
        if let Some(value) = self.enter(form, field!(LIMITS[1], "afterGoal")) {
            limit.after_goal = Some(self.after_goal(value));
            self.leave();
        }
        let key = self.name_at(form, field!(LIMITS[1], "key"))?;
        let quotas = &mut self.set.settings.quotas;
        let (number, is_new) = self.names.intern("k", key, quotas.len());
        if is_new {
            quotas.push(Quota { name: prefixed("\u{2}", key), limit: Limit::default() });
        }
        Some(number)
    }
}

/// What was not written and depends on what completes a firing, as far as that is always the same.
pub(super) fn defaults(rule: &mut Rule) {
    let (mut all, mut any) = (!0, 0);
    match &rule.trigger {
        Some(trigger) => completing(trigger, &mut |sort| {
            all &= sort;
            any |= sort;
        }),
        None => any = sort::FREE,
    }
    let always = |bit: u32| if any & bit == 0 { Some(false) } else { (all & bit != 0).then_some(true) };
    if rule.wait == Wait::Default {
        rule.wait = match always(sort::LASTING) {
            Some(true) => Wait::Page,
            Some(false) => Wait::For(Ms(0)),
            None => Wait::Default,
        };
    }
    if rule.limit.per_page == DEFAULT && always(sort::FREE) == Some(true) {
        rule.limit.per_page = None;
    }
}

/// A rule with nothing in it.
pub(super) fn blank(place: u32) -> Rule {
    Rule {
        id: String::new(),
        place,
        enabled: true,
        trigger: None,
        arming: 0,
        cond: None,
        cancel_on: None,
        hide_on: None,
        schedule: None,
        delay: Ms(0),
        wait: Wait::Default,
        actions: Vec::new(),
        interrupts: false,
        slot: None,
        priority: 0,
        limit: Limit { per_page: DEFAULT, ..Limit::default() },
        key: None,
        quotas: Vec::new(),
        rollout: 10_000,
        meta: None,
        on: None,
        goal: None,
        trial: None,
    }
}
