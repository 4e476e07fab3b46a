//! "Why did it not show?": the state of a rule as data.

mod cond;
mod goal;
pub(super) mod map;
pub(super) mod miss;
mod operator;
mod sight;
mod trial;

use crate::ruleset::by_device::DEVICES;
use crate::ruleset::model::{Atom, Clock, DwellOn, Scope};
use crate::ruleset::names;
use crate::ruleset::value::Value;

use crate::engine::input::{Consent, ConsentState};
use crate::engine::limits::Tally;
use crate::engine::meters::{Dial, Meter};
use crate::engine::rule::Phase;
use crate::engine::Engine;
use crate::ruleset::depends::own_leaves;
use crate::time::{sum, Instant, Ms, Now, Wall};
use cond::verdict;
use map::Map;

impl Engine {
    /// The state of one rule, or of everything. Instants are wall time in milliseconds, durations milliseconds.
    /// A pure question: it changes nothing. An unknown id gives `null`.
    #[inline(never)]
    pub fn explain(&self, now: Now, rule: Option<&str>) -> Value {
        let now = Now { mono: now.mono.max(self.now.mono), ..now };
        match rule {
            Some(id) => match self.set.rules.iter().position(|rule| rule.id == id) {
                Some(rule) => self.explain_rule(now, rule),
                None => Value::Null,
            },
            None => self.explain_all(now),
        }
    }

    fn explain_all(&self, now: Now) -> Value {
        let mut rules = Vec::new();
        for (index, rule) in self.set.rules.iter().enumerate() {
            // A blank is what an update left of a rule; goals come under a key of their own.
            if !rule.id.is_empty() && rule.goal.is_none() {
                rules.push(self.explain_rule(now, index));
            }
        }
        let mut all = Map::default();
        all.wall("now", Some(self.wall_at(now.mono)));
        all.num("pageView", f64::from(self.page.count));
        all.text("path", &self.page.url.path);
        all.flag("visible", self.page.visible);
        all.put("device", self.page.device().map_or(Value::Null, Value::from));
        all.put("consent", self.explain_consent());
        all.text("storage", self.storage_state());
        all.wall("session", self.ledger.session);
        all.wall("mutedUntil", self.muted_until());
        all.put("history", self.explain_history());
        all.put("arbitration", self.explain_arbitration());
        all.num("dropped", f64::from(self.dropped));
        let next = self.next_deadline();
        all.put("next", self.explain_wake(next.map(|(at, reason)| (at, reason.name()))));
        all.put("rules", Value::List(rules));
        self.explain_goals(now, &mut all);
        all.done()
    }

    fn explain_consent(&self) -> Value {
        let mut consent = Map::default();
        let Consent { functional, analytics, personalization } = self.consent;
        for (name, state) in
            [("functional", functional), ("analytics", analytics), ("personalization", personalization)]
        {
            consent.text(name, state.name());
        }
        consent.done()
    }

