//! The exports: what the scripts in `src/js` call. Free functions over the one runtime of this instance, because an
//! exported object would be locked while the page's own code runs inside one of its methods. There are three, and no
//! object crosses: the glue of each export and of each kind of argument would be in every shopper's download.
//! They translate; they decide nothing.

use std::cell::Cell;
use std::mem::ManuallyDrop;

use wasm_bindgen::prelude::*;

use crate::engine::input::{
    Click, Consent, ConsentState, Context, Event as Named, Input, NewRules, Outcome, PageView, Sampled, Stored,
};
use crate::engine::seeds::Seeds;
use crate::ruleset::by_device::device_of;
use crate::ruleset::model::{Deed, ElementIx, RuleSet, SelectorIx, Source};
use crate::ruleset::packed::{Packed, Reader};
use crate::ruleset::scan::duration;
use crate::ruleset::value::Value;
use crate::ruleset::Opening;
use crate::shell::coming::Coming;
use crate::shell::host;
use crate::shell::listen::Kind;
use crate::shell::observe::Event;
use crate::shell::write::Out;
use crate::shell::{days_count, Runtime};
use crate::time::{Instant, Ms, Now, Wall};

thread_local! {
    // One runtime for each instance: a trap in one costs no other.
    static RUNTIME: Runtime = const { Runtime::new() };
    /// Rules that are being opened.
    static OPENING: Cell<Option<Box<Coming>>> = const { Cell::new(None) };
    /// Rules that were opened, until they begin.
    static OPENED: Cell<Option<(RuleSet, ManuallyDrop<Seeds>)>> = const { Cell::new(None) };
}

/// The author's build has regular expressions of its own.
const MATCHES: Option<fn(u32, &str) -> bool> = if cfg!(feature = "dev") { None } else { Some(host::matches) };

/// A kind of [`measured`] that comes with its instant.
const SCROLLED: u32 = 9;
/// Kinds of [`measured`] that are orders.
const WAKE: u32 = 100;
const LEDGER: u32 = 101;
const CLOSE: u32 = 102;

/// A kind of [`told`] that is taken as it is.
const FACTS: u32 = 2;
/// Kinds of [`told`] that are orders.
const OPEN: u32 = 100;
const BEGIN: u32 = 101;
const EXPLAIN: u32 = 102;
const MORE: u32 = 106;
const READ: u32 = 107;
#[cfg(feature = "dev")]
const CHECK: u32 = 103;
#[cfg(feature = "dev")]
const SIMULATE: u32 = 104;
#[cfg(feature = "dev")]
const TEST: u32 = 105;
#[cfg(feature = "dev")]
const BUCKET: u32 = 108;

/// A DOM event of that kind: a finger or not, where it is from the top, when it came, which buttons are down.
#[wasm_bindgen]
pub fn heard(kind: u32, touch: u32, y: i32, at: f64, buttons: u32) {
    if let Some(kind) = Kind::of(kind) {
        RUNTIME.with(|runtime| runtime.heard(kind, &Event { touch: touch != 0, y, at, buttons }));
    }
}

/// An observation in numbers, or an order; the kinds are those of `MEASURED` in `src/js/codes.js`.
#[wasm_bindgen]
pub fn measured(kind: u32, on: i32, a: f64, b: f64) {
    RUNTIME.with(|runtime| match kind {
        WAKE => runtime.wake(),
        LEDGER => runtime.ledger(),
        CLOSE => {
            OPENING.take();
            OPENED.take();
            runtime.close();
        }
        SCROLLED => {
            // Heard most of all, and so dated by whoever heard it. No page view begins with it, so nobody asks for the wall clock.
            let now = Now { mono: Instant(b as i64), wall: Wall(0) };
            let container = (on >= 0).then_some(SelectorIx(on.max(0) as u32));
            runtime.tell_at(now, Input::Scroll { container, top: a });
        }
        _ => runtime.tell(observation(kind, on, a, b)),
    });
}

fn observation(kind: u32, on: i32, a: f64, b: f64) -> Input {
    let selector = SelectorIx(on.max(0) as u32);
    let container = (on >= 0).then_some(selector);
    match kind {
        0 => Input::Viewport { width: a, height: b, coarse: on != 0 },
        1 => Input::Height { container, height: a, view: b },
        2 => Input::Seen { on: selector, which: b as u32, ratio: a },
        3 => Input::Passed { on: selector, share: a },
        4 => Input::Visibility(on != 0),
        5 => Input::PageEnd,
        6 => Input::Dom,
        7 => Input::Appears(selector),
        _ => Input::Media { on: selector, share: a, state: b as u32 },
    }
}

