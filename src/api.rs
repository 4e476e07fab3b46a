//! The exports: what the scripts in `src/js` call. Free functions over the one runtime of this instance, because an
//! exported object would be locked while the page's own code runs inside one of its methods.
//! They translate; they decide nothing.

use std::cell::RefCell;
use std::rc::Rc;

use wasm_bindgen::prelude::*;
use web_sys::Event;

use crate::engine::input::{Consent, ConsentState, Context, Event as Named, Input, Outcome, PageView, Sampled, Stored};
use crate::engine::time::Wall;
use crate::ruleset::compile_with;
use crate::ruleset::model::{ElementIx, RuleSet, SelectorIx, Source};
use crate::ruleset::value::Value;
use crate::shell::host::Host;
use crate::shell::listen::Kind;
use crate::shell::read::Reader;
use crate::shell::write::{Out, Writer};
use crate::shell::{days_count, Runtime};

/// What this instance holds. One runtime each: a trap in one costs no other.
enum Slot {
    Free,
    Opened(Host, RuleSet),
    Running(Rc<Runtime>),
}

thread_local! {
    static SLOT: RefCell<Slot> = const { RefCell::new(Slot::Free) };
}

/// No borrow is held while `work` runs: it may come back here.
fn with<T>(work: impl FnOnce(&Runtime) -> T) -> Option<T> {
    let runtime = SLOT.with_borrow(|slot| match slot {
        Slot::Running(runtime) => Some(Rc::clone(runtime)),
        _ => None,
    });
    runtime.map(|runtime| work(&runtime))
}

/// Compiles rules and sends `Opened`: the problems and the plan.
#[wasm_bindgen]
pub fn open(host: Host, numbers: &[f64], texts: &str) {
    let source = Reader::new(numbers, texts).value();
    let (rules, problems) = compile_with(&source, &mut |css| host.parses(css));
    let mut to = Writer::default();
    to.list(problems.len());
    problems.iter().for_each(|problem| to.value(&problem.to_value()));
    plan(&mut to, &rules);
    to.send(&host, Out::Opened);
    SLOT.set(Slot::Opened(host, rules));
}

/// What the scripts need to know of the rules to observe and draw for them.
fn plan(to: &mut Writer, rules: &RuleSet) {
    let settings = &rules.settings;
    to.value(&rules.disabled.into());
    to.num(rules.rules.len() as f64);
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
    to.texts(&rules.dom_events);
    to.texts(&settings.overlays);
    to.texts(&settings.quiet_zones);
    to.maybe(&settings.locale);
    to.maybe(&settings.currency);
    to.value(&settings.theme);
    to.value(&(rules.is_zoned || days_count(rules)).into());
    to.texts(&rules.zones);
    to.num(f64::from(rules.environment));
}

/// Makes a runtime of what was opened. Packed: the language, a random number, and of each zone its
/// pairs of UTC instant and offset.
#[wasm_bindgen]
pub fn begin(numbers: &[f64], texts: &str) {
    let Slot::Opened(host, rules) = SLOT.replace(Slot::Free) else { return };
    let mut parts = Parts(Reader::new(numbers, texts));
    let (language, tab) = (parts.text().unwrap_or_default(), parts.count());
    let mut zones = Vec::new();
    for _ in 0..rules.zones.len() {
        zones.push((0..parts.count()).map(|_| (Wall(parts.number() as i64), parts.number() as i64)).collect());
    }
    SLOT.set(Slot::Running(Rc::new(Runtime::new(host, rules, Context { language, zones, tab }))));
}

/// A DOM event of that kind.
#[wasm_bindgen]
pub fn heard(kind: u32, event: &Event) {
    if let Some(kind) = Kind::of(kind) {
        with(|runtime| runtime.heard(kind, event));
    }
}

/// The timer fired.
#[wasm_bindgen]
pub fn wake() {
    with(Runtime::wake);
}

