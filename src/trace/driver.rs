//! Runs signals through an engine as a browser would: wakes it exactly at its deadlines, answers what it asks,
//! keeps what it stores. It decides nothing and is bounded, so that a loop in the engine fails instead of hanging.

use std::collections::VecDeque;

use crate::engine::effect::{Effect, Report, Show};
use crate::engine::input::{Consent, Context, Input, Outcome, Stored};
use crate::engine::Engine;
use crate::ruleset::by_device::DESKTOP;
use crate::ruleset::model::{ElementWhat, RuleSet, SelectorIx};
use crate::ruleset::value::Value;
use crate::time::{Instant, Ms, Now, Wall};

use super::decide::Record;
use super::decode::{Trace, VIEWPORT};
use super::reader;
use super::sample::Sample;
use super::signal::{Answer, Claim, Signal};
use super::when::write_span;
use super::zones::Zones;

/// Most calls of the engine within one instant.
const MOST_STEPS: u32 = 1_000;

/// Loads are numbered from 1; their doubles in another tab from here on.
const OTHER_TAB: u32 = 1_000_000;

/// When the engine is woken.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Wakes {
    /// At every deadline, as a browser with perfect timers does.
    #[default]
    Exact,
    /// At every deadline and at these instants too.
    Extra(Vec<Ms>),
    /// Never: deadlines are noticed with the next signal.
    Late,
}

/// An engine on a virtual clock, with a store and a page that says what the trace says.
pub struct Driver {
    pub(super) rules: RuleSet,
    /// What they were compiled from, to tell what an update changes.
    pub(super) source: Value,
    /// On which kind of device: a place in `by_device::DEVICES`.
    pub(super) device: u32,
    /// The rules at the beginning of this load; kept up only with the log.
    pub(super) first: RuleSet,
    pub(super) context: Context,
    pub(super) engine: Engine,
    /// All inputs of this load, to find out what another tab would have stored; kept only where a claim is refused.
    pub(super) log: Vec<(Now, Input)>,
    pub(super) keeps_log: bool,
    pub(super) inbox: VecDeque<Input>,
    /// Where the engine's orders are put; empty between calls.
    effects: Vec<Effect>,
    pub(super) origin: Wall,
    pub(super) now: Ms,
    pub(super) steps: u32,
    pub(super) wakes: Wakes,
    pub(super) store: Stored,
    pub(super) consent: Consent,
    pub(super) claim: Claim,
    /// The answer to a claim that takes its time, when it comes, and when it was asked.
    pub(super) owed: Option<(Ms, Stored, Ms)>,
    pub(super) sample: Sample,
    pub(super) page: Page,
    pub(super) undrawable: Vec<(String, String)>,
    /// Key, rule, and since when.
    pub(super) shown: Vec<(String, String, Ms)>,
    pub(super) facts: Option<Value>,
    /// Selectors that the trace knows of.
    pub(super) selectors: Vec<String>,
    pub(super) zones: Zones,
    unseen: u32,
    pub(super) record: Record,
}

/// What the driver remembers of the page.
pub(super) struct Page {
    pub(super) open: bool,
    pub(super) loads: u32,
    pub(super) url: String,
    pub(super) viewport: (f64, f64),
    pub(super) touch: bool,
    pub(super) environment: Value,
    /// What was told last of where the focus is.
    pub(super) focus: Option<Focus>,
    /// Shares on screen, by selector and element.
    pub(super) seen: Vec<(SelectorIx, u32, f64)>,
}

/// Where the focus is, as `Signal::Focus` says it.
#[derive(Clone)]
pub(super) struct Focus {
    pub(super) on: Vec<String>,
    pub(super) keyboard: bool,
    pub(super) widget: Option<String>,
}

impl Driver {
    /// A driver at the trace's start; the first load has yet to come.
    pub fn new(rules: RuleSet, context: Context, trace: &Trace) -> Driver {
        let mut context = context;
        context.zones = trace.zones.of(&rules);
        let [functional, analytics, personalization] = trace.consent;
        let consent = Consent { functional, analytics, personalization };
        Driver {
            engine: Engine::new(rules.clone(), context.clone()),
            first: rules.clone(),
            rules,
            source: Value::Null,
            device: DESKTOP,
            context,
            log: Vec::new(),
            keeps_log: trace.refuses(),
            inbox: VecDeque::new(),
            effects: Vec::new(),
            origin: trace.start,
            now: Ms(0),
            steps: 0,
            wakes: Wakes::Exact,
            store: trace.stored.clone(),
            consent,
            claim: trace.claim,
            owed: None,
            sample: trace.sample.clone(),
            page: Page {
                open: false,
                loads: 0,
                url: String::new(),
                viewport: VIEWPORT,
                touch: false,
                environment: surroundings(trace),
                focus: None,
                seen: Vec::new(),
            },
            undrawable: Vec::new(),
            shown: Vec::new(),
            facts: trace.facts.clone(),
            selectors: trace.selectors.clone(),
            zones: trace.zones.clone(),
            unseen: 0,
            record: Record::default(),
        }
    }

