//! A tab as `runtime.js` runs it: what its engine asks the store is answered at once, or as late as a test wants.

// Each test file needs its own part of it.
#![allow(dead_code)]

use opportune::engine::effect::{Effect, Report};
use opportune::engine::input::{Consent, ConsentState, Context, Event, Input, PageView, Stored};
use opportune::engine::Engine;
use opportune::ruleset::compile;
use opportune::ruleset::model::Source;
use opportune::ruleset::value::Value;
use opportune::time::{Instant, Now, Wall};

use crate::json;

pub(crate) const START: i64 = 1_770_000_000_000;
pub(crate) const ALL: Consent = Consent {
    functional: ConsentState::Granted,
    analytics: ConsentState::Granted,
    personalization: ConsentState::Granted,
};
pub(crate) const DENIED: Consent = Consent { functional: ConsentState::Denied, analytics: ConsentState::Denied, ..ALL };
/// How the shell says that nothing is kept for now: `isHeld` in `runtime.js`.
pub(crate) const HELD: Consent = Consent { functional: ConsentState::Pending, ..ALL };

/// A tab as `runtime.js` runs it, and what came of it.
pub(crate) struct Tab {
    pub(crate) engine: Engine,
    pub(crate) said: Vec<Report>,
    pub(crate) shown: usize,
    pub(crate) emitted: usize,
    /// The store does not answer for now.
    pub(crate) is_slow: bool,
    pub(crate) waiting: usize,
    /// The store can be read, and takes nothing.
    pub(crate) is_full: bool,
    pub(crate) is_refused: bool,
    /// It hears of nothing for now.
    pub(crate) is_frozen: bool,
    /// It saw what the store holds, and forgot nothing since: it can tell that from what is stored after an erasure.
    pub(crate) has_read: bool,
    pub(crate) consent: Consent,
}

impl Tab {
    pub(crate) fn new(rules: &str, number: u32) -> Tab {
        let (set, problems) = compile(&json::parse(rules).expect("JSON"));
        assert!(problems.is_empty(), "{problems:?}");
        let context = Context { tab: number, visitor: format!("visitor {number}"), ..Context::default() };
        let engine = Engine::new(set, context);
        let (said, consent) = (Vec::new(), Consent::default());
        let (is_slow, is_full, is_refused, is_frozen, has_read) = (false, false, false, false, false);
        Tab {
            engine,
            said,
            shown: 0,
            emitted: 0,
            is_slow,
            waiting: 0,
            is_full,
            is_refused,
            is_frozen,
            has_read,
            consent,
        }
    }

    pub(crate) fn is_storing(&self) -> bool {
        self.consent.functional == ConsentState::Granted
    }

    pub(crate) fn give(&mut self, at: i64, input: Input, store: &mut Stored) {
        let now = Now { mono: Instant(at), wall: Wall(START + at) };
        let mut inputs = vec![input];
        while !inputs.is_empty() {
            let input = inputs.remove(0);
            let is_answer = matches!(input, Input::Synced(Stored::Nothing | Stored::Text(_)));
            if let Input::Merge(Stored::Text(_)) | Input::Synced(Stored::Text(_)) = input {
                self.has_read |= self.is_storing();
            }
            let mut out = Vec::new();
            self.engine.handle(now, input, &mut out);
            if is_answer && self.is_storing() {
                self.is_refused = self.is_full;
            }
            if is_answer && self.is_storing() && self.is_full {
                inputs.push(Input::Synced(Stored::Refused));
                self.has_read = false;
            } else if is_answer && self.is_storing() {
                self.has_read = true;
                *store = Stored::Text(self.engine.ledger_text());
            }
            for effect in out {
                match effect {
                    Effect::Sync { .. } if self.is_slow => self.waiting += 1,
                    Effect::Sync { .. } => inputs.push(Input::Synced(store.clone())),
                    Effect::Erase => {
                        self.has_read = false;
                        *store = Stored::Nothing;
                    }
                    Effect::Report(report) => self.said.push(report),
                    Effect::Emit { name, .. } if name == "bar" => self.shown += 1,
                    Effect::Emit { .. } => self.emitted += 1,
                    _ => {}
                }
            }
        }
    }

    pub(crate) fn answer(&mut self, at: i64, store: &mut Stored) {
        self.is_slow = false;
        while self.waiting > 0 {
            self.waiting -= 1;
            self.give(at, Input::Synced(store.clone()), store);
        }
    }

    pub(crate) fn say(&mut self, at: i64, consent: Consent, store: &mut Stored) {
        let was_storing = self.is_storing();
        self.consent = consent;
        self.give(at, Input::Consent(consent), store);
        if !was_storing && self.is_storing() {
            self.give(at, Input::Merge(store.clone()), store);
        }
    }

    pub(crate) fn forget(&mut self, at: i64, store: &mut Stored) {
        if self.is_storing() {
            self.say(at, HELD, store);
        }
        self.give(at, Input::Forget, store);
    }

    pub(crate) fn view(&mut self, at: i64, restored: bool, store: &mut Stored) {
        let url = String::from("https://shop.test/");
        let view = PageView { url, referrer: String::new(), visible: true, restored };
        self.give(at, Input::PageView(view), store);
    }

    /// As a page begins: what is stored is known before the first page view, unless the store takes its time.
    pub(crate) fn open(&mut self, at: i64, consent: Consent, store: &mut Stored) {
        self.consent = consent;
        self.give(at, Input::Consent(consent), store);
        if self.is_storing() && !self.is_slow {
            self.give(at, Input::Merge(store.clone()), store);
        }
        self.view(at, false, store);
    }

    pub(crate) fn track(&mut self, at: i64, name: &str, store: &mut Stored) {
        let event = Event { name: name.into(), props: Value::Null, source: Source::Track };
        self.give(at, Input::Event(event), store);
    }

    /// The visitor comes back to it.
    pub(crate) fn look(&mut self, at: i64, store: &mut Stored) {
        self.give(at, Input::Visibility(false), store);
        self.give(at, Input::Visibility(true), store);
        self.back(at, store);
    }

    pub(crate) fn back(&mut self, at: i64, store: &mut Stored) {
        if self.consent == HELD {
            self.consent = ALL;
            self.give(at, Input::Consent(ALL), store);
        }
        // During a claim it waits.
        if self.is_storing() && self.waiting == 0 {
            self.give(at, Input::Merge(store.clone()), store);
        }
    }

    /// The page goes into the back/forward cache, with what it asked the store unanswered.
    pub(crate) fn freeze(&mut self, at: i64, store: &mut Stored) {
        self.is_frozen = true;
        self.is_slow = true;
        self.give(at, Input::PageEnd, store);
    }

    /// It is back, and too late for what it asked.
    pub(crate) fn thaw(&mut self, at: i64, store: &mut Stored) {
        self.is_frozen = false;
        self.is_slow = false;
        while self.waiting > 0 {
            self.waiting -= 1;
            self.give(at, Input::Synced(Stored::Unavailable), store);
        }
        self.view(at, true, store);
        self.back(at, store);
    }

    /// The page is left.
    pub(crate) fn leave(&mut self, at: i64, store: &mut Stored) {
        self.answer(at, store);
        self.give(at, Input::PageEnd, store);
    }

    /// What each goal that was reached counted.
    pub(crate) fn counts(&self) -> Vec<i64> {
        let count = |report: &Report| report.extra.get("count").and_then(Value::num).unwrap_or_default() as i64;
        self.said.iter().filter(|report| report.name == "opportune_goal").map(count).collect()
    }
}