    fn storage_state(&self) -> &'static str {
        match (self.consent.functional, self.is_unavailable, self.is_read) {
            (ConsentState::Granted, true, _) => "unavailable",
            (ConsentState::Granted, false, true) => "read",
            (ConsentState::Granted, false, false) => "unread",
            _ => "off",
        }
    }

    fn explain_wake(&self, next: Option<(Instant, &str)>) -> Value {
        let Some((at, reason)) = next else { return Value::Null };
        let mut wake = Map::default();
        wake.wall("at", Some(self.wall_at(at)));
        wake.text("reason", reason);
        wake.done()
    }

    fn explain_rule(&self, now: Now, index: usize) -> Value {
        let (rule, state) = (&self.set.rules[index], &self.rules[index]);
        let phase = match state.phase {
            _ if !rule.enabled => "disabled",
            Phase::Idle if rule.trigger.is_none() => "watching",
            Phase::Idle => "armed",
            Phase::Delay { .. } => "delayed",
            Phase::Ready => "ready",
            Phase::Waiting { .. } => "waiting",
            Phase::Shown => "shown",
        };
        let (did, reason) = match state.last.map(|(_, decision)| decision) {
            None if rule.trigger.is_some() => ("", "not_fired"),
            None => ("", ""),
            Some(decision) => decision.names(),
        };
        let or_null = |text: &str| if text.is_empty() { Value::Null } else { Value::from(text) };
        let mut conditions = Vec::new();
        if let Some(cond) = &rule.cond {
            own_leaves(cond, &mut |leaf| conditions.push(self.explain_leaf(leaf)));
        }
        let mut pointer = String::from("/rules/");
        crate::engine::number::push_int(&mut pointer, i64::from(rule.place));
        let mut all = Map::default();
        all.text("rule", &rule.id);
        all.text("pointer", &pointer);
        all.text("state", phase);
        if let Some(device) = rule.on {
            all.text("on", names::nth(DEVICES, device as usize));
        }
        if state.is_tried {
            all.put("experiment", self.explain_trial(index as u32));
        }
        all.put("did", or_null(did));
        all.put("reason", or_null(reason));
        all.wall("at", state.last.map(|(at, _)| at));
        all.put("if", verdict(self.rule_verdict(index as u32)));
        all.put("conditions", Value::List(conditions));
        if rule.schedule.is_some() {
            all.put("schedule", self.explain_opening(index as u32));
        }
        let progress = self.explain_progress(now, index as u32);
        all.put("miss", self.explain_miss(index, &progress));
        let next = match self.explain_timer(index) {
            Value::Null if matches!(state.phase, Phase::Idle) => first_due(&progress),
            next => next,
        };
        all.put("progress", progress);
        all.put("limits", self.explain_limits(index));
        all.put("next", next);
        all.done()
    }

    pub(crate) fn explain_progress(&self, now: Now, rule: u32) -> Value {
        let mut list = Vec::new();
        let source = &self.set.rules[rule as usize];
        if let (Some(trigger), true) = (&source.trigger, source.enabled) {
            self.explain_trigger(now, trigger, &mut self.first_node(rule), &mut list);
        }
        Value::List(list)
    }

    pub(crate) fn explain_atom(&self, now: Now, atom: &Atom, index: u32) -> Value {
        let signals = &self.signals;
        let is_fired = signals.atoms.get(index as usize).is_some_and(|atom| atom.spent);
        let mut all = Map::default();
        all.text("trigger", atom.name());
        all.flag("fired", is_fired);
        let paused = match atom {
            Atom::Dwell { .. } | Atom::Idle { .. } if self.signals.held(index).is_some() => {
                self.explain_held(now, index, &mut all)
            }
            Atom::Dwell { time, clock, scope, on } => {
                let dial = match (on, scope) {
                    (None, Scope::Page) => Some(&signals.clocks[*clock as usize]),
                    _ => self.place(atom).map(|place| &place.dial),
                };
                all.read(dial, now, *time);
                match (dial.is_some_and(|dial| dial.watch.is_running(now.mono)), self.page.visible, clock) {
                    (true, ..) => "",
                    (false, false, Clock::Visible | Clock::Active) => "hidden",
                    _ if on.is_some() => "elsewhere",
                    _ => "inactive",
                }
            }
            Atom::Hesitation { time, .. } => {
                let dial = self.place(atom).map(|place| &place.dial);
                all.read(dial, now, *time);
                match dial.is_some_and(|dial| dial.watch.is_running(now.mono)) {
                    true => "",
                    false if self.page.visible => "elsewhere",
                    false => "hidden",
                }
            }
            Atom::Deed { what, .. } => {
                self.explain_deed(now.mono, *what, index, &mut all);
                ""
            }
            Atom::Idle { time } => {
                all.read(Some(&signals.idle), now, *time);
                if self.page.visible {
                    ""
                } else {
                    "hidden"
                }
            }
            Atom::Scroll { .. } => {
                self.explain_scroll(index, &mut all);
                ""
            }
            Atom::Hover { times, .. } => {
                let hover = signals.hovers.iter().find(|hover| hover.atom == index);
                all.num("have", f64::from(hover.map_or(0, |hover| hover.rests)));
                all.num("need", f64::from(*times));
                ""
            }
            Atom::ExitIntent { .. } => {
                self.explain_exit(index, &mut all);
                ""
            }
            Atom::Event { name, .. } => {
                all.text("need", name);
                ""
            }
            _ => self.explain_sight(now, atom, &mut all),
        };
        let paused = if self.holds_atom(index) { paused } else { "hold" };
        if !paused.is_empty() && !is_fired {
            all.text("paused", paused);
        }
        all.done()
    }

    fn place(&self, atom: &Atom) -> Option<&crate::engine::place::Place> {
        let of = match atom {
            Atom::Dwell { clock, scope, on, .. } => (*on, *clock, *scope, false),
            Atom::Hesitation { on, .. } => (Some(DwellOn::hesitation(*on)), Clock::Visible, Scope::Page, true),
            _ => return None,
        };
        let fits =
            |place: &&crate::engine::place::Place| (place.on, place.clock, place.scope, place.is_hesitation) == of;
        self.signals.places.all.iter().find(fits)
    }

    fn explain_scroll(&self, atom: u32, all: &mut Map) {
        let mut look = |meter: &Meter| {
            for (need, waiting) in &meter.steps.all {
                if *waiting == atom {
                    all.num("have", meter.max);
                    all.num("need", *need);
                }
            }
        };
        for (_, scroller) in &self.signals.scrollers {
            look(&scroller.scrolled);
            look(&scroller.seen);
            look(&scroller.px);
        }
        for (_, meter, _) in &self.signals.passed {
            look(meter);
        }
    }

    /// Exit intent explains itself by the evidence of the last time the pointer left.
    fn explain_exit(&self, atom: u32, all: &mut Map) {
        let watch = self.signals.exits.iter().find(|watch| watch.atom == atom);
        let Some((exit, verdict)) = watch.and_then(|watch| watch.last) else { return };
        let mut evidence = Map::default();
        evidence.text("verdict", verdict);
        evidence.num("y", exit.y);
        evidence.num("speed", exit.speed);
        evidence.num("buttons", f64::from(exit.buttons));
        evidence.flag("related", exit.related);
        evidence.flag("native", exit.native);
        evidence.num("sinceEnter", exit.since_enter);
        evidence.num("sincePress", exit.since_press);
        evidence.flag("touch", exit.touch);
        all.put("evidence", evidence.done());
    }

    fn explain_limits(&self, index: usize) -> Value {
        let mut list = Vec::new();
        for tally in self.tallies(index as u32) {
            self.explain_tally(&tally, &self.set.rules[index].id, &mut list);
        }
        Value::List(list)
    }

    /// The limits of one counter; `of` says whose, where it is not the rule's own.
    fn explain_tally(&self, tally: &Tally, id: &str, list: &mut Vec<Value>) {
        let Tally { name: of, limit, record, in_page } = tally;
        let in_day = if record.day >= self.today() { record.in_day } else { 0 };
        let begin = |name: &str| {
            let mut map = Map::default();
            map.text("limit", name);
            if *of != id {
                map.text("of", of.get(1..).unwrap_or("all"));
            }
            map
        };
        for (name, have, most) in [
            ("perPage", *in_page, limit.per_page),
            ("perSession", record.in_session, limit.per_session),
            ("perDay", in_day, limit.per_day),
            ("perVisitor", record.total, limit.per_visitor),
        ] {
            if let Some(most) = most {
                let mut map = begin(name);
                map.num("have", f64::from(have));
                // 0 of a rule stands for what was not written.
                map.num("most", f64::from(if of.is_empty() { most } else { most.max(1) }));
                list.push(map.done());
            }
        }
        for (name, since, gap) in [
            ("cooldown", record.shown, limit.cooldown),
            ("afterDismiss", record.dismissed, limit.after_dismiss),
            ("afterClick", record.clicked, limit.after_click),
        ] {
            if let Some(gap) = gap {
                let mut map = begin(name);
                map.num("most", gap.0 as f64);
                map.wall("until", since.map(|since| since + gap).filter(|over| *over > self.wall()));
                list.push(map.done());
            }
        }
        if let Some(ask) = limit.after_goal {
            let mut map = begin("afterGoal");
            map.num("most", self.set.asks[ask.0 as usize].within.unwrap_or_default().0 as f64);
            map.wall("until", self.forgets(ask));
            list.push(map.done());
        }
    }

    fn explain_timer(&self, index: usize) -> Value {
        let state = &self.rules[index];
        let watch = &self.signals.clocks[0].watch;
        let (at, reason) = match state.phase {
            Phase::Delay { until } => (watch.reaches(until), "delay"),
            Phase::Waiting { until: Some(until), .. } if state.recheck.is_none() => (watch.reaches(until), "wait"),
            _ => (state.recheck, "recheck"),
        };
        self.explain_wake(at.map(|at| (at, reason)))
    }

    pub(crate) fn wall_at(&self, at: Instant) -> Wall {
        Wall(sum(at.0, self.wall_offset))
    }
}

/// Of what its trigger waits for, what is due first.
fn first_due(progress: &Value) -> Value {
    let (mut first, mut next) = (f64::INFINITY, Value::Null);
    let Value::List(list) = progress else { return next };
    for one in list {
        let is_waiting = one.get("paused").is_none() && one.get("fired") != Some(&Value::Bool(true));
        if let (Some(Value::Num(due)), Some(reason), true) = (one.get("due"), one.get("trigger"), is_waiting) {
            if *due < first {
                first = *due;
                next = Value::Null;
                next.set("at", Value::Num(first));
                next.set("reason", reason.clone());
            }
        }
    }
    next
}

impl Map {
    /// How far a clock is, and when it is there.
    pub(crate) fn read(&mut self, dial: Option<&Dial>, now: Now, goal: Ms) {
        let have = dial.map_or(Ms(0), |dial| dial.watch.read(now.mono));
        self.num("have", have.0.min(goal.0) as f64);
        self.num("need", goal.0 as f64);
        if let (Some(at), true) = (dial.and_then(|dial| dial.watch.reaches(goal)), have < goal) {
            self.wall("due", Some(now.wall + (at - now.mono)));
        }
    }
}