    /// Tells what the rules were compiled from and for which device, so that an update finds those that did not change,
    /// and a load on another device those that are otherwise there.
    pub fn with_source(mut self, source: &Value, device: u32) -> Driver {
        self.source = source.clone();
        self.device = device;
        self
    }

    /// Wakes the engine differently.
    pub fn with_wakes(mut self, wakes: Wakes) -> Driver {
        self.wakes = wakes;
        self
    }

    /// Keeps outcomes as they are, for [`Driver::take_reports`], and writes nothing else down: for whoever runs many.
    pub fn with_reports(mut self) -> Driver {
        self.record.raw = Some(Vec::new());
        self
    }

    /// The outcomes since this was last asked.
    pub fn take_reports(&mut self) -> Vec<Report> {
        self.record.raw.as_mut().map(core::mem::take).unwrap_or_default()
    }

    /// Feeds all signals, each at its instant.
    pub fn run(&mut self, events: &[(Ms, Signal)]) {
        for (at, signal) in events {
            self.advance_to(*at);
            self.feed(signal);
        }
    }

    /// Lets time pass, deadline by deadline.
    pub fn advance_to(&mut self, at: Ms) {
        while let Some(due) = self.next_due().filter(|due| *due <= at) {
            self.pass_to(due.max(self.now));
            if !self.step() {
                break;
            }
            match self.owed.take() {
                Some((when, stored, asked)) if when <= self.now => self.pay(stored, asked),
                owed => {
                    self.owed = owed;
                    self.give(Input::Wake);
                }
            }
        }
        self.pass_to(at.max(self.now));
    }

    /// The engine, to look at.
    pub fn engine(&self) -> &Engine {
        &self.engine
    }

    /// What was decided so far.
    pub fn decisions(&self) -> &[Value] {
        &self.record.decisions
    }

    /// Outcome events so far.
    pub fn events(&self) -> &[Value] {
        &self.record.events
    }

    /// How many widgets were ordered away in the instant in which the page heard of them.
    pub fn unseen(&self) -> u32 {
        self.unseen
    }

    /// What the store holds.
    pub fn store(&self) -> &Stored {
        &self.store
    }

    /// The driver's clocks.
    pub fn clock(&self) -> Now {
        Now { mono: Instant(self.now.0), wall: self.origin + self.now }
    }

    /// Hands the engine an input of one's own making.
    pub fn give(&mut self, input: Input) {
        self.inbox.push_back(input);
        self.drain();
    }

    /// The result of a simulation.
    pub fn finish(self, problems: Vec<Value>) -> Value {
        let state = self.engine.explain(self.clock(), None);
        self.record.finish(problems, state)
    }

    /// When time alone brings something next: a deadline of the engine, or an answer that takes its time.
    pub fn next_due(&mut self) -> Option<Ms> {
        if let Some((when, ..)) = self.owed {
            return Some(when);
        }
        if !self.page.open {
            return None;
        }
        let deadline = self.engine.next_deadline().map(|(instant, _)| Ms(instant.0));
        match &mut self.wakes {
            Wakes::Exact => deadline,
            Wakes::Late => None,
            Wakes::Extra(extra) => {
                extra.retain(|at| *at > self.now);
                extra.iter().copied().chain(deadline).min()
            }
        }
    }

    fn pass_to(&mut self, at: Ms) {
        if at != self.now {
            self.now = at;
            self.steps = 0;
        }
    }

    /// Counts calls within an instant; false when there were too many.
    fn step(&mut self) -> bool {
        self.steps += 1;
        if self.steps == MOST_STEPS {
            let at = write_span(self.now);
            self.record.problems.push(reader::problem("loop", "", "an instant that ends", &at));
        }
        self.steps < MOST_STEPS
    }