/// An observation in numbers; the kinds are those of `MEASURED` in `src/js/page.js`.
#[wasm_bindgen]
pub fn measured(kind: u32, on: i32, a: f64, b: f64) {
    let selector = SelectorIx(on.max(0) as u32);
    let container = (on >= 0).then_some(selector);
    let input = match kind {
        0 => Input::Viewport { width: a, height: b, coarse: on != 0 },
        1 => Input::Height { container, height: a, view: b },
        2 => Input::Seen { on: selector, ratio: a },
        3 => Input::Passed { on: selector, share: a },
        4 => Input::Visibility(on != 0),
        5 => Input::PageEnd,
        _ => Input::Dom,
    };
    with(|runtime| runtime.tell(input));
}

/// An input in words, packed; the kinds are those of `TOLD` in `src/js/page.js`.
#[wasm_bindgen]
pub fn told(kind: u32, numbers: &[f64], texts: &str) {
    let mut parts = Parts(Reader::new(numbers, texts));
    if let Some(input) = parts.input(kind) {
        with(|runtime| runtime.tell(input));
    }
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
            2 => Input::Facts(self.0.value()),
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
            13 => Input::Click(self.selectors()),
            _ => Input::Environment(self.0.value()),
        })
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
            _ => Outcome::Dismiss(self.text()?),
        })
    }

    fn stored(&mut self) -> Stored {
        match self.0.value() {
            Value::Text(text) => Stored::Text(text),
            Value::Null => Stored::Nothing,
            _ => Stored::Unavailable,
        }
    }

    /// The guards, how many answers, and each as element and value.
    fn sampled(&mut self) -> Input {
        let (guards, answers) = (self.count(), self.count());
        let elements = (0..answers).map(|_| (ElementIx(self.count()), self.0.value())).collect();
        Input::Sampled(Sampled { elements, guards })
    }

    /// How many, and each.
    fn selectors(&mut self) -> Vec<SelectorIx> {
        (0..self.count()).map(|_| SelectorIx(self.count())).collect()
    }
}

/// Sends `Ledger`: its text, to be stored.
#[wasm_bindgen]
pub fn ledger() {
    with(Runtime::ledger);
}

/// Sends `Explained`: why a rule does or does not show, or all of them.
#[wasm_bindgen]
pub fn explain(numbers: &[f64], texts: &str) {
    let rule = Parts(Reader::new(numbers, texts)).text();
    with(|runtime| runtime.explain(rule.as_deref()));
}

/// Listeners and timer off, state gone.
#[wasm_bindgen]
pub fn close() {
    with(Runtime::close);
    drop(SLOT.replace(Slot::Free));
}

/// Sends `Explained`: every problem of the rules, in words. False: the text is no JSON list with them.
#[cfg(feature = "dev")]
#[wasm_bindgen]
pub fn check(host: Host, json: &str) -> bool {
    let Some([rules, _]) = given(json) else { return false };
    let (_, problems) = compile_with(&rules, &mut |css| host.parses(css));
    answer(&host, &Value::List(problems.iter().map(|problem| problem.to_value()).collect()));
    true
}

/// Sends `Explained`: what the rules decide along the trace. False: the text is no JSON list of both.
#[cfg(feature = "dev")]
#[wasm_bindgen]
pub fn simulate(host: Host, json: &str) -> bool {
    let Some([rules, trace]) = given(json) else { return false };
    answer(&host, &crate::trace::simulate(&rules, &trace));
    true
}

/// The first two of a JSON list.
#[cfg(feature = "dev")]
fn given(json: &str) -> Option<[Value; 2]> {
    let Value::List(items) = crate::trace::json::read(json)? else { return None };
    let mut items = items.into_iter();
    Some([items.next()?, items.next().unwrap_or_default()])
}

/// Sends `Explained`: how a rule test went. False: the text is no JSON list with one.
#[cfg(feature = "dev")]
#[wasm_bindgen]
pub fn test(host: Host, json: &str) -> bool {
    let Some([case, _]) = given(json) else { return false };
    answer(&host, &crate::trace::test(&case));
    true
}

#[cfg(feature = "dev")]
fn answer(host: &Host, value: &Value) {
    let mut to = Writer::default();
    to.value(value);
    to.send(host, Out::Explained);
}