/// An input in words, or an order, packed; the kinds are those of `TOLD` in `src/js/codes.js`.
#[wasm_bindgen]
pub fn told(kind: u32, numbers: Vec<f64>, texts: String) {
    let told = Packed { numbers, texts };
    if kind == FACTS {
        // Not read before they become part of what is known.
        return RUNTIME.with(|runtime| runtime.tell(Input::Facts(told)));
    }
    let mut parts = Parts(told.read());
    RUNTIME.with(|runtime| match kind {
        OPEN => {
            let source = parts.0.value();
            let device = device_of(parts.number(), parts.flag());
            OPENING.set(Some(Box::new(Coming::new(source, Opening::new(runtime.selectors(), device)))));
        }
        MORE => parts.more(),
        READ => read(parts.count() as usize, !runtime.is_closed()),
        BEGIN => {
            if let Some((set, seeds)) = OPENED.take() {
                let context = parts.context(set.zones.len());
                if !runtime.is_closed() {
                    let kept = parts.counts(set.rules.last().map_or(0, |rule| rule.place + 1));
                    runtime.tell(Input::Rules(Box::new(NewRules { set, zones: context.zones, kept })));
                } else {
                    runtime.begin(set, seeds, context);
                }
            }
        }
        EXPLAIN => runtime.explain(parts.text().as_deref()),
        #[cfg(feature = "dev")]
        CHECK..=TEST | BUCKET => {
            if let Some(answer) = author(kind, &told.texts) {
                let mut to = Packed::default();
                to.value(&answer);
                to.send(Out::Explained);
            }
        }
        _ => {
            if let Some(input) = parts.input(kind) {
                runtime.tell(input);
            }
        }
    });
}

/// Goes on with so many of the rules that are being opened; in the end sends `Opened`: the problems and the plan.
fn read(most: usize, is_running: bool) {
    let Some(mut coming) = OPENING.take() else { return };
    if !coming.go_on(most, is_running) {
        return OPENING.set(Some(coming));
    }
    let Coming { reading, seeds, .. } = *coming;
    let (rules, problems) = reading.finish();
    let mut to = Packed::default();
    to.list(problems.len());
    problems.iter().for_each(|problem| to.value(&problem.to_value()));
    plan(&mut to, &rules);
    to.send(Out::Opened);
    OPENED.set(Some((rules, seeds)));
}

/// What the scripts need to know of the rules to observe and draw for them.
fn plan(to: &mut Packed, rules: &RuleSet) {
    let settings = &rules.settings;
    to.value(&rules.disabled.into());
    to.num(rules.rules.iter().filter(|rule| rule.goal.is_none()).count() as f64);
    to.list(rules.selectors.len() * 2);
    for one in &rules.selectors {
        to.text(&one.css);
        to.num(f64::from(one.uses));
    }
    to.list(rules.elements.len() * 2);
    for one in &rules.elements {
        to.text(&one.css);
        to.num(f64::from(one.what as u32));
    }
    to.list(rules.ratios.len());
    rules.ratios.iter().for_each(|ratio| to.num(*ratio));
    to.texts(&rules.dom_events);
    to.texts(&settings.overlays);
    to.texts(&settings.quiet_zones);
    to.maybe(&settings.locale);
    to.maybe(&settings.currency);
    to.value(&settings.theme);
    to.value(&(rules.is_zoned || days_count(rules)).into());
    to.texts(&rules.zones);
    to.num(f64::from(rules.environment));
    to.list(rules.patterns.len());
    rules.patterns.iter().for_each(|pattern| to.text(&pattern.key));
}

struct Parts<'a>(Reader<'a>);