    fn drain(&mut self) {
        while let Some(input) = self.inbox.pop_front() {
            if !self.step() {
                self.inbox.clear();
                return;
            }
            let syncing = matches!(input, Input::Synced(_));
            let mut out = core::mem::take(&mut self.effects);
            if self.keeps_log && !(matches!(input, Input::Wake) && self.is_early()) {
                self.log.push((self.clock(), input.clone()));
            }
            self.engine.handle(self.clock(), input, &mut out);
            if syncing && self.claim.is != Answer::Unavailable && self.store != Stored::Unavailable {
                self.store = Stored::Text(self.engine.ledger_text());
            }
            // Answers go before what was already waiting, in the order of the questions.
            let waiting = self.inbox.len();
            for effect in out.drain(..) {
                self.obey(effect);
            }
            self.inbox.rotate_left(waiting);
            self.effects = out;
        }
    }

    /// Whether nothing is due yet: a wake then is none of another tab's, which may make something of it.
    fn is_early(&self) -> bool {
        self.engine.next_deadline().is_none_or(|(due, _)| Ms(due.0) > self.now)
    }

    fn obey(&mut self, effect: Effect) {
        self.record.note(self.now, self.origin, self.engine.rules(), &effect);
        match effect {
            Effect::Sample { elements, .. } => {
                let answer = self.sample.answer(self.engine.rules(), &elements);
                self.inbox.push_back(Input::Sampled(answer));
            }
            Effect::Sync { claim } => self.sync(claim),
            Effect::Erase => self.store = Stored::Nothing,
            Effect::Show(show) => self.draw(&show),
            Effect::Hide { key, .. } => {
                let is_new = |(known, _, at): &(String, String, Ms)| *known == key && *at == self.now;
                self.unseen += u32::from(self.shown.iter().any(is_new));
                self.shown.retain(|(known, ..)| *known != key);
            }
            _ => {}
        }
    }

    fn sync(&mut self, claiming: bool) {
        let stored = match self.claim.is {
            Answer::Unavailable => Stored::Unavailable,
            Answer::Refused if claiming => self.taken_elsewhere(),
            _ => self.store.clone(),
        };
        if claiming && self.claim.after > Ms(0) {
            self.owed = Some((self.now + self.claim.after, stored, self.now));
        } else {
            self.inbox.push_back(Input::Synced(stored));
        }
    }

    fn pay(&mut self, stored: Stored, asked: Ms) {
        self.record.asked = Some(asked);
        self.give(Input::Synced(stored));
        self.record.asked = None;
    }

    /// What another tab would have stored, had it shown the same a moment before.
    fn taken_elsewhere(&mut self) -> Stored {
        let context = Context { tab: self.context.tab + OTHER_TAB, ..self.context.clone() };
        let mut other = Engine::new(self.first.clone(), context);
        let mut out = Vec::new();
        for (now, input) in &self.log {
            other.handle(*now, input.clone(), &mut out);
        }
        other.handle(self.clock(), Input::Synced(self.store.clone()), &mut out);
        self.claim.times = self.claim.times.saturating_sub(1);
        if self.claim.times == 0 {
            self.claim.is = Answer::Granted;
        }
        Stored::Text(other.ledger_text())
    }

    fn draw(&mut self, show: &Show) {
        self.shown.push((show.key.clone(), show.rule.clone(), self.now));
        let preset = self.undrawable.iter().find(|(rule, _)| *rule == show.rule).map(|(_, why)| why.clone());
        let is = match preset.or_else(|| self.obstacle(show)) {
            Some(why) => Outcome::NotDrawn(why),
            None => Outcome::Drawn,
        };
        self.inbox.push_back(Input::Outcome { key: show.key.clone(), is });
    }

    /// Nothing is drawn at an anchor that the trace says is not there.
    fn obstacle(&self, show: &Show) -> Option<String> {
        let anchor = show.anchor.as_deref()?;
        let no = Some(Value::Bool(false));
        if self.sample.read(anchor, ElementWhat::Exists) == no {
            Some("not_found".into())
        } else if self.sample.read(anchor, ElementWhat::Visible) == no {
            Some("not_visible".into())
        } else {
            None
        }
    }
}

/// A page that the trace says nothing of: online, light, nothing special.
fn surroundings(trace: &Trace) -> Value {
    let mut all = Value::Map(vec![
        ("saveData".into(), false.into()),
        ("reducedMotion".into(), false.into()),
        ("colorScheme".into(), "light".into()),
        ("online".into(), true.into()),
    ]);
    if let Some(zone) = &trace.zones.name {
        all.set("timeZone", zone.as_str().into());
    }
    all
}
