//! "Why did it not show?": the state of a rule as data.

use crate::ruleset::model::{Amount, Atom, Clock, Cond, Leaf, Limit, Test};
use crate::ruleset::value::Value;

use super::condition::{Subjected, Verdict};
use super::input::ConsentState;
use super::ledger::Record;
use super::rule::{atoms, leaves, Decision, Phase};
use super::time::{Ms, Now, Wall};
use super::Engine;

/// Builds a map.
fn map(pairs: Vec<(&str, Value)>) -> Value {
    Value::Map(pairs.into_iter().map(|(key, value)| (String::from(key), value)).collect())
}

fn ms(time: Ms) -> Value {
    Value::Num(time.0 as f64)
}

fn wall(at: Wall) -> Value {
    Value::Num(at.0 as f64)
}

fn count(number: u32) -> Value {
    Value::Num(f64::from(number))
}

impl Engine {
    /// The state of one rule, or of everything. Instants are wall time in milliseconds, durations milliseconds.
    /// A pure question: it changes nothing. An unknown id gives `null`.
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
        let rules = (0..self.set.rules.len()).map(|rule| self.explain_rule(now, rule)).collect();
        let consent = |state: ConsentState| {
            Value::from(match state {
                ConsentState::Pending => "pending",
                ConsentState::Granted => "granted",
                ConsentState::Denied => "denied",
            })
        };
        map(vec![
            ("now", wall(self.wall_at(now))),
            ("pageView", count(self.page.count)),
            ("path", Value::from(self.page.url.path.as_str())),
            ("visible", Value::Bool(self.page.visible)),
            ("device", self.page.device().map_or(Value::Null, Value::from)),
            (
                "consent",
                map(vec![
                    ("functional", consent(self.consent.functional)),
                    ("analytics", consent(self.consent.analytics)),
                    ("personalization", consent(self.consent.personalization)),
                ]),
            ),
            ("storage", Value::from(self.storage_state())),
            ("session", self.ledger.session.map_or(Value::Null, wall)),
            ("dropped", count(self.dropped)),
            ("next", self.explain_next()),
            ("rules", Value::List(rules)),
        ])
    }

    fn storage_state(&self) -> &'static str {
        match (self.consent.functional, self.is_unavailable, self.is_read) {
            (ConsentState::Granted, true, _) => "unavailable",
            (ConsentState::Granted, false, true) => "read",
            (ConsentState::Granted, false, false) => "unread",
            _ => "off",
        }
    }

    fn explain_next(&self) -> Value {
        self.next_deadline().map_or(Value::Null, |(at, reason)| {
            let at = Wall(at.0.saturating_add(self.wall_offset));
            map(vec![("at", wall(at)), ("reason", Value::from(reason.name()))])
        })
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
        let (did, reason, at) = match state.last {
            None if rule.trigger.is_some() => (Value::Null, Value::from("not_fired"), Value::Null),
            None => (Value::Null, Value::Null, Value::Null),
            Some((at, decision)) => {
                let (did, reason) = match decision {
                    Decision::Shown => ("shown", Value::Null),
                    Decision::Ran => ("ran", Value::Null),
                    Decision::Hidden => ("hidden", Value::Null),
                    Decision::No(no) => ("blocked", Value::from(no.name())),
                };
                (Value::from(did), reason, wall(at))
            }
        };
        let mut conditions = Vec::new();
        if let Some(cond) = &rule.cond {
            leaves(cond, &mut |leaf| conditions.push(self.explain_leaf(leaf)));
        }
        map(vec![
            ("rule", Value::from(rule.id.as_str())),
            ("pointer", self.pointer(rule.place)),
            ("state", Value::from(phase)),
            ("did", did),
            ("reason", reason),
            ("at", at),
            ("if", self.explain_verdict(rule.cond.as_ref())),
            ("conditions", Value::List(conditions)),
            ("progress", self.explain_progress(now, index as u32)),
            ("limits", self.explain_limits(index)),
            ("next", self.explain_timer(index)),
        ])
    }

    fn pointer(&self, place: u32) -> Value {
        let mut pointer = String::from("/rules/");
        super::ledger_text::push_int(&mut pointer, i64::from(place));
        Value::Text(pointer)
    }

    fn explain_verdict(&self, cond: Option<&Cond>) -> Value {
        cond.map_or(Value::Bool(true), |cond| verdict(self.verdict(cond)))
    }

    /// A comparison: where, verdict, what was there, what is needed.
    fn explain_leaf(&self, leaf: &Leaf) -> Value {
        let had = match self.subject(&leaf.subject, None) {
            Subjected::Known(value) => value.into_owned(),
            Subjected::AtLeast(count) => Value::Num(count),
            Subjected::Missing(_) => Value::Null,
        };
        let result = self.leaf(leaf, None);
        let mut pairs = vec![("at", Value::from(&*leaf.at)), ("verdict", verdict(result)), ("had", had)];
        if let Verdict::Unknown(no) = result {
            pairs.push(("reason", Value::from(no.name())));
        }
        pairs.push(("need", Value::List(leaf.tests.iter().map(need).collect())));
        map(pairs)
    }

    fn explain_progress(&self, now: Now, rule: u32) -> Value {
        let Some(trigger) = &self.set.rules[rule as usize].trigger else { return Value::List(Vec::new()) };
        let first = self.signals.atoms.iter().position(|atom| self.signals.nodes[atom.node as usize].rule == rule);
        let Some(mut index) = first.map(|first| first as u32) else { return Value::List(Vec::new()) };
        let mut list = Vec::new();
        atoms(trigger, &mut |atom| {
            list.push(self.explain_atom(now, atom, index));
            index += 1;
        });
        Value::List(list)
    }

    fn explain_atom(&self, now: Now, atom: &Atom, index: u32) -> Value {
        let signals = &self.signals;
        let is_fired = signals.atoms.get(index as usize).is_some_and(|atom| atom.spent);
        let (name, have, goal, paused) = match atom {
            Atom::Dwell { time, clock, on } => {
                let dial = match on {
                    None => Some(&signals.clocks[*clock as usize]),
                    Some(on) => {
                        let place = signals.places.iter().find(|place| place.on == *on && place.clock == *clock);
                        place.map(|place| &place.dial)
                    }
                };
                let read = dial.map_or(Ms(0), |dial| dial.watch.read(now.mono)).0.min(time.0);
                let runs = dial.is_some_and(|dial| dial.watch.is_running(now.mono));
                let paused = match (runs, self.page.visible, clock) {
                    (true, ..) => "",
                    (false, false, Clock::Visible | Clock::Active) => "hidden",
                    _ if on.is_some() => "elsewhere",
                    _ => "inactive",
                };
                ("dwell", ms(Ms(read)), ms(*time), paused)
            }
            Atom::Scroll { .. } => return self.explain_scroll(index, is_fired),
            Atom::Idle { time } => {
                let read = signals.idle.watch.read(now.mono).0.min(time.0);
                ("idle", ms(Ms(read)), ms(*time), if self.page.visible { "" } else { "hidden" })
            }
            Atom::Hover { times, .. } => {
                let rests = signals.hovers.iter().find(|hover| hover.atom == index).map_or(0, |hover| hover.rests);
                ("hover", count(rests), count(*times), "")
            }
            Atom::ExitIntent { .. } => return self.explain_exit(index),
            Atom::ScrollUp { .. } => ("scrollUp", Value::Null, Value::Null, ""),
            Atom::Return { .. } => ("return", Value::Null, Value::Null, ""),
            Atom::Click { .. } => ("click", Value::Null, Value::Null, ""),
            Atom::Event { name, .. } => ("event", Value::Null, Value::from(name.as_str()), ""),
            Atom::PageView { .. } => ("pageView", Value::Null, Value::Null, ""),
            Atom::Manual => ("manual", Value::Null, Value::Null, ""),
        };
        let mut pairs = vec![("trigger", Value::from(name)), ("fired", Value::Bool(is_fired))];
        pairs.extend([("have", have), ("need", goal)]);
        if !paused.is_empty() && !is_fired {
            pairs.push(("paused", Value::from(paused)));
        }
        map(pairs)
    }

    fn explain_scroll(&self, atom: u32, is_fired: bool) -> Value {
        let scrollers = self.signals.scrollers.iter();
        let meters = scrollers.flat_map(|(_, scroller)| [&scroller.scrolled, &scroller.seen, &scroller.px]);
        let mut meters = meters.chain(self.signals.passed.iter().map(|(_, meter, _)| meter));
        let found = meters.find_map(|meter| {
            let (need, _) = meter.thresholds.iter().find(|(_, waiting)| *waiting == atom)?;
            Some((meter.max, *need))
        });
        let (have, need) = found.unwrap_or_default();
        map(vec![
            ("trigger", Value::from("scroll")),
            ("fired", Value::Bool(is_fired)),
            ("have", Value::Num(have)),
            ("need", Value::Num(need)),
        ])
    }

    /// Exit intent explains itself by the evidence of the last time the pointer left.
    fn explain_exit(&self, atom: u32) -> Value {
        let watch = self.signals.exits.iter().find(|watch| watch.atom == atom);
        let mut pairs = vec![
            ("trigger", Value::from("exitIntent")),
            ("fired", Value::Bool(watch.is_some_and(|watch| watch.fired))),
        ];
        if let Some((exit, verdict)) = watch.and_then(|watch| watch.last) {
            let evidence = vec![
                ("verdict", Value::from(verdict)),
                ("y", Value::Num(exit.y)),
                ("speed", Value::Num(exit.speed)),
                ("buttons", count(exit.buttons)),
                ("related", Value::Bool(exit.related)),
                ("native", Value::Bool(exit.native)),
                ("sinceEnter", Value::Num(exit.since_enter)),
                ("sincePress", Value::Num(exit.since_press)),
                ("touch", Value::Bool(exit.touch)),
            ];
            pairs.push(("evidence", map(evidence)));
        }
        map(pairs)
    }

    fn explain_limits(&self, index: usize) -> Value {
        let (rule, state) = (&self.set.rules[index], &self.rules[index]);
        let Limit { per_page, per_session, per_day, per_visitor, cooldown, after_dismiss, after_click } = &rule.limit;
        let empty = Record::default();
        let record = self.ledger.rule(&rule.id).unwrap_or(&empty);
        let in_day = if record.day >= self.today() { record.in_day } else { 0 };
        let counts = [
            ("perPage", state.in_page, per_page),
            ("perSession", record.in_session, per_session),
            ("perDay", in_day, per_day),
            ("perVisitor", record.total, per_visitor),
        ];
        let gaps = [
            ("cooldown", record.shown, cooldown),
            ("afterDismiss", record.dismissed, after_dismiss),
            ("afterClick", record.clicked, after_click),
        ];
        let counts = counts.into_iter().filter_map(|(name, have, most)| {
            Some(map(vec![("limit", Value::from(name)), ("have", count(have)), ("most", count((*most)?))]))
        });
        let gaps = gaps.into_iter().filter_map(|(name, since, gap)| {
            let over = since.map(|since| since + gap.unwrap_or_default());
            let over = over.filter(|over| *over > self.wall());
            Some(map(vec![
                ("limit", Value::from(name)),
                ("most", ms((*gap)?)),
                ("until", over.map_or(Value::Null, wall)),
            ]))
        });
        Value::List(counts.chain(gaps).collect())
    }

    fn explain_timer(&self, index: usize) -> Value {
        let state = &self.rules[index];
        let watch = &self.signals.clocks[0].watch;
        let (at, reason) = match state.phase {
            Phase::Delay { until } => (watch.reaches(until), "delay"),
            Phase::Waiting { until: Some(until), .. } if state.recheck.is_none() => (watch.reaches(until), "wait"),
            _ => (state.recheck, "recheck"),
        };
        at.map_or(Value::Null, |at| {
            let at = Wall(at.0.saturating_add(self.wall_offset));
            map(vec![("at", wall(at)), ("reason", Value::from(reason))])
        })
    }

    fn wall_at(&self, now: Now) -> Wall {
        Wall(now.mono.0.saturating_add(self.wall_offset))
    }
}

