//! Goals and funnels. What a goal waits for becomes a rule that shows nothing, with an id that no rule of a file has, so
//! that everything that can make a rule fire can make a goal happen.

use super::depends::{depends, dirty};
use super::expect;
use super::firing::atoms;
use super::history::add_hash;
use super::intern::{prefixed, Fnv};
use super::model::{About, Action, Ask, AskIx, Atom, Cond, Count, Funnel, Goal, Named, Rule, Step, Subject, Trigger};
use super::named::{AUDIENCES, GOALS};
use super::problem::Code;
use super::reader::Reader;
use super::rule::{blank, defaults};
use super::settings::is_currency;
use super::table::{field, ix, table, Table};
use super::value::Value;
use crate::time::Ms;

pub(super) const GOAL: Table = table("", "when if count value segments meta");
pub(super) const VALUE: Table = table("", "from currency");
pub(super) const FUNNEL: Table = table("steps", "steps within exclude");
pub(super) const STEP: Table = table("goal", "goal optional");
pub(super) const TIMES: Table = table("name", "name times within");
pub(super) const AFTER: Table = table("", "goal for");
const COUNTS: &str = "visitor session page each";
/// Conditions compare numbers of goals, and nothing of a goal itself.
const NOTHING: Subject = Subject::Visits;
/// How long a funnel is open.
const WITHIN: Ms = Ms(7 * Ms::DAY.0);