impl Parts<'_> {
    fn input(&mut self, kind: u32) -> Option<Input> {
        Some(match kind {
            0 => Input::PageView(PageView {
                url: self.text()?,
                referrer: self.text()?,
                visible: self.flag(),
                restored: self.flag(),
            }),
            1 => Input::Url(self.text()?),
            3 => {
                let (name, props) = (self.text()?, self.0.value());
                let source = match self.count() {
                    0 => Source::Track,
                    1 => Source::Dom,
                    _ => Source::DataLayer,
                };
                Input::Event(Named { name, props, source })
            }
            4 => Input::Consent(Consent {
                functional: self.consent(),
                analytics: self.consent(),
                personalization: self.consent(),
            }),
            5 => Input::Trigger { rule: self.text()?, force: self.flag() },
            6 => Input::Dismiss(self.text()),
            7 => Input::Outcome { key: self.text()?, is: self.outcome()? },
            8 => Input::Synced(self.stored()),
            9 => Input::Merge(self.stored()),
            10 => self.sampled(),
            11 => Input::Pointer { touch: self.flag(), widget: self.count().checked_sub(1), over: self.selectors() },
            12 => Input::Focus { keyboard: self.flag(), widget: self.count().checked_sub(1), on: self.selectors() },
            13 => self.click(),
            18 => Input::Forget,
            // All that is still there, each behind its tag.
            19 => Input::Left(self.counts(self.0.numbers.len() as u32 / 2)),
            16 => Input::Mute(self.text().and_then(|time| duration(&time).ok()).map(Ms)),
            _ => self.rare(kind),
        })
    }

    /// Told only where rules asked for it by what is read by a later file of the wasm.
    #[inline(never)]
    fn rare(&mut self, kind: u32) -> Input {
        match kind {
            14 => Input::Environment(self.0.value()),
            15 => Input::Copy(self.selectors()),
            _ => self.field(),
        }
    }

    /// Where, what it was (bits: into a field, answered already), on what.
    fn click(&mut self) -> Input {
        let (x, y, is) = (self.number(), self.number(), self.count());
        Input::Click(Click { x, y, field: is & 1 != 0, answered: is & 2 != 0, on: self.selectors() })
    }

    /// What happened to it, how long its text is, which it was.
    fn field(&mut self) -> Input {
        let what = match self.count() {
            0 => Deed::Input,
            1 => Deed::Submit,
            _ => Deed::Invalid,
        };
        let length = self.0.value().num().map(|length| length as u32);
        Input::Field { what, length, on: self.selectors() }
    }

    /// The language, that of the page, the visitor's id and whether it is the page's, a random number, and of each zone how many pairs of
    /// UTC instant and offset, and they; then how many arms are forced, and the experiment and variant of each.
    fn context(&mut self, count: usize) -> Context {
        let mut text = || self.text().unwrap_or_default();
        let (language, locale, visitor) = (text(), text(), text());
        let (is_named, tab) = (self.flag(), self.count());
        let mut zones = Vec::new();
        for _ in 0..count {
            let mut pairs = Vec::new();
            for _ in 0..self.count() {
                pairs.push((Wall(self.number() as i64), self.number() as i64));
            }
            zones.push(pairs);
        }
        let mut forced = Vec::new();
        for _ in 0..self.count() {
            forced.push((self.text().unwrap_or_default(), self.text().unwrap_or_default()));
        }
        Context { language, locale, zones, visitor, is_named, tab, left: Vec::new(), forced, matches: MATCHES }
    }

    /// More rules for those that are being opened, up to the end.
    fn more(&mut self) {
        let Some(mut coming) = OPENING.take() else { return };
        if let Some(rules) = coming.rules() {
            while !self.0.numbers.is_empty() {
                rules.push(self.0.value());
            }
        }
        OPENING.set(Some(coming));
    }

    fn text(&mut self) -> Option<String> {
        match self.0.value() {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    fn flag(&mut self) -> bool {
        self.0.value() == Value::Bool(true)
    }

    fn number(&mut self) -> f64 {
        self.0.value().num().unwrap_or(0.0)
    }

    fn count(&mut self) -> u32 {
        self.number() as u32
    }

    fn consent(&mut self) -> ConsentState {
        match self.count() {
            1 => ConsentState::Granted,
            2 => ConsentState::Denied,
            _ => ConsentState::Pending,
        }
    }

    fn outcome(&mut self) -> Option<Outcome> {
        Some(match self.count() {
            0 => Outcome::Drawn,
            1 => Outcome::NotDrawn(self.text()?),
            2 => Outcome::Click(self.count()),
            4 => Outcome::Answer(self.count()),
            5 => Outcome::Take(0),
            6 => Outcome::Take(1),
            _ => Outcome::Dismiss(self.text()?),
        })
    }

    fn stored(&mut self) -> Stored {
        match self.0.value() {
            Value::Text(text) => Stored::Text(text),
            Value::Null => Stored::Nothing,
            Value::Bool(true) => Stored::Refused,
            _ => Stored::Unavailable,
        }
    }

    /// The guards, how many answers, and each as element and value.
    fn sampled(&mut self) -> Input {
        let (guards, answers) = (self.count(), self.count());
        let mut elements = Vec::new();
        for _ in 0..answers {
            elements.push((ElementIx(self.count()), self.0.value()));
        }
        Input::Sampled(Sampled { elements, guards })
    }

    fn counts(&mut self, count: u32) -> Vec<u32> {
        let mut counts = Vec::new();
        for _ in 0..count {
            counts.push(self.count());
        }
        counts
    }

    /// How many, and each.
    fn selectors(&mut self) -> Vec<SelectorIx> {
        let mut selectors = Vec::new();
        for _ in 0..self.count() {
            selectors.push(SelectorIx(self.count()));
        }
        selectors
    }
}

/// What only the author's build is told, as a JSON list; whoever asks sees by the missing answer that it is none.
#[cfg(feature = "dev")]
fn author(kind: u32, json: &str) -> Option<Value> {
    let Value::List(items) = crate::trace::json::read(json)? else { return None };
    let mut items = items.into_iter();
    let (first, second) = (items.next()?, items.next().unwrap_or_default());
    Some(match kind {
        CHECK => {
            let options = crate::analyze::Options::read(&second);
            crate::analyze::report(&first, &options, &mut host::parses)
        }
        SIMULATE => crate::trace::simulate(&first, &second),
        BUCKET => match items.next()? {
            Value::List(ids) => crate::trace::bucket(&first, second.text()?, &ids),
            _ => return None,
        },
        _ => crate::trace::test(&first),
    })
}