fn verdict(verdict: Verdict) -> Value {
    match verdict {
        Verdict::True => Value::Bool(true),
        Verdict::False => Value::Bool(false),
        Verdict::Unknown(_) => Value::from("unknown"),
    }
}

/// A test as data: `{ "above": 50 }`.
fn need(test: &Test) -> Value {
    let list = |values: &[Value]| Value::List(values.to_vec());
    let amount = |amount: &Amount| match amount {
        Amount::Number(number) => Value::Num(*number),
        Amount::Money(list) => {
            Value::Map(list.iter().map(|(code, number)| (code.clone(), Value::Num(*number))).collect())
        }
    };
    let (name, value) = match test {
        Test::Is(want) => ("is", want.clone()),
        Test::IsNot(want) => ("isNot", want.clone()),
        Test::In(wants) => ("in", list(wants)),
        Test::NotIn(wants) => ("notIn", list(wants)),
        Test::Contains(want) => ("contains", want.clone()),
        Test::StartsWith(want) => ("startsWith", Value::from(want.as_str())),
        Test::EndsWith(want) => ("endsWith", Value::from(want.as_str())),
        Test::Like(patterns) => {
            let text = patterns.iter().map(|pattern| Value::Text(pattern.pieces.join("*")));
            ("like", Value::List(text.collect()))
        }
        Test::AtLeast(want) => ("atLeast", amount(want)),
        Test::AtMost(want) => ("atMost", amount(want)),
        Test::Above(want) => ("above", amount(want)),
        Test::Below(want) => ("below", amount(want)),
        Test::Between(low, high) => ("between", Value::List(vec![amount(low), amount(high)])),
        Test::Exists(want) => ("exists", Value::Bool(*want)),
        Test::Empty(want) => ("empty", Value::Bool(*want)),
    };
    map(vec![(name, value)])
}
