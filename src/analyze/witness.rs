//! A visitor who does whatever rules wait for: a journey with many interruptions, as a trace that runs.

use super::choose::choose;
use super::devices::viewport;
use super::lits::{Lit, Way};
use super::measure::{measure, Meter};
use super::never::given;
use super::opens;
use super::places::{addresses, can_be, holds_on, with_params};
use super::solve::{groups, possible_ways};
use super::worst::Scope;
use crate::ruleset::by_device::DEVICES;
use crate::ruleset::model::{ElementWhat, Rule, RuleSet, Schedule, Subject};
use crate::ruleset::names::nth;
use crate::ruleset::value::Value;
use crate::time::Ms;
use crate::trace::{decode, write_span};

/// Without a bound, that many are shown.
const ENOUGH: u32 = 5;
/// Most attempts to make a rule show.
const MOST_TRIES: u32 = 120;
/// Whose journey it is, and where.
#[derive(Clone, Copy)]
pub(super) struct On<'a> {
    /// The kind of device, where rules hang on it.
    pub(super) device: Option<u32>,
    /// The arms that the visitor is in.
    pub(super) forced: &'a Value,
    /// The visitor's name.
    pub(super) name: Option<&'a str>,
    /// What the host knows of zones that rules name.
    pub(super) zones: &'a Value,
}

/// Longest journey.
const LONGEST: Ms = Ms(400 * 86_400_000);

/// A trace with as many interruptions as were found, at most `most` within the scope, and how many it has.
pub(super) fn find(set: &RuleSet, rules: &[&Rule], scope: Scope, most: Option<u32>, on: On) -> (Value, u32) {
    let goal = most.unwrap_or(ENOUGH);
    let name = super::whom::name(set, rules);
    let on = On { name: name.as_deref(), ..on };
    let mut best = (trace_of(&head(set, &[], &[], on), &[]), 0);
    if rules.is_empty() || goal == 0 {
        return best;
    }
    let mut backwards = rules.to_vec();
    backwards.reverse();
    for order in [rules.to_vec(), backwards] {
        for fill in ["", "x"] {
            let Some(mut visitor) = Visitor::new(set, &order, scope, fill, on) else { continue };
            visitor.walk(&order, goal);
            let trace = trace_of(&visitor.head, &visitor.events);
            // What counts is what the trace shows when it is run.
            let shown = decode(&trace).map_or(0, |trace| scope.of(measure(set, &trace)));
            if shown > best.1 {
                best = (trace, shown);
            }
            if best.1 >= goal {
                return best;
            }
        }
    }
    best
}

pub(super) fn map(pairs: Vec<(&str, Value)>) -> Value {
    Value::Map(pairs.into_iter().map(|(key, value)| (key.into(), value)).collect())
}

/// The beginning of a trace: the selectors that rules name, what their conditions want of elements, and the arms that
/// the visitor is in.
fn head(set: &RuleSet, ways: &[&Way], open: &[Vec<Schedule>], on: On) -> Value {
    let (forced, name) = (on.forced, on.name);
    let mut selectors: Vec<Value> = Vec::new();
    let watched = set.selectors.iter().map(|one| &one.css);
    for css in watched.chain(set.elements.iter().map(|one| &one.css)) {
        let text = Value::Text(css.clone());
        if !selectors.contains(&text) {
            selectors.push(text);
        }
    }
    let mut elements = Value::Map(Vec::new());
    for group in ways.iter().flat_map(|way| groups(way)) {
        let Subject::Element(index) = group[0].subject else { continue };
        let Some(query) = set.elements.get(index.0 as usize) else { continue };
        let Some(Some(value)) = choose(&group) else { continue };
        let field = match query.what {
            ElementWhat::Exists => "exists",
            ElementWhat::Visible => "visible",
            ElementWhat::Text => "text",
            ElementWhat::Value => "value",
            ElementWhat::Count => "count",
            _ => continue,
        };
        let mut says = elements.get(&query.css).cloned().unwrap_or_default();
        match field {
            "exists" => says = value,
            _ => says.set(field, value),
        }
        elements.set(&query.css, says);
    }
    let language = ways.iter().flat_map(|way| groups(way)).find(|group| group[0].subject == Subject::Language);
    let language = language.and_then(|group| choose(&group).flatten());
    let mut head = map(vec![
        ("version", Value::Num(1.0)),
        ("now", opens::written(opens::start(set, on.zones, open)).as_str().into()),
        ("language", language.unwrap_or("en".into())),
        ("selectors", Value::List(selectors)),
        ("sample", map(vec![("elements", elements)])),
    ]);
    let zones = opens::zones(set, on.zones);
    if matches!(&zones, Value::Map(pairs) if !pairs.is_empty()) {
        head.set("zones", zones);
    }
    if matches!(forced, Value::Map(pairs) if !pairs.is_empty()) {
        head.set("variants", forced.clone());
    }
    if let Some(name) = name {
        head.set("visitor", map(vec![("id", name.into())]));
    }
    head
}