impl<'v> Reader<'v, '_> {
    /// A goal, by its place among the goals of the file.
    #[inline(never)]
    pub(super) fn goal(&mut self, name: &str, place: u32, value: &'v Value) -> Subject {
        let before = self.count();
        let form = &self.form(value, ix!(GOAL));
        let mut rule = blank(place.saturating_add(self.rules.len() as u32));
        rule.id = prefixed(Rule::GOAL, name);
        rule.limit.per_page = None;
        if let Some(when) = self.need(form, field!(GOAL, "when")) {
            let trigger = self.trigger(when);
            self.no_hands(&trigger, when);
            rule.trigger = Some(trigger);
            let mut hash = Fnv::default();
            hash.value(when);
            hash.eat(rule.id.as_bytes());
            rule.arming = hash.0;
            self.leave();
        }
        if let Some(cond) = self.enter(form, field!(GOAL, "if")) {
            rule.cond = Some(self.cond(cond));
            self.leave();
        }
        if let Some(worth) = self.enter(form, field!(GOAL, "value")) {
            self.worth(worth, &mut rule.actions);
            self.leave();
        }
        let count = match self.choice_at(form, field!(GOAL, "count"), COUNTS) {
            Some(0) => Count::Visitor,
            Some(1) => Count::Session,
            Some(2) => Count::Page,
            Some(_) => Count::Each,
            // Visitors are counted, but sums of money only add up with all of them.
            None if rule.actions.is_empty() => Count::Visitor,
            None => Count::Each,
        };
        let mut segments = Vec::new();
        if let Some(names) = self.enter(form, field!(GOAL, "segments")) {
            self.many(names, &mut |reader, item| segments.extend(reader.segment(item)));
            self.leave();
        }
        let mut meta = Value::Null;
        if let Some(given) = self.enter(form, field!(GOAL, "meta")) {
            meta = given.clone();
            self.leave();
        }
        let goal = self.set.goals.len() as u32;
        rule.goal = Some(goal);
        defaults(&mut rule);
        if self.count() == before {
            self.set.is_measured = true;
            self.set.goals.push(Goal { name: name.into(), count, segments, meta });
            let rules = &mut self.sections.goals;
            let at = rules.iter().position(|other| other.place > rule.place).unwrap_or(rules.len());
            rules.insert(at, rule);
        }
        NOTHING
    }

    /// `trigger()` starts rules, and nobody starts a goal.
    fn no_hands(&mut self, trigger: &Trigger, value: &Value) {
        let mut has_manual = false;
        atoms(trigger, &mut |atom| has_manual |= matches!(atom, Atom::Manual));
        if has_manual {
            self.problem(Code::Conflict, expect::NO_MANUAL, value);
        }
    }

    /// What it is worth: the value, then its currency as far as one stands beside it or is written.
    fn worth(&mut self, value: &'v Value, to: &mut Vec<Action>) {
        let data = |path: String| Action::DataLayer(Value::Map(vec![("from".into(), Value::Text(path))]));
        match value {
            Value::Num(number) => return to.push(Action::DataLayer(Value::Num(*number))),
            Value::Map(_) => {}
            _ => return self.problem(Code::WrongType, expect::WORTH, value),
        }
        let form = &self.form(value, ix!(VALUE));
        let Some(from) = self.need(form, field!(VALUE, "from")) else { return };
        let before = self.count();
        let path = self.str(from);
        if self.count() == before {
            self.dotted(path, Code::UnknownValue, from);
        }
        self.leave();
        to.push(data(path.into()));
        if let Some((beside, _)) = path.rsplit_once('.') {
            to.push(data(prefixed(beside, ".currency")));
        }
        if let Some(written) = self.enter(form, field!(VALUE, "currency")) {
            let code = self.checked(written, is_currency, expect::CURRENCY);
            to.push(Action::DataLayer(Value::Text(code.into())));
            self.leave();
        }
    }

    /// An audience that reports name. Nobody asks the page for it.
    fn segment(&mut self, value: &'v Value) -> Option<std::rc::Rc<Named>> {
        let name = self.name(value);
        let Some(Subject::Audience(named)) = self.refer(AUDIENCES, name, value, expect::AUDIENCE) else { return None };
        if depends(&named.cond) & dirty::SAMPLED != 0 {
            self.problem(Code::Conflict, expect::PUSHED, value);
        }
        Some(named)
    }

    /// The place of a goal in the set.
    fn goal_named(&mut self, value: &'v Value) -> Option<u32> {
        let name = self.name(value);
        self.refer(GOALS, name, value, expect::GOAL)?;
        self.set.goals.iter().position(|goal| goal.name == name).map(|goal| goal as u32)
    }

    /// A funnel.
    #[inline(never)]
    pub(super) fn funnel(&mut self, name: &str, value: &'v Value) -> Subject {
        let before = self.count();
        let form = &self.form(value, ix!(FUNNEL));
        let mut hash = Fnv::default();
        hash.value(value);
        hash.eat(name.as_bytes());
        let mut funnel = Funnel {
            name: name.into(),
            key: prefixed(Funnel::KEY, ""),
            steps: Vec::new(),
            exclude: Vec::new(),
            within: WITHIN,
        };
        hash.write(&mut funnel.key);
        if let Some(steps) = self.need(form, field!(FUNNEL, "steps")) {
            self.list(steps, &mut |reader, item| reader.funnel_step(item, &mut funnel.steps));
            if matches!(steps, Value::List(items) if items.len() == 1) {
                self.problem(Code::OutOfRange, expect::STEPS, steps);
            }
            self.leave();
        }
        if let Some(window) = self.enter(form, field!(FUNNEL, "within")) {
            funnel.within = self.window(window);
            let is_read = matches!(window, Value::Text(text) if super::scan::duration(text).is_ok());
            if is_read && funnel.within == Ms(0) {
                self.problem(Code::OutOfRange, expect::SOME_TIME, window);
            }
            self.leave();
        }
        if let Some(goals) = self.enter(form, field!(FUNNEL, "exclude")) {
            self.many(goals, &mut |reader, item| {
                let goal = reader.goal_named(item);
                if funnel.steps.iter().any(|step| Some(step.goal) == goal) {
                    reader.problem(Code::Conflict, expect::NO_STEP, item);
                }
                funnel.exclude.extend(goal);
            });
            self.leave();
        }
        if self.count() == before {
            self.set.funnels.push(funnel);
        }
        NOTHING
    }

    fn funnel_step(&mut self, value: &'v Value, to: &mut Vec<Step>) {
        let form = &self.form(value, ix!(STEP));
        let mut goal = None;
        if let Some(name) = self.need(form, field!(STEP, "goal")) {
            goal = self.goal_named(name);
            self.leave();
        }
        let optional = self.flag_at(form, field!(STEP, "optional")) == Some(true);
        if optional && to.is_empty() {
            self.problem(Code::Conflict, expect::FIRST_STEP, value);
        }
        // A bad one keeps its place, so that the next is not taken for the first.
        to.push(Step { goal: goal.unwrap_or(u32::MAX), optional });
    }

    /// Whether a goal was reached.
    #[inline(never)]
    pub(super) fn reached(&mut self, value: &'v Value) -> Cond {
        let form = &self.form(value, ix!(TIMES));
        let mut name = "";
        if let Some(value) = self.need(form, field!(TIMES, "name")) {
            name = self.name(value);
            self.refer(GOALS, name, value, expect::GOAL);
            self.leave();
        }
        self.question(form, field!(TIMES, "times"), None, of_goal(name))
    }

    /// How long after a goal a rule is not seen.
    #[inline(never)]
    pub(super) fn after_goal(&mut self, value: &'v Value) -> AskIx {
        let form = &self.form(value, ix!(AFTER));
        let mut ask = of_goal("");
        if let Some(value) = self.need(form, field!(AFTER, "goal")) {
            let name = self.name(value);
            self.refer(GOALS, name, value, expect::GOAL);
            ask = of_goal(name);
            self.leave();
        }
        if let Some(value) = self.need(form, field!(AFTER, "for")) {
            ask.within = Some(self.window(value));
            self.leave();
        }
        ask.keep = 1;
        add_hash(None, &mut ask);
        self.ask(ask)
    }
}

fn of_goal(name: &str) -> Ask {
    let key = prefixed("g:", name);
    Ask { about: About::Goal(name.into()), filter: Vec::new(), within: None, keep: 0, key }
}
