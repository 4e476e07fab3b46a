//! The shell: the only part that meets a browser. It turns what the page does into inputs, carries effects out and
//! keeps one timer. It decides nothing, and holds no borrow while a call into the page's scripts may come back.

mod alarm;
mod clock;
pub(crate) mod coming;
pub(crate) mod host;
pub(crate) mod listen;
pub(crate) mod observe;
pub(crate) mod write;

use std::cell::{Cell, RefCell};
use std::mem::ManuallyDrop;

use alarm::Alarm;
use listen::{Kind, Listeners};
use observe::{Event, Hands};
use write::Out;

use crate::engine::effect::Effect;
use crate::engine::input::{Context, Input};
use crate::engine::seeds::Seeds;
use crate::engine::Engine;
use crate::ruleset::model::{RuleSet, Selector};
use crate::ruleset::packed::Packed;
use crate::time::Now;

/// A third of the size of the default allocator, in every shopper's download, and constant time.
#[global_allocator]
static ALLOCATOR: rlsf::SmallGlobalTlsf = rlsf::SmallGlobalTlsf::new();

/// One page, with the rule set that runs on it, or none.
pub(crate) struct Runtime {
    /// Never dropped: its memory is the instance's and goes with it, and what takes it apart would be in every download.
    engine: RefCell<Option<ManuallyDrop<Engine>>>,
    inbox: RefCell<Vec<(Now, Input)>>,
    pumping: Cell<bool>,
    needs: Cell<u32>,
    listeners: Listeners,
    alarm: Alarm,
    hands: Hands,
}

impl Runtime {
    /// Runs nothing yet.
    pub(crate) const fn new() -> Runtime {
        Runtime {
            engine: RefCell::new(None),
            inbox: RefCell::new(Vec::new()),
            pumping: Cell::new(false),
            needs: Cell::new(0),
            listeners: Listeners::new(),
            alarm: Alarm::new(),
            hands: Hands::new(),
        }
    }

    /// Runs these rules; it has heard nothing yet.
    pub(crate) fn begin(&self, rules: RuleSet, seeds: ManuallyDrop<Seeds>, context: Context) {
        *self.engine.borrow_mut() =
            Some(ManuallyDrop::new(Engine::sown(rules, ManuallyDrop::into_inner(seeds), context)));
    }

    pub(crate) fn is_closed(&self) -> bool {
        self.engine.borrow().is_none()
    }

    /// Takes an input, dated now.
    pub(crate) fn tell(&self, input: Input) {
        if !self.is_closed() {
            self.tell_at(clock::now(), input);
        }
    }

    /// Takes an input, and lets the engine run unless it already does.
    pub(crate) fn tell_at(&self, now: Now, input: Input) {
        let mut inbox = self.inbox.borrow_mut();
        // An answer goes before anything else: the engine is in the middle of a decision.
        let place = if matches!(input, Input::Sampled(_)) { 0 } else { inbox.len() };
        inbox.insert(place, (now, input));
        drop(inbox);
        self.pump();
    }

    /// The timer fired. It may be early; the engine is bothered only when something is due.
    pub(crate) fn wake(&self) {
        self.alarm.fired();
        let deadline = self.engine.borrow().as_ref().and_then(|engine| engine.next_deadline());
        if deadline.is_some_and(|(at, _)| at <= clock::now().mono) {
            self.tell(Input::Wake);
        } else {
            self.pump();
        }
    }

    /// A DOM event.
    pub(crate) fn heard(&self, kind: Kind, event: &Event) {
        observe::observe(&self.hands, self.needs.get(), kind, event, &|input| self.tell(input));
    }

    /// Sends the ledger's text.
    pub(crate) fn ledger(&self) {
        let mut to = Packed::default();
        if let Some(engine) = &*self.engine.borrow() {
            to.text(&engine.ledger_text());
        }
        to.send(Out::Ledger);
    }

    /// The selectors of the rules that run: their indices hold for the rules that follow, too.
    pub(crate) fn selectors(&self) -> Vec<Selector> {
        self.engine.borrow().as_ref().map_or(Vec::new(), |engine| engine.rules().selectors.clone())
    }

    /// Sends what the engine says about one rule, or all.
    pub(crate) fn explain(&self, rule: Option<&str>) {
        let mut to = Packed::default();
        if let Some(engine) = &*self.engine.borrow() {
            to.value(&engine.explain(clock::now(), rule));
        }
        to.send(Out::Explained);
    }

    /// Listeners and timer off, state gone.
    pub(crate) fn close(&self) {
        self.listeners.watch(0);
        self.alarm.set(None);
        self.hands.let_go();
        self.needs.set(0);
        self.engine.take();
        drop(self.inbox.take());
    }

    /// One input, all its effects, then the next; the timer last.
    fn pump(&self) {
        if self.pumping.replace(true) {
            return;
        }
        loop {
            let mut inbox = self.inbox.borrow_mut();
            if inbox.is_empty() {
                break;
            }
            let (now, input) = inbox.remove(0);
            drop(inbox);
            let mut effects = Vec::new();
            if let Some(engine) = &mut *self.engine.borrow_mut() {
                engine.handle(now, input, &mut effects);
            }
            for effect in &effects {
                if !self.is_closed() {
                    self.carry_out(effect);
                }
            }
        }
        self.pumping.set(false);
        let deadline = self.engine.borrow().as_ref().and_then(|engine| engine.next_deadline());
        self.alarm.set(deadline.map(|(at, _)| at));
    }

    fn carry_out(&self, effect: &Effect) {
        if let Effect::Watch(needs) = effect {
            self.needs.set(*needs);
            self.listeners.watch(*needs);
        }
        write::effect(effect);
    }
}

/// Whether any limit counts calendar days; only then is a zone's table worth making.
pub(crate) fn days_count(rules: &RuleSet) -> bool {
    let settings = &rules.settings;
    let in_quotas = settings.quotas.iter().any(|quota| quota.limit.per_day.is_some());
    settings.most.per_day.is_some()
        || in_quotas
        || !rules.goals.is_empty()
        || rules.rules.iter().any(|rule| rule.limit.per_day.is_some())
}
