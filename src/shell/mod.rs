//! The shell: the only part that meets a browser. It turns what the page does into inputs, carries effects out and
//! keeps one timer. It decides nothing, and holds no borrow while a call into the page's scripts may come back.

mod alarm;
mod clock;
pub mod host;
pub(crate) mod listen;
mod observe;
pub(crate) mod read;
pub(crate) mod write;

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;

use web_sys::Event;

use alarm::Alarm;
use host::Host;
use listen::{Kind, Listeners};
use observe::Hands;
use write::{Out, Writer};

use crate::engine::effect::Effect;
use crate::engine::input::{Context, Input};
use crate::engine::time::Now;
use crate::engine::Engine;
use crate::ruleset::model::RuleSet;

/// A third of the size of the default allocator, in every shopper's download, and constant time.
#[global_allocator]
static ALLOCATOR: rlsf::SmallGlobalTlsf = rlsf::SmallGlobalTlsf::new();

/// One running rule set on one page.
pub(crate) struct Runtime {
    engine: RefCell<Engine>,
    inbox: RefCell<VecDeque<(Now, Input)>>,
    pumping: Cell<bool>,
    closed: Cell<bool>,
    needs: Cell<u32>,
    listeners: RefCell<Listeners>,
    alarm: Alarm,
    hands: Hands,
    host: Rc<Host>,
}

impl Runtime {
    /// A runtime that has heard nothing yet.
    pub(crate) fn new(host: Host, rules: RuleSet, context: Context) -> Runtime {
        Runtime {
            engine: RefCell::new(Engine::new(rules, context)),
            inbox: RefCell::default(),
            pumping: Cell::new(false),
            closed: Cell::new(false),
            needs: Cell::new(0),
            listeners: RefCell::default(),
            alarm: Alarm::default(),
            hands: Hands::default(),
            host: Rc::new(host),
        }
    }

    /// Takes an input, dated now, and lets the engine run unless it already does.
    pub(crate) fn tell(&self, input: Input) {
        let now = clock::now(self.host.skew());
        let mut inbox = self.inbox.borrow_mut();
        match input {
            // Before anything else: the engine is in the middle of a decision.
            Input::Sampled(_) => inbox.push_front((now, input)),
            _ => inbox.push_back((now, input)),
        }
        drop(inbox);
        self.pump();
    }

    /// The timer fired. It may be early; the engine is bothered only when something is due.
    pub(crate) fn wake(&self) {
        self.alarm.clear();
        let due = self.engine.borrow().next_deadline().is_some_and(|(at, _)| at <= clock::now(0.0).mono);
        if due {
            self.tell(Input::Wake);
        } else {
            self.pump();
        }
    }

    /// A DOM event.
    pub(crate) fn heard(&self, kind: Kind, event: &Event) {
        observe::observe(&self.host, &self.hands, self.needs.get(), kind, event, &|input| self.tell(input));
    }

    /// Sends the ledger's text.
    pub(crate) fn ledger(&self) {
        let mut to = Writer::default();
        to.text(&self.engine.borrow().ledger_text());
        to.send(&self.host, Out::Ledger);
    }

    /// Sends what the engine says about one rule, or all.
    pub(crate) fn explain(&self, rule: Option<&str>) {
        let now = clock::now(self.host.skew());
        let value = self.engine.borrow().explain(now, rule);
        let mut to = Writer::default();
        to.value(&value);
        to.send(&self.host, Out::Explained);
    }

    /// Listeners and timer off.
    pub(crate) fn close(&self) {
        self.closed.set(true);
        self.alarm.clear();
        drop(self.listeners.take());
    }

    /// One input, all its effects, then the next; the timer last.
    fn pump(&self) {
        if self.closed.get() || self.pumping.replace(true) {
            return;
        }
        loop {
            let next = self.inbox.borrow_mut().pop_front();
            let Some((now, input)) = next else { break };
            let mut effects = Vec::new();
            self.engine.borrow_mut().handle(now, input, &mut effects);
            for effect in &effects {
                if !self.closed.get() {
                    self.carry_out(effect);
                }
            }
        }
        self.pumping.set(false);
        if self.closed.get() {
            return;
        }
        let deadline = self.engine.borrow().next_deadline().map(|(at, _)| at);
        self.alarm.set(&self.host, deadline);
    }

    fn carry_out(&self, effect: &Effect) {
        if let Effect::Watch(needs) = effect {
            self.needs.set(*needs);
            self.listeners.borrow_mut().watch(&self.host, *needs);
        }
        write::effect(&self.host, effect);
    }
}

/// Whether any limit counts calendar days; only then is a zone's table worth making.
pub(crate) fn days_count(rules: &RuleSet) -> bool {
    rules.settings.max_per_day.is_some() || rules.rules.iter().any(|rule| rule.limit.per_day.is_some())
}