fn trace_of(head: &Value, events: &[(Ms, Value)]) -> Value {
    let mut trace = head.clone();
    let dated = |(at, event): &(Ms, Value)| {
        let mut all = map(vec![("at", write_span(*at).as_str().into())]);
        if let Value::Map(pairs) = event {
            pairs.iter().for_each(|(key, value)| all.set(key, value.clone()));
        }
        all
    };
    trace.set("events", Value::List(events.iter().map(dated).collect()));
    trace
}

/// What a rule wants, one way of it.
struct Want {
    id: String,
    url: String,
    way: Way,
}

pub(super) struct Visitor<'s> {
    pub(super) set: &'s RuleSet,
    pub(super) scope: Scope,
    /// The kind of device at each load, where rules hang on it.
    device: Option<u32>,
    head: Value,
    meter: Meter,
    events: Vec<(Ms, Value)>,
    now: Ms,
    /// The address of the page view.
    url: String,
    wants: Vec<Want>,
    decided: usize,
}

impl<'s> Visitor<'s> {
    fn new(set: &'s RuleSet, rules: &[&Rule], scope: Scope, fill: &str, on: On) -> Option<Visitor<'s>> {
        let urls = addresses(rules, fill);
        let mut all = Vec::new();
        for rule in rules {
            let ways = possible_ways(rule.cond.as_ref(), &given(rule))?;
            all.push((rule, ways));
        }
        // A page view has one address; elsewhere each rule has its own.
        let shared = urls
            .iter()
            .max_by_key(|url| all.iter().filter(|(_, ways)| ways.iter().any(|way| holds_on(set, url, way))).count())?;
        let mut wants = Vec::new();
        for (rule, ways) in all {
            let candidates: Vec<&String> = match scope {
                Scope::Page => vec![shared],
                _ => std::iter::once(shared).chain(&urls).collect(),
            };
            let fit = |url: &String| ways.iter().find(|way| holds_on(set, url, way) && can_be(way)).cloned();
            let found = candidates.iter().find_map(|url| fit(url).map(|way| (*url, way)));
            let Some((url, way)) = found else { continue };
            wants.push(Want { id: rule.id.clone(), url: with_params(url, &way), way });
        }
        let ways: Vec<&Way> = wants.iter().map(|want| &want.way).collect();
        let rule_of = |want: &Want| rules.iter().find(|rule| rule.id == want.id);
        let open: Vec<Vec<Schedule>> =
            wants.iter().filter_map(|want| Some(opens::wanted(rule_of(want)?, &want.way))).collect();
        let head = head(set, &ways, &open, on);
        let start = decode(&trace_of(&head, &[])).ok()?;
        let meter = Meter::new(set, &start);
        let mut visitor = Visitor {
            set,
            scope,
            device: on.device,
            head,
            meter,
            events: Vec::new(),
            now: Ms(0),
            url: String::new(),
            wants,
            decided: 0,
        };
        visitor.arrive();
        Some(visitor)
    }

    /// Visits and page views that have to come before.
    fn arrive(&mut self) {
        let least = |subject: &Subject| {
            let mut most_needed = 0.0;
            for want in &self.wants {
                for group in groups(&want.way) {
                    if group[0].subject == *subject
                        || *subject == Subject::Visits && group[0].subject == Subject::Visitor
                    {
                        let wants_return = group.iter().any(|lit| lit.subject == Subject::Visitor && returns(lit));
                        let (low, _) = super::domain::range(&group);
                        most_needed = f64::max(most_needed, if wants_return { low.max(2.0) } else { low });
                    }
                }
            }
            f64::clamp(most_needed, 0.0, 20.0) as u32
        };
        let (visits, views) = (least(&Subject::Visits), least(&Subject::PageViewsInSession));
        let url = self.wants.first().map_or("https://shop.test/".into(), |want| want.url.clone());
        let gap = self.set.settings.session + Ms::SECOND;
        for _ in 1..visits {
            self.go(&url);
            self.wait(gap, false);
        }
        for _ in 1..views {
            self.go(&url);
        }
        self.go(&url);
    }

    /// Tries each rule in turn until the goal is reached, or nothing shows any more.
    fn walk(&mut self, rules: &[&Rule], goal: u32) {
        let (mut tries, mut before) = (0, u32::MAX);
        while before != self.count() && self.count() < goal {
            before = self.count();
            for rule in rules {
                // As often as it comes: the next one may need that it does not any more.
                let mut last = u32::MAX;
                while last != self.count() && self.count() < goal && tries < MOST_TRIES && self.now < LONGEST {
                    last = self.count();
                    tries += 1;
                    self.attempt(rule, false);
                    if last == self.count() {
                        self.attempt(rule, true);
                    }
                }
            }
            if before == self.count() && self.scope != Scope::Page && tries < MOST_TRIES {
                self.refresh();
                for rule in rules {
                    tries += 1;
                    self.attempt(rule, true);
                }
            }
        }
    }

    /// Another session, where that is within the scope.
    fn refresh(&mut self) {
        if self.scope == Scope::Day {
            self.wait(self.set.settings.session + Ms::SECOND, false);
            let url = self.url.clone();
            self.go(&url);
        }
    }

    fn count(&self) -> u32 {
        self.scope.of(self.meter.counts())
    }

    /// Makes its condition true, lets its trigger fire, and closes what comes.
    fn attempt(&mut self, rule: &Rule, is_patient: bool) {
        let Some(want) = self.wants.iter().position(|want| want.id == rule.id) else { return };
        let (url, way) = (self.wants[want].url.clone(), self.wants[want].way.clone());
        // Past the quiet period, the cooldown and the first seconds.
        let quiet = self.set.settings.quiet_period.max(Ms(2_000)) + Ms(100);
        if is_patient || self.count() > 0 || self.scope != Scope::Page {
            self.wait(quiet, true);
        }
        if let Some(gap) = rule.limit.cooldown.filter(|gap| *gap < Ms::DAY) {
            self.wait(gap, true);
        }
        if self.scope != Scope::Page {
            self.go(&url);
        }
        if is_patient && self.scope != Scope::Page {
            self.wait(Ms(2_100), true);
        }
        self.provide(rule, &way);
        let before = self.count();
        match &rule.trigger {
            Some(trigger) => self.fire(rule, trigger, 0),
            None => self.wait(Ms(2_100), true),
        }
        if self.count() == before {
            self.wait(rule.delay + quiet.max(Ms(2_100)), true);
        }
    }

    /// A page view.
    pub(super) fn go(&mut self, url: &str) {
        self.url = url.into();
        let view = match self.device {
            None => url.into(),
            Some(device) => {
                let (size, touch) = viewport(nth(DEVICES, device as usize));
                map(vec![("url", url.into()), ("viewport", size), ("touch", touch)])
            }
        };
        self.say("pageView", view);
        self.wait(Ms(100), true);
    }

    /// Lets time pass; with `closes`, what comes up meanwhile is closed by the page at once.
    pub(super) fn wait(&mut self, time: Ms, closes: bool) {
        let end = self.now + time;
        // Long waits keep the session going where they must.
        let step = Ms(self.set.settings.session.0.max(2) / 2);
        while self.now < end {
            self.now = end.min(self.now + step.max(Ms(1)));
            let keeps = closes && time >= step && self.scope != Scope::Day;
            if keeps {
                self.say("activity", "pointer".into());
            } else {
                self.say("sample", Value::Map(Vec::new()));
            }
        }
    }

    /// Something happens now; and what it brings up is closed.
    pub(super) fn say(&mut self, name: &str, body: Value) {
        self.tell(name, body);
        for _ in 0..4 {
            let shown = self.newly_shown();
            if shown.is_empty() {
                break;
            }
            self.now = self.now + Ms(1);
            for rule in shown {
                self.tell("dismiss", Value::Text(rule));
            }
        }
    }

    fn tell(&mut self, name: &str, body: Value) {
        let event = map(vec![(name, body)]);
        let one = trace_of(&Value::Null, &[(self.now, event.clone())]);
        let Ok(read) = decode(&one) else { return };
        for (at, signal) in &read.events {
            self.meter.feed(*at, signal);
        }
        self.events.push((self.now, event));
    }

    /// Rules that were shown since last asked.
    fn newly_shown(&mut self) -> Vec<String> {
        let decisions = self.meter.driver().decisions();
        let mut out: Vec<String> = Vec::new();
        for one in &decisions[self.decided..] {
            if let (Some("shown"), Some(rule)) =
                (one.get("did").and_then(Value::text), one.get("rule").and_then(Value::text))
            {
                if !out.iter().any(|known| known == rule) {
                    out.push(rule.into());
                }
            }
        }
        self.decided = decisions.len();
        out
    }
}

/// Whether a test of `visitor` wants one who was here before.
fn returns(lit: &Lit) -> bool {
    !super::domain::passes(lit, &"new".into(), false)
}
